"""The commands ``rasid outlets check`` and ``rasid outlets list``: the declared newspapers and public bodies."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.crawl.outlet import Kind, Outlet
from pipeline.settings import Settings
from pipeline.terminal import SOME_FAILED, err, failing_clearly, out, read_settings

outlets = typer.Typer(help="Check or list the declared newspapers and public bodies.", no_args_is_help=True)
Folder = Annotated[
    Path | None, typer.Argument(help="Folder of declarations (NAME.yml); RASID_OUTLETS_DIR if left out.")
]


@outlets.command()
def check(folder: Folder = None) -> None:
    """Name every mistake with file, line and key; without one, say how many outlets hold."""
    from pipeline.crawl.outlets import check_outlets

    with failing_clearly():
        read, mistakes = check_outlets(folder or read_settings().outlets_dir)
    for mistake in mistakes:
        err.print(str(mistake), markup=False)
    verified = sum(outlet.verified for outlet in read)
    out.print(f"{len(read)} outlets can be read, {verified} verified; {len(mistakes)} mistakes", markup=False)
    if mistakes:
        raise typer.Exit(SOME_FAILED)


@outlets.command("list")
def list_outlets(
    folder: Folder = None,
    country: Annotated[str | None, typer.Option(help="Only of this country (ISO 3166-1: MA).")] = None,
    kind: Annotated[Kind | None, typer.Option(help="Only of this kind.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object an outlet, with all it declares.")] = False,
) -> None:
    """Print the outlets, one a line: key, country, kind, number of feeds and sitemaps, verified or not, names."""
    from pipeline.crawl.outlets import load_outlets

    with failing_clearly():
        found = load_outlets(folder or read_settings().outlets_dir)
    shown = [
        outlet
        for outlet in found
        if (country is None or outlet.country == country.upper()) and (kind is None or outlet.kind == kind)
    ]
    for outlet in shown:
        sys.stdout.write(_json(outlet) if as_json else "\t".join(_cells(outlet)))
        sys.stdout.write("\n")


def verify_outlets(settings: Settings, only: list[str] | None, *, write: bool) -> None:
    """Try the outlets, say which hold, and write it down if asked to. That some do not hold is no failure."""
    from pipeline.nightly.verify import verify, write_verified

    with failing_clearly():
        verdicts = verify(settings, only=only, tried=lambda key: err.print(f"{key}: tried", markup=False))
        holding = [verdict for verdict in verdicts if verdict.holds]
        for verdict in holding if write else ():
            write_verified(settings.outlets_dir, verdict, datetime.now(UTC).date())
    for verdict in verdicts:
        out.print(verdict.line(), markup=False, soft_wrap=True)
    said = "written down" if write else "nothing written (--write)"
    out.print(f"{len(holding)} of {len(verdicts)} outlets hold; {said}", markup=False)


def _cells(outlet: Outlet) -> list[str]:
    """Return what a line of the list says."""
    lists = len(outlet.feeds) + len(outlet.sitemaps)
    known = "verified" if outlet.verified else "unverified"
    return [outlet.key, outlet.country, outlet.kind or "", str(lists), known, outlet.name, outlet.name_latin]


def _json(outlet: Outlet) -> str:
    """Return an outlet as one line of JSON, without what it leaves to the defaults."""
    return json.dumps(outlet.model_dump(mode="json", exclude_unset=True), ensure_ascii=False)
