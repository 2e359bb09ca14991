"""Addresses of the interface: permanent ones, and those of the next rows of an answer."""

from __future__ import annotations

from typing import cast
from urllib.parse import quote, urlencode

from fastapi import Request, Response

from pipeline.kb.browse.shapes import EntityKind
from pipeline.settings import Settings

MOVED = 308  # permanently, and asked for in the same way


class MovedError(Exception):
    """What was asked for is found at ``path`` now: two things were found to be one."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


PATHS = {
    EntityKind.OFFICIAL: "/v1/officials",
    EntityKind.INSTITUTION: "/v1/institutions",
    EntityKind.PLACE: "/v1/places",
}


def address(request: Request, path: str) -> str:
    """Return where a path of ours is found: below the public address, where one is set, else on this host.

    What the request says of its host is not looked at: anybody can say anything there.
    """
    public = cast(Settings, request.app.state.settings).public_url
    base = str(public) if public else str(request.scope.get("root_path", ""))
    return base.rstrip("/") + quote(path)


def absolute(request: Request, path: str) -> str:
    """Return the same with scheme and host, for files that are read elsewhere; of the request where none is set."""
    found = address(request, path)
    if not found.startswith("/"):
        return found
    return f"{request.url.scheme}://{request.url.netloc}{found}"


def next_address(request: Request, response: Response, after: str | None) -> str | None:
    """Return the address of the next rows, and say it in the header ``Link``; None: there are no more."""
    found = following(request, after)
    if found is not None:
        response.headers["Link"] = link_to(found)
    return found


def following(request: Request, after: str | None) -> str | None:
    """Return the address of the next rows; None: there are no more."""
    if after is None:
        return None
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
    return f"{address(request, request.url.path)}?{urlencode([*asked, ('after', after)])}"


def link_to(found: str) -> str:
    """Return the value of the header ``Link`` for the address of the next rows."""
    return f'<{found}>; rel="next"'


def moved(request: Request, error: Exception) -> Response:
    """Lead on to where something is now; a merge may be undone, so nobody is to remember it unasked."""
    assert isinstance(error, MovedError)
    return Response(status_code=MOVED, headers={"Location": address(request, error.path), "Cache-Control": "no-cache"})
