"""Merged events as a list: filtered, sorted, and read on from any place without counting what is before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, select
from sqlalchemy.orm import aliased

from pipeline.kb.across import Happening, Part
from pipeline.kb.browse.answer import Answer
from pipeline.kb.browse.cursor import cursor, read_cursor
from pipeline.kb.browse.direct import first_page
from pipeline.kb.browse.given import many, named
from pipeline.kb.browse.order import ORDERS
from pipeline.kb.browse.shapes import PAGE, HappeningFilters, HappeningList, ListedHappening, Sort
from pipeline.kb.engine import reading
from pipeline.kb.happenings import HappeningRow, not_rejected, part_row, rows_with
from pipeline.kb.identify import INSTITUTION, OFFICIAL
from pipeline.kb.query import ArticleRef, Evidence, article_ref, evidence_in
from pipeline.kb.schema import Article, Entity, Event, Occupancy


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
    said = {
        row["happening_id"]: (
            evidence_in(row["text"], row["evidence"], row["evidence_start"], row["evidence_end"]),
            article_ref(row),
        )
        for row in connection.execute(written.first_told, asked).mappings().all()
    }
    titles: dict[tuple[int, int], list[str]] = defaultdict(list)
    for row in connection.execute(written.titles, asked).all():
        titles[row.happening_id, row.official].append(row.title)
    each = zip(found, rows, strict=True)
    return tuple(_row(row, said.get(cells["id"]), people[cells["id"]], titles) for cells, row in each)


@dataclass(frozen=True)
class _Statements:
    """Of the events ``numbers``: their rows, who takes part in them (in order, each with where it is), the first telling
    of each, and what officials are called in the articles that tell each, the most frequent title first."""

    rows: Select[Any]
    parts: Select[Any]
    first_told: Select[Any]
    titles: Select[Any]


@cache
def _statements(dialect: str) -> _Statements:
    """Return the statements for an engine, which are written once."""

    def of_these(column: Any) -> ColumnElement[bool]:
        return named(dialect, column, "numbers")

    around = aliased(Entity)
    parts = (
        select(
            Part.happening_id, Part.role, Part.name, Part.articles, Part.inferred,
            Entity.id.label("entity_id"), Entity.kind, Entity.key, around.label.label("place"),
        )
        .outerjoin(Entity, Entity.id == Part.entity_id)
        .outerjoin(around, around.id == Entity.place_id)
        .where(of_these(Part.happening_id))
        .order_by(Part.happening_id, Part.role, Part.ordinal)
    )  # fmt: skip
    by_day = (Article.published.asc().nulls_last(), Article.key, Event.key)
    ranked = (
        select(Event.id, func.row_number().over(partition_by=Event.happening_id, order_by=by_day).label("place"))
        .join(Article, Article.id == Event.article_id)
        .where(of_these(Event.happening_id), not_rejected())
        .subquery()
    )
    first_told = (
        select(
            Event.happening_id, Event.evidence, Event.evidence_start, Event.evidence_end, Article.text, Article.key,
            Article.document_id, Article.url, Article.outlet, Article.country, Article.published, Article.title,
        )
        .join(Article, Article.id == Event.article_id)
        .where(Event.id.in_(select(ranked.c.id).where(ranked.c.place == 1)))
    )  # fmt: skip
    held = func.coalesce(Entity.canonical_id, Entity.id)
    titles = (
        select(Event.happening_id, held.label("official"), Occupancy.title)
        .join(Occupancy, Occupancy.article_id == Event.article_id)
        .join(Entity, Entity.id == Occupancy.entity_id)
        .where(of_these(Event.happening_id), not_rejected())
        .group_by(Event.happening_id, held, Occupancy.title)
        .order_by(func.count().desc(), Occupancy.title)
    )
    return _Statements(select(Happening.__table__).where(of_these(Happening.id)), parts, first_told, titles)


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
