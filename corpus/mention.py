"""Mentions: labelled spans of an article with their values and provenance.

Offsets are Python code points into ``Document.text``, half-open. Extractors never build a
``Mention`` themselves; ``Document.mention`` does, so ``surface == text[start:end]`` always holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Label(StrEnum):
    """What a span is."""

    PLACE = "place"
    INSTITUTION = "institution"
    PERSON = "person"
    ROLE = "role"
    DATE = "date"
    MONEY = "money"
    QUANTITY = "quantity"
    EVENT = "event"
    FURNITURE = "furniture"  # page parts that are not the article: share lines, comment counters, related links


class PlaceKind(StrEnum):
    """Kinds of places, as in the gold annotation."""

    REGION = "region"
    PREFECTURE = "prefecture"
    PROVINCE = "province"
    COMMUNE = "commune"
    CITY = "city"
    NEIGHBOURHOOD = "neighbourhood"
    DOUAR = "douar"
    COUNTRY = "country"
    OTHER = "other"


class InstitutionKind(StrEnum):
    """Kinds of institutions, as in the gold annotation."""

    CENTRE = "centre"
    MINISTRY = "ministry"
    AGENCY = "agency"
    ASSOCIATION = "association"
    FOUNDATION = "foundation"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    COMPANY = "company"
    COUNCIL = "council"
    PARTY = "party"
    PROGRAMME = "programme"
    OTHER = "other"


class Relation(StrEnum):
    """How a stated number stands to the true one."""

    EXACT = "exact"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    ABOUT = "about"


class Weekday(StrEnum):
    """Names of weekdays as in the gold annotation; the order is that of ``date.weekday()``."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class EventType(StrEnum):
    """Types of events, as in the gold annotation."""

    VISIT = "visit"
    INAUGURATION = "inauguration"
    LAUNCH = "launch"
    SIGNING = "signing"
    MEETING = "meeting"
    STATEMENT = "statement"
    DISTRIBUTION = "distribution"
    APPOINTMENT = "appointment"
    OTHER = "other"


class Status(StrEnum):
    """Whether the act took place."""

    PAST = "past"
    PLANNED = "planned"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    DENIED = "denied"


class ArgumentRole(StrEnum):
    """The part a participant has in an event."""

    AGENT = "agent"
    COMPANION = "companion"
    TARGET = "target"
    RECIPIENT = "recipient"
    PLACE = "place"
    DATE = "date"


class Gender(StrEnum):
    """Grammatical gender, as far as the form shows it."""

    MASCULINE = "m"
    FEMININE = "f"
    UNKNOWN = "u"


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which extractor, rule and version stated a fact."""

    extractor: str
    rule: str
    version: str


@dataclass(frozen=True, slots=True)
class Link:
    """A mention tied to a gazetteer entity; ``entity_id`` is None for NIL (abstention).

    ``score`` is in 0-1, uncalibrated; ``features`` names the parts it is made of.
    """

    entity_id: str | None
    score: float
    features: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """A place as named in the article: ``name`` with its designator, ``bare_name`` without it (else None)."""

    name: str
    kind: PlaceKind
    bare_name: str | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class InstitutionValue:
    """An institution: canonical ``name`` (article restored after ل, Persian letters rewritten), its kind,
    and the span of the PLACE mention that says where it is. ``alias_of``: span of the full form for a short form."""

    name: str
    kind: InstitutionKind
    place: Span | None = None
    alias_of: Span | None = None


@dataclass(frozen=True, slots=True)
class PersonValue:
    """A person's name without honorifics. ``alias_of``: span of the fuller form earlier in the article."""

    name: str
    gender: Gender = Gender.UNKNOWN
    alias_of: Span | None = None


@dataclass(frozen=True, slots=True)
class RoleValue:
    """An office. ``holder``: span of the PERSON mention that holds it, None for a role-only mention.

    ``full``: the title has its complements (``وزير الصحة``), else a short reference (``الوزير``).
    ``group``: several holders (``رؤساء الجماعات``). ``formula``: stands in an honorific formula
    (``تحت رعاية جلالة الملك``) and acts in no event. ``former``: ``الوزير السابق``.
    """

    title: str
    holder: Span | None = None
    full: bool = True
    group: bool = False
    formula: bool = False
    gender: Gender = Gender.UNKNOWN


@dataclass(frozen=True, slots=True)
class DateValue:
    """Resolved bounds (both None when the article gives no anchor), the weekday written, and what was odd.

    ``shows_published``: the expression shows the day of publication (``اليوم الثلاثاء 18 نونبر 2025``);
    ``published`` is then that day. ``note``: e.g. a weekday that disagrees with the date.
    """

    start: date | None
    end: date | None
    weekday: Weekday | None = None
    relative: bool = False
    published: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class MoneyValue:
    """A sum in major units and its ISO 4217 currency."""

    value: Decimal
    currency: str
    relation: Relation = Relation.EXACT


@dataclass(frozen=True, slots=True)
class QuantityValue:
    """A counted quantity: number, head noun as written, longer noun phrase where there is one, relation."""

    value: Decimal
    unit: str
    relation: Relation = Relation.EXACT
    unit_phrase: str | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """A participant: the span in the text and the name it resolves to inside the article."""

    role: ArgumentRole
    start: int
    end: int
    name: str
    confidence: float = 1.0
    inferred: bool = False  # resolved from a pronoun, a role or a carried-over subject


@dataclass(frozen=True, slots=True)
class EventValue:
    """An event: type, status, participants and time. ``evidence``: the clause, ``evidence_also``: further spans."""

    type: EventType
    status: Status = Status.PAST
    arguments: tuple[Argument, ...] = ()
    date_start: date | None = None
    date_end: date | None = None
    date_span: Span | None = None
    date_inherited: bool = False
    evidence: Span = (0, 0)
    evidence_also: tuple[Span, ...] = ()


Value = (
    PlaceValue | InstitutionValue | PersonValue | RoleValue | DateValue | MoneyValue | QuantityValue | EventValue | None
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A labelled span; ``surface`` is the text there as published."""

    start: int
    end: int
    label: Label
    surface: str
    provenance: Provenance
    confidence: float = 1.0
    value: Value = field(default=None)

    @property
    def span(self) -> Span:
        """The half-open offsets."""
        return (self.start, self.end)
