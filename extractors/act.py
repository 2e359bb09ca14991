"""What an act is: a trigger with its participants, the sentence it is read from, and the word that may tell of it.

Leaves to ``extractors.acts`` how acts are found, and to ``extractors.events`` what becomes of them in the article.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.mention import EventType, Gender, Status
from extractors.clauses import Part
from extractors.triggers import Form, Lexeme
from extractors.units import Unit

OPENINGS = frozenset({EventType.INAUGURATION, EventType.LAUNCH})
STOPS_OF_A_TOUR = OPENINGS | {EventType.VISIT}


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
    undergone: bool = False  # the subject left out is what it happens to: `عين سنة 2010 عميدا`
    speaker: str = ""  # how a statement's speaker was read, where it is no mention: the kind of noun (`act_spoken`)
    learning: bool = False  # somebody looks into things (`اطلع على`), mostly on a visit told of before
    personal: bool = False  # the subject left out is a person: `تحدث سموه عن`
    refers: bool = False  # the noun is definite: `ترأس الوزير أشغال الدورة` tells of a gathering already told


@dataclass
class Sentence:
    """A sentence being read: its token range, whether it is the headline, and what earlier triggers took."""

    first: int
    end: int
    headline: bool
    lead: bool = False
    taken: set[int] = field(default_factory=set)
    asides: set[int] = field(default_factory=set)  # triggers of relative clauses: what follows has its own frame


@dataclass(frozen=True)
class Trigger:
    """A word that may tell of an act (``دشن``, ``بزيارة``): its token, one form it may be, and its sentence."""

    at: int
    form: Form
    sentence: Sentence

    @property
    def lexeme(self) -> Lexeme:
        """The row of the trigger lexicon."""
        return self.form.lexeme

    @property
    def type(self) -> EventType | None:
        """The type of event the word tells of, None for a light verb (``قام``)."""
        return self.form.lexeme.type


@dataclass(frozen=True)
class Arguments:
    """What a rule found round a trigger: the phrases of the clause, who acts, and what is acted on."""

    parts: list[Part]
    agents: tuple[Unit, ...] = ()
    objects: list[Part] = field(default_factory=list)
