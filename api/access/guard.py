"""The guard before every route: who asks, how often, whether they may, and whether a form is ours; then the audit.

A plain ASGI application around the real one: the framework's own kind of middleware costs more than most answers.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, cast
from urllib.parse import quote

from anyio import to_thread
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.bodies import form_field, handed_on, read_body
from api.access.deeds import note_deed
from api.access.policy import POLICY, SAFE, Needs, Rule, role_for, route_path, rule
from api.access.rates import Count
from api.access.services import Services
from api.access.sessions import FIELD, HEADER
from api.access.visitors import WRONG_KEY, Visitor, WrongKeyError, identify
from corpus.errors import StoreError
from pipeline.kb.access_audit import network

log = logging.getLogger(__name__)

MIRROR = "this is a mirror: nothing can be written here"
FORGED = "the form is not from a page of this server, or has ended: load the page again"
TOO_OFTEN = "too many requests: ask again in {} seconds"
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="rasid"'}
LOGIN = "/login"


@dataclass
class Turn:
    """A request on its way: its rule, who asks, the counts it was counted in, and the status it came to."""

    request: Request
    rule: Rule
    visitor: Visitor
    counts: list[Count] = field(default_factory=list)
    status: int = 500


class Guard:
    """Lets a request through, or answers it as the application answers an error of its kind."""

    def __init__(self, app: ASGIApp, web: FastAPI, services: Services) -> None:
        self.app, self.web, self.services = app, web, services
        self.settings = services.settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        address = request.client.host if request.client else ""
        turn = Turn(request, rule(request.method, route_path(scope)), Visitor(None, None, address))
        scope.setdefault("state", {}).update(visitor=turn.visitor, services=self.services)

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                turn.status = message["status"]
                self._mark(turn, MutableHeaders(scope=message))
            await send(message)

        try:
            try:
                receive = await self._admit(turn, receive)
            except (HTTPException, StoreError) as error:
                response = await self._refusal(turn, error)
                await response(scope, receive, sent)
            else:
                await self.app(scope, receive, sent)
        finally:
            await self._remember(turn)

    async def _admit(self, turn: Turn, receive: Receive) -> Receive:
        """Return what the application receives by. Raises: HTTPException: the request goes no further."""
        request = turn.request
        if turn.rule is POLICY[-1] and not self._is_route(request):
            return receive  # the application says that there is no such address, or no such method of it
        if turn.rule.writes and self.settings.read_only:
            raise HTTPException(403, MIRROR)
        if turn.rule.needs is Needs.METRICS and self.settings.metrics == "off":
            raise HTTPException(404, "there are no metrics here")
        turn.visitor = request.state.visitor = await self._identify(turn)
        self._count(turn)
        needed = role_for(turn.rule.needs, self.settings)
        if not turn.visitor.may(needed):
            if turn.visitor.key is None:
                raise HTTPException(401, f"this needs a key with the role {needed}", CHALLENGE)
            raise HTTPException(403, f"this needs the role {needed}; this key has {turn.visitor.key.role}")
        if request.method in SAFE:
            return receive
        body = await read_body(request, receive, self.settings.max_body_bytes)
        if turn.rule.needs is not Needs.READ and "Authorization" not in request.headers:
            self._require_own_form(turn, body)
        return handed_on(body, receive)

    def _is_route(self, request: Request) -> bool:
        return any(route.matches(request.scope)[0] is Match.FULL for route in self.web.router.routes)

    async def _identify(self, turn: Turn) -> Visitor:
        request, services = turn.request, self.services
        shows = "Authorization" in request.headers
        if not shows and services.sessions.session_cookie not in request.cookies:
            return turn.visitor
        who = counted_as(turn.visitor.address)
        if shows and (spent := services.rates.spent("login", who)):
            raise self._too_often(turn, spent)
        try:
            visitor = await to_thread.run_sync(identify, request, services.engine, services.sessions)
        except WrongKeyError:
            count = services.rates.hit("login", who)
            log.warning("a key that opens nothing was shown", extra={"network": network(turn.visitor.address)})
            if count and count.held:
                raise self._too_often(turn, count) from None
            raise HTTPException(401, WRONG_KEY, CHALLENGE) from None
        if visitor.key is not None:
            services.usage.note(visitor.key)
        return visitor

    def _count(self, turn: Turn) -> None:
        """Count a request by its key, else by its address. Raises: HTTPException: it is one too many."""
        if not turn.rule.counted:
            return
        key = turn.visitor.key
        name, who = ("key", key.prefix) if key else ("address", counted_as(turn.visitor.address))
        turn.counts += filter(None, [self.services.rates.hit(name, who)])
        if turn.rule.writes:
            turn.counts += filter(None, [self.services.rates.hit("write", who)])
        held = next((c for c in turn.counts if c.held), None)
        if held:
            raise self._too_often(turn, held)

    def _too_often(self, turn: Turn, count: Count) -> HTTPException:
        turn.counts = [count]
        return HTTPException(429, TOO_OFTEN.format(count.reset_s))

    def _require_own_form(self, turn: Turn, body: bytes) -> None:
        """Raises: HTTPException: the request may have been made by another site in the browser of who is logged in."""
        request, sessions = turn.request, self.services.sessions
        token = request.headers.get(HEADER) or form_field(request, body, FIELD)
        nonce = sessions.nonce(request, turn.visitor.session)
        if request.headers.get("Sec-Fetch-Site") == "cross-site" or not sessions.is_ours(nonce, token):
            raise HTTPException(403, FORGED)

    def _mark(self, turn: Turn, headers: MutableHeaders) -> None:
        """Add to an answer what is left of the counts, and that it is for its reader alone where he was looked at."""
        if turn.counts:
            for name, value in min(turn.counts, key=lambda c: (not c.held, c.left)).headers().items():
                headers[name] = value
        if turn.visitor.key is not None or self.settings.reading == "key":
            if "no-store" not in headers.get("Cache-Control", ""):
                headers["Cache-Control"] = "private, no-cache"
            headers.add_vary_header("Authorization, Cookie")
        nonce = getattr(turn.request.state, "form_nonce", None)
        if nonce is not None:
            bearer = Response()
            self.services.sessions.begin_form(bearer, nonce)
            headers.append("Set-Cookie", bearer.headers["Set-Cookie"])

    async def _refusal(self, turn: Turn, error: Exception) -> Response:
        request = turn.request
        wants_page = "text/html" in request.headers.get("Accept", "") and not route_path(request.scope).startswith(
            "/v1/"
        )
        if isinstance(error, HTTPException) and error.status_code == 401 and wants_page and request.method in SAFE:
            asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"{request.scope.get('root_path', '')}{LOGIN}?next={quote(asked, safe='')}", 303)
        return await answer_error(self.web, request, error)

    async def _remember(self, turn: Turn) -> None:
        """Write down what was done, or was refused to somebody known; strangers' attempts are in the server's log."""
        key, visitor = turn.visitor.key, turn.visitor
        if turn.rule.writes and key is not None:
            outcome = "done" if turn.status < 400 else str(turn.status)
            await to_thread.run_sync(note_deed, self.services, turn.request, visitor.address, key, outcome)


async def answer_error(web: FastAPI, request: Request, error: Exception) -> Response:
    """Return the answer of the application to an error of its kind, as if a route had raised it.

    Raises: the error itself, where the application has no answer to it.
    """
    for kind in type(error).__mro__:
        handler = cast(Any, web.exception_handlers.get(kind))
        if handler is not None:
            found = handler(request, error)
            return cast(Response, await found if isinstance(found, Awaitable) else found)
    raise error


@lru_cache(maxsize=4096)
def counted_as(address: str) -> str:
    """Return the address a client is counted by; of IPv6 its /64, since one client has as many as it likes."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{found}/64", strict=False)) if isinstance(found, IPv6Address) else address
