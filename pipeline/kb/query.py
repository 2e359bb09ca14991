"""Questions to the knowledge base: who visited which centre, and when.

``events(engine, EventFilters(type=EventType.VISIT, institution="مركز المواكبة"))`` answers with rows that carry their
participants, their article and the sentence that says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    select,
    union,
    union_all,
)  # fmt: skip
from sqlalchemy.orm import aliased

from corpus.mention import ArgumentRole, EventType, Span, Status
from pipeline.kb.cells import common_cells
from pipeline.kb.engine import batches, reading
from pipeline.kb.filters import EventFilters as EventFilters
from pipeline.kb.filters import Rest, Wanted, conditions, wanted
from pipeline.kb.identify import INSTITUTION, OFFICIAL, PLACE
from pipeline.kb.keys import asked_key
from pipeline.kb.many import NUMBERS, is_one, many
from pipeline.kb.participants import Part, Shape, each, parameter, taking_part
from pipeline.kb.schema import Argument, Article, Entity, Event, Occupancy

SENTENCE_END = re.compile(r"(?<=[.!؟…])\s+|\n|[.!؟…]+$")
RARE = 300  # participations of a name whose events are looked at one by one
CONTEXT = 400  # characters of a sentence shown on each side of a clause, at most


@dataclass(frozen=True)
class Participant:
    """Somebody or something in an event. ``name`` as resolved, ``surface`` as written at ``span``.

    ``kind``: official, institution, place, or None for groups and things; ``titles``: offices held in the article;
    ``place``: where an institution stands.
    """

    role: ArgumentRole
    name: str
    kind: str | None
    entity: str | None
    span: Span | None
    surface: str | None
    confidence: float
    inferred: bool
    titles: tuple[str, ...] = ()
    place: str | None = None


@dataclass(frozen=True)
class Evidence:
    """A verbatim clause and its span in the article's text, None where it could not be found there.

    ``before`` and ``after``: the rest of its sentence.
    """

    surface: str
    span: Span | None
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class ArticleRef:
    """The article a fact was read in. ``published``: the day its text shows, else the one of its metadata."""

    key: str
    document_id: str
    url: str | None
    outlet: str | None
    country: str | None
    published: date | None
    title: str | None


@dataclass(frozen=True)
class EventRow:
    """An event as one article tells it; every part leads back to that article's text."""

    key: str
    type: EventType
    status: Status
    agents: tuple[Participant, ...]
    companions: tuple[Participant, ...]
    targets: tuple[Participant, ...]
    recipients: tuple[Participant, ...]
    places: tuple[Participant, ...]
    date_start: date | None
    date_end: date | None
    date_text: str | None
    date_inherited: bool
    evidence: Evidence
    evidence_also: tuple[Evidence, ...]
    confidence: float
    extractor: str
    rule: str
    extractor_version: str
    run: int
    article: ArticleRef
    verdict: str | None = None  # confirmed, rejected, edited: what a researcher said of it


@dataclass(frozen=True)
class EventPage:
    """Some of the events that were found, and how many there are in all."""

    rows: tuple[EventRow, ...] = field(default=())
    total: int = 0


def events(engine: Engine, filters: EventFilters) -> EventPage:
    """Return the events that pass the filters, the latest first, undated ones last."""
    with reading(engine) as connection:
        asked = wanted(connection, filters)
        total, numbers = (_by_name if asked.plain else _by_event)(connection, asked, filters)
        return EventPage(_in_order(connection, numbers), total)


def _by_event(connection: Connection, asked: Wanted, filters: EventFilters) -> tuple[int, Sequence[int]]:
    """Return how many events there are, and the row numbers of a page of them, which is all that is sorted."""
    values = {**asked.values, "limit": filters.limit, "offset": filters.offset}
    if asked.names:  # few enough to be counted as they are sorted: names are looked for once
        rare = _is_rare(connection, asked.names[0])
        rows = connection.execute(_counted(connection.dialect.name, asked.shapes, asked.rest, rare), values).all()
        if rows or (filters.limit and not filters.offset):
            return (rows[0].total if rows else 0), [row.id for row in rows]
    total = connection.execute(_number(connection.dialect.name, asked.shapes, asked.rest), values).scalar_one()
    return total, connection.execute(_page(connection.dialect.name, asked.shapes, asked.rest), values).scalars().all()


Shapes = tuple[tuple[Shape, ...], ...]
KEPT = 500  # statements of a kind that are kept; there are fewer shapes of questions than that
ORDER = (Event.date_start.desc().nulls_last(), Event.id)
LIMIT, OFFSET = bindparam("limit", type_=Integer), bindparam("offset", type_=Integer)


@lru_cache(maxsize=KEPT)
def _counted(dialect: str, shapes: Shapes, rest: Rest, from_first: bool) -> Select[Any]:
    """Return the query of a page of events, each with the number of all."""
    query = _whole(select(Event.id, func.count().over().label("total")), rest)
    asked = conditions(shapes, rest, parameter(dialect, chain.from_iterable(shapes)), from_first=from_first)
    return query.where(*asked).order_by(*ORDER).limit(LIMIT).offset(OFFSET)


@lru_cache(maxsize=KEPT)
def _number(dialect: str, shapes: Shapes, rest: Rest) -> Select[Any]:
    asked = conditions(shapes, rest, parameter(dialect, chain.from_iterable(shapes)))
    return _whole(select(func.count()).select_from(Event), rest).where(*asked)


@lru_cache(maxsize=KEPT)
def _page(dialect: str, shapes: Shapes, rest: Rest) -> Select[Any]:
    asked = conditions(shapes, rest, parameter(dialect, chain.from_iterable(shapes)))
    return _whole(select(Event.id), rest).where(*asked).order_by(*ORDER).limit(LIMIT).offset(OFFSET)


def _whole(query: Any, rest: Rest) -> Select[Any]:
    """Return a query of events with their articles, if those are asked for."""
    found: Select[Any] = query.join(Article, Article.id == Event.article_id) if rest.article else query
    return found


def _is_rare(connection: Connection, parts: Sequence[Part]) -> bool:
    """Whether a name has so few events that it is quicker to look at each."""
    if not parts:
        return True
    values = {name: value for part in parts for name, value in part.values.items()}
    dialect = connection.dialect.name
    number = connection.execute(_rarity(dialect, tuple(p.shape for p in parts)), values).scalar_one()
    return int(number) <= RARE


@lru_cache(maxsize=KEPT)
def _rarity(dialect: str, shapes: tuple[Shape, ...]) -> Select[Any]:
    """Return the query of the number of participations, as far as it matters."""
    value = parameter(dialect, shapes)
    some = (taking_part(shape, value).with_only_columns(Argument.event_id).limit(RARE + 1) for shape in shapes)
    return select(func.count()).select_from(union_all(*(select(s.subquery()) for s in some)).subquery())


def _by_name(connection: Connection, asked: Wanted, filters: EventFilters) -> tuple[int, Sequence[int]]:
    """The same for a question of one name, type and days, which participants answer without their events."""
    parts = asked.names[0]
    if not parts:
        return 0, ()
    # There are seldom any, and each row would be compared with none.
    rejected = connection.execute(SOME_REJECTED).first() is not None
    values, shapes = asked.values, tuple(part.shape for part in parts)
    total = connection.execute(_number_by_name(connection.dialect.name, shapes, rejected), values).scalar_one()
    number = min(filters.offset + filters.limit, total)
    apart = tuple((part.shape, part.each) for part in parts)
    numbers: list[int] = []
    for dated in (True, False):  # no event without a day is within days
        if len(numbers) < number and (dated or not any(part.shape.dated for part in parts)):
            left = {**values, "limit": number - len(numbers)}
            numbers += (
                connection.execute(_latest(connection.dialect.name, apart, rejected, dated), left).scalars().all()
            )
    return total, numbers[filters.offset :]


REJECTED: Any = select(Event.id).where(Event.verdict == "rejected")
SOME_REJECTED = REJECTED.limit(1)


def _standing(rejected: bool) -> list[ColumnElement[bool]]:
    return [Argument.event_id.not_in(REJECTED)] if rejected else []


@lru_cache(maxsize=KEPT)
def _number_by_name(dialect: str, shapes: tuple[Shape, ...], rejected: bool) -> Select[Any]:
    value = parameter(dialect, shapes)
    found = [taking_part(s, value).where(*_standing(rejected)).with_only_columns(Argument.event_id) for s in shapes]
    each_once = found[0].distinct() if len(found) == 1 else union(*found)
    return select(func.count()).select_from(each_once.subquery())


@lru_cache(maxsize=KEPT)
def _latest(dialect: str, parts: tuple[tuple[Shape, int], ...], rejected: bool, dated: bool) -> Select[Any]:
    """Return the query of the latest events of participants with a day, or without one: so many, each once.

    Each part, and each of so many entities of it, gives as many in the order of an index, so that no more are read.
    """
    value = parameter(dialect, (shape for shape, _ in parts))
    day = Argument.date_start.is_not(None) if dated else Argument.date_start.is_(None)
    queries = [q.where(*_standing(rejected), day) for shape, number in parts for q in each(shape, value, number)]
    order = (Argument.date_start.desc(), Argument.event_id)
    some = [select(q.distinct().order_by(*order).limit(LIMIT).subquery()) for q in queries]
    found = some[0].subquery() if len(some) == 1 else union(*some).subquery()
    return select(found.c.event_id).order_by(found.c.date_start.desc(), found.c.event_id).limit(LIMIT)


def _in_order(connection: Connection, numbers: Sequence[int]) -> tuple[EventRow, ...]:
    """Return the events of these row numbers, in their order."""
    dialect = connection.dialect.name
    rows: list[EventRow] = []
    for some in batches(numbers):  # the order of all is the order of the parts
        rows += rows_of_events(
            connection, connection.execute(_by_number(dialect), {NUMBERS: many(dialect, some)}).mappings().all()
        )
    return tuple(rows)


def event(engine: Engine, key: str) -> EventRow | None:
    """Return one event by its permanent key."""
    with reading(engine) as connection:
        rows = event_rows(
            connection, _joined(select(Event.__table__, *ARTICLE_COLUMNS)).where(Event.key == asked_key(key))
        )
    return rows[0] if rows else None


def counts(engine: Engine) -> dict[str, int]:
    """Return how many articles, events and entities of each kind there are."""
    with reading(engine) as connection:
        grouped = select(Entity.kind, func.count().label("number")).group_by(Entity.kind)
        kinds = {row.kind: row.number for row in connection.execute(grouped)}
        articles = connection.execute(select(func.count()).select_from(Article).where(Article.current)).scalar_one()
        happened = connection.execute(select(func.count()).select_from(Event)).scalar_one()
    return {"articles": articles, "events": happened} | {k: kinds.get(k, 0) for k in (OFFICIAL, INSTITUTION, PLACE)}


ARTICLE_COLUMNS = tuple(
    getattr(Article, name).label(f"article_{name}")
    for name in ("key", "document_id", "url", "outlet", "country", "published", "title", "text")
)


def event_rows(connection: Connection, query: Select[Any]) -> tuple[EventRow, ...]:
    """Return the rows of a query of events joined with their articles, with all that belongs to them."""
    return rows_of_events(connection, connection.execute(query).mappings().all())


def rows_of_events(connection: Connection, found: Sequence[Any]) -> tuple[EventRow, ...]:
    """Return rows of events joined with their articles, with all that belongs to them."""
    participants = _participants(connection, found)
    return tuple(_event_row(row, participants[row["id"]]) for row in found)


def _joined(query: Select[Any]) -> Select[Any]:
    return query.select_from(Event).join(Article, Article.id == Event.article_id)


_PLACE = aliased(Entity)


@lru_cache(maxsize=2)
def _by_number(dialect: str) -> Any:
    query = _joined(select(Event.__table__, *ARTICLE_COLUMNS)).where(is_one(dialect, Event.id))
    return query.order_by(*ORDER)


@lru_cache(maxsize=2)
def _people(dialect: str) -> Any:
    """Return the query of the participants of events, in order."""
    return (
        select(
            Argument.event_id, Argument.entity_id, Argument.role, Argument.name, Argument.start, Argument.end,
            Argument.confidence, Argument.inferred, Entity.key, Entity.kind, _PLACE.label,
        )
        .outerjoin(Entity, Entity.id == Argument.entity_id)
        .outerjoin(_PLACE, and_(_PLACE.id == Entity.place_id, Entity.kind == INSTITUTION))
        .where(is_one(dialect, Argument.event_id))
        .order_by(Argument.event_id, Argument.ordinal)
    )  # fmt: skip


@lru_cache(maxsize=2)
def _offices(dialect: str) -> Any:
    """Return the query of the offices officials hold in articles, in text order."""
    query = select(Occupancy.article_id, Occupancy.entity_id, Occupancy.title).order_by(Occupancy.id)
    return query.where(is_one(dialect, Occupancy.article_id), Occupancy.entity_id.is_not(None))


ROLES = {str(role): role for role in ArgumentRole}


def _participants(connection: Connection, found: Sequence[Any]) -> dict[int, list[Participant]]:
    """Return the participants of each event, in order, with their offices in its article."""
    texts = {row["id"]: (row["article_id"], row["article_text"]) for row in found}
    titles = _titles(connection, {article for article, _ in texts.values()})
    result: dict[int, list[Participant]] = defaultdict(list)
    dialect = connection.dialect.name
    for some in batches(list(texts)):
        for row in connection.execute(_people(dialect), {NUMBERS: many(dialect, some)}).all():
            number, entity, role, name, start, end, confidence, inferred, key, kind, place = row
            article, text = texts[number]
            span = _span(start, end)
            surface = text[start:end] if span else None
            held = tuple(titles.get((article, entity), ()))
            result[number].append(
                Participant(ROLES[role], name, kind, key, span, surface, confidence, inferred, held, place)
            )
    return result


def _titles(connection: Connection, articles: set[int]) -> dict[tuple[int, int | None], list[str]]:
    """Return the offices each official holds in each article, in text order."""
    result: dict[tuple[int, int | None], list[str]] = defaultdict(list)
    dialect = connection.dialect.name
    for some in batches(sorted(articles)):
        for article, entity, title in connection.execute(_offices(dialect), {NUMBERS: many(dialect, some)}).all():
            result[article, entity].append(title)
    return result


def _event_row(row: Any, people: list[Participant]) -> EventRow:
    return EventRow(
        **common_cells(row, people),
        date_text=row["date_text"],
        date_inherited=row["date_inherited"],
        evidence=evidence_in(row["article_text"], row["evidence"], row["evidence_start"], row["evidence_end"]),
        evidence_also=tuple(evidence_in(row["article_text"], **e) for e in row["evidence_also"]),
        extractor=row["extractor"],
        rule=row["rule"],
        extractor_version=row["extractor_version"],
        run=row["run_id"],
        article=article_ref(row, "article_"),
    )


def article_ref(row: Any, prefix: str = "") -> ArticleRef:
    """Return the reference to the article whose columns a row has under ``prefix``."""
    names = ("key", "document_id", "url", "outlet", "country", "published", "title")
    return ArticleRef(**{name: row[prefix + name] for name in names})


def evidence_in(text: str, surface: str, start: int | None, end: int | None) -> Evidence:
    """Return a clause with the rest of its sentence, which a full stop, a question mark or a line break bounds."""
    span = _span(start, end)
    if span is None:
        return Evidence(surface, None)
    before = SENTENCE_END.split(text[max(0, span[0] - CONTEXT) : span[0]])[-1]
    tail = text[span[1] : span[1] + CONTEXT]
    stop = SENTENCE_END.search(tail)
    return Evidence(surface, span, before.lstrip(), (tail[: stop.end()] if stop else tail).rstrip())


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else (start, end)
