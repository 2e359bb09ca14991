"""Login by key, for browsers: a form, and a session until the key is revoked or the session ends."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from api.access.deeds import note_deed
from api.access.forms import local_address
from api.access.guard import TOO_OFTEN, counted_as
from api.access.services import Services
from api.access.visitors import visitor_of
from api.deps import EngineDep, TemplatesDep
from pipeline.kb import access_keys
from pipeline.kb.access_audit import network

log = logging.getLogger(__name__)

router = APIRouter(include_in_schema=False)
MAX_SECRET = 200


@router.get("/login", response_class=HTMLResponse)
def show(request: Request, templates: TemplatesDep, next: Annotated[str, Query()] = "/") -> HTMLResponse:  # noqa: A002
    """Show the form. ``next``: where to go afterwards."""
    return _page(request, templates, local_address(next))


@router.post("/login", response_class=HTMLResponse)
async def login(
    request: Request, engine: EngineDep, templates: TemplatesDep,
    key: Annotated[str, Form(max_length=MAX_SECRET)] = "", next: Annotated[str, Form()] = "/",  # noqa: A002
) -> Response:  # fmt: skip
    """Begin a session, or say that the key opens nothing."""
    services: Services = request.state.services
    target, who = local_address(next), counted_as(visitor_of(request).address)
    spent = services.rates.spent("login", who)
    if spent:
        response: Response = _page(request, templates, target, error=TOO_OFTEN.format(spent.reset_s), status=429)
        response.headers.update(spent.headers())
        return response
    found = await run_in_threadpool(access_keys.by_secret, engine, key.strip())
    if found is None:
        services.rates.hit("login", who)
        log.warning("a key that opens nothing was typed", extra={"network": network(visitor_of(request).address)})
        return _page(request, templates, target, error="wrong", status=401)
    services.usage.note(found)
    await run_in_threadpool(note_deed, services, request, visitor_of(request).address, found, "done")
    response = RedirectResponse(target, 303)
    services.sessions.open(response, found.prefix)
    return response


@router.post("/logout")
def logout(request: Request) -> Response:
    """End the session."""
    response = RedirectResponse(f"{request.scope.get('root_path', '')}/", 303)
    services: Services = request.state.services
    services.sessions.close(response)
    return response


def _page(
    request: Request, templates: TemplatesDep, target: str, *, error: str | None = None, status: int = 200
) -> HTMLResponse:
    context = {"next": target, "error": error}
    response = templates.TemplateResponse(request, "login.html", context, status_code=status)
    response.headers["Cache-Control"] = "no-store"
    return response
