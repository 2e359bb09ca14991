"""Merged events as a list: filtered, sorted, and read on from any place without counting what is before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.orm import aliased

from pipeline.kb.across import Happening, Part
from pipeline.kb.browse.answer import Answer
from pipeline.kb.browse.cursor import cursor, read_cursor
from pipeline.kb.browse.order import ORDERS
from pipeline.kb.browse.shapes import PAGE, HappeningFilters, HappeningList, ListedHappening, Sort
from pipeline.kb.engine import reading
from pipeline.kb.happenings import HappeningRow, not_rejected, rows_of_happenings
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
        rows = _listed(connection, [row.id for row in found[:limit]])
    more = len(found) > limit > 0
    value = getattr(found[limit - 1], order.column.key) if more else None
    return HappeningList(rows, total, exact, cursor(name, value, found[limit - 1].key) if more else None)


def _listed(connection: Connection, numbers: Sequence[int]) -> tuple[ListedHappening, ...]:
    """Return events by row number, in the order given."""
    if not numbers:
        return ()
    keys = dict(connection.execute(select(Happening.key, Happening.id).where(Happening.id.in_(numbers))).all())
    rows = rows_of_happenings(connection, select(Happening.__table__).where(Happening.id.in_(numbers)))
    by_number = {keys[row.key]: row for row in rows}
    said = _first_told(connection, numbers)
    offices, placed = _offices(connection, numbers), _placed(connection, numbers)
    return tuple(_row(by_number[n], said.get(n), offices.get(n, {}), placed.get(n, {})) for n in numbers)


def _row(
    row: HappeningRow,
    said: tuple[Evidence, ArticleRef] | None,
    offices: dict[str, tuple[str, ...]],
    placed: dict[str, str],
) -> ListedHappening:
    evidence, article = said or (None, None)
    return ListedHappening(row, evidence, article, offices, placed)


def _first_told(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[Evidence, ArticleRef]]:
    """Return the words of each event's first telling, and the article that says them."""
    place = func.row_number().over(
        partition_by=Event.happening_id, order_by=(Article.published.asc().nulls_last(), Article.key, Event.key)
    )
    ranked = (
        select(Event.id, place.label("place"))
        .join(Article, Article.id == Event.article_id)
        .where(Event.happening_id.in_(numbers), not_rejected())
        .subquery()
    )
    columns = (Article.key, Article.document_id, Article.url, Article.outlet, Article.country, Article.published, Article.title)  # fmt: skip
    told = (
        select(Event.happening_id, Event.evidence, Event.evidence_start, Event.evidence_end, Article.text, *columns)
        .join(Article, Article.id == Event.article_id)
        .where(Event.id.in_(select(ranked.c.id).where(ranked.c.place == 1)))
    )
    return {
        row["happening_id"]: (
            evidence_in(row["text"], row["evidence"], row["evidence_start"], row["evidence_end"]),
            article_ref(row),
        )
        for row in connection.execute(told).mappings()
    }


def _offices(connection: Connection, numbers: Sequence[int]) -> dict[int, dict[str, tuple[str, ...]]]:
    """Return the titles that the officials of each event have in the articles that tell it, the most frequent first."""
    held, head = aliased(Entity), aliased(Entity)
    query = (
        select(Part.happening_id, head.key, Occupancy.title, func.count().label("times"))
        .join(Event, Event.happening_id == Part.happening_id)
        .join(Occupancy, Occupancy.article_id == Event.article_id)
        .join(held, held.id == Occupancy.entity_id)
        .join(head, head.id == Part.entity_id)
        .where(Part.happening_id.in_(numbers), head.kind == OFFICIAL, not_rejected())
        .where(func.coalesce(held.canonical_id, held.id) == head.id)
        .group_by(Part.happening_id, head.key, Occupancy.title)
        .order_by(Part.happening_id, head.key, func.count().desc(), Occupancy.title)
    )
    found: dict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for row in connection.execute(query):
        found[row.happening_id][row.key] = (*found[row.happening_id].get(row.key, ()), row.title)
    return found


def _placed(connection: Connection, numbers: Sequence[int]) -> dict[int, dict[str, str]]:
    """Return where the institutions of each event are."""
    place = aliased(Entity)
    query = (
        select(Part.happening_id, Entity.key, place.label)
        .join(Entity, Entity.id == Part.entity_id)
        .join(place, place.id == Entity.place_id)
        .where(Part.happening_id.in_(numbers), Entity.kind == INSTITUTION)
    )
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for row in connection.execute(query):
        found[row.happening_id][row.key] = row.label
    return found
