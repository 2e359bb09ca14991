"""The orders of events: what they are sorted by, then by key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from pipeline.kb.across import Happening
from pipeline.kb.browse.shapes import Sort


@dataclass(frozen=True)
class Order:
    """``down``: the greatest first; events without a value come last in any case."""

    column: Any
    down: bool
    kind: type[date] | type[float] | type[int]

    @property
    def of_days(self) -> bool:
        """Whether it is an order of days, in which some events have none."""
        return self.kind is date

    @property
    def by(self) -> tuple[Any, ...]:
        """What a query of events that have a value is ordered by."""
        return (self.column.desc() if self.down else self.column.asc(), Happening.key)


Last = tuple[Any, str]  # value and key of the last event of a page
ORDERS = {
    Sort.LATEST: Order(Happening.date_start, True, date),
    Sort.EARLIEST: Order(Happening.date_start, False, date),
    Sort.SOURCES: Order(Happening.sources, True, int),
    Sort.CONFIDENCE: Order(Happening.confidence, True, float),
}


def in_order(rows: Iterable[Any], order: Order, last: Last | None) -> list[Any]:
    """Return rows of events in an order, those behind a place if one is given."""
    name = order.column.key
    by_key = sorted(rows, key=attrgetter("key"))
    placed = [row for row in by_key if getattr(row, name) is not None]
    placed.sort(key=attrgetter(name), reverse=order.down)  # those of one value stay in the order of their keys
    if len(placed) < len(by_key):
        placed += [row for row in by_key if getattr(row, name) is None]
    if last is None:
        return placed
    after = _place(*last, down=order.down)
    return [row for row in placed if _place(getattr(row, name), row.key, down=order.down) > after]


def _place(value: Any, key: str, *, down: bool) -> tuple[Any, ...]:
    if value is None:
        return (1, 0, key)
    number = value.toordinal() if isinstance(value, date) else value
    return (0, -number if down else number, key)
