"""A row of the place gazetteer, and the strict reading of its CSV files.

Entity ids: ``iso:MA`` (ISO 3166-1), ``iso:DZ-19`` (ISO 3166-2), ``hcp:01.511`` (High Commission for Planning,
Morocco), ``geonames:2553604``; ``sa:الطائف`` (country and name) where no public code is at hand, ``world:`` for what
lies in several countries or none.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import LexiconError
from corpus.mention import PlaceKind

COLUMNS = ("surface", "entity_id", "kind", "valid_from", "valid_to", "source", "note")
NO_TOWN = "names no town"  # a note: the bare name means the unit (``الحوز``, ``القصيم``)
LISTED = 5.0  # the weight of a row of our own lists: places the press names
_ID = re.compile(r"(?:iso:(?P<iso>[A-Z]{2})(?:-[A-Z0-9]{1,3})?|hcp:\S+|geonames:\d+|(?P<own>[a-z]{2}):\S+|world:\S+)")
_DATE = re.compile(r"(?:\d{4}(?:-\d\d-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One surface form of one place. ``country`` is ISO 3166-1 alpha-2 or empty; ``weight`` orders homonyms.

    ``town``: False where the note says that no town has the name, so that the bare name means the unit.
    """

    surface: str
    entity_id: str
    kind: PlaceKind
    country: str = ""
    weight: float = 0.0
    region: str = ""
    town: bool = True


def read_entries(file: Path) -> Iterator[Entry]:
    """Yield the rows of a gazetteer file; what is no longer a place (``valid_to``) weighs less.

    Raises: LexiconError: unknown or missing columns, an empty cell, an unknown kind or a malformed id or date;
    the message names file, line and column.
    """
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise LexiconError(f"{file.name}:1: columns are {rows.fieldnames}, not {list(COLUMNS)}")
        for number, row in enumerate(rows, 2):
            where = f"{file.name}:{number}: column"
            if None in row or None in row.values():
                raise LexiconError(f"{file.name}:{number}: {len(COLUMNS)} cells are wanted")
            for column in ("surface", "source"):
                if row[column] != row[column].strip() or not row[column]:
                    raise LexiconError(f"{where} {column} is empty or has blanks at an end")
            identifier = _ID.fullmatch(row["entity_id"])
            if identifier is None:
                raise LexiconError(f"{where} entity_id: {row['entity_id']!r} is no identifier")
            for column in ("valid_from", "valid_to"):
                if _DATE.fullmatch(row[column]) is None:
                    raise LexiconError(f"{where} {column}: {row[column]!r} is no date")
            if row["kind"] not in list(PlaceKind):
                raise LexiconError(f"{where} kind: unknown {row['kind']!r}")
            country = identifier["iso"] or (identifier["own"] or "").upper()
            yield Entry(
                row["surface"], row["entity_id"], PlaceKind(row["kind"]), country,
                LISTED - 2 * bool(row["valid_to"]), town=row["note"] != NO_TOWN,
            )  # fmt: skip
