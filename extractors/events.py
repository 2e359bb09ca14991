"""Events of an article: acts with their participants resolved over sentences, dated, and told once.

``extractors.acts`` reads one clause at a time; here the discourse is followed: a subject carried over sentences
(``كما زارت ...``), one statement a speaker, the headline that repeats the lead, and the date of a dated lead that
the acts after it take over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from corpus.document import BREAK, Document
from corpus.mention import (
    Argument,
    ArgumentRole,
    DateValue,
    EventType,
    EventValue,
    Gender,
    InstitutionValue,
    Label,
    Mention,
    PersonValue,
    RoleValue,
    Span,
    Status,
)
from corpus.normalise import fold, plain
from extractors.acts import Act, ActReader, Sentence
from extractors.base import provenance
from extractors.clauses import ClauseReader, Part, Words, load_words
from extractors.triggers import TriggerLexicon, load_triggers
from extractors.units import Unit, build_units

INHERITING = frozenset(set(EventType) - {EventType.STATEMENT, EventType.APPOINTMENT, EventType.OTHER})
INCLUDES = "events.includes"
FRAMED = frozenset({"events.noun_pronoun", "events.noun_frame"})
AGENCY = frozenset({"طرف", "قبل", "لدن", "اجل", "خلال", "جانب", "بينها", "ضمنها"})  # `من طرف` is no part of a thing
CHRONICLE_SPAN_DAYS = 7
CHRONICLE_DAYS = 31


@dataclass
class Told:
    """An event being put together: its act, resolved names, and the further clauses that tell it."""

    act: Act
    agents: list[Unit]
    targets: list[tuple[str, Span]]
    places: list[Unit]
    headline: bool
    evidence: Span
    also: list[Span] = field(default_factory=list)
    inherited: DateValue | None = None
    inferred: bool = False


class EventExtractor:
    """Finds events (label EVENT); needs the other mentions first."""

    name = "events"
    labels = frozenset({Label.EVENT})
    requires = frozenset({Label.PERSON, Label.ROLE, Label.INSTITUTION, Label.PLACE, Label.DATE})

    def __init__(self, triggers: TriggerLexicon, words: Words, phrase_end: Callable[[Document, int], int]) -> None:
        self.triggers = triggers
        self.words = words
        self.phrase_end = phrase_end

    @classmethod
    def load(cls, phrase_end: Callable[[Document, int], int]) -> EventExtractor:
        """Return the extractor with the project's lexicons."""
        return cls(load_triggers(), load_words(), phrase_end)

    def extract(self, doc: Document) -> Iterable[Mention]:
        """Yield one mention an event: its span is the trigger word, its value the event."""
        reader = self._reader(doc)
        told = list(self._read(doc, reader))
        told = merge(told)
        inherit_dates(told, lead_date(doc))
        for event in sorted(told, key=lambda e: e.act.trigger):
            yield self._mention(doc, event)

    def _reader(self, doc: Document) -> ClauseReader:
        """Lay the units over the tokens."""
        units = build_units(doc)
        cover = {i: u for u in units for i in range(u.first, u.last)}
        unit_at = {u.first: u for u in units if u.label not in (Label.MONEY, Label.QUANTITY)}
        settings = {i: u for i, u in cover.items() if u.label not in (Label.MONEY, Label.QUANTITY)}
        norms = tuple(t.norm_ for t in doc.doc)
        counted = {u.first: u.last for u in units if u.label in (Label.MONEY, Label.QUANTITY)}
        return ClauseReader(doc, norms, unit_at, settings, self.triggers, self.words, self.phrase_end, counted)

    def _read(self, doc: Document, reader: ClauseReader) -> Iterator[Told]:
        """Yield the acts of each sentence with subjects carried over."""
        acts = ActReader(reader)
        carried = Carried()
        for sentence in sentences(doc):
            carried.new_sentence()
            read = acts.acts(sentence)
            for act in read:
                agents, inferred = list(act.agents), False
                if act.subject_missing:
                    found = (
                        carried.subject(act)
                        if act.rule not in FRAMED
                        else main_subject(act, read) or carried.subject(act)
                    )
                    agents, inferred = found, bool(found)
                    if act.spoken and not agents:
                        continue
                if act.spoken:
                    agents = named_speakers(doc, act, agents)
                if act.spoken and not agents:
                    continue
                if (
                    carried.actor
                    and [u.name.split()[0] for u in agents] in (["الوفد"], ["وفد"])
                    and all(u.group for u in agents)
                ):
                    agents, inferred = carried.actor, True  # `انتقل الوفد إلى ...`: who leads it was named
                carried.note(act, agents)
                told = Told(
                    act,
                    agents,
                    [t for part in act.targets for t in target_names(reader, part, act)],
                    places_of(reader, act),
                    sentence.headline,
                    evidence(doc, reader, act, sentence),
                    inferred=inferred or any(u.inferred for u in agents),
                )
                if worth_telling(told):
                    yield told

    def _mention(self, doc: Document, event: Told) -> Mention:
        """Return the mention of a finished event."""
        act = event.act
        arguments = [
            Argument(ArgumentRole.AGENT, *unit.span, unit.name, 0.7 if event.inferred else 0.85, event.inferred)
            for unit in event.agents
        ]
        arguments += [Argument(ArgumentRole.TARGET, *span, name, 0.75) for name, span in event.targets]
        for role, parts in ((ArgumentRole.COMPANION, act.companions), (ArgumentRole.RECIPIENT, act.recipients)):
            for part in parts:
                named = part_name(doc, part)
                if named is not None:
                    arguments.append(Argument(role, *named[1], named[0], 0.6))
        arguments += [Argument(ArgumentRole.PLACE, *unit.span, unit.name, 0.8) for unit in event.places]
        value = act.date.mention.value if act.date and act.date.mention else event.inherited
        dated = value if isinstance(value, DateValue) else None
        return doc.mention(
            *doc.span(act.trigger, act.trigger + 1),
            Label.EVENT,
            provenance=provenance(self.name, act.rule),
            confidence=round(act.confidence * (0.85 if event.inferred else 1.0), 3),
            value=EventValue(
                type=act.type,
                status=act.status,
                arguments=tuple(dict.fromkeys(arguments)),
                date_start=dated.start if dated else None,
                date_end=dated.end if dated else None,
                date_span=act.date.span if act.date else None,
                date_inherited=act.date is None and event.inherited is not None,
                evidence=event.evidence,
                evidence_also=tuple(dict.fromkeys(event.also)),
            ),
        )


@dataclass
class Carried:
    """The subjects that later clauses may leave out: the last speaker, the last one who acted."""

    speaker: list[Unit] = field(default_factory=list)
    actor: list[Unit] = field(default_factory=list)
    here: list[Unit] = field(default_factory=list)

    def new_sentence(self) -> None:
        """Begin a sentence: nobody has been named in it yet."""
        self.here = []

    def note(self, act: Act, agents: list[Unit]) -> None:
        """Remember the subject of an act."""
        if not agents:
            return
        if act.spoken:
            self.speaker = agents
        else:
            self.actor = agents
        self.here = agents

    def subject(self, act: Act) -> list[Unit]:
        """Return the subject an act leaves out: of the same sentence, else the last speaker or the last who acted."""
        pool = (self.here, self.speaker, self.actor) if act.spoken else (self.here, self.actor, self.speaker)
        for units in pool:
            if units and all(agrees(act, u) for u in units):
                return units
        return []


def main_subject(act: Act, read: list[Act]) -> list[Unit]:
    """Return the subject of the clause a framed noun stands in (``في إطار زيارتها لجهة ...، تفقدت الوزيرة ...``)."""
    later = (a for a in read if a.trigger > act.trigger and a.agents)
    return next((list(a.agents) for a in later if all(agrees(act, u) for u in a.agents)), [])


def named_speakers(doc: Document, act: Act, agents: list[Unit]) -> list[Unit]:
    """Return the speakers of a statement: persons and bodies, an office only as the last person named with its noun.

    ``قال الوزير الروسي`` is the minister named before; an office that nobody in the article holds is no speaker (an
    unnamed source).
    """
    found: list[Unit] = []
    for unit in agents:
        if (
            unit.label is not Label.ROLE
            or unit.inferred
            or unit.name != plain(unit.mention.surface if unit.mention else "")
        ):
            found.append(unit)
            continue
        noun = doc.doc[unit.first].norm_.removeprefix("ال")
        holder = None
        for mention in doc.of(Label.ROLE):
            value = mention.value
            if not isinstance(value, RoleValue) or value.holder is None or value.gender is not unit.gender:
                continue
            first = doc.token_range(*mention.span)[0]
            if first < act.trigger and doc.doc[first].norm_.removeprefix("ال") == noun:
                holder = value.holder
        person = next((m for m in doc.of(Label.PERSON) if m.span == holder), None)
        if person is not None and isinstance(person.value, PersonValue):
            found.append(replace(unit, name=person.value.name, inferred=True))
    return found


def agrees(act: Act, unit: Unit) -> bool:
    """Whether a carried subject fits the verb's gender (an institution of unknown gender fits)."""
    if Gender.UNKNOWN in (act.gender, unit.gender):
        return True
    return act.gender is unit.gender


def sentences(doc: Document) -> Iterator[Sentence]:
    """Yield the sentences outside page furniture; the first line is the headline if it reads like one."""
    tokens = doc.doc
    furniture = [m.span for m in doc.of(Label.FURNITURE)]
    title_end = headline_end(doc)
    first, body = 0, 0
    for i in range(1, len(tokens) + 1):
        if i == len(tokens) or tokens[i].is_sent_start:
            start, end = first, i
            first = i
            while start < end and tokens[start].norm_ == BREAK:
                start += 1
            if start >= end:
                continue
            left, right = doc.span(start, end)
            if not any(a < right and left < b for a, b in furniture):
                headline = left < title_end
                body += not headline
                yield Sentence(start, end, headline=headline, lead=not headline and body == 1)


def headline_end(doc: Document) -> int:
    """Return the offset where the headline ends, 0 without one: the title, or a short first line without a stop."""
    if doc.title:
        at = doc.text.find(doc.title)
        return at + len(doc.title) if 0 <= at < 20 else 0
    return 0


def target_names(reader: ClauseReader, part: Part, act: Act) -> Iterator[tuple[str, Span]]:
    """Yield (name, span) of a target: an entity's name, else the phrase without vague and works words.

    ``حزمة من مشاريع اجتماعية`` -> ``مشاريع اجتماعية``; ``أشغال بناء ملعب للقرب`` -> ``ملعب للقرب``.
    """
    doc, norms, words = reader.doc, reader.norms, reader.words
    unit = part.unit
    if unit is not None:
        if unit.label is Label.PLACE:
            kind = unit.mention.value if unit.mention else None
            if act.type is EventType.VISIT and getattr(kind, "kind", None) == "other":
                yield unit.name, unit.span
            return
        if unit.label in (Label.PERSON, Label.ROLE, Label.INSTITUTION):
            yield unit.name, unit.span
        return
    first, last = part.first, part.last
    named = [u for k, u in reader.unit_at.items() if first <= k < last and u.label is Label.PLACE]
    if act.type is EventType.VISIT and named and words.is_in("units", norms[first]):
        return  # `زيارة إلى معتمديتي حفوز والعلا`: places
    if act.type is EventType.SIGNING:
        yield from signed(reader, part)
        return
    while first < last and (words.is_in("vague", norms[first]) or norms[first] in ("من", "ب", "ل", "في", "على", "علي")):
        first += 1
    bare = first
    while (
        act.type is not EventType.OTHER
        and bare < last
        and (words.is_in("works", norms[bare]) or norms[bare] in ("ب", "ل", "في", "من", "و"))
    ):
        bare += 1
    for k in range(bare, min(last, bare + 3)):
        inner = reader.unit_at.get(k)
        if inner is not None and inner.label is Label.INSTITUTION:
            yield inner.name, inner.span
            return
    if bare > first and act.type not in (EventType.LAUNCH, EventType.VISIT) and bare < last:
        first = bare
    if first < last and norms[first] in ("هذا", "هذه", "ذلك", "تلك", "ان", "ما", "التي", "الذي", "ذات", "نفس"):
        return
    while last > first and norms[last - 1] in ("و", "ب", "ل", "في", "من", "،", "(", '"', "«", "التي", "الذي"):
        last -= 1
    if act.type is EventType.DISTRIBUTION:
        for k in range(first + 1, last - 1):
            receiver = reader.unit_at.get(k + 1)
            people = norms[k + 1].endswith(("ين", "ون")) or words.is_in("receiver", norms[k + 1])
            bound = norms[k + 1].endswith("ي") and not norms[k + 1].startswith("ال") and len(norms[k + 1]) > 4
            if norms[k] == "ل" and (people or bound or (receiver is not None and receiver.acts)):
                last = k  # `الجوائز للمتسابقين`: who receives is no part of what is given
                break
    if act.type is EventType.DISTRIBUTION and last < len(norms) - 1 and norms[last] == "من":
        whole = norms[last + 1] not in AGENCY and last + 1 not in reader.unit_at
        last = reader.phrase_end(doc, last + 1) if whole else last  # `ستة صناديق من الأدوية`
    if first < last:
        name, span = phrase_text(doc, first, last)
        yield resolved(reader, first, last) or name, span


def phrase_text(doc: Document, first: int, last: int) -> tuple[str, Span]:
    """Return a phrase as written and its span; the article after ل is restored (``للمرضى`` -> ``المرضى``)."""
    span = doc.span(first, last)
    text = doc.text[span[0] : span[1]]
    restored = doc.doc[first].norm_.startswith("ال") and text.startswith("ل") and not text.startswith("لا")
    return ("ا" + text if restored else text), span


def resolved(reader: ClauseReader, first: int, last: int) -> str | None:
    """Return the institution or place an article refers back to by a definite noun (``المهرجان``, ``أرجاء القرية``)."""
    norms = [n for n in reader.norms[first:last] if not reader.words.is_in("works", n)]
    if len(norms) != 1 or not norms[0].startswith("ال"):
        return None
    noun = norms[0].removeprefix("ال")
    found: str | None = None
    for k, unit in reader.unit_at.items():
        head = reader.norms[k].removeprefix("ال")
        if k < first and unit.label in (Label.INSTITUTION, Label.PLACE) and head == noun and unit.last - k > 1:
            found = unit.name
    return found


def signed(reader: ClauseReader, part: Part) -> Iterator[tuple[str, Span]]:
    """Yield what is signed, cut before what it is for, and the institution or programme it is for.

    ``اتفاقية شراكة لتسيير مركز ...`` -> ``اتفاقية شراكة`` and the centre.
    """
    doc, norms, words = reader.doc, reader.norms, reader.words
    first = part.first
    while first < part.last and (words.is_in("vague", norms[first]) or norms[first] in ("من", "ب", "ل", "علي")):
        first += 1
    last = first
    while last < part.last and norms[last] not in ("ب", "بين", "حول", "في", "من", "مع", "،", "("):
        if norms[last] == "ل" and not norms[min(last + 1, len(norms) - 1)].startswith("ال"):
            break  # `اتفاقية لتسيير مركز`: what it is for; `بروتوكول للتعاون` is its name
        if last in reader.unit_at and last > first and reader.unit_at[last].label is not Label.DATE:
            break
        last += 1
    if first < last:
        span = doc.span(first, last)
        yield doc.text[span[0] : span[1]], span
    for k in range(last, min(part.last + 10, len(norms))):
        if norms[k] in ("و", "،", ".", BREAK, "مع", "بين") and k not in reader.cover:
            return
        unit = reader.unit_at.get(k)
        if unit is not None and unit.label is Label.INSTITUTION and norms[k - 1] not in ("من", "مع"):
            yield unit.name, unit.span
            return


def places_of(reader: ClauseReader, act: Act) -> list[Unit]:
    """Return the places of an act: of its clause, of its place-like targets, and where its target institutions are."""
    places = [p.unit for p in act.targets if p.unit is not None and p.unit.label is Label.PLACE]
    places += act.places
    for part in act.targets:
        for k in range(part.first, part.last):
            unit = reader.unit_at.get(k)
            value = unit.mention.value if unit is not None and unit.mention else None
            if isinstance(value, InstitutionValue) and value.place:
                token = reader.doc.token_range(*value.place)[0]
                located = reader.cover.get(token)
                if located is not None and located.label is Label.PLACE:
                    places.append(located)
    unique: dict[str, Unit] = {}
    for place in places:
        unique.setdefault(fold(place.name), place)
    return list(unique.values())


def part_name(doc: Document, part: Part) -> tuple[str, Span] | None:
    """Return (name, span) of a companion or receiver: the entity's name, else the words."""
    if part.unit is not None:
        return part.unit.name, part.unit.span
    if part.first >= part.last:
        return None
    span = doc.span(part.first, part.last)
    text = doc.text[span[0] : span[1]]
    return (text, span) if text.strip() == text and text else None


def evidence(doc: Document, reader: ClauseReader, act: Act, sentence: Sentence) -> Span:
    """Return the clause that states the act: from its subject or frame before the trigger to its last argument."""
    first = act.first
    for unit in (*act.agents, *act.places, *([act.date] if act.date else [])):
        if sentence.first <= unit.first < first:
            first = unit.first
    while first > sentence.first and reader.norms[first - 1] in ("و", "ب", "في", "ل", "قد", "ف"):
        first -= 1
    last = max([act.last, *(u.last for u in act.agents if u.first < sentence.end)])
    last = min(max(last, first + 1), sentence.end)
    if act.spoken:
        last = sentence.end
    while last > first + 1 and reader.norms[last - 1] in (BREAK, ".", "،", ",", "و", "(", ":"):
        last -= 1
    return doc.span(first, last)


def worth_telling(told: Told) -> bool:
    """Whether an act says enough: who or what or where, beside its type."""
    if told.act.type is EventType.STATEMENT:
        return bool(told.agents)
    if told.act.type is EventType.MEETING and told.act.subject_missing and not told.agents and not told.headline:
        return False  # somebody met somebody, and the article has not said who
    if told.act.type in (EventType.MEETING, EventType.VISIT):
        return bool(told.targets or told.places or told.agents)
    return bool(told.targets)


def merge(told: list[Told]) -> list[Told]:
    """Merge what is told twice: one statement a speaker, the headline into the body, the same act and target."""
    kept: list[Told] = []
    for event in sorted(told, key=lambda e: (e.headline, e.act.trigger)):
        order = kept[::-1] if event.act.rule == INCLUDES else kept
        twin = headlined(kept, event) if event.headline else next((k for k in order if same_event(k, event)), None)
        if twin is None:
            kept.append(event)
            continue
        twin.also.append(event.evidence)
        twin.also += event.also
        if event.act.rule == INCLUDES and not any(part.unit for part in twin.act.targets):
            twin.targets = []  # `عدد من المراكز`: told one by one now
        if not twin.agents and event.agents:
            twin.agents, twin.inferred = event.agents, event.inferred
        elif event.act.refers or event.act.type is EventType.SIGNING:
            known = {fold(u.name) for u in twin.agents}
            twin.agents += [u for u in event.agents if fold(u.name) not in known and not event.headline]
        if twin.act.type is not EventType.STATEMENT:
            known = {fold(n) for n, _ in twin.targets}
            if event.act.rule == INCLUDES:
                twin.targets += [t for t in event.targets if fold(t[0]) not in known]
            elif not event.headline:
                twin.targets += [t for t in event.targets if fold(t[0]) not in known and not twin.targets]
            if twin.act.date is None and event.act.date is not None:
                twin.act = replace(twin.act, date=event.act.date)
            places = {fold(u.name) for u in twin.places}
            twin.places += [u for u in event.places if fold(u.name) not in places and not event.headline]
        else:
            known = {fold(n) for n, _ in twin.targets}
            twin.targets += [t for t in event.targets if fold(t[0]) not in known]
    return kept


def headlined(kept: list[Told], headline: Told) -> Told | None:
    """Return the event of the body that a headline repeats: of its type, the one with most in common."""
    same = [k for k in kept if k.act.type is headline.act.type and not k.headline]
    if headline.act.type is EventType.STATEMENT:
        return next((k for k in same if same_event(k, headline)), None)

    def common(told: Told) -> tuple[int, int]:
        what, who = words_of(n for n, _ in told.targets), words_of(u.name for u in told.agents)
        shared = len(what & words_of(n for n, _ in headline.targets))
        return 2 * shared + len(who & words_of(u.name for u in headline.agents)), -told.act.trigger

    best = max(same, key=common, default=None)
    return best if best is not None and (common(best)[0] or not headline.targets) else None


def words_of(names: Iterable[str]) -> set[str]:
    """Return the folded words of some names, articles left out."""
    return {word.removeprefix("ال").removesuffix("ا") for name in names for word in fold(name).split()}


def same_event(left: Told, right: Told) -> bool:
    """Whether two tellings are of one event (``right`` comes later in the text)."""
    if left.act.type is not right.act.type or left.act.status is not right.act.status:
        return False
    who_left, who_right = {fold(u.name) for u in left.agents}, {fold(u.name) for u in right.agents}
    if left.act.type is EventType.STATEMENT:
        return bool(who_left & who_right)
    if right.act.rule == INCLUDES and who_left & who_right:
        return True
    what_left, what_right = {fold(n) for n, _ in left.targets}, {fold(n) for n, _ in right.targets}
    agents_fit = not who_left or not who_right or bool(who_left & who_right)
    if right.act.refers and not left.headline:
        return True
    there, here = {fold(u.name) for u in left.places}, {fold(u.name) for u in right.places}
    if there and here and not there & here and left.act.type in (EventType.VISIT, EventType.INAUGURATION):
        return False  # the same kind of centre in two towns
    back = refers_back(what_right, what_left)
    if what_left & what_right or back:
        return (agents_fit or (back and left.act.type is EventType.SIGNING)) and (
            left.act.date is None or right.act.date is None or left.act.date.name == right.act.date.name
        )
    if not what_right and not right.act.date:
        where_left, where_right = {fold(u.name) for u in left.places}, {fold(u.name) for u in right.places}
        return agents_fit and bool(who_right) and (not where_right or bool(where_left & where_right))
    return False


def refers_back(later: set[str], earlier: set[str]) -> bool:
    """Whether a definite target repeats an earlier one by its head noun (``الاتفاقية`` for ``اتفاقية شراكة``)."""
    heads = {name.split()[0] for name in earlier if name}
    return any(name.startswith("ال") and " " not in name and name[2:] in heads for name in later)


def lead_date(doc: Document) -> DateValue | None:
    """Return the day the article opens with: the first date of its first sentence, if it is a single day."""
    opening = [s for s in sentences(doc) if not s.headline][:1]
    for mention in doc.of(Label.DATE):
        value = mention.value
        first = doc.token_range(*mention.span)[0]
        if isinstance(value, DateValue) and any(s.first <= first < s.end for s in opening):
            return value if value.start is not None and value.start == value.end else None
    return None


def inherit_dates(told: list[Told], opening: DateValue | None = None) -> None:
    """Give the acts after a dated lead its date, where they have none of their own.

    The lead moves on with the chronicle: a later day inside a month becomes the new lead, an earlier one is background.
    ``opening``: the day the article opens with, for a lead whose own act was not found.
    """
    lead = opening
    for event in sorted((e for e in told if not e.headline), key=lambda e: e.act.trigger):
        if event.act.type not in INHERITING or event.act.status is not Status.PAST:
            continue
        value = event.act.date.mention.value if event.act.date and event.act.date.mention else None
        if event.act.date is not None:
            if isinstance(value, DateValue) and value.start is not None and follows(lead, value):
                lead = value
        elif lead is not None and event.act.rule != "events.relative":
            event.inherited = lead
    for event in told:
        if event.headline and event.act.date is None and event.act.type in INHERITING:
            event.inherited = lead


def follows(lead: DateValue | None, value: DateValue) -> bool:
    """Whether a dated act can lead what comes after it: one of a few days, on or soon after the lead so far."""
    if value.start is None or value.end is None or (value.end - value.start).days > CHRONICLE_SPAN_DAYS:
        return False
    if lead is None or lead.start is None:
        return True
    return 0 <= (value.start - lead.start).days <= CHRONICLE_DAYS
