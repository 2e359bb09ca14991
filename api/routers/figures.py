"""Sums of money and counted quantities in the articles that tell certain events."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.deps import EngineDep
from api.links import next_address
from api.parameters import FigureParameters
from api.responses.figures import (
    AmountListResponse,
    ListedAmountResponse,
    ListedQuantityResponse,
    QuantityListResponse,
)
from pipeline.kb.browse import figures

router = APIRouter(prefix="/v1")


@router.get("/amounts", tags=["amounts"])
def list_amounts(
    request: Request, response: Response, engine: EngineDep, asked: Annotated[FigureParameters, Query()]
) -> AmountListResponse:
    """List sums of money, those of the latest articles first: `/v1/amounts?kind=centre&amount_from=1000000`."""
    found = figures.amounts(engine, asked.filters(), after=asked.after, limit=asked.limit)
    return AmountListResponse(
        total=found.total,
        total_exact=found.total_exact,
        after=found.after,
        next=next_address(request, response, found.after),
        items=[ListedAmountResponse.from_item(row) for row in found.rows],
    )


@router.get("/quantities", tags=["quantities"])
def list_quantities(
    request: Request, response: Response, engine: EngineDep, asked: Annotated[FigureParameters, Query()]
) -> QuantityListResponse:
    """List counted quantities, those of the latest articles first: `/v1/quantities?type=distribution`."""
    found = figures.quantities(engine, asked.filters(), after=asked.after, limit=asked.limit)
    return QuantityListResponse(
        total=found.total,
        total_exact=found.total_exact,
        after=found.after,
        next=next_address(request, response, found.after),
        items=[ListedQuantityResponse.from_item(row) for row in found.rows],
    )
