"""The events of an answer as a table to divide: all of them, or the latest where there are too many to count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, Connection, select

from pipeline.kb.across import Happening
from pipeline.kb.browse import limits
from pipeline.kb.browse.filters import conditions
from pipeline.kb.browse.listing import in_order
from pipeline.kb.browse.shapes import HappeningFilters, Sort


@dataclass(frozen=True)
class Chosen:
    """``events``: ``id``, ``type``, ``status`` and ``date_start`` of so many events; ``exact``: there are no more."""

    events: CTE
    number: int
    exact: bool


def chosen(connection: Connection, filters: HappeningFilters) -> Chosen:
    """Return the events that pass the filters, at most so many, the latest."""
    wanted = conditions(connection, filters)
    most = limits.MOST_DIVIDED
    number, exact = limits.counted(connection, select(Happening.id).where(*wanted), most)
    query: Any = select(Happening.id, Happening.type, Happening.status, Happening.date_start).where(*wanted)
    if not exact:
        query = query.order_by(*in_order(Sort.LATEST)).limit(most)
    return Chosen(query.cte("chosen"), number, exact)
