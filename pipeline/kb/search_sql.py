"""The query behind full text search, in the language of each engine's index.

What an article must have is said as queries for article numbers that are then put together by ``IN``: each is answered
from one index alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    SelectBase,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    union,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import TSQUERY

from pipeline.kb import keys
from pipeline.kb.filters import among, sounds_like, ways, with_merged
from pipeline.kb.name_index import EntityWord, having_words, sounding
from pipeline.kb.schema import Article, Link, Mention, Name
from pipeline.kb.search_query import Query, Term
from pipeline.kb.word_index import FTS, ArticleWords
from pipeline.kb.words import phrase_pattern, stem

STEPS = 4  # of the score, from 1
FTS5_SIGNS, TSQUERY_SIGNS = ('"', " *"), ("'", ":*")  # round a form, and after one that is only begun
Group = tuple[tuple[str, ...], bool]  # forms, one of which an article has; whether they are only begun


def named_entities(connection: Connection, query: Query) -> list[list[int]]:
    """Return the entities that a query names, one list for its Arabic words together, one for each run of Latin ones.

    Whoever was merged goes by every name of the others. They are looked up first, by the words of names, so that the
    engine plans with the few there are and not with patterns.
    """
    plain = _plain(query)
    found = [_entities(connection, _worded(plain), _called(plain))] if plain else []
    for run in query.latin_runs():
        text = " ".join(t.words[0] for t in run)
        found.append(_entities(connection, sounding(ways(text)), sounds_like(text)))
    return found


def found_articles(dialect: str, query: Query, named: Sequence[Sequence[int]]) -> list[ColumnElement[bool]]:
    """Return the conditions on articles for all hits; ``named``: what :func:`named_entities` gave.

    Only current articles have words or mentions, so nobody need look at an article to count it.
    """
    return [
        *(Article.id.in_(ids) for ids in _wanted(dialect, query, named)),
        *(Article.id.not_in(_having(dialect, term)) for term in query.unwanted),
    ]


def rank(dialect: str, query: Query) -> ColumnElement[int]:
    """Return the step of the score of an article that is found, from lists of articles that the index gives."""
    groups = [g for t in query.wanted for g in _groups(t)]
    steps: list[tuple[ColumnElement[bool], int]] = []
    order = query.in_order
    if order:
        steps.append((Article.id.in_(_in_order(dialect, order, "title_forms", ArticleWords.title_stems)), STEPS))
    steps.append((Article.id.in_(_matching(dialect, groups, within="title_forms")), 3))
    if order:
        steps.append((Article.id.in_(_in_order(dialect, order, "forms", ArticleWords.stems)), 2))
    return case(*steps, else_=1)


def _wanted(dialect: str, query: Query, named: Sequence[Sequence[int]]) -> Iterable[SelectBase]:
    """Yield queries for the articles that have a part of what is wanted, by words or by name."""
    plain = _plain(query)
    runs = ([plain] if plain else []) + query.latin_runs()
    for terms, entities in zip(runs, named, strict=True):
        having = _matching(dialect, [g for t in terms for g in _groups(t)])
        yield union(having, mentioning(Mention.article_id, entities=entities)) if entities else having
    for term in query.wanted:
        if term.quoted:
            yield _having(dialect, term)


def mentioning(*columns: Any, entities: Sequence[int]) -> Select[Any]:
    """Return a query for columns of the mentions of some entities."""
    return select(*columns).join(Link, Link.mention_id == Mention.id).where(among(Link.entity_id, entities))


def _plain(query: Query) -> tuple[Term, ...]:
    return tuple(t for t in query.wanted if not t.quoted and not t.is_latin)


def _worded(terms: Sequence[Term]) -> Select[Any] | None:
    """Return a query of the entities that may be called so, by the words of their names."""
    asked = [(word, t.prefix) for t in terms for word in keys.search_words(t.words[0])]
    return having_words(EntityWord, dict.fromkeys(asked))


def _called(terms: Sequence[Term]) -> ColumnElement[bool]:
    """Names that have all the words, or words so begun."""
    return and_(
        *(
            Name.words.like(f"% {word}{'%' if t.prefix else ' %'}")
            for t in terms
            for word in keys.search_words(t.words[0])
        )
    )


def _entities(connection: Connection, maybe: Select[Any] | None, called: ColumnElement[bool]) -> list[int]:
    """Return the entities of such names, and all that were merged into the same one."""
    if maybe is None:
        return []
    named = select(Name.entity_id).where(Name.entity_id.in_(maybe), called).distinct()
    return with_merged(connection, sorted(connection.execute(named).scalars()))


def _in_order(dialect: str, folded: Sequence[str], within: str, stems: Any) -> Select[Any]:
    """Return a query for the articles in which words stand one after another.

    Of one word the index knows: where a stem is among the forms, it is some word's stem.
    """
    having = _matching(dialect, [((stem(word),), False) for word in folded], within=within)
    if len(folded) == 1:
        return having
    return select(ArticleWords.article_id).where(ArticleWords.article_id.in_(having), _holds(dialect, stems, folded))


def _holds(dialect: str, stems: Any, folded: Sequence[str]) -> ColumnElement[bool]:
    """Words stand side by side in a column of stems. Not by LIKE, which looks at each letter for its small form."""
    place = func.instr if dialect == "sqlite" else func.strpos
    return place(stems, phrase_pattern(folded)) > 0


def _having(dialect: str, term: Term) -> SelectBase:
    """Return a query for the articles that have one term in title or text."""
    if not term.quoted:
        return _matching(dialect, _groups(term))
    return _in_order(dialect, term.words, "forms", ArticleWords.stems)


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
    found = select(ArticleWords.article_id).where(_has(groups, within))
    return found if within == "forms" else found.where(_has(groups, "forms"))  # which has an index, and all words


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
