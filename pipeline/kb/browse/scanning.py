"""Rows read in the order of days by an index, a part at a time, each part of whole days: participants, articles."""

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
    """Days from one to another, None: any; ``down``: the latest first."""

    first: date | None
    last: date | None
    down: bool

    def behind(self, day: date) -> Days:
        """Return the days from one on, in their order, with it."""
        return Days(self.first, day, True) if self.down else Days(day, self.last, False)


def days_of(
    connection: Connection, scans: Sequence[Scan], days: Days, size: int | None = None, *, most: int = limits.MOST_READ
) -> Iterator[list[int]]:
    """Yield the numbers of what has a day, all of some days at a time, day after day; ``size``: rows read at first,
    ``most``: at a time, but for a day that has more."""
    size = size or limits.FIRST_READ
    while True:
        rows = connection.execute(_part(scans, days, size)).all()
        if len(rows) < size:
            yield [row.number for row in rows]
            return
        last = rows[-1].day
        whole = [row.number for row in rows if row.day != last]
        size = min(size * GROWTH, most) if whole else size * GROWTH
        if whole:
            yield whole
            days = days.behind(last)


def undated_of(connection: Connection, scans: Sequence[Scan]) -> list[int]:
    """Return the numbers of what has no day."""
    numbers: set[int] = set()
    for scan in scans:
        numbers |= {row.number for row in connection.execute(scan.query.where(scan.day.is_(None))).all()}
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
