"""The commands that tell of runs: ``rasid runs``, ``rasid diff``, ``rasid status``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

import typer

from pipeline.kb import engine as kb
from pipeline.kb import extractions
from pipeline.kb.nights_read import NightView, last_night
from pipeline.kb.query import counts as sizes
from pipeline.kb.review import waiting
from pipeline.kb.runs import RunRow, all_runs
from pipeline.terminal import failing_clearly, out, read_settings

RunNumber = Annotated[int, typer.Argument(help="Number of a run, as `rasid runs` lists them.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def runs(as_json: AsJson = False) -> None:
    """List the runs, the latest first: when, with which versions, and what came of them."""
    with failing_clearly():
        engine = kb.open_store(read_settings())
        kb.require_head(engine)
        found = all_runs(engine)
    for run in found:
        _print(json.dumps(asdict(run), ensure_ascii=False, default=str) if as_json else _line(run))


def diff(earlier: RunNumber, later: RunNumber, as_json: AsJson = False) -> None:
    """Say what changed from one run to another: facts added (+), gone (-) and altered (~), cell by cell."""
    with failing_clearly():
        engine = kb.open_store(read_settings())
        kb.require_head(engine)
        found = list(extractions.diff(engine, earlier, later))
    for one in found:
        if as_json:
            _print(json.dumps(asdict(one), ensure_ascii=False, default=str))
            continue
        notes = [note for note, holds in (("new", one.new), ("text changed", one.text_changed)) if holds]
        _print(f"{one.document_id or one.article}{' (' + ', '.join(notes) + ')' if notes else ''}")
        for sign, facts in (("+", one.added), ("-", one.gone)):
            for kind, fact in facts:
                _print(f"  {sign} {kind}: {extractions.name_of(fact)}")
        for change in one.altered:
            cells = "; ".join(f"{name}: {old} -> {new}" for name, (old, new) in sorted(change.cells.items()))
            _print(f"  ~ {change.kind}: {change.name}: {cells}")
    total = extractions.counts(found)
    _print(json.dumps({"counts": total}) if as_json else ", ".join(f"{n} {name}" for name, n in sorted(total.items())))


def status(as_json: AsJson = False) -> None:
    """Say what the knowledge base holds, how the last run ended, and what waits for a decision."""
    with failing_clearly():
        engine = kb.open_store(read_settings())
        kb.require_head(engine)
        held, found, waits, night = sizes(engine), all_runs(engine), waiting(engine, 1), last_night(engine)
    queue = {"pairs": waits.pairs_in_all, "corrections": len(waits.unanchored)}
    if as_json:
        told: dict[str, Any] = {"holds": held, "last_run": asdict(found[0]) if found else None, "waiting": queue}
        told["night"] = asdict(night) if night else None
        _print(json.dumps(told, ensure_ascii=False, default=str))
        return
    _print(", ".join(f"{n} {name}" for name, n in held.items()))
    for run in found[:1]:
        _print(_line(run))
    _print(f"waiting (`rasid review`): {queue['pairs']} pairs, {queue['corrections']} corrections")
    if night:
        for line in _night(night):
            _print(line)


def _night(night: NightView) -> Iterator[str]:
    """Yield the last night: how far it is, what it came to, what waits, what failed."""
    if night.finished:
        end = f"to {night.finished:%H:%M} UTC, report {night.report or 'none'}"
    else:
        stage = next((s for s in night.stages if s.state in ("running", "waiting")), night.stages[-1])
        end = f"not finished (in {stage.name}, running or stopped; `rasid nightly` goes on with it)"
    counts = night.stages[-1].counts
    came = f"; {counts['articles']} new articles, {counts['tellings']} events told in them" if counts else ""
    yield f"night {night.number}: {night.started:%Y-%m-%d %H:%M} {end}{came}"
    for problem in night.problems:
        yield f"  ACT ({problem['code']}): {problem['text']}"
    for stage in night.stages:
        if stage.error:
            yield f"  {stage.name} failed: {stage.error}"
    failed = [outlet.outlet for outlet in night.outlets if outlet.problem]
    if failed:
        yield f"  outlets that failed: {', '.join(failed)}"
    if night.aside_in_all:
        yield f"  pages set aside: {night.aside_in_all}, {sum(page.ours for page in night.aside)} of them to be tried again"
    if waits := night.deliveries.get("waiting", 0):
        yield f"  messages of alerts that wait: {waits} (`rasid alerts send`)"


def _line(run: RunRow) -> str:
    end = f"to {run.finished:%Y-%m-%d %H:%M}" if run.finished else "not finished (running, or stopped midway)"
    versions = ", ".join(f"{name} {version}" for name, version in run.versions.items())
    came = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in run.counts.items()) or "no counts"
    return f"run {run.number}: {run.started:%Y-%m-%d %H:%M} {end}; {versions}; {came}"


def _print(text: str) -> None:
    out.print(text, markup=False, soft_wrap=True)
