"""Whether a word stands as a verb, whether a present tense tells a single act, and whether the act took place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from corpus.document import BREAK
from corpus.mention import EventType, Label, Status
from extractors.act import Act, Trigger
from extractors.clauses import ClauseReader
from extractors.offices import bare, offices
from extractors.triggers import Form, Tense

IN_TURN = frozenset({"جهته", "جهتها", "جانبه", "جانبها", "دوره", "دورها", "بدوره", "بدورها"})  # `من جهته بين الوزير أن`
TRAVELLING = frozenset({"قام", "زار", "أجرى", "أدى", "حل", "وصل", "توجه"})  # `الذي يقوم بزيارة`: on it now
LIKE_NOUNS = frozenset(
    {
        "نشر",
        "صرف",
        "منح",
        "رصد",
        "أحدث",
        "بحث",
        "رفض",
        "شكل",
        "طرح",
        "بث",
        "هدم",
        "خلق",
        "غرس",
        "زرع",
        "وضع",
        "عزل",
        "سن",
        "وعد",
    }
)  # their noun is spelled the same
OPENING_MARKS = frozenset({BREAK, ".", "،", ",", ":", "؛", "|", "-", "–", "»", '"', "”", ")", "…"})
SHADDA = "\u0651"
TANWIN = "\u064b\u064c\u064d"  # the signs of an indefinite noun
THEN = frozenset({"بعدها", "بعده", "بعد", "بعديذ", "عقبها"})
FEELING_REACH = 25  # tokens from who speaks to what he feels: to whom he says it stands between
NOW_REACH = 8  # tokens from a verb to `حاليا`
DENIAL_REACH = 20  # tokens back to the verb of a denial: its subject with an office stands between
STATUS_WORDS = (("cancelled", Status.CANCELLED), ("postponed", Status.POSTPONED), ("denied", Status.DENIED))


def may_be_verb(clauses: ClauseReader, i: int) -> bool:
    """Whether token ``i`` stands as a verb: not after a preposition or an article (``من عقد``), not tagged as a noun."""
    norms = clauses.norms
    previous = norms[i - 1] if i else BREAK
    if clauses.words.is_in("noun_sign", previous) or any(sign in clauses.doc.doc[i].text for sign in TANWIN):
        return False  # `منحًا` is no verb
    if SHADDA in clauses.doc.doc[i].text and norms[i] in ("عبر", "بين"):
        return True  # `عبّر`, `بيّن`: no prepositions
    if norms[i] == "بين" and (previous in ("و", "كما", BREAK, ".") or previous in IN_TURN):
        following = clauses.unit_at.get(i + 1)  # `وبين الوزير فلان أن`, not `وبين الرباط وسلا`
        behind = norms[following.last : following.last + 4] if following is not None and following.acts else ()
        return any(clauses.words.is_in("that", n) for n in behind)
    if norms[i] == "عبر" and previous in ("و", "كما", BREAK, ".", "،", "قد"):
        if i + 1 < len(clauses.doc.doc) and _is_gone_through(clauses, i + 1):
            return False  # `وعبر خطة دراسية`
        return "عن" in norms[i + 1 : i + 25]  # `وعبر ... عن سعادته`, not `عبر العالم`
    if norms[i] == "عبر" and _feels(clauses, i):
        return True
    return clauses.doc.doc[i].pos_ not in ("ADP", "PROPN", "NUM") or norms[i] not in ("بين", "عبر")


def _is_gone_through(clauses: ClauseReader, k: int) -> bool:
    """Whether an indefinite noun is of no people and no body (``خطة``, not ``عدد من السكان``, ``رئيس الجمعية``)."""
    sets = ("people", "quantifier", "some", "body", "speaker_noun", "honorific", "source", "kin", "receiver")
    norm = clauses.norms[k]
    noun = clauses.doc.doc[k].pos_ == "NOUN" and k not in clauses.cover and not norm.startswith("ال")
    return noun and bare(norm) not in offices() and not any(clauses.words.is_in(name, norm) for name in sets)


def _feels(clauses: ClauseReader, i: int) -> bool:
    """Whether a person behind ``عبر`` tells of a feeling of his (``في كلمة بالمناسبة عبر رئيس الجمعية عن شكره``)."""
    following = clauses.unit_at.get(i + 1)
    if following is None or not following.acts:
        return False
    doc = clauses.doc.doc
    reach = range(following.last, min(following.last + FEELING_REACH, len(doc) - 1))
    return any(clauses.norms[k] == "عن" and doc[k + 1].text.endswith(("ه", "ها", "هم", "هما", "هن")) for k in reach)


def stands_as(clauses: ClauseReader, i: int, form: Form) -> bool:
    """Whether token ``i``, tagged as a noun, may still be this form of a verb.

    ``بيان أمرا`` is no dual; a verb spelled like its noun is one only where a clause opens (``منح الوزير ...``, not
    ``تم منح ...``, ``جريمة نشر الصور``).
    """
    if clauses.doc.doc[i].pos_ not in ("NOUN", "ADJ"):
        return True
    if form.plural and clauses.norms[i].endswith("ا"):
        return False
    if form.tense is not Tense.PERFECT or form.lexeme.lemma not in LIKE_NOUNS or form.pronoun:
        return True
    following = clauses.unit_at.get(i + 1)
    if following is not None and following.label is Label.DATE:
        return True  # `تقرير نشر اليوم`
    j = i - 2 if i and clauses.norms[i - 1] in ("و", "ف", "قد") else i - 1
    opened = clauses.norms[j] in OPENING_MARKS or clauses.norms[j] in ("كما", "ثم", "حيث")
    return j < 0 or opened or bool(clauses.doc.doc[j + 1].is_sent_start)


def is_habitual(clauses: ClauseReader, act: Act, trigger: Trigger) -> bool:
    """Whether a present tense tells no single act: ``تستقبل الدار 132 تلميذة``, ``الزيارات التي تقوم بها اللجنة``.

    It tells one in a headline, in the lead, with a day (``يدشن ... مساء اليوم``), or of somebody on a visit now
    (``الذي يقوم بزيارة رسمية للمغرب``).
    """
    if trigger.form.tense is not Tense.IMPERFECT or act.type is EventType.STATEMENT or trigger.sentence.headline:
        return False
    if act.rule == "events.relative":
        return True
    if act.date is not None or clauses.norms[trigger.at - 1] in ("س", "سوف", "ان", "ل"):
        return False
    if act.type is EventType.VISIT and "حاليا" in clauses.norms[trigger.at : trigger.at + NOW_REACH]:
        return False  # `ويزور الوزير العاصمة حاليا`
    if act.type is EventType.VISIT and any(u.acts for u in act.agents):
        return trigger.lexeme.lemma not in TRAVELLING
    return not trigger.sentence.lead


def with_status(clauses: ClauseReader, act: Act, trigger: Trigger) -> Act:
    """Return the act with its status: ``سيدشن`` planned, ``تأجل افتتاح`` postponed, ``لم يوقع`` denied.

    ``trigger``: the word whose tense counts, for ``سيقوم بزيارة`` the light verb.
    """
    norms, first, tense = clauses.norms, trigger.sentence.first, trigger.form.tense
    window = norms[max(first, trigger.at - 4) : trigger.at]
    previous = window[-1] if window else ""
    if act.spoken:
        return act
    if previous in ("لم", "لن", "لا", "ما") or _denied_by_speaker(clauses, trigger):
        return replace(act, status=Status.DENIED)
    for name, status in STATUS_WORDS:
        if called_off(clauses, name, range(max(first, act.trigger - 3), act.trigger)):
            return replace(act, status=status)
    if tense is Tense.FUTURE or any(clauses.words.is_in("planned", n) for n in window):
        return replace(act, status=Status.PLANNED)
    if previous == "ل" and norms[trigger.at + 1] in THEN:
        return act  # `لتنتقل بعدها إلى دار الطالبة`: what came next
    if tense is Tense.IMPERFECT and previous in ("ان", "ل", "كي", "لكي", "قد"):
        before_that = len(window) > 1 and window[-2] == "قبل" and previous == "ان"
        return act if before_that else replace(act, status=Status.PLANNED)  # `قبل أن يفتتح المركز ...` is past
    if tense is not Tense.PERFECT and act.date is not None:
        if any(clauses.words.is_in("future_date", w) for w in norms[act.date.first : act.date.last]):
            return replace(act, status=Status.PLANNED)
    return act


def called_off(clauses: ClauseReader, name: str, tokens: Iterable[int]) -> bool:
    """Whether one of the tokens is of the set ``name`` (``postponed``: ``تأجيل``); ``من أجل`` is no postponement."""
    return any(
        clauses.words.is_in(name, clauses.norms[k]) and not (clauses.norms[k] == "اجل" and clauses.norms[k - 1] == "من")
        for k in tokens
    )


def _denied_by_speaker(clauses: ClauseReader, trigger: Trigger) -> bool:
    """Whether somebody says that it was not so (``نفى الوزير أن يكون قد زار المستشفى``)."""
    norms, i = clauses.norms, trigger.at
    i -= norms[i - 1] == "قد"
    if norms[max(i - 2, 0) : i] not in (("ان", "يكون"), ("ان", "تكون"), ("ان", "يكونوا")):
        return False
    before = norms[max(trigger.sentence.first, i - DENIAL_REACH) : i]
    return any(clauses.words.is_in("denied", n) for n in before)
