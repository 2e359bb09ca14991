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
from itertools import chain
from typing import NamedTuple

from corpus.mention import Span
from corpus.normalise import INVISIBLE, fold
from pipeline.kb.keys import SHORTEST_STEM

ARTICLE = "ال"
CLITICS = "وفبلك"  # and, so, in, for, like: written together with the word they precede
LONGEST_WORD = 64  # letters of a word that count; PostgreSQL refuses lexemes of some 2,000 bytes
MOST_BYTES = 500_000  # of an article's different words; PostgreSQL refuses more than a megabyte of them
MOST_WORDS = 200_000  # that are remembered
MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff\ufe20-\ufe2f"
_WORD = re.compile(f"(?:[^\\W_]|[{MARKS}{''.join(sorted(INVISIBLE))}])+")
_PIECE = re.compile(r"[^\W_]+")


class Word(NamedTuple):
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
    stems: str  # with a blank before each
    size: int


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in order. A ligature that stands for several words (``ﷺ``) gives each its span."""
    for written, span in written_words(text):
        for piece in pieces(written):
            yield Word(piece, span)


def written_words(text: str) -> list[tuple[str, Span]]:
    """Return what is written together, in order, and where it stands."""
    return [(found[0], found.span()) for found in _WORD.finditer(text)]


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
    told = [_WORD.findall(text) for text in texts]
    known = {written: _KEPT[written] for written in dict.fromkeys(chain.from_iterable(told))}
    if sum([kept.size for kept in known.values()]) > MOST_BYTES:
        told = _up_to_the_limit(told)
        known = {written: _KEPT[written] for written in chain.from_iterable(told)}
    kept = dict.fromkeys(chain.from_iterable([kept.forms for kept in known.values()]))
    stems = ["".join([known[written].stems for written in some]) for some in told]  # each begins with a blank
    return Indexed(" ".join(kept), " ".join(stems) + " " if any(stems) else "")


def _up_to_the_limit(told: list[list[str]]) -> list[list[str]]:
    """Return what is written without that for whose new forms there is no room."""
    seen: set[str] = set()
    room, result = MOST_BYTES, []
    for some in told:
        result.append(fitting := list[str]())
        for written in some:
            new = set(_KEPT[written].forms) - seen
            room -= sum(len(form.encode()) for form in new)
            if room < 0:
                break
            seen |= new
            fitting.append(written)
    return result


class _KeptWords(dict[str, _Kept]):
    """What is kept of each thing written together; a text says most of its words again and again."""

    def __missing__(self, written: str) -> _Kept:
        found = pieces(written)
        own = tuple(form for piece in found for form in forms(piece))
        kept = _Kept(own, "".join(f" {stem(piece)}" for piece in found), sum(len(form.encode()) for form in own))
        if len(self) >= MOST_WORDS:
            self.clear()
        self[written] = kept
        return kept


_KEPT = _KeptWords()


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
