"""Knowledge bases for tests: a new one with a run, and articles written into it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from corpus.document import Document
from pipeline.kb.engine import migrate, open_store
from pipeline.kb.runs import start_run
from pipeline.kb.write import write_article
from pipeline.settings import Settings


def opened(settings: Settings | Path) -> Engine:
    """Return a knowledge base with all tables and one run; a path is that of a SQLite file."""
    chosen = settings if isinstance(settings, Settings) else Settings(database_url=f"sqlite:///{settings}")
    migrate(chosen)
    engine = open_store(chosen)
    start_run(engine, {"extractors": "0.1.0"})
    return engine


def stored(engine: Engine, articles: Iterable[tuple[dict[str, Any], Document]]) -> None:
    """Write articles with their facts, of the first run."""
    for facts, document in articles:
        write_article(engine, facts, document, 1)
