"""Word lists of the place extractor: designators (``إقليم``, ``حي``) and the words around toponyms."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.errors import LexiconError
from corpus.mention import PlaceKind
from corpus.normalise import fold

DATA = Path(__file__).parent.parent / "gazetteer" / "data"
SETS = frozenset(
    {
        "address", "adjective_country", "adverse", "agency", "body", "constituency", "council", "facility", "goes", "gulf_unit", "idiom", "link", "medina",
        "moves", "near", "not_name", "opener", "palace", "palace_of", "prayer", "preposition", "road", "ruler", "side", "site_adjective", "town_head", "town_noun",
        "trailing", "unit_head", "visits", "weak",
    }
)  # fmt: skip
NAMINGS = frozenset({"open", "known", "site", "person"})


@dataclass(frozen=True, slots=True)
class Designator:
    """A word that announces a place and the kind it gives.

    ``naming``: what may follow it. ``open``: any proper name (``حي بوغرمان``); ``known``: a name of the gazetteer, or
    a word that opens names or is no ordinary word (``دائرة عين آزال``); ``site``: also a phrase (``حديقة الأمم``);
    ``person``: a name of the gazetteer or of a person (``طريق الملك فهد``, but ``طريق النجاح``).
    """

    kind: PlaceKind
    plural: bool
    naming: str


@dataclass(frozen=True)
class PlaceWords:
    """Folded designators, and folded word lists by name."""

    designators: dict[str, Designator]
    sets: dict[str, frozenset[str]]

    def __getitem__(self, name: str) -> frozenset[str]:
        """Return a word list."""
        return self.sets[name]


@cache
def load_place_words(folder: Path = DATA) -> PlaceWords:
    """Load the lists.

    Raises: LexiconError: a row does not hold; the message names file, line and column.
    """
    designators: dict[str, Designator] = {}
    file = folder / "place_designators.csv"
    for number, row in _rows(file, ("form", "kind", "number", "name", "source", "note")):
        if row["kind"] not in list(PlaceKind):
            raise LexiconError(f"{file.name}:{number}: column kind: unknown {row['kind']!r}")
        if row["number"] not in ("", "plural"):
            raise LexiconError(f"{file.name}:{number}: column number: unknown {row['number']!r}")
        if row["name"] not in NAMINGS:
            raise LexiconError(f"{file.name}:{number}: column name: unknown {row['name']!r}")
        designators[fold(row["form"])] = Designator(PlaceKind(row["kind"]), row["number"] == "plural", row["name"])
    sets: dict[str, set[str]] = {name: set() for name in SETS}
    file = folder / "place_words.csv"
    for number, row in _rows(file, ("set", "form", "source", "note")):
        if row["set"] not in SETS:
            raise LexiconError(f"{file.name}:{number}: column set: unknown {row['set']!r}")
        sets[row["set"]].add(fold(row["form"]))
    return PlaceWords(designators, {name: frozenset(forms) for name, forms in sets.items()})


def _rows(file: Path, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """Return the rows with their line numbers; form and source are never empty."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if tuple(rows.fieldnames or ()) != columns:
            raise LexiconError(f"{file.name}:1: columns are {rows.fieldnames}, not {list(columns)}")
        found = list(enumerate(rows, 2))
    for number, row in found:
        if None in row or None in row.values() or not row["form"].strip() or not row["source"].strip():
            raise LexiconError(f"{file.name}:{number}: an empty cell in form or source, or not {len(columns)} cells")
    return found
