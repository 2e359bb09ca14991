"""Light verbs and the verbal nouns that carry their act: ``قام ... بزيارة``, ``أعطى ... انطلاقة``, ``تم تدشين``.

Leaves verbal nouns without a verb to ``extractors.act_nouns``.
"""

from __future__ import annotations

from dataclasses import replace

from corpus.mention import EventType, Gender, Label
from corpus.normalise import fold
from extractors.act import OPENINGS, Act, Arguments, Sentence, Trigger
from extractors.act_antecedents import antecedent, is_of_a_class
from extractors.act_arguments import appointed, build
from extractors.act_creations import funded
from extractors.act_idioms import behind_idiom, put_into_service, ribbon_objects
from extractors.act_needs import HOUSING, LEARNING, object_fits
from extractors.act_objects import after_noun, list_from, noun_objects
from extractors.act_owners import late_subject, owner
from extractors.act_phrases import has_head, is_delegation, is_facility, phrase_unit
from extractors.act_subjects import (
    agrees,
    coordinated,
    delegates,
    split_pair,
    subject_after,
    subject_before,
)
from extractors.clauses import STOPS, ClauseReader, Part
from extractors.triggers import PASSIVE_LIGHT, Tense
from extractors.units import Unit

LIGHT_NOUNS = {"قيام": "قام", "إشراف": "أشرف", "ترؤس": "ترأس", "إعطاء": "أعطى"}  # the noun of a light verb
SURPRISING = "فاجأ"  # `فاجأ الوزير المستشفى بزيارة`: who is surprised is visited
COVERING = frozenset({"شمل", "تضمن", "اشتمل", "تخلل"})  # verbs of what something consists of
COVERED = 2  # bare phrases behind such a verb up to the noun of the act: its subject, the noun
FAVOURED = "حظي"  # `حظي المركز بزيارة السفيرة`: the subject is visited
LATE_REACH = 16  # tokens of a setting between `تم` and its noun
INTERVIEW = "مقابلة"
LIGHT_REACH = 40  # tokens between a light verb and its verbal noun
WITNESSING = frozenset({"شهد", "عرف"})
GOAL_MARKERS = frozenset({"ل", "الي"})
ADJECTIVES = 3  # that may stand between a noun and its relative clause: `زيارة عمل رسمية قام بها`
NOUN_REACH = 9  # tokens between a relative pronoun and the noun it is of


def light_act(clauses: ClauseReader, verb: Trigger) -> Act | None:
    """Return the act of a light verb and its verbal noun (``قامت ... بزيارة``, ``تم ... افتتاح``)."""
    passive = verb.lexeme.lemma in PASSIVE_LIGHT
    noun = _complement(clauses, verb)
    if noun is None:
        return _antecedent_noun(clauses, verb)
    parts = clauses.parts(verb.at + 1, noun.at)
    after = after_noun(clauses, noun)
    agents = () if passive else _agents(clauses, verb, parts)
    if noun.form.pronoun and not passive:  # `المركز الذي أشرف على تدشينه الوالي`
        agents = coordinated(after, 0) if after and after[0].unit and after[0].unit.acts else ()
        if not agents:
            return None
    objects = _objects(clauses, verb, noun, after, led=bool(agents))
    if verb.lexeme.lemma == SURPRISING and not objects:
        objects = [p for p in parts if p.kind == "np" and p.unit not in agents and is_facility(clauses, p)][:1]
    if verb.lexeme.lemma == FAVOURED:
        agents = owner(noun.form, after)
        hosts = [p for p in parts if p.kind == "np"][:1] or antecedent(clauses, verb)
        objects = [p for p in hosts if is_facility(clauses, p)]
        if not agents or not objects:
            return None
    if noun.form.pronoun and (not objects or noun.lexeme.lemma in HOUSING):
        return None  # `على الفور تم استقبالهم`
    if noun.lexeme.needs == "gathering" and not object_fits(clauses, noun.form, objects, agents):
        return None
    if noun.lexeme.needs == "gathering":
        met = next((k for k, p in enumerate(after) if p.marker == "مع"), None)
        objects = list_from(clauses, after, met) if met is not None else []
    dated = any(p.kind == "date" for p in after)
    if noun.form.pronoun and not dated and noun.type is EventType.LAUNCH:
        if is_of_a_class(clauses, noun.type, objects, verb.at):
            return None
    if noun.type is EventType.APPOINTMENT:
        objects = appointed(clauses, noun, objects, agents)
    judged = (
        noun.lexeme.needs not in ("", "cornerstone", "ribbon", "gathering", "funds")
        or noun.lexeme.lemma in HOUSING | LEARNING
    )
    if judged and not object_fits(clauses, noun.form, objects, agents):
        return None
    if noun.lexeme.needs in ("cornerstone", "ribbon", "funds") and not objects:
        return None
    if verb.lexeme.needs and noun.type is not None and verb.lexeme.needs != noun.type.value:
        return None
    if passive and noun.type in OPENINGS:
        agents = _led_by(after)
    found = Arguments([*parts, *after], agents, objects)
    act = build(clauses, noun, found, rule="events.light_verb", passive=passive)
    if not passive and not act.agents:
        named = owner(noun.form, after) or late_subject(verb.form, after)
        act = replace(act, agents=named or _behind_object(verb, noun, after))
    verb.sentence.taken.update(range(verb.at, noun.at + 1))
    if act.type is EventType.STATEMENT:
        act = replace(act, targets=(), spoken=True)
    return replace(act, first=verb.at, subject_missing=not act.agents and not passive, gender=verb.form.gender)


def _led_by(after: list[Part]) -> tuple[Unit, ...]:
    """Return who a verb with a pronoun says led an opening (``تم تدشين مركز ...، ترأسه الوالي``)."""
    for part in after:
        if part.kind == "chair" and part.unit is not None and part.unit.acts and part.marker.endswith(("ه", "ها")):
            return (part.unit,)
    return ()


def _behind_object(verb: Trigger, noun: Trigger, after: list[Part]) -> tuple[Unit, ...]:
    """Return the subject that stands right behind what is launched (``أعطى انطلاقة هذه القافلة الكاتب العام ...``)."""
    if noun.type not in OPENINGS or len(after) < 2 or after[0].kind != "np" or after[1].joined:
        return ()
    unit = after[1].unit if after[1].kind == "np" else None
    return coordinated(after, 1) if unit is not None and unit.acts and agrees(verb.form, unit) else ()


def light_noun_act(clauses: ClauseReader, i: int, sentence: Sentence) -> Act | None:
    """Return the act of a light verb's own noun: ``قيام الوزيرة بزيارة ...``, ``لدى إشرافها على تدشين ...``.

    ``i``: the token of the noun. With a pronoun the subject is that of the main clause.
    """
    norm = clauses.norms[i]
    lemma = next((verb for noun, verb in LIGHT_NOUNS.items() if norm.startswith(fold(noun))), None)
    forms = clauses.triggers.forms.get(fold(lemma), ()) if lemma is not None else ()
    light = next((f for f in forms if f.lexeme.pos == "light" and f.tense is Tense.PERFECT), None)
    if light is None:
        return None
    framed = clauses.words.is_in("pronoun_frame", clauses.norms[i - 1] if i else "") or norm == "قيام"
    neutral = replace(light, gender=Gender.UNKNOWN)
    act = light_act(clauses, Trigger(i, neutral, sentence)) if framed else None
    if act is None or act.rule != "events.light_verb":
        return None
    gender = Gender.FEMININE if norm.endswith("ها") else Gender.UNKNOWN
    return replace(act, rule="events.noun_frame", gender=gender, subject_missing=not act.agents)


def _agents(clauses: ClauseReader, verb: Trigger, parts: list[Part]) -> tuple[Unit, ...]:
    """Return who acts: the first noun phrase behind the light verb, else the subject before it."""
    agents: tuple[Unit, ...] = ()
    head = next((k for k, p in enumerate(parts) if p.kind == "np"), None)
    if head is not None:
        unit = parts[head].unit
        if is_delegation(clauses, parts[head]):
            agents = delegates(clauses, parts, head)
        elif unit is not None and (unit.acts or unit.label is Label.INSTITUTION):
            agents = coordinated(parts, head) if agrees(verb.form, unit) else ()
    return agents or subject_before(clauses, verb)


def _objects(clauses: ClauseReader, verb: Trigger, noun: Trigger, after: list[Part], *, led: bool) -> list[Part]:
    """Return the targets of the verbal noun; with a pronoun those named before (``المركز الذي تم تدشينه``)."""
    if noun.lexeme.needs == "service":
        return put_into_service(clauses, after)
    if noun.lexeme.needs == "funds":  # of money what it is for, else the goods: `تم تخصيص 3000 قفة للقرى`
        goods = [p for p in noun_objects(clauses, noun.form, after) if has_head(clauses, p, "goods")]
        return funded(clauses, noun, after) or goods
    if noun.lexeme.needs == "ribbon":
        return ribbon_objects(clauses, noun, after)
    if noun.lexeme.needs == "cornerstone" and not noun.form.pronoun:
        stone = next((p for p in after if p.kind == "np" and has_head(clauses, p, "cornerstone")), None)
        return behind_idiom(clauses, stone, after, "ل") if stone is not None else []
    return (
        antecedent(clauses, verb, noun.form.pronoun)
        if noun.form.pronoun
        else noun_objects(clauses, noun.form, after, led=led)
    )


def _complement(clauses: ClauseReader, verb: Trigger) -> Trigger | None:
    """Return the verbal noun governed by the light verb.

    It heads a phrase of the clause: behind the verb's marker (``قام ... بزيارة``), or a bare one
    (``أعطى ... انطلاقة``; for ``تم`` the first); ``حفل``, ``مراسيم`` may stand before it.
    """
    passive = verb.lexeme.lemma in PASSIVE_LIGHT
    bare_seen = 0
    for part in _parts_past_head(clauses, verb.at + 1, min(verb.sentence.end, verb.at + LIGHT_REACH)):
        fits = part.marker in verb.lexeme.markers and (part.marker != "" or part.kind == "np")
        if part.kind == "np" and part.unit is None:
            bare_seen += 1
        if not fits or part.unit is not None or _is_duty(clauses, part):
            continue
        if verb.lexeme.lemma in ("تم", "جرى") and bare_seen > 1 and not part.marker:
            return None
        if verb.lexeme.lemma in COVERING and (bare_seen > COVERED or part.joined):
            return None  # `تضمنت بنود الاتفاقية التزام ... وتسليم ...`
        first = part.first
        while first < part.last - 1 and clauses.words.is_in("ceremony", clauses.norms[first]):
            first += 1
        if verb.lexeme.lemma in WITNESSING and clauses.norms[first].startswith("ال"):
            continue  # `شهد اللقاء | توقيع اتفاقية`: its subject
        relative = clauses.words.is_in("relative", clauses.norms[verb.at - 1])
        nouns = [f for f in clauses.triggers.nouns(clauses.norms[first]) if not f.pronoun or passive or relative]
        if nouns and nouns[0].lexeme.lemma == "وضع":
            wanted = "service" if "حيز" in clauses.norms[first : first + 14] else "cornerstone"
            nouns = [f for f in nouns if f.lexeme.needs == wanted]
        if nouns:
            return Trigger(first, nouns[0], verb.sentence)
    return _late_complement(clauses, verb) if verb.lexeme.lemma in ("تم", "جرى") else None


def _late_complement(clauses: ClauseReader, verb: Trigger) -> Trigger | None:
    """Return the definite noun of the act behind a long setting (``تم خلال زيارة الوفد لوجدة التوقيع على ...``)."""
    norms = clauses.norms
    if not clauses.words.is_in("setting_marker", norms[verb.at + 1]) and norms[verb.at + 1] not in ("في", "ب", "خلال"):
        return None
    for k in range(verb.at + 2, min(verb.sentence.end - 1, verb.at + LATE_REACH)):
        if norms[k] in STOPS or norms[k] in "،," or clauses.doc.doc[k].pos_ == "VERB":
            return None
        nouns = [f for f in clauses.triggers.nouns(norms[k]) if not f.pronoun and norms[k + 1] in f.lexeme.markers]
        if nouns and norms[k].startswith("ال") and k not in clauses.cover and norms[k + 1] == "علي":
            return Trigger(k, nouns[0], verb.sentence)
    return None


def _is_duty(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase completes a participle of the subject (``الفريق المكلف بالاطلاع على ...``)."""
    before = clauses.norms[part.first - 2] if part.marker and part.first > 1 else ""
    return clauses.words.is_in("charged", before)


def _parts_past_head(clauses: ClauseReader, first: int, end: int) -> list[Part]:
    """Return the parts of a clause, past ``يرأسه ...`` after its delegation (``يقوم وفد يرأسه الوزير بزيارة``)."""
    parts = clauses.parts(first, end)
    stop = parts[-1].last if parts else first
    if stop < end and clauses.words.is_in("headed_by", clauses.norms[stop]):
        parts = [*parts, *clauses.parts(stop + 1, end)]
    return parts


def coordinated_nouns(clauses: ClauseReader, act: Act, sentence: Sentence) -> list[Act]:
    """Return the acts of further verbal nouns under one light verb (``أشرف على تدشين ... وإعطاء انطلاقة ...``)."""
    norms = clauses.norms
    found: list[Act] = []
    for k in range(act.trigger + 1, min(sentence.end, act.trigger + 2 * LIGHT_REACH)):
        nouns = clauses.triggers.nouns(norms[k])
        if norms[k] in STOPS or (norms[k - 1] == "و" and clauses.triggers.verbs(norms[k]) and not nouns):
            break
        nouns = [f for f in nouns if not f.pronoun and f.lexeme.type is not None]
        linked = norms[k - 1] == "و" or (norms[k - 2] == "و" and norms[k - 1] in ("ب", "علي", "عن"))
        if not nouns or not linked or k in clauses.cover:
            continue
        noun = Trigger(k, nouns[0], sentence)
        after = after_noun(clauses, noun)
        objects = noun_objects(clauses, noun.form, after)
        if not objects or not object_fits(clauses, noun.form, objects, act.agents):
            continue
        also = Arguments(after, act.agents, objects)
        built = build(clauses, noun, also, rule="events.coordinated_noun", passive=act.passive)
        sentence.taken.add(k)
        shared = replace(built, date=built.date or act.date, places=built.places or act.places)
        found.append(replace(shared, subject_missing=act.subject_missing, gender=act.gender))
    return found


def _antecedent_noun(clauses: ClauseReader, verb: Trigger) -> Act | None:
    """Return the act of ``الزيارة التي قام بها الوزير إلى ...``: the noun stands before the relative pronoun."""
    i, sentence = verb.at, verb.sentence
    after_verb = i + 1 < sentence.end and clauses.norms[i + 1] in ("بها", "به", "بهما", "عليها", "عليه")
    if not (verb.form.pronoun or after_verb):
        return None
    noun = _noun_before_relative(clauses, verb)
    if noun is None:
        return None
    parts = split_pair(clauses, clauses.parts(i + (2 if after_verb else 1), sentence.end), verb.form)
    parts = parts[: _second_visit(parts)]
    parts = _with_goal(clauses, parts) if noun.type is EventType.VISIT else parts
    agents, _ = subject_after(clauses, parts, verb.form)
    if noun.type is None or not agents:
        return None
    if noun.lexeme.lemma == INTERVIEW and any(u.label is Label.INSTITUTION for u in agents):
        return None  # `مقابلة أجرتها الصحيفة مع الوزير`
    objects = noun_objects(clauses, noun.form, [p for p in parts if p.unit not in agents])
    act = build(clauses, noun, Arguments(parts, agents, objects), rule="events.relative")
    sentence.taken.update((noun.at, i))
    definite = clauses.norms[noun.at].startswith("ال")
    return replace(act, first=noun.at, refers=act.type is EventType.MEETING and definite)


def _with_goal(clauses: ClauseReader, parts: list[Part]) -> list[Part]:
    """Return the parts with the goal of a visit told apart from who visits (``أعضاء اللجنة | لمقر الرئاسة``)."""
    head = next((p for p in parts if p.kind == "np"), None)
    if head is None or (head.unit is not None and not head.unit.group):
        return parts
    k = next((k for k in range(head.last - 2, head.first, -1) if clauses.norms[k] == "ل"), head.last)
    goal = Part("pp", "ل", k + 1, head.last, clauses.unit_at.get(k + 1))
    seat = k + 1 < head.last and clauses.words.is_in("seat", clauses.norms[k + 1])
    if k == head.last or not (seat or is_facility(clauses, goal)):
        return parts
    at = parts.index(head)
    who = replace(head, last=k, unit=None)
    return [*parts[:at], replace(who, unit=phrase_unit(clauses, who)), goal, *parts[at + 1 :]]


def paired_visit(clauses: ClauseReader, act: Act, sentence: Sentence) -> list[Act]:
    """Return the second of two visits under one verb (``قام بهما كل من فلان للمغرب في يونيو، وفلان لمصر في أكتوبر``)."""
    start = max((u.first for u in act.agents), default=-1)
    if act.type is not EventType.VISIT or start <= act.trigger:
        return []
    parts = clauses.parts(start, sentence.end)
    cut = _second_visit(parts)
    doer = parts[cut].unit if cut < len(parts) else None
    if doer is None:
        return []
    form = next(f for f in clauses.triggers.nouns(fold("زيارة")) if f.lexeme.type is EventType.VISIT)
    noun = Trigger(parts[cut].first, form, sentence)
    goal = list_from(clauses, parts, cut + 1)
    return [replace(build(clauses, noun, Arguments(parts[cut:], (doer,), goal), rule="events.relative"), first=noun.at)]


def _second_visit(parts: list[Part]) -> int:
    """Return where a second person with a goal of his own begins, the number of parts if none does."""
    goals = [k for k, p in enumerate(parts) if p.marker in GOAL_MARKERS and p.unit and p.unit.label is Label.PLACE]
    for k in range(goals[0] + 1 if goals else len(parts), len(parts) - 1):
        unit = parts[k].unit
        if parts[k].joined and unit is not None and unit.acts and k + 1 in goals:
            return k
    return len(parts)


def _indefinite_noun(clauses: ClauseReader, j: int, verb: Trigger) -> Trigger | None:
    """Return the indefinite verbal noun that ends, with its adjectives, at token ``j`` (``زيارة سرية | قام بها ...``)."""
    first = max(verb.sentence.first, j - ADJECTIVES)
    while j > first and _may_qualify(clauses, j) and not clauses.norms[j].startswith("ال"):
        j -= 1
    nouns = [f for f in clauses.triggers.nouns(clauses.norms[j]) if not f.pronoun]
    free = j not in clauses.cover and j not in verb.sentence.taken and not clauses.norms[j].startswith("ال")
    return Trigger(j, nouns[0], verb.sentence) if nouns and free else None


def _may_qualify(clauses: ClauseReader, k: int) -> bool:
    """Whether a word may be an adjective of the noun before it, also a nisba tagged as a noun (``زيارة | تفقدية``)."""
    return clauses.doc.doc[k].pos_ == "ADJ" or clauses.norms[k].endswith(("يه", "ي"))


def _noun_before_relative(clauses: ClauseReader, verb: Trigger) -> Trigger | None:
    """Return the verbal noun that the relative pronoun before a light verb is of (``الزيارة التي``)."""
    norms, sentence = clauses.norms, verb.sentence
    j = verb.at - 1
    while j >= sentence.first and norms[j] in ("قد", "كان", "كانت"):
        j -= 1
    if j < sentence.first:
        return None
    if not clauses.words.is_in("relative", norms[j]):
        return _indefinite_noun(clauses, j, verb)
    for m in range(j - 1, max(j - NOUN_REACH, sentence.first - 1), -1):
        nouns = clauses.triggers.nouns(norms[m])
        if nouns and m not in clauses.cover and m not in sentence.taken:
            return Trigger(m, nouns[0], sentence)
    return None
