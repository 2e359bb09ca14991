"""Queries of those who take part in events, by whom and when, made once for each shape of question.

To make a statement takes SQLAlchemy longer than an engine takes to answer it. So a query is made for a :class:`Shape`,
with a parameter for each value, and kept; :class:`Part` is a shape with its values. Where the query goes into a larger
statement that is not kept, it is made with the values in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    func,
    or_,
    select,
)  # fmt: skip

from corpus.mention import ArgumentRole
from pipeline.kb.engine import batches
from pipeline.kb.schema import Argument, Event, Occupancy

PARAMETERS = 5000  # of one list; the engines take some ten thousands in all
APART = (1, 2, 4, 8)  # entities whose events are read one after another; each adds to what the engine must plan
NOBODY = 0  # the number of no row
ACTING = (ArgumentRole.AGENT, ArgumentRole.COMPANION)
TAKING_PLACE = (ArgumentRole.PLACE, ArgumentRole.TARGET, ArgumentRole.RECIPIENT)
TAKING_PART: Any = select(Argument.event_id, Argument.date_start)
Value = Callable[[str], Any]  # what stands in a statement for what is called so: a parameter, or the value


class By(StrEnum):
    """What participants are known by: their entity, an office they hold in the article, their words, being no entity."""

    ENTITY = "entity"
    OFFICE = "office"
    WORDS = "words"


class Begun(StrEnum):
    """Whether the first day asked for says anything, and whether the event begins by then or before and reaches into it."""

    WHENEVER = "whenever"
    WITHIN = "within"
    BEFORE = "before"


class Role(StrEnum):
    """In which parts of an event."""

    ANY = "any"
    ACTING = "acting"
    NOT_ACTING = "not acting"
    TAKING_PLACE = "taking place"
    PLACE = "place"


class Shape(NamedTuple):
    """What a query of participants is like. ``name``: of the parameter for whom it asks for; ``large``: more values than
    an engine takes as parameters; ``typed``, ``until``: whether a type and a last day are asked for."""

    name: str
    by: By
    role: Role = Role.ANY
    begun: Begun = Begun.WHENEVER
    typed: bool = False
    until: bool = False
    large: bool = False

    @property
    def dated(self) -> bool:
        """Whether days are asked for."""
        return self.begun is not Begun.WHENEVER or self.until


@dataclass(frozen=True)
class Part:
    """Participants of events that fit; ``some``: the row numbers or words of whom it asks for, ``told``: type and days."""

    shape: Shape
    some: tuple[Any, ...]
    told: Mapping[str, Any]

    @property
    def all(self) -> Select[Any]:
        """The query of all of them, with the values in it: ``event_id`` and ``date_start``."""
        return taking_part(self.shape, self.values.__getitem__)

    @property
    def of_event(self) -> ColumnElement[bool]:
        """The condition that an event has one of them; not for queries that look at events themselves."""
        return of_event(self.shape, self.values.__getitem__)

    @property
    def values(self) -> dict[str, Any]:
        """The values of all parameters."""
        return {**self.told, self.shape.name: list(self.some), **self.apart}

    @property
    def apart(self) -> dict[str, Any]:
        """The values by the names that :func:`each` has for them."""
        padded = [*self.some, *(NOBODY,) * self.each]
        return {f"{self.shape.name}_{place}": padded[place] for place in range(self.each)}

    @property
    def each(self) -> int:
        """How many entities are asked for one by one, nobody among them so that there are fewer shapes; 0: all together."""
        if self.shape.by is not By.ENTITY:
            return 0
        return next((number for number in APART if len(self.some) <= number), 0)

    def during(self, begun: Begun, *, typed: bool, until: bool) -> Part:
        """Return those of a type and of days."""
        large = len(self.some) > PARAMETERS
        return replace(self, shape=self.shape._replace(begun=begun, typed=typed, until=until, large=large))


def parameter(dialect: str, shapes: Iterable[Shape]) -> Value:
    """Return what makes parameters of names, for statements that are kept.

    PostgreSQL takes many values as one array, so that it need not plan anew for each number of them.
    """
    asked = {shape.name: shape for shape in shapes}

    def made(name: str) -> Any:
        shape = asked.get(name)
        if shape is None:
            return bindparam(name)
        if dialect == "postgresql":
            return any_(bindparam(name, type_=ARRAY(Text if shape.by is By.WORDS else BigInteger)))
        return bindparam(name, expanding=True, literal_execute=shape.large)

    return made


def taking_part(shape: Shape, value: Value) -> Select[Any]:
    """Return the query of participants of a shape: ``event_id`` and ``date_start``."""
    return _query(shape, value, _among(_whom(shape), value(shape.name)))


def each(shape: Shape, value: Value, number: int) -> list[Select[Any]]:
    """Return the query for each of so many entities apart, which an index answers in the order of days."""
    if not number:
        return [taking_part(shape, value)]
    return [_query(shape, value, Argument.entity_id == value(f"{shape.name}_{place}")) for place in range(number)]


def of_event(shape: Shape, value: Value) -> ColumnElement[bool]:
    """Return the condition that an event has one of them; not by the index of entities."""
    whom: Any = _whom(shape)
    asked = _among(whom + 0 if shape.by is By.ENTITY else whom, value(shape.name))
    return _query(shape, value, asked).where(Argument.event_id == Event.id).correlate(Event).exists()


def told_within(
    table: type[Event] | type[Argument], value: Value, *, typed: bool, since: bool, until: bool
) -> list[ColumnElement[bool]]:
    """Return the conditions of type and days on events, or on participants, which carry those of their event."""
    found: list[ColumnElement[bool]] = []
    if typed:
        found.append(table.type == value("type"))
    if since:
        found.append(func.coalesce(table.date_end, table.date_start) >= value("date_from"))
    if until:
        found.append(table.date_start <= value("date_to"))
    return found


def among(column: Any, values: Sequence[Any]) -> ColumnElement[bool]:
    """A column holds one of the values, however many: engines take so many parameters only."""
    if len(values) <= PARAMETERS:
        return cast("ColumnElement[bool]", column.in_(values))
    return or_(
        *(
            column.in_(bindparam(None, list(some), expanding=True, literal_execute=True))
            for some in batches(values, PARAMETERS)
        )
    )


def _query(shape: Shape, value: Value, whom: ColumnElement[bool]) -> Select[Any]:
    query = TAKING_PART
    if shape.by is By.OFFICE:
        query = query.join(Event, Event.id == Argument.event_id).join(
            Occupancy,
            and_(Occupancy.article_id == Event.article_id, Occupancy.entity_id == Argument.entity_id),
        )
    if shape.by is By.WORDS:
        query = query.where(Argument.entity_id.is_(None))
    found: Select[Any] = query.where(*_in_role(shape.role), whom, *_then(shape, value))
    return found


def _whom(shape: Shape) -> Any:
    return {By.ENTITY: Argument.entity_id, By.OFFICE: Occupancy.position_id, By.WORDS: Argument.words}[shape.by]


def _in_role(role: Role) -> list[ColumnElement[bool]]:
    acting, there = [str(r) for r in ACTING], [str(r) for r in TAKING_PLACE]
    conditions: dict[Role, list[ColumnElement[bool]]] = {
        Role.ACTING: [Argument.role.in_(acting)],
        Role.NOT_ACTING: [Argument.role.not_in(acting)],
        Role.TAKING_PLACE: [Argument.role.in_(there)],
        Role.PLACE: [Argument.role == str(ArgumentRole.PLACE)],
    }
    return conditions.get(role, [])


def _then(shape: Shape, value: Value) -> list[ColumnElement[bool]]:
    """Return the conditions of type and days, in ways that exclude each other and that an index each answers.

    What began before the first day and reaches into it lasts for more than a day, which few events do.
    """
    since = shape.begun is not Begun.WHENEVER
    found = told_within(Argument, value, typed=shape.typed, since=since, until=shape.until)
    if shape.begun is Begun.WITHIN:
        found.append(Argument.date_start >= value("date_from"))
    if shape.begun is Begun.BEFORE:
        found += [
            Argument.date_start < value("date_from"),
            Argument.date_end >= value("date_from"),
            Argument.date_end > Argument.date_start,
        ]
    return found


def _among(column: Any, whom: Any) -> ColumnElement[bool]:
    if isinstance(whom, list):
        return among(column, whom)
    return cast("ColumnElement[bool]", column.in_(whom) if isinstance(whom, BindParameter) else column == whom)
