"""What researchers said of entities: these two are one, these two are not. Read here, written by others."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from pipeline.kb.across import Redirect
from pipeline.kb.corrected import in_force
from pipeline.kb.schema import Correction, Entity

MERGE, SPLIT = "merge", "split"


@dataclass(frozen=True)
class Ruling:
    """The last word on a pair of entities, ``pair`` with the smaller key first; ``by``: the correction's key."""

    pair: tuple[str, str]
    one: bool
    by: str


def rulings(connection: Connection) -> dict[tuple[str, str], Ruling]:
    """Return the rulings on pairs of entities that exist; of two on one pair the later holds.

    A key that an entity no longer has is followed to the entity it leads to.
    """
    query = (
        select(Correction.__table__)
        .where(Correction.target_kind.in_(("entity", "correction")))
        .order_by(Correction.at, Correction.key)
    )
    found: dict[tuple[str, str], Ruling] = {}
    for row in in_force(connection.execute(query).all()):
        if row.action not in (MERGE, SPLIT):
            continue
        one, other = _existing(connection, row.target), _existing(connection, str(row.value.get("other", "")))
        if one and other and one != other:
            pair = (min(one, other), max(one, other))
            found[pair] = Ruling(pair, row.action == MERGE, row.key)
    return found


def _existing(connection: Connection, key: str) -> str | None:
    """Return the key of an entity row, by way of redirects where it is gone; None where they lead nowhere."""
    seen: set[str] = set()
    while key and key not in seen:
        seen.add(key)
        if connection.execute(select(Entity.id).where(Entity.key == key)).first():
            return key
        key = connection.execute(select(Redirect.target).where(Redirect.key == key)).scalar() or ""
    return None
