"""Events, as articles tell them and as they happened, as records."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import aliased

from corpus.mention import ArgumentRole, Span
from pipeline.kb.across import Happening, Part
from pipeline.kb.export.columns import Record, Value
from pipeline.kb.export.stream import Scope, grouped, partitions
from pipeline.kb.query import ARTICLE_COLUMNS, EventRow, Evidence, rows_of_events
from pipeline.kb.schema import Amount, Argument, Article, Entity, Event, Mention, Occupancy

COLUMNS = {  # of a role: the column of names and that of keys
    ArgumentRole.AGENT: ("who", "who_keys"),
    ArgumentRole.COMPANION: ("companions", "companion_keys"),
    ArgumentRole.TARGET: ("what", "what_keys"),
    ArgumentRole.RECIPIENT: ("recipients", "recipient_keys"),
    ArgumentRole.PLACE: ("where", "where_keys"),
}
WHERE = (ArgumentRole.PLACE, ArgumentRole.TARGET, ArgumentRole.RECIPIENT)  # whose point is that of the event, in order


@dataclass
class Cast:
    """Who takes part in an event: names and keys by role, the offices of who acts, and the point on the map."""

    names: dict[str, list[str | None]] = field(default_factory=lambda: defaultdict(list))
    points: dict[ArgumentRole, tuple[float, float]] = field(default_factory=dict)
    holders: list[str | None] = field(default_factory=list)

    def add(self, row: RowMapping) -> None:
        """Add a participant."""
        role = ArgumentRole(row["role"])
        if role not in COLUMNS:
            return
        names, keys = COLUMNS[role]
        self.names[names].append(row["name"])
        self.names[keys].append(row["key"])
        if row["latitude"] is not None and row["longitude"] is not None:
            self.points.setdefault(role, (row["latitude"], row["longitude"]))

    def record(self) -> dict[str, Value]:
        """Return the cells of the participants and of the point."""
        cells: dict[str, Value] = {name: self.names[name] for both in COLUMNS.values() for name in both}
        point = next((self.points[role] for role in WHERE if role in self.points), (None, None))
        return {**cells, "latitude": point[0], "longitude": point[1]}


def events(connection: Connection, scope: Scope) -> Iterator[Record]:
    """Yield a record for each event, in the order of their numbers."""
    query = select(Event.__table__, *ARTICLE_COLUMNS, Happening.key.label("happening"))
    query = query.join(Article, Article.id == Event.article_id)
    query = query.outerjoin(Happening, Happening.id == Event.happening_id).order_by(Event.id)
    if not scope.is_all:
        query = query.where(Event.id.in_(scope.events()))
    for found in partitions(connection, query):
        casts = _casts(connection, [row["id"] for row in found])
        sums = _sums(connection, {row["article_id"] for row in found})
        for row, told in zip(found, rows_of_events(connection, found), strict=True):
            yield _event(row, told, casts[row["id"]], sums.get(row["article_id"], ()))


def happenings(connection: Connection, scope: Scope) -> Iterator[Record]:
    """Yield a record for each happening, in the order of their numbers."""
    whole = aliased(Happening)
    query = select(Happening.__table__, whole.key.label("part_of"))
    query = query.outerjoin(whole, whole.id == Happening.part_of_id).order_by(Happening.id)
    if not scope.is_all:
        query = query.where(Happening.id.in_(scope.happenings()))
    for found in partitions(connection, query):
        numbers = [row["id"] for row in found]
        casts = _parts(connection, numbers)
        told = grouped(
            connection,
            select(Event.happening_id, Event.key, Article.key.label("article"), Article.url)
            .join(Article, Article.id == Event.article_id)
            .where(Event.happening_id.in_(numbers))
            .order_by(Event.happening_id, Event.id),
        )
        offices = _offices(connection, numbers)
        for row in found:
            yield _happening(row, casts[row["id"]], told[row["id"]], offices[row["id"]])


def _casts(connection: Connection, numbers: Sequence[int]) -> dict[int, Cast]:
    holder = aliased(Entity)
    query = (
        _with_entity(select(Argument.event_id, Argument.role, Argument.name, holder.label.label("holder")), Argument)
        .outerjoin(holder, holder.id == Argument.holder_id)
        .where(Argument.event_id.in_(numbers))
        .order_by(Argument.event_id, Argument.ordinal)
    )
    casts: dict[int, Cast] = defaultdict(Cast)
    for row in connection.execute(query).mappings():
        casts[row["event_id"]].add(row)
        if row["holder"]:
            casts[row["event_id"]].holders.append(row["holder"])
    return casts


def _parts(connection: Connection, numbers: Sequence[int]) -> dict[int, Cast]:
    query = (
        _with_entity(select(Part.happening_id, Part.role, Part.name), Part)
        .where(Part.happening_id.in_(numbers))
        .order_by(Part.happening_id, Part.ordinal, Part.id)
    )
    casts: dict[int, Cast] = defaultdict(Cast)
    for row in connection.execute(query).mappings():
        casts[row["happening_id"]].add(row)
    return casts


def _with_entity(query: Any, table: Any) -> Any:
    """Add the key of a participant's entity, as merged, and its point."""
    one = aliased(Entity)
    return (
        query.add_columns(
            func.coalesce(one.key, Entity.key).label("key"),
            func.coalesce(one.latitude, Entity.latitude).label("latitude"),
            func.coalesce(one.longitude, Entity.longitude).label("longitude"),
        )
        .outerjoin(Entity, Entity.id == table.entity_id)
        .outerjoin(one, one.id == Entity.canonical_id)
    )


def _offices(connection: Connection, numbers: Sequence[int]) -> dict[int, list[str | None]]:
    """Return the offices that the articles of each happening give to who acts, once each."""
    query = (
        select(Event.happening_id, Occupancy.title)
        .join(Argument, Argument.event_id == Event.id)
        .join(Occupancy, and_(Occupancy.article_id == Event.article_id, Occupancy.entity_id == Argument.entity_id))
        .where(Event.happening_id.in_(numbers), Argument.role == str(ArgumentRole.AGENT))
        .order_by(Event.happening_id, Event.id, Argument.ordinal, Occupancy.id)
    )
    offices: dict[int, list[str | None]] = defaultdict(list)
    for number, title in connection.execute(query):
        if number is not None and title not in offices[number]:
            offices[number].append(title)
    return offices


def _sums(connection: Connection, articles: Iterable[int]) -> dict[Any, list[RowMapping]]:
    """Return the sums of money of each article with their spans."""
    return grouped(
        connection,
        select(Amount.article_id, Amount.text, Amount.value, Amount.currency, Mention.start, Mention.end)
        .join(Mention, Mention.id == Amount.mention_id)
        .where(Amount.article_id.in_(articles))
        .order_by(Amount.article_id, Mention.start),
    )


def _event(row: RowMapping, told: EventRow, cast: Cast, sums: Sequence[RowMapping]) -> Record:
    start, end = told.evidence.span or (None, None)
    sentence = _sentence(told.evidence)
    within = [s for s in sums if sentence and _lies_in((s["start"], s["end"]), sentence)]
    return {
        "key": told.key,
        "type": told.type.value,
        "status": told.status.value,
        **cast.record(),
        "office": list(dict.fromkeys(title for person in told.agents for title in person.titles)),
        "holders": cast.holders,
        "date_start": told.date_start,
        "date_end": told.date_end,
        "date_text": told.date_text,
        "date_inherited": told.date_inherited,
        "amounts": [s["text"] for s in within],
        "amount_values": [s["value"] for s in within],
        "amount_currencies": [s["currency"] for s in within],
        "evidence": told.evidence.surface,
        "evidence_start": start,
        "evidence_end": end,
        "sentence": told.evidence.before + told.evidence.surface + told.evidence.after,
        "article": told.article.key,
        "document_id": told.article.document_id,
        "url": told.article.url,
        "outlet": told.article.outlet,
        "country": told.article.country,
        "published": told.article.published,
        "title": told.article.title,
        "extractor": told.extractor,
        "rule": told.rule,
        "version": told.extractor_version,
        "run": told.run,
        "confidence": told.confidence,
        "happening": row["happening"],
        "verdict": row["verdict"],
    }


def _happening(row: RowMapping, cast: Cast, told: Sequence[RowMapping], offices: list[str | None]) -> Record:
    same = ("key", "type", "status", "date_start", "date_end", "articles", "sources", "confidence", "verdict")
    return {
        **{name: row[name] for name in same},
        **cast.record(),
        "office": offices,
        "disagreements": json.dumps(row["disagreements"], ensure_ascii=False, sort_keys=True),
        "tellings": [t["key"] for t in told],
        "article_keys": [t["article"] for t in told],
        "urls": [t["url"] for t in told],
        "part_of": row["part_of"],
    }


def _sentence(evidence: Evidence) -> Span | None:
    if evidence.span is None:
        return None
    return evidence.span[0] - len(evidence.before), evidence.span[1] + len(evidence.after)


def _lies_in(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
