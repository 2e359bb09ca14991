"""Each request in the log and in the metrics; a fault of ours is logged with its trace and answered like any error."""

from __future__ import annotations

import logging
import time
from functools import lru_cache

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.guard import answer_error
from api.access.metrics import Metrics
from pipeline.kb.access_audit import network

log = logging.getLogger("rasid.access")
faults = logging.getLogger(__name__)
UNKNOWN = "(none)"  # the route of what is no address of ours
_network = lru_cache(maxsize=4096)(network)


class Watch:
    """Measures and logs. Values of parameters are not logged: what people look for is theirs, and a key may be in it."""

    def __init__(self, app: ASGIApp, web: FastAPI, metrics: Metrics) -> None:
        self.app, self.web, self.metrics = app, web, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, sent)
        except Exception as error:
            faults.exception("a fault in answering %s %s", scope["method"], scope["path"])
            if status:  # it is on its way already, and cannot be called back
                raise
            response = await self._apology(Request(scope), error)
            await response(scope, receive, sent)
        finally:
            self._tell(scope, status or 500, time.perf_counter() - began)

    async def _apology(self, request: Request, error: Exception) -> Response:
        try:
            return await answer_error(self.web, request, error)
        except Exception:  # noqa: BLE001  the answer itself fails: plain words then
            return PlainTextResponse("a fault of this server", 500)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = route_of(scope)
        self.metrics.answered(scope["method"], route, status, seconds)
        visitor = scope.get("state", {}).get("visitor")
        said = {
            "method": scope["method"],
            "path": scope["path"],
            "parameters": sorted(
                {p.partition("=")[0] for p in scope["query_string"].decode("latin-1").split("&")} - {""}
            ),
            "route": route,
            "status": status,
            "duration_ms": round(seconds * 1000, 1),
            "network": _network((scope.get("client") or ("",))[0]),
            "key": visitor.key.prefix if visitor and visitor.key else None,
        }
        log.info("%s %s %s", scope["method"], scope["path"], status, extra=said)


def route_of(scope: Scope) -> str:
    """Return the template of the route that answered: ``/v1/events/{key}``."""
    if scope["path"].startswith("/static/"):
        return "/static"
    return str(getattr(scope.get("route"), "path", UNKNOWN))
