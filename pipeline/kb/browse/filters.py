"""What is asked of merged events, as conditions on their table.

Each filter is a condition of its own: an event told by a newspaper and by an article with certain words need not have
both from one article. So narrowing by a value of a facet gives as many events as the facet says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from corpus.mention import EventType, Status
from pipeline.kb import keys
from pipeline.kb.across import Happening, Part
from pipeline.kb.browse import limits
from pipeline.kb.browse.given import given, unindexed
from pipeline.kb.browse.hits import Hits, hits_of
from pipeline.kb.browse.narrowing import ALWAYS, NOTHING, Narrowing, either, taking_part, told, written
from pipeline.kb.browse.resolve import entity_number
from pipeline.kb.browse.shapes import HappeningFilters, Precision
from pipeline.kb.filters import ACTING, TAKING_PLACE, entities_named, phrases_with, with_inside
from pipeline.kb.happenings import REJECTED
from pipeline.kb.identify import INSTITUTION, OFFICIAL, PLACE
from pipeline.kb.name_index import PositionWord, begun, refs
from pipeline.kb.schema import Amount, Argument, Article, Entity, Event, Occupancy
from pipeline.kb.tallies import KIND, OfficeHolder, Tally

MOST_DAYS = {Precision.DAY: 1, Precision.MONTH: 31, Precision.YEAR: 366}
MOST_REJECTED = 1000  # that are named one by one
DATES = (Happening.date_start, func.coalesce(Happening.date_end, Happening.date_start))
SOME_REJECTED = (
    select(Happening.id).where(Happening.verdict == REJECTED, Happening.verdict.is_not(None)).limit(MOST_REJECTED)
)
Conditions = list[ColumnElement[bool]]


@dataclass(frozen=True)
class Asked:
    """A question made ready: conditions on the event's own cells, and filters that look at who takes part or who tells it.

    ``standing``: the condition that no correction rejects it; ``first``, ``last``: days between which every event that
    passes begins, None: any; ``hits``: the articles that have the words asked for.
    """

    filters: HappeningFilters
    standing: Conditions
    cells: Conditions
    narrowings: list[Narrowing]
    first: date | None
    last: date | None
    hits: Hits | None

    @property
    def own(self) -> Conditions:
        """All conditions on the event's own cells."""
        return [*self.standing, *self.cells]

    @property
    def dated(self) -> bool:
        """Whether undated events are none of the answer."""
        return self.first is not None or self.last is not None or self.filters.precision in MOST_DAYS

    @property
    def only(self) -> Narrowing | None:
        """The filter that alone says which events pass; None: there are others, or none."""
        return None if self.cells else self._alone

    @property
    def until(self) -> Narrowing | None:
        """The filter that says which events pass together with the last day they may begin on; None: there are others.

        Not with a first day: by it what began before and lasts passes too, of which the order of days does not know.
        """
        days = len(self.cells) == 1 and self.filters.date_to is not None
        return self._alone if days and self._alone and self._alone.scans else None

    @property
    def _alone(self) -> Narrowing | None:
        alone = len(self.narrowings) == 1 and self.narrowings[0].sure and not self.hits and not self.standing
        return self.narrowings[0] if alone else None

    def checks(self, but: Narrowing | None = None) -> Conditions:
        """Return the conditions of the filters, of all but one."""
        return [n.check for n in self.narrowings if n is not but and n.check is not ALWAYS]

    def conditions(self) -> Conditions:
        """Return all of it."""
        return [*self.own, *self.checks()]


def asked(connection: Connection, filters: HappeningFilters) -> Asked:
    """Return a question made ready: names, keys and words are looked up."""
    text = filters.q if filters.q and filters.q.strip() else None
    first = _first_day(connection, filters.date_from) if filters.date_from else None
    narrowings = [*_of_cells(filters, first), *_of_parts(connection, filters), *_of_tellings(connection, filters)]
    hits = hits_of(connection, text, alone=not narrowings) if text else None
    if text:
        narrowings.append(hits.narrowing if hits else NOTHING)
    cells = _cells(connection, filters, first)
    return Asked(filters, _standing(connection), cells, narrowings, first, filters.date_to, hits)


def conditions(connection: Connection, filters: HappeningFilters) -> Conditions:
    """Return what events must fulfil; rejected ones fulfil nothing. Names are looked up here."""
    return asked(connection, filters).conditions()


def _cells(connection: Connection, filters: HappeningFilters, first: date | None) -> Conditions:
    """Return the conditions on the cells of the event itself, by which no index is chosen: see ``_of_cells``."""
    start, end = DATES
    dialect = connection.dialect.name
    found: Conditions = []
    if filters.types:
        found.append(unindexed(dialect, Happening.type).in_([str(t) for t in filters.types]))
    if filters.statuses:
        found.append(unindexed(dialect, Happening.status).in_([str(s) for s in filters.statuses]))
    if filters.date_from:
        found += [start >= first, end >= filters.date_from]
    if filters.date_to:
        found.append(start <= filters.date_to)
    if filters.precision in MOST_DAYS:
        found.append(days_between(dialect, start, end) < MOST_DAYS[filters.precision])
    if filters.min_confidence is not None:
        found.append(unindexed(dialect, Happening.confidence) >= filters.min_confidence)
    if filters.min_sources is not None:
        found.append(unindexed(dialect, Happening.sources) >= filters.min_sources)
    return found


def _standing(connection: Connection) -> Conditions:
    """Return the condition that no correction rejects an event, nothing where none is rejected."""
    numbers = connection.execute(SOME_REJECTED).scalars().all()
    if len(numbers) == MOST_REJECTED:
        return [Happening.verdict.is_distinct_from(REJECTED)]
    return [~given(connection.dialect.name, Happening.id, numbers)] if numbers else []


def _first_day(connection: Connection, day: date) -> date:
    """Return the first day on which an event begins that lasts until a day or longer."""
    lasting = select(Happening.date_start).where(Happening.date_end > Happening.date_start, Happening.date_end >= day)
    # Apart, or the engine would go through all events by their first day until one lasts.
    apart = lasting.offset(0).subquery()
    earlier: date | None = connection.execute(select(func.min(apart.c.date_start))).scalar_one()
    return min(day, earlier) if earlier else day


def days_between(dialect: str, start: Any, end: Any) -> ColumnElement[Any]:
    """Return the number of days from one day to another, 0 for the same; null where one is."""
    return end - start if dialect == "postgresql" else func.julianday(end) - func.julianday(start)


def _of_cells(filters: HappeningFilters, first: date | None) -> list[Narrowing]:
    """Return ways to begin with what few events have in their own cells; ``own`` asks for it in any case."""
    some: list[list[ColumnElement[bool]]] = []
    if filters.types or filters.statuses:  # an index of both
        kinds, said = map(str, filters.types or EventType), map(str, filters.statuses or Status)
        some.append([Happening.type.in_(list(kinds)), Happening.status.in_(list(said))])
    if first and filters.date_to:
        some.append([Happening.date_start.between(first, filters.date_to)])
    if filters.min_sources is not None:
        some.append([Happening.sources >= filters.min_sources])
    if filters.min_confidence is not None:
        some.append([Happening.confidence >= filters.min_confidence])
    return [Narrowing(lambda: ALWAYS, partial(_cells_found, wanted)) for wanted in some]


def _cells_found(wanted: Sequence[ColumnElement[bool]]) -> tuple[Select[Any]]:
    return (select(Happening.id).where(*wanted),)


def _of_parts(connection: Connection, filters: HappeningFilters) -> list[Narrowing]:
    """Return the filters on participants."""
    named = ((filters.official, _official), (filters.institution, _institution), (filters.place, _place), (filters.office, _office))  # fmt: skip
    found = [filter_(connection, text) for text, filter_ in named if text and text.strip()]
    for key in filters.entities:
        number = entity_number(connection, key)
        found.append(taking_part(connection, [] if number is None else [number]))
    if filters.inside:
        number = entity_number(connection, filters.inside)
        found.append(_there(connection, [] if number is None else [number]))
    if filters.kind:
        found.append(_of_kind(connection, str(filters.kind)))
    return found


def _of_kind(connection: Connection, kind: str) -> Narrowing:
    """Events in which an institution of a kind takes part."""
    parts = select(Part.happening_id).join(Entity, Entity.id == Part.entity_id)
    parts = parts.where(Entity.kind == INSTITUTION, Entity.subkind == kind)
    number = connection.execute(select(Tally.events).where(Tally.facet == KIND, Tally.value == kind)).scalar()
    there = parts.where(Part.happening_id == Happening.id).correlate(Happening)
    return Narrowing(there.exists, lambda: (parts,), many=(number or 0) > limits.FEW)


def _official(connection: Connection, text: str) -> Narrowing:
    """Events in which an official of this name takes part, or somebody not known otherwise is called so."""
    named = taking_part(connection, entities_named(connection, text, OFFICIAL))
    return either(connection, named, _called(connection, text, Argument.role.in_(map(str, ACTING))))


def _institution(connection: Connection, text: str) -> Narrowing:
    """Events in which an institution of this name takes part, or what was acted on is called so."""
    named = taking_part(connection, entities_named(connection, text, INSTITUTION))
    return either(connection, named, _called(connection, text, Argument.role.not_in(map(str, ACTING))))


def _place(connection: Connection, text: str) -> Narrowing:
    """Events at a place of this name or at anything in it."""
    there = _there(connection, entities_named(connection, text, PLACE))
    return either(connection, there, _called(connection, text, Argument.role == "place"))


def _there(connection: Connection, places: Sequence[int]) -> Narrowing:
    """Events at places or at anything in them."""
    inside = with_inside(connection, list(places))
    return taking_part(connection, inside, TAKING_PLACE)


def _office(connection: Connection, text: str) -> Narrowing:
    """Events with a telling in whose article a participant holds such an office, or who acts is named by it alone."""
    offices = refs(connection, begun(PositionWord, text))
    dialect = connection.dialect.name
    holders = select(OfficeHolder.entity_id).where(given(dialect, OfficeHolder.position_id, offices)).distinct()
    part = taking_part(connection, connection.execute(holders).scalars().all() if offices else [])
    holds = told(
        given(dialect, unindexed(dialect, Occupancy.position_id), offices),
        Occupancy.verdict.is_distinct_from(REJECTED),
        joined=(
            (Argument, Argument.event_id == Event.id),
            (Occupancy, (Occupancy.article_id == Event.article_id) & (Occupancy.entity_id == Argument.entity_id)),
        ),
    )
    held = replace(part, asks=lambda: part.check & holds.check, sure=False)
    return either(connection, held, _called(connection, text, Argument.role.in_(map(str, ACTING))))


def _called(connection: Connection, text: str, role: ColumnElement[bool]) -> Narrowing | None:
    phrases = phrases_with(connection, text)
    return written(connection.dialect.name, phrases, role) if phrases else None


def _of_tellings(connection: Connection, filters: HappeningFilters) -> list[Narrowing]:
    """Return the filters on the articles that tell the event."""
    found: list[Narrowing] = []
    article = ((Article, Article.id == Event.article_id),)
    if filters.outlet:
        found.append(told(Article.outlet == keys.asked_key(filters.outlet), Article.current, joined=article))
    if filters.section:
        found.append(told(Article.section == keys.asked_key(filters.section), Article.current, joined=article))
    if filters.article:
        key = keys.asked_key(filters.article)
        numbers = select(Article.id).where(or_(Article.key == key, Article.document_id == key), Article.current)
        of_article = given(connection.dialect.name, Event.article_id, connection.execute(numbers).scalars().all())
        found.append(told(of_article))
    if filters.amount_from is not None or filters.amount_to is not None or filters.currency:
        amount = ((Amount, Amount.article_id == Event.article_id),)
        found.append(told(*amount_conditions(filters), joined=amount))
    return found


def amount_conditions(filters: HappeningFilters) -> Conditions:
    """Return the conditions on sums of money; rejected ones fulfil nothing."""
    found: Conditions = [Amount.verdict.is_distinct_from(REJECTED)]
    if filters.amount_from is not None:
        found.append(Amount.value >= filters.amount_from)
    if filters.amount_to is not None:
        found.append(Amount.value <= filters.amount_to)
    if filters.currency:
        found.append(Amount.currency == keys.asked_key(filters.currency).upper())
    return found
