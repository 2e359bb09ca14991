"""Searches kept under a permanent id: filters by name, of the holder of a key, each a feed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, delete, func, insert, select, update

from corpus.errors import RefusedError, UnknownKeyError
from pipeline.kb.access import SavedSearch
from pipeline.kb.engine import noting, reading

MAX_NAME = 120
MAX_QUERY = 2000
MOST = 200  # of one owner


@dataclass(frozen=True)
class Saved:
    """A saved search. ``query``: the query string of ``/v1/events``; ``owner``: prefix of a key."""

    key: str
    owner: str
    name: str
    query: str
    created: datetime
    changed: datetime


def keep(engine: Engine, owner: str, name: str, query: str) -> Saved:
    """Keep a search under a new id. Raises: RefusedError: it has no name, or the owner has too many."""
    now = datetime.now(UTC)
    # Of digits and letters only: an id that began with "-" would be read as an option by `rasid alerts add`.
    row = {"key": secrets.token_hex(12), "owner": owner, "created": now, "changed": now, **_checked(name, query)}
    with noting(engine) as connection:
        held = select(func.count()).select_from(SavedSearch).where(SavedSearch.owner == owner)
        if connection.execute(held).scalar_one() >= MOST:
            raise RefusedError(f"a key keeps at most {MOST} searches; delete one first")
        connection.execute(insert(SavedSearch).values(**row))
    return Saved(**row)


def saved_by(engine: Engine, owner: str) -> list[Saved]:
    """Return the searches of a key, by name."""
    query = select(SavedSearch.__table__).where(SavedSearch.owner == owner)
    with reading(engine) as connection:
        return [_saved(row) for row in connection.execute(query.order_by(SavedSearch.name, SavedSearch.id))]


def saved(engine: Engine, key: str) -> Saved | None:
    """Return a search by its id, whosever it is."""
    with reading(engine) as connection:
        row = connection.execute(select(SavedSearch.__table__).where(SavedSearch.key == key)).first()
    return _saved(row) if row else None


def change(engine: Engine, owner: str, key: str, *, name: str, query: str) -> Saved:
    """Give a search of the owner another name and other filters; its id stays.

    Raises: UnknownKeyError: the owner has no such search. RefusedError: it has no name.
    """
    row = _checked(name, query) | {"changed": datetime.now(UTC)}
    mine = (SavedSearch.key == key) & (SavedSearch.owner == owner)
    with noting(engine) as connection:
        connection.execute(update(SavedSearch).where(mine).values(**row))
        found = connection.execute(select(SavedSearch.__table__).where(mine)).first()
    if found is None:
        raise UnknownKeyError(f"{key}: you have no saved search of this id")
    return _saved(found)


def forget(engine: Engine, owner: str, key: str) -> None:
    """Take a search of the owner away. Raises: UnknownKeyError: the owner has no such search."""
    mine = (SavedSearch.key == key) & (SavedSearch.owner == owner)
    with noting(engine) as connection:
        if not connection.execute(delete(SavedSearch).where(mine)).rowcount:
            raise UnknownKeyError(f"{key}: you have no saved search of this id")


def _checked(name: str, query: str) -> dict[str, Any]:
    name = " ".join(name.split())
    if not name or len(name) > MAX_NAME:
        raise RefusedError(f"a saved search has a name of 1 to {MAX_NAME} letters", "name")
    if len(query) > MAX_QUERY:
        raise RefusedError(f"filters of at most {MAX_QUERY} letters can be kept", "query")
    return {"name": name, "query": query}


def _saved(row: Any) -> Saved:
    created, changed = (m.replace(tzinfo=UTC) if m.tzinfo is None else m for m in (row.created, row.changed))
    return Saved(row.key, row.owner, row.name, row.query, created, changed)
