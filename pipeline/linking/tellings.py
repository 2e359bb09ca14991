"""Tellings: the events of single articles with what they are compared by, read from the knowledge base.

Nothing here depends on row numbers but the numbers themselves, which serve for writing: entities are named by the key
of their canonical entity, so that the same facts compare the same in whatever order they were stored.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from corpus.mention import ArgumentRole, EventType, Status
from corpus.normalise import fold
from pipeline.kb.engine import batches
from pipeline.kb.identify import OFFICIAL, PLACE
from pipeline.kb.schema import Amount, Argument, Article, Entity, Event, Link, Mention, Occupancy, Quantity
from pipeline.linking.words import content, numbers

LABEL = re.compile(r"رقم\s+([\d./-]*\d)")
BROAD = 31  # days; a longer range (a season, a year) says too little to look for others by its weeks
NEWS_AGE = 10  # days an undated act is told after it happened, at most, in a report that is no retrospect
FORTHCOMING = 14  # days before a planned act that it is announced
SLACK = {Status.POSTPONED: 31, Status.CANCELLED: 7, Status.PLANNED: 7, Status.DENIED: 7, Status.PAST: 3}
DEPTH = 6  # places up from a neighbourhood to its country

Stated = tuple[int, int, float, str]  # span, value, currency or unit
Spanned = tuple[int, int, "Party"]  # span, place or person


@dataclass(frozen=True)
class Party:
    """A participant. ``entity``: key of the canonical entity; ``number``: its row; ``within``: keys of the places around.

    ``titles``: offices held in the article; for somebody unnamed the name is the title.
    """

    role: ArgumentRole
    name: str
    entity: str | None = None
    number: int | None = None
    kind: str | None = None
    subkind: str | None = None
    titles: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    around: tuple[str, ...] = ()  # names of the places around, the next first
    inferred: bool = False


@dataclass(frozen=True)
class Telling:
    """An event as one article tells it. ``copies``: key of the article's group of near-copies."""

    id: int
    key: str
    article: int
    article_key: str
    copies: str
    outlet: str | None
    published: date | None
    title: str
    type: EventType
    status: Status
    start: date | None
    end: date | None
    inherited: bool
    evidence: str
    confidence: float
    verdict: str | None
    happening: int | None
    parties: tuple[Party, ...] = ()
    amounts: tuple[tuple[float, str], ...] = ()  # values and currencies
    quantities: tuple[tuple[float, str], ...] = ()  # values and what is counted
    named: tuple[Party, ...] = ()  # places and persons the clause names, in whatever part

    def of(self, *roles: ArgumentRole) -> tuple[Party, ...]:
        """Return the participants in these roles."""
        found = self._in_roles.get(roles)
        if found is None:
            found = self._in_roles[roles] = tuple(p for p in self.parties if p.role in roles)
        return found

    @cached_property
    def _in_roles(self) -> dict[tuple[ArgumentRole, ...], tuple[Party, ...]]:
        return {}

    @cached_property
    def span(self) -> tuple[date, date] | None:
        """The days it can have happened on: its dates, else the days before its article came out; None: not known."""
        if self.start:
            return self.start, max(self.start, self.end or self.start)
        if self.published is None:
            return None
        if self.status in (Status.PLANNED, Status.POSTPONED):
            return self.published, self.published + timedelta(days=FORTHCOMING)
        if self.type is EventType.STATEMENT:
            return self.published - timedelta(days=2), self.published
        return self.published - timedelta(days=NEWS_AGE), self.published

    @cached_property
    def weeks(self) -> frozenset[int]:
        """The weeks (numbers) others are looked for in; empty when it is not known, or too broad, when it happened."""
        if self.span is None or (self.span[1] - self.span[0]).days > BROAD:
            return frozenset()
        slack = SLACK[self.status]
        return frozenset(range((self.span[0].toordinal() - slack) // 7, (self.span[1].toordinal() + slack) // 7 + 1))

    @cached_property
    def words(self) -> frozenset[str]:
        """What the clause is about."""
        return content(self.evidence)

    @cached_property
    def figures(self) -> frozenset[str]:
        """Numbers in the clause and in what was handed out, in digits or words; a single digit and a date say too little."""
        counted = frozenset(f"{value:.12g}" for value, _ in self.quantities if value > 9)
        written = numbers(" ".join((self.evidence, *(p.name for p in self.of(ArgumentRole.TARGET)))))
        days = [day for day in (self.start, self.end) if day]
        years = {day.year + more for day in (*days, self.published) if day for more in (-1, 0, 1)}
        return counted | (written - {str(number) for number in {*years, *(day.day for day in days)}})

    @cached_property
    def labels(self) -> frozenset[str]:
        """Numbers that name what the clause is about: ``المرسوم رقم 2.16.668``."""
        return frozenset(LABEL.findall(fold(self.evidence)))

    @cached_property
    def order(self) -> tuple[date, str, str]:
        """What tells the earliest telling: day of publication, then keys."""
        return self.published or date.max, self.article_key, self.key


def read_tellings(connection: Connection, wanted: Sequence[int]) -> list[Telling]:
    """Return the tellings of these event numbers, in their order of numbers."""
    found: list[Telling] = []
    for some in batches(sorted(wanted)):
        found += _read(connection, some)
    return found


def _read(connection: Connection, some: Sequence[int]) -> list[Telling]:
    query = (
        select(
            Event.__table__,
            Article.key.label("article_key"),
            func.coalesce(Article.copy_of, Article.key).label("copies"),
            Article.outlet,
            Article.published,
            Article.title,
        )
        .join(Article, Article.id == Event.article_id)
        .where(Event.id.in_(some))
        .order_by(Event.id)
    )
    rows = connection.execute(query).mappings().all()
    parties = _parties(connection, rows)
    articles = {row["article_id"] for row in rows}
    sums = _stated(connection, articles, Amount, Amount.currency)
    counts = _stated(connection, articles, Quantity, Quantity.unit)
    told = _told_of(connection, articles)
    return [
        _telling(row, parties[row["id"]], sums[row["article_id"]], counts[row["article_id"]], told[row["article_id"]])
        for row in rows
    ]


def _telling(row: Any, parties: list[Party], sums: list[Stated], counts: list[Stated], told: list[Spanned]) -> Telling:
    return Telling(
        id=row["id"],
        key=row["key"],
        article=row["article_id"],
        article_key=row["article_key"],
        copies=row["copies"],
        outlet=row["outlet"],
        published=row["published"],
        title=row["title"] or "",
        type=EventType(row["type"]),
        status=Status(row["status"]),
        start=row["date_start"],
        end=row["date_end"],
        inherited=row["date_inherited"],
        evidence=row["evidence"],
        confidence=row["confidence"],
        verdict=row["verdict"],
        happening=row["happening_id"],
        parties=tuple(parties),
        amounts=_inside(row, sums),
        quantities=_inside(row, counts),
        named=_named(row, told),
    )


def _parties(connection: Connection, events: Sequence[Any]) -> dict[int, list[Party]]:
    """Return the participants of each event in order."""
    numbers_ = [row["id"] for row in events]
    titles = _titles(connection, {row["article_id"] for row in events})
    articles = {row["id"]: row["article_id"] for row in events}
    rows = connection.execute(
        select(
            Argument.event_id,
            Argument.role,
            Argument.name,
            Argument.inferred,
            Argument.entity_id,
            func.coalesce(Argument.entity_id, Argument.holder_id).label("who"),
        )
        .where(Argument.event_id.in_(numbers_))
        .order_by(Argument.event_id, Argument.ordinal)
    ).all()
    entities = read_entities(connection, {row.who for row in rows if row.who is not None})
    found: dict[int, list[Party]] = defaultdict(list)
    for row in rows:
        known = entities.get(row.who) if row.who is not None else None
        found[row.event_id].append(
            Party(
                role=ArgumentRole(row.role),
                name=row.name,
                titles=tuple(titles[articles[row.event_id], row.entity_id]) if row.entity_id else (),
                inferred=row.inferred,
                **(vars(known) if known else {}),
            )
        )
    return found


@dataclass(frozen=True)
class Known:
    """An entity by its canonical one, with the places around it."""

    entity: str
    number: int
    kind: str
    subkind: str | None
    within: tuple[str, ...]
    around: tuple[str, ...]


def read_entities(connection: Connection, wanted: Iterable[int]) -> dict[int, Known]:
    """Return the canonical entity of each entity number, with the places it lies in."""
    canonical = aliased(Entity)
    columns = (canonical.id, canonical.key, canonical.kind, canonical.subkind, canonical.label)
    query = (
        select(Entity.id.label("asked"), func.coalesce(canonical.place_id, Entity.place_id).label("place"), *columns)
        .select_from(Entity)
        .join(canonical, canonical.id == func.coalesce(Entity.canonical_id, Entity.id))
    )
    rows: dict[int, Any] = {}
    asked = set(wanted)
    for _ in range(DEPTH):
        for some in batches(sorted(asked)):
            rows |= {row.asked: row for row in connection.execute(query.where(Entity.id.in_(some)))}
        asked = {row.place for row in rows.values() if row.place is not None} - set(rows)
        if not asked:
            break
    return {number: _known(number, rows) for number in rows}


def _known(number: int, rows: dict[int, Any]) -> Known:
    own = rows[number]
    up: list[Any] = []
    seen = {own.key}
    place = rows.get(own.place)
    while place is not None and place.key not in seen:
        seen.add(place.key)
        up.append(place)
        place = rows.get(place.place)
    return Known(own.key, own.id, own.kind, own.subkind, tuple(p.key for p in up), tuple(p.label for p in up))


def _titles(connection: Connection, articles: set[int]) -> dict[tuple[int, int | None], list[str]]:
    found: dict[tuple[int, int | None], list[str]] = defaultdict(list)
    query = select(Occupancy.article_id, Occupancy.entity_id, Occupancy.title).order_by(Occupancy.key)
    for some in batches(sorted(articles)):
        for row in connection.execute(query.where(Occupancy.article_id.in_(some), Occupancy.entity_id.is_not(None))):
            found[row.article_id, row.entity_id].append(row.title)
    return found


def _stated(connection: Connection, articles: set[int], table: Any, unit: Any) -> dict[int, list[Stated]]:
    """Return the sums or quantities of each article with their spans."""
    found: dict[int, list[Stated]] = defaultdict(list)
    query = select(table.article_id, Mention.start, Mention.end, table.value, unit)
    query = query.join(Mention, Mention.id == table.mention_id)
    for some in batches(sorted(articles)):
        for article, *stated in connection.execute(query.where(table.article_id.in_(some))):
            found[article].append((stated[0], stated[1], stated[2], stated[3]))
    return found


def _told_of(connection: Connection, articles: set[int]) -> dict[int, list[Spanned]]:
    """Return the places and officials each article mentions, with their spans."""
    query = select(Mention.article_id, Mention.start, Mention.end, Mention.surface, Link.entity_id)
    query = query.join(Link, Link.mention_id == Mention.id).join(Entity, Entity.id == Link.entity_id)
    rows: list[Any] = []
    for some in batches(sorted(articles)):
        rows += connection.execute(query.where(Mention.article_id.in_(some), Entity.kind.in_((PLACE, OFFICIAL)))).all()
    known = read_entities(connection, {row.entity_id for row in rows})
    found: dict[int, list[Spanned]] = defaultdict(list)
    for row in rows:
        role = ArgumentRole.PLACE if known[row.entity_id].kind == PLACE else ArgumentRole.COMPANION
        found[row.article_id].append((row.start, row.end, Party(role, row.surface, **vars(known[row.entity_id]))))
    return found


def _named(row: Any, told: list[Spanned]) -> tuple[Party, ...]:
    """Return the places and persons named in the event's clause, each once, in order."""
    first, last = row["evidence_start"], row["evidence_end"]
    if first is None or last is None:
        return ()
    ordered = sorted(told, key=lambda spanned: spanned[:2])
    return tuple({p.entity: p for start, end, p in ordered if first <= start and end <= last}.values())


def _inside(row: Any, stated: list[Stated]) -> tuple[tuple[float, str], ...]:
    """Return what is stated in the event's clause."""
    first, last = row["evidence_start"], row["evidence_end"]
    if first is None or last is None:
        return ()
    return tuple(sorted({(value, unit) for start, end, value, unit in stated if first <= start and end <= last}))
