"""The entities that take part in most of some events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Integer, Select, bindparam, distinct, func, select

from pipeline.kb.across import Part
from pipeline.kb.schema import Entity


def busiest(connection: Connection, *conditions: Any, size: int) -> Sequence[Any]:
    """Return the entities of each kind that take part in most events: ``id``, ``kind``, ``key``, ``label``, ``number``.

    ``conditions``: on ``part``; of each kind at most ``size``, most events first, then by key.
    """
    return connection.execute(ranked(*conditions), {"size": size}).all()


def ranked(*conditions: Any) -> Select[Any]:
    """Return the same as a query with the parameter ``size``."""
    number = func.count(distinct(Part.happening_id)).label("number")
    counts = select(Part.entity_id, number).where(Part.entity_id.is_not(None), *conditions)
    each = counts.group_by(Part.entity_id).subquery()
    place = func.row_number().over(partition_by=Entity.kind, order_by=(each.c.number.desc(), Entity.key))
    placed = (
        select(Entity.id, Entity.kind, Entity.key, Entity.label, each.c.number, place.label("place"))
        .join(each, each.c.entity_id == Entity.id)
        .subquery()
    )
    first = placed.c.place <= bindparam("size", type_=Integer())
    return select(placed).where(first).order_by(placed.c.place)
