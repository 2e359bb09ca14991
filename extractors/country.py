"""The country an article is written in or about, where its metadata does not say.

A vote of cue words (``gazetteer/data/country_cues.csv``): names of countries and their adjectives, cities, agencies
and institutions, usage such as month names. It settles which ``ريال`` or ``دينار`` is meant; it is a guess about the
article, not a fact of it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.document import Document
from corpus.errors import LexiconError
from corpus.normalise import fold
from extractors.number_lexicons import DATA, read_rows

GULF = frozenset({"SA", "AE", "QA", "KW", "BH", "OM"})  # where بلدية X is the body that runs a town, no territory
DEFAULT = "MA"  # the press this project is made for first
LEAD = 400  # characters at the beginning (headline, dateline, lead) where a cue counts twice
MOST = 3  # a cue counts at most so often: one name repeated does not outvote several


@dataclass(frozen=True)
class CountryCues:
    """Folded cue (one to four words) -> the countries it speaks for, with weights."""

    weights: dict[tuple[str, ...], tuple[tuple[str, float], ...]]
    longest: int


@cache
def load_country_cues(file: Path = DATA / "country_cues.csv") -> CountryCues:
    """Load the cues.

    Raises: LexiconError: a row does not hold; the message names file and line.
    """
    weights: dict[tuple[str, ...], list[tuple[str, float]]] = {}
    for line, row in read_rows(file, ("surface", "country", "weight", "kind", "source")):
        if len(row["country"]) != 2 or not row["weight"].isdigit():
            raise LexiconError(f"{file.name}:{line}: country {row['country']!r} or weight {row['weight']!r} unknown")
        key = tuple(part for word in row["surface"].split() for part in fold(word).replace(".", " . ").split())
        weights.setdefault(key, []).append((row["country"], float(row["weight"])))
    return CountryCues({key: tuple(pairs) for key, pairs in weights.items()}, max(map(len, weights), default=0))


def score_countries(document: Document, cues: CountryCues) -> dict[str, float]:
    """Return the votes for each country that has any, best first; equal ones in the order they come up."""
    norms = [token.norm_ for token in document.doc]
    offsets = document.offsets
    seen: Counter[tuple[str, ...]] = Counter()
    scores: dict[str, float] = {}
    i = 0
    while i < len(norms):
        key = _cue_at(norms, i, cues)
        if key is None:
            i += 1
            continue
        seen[key] += 1
        if seen[key] <= MOST:
            for country, weight in cues.weights[key]:
                scores[country] = scores.get(country, 0.0) + weight * (2 if offsets[i][0] < LEAD else 1)
        i += len(key)
    return dict(sorted(scores.items(), key=lambda item: -item[1]))


def infer_country(document: Document, cues: CountryCues) -> str:
    """Return the ISO 3166-1 alpha-2 code given with the document, else the best voted, else ``MA``."""
    if document.country:
        return document.country
    return next(iter(score_countries(document, cues)), DEFAULT)


def _cue_at(norms: list[str], i: int, cues: CountryCues) -> tuple[str, ...] | None:
    """Return the longest cue that begins at token ``i``."""
    for length in range(min(cues.longest, len(norms) - i), 0, -1):
        key = tuple(norms[i : i + length])
        if key in cues.weights:
            return key
    return None
