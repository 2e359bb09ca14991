"""Verbs that look like an act and tell none: shots and names given, goals scored, goods that arrive, crowds, aims.

``أطلقت الشرطة النار``, ``أطلق على الملعب اسم``, ``افتتح التسجيل``, ``وصلت الدفعة``, ``السياح الذين زاروا``.
"""

from __future__ import annotations

from itertools import pairwise

from corpus.mention import EventType, Gender
from extractors.act import Trigger
from extractors.act_phrases import has_head, is_delegation, is_facility
from extractors.act_status import LIKE_NOUNS
from extractors.clauses import MORE_OR_LESS, ClauseReader, Part
from extractors.offices import bare, offices
from extractors.units import Unit

NAMING = frozenset({("عليه",), ("عليها",), ("عليهم",), ("عليهما",)})
AIMING = frozenset({"اجل", "بهدف", "قصد", "بغيه", "ل", "هدف"})
WHENEVER = frozenset({"كلما", "لو", "اذا"})  # `كلما زار المدينة`: no single act
ANSWER_REACH = 16  # tokens from `قابل` to the feeling
AIM_REACH = 8
NAMING_REACH = 16  # tokens from `أطلق` to a name given behind its subject
LETTING_GO_REACH = 9  # tokens from `أطلق` to what makes it another verb


def has_other_sense(clauses: ClauseReader, trigger: Trigger) -> bool:
    """Whether a verb of the lexicon stands in another sense: ``أطلق النار``, ``افتتح التسجيل``, ``قابل للتنزيل``."""
    lexeme = trigger.lexeme
    if clauses.norms[trigger.at - 1] in WHENEVER or _is_reached(clauses, trigger):
        return True
    if lexeme.lemma == "قابل" and _answers(clauses, trigger):
        return True
    if lexeme.needs == "initiative" and lets_go(clauses, trigger):
        return True
    if lexeme.needs == "arrival" and clauses.norms[trigger.at + 1 : trigger.at + 2] in (("به",), ("بها",), ("ب",)):
        return lexeme.lemma == "قدم"  # `مشروع قانون تقدم به الوزير إلى المجلس`
    if lexeme.type is EventType.INAUGURATION and (opens_scoring(clauses, trigger) or _opens_show(clauses, trigger)):
        return True
    if lexeme.needs == "arrival" and (_presents(trigger) or _comes_in(clauses, trigger)):
        return True
    if lexeme.needs == "counterpart" and _trades_blows(clauses, trigger):
        return True
    return goes_on_with_aim(clauses, trigger) or (
        lexeme.lemma == "قابل" and clauses.norms[trigger.at + 1 : trigger.at + 2] == ("ل",)
    )


def _presents(trigger: Trigger) -> bool:
    """Whether a thing is presented to somebody, nobody arrives (``الإصلاحات التي قدمها الوزير إلى المجلس``)."""
    return trigger.lexeme.lemma == "قدم" and bool(trigger.form.pronoun)


def _comes_in(clauses: ClauseReader, trigger: Trigger) -> bool:
    """Whether somebody takes a place in a contest, he does not arrive (``حل الفريق أولا``, ``حلت في المرتبة الثانية``)."""
    near = clauses.norms[trigger.at + 1 : min(trigger.at + AIM_REACH, trigger.sentence.end)]
    numbered = (clauses.words.is_in("contest_place", then) for word, then in pairwise(near) if word == "المركز")
    placed = any(numbered)  # not `حل الوالي بالمركز الصحي`
    return trigger.lexeme.lemma == "حل" and (
        placed or any(clauses.words.is_in("rank_in_contest", word) for word in near)
    )


def _trades_blows(clauses: ClauseReader, trigger: Trigger) -> bool:
    """Whether two fight with fire or words, they do not meet (``تبادل الجيش إطلاق النار مع``, ``تبادلا الاتهامات``)."""
    near = clauses.norms[trigger.at + 1 : min(trigger.at + NAMING_REACH, trigger.sentence.end)]
    to = next(
        (k for k in range(len(near)) if _ends_object(clauses, near, k)), len(near)
    )  # `الآراء حول | إطلاق المشروع`
    return trigger.lexeme.lemma == "تبادل" and any(clauses.words.is_in("blow", word) for word in near[:to])


def _opens_show(clauses: ClauseReader, trigger: Trigger) -> bool:
    """Whether a singer begins a show (``افتتحت الفنانة السهرة بأغنية``), or a market its day (``افتتحت السوق تعاملاتها``)."""
    near = clauses.norms[trigger.at + 1 : min(trigger.at + NAMING_REACH, trigger.sentence.end)]
    to = next((k for k in range(len(near)) if _ends_object(clauses, near, k)), len(near))
    told = any(clauses.words.is_in("opens_show", word) for word in near[:to])
    # What it begins with stands behind ب: not `افتتح الوزير المهرجان على إيقاعات ...`.
    return told or any(before == "ب" and clauses.words.is_in("opens_show", word) for before, word in pairwise(near))


def _is_reached(clauses: ClauseReader, trigger: Trigger) -> bool:
    """Whether a relative clause says what state a thing is in (``الوضع الذي وصل إليه القطاع``, ``ما وصلت إليه الأمور``)."""
    behind = clauses.norms[trigger.at + 1 : trigger.at + 2] in (("اليه",), ("اليها",))
    before = clauses.norms[trigger.at - 1]
    relative = clauses.words.is_in("relative", before) or before == "ما"
    return trigger.lexeme.needs == "arrival" and behind and relative


def _answers(clauses: ClauseReader, trigger: Trigger) -> bool:
    """Whether somebody answers a thing with a feeling (``قابل السكان القرار باستنكار``): he meets nobody."""
    norms = clauses.norms
    near = range(trigger.at + 1, min(trigger.at + ANSWER_REACH, trigger.sentence.end - 1))
    return any(norms[k] == "ب" and clauses.words.is_in("feeling", norms[k + 1]) for k in near)


def lets_go(clauses: ClauseReader, trigger: Trigger) -> bool:
    """Whether ``أطلق`` launches nothing: ``أطلقت السلطات سراح ...``, ``أطلق على الملعب اسم ...``."""
    near = clauses.norms[trigger.at + 1 : min(trigger.at + LETTING_GO_REACH, trigger.sentence.end)]
    if near[:1] in NAMING:
        return True  # `الدوائر التي أطلق عليها وصف ...`
    far = clauses.norms[trigger.at + 1 : min(trigger.at + NAMING_REACH, trigger.sentence.end)]
    if any((left,) in NAMING and right in ("لقب", "اسم", "وصف", "تسميه") for left, right in pairwise(far)):
        return True  # `يطلق عشاق النادي على لاعبهم`, `يطلق محبوه عليه لقب ...`
    at = next((k for k, word in enumerate(near) if word in ("اسم", "لقب", "وصف", "تسميه", "مسمي", "صفه")), 0)
    said_of = any((word,) in NAMING or word == "علي" for word in near[:at])
    named = said_of and near[at - 1] not in ("ب", "تحت", "يحمل", "تحمل")
    # `أطلقت نحو عشر قذائف`: نحو is no preposition before a number
    to = next((k for k, w in enumerate(near) if _ends_object(clauses, near, k)), len(near))
    called = next((k for k, w in enumerate(near[:to]) if w in ("اسم", "لقب", "اسمه", "اسمها")), 0)
    if near[:1] in (("اسمه",), ("اسمها",)):
        return True  # `وأطلقت اسمه على شارع`
    named = named or (called > 0 and near[called - 1] not in ("يحمل", "تحمل"))  # `أطلقت البلدية اسم فلان على شارع`
    shot = any(clauses.words.is_in("not_launched", word) for word in near[:to])
    freed = near[to : to + 2] in (("من", "السجن"), ("من", "السجون"))
    return named or shot or freed or any(word.startswith("سراح") for word in near)


def _ends_object(clauses: ClauseReader, words: tuple[str, ...], k: int) -> bool:
    """Whether a preposition stands at ``k`` that no number needs (not ``نحو عشر قذائف``, ``العديد من الصواريخ``)."""
    counts = words[k] == "نحو" or (words[k] == "من" and k > 0 and clauses.words.is_in("quantifier", words[k - 1]))
    return clauses.words.is_in("preposition", words[k]) and not counts


def opens_scoring(clauses: ClauseReader, trigger: Trigger) -> bool:
    """Whether a player opens the score (``افتتح اللاعب فلان التسجيل``), not somebody a place."""
    near = clauses.norms[trigger.at + 1 : min(trigger.at + LETTING_GO_REACH, trigger.sentence.end)]
    return any(clauses.words.is_in("not_opened", word) for word in near)


def is_shipment(clauses: ClauseReader, parts: list[Part], doers: tuple[Unit, ...]) -> bool:
    """Whether a thing arrives, not somebody (``وصلت الدفعة الثالثة من المعونة إلى ...``, ``وصل عدد الدور إلى ...``)."""
    first = next((p for p in parts if p.kind != "date"), None)  # `وصلت صباح أمس سفينة ...`
    if doers or first is None or first.kind != "np" or first.unit is not None:
        return False
    return not is_delegation(clauses, first) and bare(clauses.norms[first.first]) not in offices()


def goes_on_with_aim(clauses: ClauseReader, trigger: Trigger) -> bool:
    """Whether what may be a verb is a noun that goes on with an aim (``من أجل الوقوف على الوضع وتفقد سير العمل``)."""
    norms, i = clauses.norms, trigger.at
    if norms[i - 1] != "و" or not clauses.triggers.nouns(norms[i]):
        return False
    window = range(max(i - AIM_REACH, trigger.sentence.first), i - 1)
    return any(norms[k] in AIMING and clauses.triggers.nouns(norms[k + 1]) for k in window)


def of_many(clauses: ClauseReader, trigger: Trigger) -> bool:
    """Whether a relative clause tells what many do (``السياح الذين زاروا المدينة``)."""
    named = clauses.cover.get(trigger.at - 2)
    return trigger.form.plural and clauses.norms[trigger.at - 1] == "الذين" and not (named and named.acts)


def is_crowd(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase is a number of people (``2108 مغربيا``, ``5.300 زائر``), not of sites or towns (``12 مركزا``)."""
    more = clauses.norms[part.first] in MORE_OR_LESS and clauses.norms[part.first + 1] == "من"
    first = part.first + 2 * more  # `أكثر من 3500 زائر`
    number = first in clauses.counted or clauses.norms[first][:1].isdigit()
    towns = any(clauses.words.is_in("units", n) for n in clauses.norms[part.first : part.last])
    return number and not towns and not is_facility(clauses, part) and not has_head(clauses, part, "site_work")


def goes_on_with_nouns(clauses: ClauseReader, trigger: Trigger, parts: list[Part], doers: tuple[Unit, ...]) -> bool:
    """Whether a word spelled like its noun goes on with a list of nouns (``..., وخلق أقسام ...``): nobody does it."""
    alike = trigger.lexeme.lemma in LIKE_NOUNS and not trigger.form.pronoun and trigger.form.gender is Gender.MASCULINE
    dated = any(p.kind == "date" for p in parts[:2])
    return alike and not doers and not dated and clauses.norms[trigger.at - 1] == "و"
