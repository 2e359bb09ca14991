"""Merged events as a list: filtered, sorted, and read on from any place without counting what is before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, func, select

from pipeline.kb.across import Happening
from pipeline.kb.browse.answer import Answer
from pipeline.kb.browse.cursor import cursor, read_cursor
from pipeline.kb.browse.order import ORDERS
from pipeline.kb.browse.shapes import PAGE, HappeningFilters, HappeningList, ListedHappening, Sort
from pipeline.kb.engine import reading
from pipeline.kb.happenings import PARTS, HappeningRow, not_rejected, part_row, rows_with
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
        answer = Answer(connection, filters)
        found = answer.page(sort, last, limit + 1)
        total, exact = answer.total()
        rows = rows_by_number(connection, [row.id for row in found[:limit]])
    more = len(found) > limit > 0
    value = getattr(found[limit - 1], order.column.key) if more else None
    return HappeningList(rows, total, exact, cursor(name, value, found[limit - 1].key) if more else None)


NUMBERS: Any = bindparam("numbers", expanding=True)
_PLACE = func.row_number().over(
    partition_by=Event.happening_id, order_by=(Article.published.asc().nulls_last(), Article.key, Event.key)
)
_RANKED = (
    select(Event.id, _PLACE.label("place"))
    .join(Article, Article.id == Event.article_id)
    .where(Event.happening_id.in_(NUMBERS), not_rejected())
    .subquery()
)
ROWS = select(Happening.__table__).where(Happening.id.in_(NUMBERS))
FIRST_TOLD = (  # the first telling of each event
    select(
        Event.happening_id, Event.evidence, Event.evidence_start, Event.evidence_end, Article.text,
        Article.key, Article.document_id, Article.url, Article.outlet, Article.country, Article.published, Article.title,
    )
    .join(Article, Article.id == Event.article_id)
    .where(Event.id.in_(select(_RANKED.c.id).where(_RANKED.c.place == 1)))
)  # fmt: skip
_HELD = func.coalesce(Entity.canonical_id, Entity.id)
TITLES = (  # what officials are called in the articles that tell each event, the most frequent title first
    select(Event.happening_id, _HELD.label("official"), Occupancy.title)
    .join(Occupancy, Occupancy.article_id == Event.article_id)
    .join(Entity, Entity.id == Occupancy.entity_id)
    .where(Event.happening_id.in_(NUMBERS), not_rejected())
    .group_by(Event.happening_id, _HELD, Occupancy.title)
    .order_by(func.count().desc(), Occupancy.title)
)


def rows_by_number(connection: Connection, numbers: Sequence[int]) -> tuple[ListedHappening, ...]:
    """Return events by row number, in the order given."""
    if not numbers:
        return ()
    asked = {"numbers": list(numbers)}
    people: dict[int, list[Any]] = defaultdict(list)
    for part in connection.execute(PARTS, asked):
        people[part.happening_id].append(part)
    found = connection.execute(ROWS, asked).mappings().all()
    rows = rows_with(connection, found, {number: list(map(part_row, some)) for number, some in people.items()})
    by_number = {cells["id"]: row for cells, row in zip(found, rows, strict=True)}
    said = _first_told(connection, asked)
    titles: dict[tuple[int, int], list[str]] = defaultdict(list)
    for row in connection.execute(TITLES, asked):
        titles[row.happening_id, row.official].append(row.title)
    return tuple(_row(by_number[n], said.get(n), people[n], titles) for n in numbers if n in by_number)


def _first_told(connection: Connection, asked: dict[str, Any]) -> dict[int, tuple[Evidence, ArticleRef]]:
    """Return the words of each event's first telling, and the article that says them."""
    return {
        row["happening_id"]: (
            evidence_in(row["text"], row["evidence"], row["evidence_start"], row["evidence_end"]),
            article_ref(row),
        )
        for row in connection.execute(FIRST_TOLD, asked).mappings()
    }


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
