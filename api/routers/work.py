"""How the knowledge base is made: the runs of the pipeline, the nights, and what waits for a decision."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.deps import EngineDep
from api.links import next_address
from api.parameters import NightParameters, Nothing, ReviewParameters, RunParameters
from api.problems import NotFoundError
from api.responses.nights import NightListResponse, NightResponse
from api.responses.work import PairResponse, ReviewResponse, RunListResponse, RunResponse, UnanchoredResponse
from pipeline.kb import nights_read, runs
from pipeline.kb.review import waiting

router = APIRouter(prefix="/v1")
LARGEST_NUMBER = 2**63 - 1  # of a row
Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]


@router.get("/runs", tags=["runs"])
def list_runs(
    request: Request, response: Response, engine: EngineDep, asked: Annotated[RunParameters, Query()]
) -> RunListResponse:
    """List the runs of the pipeline, the latest first; every fact names its run."""
    found = runs.listed_runs(engine, after=asked.after, limit=asked.limit)
    return RunListResponse(
        total=found.total,
        total_exact=True,
        after=found.after,
        next=next_address(request, response, found.after),
        items=[RunResponse.from_row(row, failures) for row, failures in found.rows],
    )


@router.get("/runs/{number}", tags=["runs"])
def read_run(engine: EngineDep, number: Number, _: Annotated[Nothing, Query()]) -> RunResponse:
    """Return one run by the number that facts name in `provenance.run`."""
    found = runs.run(engine, number)
    if found is None:
        raise NotFoundError(f"no run {number}")
    return RunResponse.from_row(*found)


@router.get("/nights", tags=["runs"])
def list_nights(
    request: Request, response: Response, engine: EngineDep, asked: Annotated[NightParameters, Query()]
) -> NightListResponse:
    """List the nights, the latest first: when, what came of them, and whether an operator must act."""
    found = nights_read.listed_nights(engine, after=asked.after, limit=asked.limit)
    return NightListResponse.from_list(found, next_address(request, response, found.after))


@router.get("/nights/{number}", tags=["runs"])
def read_night(engine: EngineDep, number: Number, _: Annotated[Nothing, Query()]) -> NightResponse:
    """Return one night: what an operator must act on, its stages, what each outlet gave, and what was set aside."""
    found = nights_read.find_night(engine, number)
    if found is None:
        raise NotFoundError(f"no night {number}")
    return NightResponse.from_view(found)


@router.get("/review", tags=["review"])
def list_review(
    request: Request, response: Response, engine: EngineDep, asked: Annotated[ReviewParameters, Query()]
) -> ReviewResponse:
    """List what waits for a researcher's decision: pairs that may be one, corrections whose words are gone."""
    found = waiting(engine, asked.limit, asked.after)
    return ReviewResponse(
        total=found.pairs_in_all,
        total_exact=True,
        after=found.after,
        next=next_address(request, response, found.after),
        items=[PairResponse.from_row(pair) for pair in found.pairs],
        unanchored=[UnanchoredResponse.from_row(row) for row in found.unanchored],
    )
