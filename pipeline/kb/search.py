"""Full text search: the articles that have certain words, phrases or names, the same on SQLite and PostgreSQL.

Found are current versions only. An article is found by the words of its title and text, and by names of the entities
it mentions: ``أمزازي`` and ``amzazi`` find an article that says ``الوزير`` for him. Both engines only tell which articles
have which words; the order is by five steps that both tell alike: all words in the title one after another (1.0), all
in the title (0.75), one after another in title or text (0.5), anywhere (0.25), by name only (0.1); then the latest first
(``pipeline.kb.search_order``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, select

from corpus.errors import AskedError
from corpus.mention import Span
from pipeline.kb.engine import reading
from pipeline.kb.filters import LIMIT
from pipeline.kb.many import NUMBERS, is_one, many
from pipeline.kb.query import ARTICLE_COLUMNS, ArticleRef, article_ref
from pipeline.kb.schema import Article, Link, Mention
from pipeline.kb.search_order import ANYWHERE, BY_NAME, IN_ORDER, TITLE, TITLE_IN_ORDER, Hit, Ordered
from pipeline.kb.search_query import Query, parse
from pipeline.kb.search_sql import named_entities
from pipeline.kb.snippet import marks, merged, snippet
from pipeline.kb.word_index import ArticleWords

SCORES = {TITLE_IN_ORDER: 1.0, TITLE: 0.75, IN_ORDER: 0.5, ANYWHERE: 0.25, BY_NAME: 0.1}  # for ordering
LAST_PLACE = 1 << 63
_CURSOR = re.compile(r"([1-5])_(\d{1,19})", re.ASCII)  # step and place of the last hit of a page


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
    """Some of the hits, how many there are, and what to ask for the next ones with (None: there are no more).

    ``total_exact``: there are no more than ``total``; else they were not counted further.
    """

    hits: tuple[SearchHit, ...] = field(default=())
    total: int = 0
    after: str | None = None
    total_exact: bool = True


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
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        entities = named_entities(connection, query)
        ordered = Ordered(connection, query, entities)
        found = ordered.page(place, limit + 1)
        total, exact = ordered.total()
        rows = _articles(connection, found[:limit])
        named = _named_spans(connection, entities, [row["id"] for row in rows])
        hits = tuple(_hit(row, query, named[row["id"]]) for row in rows)
    return SearchPage(hits, total, "_".join(map(str, found[limit - 1])) if len(found) > limit > 0 else None, exact)


def _articles(connection: Connection, hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Return the articles of hits, in their order, each with the step of its score."""
    dialect = connection.dialect.name
    found = connection.execute(_at(dialect), {NUMBERS: many(dialect, [place for _, place in hits])}).mappings()
    rows = {row["place"]: dict(row) for row in found.all()}
    return [{**rows[place], "step": step} for step, place in hits]


@lru_cache(maxsize=2)
def _at(dialect: str) -> Any:
    asked = select(ArticleWords.place, Article.id, *ARTICLE_COLUMNS)
    asked = asked.join(Article, Article.id == ArticleWords.article_id)
    return asked.where(is_one(dialect, ArticleWords.place))


@lru_cache(maxsize=2)
def _mentions(dialect: str) -> Any:
    asked = select(Mention.article_id, Mention.start, Mention.end, Link.entity_id)
    return asked.join(Link, Link.mention_id == Mention.id).where(is_one(dialect, Mention.article_id))


def _named_spans(
    connection: Connection, named: Sequence[Sequence[int]], articles: Sequence[int]
) -> dict[int, list[Span]]:
    """Return where the articles mention one of the entities that the query names, however they call it there."""
    spans: dict[int, list[Span]] = defaultdict(list)
    entities = {entity for some in named for entity in some}
    if not entities:
        return spans
    dialect = connection.dialect.name
    for article, start, end, entity in connection.execute(_mentions(dialect), {NUMBERS: many(dialect, articles)}).all():
        if entity in entities:
            spans[article].append((start, end))
    return spans


def _hit(row: Any, query: Query, named: Sequence[Span]) -> SearchHit:
    text = row["article_text"]
    found = marks(text, query.wanted)
    names = len(query.wanted)  # a name counts as one more term
    window = snippet(text, sorted([*found, *((span, names) for span in named)]))
    return SearchHit(
        article=article_ref(row, "article_"),
        score=SCORES[row["step"]],
        snippet=window,
        surface=text[slice(*window)],
        spans=merged([*(span for span, _ in found), *named]),
        title_spans=merged(span for span, _ in marks(row["article_title"] or "", query.wanted)),
    )


def _place(cursor: str) -> Hit:
    read = _CURSOR.fullmatch(cursor)
    if read and int(read[2]) < LAST_PLACE:
        return int(read[1]), int(read[2])
    raise AskedError("after", f"{cursor!r} is of no page of results")
