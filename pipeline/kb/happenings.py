"""Questions about events of the world: what happened, who took part, and which articles tell it in which words.

An event is found by what any of its tellings says; every cell leads back to the tellings, their articles and spans.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from corpus.mention import ArgumentRole, EventType, Status
from pipeline.kb.across import Happening, Part, Redirect
from pipeline.kb.cells import common_cells
from pipeline.kb.engine import reading
from pipeline.kb.filters import EventFilters, wanted
from pipeline.kb.keys import asked_key
from pipeline.kb.query import ARTICLE_COLUMNS, EventRow, rows_of_events
from pipeline.kb.schema import Article, Entity, Event

REJECTED = "rejected"
_AROUND = aliased(Entity)
PARTS = (  # of the events ``numbers``, in order, each with where it is
    select(
        Part.happening_id, Part.role, Part.name, Part.articles, Part.inferred,
        Entity.id.label("entity_id"), Entity.kind, Entity.key, _AROUND.label.label("place"),
    )
    .outerjoin(Entity, Entity.id == Part.entity_id)
    .outerjoin(_AROUND, _AROUND.id == Entity.place_id)
    .where(Part.happening_id.in_(bindparam("numbers", expanding=True)))
    .order_by(Part.happening_id, Part.role, Part.ordinal)
)  # fmt: skip
BATCH = 500  # events read at a time, below every engine's limit of parameters


@dataclass(frozen=True)
class PartRow:
    """A participant of an event: its canonical entity, if it is one, and how many articles name it."""

    role: ArgumentRole
    name: str
    kind: str | None
    entity: str | None
    articles: int
    inferred: bool


@dataclass(frozen=True)
class HappeningRow:
    """An event of the world. ``disagreements``: cell -> what is said -> keys of the tellings that say so.

    ``part_of``: key of the tour it was a stop of; ``sources``: outlets, near-copies counted once.
    """

    key: str
    type: EventType
    status: Status
    date_start: date | None
    date_end: date | None
    agents: tuple[PartRow, ...]
    companions: tuple[PartRow, ...]
    targets: tuple[PartRow, ...]
    recipients: tuple[PartRow, ...]
    places: tuple[PartRow, ...]
    articles: int
    sources: int
    confidence: float
    disagreements: dict[str, dict[str, list[str]]]
    part_of: str | None
    verdict: str | None


@dataclass(frozen=True)
class HappeningView:
    """An event with all its tellings (the earliest article first) and, of a tour, its stops."""

    row: HappeningRow
    tellings: tuple[EventRow, ...]
    stops: tuple[HappeningRow, ...]


@dataclass(frozen=True)
class HappeningPage:
    """Some of the events that were found, and how many there are in all."""

    rows: tuple[HappeningRow, ...] = field(default=())
    total: int = 0


def happenings(engine: Engine, filters: EventFilters) -> HappeningPage:
    """Return the events a telling of which passes the filters, the latest first, undated ones last.

    Type, status and days are those of the event itself, whatever a single telling says; rejected ones are left out.
    """
    with reading(engine) as connection:
        asked = _conditions(connection, filters)
        total = connection.execute(select(func.count()).select_from(Happening).where(*asked)).scalar_one()
        query = (
            select(Happening.__table__)
            .where(*asked)
            .order_by(Happening.date_start.desc().nulls_last(), Happening.key)
            .limit(filters.limit)
            .offset(filters.offset)
        )
        return HappeningPage(rows_of_happenings(connection, query), total)


def happening(engine: Engine, key: str) -> HappeningView | None:
    """Return an event by its permanent key, a former one, or that of any of its tellings; None if there is none."""
    with reading(engine) as connection:
        number = _number(connection, asked_key(key))
        rows = rows_of_happenings(connection, select(Happening.__table__).where(Happening.id == number))
        return _views(connection, rows)[0] if rows else None


def views(engine: Engine, rows: Sequence[HappeningRow]) -> tuple[HappeningView, ...]:
    """Return events, as ``happenings`` found them, with their tellings and stops."""
    with reading(engine) as connection:
        return tuple(_views(connection, rows))


def _views(connection: Connection, rows: Sequence[HappeningRow]) -> list[HappeningView]:
    tellings: dict[str, list[EventRow]] = defaultdict(list)
    stops: dict[str, list[HappeningRow]] = defaultdict(list)
    keys = [row.key for row in rows]
    for some in (keys[i : i + BATCH] for i in range(0, len(keys), BATCH)):
        asked = select(Happening.id).where(Happening.key.in_(some))
        told = (
            select(Event.__table__, Happening.key.label("happening"), *ARTICLE_COLUMNS)
            .join(Article, Article.id == Event.article_id)
            .join(Happening, Happening.id == Event.happening_id)
            .where(Event.happening_id.in_(asked), not_rejected())
            .order_by(Article.published.nulls_last(), Article.key, Event.key)
        )
        found = connection.execute(told).mappings().all()
        for row, telling in zip(found, rows_of_events(connection, found), strict=True):
            tellings[row["happening"]].append(telling)
        of_tours = select(Happening.__table__).where(Happening.part_of_id.in_(asked), stands())
        for stop in rows_of_happenings(connection, of_tours.order_by(Happening.date_start, Happening.key)):
            stops[stop.part_of or ""].append(stop)
    return [HappeningView(row, tuple(tellings[row.key]), tuple(stops[row.key])) for row in rows]


def not_rejected() -> ColumnElement[bool]:
    """The condition that no correction rejects a telling."""
    return or_(Event.verdict.is_(None), Event.verdict != REJECTED)


def _number(connection: Connection, key: str) -> int | None:
    seen: set[str] = set()
    while key not in seen:
        seen.add(key)
        found = connection.execute(select(Happening.id).where(Happening.key == key)).scalar_one_or_none()
        if found is None:
            told = select(Event.happening_id).where(Event.key == key, Event.happening_id.is_not(None)).limit(1)
            found = connection.execute(told).scalar_one_or_none()
        if found is not None:
            return int(found)
        target = connection.execute(select(Redirect.target).where(Redirect.key == key)).scalar_one_or_none()
        if target is None:
            return None
        key = target
    return None


def stands() -> ColumnElement[bool]:
    """The condition that no correction rejects an event."""
    return or_(Happening.verdict.is_(None), Happening.verdict != REJECTED)


def _conditions(connection: Connection, filters: EventFilters) -> list[ColumnElement[bool]]:
    """Return what events must fulfil: the cells of the event itself, and a telling for the rest."""
    found: list[ColumnElement[bool]] = [stands()]
    if filters.type:
        found.append(Happening.type == str(filters.type))
    if filters.status:
        found.append(Happening.status == str(filters.status))
    if filters.date_from:
        found.append(func.coalesce(Happening.date_end, Happening.date_start) >= filters.date_from)
    if filters.date_to:
        found.append(Happening.date_start <= filters.date_to)
    told = EventFilters(
        official=filters.official,
        institution=filters.institution,
        place=filters.place,
        article=filters.article,
    )
    if told != EventFilters():
        tellings = (
            select(Event.happening_id)
            .join(Article, Article.id == Event.article_id)
            .where(Event.happening_id.is_not(None), *wanted(connection, told).conditions())
        )
        found.append(Happening.id.in_(tellings))
    return found


def rows_of_happenings(connection: Connection, query: Any) -> tuple[HappeningRow, ...]:
    """Return the rows of a query of ``happening``, in its order, with their participants."""
    return rows_with(connection, connection.execute(query).mappings().all())


def rows_with(
    connection: Connection, found: Sequence[Any], parts: Mapping[int, list[PartRow]] | None = None
) -> tuple[HappeningRow, ...]:
    """Return rows of ``happening`` with their participants, which are read unless they are given by row number."""
    if parts is None:
        parts = defaultdict(list)
        for row in connection.execute(PARTS, {"numbers": [row["id"] for row in found]}):
            parts[row.happening_id].append(part_row(row))
    tours = {row["part_of_id"] for row in found} - {None}
    named: dict[int, str] = {}
    if tours:
        keys = select(Happening.id, Happening.key).where(Happening.id.in_(tours))
        named = {row.id: row.key for row in connection.execute(keys)}
    return tuple(_row(row, parts.get(row["id"], []), named.get(row["part_of_id"])) for row in found)


def part_row(row: Any) -> PartRow:
    """Return a participant from a row of ``PARTS``."""
    return PartRow(ArgumentRole(row.role), row.name, row.kind, row.key, row.articles, row.inferred)


def _row(row: Any, parts: list[PartRow], part_of: str | None) -> HappeningRow:
    return HappeningRow(
        **common_cells(row, parts),
        articles=row["articles"],
        sources=row["sources"],
        disagreements=row["disagreements"],
        part_of=part_of,
    )
