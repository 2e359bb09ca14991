"""Whom a statement is addressed to: ``دعا ... السعوديين إلى``, ``أبلغ المحامي الوكالة``, ``قدم تعازيه لأسرة الشهيد``.

Leaves the media told to ``extractors.act_media``.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from corpus.mention import Label
from extractors.act import Arguments, Trigger
from extractors.act_phrases import may_speak
from extractors.clauses import ClauseReader, Part
from extractors.triggers import Lexeme
from extractors.units import Unit

SENDING = frozenset({"بعث", "أرسل"})
CALLING = frozenset({"call", "greet"})  # `needs` of verbs whose object is whom they address
BRINGING = frozenset({"نقل", "رفع", "قدم", "وجه"})
GREETINGS = frozenset({"تحيات", "تحياته", "تهاني", "تهانيه", "رساله"})
TELLING = frozenset({"أبلغ", "أخبر", "أخطر"})
ORAL = frozenset({"قال", "صرح", "أوضح", "أضاف", "أكد", "ذكر"})
BEHIND_CALL = frozenset({"الي", "ب", "علي"})  # what opens what somebody is called to do or thanked for
POWERS = frozenset({"الحكومه", "الدوله", "السلطات"})  # addressed, but named nowhere
BOUND = frozenset({"دول", "قاده", "اعضاء", "روساء", "وزراء", "اطراف"})  # plurals of whom one speaks to
NOUN_REACH = 25  # tokens from the verb to its condolences
TO_REACH = 7  # tokens from those to ل: `تعازيه ومواساته الصادقة لـ`
MOST_WORDS = 4  # of a group that is addressed


def addressees(
    clauses: ClauseReader, trigger: Trigger, found: Arguments, speaker: tuple[Unit, ...], end: int
) -> list[Part]:
    """Return whom a verb of saying addresses; ``speaker``: who speaks, ``end``: where what is said begins."""
    lexeme = trigger.lexeme
    if lexeme.needs == "speech" and lexeme.lemma in SENDING:
        return _sent_to(found.parts, speaker)
    if lexeme.needs in CALLING:
        own = {u.name for u in speaker}
        end = min([end, *(p.first for p in found.parts if p.marker in BEHIND_CALL)])  # `إلى تنحية الرئيس`: what for
        named = [
            p
            for p in found.objects
            if p.first < end and p.unit and _may_be_called(p.unit, lexeme) and p.unit.name not in own
        ]
        called = _called(clauses, found, speaker, end) if lexeme.needs == "call" else []
        return named or called or _consoled(clauses, trigger, speaker)
    if lexeme.lemma in TELLING:
        return _called(clauses, found, speaker, end)
    return (
        _greeted(clauses, trigger, found.parts, speaker)
        or _consoled(clauses, trigger, speaker)
        or _told(clauses, trigger, found, speaker, end)
    )


def _may_be_called(unit: Unit, lexeme: Lexeme) -> bool:
    """Whether a unit can be addressed: who may speak, and by congratulations a country (``هنأ الوزير المغرب على``)."""
    return may_speak(unit) or (lexeme.needs == "greet" and unit.label is Label.PLACE)


def _sent_to(parts: list[Part], speaker: tuple[Unit, ...]) -> list[Part]:
    """Return whom a letter or a greeting is sent to (``بعث ... برقية تهنئة إلى الرئيس``)."""
    to = sorted((p for p in parts if p.marker in ("الي", "ل")), key=lambda p: p.marker != "الي")
    to = [p for p in to if p.unit and p.unit.acts and not p.unit.group]
    return [p for p in to if p.unit not in speaker and p.unit and not p.unit.formula][:1]


def _called(clauses: ClauseReader, found: Arguments, speaker: tuple[Unit, ...], end: int) -> list[Part]:
    """Return the group or body that is the object of a call (``حث الأمير منسوبي الإمارة على``)."""
    behind = max([u.last for u in speaker], default=0)
    for part in found.parts:
        if part.first >= end or part.kind == "pp":
            break
        if part.kind != "np" or part.first < behind or (part.unit is not None and part.unit in speaker):
            continue
        if part.unit is not None:
            return [part] if part.unit.acts or part.unit.label is Label.INSTITUTION else []
        general = clauses.words.is_in("quantifier", clauses.norms[part.first - 1])  # `دعا جميع المسؤولين`
        return [part] if _is_group(clauses, part) and not _are_people(clauses, part) and not general else []
    return []


def _is_group(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase is of several people or of a body named before (``السعوديين``, ``أبناء المجتمع``, ``الوكالة``)."""
    word = clauses.norms[part.first]
    if part.last - part.first > MOST_WORDS:
        return False
    body = word.startswith("ال") and clauses.words.is_in("body", word.removeprefix("ال")) and word not in POWERS
    plural = word.startswith("ال") and word.endswith("يين") and len(word) > 5  # not `المواطنين`: nobody is named
    if word in BOUND and part.last - part.first > 1:
        return True  # `دول الجوار`
    bound = word.endswith("ي") and part.last - part.first > 1 and not word.startswith("ال")  # `منسوبي الإمارة`
    return body or plural or _are_people(clauses, part) or (bound and clauses.norms[part.first + 1].startswith("ال"))


def _are_people(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase is of people or relatives in general (``عمال البناء``, ``أسرة الشهيد``, ``أبناء المجتمع``)."""
    word = clauses.norms[part.first]
    return any(clauses.words.is_in(s, w) for s in ("people", "kin") for w in (word, word.removeprefix("ال")))


def _consoled(clauses: ClauseReader, trigger: Trigger, speaker: tuple[Unit, ...]) -> list[Part]:
    """Return whom condolences, an apology, greetings or a call go to.

    ``قدم التعازي لأسرة الشهيد``, ``رفع تهانيه إلى الأمير وولي عهده``; greetings and thanks go to somebody named only, and to
    offices with an honorific beside him (``تهانيه للملك، وسمو ولي عهده``).
    """
    norms, end = clauses.norms, trigger.sentence.end
    kinds = ("condolence", "greeting", "calling_noun")
    noun, kind = next(
        (
            (k, kind)
            for k in range(trigger.at + 1, min(trigger.at + NOUN_REACH, end))
            for kind in kinds
            if clauses.words.is_in(kind, norms[k]) and k not in clauses.cover
        ),
        (0, ""),
    )
    to = next((k for k in range(noun + 1, min(noun + TO_REACH, end)) if norms[k] in ("ل", "الي")), None)
    if not noun or to is None or any(n in ("علي", "ب", ".", "ان") for n in norms[noun + 1 : to]):
        return []
    found: list[Part] = []
    for part in clauses.parts(to, end, limit=8):
        if found and not part.joined:
            break
        if part.unit is not None and part.unit in speaker:
            break
        titled = part.unit is None and clauses.words.is_in("honorific", norms[part.first])
        if found and titled and part.last > part.first + 1:
            found.append(replace(part, first=part.first + 1))
            continue
        if part.unit is None and (kind == "greeting" or not _is_group(clauses, part)):
            break
        if part.unit is not None and not (part.unit.acts or part.unit.label is Label.INSTITUTION):
            break
        found.append(part)
    return found


def _greeted(clauses: ClauseReader, trigger: Trigger, parts: list[Part], speaker: tuple[Unit, ...]) -> list[Part]:
    """Return whom greetings are brought, told before them (``نقل الوزير للملك تحيات ...``)."""
    if trigger.lexeme.lemma not in BRINGING:
        return []
    for part, after in pairwise(parts):
        named = part.marker in ("ل", "الي") and part.unit is not None and part.unit.acts and part.unit not in speaker
        if named and clauses.norms[after.first] in GREETINGS:
            return [part]
    return []


def _told(clauses: ClauseReader, trigger: Trigger, found: Arguments, speaker: tuple[Unit, ...], end: int) -> list[Part]:
    """Return whom words are said to, right behind the speaker (``قالت المديرة فلانة لعمال البناء``); no media."""
    if trigger.lexeme.lemma not in ORAL or not speaker or end <= trigger.at:
        return []
    for part in found.parts:
        if part.marker != "ل" or part.first - 1 != speaker[-1].last or part.first >= end:
            continue
        if part.unit is not None:
            return [part] if part.unit.acts and not part.unit.formula else []
        return (
            [part] if _is_group(clauses, part) and not clauses.words.is_in("press", clauses.norms[part.first]) else []
        )
    return []
