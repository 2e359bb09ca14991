"""Entities as they are shown in lists: name, kind, where they are, and how many events they take part in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from corpus.mention import InstitutionKind, PlaceKind
from pipeline.kb.browse.shapes import EntityItem, EntityKind
from pipeline.kb.engine import batches
from pipeline.kb.latin import latin_name
from pipeline.kb.schema import Entity, Name
from pipeline.kb.tallies import Activity

LATIN = ("a", "z")


def items(connection: Connection, numbers: Sequence[int]) -> dict[int, EntityItem]:
    """Return entities by row number."""
    found: dict[int, EntityItem] = {}
    for some in batches(sorted(set(numbers))):
        latin = _latin(connection, some)
        for row in connection.execute(_query(some)).mappings():
            found[row["id"]] = _item(row, latin.get(row["id"], []))
    return found


def ordered(connection: Connection, numbers: Iterable[int]) -> tuple[EntityItem, ...]:
    """Return entities in the order of their row numbers given; those that are gone are left out."""
    wanted = list(numbers)
    found = items(connection, wanted)
    return tuple(found[n] for n in wanted if n in found)


def _query(numbers: Sequence[int]) -> Any:
    place, head = aliased(Entity), aliased(Entity)
    return (
        select(
            Entity.id, Entity.key, Entity.kind, Entity.subkind, Entity.label, Entity.gazetteer_id,
            head.label.label("place"), head.key.label("place_key"), Activity.events, Activity.first, Activity.last,
        )
        .outerjoin(place, place.id == Entity.place_id)
        .outerjoin(head, head.id == func.coalesce(place.canonical_id, place.id))
        .outerjoin(Activity, Activity.entity_id == Entity.id)
        .where(Entity.id.in_(numbers))
    )  # fmt: skip


def _latin(connection: Connection, numbers: Sequence[int]) -> dict[int, list[str]]:
    """Return the names in Latin letters of each entity that has one, as they were first written."""
    small = func.lower(func.substr(Name.form, 1, 1))
    query = select(Name.entity_id, Name.form).where(Name.entity_id.in_(numbers), small.between(*LATIN))
    found: dict[int, list[str]] = {}
    for row in connection.execute(query.order_by(Name.id)):
        found.setdefault(row.entity_id, []).append(row.form)
    return found


def _item(row: Any, named: Sequence[str]) -> EntityItem:
    """Return an entity; ``named``: its names in Latin letters in the press and the gazetteer."""
    kind = EntityKind(row["kind"])
    latin = latin_name(row["kind"], row["label"], named, row["gazetteer_id"])
    subkind: InstitutionKind | PlaceKind | None = None
    if row["subkind"]:
        subkind = PlaceKind(row["subkind"]) if kind is EntityKind.PLACE else InstitutionKind(row["subkind"])
    return EntityItem(
        key=row["key"],
        kind=kind,
        subkind=subkind,
        label=row["label"],
        latin=latin.text if latin else None,
        latin_made=latin is not None and latin.made,
        place=row["place"],
        place_key=row["place_key"],
        gazetteer_id=row["gazetteer_id"],
        events=row["events"] or 0,
        first=row["first"],
        last=row["last"],
    )
