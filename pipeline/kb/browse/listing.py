"""Merged events as a list: filtered, sorted, and read on from any place without counting what is before it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, select
from sqlalchemy.orm import aliased

from pipeline.kb.across import Happening, Part
from pipeline.kb.browse.answer import Answer
from pipeline.kb.browse.cursor import cursor, read_cursor
from pipeline.kb.browse.direct import first_page
from pipeline.kb.browse.order import ORDERS
from pipeline.kb.browse.shapes import PAGE, HappeningFilters, HappeningList, ListedHappening, Sort
from pipeline.kb.engine import reading
from pipeline.kb.happenings import HappeningRow, not_rejected, part_row, rows_with
from pipeline.kb.identify import INSTITUTION, OFFICIAL
from pipeline.kb.many import is_one, many
from pipeline.kb.query import ArticleRef, Evidence, article_ref, evidence_in
from pipeline.kb.schema import Article, Entity, Event, Occupancy

LAST = date.max  # an article of no known day comes after all others


def listed(
    engine: Engine,
    filters: HappeningFilters,
    *,
    sort: Sort = Sort.LATEST,
    after: str | None = None,
    limit: int = PAGE,
) -> HappeningList:
    """Return the events that pass the filters. ``after``: what the list before gave as its ``after``.

    Raises: AskedError: ``after`` is of no list in this order. StoreError: the knowledge base cannot be read.
    """
    order, name = ORDERS[sort], f"happenings.{sort}"
    last = read_cursor(after, name, order.kind) if after is not None else None
    with reading(engine) as connection:
        direct = first_page(connection, filters, sort, limit + 1) if last is None else None
        if direct is not None:
            found, total, exact = direct.rows, direct.total, True
            rows = _listed(connection, found[:limit])
        else:
            answer = Answer(connection, filters)
            found = [row._mapping for row in answer.page(sort, last, limit + 1)]
            total, exact = answer.total()
            rows = rows_by_number(connection, [row["id"] for row in found[:limit]])
    more = len(found) > limit > 0
    value = found[limit - 1][order.column.key] if more else None
    return HappeningList(rows, total, exact, cursor(name, value, found[limit - 1]["key"]) if more else None)


def rows_by_number(connection: Connection, numbers: Sequence[int]) -> tuple[ListedHappening, ...]:
    """Return events by row number, in the order given."""
    if not numbers:
        return ()
    dialect = connection.dialect.name
    found = connection.execute(_statements(dialect).rows, {"numbers": many(dialect, numbers)}).mappings().all()
    by_number = {cells["id"]: cells for cells in found}
    return _listed(connection, [by_number[n] for n in numbers if n in by_number])


def _listed(connection: Connection, found: Sequence[Any]) -> tuple[ListedHappening, ...]:
    """Return rows of ``happening`` with all that a list shows of them, in their order."""
    if not found:
        return ()
    dialect = connection.dialect.name
    written, asked = _statements(dialect), {"numbers": many(dialect, (cells["id"] for cells in found))}
    people: dict[int, list[Any]] = defaultdict(list)
    for part in connection.execute(written.parts, asked).all():
        people[part.happening_id].append(part)
    rows = rows_with(connection, found, {number: list(map(part_row, some)) for number, some in people.items()})
    told = connection.execute(written.told, asked).all()
    said = _first_told(connection, told)
    titles = _titles(connection, told)
    each = zip(found, rows, strict=True)
    return tuple(_row(row, said.get(cells["id"]), people[cells["id"]], titles) for cells, row in each)


def _first_told(connection: Connection, told: Sequence[Any]) -> dict[int, tuple[Evidence, ArticleRef]]:
    """Return the words of each event's first telling, and the article that says them."""
    first: dict[int, int] = {}
    for row in sorted(told, key=lambda r: (r.published or LAST, r.article_key, r.key)):
        first.setdefault(row.happening_id, row.id)
    dialect = connection.dialect.name
    words = connection.execute(_statements(dialect).words, {"numbers": many(dialect, first.values())}).mappings().all()
    return {
        row["happening_id"]: (
            evidence_in(row["text"], row["evidence"], row["evidence_start"], row["evidence_end"]),
            article_ref(row),
        )
        for row in words
    }


def _titles(connection: Connection, told: Sequence[Any]) -> dict[tuple[int, int], list[str]]:
    """Return what each official is called in the articles that tell each event, the most frequent title first."""
    dialect = connection.dialect.name
    articles = many(dialect, (row.article_id for row in told))
    of_article: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for article, official, title in connection.execute(_statements(dialect).titles, {"numbers": articles}).all():
        of_article[article].append((official, title))
    counts: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for row in told:
        for official, title in of_article.get(row.article_id, ()):
            counts[row.happening_id, official][title] += 1
    return {whose: sorted(some, key=lambda title: (-some[title], title)) for whose, some in counts.items()}


@dataclass(frozen=True)
class _Statements:
    """Of the events ``numbers``: their rows, who takes part in them (in order, each with where it is), and their
    tellings. Of the tellings ``numbers``: their words. Of the articles ``numbers``: who is called what in them."""

    rows: Select[Any]
    parts: Select[Any]
    told: Select[Any]
    words: Select[Any]
    titles: Select[Any]


@cache
def _statements(dialect: str) -> _Statements:
    """Return the statements for an engine, which are written once."""

    def of_these(column: Any) -> ColumnElement[bool]:
        return is_one(dialect, column, "numbers")

    around = aliased(Entity)
    parts: Any = (
        select(
            Part.happening_id, Part.role, Part.name, Part.articles, Part.inferred,
            Entity.id.label("entity_id"), Entity.kind, Entity.key, around.label.label("place"),
        )
        .outerjoin(Entity, Entity.id == Part.entity_id)
        .outerjoin(around, around.id == Entity.place_id)
        .where(of_these(Part.happening_id))
        .order_by(Part.happening_id, Part.role, Part.ordinal)
    )  # fmt: skip
    telling = (Event.happening_id, Event.id, Event.key, Event.article_id)
    told: Any = (
        select(*telling, Article.published, Article.key.label("article_key"))
        .join(Article, Article.id == Event.article_id)
        .where(of_these(Event.happening_id), not_rejected())
    )
    words: Any = (
        select(
            Event.happening_id, Event.evidence, Event.evidence_start, Event.evidence_end, Article.text, Article.key,
            Article.document_id, Article.url, Article.outlet, Article.country, Article.published, Article.title,
        )
        .join(Article, Article.id == Event.article_id)
        .where(of_these(Event.id))
    )  # fmt: skip
    titles: Any = (
        select(Occupancy.article_id, func.coalesce(Entity.canonical_id, Entity.id), Occupancy.title)
        .join(Entity, Entity.id == Occupancy.entity_id)
        .where(of_these(Occupancy.article_id))
    )
    return _Statements(select(Happening.__table__).where(of_these(Happening.id)), parts, told, words, titles)


def _row(
    row: HappeningRow,
    said: tuple[Evidence, ArticleRef] | None,
    people: Sequence[Any],
    titles: Mapping[tuple[int, int], list[str]],
) -> ListedHappening:
    """Return an event with its offices and places from the rows of its participants."""
    evidence, article = said or (None, None)
    offices = {p.key: tuple(titles.get((p.happening_id, p.entity_id), ())) for p in people if p.kind == OFFICIAL}
    placed = {p.key: p.place for p in people if p.kind == INSTITUTION and p.place}
    return ListedHappening(row, evidence, article, {key: some for key, some in offices.items() if some}, placed)
