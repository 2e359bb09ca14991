"""The events that answer a question, read no further than is needed.

Where one of the filters lets few events pass, those are read whole, and all that is said of the answer is exact. Else
events are read in the order of the list, from the participants of the narrowest filter or from all events, and the
filters are asked of each; facets are then made of the latest that pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Connection, and_, func, literal, or_, select, union

from pipeline.kb.across import Happening
from pipeline.kb.browse import limits, tallied
from pipeline.kb.browse.filters import Asked, asked
from pipeline.kb.browse.given import given
from pipeline.kb.browse.hits import Hits, told_by
from pipeline.kb.browse.narrowing import Narrowing
from pipeline.kb.browse.order import ORDERS, Last, Order, in_order
from pipeline.kb.browse.scanning import Days, days_of, undated_of
from pipeline.kb.browse.shapes import HappeningFilters, Sort
from pipeline.kb.many import NUMBERS, is_one, many
from pipeline.kb.word_index import ArticleWords

CELLS = (Happening.id, Happening.key, Happening.type, Happening.status, Happening.date_start, Happening.sources, Happening.confidence)  # fmt: skip
PARTICIPANTS = 2  # of an event that a filter finds, about: where it was, and what was visited there
EVENTS = 15  # that count as looked at for each article found by words; it tells of a few
LATEST = ORDERS[Sort.LATEST]


@dataclass(frozen=True)
class Some:
    """Rows (``CELLS``) of events of an answer; ``exact``: they are all there are, else the latest of them."""

    rows: Sequence[Any]
    exact: bool


class Answer:
    """The answer to a question, as long as its connection is open."""

    def __init__(self, connection: Connection, filters: HappeningFilters) -> None:
        self._connection = connection
        self.dialect = connection.dialect.name
        self.asked: Asked = asked(connection, filters)
        near = [n for n in self.asked.narrowings if n.scans and n.reach <= limits.FAR]
        self._scanned = min(near, key=lambda n: n.reach, default=None)

    @cached_property
    def few(self) -> list[Any] | None:
        """The rows (``CELLS``) of all events of the answer, where a filter lets few pass; else None."""
        narrowest = self._narrowest()
        if narrowest is None:
            return None
        return self._rows(Happening.id.in_(_found(narrowest)), leaving=narrowest)

    def page(self, sort: Sort, last: Last | None, limit: int) -> list[Any]:
        """Return the rows (``CELLS``) of so many events behind a place in an order."""
        order = ORDERS[sort]
        if self._in_index is None or not order.of_days:
            if self.few is not None:
                return in_order(self.few, order, last)[:limit]
            if sort is Sort.LATEST and last is None and not self.asked.hits and limit < len(self._first.rows):
                return list(self._first.rows[:limit])
        if not order.of_days:
            return self._by_value(order, last, limit)
        rows = [] if last and last[0] is None else self._dated(order, last, limit)
        if len(rows) < limit and not self.asked.dated:
            rows += self._undated(last[1] if last and last[0] is None else None, limit - len(rows))
        return rows

    def some(self, most: int, looked_at: int) -> Some:
        """Return all events of the answer or the latest, at most so many, found among so many that are looked at."""
        if self.few is not None:
            return Some(self.few, exact=True)
        if self.asked.hits:
            return Some(self._of_latest_hits(self.asked.hits, most, looked_at // EVENTS), exact=False)
        if self._scanned:
            return self._some_scanned(self._scanned, most, looked_at)
        rows, ended = self._looked_at(LATEST.column.is_not(None), most, looked_at)
        if ended and not self.asked.dated and len(rows) < most:
            more, ended = self._looked_at(LATEST.column.is_(None), most - len(rows), looked_at)
            rows += more
        return Some(rows, exact=ended and len(rows) < most)

    def total(self) -> tuple[int, bool]:
        """Return how many events there are; not exact: at least so many."""
        if self._in_index is not None:
            return limits.counted(self._connection, self._in_index)
        if self.few is not None:
            return len(self.few), True
        if (number := tallied.number(self._connection, self.asked)) is not None:
            return number, True
        if (only := self.asked.only) is not None:
            return limits.counted(self._connection, select(_found(only).subquery()))
        return len(self._first.rows), self._first.exact

    @cached_property
    def _in_index(self) -> Any:
        """The query of the events where an index of participants alone gives them in the order of days; else None."""
        if self._scanned is None or self._scanned not in (self.asked.only, self.asked.until):
            return None
        ends = self.asked.last
        own = (scan.query if ends is None else scan.query.where(scan.day <= ends) for scan in self._scanned.scans)
        numbers = [query.with_only_columns(query.selected_columns.number) for query in own]
        return select((numbers[0].distinct() if len(numbers) == 1 else union(*numbers)).subquery())

    @cached_property
    def _first(self) -> Some:
        """The latest events of the answer, as many as are found among those looked at to count them."""
        return self.some(limits.MOST_COUNTED, limits.LOOKED_AT)

    def days(self) -> dict[date | None, int] | None:
        """Return how many events begin on each day, where an index knows; else None."""
        only = self.asked.only
        if only is None or only is not self._scanned or len(only.scans) > 1:
            return None
        some = only.scans[0].query.distinct().subquery()
        rows: Any = self._connection.execute(select(some.c.day, func.count()).group_by(some.c.day))
        return dict(rows.all())

    def _narrowest(self) -> Narrowing | None:
        """Return the filter that lets fewest events pass, if they are few."""
        narrowings = self.asked.narrowings
        if not narrowings:
            return None
        sizes = [_size(n) for n in narrowings]
        row = self._connection.execute(select(*(size.label(f"n{i}") for i, size in enumerate(sizes)))).one()
        size, number = min((size, number) for number, size in enumerate(row))
        return narrowings[number] if size <= limits.FEW else None

    def _rows(self, *conditions: Any, leaving: Narrowing | None = None) -> list[Any]:
        """Return the rows of events that fulfil conditions, what is asked of their cells, and all filters but one."""
        return list(self._connection.execute(select(*CELLS).where(*conditions, *self._wanted(leaving))).all())

    def _wanted(self, leaving: Narrowing | None = None) -> list[Any]:
        return [*self.asked.own, *self.asked.checks(leaving if leaving and leaving.sure else None)]

    def _dated(self, order: Order, last: Last | None, limit: int) -> list[Any]:
        days = Days(self.asked.first, self.asked.last, order.down)
        if self._scanned:
            days = days.behind(last[0]) if last else days
            rows: list[Any] = []
            size = PARTICIPANTS * limit if self._in_index is not None else None  # all that are read pass
            for numbers in days_of(self._connection, self._scanned.scans, days, size):
                some = self._rows(given(self.dialect, Happening.id, numbers), leaving=self._scanned)
                rows += in_order(some, order, last)
                if len(rows) >= limit:
                    return rows[:limit]
            return rows
        return self._walked([order.column.is_not(None), *_behind(order, last)], order.by, limit)

    def _undated(self, key: str | None, limit: int) -> list[Any]:
        wanted = [Happening.date_start.is_(None), *([] if key is None else [Happening.key > key])]
        if self._scanned:
            numbers = undated_of(self._connection, self._scanned.scans)
            wanted.append(given(self.dialect, Happening.id, numbers))
        return self._walked(wanted, (Happening.key,), limit)

    def _by_value(self, order: Order, last: Last | None, limit: int) -> list[Any]:
        """Return a page in an order that is not of days."""
        wanted = _behind(order, last)
        if self._scanned and self._scanned.reach <= limits.LOOKED_AT:
            wanted.append(Happening.id.in_(_found(self._scanned)))
        return self._walked(wanted, order.by, limit)

    def _walked(self, conditions: Iterable[Any], by: Iterable[Any], limit: int) -> list[Any]:
        query = select(*CELLS).where(*conditions, *self._wanted())
        return list(self._connection.execute(query.order_by(*by).limit(limit)).all())

    def _looked_at(self, dated: Any, most: int, looked_at: int) -> tuple[list[Any], bool]:
        """Return events that pass among the latest with a day or without one, and whether none was left unread."""
        read = select(*CELLS).where(dated, *self.asked.own).order_by(*LATEST.by).limit(looked_at)
        checks = self.asked.checks()
        if not checks:
            rows = list(self._connection.execute(read.limit(min(most, looked_at))).all())
            return rows, len(rows) < min(most, looked_at)
        numbers = read.with_only_columns(Happening.id, maintain_column_froms=True).subquery()
        passing = select(*CELLS).where(Happening.id.in_(select(numbers.c.id)), *checks)
        rows = in_order(self._connection.execute(passing).all(), LATEST, None)[:most]
        count = self._connection.execute(select(func.count()).select_from(numbers)).scalar_one()
        return rows, count < looked_at

    def _some_scanned(self, scanned: Narrowing, most: int, looked_at: int) -> Some:
        rows: list[Any] = []
        read = 0
        days = Days(self.asked.first, self.asked.last, down=True)
        enough = looked_at if self._wanted(scanned) else most  # where nothing else is asked, all that are read pass
        size = min(enough * PARTICIPANTS, looked_at * 5 // 4)
        for numbers in days_of(self._connection, scanned.scans, days, size, most=size):
            read += len(numbers)
            rows += self._rows(given(self.dialect, Happening.id, numbers), leaving=scanned)
            if len(rows) >= most or read >= looked_at:
                return Some(in_order(rows, LATEST, None)[:most], exact=False)
        if not self.asked.dated:
            numbers = undated_of(self._connection, scanned.scans)
            rows += self._rows(given(self.dialect, Happening.id, numbers), leaving=scanned)
        return Some(in_order(rows, LATEST, None)[:most], exact=len(rows) <= most)

    def _of_latest_hits(self, hits: Hits, most: int, articles: int) -> list[Any]:
        """Return the events that so many articles tell, the latest that are found; in no order."""
        places = hits.places(self._connection, articles)
        if self._wanted(hits.narrowing):
            told = told_by(given(self.dialect, ArticleWords.place, places))
            rows = self._rows(Happening.id.in_(told), leaving=hits.narrowing)
        else:
            rows = list(self._connection.execute(_told(self.dialect), {NUMBERS: many(self.dialect, places)}).all())
        return rows if len(rows) <= most else in_order(rows, LATEST, None)[:most]


@lru_cache(maxsize=2)
def _told(dialect: str) -> Any:
    """Return the statement for the events that the articles at some places tell."""
    return select(*CELLS).where(Happening.id.in_(told_by(is_one(dialect, ArticleWords.place))))


def _found(narrowing: Narrowing) -> Any:
    """Return the query of the events a filter finds, each once."""
    found = narrowing.found
    return found[0].distinct() if len(found) == 1 else union(*found)


def _size(narrowing: Narrowing) -> Any:
    """Return the number of events that a filter finds, as far as it matters."""
    if narrowing.many:
        return literal(limits.FEW + 1)
    found = [select(query.limit(limits.FEW + 1).subquery()) for query in narrowing.found]
    return sum(select(func.count()).select_from(q.subquery()).scalar_subquery() for q in found)


def _behind(order: Order, last: Last | None) -> list[Any]:
    """Return the conditions for events behind a place, among those that have a value; an index finds where to begin."""
    if last is None:
        return []
    value, key = last
    further = order.column < value if order.down else order.column > value
    bound = order.column <= value if order.down else order.column >= value
    return [bound, or_(further, and_(order.column == value, Happening.key > key))]
