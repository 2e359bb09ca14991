"""Filters that only some events pass, each with what is needed to begin with it or to check it last.

Where few pass, those are read and the other filters asked of them; else events are read in the order of the list and
all filters asked of each, until a page is full (``pipeline.kb.browse.answer``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, false, func, or_, select, true

from pipeline.kb.across import Happening, Part
from pipeline.kb.browse import limits
from pipeline.kb.browse.given import given, unindexed
from pipeline.kb.happenings import not_rejected
from pipeline.kb.many import NUMBERS, is_one, many
from pipeline.kb.schema import Argument, Event
from pipeline.kb.tallies import Activity


@dataclass(frozen=True)
class Scan:
    """A query that gives the ``number`` of events or articles and, by an index, in the order of ``day``."""

    query: Select[Any]
    day: Any


@dataclass(frozen=True)
class Narrowing:
    """A filter. ``asks``: makes ``check``, what is asked of a row of ``happening``; ``finds``: makes ``found``, queries of
    the row numbers of the events that pass, and of others unless ``sure``; ``scans``: the same in order of days, if there
    is an index for it, of about ``reach`` rows. What is not needed is not made.
    """

    asks: Callable[[], ColumnElement[bool]]
    finds: Callable[[], tuple[Select[Any], ...]]
    scans: tuple[Scan, ...] = ()
    reach: int = 0
    sure: bool = True
    many: bool = False  # more than few are known to pass

    @cached_property
    def check(self) -> ColumnElement[bool]:
        """The condition on a row of ``happening``."""
        return self.asks()

    @cached_property
    def found(self) -> tuple[Select[Any], ...]:
        """Queries of the row numbers of events."""
        return self.finds()


ALWAYS = true()
NOTHING = Narrowing(false, lambda: (select(Happening.id).where(false()),))


def taking_part(connection: Connection, entities: Sequence[int], roles: Iterable[str] = ()) -> Narrowing:
    """Return the filter that one of some entities takes part, in one of some roles if they are given."""
    if not entities:
        return NOTHING
    dialect = connection.dialect.name
    named = [str(role) for role in roles]
    wanted = [_one_of(dialect, Part.entity_id, entities), *([Part.role.in_(named)] if named else [])]
    parts: Any = select(Part.happening_id.label("number"), Part.date_start.label("day")).where(*wanted)
    reach = connection.execute(_reach(dialect), {NUMBERS: many(dialect, entities)}).scalar_one()
    return Narrowing(
        partial(_takes_part, dialect, entities, named),
        lambda: (select(Part.happening_id).where(*wanted),),
        (Scan(parts, Part.date_start),),
        int(reach),
    )


def _takes_part(dialect: str, entities: Sequence[int], roles: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition on events that one of some entities takes part."""
    asked = Part.entity_id if len(entities) == 1 else unindexed(dialect, Part.entity_id)
    there = select(Part.happening_id).where(Part.happening_id == Happening.id, _one_of(dialect, asked, entities))
    if roles:
        there = there.where(unindexed(dialect, Part.role).in_(roles))
    return there.correlate(Happening).exists()


@lru_cache(maxsize=2)
def _reach(dialect: str) -> Select[Any]:
    """Return the statement for the number of participations of some entities."""
    return select(func.coalesce(func.sum(Activity.events), 0)).where(is_one(dialect, Activity.entity_id))


def _one_of(dialect: str, column: Any, numbers: Sequence[int]) -> ColumnElement[bool]:
    return column == numbers[0] if len(numbers) == 1 else given(dialect, column, numbers)


def told(*conditions: Any, joined: Sequence[tuple[Any, Any]] = ()) -> Narrowing:
    """Return the filter that a telling, not rejected, is so; ``joined``: tables with what joins them to ``event``."""
    found, there = select(Event.happening_id), select(Event.id)
    for table, on in joined:
        found, there = found.join(table, on), there.join(table, on)
    found = found.where(Event.happening_id.is_not(None), not_rejected(), *conditions)
    there = there.where(Event.happening_id == Happening.id, not_rejected(), *conditions)
    return Narrowing(there.correlate(Happening).exists, lambda: (found,))


def written(dialect: str, phrases: Sequence[str], role: ColumnElement[bool]) -> Narrowing:
    """Return the filter that a participant who is no entity has one of some names (``argument.words``) and a role."""
    joined = ((Argument, Argument.event_id == Event.id),)
    unnamed = (Argument.entity_id.is_(None), role)
    found = told(*unnamed, given(dialect, Argument.words, phrases), joined=joined)
    there = told(*unnamed, given(dialect, unindexed(dialect, Argument.words), phrases), joined=joined)
    return replace(found, asks=there.asks)


def either(connection: Connection, one: Narrowing, other: Narrowing | None) -> Narrowing:
    """Return the filter that one or the other holds; it can be read in order if the other finds few."""
    if other is None:
        return one
    both = Narrowing(lambda: or_(one.check, other.check), lambda: (*one.found, *other.found), sure=one.sure)
    if not one.scans:
        return both
    numbers = connection.execute(other.found[0].limit(limits.FEW)).scalars().all()
    if len(numbers) >= limits.FEW:
        return both
    few: Any = select(Happening.id.label("number"), Happening.date_start.label("day"))
    few = few.where(given(connection.dialect.name, Happening.id, numbers))
    scans = (*one.scans, Scan(few, Happening.date_start))
    return replace(both, scans=scans, reach=one.reach + len(numbers))
