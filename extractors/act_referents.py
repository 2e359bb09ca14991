"""What a definite noun refers back to: ``المركز`` to the centre named before, ``القافلة`` to ``قافلة طبية متعددة التخصصات``.

Leaves persons and offices to ``extractors.event_subjects``.
"""

from __future__ import annotations

from corpus.mention import EventType, InstitutionValue, Label, PlaceValue
from corpus.normalise import fold
from extractors.act import STOPS_OF_A_TOUR
from extractors.act_phrases import is_site
from extractors.clauses import ClauseReader

MOST_WORDS = 2  # of a phrase that may be a short form: a noun, or a noun and its adjective


def referent(clauses: ClauseReader, first: int, last: int, kind: EventType) -> str | None:
    """Return the full name of what a short definite phrase stands for, None where the article has named nothing alike.

    ``المقر الجديد للمركز``, ``المركز المذكور`` -> the centre; ``أرجاء القرية`` -> the village.
    """
    words = [n for n in clauses.norms[first:last] if not _says_little(clauses, n)]
    if kind is EventType.LAUNCH and all(clauses.words.is_in("work_term", word) for word in words):
        return _site(clauses, first)
    if not words or len(words) > MOST_WORDS or not all(word.startswith("ال") for word in words):
        return None
    stems = [word.removeprefix("ال") for word in words]
    entity = _named(clauses, stems, first)
    return entity or (_described(clauses, stems[0], first) if len(stems) == 1 and kind in STOPS_OF_A_TOUR else None)


def _site(clauses: ClauseReader, before: int) -> str | None:
    """Return the centre, school or hospital last named before, where only works are told (``انطلقت الأشغال في ...``)."""
    units = [u for k, u in sorted(clauses.unit_at.items()) if k < before and is_site(u)]
    return units[-1].name if units else None


def _says_little(clauses: ClauseReader, norm: str) -> bool:
    """Whether a word tells nothing of what is meant: works on it, a demonstrative, ``المذكور``, ``نفسه``."""
    words = clauses.words
    return words.is_in("works", norm) or words.is_in("same_one", norm) or words.is_in("demonstrative", norm)


def _named(clauses: ClauseReader, stems: list[str], before: int) -> str | None:
    """Return the institution or place last named before with this head noun and adjective (also inside a title)."""
    found: str | None = None
    for mention in clauses.doc.of(Label.INSTITUTION, Label.PLACE):
        if clauses.doc.token_range(*mention.span)[0] >= before:
            break
        value = mention.value
        if not isinstance(value, (InstitutionValue, PlaceValue)):
            continue
        named = [word.removeprefix("ال") for word in fold(value.name).split()]
        if len(named) > len(stems) and named[0] == stems[0] and set(stems) <= set(named):
            found = value.name
    return found


def _described(clauses: ClauseReader, stem: str, before: int) -> str | None:
    """Return the indefinite phrase that told of a thing before (``أعطيت انطلاقة القافلة`` -> ``قافلة طبية ...``).

    The nearest: a headline says less than the lead.
    """
    for k in reversed(range(before)):
        if clauses.norms[k] != stem or k in clauses.cover:
            continue
        end = next((j for j in range(k, before) if clauses.doc.doc[j].is_sent_start and j > k), before)
        part = next(iter(clauses.parts(k, end, limit=1)), None)
        if part is None or part.first != k or part.unit is not None or part.last - k < 2:
            continue
        span = clauses.doc.span(k, part.last)
        return clauses.doc.text[span[0] : span[1]]
    return None
