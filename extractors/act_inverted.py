"""Whether the one who stands behind a verb is whom it is done to: ``أن الوزير استقبل السفير``, ``إنه يطالب الرئيس ب``."""

from __future__ import annotations

from extractors.act import Trigger
from extractors.act_handing import RECEIVING
from extractors.act_objects import meets_by
from extractors.act_subjects import subject_before
from extractors.clauses import ClauseReader, Part
from extractors.units import Unit

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


def gives_subject(clauses: ClauseReader, trigger: Trigger, subject: tuple[Unit, ...], direct: list[Part]) -> bool:
    """Whether the one behind a verb of giving receives: who gives stands behind ``أن`` (``إن الرئيس سلم السفير رسالة``)."""
    if trigger.lexeme.needs != "goods" or trigger.lexeme.lemma in RECEIVING or trigger.form.pronoun or not direct:
        return False
    before = subject_before(clauses, trigger)
    return bool(before) and before[0].acts and before[0].name != subject[0].name


def calls_subject(clauses: ClauseReader, trigger: Trigger, subject: tuple[Unit, ...]) -> bool:
    """Whether the one behind a verb of calling is called: who calls stands right before it, or is a pronoun there.

    ``إن الوزير دعا السفير إلى``, ``إنه يطالب الرئيس ب``.
    """
    k = trigger.at - 1
    while k > trigger.sentence.first and clauses.words.is_in("auxiliary", clauses.norms[k]):
        k -= 1
    before = clauses.cover.get(k)
    named = before is not None and before.acts and before.name != subject[0].name
    return clauses.norms[k] in ("انه", "انها", "بانه", "بانها") or (named and bool(subject_before(clauses, trigger)))
