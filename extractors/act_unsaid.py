"""Verbs of saying that tell no statement of somebody named: unnamed sources, relatives, relative clauses, votes."""

from __future__ import annotations

from corpus.mention import Label
from extractors.act import Trigger
from extractors.clauses import ClauseReader, Part
from extractors.offices import bare, offices
from extractors.triggers import Tense
from extractors.units import Unit

MASK_REACH = 9  # tokens from an unnamed source to the words that say so
SAYING = frozenset({"قال", "صرح", "أضاف", "أفاد", "تابع", "أردف", "أعرب", "عبر", "أشار"})  # take no direct object
REFERRING = ("honorific", "speaker_noun", "subject_noun", "document", "source", "demonstrative")


def is_resumed(clauses: ClauseReader, trigger: Trigger, speaker: tuple[Unit, ...]) -> bool:
    """Whether what a relative clause is of is no speaker: ``الجلسة التي دعا إليها``, ``المحكمة التي تتهمه``."""
    i, norms = trigger.at, clauses.norms
    if not speaker or speaker[0].first > i:
        return False
    if trigger.form.plural and norms[i - 1] == "الذين" and speaker[0].label is Label.INSTITUTION:
        return True  # `علماء الجامعة الذين طالبوا`
    j = i - 1
    while j > trigger.sentence.first and clauses.words.is_in("auxiliary", norms[j]):
        j -= 1
    if not clauses.words.is_in("relative", norms[j]):
        return False
    following = norms[i + 1] if i + 1 < trigger.sentence.end else ""
    return bool(trigger.form.pronoun) or clauses.words.is_in("resumptive", following)


def by_a_source(clauses: ClauseReader, parts: list[Part], speaker: tuple[Unit, ...]) -> bool:
    """Whether somebody without a name speaks: no statement of ours.

    ``نفى مصدر مسؤول``, ``قال شهود``, ``قال المسؤول، الذي طلب عدم كشف هويته``.
    """
    if not parts or parts[0].kind != "np":
        return False
    head = clauses.norms[parts[0].first]
    if not speaker and clauses.words.is_in("source", head):
        return True
    near = clauses.norms[parts[0].first + 1 : parts[0].first + 3]
    if head == "المصدر" and near[:1] and near[0].startswith("ال") and near[1:] in (("من",), ("في",)):
        return True  # `وأكد المصدر المقرب من الجمعية`
    first = parts[0].first
    part_of = clauses.norms[first - 1] == "من" and clauses.words.is_in("some", clauses.norms[first - 2])
    if (part_of or clauses.words.is_in("some", head)) and (not speaker or speaker[0].first >= parts[0].last):
        return True  # `أثنى عدد من المغردين على الشاب فلان`
    masked = clauses.norms[parts[0].last : parts[0].last + MASK_REACH]
    return any(clauses.words.is_in("masks_name", n) for n in masked)


def by_somebody(clauses: ClauseReader, trigger: Trigger, parts: list[Part], speaker: tuple[Unit, ...]) -> bool:
    """Whether the subject is somebody the article does not name: ``وأضاف التاجر أن``, ``عبر المرضى ... عن``."""
    if trigger.lexeme.lemma not in SAYING or not parts or parts[0].first != trigger.at + 1 or parts[0].kind != "np":
        return False
    if parts[0].unit is not None or (speaker and speaker[0].first < parts[0].last):
        return False
    if len(parts) > 1 and parts[1].joined and speaker and speaker[0] is parts[1].unit:
        return False  # `قال الأكاديمي والمحلل فلان`: two things that one person is
    first = parts[0].first
    word, following = clauses.norms[first], clauses.norms[first + 1 : first + 2]
    known = any(clauses.words.is_in(s, w) for s in REFERRING for w in (word, bare(word)))
    owned = parts[0].last - first >= 2 and following[0].startswith("ال")  # `عبر زوار المعرض عن سعادتهم`
    people = clauses.words.is_in("people", word) or clauses.words.is_in("kin", word.removesuffix("ه"))
    return (word.startswith("ال") or (owned and people)) and not known and bare(word) not in offices()


def is_kin(clauses: ClauseReader, unit: Unit) -> bool:
    """Whether a person only is the genitive of a relative who speaks (``قالت والدة الشهيد فلان``)."""
    k = unit.first - 1
    while k > 0 and (clauses.words.is_in("honorific", clauses.norms[k]) or clauses.norms[k].startswith("ال")):
        k -= 1
    return unit.label is Label.PERSON and k not in clauses.cover and clauses.words.is_in("kin", clauses.norms[k])


def are_authorities(clauses: ClauseReader, unit: Unit) -> bool:
    """Whether a speaker only is the authorities of a country (``السلطات التونسية``), no body of a name.

    Those of a town or province are one (``السلطات المحلية لإقليم ...``).
    """
    following = clauses.norms[unit.first + 1 : unit.last]
    return clauses.norms[unit.first] == "السلطات" and "المحليه" not in following and len(following) < 2


def tells_of_habit(clauses: ClauseReader, trigger: Trigger, speaker: tuple[Unit, ...]) -> bool:
    """Whether a relative clause tells what somebody says at any time (``الأمم المتحدة التي تعترف ب``)."""
    relative = clauses.words.is_in("relative", clauses.norms[trigger.at - 1])
    before = bool(speaker) and speaker[0].first < trigger.at
    return relative and before and trigger.form.tense is Tense.IMPERFECT


def decides(trigger: Trigger, speaker: tuple[Unit, ...]) -> bool:
    """Whether a body does not say but vote, or offer (``رفض المجلس المقترح``, ``قدم المكتب عرضا``)."""
    body = bool(speaker) and speaker[0].label is Label.INSTITUTION
    if trigger.lexeme.lemma == "أقر" and body:
        return True
    return body and trigger.lexeme.lemma in ("رفض", "قدم")
