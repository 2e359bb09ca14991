"""From a trigger to an act: who does it, to what, where and when, inside one clause.

Knows: verb-subject-object order with gaps, subject before the verb, light verbs with a verbal noun
(``قام ... بزيارة``, ``أعطى ... انطلاقة``), ``تم`` and passives, ``من طرف``. Leaves to ``extractors.events``: subjects
carried over sentences, dates inherited in a chronicle, and the merging of acts told twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from corpus.mention import EventType, Gender, InstitutionKind, InstitutionValue, Label, Status
from corpus.normalise import fold
from extractors.clauses import STOPS, ClauseReader, Part
from extractors.triggers import PASSIVE_LIGHT, Form, Tense
from extractors.units import Unit

SITES = frozenset({InstitutionKind.CENTRE, InstitutionKind.HOSPITAL, InstitutionKind.SCHOOL})
ON_SITES = frozenset({EventType.VISIT, EventType.INAUGURATION, EventType.LAUNCH, EventType.MEETING})
HOSTING = frozenset({"احتضن", "استضاف"})  # what hosts a gathering is its place
POINTING = frozenset({EventType.SIGNING, EventType.INAUGURATION, EventType.LAUNCH, EventType.OTHER})
ANNOUNCING = "أعلن"
WITHIN = frozenset({"خلالها", "خلاله", "فيها", "فيه", "اثناءها", "اثناءه"})
QUOTES = frozenset('"«»“”')
IDIOMS = frozenset({"ribbon", "curtain", "cornerstone", "doors"})  # a noun of the idiom stands beside the target
JOINT = frozenset({"استعرض", "بحث", "ناقش", "تدارس", "تبادل"})  # with two subjects a meeting
LEARNING = frozenset({"اطلع", "وقف"})  # a visit only where what is seen is a place or work on a site
LISTING = frozenset({EventType.VISIT, EventType.INAUGURATION, EventType.LAUNCH})
LIST_LINES = 20  # items a list over lines may have
LIST_REACH = 25  # tokens from a target to the word that opens the list of what it is made of
RECEIVING = frozenset({"تسلم", "تلقى"})  # the subject receives
MARKED = frozenset({"pp", "companion", "recipient"})  # kinds of phrase whose marker may be the verb's own (`صادق على`)
LIGHT_REACH = 40  # tokens between a light verb and its verbal noun


@dataclass(frozen=True)
class Act:
    """A trigger with its participants. ``subject_missing``: the verb has a subject that its clause does not name."""

    type: EventType
    trigger: int
    first: int
    last: int
    agents: tuple[Unit, ...] = ()
    targets: tuple[Part, ...] = ()
    companions: tuple[Part, ...] = ()
    recipients: tuple[Part, ...] = ()
    places: tuple[Unit, ...] = ()
    date: Unit | None = None
    status: Status = Status.PAST
    rule: str = ""
    gender: Gender = Gender.UNKNOWN
    subject_missing: bool = False
    passive: bool = False
    spoken: bool = False
    confidence: float = 0.8
    pronoun: str = ""
    refers: bool = False  # the noun is definite: `ترأس الوزير أشغال الدورة` tells of a gathering already told


@dataclass
class Sentence:
    """A sentence being read: its token range, whether it is the headline, and what earlier triggers took."""

    first: int
    end: int
    headline: bool
    lead: bool = False
    taken: set[int] = field(default_factory=set)


def direct_phrases(parts: list[Part]) -> list[Part]:
    """Return the noun phrases of the clause itself: not those coordinated with a companion, receiver or setting."""
    found: list[Part] = []
    own = True
    for part in parts:
        if not part.joined:
            own = part.kind not in ("companion", "agent", "setting", "recipient") or part.kind == "np"
        if part.kind == "np" and (own or not part.joined):
            found.append(part)
    return found


def singular(word: str) -> str:
    """Return the folded singular a dual may be of (``مستشفيين`` -> ``مستشفي``, ``اتفاقيتين`` -> ``اتفاقيه``)."""
    stem = word.removesuffix("ين") if word.endswith("ين") else word.removesuffix("ان")
    return stem[:-1] + "ه" if stem.endswith("ت") else stem


class ActReader:
    """Finds the acts of one sentence after the other."""

    def __init__(self, clauses: ClauseReader) -> None:
        self.clauses = clauses
        self.norms = clauses.norms
        self.words = clauses.words
        self.lexicon = clauses.triggers

    def acts(self, sentence: Sentence) -> list[Act]:
        """Return the acts told in the sentence, in order."""
        found: list[Act] = []
        i = sentence.first
        while i < sentence.end:
            for act in [] if i in sentence.taken else self._acts_at(i, sentence):
                found.append(self._with_list(act, sentence))
                sentence.taken.add(act.trigger)
            i += 1
        return found

    def _with_list(self, act: Act, sentence: Sentence) -> Act:
        """Return the act with the items its class noun announces (``زيارة لعدد من المراكز بالعيون، شملت مركز ... ودار ...``).

        An act whose target names no body yet takes those listed behind ``شملت``, ``منها``, ``ويتعلق الأمر ب`` or a colon.
        """
        if act.type not in LISTING or any(p.unit and p.unit.label is Label.INSTITUTION for p in act.targets):
            return act
        start = max([act.trigger + 1, *(p.last for p in act.targets)])
        for k in range(start, min(sentence.end, start + LIST_REACH)):
            if self.norms[k] in (".", "؟", "\n") or k in sentence.taken:
                return act
            opener = next((o for o in self.words.list_openers if self.norms[k : k + len(o)] == o), None)
            if opener is None:
                continue
            after = k + len(opener)
            items = self._items(after, sentence.end)
            if not items and opener == (":",) and self.norms[after : after + 1] in ((), ("\n",)):
                items = self._lines(after)
            if items:
                sentence.taken.add(k)
                return replace(act, targets=tuple(items), last=max(act.last, items[-1].last))
        return act

    def _lines(self, first: int) -> list[Part]:
        """Return the places and bodies that open the lines after a colon, bullets and numbers stepped over."""
        items: list[Part] = []
        k = first
        while k < len(self.norms) and len(items) < LIST_LINES:
            while k < len(self.norms) and (self.norms[k] in "\n-–—•*·▪(.)/" or self.norms[k].isdigit()):
                k += 1
            end = next((j for j in range(k, len(self.norms)) if self.norms[j] == "\n"), len(self.norms))
            head = next(iter(self.clauses.parts(k, end, limit=1)), None)
            if head is None or not self._is_facility(head):
                break
            items.append(head)
            k = end
        return items

    def _items(self, first: int, end: int) -> list[Part]:
        """Return the places and bodies of a list: coordinated, or one after the other behind commas."""
        items: list[Part] = []
        for part in self.clauses.parts(first, end):
            listed = part.kind in ("np", "pp") and (part.joined or part.after_comma or not items)
            if listed and self._is_facility(part) and not (part.unit and part.unit.label is Label.PLACE):
                items.append(part)
            elif part.kind == "np" and not items:
                return []
        return items

    def _acts_at(self, i: int, sentence: Sentence) -> list[Act]:
        """Return the acts whose trigger is token ``i``: ``أعلن عن إعفاء ...`` is a statement and what it announces."""
        if i in self.clauses.cover:
            return []
        if self.words.is_in("according", self.norms[i]):
            return self._according(i, sentence)
        if self.words.is_in("includes", self.norms[i]):
            more = self._includes(i, sentence)
            if more is not None:
                return [more]
        if self.words.is_in("held", self.norms[i]):
            held = self._held(i, sentence)
            return [held] if held is not None else []
        forms = self.lexicon.forms.get(self.norms[i], ())
        found: list[Act] = []
        if self._may_be_verb(i):
            for form in sorted((f for f in forms if f.lexeme.pos != "masdar"), key=lambda f: f.lexeme.pos != "light"):
                act = self._light(i, form, sentence) if form.lexeme.pos == "light" else self._verb(i, form, sentence)
                if act is None:
                    continue
                if self._habitual(act, i, form, sentence):
                    continue
                found.append(self._with_status(act, i, form.tense, sentence))
                if act.rule == "events.light_verb":
                    found += [
                        self._with_status(a, i, form.tense, sentence) for a in self._coordinated_nouns(act, sentence)
                    ]
                if form.lexeme.lemma != ANNOUNCING or act.spoken:
                    return found
        for form in forms if not found else ():
            if form.lexeme.pos == "masdar":
                act = self._standing_noun(i, form, sentence)
                if act is not None:
                    return [self._with_status(act, i, Tense.NONE, sentence)]
        return found

    def _habitual(self, act: Act, i: int, form: Form, sentence: Sentence) -> bool:
        """Whether a present tense tells no single act: ``تستقبل الدار 132 تلميذة``, ``الزيارات التي تقوم بها اللجنة``.

        It tells one in a headline, in the lead, with a day (``يدشن ... مساء اليوم``), or of somebody on a visit now
        (``الذي يقوم بزيارة رسمية للمغرب``).
        """
        if form.tense is not Tense.IMPERFECT or act.type is EventType.STATEMENT or sentence.headline:
            return False
        if act.rule == "events.relative":
            return True
        if act.date is not None or self.norms[i - 1] in ("س", "سوف", "ان", "ل"):
            return False
        if act.type is EventType.VISIT and any(u.acts for u in act.agents):
            return form.lexeme.lemma not in ("قام", "زار", "أجرى", "أدى", "حل", "وصل", "توجه")
        return not sentence.lead

    def _may_be_verb(self, i: int) -> bool:
        """Whether the word stands as a verb: not after a preposition or an article, not tagged as a noun."""
        previous = self.norms[i - 1] if i else "\n"
        if previous in ("ب", "ل", "ك", "في", "من", "الي", "علي", "عن", "هذا", "هذه", "ال"):
            return False
        if self.norms[i] == "عبر" and previous in ("و", "كما", "\n", ".", "،", "قد"):
            return "عن" in self.norms[i + 1 : i + 25]  # `وعبر ... عن سعادته`, not `عبر العالم`
        return self.clauses.doc.doc[i].pos_ not in ("ADP", "PROPN", "NUM") or self.norms[i] not in ("بين", "عبر")

    # --- finite verbs -------------------------------------------------------------------------------------------

    def _verb(self, i: int, form: Form, sentence: Sentence) -> Act | None:
        """Return the act of a finite verb with its own object (``دشن الوزير المركز``)."""
        lexeme = form.lexeme
        if lexeme.type is None or lexeme.needs == "never":
            return None
        if form.pronoun and self.clauses.doc.doc[i].pos_ in ("NOUN", "ADJ"):
            return None  # `إقامة` folds like `أقامه`
        parts = self.clauses.parts(i + 1, sentence.end)
        refers = False
        subject, direct = self._subject_after(parts, form)
        if self.words.is_in("subject_pronoun", self.norms[i + 1] if i + 1 < sentence.end else ""):
            subject, direct = (), direct_phrases(parts)
        elif self.norms[i + 1 : i + 2] and self.norms[i + 1] in WITHIN and form.lexeme.type in ON_SITES:
            subject, direct = (
                (),
                direct_phrases(parts),
            )  # `زيارة يلتقي خلالها الرئيس`; `نقل سموه تحيات الملك`: named before
        if subject and any(p.kind == "agent" and p.unit is not None for p in parts):
            # `استقبل المدير من طرف الوزيرة`: the verb is passive and its first noun phrase is the target
            subject, direct = (), [p for p in parts if p.kind == "np"]
        before = () if subject else self._subject_before(i, sentence, form)
        objects = self._objects(parts, form, subject, direct)
        if form.pronoun and form.lexeme.type in POINTING and subject:
            objects = self._antecedent(i, sentence)
        if lexeme.lemma in JOINT and len([u for u in subject if u.acts]) > 1:
            # `استعرض الوزيران فلان وفلان العلاقات`: those who go through something together meet
            return replace(
                self._build(i, form, sentence, parts, subject, [], rule="events.joint"), type=EventType.MEETING
            )
        if lexeme.type is EventType.STATEMENT:
            return self._statement(i, form, sentence, parts, subject or before, objects)
        if lexeme.needs == "intransitive":
            target = [p for p in parts if p.kind == "np"][:1]
            if target and target[0].last - target[0].first == 1 and self.norms[target[0].first].endswith(("ها", "ه")):
                return None  # `انطلقت أطوارها`
            if target and lexeme.type is EventType.LAUNCH and self._is_gathering(target[0]):
                return replace(
                    self._build(i, form, sentence, parts, (), [], rule="events.gathering"), type=EventType.MEETING
                )
            if not target or lexeme.type is EventType.MEETING:
                return self._build(i, form, sentence, parts, (), [], rule="events.gathering") if target else None
            if target[0].unit and target[0].unit.acts:
                return None
            return self._build(i, form, sentence, parts, (), target, rule="events.intransitive", passive=True)
        if form.lexeme.needs == "gathering":
            held = next((p for p in direct if self._has_head(p, "gathering")), None)
            if lexeme.type is EventType.VISIT and (
                not subject or held is None or self.norms[held.first] in ("حفل", "اشغال")
            ):
                return None
            opens = self.norms[i - 1] in ("و", "كما", "ثم", "حيث", "ف", "قد", "،") or lexeme.lemma in HOSTING
            if held is None or not (subject or before or opens):
                return None
            if lexeme.lemma == "حضر" and subject and held.first < subject[0].first:
                return None  # `حضر اللقاء مدير ... ورئيس ...`: who attended, no act of its own
            devoted = self._devoted(held, sentence)
            if devoted is not None:
                m, masdar = devoted
                after = self._after_noun(m, masdar, sentence)
                sentence.taken.add(m)
                doers = () if lexeme.lemma in HOSTING else subject or before
                return self._build(
                    m,
                    masdar,
                    sentence,
                    [*parts, *after],
                    doers,
                    self._noun_objects(masdar, after),
                    rule="events.devoted",
                )
            if lexeme.lemma in HOSTING:
                subject = before = ()
            refers = any(self.norms[k].startswith("ال") for k in range(held.first, min(held.last, held.first + 2)))
            if refers and self.norms[held.first].endswith("ات") and not subject:
                return None  # `عقد الندوات العلمية`: what a body does
            at = parts.index(held)
            met = next((k for k, p in enumerate(parts) if k > at and p.marker == "مع"), None)
            with_whom = self._list_from(parts, met) if met is not None else []
            objects = [held] if lexeme.type is EventType.VISIT else with_whom
        elif lexeme.needs == "funds":
            objects = self._funded(i, sentence, parts)
            if not objects:
                return None
        elif lexeme.needs in IDIOMS:
            objects = self._idiom_objects(i, form, sentence, parts, objects)
            if not objects:
                return None
            if lexeme.needs == "doors":
                return self._build(i, form, sentence, parts, (), objects, rule="events.doors", passive=True)
        elif not self._object_fits(form, objects, before or subject):
            return None
        if lexeme.needs == "arrival":
            objects = [*objects, *self._purpose(parts, sentence)]
        if lexeme.type is EventType.OTHER and any(self._appoints(o) for o in objects):
            people = self._appointed(objects[0].last, sentence, [], subject)
            if people:
                act = self._build(i, form, sentence, parts, subject or before, people, rule="events.appointments")
                return replace(act, type=EventType.APPOINTMENT, targets=tuple(people))
        passive = not subject and not before and not form.pronoun and self._opens_sentence(i, sentence)
        if lexeme.lemma in RECEIVING and lexeme.type is EventType.DISTRIBUTION:
            return self._received(i, form, sentence, parts, subject, objects)
        act = self._build(i, form, sentence, parts, subject or before, objects, rule="events.verb", passive=passive)
        refers = lexeme.needs == "gathering" and lexeme.type is EventType.MEETING and refers
        return replace(act, subject_missing=not act.agents and not passive, refers=refers)

    def _subject_after(self, parts: list[Part], form: Form) -> tuple[tuple[Unit, ...], list[Part]]:
        """Return the agents after the verb, and the direct noun phrases that are left as objects."""
        direct = self._split_pair(parts, direct_phrases(parts), form)
        if direct and direct[0].unit is None and self.words.is_in("subject_noun", self.norms[direct[0].first]):
            return (), direct[1:]  # `تفقد المسؤول الترابي ...`: somebody named before
        if not direct:
            return (), []
        head = direct[0]
        position = parts.index(head) if head in parts else 0
        if form.lexeme.type is EventType.STATEMENT and any(p.marker in ("علي", "الي", "عن") for p in parts[:position]):
            return (), direct
        if any(p.kind in MARKED and p.marker in form.lexeme.markers for p in parts[:position]):
            # `قام بزيارة ... الوزير`: the target came first; only a person or body can still be the subject
            if head.unit is None or not (head.unit.acts or head.unit.label is Label.INSTITUTION):
                return (), direct
        if head.unit is not None and self._is_delegation(head):
            return self._delegates(parts, position), [p for p in direct if p is not head]
        agents = self._coordinated(parts, position)
        rest = [p for p in direct if p.unit is None or p.unit not in agents]
        while rest and rest[0].joined and not (rest[0].unit and rest[0].unit.label is Label.INSTITUTION):
            rest = rest[1:]  # `زارت الوزيرة والوفد المرافق لها مركز ...`: who comes along is no target
        if head.unit is not None and head.unit.acts:
            return (agents, rest) if self._agrees(form, head.unit) else ((), direct)
        free = [p for p in direct if not p.joined]
        wants_object = "" in form.lexeme.markers and not form.pronoun
        if head.unit is None and self.norms[head.first].endswith("ون") and head.last - head.first <= 3:
            return (self._phrase_unit(head),), [p for p in direct if p is not head]  # `وزع محسنون ...`: a nominative
        later = next(
            (p for p in free[1:] if p.unit and p.unit.acts and not p.unit.group and not self._is_genitive(p)), None
        )
        if later is not None and form.lexeme.type is not EventType.APPOINTMENT and self._acts_with(form, later):
            # `زار المهرجان فضيلة الشيخ ...`: the object stands before its subject
            return self._coordinated(parts, parts.index(later)), [
                p for p in direct if parts.index(p) < parts.index(later)
            ]
        if self._is_delegation(head) and (len(free) > 1 or not wants_object):
            return self._delegates(parts, position), [p for p in direct if p is not head]
        if not wants_object or form.lexeme.type is EventType.STATEMENT:
            named = head.unit is not None and head.unit.label in (Label.INSTITUTION, Label.PLACE)
            return (agents, rest) if named else ((), direct)
        if len(free) > 1 and self._is_body(head, form) and self._stands_apart(head, free[1]):
            # `دشنت المديرية العامة ..., برنامج ...`: two noun phrases, the first does it
            return agents or (self._phrase_unit(head),), [p for p in direct if p is not head and p.unit not in agents]
        return (), direct

    def _split_pair(self, parts: list[Part], direct: list[Part], form: Form) -> list[Part]:
        """Tell apart what a chunk holds together.

        Two definite nouns that make no name (``زار الوفد المركز``) are subject and object; an office with a pronoun and
        the name after it (``محافظها الدكتور فهد``) are one person.
        """
        if not direct or direct[0].unit is not None:
            return direct
        head = direct[0]
        if len(direct) > 1 and direct[1].unit is not None and direct[1].unit.label is Label.PERSON:
            owned = head.last - head.first == 1 and self.norms[head.first].endswith(("ها", "ه"))
            if owned and not direct[1].after_comma and not self.norms[head.first].startswith("ال"):
                return direct[1:]
        wants_object = "" in form.lexeme.markers and not form.pronoun and form.lexeme.type is not EventType.STATEMENT
        if not wants_object or len([p for p in direct if not p.joined]) > 1:
            return direct
        for k in range(head.first + 1, head.last):
            both = self.norms[k - 1].startswith("ال") and self.norms[k].startswith("ال")
            if both and self.clauses.doc.doc[k].pos_ == "NOUN" and not self.norms[k].endswith(("ي", "يه")):
                if not (self.words.is_in("delegation", self.norms[head.first]) or self._is_body(head, form)):
                    return direct
                first, last = replace(head, last=k), replace(head, first=k)
                at = parts.index(head)
                parts[at : at + 1] = [first, last]
                return [first, last, *direct[1:]]
        return direct

    def _stands_apart(self, head: Part, other: Part) -> bool:
        """Whether two noun phrases are told apart: something stands between them, and a site does not open a site."""
        if head.unit is not None and self._is_site(head.unit) and self._is_facility(other):
            return False
        return other.first > head.last or (head.unit is None and self.norms[head.first].startswith("ال"))

    def _is_body(self, part: Part, form: Form) -> bool:
        """Whether a noun phrase that is no person can be the subject: a named body, or a definite one that agrees."""
        if part.unit is not None:
            return part.unit.label is Label.INSTITUTION or (part.unit.label is Label.PLACE and part.marker == "")
        head = self.norms[part.first]
        feminine = head.endswith("ه")
        fits = form.gender is Gender.UNKNOWN or (form.gender is Gender.FEMININE) is feminine
        return fits and self.words.is_in("body", head.removeprefix("ال"))

    def _is_genitive(self, part: Part) -> bool:
        """Whether a noun phrase completes the bare noun before it (``اهتمام الوزير``, not ``المهرجان الوزير``)."""
        k = part.first - 1
        while k > 0 and (self.words.is_in("honorific", self.norms[k]) and k not in self.clauses.unit_at):
            k -= 1
        before = self.norms[k]
        return not (
            before.startswith("ال") or before in "،,»”)" or k in self.clauses.cover or before.endswith(("ا", "ات"))
        )

    def _appoints(self, part: Part) -> bool:
        """Whether a phrase is about appointments (``مقترحات تعيين في مناصب عليا``)."""
        return any(
            f.lexeme.type is EventType.APPOINTMENT
            for n in self.norms[part.first : min(part.last, part.first + 4)]
            for f in self.lexicon.nouns(n)
        )

    def _funded(self, i: int, sentence: Sentence, parts: list[Part]) -> list[Part]:
        """Return what money is set aside for: ``خصص المجلس لجمعية ... 60 ألف درهم``, ``الفضاء الذي رصد له غلاف مالي``."""
        money = self.words.sets["head_funds"]
        if not any(n in money or n.removesuffix("ا") in money for n in self.norms[i + 1 : min(i + 30, sentence.end)]):
            return []  # `اجتماع خصص لدراسة ...`
        after = self.norms[i + 1] if i + 1 < sentence.end else ""
        if after in ("له", "لها", "لهم"):
            return self._antecedent(i, sentence)
        for k, part in enumerate(parts):
            if part.marker in ("ل", "من اجل", "لفايده") and part.last > part.first:
                made = part.first
                while made < part.last - 1 and self.words.is_in("making", self.norms[made]):
                    made += 1
                if made > part.first:
                    return [replace(part, first=made, unit=self.clauses.unit_at.get(made))]
                return self._list_from(parts, k)
        return []

    def _idiom_objects(
        self, i: int, form: Form, sentence: Sentence, parts: list[Part], objects: list[Part]
    ) -> list[Part]:
        """Return the target of an idiom: ``قص شريط المركز``, ``أزاح الستار عن``, ``وضع حجر الأساس ل``, ``فتح أبوابه``."""
        needs = form.lexeme.needs
        if needs == "cornerstone" and form.pronoun:
            return []
        noun = next((p for p in parts if p.kind == "np" and self._has_head(p, needs)), None)
        if noun is None:
            return []
        if needs == "curtain":
            return objects
        if needs == "doors":
            opened = [p for p in parts[: parts.index(noun)] if p.kind == "np" and not (p.unit and p.unit.acts)]
            opened = opened[:1] or self._antecedent(i, sentence)
            return [p for p in opened if self._is_facility(p)]
        return self._behind_idiom(noun, parts, "ل" if needs == "cornerstone" else "")

    def _behind_idiom(self, noun: Part, parts: list[Part], marker: str) -> list[Part]:
        """Return what the noun of an idiom is of: its genitive (``شريط المركز``), or behind ل (``حجر الأساس للمركز``)."""
        inside = [k for k in range(noun.first, noun.last) if self.norms[k] == marker]
        first = inside[0] + 1 if inside else noun.first + 1 if not marker else noun.last
        if first < noun.last:
            unit = self.clauses.unit_at.get(first)
            return [replace(noun, first=first, unit=unit)]
        after = parts[parts.index(noun) + 1 :][:4]
        start = next((k for k, p in enumerate(after) if p.marker == (marker or "ل") and p.kind == "pp"), None)
        return self._list_from(after, start) if start is not None else []

    def _received(
        self, i: int, form: Form, sentence: Sentence, parts: list[Part], subject: tuple[Unit, ...], objects: list[Part]
    ) -> Act:
        """Return a distribution told from who receives (``تسلمت 15 تعاونية 22 جرارا من الوزير``)."""
        giver = next((p.unit for p in parts if p.marker == "من" and p.unit and self._may_speak(p.unit)), None)
        receiver = [p for p in parts if p.kind == "np" and p not in objects][:1]
        act = self._build(i, form, sentence, parts, (giver,) if giver else (), objects, rule="events.received")
        return replace(act, recipients=tuple(receiver), passive=True)

    def _devoted(self, held: Part, sentence: Sentence) -> tuple[int, Form] | None:
        """Return the act a gathering is devoted to (``لقاء خصص لتوقيع اتفاقية``)."""
        for k in range(held.first, min(held.last + 6, sentence.end - 2)):
            if self.words.is_in("devoted", self.norms[k]) and self.norms[k + 1] in ("ل", "ب"):
                nouns = [f for f in self.lexicon.nouns(self.norms[k + 2]) if f.lexeme.type is not EventType.VISIT]
                return (k + 2, nouns[0]) if nouns and not nouns[0].pronoun else None
        return None

    def _purpose(self, parts: list[Part], sentence: Sentence) -> list[Part]:
        """Return the institution an arrival is for (``وصل ... لتفقد مركز ...``)."""
        for part in parts:
            noun = part.first
            if (
                part.marker == "ل"
                and part.unit is None
                and any(f.lexeme.type is EventType.VISIT for f in self.lexicon.nouns(self.norms[noun]))
            ):
                sentence.taken.add(noun)
                aim = self.clauses.parts(noun + 1, sentence.end)[:1]
                return [p for p in aim if p.unit is not None and p.unit.label is Label.INSTITUTION]
        return []

    def _is_site(self, unit: Unit) -> bool:
        """Whether a unit is a centre, hospital or school: something visited or opened, hardly ever somebody who acts."""
        value = unit.mention.value if unit.mention else None
        return isinstance(value, InstitutionValue) and value.kind in SITES

    def _is_delegation(self, part: Part) -> bool:
        """Whether a phrase without a name is a body that acts (``وفد مغربي``, ``فريق العمل``)."""
        return (part.unit is None or part.unit.label is Label.INSTITUTION) and any(
            self.words.is_in("delegation", n) for n in self.norms[part.first : min(part.last, part.first + 2)]
        )

    def _delegates(self, parts: list[Part], position: int) -> tuple[Unit, ...]:
        """Return who heads a delegation (``وفد ... برئاسة الوزير``, ``وفد يرأسه الوزير``), else the delegation."""
        head = parts[position]
        for k in range(head.first, min(head.first + 30, len(self.norms))):
            if self.norms[k] in STOPS:
                break
            if self.words.is_in("headed_by", self.norms[k]):
                led = next((self.clauses.unit_at[j] for j in range(k + 1, k + 8) if j in self.clauses.unit_at), None)
                if led is not None and led.acts:
                    return (led,)
        return (self._phrase_unit(head),)

    def _acts_with(self, form: Form, part: Part) -> bool:
        """Whether a part is a person or office holder that agrees with the verb."""
        return part.unit is not None and part.unit.acts and self._agrees(form, part.unit)

    def _coordinated(self, parts: list[Part], position: int) -> tuple[Unit, ...]:
        """Return the units of a coordination of subjects; joined groups are companions, not agents."""
        agents: list[Unit] = []
        for part in parts[position:]:
            if agents and not part.joined:
                if part.kind == "np" and part.unit and part.unit.acts and part.unit.name == agents[-1].name:
                    continue
                break
            if part.kind != "np" or part.unit is None:
                break
            if not (part.unit.acts or part.unit.label in (Label.INSTITUTION, Label.PLACE)) or (
                agents and part.unit.group
            ):
                break
            agents.append(part.unit)
        return tuple(agents)

    def _subject_before(self, i: int, sentence: Sentence, form: Form) -> tuple[Unit, ...]:
        """Return the subject that stands before the verb, or the antecedent of its relative pronoun."""
        j = i - 1
        while j >= sentence.first and (
            self.norms[j] in '،,"«»“”)(' or self.norms[j] in ("قد", "كان", "كانت", "فقد", "لقد", "هو", "هي")
        ):
            j -= 1
        relative = j >= sentence.first and self.words.is_in("relative", self.norms[j])
        if relative:
            j -= 1
            if j >= sentence.first and self.norms[j] == "و":
                j -= 1
        while j >= sentence.first:
            unit = self.clauses.cover.get(j)
            if self.norms[j] in '،,"«»“”)(–-':
                j -= 1
            elif unit is not None and unit.label in (Label.DATE, Label.PLACE):
                j = unit.first - 1
                while j >= sentence.first and self.norms[j] in ("ب", "في", "من", "ل"):
                    j -= 1
            else:
                break
        unit = self.clauses.cover.get(j) if j >= sentence.first else None
        if unit is None or not (unit.acts or unit.label is Label.INSTITUTION) or unit.formula:
            return ()
        if not relative and not self._free(unit, sentence):
            return ()
        return (unit,) if self._agrees(form, unit) else ()

    def _free(self, unit: Unit, sentence: Sentence) -> bool:
        """Whether a unit before the verb can be its subject: no preposition or verb has it already."""
        k = unit.first - 1
        while k >= sentence.first and (self.words.is_in("honorific", self.norms[k]) or self.norms[k] in '،,"«“('):
            if self.norms[k] == "من":
                break
            k -= 1
        if k < sentence.first:
            return True
        if self.norms[k] in (
            "ان",
            "بان",
            "و",
            "كما",
            ":",
            "فان",
            "لكن",
            "حيث",
            "فيما",
            "بينما",
            "ف",
            "جهته",
            "جهتها",
            "جانبه",
            "جانبها",
            "كان",
            "كانت",
            "قد",
            "اما",
        ):
            return True
        return (
            not any(k == t for t in sentence.taken)
            and sentence.headline
            and not self.words.is_in("preposition", self.norms[k])
        )

    def _objects(self, parts: list[Part], form: Form, subject: tuple[Unit, ...], direct: list[Part]) -> list[Part]:
        """Return the target with its coordinations, by the markers of the lexeme."""
        if form.lexeme.type is EventType.MEETING and form.lexeme.needs == "gathering":
            return []
        for marker in form.lexeme.markers:
            start = None
            if marker == "ب" and form.lexeme.type is EventType.MEETING and not self._meets_by(parts):
                if direct:
                    return self._list_from(parts, parts.index(direct[0])) if direct[0] in parts else direct[:1]
                continue
            if marker:
                start = next((k for k, p in enumerate(parts) if p.marker == marker and p.kind in MARKED), None)
            elif direct:
                start = next(
                    (k for k, p in enumerate(parts) if p is direct[0] or (p.kind == "np" and p.unit not in subject)),
                    None,
                )
                start = parts.index(direct[0]) if direct[0] in parts else start
            if start is not None:
                return self._list_from(parts, start)
        return []

    def _meets_by(self, parts: list[Part]) -> bool:
        """Whether the phrase behind ب is somebody met (``التقى بالوالي``), not a room (``التقى بمكتبه وفدا``)."""
        part = next((p for p in parts if p.marker == "ب" and p.kind == "pp"), None)
        if part is None:
            return False
        if part.unit is not None:
            return part.unit.acts or part.unit.label is Label.INSTITUTION
        return not self.words.is_in("seat", self.norms[part.first]) and not self.norms[part.first].endswith(("ه", "ها"))

    def _list_from(self, parts: list[Part], start: int) -> list[Part]:
        """Return the part at ``start`` and what is coordinated with it (``المركز ... ودار الطالبة``).

        Of work on a site the site is meant: ``سير العمل في منفذ الوديعة`` -> ``منفذ الوديعة``.
        """
        head, following = parts[start], parts[start + 1] if start + 1 < len(parts) else None
        if (
            following is not None
            and following.marker in ("ب", "في")
            and following.unit is not None
            and following.unit.label in (Label.PLACE, Label.INSTITUTION)
            and head.unit is None
            and all(self.words.is_in("works", n) or n == "و" for n in self.norms[head.first : head.last])
        ):
            return [following]
        items = [parts[start]]
        for part in parts[start + 1 :]:
            if part.joined and part.unit is None and self._is_act_noun(part.first):
                break
            if (part.joined and part.kind == "np") or (
                part.joined and part.kind == "pp" and part.marker == parts[start].marker
            ):
                items.append(part)
            elif part.kind == "np" and part.after_comma and self._are_bodies(items[-1], part):
                items.append(part)  # `مركز ...، دار ... ونادي ...`
            elif part.kind in ("pp", "date") and not part.joined:
                if part.kind == "pp" and part.unit is None and part.marker not in ("ب", "في", "ل"):
                    break
            else:
                break
        return items

    def _are_bodies(self, left: Part, right: Part) -> bool:
        """Whether two phrases are named centres, schools or hospitals."""
        return all(p.unit is not None and self._is_site(p.unit) for p in (left, right))

    def _is_act_noun(self, k: int) -> bool:
        """Whether a word is a verbal noun that tells an act of its own (``وتوزيع 1193 هدية``)."""
        nouns = self.lexicon.nouns(self.norms[k])
        return any(f.lexeme.type is not None and f.lexeme.needs != "participle" for f in nouns) and not any(
            f.lexeme.needs == "gathering" or f.lexeme.type is EventType.MEETING for f in nouns
        )

    def _object_fits(self, form: Form, objects: list[Part], subject: tuple[Unit, ...]) -> bool:
        """Whether the target satisfies what the lexeme needs."""
        needs = form.lexeme.needs
        if form.lexeme.lemma == "استقبل" and objects and objects[0].first in self.clauses.counted:
            return False  # `استقبل المعهد 800 إمام`: what a house does
        if form.lexeme.lemma in LEARNING and objects:
            return any(self._is_facility(o) or self._works_on_site(o) for o in objects)
        if not needs:
            return bool(objects) or bool(form.pronoun)
        if needs == "person":
            return any(o.unit and o.unit.acts for o in objects)
        if needs == "self":
            return bool(subject)
        if needs == "arrival":
            head = objects[0] if objects else None
            there = bool(head and head.unit and head.unit.label in (Label.PLACE, Label.INSTITUTION))
            if head is not None and not there:
                there = self._has_head(head, "facility") or self.norms[head.first] in ("موقع", "مقر", "منطقه", "مركز")
            named = bool(subject) or (form.tense is Tense.PERFECT and not form.plural)
            return there and named and (not subject or subject[0].acts)
        if needs == "initiative":
            return bool(objects) and not self.words.is_in("not_launched", self.norms[objects[0].first])
        if needs == "service":
            return bool(objects)
        if needs == "counterpart":
            return bool(objects) and objects[0].unit is not None and self._may_speak(objects[0].unit)
        if needs == "goods" and any(self._is_counted_thing(o) for o in objects):
            return True
        if needs == "honour":
            return bool(objects) and any(o.unit and o.unit.acts for o in objects)
        return any(self._has_head(o, needs) for o in objects)

    def _is_counted_thing(self, part: Part) -> bool:
        """Whether a phrase opens with a number of things (``22 جرارا``, not ``500 طفل``)."""
        end = self.clauses.counted.get(part.first)
        if end is None or (part.unit and part.unit.acts):
            return False
        return not any(self.words.is_in("people", n) for n in self.norms[part.first : end + 1])

    def _works_on_site(self, part: Part) -> bool:
        """Whether a phrase is of work or services at a named place (``خدمات مركز ...``, ``أشغال بناء المسبح``)."""
        named = any(
            u.label in (Label.INSTITUTION, Label.PLACE)
            for k, u in self.clauses.unit_at.items()
            if part.first < k < part.last + 3
        )
        built = any(
            n.removeprefix("ال") in self.words.sets["head_facility"] for n in self.norms[part.first : part.last]
        )
        return self._has_head(part, "site_work") and (named or built)

    def _is_facility(self, part: Part) -> bool:
        """Whether a phrase is a place people go to: a named body or site, or a noun of such a place."""
        if part.unit is not None:
            return part.unit.label in (Label.INSTITUTION, Label.PLACE)
        return self._has_head(part, "facility")

    def _is_gathering(self, part: Part) -> bool:
        """Whether a phrase is a gathering: ``أشغال المؤتمر``, not ``أشغال إيصال الغاز``."""
        first = part.first
        while first < part.last - 1 and self.norms[first] in ("اشغال", "فعاليات", "اعمال"):
            first += 1
        return self._has_head(replace(part, first=first), "gathering") and self.norms[first] not in ("اشغال", "اعمال")

    def _has_head(self, part: Part, needs: str) -> bool:
        """Whether one of the first words of the phrase is of the needed set (``عددا من الهدايا``)."""
        name = f"head_{needs}"
        heads = self.words.sets.get(name, frozenset())
        window = self.norms[part.first : min(part.last, part.first + 4)]
        return any(w in heads or w.removesuffix("ا") in heads or singular(w) in heads for w in window)

    # --- light verbs --------------------------------------------------------------------------------------------

    def _light(self, i: int, form: Form, sentence: Sentence) -> Act | None:
        """Return the act of a light verb and its verbal noun (``قامت ... بزيارة``, ``تم ... افتتاح``)."""
        passive = form.lexeme.lemma in PASSIVE_LIGHT
        noun = self._complement(i, form, sentence)
        if noun is None:
            return self._antecedent_noun(i, form, sentence)
        m, masdar = noun
        parts = self.clauses.parts(i + 1, m)
        agents: tuple[Unit, ...] = ()
        if not passive:
            head = next((k for k, p in enumerate(parts) if p.kind == "np"), None)
            if head is not None:
                part = parts[head]
                if self._is_delegation(part):
                    agents = self._delegates(parts, head)
                elif part.unit is not None and (part.unit.acts or part.unit.label is Label.INSTITUTION):
                    agents = self._coordinated(parts, head) if self._agrees(form, part.unit) else ()
            if not agents:
                agents = self._subject_before(i, sentence, form)
        after = self._after_noun(m, masdar, sentence)
        objects = self._antecedent(i, sentence) if masdar.pronoun else self._noun_objects(masdar, after)
        if masdar.lexeme.needs == "service":
            objects = self._put_into_service(after)
        if masdar.pronoun and not objects:
            return None
        if masdar.lexeme.type is EventType.APPOINTMENT:
            objects = self._appointed(m, sentence, objects, agents)
        if not self._object_fits(masdar, objects, agents) and masdar.lexeme.needs:
            return None
        assert masdar.lexeme.type is not None
        if form.lexeme.needs and form.lexeme.needs != masdar.lexeme.type.value:
            return None
        act = self._build(
            m, masdar, sentence, [*parts, *after], agents, objects, rule="events.light_verb", passive=passive
        )
        if not passive and not act.agents:
            owner = self._owner(masdar, after) or self._late_subject(form, after)
            act = replace(act, agents=owner)
        sentence.taken.update(range(i, m + 1))
        if act.type is EventType.STATEMENT:
            act = replace(act, targets=(), spoken=True)
        return replace(act, first=i, subject_missing=not act.agents and not passive, gender=form.gender)

    def _put_into_service(self, after: list[Part]) -> list[Part]:
        """Return what is put into service: ``وضع حيز الخدمة نفق ...``, ``وضع العيادة ... حيز الخدمة``."""
        for part in after:
            if part.kind != "np":
                continue
            if self.norms[part.first] == "حيز":
                first = part.first + 2
                if first >= part.last:
                    continue
                return [replace(part, first=first, unit=self.clauses.unit_at.get(first))]
            return [part]
        return []

    def _late_subject(self, form: Form, after: list[Part]) -> tuple[Unit, ...]:
        """Return the subject that stands behind the verbal noun (``قادت زيارة عمل، يومي ...، السيدة ... إلى ...``)."""
        for k, part in enumerate(after):
            if part.kind == "np" and part.after_comma and not part.joined and self._acts_with(form, part):
                return self._coordinated(after, k)
        return ()

    def _complement(self, i: int, form: Form, sentence: Sentence) -> tuple[int, Form] | None:
        """Return the verbal noun governed by the light verb, and its form.

        It heads a phrase of the clause: behind the verb's marker (``قام ... بزيارة``), or a bare one
        (``أعطى ... انطلاقة``; for ``تم`` the first); ``حفل``, ``مراسيم`` may stand before it.
        """
        passive = form.lexeme.lemma in PASSIVE_LIGHT
        bare_seen = 0
        for part in self._parts_past_head(i + 1, min(sentence.end, i + LIGHT_REACH)):
            fits = (
                part.marker in form.lexeme.markers if part.marker else "" in form.lexeme.markers and part.kind == "np"
            )
            if part.kind == "np" and part.unit is None:
                bare_seen += 1
            if not fits or part.unit is not None:
                continue
            if form.lexeme.lemma in ("تم", "جرى") and bare_seen > 1 and not part.marker:
                return None
            first = part.first
            while first < part.last - 1 and self.words.is_in("ceremony", self.norms[first]):
                first += 1
            nouns = [f for f in self.lexicon.nouns(self.norms[first]) if not f.pronoun or passive]
            if nouns and nouns[0].lexeme.lemma == "وضع":
                wanted = "service" if "حيز" in self.norms[first : first + 14] else "cornerstone"
                nouns = [f for f in nouns if f.lexeme.needs == wanted]
            if nouns:
                return first, nouns[0]
        return None

    def _parts_past_head(self, first: int, end: int) -> list[Part]:
        """Return the parts of a clause, past ``يرأسه ...`` after its delegation (``يقوم وفد يرأسه الوزير بزيارة``)."""
        parts = self.clauses.parts(first, end)
        stop = parts[-1].last if parts else first
        if stop < end and self.words.is_in("headed_by", self.norms[stop]):
            parts = [*parts, *self.clauses.parts(stop + 1, end)]
        return parts

    def _coordinated_nouns(self, act: Act, sentence: Sentence) -> list[Act]:
        """Return the acts of further verbal nouns under one light verb (``أشرف على تدشين ... وإعطاء انطلاقة ...``)."""
        found: list[Act] = []
        for k in range(act.trigger + 1, min(sentence.end, act.trigger + 2 * LIGHT_REACH)):
            norm = self.norms[k]
            if norm in STOPS or (
                self.norms[k - 1] == "و" and self.lexicon.verbs(norm) and not self.lexicon.nouns(norm)
            ):
                break
            nouns = [f for f in self.lexicon.nouns(norm) if not f.pronoun and f.lexeme.type is not None]
            linked = self.norms[k - 1] == "و" or (self.norms[k - 2] == "و" and self.norms[k - 1] in ("ب", "علي", "عن"))
            if not nouns or not linked or k in self.clauses.cover:
                continue
            after = self._after_noun(k, nouns[0], sentence)
            objects = self._noun_objects(nouns[0], after)
            if not objects or not self._object_fits(nouns[0], objects, act.agents):
                continue
            built = self._build(
                k, nouns[0], sentence, after, act.agents, objects, rule="events.coordinated_noun", passive=act.passive
            )
            sentence.taken.add(k)
            found.append(
                replace(
                    built,
                    date=built.date or act.date,
                    places=built.places or act.places,
                    subject_missing=act.subject_missing,
                    gender=act.gender,
                )
            )
        return found

    def _antecedent(self, i: int, sentence: Sentence) -> list[Part]:
        """Return the noun phrase before a relative clause (``البرنامج الذي تم إطلاقه``, ``بيان وقعه ...``)."""
        j = i - 1
        while j >= sentence.first and (
            self.norms[j] in ("،", ",", "قد", '"', "»", "”", ")") or self.words.is_in("relative", self.norms[j])
        ):
            j -= 1
        if j < sentence.first:
            return []
        unit = self.clauses.cover.get(j)
        if unit is not None:
            return [Part("np", "", unit.first, unit.last, unit)] if unit.label is Label.INSTITUTION else []
        first = j
        while first > sentence.first and j - first < 5:
            before = self.norms[first - 1]
            if (
                before in STOPS
                or before in "،,و"
                or self.words.is_in("preposition", before)
                or self.lexicon.verbs(before)
            ):
                break
            first -= 1
        return [Part("np", "", first, j + 1, None)]

    def _antecedent_noun(self, i: int, form: Form, sentence: Sentence) -> Act | None:
        """Return the act of ``الزيارة التي قام بها الوزير إلى ...``: the noun stands before the relative pronoun."""
        j = i - 1
        while j >= sentence.first and self.norms[j] in ("قد", "كان", "كانت"):
            j -= 1
        if j < sentence.first or not self.words.is_in("relative", self.norms[j]):
            return None
        pronoun_after = i + 1 < sentence.end and self.norms[i + 1] in ("بها", "به", "بهما", "عليها", "عليه")
        if not (form.pronoun or pronoun_after):
            return None
        for m in range(j - 1, max(j - 9, sentence.first - 1), -1):
            nouns = self.lexicon.nouns(self.norms[m])
            if nouns and m not in self.clauses.cover and m not in sentence.taken:
                masdar = nouns[0]
                parts = self.clauses.parts(i + (2 if pronoun_after else 1), sentence.end)
                agents, _ = self._subject_after(parts, form)
                objects = self._noun_objects(masdar, [p for p in parts if p.unit not in agents])
                if masdar.lexeme.type is None or not agents:
                    return None
                act = self._build(m, masdar, sentence, parts, agents, objects, rule="events.relative")
                sentence.taken.update((m, i))
                return replace(act, first=m, refers=act.type is EventType.MEETING and self.norms[m].startswith("ال"))
        return None

    # --- verbal nouns on their own ------------------------------------------------------------------------------

    def _standing_noun(self, i: int, masdar: Form, sentence: Sentence) -> Act | None:
        """Return the act of a verbal noun without a verb: a headline, or with its subject's pronoun."""
        if i in sentence.taken or masdar.lexeme.type is None:
            return None
        after = self._after_noun(i, masdar, sentence)
        objects = self._noun_objects(masdar, after)
        if masdar.lexeme.needs == "participle":
            act = self._build(i, masdar, sentence, after, (), objects, rule="events.participle")
            return replace(act, subject_missing=True) if objects else None
        if masdar.pronoun:
            frame = self.norms[i - 1] if i else ""
            if masdar.lexeme.lemma == "استقبال" and frame == "في":
                return None  # `وكان في استقباله ...`: who stood there, no act of its own
            if masdar.lexeme.type not in (EventType.MEETING, EventType.VISIT) or not self.words.is_in(
                "pronoun_frame", frame
            ):
                return None
            if masdar.lexeme.type is EventType.MEETING and not any(o.unit and o.unit.acts for o in objects):
                met = next((k for k, p in enumerate(after[:4]) if p.kind == "np" and p.unit and p.unit.acts), None)
                if met is None:
                    return None
                objects = self._list_from(after, met)  # `خلال لقائه اليوم مبعوث الأمم المتحدة`
            if masdar.lexeme.type is EventType.VISIT and not objects:
                return None
            gender = Gender.FEMININE if masdar.pronoun == "ها" else Gender.MASCULINE
            act = self._build(i, masdar, sentence, after, (), objects, rule="events.noun_pronoun")
            return replace(act, subject_missing=True, gender=gender, confidence=0.6)
        led = self._led(i, masdar, sentence)
        if led is not None:
            return led
        framed = self._framed_noun(i, masdar, sentence, after, objects)
        if framed is not None:
            return framed
        opens = i == sentence.first or self.norms[i - 1] in (":", "..", "،", "|", "-", "…", "و")
        if not (sentence.headline and opens) or not (objects or after):
            return None
        if masdar.lexeme.needs and not self._object_fits(masdar, objects, ()):
            return None
        owner = self._owner(masdar, after)
        return self._build(i, masdar, sentence, after, owner, objects, rule="events.headline_noun", passive=True)

    def _led(self, i: int, masdar: Form, sentence: Sentence) -> Act | None:
        """Return the visit of ``زيارة عمل قادته إلى الولاية``: the one who visits is the object."""
        if masdar.lexeme.type is not EventType.VISIT:
            return None
        for k in range(i + 1, min(i + 7, sentence.end - 1)):
            if self.norms[k] in STOPS:
                return None
            if self.words.is_in("led", self.norms[k]):
                parts = self.clauses.parts(k + 1, sentence.end)
                to = next((n for n, p in enumerate(parts[:3]) if p.marker in ("الي", "ل")), None)
                if to is None:
                    return None
                act = self._build(i, masdar, sentence, parts, (), self._list_from(parts, to), rule="events.noun_frame")
                gender = Gender.FEMININE if self.norms[k].endswith("ها") else Gender.MASCULINE
                sentence.taken.update(range(i, k + 1))
                return replace(act, subject_missing=True, gender=gender, confidence=0.6)
        return None

    def _framed_noun(
        self, i: int, masdar: Form, sentence: Sentence, after: list[Part], objects: list[Part]
    ) -> Act | None:
        """Return the act of a noun in a frame of time: ``خلال زيارة الوزيرة للمغرب``, ``خلال اجتماع مع الوزير``.

        A visit is that of its genitive, or of the clause's subject where it goes to a place; a meeting needs the person met.
        """
        owner = self._owner(masdar, after)
        framed = self.words.is_in("pronoun_frame", self.norms[i - 1] if i else "")
        told = masdar.lexeme.lemma == "زيارة" and bool(owner) and not owner[0].formula
        if not framed and not told:
            return None
        if masdar.lexeme.type is EventType.VISIT:
            to = [o for o in objects if o.marker in ("ل", "الي") and o.unit and o.unit.label is not Label.DATE]
            if not to or not (owner or self._is_facility(to[0])):
                return None
            act = self._build(i, masdar, sentence, after, owner, to, rule="events.noun_frame")
        elif masdar.lexeme.type is EventType.MEETING and masdar.lexeme.needs != "gathering":
            met = [o for o in objects if o.marker in ("مع", "ب") and o.unit and o.unit.acts and not o.unit.formula]
            if not met:
                return None
            act = self._build(i, masdar, sentence, after, owner, met, rule="events.noun_frame")
        else:
            return None
        return replace(act, subject_missing=not act.agents, confidence=0.6)

    def _includes(self, i: int, sentence: Sentence) -> Act | None:
        """Return what a visit went on to: ``شملت الزيارة مركز ... ودار ...``, ``تضمنت الجولة تفقد ...``."""
        j = i + 1
        while j < sentence.end and (self.norms[j] in ("هذه", "هذا", "برنامج")):
            j += 1
        visits = (
            [f for f in self.lexicon.nouns(self.norms[j]) if f.lexeme.type is EventType.VISIT]
            if j < sentence.end
            else []
        )
        if not visits or not self.norms[j].startswith("ال"):
            return None
        parts = self.clauses.parts(j + 1, sentence.end)
        sentence.taken.add(j)
        while parts and parts[0].unit is None and self._is_act_noun(parts[0].first):
            sentence.taken.add(parts[0].first)
            parts = self.clauses.parts(parts[0].first + 1, sentence.end)
        start = next((k for k, p in enumerate(parts[:4]) if p.kind in ("np", "recipient", "pp")), None)
        colon = next((k for k in range(j, min(j + 8, sentence.end)) if self.norms[k] == ":"), None)
        if start is None and colon is not None:
            lines = self._lines(colon + 1)
            return (
                replace(
                    self._build(i, visits[0], sentence, parts, (), lines, rule="events.includes"), subject_missing=True
                )
                if lines
                else None
            )
        if start is None or (parts[start].kind == "pp" and parts[start].marker not in ("علي", "ل", "الي")):
            return None
        objects = [p for p in self._list_from(parts, start) if self._is_facility(p)]
        if not objects:
            return None
        form = visits[0]
        act = self._build(i, form, sentence, parts, (), objects, rule="events.includes")
        return replace(act, subject_missing=True)

    def _held(self, i: int, sentence: Sentence) -> Act | None:
        """Return the gathering behind a participle with its day or place (``اجتماعه الشهري المنعقد مساء اليوم``).

        ``مجلس الحكومة، المنعقد اليوم`` only lends its date: the head must be a noun of a gathering, not a body.
        """
        following = self.clauses.parts(i + 1, sentence.end, limit=6)
        dated = any(p.unit and p.unit.label in (Label.DATE, Label.PLACE) for p in following[:2])
        if not dated:
            return None
        for k in range(i - 1, max(i - 12, sentence.first - 1), -1):
            norm = self.norms[k]
            if norm in STOPS or k in sentence.taken:
                return None
            unit = self.clauses.cover.get(k)
            if unit is not None and unit.label is Label.INSTITUTION and unit.first == k:
                return None
            bare = norm.removeprefix("ال")
            owned = bare.removesuffix("ه") if bare.endswith("ه") else bare.removesuffix("ها")
            if bare in self.words.sets["head_gathering"] or owned in self.words.sets["head_gathering"]:
                form = next(f for f in self.lexicon.forms[fold("انعقاد")] if f.lexeme.type is EventType.MEETING)
                act = self._build(i, form, sentence, following, (), [], rule="events.held")
                sentence.taken.add(k)
                return replace(act, subject_missing=owned != bare and not act.agents, passive=owned == bare)
        return None

    def _after_noun(self, m: int, masdar: Form, sentence: Sentence) -> list[Part]:
        """Return the parts after a verbal noun; adjectives of a visit are stepped over (``زيارة عمل رسمية للمغرب``)."""
        start = m + 1
        if masdar.lexeme.type is EventType.VISIT:
            j = start
            while (
                j < min(sentence.end, start + 5)
                and j not in self.clauses.cover
                and not self.words.is_in("preposition", self.norms[j])
            ):
                if self.norms[j] in STOPS or self.norms[j] in "،,و":
                    break
                j += 1
            if j < sentence.end and self.norms[j] in masdar.lexeme.markers:
                start = j
        return self.clauses.parts(start, sentence.end)

    def _noun_objects(self, masdar: Form, after: list[Part]) -> list[Part]:
        """Return the targets of a verbal noun: its genitive, or what follows its marker."""
        owner = self._owner(masdar, after)
        for marker in masdar.lexeme.markers:
            for k, part in enumerate(after[:6]):
                if marker and part.marker == marker and part.kind in MARKED:
                    if (
                        part.unit
                        and part.unit.label is Label.PERSON
                        and marker == "ل"
                        and masdar.lexeme.type is EventType.VISIT
                    ):
                        continue
                    if masdar.lexeme.type is EventType.MEETING and marker == "ب" and not (part.unit and part.unit.acts):
                        continue
                    return self._list_from(after, k)
                if not marker and part.kind == "np" and part.unit not in owner:
                    if masdar.lexeme.type is EventType.VISIT and part.unit is None and not self._is_thing(part):
                        continue
                    return self._list_from(after, k)
        return []

    def _is_thing(self, part: Part) -> bool:
        """Whether a phrase after ``زيارة`` is a thing visited, not an adjective (``زيارة تفقدية``)."""
        return self.norms[part.first].startswith("ال") or part.last - part.first > 2

    def _owner(self, masdar: Form, after: list[Part]) -> tuple[Unit, ...]:
        """Return the agent in the genitive (``زيارة الوزير إلى ...``, ``استقبال الملك لـ...``)."""
        if not after or after[0].kind != "np" or after[0].unit is None or not after[0].unit.acts:
            return ()
        if masdar.lexeme.type in (EventType.VISIT, EventType.MEETING) and not after[0].after_comma:
            return self._coordinated(after, 0)
        return ()

    # --- statements ---------------------------------------------------------------------------------------------

    def _statement(
        self, i: int, form: Form, sentence: Sentence, parts: list[Part], subject: tuple[Unit, ...], objects: list[Part]
    ) -> Act | None:
        """Return a reporting act; the speaker is a person or an institution, also behind ``بلاغ لـ``."""
        needs = form.lexeme.needs
        if form.tense is Tense.FUTURE or self._subordinate(i):
            return None
        content = self._content(i, sentence)
        if self._no_verb_here(i, form, sentence):
            return None
        speaker = tuple(u for u in subject if self._may_speak(u))
        if speaker and speaker[0].label is Label.PERSON:  # `فلان، ... والوزير المنتدب`: an office of his in apposition
            speaker = tuple(u for u in speaker if u.label is Label.PERSON or u.inferred)
        if form.lexeme.lemma == "نقل":
            quoted = next((p.unit for p in parts if p.marker == "عن" and p.unit and self._may_speak(p.unit)), None)
            if quoted is not None:  # `نقلت الوكالة عن الوزير قوله`
                act = self._build(i, form, sentence, [], (quoted,), [], rule="events.quoted")
                return replace(act, targets=(), places=(), spoken=True)
        if not speaker:
            speaker = self._behind_communique(i, sentence) or self._unknown_name(parts)
        spoken = self._antecedent(i, sentence) if form.pronoun else [p for p in parts if p.kind == "np"]
        if needs in ("speech", "communique") and not any(self._has_head(p, needs) for p in spoken):
            return None
        if needs == "light" and not any(self._has_head(p, "light") for p in parts if p.kind == "np"):
            return None
        if needs == "that" and not content:
            return None
        if form.lexeme.markers != ("",) and not content and not self._marker_follows(form, parts):
            return None
        if subject and not speaker and not subject[0].acts:
            return None
        opens = i == sentence.first or self.norms[i - 1] in ("و", "كما", "،", "ثم")
        if not speaker and not (opens and (content or (form.tense is Tense.PERFECT and self.norms[i - 1] == "و"))):
            return None
        end = content or sentence.end
        own = [p for p in parts if p.first < end]
        addressed = needs in ("call", "greet")
        targets = [p for p in objects if addressed and p.first < end and p.unit and self._may_speak(p.unit)]
        if needs == "greet" and not targets:
            return None
        targets += self._media(max(sentence.first, i - 14), min(end, sentence.end))
        act = self._build(i, form, sentence, own, speaker, targets, rule="events.statement")
        return replace(
            act,
            targets=tuple(targets),
            places=self._said_at(own) if speaker else (),
            subject_missing=not speaker,
            spoken=True,
        )

    def _unknown_name(self, parts: list[Part]) -> tuple[Unit, ...]:
        """Return the speaker that no name list knows: two to four words taken for a name right after the verb."""
        head = next((p for p in parts if p.kind == "np"), None)
        if head is None or head is not parts[0] or head.unit is not None:
            return ()
        first = head.first + (self.norms[head.first] in ("احدهم", "احداهن"))
        tokens = self.clauses.doc.doc[first : min(head.last, first + 4)]
        named = [t for t in tokens if t.ent_type_ == "PER" or t.pos_ == "PROPN"]
        if len(named) < 2 or len(named) != len(tokens) or any(t.norm_.startswith("ال") for t in tokens[:1]):
            return ()
        span = self.clauses.doc.span(first, first + len(tokens))
        name = self.clauses.doc.text[slice(*span)]
        return (Unit(first, first + len(tokens), Label.PERSON, name, span),)

    def _said_at(self, parts: list[Part]) -> tuple[Unit, ...]:
        """Return the place a speaker spoke at: a phrase of its own (``قال ... بالرباط، إن``, ``أشاد ... في جنيف، ب``)."""
        for part in parts[:5]:
            if part.kind == "pp" and part.marker in ("ب", "في") and part.unit and part.unit.label is Label.PLACE:
                follows = self.norms[part.last] if part.last < len(self.norms) else "."
                if follows in ("،", ",", "ان", "عن", "علي") or part.last in self.clauses.cover:
                    return (part.unit,)
        return ()

    def _according(self, i: int, sentence: Sentence) -> list[Act]:
        """Return the statement behind ``بحسب وزارة ...``, ``وفق ما جاء في بلاغ لوزارة ...``."""
        for k in range(i + 1, min(i + 9, sentence.end)):
            unit = self.clauses.unit_at.get(k)
            if unit is not None:
                if unit.label is not Label.INSTITUTION and not (unit.acts and not unit.group and k <= i + 3):
                    return []
                return [
                    Act(
                        EventType.STATEMENT,
                        i,
                        i,
                        unit.last,
                        (unit,),
                        rule="events.according",
                        spoken=True,
                        confidence=0.6,
                    )
                ]
            if not self.words.is_in("according_link", self.norms[k]):
                return []
        return []

    def _may_speak(self, unit: Unit) -> bool:
        """Whether a unit can be a speaker: a person, an office holder, an institution; not a group."""
        return (unit.acts and not unit.group) or unit.label is Label.INSTITUTION

    def _no_verb_here(self, i: int, form: Form, sentence: Sentence) -> bool:
        """Whether the word is a homograph: ``بين`` (between), ``شكره`` (his thanks), ``يذكر أن`` (it is recalled)."""
        previous = self.norms[i - 1] if i > sentence.first else ""
        opens = previous in ("", "و", "كما", "ثم", "،", "قد") or self.words.is_in("relative", previous)
        impersonal = form.tense is Tense.IMPERFECT and form.lexeme.lemma in ("ذكر", "أشار", "رأى")
        return ((form.lexeme.lemma == "بين" or bool(form.pronoun)) and not opens) or (
            impersonal and i + 1 < sentence.end and self.norms[i + 1] in ("ان", "الي")
        )

    def _marker_follows(self, form: Form, parts: list[Part]) -> bool:
        """Whether a phrase with the verb's marker follows (``أعرب ... عن``)."""
        return any(p.marker in form.lexeme.markers for p in parts) or any(
            self.norms[p.last : p.last + 1] and self.norms[p.last] in form.lexeme.markers for p in parts
        )

    def _content(self, i: int, sentence: Sentence) -> int | None:
        """Return the token where the reported content starts (أن، إن، a colon, a quotation), None without one."""
        medium = 0
        for j in range(i + 1, min(sentence.end, i + 45)):
            norm = self.norms[j]
            if norm in (".", "؟", "\n"):
                return None
            if norm in QUOTES and self.norms[j - 1] in ("ل", "به", "بها", "مع"):
                medium = next((k for k in range(j + 1, min(j + 7, sentence.end)) if self.norms[k] in QUOTES), 0)
            if j <= medium:
                continue  # `في تصريح لـ "الجريدة"`: the quotes name who was told
            if (
                norm in ("ان", "انه", "انها", "انهم", "بان", "بانه", "بانها", ":", "«", "“")
                and j not in self.clauses.cover
            ):
                return j
            if norm == '"' and j not in self.clauses.cover and j > i + 1:
                return j
            if (
                j > i + 1
                and norm == "و"
                and j + 1 < sentence.end
                and self.lexicon.verbs(self.norms[j + 1])
                and j + 1 not in self.clauses.cover
            ):
                return None
        return None

    def _subordinate(self, i: int) -> bool:
        """Whether the verb is inside a purpose or a condition (``أن يؤكد``, ``لم يعلن``)."""
        previous = self.norms[i - 1] if i else ""
        return previous in ("ان", "ل", "لكي", "كي", "لم", "لن", "لا", "اذا", "لو")

    def _behind_communique(self, i: int, sentence: Sentence) -> tuple[Unit, ...]:
        """Return the institution of ``ذكر بلاغ لوزارة ...``."""
        for j in range(i + 1, min(i + 4, sentence.end)):
            if self.words.is_in("speech_noun", self.norms[j]):
                for k in range(j + 1, min(j + 5, sentence.end)):
                    unit = self.clauses.unit_at.get(k)
                    if unit is not None and unit.label is Label.INSTITUTION:
                        return (unit,)
        return ()

    def _media(self, first: int, end: int) -> list[Part]:
        """Return the media addressed between two tokens (``في تصريح لوكالة ...``, ``قال لصحيفة ...``, ``خص به “كود”``)."""
        found: list[Part] = []
        for k in range(first + 1, end):
            if self.norms[k - 1] not in ("ل", "مع", "به", "بها"):
                continue
            framed = any(self.words.is_in("speech_frame", n) for n in self.norms[max(first, k - 6) : k])
            unit = self.clauses.unit_at.get(k)
            if unit is not None and unit.label is Label.INSTITUTION:
                if self.words.is_in("medium", self.norms[k]) and (framed or self.norms[k - 1] == "ل"):
                    found.append(Part("pp", "ل", k, unit.last, unit))
            if framed and self.norms[k] in QUOTES:
                close = next((j for j in range(k + 1, min(k + 7, end)) if self.norms[j] in QUOTES), None)
                if close is not None and close > k + 1:
                    found.append(Part("pp", "ل", k + 1, close, self.clauses.unit_at.get(k + 1)))
        return found

    # --- building -----------------------------------------------------------------------------------------------

    def _build(
        self,
        trigger: int,
        form: Form,
        sentence: Sentence,
        parts: list[Part],
        agents: Iterable[Unit],
        objects: list[Part],
        *,
        rule: str,
        passive: bool = False,
    ) -> Act:
        """Collect companions, receivers, places and date of the clause round the trigger."""
        kind = form.lexeme.type
        assert kind is not None
        agents = tuple(agents)
        named = self._named_agents(parts)
        if named and (passive or not agents):
            agents, passive = named, True
        if kind is EventType.VISIT:
            objects = self._with_house(parts, objects)
        if kind is EventType.APPOINTMENT:
            objects = self._appointed(trigger, sentence, objects, agents)
        chair = self._chair(parts) if kind is EventType.MEETING and not any(u.acts for u in agents) else None
        if chair is not None:
            agents = (chair,)
        companions = [p for p in parts if p.kind == "companion" and p not in objects]
        recipients: list[Part] = []
        if kind is EventType.DISTRIBUTION:
            if form.lexeme.needs != "honour":
                objects = [o for o in objects if not (o.unit and o.unit.acts)]
            recipients = [p for p in parts if p.kind == "recipient" and p not in objects]
            recipients += [p for p in parts if p.marker == "ل" and p not in objects and p.unit is not None]
        fronted = self._fronted(trigger, sentence)
        places = [u for u in [*fronted, *(self._place_units(parts, objects))] if u.label is Label.PLACE]
        dates = [p.unit for p in parts if p.kind == "date" and p.unit is not None and self._dates_clause(p)]
        dates += [u for u in fronted if u.label is Label.DATE]
        return Act(
            kind,
            trigger,
            trigger,
            max([trigger + 1, *(p.last for p in parts)]),
            agents=tuple(u for u in agents if not u.formula),
            targets=tuple(o for o in objects if o.unit is None or o.unit.label is not Label.DATE),
            companions=tuple(companions),
            recipients=tuple(recipients),
            places=tuple(dict.fromkeys(places)),
            date=dates[0] if dates else None,
            rule=rule,
            gender=form.gender,
            passive=passive,
            pronoun=form.pronoun,
        )

    def _with_house(self, parts: list[Part], objects: list[Part]) -> list[Part]:
        """Return the targets of a visit with the house they are in (``زيارة للمرضى بمستشفى ...``)."""
        if not objects or any(o.unit is not None and o.unit.label is Label.INSTITUTION for o in objects):
            return objects
        last = max(o.last for o in objects)
        for part in parts:
            near = part.first >= last and part.marker in ("ب", "في", "داخل") and part.unit is not None
            if near and part.unit and part.unit.label is Label.INSTITUTION and self._is_site(part.unit):
                return [*objects, part]
        return objects

    def _appointed(self, trigger: int, sentence: Sentence, objects: list[Part], agents: tuple[Unit, ...]) -> list[Part]:
        """Return the persons appointed: the target, and those of a list after it (``تعيين ... بمنصب ...، السيد ...``)."""
        people = [p for p in objects if p.unit is not None and p.unit.acts]
        if people and not any(self.norms[p.last : p.last + 1] in ((",",), ("،",), ("و",)) for p in people[-1:]):
            return people
        named: list[Part] = []
        for k in range(trigger + 1, sentence.end):
            if self.words.is_in("succession", self.norms[k]):
                break  # `خلفا ل`: who went before
            if (
                self.clauses.doc.doc[k].pos_ == "VERB"
                and k not in self.clauses.cover
                and self.lexicon.verbs(self.norms[k])
            ):
                break
            unit = self.clauses.unit_at.get(k)
            if unit is not None and unit.label is Label.PERSON and unit not in agents and not unit.formula:
                named.append(Part("np", "", unit.first, unit.last, unit))
        return named or objects

    def _named_agents(self, parts: list[Part]) -> tuple[Unit, ...]:
        """Return the doers named behind ``من طرف`` and its like, with those coordinated."""
        found: list[Unit] = []
        for part in parts:
            if part.unit is not None and (
                part.kind == "agent" or (found and part.joined and part.kind == "np" and part.unit.acts)
            ):
                found.append(part.unit)
        return tuple(found)

    def _chair(self, parts: list[Part]) -> Unit | None:
        """Return the person behind ``برئاسة`` in a clause."""
        for part in parts:
            if part.kind == "chair" and part.unit is not None and part.unit.acts:
                return part.unit
            if (
                part.unit is not None
                and part.unit.acts
                and self.words.is_in("headed_by", self.norms[part.unit.first - 1])
            ):
                return part.unit
            inner = next((u for k, u in self.clauses.unit_at.items() if part.first < k <= part.last and u.acts), None)
            if inner is not None and self.words.is_in("headed_by", self.norms[part.first]):
                return inner
        return None

    def _dates_clause(self, part: Part) -> bool:
        """Whether a date is that of the act: not a limit, not the term of a name in brackets (``مخطط ... (2015-2020)``)."""
        if part.marker in ("منذ", "الي", "حتي") or part.unit is None:
            return False
        before = self.norms[max(part.unit.first - 2, 0) : part.unit.first]
        if before[-1:] == ("(",) or any(self.words.is_in("term", n) for n in before):
            return False
        return not (len(before) == 2 and before[1] in ("الماليه", "الدراسي", "الدراسيه"))  # `السنة المالية 2026`

    def _place_units(self, parts: list[Part], objects: list[Part]) -> list[Unit]:
        """Return the places of the clause's own phrases: opened by a preposition, or inside the target's phrase."""
        found: list[Unit] = []
        for part in parts:
            if part.kind in ("companion", "recipient", "setting") and part.unit is None:
                continue
            if part.unit is not None and part.unit.label is Label.PLACE:
                found.append(part.unit)
                continue
            if part.unit is None and (part.kind == "pp" or part in objects):
                found += [
                    u for k, u in self.clauses.unit_at.items() if part.first <= k < part.last and u.label is Label.PLACE
                ]
        return found

    def _fronted(self, trigger: int, sentence: Sentence) -> list[Unit]:
        """Return places and dates of a frame before the trigger (``وبجماعة ...، قامت``, ``ويوم الجمعة، زار``)."""
        found: list[Unit] = []
        j = trigger - 1
        while j >= sentence.first and j not in sentence.taken:
            unit = self.clauses.cover.get(j)
            if unit is None:
                j -= 1
                continue
            before = self.norms[unit.first - 1] if unit.first > sentence.first else ""
            if unit.label is Label.DATE or (
                unit.label is Label.PLACE and before in ("ب", "في", "مستوي", "(", "الي", "من")
            ):
                found.append(unit)
            j = unit.first - 1
        return found[::-1]

    def _phrase_unit(self, part: Part) -> Unit:
        """Return a unit for a noun phrase that is no mention (``وفد مغربي``): a group, named verbatim."""
        if part.unit is not None:
            return part.unit
        span = self.clauses.doc.span(part.first, part.last)
        return Unit(part.first, part.last, Label.ROLE, self.clauses.doc.text[span[0] : span[1]], span, group=True)

    def _agrees(self, form: Form, unit: Unit) -> bool:
        """Whether verb and subject agree in gender, as far as both show it."""
        if form.plural or Gender.UNKNOWN in (form.gender, unit.gender) or not unit.acts:
            return True
        return form.gender is unit.gender or unit.group

    def _opens_sentence(self, i: int, sentence: Sentence) -> bool:
        """Whether nothing but a date or place stands before the verb, so that no subject carries over."""
        return i == sentence.first

    def _with_status(self, act: Act, i: int, tense: Tense, sentence: Sentence) -> Act:
        """Return the act with its status."""
        window = self.norms[max(sentence.first, i - 4) : i]
        previous = window[-1] if window else ""
        if act.spoken:
            return act
        if previous in ("لم", "لن", "لا", "ما"):
            return replace(act, status=Status.DENIED)
        for name, status in (
            ("cancelled", Status.CANCELLED),
            ("postponed", Status.POSTPONED),
            ("denied", Status.DENIED),
        ):
            if any(self.words.is_in(name, n) for n in self.norms[max(sentence.first, act.trigger - 3) : act.trigger]):
                return replace(act, status=status)
        if tense is Tense.FUTURE or any(self.words.is_in("planned", n) for n in window):
            return replace(act, status=Status.PLANNED)
        if tense is Tense.IMPERFECT and previous in ("ان", "ل", "كي", "لكي", "قد"):
            before_that = len(window) > 1 and window[-2] == "قبل" and previous == "ان"
            return act if before_that else replace(act, status=Status.PLANNED)  # `قبل أن يفتتح المركز ...` is past
        if tense is not Tense.PERFECT and act.date is not None:
            words = self.norms[act.date.first : act.date.last]
            if any(self.words.is_in("future_date", w) for w in words):
                return replace(act, status=Status.PLANNED)
        return act
