"""Offices and who held them when, as far as the coverage bears it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from pipeline.kb.across import Tenure
from pipeline.kb.browse.cursor import behind, cursor, read_cursor
from pipeline.kb.browse.limits import counted
from pipeline.kb.browse.shapes import PAGE, PositionItem, PositionList, PositionView, TenureItem
from pipeline.kb.browse.tenures import tenure_items
from pipeline.kb.engine import reading
from pipeline.kb.filters import among
from pipeline.kb.keys import asked_key
from pipeline.kb.name_index import PositionWord, begun, refs
from pipeline.kb.schema import Position
from pipeline.linking.tenures import holders

ORDER = "positions"


def positions(engine: Engine, *, text: str | None = None, after: str | None = None, limit: int = PAGE) -> PositionList:
    """Return offices, those that most articles show somebody in first, then by key. ``text``: words of any wording.

    Raises: AskedError: ``after`` is of no list of offices. StoreError: the knowledge base cannot be read.
    """
    last = read_cursor(after, ORDER, int) if after is not None else None
    with reading(engine) as connection:
        wanted: list[Any] = [Position.canonical_id.is_(None)]
        if text and text.strip():
            head = select(func.coalesce(Position.canonical_id, Position.id))
            named = connection.execute(head.where(among(Position.id, refs(connection, begun(PositionWord, text)))))
            wanted.append(among(Position.id, sorted(set(named.scalars()))))
        total, exact = counted(connection, select(Position.id).where(*wanted))
        held = (
            select(
                Tenure.position_id,
                func.sum(Tenure.articles).label("articles"),
                func.count(Tenure.entity_id.distinct()).label("holders"),
            )
            .group_by(Tenure.position_id)
            .subquery()
        )
        articles = func.coalesce(held.c.articles, 0)
        query = (
            select(Position.key, Position.title, func.coalesce(held.c.holders, 0), articles.label("articles"))
            .outerjoin(held, held.c.position_id == Position.id)
            .where(*wanted)
        )
        if last:
            query = query.where(behind(articles, Position.key, last, down=True))
        found = connection.execute(query.order_by(articles.desc(), Position.key).limit(limit + 1)).all()
    rows = tuple(PositionItem(key, title, number, int(told)) for key, title, number, told in found[:limit])
    more = len(found) > limit > 0
    return PositionList(rows, total, exact, cursor(ORDER, rows[-1].articles, rows[-1].key) if more else None)


def position(engine: Engine, key: str) -> PositionView | None:
    """Return an office by the key of any of its wordings, with all who are known to have held it; None: no office."""
    with reading(engine) as connection:
        head = select(func.coalesce(Position.canonical_id, Position.id)).where(Position.key == asked_key(key))
        number = connection.execute(head).scalar_one_or_none()
        return _view(connection, number) if number is not None else None


def held(engine: Engine, office_text: str, at: date | None) -> list[TenureItem]:
    """Return who held an office, named in any wording, on a day; without a day all who did, in order of time.

    ``inferred``: the day is outside what the coverage shows of him.
    """
    found = holders(engine, asked_key(office_text), at)
    if not found:
        return []
    with reading(engine) as connection:
        number = connection.execute(select(Position.id).where(Position.title == found[0].position, Position.canonical_id.is_(None))).scalars()  # fmt: skip
        known = {(t.official, t.first_seen): t for n in number for t in tenure_items(connection, position=n)}
    return [replace(known[h.entity, h.first_seen], inferred=h.inferred) for h in found if (h.entity, h.first_seen) in known]  # fmt: skip


def _view(connection: Connection, number: int) -> PositionView:
    row = connection.execute(select(Position.key, Position.title).where(Position.id == number)).one()
    tenures = tenure_items(connection, position=number)
    others = select(Position.title).where(Position.canonical_id == number).order_by(Position.title)
    item = PositionItem(row.key, row.title, len({t.official for t in tenures}), sum(t.articles for t in tenures))
    return PositionView(item, tuple(connection.execute(others).scalars()), tenures)
