"""Reading a table of any size: rows come some at a time in the order of their numbers, all from one moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, select, union
from sqlalchemy.engine import RowMapping

from pipeline.kb.across import Happening, Part
from pipeline.kb.browse.filters import conditions
from pipeline.kb.browse.shapes import HappeningFilters
from pipeline.kb.engine import reading
from pipeline.kb.filters import EventFilters, wanted
from pipeline.kb.happenings import not_rejected
from pipeline.kb.schema import Argument, Article, Entity, Event

AnySelect = Select[*tuple[Any, ...]]
ROWS = 500  # held in memory at a time; below every engine's limit of parameters


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that sees the knowledge base as it was when the export began, whatever is written meanwhile."""
    if engine.dialect.name == "postgresql":  # SQLite's reading transactions are so by themselves
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with reading(engine) as connection:
        yield connection


def partitions(connection: Connection, query: AnySelect, size: int = ROWS) -> Iterator[Sequence[RowMapping]]:
    """Yield the rows of a query some at a time, from a cursor that stays with the database."""
    with connection.execute(query, execution_options={"yield_per": size}) as result:
        yield from result.mappings().partitions(size)


def grouped(connection: Connection, query: AnySelect) -> dict[Any, list[RowMapping]]:
    """Return the rows of a query by their first column."""
    result: dict[Any, list[RowMapping]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        result[next(iter(row.values()))].append(row)
    return result


@dataclass(frozen=True)
class Scope:
    """Which rows are wanted: those that the events that pass the filters have to do with; without filters, all.

    Filters of tellings choose tellings, and the happenings they are of; filters of happenings choose those, with all
    their tellings that nobody rejected. ``whole``: with a telling also all others that tell of the same happening.
    """

    is_all: bool  # nothing was asked for in particular
    passing: tuple[ColumnElement[bool], ...] = ()  # conditions on events joined with their articles
    happened: tuple[ColumnElement[bool], ...] | None = None  # conditions on happenings, where those were asked for
    whole: bool = False

    @classmethod
    def of(cls, connection: Connection, filters: EventFilters | HappeningFilters) -> Scope:
        """Return the scope of filters; the names they ask for are looked up now."""
        if isinstance(filters, HappeningFilters):
            return cls(filters == HappeningFilters(), happened=tuple(conditions(connection, filters)))
        unlimited = replace(filters, limit=0, offset=0)
        return cls(unlimited == EventFilters(limit=0, offset=0), tuple(wanted(connection, filters).conditions()))

    def events(self) -> AnySelect:
        """Return the query for the numbers of the events."""
        if self.happened is not None:
            return select(Event.id).where(Event.happening_id.in_(self.happenings()), not_rejected())
        return select(Event.id).where(Event.happening_id.in_(self.happenings())) if self.whole else self._passing()

    def articles(self) -> AnySelect:
        """Return the query for the numbers of their articles."""
        return select(Event.article_id).where(Event.id.in_(self.events()))

    def happenings(self) -> AnySelect:
        """Return the query for the numbers of the happenings they are tellings of."""
        if self.happened is not None:
            return select(Happening.id).where(*self.happened)
        return select(Event.happening_id).where(Event.id.in_(self._passing()), Event.happening_id.is_not(None))

    def entities(self) -> Any:
        """Return the query for the numbers of the entities that take part, as merged."""
        taking_part = (
            select(canonical(Entity))
            .join(Argument, Argument.entity_id == Entity.id)
            .where(Argument.event_id.in_(self.events()))
        )
        if not self.whole:
            return taking_part
        parts = select(canonical(Entity)).join(Part, Part.entity_id == Entity.id)
        return union(taking_part, parts.where(Part.happening_id.in_(self.happenings())))

    def _passing(self) -> AnySelect:
        return select(Event.id).join(Article, Article.id == Event.article_id).where(*self.passing)


def canonical(table: Any) -> Any:
    """Return the number of what an entity or office was merged into, its own if nothing."""
    return func.coalesce(table.canonical_id, table.id)
