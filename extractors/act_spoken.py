"""Speakers that are no mention: the noun phrase that is the subject of a verb of saying, by the noun it opens with.

``أفادت السلطات المحلية لإقليم ... بأن``, ``ذكر مكتب رئيس الوزراء أن``, ``طالب النائب العام ب``. Which of them an annotator
would name is for the judge to say: the kind of the opening noun is told it. Names of persons that no list knows are
read in ``extractors.act_speakers`` and ``act_unlisted``.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.mention import Gender, Label
from extractors.act import Trigger
from extractors.clauses import ClauseReader, Part
from extractors.institution_lexicon import load_institution_lexicon
from extractors.offices import bare, offices
from extractors.triggers import Form
from extractors.units import Unit

MOST_WORDS = 14


@dataclass(frozen=True)
class Phrase:
    """A noun phrase that speaks, and what kind of noun it opens with: ``body``, ``office``, ``medium`` ..."""

    unit: Unit
    kind: str


def spoken_phrase(clauses: ClauseReader, trigger: Trigger, parts: list[Part]) -> Phrase | None:
    """Return the body behind a verb of saying that is not known by name, None where the subject is another.

    ``parts``: of the clause behind the verb.
    """
    head = next((p for p in parts if p.kind != "date"), None)
    carried_out = trigger.form.pronoun and trigger.lexeme.needs in ("speech", "communique")  # `الكلمة التي ألقاها ...`
    if head is None or head.kind != "np" or head.joined or head.unit is not None or carried_out:
        return None
    between = clauses.norms[trigger.at + 1 : head.first] if head is parts[0] else ()
    if any(n not in "،," and not clauses.words.is_in("adverb", n) for n in between):
        return None
    kind = _kind(clauses, head)
    last = _end(clauses, head, trigger.sentence.end)
    if kind is None or not _agrees(clauses, trigger.form, head.first) or not 2 <= last - head.first <= MOST_WORDS:
        return None
    span = clauses.doc.span(head.first, last)
    return Phrase(Unit(head.first, last, Label.INSTITUTION, clauses.doc.text[slice(*span)], span), kind)


def _agrees(clauses: ClauseReader, form: Form, first: int) -> bool:
    """Whether a noun may be the subject by its gender: things in the plural are feminine (``أفادت السلطات``)."""
    if form.plural or form.gender is Gender.UNKNOWN:
        return True
    written = clauses.doc.doc[first].text
    if form.gender is Gender.FEMININE:
        return True
    return not written.endswith("ة")


def _kind(clauses: ClauseReader, head: Part) -> str | None:
    """Return what kind of noun a phrase opens with, None where it cannot speak."""
    norm = clauses.norms[head.first]
    word, words = norm.removeprefix("ال"), clauses.words
    if any(words.is_in(name, n) for name in ("source", "kin", "speech_noun") for n in (norm, word)):
        return None
    if words.is_in("medium", norm) or words.is_in("medium", word):
        return "medium"
    return "body" if words.is_in("body", word) else None


def _end(clauses: ClauseReader, head: Part, end: int) -> int:
    """Return the end of the phrase: with the unit it is bound to, without an object that runs on from it.

    ``مكتب | رئيس الوزراء``; ``السلطات المحلية لإقليم ورزازات | ادعاءات``.
    """
    norms, last = clauses.norms, head.last
    unit = clauses.unit_at.get(last)
    if unit is not None and unit.label is not Label.DATE and not norms[last - 1].startswith("ال") and last < end:
        last = min(unit.last, end)
    for k in range(head.first + 1, last):
        if _opens_object(clauses, k):
            return k
    return last


def _opens_object(clauses: ClauseReader, k: int) -> bool:
    """Whether a noun behind a phrase that has ended is another: behind a place, or two definite nouns in a row."""
    norms, before = clauses.norms, clauses.cover.get(k - 1)
    if clauses.doc.doc[k].pos_ != "NOUN" or k in clauses.cover:
        return False
    named = before is not None and before.last == k
    if norms[k].startswith("ال"):
        return norms[k - 1].startswith("ال") and not named and not norms[k].endswith(("ي", "يه"))
    return named or norms[k - 1].startswith("ال")
