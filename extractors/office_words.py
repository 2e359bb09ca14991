"""Word lists of names and offices, from ``gazetteer/data/office_words.csv`` (``set,form,source,note``).

What each set is for stands beside its use in the modules of names, titles and officials.
"""

from __future__ import annotations

import csv
from functools import cache

from corpus.errors import LexiconError
from corpus.normalise import fold
from extractors.triggers import DATA

FILE = DATA / "office_words.csv"


@cache
def _sets() -> dict[str, frozenset[str]]:
    """Load the lists, folded, by set."""
    sets: dict[str, set[str]] = {}
    with FILE.open(encoding="utf-8", newline="") as rows:
        for number, row in enumerate(csv.DictReader(rows), 2):
            if not row["set"] or not row["form"] or not row["source"]:
                raise LexiconError(f"{FILE.name}:{number}: an empty cell")
            sets.setdefault(row["set"], set()).add(fold(row["form"]))
    return {name: frozenset(forms) for name, forms in sets.items()}


def words(name: str) -> frozenset[str]:
    """Return the folded words of a set.

    Raises: LexiconError: no row is of the set, or a row has an empty cell.
    """
    if name not in _sets():
        raise LexiconError(f"{FILE.name}: no rows of the set {name!r}")
    return _sets()[name]
