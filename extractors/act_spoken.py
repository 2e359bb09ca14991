"""Bodies that speak though no list knows them: the noun phrase behind a verb of saying, by the noun it opens with.

``أفادت السلطات المحلية لإقليم ... بأن``, ``ذكر مكتب رئيس الوزراء أن``, ``أفاد التلفزيون العمومي أن``. Names of persons that
no list knows are read in ``extractors.act_speakers`` and ``act_unlisted``.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.mention import Gender, Label
from extractors.act import Trigger
from extractors.act_unsaid import are_authorities
from extractors.clauses import ClauseReader, Part
from extractors.triggers import Form
from extractors.units import Unit

LEAST_WORDS, MOST_WORDS = 2, 14  # of a phrase that tells which body is meant
NAMED_BEFORE = frozenset({"المذكوره", "المذكور", "ذاتها", "ذاته", "نفسها", "نفسه"})
CARRIED_OUT = frozenset(
    {"speech", "communique"}
)  # `needs` of verbs whose pronoun is what is said: `الكلمة التي ألقاها`


@dataclass(frozen=True)
class Phrase:
    """A noun phrase that speaks, and what kind of noun it opens with: ``body`` or ``medium``."""

    unit: Unit
    kind: str


def spoken_phrase(clauses: ClauseReader, trigger: Trigger, parts: list[Part]) -> Phrase | None:
    """Return the body behind a verb of saying that is not known by name, None where the subject is another.

    ``parts``: of the clause behind the verb.
    """
    head = _subject(clauses, trigger, parts)
    kind = _kind(clauses, head) if head is not None else None
    if head is None or kind is None or not _agrees(clauses, trigger.form, head.first):
        return None
    owner = clauses.unit_at.get(head.first + 3) if _is_own_page(clauses, head.first) else None
    if owner is not None and owner.label is Label.INSTITUTION:
        return Phrase(owner, kind)
    last = _end(clauses, head, trigger.sentence.end)
    if not LEAST_WORDS <= last - head.first <= MOST_WORDS:
        return None
    if clauses.norms[last - 1] in NAMED_BEFORE:
        return None  # `واعتبرت الهيئة المذكورة أن`
    span = clauses.doc.span(head.first, last)
    unit = Unit(head.first, last, Label.INSTITUTION, clauses.doc.text[slice(*span)], span)
    return None if are_authorities(clauses, unit) else Phrase(unit, kind)


def _is_own_page(clauses: ClauseReader, first: int) -> bool:
    """Whether a phrase is of somebody's own page (``الموقع الرسمي لنادي ...``)."""
    return clauses.norms[first : first + 3] in (("الموقع", "الرسمي", "ل"), ("الحساب", "الرسمي", "ل"))


def _subject(clauses: ClauseReader, trigger: Trigger, parts: list[Part]) -> Part | None:
    """Return the noun phrase right behind the verb, a date or an adverb between them stepped over."""
    head = next((p for p in parts if p.kind != "date"), None)
    carried_out = bool(trigger.form.pronoun) and trigger.lexeme.needs in CARRIED_OUT
    if head is None or head.kind != "np" or head.joined or head.unit is not None or carried_out:
        return None
    between = clauses.norms[trigger.at + 1 : head.first] if head is parts[0] else ()
    return head if all(n in "،," or clauses.words.is_in("adverb", n) for n in between) else None


def _agrees(clauses: ClauseReader, form: Form, first: int) -> bool:
    """Whether a noun may be the subject by its gender; bodies in the plural are feminine (``أفادت السلطات``)."""
    return form.plural or form.gender is not Gender.MASCULINE or not clauses.doc.doc[first].text.endswith("ة")


def _kind(clauses: ClauseReader, head: Part) -> str | None:
    """Return what kind of noun a phrase opens with, None where it cannot speak.

    ``مكتب``, ``السلطات`` are bodies, ``التلفزيون`` a medium; not ``مصادر``, ``عائلة``, ``بيان``, nor ``صحيفة`` with its name.
    """
    norm, words = clauses.norms[head.first], clauses.words
    word = norm.removeprefix("ال")
    if any(words.is_in(name, n) for name in ("source", "kin", "speech_noun") for n in (norm, word)):
        return None
    if norm != word and words.is_in("medium", word):
        return "medium"
    return "body" if words.is_in("body", word) and not words.is_in("medium", norm) else None


def _end(clauses: ClauseReader, head: Part, end: int) -> int:
    """Return the end of the phrase: with the unit it is bound to, without an object that runs on from it.

    ``مكتب | رئيس الوزراء``; ``السلطات المحلية لإقليم ورزازات | ادعاءات``.
    """
    last, unit = head.last, clauses.unit_at.get(head.last)
    if (
        unit is not None
        and unit.label is not Label.DATE
        and not clauses.norms[last - 1].startswith("ال")
        and last < end
    ):
        last = min(unit.last, end)
    return next((k for k in range(head.first + 1, last) if _opens_object(clauses, k)), last)


def _opens_object(clauses: ClauseReader, k: int) -> bool:
    """Whether a noun behind a phrase that has ended is another: behind a place, or two definite nouns in a row."""
    norms, before = clauses.norms, clauses.cover.get(k - 1)
    if clauses.doc.doc[k].pos_ != "NOUN" or k in clauses.cover:
        return False
    named = before is not None and before.last == k
    if norms[k].endswith(("ها", "هم", "هما")) and not norms[k].startswith("ال") and len(norms[k]) > 4:
        return True  # `أبدت إدارة المستشفى | ترحيبها`
    if norms[k].startswith("ال"):
        return norms[k - 1].startswith("ال") and not named and not norms[k].endswith(("ي", "يه"))
    return named or norms[k - 1].startswith("ال")
