"""Counts of merged events that are kept ready, since to count them takes longer than a question may.

``refresh`` makes them anew from the tables; ``pipeline.linking`` does so whenever it has put events together. What a
correction changes meanwhile is counted from the next linking on.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, delete, distinct, func, insert, literal, select
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.kb.across import Happening, Part
from pipeline.kb.schema import Article, Base, Entity, Event, Numbered, Occupancy

OUTLET, KIND, POINT = "outlet", "kind", "point"  # facets of ``Tally``
REJECTED = "rejected"
SAMPLE = 1000  # rows of an index that are looked at
TAKING_PLACE = ("place", "target", "recipient")


class Activity(Base):
    """The events an entity takes part in, and the days of the first and last dated one; of canonical entities only."""

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_kind_events", "kind", "events"),)

    entity_id: Mapped[int] = mapped_column(
        ForeignKey("entity.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str]
    events: Mapped[int]
    first: Mapped[date | None]
    last: Mapped[date | None]


class DayTally(Numbered, Base):
    """How many events of a type and status begin on a day (None: undated)."""

    __tablename__ = "day_tally"

    day: Mapped[date | None] = mapped_column(index=True)
    type: Mapped[str]
    status: Mapped[str]
    events: Mapped[int]


class Tally(Base):
    """How many events a newspaper tells (``outlet``), a kind of institution takes part in (``kind``), or took place at a
    point of the map (``point``, by key of the place)."""

    __tablename__ = "tally"

    facet: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    events: Mapped[int]


class OfficeHolder(Base):
    """An official whom some article gives an office, both as they stand for themselves."""

    __tablename__ = "office_holder"

    position_id: Mapped[int] = mapped_column(ForeignKey("position.id", ondelete="CASCADE"), primary_key=True)
    entity_id: Mapped[int] = mapped_column(ForeignKey("entity.id", ondelete="CASCADE"), primary_key=True)


def refresh(connection: Connection) -> None:
    """Make all counts anew."""
    for table in (Activity, DayTally, Tally, OfficeHolder):
        connection.execute(delete(table))
    _fill(connection, Activity, ("entity_id", "kind", "events", "first", "last"), _activity())
    _fill(connection, DayTally, ("day", "type", "status", "events"), _days())
    for facet in (_outlets(), _kinds(), _points()):
        _fill(connection, Tally, ("facet", "value", "events"), facet)
    _fill(connection, OfficeHolder, ("position_id", "entity_id"), _holders())
    _learn(connection)


def _learn(connection: Connection) -> None:
    """Let SQLite know how many rows a value has, about; PostgreSQL finds out by itself."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA analysis_limit={SAMPLE}")
        for table in (Happening, Part, Activity, DayTally):
            connection.exec_driver_sql(f"ANALYZE {table.__tablename__}")


def _fill(connection: Connection, table: type[Base], columns: tuple[str, ...], query: Any) -> None:
    connection.execute(insert(table).from_select(columns, query))


def _activity() -> Any:
    did = (
        select(
            Part.entity_id,
            func.count(distinct(Part.happening_id)).label("events"),
            func.min(Part.date_start).label("first"),
            func.max(Part.date_start).label("last"),
        )
        .where(Part.entity_id.is_not(None), Part.happening_id.not_in(_rejected()))
        .group_by(Part.entity_id)
        .subquery()
    )
    columns = (did.c.entity_id, Entity.kind, did.c.events, did.c.first, did.c.last)
    return select(*columns).join(Entity, Entity.id == did.c.entity_id)


def _days() -> Any:
    cells = (Happening.date_start, Happening.type, Happening.status)
    return select(*cells, func.count()).where(Happening.verdict.is_distinct_from(REJECTED)).group_by(*cells)


def _outlets() -> Any:
    return (
        select(literal(OUTLET), Article.outlet, func.count(distinct(Event.happening_id)))
        .join(Event, Event.article_id == Article.id)
        .where(Article.outlet.is_not(None), Event.happening_id.not_in(_rejected()))
        .where(Event.verdict.is_distinct_from(REJECTED))
        .group_by(Article.outlet)
    )


def _kinds() -> Any:
    return _of_parts(KIND, Entity.subkind, Entity.kind == "institution")


def _points() -> Any:
    return _of_parts(POINT, Entity.located_by, Part.role.in_(TAKING_PLACE))


def _of_parts(facet: str, value: Any, wanted: Any) -> Any:
    return (
        select(literal(facet), value, func.count(distinct(Part.happening_id)))
        .join(Entity, Entity.id == Part.entity_id)
        .where(value.is_not(None), wanted, Part.happening_id.not_in(_rejected()))
        .group_by(value)
    )


def _holders() -> Any:
    head = func.coalesce(Entity.canonical_id, Entity.id)
    given = select(Occupancy.position_id, Occupancy.entity_id).where(Occupancy.entity_id.is_not(None)).distinct()
    some = given.subquery()
    return select(some.c.position_id, head).join(Entity, Entity.id == some.c.entity_id).distinct()


def _rejected() -> Any:
    return select(Happening.id).where(Happening.verdict == REJECTED)
