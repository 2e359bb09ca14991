"""Tokens in which no place is read: page furniture, bylines and datelines, the name of a council."""

from __future__ import annotations

from corpus.document import BREAK, Document
from corpus.mention import Label
from extractors.place_names import PlaceTokens
from gazetteer.lookup import DASHES, UNITS

HEAD_LINES = 4  # a byline or dateline is among the first lines
SHORT = 14  # tokens of a line that is only a byline
BYLINE = 8  # tokens before the colon of `فلان – سبق – جدة:`


def hidden_tokens(doc: Document, tokens: PlaceTokens) -> set[int]:
    """Return the tokens that are read by no place rule."""
    hidden: set[int] = set()
    for mention in doc.of(Label.FURNITURE):
        hidden.update(range(*doc.token_range(*mention.span)))
    for first, last in _lines(tokens.norms)[:HEAD_LINES]:
        hidden.update(range(first, _byline_end(tokens, first, last)))
    for i, norm in enumerate(tokens.norms):
        if norm in tokens.words["council"]:
            hidden.update(_council(tokens, i))
    return hidden


def _lines(norms: list[str]) -> list[tuple[int, int]]:
    """Return the token ranges of the lines that have tokens."""
    lines, first = [], 0
    for i, norm in enumerate([*norms, BREAK]):
        if norm == BREAK:
            if i > first:
                lines.append((first, i))
            first = i + 1
    return lines


def _byline_end(tokens: PlaceTokens, first: int, last: int) -> int:
    """Return the token after the byline or dateline at the start of a line; ``first`` for none.

    ``سعود الفلاني - سبق - جدة: نفذت`` ends at the colon; ``الطائف 26 شوال 1436 هـ ... واس`` is one as a whole.
    """
    norms = tokens.norms[first:last]
    agency = next((k for k, norm in enumerate(norms) if norm in tokens.words["agency"]), None)
    if agency is None:
        return first
    if len(norms) <= SHORT and (agency >= len(norms) - 3 or any(n in DASHES for n in norms)):
        return last
    for k, norm in enumerate(norms[: BYLINE + 4]):
        if norm == ":" and agency < k:
            return first + k
    return first


def _council(tokens: PlaceTokens, i: int) -> range:
    """Return the tokens of ``مجلس جهة X``, ``المجلس الإقليمي لX``: the toponym belongs to the name of the council."""
    last = i + 1
    while tokens.at(last) in ("الاقليمي", "الجماعي", "الجهوي", "البلدي", "القروي", "المحلي", "عماله", "المحافظه"):
        last += 1
    if tokens.at(last) in ("ل", "ب"):
        last += 1
    designator = tokens.words.designators.get(tokens.at(last))
    if designator is not None and designator.kind in UNITS | {designator.kind.COMMUNE}:
        last += 1
    end = tokens.gazetteer.longest(tokens.norms, last) if last < len(tokens.norms) else last
    return range(i, end) if end > last and last > i + 1 else range(0)
