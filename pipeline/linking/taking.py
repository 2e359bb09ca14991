"""Giving what a researcher took out of an institution or a place a row of its own, with the articles that mean it.

Officials of one name are parted by ``pipeline.linking.parting``, where their offices have a say too. Here only researchers
have: each correction names articles and the keys that stood for the one thing when it was made, and makes of each of
these keys another one. Its key is made of that key and of the correction's, so that a rebuild comes to the same. An
article that is written again speaks of the former one until the next linking.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import combinations, product
from typing import Any

from sqlalchemy import Connection, select, update

from corpus.normalise import fold
from pipeline.kb import keys
from pipeline.kb.corrected import in_force
from pipeline.kb.identify import PLACE
from pipeline.kb.schema import Correction, Entity
from pipeline.linking.corrections import SPLIT, Ruling
from pipeline.linking.load import articles_of
from pipeline.linking.parting import Family, article_rows, move
from pipeline.linking.touched import Touched
from pipeline.linking.units import unit_of

Pair = tuple[str, str]


def take_apart(connection: Connection, touched: Touched) -> dict[Pair, Ruling]:
    """Move the articles of each correction to the rows it makes; return which of all these rows are one and which not."""
    query = select(Correction.__table__).where(Correction.target_kind.in_(("entity", "correction")))
    rows = connection.execute(query.order_by(Correction.at, Correction.key)).all()
    every, live = ([r for r in some if r.action == SPLIT and "of" in r.value] for some in (rows, in_force(rows)))
    of = {key: [row for row in every if key in row.value["of"]] for row in every for key in row.value["of"]}
    for _ in range(len(of) + 1):  # what was taken out of what was taken out goes back by way of that
        moved = [
            _settle(connection, key, of[key], [row for row in live if row in of[key]], touched) for key in sorted(of)
        ]
        if not any(moved):
            break
    return _rulings(connection, live)


def taken_key(kind: str, key: str, correction: str) -> str:
    """Return the permanent key of what a correction takes out of an entity."""
    return keys.digest(kind, key, "taken", correction)


def _settle(connection: Connection, key: str, every: Sequence[Any], live: Sequence[Any], touched: Touched) -> bool:
    """Give the articles of an entity, and of what was ever taken out of it, to whom they belong by the rulings in force.

    Returns whether any was given to another.
    """
    found = _family(connection, key, every)
    if found is None:
        return False
    family, around = found
    home: dict[int, set[int]] = defaultdict(set)
    for row, some in articles_of(connection, list(family.rows.values())).items():
        for article in some:
            home[article].add(row)
    taken = {article: taken_key(family.kind, key, row.key) for row in live for article in row.value["articles"]}
    wanted = {number: taken.get(row.key, key) for number, row in article_rows(connection, home).items()}
    placed = {number: {family.rows.get(to)} for number, to in wanted.items()}
    if placed == home and not set(family.rows) - set(wanted.values()) - {key}:
        return False
    move(connection, family, home, wanted, touched)
    new = set(wanted.values()) - set(family.rows)
    connection.execute(update(Entity).where(Entity.key.in_(sorted(new))).values(place_id=around))
    if key in new and family.kind == PLACE:  # all of it was taken out, and comes back
        connection.execute(update(Entity).where(Entity.key == key).values(gazetteer_id=unit_of(key)))
    return True


def _family(connection: Connection, key: str, every: Sequence[Any]) -> tuple[Family, int | None] | None:
    """Return the rows of an entity and of what was taken out of it, if any is there, and in which place new ones lie.

    That is where the articles say it lies; but a unit of the gazetteer lends its surroundings to none, since what was
    taken out of it is said not to be this unit.
    """
    kind = every[0].value["kind"]
    wanted = [key, *(taken_key(kind, key, row.key) for row in every)]
    query = select(Entity.key, Entity.id, Entity.label, Entity.subkind, Entity.gazetteer_id, Entity.place_id)
    found = connection.execute(query.where(Entity.key.in_(wanted))).all()
    if not found:
        return None
    main = min(found, key=lambda row: (row.key != key, row.key))
    family = Family(fold(main.label), main.label, {row.key: row.id for row in found}, kind, main.subkind)
    return family, None if main.gazetteer_id else main.place_id


def _rulings(connection: Connection, live: Sequence[Any]) -> dict[Pair, Ruling]:
    """Return that what each correction took out is one thing, and none of what it was taken from or others took."""
    found: dict[Pair, Ruling] = {}
    made = {row.key: [taken_key(row.value["kind"], key, row.key) for key in row.value["of"]] for row in live}
    named = {key for row in live for key in (*row.value["of"], *made[row.key])}
    there = set(connection.execute(select(Entity.key).where(Entity.key.in_(sorted(named)))).scalars())
    for row in live:
        found |= _each(combinations(sorted(made[row.key]), 2), there, True, row.key)
        found |= _each(product(row.value["of"], made[row.key]), there, False, row.key)
    for one, other in combinations(live, 2):
        if set(one.value["of"]) & set(other.value["of"]):
            found |= _each(product(made[one.key], made[other.key]), there, False, other.key)
    return found


def _each(pairs: Any, there: Collection[str], one: bool, by: str) -> dict[Pair, Ruling]:
    sorted_pairs = [(min(pair), max(pair)) for pair in pairs if set(pair) <= set(there)]
    return {pair: Ruling(pair, one, by) for pair in sorted_pairs}
