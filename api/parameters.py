"""The parameters of questions, as the address states them. An unknown one is an error, so that a misspelt one is noticed.

:class:`EventParameters` are the filters of events, the same for lists, facets, histogram, map, graph, exports and feeds.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError

from api.problems import FilterError
from corpus.mention import EventType, InstitutionKind, PlaceKind, Status
from pipeline.kb.browse.shapes import PAGE, EntityKind, HappeningFilters, Precision, Sort, Step
from pipeline.kb.export.columns import Format, What
from pipeline.kb.filters import EventFilters
from pipeline.kb.keys import asked_key

MAX_TEXT = 200  # letters of a name in a filter
MAX_QUERY = 500  # letters of a full text query
MAX_KEY = 200
MAX_CURSOR = 500
MAX_LIMIT = 200  # rows of a list
MAX_FEED = 500  # entries of a feed or calendar
MAX_KEYS = 10  # entities that all take part
MOST_NAMES = 500  # of one look-up
LARGEST = 1e15  # a sum of money; beyond it neighbouring whole numbers are no longer told apart
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
REPEATED = frozenset({"entity", "type", "status"})  # parameters that may be given more than once


def _as_text(value: Any) -> Any:
    """Return a text without NUL, which PostgreSQL takes in none; refuse halves of surrogate pairs, as JSON may spell."""
    if not isinstance(value, str):
        return value
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise PydanticCustomError("string_unicode", "Input should be a valid string of Unicode characters")
    return asked_key(value)


def _as_day(value: Any) -> Any:
    if isinstance(value, str) and not DAY.fullmatch(value):  # else seconds since 1970 would be a day too
        raise PydanticCustomError("date_parsing", "Input should be a valid date in the form YYYY-MM-DD")
    return value


AsText = BeforeValidator(_as_text)
Text = Annotated[str | None, AsText, Field(max_length=MAX_TEXT)]
Words = Annotated[str | None, AsText, Field(max_length=MAX_QUERY)]
Day = Annotated[
    date | None, BeforeValidator(_as_day),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}),
]  # fmt: skip
Key = Annotated[str, AsText, Field(max_length=MAX_KEY)]
Cursor = Annotated[
    str | None, AsText, Field(max_length=MAX_CURSOR, description="Where to go on: `after` of the answer before")
]
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT, description="Rows of this answer, at most")]
Amount = Annotated[float | None, Field(ge=0, le=LARGEST, allow_inf_nan=False)]


class Exported(StrEnum):
    """What a row of an export is of: what happened, the articles' words on it, or what has to do with it."""

    EVENTS = "events"
    TELLINGS = "tellings"
    OFFICIALS = "officials"
    INSTITUTIONS = "institutions"
    PLACES = "places"
    POSITIONS = "positions"
    AMOUNTS = "amounts"
    QUANTITIES = "quantities"
    ARTICLES = "articles"

    @property
    def rows(self) -> What:
        """What the knowledge base calls them: its events are the tellings of the interface."""
        return {Exported.EVENTS: What.HAPPENINGS, Exported.TELLINGS: What.EVENTS}.get(self) or What(self.value)


class Parameters(BaseModel):
    """What all parameters have in common."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Parameters):
    """No parameters at all."""


class EventParameters(Parameters):
    """The filters of events; they are joined by "and"."""

    q: Words = Field(
        default=None,
        description='Words in an article that tells it: `مركز "دار الشباب" -ملعب` (phrases in quotes, `-` for without)',
    )
    official: Text = Field(default=None, description="Words of an official's name: `بنطاهر`, `Bentahar`")
    office: Text = Field(default=None, description="Words of an office that a participant holds: `والي`")
    institution: Text = Field(default=None, description="Words of an institution's name: `مركز المواكبة`")
    kind: InstitutionKind | None = Field(default=None, description="Kind of an institution that takes part")
    place: Text = Field(default=None, description="Words of a place's name; all that lies in it counts too")
    inside: Annotated[Key | None, Field(description="Key of a place; all that lies in it counts too")] = None
    entity: list[Key] = Field(
        default=[], max_length=MAX_KEYS, description="Key of an entity that takes part; repeated, all of them do"
    )
    type: list[EventType] = Field(default=[], description="Kind of event; repeated, any of them")
    status: list[Status] = Field(default=[], description="Whether it took place; repeated, any of them")
    date_from: Day = Field(default=None, alias="from", description="First day: `2024-01-01`")
    date_to: Day = Field(default=None, alias="to", description="Last day: `2024-12-31`")
    precision: Precision | None = Field(default=None, description="How exactly its day is known, at least")
    amount_from: Amount = Field(default=None, description="Least sum in an article that tells it, in major units")
    amount_to: Amount = Field(default=None, description="Largest sum in an article that tells it, in major units")
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$", description="Its currency (ISO 4217): `MAD`")
    outlet: Text = Field(
        default=None, description="Name of a newspaper that tells it, as it stands in `article.outlet`"
    )
    section: Text = Field(
        default=None, description="Section of the newspaper in which it is told, as it stands in `article.section`"
    )
    article: Text = Field(default=None, description="Key or document id of an article that tells it")
    min_confidence: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False, description="Least confidence")
    min_sources: int | None = Field(default=None, ge=1, le=1000, description="Least number of sources")

    def filters(self) -> HappeningFilters:
        """Return the question to the knowledge base.

        Raises: FilterError: the first day comes after the last, or the least sum is more than the largest.
        """
        in_order("from", self.date_from, "to", self.date_to)
        if self.amount_from is not None and self.amount_to is not None and self.amount_from > self.amount_to:
            raise FilterError("amount_from is more than amount_to", "amount_from", "أدنى المبلغ أكبر من أقصاه.")
        same = ("q", "official", "office", "institution", "kind", "place", "inside", "date_from", "date_to", "precision",
                "amount_from", "amount_to", "currency", "outlet", "section", "article", "min_confidence",
                "min_sources")  # fmt: skip
        return HappeningFilters(
            **{name: getattr(self, name) for name in same},
            entities=tuple(self.entity),
            types=tuple(self.type),
            statuses=tuple(self.status),
        )


class TellingParameters(Parameters):
    """The filters of tellings, joined by "and", and page."""

    official: Text = Field(default=None, description="Words of a name or office: `بنطاهر`, `وزيرة التضامن`, `Bentahar`")
    institution: Text = Field(default=None, description="Words of an institution's name: `مركز المواكبة`")
    place: Text = Field(default=None, description="Words of a place's name; what is stated to lie in it counts too")
    type: EventType | None = Field(default=None, description="Kind of event")
    status: Status | None = Field(default=None, description="Whether it took place")
    date_from: Day = Field(default=None, alias="from", description="First day")
    date_to: Day = Field(default=None, alias="to", description="Last day")
    article: Text = Field(default=None, description="Key or document id of an article")
    after: Cursor = None
    limit: Limit = PAGE

    def filters(self) -> EventFilters:
        """Return the question to the knowledge base.

        Raises: FilterError: the first day comes after the last.
        """
        in_order("from", self.date_from, "to", self.date_to)
        return EventFilters(**self.model_dump(exclude={"after"}))


class EventListParameters(EventParameters):
    """Filters, order and page."""

    sort: Sort = Field(default=Sort.LATEST, description="Order; ties go by key, undated events come last")
    after: Cursor = None
    limit: Limit = PAGE


class FacetParameters(EventParameters):
    """Filters, and how many values of each facet."""

    size: int = Field(default=10, ge=1, le=100, description="Values of each facet, at most")


class HistogramParameters(EventParameters):
    """Filters, and how wide the bars are."""

    step: Step | None = Field(default=None, description="Width of a bar; without it what fits the span of days")


class MapParameters(EventParameters):
    """Filters, and how many points."""

    limit: int = Field(default=500, ge=1, le=2000, description="Points, at most: those with most events")


class GraphParameters(EventParameters):
    """Filters, and how many entities."""

    size: int = Field(default=30, ge=2, le=200, description="Entities, at most: those with most events")


class FeedParameters(EventParameters):
    """Filters, and how many entries."""

    limit: int = Field(default=100, ge=1, le=MAX_FEED, description="Entries, at most: the latest events")


class ExportParameters(EventParameters):
    """Filters, and what to write in which format."""

    format: Format = Field(default=Format.CSV, description="Format of the file")
    what: Exported = Field(
        default=Exported.EVENTS, description="What a row is of; all that has to do with these events"
    )
    bom: bool = Field(default=False, description="CSV with a byte order mark, for Excel")


class FigureParameters(EventParameters):
    """Filters of the events whose articles state the figures, and page."""

    after: Cursor = None
    limit: Limit = PAGE


class EntityParameters(Parameters):
    """Filters of officials, and page."""

    name: Text = Field(default=None, description="Words of a name, in Arabic or Latin letters")
    after: Cursor = None
    limit: Limit = PAGE


class InstitutionParameters(EntityParameters):
    """Filters of institutions, and page."""

    kind: InstitutionKind | None = Field(default=None, description="Kind of institution")
    inside: Annotated[Key | None, Field(description="Key of a place in which it lies, at any depth")] = None


class PlaceParameters(EntityParameters):
    """Filters of places, and page."""

    kind: PlaceKind | None = Field(default=None, description="Kind of place")
    inside: Annotated[Key | None, Field(description="Key of a place in which it lies, at any depth")] = None


class PositionParameters(Parameters):
    """Filter of offices, and page."""

    title: Text = Field(default=None, description="Words of a title: `والي جهة`")
    after: Cursor = None
    limit: Limit = PAGE


class HolderParameters(Parameters):
    """An office and a day."""

    office: Annotated[str, AsText, Field(min_length=1, max_length=MAX_TEXT, description="Title: `والي جهة سوس ماسة`")]
    on: Day = Field(default=None, description="Day: `2024-03-10`; without it all who are known to have held it")


class ArticleParameters(Parameters):
    """Filters of articles, and page."""

    q: Words = Field(default=None, description="Words in title or text")
    outlet: Text = Field(default=None, description="Name of the newspaper")
    section: Text = Field(default=None, description="Section of the newspaper, as it names it: `جهات`")
    date_from: Day = Field(default=None, alias="from", description="First day of publication")
    date_to: Day = Field(default=None, alias="to", description="Last day of publication")
    after: Cursor = None
    limit: Limit = PAGE


class SearchParameters(Parameters):
    """A full text query, and page."""

    q: Annotated[str, AsText, Field(max_length=MAX_QUERY)] = Field(
        description='Words, all of which an article must have: `"مركز الأمل" تدشين* -تازة`'
    )
    after: Cursor = None
    limit: Limit = PAGE


class RunParameters(Parameters):
    """Page of the runs."""

    after: Cursor = None
    limit: Limit = PAGE


class NightParameters(Parameters):
    """Page of the nights."""

    after: Cursor = None
    limit: Limit = PAGE


class ReviewParameters(Parameters):
    """Page of the review queue."""

    after: Cursor = None
    limit: Limit = PAGE


class LookupBody(Parameters):
    """Names to be looked up."""

    names: Annotated[
        list[Annotated[str, AsText, Field(max_length=MAX_TEXT)]],
        Field(min_length=1, max_length=MOST_NAMES, examples=[["سلوى بنطاهر", "مركز المواكبة", "Taroudant"]]),
    ]
    kind: EntityKind | None = Field(default=None, description="What they are names of", examples=["official"])
    limit: int = Field(default=5, ge=1, le=50, description="Entities for each name, at most", examples=[5])


def in_order(first: str, start: date | None, last: str, end: date | None) -> None:
    """Raise FilterError, naming the first parameter, when a period ends before it begins."""
    if start and end and start > end:
        raise FilterError(f"{first} ({start}) is later than {last} ({end})", first, "نهاية الفترة تسبق بدايتها.")


async def given_once(request: Request) -> None:
    """Raise FilterError when a parameter is given twice that can have one value only (a dependency of routers)."""
    seen: set[str] = set()
    for name, _ in request.query_params.multi_items():
        if name in seen and name not in REPEATED:
            raise FilterError(f"{name} is given more than once", name, "ورد هذا المعامل أكثر من مرة.")
        seen.add(name)
