"""Whom and what a body is called after, in Latin letters: ``ابن خلدون``, ``محمد بن العربي``, ``الأمل``.

A name of the table has its usual spelling; of persons every word must be a known name of persons, and is spelt as
``gazetteer.latin`` spells it. Anything else is no name: a word that is not known is not spelt by its letters here.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache

from corpus.normalise import fold
from gazetteer.latin import ARTICLE, PARTICLES, SERVANT, latin_form, latin_names
from gazetteer.latin_terms import terms
from gazetteer.lookup import DATA

LINKS = frozenset(map(fold, ("بن", "ابن", "بنت", "آيت", "أيت", "أبو", "أبي", "ولد")))  # a name follows


def called(words: Sequence[str]) -> str | None:
    """Return a name that these folded words are, in Latin letters, None if they are none."""
    listed = terms().names.get(tuple(words))
    if listed:
        return listed
    if _is_adjective(words[-1]):
        return None
    title = terms().titles.get(words[0])
    if title is not None and len(words) > 1:
        rest = called(words[1:]) or (_spelt(words[1:]) if _are_names(words[1:]) else None)
        return f"{title} {rest}".strip() if rest else None
    return _spelt(words) if len(words) > 1 and words[0] in _first_names() and _are_names(words) else None


def _spelt(words: Sequence[str]) -> str | None:
    found = latin_form(" ".join(words))
    return found.text if found else None


def _are_names(words: Sequence[str]) -> bool:
    """Whether all are words of names of persons, a link only before another."""
    known = all(
        word in _person_words() or word in LINKS or word.removeprefix(ARTICLE) in _person_words() for word in words
    )
    return known and words[-1] not in LINKS and words[-1] != SERVANT


def _is_adjective(word: str) -> bool:
    """Whether a last word may be said of the body: ``مركز الأمير ... الرياضي``; where somebody is from is in names too."""
    adjective = terms().adjectives.get((word.removeprefix(ARTICLE),))
    return adjective is not None and "nation" not in adjective.marks


@cache
def _first_names() -> frozenset[str]:
    return _column("given_names.csv") | LINKS | {SERVANT}


@cache
def _person_words() -> frozenset[str]:
    return _first_names() | _column("family_names.csv") | frozenset(latin_names()) | frozenset(PARTICLES)


def _column(file: str) -> frozenset[str]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return frozenset(word for row in csv.DictReader(lines) for word in fold(row["name"]).split())
