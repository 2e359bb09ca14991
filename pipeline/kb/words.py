"""The words a text is searched by: one analysis for what is indexed, what is asked, and what is shown as found.

A word is folded (``corpus.normalise.fold``) and found with and without what is written together with its beginning:
``وبالمركز`` is found as ``وبالمركز``, ``بالمركز``, ``المركز`` and ``مركز``. Only the beginning is looked at and no
lexicon is asked, so a few words are found by more than they hold (``وجهة`` by ``جهة``); none is missed for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from corpus.mention import Span
from corpus.normalise import INVISIBLE, fold
from pipeline.kb.keys import SHORTEST_STEM

ARTICLE = "ال"
CLITICS = "وفبلك"  # and, so, in, for, like: written together with the word they precede
LONGEST_WORD = 64  # letters of a word that count; PostgreSQL refuses lexemes of some 2,000 bytes
MOST_BYTES = 500_000  # of an article's different words; PostgreSQL refuses more than a megabyte of them
MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff\ufe20-\ufe2f"
_WORD = re.compile(f"(?:[^\\W_]|[{MARKS}{''.join(sorted(INVISIBLE))}])+")
_PIECE = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Word:
    """A folded word and where it stands in the text as published (code points, half-open)."""

    folded: str
    span: Span


@dataclass(frozen=True)
class Indexed:
    """What is kept of a text: all forms it is found by, once each, and its stems in order, blanks between and around.

    ``forms`` answers which words a text has, ``stems`` which stand one after another.
    """

    forms: str
    stems: str


class _Kept(NamedTuple):
    """The forms and stems of something written together, and the bytes its forms take."""

    forms: tuple[str, ...]
    stems: tuple[str, ...]
    size: int


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in order. A ligature that stands for several words (``ﷺ``) gives each its span."""
    for found in _WORD.finditer(text):
        for piece in pieces(found.group()):
            yield Word(piece, found.span())


@lru_cache(maxsize=200_000)
def pieces(written: str) -> tuple[str, ...]:
    """Return the folded words in something written together: mostly one, none for mere marks."""
    return tuple(piece[:LONGEST_WORD] for piece in _PIECE.findall(fold(written)))


@lru_cache(maxsize=200_000)
def forms(word: str) -> tuple[str, ...]:
    """Return a folded word as it is and with ever less before it: ``للمركز`` -> ``للمركز``, ``لمركز``, ``مركز``.

    What stays has at least three letters: ``الام`` stays whole.
    """
    found = [word]
    while (shorter := _shorter(found[-1])) is not None:
        found.append(shorter)
    return tuple(found)


def stem(word: str) -> str:
    """Return the shortest form of a folded word; by it words of a phrase are compared."""
    return forms(word)[-1]


def indexed(*texts: str) -> Indexed:
    """Return what is kept of texts. No phrase reaches from one into the next.

    A text of more than ``MOST_BYTES`` of different words is kept up to there.
    """
    told = [list(map(_kept, _WORD.findall(text))) for text in texts]
    if sum(word.size for some in told for word in some) > MOST_BYTES:
        told = _up_to_the_limit(told)
    kept = dict.fromkeys(form for some in told for word in some for form in word.forms)
    stems = [""]
    for some in told:
        stems += [one for word in some for one in word.stems]
        stems.append("")  # two blanks end a text
    return Indexed(" ".join(kept), " ".join(stems) if len(stems) > len(texts) + 1 else "")


def _up_to_the_limit(told: list[list[_Kept]]) -> list[list[_Kept]]:
    """Return the words without those for whose new forms there is no room."""
    seen: set[str] = set()
    room, result = MOST_BYTES, []
    for some in told:
        result.append(fitting := list[_Kept]())
        for word in some:
            new = set(word.forms) - seen
            room -= sum(len(form.encode()) for form in new)
            if room < 0:
                break
            seen |= new
            fitting.append(word)
    return result


@lru_cache(maxsize=200_000)
def _kept(written: str) -> _Kept:
    """Return what is kept of something written together; a text says most of its words again and again."""
    found = pieces(written)
    own = tuple(form for piece in found for form in forms(piece))
    return _Kept(own, tuple(map(stem, found)), sum(len(form.encode()) for form in own))


def phrase_pattern(folded: Iterable[str]) -> str:
    """Return the words of a phrase as they stand in ``Indexed.stems``."""
    return "".join(f" {stem(word)}" for word in folded) + " "


def _shorter(word: str) -> str | None:
    if word.startswith(ARTICLE):
        rest = word[len(ARTICLE) :]
    elif word[:1] in CLITICS:
        rest = word[1:]
    else:
        return None
    return rest if len(rest) >= SHORTEST_STEM else None
