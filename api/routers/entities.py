"""Officials, institutions and places: lists, and what the page of each shows."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response

from api.deps import EngineDep
from api.links import PATHS, MovedError, address, next_address
from api.parameters import EntityParameters, InstitutionParameters, Nothing, PlaceParameters
from api.problems import NotFoundError
from api.responses.entities import EntityItemResponse, EntityListResponse, EntityResponse
from pipeline.kb.browse import entities
from pipeline.kb.browse.shapes import EntityKind, EntityList
from pipeline.kb.keys import asked_key

router = APIRouter(prefix="/v1")
EntityKey = Annotated[str, Path(description="Its key, or a former one, which leads to the present")]
Unasked = Annotated[Nothing, Query()]


@router.get("/officials", tags=["officials"])
def list_officials(
    request: Request, response: Response, engine: EngineDep, asked: Annotated[EntityParameters, Query()]
) -> EntityListResponse:
    """List officials, those with most events first: `/v1/officials?name=Bentahar`."""
    found = entities.entities(engine, kind=EntityKind.OFFICIAL, text=asked.name, after=asked.after, limit=asked.limit)
    return _listed(request, response, found)


@router.get("/officials/{key}", tags=["officials"])
def read_official(request: Request, engine: EngineDep, key: EntityKey, _: Unasked) -> EntityResponse:
    """Return an official: names, offices over time, with whom and where. Events are at `events_url`."""
    return _entity(request, engine, EntityKind.OFFICIAL, key)


@router.get("/institutions", tags=["institutions"])
def list_institutions(
    request: Request, response: Response, engine: EngineDep, asked: Annotated[InstitutionParameters, Query()]
) -> EntityListResponse:
    """List institutions, those with most events first: `/v1/institutions?kind=centre&name=المواكبة`."""
    found = entities.entities(
        engine, kind=EntityKind.INSTITUTION, text=asked.name, subkind=asked.kind, inside=asked.inside,
        after=asked.after, limit=asked.limit,
    )  # fmt: skip
    return _listed(request, response, found)


@router.get("/institutions/{key}", tags=["institutions"])
def read_institution(request: Request, engine: EngineDep, key: EntityKey, _: Unasked) -> EntityResponse:
    """Return an institution: names, where it is, and who visits it. Events are at `events_url`."""
    return _entity(request, engine, EntityKind.INSTITUTION, key)


@router.get("/places", tags=["places"])
def list_places(
    request: Request, response: Response, engine: EngineDep, asked: Annotated[PlaceParameters, Query()]
) -> EntityListResponse:
    """List places, those with most events first: `/v1/places?kind=commune&name=Taroudant`."""
    found = entities.entities(
        engine, kind=EntityKind.PLACE, text=asked.name, subkind=asked.kind, inside=asked.inside,
        after=asked.after, limit=asked.limit,
    )  # fmt: skip
    return _listed(request, response, found)


@router.get("/places/{key}", tags=["places"])
def read_place(request: Request, engine: EngineDep, key: EntityKey, _: Unasked) -> EntityResponse:
    """Return a place: names, what is around and in it, and who comes. Events are at `events_url`."""
    return _entity(request, engine, EntityKind.PLACE, key)


def _listed(request: Request, response: Response, found: EntityList) -> EntityListResponse:
    return EntityListResponse(
        total=found.total,
        total_exact=found.total_exact,
        after=found.after,
        next=next_address(request, response, found.after),
        items=EntityItemResponse.from_items(found.rows),
    )


def _entity(request: Request, engine: EngineDep, kind: EntityKind, key: str) -> EntityResponse:
    view = entities.entity(engine, key)
    if view is None:
        raise NotFoundError(f"no {kind} {key!r}")
    if (view.item.kind, view.item.key) != (kind, asked_key(key)):
        raise MovedError(f"{PATHS[view.item.kind]}/{view.item.key}")
    # In a place is all that lies in it; with an official or institution, what it takes part in.
    name = "inside" if view.item.kind is EntityKind.PLACE else "entity"
    return EntityResponse.from_view(view, f"{address(request, '/v1/events')}?{urlencode({name: view.item.key})}")
