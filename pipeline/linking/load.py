"""Reading from the knowledge base what entities are compared by."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, union

from gazetteer.tree import load_tree
from pipeline.kb.engine import batches as in_order
from pipeline.kb.identify import INSTITUTION, PLACE
from pipeline.kb.schema import Argument, Article, Entity, Event, Link, Mention, Name, Occupancy
from pipeline.linking.profile import Held, Profile

UNKNOWN = "key:"  # before the key of a place that the gazetteer does not know
_ARABIC = re.compile("[ء-ي]")


@dataclass(frozen=True)
class PlaceRow:
    """A place as its row tells."""

    key: str
    gazetteer_id: str | None
    parent: int | None


def batches(values: Collection[Any]) -> Iterator[Sequence[Any]]:
    """Yield sorted values in parts small enough for one statement."""
    return in_order(sorted(values))


def load_profiles(connection: Connection, ids: Collection[int]) -> dict[str, Profile]:
    """Return the profiles of entities by key; those that are gone are left out."""
    found: dict[str, Profile] = {}
    for some in batches(ids):
        found |= _profiles(connection, some)
    return found


def place_chain(connection: Connection, start: int | None, known: dict[int, PlaceRow]) -> tuple[str, ...]:
    """Return the ids of a place and of those around it: gazetteer ids, else ``key:`` and the place's key."""
    chain: list[str] = []
    at, seen = start, set[int]()
    while at is not None and at not in seen:
        seen.add(at)
        if at not in known:
            known |= _place_rows(connection, [at])
        row = known[at]
        if row.gazetteer_id:
            return (*chain, *load_tree().chain(row.gazetteer_id))
        chain.append(UNKNOWN + row.key)
        at = row.parent
    return tuple(chain)


def _profiles(connection: Connection, ids: Sequence[int]) -> dict[str, Profile]:
    rows = connection.execute(select(Entity).where(Entity.id.in_(ids)).with_only_columns(*ENTITY)).all()
    names = _names(connection, ids)
    offices = _offices(connection, ids)
    articles = articles_of(connection, ids)
    context = Context(connection, {a for some in articles.values() for a in some})
    kinds = _kinds(connection, [row.id for row in rows if row.kind == INSTITUTION])
    places = _place_rows(connection, {r.place_id for r in rows if r.place_id is not None})
    found: dict[str, Profile] = {}
    for row in rows:
        told = sorted(articles.get(row.id, ()))
        is_place = row.kind == PLACE
        chain = place_chain(connection, row.place_id, places)
        if is_place and row.gazetteer_id:
            chain = load_tree().chain(row.gazetteer_id)
        forms = [n for n in names.get(row.id, ()) if n != row.label and (row.kind == INSTITUTION or _ARABIC.search(n))]
        found[row.key] = Profile(
            row.key,
            row.kind,
            (row.label, *sorted(forms)),
            kinds.get(row.id, row.subkind),
            tuple(offices.get(row.id, ())),
            row.gazetteer_id if is_place else (chain[0] if chain else None),
            chain,
            frozenset(c for a in told if (c := context.countries.get(a))),
            frozenset(p for a in told for p in context.provinces.get(a, ())),
            frozenset(k for a in told for k in context.companions.get(a, ()) if k != row.key),
            len(told),
        )
    return found


ENTITY = (Entity.id, Entity.key, Entity.kind, Entity.subkind, Entity.label, Entity.gazetteer_id, Entity.place_id)


class Context:
    """The countries, provinces and entities of articles."""

    def __init__(self, connection: Connection, articles: Collection[int]) -> None:
        self.countries: dict[int, str] = {}
        self.provinces: dict[int, set[str]] = defaultdict(set)
        self.companions: dict[int, set[str]] = defaultdict(set)
        tree = load_tree()
        for some in batches(articles):
            lands = select(Article.id, Article.country).where(Article.id.in_(some), Article.country.is_not(None))
            self.countries |= {row.id: row.country for row in connection.execute(lands)}
            pairs = _mentioned(Mention.article_id.in_(some), Occupancy.article_id.in_(some), Event.article_id.in_(some))
            told = pairs.subquery()
            query = select(told.c.article_id, Entity.key, Entity.kind, Entity.gazetteer_id)
            for row in connection.execute(query.join(Entity, Entity.id == told.c.entity_id)):
                if row.kind != PLACE:
                    self.companions[row.article_id].add(row.key)
                elif row.gazetteer_id and (province := tree.province(row.gazetteer_id)):
                    self.provinces[row.article_id].add(province)


def articles_of(connection: Connection, ids: Sequence[int]) -> dict[int, set[int]]:
    """Return the articles that speak of entities, by row."""
    return _pairs(connection, _mentioned(Entity.id.in_(ids)))


def _mentioned(links: Any, offices: Any = None, events: Any = None) -> Any:
    """Return a query of (entity, article) pairs; the conditions are on entities, or one for each way of mentioning."""
    by_entity = offices is None
    ways: list[tuple[Any, Any, Any]] = [
        (
            Link.entity_id,
            select(Link.entity_id, Mention.article_id).join(Mention, Mention.id == Link.mention_id),
            links,
        ),
        (Occupancy.entity_id, select(Occupancy.entity_id, Occupancy.article_id), offices),
        (
            Argument.entity_id,
            select(Argument.entity_id, Event.article_id).join(Event, Event.id == Argument.event_id),
            events,
        ),
    ]
    parts = [
        query.join(Entity, Entity.id == column).where(links)
        if by_entity
        else query.where(column.is_not(None), condition)
        for column, query, condition in ways
    ]
    return union(*parts)


def _pairs(connection: Connection, query: Any) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for entity, article in connection.execute(query):
        found[entity].add(article)
    return found


def _names(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(select(Name.entity_id, Name.form).where(Name.entity_id.in_(ids))):
        found[row.entity_id].append(row.form)
    return found


def _kinds(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Return the kind most mentions give an institution; that of its row is the first one's alone."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    query = select(Link.entity_id, Mention.value).join(Mention, Mention.id == Link.mention_id)
    for row in connection.execute(query.where(Link.entity_id.in_(ids))):
        if kind := row.value.get("kind"):
            counts[row.entity_id][kind] += 1
    return {entity: min(seen, key=lambda kind: (-seen[kind], kind)) for entity, seen in counts.items()}


def _offices(connection: Connection, ids: Sequence[int]) -> dict[int, list[Held]]:
    query = (
        select(Occupancy.entity_id, Occupancy.title, Occupancy.as_of, Article.country)
        .join(Article, Article.id == Occupancy.article_id)
        .where(Occupancy.entity_id.in_(ids))
        .distinct()
    )
    found: dict[int, list[Held]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.entity_id].append(Held(row.title, row.as_of, row.country))
    for held in found.values():
        held.sort(key=lambda h: (h.title, str(h.at), h.country or ""))
    return found


def _place_rows(connection: Connection, ids: Iterable[int]) -> dict[int, PlaceRow]:
    found: dict[int, PlaceRow] = {}
    for some in batches(set(ids)):
        query = select(Entity.id, Entity.key, Entity.gazetteer_id, Entity.place_id).where(Entity.id.in_(some))
        found |= {r.id: PlaceRow(r.key, r.gazetteer_id, r.place_id) for r in connection.execute(query)}
    return found
