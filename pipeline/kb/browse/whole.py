"""What one entity is put together from, for those who decide whether it is one: the articles, and what was merged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, distinct, func, select
from sqlalchemy.orm import aliased

from corpus.normalise import fold
from pipeline.kb.browse.articles import REF
from pipeline.kb.browse.resolve import entity_number
from pipeline.kb.engine import reading
from pipeline.kb.filters import with_merged
from pipeline.kb.identify import OFFICIAL
from pipeline.kb.query import ArticleRef, article_ref
from pipeline.kb.schema import Article, Entity, Link, Mention

MOST_ARTICLES = 200  # that can be chosen among, the latest
MOST_MEMBERS = 100


@dataclass(frozen=True)
class Member:
    """One of those that an entity was merged from. ``stands``: the others were merged into this one."""

    key: str
    label: str
    place: str | None
    articles: int
    stands: bool


@dataclass(frozen=True)
class Whole:
    """The articles that speak of an entity, the latest first, and its members, the one that stands for all first."""

    articles: tuple[ArticleRef, ...]
    members: tuple[Member, ...]


def whole(engine: Engine, key: str) -> Whole:
    """Return what the entity under a key is made of; nothing where there is none. ``articles``: those that can be taken out."""
    with reading(engine) as connection:
        number = entity_number(connection, key)
        if number is None:
            return Whole((), ())
        same = with_merged(connection, [number])
        return Whole(_articles(connection, _of_a_name(connection, number, same)), _members(connection, number, same))


def _of_a_name(connection: Connection, number: int, same: list[int]) -> list[int]:
    """Return those of the rows of an entity whose articles can be taken out of it by name.

    An official is known by the name, so these are the rows of that name; who has another name is taken out as a whole.
    """
    rows = connection.execute(select(Entity.id, Entity.kind, Entity.label).where(Entity.id.in_(same))).all()
    head = next(row for row in rows if row.id == number)
    return [row.id for row in rows if row.kind != OFFICIAL or fold(row.label) == fold(head.label)]


def _articles(connection: Connection, same: list[int]) -> tuple[ArticleRef, ...]:
    spoken = select(Mention.article_id).join(Link, Link.mention_id == Mention.id).where(Link.entity_id.in_(same))
    query = select(*REF).where(Article.id.in_(spoken)).order_by(Article.published.desc().nulls_last(), Article.key)
    return tuple(article_ref(row) for row in connection.execute(query.limit(MOST_ARTICLES)).mappings())


def _members(connection: Connection, number: int, same: list[int]) -> tuple[Member, ...]:
    place = aliased(Entity)
    articles: Any = (
        select(func.count(distinct(Mention.article_id)))
        .join(Link, Link.mention_id == Mention.id)
        .where(Link.entity_id == Entity.id)
        .correlate(Entity)
        .scalar_subquery()
    )
    query = (
        select(Entity.id, Entity.key, Entity.label, place.label.label("place"), articles.label("articles"))
        .outerjoin(place, place.id == Entity.place_id)
        .where(Entity.id.in_(same))
        .order_by(Entity.canonical_id.is_not(None), articles.desc(), Entity.key)
        .limit(MOST_MEMBERS)
    )
    return tuple(Member(r.key, r.label, r.place, r.articles, r.id == number) for r in connection.execute(query))
