"""The query behind full text search, in the language of each engine's index.

What an article must have is said as queries for article numbers that are then put together by ``IN``: each is answered
from one index alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SelectBase,
    and_,
    case,
    cast,
    column,
    literal,
    literal_column,
    or_,
    select,
    table,
    union,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import TSQUERY

from pipeline.kb import keys
from pipeline.kb.filters import sounds_like
from pipeline.kb.query import ARTICLE_COLUMNS
from pipeline.kb.schema import Article, Entity, Link, Mention, Name
from pipeline.kb.search_query import Query, Term
from pipeline.kb.word_index import FTS, ArticleWords
from pipeline.kb.words import phrase_pattern, stem

STEPS = 4  # of the score, from 1
FTS5_SIGNS, TSQUERY_SIGNS = ('"', " *"), ("'", ":*")  # round a form, and after one that is only begun
Group = tuple[tuple[str, ...], bool]  # forms, one of which an article has; whether they are only begun


def found_articles(dialect: str, query: Query) -> Select[Any]:
    """Return the query for all hits: article, its columns and ``rank``, the step of its score."""
    return (
        select(Article.id, *ARTICLE_COLUMNS, _rank(dialect, query).label("rank"))
        .join(ArticleWords, ArticleWords.article_id == Article.id)
        .where(
            Article.current,
            *(Article.id.in_(ids) for ids in _wanted(dialect, query)),
            *(Article.id.not_in(_having(dialect, term)) for term in query.unwanted),
        )
    )


def named_entities(query: Query) -> Iterator[Select[Any]]:
    """Yield queries for the entities that a query names: by its Arabic words together, by each run of Latin ones."""
    plain = _plain(query)
    if plain:
        yield _entities(_called(plain))
    for run in query.latin_runs():
        yield _entities(sounds_like(" ".join(t.words[0] for t in run)))


def _wanted(dialect: str, query: Query) -> Iterable[SelectBase]:
    """Yield queries for the articles that have a part of what is wanted, by words or by name."""
    plain = _plain(query)
    runs = ([plain] if plain else []) + query.latin_runs()
    for terms, entities in zip(runs, named_entities(query), strict=True):
        mentioning = (
            select(Mention.article_id).join(Link, Link.mention_id == Mention.id).where(Link.entity_id.in_(entities))
        )
        yield union(_matching(dialect, [g for t in terms for g in _groups(t)]), mentioning)
    for term in query.wanted:
        if term.quoted:
            yield _having(dialect, term)


def _plain(query: Query) -> tuple[Term, ...]:
    return tuple(t for t in query.wanted if not t.quoted and not t.is_latin)


def _called(terms: Sequence[Term]) -> ColumnElement[bool]:
    """Names that have all the words, or words so begun."""
    return and_(
        *(
            Name.words.like(f"% {word}{'%' if t.prefix else ' %'}")
            for t in terms
            for word in keys.search_words(t.words[0])
        )
    )


def _entities(named: ColumnElement[bool]) -> Select[Any]:
    """Return a query for the entities of such names, and for all that were merged into the same one."""
    ids = select(Name.entity_id).where(named)
    leads = select(Entity.canonical_id).where(Entity.id.in_(ids), Entity.canonical_id.is_not(None))
    return select(Entity.id).where(
        or_(Entity.id.in_(ids), Entity.canonical_id.in_(ids), Entity.id.in_(leads), Entity.canonical_id.in_(leads))
    )


def _rank(dialect: str, query: Query) -> ColumnElement[int]:
    """Return the step of the score of an article that is found."""
    groups = [g for t in query.wanted for g in _groups(t)]
    steps: list[tuple[ColumnElement[bool], int]] = []
    order = f"%{phrase_pattern(query.in_order)}%" if query.in_order else None
    if order:
        steps.append((ArticleWords.title_stems.like(order), STEPS))
    if dialect == "sqlite":
        in_title: ColumnElement[bool] = ArticleWords.article_id.in_(_matching(dialect, groups, within="title_forms"))
    else:
        in_title = _has(groups, "title_forms")
    steps.append((in_title, 3))
    if order:
        steps.append((ArticleWords.stems.like(order), 2))
    return case(*steps, else_=1)


def _having(dialect: str, term: Term) -> SelectBase:
    """Return a query for the articles that have one term in title or text."""
    if not term.quoted:
        return _matching(dialect, _groups(term))
    side_by_side = ArticleWords.stems.like(f"%{phrase_pattern(term.words)}%")
    return select(ArticleWords.article_id).where(
        ArticleWords.article_id.in_(_matching(dialect, _groups(term))), side_by_side
    )


def _groups(term: Term) -> list[Group]:
    """Return what the index must have of a term; that a phrase stands side by side is seen afterwards."""
    if term.quoted:
        return [((stem(word),), False) for word in term.words]
    return [(term.alternatives(), term.prefix)]


def _matching(dialect: str, groups: Sequence[Group], *, within: str = "forms") -> Select[Any]:
    """Return a query for the articles that have a form of every group, in a column of forms, by the engine's index."""
    if dialect == "sqlite":
        fts = table(FTS, column("rowid"))
        asked = f"{within} : ({_expression(groups, ' AND ', ' OR ', FTS5_SIGNS)})"
        return select(fts.c.rowid).where(literal_column(FTS).op("MATCH")(literal(asked)))
    return select(ArticleWords.article_id).where(_has(groups, within))


def _has(groups: Sequence[Group], within: str) -> ColumnElement[bool]:
    """Return PostgreSQL's condition that the words of an article have a form of every group."""
    asked = _expression(groups, " & ", " | ", TSQUERY_SIGNS)
    vector: ColumnElement[Any] = literal_column(f"article_words.{FTS}_{within}")
    return vector.op("@@")(cast(literal(asked), TSQUERY))


def _expression(groups: Sequence[Group], all_of: str, one_of: str, signs: tuple[str, str]) -> str:
    """Return groups in an engine's language. Forms are letters and digits alone, so nothing in them is a sign."""
    quote, prefix = signs
    return all_of.join(
        "(" + one_of.join(f"{quote}{form}{quote}{prefix if begun else ''}" for form in forms) + ")"
        for forms, begun in groups
    )
