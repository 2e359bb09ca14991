"""Officials, institutions, places and offices as records: those found to be one are one record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import aliased

from pipeline.kb.export.columns import Record
from pipeline.kb.export.stream import AnySelect, Scope, canonical, grouped, partitions
from pipeline.kb.identify import INSTITUTION, OFFICIAL, PLACE
from pipeline.kb.latin import latin_name
from pipeline.kb.schema import Entity, Link, Mention, Name, Occupancy, Position


def officials(connection: Connection, scope: Scope) -> Iterator[Record]:
    """Yield a record for each official."""
    for found in partitions(connection, entity_query(OFFICIAL, scope)):
        numbers = [row["id"] for row in found]
        offices = grouped(connection, _offices(numbers))
        for row, cells in zip(found, _common(connection, found), strict=True):
            yield {**cells, "offices": _once(offices[row["id"]], "title")}


def institutions(connection: Connection, scope: Scope) -> Iterator[Record]:
    """Yield a record for each institution."""
    yield from _located(connection, entity_query(INSTITUTION, scope))


def places(connection: Connection, scope: Scope) -> Iterator[Record]:
    """Yield a record for each place."""
    yield from _located(connection, entity_query(PLACE, scope))


def positions(connection: Connection, scope: Scope) -> Iterator[Record]:
    """Yield a record for each office; of filtered events, those that their participants hold in their articles."""
    query = select(Position.id, Position.key, Position.title).where(Position.canonical_id.is_(None))
    if not scope.is_all:
        query = query.where(Position.id.in_(held_positions(scope)))
    for found in partitions(connection, query.order_by(Position.id)):
        numbers = [row["id"] for row in found]
        titles = grouped(
            connection,
            select(canonical(Position), Position.title)
            .where(canonical(Position).in_(numbers))
            .order_by(Position.canonical_id.is_not(None), Position.id),
        )
        holders, days = grouped(connection, _holders(numbers)), grouped(connection, _days(numbers))
        for row in found:
            told = days[row["id"]][0] if days[row["id"]] else {}
            yield {
                "key": row["key"],
                "title": row["title"],
                "titles": _once(titles[row["id"]], "title"),
                "holders": [h["label"] for h in holders[row["id"]]],
                "holder_keys": [h["key"] for h in holders[row["id"]]],
                "first_seen": told.get("first"),
                "last_seen": told.get("last"),
                "articles": told.get("articles", 0),
            }


def entity_query(kind: str, scope: Scope) -> AnySelect:
    """Return the query for the entities of a kind, in the order of their numbers, with the place they lie in."""
    place, whole = aliased(Entity), aliased(Entity)
    query = (
        select(
            Entity.__table__,
            func.coalesce(whole.label, place.label).label("place"),
            func.coalesce(whole.key, place.key).label("place_key"),
        )
        .outerjoin(place, place.id == Entity.place_id)
        .outerjoin(whole, whole.id == place.canonical_id)
        .where(Entity.kind == kind, Entity.canonical_id.is_(None))
        .order_by(Entity.id)
    )
    return query if scope.is_all else query.where(Entity.id.in_(scope.entities()))


def held_positions(scope: Scope) -> AnySelect:
    """Return the query for the numbers of the offices, as merged, that the participants of the events hold."""
    return (
        select(canonical(Position))
        .join(Occupancy, Occupancy.position_id == Position.id)
        .join(Entity, Entity.id == Occupancy.entity_id)
        .where(canonical(Entity).in_(scope.entities()), Occupancy.article_id.in_(scope.articles()))
    )


def names_of(connection: Connection, numbers: Sequence[int]) -> dict[int, list[str | None]]:
    """Return all forms that entities, and those merged into them, are called by."""
    query = (
        select(canonical(Entity), Name.form)
        .join(Name, Name.entity_id == Entity.id)
        .where(canonical(Entity).in_(numbers))
        .order_by(Entity.canonical_id.is_not(None), Entity.id, Name.id)
    )
    names: dict[int, list[str | None]] = defaultdict(list)
    for number, form in connection.execute(query):
        if form not in names[number]:
            names[number].append(form)
    return names


def _located(connection: Connection, query: AnySelect) -> Iterator[Record]:
    for found in partitions(connection, query):
        for row, cells in zip(found, _common(connection, found), strict=True):
            same = ("place", "place_key", "latitude", "longitude", "located_by")
            yield {**cells, "kind": row["subkind"], **{name: row[name] for name in same}}


def _common(connection: Connection, found: Sequence[RowMapping]) -> Iterator[dict[str, Any]]:
    """Yield the cells that all entities have."""
    numbers = [row["id"] for row in found]
    names = names_of(connection, numbers)
    merged = grouped(
        connection, select(Entity.canonical_id, Entity.key).where(Entity.canonical_id.in_(numbers)).order_by(Entity.id)
    )
    mentioned = grouped(
        connection,
        select(canonical(Entity), func.count(Mention.article_id.distinct()).label("articles"))
        .join(Link, Link.entity_id == Entity.id)
        .join(Mention, Mention.id == Link.mention_id)
        .where(canonical(Entity).in_(numbers))
        .group_by(canonical(Entity)),
    )
    for row in found:
        articles = mentioned[row["id"]]
        latin = latin_name(row["kind"], row["label"], names[row["id"]], row["gazetteer_id"])
        yield {
            "key": row["key"],
            "name": row["label"],
            "names": names[row["id"]],
            "latin": latin.text if latin else None,
            "latin_made": latin.made if latin else None,
            "merged_keys": [m["key"] for m in merged[row["id"]]],
            "gazetteer_id": row["gazetteer_id"],
            "articles": articles[0]["articles"] if articles else 0,
        }


def _offices(officials: Sequence[int]) -> AnySelect:
    return (
        select(canonical(Entity), Occupancy.title)
        .join(Occupancy, Occupancy.entity_id == Entity.id)
        .where(canonical(Entity).in_(officials))
        .order_by(Occupancy.id)
    )


def _holders(offices: Sequence[int]) -> AnySelect:
    """Return the query for who holds offices, by the first article that says so."""
    one = aliased(Entity)
    return (
        select(canonical(Position), one.label, one.key)
        .join(Occupancy, Occupancy.position_id == Position.id)
        .join(Entity, Entity.id == Occupancy.entity_id)
        .join(one, one.id == canonical(Entity))
        .where(canonical(Position).in_(offices))
        .group_by(canonical(Position), one.label, one.key)
        .order_by(func.min(Occupancy.as_of).nulls_last(), one.key)
    )


def _days(offices: Sequence[int]) -> AnySelect:
    return (
        select(
            canonical(Position),
            func.min(Occupancy.as_of).label("first"),
            func.max(Occupancy.as_of).label("last"),
            func.count(Occupancy.article_id.distinct()).label("articles"),
        )
        .join(Occupancy, Occupancy.position_id == Position.id)
        .where(canonical(Position).in_(offices))
        .group_by(canonical(Position))
    )


def _once(rows: Sequence[RowMapping], name: str) -> list[str | None]:
    return list(dict.fromkeys(row[name] for row in rows))
