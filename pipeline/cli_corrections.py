"""The commands by which a researcher corrects what was read: ``rasid correct``, ``corrections``, ``review``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from corpus.errors import InputError
from pipeline.kb import corrections as kept
from pipeline.kb import engine as kb
from pipeline.kb.review import Unanchored, waiting
from pipeline.terminal import err, failing_clearly, out, read_settings

LISTS = ("agents", "companions", "targets", "recipients", "places")
correct = typer.Typer(help="Confirm, reject or edit a fact; say that two are one, or not; take it back.", no_args_is_help=True)  # fmt: skip
corrections = typer.Typer(help="Carry corrections to another knowledge base.", no_args_is_help=True)
Key = Annotated[str, typer.Argument(help="Key of the fact, as `rasid events --json` and the pages show it.")]
Other = Annotated[str, typer.Argument(help="Key of the other entity or happening.")]
By = Annotated[str, typer.Option("--by", help="Who says so.", envvar="RASID_AUTHOR")]
Why = Annotated[str, typer.Option("--why", help="The reason: a source, a rule, what the sentence says.")]


@correct.command()
def confirm(key: Key, by: By, why: Why) -> None:
    """The fact is right: it stays, even where a newer version no longer finds it."""
    _fact("confirm", key, by, why)


@correct.command()
def reject(key: Key, by: By, why: Why) -> None:
    """The fact is wrong: it stays rejected, however often it is found again."""
    _fact("reject", key, by, why)


@correct.command()
def edit(
    key: Key,
    by: By,
    why: Why,
    cells: Annotated[
        list[str], typer.Option("--set", help="CELL=VALUE; again for another; --set agents= empties a list.")
    ],
) -> None:
    """The fact is otherwise: --set date_start=2024-03-05 --set agents=NAME --set agents=NAME."""
    _fact("edit", key, by, why, _cells(cells))


@correct.command()
def merge(key: Key, other: Other, by: By, why: Why) -> None:
    """Two entities, or two happenings, are one."""
    with failing_clearly():
        _said(kept.join(_engine(), "merge", key, other, author=by, reason=why))


@correct.command()
def split(
    key: Key,
    others: Annotated[
        list[str], typer.Argument(help="Key of the other one; or of articles that mean another of the name.")
    ],
    by: By,
    why: Why,
) -> None:
    """Two entities or happenings are two; or: these articles mean another one of that name."""
    with failing_clearly():
        engine = _engine()
        if len(others) > 1 or kept.is_article(engine, others[0]):
            _said(kept.take_apart(engine, key, others, author=by, reason=why))
        else:
            _said(kept.join(engine, "split", key, others[0], author=by, reason=why))


@correct.command()
def undo(key: Annotated[str, typer.Argument(help="Key of the correction, or of its fact.")], by: By, why: Why) -> None:
    """Take a correction back; of a fact, the last one."""
    with failing_clearly():
        _said(kept.undo(_engine(), key, author=by, reason=why))


@corrections.command()
def export(file: Path) -> None:
    """Write every correction to FILE as JSON Lines, oldest first."""
    with failing_clearly():
        lines = list(kept.export(_engine()))
        try:
            file.write_text("".join(line + "\n" for line in lines), "utf-8")
        except OSError as error:
            raise InputError(f"{file}: cannot be written: {error.strerror}") from error
    err.print(f"{len(lines)} corrections written", markup=False)


@corrections.command()
def replay(file: Path) -> None:
    """Add the corrections of FILE that are not known yet; a second time nothing changes."""
    with failing_clearly():
        try:
            lines = file.read_text("utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{file}: cannot be read: {error}") from error
        came = kept.replay(_engine(), lines)
    err.print(f"{came.added} corrections added, {came.known} known, {len(came.unanchored)} wait (`rasid review`)")


def review(
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many pairs.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List what waits for a decision: pairs that may be one, corrections whose words are gone."""
    with failing_clearly():
        found = waiting(_engine(), limit)
    if as_json:
        rows = [{"waits": "pair", **asdict(p)} for p in found.pairs]
        rows += [{"waits": "correction", **asdict(c)} for c in found.unanchored]
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False, default=str))
        return
    for pair in found.pairs:
        names = f"{pair.left_name or pair.left}  |  {pair.right_name or pair.right}"
        out.print(f"{pair.score:.2f} {pair.kind}: {names}  ({pair.left} {pair.right})", markup=False, soft_wrap=True)
    for one in found.unanchored:
        out.print(_line(one), markup=False, soft_wrap=True)
    out.print(f"{len(found.pairs)} of {found.pairs_in_all} pairs, {len(found.unanchored)} corrections wait")


def _line(one: Unanchored) -> str:
    cells = "".join(f" {name}={value}" for name, value in one.cells.items())
    return f"{one.action}{cells} {one.kind} {one.target} by {one.author} ({one.reason}): {one.why}: {one.words}"


def _fact(action: str, key: str, by: str, why: str, cells: dict[str, Any] | None = None) -> None:
    with failing_clearly():
        _said(kept.correct(_engine(), action, key, author=by, reason=why, cells=cells))


def _cells(given: Iterable[str]) -> dict[str, Any]:
    """Return ``CELL=VALUE`` options as cells; a list's values add up, an empty value is none."""
    cells: dict[str, Any] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals:
            raise typer.BadParameter(f"{item!r}: CELL=VALUE is wanted")
        if name in LISTS:
            cells.setdefault(name, []).extend([value] if value else [])
        else:
            cells[name] = value or None
    return cells


def _engine() -> Engine:
    engine = kb.open_store(read_settings())
    kb.require_head(engine)
    return engine


def _said(key: str) -> None:
    err.print(f"correction {key}", markup=False)
