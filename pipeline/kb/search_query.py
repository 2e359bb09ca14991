"""What somebody typed into a search box, as terms. Nothing is wrong use: what cannot be read as a sign is skipped.

``"مركز الأمل"`` is a phrase, ``مركز*`` the beginning of a word, ``-قطر`` something the article must not have; the rest
are words, all of which it must have.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, islice

from gazetteer.transliteration import is_latin, is_latin_article
from pipeline.kb import keys
from pipeline.kb.words import words

MOST_WORDS = 40  # of a query; the rest is not looked for
LONGEST_QUERY = 4000  # characters that are read
QUOTES = str.maketrans(dict.fromkeys("«»“”„‟″❝❞＂", '"') | {"＊": "*", "٭": "*", "−": "-"})
_CHUNK = re.compile(r'(-?)"([^"]*)(?:"|$)|(-?)([^\s"]+)')


@dataclass(frozen=True)
class Term:
    """Folded words that stand one after another, mostly one; ``prefix``: its last is only begun."""

    words: tuple[str, ...]
    prefix: bool = False
    quoted: bool = False

    @property
    def is_latin(self) -> bool:
        """Whether it may be an Arabic name in Latin letters."""
        return not self.quoted and not self.prefix and is_latin(self.words[0])

    def alternatives(self) -> tuple[str, ...]:
        """Return the forms that a word of the query is looked for by: ``بالمركز`` -> ``بالمركز``, ``مركز``."""
        return tuple(dict.fromkeys((self.words[0], *keys.search_words(self.words[0]))))


@dataclass(frozen=True)
class Query:
    """What an article must have and must not have. Without anything wanted nothing is found."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]

    @property
    def in_order(self) -> tuple[str, ...]:
        """The wanted words as they were typed, empty if one is only begun."""
        return () if any(t.prefix for t in self.wanted) else tuple(w for t in self.wanted for w in t.words)

    def parts(self) -> list[tuple[Term, ...]]:
        """Return the wanted words that may be names: the Arabic ones together, and each run of Latin ones."""
        plain = tuple(t for t in self.wanted if not t.quoted and not t.is_latin)
        return ([plain] if plain else []) + self.latin_runs()

    def latin_runs(self) -> list[tuple[Term, ...]]:
        """Return wanted words in Latin letters that stand side by side: a name may be written in several."""
        return [tuple(run) for latin, run in groupby(self.wanted, key=lambda t: t.is_latin) if latin]


def parse(text: str) -> Query:
    """Return the terms of a query; any string is one.

    A quotation mark that is not closed closes at the end. A Latin article by itself (``El Otmani``) is no word.
    """
    wanted: list[Term] = []
    unwanted: list[Term] = []
    room = MOST_WORDS
    for found in _CHUNK.finditer(text[:LONGEST_QUERY].translate(QUOTES)):
        minus, phrase, bare_minus, bare = found.groups()
        terms = _phrase(phrase) if phrase is not None else _words(bare)
        room -= sum(len(term.words) for term in terms)
        if room < 0:
            break
        (unwanted if minus or bare_minus else wanted).extend(terms)
    if any(t.is_latin and not is_latin_article(t.words[0]) for t in wanted):
        wanted = [t for t in wanted if not (t.is_latin and is_latin_article(t.words[0]))]
    return Query(tuple(wanted), tuple(unwanted))


def _phrase(text: str) -> list[Term]:
    found = tuple(w.folded for w in islice(words(text), MOST_WORDS))
    return [Term(found, quoted=True)] if found else []


def _words(text: str) -> list[Term]:
    found = [w.folded for w in islice(words(text), MOST_WORDS)]
    last = len(found) - 1
    return [Term((w,), prefix=i == last and text.rstrip().endswith("*")) for i, w in enumerate(found)]
