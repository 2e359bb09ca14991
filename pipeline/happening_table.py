"""Merged events for people at a terminal and for programs: one row an event, below it what each article says.

Cells are fenced and cleaned as in ``pipeline.event_table``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from corpus.mention import Status
from pipeline.event_table import DAY_WIDTH, MARK, PIPE_WIDTH, TABLE_WIDTH, plain, row_json
from pipeline.event_table import when as told_when
from pipeline.kb.happenings import HappeningRow, HappeningView, PartRow
from pipeline.kb.query import EventRow, Participant

COLUMNS = (("who", 4), ("office", 4), ("what", 4), ("where", 3), ("when", 0), ("told by", 10))
TOLD = (("article", 3), ("who", 4), ("with", 3), ("what", 4), ("where", 3), ("when", 0), ("sentence", 9))
Cells = Sequence[str]


def print_happenings(views: Sequence[HappeningView]) -> None:
    """Print events with who, office, what, where, when, the number of articles and what each of them says."""
    _print_rows(_console(), COLUMNS, [_cells(view) for view in views])


def print_happening(view: HappeningView) -> None:
    """Print one event: what all say together, what each says, where they disagree, and its tour or stops."""
    console, row = _console(), view.row
    what = (
        ("key", row.key),
        ("type", _kind(row)),
        ("who", _counted(row.agents)),
        ("office", "، ".join(_offices(view))),
        ("with", _counted(row.companions)),
        ("what", _counted(row.targets)),
        ("for", _counted(row.recipients)),
        ("where", _counted(row.places)),
        ("when", _when(row).replace("\n", " – ")),
        ("told by", _sources(row)),
        ("sure", f"{row.confidence:.2f}"),
        ("verdict", row.verdict or ""),
        *(("differ", line) for line in _differences(view)),
        ("tour", row.part_of or ""),
        *(("stop", f"{_kind(s)}: {_names(s.targets or s.places)} ({s.key})") for s in view.stops),
    )
    for name, value in what:
        if value:
            console.print(Text(f"{name:8} {MARK}{plain(value)}"), soft_wrap=True)
    console.print()
    _print_rows(console, TOLD, [_told(telling) for telling in view.tellings])


def view_json(view: HappeningView) -> dict[str, object]:
    """Return an event with its tellings as an object of plain values; disagreements name the keys of tellings."""
    row = view.row
    return {
        "key": row.key,
        "type": row.type.value,
        "status": row.status.value,
        "who": [p.name for p in row.agents],
        "offices": _offices(view),
        "with": [p.name for p in row.companions],
        "what": [p.name for p in row.targets],
        "for": [p.name for p in row.recipients],
        "where": [p.name for p in row.places],
        "date_start": row.date_start.isoformat() if row.date_start else None,
        "date_end": row.date_end.isoformat() if row.date_end else None,
        "articles": row.articles,
        "sources": row.sources,
        "confidence": row.confidence,
        "verdict": row.verdict,
        "disagreements": row.disagreements,
        "part_of": row.part_of,
        "stops": [stop.key for stop in view.stops],
        "tellings": [row_json(telling) for telling in view.tellings],
    }


def _cells(view: HappeningView) -> Cells:
    row = view.row
    said = [_sources(row), *(_clause(telling) for telling in view.tellings)]
    said += [f"≠ {line}" for line in _differences(view)]
    if row.part_of:
        said.append(f"stop of {row.part_of}")
    if view.stops:
        said.append(f"tour with {len(view.stops)} stops")
    return (
        _names(row.agents),
        plain("، ".join(_offices(view))),
        "\n".join(part for part in (_kind(row), _names(row.targets)) if part),
        _names(row.places),
        _when(row),
        "\n".join([*said, row.key]),
    )


def _told(telling: EventRow) -> Cells:
    article = telling.article
    source = (article.document_id, article.outlet, article.published.isoformat() if article.published else None)
    kind = telling.type.value if telling.status is Status.PAST else f"{telling.type.value} ({telling.status.value})"
    return (
        plain("\n".join(part for part in (*source, telling.key) if part)),
        _names(telling.agents),
        _names(telling.companions),
        "\n".join(part for part in (kind, _names(telling.targets)) if part),
        _names(telling.places),
        told_when(telling),
        plain(" ".join(telling.evidence.surface.split())),
    )


def _print_rows(console: Console, columns: Sequence[tuple[str, int]], rows: Sequence[Cells]) -> None:
    """Print a table, or a block a row where the terminal is too narrow for one; nothing without rows."""
    if not rows:
        return
    if console.width < TABLE_WIDTH:
        for row in rows:
            lines = zip((name for name, _ in columns), row, strict=True)
            said = [f"{name:8} {MARK}{' · '.join(value.splitlines())}" for name, value in lines if value]
            console.print(Text("\n".join(said) + "\n"))
        return
    table = Table(show_lines=True, expand=True)
    for name, ratio in columns:
        if ratio:
            table.add_column(name, ratio=ratio, overflow="fold")
        else:
            table.add_column(name, width=DAY_WIDTH, no_wrap=True)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    with console.capture() as printed:
        console.print(table)
    console.out(printed.get().replace("│", f"{MARK}│{MARK}"), end="", highlight=False)


def _console() -> Console:
    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPE_WIDTH
    return console


def _kind(row: HappeningRow) -> str:
    return row.type.value if row.status is Status.PAST else f"{row.type.value} ({row.status.value})"


def _when(row: HappeningRow) -> str:
    if row.date_start is None:
        return ""
    days = dict.fromkeys((row.date_start.isoformat(), (row.date_end or row.date_start).isoformat()))
    return "\n".join(days)


def _sources(row: HappeningRow) -> str:
    articles = f"{row.articles} article{'s' if row.articles != 1 else ''}"
    return f"{articles}, {row.sources} source{'s' if row.sources != 1 else ''}"


def _clause(telling: EventRow) -> str:
    clause = " ".join(telling.evidence.surface.split())
    return plain(f"{clause} [{telling.article.document_id}]")


def _differences(view: HappeningView) -> list[str]:
    """Return a line a cell told differently: ``date_start: 2024-04-17 [c09a] / 2024-04-18 [c09b, c09c]``."""
    named = {telling.key: telling.article.document_id for telling in view.tellings}
    lines = []
    for cell, said in view.row.disagreements.items():
        each = (f"{value} [{', '.join(named.get(key, key) for key in keys)}]" for value, keys in said.items())
        lines.append(plain(f"{cell}: {' / '.join(each)}"))
    return lines


def _offices(view: HappeningView) -> list[str]:
    """Return the offices of who acts, as any article gives them."""
    return list(dict.fromkeys(title for t in view.tellings for person in t.agents for title in person.titles))


def _names(people: Iterable[PartRow | Participant]) -> str:
    return plain("، ".join(dict.fromkeys(p.name for p in people)))


def _counted(parts: Iterable[PartRow]) -> str:
    """Return names with the number of articles that have each."""
    return plain("، ".join(f"{p.name} ({p.articles})" for p in parts))
