"""What a permanent key leads to: the entity that stands for all that were merged into it."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from pipeline.kb.across import Redirect
from pipeline.kb.keys import asked_key
from pipeline.kb.schema import Entity


def entity_number(connection: Connection, key: str) -> int | None:
    """Return the row number of the entity a key leads to, a former one too; None: it leads nowhere."""
    key, seen = asked_key(key), set[str]()
    while key not in seen:
        seen.add(key)
        query = select(func.coalesce(Entity.canonical_id, Entity.id)).where(Entity.key == key)
        number = connection.execute(query).scalar_one_or_none()
        if number is not None:
            return int(number)
        key = connection.execute(select(Redirect.target).where(Redirect.key == key)).scalar_one_or_none() or key
    return None


def merged_keys(connection: Connection, number: int, key: str) -> tuple[str, ...]:
    """Return the keys that lead to an entity, in order: of those merged into it, and former ones."""
    found = set(connection.execute(select(Entity.key).where(Entity.canonical_id == number)).scalars())
    new = found | {key}
    while new:
        leading = select(Redirect.key).where(Redirect.target.in_(sorted(new)))
        new = set(connection.execute(leading).scalars()) - found - {key}
        found |= new
    return tuple(sorted(found))
