"""The articles that full text search finds, as a filter of events and as the latest of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from pipeline.kb.across import Happening
from pipeline.kb.browse import limits
from pipeline.kb.browse.given import given, unindexed
from pipeline.kb.browse.narrowing import Narrowing
from pipeline.kb.happenings import not_rejected
from pipeline.kb.schema import Event
from pipeline.kb.search_query import Query, parse
from pipeline.kb.search_sql import EVERYWHERE, Places, all_hits, hits_at_most, latest_places, named_entities
from pipeline.kb.word_index import ArticleWords

TELLING: Any = select(Event.happening_id).where(Event.happening_id.is_not(None), not_rejected())


@dataclass(frozen=True)
class Hits:
    """A query of full text search; ``narrowing``: the filter that one of its articles tells the event."""

    dialect: str
    query: Query
    named: list[list[int]]
    narrowing: Narrowing

    def told_by(self, places: Sequence[int]) -> Select[Any]:
        """Return a query for the events that the articles at some places tell."""
        articles = select(ArticleWords.article_id).where(given(self.dialect, ArticleWords.place, places))
        found: Select[Any] = TELLING.where(Event.article_id.in_(articles))
        return found

    def places(self, connection: Connection, number: int, between: Places = EVERYWHERE) -> list[int]:
        """Return the places of so many articles, the latest that are found."""
        return latest_places(connection, self.query, self.named, number, between)


def hits_of(connection: Connection, text: str) -> Hits | None:
    """Return what a text finds; None: it has no words to find."""
    query = parse(text)
    if not query.wanted:
        return None
    dialect, named = connection.dialect.name, named_entities(connection, query)
    found = TELLING.where(Event.article_id.in_(_articles(dialect, query, named)))
    many = hits_at_most(connection, query, named, limits.FEW_HITS + 1) > limits.FEW_HITS
    narrowing = Narrowing(partial(_check, connection, query, named), (found,), many=many)
    return Hits(dialect, query, named, narrowing)


def _check(connection: Connection, query: Query, named: list[list[int]]) -> ColumnElement[bool]:
    """Return the condition on events that a hit tells them; how it is best asked depends on how many hits there are."""
    dialect = connection.dialect.name
    there = select(Event.id).where(Event.happening_id == Happening.id, not_rejected())
    if hits_at_most(connection, query, named, limits.EACH_HIT + 1) <= limits.EACH_HIT:
        check = there.where(unindexed(dialect, Event.article_id).in_(_articles(dialect, query, named)))
    else:
        check = there.join(ArticleWords, ArticleWords.article_id == Event.article_id)
        check = check.where(*all_hits(dialect, query, named, one_by_one=True))
    return check.correlate(Happening).exists()


def _articles(dialect: str, query: Query, named: list[list[int]]) -> Select[Any]:
    return select(ArticleWords.article_id).where(*all_hits(dialect, query, named))
