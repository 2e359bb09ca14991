"""Who held which office, when: as far as the days of the coverage bear it, and the question that asks for it.

A tenure reaches from the first to the last day an official is seen in an office. An appointment bounds it before, a
successor after. Between two sightings of one official nobody else is assumed; outside them the nearest holder is, for
half a year, unless somebody else is as near.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, Engine, delete, func, insert, select

from corpus.mention import EventType
from pipeline.kb.across import Tenure
from pipeline.kb.engine import reading
from pipeline.kb.schema import Argument, Article, Entity, Event, Occupancy, Position
from pipeline.linking.offices import MINISTER, Office
from pipeline.linking.positions import HOME, position_index, wordings

GRACE = timedelta(days=183)  # how long before and after the coverage of him a holder is still assumed
MOST_SURE = 0.99


@dataclass(frozen=True)
class Holder:
    """Who held an office, and what the coverage shows of it. ``inferred``: the day asked for is outside it."""

    entity_id: int
    entity: str  # permanent key
    name: str
    position: str
    first_seen: date | None
    last_seen: date | None
    since: date | None
    until: date | None
    articles: int
    inferred: bool = False


@dataclass(frozen=True)
class Seen:
    """An official seen in an office by an article."""

    entity: int
    key: str
    at: date | None
    article: int
    confidence: float


def holders(engine: Engine, office: str, at: date | None = None, country: str = HOME) -> list[Holder]:
    """Return who held an office: at a day, or without one all its known holders in order of time.

    ``office`` is a title in any wording (``والي جهة سوس ماسة``), ``country`` whose it is where it does not say so. An
    office nobody is known to have held then, or a title that names none by itself (``والي الجهة``), gives an empty list.
    """
    with reading(engine) as connection:
        found = wordings(office, country)
        position = position_index(connection).get(found[0].signature) if found else None
        if position is None:
            return []
        held = load_holders(connection, [position])[position]
    return held if at is None else holders_at(held, at)


def load_holders(connection: Connection, wanted: Sequence[int] | None = None) -> dict[int, list[Holder]]:
    """Return the holders of positions, of all without ``wanted``, in order of time."""
    query = (
        select(*Tenure.__table__.c, Entity.key, Entity.label, Position.title)
        .join(Entity, Entity.id == Tenure.entity_id)
        .join(Position, Position.id == Tenure.position_id)
        .order_by(Tenure.first_seen.nulls_last(), Entity.key)
    )
    if wanted is not None:
        query = query.where(Tenure.position_id.in_(wanted))
    found: dict[int, list[Holder]] = defaultdict(list)
    for r in connection.execute(query):
        days = (r.first_seen, r.last_seen, r.since, r.until)
        found[r.position_id].append(Holder(r.entity_id, r.key, r.label, r.title, *days, r.articles))
    return found


def holders_at(held: Iterable[Holder], at: date) -> list[Holder]:
    """Return those of an office's holders who held it at a day; the nearest, marked as inferred, where none was seen."""
    dated = [h for h in held if h.first_seen is not None and h.last_seen is not None]
    seen = [h for h in dated if (h.since or h.first_seen) <= at <= h.last_seen]  # type: ignore[operator]  # dated
    if seen:
        return seen
    before = max((h for h in dated if h.last_seen < at), key=lambda h: (h.last_seen, h.entity), default=None)  # type: ignore[operator]
    after = min((h for h in dated if h.first_seen > at), key=lambda h: (h.first_seen, h.entity), default=None)  # type: ignore[operator]
    if before is not None and at - before.last_seen > GRACE:  # type: ignore[operator]
        before = None
    if after is not None and (after.since or after.first_seen - at > GRACE):  # type: ignore[operator]
        after = None  # appointed later, or seen much later
    near = {h.entity: h for h in (before, after) if h is not None}
    if len(near) != 1:
        return []  # nobody, or two who may have changed on any day between
    (one,) = near.values()
    return [Holder(**{**vars(one), "inferred": True})]


def neighbours(held: Iterable[Holder], first: date, last: date) -> tuple[Holder | None, Holder | None]:
    """Return who was last seen in an office before a time, and who was first seen in it after; None: nobody.

    Nothing is said of the time itself: the next holder may have come on any day between.
    """
    dated = [h for h in held if h.first_seen is not None and h.last_seen is not None]
    before = [h for h in dated if h.last_seen < first]  # type: ignore[operator]  # dated
    after = [h for h in dated if (h.since or h.first_seen) > last]  # type: ignore[operator]
    return (
        max(before, key=lambda h: (h.last_seen, h.entity), default=None),
        min(after, key=lambda h: (h.since or h.first_seen, h.entity), default=None),
    )


def holders_between(held: Sequence[Holder], first: date, last: date) -> list[Holder]:
    """Return who held an office on any day from ``first`` to ``last``: those seen in it before those inferred."""
    found: dict[tuple[int, date | None], Holder] = {}
    for number in range((last - first).days + 1):
        for one in holders_at(held, first + timedelta(days=number)):
            known = found.setdefault((one.entity_id, one.first_seen), one)
            if known.inferred and not one.inferred:
                found[one.entity_id, one.first_seen] = one
    return sorted(found.values(), key=lambda h: (h.inferred, h.first_seen or date.max, h.entity))


def write_tenures(connection: Connection, index: dict[str, int]) -> int:
    """Write all tenures anew from the occupancies of named officials; return how many there are.

    ``index``: the position of each office by signature.
    """
    connection.execute(delete(Tenure))
    appointed = _appointments(connection)
    rows = []
    for position, (office, sightings) in sorted(_seen(connection, index).items()):
        rows += _tenures(position, office, sightings, appointed)
    if rows:
        connection.execute(insert(Tenure), rows)
    return len(rows)


def _seen(connection: Connection, index: dict[str, int]) -> dict[int, tuple[Office, list[Seen]]]:
    """Return the sightings of canonical entities by position."""
    head = select(Entity.id, Entity.key).subquery()
    query = (
        select(
            Occupancy.title, Occupancy.as_of, Occupancy.article_id, Occupancy.confidence, Article.country,
            head.c.id, head.c.key,
        )
        .join(Entity, Entity.id == Occupancy.entity_id)
        .join(head, head.c.id == func.coalesce(Entity.canonical_id, Entity.id))
        .join(Article, Article.id == Occupancy.article_id)
    )  # fmt: skip
    found: dict[int, tuple[Office, list[Seen]]] = {}
    for row in connection.execute(query):
        for wording in wordings(row.title, row.country):
            position = index.get(wording.signature)
            if position is not None and not wording.office.former:
                seen = Seen(row.id, row.key, row.as_of, row.article_id, row.confidence)
                found.setdefault(position, (wording.office, []))[1].append(seen)
    return found


def _appointments(connection: Connection) -> dict[tuple[int, int], date]:
    """Return the day of the appointment an article tells of an official, by (canonical entity, article)."""
    query = (
        select(Entity.id, Entity.canonical_id, Event.article_id, Event.date_start)
        .join(Argument, Argument.entity_id == Entity.id)
        .join(Event, Event.id == Argument.event_id)
        .where(Event.type == EventType.APPOINTMENT, Event.date_start.is_not(None), Entity.kind == "official")
    )
    found: dict[tuple[int, int], date] = {}
    for row in connection.execute(query):
        key = (row.canonical_id or row.id, row.article_id)
        found[key] = min(found.get(key, row.date_start), row.date_start)
    return found


def _tenures(
    position: int, office: Office, sightings: Iterable[Seen], appointed: dict[tuple[int, int], date]
) -> list[dict[str, object]]:
    """Return the rows of one office; where it has one holder at a time, another in between parts a tenure in two."""
    ordered = sorted(sightings, key=lambda s: (s.at is None, s.at or date.max, s.key, s.article))
    dated = [s for s in ordered if s.at is not None]
    single = office.territorial or office.head == MINISTER
    spells: list[list[Seen]] = []
    for one in dated:
        last = next((s for s in reversed(spells) if s[0].entity == one.entity), None)
        if last is not None and (not single or last is spells[-1]):
            last.append(one)
        else:
            spells.append([one])
    rows = [_row(position, spell, appointed) for spell in spells]
    for row, following in zip(rows, spells[1:], strict=False):
        row["until"] = following[0].at if single else None
    with_days = {s.entity for s in dated}
    bare: dict[int, list[Seen]] = defaultdict(list)
    for one in ordered:
        if one.at is None and one.entity not in with_days:
            bare[one.entity].append(one)
    return rows + [_row(position, spell, appointed) for spell in bare.values()]


def _row(position: int, spell: list[Seen], appointed: dict[tuple[int, int], date]) -> dict[str, object]:
    doubt = 1.0
    for confidence in {s.article: s.confidence for s in spell}.values():
        doubt *= 1 - min(confidence, MOST_SURE)
    days = [
        d for s in spell if (d := appointed.get((s.entity, s.article))) and (spell[0].at is None or d <= spell[0].at)
    ]
    return {
        "entity_id": spell[0].entity,
        "position_id": position,
        "first_seen": spell[0].at,
        "last_seen": spell[-1].at,
        "since": max(days, default=None),
        "until": None,
        "articles": len({s.article for s in spell}),
        "confidence": round(1 - doubt, 4),
    }
