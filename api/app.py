"""The application: ``create_app`` puts the knowledge base, the routers and the page together.

``uvicorn --factory api.app:create_app`` serves it with the settings of the environment.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates

from api import wording
from api.access import install
from api.problems import add_handlers
from api.routers import articles, events, pages
from pipeline.kb.engine import open_store
from pipeline.settings import Settings

DESCRIPTION = """
Who visited, opened or launched which centre, where and when, as the Arabic press tells it: events with their
participants, and for every fact the article, the sentence and the character span it was read in.

Offsets are Unicode code points into `text`, half-open. Names are compared without diacritics, hamza and the article.
Errors are `application/problem+json`.
"""


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
    templates = Jinja2Templates(str(here / "templates"))
    templates.env.globals.update(wording=wording, web_address=web_address)
    app.state.settings, app.state.engine, app.state.templates = settings, engine, templates
    for router in (events.router, articles.router, pages.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=str(here / "static")), name="static")
    install(app, settings, engine)
    add_handlers(app, templates)
    return app


def web_address(url: str | None) -> str | None:
    """Return an address a page may link to: http or https, nothing that could run."""
    return url if url and urlsplit(url.strip()).scheme.lower() in ("http", "https") else None
