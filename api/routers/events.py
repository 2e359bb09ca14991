"""Events: who visited, opened or launched which centre, where and when, once however many articles tell it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.deps import EngineDep
from api.desks import DesksDep
from api.links import MovedError, following, link_to
from api.parameters import (
    EventListParameters,
    FacetParameters,
    GraphParameters,
    HistogramParameters,
    MapParameters,
    Nothing,
)
from api.problems import NotFoundError
from api.quick import Quick
from api.responses.events import EventDetailResponse, EventListResponse
from api.responses.plain import event_list
from api.responses.summaries import DotResponse, FacetsResponse, GraphResponse, HistogramResponse, MapResponse
from pipeline.kb.browse import facets, listing
from pipeline.kb.browse.graph import graph
from pipeline.kb.happenings import happening
from pipeline.kb.keys import asked_key

router = APIRouter(prefix="/v1/events", tags=["events"], route_class=Quick)


@router.get("", response_model=EventListResponse)
async def list_events(
    request: Request, engine: EngineDep, desks: DesksDep, asked: Annotated[EventListParameters, Query()]
) -> Response:
    """List events; every row carries the sentence that states it.

    Who visited this centre, and when: `/v1/events?type=visit&institution=مركز المواكبة`.
    """

    def answer() -> Response:
        found = listing.listed(engine, asked.filters(), sort=asked.sort, after=asked.after, limit=asked.limit)
        next_ones = following(request, found.after)
        headers = dict(request.state.validators) | ({"Link": link_to(next_ones)} if next_ones else {})
        return Response(event_list(found, next_ones), media_type="application/json", headers=headers)

    return await (desks.long if asked.q else desks.short)(answer)


@router.get("/facets")
async def read_facets(engine: EngineDep, desks: DesksDep, asked: Annotated[FacetParameters, Query()]) -> FacetsResponse:
    """Count the events that pass the filters by type, status, official, institution, kind, place and outlet.

    Which ministers are told of in Agadir: `/v1/events/facets?place=أكادير&office=وزير`.
    """
    return FacetsResponse.from_facets(await desks.long(facets.facets, engine, asked.filters(), size=asked.size))


@router.get("/histogram")
async def read_histogram(
    engine: EngineDep, desks: DesksDep, asked: Annotated[HistogramParameters, Query()]
) -> HistogramResponse:
    """Count the events that pass the filters by day, month or year.

    When were centres opened: `/v1/events/histogram?type=inauguration&kind=centre`.
    """
    return HistogramResponse.from_histogram(await desks.long(facets.histogram, engine, asked.filters(), asked.step))


@router.get("/map")
async def read_map(engine: EngineDep, desks: DesksDep, asked: Annotated[MapParameters, Query()]) -> MapResponse:
    """Count the events that pass the filters by the point where they happened.

    Where did this official go: `/v1/events/map?official=بنطاهر`.
    """
    found = await desks.long(facets.dots, engine, asked.filters(), limit=asked.limit)
    return MapResponse(items=[DotResponse.from_dot(dot) for dot in found])


@router.get("/graph")
async def read_graph(engine: EngineDep, desks: DesksDep, asked: Annotated[GraphParameters, Query()]) -> GraphResponse:
    """Tell who appears with whom in the events that pass the filters.

    Who met whom in 2024: `/v1/events/graph?type=meeting&from=2024-01-01&to=2024-12-31`.
    """
    return GraphResponse.from_graph(await desks.long(graph, engine, asked.filters(), size=asked.size))


@router.get("/{key}")
def read_event(
    engine: EngineDep,
    key: Annotated[str, Path(description="Its key, a former one, or that of any of its tellings")],
    _: Annotated[Nothing, Query()],
) -> EventDetailResponse:
    """Return one event with all its tellings side by side, and what they tell differently.

    A key it had before, and the key of any of its tellings, lead to the present one (308).
    """
    view = happening(engine, key)
    if view is None:
        raise NotFoundError(f"no event {key!r}")
    if view.row.key != asked_key(key):
        raise MovedError(f"/v1/events/{view.row.key}")
    return EventDetailResponse.from_view(view)
