"""The lines of a text, and the phrases pages are made of: furniture (``corpus/data/furniture.csv``), and what stands
beside dates and authors (``page_words.csv``)."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from corpus.errors import LexiconError
from corpus.mention import Span
from corpus.normalise import fold

DATA = tuple(Path(__file__).parent / "data" / name for name in ("furniture.csv", "page_words.csv"))
Words = tuple[str, ...]
_WORD = re.compile(r"[^\W_]+")
_BLANK = "\u00a0\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff \t\r\x0b\x0c"


@cache
def phrases(kind: str) -> frozenset[Words]:
    """Return the folded phrases of a kind, each as its words.

    Raises: LexiconError: the kind has no phrase.
    """
    found: set[Words] = set()
    for file in DATA:
        with file.open(encoding="utf-8", newline="") as rows:
            found |= {folded_words(row["phrase"]) for row in csv.DictReader(rows) if row["kind"] == kind}
    if not found:
        raise LexiconError(f"{', '.join(file.name for file in DATA)}: no phrase of the kind {kind!r}")
    return frozenset(found)


def folded_words(text: str) -> Words:
    """Return the folded words of a text without punctuation: ``(و.م.ع)`` -> ``("و", "م", "ع")``."""
    return tuple(_WORD.findall(fold(text)))


def word_count(text: str) -> int:
    """Return the number of words and numbers."""
    return len(_WORD.findall(text))


def lines(text: str) -> list[Span]:
    """Return the spans of the lines that hold something, without blanks and bidi marks at their ends."""
    spans: list[Span] = []
    start = 0
    for line in text.split("\n"):
        left = start + len(line) - len(line.lstrip(_BLANK))
        right = start + len(line.rstrip(_BLANK))
        if left < right:
            spans.append((left, right))
        start += len(line) + 1
    return spans


def opens_with(words: Words, kind: str) -> int:
    """Return how many words of the longest phrase of a kind the words begin with, 0 if with none."""
    return max((n for n in _sizes(kind) if n <= len(words) and words[:n] in phrases(kind)), default=0)


def holds(words: Words, kind: str) -> bool:
    """Return whether a phrase of a kind stands anywhere among the words."""
    return any(opens_with(words[position:], kind) for position in range(len(words)))


def made_of(words: Words, kind: str) -> bool:
    """Whether the words are phrases of a kind one after the other; numbers and fillers may stand between.

    ``شارك على فيسبوك 12`` is made of share buttons; ``شارك الوزير في اللقاء`` is not.
    """
    position, matched = 0, False
    while position < len(words):
        size = opens_with(words[position : position + max(_sizes(kind))], kind)
        if size:
            matched = True
        elif not (words[position].isdecimal() or words[position : position + 1] in phrases("filler")):
            return False
        position += size or 1
    return matched


@cache
def _sizes(kind: str) -> tuple[int, ...]:
    """Return the lengths in words of the phrases of a kind."""
    return tuple(sorted({len(phrase) for phrase in phrases(kind)}))


def prefix_end(line: str) -> int:
    """Return where a line begins after what a slide show leaves before it (``Next Previous ...``)."""
    size = opens_with(folded_words(line[:40]), "prefix")
    match = re.match(rf"(?:[\W_]*[^\W_]+){{{size}}}\s*", line) if size else None
    return match.end() if match else 0
