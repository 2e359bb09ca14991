"""Saved searches: filters under a permanent id, with a feed whose address never changes."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from api.access.responses import MAX_KEY, SavedBody, SavedListResponse, SavedResponse
from api.access.telling import told, wrong
from api.access.visitors import HolderDep, concerns
from api.deps import EngineDep, SettingsDep
from api.problems import NotFoundError
from api.routers.events import EventParameters
from pipeline.kb import access_saved
from pipeline.kb.access_saved import Saved
from pipeline.settings import Settings

router = APIRouter(prefix="/v1/saved", tags=["saved searches"])
FEED = "/v1/events.atom"
PAGING = ("after", "limit", "offset", "sort")
Id = Annotated[str, Path(max_length=MAX_KEY, pattern=r"^[^\x00]*$")]


@router.get("")
def list_saved(engine: EngineDep, settings: SettingsDep, key: HolderDep) -> SavedListResponse:
    """List the searches kept with this key, by name."""
    base = base_of(settings)
    return SavedListResponse(
        items=[SavedResponse.from_saved(one, base) for one in access_saved.saved_by(engine, key.prefix)]
    )


@router.post("", status_code=201)
def keep(
    request: Request, response: Response, engine: EngineDep, settings: SettingsDep, key: HolderDep, asked: SavedBody
) -> SavedResponse:
    """Keep a search: the filters of an address of `/v1/events`. They are checked as they are there."""
    made = keep_search(request, engine, key.prefix, asked.name, asked.query)
    response.headers["Location"] = f"{router.prefix}/{made.key}"
    return SavedResponse.from_saved(made, base_of(settings))


@router.get("/{id}")
def read(engine: EngineDep, settings: SettingsDep, key: HolderDep, id: Id) -> SavedResponse:  # noqa: A002
    """Return a search kept with this key."""
    return SavedResponse.from_saved(_mine(engine, key.prefix, id), base_of(settings))


@router.put("/{id}")
def change(
    request: Request, engine: EngineDep, settings: SettingsDep, key: HolderDep, id: Id, asked: SavedBody  # noqa: A002
) -> SavedResponse:  # fmt: skip
    """Give a search another name and other filters; its id and its feed's address stay."""
    concerns(request, id)
    with told():
        changed = access_saved.change(engine, key.prefix, id, name=asked.name, query=checked(asked.query))
    return SavedResponse.from_saved(changed, base_of(settings))


@router.delete("/{id}", status_code=204)
def forget(request: Request, engine: EngineDep, key: HolderDep, id: Id) -> None:  # noqa: A002
    """Take a search away; its feed is gone with it."""
    concerns(request, id)
    with told():
        access_saved.forget(engine, key.prefix, id)


@router.get("/{id}/feed.atom", status_code=307, response_class=RedirectResponse)
def feed(engine: EngineDep, id: Id) -> RedirectResponse:  # noqa: A002
    """Lead to the Atom feed of what a search finds. Who knows its id may follow it."""
    found = access_saved.saved(engine, id)
    if found is None:
        raise NotFoundError(f"no saved search {id!r}")
    return RedirectResponse(f"{FEED}?{found.query}" if found.query else FEED, 307)


def keep_search(request: Request, engine: EngineDep, owner: str, name: str, query: str) -> Saved:
    """Keep a search, for the record. Raises: RequestValidationError: its filters do not hold."""
    with told():
        made = access_saved.keep(engine, owner, name, checked(query))
    concerns(request, made.key)
    return made


def checked(query: str) -> str:
    """Return filters as they are kept: those of ``/v1/events``, without place and order of a page, well encoded.

    Raises: RequestValidationError: they are not what ``/v1/events`` takes; it names the filter.
    """
    pairs = [(name, value) for name, value in parse_qsl(query.lstrip("?"), keep_blank_values=True) if value]
    pairs = [(name, value) for name, value in pairs if name not in PAGING]
    values: dict[str, str | list[str]] = {}
    for name, value in pairs:
        before = values.get(name)
        values[name] = value if before is None else [*(before if isinstance(before, list) else [before]), value]
    try:
        EventParameters.model_validate(values).filters()
    except ValidationError as error:
        found = [{**one, "loc": ("body", "query", *one["loc"])} for one in error.errors(include_url=False)]
        raise RequestValidationError(found) from error
    except UnicodeEncodeError as error:
        raise wrong("holds a character that is none", "query") from error
    return urlencode(pairs)


def base_of(settings: Settings) -> str:
    """Return what permanent addresses begin with."""
    return str(settings.public_url or "").rstrip("/")


def _mine(engine: EngineDep, owner: str, key: str) -> Saved:
    found = access_saved.saved(engine, key)
    if found is None or found.owner != owner:
        raise NotFoundError(f"you have no saved search {key!r}")
    return found
