"""Places of the gazetteer in their tree: a row for every unit around a place, and a point for each, stated whose.

A neighbourhood or douar the gazetteer does not know lies in the town its article states and has that town's point; an
institution has the point of its place.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from corpus.mention import PlaceKind
from corpus.normalise import fold
from gazetteer.transliteration import sound_form
from gazetteer.tree import Unit, load_tree
from pipeline.kb import keys
from pipeline.kb.across import Settled
from pipeline.kb.identify import INSTITUTION, PLACE, add_missing, unsettle
from pipeline.kb.name_index import EntityWord, name_rows
from pipeline.kb.schema import Entity, Name
from pipeline.linking.load import batches

TITLES = {
    PlaceKind.REGION: "جهة",
    PlaceKind.PROVINCE: "إقليم",
    PlaceKind.PREFECTURE: "عمالة",
    PlaceKind.COMMUNE: "جماعة",
    PlaceKind.NEIGHBOURHOOD: "مقاطعة",
    PlaceKind.OTHER: "دائرة",
}
DEEPEST = 8  # places in one another, at most


def place_units(connection: Connection) -> int:
    """Give the new places and institutions their parents and points; return how many places were new.

    What lies in a place that now lies elsewhere is to be compared again.
    """
    fresh = _fresh(connection, PLACE)
    coded = {i: code for i, code in fresh.items() if code}
    _add_units(connection, {up for code in coded.values() for up in load_tree().parents(code)})
    _set_parents(connection, coded)
    loose = [i for i, code in fresh.items() if not code]
    within = inside(connection, loose)
    unsettle(connection, within)
    added = _fresh(connection, PLACE)  # with the units made just now
    _locate(connection, {**added, **_fresh(connection, INSTITUTION)})
    return len(fresh)


def unit_key(entity_id: str) -> str:
    """Return the permanent key of a place of the gazetteer."""
    return keys.place_key("", "", entity_id)


def unit_of(place: str) -> str | None:
    """Return the gazetteer id of the place that has a permanent key; None: the gazetteer does not know it."""
    return _codes().get(place)


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {unit_key(code): code for code in load_tree().units}


def unit_label(unit: Unit) -> str:
    """Return the name of a unit with what it is: ``إقليم تارودانت``."""
    title = TITLES.get(unit.kind) if unit.entity_id.startswith("hcp:") else None
    return f"{title} {unit.name}" if title else unit.name


def _fresh(connection: Connection, kind: str) -> dict[int, str | None]:
    query = select(Entity.id, Entity.gazetteer_id).outerjoin(Settled, Settled.entity_id == Entity.id)
    rows = connection.execute(query.where(Entity.kind == kind, Settled.entity_id.is_(None)))
    return {row.id: row.gazetteer_id for row in rows}


def _add_units(connection: Connection, units: set[str]) -> None:
    """Add the rows and names of units that no article has named yet."""
    tree = load_tree()
    known = {tree.units[u].entity_id: tree.units[u] for u in units if u in tree.units}
    rows = [
        {"key": unit_key(i), "kind": PLACE, "subkind": str(u.kind), "label": unit_label(u), "gazetteer_id": i}
        for i, u in sorted(known.items())
    ]
    add_missing(connection, Entity.__table__, rows)  # type: ignore[arg-type]  # declared as FromClause
    ids = _ids_of(connection, set(known))
    names: list[dict[str, Any]] = [
        {
            "entity_id": ids[i],
            "form": form,
            "folded": fold(form),
            "words": keys.search_form(form),
            "sounds": sound_form(form),
        }
        for i, unit in sorted(known.items())
        for form in dict.fromkeys((unit_label(unit), unit.name, unit.latin))
        if form
    ]
    add_missing(connection, Name.__table__, names)  # type: ignore[arg-type]
    spelt = {(w["word"], w["ref"]): w for n in names for w in name_rows(n["entity_id"], n["words"], n["sounds"])}
    add_missing(connection, EntityWord.__table__, [spelt[key] for key in sorted(spelt)])  # type: ignore[arg-type]
    _set_parents(connection, {ids[i]: i for i in known})


def _set_parents(connection: Connection, coded: dict[int, str]) -> None:
    """Point each unit's row to that of the next unit up."""
    tree = load_tree()
    above = {i: around[0] for i, code in coded.items() if (around := tree.parents(code))}
    ids = _ids_of(connection, set(above.values()))
    by_parent: dict[int, list[int]] = {}
    for child, code in above.items():
        if code in ids:
            by_parent.setdefault(ids[code], []).append(child)
    for parent, children in sorted(by_parent.items()):
        for some in batches(children):
            connection.execute(update(Entity).where(Entity.id.in_(some)).values(place_id=parent))


def _ids_of(connection: Connection, codes: set[str]) -> dict[str, int]:
    """Return the row numbers of units by gazetteer id."""
    found: dict[str, int] = {}
    by_key = {unit_key(code): code for code in codes}
    for some in batches(by_key):
        rows = connection.execute(select(Entity.key, Entity.id).where(Entity.key.in_(some)))
        found |= {by_key[row.key]: row.id for row in rows}
    return found


def inside(connection: Connection, places: Collection[int]) -> set[int]:
    """Return what lies in places, at any depth."""
    found: set[int] = set()
    at = set(places)
    for _ in range(DEEPEST):
        below: set[int] = set()
        for some in batches(at):
            below |= set(connection.execute(select(Entity.id).where(Entity.place_id.in_(some))).scalars())
        at = below - found
        if not at:
            break
        found |= at
    return found


def _locate(connection: Connection, rows: dict[int, str | None]) -> None:
    """Write the point of each entity: its own, its chief town's, or that of the nearest place around it."""
    above = _above(connection, rows)
    points = []
    for entity in sorted(rows):
        found, at = None, entity
        for _ in range(DEEPEST):
            parent, code = above[at]
            found = load_tree().located(code) if code else None
            if found or parent is None:
                break
            at = parent
        if found:
            whose, (latitude, longitude) = found
            points.append({"entity": entity, "north": latitude, "east": longitude, "whose": unit_key(whose)})
    if points:
        table = Entity.__table__
        values: dict[str, Any] = {
            "latitude": bindparam("north"),
            "longitude": bindparam("east"),
            "located_by": bindparam("whose"),
        }
        connection.execute(update(table).where(table.c.id == bindparam("entity")).values(**values), points)  # type: ignore[arg-type]


def _above(connection: Connection, rows: Collection[int]) -> dict[int, tuple[int | None, str | None]]:
    """Return the next place up and the gazetteer id of entities and of all places around them."""
    found: dict[int, tuple[int | None, str | None]] = {}
    wanted = set(rows)
    while wanted:
        for some in batches(wanted):
            query = select(Entity.id, Entity.place_id, Entity.gazetteer_id, Entity.kind).where(Entity.id.in_(some))
            found |= {
                r.id: (r.place_id, r.gazetteer_id if r.kind == PLACE else None) for r in connection.execute(query)
            }
        wanted = {parent for parent, _ in found.values() if parent is not None} - set(found)
    return found
