"""The commands of merged events: ``rasid happenings`` and ``rasid happening KEY``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from sqlalchemy import Engine

from pipeline.cli_options import DateFrom, DateTo, Institution, Kind, Official, PlaceName, State, asked
from pipeline.happening_table import print_happening, print_happenings, view_json
from pipeline.kb import engine as kb
from pipeline.kb import happenings as kept
from pipeline.terminal import failing_clearly, out, read_settings, stop

Key = Annotated[str, typer.Argument(help="Key of the event, a former one, or that of any article's telling of it.")]


def happenings(
    official: Official = None,
    institution: Institution = None,
    place: PlaceName = None,
    kind: Kind = None,
    status: State = None,
    date_from: DateFrom = None,
    date_to: DateTo = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many rows.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a row instead of a table.")] = False,
) -> None:
    """Print what happened, once however many articles tell it: who, what, where, when, and what each says."""
    filters = asked(official, institution, place, kind, status, date_from, date_to, limit=limit)
    with _opened() as engine:
        page = kept.happenings(engine, filters)
        found = kept.views(engine, page.rows)
        if as_json:
            for view in found:
                typer.echo(json.dumps(view_json(view), ensure_ascii=False))
            return
        print_happenings(found)
        out.print(f"{len(found)} of {page.total} happenings")


def happening(
    key: Key,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Print one event with all that tells of it side by side, where they disagree, and the stops of a tour."""
    with _opened() as engine:
        found = kept.happening(engine, key)
        if found is None:
            stop(f"{key}: no happening has this key")
        if as_json:
            typer.echo(json.dumps(view_json(found), ensure_ascii=False))
        else:
            print_happening(found)


@contextmanager
def _opened() -> Iterator[Engine]:
    with failing_clearly():
        engine = kb.open_store(read_settings())
        try:
            kb.require_head(engine)
            yield engine
        finally:
            engine.dispose()
