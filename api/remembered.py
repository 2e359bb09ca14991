"""Answers that were given before: whole, until the knowledge base changes, so that what many ask is looked up once.

Only what carries an ``ETag`` is remembered (``api.caching``): the same for whoever may ask for it, and the guard
(``api.access``) has let the request through before it comes here. The tag tells the state of the knowledge base, so an
answer is given again only while that is what it was.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any

from anyio import to_thread
from fastapi import FastAPI, Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.caching import state_of, tag_of
from corpus.errors import StoreError

LARGEST_SHARE = 0.05  # of the room that one answer may take
CONDITIONS = (b"if-none-match", b"if-modified-since")
TOLD_ANEW = ("date", "last-modified")
Asked = tuple[str, bytes, bytes, bytes, str, str]


@dataclass(frozen=True)
class Answer:
    """An answer as it was sent. ``route``: the template of its address, by which requests are counted."""

    tag: str
    headers: list[tuple[bytes, bytes]]
    body: bytes
    route: Any

    @property
    def size(self) -> int:
        """Bytes it takes, about."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + 500


class Memory:
    """The answers last asked for, up to so many bytes of them."""

    def __init__(self, room: int) -> None:
        self.room, self.taken = room, 0
        self._answers: OrderedDict[Asked, Answer] = OrderedDict()

    def find(self, asked: Asked) -> Answer | None:
        """Return the answer to a question, and keep it longer."""
        answer = self._answers.get(asked)
        if answer:
            self._answers.move_to_end(asked)
        return answer

    def keep(self, asked: Asked, answer: Answer) -> None:
        """Remember an answer; those that were not asked for longest go."""
        self.forget(asked)
        self._answers[asked] = answer
        self.taken += answer.size
        while self.taken > self.room:
            self.taken -= self._answers.popitem(last=False)[1].size

    def forget(self, asked: Asked) -> None:
        """Let an answer go, if it is there."""
        if (old := self._answers.pop(asked, None)) is not None:
            self.taken -= old.size


class Remembered:
    """Gives an answer again, or lets the application answer and remembers what it says.

    ``room``: bytes of answers that are kept; 0: none.
    """

    def __init__(self, app: ASGIApp, web: FastAPI, room: int) -> None:
        self.app, self.web, self.memory = app, web, Memory(room)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        asked = _asked(scope) if self.memory.room else None
        if asked is None:
            await self.app(scope, receive, send)
        elif (known := self.memory.find(asked)) and await self._give(known, Request(scope), send):
            pass
        else:
            await self._let_answer(asked, scope, receive, send)

    async def _give(self, answer: Answer, request: Request, send: Send) -> bool:
        """Send an answer, if it still holds; return whether it does."""
        try:
            state = await to_thread.run_sync(state_of, self.web.state.engine)
        except StoreError:  # the application says so
            return False
        if tag_of(request, state) != answer.tag:
            return False
        request.scope["route"] = answer.route
        start: Message = {"type": "http.response.start", "status": 200, "headers": list(answer.headers)}
        if seen := self.web.state.watch.since(state):
            MutableHeaders(scope=start)["Last-Modified"] = format_datetime(seen, usegmt=True)
        await send(start)
        await send({"type": "http.response.body", "body": answer.body})
        return True

    async def _let_answer(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        begun: Message | None = None
        parts: list[bytes] | None = []  # None: not to be remembered
        size = 0

        async def sent(message: Message) -> None:
            nonlocal begun, parts, size
            if message["type"] == "http.response.start":
                begun = {**message, "headers": list(message["headers"])}  # those outside add theirs
                parts = parts if message["status"] == 200 and "etag" in MutableHeaders(scope=message) else None
            elif parts is not None and begun is not None:
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > self.memory.room * LARGEST_SHARE:
                    parts = None
                elif not message.get("more_body"):
                    self.memory.keep(asked, _answer(begun, b"".join(parts), scope))
            await send(message)

        await self.app(scope, receive, sent)


def _answer(begun: Message, body: bytes, scope: Scope) -> Answer:
    told = MutableHeaders(scope=begun)
    for name in TOLD_ANEW:
        del told[name]
    return Answer(told["etag"], begun["headers"], body, scope.get("route"))


def _asked(scope: Scope) -> Asked | None:
    """Return all of a request that its answer depends on; None: it is none whose answer is remembered."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope.get("head") or not scope["path"].startswith("/v1/"):
        return None
    headers = dict(scope["headers"])
    if any(name in headers for name in CONDITIONS):
        return None
    packed, host = headers.get(b"accept-encoding", b""), headers.get(b"host", b"")
    return scope["path"], scope["query_string"], packed, host, scope["scheme"], scope.get("root_path", "")
