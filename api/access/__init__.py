"""Who may do what, and what an operator sees of it: ``install`` puts it around an application."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from sqlalchemy import Engine
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.access import forms
from api.access.guard import Guard
from api.access.headers import SafeHeaders
from api.access.metrics import Metrics
from api.access.openapi import secured
from api.access.services import Services
from api.access.watch import Watch
from api.openapi import PROBLEM, SENT
from api.routers import corrections, decisions, login, ops, saved
from pipeline.safety import require_safe
from pipeline.settings import Settings

KEPT: dict[int | str, dict[str, Any]] = {404: {**PROBLEM, "description": "There is no such thing"}, **SENT}
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def install(app: FastAPI, settings: Settings, engine: Engine) -> None:
    """Add keys, roles, rates, audit, safe headers, metrics and the routes that write to an application.

    Called once all its other middleware is added, since this is met before it; its error handlers may come later.

    Raises: UnsafeError: the settings would serve the public unsafely.
    """
    require_safe(settings)
    services, metrics = Services.of(settings, engine), Metrics(engine)
    app.state.services, app.state.metrics = services, metrics
    app.state.templates.env.globals.update(forms.FUNCTIONS)
    for resource in (ops, login, decisions):
        app.include_router(resource.router)
    for resource in (corrections, saved):
        app.include_router(resource.router, responses=KEPT)
    app.add_middleware(Guard, web=app, services=services)
    app.add_middleware(Watch, web=app, metrics=metrics)
    app.add_middleware(SafeHeaders, settings=settings)
    app.add_middleware(CorrelationIdMiddleware, validator=is_request_id)
    trusted = [part.strip() for part in settings.trusted_proxies.split(",") if part.strip()]
    if trusted:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=trusted)
    _describe(app, settings)
    _close_at_the_end(app, services)


def is_request_id(value: str) -> bool:
    """Return whether a request's own id may stand in logs: short, and of plain letters."""
    return REQUEST_ID.fullmatch(value) is not None


def _describe(app: FastAPI, settings: Settings) -> None:
    plain = app.openapi
    kept: list[dict[str, Any]] = []

    def described() -> dict[str, Any]:
        if not kept:
            kept.append(secured(plain(), settings))
        return kept[0]

    app.openapi = described  # type: ignore[method-assign]


def _close_at_the_end(app: FastAPI, services: Services) -> None:
    plain = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(web: Any) -> AsyncIterator[Any]:
        async with plain(web) as state:
            yield state
            services.close()

    app.router.lifespan_context = lifespan
