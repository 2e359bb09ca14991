"""Corrections: a researcher's word on a fact, a reviewer's on who is who. They are added, never changed, and outlive runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.access.responses import (
    CorrectionBody,
    CorrectionListResponse,
    CorrectionParameters,
    CorrectionResponse,
    MergeBody,
    SplitBody,
    UndoBody,
)
from api.access.services import Services
from api.access.telling import told
from api.access.visitors import HolderDep, concerns
from api.deps import EngineDep
from api.links import next_address
from api.parameters import Key, Nothing
from api.problems import NotFoundError
from pipeline.kb import corrections as kept
from pipeline.kb.corrections_read import correction, listed_corrections

router = APIRouter(prefix="/v1", tags=["corrections"])


@router.post("/corrections", status_code=201)
def correct(request: Request, engine: EngineDep, key: HolderDep, said: CorrectionBody) -> CorrectionResponse:
    """Confirm, reject or edit a fact. It holds at once, and again whenever the article is read anew; events follow soon."""
    return noted(
        request,
        said.target,
        lambda: kept.correct(
            engine, said.action, said.target, author=key.name, reason=said.reason, cells=said.cells or None
        ),
    )


@router.post("/corrections/undo", status_code=201)
def undo(request: Request, engine: EngineDep, key: HolderDep, said: UndoBody) -> CorrectionResponse:
    """Take a correction back. What merged or split takes effect again, or no more, with the next linking."""
    return noted(request, said.target, lambda: kept.undo(engine, said.target, author=key.name, reason=said.reason))


@router.post("/entities/merge", status_code=201)
def merge_entities(request: Request, engine: EngineDep, key: HolderDep, said: MergeBody) -> CorrectionResponse:
    """Say that two officials, institutions or places are one. The former key leads on to the one that stays."""
    return _joined(request, engine, key, "merge", said.key, said.other, said.reason)


@router.post("/entities/split", status_code=201)
def split_entities(request: Request, engine: EngineDep, key: HolderDep, said: SplitBody) -> CorrectionResponse:
    """Say that two entities are two, or that some articles mean another one of the name."""
    if said.other is not None:
        return _joined(request, engine, key, "split", said.key, said.other, said.reason)
    return noted(
        request,
        said.key,
        lambda: kept.take_apart(engine, said.key, said.articles, author=key.name, reason=said.reason),
    )


@router.post("/events/merge", status_code=201)
def merge_events(request: Request, engine: EngineDep, key: HolderDep, said: MergeBody) -> CorrectionResponse:
    """Say that two events are one, told twice."""
    return _joined(request, engine, key, "merge", said.key, said.other, said.reason)


@router.post("/events/split", status_code=201)
def split_events(request: Request, engine: EngineDep, key: HolderDep, said: MergeBody) -> CorrectionResponse:
    """Say that two events are two: by their keys, or by those of two tellings."""
    return _joined(request, engine, key, "split", said.key, said.other, said.reason)


@router.get("/corrections")
def list_corrections(
    request: Request, response: Response, engine: EngineDep, asked: Annotated[CorrectionParameters, Query()]
) -> CorrectionListResponse:
    """List corrections, the latest first, with what became of them."""
    found = listed_corrections(engine, target=asked.target, author=asked.author, after=asked.after, limit=asked.limit)
    after = None if found.after is None else str(found.after)
    return CorrectionListResponse(
        items=[CorrectionResponse.from_item(item) for item in found.rows],
        after=after,
        next=next_address(request, response, after),
    )


@router.get("/corrections/{key}")
def read_correction(
    engine: EngineDep, key: Annotated[Key, Path()], _: Annotated[Nothing, Query()]
) -> CorrectionResponse:
    """Return one correction: whether it is applied, waits, or was undone."""
    found = correction(engine, key)
    if found is None:
        raise NotFoundError(f"no correction {key!r}")
    return CorrectionResponse.from_item(found)


def noted(request: Request, target: str, act: Callable[[], str]) -> CorrectionResponse:
    """Do what somebody asked for, for the record, let linking follow, and return the correction it made.

    Of a fact too: a telling that was rejected or edited may leave its event with nothing, or with another day.

    Raises: NotFoundError, RequestValidationError: it cannot be done.
    """
    services: Services = request.state.services
    concerns(request, target)
    with told():
        made = act()
    services.linker.ask()
    found = correction(services.engine, made)
    assert found is not None
    return CorrectionResponse.from_item(found)


def _joined(
    request: Request, engine: EngineDep, key: HolderDep, action: str, one: str, other: str, reason: str
) -> CorrectionResponse:
    return noted(
        request,
        f"{one} {other}",
        lambda: kept.join(engine, action, one, other, author=key.name, reason=reason),
    )
