"""Where an article has what was asked for, and the part of it that shows most of that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from corpus.mention import Span
from pipeline.kb.search_query import Term
from pipeline.kb.words import Word, forms, pieces, stem, words, written_words

WIDTH = 240  # code points of a snippet, about two lines of a page
LEAD = 60  # of them before the first mark
SNAP = 24  # how far a snippet's edge may move to a blank
MOST_WORDS = 20_000  # of which it is remembered whether a query means them
Mark = tuple[Span, int]  # and the number of its term


def marks(text: str, terms: Sequence[Term]) -> list[Mark]:
    """Return the spans in the text as published where a term stands, in text order, the words of a phrase as one."""
    meant = _meaning(tuple(terms))
    found = {span: meant[written] for written, span in written_words(text) if meant[written] >= 0}
    quoted = [(number, term) for number, term in enumerate(terms) if term.quoted]
    told = list(words(text)) if quoted else []
    for number, term in quoted:
        for span in _phrase_spans(told, term):
            found[span] = min(number, found.get(span, number))
    return sorted(found.items())


def snippet(text: str, found: Sequence[Mark]) -> Span:
    """Return the window of the text with the most different terms, the first of equals; its beginning without any."""
    best, most = (0, 0), 0
    for i, (first, _) in enumerate(found):
        seen = {number for span, number in found[i:] if span[1] - first[0] <= WIDTH - LEAD}
        if len(seen) > most:
            best, most = first, len(seen)
    start = _snapped(text, max(0, best[0] - LEAD), 1) if best[0] > LEAD else 0
    end = _snapped(text, max(best[1], min(len(text), start + WIDTH)), -1, floor=best[1])
    return start, end


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans without those that overlap an earlier, longer one."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return tuple(kept)


class _Meaning(dict[str, int]):
    """The first term that something written together is found by, -1 for none; texts say most words again and again."""

    def __init__(self, terms: Sequence[Term]) -> None:
        super().__init__()
        self._asked = [(n, t.alternatives(), t.prefix) for n, t in enumerate(terms) if not t.quoted]

    def __missing__(self, written: str) -> int:
        have = pieces(written)
        found = (n for n, asked, prefix in self._asked if any(_is_one_of(asked, piece, prefix) for piece in have))
        if len(self) >= MOST_WORDS:
            self.clear()
        self[written] = number = next(found, -1)
        return number


_meaning = lru_cache(maxsize=64)(_Meaning)


def _is_one_of(asked: tuple[str, ...], folded: str, prefix: bool) -> bool:
    have = forms(folded)
    return any(form.startswith(asked) for form in have) if prefix else any(form in asked for form in have)


def _phrase_spans(told: Sequence[Word], term: Term) -> Iterable[Span]:
    asked = [stem(word) for word in term.words]
    have = [stem(word.folded) for word in told]
    first = asked[0]
    for i in range(len(have) - len(asked) + 1):
        if have[i] == first and have[i : i + len(asked)] == asked:
            yield told[i].span[0], told[i + len(asked) - 1].span[1]


def _snapped(text: str, at: int, step: int, floor: int = 0) -> int:
    """Return the place of the nearest blank in a direction, if it is near; the end of the text stays."""
    if at >= len(text):
        return len(text)
    for place in range(at, at + step * SNAP, step):
        if not floor <= place < len(text):
            break
        if text[place].isspace():
            return place + 1 if step > 0 else place
    return at
