"""Offices named without their holder: who held them at that day, as other articles say.

``والي الجهة`` in an article that speaks of one region only is the wali of that region. What is found is an inference,
kept beside the words of the article (``occupancy.holder_id``, ``argument.holder_id``); where nobody is known it stays open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, select, update

from corpus.normalise import fold
from gazetteer.tree import load_tree
from pipeline.kb.identify import PLACE
from pipeline.kb.schema import Argument, Article, Entity, Event, Link, Mention, Occupancy
from pipeline.linking.load import batches
from pipeline.linking.offices import GOVERNORS, UNIQUE, Office, is_office
from pipeline.linking.positions import wordings
from pipeline.linking.tenures import Holder, holders_at, load_holders
from pipeline.linking.touched import Touched


@dataclass(frozen=True)
class Named:
    """An office as an article names it alone; ``row``: of the occupancy or argument."""

    row: int
    title: str
    at: date | None
    article: int
    country: str | None
    holder: int | None


def resolve_roles(connection: Connection, index: dict[str, int], touched: Touched) -> int:
    """Write who held the offices that articles name alone; return how many were found.

    ``index``: the position of each office by signature.
    """
    held = load_holders(connection)
    found = 0
    for table, named in ((Occupancy, _occupancies(connection)), (Argument, _arguments(connection))):
        where = _territories(connection, {n.article for n in named})
        changed: dict[int | None, list[int]] = defaultdict(list)
        for one in named:
            holder = _holder(one, where.get(one.article, frozenset()), index, held)
            found += holder is not None
            if holder != one.holder:
                changed[holder].append(one.row)
                touched.articles.add(one.article)
        for entity, rows in changed.items():
            for some in batches(rows):
                connection.execute(update(table).where(table.id.in_(some)).values(holder_id=entity))
    return found


def placed(office: Office, territories: Iterable[str]) -> Office | None:
    """Return ``والي الجهة`` with the only region of an article, ``عامل الإقليم`` with its only province; else None."""
    if not office.open or office.head not in GOVERNORS:
        return None if office.open else office
    tree = load_tree()
    fits = tree.region if office.head == GOVERNORS[0] else tree.province
    units = {unit for place in territories if (unit := fits(place)) is not None}
    return replace(office, body=(), place=units.pop(), open=False) if len(units) == 1 else None


def _holder(
    named: Named, territories: frozenset[str], index: dict[str, int], held: dict[int, list[Holder]]
) -> int | None:
    if named.at is None:
        return None
    for wording in wordings(named.title, named.country)[:1]:
        office = placed(wording.office, territories)
        if office is None or office.former or not (office.place or office.body or office.head in UNIQUE):
            continue
        position = index.get(replace(wording, office=office).signature)
        at = {h.entity_id for h in holders_at(held.get(position or 0, ()), named.at)}
        if len(at) == 1:
            return at.pop()
    return None


def _occupancies(connection: Connection) -> list[Named]:
    query = (
        select(
            Occupancy.id, Occupancy.title, Occupancy.as_of, Occupancy.article_id, Article.country, Occupancy.holder_id
        )
        .join(Article, Article.id == Occupancy.article_id)
        .where(Occupancy.entity_id.is_(None))
    )
    return [Named(*row) for row in connection.execute(query)]


def _arguments(connection: Connection) -> list[Named]:
    """Return the participants that no entity is linked to and whose name begins as an office does."""
    query = (
        select(
            Argument.id, Argument.name, Event.date_start, Article.published, Event.article_id, Article.country,
            Argument.holder_id,
        )
        .join(Event, Event.id == Argument.event_id)
        .join(Article, Article.id == Event.article_id)
        .where(Argument.entity_id.is_(None))
    )  # fmt: skip
    return [
        Named(r.id, r.name, r.date_start or r.published, r.article_id, r.country, r.holder_id)
        for r in connection.execute(query)
        if is_office(fold(r.name))
    ]


def _territories(connection: Connection, articles: set[int]) -> dict[int, frozenset[str]]:
    """Return the gazetteer ids of the Moroccan places each article speaks of."""
    found: dict[int, set[str]] = defaultdict(set)
    for some in batches(articles):
        query = (
            select(Mention.article_id, Entity.gazetteer_id)
            .join(Link, Link.mention_id == Mention.id)
            .join(Entity, Entity.id == Link.entity_id)
            .where(Mention.article_id.in_(some), Entity.kind == PLACE, Entity.gazetteer_id.is_not(None))
            .distinct()
        )
        for row in connection.execute(query):
            found[row.article_id].add(str(row.gazetteer_id))
    return {article: frozenset(places) for article, places in found.items()}
