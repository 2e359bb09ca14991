"""How far is read and counted, so that no question costs more than its answer is worth; and counting up to there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, func, select

MOST_COUNTED = 10_000  # of a list
MOST_DIVIDED = 2000  # events of an answer that facets, bars, dots and graphs are made of
LOOKED_AT = 1000  # events of which filters are asked to count those that pass
LOOKED_AT_TO_DIVIDE = 6000  # and to find those that facets are made of
FEW = 3000  # events that are read whole
FAR = 60_000  # participants; where there are more, so many events pass that all may as well be read in order
FIRST_READ, MOST_READ = 250, 16_000  # participants, or articles, at a time
FEW_HITS = 800  # articles found by words, whose events are read whole
EACH_HIT = 20_000  # where more are found, each article that is looked at is asked whether it is one of them


def counted(connection: Connection, query: Select[Any]) -> tuple[int, bool]:
    """Return how many rows a query has, and whether that is exact: not if there are more than ``MOST_COUNTED``."""
    most = MOST_COUNTED
    some = query.limit(most + 1).subquery()
    number: int = connection.execute(select(func.count()).select_from(some)).scalar_one()
    return min(number, most), number <= most
