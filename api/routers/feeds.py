"""Feeds and calendars of any filter."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from api import feeds
from api.deps import EngineDep
from api.links import absolute
from api.parameters import FeedParameters
from pipeline.kb.browse.listing import listed

router = APIRouter(prefix="/v1/events", tags=["feeds"])
TEXT = {"schema": {"type": "string"}}
ATOM, CALENDAR = "application/atom+xml", "text/calendar"


@router.get(
    "/feed.atom",
    response_class=Response,
    responses={200: {"description": "An Atom feed", "content": {ATOM: TEXT}}},
)
def read_feed(request: Request, engine: EngineDep, asked: Annotated[FeedParameters, Query()]) -> Response:
    """Give the latest events that pass the filters as an Atom feed.

    Follow one centre: `/v1/events/feed.atom?institution=مركز المواكبة`.
    """
    found = listed(engine, asked.filters(), limit=asked.limit)
    return _sent(request, feeds.atom(_feed(request), found.rows), ATOM)


@router.get(
    "/calendar.ics",
    response_class=Response,
    responses={200: {"description": "A calendar", "content": {CALENDAR: TEXT}}},
)
def read_calendar(request: Request, engine: EngineDep, asked: Annotated[FeedParameters, Query()]) -> Response:
    """Give the latest dated events that pass the filters as a calendar; what is planned is tentative.

    What is planned in Taroudant: `/v1/events/calendar.ics?status=planned&place=تارودانت`.
    """
    found = listed(engine, asked.filters(), limit=asked.limit)
    return _sent(request, feeds.calendar(_feed(request), found.rows), CALENDAR)


def _feed(request: Request) -> feeds.Feed:
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "limit"]
    query = urlencode(asked)
    list_address = absolute(request, "/v1/events") + (f"?{query}" if query else "")
    own = absolute(request, request.url.path) + (f"?{request.url.query}" if request.url.query else "")
    words = "، ".join(value for _, value in asked if value)
    return feeds.Feed(
        urlencode(sorted(asked)), words, own, list_address, lambda key: absolute(request, f"/v1/events/{key}")
    )


def _sent(request: Request, content: bytes, media_type: str) -> Response:
    headers = {**request.state.validators, "Content-Type": f"{media_type}; charset=utf-8"}
    return Response(content, headers=headers)
