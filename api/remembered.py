"""Answers that were given before: whole, until the knowledge base changes, so that what many ask is looked up once.

Only what carries an ``ETag`` is remembered (``api.caching``): the same for whoever may ask for it, and the guard
(``api.access``) has let the request through before it comes here. With it is kept the state of the knowledge base that
its tag was made of, and it is given again only while that is the present one.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.caching import REVALIDATE, has_it, http_date
from api.transport import packing
from corpus.errors import StoreError

LARGEST_SHARE = 0.05  # of the room that one answer may take
TOLD_ANEW = ("date", "last-modified")
Asked = tuple[str, bytes, str, str, str, str]


@dataclass(frozen=True)
class Answer:
    """An answer as it was sent. ``state``: of the knowledge base, in which it holds; ``route``: the template of its
    address, by which requests are counted."""

    state: str
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
        headers = Headers(scope=scope) if self.memory.room and _may_be_known(scope) else None
        if headers is None:
            await self.app(scope, receive, send)
            return
        asked = _asked(scope, headers)
        known = self.memory.find(asked)
        if known is None or not await self._holds(known):
            await self._let_answer(asked, scope, receive, send)
            return
        scope["route"] = known.route
        for message in self._told(known, headers):
            await send(message)

    async def _holds(self, answer: Answer) -> bool:
        try:
            return bool(await self.web.state.states.now() == answer.state)
        except StoreError:  # the application says so
            return False

    def _told(self, answer: Answer, asked: Headers) -> tuple[Message, Message]:
        """Return an answer as it is sent now: without its body to who says that he has it."""
        seen = self.web.state.watch.since(answer.state)
        told = [(b"last-modified", http_date(seen).encode("ascii"))] if seen else []
        status, headers, body = 200, answer.headers, answer.body
        if has_it(asked, answer.tag, seen):
            validators = {"etag": answer.tag, "cache-control": REVALIDATE}
            status, headers, body = 304, [(n.encode("ascii"), v.encode("ascii")) for n, v in validators.items()], b""
        start: Message = {"type": "http.response.start", "status": status, "headers": headers + told}
        return start, {"type": "http.response.body", "body": body}

    async def _let_answer(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        begun: Message | None = None
        parts: list[bytes] | None = []  # None: not to be remembered
        size = 0

        async def sent(message: Message) -> None:
            nonlocal begun, parts, size
            if message["type"] == "http.response.start":
                begun = {**message, "headers": list(message["headers"])}  # those outside add theirs
                parts = parts if message["status"] == 200 and _is_the_same_for_all(message, scope) else None
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
    return Answer(scope["state"]["answered_in"], told["etag"], begun["headers"], body, scope.get("route"))


def _is_the_same_for_all(begun: Message, scope: Scope) -> bool:
    return "etag" in MutableHeaders(scope=begun) and "answered_in" in scope.get("state", {})


def _may_be_known(scope: Scope) -> bool:
    """Whether a request is one whose answer is remembered."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    return not scope.get("head") and scope["path"].startswith("/v1/")


def _asked(scope: Scope, headers: Headers) -> Asked:
    """Return all of a request that its answer depends on, but for what it says of an answer that the client has."""
    host = headers.get("host", "")  # of several the first, which is the one that the application looks at
    return scope["path"], scope["query_string"], packing(headers), host, scope["scheme"], scope.get("root_path", "")
