"""The command ``rasid holders``: who held an office, at a day or ever, and the sentences that say so."""

from __future__ import annotations

import json
import sys
from calendar import monthrange
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from pipeline.event_table import MARK, plain
from pipeline.kb import engine as kb
from pipeline.linking.positions import HOME
from pipeline.linking.proofs import Proof, articles, proofs
from pipeline.linking.tenures import Holder, holders_between, neighbours
from pipeline.linking.tenures import holders as find_holders
from pipeline.terminal import failing_clearly, out, read_settings

SHOWN = 3  # sentences of a tenure at a terminal; --json gives all


def holders(
    office: Annotated[str, typer.Argument(help="An office with its place or field: والي جهة سوس ماسة.")],
    on: Annotated[str | None, typer.Option(help="Who held it on a day (YYYY-MM-DD) or in a month (YYYY-MM).")] = None,
    country: Annotated[str | None, typer.Option(help="Whose office, where it does not say (ISO 3166-1).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a holder, with every proof.")] = False,
) -> None:
    """Print who held an office: on a day or all known holders, each with articles and sentences that say so."""
    settings, period = read_settings(), _period(on) if on else None
    with failing_clearly():
        engine = kb.open_store(settings)
        kb.require_head(engine)
        known = find_holders(engine, office, country=(country or settings.country or HOME).upper())
        found = holders_between(known, *period) if period else known
        near = neighbours(known, *period) if period and not any(not h.inferred for h in found) else (None, None)
        shown = [(holder, proofs(engine, holder)) for holder in found]
        engine.dispose()
    for holder, said in shown:
        if as_json:
            sys.stdout.write(json.dumps(holder_json(holder, said), ensure_ascii=False, default=str) + "\n")
        else:
            _print(holder, articles(said), period)
    if not as_json:
        _print_near(found, *near)
        out.print(f"{len(shown)} holders" + (f" known of {on}" if on else ""), markup=False)


def _print_near(found: list[Holder], before: Holder | None, after: Holder | None) -> None:
    """Print what is known of a time in which nobody was seen: who was there last before, and who first after."""
    told = {holder.entity for holder in found}
    for holder, seen in ((before, "last seen before"), (after, "first seen after")):
        if holder is not None and holder.entity not in told:
            appointed = holder.since if holder is after else None
            day = holder.last_seen if holder is before else holder.first_seen
            said = f"appointed {appointed}, {seen} {day}" if appointed else f"{seen}: {day}"
            out.print(f"  nobody seen then; {said}: {plain(holder.name)}{MARK}", markup=False, soft_wrap=True)


def holder_json(holder: Holder, said: list[Proof]) -> dict[str, object]:
    """Return a holder and what shows it as an object of plain values; row numbers stay inside."""
    told = {name: value for name, value in asdict(holder).items() if name != "entity_id"}
    return {**told, "proofs": [asdict(proof) for proof in said]}


def _period(said: str) -> tuple[date, date]:
    """Return the first and last day of ``2024-03-05`` or ``2024-03``."""
    try:
        if len(said) == len("2024-03"):
            first = date.fromisoformat(f"{said}-01")
            return first, first.replace(day=monthrange(first.year, first.month)[1])
        return date.fromisoformat(said), date.fromisoformat(said)
    except ValueError as error:
        raise typer.BadParameter(f"{said!r}: a day (YYYY-MM-DD) or a month (YYYY-MM) is wanted") from error


def _print(holder: Holder, said: list[Proof], period: tuple[date, date] | None) -> None:
    seen = f"seen {holder.first_seen} to {holder.last_seen}" if holder.first_seen else "seen on no known day"
    bounds = [f"appointed {holder.since}"] if holder.since else []
    bounds += [f"a successor seen {holder.until}"] if holder.until else []
    mark = ""
    if holder.inferred and period:
        later = holder.last_seen is not None and holder.last_seen < period[0]
        mark = f" (inferred: last seen {holder.last_seen})" if later else f" (inferred: first seen {holder.first_seen})"
    out.print(f"{plain(holder.name)}{MARK}, {plain(holder.position)}{MARK}{mark}", markup=False, soft_wrap=True)
    out.print("  " + ", ".join((seen, *bounds, f"{holder.articles} articles")), markup=False)
    for proof in said[:SHOWN]:
        sentence = plain(" ".join(proof.sentence.split()))
        where = " · ".join(plain(p) for p in (proof.outlet or "", proof.document_id) if p)
        line = f"  {MARK}{proof.published or ''} {sentence}{MARK} [{where}]"
        out.print(line, markup=False, soft_wrap=True)
    if len(said) > SHOWN:
        out.print(f"  … and {len(said) - SHOWN} more (--json)", markup=False)
