"""Sums of money and counted quantities with the words that state them, in the articles that tell events of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Engine, literal, select

from pipeline.kb.across import Happening
from pipeline.kb.browse import limits
from pipeline.kb.browse.answer import Answer
from pipeline.kb.browse.articles import REF
from pipeline.kb.browse.cursor import behind, cursor, read_cursor
from pipeline.kb.browse.filters import amount_conditions
from pipeline.kb.browse.given import given
from pipeline.kb.browse.narrowing import Scan
from pipeline.kb.browse.scanning import Days, days_of, undated_of
from pipeline.kb.browse.shapes import PAGE, FigureItem, FigureList, HappeningFilters
from pipeline.kb.engine import reading
from pipeline.kb.happenings import REJECTED, not_rejected
from pipeline.kb.query import article_ref, evidence_in
from pipeline.kb.schema import Amount, Article, Event, Mention, Quantity

Last = tuple[date | None, str]  # day of the article and key of the last figure of a page
_BY_DAY: Any = select(Article.id.label("number"), Article.published.label("day")).where(Article.current)
ARTICLES = Scan(_BY_DAY, Article.published)


def amounts(engine: Engine, filters: HappeningFilters, *, after: str | None = None, limit: int = PAGE) -> FigureList:
    """Return the sums of money in the articles that tell events of an answer, those of the latest articles first.

    Without any filter, all there are; filters of amount and currency hold for the sums themselves.

    Raises: AskedError: ``after`` is of no list of amounts. StoreError: the knowledge base cannot be read.
    """
    extra = (Amount.currency.label("unit"), literal(None).label("unit_phrase"))
    return _listed(engine, Amount, extra, amount_conditions(filters), filters, after, limit)


def quantities(engine: Engine, filters: HappeningFilters, *, after: str | None = None, limit: int = PAGE) -> FigureList:
    """Return the counted quantities in the articles that tell events of an answer, those of the latest articles first.

    Without any filter, all there are.

    Raises: AskedError: ``after`` is of no list of quantities. StoreError: the knowledge base cannot be read.
    """
    extra = (Quantity.unit, Quantity.unit_phrase)
    return _listed(engine, Quantity, extra, [Quantity.verdict.is_distinct_from(REJECTED)], filters, after, limit)


@dataclass(frozen=True)
class _Figures:
    """The figures asked for: their table, conditions on it, and the events whose articles state them."""

    connection: Connection
    table: Any
    own: list[Any]
    filters: HappeningFilters

    def page(self, last: Last | None, limit: int) -> list[Any]:
        """Return ``id``, ``published`` and ``key`` of so many figures behind a place, those of the latest articles first."""
        if self._few is not None:
            return self._of_articles(self._few, last, limit)
        rows: list[Any] = []
        if last is None or last[0] is not None:
            days = Days(None, last[0] if last else None, down=True)
            for numbers in days_of(self.connection, [ARTICLES], days):
                rows += self._of_articles(numbers, last, limit - len(rows))
                if len(rows) >= limit:
                    return rows
        undated = undated_of(self.connection, [ARTICLES])
        return rows + self._of_articles(undated, last if last and last[0] is None else None, limit - len(rows))

    def total(self) -> tuple[int, bool]:
        """Return how many figures there are; not exact: at least so many."""
        if self._few is not None:
            wanted = (given(self.connection.dialect.name, self.table.article_id, self._few), *self.own)
            return limits.counted(self.connection, select(self.table.id).where(*wanted))
        if self._answer is None:
            return limits.counted(self.connection, select(self.table.id).where(*self.own))
        numbers = next(days_of(self.connection, [ARTICLES], Days(None, None, down=True), limits.LOOKED_AT))
        return len(self._of_articles(numbers, None, limits.MOST_COUNTED)), False

    @cached_property
    def _answer(self) -> Answer | None:
        return None if self.filters == HappeningFilters() else Answer(self.connection, self.filters)

    @cached_property
    def _few(self) -> list[int] | None:
        """The articles that tell the events, where those are few."""
        if self._answer is None or self._answer.few is None:
            return None
        events = given(self.connection.dialect.name, Event.happening_id, (row.id for row in self._answer.few))
        return list(
            self.connection.execute(select(Event.article_id).where(events, not_rejected()).distinct()).scalars()
        )

    def _of_articles(self, numbers: Sequence[int], last: Last | None, limit: int) -> list[Any]:
        """Return so many figures of some articles, in order."""
        table = self.table
        query = select(table.id, Article.published, table.key).join(Article, Article.id == table.article_id)
        query = query.where(given(self.connection.dialect.name, table.article_id, numbers), *self.own)
        if self._few is None and self._answer is not None:
            told = select(Event.id).join(Happening, Happening.id == Event.happening_id)
            told = told.where(Event.article_id == table.article_id, not_rejected(), *self._answer.asked.conditions())
            query = query.where(told.correlate(table).exists())
        if last:
            query = query.where(behind(Article.published, table.key, last, down=True))
        order = (Article.published.desc().nulls_last(), table.key)
        return list(self.connection.execute(query.order_by(*order).limit(limit)))


def _listed(
    engine: Engine, table: Any, extra: tuple[Any, ...], own: list[Any], filters: HappeningFilters, after: str | None,
    limit: int,
) -> FigureList:  # fmt: skip
    order = f"{table.__tablename__}.latest"
    last = read_cursor(after, order, date) if after is not None else None
    with reading(engine) as connection:
        figures = _Figures(connection, table, own, filters)
        total, exact = figures.total()
        found = figures.page(last, limit + 1)
        rows = _items(connection, table, extra, [row.id for row in found[:limit]])
    more = len(found) > limit > 0
    mark = cursor(order, found[limit - 1].published, found[limit - 1].key) if more else None
    return FigureList(rows, total, exact, mark)


def _items(
    connection: Connection, table: type[Amount] | type[Quantity], extra: tuple[Any, ...], numbers: list[int]
) -> tuple[FigureItem, ...]:
    query = (
        select(
            table.id.label("number"), table.key.label("fact"), table.text.label("figure"), table.value, table.relation,
            table.confidence, table.verdict, *extra, Mention.start, Mention.end, Article.text.label("article_text"), *REF,
        )
        .join(Article, Article.id == table.article_id)
        .outerjoin(Mention, Mention.id == table.mention_id)
        .where(table.id.in_(numbers))
    )  # fmt: skip
    found = {row["number"]: row for row in connection.execute(query).mappings()}
    return tuple(
        FigureItem(
            key=row["fact"],
            text=row["figure"],
            value=row["value"],
            unit=row["unit"],
            unit_phrase=row["unit_phrase"],
            relation=row["relation"],
            evidence=evidence_in(row["article_text"], row["figure"], row["start"], row["end"]),
            article=article_ref(row),
            confidence=row["confidence"],
            verdict=row["verdict"],
        )
        for row in (found[n] for n in numbers)
    )
