"""The entities that take part in most of some events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, distinct, func, select

from pipeline.kb.across import Part
from pipeline.kb.schema import Entity


def busiest(connection: Connection, *conditions: Any, size: int) -> Sequence[Any]:
    """Return the entities of each kind that take part in most events: ``id``, ``kind``, ``key``, ``label``, ``number``.

    ``conditions``: on ``part``; of each kind at most ``size``, most events first, then by key.
    """
    number = func.count(distinct(Part.happening_id)).label("number")
    counts = select(Part.entity_id, number).where(Part.entity_id.is_not(None), *conditions)
    each = counts.group_by(Part.entity_id).subquery()
    place = func.row_number().over(partition_by=Entity.kind, order_by=(each.c.number.desc(), Entity.key))
    ranked = (
        select(Entity.id, Entity.kind, Entity.key, Entity.label, each.c.number, place.label("place"))
        .join(each, each.c.entity_id == Entity.id)
        .subquery()
    )
    return connection.execute(select(ranked).where(ranked.c.place <= size).order_by(ranked.c.place)).all()
