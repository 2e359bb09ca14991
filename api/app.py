"""The application: ``create_app`` puts the knowledge base, the routers and the page together.

``uvicorn --factory api.app:create_app`` serves it with the settings of the environment.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from api.access import install
from api.caching import NotModifiedError, Watch, not_modified, revalidated
from api.charts import ground
from api.citation import apart
from api.desks import Desks
from api.links import MovedError, moved
from api.openapi import READ, SENT, described
from api.outlet_names import latin_names, outlet_name, source_name
from api.parameters import given_once
from api.preferences import page_templates
from api.problems import add_handlers
from api.question import warm_up
from api.remembered import Remembered
from api.routers import (
    articles,
    docs,
    entities,
    events,
    exports,
    feeds,
    figures,
    lookup,
    pages,
    positions,
    search,
    tellings,
    work,
)
from api.states import States
from api.transport import Compression, Heads
from pipeline.kb.engine import open_store
from pipeline.settings import Settings

DESCRIPTION = """
Who visited, opened or launched which centre, where and when, as the Arabic press tells it: events, once however many
articles tell them, with their participants, and for every fact the article, the sentence and the character span it was
read in.

Offsets are Unicode code points into `text`, half-open. Names are compared without diacritics, hamza and the article, and
may be typed in Latin letters. Filters are joined by "and"; an unknown parameter is an error. Lists go on at `next`,
however long they are. Keys are permanent: one that was merged into another leads on to it (308). Answers carry `ETag`
and `Last-Modified`. Errors are `application/problem+json`, in English and Arabic, and name the parameter.
"""
# Fixed paths (`/v1/events/export`) before those that end with a key.
READING = (exports, feeds, events, tellings, entities, positions, articles, search, figures, work)


class Rasid(FastAPI):
    """The application, which describes its errors as they are sent."""

    def openapi(self) -> dict[str, Any]:
        """Return the description of the interface."""
        if self.openapi_schema is None:
            self.openapi_schema = described(super().openapi())
        return self.openapi_schema


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application over ``settings.database_url``; without settings they are read from the environment."""
    settings = settings or Settings()
    engine = open_store(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=_warm_up, args=(settings,), name="rasid-lexicons", daemon=True).start()
        yield
        app.state.states.close()
        engine.dispose()

    # The framework's documentation pages load scripts from other hosts; ours (`/docs`) does not.
    app = Rasid(
        title="Rasid",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # it would lead to the host that the request names
        lifespan=lifespan,
        servers=[{"url": str(settings.public_url).rstrip("/")}] if settings.public_url else None,
    )
    here = files("api")
    templates = page_templates()
    templates.env.globals.update(outlet_name=outlet_name, source_name=source_name, apart=apart)
    app.state.settings, app.state.engine, app.state.templates = settings, engine, templates
    app.state.watch, app.state.states, app.state.desks = Watch(), States(engine), Desks()
    app.include_router(_reading())
    app.include_router(lookup.router, responses=SENT)
    for router in (docs.router, pages.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=str(here / "static")), name="static")
    app.add_middleware(Compression)  # the last one is met first
    app.add_middleware(Remembered, web=app, room=settings.remembered_mb * 1_000_000)
    app.add_middleware(Heads)
    install(app, settings, engine)
    add_handlers(app, templates)
    app.add_exception_handler(NotModifiedError, not_modified)
    app.add_exception_handler(MovedError, moved)
    return app


def _warm_up(settings: Settings) -> None:
    """Load what the pages look things up in; whoever asks before waits."""
    warm_up()
    ground()
    latin_names(settings.outlets_dir)


def _reading() -> APIRouter:
    """Return the routers that read the knowledge base."""
    found = APIRouter(dependencies=[Depends(given_once), Depends(revalidated)], responses=READ)
    for resource in READING:
        found.include_router(resource.router)
    return found
