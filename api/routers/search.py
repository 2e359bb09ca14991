"""Full text search over articles."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.deps import EngineDep
from api.desks import DesksDep
from api.links import next_address
from api.parameters import SearchParameters
from api.responses.articles import HitResponse, SearchResponse
from pipeline.kb.search import search

router = APIRouter(prefix="/v1/search", tags=["articles"])


@router.get("")
async def search_articles(
    request: Request,
    response: Response,
    engine: EngineDep,
    desks: DesksDep,
    asked: Annotated[SearchParameters, Query()],
) -> SearchResponse:
    """Find articles by words, phrases and names: `/v1/search?q="مركز الأمل" -تازة`.

    The same words as `q` of `/v1/events` and `/v1/events/facets` give the events that these articles tell.
    """
    found = await desks.long(search, engine, asked.q, limit=asked.limit, after=asked.after)
    return SearchResponse(
        total=found.total,
        total_exact=found.total_exact,
        after=found.after,
        next=next_address(request, response, found.after),
        items=[HitResponse.from_hit(hit) for hit in found.hits],
    )
