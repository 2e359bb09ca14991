"""Where an article has what was asked for, and the part of it that shows most of that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.mention import Span
from pipeline.kb.search_query import Term
from pipeline.kb.words import Word, forms, stem, words

WIDTH = 240  # code points of a snippet, about two lines of a page
LEAD = 60  # of them before the first mark
SNAP = 24  # how far a snippet's edge may move to a blank
Mark = tuple[Span, int]  # and the number of its term


def marks(text: str, terms: Sequence[Term]) -> list[Mark]:
    """Return the spans in the text as published where a term stands, in text order, the words of a phrase as one."""
    found: dict[Span, int] = {}
    told = list(words(text))
    for number, term in enumerate(terms):
        spans = _phrase_spans(told, term) if term.quoted else _word_spans(told, term)
        for span in spans:
            found.setdefault(span, number)
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


def _word_spans(told: Sequence[Word], term: Term) -> Iterable[Span]:
    asked = term.alternatives()
    meant = {folded for folded in {word.folded for word in told} if _is_one_of(asked, folded, term.prefix)}
    return (word.span for word in told if word.folded in meant) if meant else ()


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
