"""The application: ``create_app`` puts the knowledge base, the routers and the page together.

``uvicorn --factory api.app:create_app`` serves it with the settings of the environment.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.resources import files

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from api.preferences import page_templates
from api.problems import add_handlers
from api.routers import articles, events, health, pages
from pipeline.kb.engine import open_store
from pipeline.settings import Settings

DESCRIPTION = """
Who visited, opened or launched which centre, where and when, as the Arabic press tells it: events with their
participants, and for every fact the article, the sentence and the character span it was read in.

Offsets are Unicode code points into `text`, half-open. Names are compared without diacritics, hamza and the article.
Errors are `application/problem+json`.
"""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application over ``settings.database_url``; without settings they are read from the environment."""
    settings = settings or Settings()
    engine = open_store(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        engine.dispose()

    # The framework's documentation pages load scripts from other hosts; /openapi.json says the same without them.
    app = FastAPI(
        title="Rasid",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        servers=[{"url": str(settings.public_url).rstrip("/")}] if settings.public_url else None,
    )
    here = files("api")
    templates = page_templates()
    app.state.settings, app.state.engine, app.state.templates = settings, engine, templates
    for router in (events.router, articles.router, health.router, pages.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=str(here / "static")), name="static")
    app.middleware("http")(_guard)
    add_handlers(app, templates)
    return app


async def _guard(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await proceed(request)
    response.headers.update(HEADERS)
    return response
