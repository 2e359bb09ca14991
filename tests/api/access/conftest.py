"""Access to a copy of the samples that may be written: keys of all roles, and clients with settings of their own.

Nothing is linked after a merge or split unless a test asks for it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from api.app import create_app
from pipeline.kb import access_keys
from pipeline.kb.access import Role
from pipeline.kb.engine import open_store, reading
from pipeline.kb.schema import Entity, Event
from pipeline.settings import Settings


@pytest.fixture
def database(settings: Settings, tmp_path: Path) -> str:
    """The address of a copy of the samples that may be written."""
    tmp_path.chmod(0o700)
    source = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))
    copy = sqlite3.connect(tmp_path / "kb.db")
    source.backup(copy)
    source.close()
    copy.close()
    return f"sqlite:///{tmp_path / 'kb.db'}"


@pytest.fixture
def store(database: str) -> Iterator[Engine]:
    """The same knowledge base, looked at from outside of the application."""
    engine = open_store(Settings(database_url=database))
    yield engine
    engine.dispose()


@pytest.fixture
def secrets(store: Engine) -> dict[str, str]:
    """The secret of a key of each role, named after it."""
    return {role: access_keys.create(store, f"name of {role}", role)[1] for role in Role}


@pytest.fixture
def opened(database: str) -> Iterator[Callable[..., TestClient]]:
    """Return a client of an application with these settings; ``shown``: the secret it shows."""
    clients: list[TestClient] = []

    def begin(
        *, shown: str | None = None, client: tuple[str, int] = ("203.0.113.9", 50000), base: str | None = None,
        app: Any = None, **more: Any,
    ) -> TestClient:  # fmt: skip
        chosen = Settings(database_url=database, **{"link_corrections": False, **more})
        headers = {"Authorization": f"Bearer {shown}"} if shown else {}
        made = TestClient(
            app or create_app(chosen), base_url=base or "http://testserver", client=client, headers=headers,
            follow_redirects=False, raise_server_exceptions=False,
        )  # fmt: skip
        clients.append(made.__enter__())
        return made

    yield begin
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture
def facts(store: Engine) -> list[str]:
    """The keys of the tellings."""
    with reading(store) as connection:
        return list(connection.execute(select(Event.key).order_by(Event.id)).scalars())


@pytest.fixture
def officials(store: Engine) -> list[str]:
    """The keys of the officials."""
    with reading(store) as connection:
        query = select(Entity.key).where(Entity.kind == "official", Entity.canonical_id.is_(None))
        return list(connection.execute(query.order_by(Entity.id)).scalars())


@pytest.fixture
def token_of() -> Callable[[TestClient], str]:
    """Return the token of the forms of a browser."""

    def read(client: TestClient) -> str:
        found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', client.get("/login").text)
        assert found
        return found[1]

    return read


@pytest.fixture
def log_in(token_of: Callable[[TestClient], str]) -> Callable[..., Any]:
    """Log in by the form, as a browser does."""

    def send(client: TestClient, secret: str, **more: str) -> Any:
        return client.post("/login", data={"csrf_token": token_of(client), "key": secret, **more})

    return send
