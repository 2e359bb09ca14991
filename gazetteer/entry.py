"""A row of the place gazetteer, and the strict reading of its CSV files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import LexiconError
from corpus.mention import PlaceKind

COLUMNS = ("surface", "entity_id", "kind", "country", "source", "note")


@dataclass(frozen=True, slots=True)
class Entry:
    """One surface form of one place. ``country`` is ISO 3166-1 alpha-2 or empty; ``weight`` orders homonyms."""

    surface: str
    entity_id: str
    kind: PlaceKind
    country: str = ""
    weight: float = 0.0
    region: str = ""


def read_entries(file: Path) -> Iterator[Entry]:
    """Yield the rows of a gazetteer file.

    Raises: LexiconError: an unknown or missing column, an empty surface form, an unknown kind; file, line and column.
    """
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise LexiconError(f"{file.name}:1: columns are {rows.fieldnames}, not {list(COLUMNS)}")
        for number, row in enumerate(rows, 2):
            if None in row or None in row.values():
                raise LexiconError(f"{file.name}:{number}: {len(COLUMNS)} cells are wanted")
            if not row["surface"].strip():
                raise LexiconError(f"{file.name}:{number}: column surface is empty")
            if not row["source"].strip():
                raise LexiconError(f"{file.name}:{number}: column source is empty")
            try:
                kind = PlaceKind(row["kind"])
            except ValueError as error:
                raise LexiconError(f"{file.name}:{number}: column kind: unknown {row['kind']!r}") from error
            yield Entry(row["surface"], row["entity_id"], kind, row["country"], 5.0)
