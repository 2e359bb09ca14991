"""A researcher's word on facts and entities: added, never changed; exported and replayed as JSON Lines.

Corrections of facts take effect at once (``pipeline.kb.corrected``) and again whenever their article is written.
Merging and splitting entities and happenings is written down here and done by ``pipeline.linking``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import ColumnElement, Connection, Engine, func, insert, select

from corpus.errors import RefusedError, StoreError, UnknownKeyError
from corpus.mention import EventType, Relation, Status
from pipeline.kb.across import Happening, Redirect
from pipeline.kb.anchors import anchor, told
from pipeline.kb.corrected import in_force, reapply, revert
from pipeline.kb.engine import lock_articles, reading, writing
from pipeline.kb.identify import OFFICIAL
from pipeline.kb.keys import digest
from pipeline.kb.schema import Article, Base, Correction, Entity
from pipeline.kb.snapshot import TABLES, take

FACT_ACTIONS = ("confirm", "reject", "edit")
WHOLE_ACTIONS = ("merge", "split")


class _Cells(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EventCells(_Cells):
    """What can be edited of an event; lists are the whole."""

    type: EventType = EventType.VISIT
    status: Status = Status.PAST
    date_start: date | None = None
    date_end: date | None = None
    agents: list[str] = []
    companions: list[str] = []
    targets: list[str] = []
    recipients: list[str] = []
    places: list[str] = []


class OccupancyCells(_Cells):
    """What can be edited of an office held; ``holder``: a name, None for nobody named."""

    title: str = ""
    holder: str | None = None
    as_of: date | None = None


class AmountCells(_Cells):
    """What can be edited of a sum."""

    value: float = 0
    currency: str = ""
    relation: Relation | None = None


class QuantityCells(_Cells):
    """What can be edited of a count."""

    value: float = 0
    unit: str = ""
    unit_phrase: str | None = None
    relation: Relation = Relation.EXACT


CELLS: dict[str, type[_Cells]] = {
    "event": EventCells, "occupancy": OccupancyCells, "amount": AmountCells, "quantity": QuantityCells,
}  # fmt: skip


class Line(BaseModel):
    """A correction as it stands in an export."""

    model_config = ConfigDict(extra="forbid")

    key: str
    target_kind: str
    target: str
    article_key: str | None
    action: str
    value: dict[str, Any]
    reason: str
    author: str
    at: datetime


@dataclass(frozen=True)
class Replayed:
    """What a replay came to. ``unanchored``: keys of corrections whose words or article are not here (now)."""

    added: int
    known: int
    unanchored: tuple[str, ...]


def correct(
    engine: Engine, action: str, target: str, *, author: str, reason: str, cells: Mapping[str, Any] | None = None
) -> str:
    """Confirm, reject or edit the fact of this key; return the key of the correction.

    Raises: StoreError: there is no such fact, a cell is unknown or holds what it cannot, or nothing is said by whom.
    """
    with writing(engine) as connection:
        kind, number, article = _fact(connection, target)
        lock_articles(connection, [article])
        revert(connection, article)  # a correction is of what the extractor said, with its own words and span
        kind, number, article = _fact(connection, target, or_kept=(kind, number, article))
        value = _fact_value(connection, kind, number, article) if number else _former_value(connection, target)
        if action == "edit":
            value["cells"] = read_cells(kind, cells or {})
        key = _add(connection, kind, target, action, value, author=author, reason=reason, article=article)
        reapply(connection, article)
    return key


def join(engine: Engine, action: str, target: str, other: str, *, author: str, reason: str) -> str:
    """Note that two entities or two happenings are one (merge) or two (split); return the key of the correction.

    Raises: StoreError: they are not of one kind, or not known.
    """
    with writing(engine) as connection:
        kinds = [_whole(connection, key) for key in (target, other)]
        if kinds[0] != kinds[1] or target == other:
            raise RefusedError(f"{target}, {other}: two {kinds[0]} keys are needed to {action}")
        return _add(connection, kinds[0], target, action, {"other": other}, author=author, reason=reason)


def take_apart(engine: Engine, target: str, articles: Iterable[str], *, author: str, reason: str) -> str:
    """Note that what articles say of an entity is said of another one of its name; return the correction's key.

    Of an institution or a place the keys are kept that stand for it now; an official is known by the name.

    Raises: StoreError: there is no such entity, or no such article.
    """
    with writing(engine) as connection:
        row = connection.execute(select(Entity.id, Entity.kind, Entity.label).where(Entity.key == target)).first()
        if row is None:
            raise UnknownKeyError(f"{target}: no official, institution or place has this key")
        taken = sorted(set(articles))
        known = set(connection.execute(select(Article.key).where(Article.key.in_(taken))).scalars())
        for key in taken:
            if key not in known:
                raise UnknownKeyError(f"{key}: no article, entity or happening has this key")
        value: dict[str, Any] = {"articles": taken, "name": row.label}
        if row.kind != OFFICIAL:
            value |= {"kind": row.kind, "of": sorted(_group(connection, row.id))}
        return _add(connection, "entity", target, "split", value, author=author, reason=reason)


def _group(connection: Connection, number: int) -> set[str]:
    """Return the keys of all entities that are one with this one."""
    head = select(func.coalesce(Entity.canonical_id, Entity.id)).where(Entity.id == number).scalar_subquery()
    one = (Entity.id == head) | (Entity.canonical_id == head)
    return set(connection.execute(select(Entity.key).where(one)).scalars())


def is_article(engine: Engine, key: str) -> bool:
    """Whether a key is that of an article."""
    with reading(engine) as connection:
        return connection.execute(select(Article.id).where(Article.key == key)).first() is not None


def undo(engine: Engine, target: str, *, author: str, reason: str) -> str:
    """Take back a correction by its key, or the last one in force of a fact by the fact's key.

    Raises: StoreError: there is no such correction, or it was taken back already.
    """
    with writing(engine) as connection:
        found = rows = _rows(connection, (Correction.key == target) | (Correction.target == target))
        every = list(rows)
        while rows := _rows(connection, Correction.target.in_([r.key for r in rows]) & (Correction.action == "undo")):
            every += rows  # undos, and what takes those back
        live = [r for r in in_force({r.key: r for r in every}.values()) if r in found]
        exact = [r for r in found if r.key == target and r.action == "undo"] or [r for r in live if r.key == target]
        chosen = (exact or live)[-1:]
        if not chosen:
            raise UnknownKeyError(f"{target}: no correction is in force here to be undone")
        row = chosen[0]
        key = _add(connection, "correction", row.key, "undo", {}, author=author, reason=reason, article=row.article_key)
        if row.article_key:
            lock_articles(connection, [row.article_key])
            reapply(connection, row.article_key)
    return key


def export(engine: Engine) -> Iterator[str]:
    """Yield every correction as a line of JSON, oldest first."""
    with reading(engine) as connection:
        for row in connection.execute(select(Correction.__table__).order_by(Correction.at, Correction.id)):
            line = Line.model_validate({n: getattr(row, n) for n in Line.model_fields} | {"at": _utc(row.at)})
            yield json.dumps(line.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)


def replay(engine: Engine, lines: Iterable[str]) -> Replayed:
    """Add the corrections of an export that are not known yet, and apply them; all or none.

    Raises: StoreError: a line is no correction, or was altered; the message names it.
    """
    read = [_read(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    with writing(engine) as connection:
        known = set(connection.execute(select(Correction.key)).scalars())
        new = list({line.key: line for line in read if line.key not in known}.values())
        for line in new:
            connection.execute(insert(Correction).values(**line.model_dump(mode="python") | {"at": _utc(line.at)}))
        lost: list[str] = []
        for article in sorted({line.article_key for line in new if line.article_key}):
            lock_articles(connection, [article])
            lost += [said.key for said in reapply(connection, article)]
    return Replayed(len(new), len(read) - len(new), tuple(lost))


def read_cells(kind: str, cells: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cells of an edit as they are kept.

    Raises: StoreError: none is given, or one is unknown or holds what it cannot; the message names it.
    """
    if not cells:
        raise RefusedError(f"an edit needs a cell; of {kind}: {', '.join(CELLS[kind].model_fields)}", "cells")
    try:
        return CELLS[kind].model_validate(cells).model_dump(mode="json", exclude_unset=True)
    except ValidationError as error:
        first = error.errors()[0]
        known = ", ".join(CELLS[kind].model_fields)
        where = ".".join(map(str, first["loc"]))
        raise RefusedError(f"{kind}: {where}: {first['msg']} (cells: {known})", f"cells.{where}") from error


def _fact(
    connection: Connection, target: str, or_kept: tuple[str, int, str] | None = None
) -> tuple[str, int, str]:  # fmt: skip
    """Return kind, row and article key of a fact; of one that only a correction keeps, no row (0)."""
    for kind, table in TABLES.items():
        query = select(table.id, Article.key).join(Article, Article.id == table.article_id).where(table.key == target)
        row = connection.execute(query).first()
        if row:
            return kind, row[0], row[1]
    if or_kept:
        return or_kept[0], 0, or_kept[2]
    raise UnknownKeyError(f"{target}: no fact has this key")


def _fact_value(connection: Connection, kind: str, number: int, article: str) -> dict[str, Any]:
    row = connection.execute(select(Article.id).where(Article.key == article, Article.current)).scalar_one()
    facts = told(connection, row)
    shot = take(connection, kind, number)
    mine = next(f for f in facts if (f.kind, f.number) == (kind, number))
    return {"anchor": anchor(mine, shot, facts).to_json(), "fact": shot}


def _rows(connection: Connection, wanted: ColumnElement[bool]) -> list[Any]:
    return list(connection.execute(select(Correction.__table__).where(wanted)).all())


def _former_value(connection: Connection, target: str) -> dict[str, Any]:
    """Return what earlier corrections say of a fact that the extractor no longer finds."""
    query = select(Correction.value).where(Correction.target == target).order_by(Correction.id.desc())
    value = connection.execute(query.limit(1)).scalar_one()
    return {"anchor": value["anchor"], "fact": value["fact"]}


def _whole(connection: Connection, key: str) -> str:
    tables: dict[str, type[Base]] = {"entity": Entity, "happening": Happening}
    for kind, table in tables.items():
        if connection.execute(select(table.__table__.c.id).where(table.__table__.c.key == key)).first():
            return kind
    former = connection.execute(select(Redirect.target).where(Redirect.key == key)).scalar()
    if former:
        return _whole(connection, former)
    raise UnknownKeyError(f"{key}: no entity or happening has this key")


def _add(
    connection: Connection, kind: str, target: str, action: str, value: dict[str, Any], *,
    author: str, reason: str, article: str | None = None,
) -> str:  # fmt: skip
    if not author.strip() or not reason.strip():
        raise RefusedError("a correction says who makes it and why (--by, --why)", "reason")
    row: dict[str, Any] = {
        "target_kind": kind,
        "target": target,
        "action": action,
        "value": value,
        "article_key": article,
    }
    row |= {"reason": reason.strip(), "author": author.strip(), "at": datetime.now(UTC)}
    row["key"] = _key(row)
    connection.execute(insert(Correction).values(**row))
    return str(row["key"])


def _key(row: Mapping[str, Any]) -> str:
    named = ("target_kind", "target", "article_key", "action", "value", "reason", "author")
    return digest("correction", *(row[n] for n in named), _utc(row["at"]).isoformat())


def _read(number: int, text: str) -> Line:
    try:
        line = Line.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        raise StoreError(f"line {number}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    if line.key != _key(line.model_dump()):
        raise StoreError(f"line {number}: {line.key}: is not the key of this correction; it was altered")
    known = line.action in (*FACT_ACTIONS, *WHOLE_ACTIONS, "undo")
    if not known or (line.action in FACT_ACTIONS and line.target_kind not in TABLES):
        raise StoreError(f"line {number}: {line.action} {line.target_kind}: there is no such correction")
    return line


def _utc(moment: datetime) -> datetime:
    """Return a moment in UTC; SQLite gives it back without saying that it is."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
