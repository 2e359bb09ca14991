"""Articles as a list, the latest first."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, false, func, select

from pipeline.kb.browse.cursor import behind, cursor, read_cursor
from pipeline.kb.browse.hits import articles_with
from pipeline.kb.browse.limits import counted
from pipeline.kb.browse.shapes import PAGE, ArticleItem, ArticleList
from pipeline.kb.engine import reading
from pipeline.kb.happenings import not_rejected
from pipeline.kb.keys import asked_key
from pipeline.kb.query import article_ref
from pipeline.kb.schema import Article, Event

ORDER = "articles"
REF = (Article.key, Article.document_id, Article.url, Article.outlet, Article.country, Article.published, Article.title)


def listed_articles(
    engine: Engine,
    *,
    q: str | None = None,
    outlet: str | None = None,
    date_from: date | None = None,
    date_to: date | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> ArticleList:
    """Return articles (their current versions), the latest first, undated ones last. ``q``: full text search.

    Raises: AskedError: ``after`` is of no list of articles. StoreError: the knowledge base cannot be read.
    """
    last = read_cursor(after, ORDER, date) if after is not None else None
    with reading(engine) as connection:
        wanted = _conditions(connection, q, outlet, date_from, date_to)
        total, exact = counted(connection, select(Article.id).where(*wanted))
        query = select(Article.id, *REF, Article.copy_of).where(*wanted)
        if last:
            query = query.where(behind(Article.published, Article.key, last, down=True))
        order = (Article.published.desc().nulls_last(), Article.key)
        found = connection.execute(query.order_by(*order).limit(limit + 1)).mappings().all()
        shown = found[:limit]
        told = (
            select(Event.article_id, func.count())
            .where(Event.article_id.in_([row["id"] for row in shown]), not_rejected())
            .group_by(Event.article_id)
        )
        events = dict(connection.execute(told).all())
    rows = tuple(ArticleItem(article_ref(row), events.get(row["id"], 0), row["copy_of"]) for row in shown)
    more = len(found) > limit > 0
    return ArticleList(rows, total, exact, cursor(ORDER, shown[-1]["published"], shown[-1]["key"]) if more else None)


def _conditions(
    connection: Connection, q: str | None, outlet: str | None, date_from: date | None, date_to: date | None
) -> list[Any]:
    wanted: list[Any] = [Article.current]
    if q and q.strip():
        worded = articles_with(connection, q)
        wanted.append(false() if worded is None else Article.id.in_(worded))
    if outlet:
        wanted.append(Article.outlet == asked_key(outlet))
    if date_from:
        wanted.append(Article.published >= date_from)
    if date_to:
        wanted.append(Article.published <= date_to)
    return wanted
