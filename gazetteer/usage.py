"""How the press uses a form that names a place: mostly as a name, or mostly as an ordinary word or person's name.

Counts are in ``data/place_usage.tsv.gz`` (see ``build_usage.py``); words that deceive the counts, and names the raw
press at hand does not show, are listed with a reason in ``data/ambiguous_places.csv``.
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

from corpus.errors import LexiconError
from corpus.normalise import fold
from models.segment import load_segmenter

DATA = Path(__file__).parent / "data"
FILE = DATA / "place_usage.tsv.gz"
# Set by reading the table: below the first share of locative uses a form is a word, above the second a name. Names of
# countries and capitals act more than they are gone to, so many of them lie between and are listed as names.
WORD_SHARE, NAME_SHARE = 0.06, 0.20
PERSON_SHARE = 0.15
FEW = 20  # a form written less often is judged by how common the word is


class Sense(IntEnum):
    """What a form mostly is in the press."""

    WORD = 0  # an ordinary word or a person's name: a place only behind a designator
    EITHER = 1  # a place where its surroundings say so
    NAME = 2  # a place wherever it stands
    LOCAL = 3  # an ordinary word; in the press of its own country a place behind a preposition of place or in a list


ORDINARY = frozenset({Sense.WORD, Sense.LOCAL})


@dataclass(frozen=True)
class Usage:
    """Form -> (all, located, personal), the forms listed with their sense, and counts of all words of the press."""

    counts: dict[str, tuple[int, int, int]]
    listed: dict[str, Sense]
    words: dict[str, int]

    def sense(self, form: str) -> Sense:
        """Return what a folded form mostly is."""
        if form in self.listed:
            return self.listed[form]
        if " " in form:
            return Sense.NAME
        every, located, personal = self.counts.get(form, (0, 0, 0))
        if every < FEW:
            return Sense.NAME if self.words.get(form, 0) < FEW else Sense.EITHER
        if located / every < WORD_SHARE:
            return Sense.WORD
        if located / every < NAME_SHARE or personal / every > PERSON_SHARE:
            return Sense.EITHER
        return Sense.NAME


@cache
def load_usage() -> Usage:
    """Load the tables; the counts of all words are those of the segmenter.

    Raises: LexiconError: a file is missing or a row does not hold.
    """
    listed: dict[str, Sense] = {}
    file = DATA / "ambiguous_places.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            if row["sense"].upper() not in Sense.__members__ or not row["form"] or not row["source"]:
                raise LexiconError(f"{file.name}:{number}: column sense: unknown {row['sense']!r}, or an empty cell")
            listed[fold(row["form"])] = Sense[row["sense"].upper()]
    if not FILE.exists():
        raise LexiconError(f"{FILE.name}: missing; rebuild it with `python -m gazetteer.build_usage`")
    counts: dict[str, tuple[int, int, int]] = {}
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        for line in lines:
            form, *numbers = line.rstrip("\n").split("\t")
            every, located, personal = map(int, numbers)
            counts[form] = (every, located, personal)
    return Usage(counts, listed, load_segmenter().folded)
