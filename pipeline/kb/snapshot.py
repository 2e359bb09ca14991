"""A fact as a value that outlives its row: taken from the tables, and put back into them.

A snapshot names entities and mentions by key, never by row number, so that it can be put into another version of the
article or another database.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, insert, select, update

from corpus.mention import ArgumentRole
from corpus.normalise import fold
from gazetteer.transliteration import sound_form
from pipeline.kb import keys
from pipeline.kb.identify import ACTING, PREFERENCE, add_missing, phrases, positions
from pipeline.kb.name_index import EntityWord, name_rows
from pipeline.kb.schema import Amount, Argument, Article, Entity, Event, Mention, Name, Occupancy, Quantity

Snapshot = dict[str, Any]
FactTable = type[Event] | type[Occupancy] | type[Amount] | type[Quantity]
TABLES: dict[str, FactTable] = {"event": Event, "occupancy": Occupancy, "amount": Amount, "quantity": Quantity}
STATED = ("key", "confidence", "extractor", "rule", "extractor_version")
COLUMNS = {
    "event": (
        "local_id", "type", "status", "date_start", "date_end", "date_text", "date_inherited", "evidence",
        "evidence_start", "evidence_end", "evidence_also",
    ),
    "occupancy": ("title", "as_of"),
    "amount": ("text", "value", "currency", "relation"),
    "quantity": ("text", "value", "unit", "unit_phrase", "relation"),
}  # fmt: skip
DAYS = ("date_start", "date_end", "as_of")
ENTITY = ("key", "kind", "subkind", "label", "gazetteer_id")


def take(connection: Connection, kind: str, number: int) -> Snapshot:
    """Return the fact in row ``number`` of the table of its kind, its participants and its mention included."""
    table = TABLES[kind]
    names = (*STATED, *COLUMNS[kind])
    query = select(*(getattr(table, n) for n in names), Mention.key, Mention.surface, Mention.start, Mention.end)
    row = connection.execute(query.outerjoin(Mention, Mention.id == table.mention_id).where(table.id == number)).one()
    shot: Snapshot = {"cells": {n: _plain(v) for n, v in zip(names, row, strict=False)}}
    shot["mention"], surface, start, end = row[len(names) :]
    shot["span"] = [start, end, surface] if surface is not None else None
    if kind == "event":
        shot["arguments"] = _take_arguments(connection, number)
    if kind == "occupancy":
        holder = select(*(getattr(Entity, n) for n in ENTITY)).join(Occupancy, Occupancy.entity_id == Entity.id)
        found = connection.execute(holder.where(Occupancy.id == number)).mappings().first()
        shot["entity"] = dict(found) if found else None
    return shot


def put(connection: Connection, kind: str, shot: Snapshot, *, origin: Mapping[str, int], number: int | None) -> int:
    """Write a snapshot into row ``number``, or a new row, of the article and run in ``origin``; return the row.

    A mention that the article no longer has is left out; an entity that is gone is added again.
    """
    table = TABLES[kind]
    row: dict[str, Any] = {n: date.fromisoformat(v) if n in DAYS and v else v for n, v in shot["cells"].items()}
    row |= {"mention_id": _mention(connection, origin["article_id"], shot["mention"])}
    if kind == "occupancy":
        row["entity_id"] = entity_row(connection, shot["entity"])
        title = str(shot["cells"]["title"])
        row["position_id"] = positions(connection, [title])[keys.position_key(title)]
    if number is None:
        statement = insert(table).values(**row, **origin).returning(table.id)
        number = int(connection.execute(statement).scalar_one())
    else:
        connection.execute(update(table).where(table.id == number).values(**row))
    if kind == "event":
        told = {n: row[n] for n in ("type", "date_start", "date_end")}
        _put_arguments(connection, number, told, origin["article_id"], shot["arguments"])
    return number


def entity_row(connection: Connection, known: Mapping[str, Any] | None) -> int | None:
    """Return the row of an entity of a snapshot, adding it where no article speaks of it any more."""
    if known is None:
        return None
    add_missing(connection, _table(Entity), [dict(known)])
    number = int(connection.execute(select(Entity.id).where(Entity.key == known["key"])).scalar_one())
    form = known["label"]
    words, sounds = keys.search_form(form), sound_form(form)
    name = {"entity_id": number, "form": form, "folded": fold(form), "words": words, "sounds": sounds}
    add_missing(connection, _table(Name), [name])
    add_missing(connection, _table(EntityWord), name_rows(number, words, sounds))
    return number


def entity_named(connection: Connection, name: str, role: ArgumentRole, article_id: int) -> dict[str, Any] | None:
    """Return the entity a researcher means by a name: one of the article's first, else the first known of that name."""
    query = select(*(getattr(Entity, n) for n in ENTITY), Entity.id).join(Name, Name.entity_id == Entity.id)
    found = [dict(e) for e in connection.execute(query.where(Name.folded == fold(name)).distinct()).mappings()]
    if not found:
        return None
    spoken = select(Argument.entity_id).join(Event, Event.id == Argument.event_id).where(Event.article_id == article_id)
    here = set(connection.execute(spoken).scalars())
    order = PREFERENCE.get(role, ACTING)
    best = min(found, key=lambda e: (e["id"] not in here, order.index(e["kind"]), e["id"]))
    return {n: best[n] for n in ENTITY}


def _take_arguments(connection: Connection, number: int) -> list[dict[str, Any]]:
    columns = ("role", "name", "start", "end", "confidence", "inferred")
    entity = [getattr(Entity, n).label(f"entity_{n}") for n in ENTITY]
    query = (
        select(*(getattr(Argument, n) for n in columns), Mention.key.label("mention"), Article.text, *entity)
        .join(Event, Event.id == Argument.event_id)
        .join(Article, Article.id == Event.article_id)
        .outerjoin(Mention, Mention.id == Argument.mention_id)
        .outerjoin(Entity, Entity.id == Argument.entity_id)
        .where(Argument.event_id == number)
        .order_by(Argument.ordinal)
    )
    result = []
    for row in connection.execute(query).mappings():
        item = {n: row[n] for n in (*columns, "mention")}
        item["surface"] = None if row["start"] is None else row["text"][row["start"] : row["end"]]
        item["entity"] = {n: row[f"entity_{n}"] for n in ENTITY} if row["entity_key"] else None
        result.append(item)
    return result


def _put_arguments(
    connection: Connection, event: int, told: Mapping[str, Any], article: int, items: list[dict[str, Any]]
) -> None:  # fmt: skip
    connection.execute(delete(Argument).where(Argument.event_id == event))
    rows = [
        {n: item[n] for n in ("role", "name", "start", "end", "confidence", "inferred")}
        | {**told, "event_id": event, "ordinal": ordinal, "words": keys.search_form(item["name"])}
        | {
            "mention_id": _mention(connection, article, item["mention"]),
            "entity_id": entity_row(connection, item["entity"]),
        }
        for ordinal, item in enumerate(items)
    ]
    if rows:
        connection.execute(insert(Argument), rows)
    unnamed = [row["words"] for row in rows if row["entity_id"] is None]
    phrases(connection, unnamed)


def _mention(connection: Connection, article: int, key: str | None) -> int | None:
    if key is None:
        return None
    return connection.execute(
        select(Mention.id).where(and_(Mention.article_id == article, Mention.key == key))
    ).scalar_one_or_none()


def _table(mapped: Any) -> Table:
    return mapped.__table__  # type: ignore[no-any-return]  # declared as FromClause


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
