"""Sums of money and counted quantities with the words that state them, in the articles that tell events of an answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, literal, select

from pipeline.kb.across import Happening
from pipeline.kb.browse.articles import REF
from pipeline.kb.browse.cursor import behind, cursor, read_cursor
from pipeline.kb.browse.filters import amount_conditions, conditions
from pipeline.kb.browse.limits import counted
from pipeline.kb.browse.shapes import PAGE, FigureItem, FigureList, HappeningFilters
from pipeline.kb.engine import reading
from pipeline.kb.happenings import REJECTED, not_rejected
from pipeline.kb.query import article_ref, evidence_in
from pipeline.kb.schema import Amount, Article, Event, Mention, Quantity


def amounts(engine: Engine, filters: HappeningFilters, *, after: str | None = None, limit: int = PAGE) -> FigureList:
    """Return the sums of money in the articles that tell events of an answer, those of the latest articles first.

    Without any filter, all there are; filters of amount and currency hold for the sums themselves.

    Raises: AskedError: ``after`` is of no list of amounts. StoreError: the knowledge base cannot be read.
    """
    extra = (Amount.currency.label("unit"), literal(None).label("unit_phrase"))
    return _figures(engine, Amount, extra, amount_conditions(filters), filters, after, limit)


def quantities(engine: Engine, filters: HappeningFilters, *, after: str | None = None, limit: int = PAGE) -> FigureList:
    """Return the counted quantities in the articles that tell events of an answer, those of the latest articles first.

    Without any filter, all there are.

    Raises: AskedError: ``after`` is of no list of quantities. StoreError: the knowledge base cannot be read.
    """
    extra = (Quantity.unit, Quantity.unit_phrase)
    return _figures(engine, Quantity, extra, [Quantity.verdict.is_distinct_from(REJECTED)], filters, after, limit)


def _figures(
    engine: Engine,
    table: type[Amount] | type[Quantity],
    extra: tuple[Any, ...],
    own: list[Any],
    filters: HappeningFilters,
    after: str | None,
    limit: int,
) -> FigureList:
    order_name = f"{table.__tablename__}.latest"
    last = read_cursor(after, order_name, date) if after is not None else None
    with reading(engine) as connection:
        wanted = [*own, *_told(connection, table, filters)]
        total, exact = counted(connection, select(table.id).where(*wanted))
        page = select(table.id, Article.published, table.key).join(Article, Article.id == table.article_id)
        page = page.where(*wanted)
        if last:
            page = page.where(behind(Article.published, table.key, last, down=True))
        order = (Article.published.desc().nulls_last(), table.key)
        found = connection.execute(page.order_by(*order).limit(limit + 1)).all()
        rows = _items(connection, table, extra, [row.id for row in found[:limit]])
    more = len(found) > limit > 0
    mark = cursor(order_name, found[limit - 1].published, found[limit - 1].key) if more else None
    return FigureList(rows, total, exact, mark)


def _told(connection: Connection, table: type[Amount] | type[Quantity], filters: HappeningFilters) -> list[Any]:
    if filters == HappeningFilters():
        return []
    happened = select(Happening.id).where(*conditions(connection, filters))
    return [table.article_id.in_(select(Event.article_id).where(Event.happening_id.in_(happened), not_rejected()))]


def _items(
    connection: Connection, table: type[Amount] | type[Quantity], extra: tuple[Any, ...], numbers: list[int]
) -> tuple[FigureItem, ...]:
    query = (
        select(
            table.id.label("number"), table.key.label("fact"), table.text.label("figure"), table.value, table.relation,
            table.confidence, table.verdict, *extra, Mention.start, Mention.end, Article.text.label("article_text"), *REF,
        )
        .join(Article, Article.id == table.article_id)
        .outerjoin(Mention, Mention.id == table.mention_id)
        .where(table.id.in_(numbers))
    )  # fmt: skip
    found = {row["number"]: row for row in connection.execute(query).mappings()}
    return tuple(
        FigureItem(
            key=row["fact"],
            text=row["figure"],
            value=row["value"],
            unit=row["unit"],
            unit_phrase=row["unit_phrase"],
            relation=row["relation"],
            evidence=evidence_in(row["article_text"], row["figure"], row["start"], row["end"]),
            article=article_ref(row),
            confidence=row["confidence"],
            verdict=row["verdict"],
        )
        for row in (found[n] for n in numbers)
    )
