"""Given and family names, and how often the press writes their words otherwise.

``given_names.csv`` has given names in Arabic script with spelling variants and gender; family names are an open
class: those listed in ``family_names.csv``, and words the press mostly writes behind a given name (``name_usage.tsv.gz``).
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from functools import cache

from corpus.mention import Gender
from corpus.normalise import fold
from extractors.triggers import DATA, load_triggers
from models.segment import load_segmenter

FAMILY_SHARE = 0.3  # of a word's uses behind a given name, from which it is listed as a family name; read off the table
WEAK_SHARE = 0.15  # of a given name's uses as a name, below which it mostly is an ordinary word


@dataclass(frozen=True)
class NameLexicon:
    """Folded given names with gender (compounds by their words), folded family names, counts of ordinary words.

    ``words``: given names that are ordinary words too (``صالح``); ``weak``: those that mostly are (``كرم``, ``نجم``).
    """

    given: dict[tuple[str, ...], Gender]
    family: frozenset[str]
    counts: dict[str, int]
    weak: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def given_at(self, norms: list[str], i: int) -> int:
        """Return the token after the given name at ``i``, ``i`` itself without one."""
        return (
            i + 2
            if i + 1 < len(norms) and tuple(norms[i : i + 2]) in self.given
            else i + 1
            if (norms[i] if i < len(norms) else "",) in self.given
            else i
        )

    def gender(self, norms: list[str], i: int) -> Gender:
        """Return the gender of the given name at ``i``."""
        return self.given.get(tuple(norms[i : i + 2])) or self.given.get((norms[i],)) or Gender.UNKNOWN

    def knows(self, word: str) -> bool:
        """Whether a folded word is listed as a name."""
        return (word,) in self.given or word in self.family


@cache
def load_names() -> NameLexicon:
    """Load the given and family names (raises LexiconError for missing files)."""
    given: dict[tuple[str, ...], Gender] = {}
    words: set[str] = set()
    with (DATA / "given_names.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            given[tuple(fold(row["name"]).split())] = Gender(row["gender"])
            if "word" in row["note"]:
                words.add(fold(row["name"]))
    with (DATA / "family_names.csv").open(encoding="utf-8", newline="") as rows:
        family = {fold(row["name"]) for row in csv.DictReader(rows)}
    weak: set[str] = set()
    with gzip.open(DATA / "name_usage.tsv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            word, every, named = line.rstrip("\n").split("\t")
            share = int(named) / max(int(every), 1)
            if (word,) in given:
                if word in words and share < WEAK_SHARE:
                    weak.add(word)
            elif share >= FAMILY_SHARE and word not in load_triggers().heads["speech"]:
                family.add(word)  # not `بعث الرئيس فلان | برقية`
    return NameLexicon(given, frozenset(family), load_segmenter().folded, frozenset(weak), frozenset(words))
