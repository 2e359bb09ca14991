"""The articles that full text search finds, as a filter of events and as the latest of them."""

from __future__ import annotations

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
from pipeline.kb.search_read import EVERYWHERE, Places, are_in_order, latest_places
from pipeline.kb.search_sql import all_hits, hits_at_most, named_entities
from pipeline.kb.word_index import ArticleWords

TELLING: Any = select(Event.happening_id).where(Event.happening_id.is_not(None), not_rejected())


@dataclass(frozen=True)
class Hits:
    """A query of full text search; ``narrowing``: the filter that one of its articles tells the event; ``latest``: places
    of the latest hits, where they are known: all of them if no more than few are."""

    dialect: str
    query: Query
    named: list[list[int]]
    narrowing: Narrowing
    latest: list[int]

    def places(self, connection: Connection, number: int, between: Places = EVERYWHERE) -> list[int]:
        """Return the places of so many articles, the latest that are found."""
        if self.latest and between == EVERYWHERE and (number <= len(self.latest) or not self.narrowing.many):
            return self.latest[:number]
        return latest_places(connection, self.query, self.named, number, between)


def hits_of(connection: Connection, text: str, *, alone: bool) -> Hits | None:
    """Return what a text finds; None: it has no words to find. ``alone``: nothing else is asked of events."""
    query = parse(text)
    if not query.wanted:
        return None
    dialect, named = connection.dialect.name, named_entities(connection, query)
    # Alone, the latest hits are needed in any case; beside others, or if many must be looked at for them, it is quicker to
    # count them in no order.
    alone = alone and are_in_order(query, named)
    latest = latest_places(connection, query, named, limits.FEW_HITS + 1) if alone else []
    number = len(latest) if alone else hits_at_most(connection, query, named, limits.FEW_HITS + 1)

    def finds() -> tuple[Select[Any]]:
        all_known = alone and number <= limits.FEW_HITS
        return (
            told_by(*([given(dialect, ArticleWords.place, latest)] if all_known else all_hits(dialect, query, named))),
        )

    check = partial(_check, connection, query, named)
    return Hits(dialect, query, named, Narrowing(check, finds, many=number > limits.FEW_HITS), latest)


def told_by(*wanted: ColumnElement[bool]) -> Select[Any]:
    """Return a query for the events that articles tell; ``wanted``: conditions on ``article_words``."""
    found: Select[Any] = TELLING.where(Event.article_id.in_(select(ArticleWords.article_id).where(*wanted)))
    return found


def _check(connection: Connection, query: Query, named: list[list[int]]) -> ColumnElement[bool]:
    """Return the condition on events that a hit tells them; how it is best asked depends on how many hits there are."""
    dialect = connection.dialect.name
    there = select(Event.id).where(Event.happening_id == Happening.id, not_rejected())
    if hits_at_most(connection, query, named, limits.EACH_HIT + 1) <= limits.EACH_HIT:
        articles = select(ArticleWords.article_id).where(*all_hits(dialect, query, named))
        check = there.where(unindexed(dialect, Event.article_id).in_(articles))
    else:
        check = there.join(ArticleWords, ArticleWords.article_id == Event.article_id)
        check = check.where(*all_hits(dialect, query, named, one_by_one=True))
    return check.correlate(Happening).exists()
