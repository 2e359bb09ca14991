"""Subjects that a clause leaves out, and speakers told by their office: found in the sentences before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from corpus.document import Document
from corpus.mention import EventType, Gender, Label, PersonValue, RoleValue, Span
from corpus.normalise import plain
from extractors.act import Act
from extractors.units import Unit

FRAMED = frozenset({"events.noun_pronoun", "events.noun_frame"})  # rules whose subject is that of the main clause
UNNAMED = frozenset({"متحدث", "ناطق", "مسوول", "عضو", "نايب", "مستشار", "ممثل", "قيادي"})  # `قال متحدث باسم ...`
ITSELF = frozenset({"انها", "انه", "بانها", "بانه", "انهم"})
DELEGATION = frozenset({"الوفد", "وفد"})


@dataclass
class Carried:
    """The subjects that later clauses may leave out: the last speaker, the last one who acted."""

    speaker: list[Unit] = field(default_factory=list)
    actor: list[Unit] = field(default_factory=list)
    here: list[Unit] = field(default_factory=list)
    opening: list[Unit] = field(default_factory=list)
    unnamed: bool = False  # the last who spoke has no name

    def new_sentence(self, opening: Unit | None = None) -> None:
        """Begin a sentence: nobody has acted in it yet; ``opening``: the subject of its first verb, whatever that is."""
        self.here = []
        self.opening = [opening] if opening is not None else []

    def note(self, act: Act, agents: list[Unit]) -> None:
        """Remember the subject of an act (``زارت الوزيرة ...``)."""
        if not agents:
            return
        if act.spoken:
            self.speaker, self.unnamed = agents, False
        else:
            self.actor = agents
        self.here = agents

    def forget_speaker(self) -> None:
        """Note that somebody without a name spoke: who goes on is not the one before (``وقال مصدر إن ... وأضاف أن``)."""
        self.speaker, self.here, self.opening, self.unnamed = [], [], [], True

    def subject(self, act: Act, *, itself: bool = False) -> list[Unit]:
        """Return the subject an act leaves out (``كما دشنت ...``): of the same sentence, else who acted or spoke last.

        A body that only spoke goes nowhere, unless it says so of ``itself`` (``أوضحت المنظمة أنها زارت``).
        """
        rest = (self.speaker, self.actor) if act.spoken else (self.actor, self.speaker)
        if act.spoken and self.unnamed:
            return []
        pool = (self.here, self.opening, *rest)
        met = {part.unit.name for part in act.targets if part.unit is not None}
        for units in pool:
            speaks = units == self.speaker and act.type is EventType.VISIT and not itself
            if act.spoken and any(u.label is Label.PLACE for u in units):
                continue  # `وأضافت أن`: not the country told of before
            if (act.personal or speaks) and not all(u.acts for u in units):
                continue
            if units and all(_agrees(act, u) and u.name not in met for u in units):
                return units
        return []

    def agents(self, doc: Document, act: Act, read: list[Act]) -> tuple[list[Unit], bool]:
        """Return who does an act and whether that is inferred; none for a statement whose speaker nobody names.

        ``read``: the acts of the sentence. ``وأضاف أن`` is by the last speaker; ``انتقل الوفد إلى`` by who leads it.
        """
        agents, inferred = list(act.agents), False
        if act.subject_missing:
            framed = act.rule in FRAMED and not _came(doc, act)
            agents = (_main_subject(act, read) if framed else []) or self.subject(act, itself=_of_itself(doc, act))
            inferred = bool(agents)
        if act.spoken:
            agents = _named_speakers(doc, act, agents)
        if self.actor and len(agents) == 1 and agents[0].group and agents[0].name.split()[0] in DELEGATION:
            return self.actor, True
        return agents, inferred


def _came(doc: Document, act: Act) -> bool:
    """Whether the frame goes back to the sentence before (``جاء ذلك خلال زيارته ل``)."""
    before = [t.norm_ for t in doc.doc[max(act.trigger - 4, 0) : act.trigger]]
    return "ذلك" in before and ("جاء" in before or "جاءت" in before)


def _of_itself(doc: Document, act: Act) -> bool:
    """Whether a pronoun of who speaks stands before the verb (``أنها زارت``, ``أنه قد زار``)."""
    return any(t.norm_ in ITSELF for t in doc.doc[max(act.trigger - 2, 0) : act.trigger])


def _agrees(act: Act, unit: Unit) -> bool:
    """Whether a carried subject fits the verb's gender (an institution of unknown gender fits)."""
    if Gender.UNKNOWN in (act.gender, unit.gender):
        return True
    return act.gender is unit.gender


def _main_subject(act: Act, read: list[Act]) -> list[Unit]:
    """Return the subject of the clause a framed noun stands in (``في إطار زيارتها لجهة ...، تفقدت الوزيرة ...``)."""
    later = (a for a in read if a.trigger > act.trigger and a.agents and not any(u.group for u in a.agents))
    return next((list(a.agents) for a in later if all(_agrees(act, u) for u in a.agents)), [])


def _named_speakers(doc: Document, act: Act, agents: list[Unit]) -> list[Unit]:
    """Return the speakers of a statement: persons and bodies, an office only as the last person named with its noun.

    ``قال الوزير الروسي`` is the minister named before; an office that nobody in the article holds is no speaker (an
    unnamed source).
    """
    found: list[Unit] = []
    for unit in agents:
        written = plain(unit.mention.surface if unit.mention else "")
        if unit.label is not Label.ROLE or unit.inferred or unit.name != written:
            found.append(unit)
            continue
        person = _holder_before(doc, act, unit)
        if person is not None:
            found.append(replace(unit, name=person.name, inferred=True))
        elif _is_identified(doc, unit):
            found.append(unit)
    return found


def _is_identified(doc: Document, unit: Unit) -> bool:
    """Whether a full title tells who speaks though nobody names him (``نوه وكيل إمارة منطقة الباحة بجهود ...``).

    Not a spokesman or official of somewhere, nor an office that somebody named in the article holds.
    """
    noun = doc.doc[unit.first].norm_.removeprefix("ال")
    held = any(
        isinstance(m.value, RoleValue)
        and m.value.holder is not None
        and doc.doc[doc.token_range(*m.span)[0]].norm_.removeprefix("ال") == noun
        for m in doc.of(Label.ROLE)
    )
    words = [t.norm_ for t in doc.doc[unit.first : unit.last]]
    definite = any(word.startswith("ال") for word in words)  # not `قاض كبير سابق`
    unnamed = noun in UNNAMED and not _speaks_for_body(words)
    return not held and definite and not unit.group and len(words) >= 3 and not unnamed


def _speaks_for_body(words: list[str]) -> bool:
    """Whether a title of a spokesman or deputy tells whose: ``المتحدث باسم وزارة ...``, ``النائب العام للمحكمة``."""
    named = "باسم" in words or any(pair == ("ب", "اسم") for pair in pairwise(words))
    return named or words[1:2] == ["العام"]


def _differs(doc: Document, unit: Unit, first: int) -> bool:
    """Whether the adjective of a full title is not that of the title at ``first`` (``المدير الإقليمي``, ``المدير الجهوي``)."""
    own, other = doc.doc[unit.first + 1].norm_, doc.doc[first + 1].norm_
    full = unit.last - unit.first >= 3 and doc.doc[first].norm_.startswith("ال")
    return full and own.startswith("ال") and other.startswith("ال") and own != other


def _holder_before(doc: Document, act: Act, unit: Unit) -> PersonValue | None:
    """Return the person last named before the act with an office of the unit's noun and gender."""
    noun = doc.doc[unit.first].norm_.removeprefix("ال")
    holder: Span | None = None
    for mention in doc.of(Label.ROLE):
        value = mention.value
        if not isinstance(value, RoleValue) or value.holder is None or value.gender is not unit.gender:
            continue
        first = doc.token_range(*mention.span)[0]
        if first < act.trigger and doc.doc[first].norm_.removeprefix("ال") == noun and not _differs(doc, unit, first):
            holder = value.holder
    person = next((m.value for m in doc.of(Label.PERSON) if m.span == holder), None)
    return person if isinstance(person, PersonValue) else None
