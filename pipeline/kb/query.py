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
from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, func, literal, select, union, union_all
from sqlalchemy.orm import aliased

from corpus.mention import ArgumentRole, EventType, Span, Status
from pipeline.kb.cells import common_cells
from pipeline.kb.engine import batches, reading
from pipeline.kb.filters import EventFilters as EventFilters
from pipeline.kb.filters import Part, Wanted, wanted
from pipeline.kb.identify import INSTITUTION, OFFICIAL, PLACE
from pipeline.kb.keys import asked_key
from pipeline.kb.schema import Argument, Article, Entity, Event, Occupancy

SENTENCE_END = re.compile(r"(?<=[.!؟…])\s+|\n|[.!؟…]+$")
RARE = 2000  # participations of a name whose events are looked at one by one
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
    number, chosen = select(func.count()).select_from(Event), select(Event.id)
    if filters.article:
        number, chosen = _joined(select(func.count())), _joined(select(Event.id))
    order = (Event.date_start.desc().nulls_last(), Event.id)
    if asked.names:  # few enough to be counted as they are sorted: names are looked for once
        conditions = asked.conditions_from_first() if _is_rare(connection, asked.names[0]) else asked.conditions()
        counted = chosen.add_columns(func.count().over().label("total")).where(*conditions).order_by(*order)
        rows = connection.execute(counted.limit(filters.limit).offset(filters.offset)).all()
        if rows or (filters.limit and not filters.offset):
            return (rows[0].total if rows else 0), [row.id for row in rows]
    total = connection.execute(number.where(*asked.conditions())).scalar_one()
    page = chosen.where(*asked.conditions()).order_by(*order).limit(filters.limit).offset(filters.offset)
    return total, connection.execute(page).scalars().all()


def _is_rare(connection: Connection, parts: Sequence[Part]) -> bool:
    """Whether a name has so few events that it is quicker to look at each."""
    found = [select(p.all.with_only_columns(Argument.event_id).limit(RARE + 1).subquery()) for p in parts]
    number = select(func.count()).select_from(union_all(*found).subquery()) if found else select(literal(0))
    return int(connection.execute(number).scalar_one()) <= RARE


def _by_name(connection: Connection, asked: Wanted, filters: EventFilters) -> tuple[int, Sequence[int]]:
    """The same for a question of one name, type and days, which participants answer without their events."""
    parts = asked.names[0]
    if not parts:
        return 0, ()
    conditions = []
    rejected = select(Event.id).where(Event.verdict == "rejected")
    if connection.execute(rejected.limit(1)).first():  # there are seldom any, and each row would be compared with none
        conditions.append(Argument.event_id.not_in(rejected))
    found = [part.all.where(*conditions).with_only_columns(Argument.event_id) for part in parts]
    each = found[0].distinct() if len(found) == 1 else union(*found)
    total = connection.execute(select(func.count()).select_from(each.subquery())).scalar_one()
    queries = [query.where(*conditions) for part in parts for query in part.each]
    number = filters.offset + filters.limit
    numbers = _latest(connection, [query.where(Argument.date_start.is_not(None)) for query in queries], number)
    if len(numbers) < min(number, total):
        undated = [query.where(Argument.date_start.is_(None)) for query in queries]
        numbers += _latest(connection, undated, number - len(numbers))
    return total, numbers[filters.offset :]


def _latest(connection: Connection, queries: Sequence[Select[Any]], number: int) -> list[int]:
    """Return the latest events of queries of participants with a day, or without one: so many, each once.

    Each query gives as many in the order of an index, so that no more are read.
    """
    order = (Argument.date_start.desc(), Argument.event_id)
    some = [select(q.distinct().order_by(*order).limit(number).subquery()) for q in queries]
    found = some[0].subquery() if len(some) == 1 else union(*some).subquery()
    page = select(found.c.event_id).order_by(found.c.date_start.desc(), found.c.event_id).limit(number)
    return list(connection.execute(page).scalars())


def _in_order(connection: Connection, numbers: Sequence[int]) -> tuple[EventRow, ...]:
    """Return the events of these row numbers, in their order."""
    query = _joined(select(Event.__table__, *ARTICLE_COLUMNS))
    order = (Event.date_start.desc().nulls_last(), Event.id)
    rows: list[EventRow] = []
    for some in batches(numbers):  # the order of all is the order of the parts
        rows += event_rows(connection, query.where(Event.id.in_(some)).order_by(*order))
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


def _participants(connection: Connection, found: Sequence[Any]) -> dict[int, list[Participant]]:
    """Return the participants of each event, in order, with their offices in its article."""
    texts = {row["id"]: row["article_text"] for row in found}
    articles = {row["id"]: row["article_id"] for row in found}
    titles = _titles(connection, set(articles.values()))
    place = aliased(Entity)
    query = (
        select(Argument.__table__, Entity.key.label("entity"), Entity.kind.label("kind"), place.label.label("place"))
        .outerjoin(Entity, Entity.id == Argument.entity_id)
        .outerjoin(place, and_(place.id == Entity.place_id, Entity.kind == INSTITUTION))
        .order_by(Argument.event_id, Argument.ordinal)
    )
    result: dict[int, list[Participant]] = defaultdict(list)
    for some in batches(list(texts)):
        for row in connection.execute(query.where(Argument.event_id.in_(some))).mappings():
            span = _span(row["start"], row["end"])
            result[row["event_id"]].append(
                Participant(
                    role=ArgumentRole(row["role"]),
                    name=row["name"],
                    kind=row["kind"],
                    entity=row["entity"],
                    span=span,
                    surface=texts[row["event_id"]][span[0] : span[1]] if span else None,
                    confidence=row["confidence"],
                    inferred=row["inferred"],
                    titles=tuple(titles[articles[row["event_id"]], row["entity_id"]]),
                    place=row["place"],
                )
            )
    return result


def _titles(connection: Connection, articles: set[int]) -> dict[tuple[int, int | None], list[str]]:
    """Return the offices each official holds in each article, in text order."""
    result: dict[tuple[int, int | None], list[str]] = defaultdict(list)
    query = select(Occupancy.article_id, Occupancy.entity_id, Occupancy.title).order_by(Occupancy.id)
    for some in batches(sorted(articles)):
        for row in connection.execute(query.where(Occupancy.article_id.in_(some), Occupancy.entity_id.is_not(None))):
            result[row.article_id, row.entity_id].append(row.title)
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
