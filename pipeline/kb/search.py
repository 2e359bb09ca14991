"""Full text search: the articles that have certain words, phrases or names, the same on SQLite and PostgreSQL.

Found are current versions only. An article is found by the words of its title and text, and by names of the entities
it mentions: ``أمزازي`` and ``amzazi`` find an article that says ``الوزير`` for him. Both engines only tell which articles
have which words; the order is by four steps that both tell alike: all words in the title one after another (1.0), all
in the title (0.75), one after another in title or text (0.5), anywhere (0.25); then the latest first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, or_, select

from corpus.errors import AskedError
from corpus.mention import Span
from pipeline.kb.engine import reading
from pipeline.kb.filters import LIMIT, among
from pipeline.kb.query import ARTICLE_COLUMNS, ArticleRef, article_ref
from pipeline.kb.schema import Article, Link, Mention
from pipeline.kb.search_query import Query, parse
from pipeline.kb.search_sql import STEPS, found_articles, named_entities, rank
from pipeline.kb.snippet import marks, merged, snippet

_CURSOR = re.compile(r"([1-4])_([0-9]{4}-[0-9]{2}-[0-9]{2}|)_([0-9a-f]+)")
Place = tuple[int, date | None, str]  # of a hit in the order: step of its score, day, key


@dataclass(frozen=True)
class SearchHit:
    """An article that was found. ``snippet``: the part of its text to show; ``spans``: what was asked for in the text,
    ``title_spans``: in the title (code points, half-open, as published); ``surface``: the words of the snippet."""

    article: ArticleRef
    score: float
    snippet: Span
    surface: str
    spans: tuple[Span, ...]
    title_spans: tuple[Span, ...]


@dataclass(frozen=True)
class SearchPage:
    """Some of the hits, how many there are, and what to ask for the next ones with (None: there are no more)."""

    hits: tuple[SearchHit, ...] = field(default=())
    total: int = 0
    after: str | None = None


def search(engine: Engine, text: str, *, limit: int = LIMIT, after: str | None = None) -> SearchPage:
    """Return the articles a query finds. Any string is a query; one without words finds nothing.

    ``after``: what the page before gave as its ``after``.

    Raises: AskedError: ``after`` is of no page. StoreError: the knowledge base cannot be read.
    """
    query = parse(text)
    place = _place(after) if after is not None else None
    if not query.wanted:
        return SearchPage()
    with reading(engine) as connection:
        if engine.dialect.name == "postgresql":
            # It reckons reading a table through as cheap and does not count unpacking each article's words for it.
            connection.exec_driver_sql("SET LOCAL random_page_cost = 1.1")
        entities = named_entities(connection, query)
        wanted = found_articles(engine.dialect.name, query, entities)
        # Sorted is what orders the hits, found once to be counted too; texts are fetched of the page alone.
        step = rank(engine.dialect.name, query).label("rank")
        found = select(Article.id, Article.published, Article.key, step).where(*wanted).cte("found")
        number = select(func.count()).select_from(found)
        order = (found.c.rank.desc(), found.c.published.desc().nulls_last(), found.c.key)
        page = select(found.c.id, found.c.rank, number.scalar_subquery()).order_by(*order).limit(limit + 1)
        if place:
            page = page.where(_behind(found.c.rank, found.c.published, found.c.key, place))
        numbers = connection.execute(page).all()
        total = numbers[0][2] if numbers else connection.execute(number).scalar_one()
        rows = _articles(connection, {row[0]: row[1] for row in numbers[:limit]})
        named = _named_spans(connection, entities, [row["id"] for row in rows])
        hits = tuple(_hit(row, query, named[row["id"]]) for row in rows)
    return SearchPage(hits, total, _cursor(rows[-1]) if len(numbers) > limit and rows else None)


def _articles(connection: Connection, steps: dict[int, int]) -> list[dict[str, Any]]:
    """Return articles by number in the order given, each with the step of its score."""
    asked = select(Article.id, *ARTICLE_COLUMNS).where(among(Article.id, list(steps)))
    rows = {row["id"]: dict(row) for row in connection.execute(asked).mappings()}
    return [{**rows[number], "rank": step} for number, step in steps.items()]


def _named_spans(
    connection: Connection, named: Sequence[Sequence[int]], articles: Sequence[int]
) -> dict[int, list[Span]]:
    """Return where the articles mention one of the entities that the query names, however they call it there."""
    spans: dict[int, list[Span]] = defaultdict(list)
    entities = {entity for some in named for entity in some}
    if not entities:
        return spans
    asked = select(Mention.article_id, Mention.start, Mention.end, Link.entity_id)
    asked = asked.join(Link, Link.mention_id == Mention.id).where(among(Mention.article_id, articles))
    for row in connection.execute(asked):
        if row.entity_id in entities:
            spans[row.article_id].append((row.start, row.end))
    return spans


def _hit(row: Any, query: Query, named: Sequence[Span]) -> SearchHit:
    text = row["article_text"]
    found = marks(text, query.wanted)
    names = len(query.wanted)  # a name counts as one more term
    window = snippet(text, sorted([*found, *((span, names) for span in named)]))
    return SearchHit(
        article=article_ref(row, "article_"),
        score=row["rank"] / STEPS,
        snippet=window,
        surface=text[slice(*window)],
        spans=merged([*(span for span, _ in found), *named]),
        title_spans=merged(span for span, _ in marks(row["article_title"] or "", query.wanted)),
    )


def _behind(rank: Any, day: Any, key: Any, place: Place) -> ColumnElement[bool]:
    """Return the condition for hits that come after a place in the order."""
    step, last_day, last_key = place
    same_day = day.is_(None) if last_day is None else day == last_day
    later = and_(same_day, key > last_key)
    if last_day is not None:
        later = or_(day < last_day, day.is_(None), later)
    return or_(rank < step, and_(rank == step, later))


def _cursor(row: Any) -> str:
    day = row["article_published"]
    return f"{row['rank']}_{day.isoformat() if day else ''}_{row['article_key']}"


def _place(cursor: str) -> Place:
    read = _CURSOR.fullmatch(cursor)
    try:
        if read:
            return int(read[1]), date.fromisoformat(read[2]) if read[2] else None, read[3]
    except ValueError:  # the 31st of February
        pass
    raise AskedError("after", f"{cursor!r} is of no page of results")
