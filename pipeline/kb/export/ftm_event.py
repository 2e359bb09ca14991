"""Events as FollowTheMoney has them: who organised them, who else was involved, where, and the articles that say so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select

from pipeline.kb.export import events as records
from pipeline.kb.export.columns import Record
from pipeline.kb.export.ftm_entity import Entity as FtmEntity
from pipeline.kb.export.ftm_entity import Schema, entity, entity_id, web_address
from pipeline.kb.export.stream import ROWS, Scope
from pipeline.kb.identify import PLACE
from pipeline.kb.schema import Entity

ACTING, TAKING_PART = "who_keys", ("companion_keys", "what_keys", "recipient_keys", "where_keys")


def events(connection: Connection, scope: Scope) -> Iterator[FtmEntity]:
    """Yield events as articles tell them."""
    for record, kinds in _with_kinds(connection, records.events(connection, scope)):
        yield _event(
            record,
            kinds,
            summary=record["evidence"],
            description=record["sentence"],
            sourceUrl=web_address(record["url"]),
            publisher=record["outlet"],
            proof=entity_id(record["article"]),
        )


def happenings(connection: Connection, scope: Scope) -> Iterator[FtmEntity]:
    """Yield events of the world, each with all articles that tell it."""
    for record, kinds in _with_kinds(connection, records.happenings(connection, scope)):
        yield _event(
            record,
            kinds,
            sourceUrl=[web_address(url) for url in record["urls"]],
            proof=[entity_id(key) for key in record["article_keys"]],
        )


def _event(record: Any, kinds: dict[str, str], **properties: Any) -> FtmEntity:
    bodies = {key for key, kind in kinds.items() if kind != PLACE}
    told = [key for name in TAKING_PART for key in record[name]]
    named = "، ".join(dict.fromkeys((*record["who"], *record["what"])))
    return entity(
        record["key"],
        Schema.EVENT,
        name=f"{record['type']}: {named}" if named else record["type"],
        recordId=record["key"],
        keywords=(record["type"], record["status"]),
        startDate=record["date_start"],
        endDate=record["date_end"],
        organizer=[entity_id(key) for key in record[ACTING] if key in bodies],
        involved=[entity_id(key) for key in told if key in bodies],
        location=record["where"],
        addressEntity=[entity_id(k) for k in (*told, *record[ACTING]) if kinds.get(k) == PLACE],
        **properties,
    )


def _with_kinds(connection: Connection, told: Iterator[Record]) -> Iterator[tuple[Any, dict[str, str]]]:
    """Yield records with the kinds of the entities that take part, asked for some records at a time."""
    while some := list(islice(told, ROWS)):
        wanted = sorted({key for record in some for name in (ACTING, *TAKING_PART) for key in _keys(record[name])})
        kinds: dict[str, str] = {}
        for start in range(0, len(wanted), ROWS):
            part = wanted[start : start + ROWS]
            kinds |= {
                r.key: r.kind for r in connection.execute(select(Entity.key, Entity.kind).where(Entity.key.in_(part)))
            }
        for record in some:
            yield record, kinds


def _keys(values: Any) -> list[str]:
    return [key for key in values if key]
