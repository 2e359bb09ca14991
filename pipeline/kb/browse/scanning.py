"""Participants read in the order of days, a part at a time, each part of whole days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select, union_all

from pipeline.kb.browse import limits
from pipeline.kb.browse.narrowing import Scan

GROWTH = 4  # of what is read at a time: if the first ones did not fill a page, few pass


@dataclass(frozen=True)
class Days:
    """The days between which events begin, None: any; ``down``: the latest first."""

    first: date | None
    last: date | None
    down: bool

    def behind(self, day: date) -> Days:
        """Return the days from one on, in their order, with it."""
        return Days(self.first, day, True) if self.down else Days(day, self.last, False)


def days_of(connection: Connection, scans: Sequence[Scan], days: Days) -> Iterator[list[int]]:
    """Yield the numbers of the dated events of participants, all of some days at a time, day after day."""
    size = limits.FIRST_READ
    while True:
        rows = connection.execute(_part(scans, days, size)).all()
        if len(rows) < size:
            yield [row.happening_id for row in rows]
            return
        last = rows[-1].day
        whole = [row.happening_id for row in rows if row.day != last]
        size = min(size * GROWTH, limits.MOST_READ) if whole else size * GROWTH
        if whole:
            yield whole
            days = days.behind(last)


def undated_of(connection: Connection, scans: Sequence[Scan]) -> list[int]:
    """Return the numbers of the undated events of participants."""
    numbers: set[int] = set()
    for scan in scans:
        numbers |= {row.happening_id for row in connection.execute(scan.query.where(scan.day.is_(None)))}
    return sorted(numbers)


def _part(scans: Sequence[Scan], days: Days, size: int) -> Any:
    some = [select(_ordered(scan, days).limit(size).subquery()) for scan in scans]
    every = some[0].subquery() if len(some) == 1 else union_all(*some).subquery()
    return select(every).order_by(every.c.day.desc() if days.down else every.c.day).limit(size)


def _ordered(scan: Scan, days: Days) -> Any:
    query = scan.query.where(scan.day.is_not(None))
    if days.first is not None:
        query = query.where(scan.day >= days.first)
    if days.last is not None:
        query = query.where(scan.day <= days.last)
    return query.order_by(scan.day.desc() if days.down else scan.day)
