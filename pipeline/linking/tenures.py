"""Offices over time: one office in all its wordings, who held it when, and who an office named alone stands for.

``والي جهة سوس ماسة`` and ``والي جهة سوس-ماسة وعامل عمالة أكادير إداوتنان`` are one office (the second also another).
A tenure reaches from the first to the last day the coverage shows; nothing is said of the days outside, but a successor
seen later bounds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, delete, insert, select, update

from corpus.normalise import fold
from pipeline.kb import keys
from pipeline.kb.across import Tenure
from pipeline.kb.engine import reading
from pipeline.kb.identify import positions
from pipeline.kb.schema import Article, Entity, Occupancy, Position
from pipeline.linking.load import batches
from pipeline.linking.offices import Office, parse_title

HOME = "MA"  # the country of an article that states none


@dataclass(frozen=True)
class Holder:
    """Who held an office, and what the coverage shows of it."""

    entity: str  # permanent key
    name: str
    position: str
    first_seen: date | None
    last_seen: date | None
    since: date | None
    until: date | None
    articles: int


@dataclass(frozen=True)
class Seen:
    """An official seen in an office, by an article."""

    entity: int
    at: date | None
    article: int
    confidence: float


def link_positions(connection: Connection) -> int:
    """Make one of the positions that name one office; return how many have another's.

    The canonical one is the shortest wording of the office by itself, made if no article has it.
    """
    rows = connection.execute(select(Position.id, Position.title, Position.canonical_id)).all()
    groups: dict[str, list[tuple[bool, int, str, int]]] = defaultdict(list)
    for row in rows:
        offices = parse_title(row.title)
        if offices and not offices[0].open:
            groups[offices[0].signature].append((len(offices) > 1, len(row.title), fold(row.title), row.id))
    wanted: dict[int, int | None] = {row.id: None for row in rows}
    for group in groups.values():
        head = min(group)[-1]
        wanted |= {number: head for *_, number in group if number != head}
    by_head: dict[int | None, list[int]] = defaultdict(list)
    for row in rows:
        if row.canonical_id != wanted[row.id]:
            by_head[wanted[row.id]].append(row.id)
    for head, changed in by_head.items():
        for some in batches(changed):
            connection.execute(update(Position).where(Position.id.in_(some)).values(canonical_id=head))
    return sum(head is not None for head in wanted.values())


def write_tenures(connection: Connection) -> int:
    """Write who held which office when, from all occupancies of named officials, and return how many tenures there are.

    A second office of a title (``وعامل عمالة …``) is one of its own. One official's days in an office are one tenure
    unless another is seen in it between them and it is an office of one holder.
    """
    connection.execute(delete(Tenure))
    canonical = {r.id: r.canonical_id or r.id for r in connection.execute(select(Position.id, Position.canonical_id))}
    seen = _seen(connection, canonical)
    rows = []
    for position, (office, sightings) in sorted(seen.items()):
        rows += _tenures(position, office, sightings)
    if rows:
        connection.execute(insert(Tenure), rows)
    return len(rows)


def holders(engine: Engine, office: str, at: date | None = None, country: str = HOME) -> list[Holder]:
    """Return who held an office: at a day, those whose days of coverage or bounds take it in; without, all, in order.

    ``office`` is a title in any wording: ``والي جهة سوس ماسة``. At a day between two sightings of one holder, it is he;
    between the last of one and the first of the next nobody is returned, unless a bound says more.
    """
    with reading(engine) as connection:
        return holders_of(connection, office, at, country)


def holders_of(connection: Connection, title: str, at: date | None, country: str | None = HOME) -> list[Holder]:
    """Return the same over an open connection."""
    offices = parse_title(title, country or HOME)
    if not offices or offices[0].open:
        return []
    found = position_of(connection, offices[0])
    if found is None:
        return []
    query = (
        select(Tenure, Entity.key, Entity.label, Position.title)
        .join(Entity, Entity.id == Tenure.entity_id)
        .join(Position, Position.id == Tenure.position_id)
        .where(Tenure.position_id == found)
        .order_by(Tenure.first_seen.nulls_last(), Entity.key)
    )
    rows = connection.execute(query.with_only_columns(*Tenure.__table__.c, Entity.key, Entity.label, Position.title))
    held = [
        Holder(r.key, r.label, r.title, r.first_seen, r.last_seen, r.since, r.until, r.articles) for r in rows
    ]
    return [h for h in held if at is None or _covers(h, at)]


def position_of(connection: Connection, office: Office) -> int | None:
    """Return the canonical position of an office, or None where no article has it."""
    words = f" {office.body[0]} " if office.body else ""
    query = select(Position.id, Position.canonical_id, Position.title)
    if words and not office.body[0].count(":"):
        query = query.where(Position.words.contains(words))
    for row in connection.execute(query.order_by(Position.id)):
        offices = parse_title(row.title)
        if offices and offices[0].signature == office.signature:
            return int(row.canonical_id or row.id)
    return None


def _covers(holder: Holder, at: date) -> bool:
    start, end = holder.since or holder.first_seen, holder.until or holder.last_seen
    if start is None or end is None:
        return False
    return start <= at < end if holder.until and holder.until == end else start <= at <= end


def _seen(connection: Connection, canonical: dict[int, int]) -> dict[int, tuple[Office, list[Seen]]]:
    """Return the sightings of canonical entities by canonical position."""
    query = (
        select(
            Occupancy.entity_id, Entity.canonical_id, Occupancy.position_id, Occupancy.title, Occupancy.as_of,
            Occupancy.article_id, Occupancy.confidence,
        )
        .join(Entity, Entity.id == Occupancy.entity_id)
        .join(Article, Article.id == Occupancy.article_id)
        .order_by(Occupancy.id)
    )  # fmt: skip
    found: dict[int, tuple[Office, list[Seen]]] = {}
    second: dict[str, int] = {}
    for row in connection.execute(query).all():
        offices = parse_title(row.title)
        for number, office in enumerate(offices):
            if office.open or office.former:
                continue
            position = canonical[row.position_id]
            if number:
                if office.signature not in second:
                    second[office.signature] = _own_position(connection, office, row.title, canonical)
                position = second[office.signature]
            seen = Seen(row.canonical_id or row.entity_id, row.as_of, row.article_id, row.confidence)
            found.setdefault(position, (office, []))[1].append(seen)
    return found


def _own_position(connection: Connection, office: Office, title: str, canonical: dict[int, int]) -> int:
    """Return the position of the second office of a title, made if no article has it by itself."""
    known = position_of(connection, office)
    if known is not None:
        return known
    words = title.split()
    at = next(i for i in range(len(words) - 1, -1, -1) if fold(words[i]).removeprefix("و").startswith(office.head))
    own = " ".join((words[at].removeprefix("و"), *words[at + 1 :]))
    number = positions(connection, [own])[keys.position_key(own)]
    canonical[number] = number
    return number


def _tenures(position: int, office: Office, sightings: Iterable[Seen]) -> list[dict[str, object]]:
    """Return the rows of one office."""
    dated = sorted((s for s in sightings if s.at is not None), key=lambda s: (str(s.at), s.entity))
    spells: list[list[Seen]] = []
    if office.territorial:
        for one in dated:
            if spells and spells[-1][-1].entity == one.entity:
                spells[-1].append(one)
            else:
                spells.append([one])
    else:
        by_entity: dict[int, list[Seen]] = defaultdict(list)
        for one in dated:
            by_entity[one.entity].append(one)
        spells = list(by_entity.values())
    with_days = {s.entity for s in dated}
    undated: dict[int, list[Seen]] = defaultdict(list)
    for one in sightings:
        if one.at is None and one.entity not in with_days:
            undated[one.entity].append(one)
    rows = [_row(position, spell) for spell in (*spells, *undated.values())]
    return rows


def _row(position: int, spell: list[Seen]) -> dict[str, object]:
    miss = 1.0
    for confidence in {s.article: s.confidence for s in spell}.values():
        miss *= 1 - min(confidence, 0.99)
    return {
        "entity_id": spell[0].entity,
        "position_id": position,
        "first_seen": spell[0].at,
        "last_seen": spell[-1].at,
        "since": None,
        "until": None,
        "articles": len({s.article for s in spell}),
        "confidence": round(1 - miss, 4),
    }
