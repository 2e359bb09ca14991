"""Sums of money, quantities and articles as records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from pipeline.kb.export.columns import Record
from pipeline.kb.export.stream import Scope, partitions
from pipeline.kb.schema import Amount, Article, Mention, Quantity

SOURCE = (Article.key.label("article"), Article.document_id, Article.url, Article.outlet, Article.country,
          Article.published)  # fmt: skip


def amounts(connection: Connection, scope: Scope) -> Iterator[Record]:
    """Yield a record for each sum of money, in the order of their numbers."""
    yield from _facts(connection, scope, Amount)


def quantities(connection: Connection, scope: Scope) -> Iterator[Record]:
    """Yield a record for each quantity, in the order of their numbers."""
    yield from _facts(connection, scope, Quantity)


def articles(connection: Connection, scope: Scope) -> Iterator[Record]:
    """Yield a record for the current version of each article, in the order of their numbers."""
    query = select(Article.__table__, Article.run_id.label("run")).where(Article.current).order_by(Article.id)
    if not scope.is_all:
        query = query.where(Article.id.in_(scope.articles()))
    for found in partitions(connection, query):
        yield from map(dict, found)


def _facts(connection: Connection, scope: Scope, table: Any) -> Iterator[Record]:
    query = (
        select(
            table.__table__,
            *SOURCE,
            Mention.start,
            Mention.end,
            table.extractor_version.label("version"),
            table.run_id.label("run"),
        )
        .join(Article, Article.id == table.article_id)
        .outerjoin(Mention, Mention.id == table.mention_id)
        .order_by(table.id)
    )
    if not scope.is_all:
        query = query.where(table.article_id.in_(scope.articles()))
    for found in partitions(connection, query):
        yield from map(dict, found)
