"""Knowledge bases without articles, on each engine there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback import new_site, settings, site  # noqa: F401  fixtures of the tests of the crawler
from receiver import receiver  # noqa: F401  of the tests of alerts
from sqlalchemy import Engine
from stores import opened

from pipeline.kb.engine import downgrade
from pipeline.settings import Settings


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty knowledge base, on each engine there is."""
    if request.param == "sqlite":
        yield Settings(database_url=f"sqlite:///{tmp_path / 'kb.db'}")
        return
    chosen = Settings(database_url=request.getfixturevalue("postgres_url"))
    downgrade(chosen, "base")
    yield chosen
    downgrade(chosen, "base")


@pytest.fixture
def store(store_settings: Settings) -> Iterator[Engine]:
    """A knowledge base with all tables and one run."""
    engine = opened(store_settings)
    yield engine
    engine.dispose()


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Engine]:
    """The same in a SQLite file alone."""
    engine = opened(tmp_path / "kb.db")
    yield engine
    engine.dispose()
