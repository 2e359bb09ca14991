"""Tenures as they are shown."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from pipeline.kb.across import Tenure
from pipeline.kb.browse.shapes import TenureItem
from pipeline.kb.schema import Entity, Position


def tenure_items(
    connection: Connection, *, entity: int | None = None, position: int | None = None
) -> tuple[TenureItem, ...]:
    """Return the tenures of an official or of an office, by row number, in order of time."""
    query: Any = (
        select(
            Entity.key.label("official"), Entity.label.label("official_label"), Position.key.label("position"),
            Position.title, Tenure.first_seen, Tenure.last_seen, Tenure.since, Tenure.until, Tenure.articles,
            Tenure.confidence,
        )
        .select_from(Tenure)
        .join(Entity, Entity.id == Tenure.entity_id)
        .join(Position, Position.id == Tenure.position_id)
        .order_by(Tenure.first_seen.nulls_last(), Entity.key, Position.key)
    )  # fmt: skip
    if entity is not None:
        query = query.where(Tenure.entity_id == entity)
    if position is not None:
        query = query.where(Tenure.position_id == position)
    return tuple(TenureItem(**row) for row in connection.execute(query).mappings())
