"""Offices: who held which, and when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.deps import EngineDep
from api.links import MovedError, next_address
from api.parameters import HolderParameters, Nothing, PositionParameters
from api.problems import NotFoundError
from api.responses.entities import (
    HoldersResponse,
    PositionItemResponse,
    PositionListResponse,
    PositionResponse,
    TenureResponse,
)
from pipeline.kb.browse import offices
from pipeline.kb.keys import asked_key

router = APIRouter(prefix="/v1/positions", tags=["positions"])


@router.get("")
def list_positions(
    request: Request, response: Response, engine: EngineDep, asked: Annotated[PositionParameters, Query()]
) -> PositionListResponse:
    """List offices, those that most articles show somebody in first: `/v1/positions?title=والي`."""
    found = offices.positions(engine, text=asked.title, after=asked.after, limit=asked.limit)
    return PositionListResponse(
        total=found.total,
        total_exact=found.total_exact,
        after=found.after,
        next=next_address(request, response, found.after),
        items=[PositionItemResponse.from_item(row) for row in found.rows],
    )


@router.get("/holders")
def read_holders(engine: EngineDep, asked: Annotated[HolderParameters, Query()]) -> HoldersResponse:
    """Tell who held an office on a day: `/v1/positions/holders?office=والي جهة سوس ماسة&on=2024-03-10`.

    Outside the days that the coverage shows, the nearest known holder within half a year is given, as `inferred`.
    """
    held = offices.held(engine, asked.office, asked.on)
    return HoldersResponse(office=asked.office, on=asked.on, holders=[TenureResponse.from_item(t) for t in held])


@router.get("/{key}")
def read_position(engine: EngineDep, key: str, _: Annotated[Nothing, Query()]) -> PositionResponse:
    """Return an office with its wordings and all who are known to have held it; the key of a wording leads to it."""
    view = offices.position(engine, key)
    if view is None:
        raise NotFoundError(f"no office {key!r}")
    if view.item.key != asked_key(key):
        raise MovedError(f"/v1/positions/{view.item.key}")
    return PositionResponse.from_view(view)
