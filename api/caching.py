"""Conditional requests: an answer has not changed while neither the knowledge base nor the program has.

``ETag`` is made of the number of changes of the knowledge base, its last run, the program's own files and the address
asked for. ``Last-Modified`` is when this process first saw that state, and is sent from the second after it on only: so
no two states share one, whatever the clock's grain.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import Request, Response

FOLDERS = {"api": True, "pipeline": True, "gazetteer": True, "corpus": False}  # and whether with what lies below
SOURCES = (".py", ".yml", ".csv")
REVALIDATE = "no-cache"  # keep it, but ask each time whether it still holds


class NotModifiedError(Exception):
    """What the client has still holds; ``headers``: what is said of it."""

    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__("not modified")
        self.headers = headers


def not_modified(_: Request, error: Exception) -> Response:
    """Say that the client has the answer."""
    assert isinstance(error, NotModifiedError)
    return Response(status_code=304, headers=error.headers)


@dataclass
class Watch:
    """The state of the knowledge base that a process last saw, and when it first saw it."""

    now: Callable[[], float] = time.time
    state: str = ""
    since_s: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def since(self, state: str) -> datetime | None:
        """Return when a state was first seen; None in that same second, in which it may change once more."""
        now = int(self.now())
        with self._lock:
            if state != self.state:
                self.state, self.since_s = state, now
            return datetime.fromtimestamp(self.since_s, UTC) if now > self.since_s else None


async def revalidated(request: Request, response: Response) -> None:
    """Let an answer carry its validators (a dependency of routers that read).

    They are read before the answer is, so that an answer may be newer than its validators say, never older.

    Raises: NotModifiedError: the client has this answer.
    """
    state: str = await request.app.state.states.now()
    seen = request.app.state.watch.since(state)
    headers = {"ETag": tag_of(request, state), "Cache-Control": REVALIDATE}
    if seen:
        headers["Last-Modified"] = http_date(seen)
    if has_it(request.headers, headers["ETag"], seen):
        raise NotModifiedError(headers)
    request.state.validators = headers  # for those that make their response themselves
    request.state.answered_in = state
    response.headers.update(headers)


@lru_cache(maxsize=16)
def http_date(moment: datetime) -> str:
    """Return a moment as headers tell it."""
    return format_datetime(moment, usegmt=True)


def tag_of(request: Request, state: str) -> str:
    """Return the weak tag of the answer to a request: the same facts, if not the same bytes."""
    address = request.url.path.encode("utf-8", "surrogatepass") + b"?" + request.scope["query_string"]
    parts = (_program(), str(request.app.state.settings.public_url), state)
    digest = hashlib.sha256("\n".join(parts).encode() + b"\n" + address).hexdigest()
    return f'W/"{digest[:24]}"'


def has_it(asked: Mapping[str, str], tag: str, seen: datetime | None) -> bool:
    """Return whether the headers of a request say that the client has the answer of this tag, or, without tags, one of
    that moment."""
    tags = asked.get("If-None-Match")
    if tags is not None:
        return tags.strip() == "*" or tag.removeprefix("W/") in {t.strip().removeprefix("W/") for t in tags.split(",")}
    day = asked.get("If-Modified-Since")
    if day is None or seen is None:
        return False
    try:
        return parsedate_to_datetime(day).astimezone(UTC) >= seen
    except (ValueError, OverflowError):  # no date: as if nothing was said
        return False


@lru_cache(maxsize=1)
def _program() -> str:
    """Return the hash of the files that answers are made with: a new program may answer otherwise."""
    digest = hashlib.sha256()
    for package, deep in FOLDERS.items():
        for name, content in _sources(files(package), deep=deep):
            digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()


def _sources(folder: Traversable, *, deep: bool) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            found += _sources(entry, deep=True) if deep else []
        elif entry.name.endswith(SOURCES):
            found.append((entry.name, entry.read_bytes()))
    return found
