"""Questions about merged events and entities, and the shapes of their answers. Plain values, made without a database.

Keys are permanent; days are inclusive; confidence is 0-1; degrees are WGS 84. ``total_exact`` is False where counting
stopped at a limit: then ``total`` is that limit and there are more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from corpus.mention import EventType, InstitutionKind, PlaceKind, Status
from pipeline.kb.happenings import HappeningRow
from pipeline.kb.query import ArticleRef, Evidence

PAGE = 50


class Precision(StrEnum):
    """How exactly the day of an event is known."""

    DAY = "day"
    MONTH = "month"  # a month or less, more than a day
    YEAR = "year"  # a year or less, more than a month
    NONE = "none"  # undated


class Sort(StrEnum):
    """The order of events; ties go by key. Undated ones come last in both orders of days."""

    LATEST = "latest"
    EARLIEST = "earliest"
    SOURCES = "sources"  # most outlets first
    CONFIDENCE = "confidence"  # surest first


class EntityKind(StrEnum):
    """What an entity is."""

    OFFICIAL = "official"
    INSTITUTION = "institution"
    PLACE = "place"


class Step(StrEnum):
    """The width of a bar of the histogram."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True)
class HappeningFilters:
    """What to look for among merged events; filters are joined by "and", an empty one asks for nothing.

    ``q``: full text search over the articles that tell it. ``official``, ``institution``, ``place``: words of a name, in
    Arabic or Latin letters; a place counts with everything that lies in it. ``office``: words of a title (``والي``).
    ``entities``: keys of entities that all take part (former keys lead on). ``kind``: kind of an institution that takes
    part. ``precision``: at least so exact. ``amount_from``, ``amount_to`` (major units) and ``currency`` (ISO 4217): a
    sum in an article that tells it. ``outlet``: name of the newspaper, ``section``: of it. ``article``: key or document id. ``inside``: key of
    a place; it happened there or in anything that lies in it (``entities`` with a place: at that place alone).
    """

    q: str | None = None
    official: str | None = None
    office: str | None = None
    institution: str | None = None
    kind: InstitutionKind | None = None
    place: str | None = None
    entities: tuple[str, ...] = ()
    types: tuple[EventType, ...] = ()
    statuses: tuple[Status, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    precision: Precision | None = None
    amount_from: float | None = None
    amount_to: float | None = None
    currency: str | None = None
    outlet: str | None = None
    section: str | None = None
    article: str | None = None
    min_confidence: float | None = None
    min_sources: int | None = None
    inside: str | None = None


@dataclass(frozen=True)
class ListedHappening:
    """An event in a list: its row, the sentence of its first telling, and the article that says it."""

    row: HappeningRow
    evidence: Evidence | None
    article: ArticleRef | None
    offices: dict[str, tuple[str, ...]] = field(default_factory=dict)  # key of an official -> titles in its tellings
    placed: dict[str, str] = field(default_factory=dict)  # key of an institution -> where it is


@dataclass(frozen=True)
class HappeningList:
    """Some events of an answer. ``after``: what to ask for the next ones with; None: there are no more."""

    rows: tuple[ListedHappening, ...] = ()
    total: int = 0
    total_exact: bool = True
    after: str | None = None


@dataclass(frozen=True)
class FacetValue:
    """A value events can be narrowed to: ``value`` goes into the filter ``name``, ``label`` is shown."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Facets:
    """How the events of an answer divide, most first: ``type``, ``status``, ``official``, ``institution``, ``place``,
    ``kind``, ``outlet``. Officials, institutions and places by key of entity. ``exact``: all events were counted."""

    values: dict[str, tuple[FacetValue, ...]]
    counted: int
    exact: bool


@dataclass(frozen=True)
class Bar:
    """The events that begin in a span of days."""

    start: date
    end: date
    count: int


@dataclass(frozen=True)
class Histogram:
    """Events by day, month or year in order, without the empty ones; ``undated``: those of no bar."""

    step: Step
    bars: tuple[Bar, ...]
    undated: int
    exact: bool


@dataclass(frozen=True)
class Dot:
    """Events at a point of the map. ``place``: key of the place whose point it is."""

    place: str
    label: str
    latitude: float
    longitude: float
    count: int


@dataclass(frozen=True)
class EntityItem:
    """An entity in a list; ``key`` is the one that stands for all that were merged into it."""

    key: str
    kind: EntityKind
    subkind: InstitutionKind | PlaceKind | None
    label: str
    latin: str | None  # in Latin letters; see `pipeline.kb.latin`
    place: str | None  # label of the next place up
    place_key: str | None
    gazetteer_id: str | None
    events: int
    first: date | None  # days of the first and last dated event
    last: date | None
    latin_made: bool = False


@dataclass(frozen=True)
class EntityList:
    """Some entities of an answer, those with most events first."""

    rows: tuple[EntityItem, ...] = ()
    total: int = 0
    total_exact: bool = True
    after: str | None = None


@dataclass(frozen=True)
class TenureItem:
    """An office over time, as the coverage supports it (``pipeline.kb.across.Tenure``)."""

    official: str  # key
    official_label: str
    position: str  # key
    title: str
    first_seen: date | None
    last_seen: date | None
    since: date | None
    until: date | None
    articles: int
    confidence: float
    inferred: bool = False  # the day asked for is outside what the coverage shows


@dataclass(frozen=True)
class PositionItem:
    """An office in a list. ``holders``: officials known to have held it; ``articles`` that show one in it."""

    key: str
    title: str
    holders: int
    articles: int


@dataclass(frozen=True)
class PositionList:
    """Some offices of an answer, those that most articles show somebody in first."""

    rows: tuple[PositionItem, ...] = ()
    total: int = 0
    total_exact: bool = True
    after: str | None = None


@dataclass(frozen=True)
class PositionView:
    """An office, its other wordings and who held it, in order of time."""

    item: PositionItem
    wordings: tuple[str, ...]
    tenures: tuple[TenureItem, ...]


@dataclass(frozen=True)
class Companion:
    """An entity that shares events with another; ``events``: how many."""

    item: EntityItem
    events: int


@dataclass(frozen=True)
class EntityView:
    """An entity with what its page shows. Its events are a list of :class:`HappeningFilters` with its key.

    ``names``: every form it is written with, most used first; ``parents``: the places around it, the nearest first;
    ``children``: places in it; ``latitude``, ``longitude`` are of ``located_by`` (itself or the nearest place with a point).
    """

    item: EntityItem
    names: tuple[str, ...]
    parents: tuple[EntityItem, ...]
    children: tuple[EntityItem, ...]
    tenures: tuple[TenureItem, ...]
    companions: tuple[Companion, ...]  # officials
    institutions: tuple[Companion, ...]
    places: tuple[Companion, ...]
    latitude: float | None
    longitude: float | None
    located_by: str | None
    located_by_label: str | None
    merged: tuple[str, ...]  # keys that lead here


@dataclass(frozen=True)
class Edge:
    """Two entities take part in the same events."""

    left: str
    right: str
    events: int


@dataclass(frozen=True)
class Graph:
    """Who appears with whom: the officials and institutions with most events in the answer, and how often two share
    one. ``events`` of a node: those of the answer."""

    nodes: tuple[EntityItem, ...]
    edges: tuple[Edge, ...]
    exact: bool


@dataclass(frozen=True)
class Match:
    """What a name asked for may mean, the likeliest first; ``score``: 0-1, why in ``how`` (exact, words, sound)."""

    name: str
    found: tuple[tuple[EntityItem, float, str], ...] = ()


@dataclass(frozen=True)
class ArticleItem:
    """An article in a list."""

    ref: ArticleRef
    events: int
    section: str | None
    copy_of: str | None


@dataclass(frozen=True)
class ArticleList:
    """Some articles of an answer, the latest first."""

    rows: tuple[ArticleItem, ...] = ()
    total: int = 0
    total_exact: bool = True
    after: str | None = None


@dataclass(frozen=True)
class FigureItem:
    """An amount of money or a counted quantity with the words and the article that state it."""

    key: str
    text: str
    value: float
    unit: str  # ISO 4217 currency, or the unit of a quantity
    unit_phrase: str | None
    relation: str | None
    evidence: Evidence
    article: ArticleRef
    confidence: float
    verdict: str | None


@dataclass(frozen=True)
class FigureList:
    """Some figures of an answer, the latest article first."""

    rows: tuple[FigureItem, ...] = ()
    total: int = 0
    total_exact: bool = True
    after: str | None = None
