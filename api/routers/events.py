"""Events: who visited, opened or launched which centre, where and when."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.deps import EngineDep
from api.problems import FilterError, NotFoundError
from api.responses import EventListResponse, EventResponse, ProblemResponse
from corpus.mention import EventType, Status
from pipeline.kb import query

router = APIRouter(prefix="/v1/events", tags=["events"])
MAX_TEXT = 200  # letters of a name in a filter
MAX_OFFSET = 1_000_000

Text = Annotated[str | None, Field(max_length=MAX_TEXT)]


class EventParameters(BaseModel):
    """The filters; they are joined by "and". An unknown parameter is an error, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    official: Text = Field(default=None, description="Words of a name or office: `بنطاهر`, `وزيرة التضامن`, `Bentahar`")
    institution: Text = Field(default=None, description="Words of an institution's name: `مركز المواكبة`")
    place: Text = Field(default=None, description="Words of a place's name; what is stated to lie in it counts too")
    type: EventType | None = Field(default=None, description="Kind of event")
    status: Status | None = Field(default=None, description="Whether it took place")
    date_from: date | None = Field(default=None, alias="from", description="First day")
    date_to: date | None = Field(default=None, alias="to", description="Last day")
    article: Text = Field(default=None, description="Key or document id of an article")
    limit: int = Field(default=query.EventFilters.limit, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=MAX_OFFSET)

    def filters(self) -> query.EventFilters:
        """Return the question to the knowledge base.

        Raises: FilterError: the first day comes after the last.
        """
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise FilterError(f"from ({self.date_from}) is later than to ({self.date_to})")
        return query.EventFilters(**self.model_dump())


@router.get("", responses={422: {"model": ProblemResponse}, 503: {"model": ProblemResponse}})
def list_events(engine: EngineDep, parameters: Annotated[EventParameters, Query()]) -> EventListResponse:
    """List events, the latest first; every row carries the sentence that states it.

    Who visited this centre, and when: `/v1/events?type=visit&institution=مركز المواكبة`.
    """
    page = query.events(engine, parameters.filters())
    return EventListResponse.from_page(page, limit=parameters.limit, offset=parameters.offset)


@router.get("/{key}", responses={404: {"model": ProblemResponse}, 503: {"model": ProblemResponse}})
def read_event(engine: EngineDep, key: str) -> EventResponse:
    """Return one event by its permanent key."""
    row = query.event(engine, key)
    if row is None:
        raise NotFoundError(f"no event {key!r}")
    return EventResponse.from_row(row)
