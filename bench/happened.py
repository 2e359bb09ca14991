"""Happenings and parts for invented articles: which tell the same is known, since the same hand made them.

What ``pipeline.linking`` finds out for real articles is read here from their ids (``s<story>-<number>``), so that the
tables have the size and shape they have after linking.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, func, select, update

from pipeline.kb.across import Happening
from pipeline.kb.bulk import insert_rows
from pipeline.kb.encode import to_json
from pipeline.kb.engine import writing
from pipeline.kb.keys import digest
from pipeline.kb.schema import Argument, Article, Event
from pipeline.kb.tallies import refresh

BATCH = 2000  # happenings in a transaction
HAPPENING = ("id", "key", "type", "status", "date_start", "date_end", "articles", "sources", "confidence", "disagreements")  # fmt: skip
PART = ("happening_id", "ordinal", "role", "name", "words", "entity_id", "articles", "inferred", "date_start")


def add_happenings(engine: Engine) -> None:
    """Make a happening of all tellings of an event, for the events that have none."""
    columns = (Article.document_id, Event.local_id, Event.id, Event.type, Event.status, Event.date_start)
    with writing(engine) as connection:
        query = select(*columns).join(Event, Event.article_id == Article.id).where(Event.happening_id.is_(None))
        told = sorted((r[0].split("-")[0], r[1], *r[2:]) for r in connection.execute(query))
        first = connection.execute(select(func.coalesce(func.max(Happening.id), 0))).scalar_one() + 1
        groups = [list(some) for _, some in groupby(told, key=lambda r: r[:2])]
        for start in range(0, len(groups), BATCH):
            _add(connection, groups[start : start + BATCH], first + start)
        refresh(connection)


def _add(connection: Connection, groups: list[list[Any]], first: int) -> None:
    happenings, parts, tellings = [], [], []
    lead = {group[0][2]: first + i for i, group in enumerate(groups)}
    for number, group in enumerate(groups, first):
        story, local, _, kind, status, day = group[0]
        key, shown = digest("made", story, local, number), day.isoformat() if day else None
        happenings.append((number, key, kind, status, shown, shown, len(group), len(group), 0.9, to_json({})))
        tellings += [{"event": row[2], "happening": number} for row in group]
    people = select(
        Argument.event_id, Argument.ordinal, Argument.role, Argument.name, Argument.words, Argument.entity_id
    )
    days = {group[0][2]: (len(group), group[0][5]) for group in groups}
    ids = sorted(lead)
    for start in range(0, len(ids), 500):
        for row in connection.execute(people.where(Argument.event_id.in_(ids[start : start + 500]))):
            number, day = days[row[0]]
            parts.append((lead[row[0]], *row[1:], number, False, day.isoformat() if day else None))
    insert_rows(connection, "happening", HAPPENING, happenings)
    insert_rows(connection, "part", PART, parts)
    table: Any = Event.__table__
    statement = update(table).where(table.c.id == bindparam("event")).values(happening_id=bindparam("happening"))
    connection.execute(statement, tellings)
