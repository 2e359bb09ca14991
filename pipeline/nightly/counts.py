"""What a night came to for each outlet, counted from the knowledge base: so it does not matter how often it was killed."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import Connection, exists, func, select, update
from sqlalchemy.orm import aliased

from corpus.errors import CrawlError
from pipeline.crawl.outlets import Outlet
from pipeline.kb.across import Extraction
from pipeline.kb.engine import reading, writing
from pipeline.kb.nights import NightOutlet
from pipeline.kb.schema import Article, Event
from pipeline.nightly.context import Context
from pipeline.nightly.state import utc
from pipeline.nightly.volume import NIGHTS, Crawled, outside


def count_outlets(context: Context) -> dict[str, int]:
    """Write the new articles and events of each outlet, and whether its volume is as expected; return the totals.

    Raises: StoreError: the knowledge base cannot be written.
    """
    night = context.night.number
    with reading(context.engine) as connection:
        articles, events = _new(connection, context.night.run_id)
        history = {
            outlet: [] if failed else _history(connection, outlet) for outlet, failed in _crawled(connection, night)
        }
    declared = _declared(context)
    with writing(context.engine) as connection:
        for key, crawls in history.items():
            outlet = declared.get(key)
            name = outlet.name if outlet else key
            values = {
                "articles": articles.get(name, 0),
                "events": events.get(name, 0),
                "outside": outside(crawls, outlet.volume if outlet else None),
            }
            mine = (NightOutlet.night_id == night, NightOutlet.outlet == key)
            connection.execute(update(NightOutlet).where(*mine).values(**values))
    return {"articles": sum(articles.values()), "tellings": sum(events.values())}


def _declared(context: Context) -> dict[str, Outlet]:
    """Return the outlets by their keys; none where a declaration does not hold, which the crawl has told already."""
    with suppress(CrawlError):
        return {outlet.key: outlet for outlet in context.outlets}
    return {}


def _new(connection: Connection, run_id: int) -> tuple[dict[str, int], dict[str, int]]:
    """Return the articles a run was the first to read, by name of their outlet, and the events they tell."""
    earlier = aliased(Extraction)
    known = exists().where(earlier.article_key == Article.key, earlier.run_id < run_id)
    new = (Article.run_id == run_id, Article.current, ~known)
    counted = select(Article.outlet, func.count()).where(*new).group_by(Article.outlet)
    told = select(Article.outlet, func.count()).join(Event, Event.article_id == Article.id).where(*new)
    return (
        {outlet or "": int(n) for outlet, n in connection.execute(counted)},
        {outlet or "": int(n) for outlet, n in connection.execute(told.group_by(Article.outlet))},
    )


def _crawled(connection: Connection, night: int) -> list[tuple[str, bool]]:
    """Return the outlets that were crawled in a night, and whether each failed."""
    query = select(NightOutlet.outlet, NightOutlet.problem).where(NightOutlet.night_id == night)
    return [(row.outlet, row.problem is not None) for row in connection.execute(query.order_by(NightOutlet.outlet))]


def _history(connection: Connection, outlet: str) -> list[Crawled]:
    """Return the last crawls of an outlet that did not fail, the earliest first."""
    query = select(NightOutlet.at, NightOutlet.fetched).where(
        NightOutlet.outlet == outlet, NightOutlet.problem.is_(None)
    )
    rows = connection.execute(query.order_by(NightOutlet.night_id.desc()).limit(NIGHTS + 2)).all()
    return [Crawled(utc(row.at), row.fetched) for row in reversed(rows)]
