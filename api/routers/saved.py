"""Saved searches: filters under a permanent id, with a feed whose address never changes."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from api.access.responses import SavedBody, SavedListResponse, SavedResponse
from api.access.telling import told, wrong
from api.access.visitors import HolderDep, concerns
from api.deps import EngineDep
from api.links import address
from api.parameters import REPEATED, EventParameters, Key, Nothing
from api.problems import FilterError, NotFoundError
from pipeline.kb import access_saved
from pipeline.kb.access_saved import Saved

router = APIRouter(prefix="/v1/saved", tags=["saved searches"])
EVENTS, FEED = "/v1/events", "/v1/events/feed.atom"
PAGING = ("after", "limit", "offset", "sort")
Id = Annotated[Key, Path(description="Its permanent id")]
None_ = Annotated[Nothing, Query()]


@router.get("")
def list_saved(request: Request, engine: EngineDep, key: HolderDep, _: None_) -> SavedListResponse:
    """List the searches kept with this key, by name."""
    return SavedListResponse(items=[_told(request, one) for one in access_saved.saved_by(engine, key.prefix)])


@router.post("", status_code=201)
def keep(request: Request, response: Response, engine: EngineDep, key: HolderDep, asked: SavedBody) -> SavedResponse:
    """Keep a search: the filters of an address of `/v1/events`. They are checked as they are there."""
    made = keep_search(request, engine, key.prefix, asked.name, asked.query)
    response.headers["Location"] = address(request, f"{router.prefix}/{made.key}")
    return _told(request, made)


@router.get("/{id}")
def read(request: Request, engine: EngineDep, key: HolderDep, id: Id, _: None_) -> SavedResponse:  # noqa: A002
    """Return a search kept with this key."""
    found = access_saved.saved(engine, id)
    if found is None or found.owner != key.prefix:
        raise NotFoundError(f"you have no saved search {id!r}")
    return _told(request, found)


@router.put("/{id}")
def change(request: Request, engine: EngineDep, key: HolderDep, id: Id, asked: SavedBody) -> SavedResponse:  # noqa: A002
    """Give a search another name and other filters; its id and its feed's address stay."""
    concerns(request, id)
    with told():
        return _told(request, access_saved.change(engine, key.prefix, id, name=asked.name, query=checked(asked.query)))


@router.delete("/{id}", status_code=204)
def forget(request: Request, engine: EngineDep, key: HolderDep, id: Id) -> None:  # noqa: A002
    """Take a search away; its feed is gone with it."""
    concerns(request, id)
    with told():
        access_saved.forget(engine, key.prefix, id)


@router.get("/{id}/feed.atom", status_code=307, response_class=RedirectResponse)
def feed(request: Request, engine: EngineDep, id: Id, _: None_) -> RedirectResponse:  # noqa: A002
    """Lead to the Atom feed of what a search finds. Who knows its id may follow it."""
    found = access_saved.saved(engine, id)
    if found is None:
        raise NotFoundError(f"no saved search {id!r}")
    return RedirectResponse(_with_query(address(request, FEED), found.query), 307)


def keep_search(request: Request, engine: EngineDep, owner: str, name: str, query: str) -> Saved:
    """Keep a search, for the record. Raises: RequestValidationError: its filters do not hold."""
    with told():
        made = access_saved.keep(engine, owner, name, checked(query))
    concerns(request, made.key)
    return made


def checked(query: str) -> str:
    """Return filters as they are kept: those of ``/v1/events``, without place and order of a page, well encoded.

    Raises: RequestValidationError, FilterError: they are not what ``/v1/events`` takes; it names the filter.
    """
    pairs = [(name, value) for name, value in parse_qsl(query.lstrip("?")) if name not in PAGING]
    values: dict[str, str | list[str]] = {}
    for name, value in pairs:
        if name in REPEATED:
            values[name] = [*values.get(name, []), value]
        elif name in values:
            raise wrong(f"{name} is given more than once", f"query.{name}")
        else:
            values[name] = value
    try:
        EventParameters.model_validate(values).filters()
    except ValidationError as error:
        found = [{**one, "loc": ("body", "query", *one["loc"])} for one in error.errors(include_url=False)]
        raise RequestValidationError(found) from error
    except FilterError as error:
        raise FilterError(str(error), f"query.{error.parameter}", error.detail_ar) from error
    return urlencode(pairs)


def _told(request: Request, found: Saved) -> SavedResponse:
    events = _with_query(address(request, EVENTS), found.query)
    return SavedResponse.from_saved(found, events, address(request, f"{router.prefix}/{found.key}/feed.atom"))


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
