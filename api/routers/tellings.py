"""Tellings: events as single articles tell them, with the span, rule and run that state each."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.deps import EngineDep
from api.links import next_address
from api.parameters import Nothing, TellingParameters
from api.problems import NotFoundError
from api.responses.tellings import TellingListResponse, TellingResponse
from pipeline.kb import query
from pipeline.kb.tellings import listed_tellings

router = APIRouter(prefix="/v1/tellings", tags=["tellings"])


@router.get("")
def list_tellings(
    request: Request, response: Response, engine: EngineDep, asked: Annotated[TellingParameters, Query()]
) -> TellingListResponse:
    """List tellings, the latest first; one event has as many as articles tell it.

    What does this article tell: `/v1/tellings?article=w001`.
    """
    found = listed_tellings(engine, asked.filters(), after=asked.after, limit=asked.limit)
    return TellingListResponse(
        total=found.total,
        total_exact=found.total_exact,
        after=found.after,
        next=next_address(request, response, found.after),
        items=[TellingResponse.from_row(row) for row in found.rows],
    )


@router.get("/{key}")
def read_telling(engine: EngineDep, key: str, _: Annotated[Nothing, Query()]) -> TellingResponse:
    """Return one telling by its permanent key; `/v1/events/{key}` leads from the same key to the event."""
    row = query.event(engine, key)
    if row is None:
        raise NotFoundError(f"no telling {key!r}")
    return TellingResponse.from_row(row)
