"""Acts of finite verbs with their own object: ``دشن الوزير المركز``, ``عقد المجلس دورته``, ``انطلقت الأشغال``.

Leaves light verbs (``قام بزيارة``) to ``extractors.act_light`` and what somebody says to ``extractors.act_statements``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from corpus.mention import EventType, Gender, Label
from extractors.act import OPENINGS, Act, Arguments, Trigger
from extractors.act_antecedents import antecedent, is_of_a_class
from extractors.act_appointments import decreed, is_predicate, resigned, undergone
from extractors.act_arguments import appointed, build
from extractors.act_creations import (
    BEHIND,
    funded,
    is_for_it,
    is_rather_subject,
    is_relative,
    made,
    tells_which,
    undergoes,
)
from extractors.act_gatherings import celebrated, devoted_to, feast, going_on, joined, met_at
from extractors.act_handing import HANDED, RECEIVING, benefited, handed, received
from extractors.act_idioms import IDIOMS, idiom_objects
from extractors.act_inverted import (
    BLAMING,
    MEETING_SOMEBODY,
    calls_subject,
    gives_subject,
    meets_subject,
    opens_headline,
)
from extractors.act_needs import LEARNING, object_fits
from extractors.act_objects import after_noun, noun_objects, purpose, verb_objects
from extractors.act_pairs import HEADED, headed, split_object, told_apart, with_late_object
from extractors.act_phrases import (
    appoints,
    direct_phrases,
    has_head,
    is_adverbial,
    is_delegation,
    is_facility,
    is_gathering,
    is_site,
    may_speak,
    phrase_unit,
)
from extractors.act_refusals import goes_on_with_nouns, has_other_sense, is_crowd, is_shipment, of_many
from extractors.act_statements import statement
from extractors.act_status import LIKE_NOUNS
from extractors.act_subjects import delegation_before, split_pair, subject_after, subject_before
from extractors.act_unlisted import with_unlisted
from extractors.clauses import ClauseReader, Part
from extractors.triggers import Tense
from extractors.units import Unit

ON_SITES = frozenset({EventType.VISIT, EventType.INAUGURATION, EventType.LAUNCH, EventType.MEETING})
POINTING = frozenset({EventType.SIGNING, EventType.INAUGURATION, EventType.LAUNCH, EventType.OTHER})
CARAVANS = frozenset({"قافله", "القافله"})  # no gathering: it is sent off
HOSTING = frozenset({"احتضن", "استضاف"})  # what hosts a gathering is its place
JOINT = frozenset({"استعرض", "بحث", "ناقش", "تدارس", "تبادل"})  # with two subjects a meeting
BOTH = frozenset({"الطرفان", "الجانبان", "المسوولان", "الوزيران", "الرييسان", "الزعيمان"})
CROWDLESS = frozenset({EventType.VISIT})  # acts that a number of people do or undergo only in statistics
ADOPTING = frozenset({"adopted", "policy", "funds"})  # what such verbs need is decided in a session


@dataclass(frozen=True)
class VerbClause:
    """A verb's clause as read: its phrases, the subject behind or before the verb, and what is acted on."""

    parts: list[Part]
    subject: tuple[Unit, ...]
    before: tuple[Unit, ...]
    direct: list[Part]
    objects: list[Part]

    @property
    def doers(self) -> tuple[Unit, ...]:
        """The subject, wherever it stands."""
        return self.subject or self.before

    def arguments(self, objects: list[Part]) -> Arguments:
        """Return the participants with these targets."""
        return Arguments(self.parts, self.doers, objects)


def verb_act(clauses: ClauseReader, trigger: Trigger) -> Act | None:
    """Return the act of a finite verb with its own object (``دشن الوزير المركز``), None where it tells none."""
    lexeme = trigger.lexeme
    if lexeme.type is None or lexeme.needs == "never":
        return None
    alike = trigger.form.pronoun == "ه" or lexeme.lemma in LIKE_NOUNS
    if alike and trigger.form.pronoun and lexeme.lemma != "عين" and clauses.doc.doc[trigger.at].pos_ in ("NOUN", "ADJ"):
        return None  # `إقامة` folds like `أقامه`
    if has_other_sense(clauses, trigger):
        return None
    clause = read_clause(clauses, trigger)
    if lexeme.needs == "leading" and not any(is_delegation(clauses, p) for p in clause.direct):
        return None
    if lexeme.needs == "arrival" and is_shipment(clauses, clause.parts, clause.doers):
        return None
    if lexeme.lemma in JOINT and len([u for u in clause.subject if u.acts]) > 1:
        # `استعرض الوزيران فلان وفلان العلاقات`: those who go through something together meet
        act = build(clauses, trigger, Arguments(clause.parts, clause.subject), rule="events.joint")
        return replace(act, type=EventType.MEETING)
    if lexeme.type is EventType.STATEMENT:
        return statement(clauses, trigger, clause.arguments(clause.objects))
    if lexeme.needs == "publication":
        ordered = decreed(
            clauses, trigger, clause.arguments([p for p in clause.direct if has_head(clauses, p, "decree")])
        )
        if ordered is not None:
            return ordered
    if lexeme.needs == "person" and not any(
        o.unit and o.unit.acts and not is_predicate(clauses, o) for o in clause.objects
    ):
        told = undergone(clauses, trigger, clause.parts, clause.doers)
        if told is not None:
            return told
    if lexeme.type is EventType.DISTRIBUTION and trigger.form.pronoun:
        given = benefited(clauses, trigger, clause.parts, clause.subject)
        if given is not None:
            return given
    if lexeme.needs in HANDED:
        return handed(clauses, trigger, clause.parts, clause.doers)
    done = made(clauses, trigger, clause.parts, clause.direct)
    if done or lexeme.lemma in BEHIND:
        return (
            build(clauses, trigger, Arguments(clause.parts, (), done), rule="events.made", passive=True)
            if done
            else None
        )
    if lexeme.needs == "intransitive":
        return _intransitive(clauses, trigger, clause.parts) or _held_somewhere(clauses, trigger, clause)
    if lexeme.needs == "gathering":
        return _gathering(clauses, trigger, clause)
    if lexeme.type is EventType.OTHER and goes_on_with_nouns(clauses, trigger, clause.parts, clause.doers):
        return None
    if lexeme.needs == "resignation":
        return resigned(clauses, trigger, clause.parts, clause.doers)
    if lexeme.needs == "joining":
        return joined(clauses, trigger, clause.parts)
    if lexeme.needs == "celebration":
        return celebrated(clauses, trigger, clause.parts, clause.doers)
    if lexeme.needs == "session":
        return going_on(clauses, trigger, clause.parts, clause.subject)
    crowd = any(is_crowd(clauses, p) for p in clause.direct)
    if lexeme.type in CROWDLESS and (of_many(clauses, trigger) or crowd):
        return None  # `زار 72 ألف مواطن ...`: a statistic
    if lexeme.lemma == "استقبل" and crowd and not any(u.acts for u in clause.doers):
        return None  # `استقبلت العيادات أكثر من 1600 حالة`
    if trigger.form.pronoun in ("هم", "هن") and lexeme.lemma in MEETING_SOMEBODY:
        return None  # `حيث استقبلهم المدير`: of a visit told already
    objects = _targets(clauses, trigger, clause)
    if objects is None:
        return None
    dated = any(p.kind == "date" for p in clause.parts)
    if trigger.form.pronoun and not dated and is_of_a_class(clauses, trigger.type, objects, trigger.at):
        return None
    if lexeme.needs == "duties":
        return build(clauses, trigger, Arguments(clause.parts, (), objects), rule="events.duties", passive=True)
    if lexeme.needs == "doors":
        return build(clauses, trigger, Arguments(clause.parts, (), objects), rule="events.doors", passive=True)
    if any(o.unit in clause.before for o in objects if o.unit):
        clause = replace(clause, before=())  # `وكان المركز قد افتتح`: nobody is named who did it
        return build(clauses, trigger, clause.arguments(objects), rule="events.verb", passive=True)
    if lexeme.type is EventType.OTHER and not clause.doers and undergoes(clauses, trigger, clause.parts, objects[0]):
        return build(clauses, trigger, Arguments(clause.parts, (), objects), rule="events.verb", passive=True)
    return _told(clauses, trigger, replace(clause, objects=objects))


def read_clause(clauses: ClauseReader, trigger: Trigger) -> VerbClause:
    """Return the clause behind a verb with subject and objects told apart."""
    i, form, sentence = trigger.at, trigger.form, trigger.sentence
    told = [p for p in clauses.parts(i + 1, sentence.end) if not is_adverbial(clauses, p)]
    told = with_late_object(clauses, told) if form.lexeme.type in OPENINGS and not form.pronoun else told
    parts = split_object(clauses, split_pair(clauses, with_unlisted(clauses, told, form), form), form)
    subject, direct = told_apart(clauses, parts, form, subject_after(clauses, parts, form))
    following = clauses.norms[i + 1] if i + 1 < len(clauses.norms) else ""
    pronoun = i + 1 < sentence.end and clauses.words.is_in("subject_pronoun", following)
    if pronoun or (clauses.words.is_in("within", following) and form.lexeme.type in ON_SITES):
        # `زيارة يلتقي خلالها الرئيس`; `نقل سموه تحيات الملك`: named before
        subject, direct = (), direct_phrases(parts)
    if subject and any(p.kind == "agent" for p in parts):
        # `استقبل المدير من طرف الوزيرة`: the verb is passive and its first noun phrase is the target
        subject, direct = (), [p for p in parts if p.kind == "np"]
    if form.lexeme.needs == "counterpart" and subject and not any(may_speak(u) or u.group for u in subject):
        subject = ()  # `الوزير يستعرض | التعاون الثنائي مع نظيره`
    if trigger.type is EventType.VISIT and subject and all(is_site(u) for u in subject):
        subject, direct = (), direct_phrases(parts)  # `وكان الأمير قد زار قصر ...`: what is visited
    if form.lexeme.type in OPENINGS:  # `دشن اللواء فلان مدير الخدمات، أمس، مشروعات`: a second office of his
        direct = [p for p in direct if not (p.unit and p.unit.acts)]
    by = any(p.kind == "agent" for p in parts)
    if subject and not direct and not by and meets_subject(clauses, trigger, parts):
        subject, direct = (), direct_phrases(parts)
    if subject and not by and opens_headline(clauses, trigger, subject):
        subject, direct = (), direct_phrases(parts)
    if subject and gives_subject(clauses, trigger, subject, direct):
        parts = [replace(p, kind="recipient") if p.unit in subject else p for p in parts]
        subject = ()  # `إن الرئيس سلم السفير رسالة`
    if (
        subject
        and (form.lexeme.needs == "call" or form.lexeme.lemma in BLAMING)
        and calls_subject(clauses, trigger, subject)
    ):
        subject, direct = (), direct_phrases(parts)
    before = () if subject or by else subject_before(clauses, trigger) or delegation_before(clauses, trigger)
    objects = verb_objects(clauses, parts, form, (subject, direct))
    if form.pronoun and form.lexeme.type in POINTING and (subject or form.lexeme.type is not EventType.OTHER):
        objects = antecedent(clauses, trigger)
        if form.lexeme.type is EventType.OTHER and not all(tells_which(clauses, p, form.lexeme.needs) for p in objects):
            objects = []  # `برنامج أقرته الوزارة`
    if form.lexeme.needs in HEADED and not form.pronoun:
        subject, objects = headed(clauses, trigger, direct, (subject, objects))
    if form.pronoun and form.lexeme.lemma in MEETING_SOMEBODY:
        objects = []  # `استقبلهم المدير`: guests named before
    return VerbClause(parts, subject, before, direct, objects)


def _intransitive(clauses: ClauseReader, trigger: Trigger, parts: list[Part]) -> Act | None:
    """Return the act whose subject is what it happens to: ``انطلقت أشغال بناء المركز``; a gathering makes it a meeting."""
    relative = clauses.words.is_in("relative", clauses.norms[trigger.at - 1])  # `الدورة التي انطلقت يوم ...`
    behind = [] if relative else [p for p in parts if p.kind == "np" and not _is_hour(clauses, p)][:1]
    if behind and behind[0].joined:
        behind = []  # `احتفالات العيد انطلقت أمس بالطيران الشراعي وعروض ...`
    target = behind or _told_before(clauses, trigger, parts)
    if not target:
        return None
    head = target[0]
    if head.last - head.first == 1 and clauses.norms[head.first].endswith(("ها", "ه")):
        return None  # `انطلقت أطوارها`
    gathering = Arguments(parts)
    festival = feast(clauses, head) if trigger.type is EventType.LAUNCH else None
    if festival is not None:
        return build(clauses, trigger, Arguments(parts, (), [festival]), rule="events.festival", passive=True)
    caravan = next((k for k in range(head.first, min(head.last, head.first + 2)) if clauses.norms[k] in CARAVANS), None)
    if caravan is not None and head.unit is None:
        target = [replace(head, first=caravan, unit=clauses.unit_at.get(caravan))]  # `فعاليات | القافلة الطبية`
    elif trigger.type is EventType.LAUNCH and is_gathering(clauses, head):
        return replace(build(clauses, trigger, gathering, rule="events.gathering"), type=EventType.MEETING)
    if trigger.type is EventType.MEETING:
        return build(clauses, trigger, gathering, rule="events.gathering")
    if head.unit and head.unit.acts:
        return None
    return build(clauses, trigger, Arguments(parts, (), target), rule="events.intransitive", passive=True)


def _is_hour(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase is a number that counts nothing (``انطلقت على الساعة الـ | 8``)."""
    return clauses.norms[part.first][:1].isdigit() and part.first not in clauses.counted


def _told_before(clauses: ClauseReader, trigger: Trigger, parts: list[Part]) -> list[Part]:
    """Return the thing that stands before its verb (``أشغال البناء انطلقت سنة ...``, ``وكان المركز قد افتتح في ...``)."""
    if trigger.type not in OPENINGS or trigger.form.pronoun or not any(p.kind == "date" or p.unit for p in parts[:2]):
        return []
    before = antecedent(clauses, trigger, "ها" if trigger.form.gender is Gender.FEMININE else "ه")
    kinds = ("site_work", "policy", "gathering")
    return [
        p
        for p in before
        if (p.unit is not None and (is_site(p.unit) or p.unit.label is Label.PLACE))
        or (p.unit is None and (is_facility(clauses, p) or any(has_head(clauses, p, k) for k in kinds)))
    ]


def _gathering(clauses: ClauseReader, trigger: Trigger, clause: VerbClause) -> Act | None:
    """Return the act of a verb whose object is a gathering: ``ترأس الوزير اجتماعا``, ``حضر ... افتتاح المعرض``."""
    norms, lexeme, sentence = clauses.norms, trigger.lexeme, trigger.sentence
    if trigger.form.pronoun:
        return _relative_gathering(clauses, trigger, clause)
    behind = [p for p in clause.parts if p.kind == "pp" and p.unit is None and p.marker in lexeme.markers]
    held = next((p for p in [*clause.direct, *behind] if has_head(clauses, p, "gathering")), None)
    if held is None:
        return _held_somewhere(clauses, trigger, clause)
    clause, held = _body_before(clauses, clause, held)
    if lexeme.type is EventType.VISIT and (not clause.subject or norms[held.first] in ("حفل", "اشغال")):
        return None
    hosts = lexeme.lemma in HOSTING
    chaired = any(p.kind == "chair" and p.unit and p.unit.acts for p in clause.parts)  # `عقد لقاء برئاسة الوالي`
    if not (clause.doers or hosts or chaired or clauses.words.is_in("clause_opener", norms[trigger.at - 1])):
        return None
    if lexeme.lemma == "حضر" and clause.subject and held.first < clause.subject[0].first:
        return None  # `حضر اللقاء مدير ... ورئيس ...`: who attended, no act of its own
    if hosts:
        clause = replace(clause, subject=(), before=())
    devoted = devoted_to(clauses, held, trigger)
    if devoted is not None:
        after = after_noun(clauses, devoted)
        sentence.taken.add(devoted.at)
        found = Arguments([*clause.parts, *after], clause.doers, noun_objects(clauses, devoted.form, after))
        return build(clauses, devoted, found, rule="events.devoted")
    again = norms[trigger.at + 1] in ("معه", "معها", "معهم")  # `استقبله الوزير وعقد معه اجتماعا`: told already
    refers = again or any(norms[k].startswith("ال") for k in range(held.first, min(held.last, held.first + 2)))
    if refers and norms[held.first].endswith("ات") and not clause.subject:
        return None  # `عقد الندوات العلمية`: what a body does
    objects = [held] if lexeme.type is EventType.VISIT else met_at(clauses, clause.parts, held)
    both = norms[trigger.at + 1] in BOTH  # `عقد الطرفان لقاء`: those told of before
    if both:
        clause = replace(clause, subject=(), before=())
    act = _told(clauses, trigger, replace(clause, objects=objects))
    return replace(act, refers=(refers or both) and lexeme.type is EventType.MEETING)


def _relative_gathering(clauses: ClauseReader, trigger: Trigger, clause: VerbClause) -> Act | None:
    """Return the gathering a relative clause tells who held: ``ندوة نظمتها الجمعية``, ``اللقاء الذي ترأسه الوالي``."""
    before = antecedent(clauses, trigger)
    if trigger.type is not EventType.MEETING or not before or _is_press(clauses, before[0]):
        return None
    hosts = trigger.lexeme.lemma in HOSTING
    told = trigger.form.tense is Tense.PERFECT and (hosts or clause.subject or _is_set(clauses, clause))
    visit = any(f.lexeme.type is EventType.VISIT for f in clauses.triggers.nouns(clauses.norms[before[0].first]))
    if not told or visit or not has_head(clauses, before[0], "gathering"):
        return None
    own = replace(
        clause, subject=() if hosts else clause.subject, before=(), objects=met_at(clauses, clause.parts, before[0])
    )
    trigger.sentence.asides.add(trigger.at)
    definite = clauses.norms[before[0].first].startswith("ال")
    act = _told(clauses, trigger, own)
    missing = not hosts and not clause.subject  # `الاجتماع الذي عقده بمقر الوزارة أمس`: by whom the sentence is of
    return replace(act, refers=definite, subject_missing=missing, passive=hosts, rule="events.relative_gathering")


def _held_somewhere(clauses: ClauseReader, trigger: Trigger, clause: VerbClause) -> Act | None:
    """Return the gathering a passive verb says the place or day of: ``خلال لقاء عقد بوجدة``, ``الندوة التي نظمت أمس``."""
    before = antecedent(clauses, trigger)
    if trigger.type is not EventType.MEETING or trigger.form.tense is not Tense.PERFECT or not before:
        return None
    relative = clauses.words.is_in("relative", clauses.norms[trigger.at - 1])
    beside = (relative or before[0].last == trigger.at) and not _is_press(clauses, before[0])
    if not (_is_set(clauses, clause) and beside and has_head(clauses, before[0], "gathering")):
        return None
    trigger.sentence.asides.add(trigger.at)
    act = build(clauses, trigger, Arguments(clause.parts), rule="events.relative_gathering", passive=True)
    return replace(act, refers=clauses.norms[before[0].first].startswith("ال"))


def _is_set(clauses: ClauseReader, clause: VerbClause) -> bool:
    """Whether a clause opens with a day, a place, or the seat of a body (``بوجدة``, ``بمقر الوزارة``)."""
    part = next(iter(clause.parts), None)
    if part is None or part.kind not in ("date", "pp"):
        return False
    there = part.unit is not None and part.unit.label is Label.PLACE
    inside = any(u.label is Label.PLACE for k, u in clauses.unit_at.items() if part.first <= k <= part.last)
    return part.kind == "date" or there or inside or clauses.words.is_in("seat", clauses.norms[part.first])


def _is_press(clauses: ClauseReader, part: Part) -> bool:
    """Whether a gathering is a press conference, the venue of what is said there, or a body (``مجلس ...``)."""
    if clauses.norms[part.first].removeprefix("ال") in ("مقابله", "حوار"):
        return True  # `مقابلة أجرتها القناة مع الوزير`
    press = any(n.endswith(("صحفي", "صحافي", "صحفيه", "صحافيه")) for n in clauses.norms[part.first : part.last + 1])
    return press or part.unit is not None


def _body_before(clauses: ClauseReader, clause: VerbClause, held: Part) -> tuple[VerbClause, Part]:
    """Tell a body apart from its gathering in one chunk (``عقد المجلس الإقليمي دورته العادية``)."""
    heads = clauses.words.sets["head_gathering"]
    at = next((k for k in range(held.first, held.last) if clauses.norms[k] in heads), held.first)
    owned = clauses.norms[at].endswith(("ه", "ها")) and at > held.first and held.unit is None and not clause.doers
    if not owned:
        return clause, held
    body = phrase_unit(clauses, replace(held, last=at))
    apart = replace(held, first=at)
    parts = [apart if p is held else p for p in clause.parts]
    return replace(clause, subject=(body,), parts=parts), apart


def _targets(clauses: ClauseReader, trigger: Trigger, clause: VerbClause) -> list[Part] | None:
    """Return what is acted on, None where it is not of the kind the verb needs."""
    lexeme, objects = trigger.lexeme, clause.objects
    if lexeme.needs == "funds":
        return funded(clauses, trigger, clause.parts) or None
    if lexeme.needs in IDIOMS:
        return idiom_objects(clauses, trigger, clause.parts, objects) or None
    if lexeme.needs == "return":
        return purpose(clauses, trigger, clause.parts) or None
    opened = lexeme.type in OPENINGS and is_relative(clauses, trigger) and not trigger.form.pronoun
    if not clause.subject and (not objects or (opened and _is_set(clauses, clause))):
        # `شهد المنتزه الذي افتتح أمس إقبالا`: what was opened stands before
        objects = _told_before(clauses, trigger, clause.parts) or objects
    if clause.subject and not objects and lexeme.type is EventType.OTHER and is_relative(clauses, trigger):
        objects = [p for p in antecedent(clauses, trigger) if tells_which(clauses, p, lexeme.needs)]
    if not object_fits(clauses, trigger.form, objects, clause.before or clause.subject):
        return None
    if objects and is_rather_subject(clauses, trigger, objects[0], clause.doers):
        return None
    # `نشرت الشرطة صورة ...`, not somebody on a page of his own
    if (
        lexeme.needs == "publication"
        and has_head(clauses, objects[0], "image")
        and not any(u.label is Label.INSTITUTION for u in clause.doers)
    ):
        return None
    return [*objects, *purpose(clauses, trigger, clause.parts)] if lexeme.needs == "arrival" else objects


def _told(clauses: ClauseReader, trigger: Trigger, clause: VerbClause) -> Act:
    """Return the act of a clause whose target fits: of appointments those appointed, of receiving who gives."""
    lexeme, objects = trigger.lexeme, clause.objects
    if lexeme.type is EventType.OTHER and any(appoints(clauses, o) for o in objects):
        listed = replace(trigger, at=objects[0].last)
        people = appointed(clauses, listed, [], clause.subject)
        if people:
            act = build(clauses, trigger, clause.arguments(people), rule="events.appointments")
            return replace(act, type=EventType.APPOINTMENT, targets=tuple(people))
    if lexeme.lemma in RECEIVING and lexeme.type is EventType.DISTRIBUTION:
        return received(clauses, trigger, clause.parts, objects)
    by = any(p.kind == "agent" for p in clause.parts)
    if lexeme.needs == "funds" and not clause.subject and is_for_it(clauses, trigger):
        clause, by = replace(clause, before=()), True  # `الدار التي رصد لها ...`: the verb is passive
    passive = not clause.doers and not trigger.form.pronoun and (by or trigger.at == trigger.sentence.first)
    rule = "events.adopted" if lexeme.needs in ADOPTING and lexeme.type is EventType.OTHER else "events.verb"
    act = build(clauses, trigger, clause.arguments(objects), rule=rule, passive=passive)
    return replace(act, subject_missing=not act.agents and not passive, learning=lexeme.lemma in LEARNING)
