"""Tellings as a list: events as articles tell them, read on from any place without counting what is before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, select

from pipeline.kb.browse.cursor import behind, cursor, read_cursor
from pipeline.kb.browse.limits import counted
from pipeline.kb.browse.shapes import PAGE
from pipeline.kb.engine import reading
from pipeline.kb.filters import EventFilters, wanted
from pipeline.kb.query import ARTICLE_COLUMNS, EventRow, event_rows
from pipeline.kb.schema import Article, Event

ORDER = "tellings.latest"


@dataclass(frozen=True)
class TellingList:
    """Some tellings. ``after``: what to ask for the next ones with; None: there are no more."""

    rows: tuple[EventRow, ...] = ()
    total: int = 0
    total_exact: bool = True
    after: str | None = None


def listed_tellings(
    engine: Engine, filters: EventFilters, *, after: str | None = None, limit: int = PAGE
) -> TellingList:
    """Return the tellings that pass the filters, the latest first, undated ones last, then by key.

    Raises: AskedError: ``after`` is of no list of tellings. StoreError: the knowledge base cannot be read.
    """
    last = read_cursor(after, ORDER, date) if after is not None else None
    with reading(engine) as connection:
        asked = wanted(connection, filters).conditions()
        chosen: Any = select(Event.id, Event.date_start, Event.key)
        if filters.article:
            chosen = chosen.join(Article, Article.id == Event.article_id)
        total, exact = counted(connection, chosen.where(*asked))
        page = chosen.where(*asked).order_by(Event.date_start.desc().nulls_last(), Event.key).limit(limit + 1)
        if last:
            page = page.where(behind(Event.date_start, Event.key, last, down=True))
        found = connection.execute(page).all()
        rows = _in_order(connection, [row.id for row in found[:limit]])
    more = cursor(ORDER, found[limit - 1].date_start, found[limit - 1].key) if len(found) > limit else None
    return TellingList(rows, total, exact, more)


def _in_order(connection: Connection, numbers: list[int]) -> tuple[EventRow, ...]:
    query = select(Event.__table__, *ARTICLE_COLUMNS).join(Article, Article.id == Event.article_id)
    order = (Event.date_start.desc().nulls_last(), Event.key)
    return event_rows(connection, query.where(Event.id.in_(numbers)).order_by(*order))
