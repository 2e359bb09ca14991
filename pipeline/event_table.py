"""Events for people at a terminal: a table where it is wide enough, else one block an event; and rows for programs.

Arabic stands beside Arabic in a row. A terminal that orders text by direction would take a whole row for one run and
swap its cells, so every cell is fenced by left-to-right marks, which take no room. What an article says is printed as
it is, never read as markup or as control sequences.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from corpus.mention import Status
from pipeline.kb.query import EventRow, Participant

MARK = "\u200e"
TABLE_WIDTH = 100  # columns; below, seven of them would break every word
PIPE_WIDTH = 160  # where the output is a file or another program and COLUMNS is not set
COLUMNS = (("who", 4), ("office", 5), ("what", 5), ("where", 4), ("when", 0), ("source", 9))
DAY_WIDTH = len("2025-11-18")


def print_events(console: Console, rows: Sequence[EventRow]) -> None:
    """Print the events with who, office, what, where, when and the clause that says so; nothing without any."""
    if not rows:
        return
    if console.width < TABLE_WIDTH:
        for row in rows:
            console.print(_block(row))
        return
    table = Table(show_lines=True, expand=True)
    for name, ratio in COLUMNS:
        if ratio:
            table.add_column(name, ratio=ratio, overflow="fold")
        else:
            table.add_column(name, width=DAY_WIDTH, no_wrap=True)
    for row in rows:
        table.add_row(*(Text(cell) for cell in cells(row)))
    with console.capture() as printed:
        console.print(table)
    console.out(printed.get().replace("│", f"{MARK}│{MARK}"), end="", highlight=False)


def cells(row: EventRow) -> tuple[str, str, str, str, str, str]:
    """Return the six cells of an event: who, office, what, where, when, source."""
    offices = list(dict.fromkeys(title for person in row.agents for title in person.titles))
    kind = row.type.value if row.status is Status.PAST else f"{row.type.value} ({row.status.value})"
    what = "\n".join(part for part in (kind, _names(row.targets)) if part)
    clause = plain(" ".join(row.evidence.surface.split()))
    return (
        _names(row.agents),
        plain("، ".join(offices)),
        what,
        _names(row.places),
        when(row),
        f"{clause}\n[{plain(row.article.document_id)}]",
    )


def when(row: EventRow) -> str:
    """Return the day or days of an event, a line each; the article's words when they stay open."""
    if row.date_start is None:
        return plain(row.date_text or "")
    if row.date_end is None or row.date_end == row.date_start:
        return row.date_start.isoformat()
    return f"{row.date_start.isoformat()}\n{row.date_end.isoformat()}"


def row_json(row: EventRow) -> dict[str, object]:
    """Return an event row as an object of plain values."""
    return {
        "key": row.key,
        "type": row.type.value,
        "status": row.status.value,
        "who": [p.name for p in row.agents],
        "offices": [t for p in row.agents for t in p.titles],
        "what": [p.name for p in row.targets],
        "where": [p.name for p in row.places],
        "date_start": row.date_start.isoformat() if row.date_start else None,
        "date_end": row.date_end.isoformat() if row.date_end else None,
        "sentence": row.evidence.surface,
        "article": row.article.document_id,
        "source": row.article.outlet,
        "url": row.article.url,
    }


def _block(row: EventRow) -> Text:
    """Return an event as lines of a name and a value, for narrow terminals."""
    lines = zip((name for name, _ in COLUMNS), cells(row), strict=True)
    said = [f"{name:7} {MARK}{' · '.join(value.splitlines())}" for name, value in lines if value]
    return Text("\n".join(said) + "\n")


def _names(people: Iterable[Participant]) -> str:
    """Return participants as one string."""
    return plain("، ".join(dict.fromkeys(p.name for p in people)))


def plain(text: str) -> str:
    """Return the text without control and direction characters, which would act on the terminal."""
    return "".join(
        c if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf") else " " if c == "\t" else "" for c in text
    )
