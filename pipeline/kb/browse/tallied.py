"""Answers to questions of types, statuses and days alone, from the counts that are kept ready."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, literal, select, union_all

from pipeline.kb.across import Happening
from pipeline.kb.browse.filters import Asked
from pipeline.kb.browse.given import unindexed
from pipeline.kb.browse.shapes import HappeningFilters
from pipeline.kb.schema import Entity
from pipeline.kb.tallies import Activity, DayTally, Tally

BY_DAY = ("types", "statuses", "date_from", "date_to")


def number(connection: Connection, asked: Asked) -> int | None:
    """Return how many events there are; None: the question asks for more than what is kept."""
    counts = _counts(connection.dialect.name, asked)
    if counts is None:
        return None
    some = counts.subquery()
    total = connection.execute(select(func.coalesce(func.sum(some.c.events), 0))).scalar_one()
    return int(total)


def days(connection: Connection, asked: Asked) -> dict[date | None, int] | None:
    """Return how many events begin on each day; None: the question asks for more than what is kept."""
    counts = _counts(connection.dialect.name, asked)
    if counts is None:
        return None
    some = counts.subquery()
    by_day = select(some.c.day, func.sum(some.c.events)).group_by(some.c.day)
    return {day: int(events) for day, events in connection.execute(by_day).all()}


def kinds(connection: Connection, name: str) -> dict[str, int]:
    """Return how many events of each type, or (``name``) each status, there are."""
    column: Any = getattr(DayTally, name)
    rows = connection.execute(select(column, func.sum(DayTally.events)).group_by(column))
    return {value: int(events) for value, events in rows}


def most(connection: Connection, facet: str, size: int) -> list[tuple[str, int]]:
    """Return the values of a facet (``pipeline.kb.tallies.Tally``) with most events of all."""
    query = select(Tally.value, Tally.events).where(Tally.facet == facet)
    query = query.order_by(Tally.events.desc(), Tally.value).limit(size)
    return [(value, events) for value, events in connection.execute(query).all()]


def busiest(connection: Connection, kind: str, size: int) -> list[tuple[str, str, int]]:
    """Return key, label and number of events of the entities of a kind with most events of all."""
    query = select(Entity.key, Entity.label, Activity.events).join(Activity, Activity.entity_id == Entity.id)
    query = query.where(Activity.kind == kind).order_by(Activity.events.desc(), Entity.key).limit(size)
    return [(row.key, row.label, row.events) for row in connection.execute(query).all()]


def _counts(dialect: str, asked: Asked) -> Any:
    """Return a query for ``day`` and ``events``; what began before the first day asked for and lasts is counted too."""
    filters = asked.filters
    nothing_else = replace(HappeningFilters(), **{name: getattr(filters, name) for name in BY_DAY}) == filters
    if not nothing_else:
        return None
    ready = select(DayTally.day, DayTally.events).where(*_of_kind(dialect, DayTally, filters))
    if filters.date_to:
        ready = ready.where(DayTally.day <= filters.date_to)
    if not filters.date_from:
        return ready
    lasting = select(Happening.date_start.label("day"), literal(1).label("events"))
    lasting = lasting.where(Happening.date_end > Happening.date_start, Happening.date_end >= filters.date_from)
    lasting = lasting.where(
        Happening.date_start < filters.date_from, *_of_kind(dialect, Happening, filters), *asked.standing
    )
    if filters.date_to:
        lasting = lasting.where(Happening.date_start <= filters.date_to)
    return union_all(ready.where(DayTally.day >= filters.date_from), lasting)


def _of_kind(dialect: str, table: type[DayTally] | type[Happening], filters: HappeningFilters) -> list[Any]:
    found: list[Any] = []
    if filters.types:
        found.append(unindexed(dialect, table.type).in_([str(t) for t in filters.types]))
    if filters.statuses:
        found.append(unindexed(dialect, table.status).in_([str(s) for s in filters.statuses]))
    return found
