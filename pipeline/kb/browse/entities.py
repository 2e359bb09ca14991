"""Officials, institutions and places: as lists, and one with all that is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, exists, func, literal, select
from sqlalchemy.orm import aliased

from pipeline.kb.across import Happening, Part
from pipeline.kb.browse.cursor import behind, cursor, read_cursor
from pipeline.kb.browse.given import given
from pipeline.kb.browse.items import items, ordered
from pipeline.kb.browse.limits import counted
from pipeline.kb.browse.resolve import entity_number, merged_keys
from pipeline.kb.browse.shapes import PAGE, Companion, EntityKind, EntityList, EntityView
from pipeline.kb.browse.tenures import tenure_items
from pipeline.kb.browse.together import busiest
from pipeline.kb.engine import reading
from pipeline.kb.filters import among, entities_named, with_inside, with_merged
from pipeline.kb.happenings import stands
from pipeline.kb.identify import PLACE
from pipeline.kb.schema import Entity, Link, Mention, Name
from pipeline.kb.tallies import Activity

MOST_COMPANIONS = 30  # of each kind
MOST_CHILDREN = 500
MOST_SHARED = 5000  # events of an entity that companions are counted in
MOST_MENTIONS = 500  # that are looked at to tell which form of a name is most used
ORDER = "entities"


def entities(
    engine: Engine,
    *,
    kind: EntityKind | None = None,
    text: str | None = None,
    subkind: str | None = None,
    inside: str | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> EntityList:
    """Return entities, those with most events first, then by key.

    ``text``: words of a name in Arabic or Latin letters; ``subkind``: kind of institution or place; ``inside``: key of
    a place in which they lie, at any depth.

    Raises: AskedError: ``after`` is of no list of entities. StoreError: the knowledge base cannot be read.
    """
    last = read_cursor(after, ORDER, int) if after is not None else None
    with reading(engine) as connection:
        wanted = _conditions(connection, text, kind, subkind, inside)
        total, exact = counted(connection, select(Entity.id).where(*wanted, *_of_kind(kind)))
        kinds = [kind] if kind else list(EntityKind)
        found: list[Any] = []
        if last is None or last[0]:
            found = [row for one in kinds for row in _active(connection, one, wanted, last, limit + 1)]
            found = sorted(found, key=lambda row: (-row.events, row.key))[: limit + 1]
        if len(found) <= limit:
            key = last[1] if last and not last[0] else None
            found += _idle(connection, [*wanted, *_of_kind(kind)], key, limit + 1 - len(found))
        rows = ordered(connection, [row.id for row in found[:limit]])
    more = len(found) > limit > 0
    return EntityList(
        rows, total, exact, cursor(ORDER, found[limit - 1].events, found[limit - 1].key) if more else None
    )


def entity(engine: Engine, key: str) -> EntityView | None:
    """Return an entity by its key or a former one; None if there is none."""
    with reading(engine) as connection:
        number = entity_number(connection, key)
        return _view(connection, number) if number is not None else None


def _active(connection: Connection, kind: EntityKind, wanted: list[Any], last: Any, limit: int) -> list[Any]:
    """Return the entities of a kind that take part in events, behind a place in the order."""
    query = select(Entity.id, Activity.events, Entity.key).join(Activity, Activity.entity_id == Entity.id)
    query = query.where(Activity.kind == str(kind), *wanted)
    if last:
        query = query.where(Activity.events <= last[0], behind(Activity.events, Entity.key, last, down=True))
    return list(connection.execute(query.order_by(Activity.events.desc(), Entity.key).limit(limit)).all())


def _idle(connection: Connection, wanted: list[Any], key: str | None, limit: int) -> list[Any]:
    """Return the entities that take part in no event, by key, behind one if it is given."""
    active = exists().where(Activity.entity_id == Entity.id)
    query = select(Entity.id, literal(0).label("events"), Entity.key).where(~active, *wanted)
    if key is not None:
        query = query.where(Entity.key > key)
    return list(connection.execute(query.order_by(Entity.key).limit(limit)).all())


def _of_kind(kind: EntityKind | None) -> list[Any]:
    return [Entity.kind == str(kind)] if kind else []


def _conditions(
    connection: Connection, text: str | None, kind: EntityKind | None, subkind: str | None, inside: str | None
) -> list[Any]:
    wanted: list[Any] = [Entity.canonical_id.is_(None)]
    if subkind:
        wanted.append(Entity.subkind == str(subkind))
    if text and text.strip():
        named = [n for k in ([kind] if kind else EntityKind) for n in entities_named(connection, text, str(k))]
        wanted.append(given(connection.dialect.name, Entity.id, named))
    if inside:
        number = entity_number(connection, inside)
        around = with_merged(connection, [number]) if number is not None else []
        within = set(with_inside(connection, around)) - set(around)
        wanted.append(given(connection.dialect.name, Entity.id, within))
    return wanted


def _view(connection: Connection, number: int) -> EntityView:
    item = items(connection, [number])[number]
    same = with_merged(connection, [number])
    point = connection.execute(
        select(Entity.latitude, Entity.longitude, Entity.located_by).where(Entity.id == number)
    ).one()
    located = connection.execute(select(Entity.label).where(Entity.key == point.located_by)).scalar_one_or_none()
    companions = _companions(connection, number)
    return EntityView(
        item=item,
        names=_names(connection, same),
        parents=ordered(connection, _parents(connection, number)),
        children=_children(connection, same) if item.kind == PLACE else (),
        tenures=tenure_items(connection, entity=number),
        companions=companions[EntityKind.OFFICIAL],
        institutions=companions[EntityKind.INSTITUTION],
        places=companions[EntityKind.PLACE],
        latitude=point.latitude,
        longitude=point.longitude,
        located_by=point.located_by,
        located_by_label=located,
        merged=merged_keys(connection, number, item.key),
    )


def _names(connection: Connection, same: Sequence[int]) -> tuple[str, ...]:
    """Return the forms an entity is called by, those its mentions use most first; of many, some mentions are asked."""
    some = select(Link.mention_id).where(among(Link.entity_id, same)).limit(MOST_MENTIONS)
    used = select(Mention.surface, func.count()).where(Mention.id.in_(some)).group_by(Mention.surface)
    times = dict(connection.execute(used).all())
    query = select(Name.form, func.min(Name.id)).where(among(Name.entity_id, same)).group_by(Name.form)
    first = dict(connection.execute(query).all())
    return tuple(sorted(first, key=lambda form: (-times.get(form, 0), first[form])))


def _parents(connection: Connection, number: int) -> list[int]:
    """Return the places around an entity, the nearest first."""
    up = aliased(Entity)
    query = select(func.coalesce(up.canonical_id, up.id)).join(Entity, Entity.place_id == up.id)
    found = [number]
    while (around := connection.execute(query.where(Entity.id == found[-1])).scalar_one_or_none()) is not None:
        if around in found:  # two that are said to lie in each other
            break
        found.append(around)
    return found[1:]


def _children(connection: Connection, same: Sequence[int]) -> tuple[Any, ...]:
    """Return the places in a place, those with most events first."""
    head = func.coalesce(Entity.canonical_id, Entity.id)
    inside = select(head).where(among(Entity.place_id, same), Entity.kind == PLACE).distinct().limit(MOST_CHILDREN)
    numbers = set(connection.execute(inside).scalars()) - set(same)
    found = ordered(connection, numbers)
    return tuple(sorted(found, key=lambda item: (-item.events, item.key)))


def _companions(connection: Connection, number: int) -> dict[EntityKind, tuple[Companion, ...]]:
    """Return who and what shares events with an entity, by kind, most events first; of many events, the latest count."""
    mine = select(Part.happening_id).join(Happening, Happening.id == Part.happening_id)
    mine = mine.where(Part.entity_id == number, stands()).order_by(Part.date_start.desc().nulls_last())
    shared = Part.happening_id.in_(select(mine.limit(MOST_SHARED).subquery()))
    found = busiest(connection, shared, Part.entity_id != number, size=MOST_COMPANIONS)
    known = items(connection, [row.id for row in found])
    return {kind: tuple(Companion(known[r.id], r.number) for r in found if r.kind == kind) for kind in EntityKind}
