"""A tour and its stops: the visit to a province that an article reports, and what was visited and opened on it.

A stop is of the tour's days, by the same person, told in one article with it (or in a near-copy), and not at a place
outside. ``حلت الوزيرة بإقليم بركان`` is the tour, ``دشنت مركزا بأحفير`` a stop.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from corpus.mention import ArgumentRole, EventType, Status
from pipeline.kb.across import Happening, Part
from pipeline.kb.engine import batches
from pipeline.kb.schema import Article, Entity, Event
from pipeline.linking.tellings import read_entities
from pipeline.linking.words import place_words

STOPS = frozenset(
    {
        EventType.VISIT,
        EventType.INAUGURATION,
        EventType.LAUNCH,
        EventType.DISTRIBUTION,
        EventType.SIGNING,
        EventType.MEETING,
    }
)
UNREAL = frozenset({Status.CANCELLED, Status.DENIED})


@dataclass
class _Stop:
    """An event as a tour or its stop. ``places``: words of its places' names; ``around``: of those they lie in."""

    id: int
    key: str
    type: str
    status: str
    start: date | None
    end: date | None
    part_of: int | None
    told: set[str] = field(default_factory=set)  # groups of near-copies
    agents: set[str] = field(default_factory=set)
    places: set[frozenset[str]] = field(default_factory=set)
    around: set[frozenset[str]] = field(default_factory=set)
    has_target: bool = False


def place_in_tours(connection: Connection, changed: Iterable[int]) -> None:
    """Set ``part_of_id`` of the events whose numbers these are, and of all told in one article with them."""
    stops = _read(connection, _told_together(connection, set(changed)))
    by_article: dict[str, list[_Stop]] = defaultdict(list)
    for stop in stops:
        for article in stop.told:
            by_article[article].append(stop)
    rows = []
    for stop in stops:
        near = {other.id: other for article in stop.told for other in by_article[article]}.values()
        tours = [other for other in near if is_stop(stop, other)]
        # The nearest: of several tours the one with most articles in common, then the one of the narrowest places.
        best = min(tours, key=lambda t: (-len(t.told & stop.told), len(t.places), t.key), default=None)
        if (best.id if best else None) != stop.part_of:
            rows.append({"number": stop.id, "tour": best.id if best else None})
    if rows:
        table: Any = Happening.__table__
        query = update(table).where(table.c.id == bindparam("number")).values(part_of_id=bindparam("tour"))
        connection.execute(query, rows)


def is_stop(stop: _Stop, tour: _Stop) -> bool:
    """Whether one event is a stop of the other."""
    if stop.id == tour.id or tour.type != EventType.VISIT or tour.has_target or not tour.places:
        return False
    if stop.type not in STOPS or not stop.agents & tour.agents or UNREAL & {stop.status, tour.status}:
        return False
    if stop.start is None or tour.start is None:
        return False
    if not tour.start <= stop.start <= (tour.end or tour.start):
        return False
    inside = not stop.places or bool(tour.places & (stop.places | stop.around))
    if not stop.has_target and stop.type == EventType.VISIT:
        return bool(tour.places & stop.around) and not stop.places & tour.around  # a tour within a wider one
    # Places of which nothing is known but their names (a quarter, a village) may lie in the tour's.
    return inside or not stop.around


def _told_together(connection: Connection, changed: set[int]) -> list[int]:
    found: set[int | None] = set(changed)
    for some in batches(sorted(changed)):
        copies = (
            select(func.coalesce(Article.copy_of, Article.key))
            .join(Event, Event.article_id == Article.id)
            .where(Event.happening_id.in_(some))
        )
        together = (
            select(Event.happening_id)
            .join(Article, Article.id == Event.article_id)
            .where(func.coalesce(Article.copy_of, Article.key).in_(copies), Event.happening_id.is_not(None))
        )
        found |= set(connection.execute(together).scalars())
        found |= set(connection.execute(select(Happening.id).where(Happening.part_of_id.in_(some))).scalars())
    return sorted(number for number in found if number is not None)


def _read(connection: Connection, numbers: Sequence[int]) -> list[_Stop]:
    found: dict[int, _Stop] = {}
    for some in batches(numbers):
        for row in connection.execute(select(Happening.__table__).where(Happening.id.in_(some))):
            found[row.id] = _Stop(row.id, row.key, row.type, row.status, row.date_start, row.date_end, row.part_of_id)
        told = select(Event.happening_id, func.coalesce(Article.copy_of, Article.key)).join(
            Article, Article.id == Event.article_id
        )
        for number, copies in connection.execute(told.where(Event.happening_id.in_(some))):
            if number is not None:
                found[number].told.add(copies)
        parts = list(
            connection.execute(
                select(Part.happening_id, Part.role, Part.name, Part.entity_id, Entity.key, Entity.kind)
                .outerjoin(Entity, Entity.id == Part.entity_id)
                .where(Part.happening_id.in_(some))
            )
        )
        known = read_entities(connection, {p.entity_id for p in parts if p.entity_id is not None})
        for part in parts:
            _take_part(found[part.happening_id], part, known)
    return [found[number] for number in sorted(found)]


def _take_part(stop: _Stop, part: Any, known: dict[int, Any]) -> None:
    around = {frozenset(place_words(name)) for name in known[part.entity_id].around} if part.entity_id else set()
    if part.role == ArgumentRole.AGENT:
        stop.agents.add(part.key or part.name)
    elif part.role == ArgumentRole.PLACE or part.kind == "place":
        stop.places.add(frozenset(place_words(part.name)))
        stop.around |= around
    elif part.role == ArgumentRole.TARGET:
        stop.has_target = True
        stop.around |= around
