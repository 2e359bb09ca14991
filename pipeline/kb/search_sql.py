"""The queries behind full text search, in the language of each engine's index.

Hits are places in the order (``pipeline.kb.word_index``), latest first. Those by words come in two levels, with all words
in the title and the others; each is one query of the engine's index that reads no more than it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    bindparam,
    cast,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    union_all,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import TSQUERY

from pipeline.kb import keys
from pipeline.kb.filters import among, sounds_like, ways, with_merged
from pipeline.kb.many import in_one, numbers
from pipeline.kb.name_index import LAST, EntityWord, having_so, sounding
from pipeline.kb.schema import Entity, Link, Name
from pipeline.kb.search_query import Query, Term
from pipeline.kb.word_index import FTS, FTS_TITLE, ArticleWords
from pipeline.kb.words import forms, phrase_pattern, stem

LOOKED_AT = 500  # rows read at a time, where the index does not say which are hits
HAVING = "having_words"  # another name of the table, where it is asked of its own rows
MOST_NAMED = 1000  # entities; what more are called by is no name
FTS5_SIGNS, TSQUERY_SIGNS = ('"', " *"), ("'", ":*")  # round a form, and after one that is only begun
Group = tuple[tuple[str, ...], bool]  # forms, one of which an article has; whether they are only begun


def named_entities(connection: Connection, query: Query) -> list[list[int]]:
    """Return the entities that the parts of a query name (``Query.parts``), one list for each.

    Whoever was merged goes by every name of the others. They are looked up first, by the words of names, so that the
    engine plans with the few there are and not with patterns. What more than ``MOST_NAMED`` are called by (``مركز``)
    names none of them.
    """
    found = []
    for terms in query.parts():
        if terms[0].is_latin:
            named = _sounding(connection, " ".join(t.words[0] for t in terms))
        else:
            named = _called_by(connection, _worded(terms))
        found.append(with_merged(connection, named) if 0 < len(named) <= MOST_NAMED else [])
    return found


def are_sure(query: Query) -> bool:
    """Return whether all candidates are hits: there is no quotation of several words."""
    return not any(t.quoted and len(t.words) > 1 for t in (*query.wanted, *query.unwanted))


def has_several_words(query: Query) -> bool:
    """Return whether an article must have several words, so that far fewer have them than have one of them."""
    return len(_wanted(query)) > 1


def latest(entities: Sequence[int], before: int | None, limit: int) -> Select[Any]:
    """Return a query for (entity, place) of each entity's latest link before a place, the latest so many of all."""
    own = select(func.max(Link.place)).where(Link.entity_id == Entity.id, *_before(before)).scalar_subquery()
    each = select(Entity.id, own.label("place")).where(among(Entity.id, entities)).subquery()
    return select(each).where(each.c.place.is_not(None)).order_by(each.c.place.desc(), each.c.id).limit(limit)


def linked(entities: Sequence[int], before: int | None, limit: int) -> Select[Any]:
    """Return a query for the latest places of articles that mention one of some entities, each once."""
    parts = []
    for entity in entities:
        own = select(Link.place).where(Link.entity_id == entity, Link.place.is_not(None), *_before(before)).distinct()
        parts.append(select(own.order_by(Link.place.desc()).limit(limit).subquery()))
    every = union_all(*parts).subquery()
    return select(every.c.place).distinct().order_by(every.c.place.desc()).limit(limit)


def _before(before: int | None) -> list[ColumnElement[bool]]:
    return [] if before is None else [Link.place < before]


def _worded(terms: Sequence[Term]) -> list[tuple[str, bool]]:
    """Return the words that a name must have, each with whether it is only begun."""
    return list(dict.fromkeys((word, t.prefix) for t in terms for word in keys.search_words(t.words[0])))


def _called_by(connection: Connection, words: Sequence[tuple[str, bool]]) -> list[int]:
    """Return the entities with a name that has all the words, at most one more than may be called so."""
    if not words:
        return []
    values: dict[str, Any] = {"most": MOST_NAMED + 1}
    for place, (word, begun) in enumerate(words):
        values |= {f"from_{place}": word, f"to_{place}": word + LAST if begun else word}
        values[f"called_{place}"] = f"% {word}{'%' if begun else ' %'}"
    return numbers(connection, _named_so(connection.dialect.name, tuple(begun for _, begun in words)), values)


@lru_cache(maxsize=200)
def _named_so(dialect: str, begun: tuple[bool, ...]) -> Select[Any]:
    """Return the query of the entities with a name that has so many words, each begun or whole; made once."""
    maybe = having_so(EntityWord, begun)
    called = (Name.words.like(bindparam(f"called_{place}")) for place in range(len(begun)))
    most = bindparam("most", type_=Integer)
    return in_one(dialect, select(Name.entity_id).where(Name.entity_id.in_(maybe), *called).distinct().limit(most))


def _sounding(connection: Connection, text: str) -> list[int]:
    """The same by the sounds of a name in Latin letters."""
    maybe = sounding(ways(text))
    if maybe is None:
        return []
    named = select(Name.entity_id).where(Name.entity_id.in_(maybe), sounds_like(text)).distinct()
    return list(connection.execute(named.limit(MOST_NAMED + 1)).scalars().all())


def quotations(query: Query) -> list[tuple[tuple[str, ...], bool]]:
    """Return the quotations of several words, each with whether it is wanted."""
    wanted = [(t.words, True) for t in query.wanted if t.quoted and len(t.words) > 1]
    return [*wanted, *((t.words, False) for t in query.unwanted if t.quoted and len(t.words) > 1)]


def _quotations(dialect: str, query: Query) -> list[ColumnElement[bool]]:
    """Return the conditions that quotations of several words stand in title or text, or do not."""
    held = [(_holds(dialect, ArticleWords.stems, words), wanted) for words, wanted in quotations(query)]
    return [there if wanted else ~there for there, wanted in held]


def _holds(dialect: str, stems: Any, folded: Sequence[str]) -> ColumnElement[bool]:
    """Words stand side by side in a column of stems. Not by LIKE, which looks at each letter for its small form."""
    place = func.instr if dialect == "sqlite" else func.strpos
    return place(stems, phrase_pattern(folded)) > 0


def _wanted(query: Query) -> list[Group]:
    return [group for term in query.wanted for group in groups(term)]


def _unwanted(query: Query) -> list[Group]:
    """Return the groups none of which an article may have; quotations of several words are looked at afterwards."""
    return [group for t in query.unwanted if len(t.words) == 1 for group in groups(t)]


def groups(term: Term) -> list[Group]:
    """Return what the index must have of a term; that a quotation stands side by side is seen afterwards."""
    if term.quoted:
        return [((stem(word),), False) for word in term.words]
    asked = term.alternatives()
    # Whatever has `المركز` has `مركز` too: to ask for both costs the engine a list as long.
    return [(tuple(one for one in asked if not set(asked) & set(forms(one)[1:])), term.prefix)]


def matches(query: Query, title: bool | None) -> dict[str, str]:
    """Return what FTS5 is asked for a query, by what it is asked of: ``forms``, ``title``, ``not_forms``, ``not_title``.

    ``title``: with all words in the title, or the others, or (None) both.
    """
    words, unwanted = _expression(_wanted(query), " AND ", " OR ", FTS5_SIGNS), _unwanted(query)
    if title:
        none_of = _expression(unwanted, " OR ", " OR ", FTS5_SIGNS)
        return {"title": words, "not_forms": none_of} if none_of else {"title": words}
    found = {"forms": _fts5(_wanted(query), unwanted)}
    return {**found, "not_title": words} if title is False else found


def matching(name: str, expression: Any) -> Select[Any]:
    """Return a query for the places of the articles whose words FTS5 finds; ``name``: what is asked of :func:`matches`."""
    index = FTS_TITLE if "title" in name else FTS
    return select(table(index, column("rowid")).c.rowid).where(literal_column(index).op("MATCH")(expression))


def tsqueries(query: Query, title: bool | None) -> dict[str, str]:
    """Return the same as :func:`matches` for PostgreSQL: ``forms``, ``title``, or ``not_title``."""
    words = _expression(_wanted(query), " & ", " | ", TSQUERY_SIGNS)
    unwanted = _unwanted(query)
    none_of = f"!({_expression(unwanted, ' | ', ' | ', TSQUERY_SIGNS)})" if unwanted else ""
    if title:
        return {"title": words, "forms": none_of} if none_of else {"title": words}
    found = {"forms": f"({words}) & {none_of}" if none_of else words}
    return {**found, "not_title": words} if title is False else found


def _fts5(wanted: Sequence[Group], unwanted: Sequence[Group]) -> str:
    """Return the query in the language of FTS5."""
    words = _expression(wanted, " AND ", " OR ", FTS5_SIGNS)
    return f"({words}) NOT ({_expression(unwanted, ' OR ', ' OR ', FTS5_SIGNS)})" if unwanted else words


def _vectors(wanted: Sequence[Group], unwanted: Sequence[Group], of: str) -> list[ColumnElement[bool]]:
    """Return PostgreSQL's conditions on the words of an article; ``of``: the table, or another name for it."""
    words = _expression(wanted, " & ", " | ", TSQUERY_SIGNS)
    none_of = f"!({_expression(unwanted, ' | ', ' | ', TSQUERY_SIGNS)})" if unwanted else ""
    return [_has(of, "forms", f"({words}) & {none_of}" if none_of else words)]


def _has(of: str, vector: str, asked: str) -> ColumnElement[bool]:
    held: ColumnElement[Any] = literal_column(f"{of}.{FTS}_{vector}")
    return held.op("@@", is_comparison=True)(cast(literal(asked), TSQUERY))


def _expression(groups: Sequence[Group], all_of: str, one_of: str, signs: tuple[str, str]) -> str:
    """Return groups in an engine's language. Forms are letters and digits alone, so nothing in them is a sign."""
    quote, prefix = signs
    return all_of.join(
        "(" + one_of.join(f"{quote}{form}{quote}{prefix if begun else ''}" for form in forms) + ")"
        for forms, begun in groups
    )


def all_hits(
    dialect: str, query: Query, named: Sequence[Sequence[int]], *, one_by_one: bool = False
) -> list[ColumnElement[bool]]:
    """Return the conditions on ``article_words`` for all hits, in no order; ``named``: what :func:`named_entities` gave.

    ``one_by_one``: for rows that are looked at one after another, rather than to find the rows.
    """
    found = [_are_among(lists, one_by_one) for lists in _lists(dialect, query, named)]
    unwanted = [[_having(dialect, [group])] for group in _unwanted(query)] if any(named) else []
    left_out = [~_are_among(lists, one_by_one) for lists in unwanted]
    return [*found, *left_out, *_quotations(dialect, query)]


def hits_at_most(connection: Connection, query: Query, named: Sequence[Sequence[int]], limit: int) -> int:
    """Return a number that hits are not more than, as far as ``limit``."""
    most = []
    for lists in _lists(connection.dialect.name, query, named):
        counts = [select(func.count()).select_from(some.limit(limit).subquery()).scalar_subquery() for some in lists]
        most.append(sum(connection.execute(select(*counts)).one()))
    return min(most)


def _lists(dialect: str, query: Query, named: Sequence[Sequence[int]]) -> list[list[Select[Any]]]:
    """Return, for each thing an article must have, the queries for places one of which finds it; without names one
    query knows all of it, but for quotations."""
    if not any(named):
        return [[_having(dialect, _wanted(query), _unwanted(query))]]
    found = []
    for terms, entities in zip(query.parts(), named, strict=True):
        links = select(Link.place).where(among(Link.entity_id, entities), Link.place.is_not(None))
        by_words = _having(dialect, [group for term in terms for group in groups(term)])
        found.append([by_words, links] if entities else [by_words])
    quoted = [group for term in query.wanted if term.quoted for group in groups(term)]
    return [*found, [_having(dialect, quoted)]] if quoted else found


def _having(dialect: str, wanted: Sequence[Group], unwanted: Sequence[Group] = ()) -> Select[Any]:
    """Return a query for the places of all articles with a form of every wanted group and of no unwanted one."""
    if dialect == "sqlite":
        return matching("forms", literal(_fts5(wanted, unwanted)))
    other = ArticleWords.__table__.alias(HAVING)
    return select(other.c.place).where(*_vectors(wanted, unwanted, HAVING))


def _are_among(lists: Sequence[Select[Any]], one_by_one: bool) -> ColumnElement[bool]:
    """Return the condition on ``article_words`` that its place is in one of some lists, the first of which is by words."""
    if not one_by_one:
        return ArticleWords.place.in_(lists[0] if len(lists) == 1 else union_all(*lists))
    by_words, *by_name = lists
    there = by_words.where(by_words.selected_columns[0] == ArticleWords.place).correlate(ArticleWords).exists()
    return or_(there, *(ArticleWords.place.in_(some) for some in by_name))
