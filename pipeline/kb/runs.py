"""Runs: when the pipeline worked, with which versions, what came of it, and what it has to try again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, func, insert, select, update

from corpus.errors import AskedError
from pipeline.kb.engine import reading, writing
from pipeline.kb.schema import Failure, Run

LONGEST_NUMBER = 18  # digits of a row number


@dataclass(frozen=True)
class FailureRow:
    """An article that was set aside."""

    source: str
    document_id: str | None
    error: str


@dataclass(frozen=True)
class RunRow:
    """A run; ``finished`` is None while it runs, and for ever when it was killed."""

    number: int
    started: datetime
    finished: datetime | None
    versions: dict[str, Any]
    counts: dict[str, Any]


def start_run(engine: Engine, versions: Mapping[str, str]) -> int:
    """Note that a run begins and return its number, which all rows it writes will carry."""
    with writing(engine) as connection:
        row = {"started": datetime.now(UTC), "finished": None, "versions": dict(versions), "counts": {}}
        return int(connection.execute(insert(Run).returning(Run.id), [row]).scalar_one())


def finish_run(engine: Engine, run_id: int, counts: Mapping[str, int]) -> None:
    """Note that a run ended by itself, and its counts; a run that was killed has no end."""
    with writing(engine) as connection:
        ended = {"finished": datetime.now(UTC), "counts": dict(counts)}
        connection.execute(update(Run).where(Run.id == run_id).values(**ended))


def record_failure(engine: Engine, run_id: int, *, source: str, error: str, document_id: str | None = None) -> None:
    """Note an article that could not be read, extracted or stored, so that it can be tried again."""
    row = {"run_id": run_id, "document_id": document_id, "source": source, "error": error, "at": datetime.now(UTC)}
    with writing(engine) as connection:
        connection.execute(insert(Failure), [row])


def failures(engine: Engine, run_id: int) -> list[FailureRow]:
    """Return what a run set aside, in order."""
    query = select(Failure.source, Failure.document_id, Failure.error).where(Failure.run_id == run_id)
    with reading(engine) as connection:
        return [FailureRow(*row) for row in connection.execute(query.order_by(Failure.id))]


def all_runs(engine: Engine) -> list[RunRow]:
    """Return all runs, the latest first."""
    query = select(Run.id, Run.started, Run.finished, Run.versions, Run.counts).order_by(Run.id.desc())
    with reading(engine) as connection:
        return [RunRow(*row) for row in connection.execute(query)]


@dataclass(frozen=True)
class RunList:
    """Some runs, the latest first, each with how many articles it set aside. ``after``: as of other lists."""

    rows: tuple[tuple[RunRow, int], ...] = ()
    total: int = 0
    after: str | None = None


def row_number(after: str | None, listed: str) -> int | None:
    """Return the number of the row that a page of a list ended with, which is what ``after`` is there; None: no page yet.

    Raises: AskedError: it is of no list of these (``listed``: runs, nights).
    """
    if after is None:
        return None
    if not (after.isascii() and after.isdecimal() and len(after) <= LONGEST_NUMBER):
        raise AskedError("after", f"this is of no page of the list of {listed}")
    return int(after)


def listed_runs(engine: Engine, *, after: str | None = None, limit: int = 50) -> RunList:
    """Return some runs, the latest first.

    Raises: AskedError: ``after`` is of no list of runs. StoreError: the knowledge base cannot be read.
    """
    before = row_number(after, "runs")
    aside = select(func.count()).where(Failure.run_id == Run.id).scalar_subquery()
    query = select(Run.id, Run.started, Run.finished, Run.versions, Run.counts, aside).order_by(Run.id.desc())
    if before is not None:
        query = query.where(Run.id < before)
    with reading(engine) as connection:
        found = connection.execute(query.limit(limit + 1)).all()
        total = connection.execute(select(func.count()).select_from(Run)).scalar_one()
    rows = tuple((RunRow(*row[:-1]), row[-1]) for row in found[:limit])
    return RunList(rows, total, str(rows[-1][0].number) if len(found) > limit else None)


def run(engine: Engine, number: int) -> tuple[RunRow, int] | None:
    """Return a run and how many articles it set aside; None if there is none of this number."""
    aside = select(func.count()).where(Failure.run_id == Run.id).scalar_subquery()
    query = select(Run.id, Run.started, Run.finished, Run.versions, Run.counts, aside).where(Run.id == number)
    with reading(engine) as connection:
        row = connection.execute(query).first()
    return (RunRow(*row[:-1]), row[-1]) if row else None
