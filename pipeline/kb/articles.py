"""One article of the knowledge base with everything that was read in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, func, or_, select
from sqlalchemy.orm import aliased

from corpus.mention import Span
from pipeline.kb.engine import reading
from pipeline.kb.keys import asked_key
from pipeline.kb.query import ARTICLE_COLUMNS, ArticleRef, EventRow, article_ref, event_rows
from pipeline.kb.schema import Amount, Article, Entity, Event, Link, Mention, Occupancy, Quantity


@dataclass(frozen=True)
class MentionRow:
    """A labelled span. ``entity``: what it was linked to; ``name``: that entity's name; ``value``: as parsed."""

    key: str
    label: str
    span: Span
    surface: str
    value: dict[str, Any]
    entity: str | None
    name: str | None
    confidence: float
    extractor: str
    rule: str
    extractor_version: str


@dataclass(frozen=True)
class OfficeRow:
    """An office and its holder in this article; ``name`` is None when the holder is not named."""

    name: str | None
    entity: str | None
    title: str
    as_of: date | None


@dataclass(frozen=True)
class EntityRow:
    """An entity mentioned in this article."""

    key: str
    kind: str
    subkind: str | None
    name: str
    gazetteer_id: str | None
    place: str | None


@dataclass(frozen=True)
class AmountRow:
    """A sum of money."""

    key: str
    text: str
    value: float
    currency: str
    relation: str | None


@dataclass(frozen=True)
class QuantityRow:
    """A counted quantity."""

    key: str
    text: str
    value: float
    unit: str
    unit_phrase: str | None
    relation: str


@dataclass(frozen=True)
class ArticleView:
    """The current version of an article: its text as published and its facts."""

    ref: ArticleRef
    version: int
    text: str
    author: str | None
    source_line: str | None
    section: str | None
    mentions: tuple[MentionRow, ...]
    offices: tuple[OfficeRow, ...]
    entities: tuple[EntityRow, ...]
    amounts: tuple[AmountRow, ...]
    quantities: tuple[QuantityRow, ...]
    events: tuple[EventRow, ...]


def article(engine: Engine, key: str) -> ArticleView | None:
    """Return the current version of an article by its key, or by its document id (the latest, if ids clash)."""
    key = asked_key(key)
    wanted = select(Article).where(Article.current, or_(Article.key == key, Article.document_id == key))
    with reading(engine) as connection:
        row = (
            connection.execute(
                wanted.with_only_columns(*Article.__table__.c).order_by((Article.key == key).desc(), Article.id.desc())
            )
            .mappings()
            .first()
        )
        return _view(connection, row) if row else None


def _view(connection: Connection, row: Any) -> ArticleView:
    number = row["id"]
    events = (
        select(Event.__table__, *ARTICLE_COLUMNS)
        .join(Article, Article.id == Event.article_id)
        .where(Event.article_id == number)
        .order_by(Event.evidence_start.is_(None), Event.evidence_start, Event.id)
    )
    return ArticleView(
        ref=article_ref(row),
        version=row["version"],
        text=row["text"],
        author=row["author"],
        source_line=row["source_line"],
        section=row["section"],
        mentions=_mentions(connection, number),
        offices=_offices(connection, number),
        entities=_entities(connection, number),
        amounts=_rows(connection, Amount, AmountRow, number),
        quantities=_rows(connection, Quantity, QuantityRow, number),
        events=event_rows(connection, events),
    )


def _mentions(connection: Connection, number: int) -> tuple[MentionRow, ...]:
    query = (
        select(Mention.__table__, func.min(Entity.key).label("entity"), func.min(Entity.label).label("name"))
        .outerjoin(Link, Link.mention_id == Mention.id)
        .outerjoin(Entity, Entity.id == Link.entity_id)
        .where(Mention.article_id == number)
        .group_by(Mention.id)
        .order_by(Mention.start, Mention.end.desc(), Mention.id)
    )
    fields = (
        "key",
        "label",
        "surface",
        "value",
        "entity",
        "name",
        "confidence",
        "extractor",
        "rule",
        "extractor_version",
    )
    rows = connection.execute(query).mappings()
    return tuple(MentionRow(span=(r["start"], r["end"]), **{f: r[f] for f in fields}) for r in rows)


def _offices(connection: Connection, number: int) -> tuple[OfficeRow, ...]:
    query = (
        select(Entity.label, Entity.key, Occupancy.title, Occupancy.as_of)
        .select_from(Occupancy)
        .outerjoin(Entity, Entity.id == Occupancy.entity_id)
        .where(Occupancy.article_id == number)
        .order_by(Occupancy.id)
    )
    return tuple(OfficeRow(*row) for row in connection.execute(query))


def _entities(connection: Connection, number: int) -> tuple[EntityRow, ...]:
    """Return the entities linked from the article, in the order of their first mention."""
    place = aliased(Entity)
    first = func.min(Mention.start)
    query = (
        select(Entity.key, Entity.kind, Entity.subkind, Entity.label, Entity.gazetteer_id, place.label)
        .join(Link, Link.entity_id == Entity.id)
        .join(Mention, Mention.id == Link.mention_id)
        .outerjoin(place, place.id == Entity.place_id)
        .where(Mention.article_id == number)
        .group_by(Entity.id, place.label)
        .order_by(first, Entity.id)
    )
    return tuple(EntityRow(*row) for row in connection.execute(query))


def _rows(connection: Connection, table: Any, shape: Any, number: int) -> tuple[Any, ...]:
    columns = [getattr(table, name) for name in shape.__dataclass_fields__]
    query = select(*columns).where(table.article_id == number).order_by(table.id)
    return tuple(shape(*row) for row in connection.execute(query))
