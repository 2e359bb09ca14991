"""Which tellings are compared at all: those of near-by weeks that share an entity, a word of a target or a place.

``Pool`` reads from the knowledge base the weeks that are needed and no others, so that new articles cost what their
own weeks hold, however many years the knowledge base covers. Tellings without a week (a season, a year, no day at all)
are looked for by the officials and institutions they share, and must lie over the time of the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, true

from corpus.mention import ArgumentRole, EventType, Status
from pipeline.kb.engine import batches
from pipeline.kb.identify import OFFICIAL, PLACE
from pipeline.kb.schema import Argument, Article, Entity, Event
from pipeline.linking.compare import FAMILIES, comparable
from pipeline.linking.guards import days_apart
from pipeline.linking.tellings import BROAD, FORTHCOMING, NEWS_AGE, SLACK, Telling, read_tellings
from pipeline.linking.words import place_words, skeleton, stems

Block = tuple[str, str, str]  # type, what is shared, its value
ENTITY = "entity"
ACTING = (ArgumentRole.AGENT, ArgumentRole.COMPANION)


def blocks(telling: Telling) -> frozenset[Block]:
    """Return what another telling must share one of to be compared with this one."""
    kind = family(telling.type)
    found = {(kind, ENTITY, p.entity) for p in telling.parties if p.entity and p.kind != PLACE}
    found |= {(kind, "person", skeleton(p.name)) for p in telling.of(*ACTING) if " " in p.name}
    for agent in telling.of(ArgumentRole.AGENT):
        found |= {(kind, "office", _sorted(title)) for title in agent.titles or (agent.name,)}
    if telling.type is EventType.STATEMENT:
        return frozenset(found)
    for target in telling.of(ArgumentRole.TARGET):
        words = stems(target.name)
        found |= {(kind, "word", word) for word in words[1:] or words}
    found |= {(kind, "figure", figure) for figure in telling.figures}
    # Where no place is a part of it, those the clause names: `بمقر عمالة إقليم العرائش`.
    places = list(_places(telling)) or [p.name for p in telling.named if p.kind == PLACE]
    return frozenset(found | {(kind, PLACE, " ".join(sorted(place_words(name)))) for name in places})


def family(kind: EventType) -> str:
    """Return one name for the types that stand for each other."""
    return next((min(map(str, some)) for some in FAMILIES if kind in some), str(kind))


class Pool:
    """Tellings read so far, by number and by block."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tellings: dict[int, Telling] = {}
        self._blocks: dict[int, frozenset[Block]] = {}
        self._narrow: dict[tuple[Block, int], list[int]] = defaultdict(list)
        self._broad: dict[Block, list[int]] = defaultdict(list)
        self._entities: dict[Block, list[int]] = defaultdict(list)
        self._weeks: set[int] = set()
        self._widened: set[int] = set()

    def __getitem__(self, number: int) -> Telling:
        return self._tellings[number]

    def prepare(self, wanted: Iterable[int]) -> None:
        """Read tellings and all that may be compared with them, in few statements."""
        numbers = list(wanted)
        self._add(numbers)
        self._add(self._around([self[n] for n in numbers]))

    def mates(self, number: int) -> list[Telling]:
        """Return the tellings worth comparing with one: the same, whatever else was read before."""
        telling = self[number]
        self._add(self._around([telling]))
        own = self._blocks[number]
        if telling.weeks:
            found = {n for block in own for week in telling.weeks for n in self._narrow.get((block, week), ())}
            found |= {n for block in own for n in self._broad.get(block, ()) if _meet(telling, self[n])}
        else:
            found = {n for block in own for n in self._entities.get(block, ()) if _meet(telling, self[n])}
        others = (self[n] for n in sorted(found))
        return [other for other in others if comparable(telling, other) and not days_apart(telling, other)]

    def _add(self, wanted: Iterable[int]) -> None:
        new = {number for number in wanted if number not in self._tellings}
        if not new:
            return
        for telling in read_tellings(self._connection, sorted(new)):
            self._tellings[telling.id] = telling
            self._blocks[telling.id] = blocks(telling)
            for block in self._blocks[telling.id]:
                if block[1] == ENTITY:
                    self._entities[block].append(telling.id)
                    if not telling.weeks:
                        self._broad[block].append(telling.id)
                for week in telling.weeks:
                    self._narrow[block, week].append(telling.id)

    def _around(self, tellings: list[Telling]) -> set[int]:
        weeks = {week for telling in tellings for week in telling.weeks} - self._weeks
        self._weeks |= weeks
        found: set[int] = set()
        for first, last in _runs(weeks):
            found |= set(self._connection.execute(_in_weeks(first, last)).scalars())
        new = [t for t in tellings if t.id not in self._widened]
        self._widened |= {t.id for t in new}
        for some in _by_time(new):
            spans = [t.span for t in some if t.span]
            start, end = min(span[0] for span in spans), max(span[1] for span in spans)
            over = and_(Event.date_start <= end, func.coalesce(Event.date_end, Event.date_start) >= start)
            timeless = and_(Event.date_start.is_(None), Article.published.is_(None))
            found |= self._sharing(some, or_(over, timeless))
        return found | self._sharing([t for t in new if not t.span], true())

    def _sharing(self, tellings: list[Telling], when: Any) -> set[int]:
        """Return the tellings of a time with an official or institution of these."""
        own = sorted({p.number for t in tellings for p in t.parties if p.number is not None and p.kind != PLACE})
        found: set[int] = set()
        for some in batches(own):
            shared = (
                select(Argument.event_id)
                .join(Entity, Entity.id == func.coalesce(Argument.entity_id, Argument.holder_id))
                .where(or_(Entity.id.in_(some), Entity.canonical_id.in_(some)))
            )
            query = select(Event.id).join(Article, Article.id == Event.article_id).where(Event.id.in_(shared), when)
            found |= set(self._connection.execute(query).scalars())
        return found


def _by_time(tellings: Iterable[Telling]) -> Iterator[list[Telling]]:
    """Yield the tellings whose time is known in groups of one time, so that for two years nothing between is read."""
    group: list[Telling] = []
    last = date.min
    for span, telling in sorted(((t.span, t) for t in tellings if t.span), key=lambda pair: (pair[0], pair[1].id)):
        if group and (span[0] - last).days > BROAD:
            yield group
            group = []
        group.append(telling)
        last = max(last, span[1]) if len(group) > 1 else span[1]
    if group:
        yield group


def _meet(one: Telling, other: Telling) -> bool:
    """Whether two tellings, one of which has no week, can be of one time."""
    if one.span is None or other.span is None:
        return True
    return one.span[0] <= other.span[1] and other.span[0] <= one.span[1]


def _in_weeks(first: int, last: int) -> Any:
    """Return the query of the events that may be of these weeks (``Telling.weeks``): few statuses are looked far for."""
    start, end = date.fromordinal(first * 7), date.fromordinal(last * 7 + 6)
    past = Event.status == str(Status.PAST)
    near = and_(past, _between(start, end, SLACK[Status.PAST]))
    far = and_(~past, _between(start, end, max(SLACK.values())))
    return select(Event.id).join(Article, Article.id == Event.article_id).where(or_(near, far))


def _between(start: date, end: date, slack_days: int) -> Any:
    slack = timedelta(days=slack_days)
    dated = and_(
        # What began earlier and goes on is broad, and found by what it shares.
        Event.date_start.between(start - slack - timedelta(days=BROAD), end + slack),
        func.coalesce(Event.date_end, Event.date_start) >= start - slack,
    )
    told = Article.published.between(
        start - timedelta(days=FORTHCOMING) - slack, end + timedelta(days=NEWS_AGE) + slack
    )
    return or_(dated, and_(Event.date_start.is_(None), told))


def _runs(weeks: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of weeks without a hole."""
    run: list[int] = []
    for week in sorted(weeks):
        if run and week != run[-1] + 1:
            yield run[0], run[-1]
            run = []
        run.append(week)
    if run:
        yield run[0], run[-1]


def _places(telling: Telling) -> Iterator[str]:
    for party in telling.parties:
        if party.role is ArgumentRole.PLACE or party.kind == PLACE:
            yield party.name
        elif party.kind != OFFICIAL:
            yield from party.around[:1]


def _sorted(title: str) -> str:
    return " ".join(sorted(stems(title)))
