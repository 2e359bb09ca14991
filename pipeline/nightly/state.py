"""Where a night stands, in SQL: beginning one or going on with it, and what each stage came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert, select, update

from extractors.base import VERSION
from pipeline.kb.engine import reading, writing
from pipeline.kb.nights import Night, NightStage, Stage, State
from pipeline.kb.runs import finish_run, start_run
from pipeline.output import SCHEMA_VERSION

EMPTY: dict[str, Any] = {"counts": {}, "problems": [], "notes": []}


@dataclass(frozen=True)
class Outcome:
    """What a stage came to: counts, what an operator must act on, what is worth knowing, and why it failed, if it did."""

    counts: Mapping[str, Any]
    problems: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    error: str | None = None


@dataclass(frozen=True)
class Begun:
    """A night that is under way. ``resumed``: an earlier process began it and was stopped."""

    number: int
    run_id: int
    started: datetime
    resumed: bool


def begin(engine: Engine, resume_for: timedelta) -> Begun:
    """Go on with the last night if it was stopped midway less than ``resume_for`` ago, else begin a new one.

    Raises: StoreError: the knowledge base cannot be written.
    """
    now = datetime.now(UTC)
    with reading(engine) as connection:
        last = connection.execute(select(Night.__table__).order_by(Night.id.desc()).limit(1)).first()
    if last is not None and last.finished is None:
        began = utc(last.started)
        if now - began < resume_for:
            return Begun(last.id, last.run_id or _new_run(engine, last.id), began, True)
        settle(engine, last.id, ["stopped midway and not gone on with; what it left undone the next night does"])
        close(engine, last.id, now)
    row: dict[str, Any] = {
        "started": now,
        "finished": None,
        "run_id": None,
        "problems": [],
        "notes": [],
        "report": None,
    }
    with writing(engine) as connection:
        number = int(connection.execute(insert(Night).returning(Night.id), [row]).scalar_one())
        stages = [
            {"night_id": number, "name": str(stage), "state": str(State.WAITING), "tries": 0, **EMPTY}
            for stage in Stage
        ]
        connection.execute(insert(NightStage), stages)
    return Begun(number, _new_run(engine, number), now, False)


def _new_run(engine: Engine, night: int) -> int:
    """Begin the run that a night stores its articles by."""
    run_id = start_run(engine, {"extractors": VERSION, "schema": SCHEMA_VERSION})
    with writing(engine) as connection:
        connection.execute(update(Night).where(Night.id == night).values(run_id=run_id))
    return run_id


def is_done(engine: Engine, night: int, stage: Stage) -> bool:
    """Return whether a stage of a night is done."""
    with reading(engine) as connection:
        return connection.execute(select(NightStage.state).where(*_of(night, stage))).scalar_one() == State.DONE


def enter(engine: Engine, night: int, stage: Stage) -> None:
    """Note that a stage begins, or begins again."""
    now = datetime.now(UTC)
    with writing(engine) as connection:
        values = {"state": str(State.RUNNING), "tries": NightStage.tries + 1, "started": now, "error": None}
        connection.execute(update(NightStage).where(*_of(night, stage)).values(values))


def leave(engine: Engine, night: int, stage: Stage, outcome: Outcome) -> None:
    """Note what a stage came to."""
    values = {
        "state": str(State.FAILED if outcome.error else State.DONE),
        "finished": datetime.now(UTC),
        "counts": dict(outcome.counts),
        "problems": outcome.problems,
        "notes": outcome.notes,
        "error": outcome.error,
    }
    with writing(engine) as connection:
        connection.execute(update(NightStage).where(*_of(night, stage)).values(**values))


def settle(engine: Engine, night: int, notes: Sequence[str] = (), report: str | None = None) -> None:
    """Note what an operator must act on and what is worth knowing, of all stages of a night, and where its report is."""
    with writing(engine) as connection:
        rows = connection.execute(
            select(NightStage.problems, NightStage.notes).where(NightStage.night_id == night)
        ).all()
        problems = [problem for row in rows for problem in row.problems]
        said = [*notes, *(note for row in rows for note in row.notes)]
        values = {"problems": problems, "notes": said, "report": report}
        connection.execute(update(Night).where(Night.id == night).values(**values))


def close(engine: Engine, night: int, at: datetime) -> None:
    """Note that a night is over."""
    with writing(engine) as connection:
        connection.execute(update(Night).where(Night.id == night).values(finished=at))


def close_run(engine: Engine, run_id: int, counts: Mapping[str, int]) -> None:
    """Note the end of the run a night stored its articles by."""
    finish_run(engine, run_id, counts)


def utc(moment: datetime) -> datetime:
    """Return a moment as SQLite gives it (without its zone, which is UTC) with the zone."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _of(night: int, stage: Stage) -> tuple[Any, Any]:
    return NightStage.night_id == night, NightStage.name == str(stage)
