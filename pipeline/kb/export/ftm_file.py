"""FollowTheMoney: the knowledge base as a graph of persons, bodies, offices and events, an entity a line.

A file holds what its entities refer to as well, in an order in which nothing is referred to before it is there. Ids
are made of permanent keys, so that files of different days can be laid over each other.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import BinaryIO

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import aliased

from corpus.errors import StoreError
from pipeline.kb import keys
from pipeline.kb.across import Tenure
from pipeline.kb.export import ftm_event
from pipeline.kb.export.columns import What
from pipeline.kb.export.entities import entity_query, held_positions, names_of
from pipeline.kb.export.ftm_entity import Entity as FtmEntity
from pipeline.kb.export.ftm_entity import Schema, entity, entity_id, web_address
from pipeline.kb.export.stream import Scope, canonical, partitions
from pipeline.kb.filters import EventFilters
from pipeline.kb.identify import INSTITUTION, OFFICIAL, PLACE
from pipeline.kb.latin import latin_name
from pipeline.kb.schema import Article, Entity, Link, Mention, Occupancy, Position

Section = Callable[[Connection, Scope], Iterator[FtmEntity]]
PUBLIC = {"ministry", "agency", "council"}  # kinds of institutions that are bodies of the state
MOST_PROOFS = 100  # articles named for an office held; a minister is named in thousands
MOST_MENTIONS = 10  # articles named for an official, institution or place
LANGUAGE = "ara"


def write(out: BinaryIO, what: What, connection: Connection, scope: Scope) -> int:
    """Write what was asked for with all it refers to, and return the number of entities.

    Raises: StoreError: FollowTheMoney has no entity for such rows.
    """
    if what not in SECTIONS:
        raise StoreError(f"ftm has no entities for {what}; it takes {', '.join(SECTIONS)}")
    scope = replace(scope, whole=what is What.HAPPENINGS)
    number = 0
    for section in SECTIONS[what]:
        for told in section(connection, scope):
            out.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
            number += 1
    return number


def articles(connection: Connection, scope: Scope) -> Iterator[FtmEntity]:
    """Yield the articles, which are the proofs of all else."""
    query = select(Article.__table__).where(Article.current).order_by(Article.id)
    if not scope.is_all:
        query = query.where(Article.id.in_(scope.articles()))
    for found in partitions(connection, query):
        for row in found:
            yield entity(
                row["key"],
                Schema.ARTICLE,
                title=row["title"],
                name=row["title"],
                author=row["author"],
                publisher=row["outlet"],
                sourceUrl=web_address(row["url"]),
                publishedAt=row["published"],
                country=(row["country"] or "").lower(),
                language=LANGUAGE,
                fileName=row["document_id"],
            )


def places(connection: Connection, scope: Scope) -> Iterator[FtmEntity]:
    """Yield places as addresses; of filtered events also those that institutions in them stand in."""
    query = entity_query(PLACE, Scope.of(connection, EventFilters()))
    if not scope.is_all:
        house, inside = aliased(Entity), aliased(Entity)
        around = (
            select(canonical(inside)).join(house, house.place_id == inside.id).where(house.id.in_(scope.entities()))
        )
        query = query.where(Entity.id.in_(scope.entities()) | Entity.id.in_(around))
    for found in partitions(connection, query):
        proofs = _proofs(connection, scope, [row["id"] for row in found])
        for row in found:
            yield entity(
                row["key"],
                Schema.ADDRESS,
                proof=proofs[row["id"]],
                full=row["label"],
                region=row["place"],
                latitude=row["latitude"],
                longitude=row["longitude"],
                summary=row["subkind"],
            )


def institutions(connection: Connection, scope: Scope) -> Iterator[FtmEntity]:
    """Yield institutions, those of the state as public bodies."""
    for found in partitions(connection, entity_query(INSTITUTION, scope)):
        names = names_of(connection, [row["id"] for row in found])
        proofs = _proofs(connection, scope, [row["id"] for row in found])
        for row in found:
            yield entity(
                row["key"],
                Schema.PUBLIC_BODY if row["subkind"] in PUBLIC else Schema.ORGANIZATION,
                name=row["label"],
                alias=_aliases(row, names[row["id"]]),
                classification=row["subkind"],
                addressEntity=entity_id(row["place_key"]),
                proof=proofs[row["id"]],
                address=row["place"],
            )


def officials(connection: Connection, scope: Scope) -> Iterator[FtmEntity]:
    """Yield officials as persons."""
    for found in partitions(connection, entity_query(OFFICIAL, scope)):
        names = names_of(connection, [row["id"] for row in found])
        proofs = _proofs(connection, scope, [row["id"] for row in found])
        for row in found:
            others = _aliases(row, names[row["id"]])
            yield entity(row["key"], Schema.PERSON, name=row["label"], alias=others, proof=proofs[row["id"]])


def _aliases(row: RowMapping, names: Sequence[str | None]) -> list[str]:
    """Return the other names of an entity, that in Latin letters among them."""
    latin = latin_name(row["kind"], row["label"], names, row["gazetteer_id"])
    spelt = [*names, latin.text if latin else None]
    return [name for name in dict.fromkeys(spelt) if name and name != row["label"]]


def positions(connection: Connection, scope: Scope) -> Iterator[FtmEntity]:
    """Yield offices."""
    query = select(Position.key, Position.title).where(Position.canonical_id.is_(None)).order_by(Position.id)
    if not scope.is_all:
        query = query.where(Position.id.in_(held_positions(scope)))
    for found in partitions(connection, query):
        for row in found:
            yield entity(row["key"], Schema.POSITION, name=row["title"])


def occupancies(connection: Connection, scope: Scope) -> Iterator[FtmEntity]:
    """Yield who holds which office: the days of the articles that say so, the bounds of the tenure where known."""
    holder, office = aliased(Entity), aliased(Position)
    query = (
        select(
            holder.key.label("holder"), office.key.label("office"), Article.key.label("article"), Occupancy.as_of,
            Tenure.since, Tenure.until,
        )
        .join(Entity, Entity.id == Occupancy.entity_id)
        .join(holder, holder.id == canonical(Entity))
        .join(Position, Position.id == Occupancy.position_id)
        .join(office, office.id == canonical(Position))
        .join(Article, Article.id == Occupancy.article_id)
        .outerjoin(Tenure, (Tenure.entity_id == holder.id) & (Tenure.position_id == office.id))
        .where(holder.kind == OFFICIAL)
        .order_by(holder.id, office.id, Occupancy.id)
    )  # fmt: skip
    if not scope.is_all:
        query = query.where(holder.id.in_(scope.entities()), Occupancy.article_id.in_(scope.articles()))
    rows = (row for found in partitions(connection, query) for row in found)
    for (person, post), group in groupby(rows, key=lambda row: (row["holder"], row["office"])):
        told = list(group)
        days = sorted(row["as_of"] for row in told if row["as_of"])
        yield entity(
            keys.digest("occupancy", person, post),
            Schema.OCCUPANCY,
            holder=entity_id(person),
            post=entity_id(post),
            date=(*days[:1], *days[-1:]),
            startDate=min((row["since"] for row in told if row["since"]), default=None),
            endDate=max((row["until"] for row in told if row["until"]), default=None),
            proof=list(dict.fromkeys(entity_id(row["article"]) for row in told))[:MOST_PROOFS],
        )


def _proofs(connection: Connection, scope: Scope, numbers: Sequence[int]) -> dict[int, list[str | None]]:
    """Return the ids of the first articles that mention each entity, among those of the scope."""
    one = canonical(Entity)
    mentioned = (
        select(one.label("entity"), Mention.article_id.label("article"))
        .join(Link, Link.entity_id == Entity.id)
        .join(Mention, Mention.id == Link.mention_id)
        .where(one.in_(numbers))
        .distinct()
    )
    if not scope.is_all:
        mentioned = mentioned.where(Mention.article_id.in_(scope.articles()))
    told = mentioned.subquery()
    place = func.row_number().over(partition_by=told.c.entity, order_by=told.c.article).label("place")
    ranked = select(told.c.entity, told.c.article, place).subquery()
    query = (
        select(ranked.c.entity, Article.key)
        .join(Article, Article.id == ranked.c.article)
        .where(ranked.c.place <= MOST_MENTIONS)
        .order_by(ranked.c.entity, ranked.c.place)
    )
    proofs: dict[int, list[str | None]] = defaultdict(list)
    for number, key in connection.execute(query):
        proofs[number].append(entity_id(key))
    return proofs


SECTIONS: dict[What, tuple[Section, ...]] = {
    What.EVENTS: (articles, places, institutions, officials, positions, occupancies, ftm_event.events),
    What.HAPPENINGS: (articles, places, institutions, officials, positions, occupancies, ftm_event.happenings),
    What.OFFICIALS: (articles, officials, positions, occupancies),
    What.INSTITUTIONS: (articles, places, institutions),
    What.PLACES: (articles, places),
    What.POSITIONS: (articles, officials, positions, occupancies),
    What.ARTICLES: (articles,),
}
