"""Appointments told from the one appointed, from a decree, or of people counted.

``عين سنة 2010 عميدا``, ``التي عينت مستشارة``, ``أصدر الرئيس قرارا بتعيين فلان``, ``عينت الوزارة أربعة أطباء``. Leaves
``عين الملك فلانا وزيرا`` to ``extractors.act_verbs``.
"""

from __future__ import annotations

from dataclasses import replace

from corpus.mention import EventType, Label
from extractors.act import Act, Arguments, Sentence, Trigger
from extractors.act_arguments import appointed, build
from extractors.act_objects import after_noun, list_from, noun_objects
from extractors.act_phrases import is_counted_people
from extractors.act_subjects import subject_before
from extractors.clauses import STOPS, ClauseReader, Part
from extractors.offices import offices
from extractors.triggers import Tense
from extractors.units import Unit

GIVING = frozenset({"عين", "انتخب", "نصب", "كلف", "اختار", "اختير"})  # verbs that give an office, unlike `أعفى`
RELIEVING = frozenset({"أعفى", "أقال", "عزل", "استقال"})  # verbs that take one
DECREE_REACH = 8  # tokens from a decree to the appointment it orders


def decreed(clauses: ClauseReader, trigger: Trigger, found: Arguments) -> Act | None:
    """Return the appointment that a decree orders (``أصدر الرئيس قرارا جمهوريا بتعيين فلان محافظا``).

    ``found``: the clause of the verb of publishing, its doers and the decree.
    """
    for decree in found.objects[:1]:
        for k in range(decree.first + 1, min(decree.last + DECREE_REACH, trigger.sentence.end)):
            if clauses.norms[k] in STOPS:
                break
            nouns = [f for f in clauses.triggers.nouns(clauses.norms[k]) if f.lexeme.type is EventType.APPOINTMENT]
            if not nouns or clauses.norms[k - 1] != "ب":
                continue
            noun = Trigger(k, nouns[0], trigger.sentence)
            after = after_noun(clauses, noun)
            named = noun_objects(clauses, noun.form, after)
            people = [p for p in appointed(clauses, noun, named, found.agents) if p.unit is not None and p.unit.acts]
            held = clauses.cover.get(k + 1)
            if not people and held is not None and held.label is Label.PERSON and held.mention is not None:
                first = clauses.doc.token_range(*held.mention.span)[0]
                people = [Part("np", "", first, held.last, held)] if first > k else []
            if people:
                trigger.sentence.taken.update((trigger.at, k))
                ordered = Arguments([*found.parts, *after], found.agents, people)
                act = build(clauses, noun, ordered, rule="events.decree", passive=not found.agents)
                return replace(act, first=trigger.at, targets=tuple(people))
    return None


def undergone(clauses: ClauseReader, trigger: Trigger, parts: list[Part], agents: tuple[Unit, ...]) -> Act | None:
    """Return an appointment whose object is not somebody named behind the verb.

    ``agents``: the doers read so far: a single person before an office is the one appointed (``عين فلان عميدا``).
    """
    direct = [p for p in parts if p.kind == "np"]
    counted = next((k for k, p in enumerate(parts) if p.kind == "np" and is_counted_people(clauses, p)), None)
    people = [p for p in direct if p.unit is not None and p.unit.label is Label.PERSON and not p.unit.formula]
    people = [p for p in people if not _went_before(clauses, p)]
    if counted is not None and not people:
        found = Arguments(
            parts, agents, [p for p in list_from(clauses, parts, counted) if not (p.unit and p.unit.acts)]
        )
        act = build(clauses, trigger, found, rule="events.appointed_many")
        return replace(act, subject_missing=not act.agents)
    left = _relieved(clauses, trigger, parts, agents)
    if left and not direct[1:]:
        return _passive(clauses, trigger, parts, left)
    office = next((p for p in direct if is_predicate(clauses, p)), None) if trigger.lexeme.lemma in GIVING else None
    if len(people) == 1 and not any(p.joined for p in people):
        begins = people[0].unit is not None and people[0].unit.label is Label.PERSON
        holds = office is not None or (trigger.lexeme.lemma in GIVING and _holds_predicate(clauses, people[0]))
        name = people[0].unit.name if people[0].unit is not None else ""
        doers = tuple(u for u in subject_before(clauses, trigger) if u.acts and u.name != name)
        if begins and doers and office is None:
            act = build(clauses, trigger, Arguments(parts, doers, people), rule="events.verb")
            return replace(act, targets=tuple(people))  # `الرئيس فلان عين فلانا سفيرا`
        if begins and holds and all(u is people[0].unit for u in agents):
            return _passive(clauses, trigger, parts, people)
    if office is not None and not people:
        if office.unit is not None and office.unit.inferred:
            return _passive(clauses, trigger, parts, [office])  # somebody in the article has the office
        before = [Part("np", "", u.first, u.last, u) for u in subject_before(clauses, trigger) if u.acts]
        act = _passive(clauses, trigger, parts, before)
        return act if before else replace(act, subject_missing=True, undergone=True)
    return None


def resigned(clauses: ClauseReader, trigger: Trigger, parts: list[Part], doers: tuple[Unit, ...]) -> Act | None:
    """Return the act of somebody who hands in his resignation (``قدم الوزير استقالته``): he is the one relieved.

    ``doers``: the subject, behind or before the verb.
    """
    heads = clauses.words.sets["head_resignation"]
    people = [u for u in doers if u.acts]
    if not people or not any(p.marker in ("", "ب") and clauses.norms[p.first] in heads for p in parts):
        return None
    act = build(clauses, trigger, Arguments(parts, tuple(people)), rule="events.resigned")
    return replace(act, targets=tuple(Part("np", "", u.first, u.last, u) for u in people))


def _relieved(clauses: ClauseReader, trigger: Trigger, parts: list[Part], agents: tuple[Unit, ...]) -> list[Part]:
    """Return who is appointed or relieved where only one is named (``أعفي المدير من مهامه``, ``عين فلان في المعهد``).

    ``agents``: the subject as read, behind or before the verb.
    """
    verb = clauses.doc.doc[trigger.at].pos_ in ("VERB", "PROPN") and trigger.form.tense is Tense.PERFECT
    person = agents[0] if len(agents) == 1 and agents[0].acts and not agents[0].group else None
    if not verb or trigger.form.pronoun or person is None or person.formula:
        return []
    rest = [p for p in parts if p.unit is not person]
    wanted = (
        ("من",)
        if trigger.lexeme.lemma in RELIEVING
        else ("في", "ب", "علي", "ل")
        if trigger.lexeme.lemma in GIVING
        else ()
    )
    if not rest or rest[0].marker not in wanted:
        return []
    return [Part("np", "", person.first, person.last, person)]


def named_with(clauses: ClauseReader, i: int, sentence: Sentence) -> Act | None:
    """Return the appointment inside the words that tell who somebody is (``فلانة، التي عينت مستشارة بالمحكمة``).

    ``i``: the token of the verb, inside the unit of the person with the office.
    """
    unit = clauses.cover[i]
    relative = clauses.words.is_in("relative", clauses.norms[i - 1])
    given = i + 1 < unit.last and _is_accusative(clauses.norms[i + 1])  # `عاد فلان إلى المدينة، عين مديرا ...`
    if not unit.acts or unit.group or not (relative or (given and i > unit.first)):
        return None
    forms = clauses.triggers.verbs(clauses.norms[i])
    form = next((f for f in forms if f.lexeme.type is EventType.APPOINTMENT and not f.pronoun), None)
    if form is None or form.tense is not Tense.PERFECT:
        return None
    appointee = Part("np", "", unit.first, unit.last, unit)
    return _passive(clauses, Trigger(i, form, sentence), clauses.parts(unit.last, sentence.end), [appointee])


def _passive(clauses: ClauseReader, trigger: Trigger, parts: list[Part], people: list[Part]) -> Act:
    """Return the act that people undergo, without somebody who does it."""
    act = build(clauses, trigger, Arguments(parts, (), people), rule="events.appointed", passive=True)
    return replace(act, targets=tuple(people))


def is_predicate(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase is the office somebody is given: an accusative (``عميدا لكلية ...``), ``مستشارة ب...``."""
    if part.unit is not None and part.unit.label is Label.PERSON:
        return False
    word = clauses.norms[part.first]
    following = clauses.norms[part.first + 1 : part.first + 2]
    if word.startswith("ال"):
        return False
    indefinite = following in (("ل",), ("ب",), ("في",), ("علي",), ("دوله",))
    return _is_accusative(word) or (indefinite and (word in offices() or word.removesuffix("ه") in offices()))


def _holds_predicate(clauses: ClauseReader, part: Part) -> bool:
    """Whether the office of a person stands behind the name in the accusative (``فلان رئيسا لجماعة ...``)."""
    inside = clauses.norms[part.first : part.last + 2]
    return any(_is_accusative(word) for word in inside[1:])


def _went_before(clauses: ClauseReader, part: Part) -> bool:
    """Whether a person is the one who left (``خلفا للسيد فلان``)."""
    return any(clauses.words.is_in("succession", n) for n in clauses.norms[max(part.first - 4, 0) : part.first])


def _is_accusative(word: str) -> bool:
    """Whether a word is an office in the indefinite accusative (``عميدا``, ``مديرا``)."""
    return word.endswith("ا") and not word.startswith("ال") and word[:-1] in offices()
