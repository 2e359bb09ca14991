"""Feeds and calendars of any filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Engine

from api import feeds
from api.deps import EngineDep
from api.links import absolute
from api.parameters import FeedParameters
from api.wording import words
from pipeline.kb.browse.labels import named
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
    return _sent(request, feeds.atom(_feed(request, engine), found.rows), ATOM)


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
    return _sent(request, feeds.calendar(_feed(request, engine), found.rows), CALENDAR)


def _feed(request: Request, engine: Engine) -> feeds.Feed:
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "limit"]
    query = urlencode(asked)
    list_address = absolute(request, "/") + (f"?{query}" if query else "")
    own = absolute(request, request.url.path) + (f"?{request.url.query}" if request.url.query else "")
    return feeds.Feed(
        urlencode(sorted(asked)),
        _in_words(engine, asked),
        own,
        list_address,
        lambda key: absolute(request, f"/events/{key}"),
    )


def _in_words(engine: Engine, asked: Sequence[tuple[str, str]]) -> str:
    """Return a question as people read it: ``type=visit`` is ``زيارة``, a key the name it leads to."""
    said = words(feeds.LANGUAGE)
    called = named(engine, [value for name, value in asked if name in ("entity", "inside")])
    told: list[str] = []
    for name, value in asked:
        key = {"type": f"type.{value}", "status": f"status.{value}", "precision": f"precision.{value}"}.get(name, "")
        if value in called:
            told.append(called[value].label)
        elif name == "kind":
            told.append(said.kind(value, "institution"))
        elif value:
            told.append(str(said(key)) if key and said.has(key) else value)
    return "، ".join(told)


def _sent(request: Request, content: bytes, media_type: str) -> Response:
    headers = {**request.state.validators, "Content-Type": f"{media_type}; charset=utf-8"}
    return Response(content, headers=headers)
