"""The commonest question, what one entity took part in, by one statement that is written once for each of its shapes.

It answers where the entity has few events; ``pipeline.kb.browse.answer`` answers all questions, and the same to this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Connection, Date, Integer, bindparam, func, or_, select

from pipeline.kb.across import Happening, Part
from pipeline.kb.browse import limits
from pipeline.kb.browse.given import unindexed
from pipeline.kb.browse.order import ORDERS
from pipeline.kb.browse.shapes import HappeningFilters, Sort
from pipeline.kb.happenings import REJECTED
from pipeline.kb.keys import asked_key
from pipeline.kb.many import is_one, many
from pipeline.kb.schema import Entity
from pipeline.kb.tallies import Activity

DIRECT = ("entities", "types", "statuses", "date_from", "date_to")
_STANDS_FOR = func.coalesce(Entity.canonical_id, Entity.id)
_ENTITY = (
    select(_STANDS_FOR.label("number"), Activity.events)
    .outerjoin(Activity, Activity.entity_id == _STANDS_FOR)
    .where(Entity.key == bindparam("key"))
)


@dataclass(frozen=True)
class Found:
    """The first rows of ``happening`` in an order, all its columns by name, and how many there are in all."""

    rows: Sequence[Any]
    total: int


def first_page(connection: Connection, filters: HappeningFilters, sort: Sort, limit: int) -> Found | None:
    """Return the first events of an answer; None: the question is another one, or the answer is long."""
    if len(filters.entities) != 1 or not _is_direct(filters):
        return None
    entity = connection.execute(_ENTITY, {"key": asked_key(filters.entities[0])}).first()
    if entity is None or (entity.events or 0) > limits.FEW:
        return None
    dialect = connection.dialect.name
    values: dict[str, Any] = {"entity": entity.number, "most": limit}
    for name in ("types", "statuses"):
        if some := getattr(filters, name):
            values[name] = many(dialect, map(str, some))
    for name in ("date_from", "date_to"):
        if day := getattr(filters, name):
            values[name] = day
    rows = connection.execute(_page(dialect, sort, frozenset(values)), values).mappings().all()
    return Found(rows, rows[0]["total"] if rows else 0)


def _is_direct(filters: HappeningFilters) -> bool:
    return replace(HappeningFilters(), **{name: getattr(filters, name) for name in DIRECT}) == filters


@cache
def _page(dialect: str, sort: Sort, asked: frozenset[str]) -> Any:
    """Return the statement for a page and the number of all, in an order, with these parameters."""
    order = ORDERS[sort]
    value = order.column.desc() if order.down else order.column.asc()
    parts = select(Part.happening_id).where(Part.entity_id == bindparam("entity", type_=BigInteger()))
    wanted = [Happening.id.in_(parts), or_(Happening.verdict.is_(None), Happening.verdict != REJECTED)]
    if "types" in asked:
        wanted.append(is_one(dialect, unindexed(dialect, Happening.type), "types"))
    if "statuses" in asked:
        wanted.append(is_one(dialect, unindexed(dialect, Happening.status), "statuses"))
    if "date_from" in asked:
        wanted.append(func.coalesce(Happening.date_end, Happening.date_start) >= bindparam("date_from", type_=Date()))
    if "date_to" in asked:
        wanted.append(unindexed(dialect, Happening.date_start) <= bindparam("date_to", type_=Date()))
    some = select(Happening.__table__, func.count().over().label("total")).where(*wanted)
    return some.order_by(value.nulls_last(), Happening.key).limit(bindparam("most", type_=Integer()))
