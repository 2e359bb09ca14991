"""Gatherings told beside the verb ``عقد``: by a noun with its day, a participle, a feast, or as going on.

``في اجتماعها الشهري أمس``, ``المكتب السياسي، المجتمع مساء الأربعاء``, ``لقاء جمع الوزير بالسفير``, ``احتفلت الجمعية ب``,
``اختتمت أشغال الندوة``. Leaves gatherings that are somebody's object (``عقد ... اجتماعا``) to ``extractors.act_verbs``.
"""

from __future__ import annotations

from dataclasses import replace

from corpus.mention import EventType, Gender, Label
from corpus.normalise import fold
from extractors.act import OPENINGS, Act, Arguments, Sentence, Trigger
from extractors.act_antecedents import antecedent
from extractors.act_arguments import build
from extractors.act_objects import list_from
from extractors.act_phrases import has_head, is_delegation, phrase_unit
from extractors.clauses import ClauseReader, Part
from extractors.triggers import Form, Tense
from extractors.units import Unit

DATED_REACH = 3  # phrases behind the noun of a meeting that may be its day or place
FRAMED_CONFIDENCE = 0.6
OWNING = {"له": Gender.MASCULINE, "لها": Gender.FEMININE}  # `في اجتماع لها أمس`
FEASTS = frozenset({"مهرجان", "ملتقي", "معرض", "موسم", "صالون", "بطوله", "دوري"})  # start, and are not held, by name
FEAST_REACH = 6  # words of a phrase before the noun of the festival: `فعاليات الدورة الثانية ل`
WRAPPED = frozenset({"اشغال", "فعاليات", "اعمال"})  # `أشغال الندوة`: the gathering is the genitive


def dated_meeting(clauses: ClauseReader, noun: Trigger, after: list[Part]) -> Act | None:
    """Return the meeting of a body told with its day or place: ``في اجتماعها الشهري أمس الثلاثاء``, ``خلال اجتماع له مساء السبت``."""
    norms, i = clauses.norms, noun.at
    if noun.type is not EventType.MEETING or not clauses.words.is_in("pronoun_frame", norms[i - 1] if i else ""):
        return None
    if noun.lexeme.lemma == "استقبال" and norms[i - 1] == "في":
        return None  # `وكان في استقباله قائد المنطقة`: who stood there
    pronoun = Gender.FEMININE if noun.form.pronoun == "ها" else Gender.MASCULINE
    owned = next((OWNING[n] for n in norms[i + 1 : min(i + 4, noun.sentence.end)] if n in OWNING), None)
    if (not noun.form.pronoun and owned is None) or norms[i].endswith("هما"):
        return None  # `بعد محادثاتهما اليوم`: of two, told of before
    day = next((p for p in after[:DATED_REACH] if _is_set(clauses, p)), None)
    if day is None or any(clauses.words.is_in("relative", n) for n in norms[i : day.first]):
        return None
    gender = owned or pronoun
    body = _body_before(clauses, noun, gender)
    act = build(clauses, noun, Arguments(after, (body,) if body else ()), rule="events.dated_meeting")
    return replace(act, subject_missing=body is None, gender=gender, confidence=FRAMED_CONFIDENCE)


def _is_set(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase is a day or a place (``بالعاصمة الرباط``)."""
    there = any(u.label is Label.PLACE for k, u in clauses.unit_at.items() if part.first <= k < part.last)
    return part.kind == "date" or (part.kind == "pp" and part.marker in ("ب", "في") and there)


def _body_before(clauses: ClauseReader, noun: Trigger, gender: Gender) -> Unit | None:
    """Return the body or person last named in the sentence that a verb or mark stands before (``ناقشت اللجنة ... في اجتماعها``)."""
    for k in range(noun.at - 1, noun.sentence.first - 1, -1):
        unit = clauses.unit_at.get(k)
        if unit is None or not (unit.acts or unit.label is Label.INSTITUTION) or unit.group or unit.formula:
            continue
        before = clauses.doc.doc[k - 1] if k > noun.sentence.first else None
        free = before is None or before.pos_ == "VERB" or clauses.words.is_in("subject_opener", before.norm_)
        feminine = clauses.doc.doc[k].text.endswith("ة")
        fits = unit.gender is gender if unit.acts else (gender is Gender.FEMININE) is feminine
        if free and (fits or (unit.acts and unit.gender is Gender.UNKNOWN)):
            return unit
    return None


def convened(clauses: ClauseReader, i: int, sentence: Sentence) -> Act | None:
    """Return the meeting of a body by its participle and day (``المكتب السياسي للحزب، المجتمع مساء الأربعاء``).

    ``i``: the token of ``المجتمع``, which is also `society`: a body's name must end before it.
    """
    j = i - 1
    while j > sentence.first and clauses.norms[j] in "،,":
        j -= 1
    body = clauses.cover.get(j)
    parts = clauses.parts(i + 1, sentence.end)
    if body is None or body.label is not Label.INSTITUTION or not parts or parts[0].kind != "date":
        return None
    form = _holding(clauses)
    return build(clauses, Trigger(i, form, sentence), Arguments(parts, (body,)), rule="events.convened")


def _holding(clauses: ClauseReader) -> Form:
    """Return the form of ``انعقاد``, for gatherings that no word of the trigger lexicon tells."""
    return next(f for f in clauses.triggers.forms[fold("انعقاد")] if f.lexeme.type is EventType.MEETING)


def joined(clauses: ClauseReader, trigger: Trigger, parts: list[Part]) -> Act | None:
    """Return the meeting of ``لقاء جمع، يوم ...، الوزير بممثلي الجمعيات``: who is brought together, and with whom."""
    before = antecedent(clauses, trigger)
    if trigger.form.tense is not Tense.PERFECT or not before or not has_head(clauses, before[0], "talks"):
        return None
    head = next((k for k, p in enumerate(parts) if p.kind == "np"), None)
    if head is None or parts[head].unit is None or not parts[head].unit.acts:  # type: ignore[union-attr]
        return None
    people = tuple(p.unit for p in list_from(clauses, parts, head) if p.kind == "np" and p.unit and p.unit.acts)
    met = next((k for k, p in enumerate(parts) if k > head and p.marker in ("ب", "مع")), None)
    others = list_from(clauses, parts, met) if met is not None else []
    if len(people) < 2 and not others:
        return None
    trigger.sentence.asides.add(trigger.at)
    return build(clauses, trigger, Arguments(parts, people, others), rule="events.joined")


def celebrated(clauses: ClauseReader, trigger: Trigger, parts: list[Part], doers: tuple[Unit, ...]) -> Act | None:
    """Return the feast somebody holds (``احتفلت جمعية الأمل بعيد الفطر``, ``احتفل أهالي المحافظة ب``)."""
    if not any(p.marker == "ب" for p in parts):
        return None
    if not doers and parts and parts[0].kind == "np" and parts[0].unit is None:
        crowd = is_delegation(clauses, parts[0]) or clauses.words.is_in("residents", clauses.norms[parts[0].first])
        doers = (phrase_unit(clauses, parts[0]),) if crowd else ()
    if not doers:
        return None
    return build(clauses, trigger, Arguments(parts, doers), rule="events.celebrated")


def going_on(clauses: ClauseReader, trigger: Trigger, parts: list[Part], doers: tuple[Unit, ...]) -> Act | None:
    """Return the gathering that begins, goes on or ends (``اختتمت أشغال الندوة``, ``بدأ الحفل الخطابي``)."""
    if clauses.doc.doc[trigger.at].pos_ in ("NOUN", "ADJ") or trigger.form.pronoun:
        return None
    relative = clauses.words.is_in("relative", clauses.norms[trigger.at - 1])
    if relative:  # `المؤتمر الذي اختتم الخميس`
        dated = trigger.form.tense is Tense.PERFECT and any(p.kind == "date" for p in parts[:2])
        head, doers = next(iter(antecedent(clauses, trigger) if dated else ()), None), ()
    else:
        head = next((p for p in parts[:4] if p.kind == "np" and p.unit is None), None)
    if head is None:
        return None
    first = head.first
    while first < head.last - 1 and clauses.norms[first] in WRAPPED:
        first += 1
    if clauses.norms[first].removeprefix("ال") not in clauses.words.sets["head_session"]:
        return None
    act = build(clauses, trigger, Arguments(parts, doers), rule="events.going_on", passive=not doers)
    return replace(act, refers=clauses.norms[first].startswith("ال"))


def feast(clauses: ClauseReader, part: Part) -> Part | None:
    """Return the festival or fair of a phrase by name (``فعاليات الدورة الثانية لملتقى النور`` -> ``ملتقى النور``)."""
    norms = clauses.norms
    for k in range(part.first, min(part.last, part.first + FEAST_REACH)):
        if norms[k].removeprefix("ال") in FEASTS and k not in clauses.cover:
            last = max(clauses.phrase_end(clauses.doc, k), part.last)
            return replace(part, first=k, last=last) if last - k > 1 else None
    return None


def devoted_to(clauses: ClauseReader, held: Part, trigger: Trigger) -> Trigger | None:
    """Return the verbal noun of the act a gathering is devoted to (``لقاء خصص لتوقيع اتفاقية``)."""
    norms = clauses.norms
    opened = clauses.triggers.nouns(norms[held.first + 1]) if norms[held.first].startswith(("حفل", "مراس")) else []
    named = any(clauses.words.is_in("head_agreement", n) for n in norms[held.first + 2 : held.first + 5])
    for form in opened:  # `احتضن المركب حفل إطلاق الجائزة`, `حفل توقيع اتفاقية`; not `حفل توقيع رواية`
        if not form.pronoun and (form.lexeme.type in OPENINGS or (named and form.lexeme.type is EventType.SIGNING)):
            return Trigger(held.first + 1, form, trigger.sentence)
    for k in range(held.first, min(held.last + 6, trigger.sentence.end - 2)):
        if clauses.words.is_in("devoted", norms[k]) and norms[k + 1] in ("ل", "ب"):
            nouns = [f for f in clauses.triggers.nouns(norms[k + 2]) if f.lexeme.type is not EventType.VISIT]
            return Trigger(k + 2, nouns[0], trigger.sentence) if nouns and not nouns[0].pronoun else None
    return None


def met_at(clauses: ClauseReader, parts: list[Part], held: Part) -> list[Part]:
    """Return those a gathering is held with (``عقد اجتماعا مع الوالي والعامل``)."""
    at = parts.index(held) if held in parts else 0
    met = next((k for k, p in enumerate(parts) if k > at and p.marker == "مع"), None)
    return list_from(clauses, parts, met) if met is not None else []
