"""How far is counted, so that no question costs more than its answer is worth; and counting up to there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, func, select

MOST_COUNTED = 10_000  # of a list
MOST_DIVIDED = 20_000  # events of an answer that facets, bars, dots and graphs are made of


def counted(connection: Connection, query: Select[Any], most: int | None = None) -> tuple[int, bool]:
    """Return how many rows a query has, and whether that is exact; it is not where there are more than ``most``.

    Without ``most``, the limit of lists holds.
    """
    most = MOST_COUNTED if most is None else most
    some = query.limit(most + 1).subquery()
    number: int = connection.execute(select(func.count()).select_from(some)).scalar_one()
    return min(number, most), number <= most
