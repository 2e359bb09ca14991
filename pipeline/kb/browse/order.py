"""The orders of events: what they are sorted by, then by key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
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

    def place(value: Any, key: str) -> tuple[Any, ...]:
        if value is None:
            return (1, 0, key)
        number = value.toordinal() if isinstance(value, date) else value
        return (0, -number if order.down else number, key)

    placed = sorted(((place(getattr(row, name), row.key), row) for row in rows), key=lambda pair: pair[0])
    after = None if last is None else place(*last)
    return [row for at, row in placed if after is None or at > after]
