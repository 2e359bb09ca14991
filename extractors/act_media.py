"""The media a statement is made to: ``في تصريح لوكالة ...``, ``قال لصحيفة ...``, ``خص به “...”``, ``قال الوزير لـ«...»``."""

from __future__ import annotations

from corpus.mention import EventType, Label
from extractors.act import Trigger
from extractors.clauses import ClauseReader, Part

OPENED = frozenset('"«»“”(')
CLOSED = frozenset('"«»“”)')
FRAME_REACH = 14  # tokens before the verb in which a frame may name who is told
NAME_REACH = 7
TOLD = frozenset({"تصريح", "تصريحات", "حديث", "مقابله", "حوار"})  # behind which ل opens who is told
CALLED = frozenset({"اتصال", "حوار", "مقابله", "حديث"})  # likewise behind مع, before what is said
MARKERS = frozenset({"ل", "مع", "به", "بها"})
ON_AIR = frozenset({"الي", "علي", "عبر"})  # open a medium in a frame only: `في مقابلة على قناة ...`, `في حديث إلى ...`


def media(clauses: ClauseReader, trigger: Trigger, end: int) -> list[Part]:
    """Return the media addressed in the frame before a verb of saying, or between it and token ``end``."""
    norms = clauses.norms
    first = max(trigger.sentence.first, trigger.at - FRAME_REACH)
    end = next((k for k in range(trigger.at + 1, end) if _tells(clauses, k)), end)
    found: list[Part] = []
    for k in range(first + 1, end):
        office = clauses.cover.get(k - 1)
        titled = office is not None and (office.label is Label.ROLE or (office.acts and office.last > k + 1))
        framed = any(clauses.words.is_in("speech_frame", n) for n in norms[max(first, k - 6) : k])
        medium = clauses.words.is_in("medium", norms[k])
        on_air = framed and medium and norms[k - 1] in ON_AIR
        if not (norms[k - 1] in MARKERS or on_air) or titled:
            continue  # `الرئيس التنفيذي لبرنامج «...»`
        if trigger.lexeme.needs == "call" and k > trigger.at and "الي" in norms[trigger.at : k]:
            break  # `دعا الوزير المواطنين إلى إرسال شكايات لموقع «...»`: what they are called to do
        unit = clauses.unit_at.get(k)
        if unit is not None and unit.last == k + 1 and medium and norms[k + 1] in OPENED:
            unit = None  # `لصحيفتي | «...»`: the name is what is quoted
        if unit is not None and unit.label is Label.INSTITUTION:
            told = norms[k - 1] == "ل" and any(
                clauses.words.is_in("speech_frame", n) and n != "لقاء" for n in norms[max(first, k - 3) : k]
            )  # not `عقب لقاء تشاوري للجنة`
            if told or (medium and (framed or norms[k - 1] == "ل")):
                found.append(Part("pp", "ل", k, unit.last, unit))
            continue
        if unit is None and _is_bare_name(clauses, k, end):
            found.append(Part("pp", "ل", k, k + 1, None))
            continue
        opening = k + (medium and (on_air or norms[k - 1] == "ل"))  # `لأسبوعية (...)`
        if (
            opening < end
            and norms[opening] in OPENED
            and (framed or (opening > k and norms[k] != "برنامج") or _told(clauses, trigger, k, end))
        ):
            close = _close(clauses, opening, end)
            if close is not None:
                found.append(Part("pp", "ل", opening + 1, close, clauses.unit_at.get(opening + 1)))
            if close is not None and norms[close + 1] == "و" and norms[close + 2] in OPENED:
                second = _close(clauses, close + 2, end)  # `لصحيفتي «...» و«...»`
                if second is not None:
                    found.append(Part("pp", "ل", close + 3, second, clauses.unit_at.get(close + 3), joined=True))
    return found


def _tells(clauses: ClauseReader, k: int) -> bool:
    """Whether somebody else says something from token ``k`` on (``أفادت الوزارة ...، إلا أن فلانا نفى في حوار``)."""
    if k in clauses.cover or clauses.doc.doc[k].pos_ != "VERB" or clauses.words.is_in("relative", clauses.norms[k - 1]):
        return False
    return any(f.lexeme.type is EventType.STATEMENT and not f.pronoun for f in clauses.triggers.verbs(clauses.norms[k]))


def _is_bare_name(clauses: ClauseReader, k: int, end: int) -> bool:
    """Whether a proper name right behind a statement to somebody is a medium's (``في تصريح خاص للأناضول أن``)."""
    token, norms = clauses.doc.doc[k], clauses.norms
    told = norms[k - 1] == "ل" and any(n in TOLD for n in norms[max(k - 3, 0) : k - 1])
    if norms[k - 1] == "مع" and any(n in CALLED for n in norms[max(k - 3, 0) : k - 1]):
        told = k + 1 < end and (clauses.words.is_in("that", norms[k + 1]) or norms[k + 1] in "،,:")
    noun = clauses.words.is_in("press", norms[k]) or clauses.words.is_in("medium", norms[k])
    return told and k + 1 < end and token.pos_ in ("PROPN", "X") and not noun


def _close(clauses: ClauseReader, opening: int, end: int) -> int | None:
    """Return the mark that closes a short name in quotes."""
    close = next(
        (j for j in range(opening + 1, min(opening + NAME_REACH, end + 1)) if clauses.norms[j] in CLOSED), None
    )
    return close if close is not None and close > opening + 1 else None


def _told(clauses: ClauseReader, trigger: Trigger, k: int, end: int) -> bool:
    """Whether the name in quotes at ``k`` is who is told, not what for: behind the speaker, or before what is said.

    ``قال الوزير فلان لـ«...» إن``, ``يقول فلان، الذي ...، لـ«...» إن``.
    """
    if k - 1 <= trigger.at or clauses.norms[k - 1] != "ل":
        return False
    if clauses.words.is_in("speech_noun", clauses.norms[k - 2]):
        return False  # `بلاغ لـ«...»`: who speaks
    before = clauses.cover.get(k - 2)
    close = _close(clauses, k + (clauses.norms[k] not in OPENED), end)
    after = clauses.norms[close + 1 : close + 3] if close is not None else ()
    content = any(clauses.words.is_in("that", n) or n == ":" for n in after[: 2 if after[:1] == ("،",) else 1])
    at_verb = k - 2 - (clauses.norms[k - 2] == "ذلك") == trigger.at  # `قال ذلك لـ«...» الوزير`
    return at_verb or content or (before is not None and before.acts)
