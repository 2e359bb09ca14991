"""Verbal nouns without a verb: headlines, frames of time, what a visit included, gatherings held.

``خلال زيارته لجهة ...``, ``خلال لقاء مع الوزير``, ``شملت الزيارة مركز ...``, ``اجتماعه المنعقد مساء اليوم``.
"""

from __future__ import annotations

from dataclasses import replace

from corpus.mention import EventType, Gender, Label, Status
from corpus.normalise import fold
from extractors.act import OPENINGS, STOPS_OF_A_TOUR, Act, Arguments, Sentence, Trigger
from extractors.act_antecedents import antecedent
from extractors.act_arguments import build
from extractors.act_gatherings import dated_meeting
from extractors.act_lists import list_lines, with_list
from extractors.act_needs import object_fits
from extractors.act_objects import after_noun, list_from, noun_objects
from extractors.act_owners import owner
from extractors.act_phrases import is_act_noun, is_counted_thing, is_facility
from extractors.act_status import STATUS_WORDS, called_off
from extractors.clauses import STOPS, ClauseReader, Part
from extractors.triggers import Tense
from extractors.units import Unit

AT_AN_OPENING = frozenset({"لدي", "خلال", "عقب", "بعد", "اثناء", "اثر"})  # `لدى تدشينه مركز ...`
STANDING = frozenset({"مقام", "مقامه"})  # `المهرجان المقام في الحديقة`: where it is, no act without its day
OPENERS = frozenset({":", "..", "،", "|", "-", "–", "…", "و"})  # what a headline's noun may stand behind
CALLED_OFF_REACH = 16  # tokens between what is postponed and the verb that says so
CALLED_OFF = ("postponed", "cancelled")  # `تأجل افتتاح المركز`: an act, though not a past one
AIM_REACH = 25  # tokens from where somebody goes to what he opens there
FRAMED_CONFIDENCE = 0.6  # a noun in a frame says less surely that the act took place


def standing_noun(clauses: ClauseReader, noun: Trigger) -> Act | None:
    """Return the act of a verbal noun without a verb: a headline (``تدشين مركز ...``), or with its subject's pronoun."""
    sentence, i = noun.sentence, noun.at
    if i in sentence.taken or noun.type is None:
        return None
    after = after_noun(clauses, noun)
    objects = noun_objects(clauses, noun.form, after)
    if noun.lexeme.needs == "participle":
        act = build(clauses, noun, Arguments(after, (), objects), rule="events.participle")
        return replace(act, subject_missing=True) if objects else None
    if noun.form.pronoun:
        return _owned_noun(clauses, noun, after, objects) or dated_meeting(clauses, noun, after)
    found = Arguments(after, owner(noun.form, after), objects)
    framed = _led(clauses, noun) or _framed_noun(clauses, noun, found) or dated_meeting(clauses, noun, after)
    if framed is not None:
        return framed
    aimed = _aimed_at(clauses, noun, found) if noun.type in OPENINGS and objects else None
    if aimed is not None:
        return aimed
    if objects and _is_listed(clauses, noun) and object_fits(clauses, noun.form, objects, ()):
        act = build(clauses, noun, found, rule="events.listed_noun")
        return replace(act, subject_missing=not act.agents, confidence=FRAMED_CONFIDENCE)
    if _hands_out(clauses, noun, objects):
        return build(clauses, noun, found, rule="events.handing_noun", passive=True)
    opens = i == sentence.first or clauses.norms[i - 1] in OPENERS
    opens = opens and not (noun.type is EventType.OTHER and clauses.norms[i - 1] == "و")
    off = objects and any(called_off(clauses, s, range(max(i - 2, 0), i)) for s in CALLED_OFF)
    later = None if off or not objects else _called_off_later(clauses, noun, objects[-1].last)
    if not (off or later or (sentence.headline and opens)) or not (objects or after):
        return None
    if noun.lexeme.needs and not object_fits(clauses, noun.form, objects, ()):
        return None
    if noun.lexeme.lemma == "مقابلة" and not objects:
        return None  # `مقابلة المغرب وتونس`: a match
    act = build(clauses, noun, found, rule="events.headline_noun", passive=True)
    return replace(act, status=later) if later else act


def _aimed_at(clauses: ClauseReader, noun: Trigger, found: Arguments) -> Act | None:
    """Return the opening that somebody went somewhere for (``انتقل الوفد إلى جماعة ... لتدشين دار الطالب``)."""
    norms, sentence = clauses.norms, noun.sentence
    if norms[noun.at - 1] != "ل" or not object_fits(clauses, noun.form, found.objects, ()):
        return None
    for k in range(noun.at - 2, max(sentence.first - 1, noun.at - AIM_REACH), -1):
        if norms[k] in STOPS:
            return None
        going = next((f for f in clauses.triggers.verbs(norms[k]) if f.lexeme.needs == "arrival"), None)
        if going is None or k in clauses.cover:
            continue
        done = going.tense is Tense.PERFECT or norms[max(k - 2, 0) : k] == ("قبل", "ان")
        if not done:
            return None
        act = build(clauses, noun, found, rule="events.aim_noun")
        return replace(act, subject_missing=not act.agents, gender=going.gender, confidence=FRAMED_CONFIDENCE)
    return None


def _is_listed(clauses: ClauseReader, noun: Trigger) -> bool:
    """Whether a noun is of the acts a sentence lists (``ويتعلق الأمر بتدشين دار ...، وإعطاء انطلاقة أشغال ...``,
    ``شملت هذه التدشينات افتتاح ...``)."""
    norms, first = clauses.norms, noun.sentence.first
    if noun.type not in STOPS_OF_A_TOUR or noun.sentence.headline or norms[noun.at - 1] in ("من", "في", "عن"):
        return False
    for k in range(first, min(first + 3, noun.at)):
        opener = next((o for o in clauses.words.list_openers if len(o) > 2 and norms[k : k + len(o)] == o), None)
        if opener is not None or (clauses.words.is_in("includes", norms[k]) and norms[k + 1] in ("هذه", "هذا")):
            return not any(clauses.words.is_in("relative", n) or n in STOPS for n in norms[k : noun.at])
    return False


def _hands_out(clauses: ClauseReader, noun: Trigger, objects: list[Part]) -> bool:
    """Whether a coordinated noun tells of a number of things handed out (``... وتوزيع 1350 كتابا``)."""
    coordinated = noun.at > noun.sentence.first and clauses.norms[noun.at - 1] in ("و", "،", ",")
    counted = bool(objects) and is_counted_thing(clauses, objects[0])
    return noun.type is EventType.DISTRIBUTION and counted and (coordinated or noun.at == noun.sentence.first)


def _called_off_later(clauses: ClauseReader, noun: Trigger, end: int) -> Status | None:
    """Return the status a verb behind the noun gives it (``أن افتتاح المركز، الذي كان مقررا غدا، تأجل`` -> postponed).

    ``end``: the token after the noun's last object; the verb follows it, or a comma that closes what is said of it.
    """
    norms = clauses.norms
    if norms[noun.at - 1 : noun.at] != ("ان",):
        return None
    for k in range(end, min(end + CALLED_OFF_REACH, noun.sentence.end)):
        for name, status in STATUS_WORDS[:2]:
            if clauses.words.is_in(name, norms[k]) and (k == end or norms[k - 1] in ("،", ",", "قد")):
                return status
    return None


def _owned_noun(clauses: ClauseReader, noun: Trigger, after: list[Part], objects: list[Part]) -> Act | None:
    """Return the visit or meeting whose noun has its subject's pronoun (``خلال زيارته لجهة ...``, ``لقائه الوزير``)."""
    frame = clauses.norms[noun.at - 1] if noun.at else ""
    if noun.lexeme.lemma == "استقبال" and frame == "في":
        return None  # `وكان في استقباله ...`: who stood there, no act of its own
    if noun.type in OPENINGS and frame in AT_AN_OPENING and objects and objects[0].first > noun.at:
        act = build(clauses, noun, Arguments(after, (), objects), rule="events.noun_pronoun")
        gender = Gender.FEMININE if noun.form.pronoun == "ها" else Gender.MASCULINE
        return replace(act, subject_missing=True, gender=gender, confidence=FRAMED_CONFIDENCE)
    if noun.type not in (EventType.MEETING, EventType.VISIT) or not clauses.words.is_in("pronoun_frame", frame):
        return None
    told = any(o.marker == "مع" or (o.unit and o.unit.acts) for o in objects)  # `اجتماعه مع الكتل السياسية`
    if noun.type is EventType.MEETING and not told:
        met = next((k for k, p in enumerate(after[:4]) if p.kind == "np" and p.unit and p.unit.acts), None)
        if met is None:
            return None
        objects = list_from(clauses, after, met)  # `خلال لقائه اليوم مبعوث الأمم المتحدة`
    if noun.type is EventType.VISIT and (not objects or _is_other_time(clauses, noun)):
        return None
    gender = Gender.FEMININE if noun.form.pronoun == "ها" else Gender.MASCULINE
    act = build(clauses, noun, Arguments(after, (), objects), rule="events.noun_pronoun")
    return replace(act, subject_missing=True, gender=gender, confidence=FRAMED_CONFIDENCE)


def _tells_arrival(clauses: ClauseReader, noun: Trigger) -> bool:
    """Whether a noun only says what an arrival told before it is (``وصل الوزير إلى العراق | في زيارة لبغداد``)."""
    if clauses.norms[noun.at - 1] != "في":
        return False
    before = (k for k in noun.sentence.taken if noun.sentence.first <= k < noun.at)
    return any(f.lexeme.needs == "arrival" for k in before for f in clauses.triggers.verbs(clauses.norms[k]))


def _is_other_time(clauses: ClauseReader, noun: Trigger) -> bool:
    """Whether a visit is told of by the way: an earlier or a later one without its day (``خلال زيارته الأخيرة ل``), or
    one only described (``جولته التي تركز على``).
    """
    k = noun.at + 1
    described = clauses.words.is_in("relative", clauses.norms[k])
    return described or clauses.words.is_in("other_time", clauses.norms[k])


def _led(clauses: ClauseReader, noun: Trigger) -> Act | None:
    """Return the visit of ``زيارة عمل قادته إلى الولاية``: the one who visits is the object."""
    norms, sentence, i = clauses.norms, noun.sentence, noun.at
    if noun.type is not EventType.VISIT:
        return None
    for k in range(i + 1, min(i + 7, sentence.end - 1)):
        if norms[k] in STOPS:
            return None
        if clauses.words.is_in("led", norms[k]):
            parts = clauses.parts(k + 1, sentence.end)
            to = next((n for n, p in enumerate(parts[:3]) if p.marker in ("الي", "ل")), None)
            if to is None:
                return None
            found = Arguments(parts, (), list_from(clauses, parts, to))
            act = build(clauses, noun, found, rule="events.noun_frame")
            gender = Gender.FEMININE if norms[k].endswith("ها") else Gender.MASCULINE
            sentence.taken.update(range(i, k + 1))
            return replace(act, subject_missing=True, gender=gender, confidence=FRAMED_CONFIDENCE)
    return None


def _framed_noun(clauses: ClauseReader, noun: Trigger, found: Arguments) -> Act | None:
    """Return the act of a noun in a frame of time: ``خلال زيارة الوزيرة للمغرب``, ``خلال اجتماع مع الوزير``.

    A visit is that of its genitive, or of the clause's subject where it goes to a place; a meeting needs the person met.
    """
    doers, objects = found.agents, found.objects
    if _told_by_relative(clauses, noun):
        return None
    if noun.type is EventType.VISIT and _tells_arrival(clauses, noun):
        return None
    framed = clauses.words.is_in("pronoun_frame", clauses.norms[noun.at - 1] if noun.at else "")
    told = noun.lexeme.lemma == "زيارة" and bool(doers) and not doers[0].formula
    told = told and (noun.sentence.headline or noun.sentence.lead or any(p.kind == "date" for p in found.parts))
    told = told or _meets_by_name(noun, found)
    if not framed and not told:
        return None
    if noun.type is EventType.VISIT:
        goals = [o for o in objects if o.marker in ("ل", "الي") and o.unit and o.unit.label is not Label.DATE]
        if not goals or not (doers or is_facility(clauses, goals[0])):
            return None
    elif noun.type is EventType.MEETING and noun.lexeme.needs != "gathering":
        goals = [o for o in objects if o.marker in ("مع", "ب") and o.unit and o.unit.acts and not o.unit.formula]
        if not goals:
            return None
    else:
        return None
    doers = doers or _nearest(clauses, noun)
    act = build(clauses, noun, replace(found, agents=doers, objects=goals), rule="events.noun_frame")
    return replace(act, subject_missing=not act.agents, confidence=FRAMED_CONFIDENCE)


def _meets_by_name(noun: Trigger, found: Arguments) -> bool:
    """Whether a noun tells who met whom and on what day (``أثمر لقاء الوزير فلان بالسفير فلان أمس``)."""
    met = any(o.unit is not None and o.unit.label is Label.PERSON for o in found.objects)
    host = any(u.label is Label.PERSON and not u.formula for u in found.agents)
    return noun.type is EventType.MEETING and met and host and any(p.kind == "date" for p in found.parts)


def _told_by_relative(clauses: ClauseReader, noun: Trigger) -> bool:
    """Whether a light verb behind the noun tells the act (``الزيارة التاريخية التي قام بها ...``)."""
    for k in range(noun.at + 1, min(noun.at + 5, noun.sentence.end - 1)):
        if clauses.words.is_in("relative", clauses.norms[k]):
            return any(f.lexeme.pos == "light" for f in clauses.triggers.verbs(clauses.norms[k + 1]))
    return False


def _nearest(clauses: ClauseReader, noun: Trigger) -> tuple[Unit, ...]:
    """Return the person last named in the sentence before a framed noun (``استقبل الأمير فلانا، الذي يوجد في زيارة ...``)."""
    for k in range(noun.at - 1, noun.sentence.first - 1, -1):
        unit = clauses.cover.get(k)
        if unit is not None and unit.acts:
            return () if unit.group or unit.formula else (unit,)
    return ()


def included(clauses: ClauseReader, i: int, sentence: Sentence) -> Act | None:
    """Return what a visit went on to: ``شملت الزيارة مركز ... ودار ...``, ``تضمنت الجولة تفقد ...``.

    ``i``: the token of the verb. None where its subject is no definite visit.
    """
    j = i + 1
    while j < sentence.end and clauses.norms[j] in ("هذه", "هذا", "برنامج"):
        j += 1
    nouns = clauses.triggers.nouns(clauses.norms[j]) if j < sentence.end else []
    visit = next((f for f in nouns if f.lexeme.type is EventType.VISIT), None)
    if visit is None or not clauses.norms[j].startswith("ال"):
        return None
    sentence.taken.add(j)
    while j + 1 < sentence.end and clauses.norms[j + 1].startswith("ال") and j + 1 not in clauses.cover:
        j += 1  # `شملت الزيارة التفقدية ...`
    parts = clauses.parts(j + 1, sentence.end)
    while parts and parts[0].unit is None and is_act_noun(clauses, parts[0].first):
        sentence.taken.add(parts[0].first)
        parts = clauses.parts(parts[0].first + 1, sentence.end)
    objects = _stations(clauses, parts, j, sentence)
    doers = tuple(p.unit for p in parts[:1] if p.marker == "ل" and p.unit and p.unit.acts)
    act = build(clauses, Trigger(i, visit, sentence), Arguments(parts, doers, objects), rule="events.includes")
    if not objects:
        act = with_list(clauses, act, sentence)
    return replace(act, subject_missing=not doers) if act.targets else None


def _sets(parts: list[Part], k: int) -> bool:
    """Whether a phrase between commas tells when and where: ``شملت الزيارة، | في يومها الأول |، | بمدينة ... |، مركز ...``."""
    return parts[k].marker in ("في", "ب") and any(p.after_comma and p.kind != "date" for p in parts[k + 1 : k + 2])


def _stations(clauses: ClauseReader, parts: list[Part], j: int, sentence: Sentence) -> list[Part]:
    """Return the places and bodies a visit included: behind its noun (token ``j``), or a line each behind a colon."""
    start = next(
        (k for k, p in enumerate(parts[:4]) if p.kind in ("np", "recipient", "pp") and not _sets(parts, k)), None
    )
    if start is None:
        colon = next((k for k in range(j, min(j + 8, sentence.end)) if clauses.norms[k] == ":"), None)
        return list_lines(clauses, colon + 1) if colon is not None else []
    if parts[start].kind == "pp" and parts[start].marker not in ("علي", "ل", "الي"):
        return []
    return [p for p in list_from(clauses, parts, start) if is_facility(clauses, p)]


def held_gathering(clauses: ClauseReader, i: int, sentence: Sentence) -> Act | None:
    """Return the gathering behind a participle with its day or place (``اجتماعه الشهري المنعقد مساء اليوم``).

    ``مجلس الحكومة، المنعقد اليوم`` only lends its date: the head must be a noun of a gathering, not a body.
    """
    following = clauses.parts(i + 1, sentence.end, limit=6)
    settled = (Label.DATE,) if clauses.norms[i].removeprefix("ال") in STANDING else (Label.DATE, Label.PLACE)
    if not any(p.unit and p.unit.label in settled for p in following[:2]):
        return None
    gatherings = clauses.words.sets["head_gathering"] - {"يوم", "اليوم", "ايام", "دوري", "بطوله", "مباراه"}
    for k in range(i - 1, max(i - 12, sentence.first - 1), -1):
        norm = clauses.norms[k]
        if norm in STOPS or k in sentence.taken:
            return None
        unit = clauses.cover.get(k)
        if unit is not None and unit.label is Label.INSTITUTION and unit.first == k:
            return None
        bare = norm.removeprefix("ال")
        owned = bare.removesuffix("ه") if bare.endswith("ه") else bare.removesuffix("ها")
        if bare in gatherings or owned in gatherings:
            forms = clauses.triggers.forms[fold("انعقاد")]
            holding = next(f for f in forms if f.lexeme.type is EventType.MEETING)
            act = build(clauses, Trigger(i, holding, sentence), Arguments(following), rule="events.held")
            sentence.taken.add(k)
            return replace(act, subject_missing=owned != bare and not act.agents, passive=owned == bare)
    return None


def signed_agreement(clauses: ClauseReader, i: int, sentence: Sentence) -> Act | None:
    """Return the signing behind a participle with its day or parties (``الاتفاق الموقع في 25 أبريل 2019 بين ...``)."""
    following = clauses.parts(i + 1, sentence.end, limit=6)
    if not following or not (following[0].marker == "بين" or any(p.kind == "date" for p in following[:2])):
        return None
    forms = clauses.triggers.forms[fold("توقيع")]
    signing = Trigger(i, next(f for f in forms if f.lexeme.type is EventType.SIGNING), sentence)
    target = antecedent(clauses, signing)
    if not target:
        return None
    return build(clauses, signing, Arguments(following, (), target), rule="events.signed", passive=True)
