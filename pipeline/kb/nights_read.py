"""Questions about nights: the last ones, with their stages, outlets and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from corpus.errors import StoreError
from pipeline.kb.engine import reading
from pipeline.kb.nights import Delivery, Night, NightOutlet, NightStage, SetAside, Stage
from pipeline.kb.runs import row_number

LISTED = 50  # pages set aside that a view names


@dataclass(frozen=True)
class StageRow:
    """A stage of a night; see ``pipeline.kb.nights.NightStage``."""

    name: str
    state: str
    tries: int
    started: datetime | None
    finished: datetime | None
    counts: dict[str, Any]
    error: str | None


@dataclass(frozen=True)
class OutletRow:
    """What an outlet gave in a night; see ``pipeline.kb.nights.NightOutlet``."""

    outlet: str
    verified: bool
    at: datetime
    listed: int
    known: int
    fetched: int
    updated: int
    duplicates: int
    forbidden: int
    failed: int
    problem: str | None
    notes: list[str]
    articles: int
    events: int
    outside: str | None


@dataclass(frozen=True)
class AsideRow:
    """A page that was set aside."""

    url: str
    outlet: str
    reason: str
    ours: bool
    tries: int


@dataclass(frozen=True)
class NightView:
    """A night with all that is known of it. ``aside``: pages it set aside, some; ``aside_in_all``: how many."""

    number: int
    started: datetime
    finished: datetime | None
    run: int | None
    problems: list[dict[str, str]]
    notes: list[str]
    report: str | None
    stages: tuple[StageRow, ...]
    outlets: tuple[OutletRow, ...]
    aside: tuple[AsideRow, ...]
    aside_in_all: int
    deliveries: dict[str, int]  # by state, of all nights


def last_night(engine: Engine) -> NightView | None:
    """Return the last night, under way or over; None before the first."""
    with reading(engine) as connection:
        number = connection.execute(select(func.max(Night.id))).scalar()
        return None if number is None else _view(connection, int(number))


def night_view(engine: Engine, number: int) -> NightView:
    """Return a night by its number.

    Raises: StoreError: there is none.
    """
    found = find_night(engine, number)
    if found is None:
        raise StoreError(f"night {number}: there is none")
    return found


def find_night(engine: Engine, number: int) -> NightView | None:
    """Return a night by its number; None if there is none."""
    with reading(engine) as connection:
        return _view(connection, number)


@dataclass(frozen=True)
class NightLine:
    """A night in a list. ``problems``: how many things an operator must act on; ``failed``: stages that could not be done;
    ``articles``: new ones, None while it runs."""

    number: int
    started: datetime
    finished: datetime | None
    run: int | None
    problems: int
    failed: tuple[str, ...]
    articles: int | None


@dataclass(frozen=True)
class NightList:
    """Some nights, the latest first. ``after``: as of other lists."""

    lines: tuple[NightLine, ...]
    total: int
    after: str | None = None


def listed_nights(engine: Engine, *, after: str | None = None, limit: int = 50) -> NightList:
    """Return some nights, the latest first.

    Raises: AskedError: ``after`` is of no list of nights. StoreError: the knowledge base cannot be read.
    """
    before = row_number(after, "nights")
    query = select(Night.id, Night.started, Night.finished, Night.run_id, Night.problems)
    if before is not None:
        query = query.where(Night.id < before)
    with reading(engine) as connection:
        found = connection.execute(query.order_by(Night.id.desc()).limit(limit + 1)).all()
        total = connection.execute(select(func.count()).select_from(Night)).scalar_one()
        rows = found[:limit]
        asked = select(NightStage.night_id, NightStage.name, NightStage.error, NightStage.counts)
        stages = connection.execute(asked.where(NightStage.night_id.in_([row.id for row in rows]))).all()
    counts = {stage.night_id: stage.counts for stage in stages if stage.name == Stage.REPORT}
    lines = tuple(
        NightLine(
            number=row.id,
            started=_utc(row.started),
            finished=_utc(row.finished) if row.finished else None,
            run=row.run_id,
            problems=len(row.problems),
            failed=tuple(stage.name for stage in stages if stage.night_id == row.id and stage.error),
            articles=counts.get(row.id, {}).get("articles"),
        )
        for row in rows
    )
    return NightList(lines, total, str(lines[-1].number) if len(found) > limit else None)


def _view(connection: Connection, number: int) -> NightView | None:
    row = connection.execute(select(Night.__table__).where(Night.id == number)).first()
    if row is None:
        return None
    aside = select(SetAside.url, SetAside.outlet, SetAside.reason, SetAside.ours, SetAside.tries)
    aside = aside.where(SetAside.night_id == number)
    total = connection.execute(select(func.count()).select_from(aside.subquery())).scalar_one()
    listed = connection.execute(aside.order_by(SetAside.ours.desc(), SetAside.id).limit(LISTED)).all()
    sent = connection.execute(select(Delivery.state, func.count()).group_by(Delivery.state)).all()
    return NightView(
        number=row.id,
        started=_utc(row.started),
        finished=_utc(row.finished) if row.finished else None,
        run=row.run_id,
        problems=row.problems,
        notes=row.notes,
        report=row.report,
        stages=_stages(connection, number),
        outlets=_outlets(connection, number),
        aside=tuple(AsideRow(*one) for one in listed),
        aside_in_all=int(total),
        deliveries={one: int(n) for one, n in sent},
    )


def _stages(connection: Connection, number: int) -> tuple[StageRow, ...]:
    rows = {
        row.name: row for row in connection.execute(select(NightStage.__table__).where(NightStage.night_id == number))
    }
    return tuple(
        StageRow(
            r.name, r.state, r.tries, _utc(r.started) if r.started else None,
            _utc(r.finished) if r.finished else None, r.counts, r.error,
        )
        for r in (rows[str(stage)] for stage in Stage)
    )  # fmt: skip


def _outlets(connection: Connection, number: int) -> tuple[OutletRow, ...]:
    query = select(NightOutlet.__table__).where(NightOutlet.night_id == number).order_by(NightOutlet.outlet)
    names = [name for name in OutletRow.__dataclass_fields__ if name != "at"]
    return tuple(
        OutletRow(at=_utc(row["at"]), **{name: row[name] for name in names})
        for row in connection.execute(query).mappings()
    )


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
