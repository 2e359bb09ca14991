"""What full text search reads, in statements that are made once for each shape of query.

Places are read latest first; each is asked of the engine's index with bounds, so that no more are read than are needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import TSQUERY

from pipeline.kb.many import NUMBERS, in_one, is_one, many, numbers
from pipeline.kb.schema import Link
from pipeline.kb.search_query import Query
from pipeline.kb.search_sql import (
    LOOKED_AT,
    all_hits,
    are_sure,
    has_several_words,
    matches,
    matching,
    quotations,
    tsqueries,
)  # fmt: skip
from pipeline.kb.word_index import FTS, ArticleWords
from pipeline.kb.words import phrase_pattern

PLANNED = 2000  # hits that PostgreSQL is told to find at least
KEPT = 200  # statements of a kind that are kept
NUMBER = bindparam("number", type_=Integer)
Places = tuple[int, int]
EVERYWHERE: Places = (-1, (1 << 63) - 1)


def candidates(
    connection: Connection,
    query: Query,
    title: bool | None,
    *,
    before: int | None = None,
    least: int | None = None,
    number: int,
    any_of_them: bool = False,
) -> list[int]:
    """Return the places of what may be found by words, so many, latest first; ``any_of_them``: not the latest ones.

    The index says which articles have the words, not whether those of a quotation stand side by side: see
    :func:`checked`. ``title``: of articles with all words in the title, of the others, or (None) of both; ``before``:
    of those behind a place; ``least``: of none behind it.
    """
    dialect = connection.dialect.name
    words = matches(query, title) if dialect == "sqlite" else tsqueries(query, title)
    several = dialect == "postgresql" and has_several_words(query)
    asked = _candidates(dialect, tuple(sorted(words)), before is not None, least is not None, any_of_them, several)
    values = {**words, "before": before, "least": least, "number": number, "planned": max(number, PLANNED)}
    return sorted(numbers(connection, asked, values), reverse=True)


@lru_cache(maxsize=KEPT)
def _candidates(
    dialect: str, words: tuple[str, ...], before: bool, least: bool, any_of_them: bool, several: bool
) -> Select[Any]:
    if dialect == "sqlite":
        (there,) = (matching(name, bindparam(name)) for name in words if not name.startswith("not_"))
        (place,) = there.selected_columns
        conditions: list[Any] = [
            place.not_in(matching(name, bindparam(name))) for name in words if name.startswith("not_")
        ]
        found: Any = there.with_only_columns(place.label("place"))
    else:
        place = ArticleWords.__table__.c.place
        # PostgreSQL takes two words of one name for two of any kind, and would look at every article from the latest on.
        place = place + literal_column("0") if several else place
        conditions = [_has(name) for name in words]
        found = select(place.label("place"))
    conditions += [place < bindparam("before")] if before else []
    conditions += [place >= bindparam("least")] if least else []
    found = found.where(*conditions)
    if any_of_them:
        return in_one(dialect, found.limit(NUMBER))
    found = found.order_by(place.desc())
    if dialect == "sqlite":
        return in_one(dialect, found.limit(NUMBER))
    # PostgreSQL, told that few rows will do, goes through all articles from the latest on.
    some = found.limit(bindparam("planned", type_=Integer)).subquery()
    return in_one(dialect, select(some.c.place).order_by(some.c.place.desc()).limit(NUMBER))


def _has(name: str) -> Any:
    """Return PostgreSQL's condition for one of :func:`search_sql.tsqueries`."""
    vector = "title_forms" if "title" in name else "forms"
    held: Any = literal_column(f"{ArticleWords.__tablename__}.{FTS}_{vector}")
    asked = held.op("@@", is_comparison=True)(cast(bindparam(name), TSQUERY))
    return ~asked if name.startswith("not_") else asked


def checked(connection: Connection, query: Query, places: Sequence[int]) -> dict[int, tuple[bool, bool, bool]]:
    """Return of each article at some places whether it has the quotations asked for, and whether all the words stand one
    after another in its title, and in its title or text."""
    dialect = connection.dialect.name
    quoted = quotations(query)
    shape = tuple(wanted for _, wanted in quoted)
    values = {f"quoted_{n}": phrase_pattern(words) for n, (words, _) in enumerate(quoted)}
    if query.in_order:
        values["ordered"] = phrase_pattern(query.in_order)
    asked = _checked(dialect, shape, bool(query.in_order))
    rows = connection.execute(asked, {**values, NUMBERS: many(dialect, places)}).all()
    return {place: (bool(hit), bool(in_title), bool(anywhere)) for place, hit, in_title, anywhere in rows}


@lru_cache(maxsize=KEPT)
def _checked(dialect: str, quoted: tuple[bool, ...], ordered: bool) -> Select[Any]:
    # Not by LIKE, which looks at each letter for its small form.
    place: Any = func.instr if dialect == "sqlite" else func.strpos
    stems, title_stems = ArticleWords.stems, ArticleWords.title_stems
    held = [(place(stems, bindparam(f"quoted_{n}")) > 0, wanted) for n, wanted in enumerate(quoted)]
    hit = and_(true(), *(there if wanted else ~there for there, wanted in held))
    in_order = [place(within, bindparam("ordered")) > 0 if ordered else true() for within in (title_stems, stems)]
    return select(ArticleWords.place, hit, *in_order).where(is_one(dialect, ArticleWords.place))


def linked_places(connection: Connection, entities: Sequence[int], number: int) -> set[int]:
    """Return the places of so many articles that mention one of some entities."""
    values = {NUMBERS: many(connection.dialect.name, entities), "number": number}
    return set(numbers(connection, _linked(connection.dialect.name), values))


@lru_cache(maxsize=2)
def _linked(dialect: str) -> Select[Any]:
    found = select(Link.place).where(is_one(dialect, Link.entity_id), Link.place.is_not(None))
    return in_one(dialect, found.distinct().limit(NUMBER))


def are_in_order(query: Query, named: Sequence[Sequence[int]]) -> bool:
    """Return whether the index alone gives hits in their order, so that no more are read than are wanted."""
    plain = not query.unwanted and len(query.parts()) == 1 and not any(term.quoted for term in query.wanted)
    return are_sure(query) and (plain or not any(named))


def latest_places(
    connection: Connection, query: Query, named: Sequence[Sequence[int]], number: int, between: Places = EVERYWHERE
) -> list[int]:
    """Return the places of so many hits, the latest of those between two places, neither of which is one of them."""
    if not are_in_order(query, named):
        found = select(ArticleWords.place).where(*all_hits(connection.dialect.name, query, named))
        return list(connection.execute(_latest(connection.dialect.name, found, number, between)).scalars())
    behind, before = between
    places = candidates(connection, query, None, before=before, least=behind + 1, number=number)
    if any(named):  # those by name that are not before all of these
        behind = places[-1] if places and len(places) == number else behind
        values = {
            NUMBERS: many(connection.dialect.name, named[0]),
            "number": number,
            "behind": behind,
            "before": before,
        }
        places = sorted({*places, *numbers(connection, _linked_between(connection.dialect.name), values)}, reverse=True)
    return places[:number]


@lru_cache(maxsize=2)
def _linked_between(dialect: str) -> Select[Any]:
    found = select(Link.place).where(is_one(dialect, Link.entity_id))
    found = found.where(Link.place > bindparam("behind"), Link.place < bindparam("before"))
    return in_one(dialect, found.distinct().order_by(Link.place.desc()).limit(NUMBER))


def _latest(dialect: str, found: Select[Any], number: int, between: Places) -> Select[Any]:
    (place,) = found.selected_columns
    within = found.where(place > between[0], place < between[1]).order_by(place.desc())
    # PostgreSQL, told that few rows will do, goes through all articles from the latest on.
    some = within.limit(number if dialect == "sqlite" else max(number, LOOKED_AT)).subquery()
    return select(some).order_by(next(iter(some.c)).desc()).limit(number)
