"""How the events of an answer divide: by what they can be narrowed to, over time, and on the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Select, distinct, func, select

from pipeline.kb.across import Part
from pipeline.kb.browse import tallied
from pipeline.kb.browse.answer import Answer
from pipeline.kb.browse.chosen import Chosen, chosen
from pipeline.kb.browse.shapes import Bar, Dot, EntityKind, Facets, FacetValue, HappeningFilters, Histogram, Step
from pipeline.kb.browse.together import ranked
from pipeline.kb.engine import reading
from pipeline.kb.filters import TAKING_PLACE
from pipeline.kb.happenings import not_rejected
from pipeline.kb.identify import INSTITUTION
from pipeline.kb.many import is_one
from pipeline.kb.schema import Article, Entity, Event
from pipeline.kb.tallies import KIND, OUTLET, POINT

FEW_DAYS = 62  # a longer answer is shown by months
FEW_MONTHS = 60  # and a still longer one by years
Counted = Iterable[tuple[str, str, int]]  # value, label, events


def facets(engine: Engine, filters: HappeningFilters, *, size: int = 10) -> Facets:
    """Return the values that most events of an answer have, at most ``size`` of each facet."""
    with reading(engine) as connection:
        if filters == HappeningFilters():
            return _of_all(connection, size)
        some = chosen(Answer(connection, filters))
        values = {name: _plain(getattr(row, name) for row in some.rows) for name in ("type", "status")}
        values |= _entities(connection, some, size)
        written = _statements(some.dialect)
        values |= {name: _plainly(connection, query, some) for name, query in ((KIND, written.kinds), (OUTLET, written.outlets))}  # fmt: skip
    return Facets({name: _most(found, size) for name, found in values.items()}, len(some.rows), some.exact)


def histogram(engine: Engine, filters: HappeningFilters, step: Step | None = None) -> Histogram:
    """Return the events of an answer over time; without ``step`` by days, months or years as they fit their span."""
    with reading(engine) as connection:
        answer, exact = Answer(connection, filters), True
        days = tallied.days(connection, answer.asked)
        if days is None:
            days = answer.days()
        if days is None:
            some = chosen(answer)
            days, exact = Counter(row.date_start for row in some.rows), some.exact
    undated = days.pop(None, 0)
    dated = sorted((day, number) for day, number in days.items() if day and number)
    if step is None:
        step = _fitting(dated[0][0], dated[-1][0]) if dated else Step.DAY
    counts: dict[date, int] = {}
    for day, number in dated:
        start = _start(day, step)
        counts[start] = counts.get(start, 0) + number
    bars = tuple(Bar(start, _end(start, step), number) for start, number in counts.items())
    return Histogram(step, bars, undated, exact)


def dots(engine: Engine, filters: HappeningFilters, *, limit: int = 500) -> tuple[Dot, ...]:
    """Return the points where the events of an answer happened, those with most events first.

    An event counts at the point of each place and institution it is told to have happened at.
    """
    with reading(engine) as connection:
        if filters == HappeningFilters():
            found = dict(tallied.most(connection, POINT, limit))
        else:
            found = _points(connection, chosen(Answer(connection, filters)), limit)
        points = select(Entity.key, Entity.label, Entity.latitude, Entity.longitude).where(Entity.key.in_(found))
        places = {p.key: p for p in connection.execute(points.where(Entity.latitude.is_not(None))).all()}
    return tuple(
        Dot(key, places[key].label, places[key].latitude, places[key].longitude, number)
        for key, number in found.items()
        if key in places
    )


def _of_all(connection: Connection, size: int) -> Facets:
    """Return the facets of all events, which are counted already."""
    values: dict[str, Counted] = {
        name: [(value, value, number) for value, number in tallied.kinds(connection, name).items()]
        for name in ("type", "status")
    }
    values |= {kind: tallied.busiest(connection, kind, size) for kind in EntityKind}
    values |= {name: [(v, v, n) for v, n in tallied.most(connection, name, size)] for name in (KIND, OUTLET)}
    number = sum(events for _, _, events in values["type"])
    return Facets({name: _most(found, size) for name, found in values.items()}, number, exact=True)


def _entities(connection: Connection, some: Chosen, size: int) -> dict[str, Counted]:
    """Return the entities that take part in most events, of each kind."""
    found: dict[str, list[tuple[str, str, int]]] = {str(kind): [] for kind in EntityKind}
    values = {"numbers": some.numbers, "size": size}
    for row in connection.execute(_statements(some.dialect).entities, values).all():
        found[row.kind].append((row.key, row.label, row.number))
    return dict(found)


def _plainly(connection: Connection, query: Select[Any], some: Chosen) -> Counted:
    """Return the values, and how often each is found, of a query for both."""
    return [(value, value, number) for value, number in connection.execute(query, {"numbers": some.numbers}).all()]


@dataclass(frozen=True)
class _Statements:
    """Of the events ``numbers``: the entities that take part in most of them (``size`` of each kind), how many each kind
    of institution takes part in, and how many each newspaper tells."""

    entities: Select[Any]
    kinds: Select[Any]
    outlets: Select[Any]


@cache
def _statements(dialect: str) -> _Statements:
    """Return the statements for an engine, which are written once."""
    among = is_one(dialect, Part.happening_id, "numbers")
    kinds: Any = select(Entity.subkind, func.count(distinct(Part.happening_id))).join(Part, Part.entity_id == Entity.id)
    kinds = kinds.where(among, Entity.kind == INSTITUTION, Entity.subkind.is_not(None)).group_by(Entity.subkind)
    told: Any = select(Article.outlet, func.count(distinct(Event.happening_id)))
    told = told.join(Event, Event.article_id == Article.id).group_by(Article.outlet)
    told = told.where(is_one(dialect, Event.happening_id, "numbers"), Article.outlet.is_not(None), not_rejected())
    return _Statements(ranked(among), kinds, told)


def _points(connection: Connection, some: Chosen, limit: int) -> dict[str, int]:
    number = func.count(distinct(Part.happening_id))
    query: Any = (
        select(Entity.located_by, number.label("number"))
        .join(Part, Part.entity_id == Entity.id)
        .where(some.among(Part.happening_id), Entity.located_by.is_not(None), Part.role.in_(map(str, TAKING_PLACE)))
        .group_by(Entity.located_by)
        .order_by(number.desc(), Entity.located_by)
        .limit(limit)
    )
    return dict(connection.execute(query).all())


def _plain(values: Iterable[str]) -> Counted:
    return [(value, value, number) for value, number in Counter(values).items()]


def _most(found: Counted, size: int) -> tuple[FacetValue, ...]:
    values: Sequence[FacetValue] = [FacetValue(*cells) for cells in found]
    return tuple(sorted(values, key=lambda v: (-v.count, v.value))[:size])


def _fitting(first: date, last: date) -> Step:
    if (last - first).days < FEW_DAYS:
        return Step.DAY
    months = (last.year - first.year) * 12 + last.month - first.month
    return Step.MONTH if months < FEW_MONTHS else Step.YEAR


def _start(day: date, step: Step) -> date:
    if step is Step.DAY:
        return day
    return day.replace(day=1) if step is Step.MONTH else day.replace(month=1, day=1)


def _end(start: date, step: Step) -> date:
    """Return the last day of a bar."""
    if step is Step.DAY:
        return start
    if step is Step.YEAR or start.month == 12:
        return start.replace(month=12, day=31)
    return start.replace(month=start.month + 1) - timedelta(days=1)
