"""The report of a night: for people as text and as a page, for programs as JSON. The page needs nothing from elsewhere.

``RASID_REPORTS_DIR/<day>-<night>/report.{txt,json,html}``; each file is written whole or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.files import write_whole
from pipeline.kb.nights import Stage, State
from pipeline.kb.nights_read import NightView, OutletRow
from pipeline.nightly.state import Begun
from pipeline.settings import Settings

TEMPLATE = "report.html"


def folder_of(night: Begun) -> str:
    """Return the name of a night's folder: ``2024-03-05-17``."""
    return f"{night.started:%Y-%m-%d}-{night.number}"


def write_report(settings: Settings, night: NightView) -> Path:
    """Write the three files of a night's report; return their folder.

    Raises: StoreError: they cannot be written.
    """
    folder = settings.reports_dir / (night.report or str(night.number))
    files = {
        "report.json": json.dumps(as_json(night), ensure_ascii=False, indent=1) + "\n",
        "report.txt": "\n".join(lines(night)) + "\n",
        "report.html": page(night),
    }
    for name, content in files.items():
        write_whole(folder / name, content)
    return folder


def as_json(night: NightView) -> dict[str, Any]:
    """Return a night as plain values: moments in ISO 8601, UTC."""
    found: dict[str, Any] = json.loads(
        json.dumps(asdict(night), default=lambda moment: moment.isoformat(timespec="seconds"))
    )
    return found | {"totals": totals(night)}


def totals(night: NightView) -> dict[str, int]:
    """Return the numbers of the whole night."""
    names = ("listed", "fetched", "updated", "duplicates", "forbidden", "failed")
    counted = {name: sum(getattr(outlet, name) for outlet in night.outlets) for name in names}
    report = night.stages[-1].counts
    news = next((stage.counts for stage in night.stages if stage.name == Stage.ALERTS), {})
    return counted | {
        "outlets": len(night.outlets),
        "outlets_failed": sum(outlet.problem is not None for outlet in night.outlets),
        "outlets_outside": sum(outlet.outside is not None for outlet in night.outlets),
        "articles": int(report.get("articles", 0)),
        "tellings": int(report.get("tellings", 0)),
        "events": int(news.get("new_events", 0)),
        "set_aside": night.aside_in_all,
    }


def lines(night: NightView) -> Iterator[str]:
    """Yield the report as lines of text, what must be acted on first."""
    sums = totals(night)
    yield f"night {night.number}, {night.started:%Y-%m-%d %H:%M} to {f'{night.finished:%H:%M}' if night.finished else '?'} UTC"
    yield f"{sums['fetched']} new pages of {sums['outlets']} outlets; {sums['articles']} new articles tell of {sums['tellings']} events; {sums['events']} events were not known before"
    if not night.problems:
        yield "nothing needs to be done"
    for problem in night.problems:
        yield f"ACT ({problem['code']}): {problem['text']}"
        yield f"  do: {advice(problem['code'])['en']}"
    for note in night.notes:
        yield f"note: {note}"
    yield ""
    for stage in night.stages:
        counts = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in stage.counts.items() if isinstance(n, int))
        tries = f", begun {stage.tries} times" if stage.tries > 1 else ""
        yield f"{stage.name}: {'; '.join(part for part in (f'{stage.state}{tries}', counts, stage.error) if part)}"
    yield ""
    for outlet in night.outlets:
        yield _outlet_line(outlet)
        yield from (f"  {note}" for note in outlet.notes[:5])
    if night.aside:
        yield ""
        yield f"{night.aside_in_all} pages set aside:"
        yield from (f"  {page.url}: {page.reason}" for page in night.aside)
    scores = _scores(night)
    if scores:
        yield ""
        yield "samples (F1): " + ", ".join(f"{row} {score}" for row, score, *_ in scores)


def _outlet_line(outlet: OutletRow) -> str:
    """Return ``nakhil: 3 new of 20 listed, 17 known, 2 taken in, 5 events told; FAILED: ...; OUTSIDE: ...``."""
    parts = [f"{outlet.outlet}: {outlet.fetched} new of {outlet.listed} listed"]
    counted = (
        ("known", "known"),
        ("articles", "taken in"),
        ("events", "events told"),
        ("updated", "updated"),
        ("duplicates", "at a second address"),
    )
    parts += [f"{number} {said}" for name, said in counted if (number := getattr(outlet, name))]
    if outlet.forbidden:
        parts.append(f"{outlet.forbidden} forbidden by robots.txt")
    if outlet.failed:
        parts.append(f"{outlet.failed} not fetched")
    line = ", ".join(parts)
    for mark, text in (("FAILED", outlet.problem), ("OUTSIDE", outlet.outside)):
        line += f"; {mark}: {text}" if text else ""
    return line if outlet.verified else f"{line} (unverified)"


def page(night: NightView) -> str:
    """Return the report as a page, right to left."""
    environment = Environment(
        loader=PackageLoader("pipeline.nightly", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    failed = [stage for stage in night.stages if stage.state == State.FAILED]
    shown = environment.get_template(TEMPLATE)
    advised = {problem["code"]: advice(problem["code"])["ar"] for problem in night.problems}
    return shown.render(night=night, totals=totals(night), scores=_scores(night), failed=failed, advised=advised)


@cache
def advice(code: str) -> dict[str, str]:
    """Return what to do about what a night asks for, in English (``en``) and Arabic (``ar``)."""
    said: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "advice.yml").read_text("utf-8"))
    return said["stage" if code.startswith("stage_") else code]


def _scores(night: NightView) -> list[tuple[str, float, float | None]]:
    """Return each row of the samples' score with its floor, where there is one."""
    for stage in night.stages:
        if "scores" in stage.counts:
            floors = stage.counts.get("floors", {})
            return [(row, score, floors.get(row)) for row, score in stage.counts["scores"].items()]
    return []
