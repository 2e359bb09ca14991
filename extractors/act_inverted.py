"""Whether the one who stands behind a verb is whom it is done to: ``أن الوزير استقبل السفير``, ``إنه يطالب الرئيس ب``."""

from __future__ import annotations

from corpus.mention import Label
from extractors.act import Trigger
from extractors.act_handing import RECEIVING
from extractors.act_objects import meets_by
from extractors.act_subjects import subject_before
from extractors.clauses import ClauseReader, Part
from extractors.triggers import Tense
from extractors.units import Unit

BLAMING = frozenset({"اتهم", "انتقد", "هاجم"})
MEETING_SOMEBODY = frozenset({"استقبل", "التقى", "قابل"})


def meets_subject(clauses: ClauseReader, trigger: Trigger, parts: list[Part]) -> bool:
    """Whether the one person behind a verb of meeting is met: who meets him stands before, or in a sentence before.

    ``أن الوزير استقبل السفير``, ``ثم التقى رئيس الجماعة``; not ``التقى الوزير بالسفير``.
    """
    alone = trigger.lexeme.lemma in MEETING_SOMEBODY and not trigger.form.pronoun and not trigger.form.plural
    return (
        alone
        and trigger.at > trigger.sentence.first
        and not meets_by(clauses, parts)
        and not any(p.marker == "مع" for p in parts)
    )


def opens_headline(clauses: ClauseReader, trigger: Trigger, subject: tuple[Unit, ...]) -> bool:
    """Whether who acts stands at the start of a headline, right before a present tense: who is told behind it is no subject.

    ``وزير العدل يلتقي نظيره أملا في اتفاق``, ``مدير الأمن ينقل تحيات الأمير فلان``.
    """
    if not trigger.sentence.headline or trigger.form.tense is not Tense.IMPERFECT:
        return False
    before = clauses.cover.get(trigger.at - 1)
    opening = before is not None and before.first <= trigger.sentence.first + 2 and before.name != subject[0].name
    return opening and bool(subject_before(clauses, trigger))


def gives_subject(clauses: ClauseReader, trigger: Trigger, subject: tuple[Unit, ...], direct: list[Part]) -> bool:
    """Whether the one behind a verb of giving receives: who gives stands behind ``أن`` (``إن الرئيس سلم السفير رسالة``)."""
    if trigger.lexeme.needs != "goods" or trigger.lexeme.lemma in RECEIVING or trigger.form.pronoun or not direct:
        return False
    before = subject_before(clauses, trigger)
    return bool(before) and before[0].acts and before[0].name != subject[0].name


def calls_subject(clauses: ClauseReader, trigger: Trigger, subject: tuple[Unit, ...]) -> bool:
    """Whether the one behind a verb of calling or blaming is called: who calls stands before it, or is a pronoun there.

    ``إن الوزير دعا السفير إلى``, ``إنه يطالب الرئيس ب``, ``أن الوزارة اتهمت الجمعية``.
    """
    k = trigger.at - 1
    while k > trigger.sentence.first and clauses.words.is_in("auxiliary", clauses.norms[k]):
        k -= 1
    before = clauses.cover.get(k)
    named = before is not None and (before.acts or before.label is Label.INSTITUTION) and before.name != subject[0].name
    return clauses.norms[k] in ("انه", "انها", "بانه", "بانها") or (named and bool(subject_before(clauses, trigger)))
