"""How the events of an answer divide: by what they can be narrowed to, over time, and on the map."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Select, distinct, func, literal, select, union_all

from pipeline.kb.across import Part
from pipeline.kb.browse.chosen import Chosen, chosen
from pipeline.kb.browse.shapes import Bar, Dot, Facets, FacetValue, HappeningFilters, Histogram, Step
from pipeline.kb.engine import reading
from pipeline.kb.filters import TAKING_PLACE
from pipeline.kb.happenings import not_rejected
from pipeline.kb.identify import INSTITUTION, OFFICIAL, PLACE
from pipeline.kb.schema import Article, Entity, Event

FEW_DAYS = 62  # a longer answer is shown by months
FEW_MONTHS = 60  # and a still longer one by years


def facets(engine: Engine, filters: HappeningFilters, *, size: int = 10) -> Facets:
    """Return the values that most events of an answer have, at most ``size`` of each facet."""
    with reading(engine) as connection:
        some = chosen(connection, filters)
        events = some.events
        parts = _most(
            (
                select(
                    literal(name).label("facet"), Entity.key.label("value"), Entity.label, _events(Part.happening_id)
                )
                .select_from(events)
                .join(Part, Part.happening_id == events.c.id)
                .join(Entity, Entity.id == Part.entity_id)
                .where(Entity.kind == name)
                .group_by(Entity.id, Entity.key, Entity.label)
                for name in (OFFICIAL, INSTITUTION, PLACE)
            ),
            size,
        )
        cells = _most(
            (
                *(
                    _plain(name, events, column)
                    for name, column in (("type", events.c.type), ("status", events.c.status))
                ),
                _kinds(events),
                _outlets(events),
            ),
            size,
        )
        rows = connection.execute(union_all(*(select(q.subquery()) for q in (*cells, *parts)))).all()
    values: dict[str, list[FacetValue]] = {n: [] for n in ("type", "status", OFFICIAL, INSTITUTION, PLACE, "kind", "outlet")}  # fmt: skip
    for row in sorted(rows, key=lambda r: (-r.number, r.value)):
        values[row.facet].append(FacetValue(row.value, row.label, row.number))
    return Facets({name: tuple(found) for name, found in values.items()}, some.number, some.exact)


def histogram(engine: Engine, filters: HappeningFilters, step: Step | None = None) -> Histogram:
    """Return the events of an answer over time; without ``step`` by days, months or years as they fit their span."""
    with reading(engine) as connection:
        some = chosen(connection, filters)
        query = select(some.events.c.date_start, func.count()).group_by(some.events.c.date_start)
        days = Counter[date | None](dict(connection.execute(query).all()))
    undated = days.pop(None, 0)
    dated = sorted((day, number) for day, number in days.items() if day)
    if step is None:
        step = _fitting(dated[0][0], dated[-1][0]) if dated else Step.DAY
    counts: dict[date, int] = {}
    for day, number in dated:
        start = _start(day, step)
        counts[start] = counts.get(start, 0) + number
    bars = tuple(Bar(start, _end(start, step), number) for start, number in counts.items())
    return Histogram(step, bars, undated, some.exact)


def dots(engine: Engine, filters: HappeningFilters, *, limit: int = 500) -> tuple[Dot, ...]:
    """Return the points where the events of an answer happened, those with most events first.

    An event counts at the point of each place and institution it is told to have happened at.
    """
    with reading(engine) as connection:
        return _dots(connection, chosen(connection, filters), limit)


def _dots(connection: Connection, some: Chosen, limit: int) -> tuple[Dot, ...]:
    events = some.events
    number = func.count(distinct(Part.happening_id))
    query: Any = (
        select(Entity.located_by, number.label("number"))
        .select_from(events)
        .join(Part, Part.happening_id == events.c.id)
        .join(Entity, Entity.id == Part.entity_id)
        .where(Entity.located_by.is_not(None), Part.role.in_(map(str, TAKING_PLACE)))
        .group_by(Entity.located_by)
        .order_by(number.desc(), Entity.located_by)
        .limit(limit)
    )
    found = dict(connection.execute(query).all())
    points = select(Entity.key, Entity.label, Entity.latitude, Entity.longitude).where(Entity.key.in_(found))
    places = {p.key: p for p in connection.execute(points.where(Entity.latitude.is_not(None)))}
    return tuple(
        Dot(key, places[key].label, places[key].latitude, places[key].longitude, number)
        for key, number in found.items()
        if key in places
    )


def _plain(name: str, events: Any, column: Any) -> Select[Any]:
    return select(literal(name).label("facet"), column.label("value"), column.label("label"), _events(events.c.id)).group_by(column)  # fmt: skip


def _kinds(events: Any) -> Select[Any]:
    kind = Entity.subkind
    return (
        select(literal("kind").label("facet"), kind.label("value"), kind.label("label"), _events(Part.happening_id))
        .select_from(events)
        .join(Part, Part.happening_id == events.c.id)
        .join(Entity, Entity.id == Part.entity_id)
        .where(Entity.kind == INSTITUTION, kind.is_not(None))
        .group_by(kind)
    )


def _outlets(events: Any) -> Select[Any]:
    outlet = Article.outlet
    return (
        select(
            literal("outlet").label("facet"), outlet.label("value"), outlet.label("label"), _events(Event.happening_id)
        )
        .select_from(events)
        .join(Event, Event.happening_id == events.c.id)
        .join(Article, Article.id == Event.article_id)
        .where(outlet.is_not(None), not_rejected())
        .group_by(outlet)
    )


def _events(column: Any) -> Any:
    return func.count(distinct(column)).label("number")


def _most(queries: Any, size: int) -> list[Select[Any]]:
    """Return each query with its greatest counts alone."""
    return [q.order_by(q.selected_columns.number.desc(), q.selected_columns.value).limit(size) for q in queries]


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
    if step is Step.YEAR:
        return start.replace(month=12, day=31)
    return start.replace(day=28) + timedelta(days=31 - 28) if start.month == 12 else start.replace(month=start.month + 1) - timedelta(days=1)  # fmt: skip
