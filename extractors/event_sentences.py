"""The sentences events are read from, and the words that state an act."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.document import BREAK, Document
from corpus.mention import Label, Span
from extractors.act import Act, Sentence
from extractors.clauses import ClauseReader

TITLE_OFFSET = 20  # code points before a title that still opens the text


def sentences(doc: Document) -> Iterator[Sentence]:
    """Yield the sentences outside page furniture; those inside the title are the headline (``الوزيرة تدشن مركزا``)."""
    tokens = doc.doc
    furniture = [m.span for m in doc.of(Label.FURNITURE)]
    title_end = _headline_end(doc)
    first, body = 0, 0
    for i in range(1, len(tokens) + 1):
        if i < len(tokens) and not tokens[i].is_sent_start:
            continue
        start, end = first, i
        first = i
        while start < end and tokens[start].norm_ == BREAK:
            start += 1
        if start >= end:
            continue
        start, end = _beside_furniture(doc, furniture, start, end)
        if start < end:
            headline = doc.span(start, end)[0] < title_end
            body += not headline
            yield Sentence(start, end, headline=headline, lead=not headline and body == 1)


def _beside_furniture(doc: Document, furniture: list[Span], first: int, end: int) -> tuple[int, int]:
    """Return the longest run of a sentence's tokens outside page furniture (``جدة- سبق: | دشن الوزير ...``)."""
    runs = [first]
    for k in range(first, end):
        left, right = doc.span(k, k + 1)
        if any(a < right and left < b for a, b in furniture):
            runs += [k, k + 1]
    runs.append(end)
    return max(zip(runs[::2], runs[1::2], strict=True), key=lambda run: run[1] - run[0])


def _headline_end(doc: Document) -> int:
    """Return the offset where the title ends, 0 where the text does not open with one."""
    if doc.title:
        at = doc.text.find(doc.title)
        return at + len(doc.title) if 0 <= at < TITLE_OFFSET else 0
    return 0


def evidence(clauses: ClauseReader, act: Act, sentence: Sentence) -> Span:
    """Return the clause that states the act: from its subject or frame before the trigger to its last argument.

    ``ويوم الجمعة، زار الوزير المركز.`` -> all but the full stop; ``من جهته، أكد`` begins at the verb.
    """
    norms = clauses.norms
    first = act.first
    for unit in (*act.agents, *act.places, *([act.date] if act.date else [])):
        if sentence.first <= unit.first < first:
            first = unit.first
    while first > sentence.first and norms[first - 1] in ("و", "ب", "في", "ل", "قد", "ف"):
        first -= 1
    last = max([act.last, *(u.last for u in act.agents if u.first < sentence.end)])
    last = min(max(last, first + 1), sentence.end)
    if act.spoken:
        last = sentence.end
    while last > first + 1 and norms[last - 1] in (BREAK, ".", "،", ",", "و", "(", ":"):
        last -= 1
    return clauses.doc.span(first, last)
