"""Entities as they are shown in lists: name, kind, where they are, and how many events they take part in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Select, distinct, func, select
from sqlalchemy.orm import aliased

from corpus.mention import InstitutionKind, PlaceKind
from pipeline.kb.across import Happening, Part
from pipeline.kb.browse.shapes import EntityItem, EntityKind
from pipeline.kb.engine import batches
from pipeline.kb.happenings import stands
from pipeline.kb.schema import Entity, Name

LATIN = ("a", "z")


def items(connection: Connection, numbers: Sequence[int]) -> dict[int, EntityItem]:
    """Return entities by row number."""
    found: dict[int, EntityItem] = {}
    for some in batches(sorted(set(numbers))):
        latin = _latin(connection, some)
        for row in connection.execute(_query(some)).mappings():
            found[row["id"]] = _item(row, latin.get(row["id"]))
    return found


def ordered(connection: Connection, numbers: Iterable[int]) -> tuple[EntityItem, ...]:
    """Return entities in the order of their row numbers given; those that are gone are left out."""
    wanted = list(numbers)
    found = items(connection, wanted)
    return tuple(found[n] for n in wanted if n in found)


def activity() -> Select[Any]:
    """Return a query of the events of each entity: ``entity_id``, ``events``, ``first`` and ``last`` (days)."""
    did: Any = select(
        Part.entity_id,
        func.count(distinct(Part.happening_id)).label("events"),
        func.min(Part.date_start).label("first"),
        func.max(Part.date_start).label("last"),
    )
    did = did.join(Happening, Happening.id == Part.happening_id).where(Part.entity_id.is_not(None), stands())
    return cast("Select[Any]", did.group_by(Part.entity_id))


def _query(numbers: Sequence[int]) -> Select[Any]:
    place, head = aliased(Entity), aliased(Entity)
    did = activity().where(Part.entity_id.in_(numbers)).subquery()
    return (
        select(
            Entity.id, Entity.key, Entity.kind, Entity.subkind, Entity.label, Entity.gazetteer_id,
            head.label.label("place"), head.key.label("place_key"), did.c.events, did.c.first, did.c.last,
        )
        .outerjoin(place, place.id == Entity.place_id)
        .outerjoin(head, head.id == func.coalesce(place.canonical_id, place.id))
        .outerjoin(did, did.c.entity_id == Entity.id)
        .where(Entity.id.in_(numbers))
    )  # fmt: skip


def _latin(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """Return the first name in Latin letters of each entity that has one."""
    small = func.lower(func.substr(Name.form, 1, 1))
    query = select(Name.entity_id, Name.form).where(Name.entity_id.in_(numbers), small.between(*LATIN))
    found: dict[int, str] = {}
    for row in connection.execute(query.order_by(Name.id)):
        found.setdefault(row.entity_id, row.form)
    return found


def _item(row: Any, latin: str | None) -> EntityItem:
    kind = EntityKind(row["kind"])
    subkind: InstitutionKind | PlaceKind | None = None
    if row["subkind"]:
        subkind = PlaceKind(row["subkind"]) if kind is EntityKind.PLACE else InstitutionKind(row["subkind"])
    return EntityItem(
        key=row["key"],
        kind=kind,
        subkind=subkind,
        label=row["label"],
        latin=latin,
        place=row["place"],
        place_key=row["place_key"],
        gazetteer_id=row["gazetteer_id"],
        events=row["events"] or 0,
        first=row["first"],
        last=row["last"],
    )
