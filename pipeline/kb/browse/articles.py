"""Articles as a list, the latest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from pipeline.kb.browse import limits
from pipeline.kb.browse.cursor import behind, cursor, read_cursor
from pipeline.kb.browse.given import given
from pipeline.kb.browse.shapes import PAGE, ArticleItem, ArticleList
from pipeline.kb.engine import reading
from pipeline.kb.happenings import not_rejected
from pipeline.kb.keys import asked_key
from pipeline.kb.query import article_ref
from pipeline.kb.schema import Article, Event
from pipeline.kb.search_order import Ordered
from pipeline.kb.search_query import Query, parse
from pipeline.kb.search_read import EVERYWHERE, Places, latest_places
from pipeline.kb.search_sql import named_entities
from pipeline.kb.word_index import KEY_BITS, ArticleWords

Last = tuple[date | None, str]  # day and key of the last article of a page
ORDER, WORDS_ORDER = "articles", "articles.words"
REF = (Article.key, Article.document_id, Article.url, Article.outlet, Article.country, Article.published, Article.title)
CELLS = (Article.id, *REF, Article.section, Article.copy_of)


def listed_articles(
    engine: Engine,
    *,
    q: str | None = None,
    outlet: str | None = None,
    section: str | None = None,
    date_from: date | None = None,
    date_to: date | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> ArticleList:
    """Return articles (their current versions), the latest first, undated ones last. ``q``: full text search.

    Raises: AskedError: ``after`` is of no list of articles, or of one with words where none are asked for. StoreError:
    the knowledge base cannot be read.
    """
    wanted: list[Any] = [Article.outlet == asked_key(outlet)] if outlet else []
    if section:
        wanted += [Article.section == asked_key(section), Article.section.is_not(None)]
    with reading(engine) as connection:
        if q and q.strip():
            return _with_words(connection, parse(q), wanted, (date_from, date_to), after, limit)
        last = read_cursor(after, ORDER, date) if after is not None else None
        wanted += [Article.current, *_between(date_from, date_to)]
        total, exact = limits.counted(connection, select(Article.id).where(*wanted))
        found = _dated(connection, wanted, last, limit + 1) if last is None or last[0] else []
        if len(found) <= limit and not (date_from or date_to):
            found += _undated(connection, wanted, last, limit + 1 - len(found))
        rows = _items(connection, found[:limit])
    more = len(found) > limit > 0
    mark = cursor(ORDER, found[limit - 1]["published"], found[limit - 1]["key"]) if more else None
    return ArticleList(rows, total, exact, mark)


def _dated(connection: Connection, wanted: list[Any], last: Last | None, limit: int) -> list[Any]:
    """Return articles that have a day, behind a place, the latest first."""
    query = select(*CELLS).where(Article.published.is_not(None), *wanted)
    if last:
        query = query.where(Article.published <= last[0], behind(Article.published, Article.key, last, down=True))
    order = (Article.published.desc(), Article.key)
    return list(connection.execute(query.order_by(*order).limit(limit)).mappings())


def _undated(connection: Connection, wanted: list[Any], last: Last | None, limit: int) -> list[Any]:
    """Return articles without a day, behind a place, by key."""
    query = select(*CELLS).where(Article.published.is_(None), *wanted)
    if last and last[0] is None:
        query = query.where(Article.key > last[1])
    return list(connection.execute(query.order_by(Article.key).limit(limit)).mappings())


def _with_words(
    connection: Connection,
    query: Query,
    wanted: list[Any],
    days: tuple[date | None, date | None],
    after: str | None,
    limit: int,
) -> ArticleList:
    """Return the articles that full text search finds, in the order of its places, which is that of days and keys."""
    last = read_cursor(after, WORDS_ORDER, int)[0] if after is not None else None
    if not query.wanted:
        return ArticleList()
    named = named_entities(connection, query)
    within = _places(*days)
    total, exact = Ordered(connection, query, named).total()
    if wanted or within != EVERYWHERE:
        some, read = _found(connection, query, named, wanted, within, limits.MOST_COUNTED, limits.LOOKED_AT)
        total, exact = len(some), not read
    between = within if last is None else (within[0], min(last, within[1]))
    found, _ = _found(connection, query, named, wanted, between, limit + 1, None)
    rows = _items(connection, found[:limit])
    more = len(found) > limit > 0
    return ArticleList(
        rows, total, exact, cursor(WORDS_ORDER, found[limit - 1]["place"], found[limit - 1]["key"]) if more else None
    )


def _found(
    connection: Connection,
    query: Query,
    named: Sequence[Sequence[int]],
    wanted: list[Any],
    between: Places,
    most: int,
    looked_at: int | None,
) -> tuple[list[Any], bool]:
    """Return the latest hits between two places that fulfil conditions, and whether some were left unread."""
    found: list[Any] = []
    read = 0
    for places in _parts(connection, query, named, between, looked_at or limits.FIRST_READ):
        asked = select(*CELLS, ArticleWords.place).join(ArticleWords, ArticleWords.article_id == Article.id)
        asked = asked.where(given(connection.dialect.name, ArticleWords.place, places), *wanted)
        found += connection.execute(asked.order_by(ArticleWords.place.desc())).mappings().all()
        read += len(places)
        if len(found) >= most or (looked_at is not None and read >= looked_at):
            return found[:most], True
    return found, False


def _parts(
    connection: Connection, query: Query, named: Sequence[Sequence[int]], between: Places, size: int
) -> Iterator[list[int]]:
    """Yield the places of hits, the latest first, so many at a time, then more."""
    while True:
        places = latest_places(connection, query, named, size, between)
        yield places
        if len(places) < size:
            return
        between, size = (between[0], places[-1]), min(size * 4, limits.MOST_READ)


def _places(first: date | None, last: date | None) -> Places:
    """Return the places between which all articles of some days are."""
    before = (first.toordinal() << KEY_BITS) - 1 if first else EVERYWHERE[0]
    behind_last = (last.toordinal() + 1 << KEY_BITS) if last else EVERYWHERE[1]
    if last and not first:
        before = (1 << KEY_BITS) - 1  # undated ones are behind all days
    return before, behind_last


def _between(first: date | None, last: date | None) -> list[Any]:
    return [*([Article.published >= first] if first else []), *([Article.published <= last] if last else [])]


def _items(connection: Connection, found: Sequence[Any]) -> tuple[ArticleItem, ...]:
    """Return articles with how many events each tells."""
    told = (
        select(Event.article_id, func.count())
        .where(Event.article_id.in_([row["id"] for row in found]), not_rejected())
        .group_by(Event.article_id)
    )
    events = dict(connection.execute(told).all())
    return tuple(
        ArticleItem(article_ref(row), events.get(row["id"], 0), row["section"], row["copy_of"]) for row in found
    )
