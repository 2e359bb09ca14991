"""What to look for among the events, as conditions on the tables. Names are compared by folded words, in Latin letters by sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, false, func, or_, select, union_all

from corpus.mention import ArgumentRole, EventType, Status
from gazetteer.transliteration import is_latin, is_latin_article, joined, latin_sounds
from pipeline.kb import keys
from pipeline.kb.engine import batches
from pipeline.kb.identify import INSTITUTION, OFFICIAL, PLACE
from pipeline.kb.name_index import EntityWord, PhraseWord, PositionWord, begun, refs, sounding
from pipeline.kb.schema import Argument, Article, Entity, Event, Name, Occupancy

LIMIT = 50
LONGEST_NAME = 8  # words in Latin letters; each may be read in many ways, and a query holds so many conditions only
APART = 8  # entities at most whose events are read one after another; each adds to what the engine must plan
ESCAPE = "\\"
PARAMETERS = 5000  # of one list; the engines take some ten thousands in all
ACTING = (ArgumentRole.AGENT, ArgumentRole.COMPANION)
TAKING_PART: Any = select(Argument.event_id, Argument.date_start)
TAKING_PLACE = (ArgumentRole.PLACE, ArgumentRole.TARGET, ArgumentRole.RECIPIENT)


@dataclass(frozen=True)
class EventFilters:
    """What to look for; filters are joined by "and", an empty one asks for nothing.

    ``official``: words of the name or office of whoever acts; a name in Latin letters will do. ``institution``: words of a centre's name, in any part.
    ``place``: words of a place's name; places and institutions stated to lie in it count too. ``date_from`` and
    ``date_to``: the event's days overlap them; undated events do not. ``article``: key or document id.
    """

    official: str | None = None
    institution: str | None = None
    place: str | None = None
    type: EventType | None = None
    status: Status | None = None
    date_from: date | None = None
    date_to: date | None = None
    article: str | None = None
    limit: int = LIMIT
    offset: int = 0


@dataclass(frozen=True)
class Part:
    """Participants of events that fit: ``query`` gives their ``event_id`` and ``date_start``; of ``entities`` if given."""

    query: Select[Any]
    entities: tuple[int, ...] | None = None

    @property
    def all(self) -> Select[Any]:
        """The query of all of them."""
        return self.query if self.entities is None else self.query.where(among(Argument.entity_id, self.entities))

    @property
    def each(self) -> list[Select[Any]]:
        """The query for each entity apart, which an index answers in the order of days; one where there are many."""
        if self.entities is None or len(self.entities) > APART:
            return [self.all]
        return [self.query.where(Argument.entity_id == entity) for entity in self.entities]


@dataclass(frozen=True)
class Wanted:
    """What events must fulfil: ``names``, the participants for each name asked for, within the days and of the type asked
    for, and ``rest``, conditions on events.
    """

    names: tuple[tuple[Part, ...], ...]
    rest: tuple[ColumnElement[bool], ...]
    plain: bool  # nothing is asked for that ``names`` do not say

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return conditions on events joined with their articles."""
        return [*map(_one_of, self.names), *self.rest]


def wanted(connection: Connection, filters: EventFilters) -> Wanted:
    """Return what events must fulfil; what a researcher rejected fulfils nothing.

    Names are looked up first, so that the engine plans with the entities they mean and not with patterns.
    """
    asked = ((filters.official, _acts), (filters.institution, _concerns), (filters.place, _happens_in))
    within = _taken_part_within(filters)
    names = tuple(
        tuple(replace(part, query=part.query.where(*days)) for part in parts(connection, text) for days in within)
        for text, parts in asked
        if text and text.strip()
    )
    rest: list[ColumnElement[bool]] = [Event.verdict.is_distinct_from("rejected"), *_told_within(Event, filters)]
    if filters.status:
        rest.append(Event.status == str(filters.status))
    if filters.article:
        key = keys.asked_key(filters.article)
        rest.append(or_(Article.key == key, Article.document_id == key))
    return Wanted(names, tuple(rest), len(names) == 1 and not filters.status and not filters.article)


def _told_within(table: type[Event] | type[Argument], filters: EventFilters) -> list[ColumnElement[bool]]:
    """Return the conditions of type and days on events, or on participants, which carry those of their event."""
    found: list[ColumnElement[bool]] = []
    if filters.type:
        found.append(table.type == str(filters.type))
    if filters.date_from:
        found.append(func.coalesce(table.date_end, table.date_start) >= filters.date_from)
    if filters.date_to:
        found.append(table.date_start <= filters.date_to)
    return found


def _taken_part_within(filters: EventFilters) -> list[list[ColumnElement[bool]]]:
    """Return the same conditions on participants, in ways that exclude each other and that an index each answers.

    What began before the first day and reaches into it lasts for more than a day, which few events do.
    """
    all_of = _told_within(Argument, filters)
    if not filters.date_from:
        return [all_of]
    began_before = [
        Argument.date_start < filters.date_from,
        Argument.date_end >= filters.date_from,
        Argument.date_end > Argument.date_start,
    ]
    return [[*all_of, Argument.date_start >= filters.date_from], [*all_of, *began_before]]


def entities_named(connection: Connection, text: str, kind: str) -> list[int]:
    """Return the entities of a kind with a name whose words begin with those of the text, or sound like them."""
    found: set[int] = set()
    for maybe, called in (
        (begun(EntityWord, text), _has_words(Name.words, text)),
        (sounding(ways(text)), sounds_like(text)),
    ):
        if maybe is not None:
            query = select(Name.entity_id).join(Entity, Entity.id == Name.entity_id)
            found |= set(
                connection.execute(query.where(Name.entity_id.in_(maybe), Entity.kind == kind, called)).scalars()
            )
    return with_merged(connection, sorted(found))


def with_merged(connection: Connection, entities: list[int]) -> list[int]:
    """Return entities with all that are one with them: who was merged goes by every name of the others."""
    stands_for = func.coalesce(Entity.canonical_id, Entity.id)
    canonical = set(connection.execute(select(stands_for).where(among(Entity.id, entities))).scalars())
    merged = connection.execute(select(Entity.id).where(among(Entity.canonical_id, sorted(canonical)))).scalars()
    return sorted({*canonical, *merged})


def with_inside(connection: Connection, places: list[int]) -> list[int]:
    """Return places with all that is stated to lie in them, at any depth: places and institutions.

    What was merged lies where any of those it was made of was said to.
    """
    found = inside = set(with_merged(connection, places))
    while inside:
        below = connection.execute(select(Entity.id).where(among(Entity.place_id, sorted(inside)))).scalars()
        inside = set(with_merged(connection, sorted(set(below) - found))) - found
        found = found | inside
    return sorted(found)


def _acts(connection: Connection, text: str) -> list[Part]:
    """Events where an official of this name, or the holder of an office with these words, takes part."""
    named = entities_named(connection, text, OFFICIAL)
    offices = refs(connection, begun(PositionWord, text))
    parts = [Part(TAKING_PART, tuple(named))] if named else []
    if offices:
        holds = (
            TAKING_PART.join(Event, Event.id == Argument.event_id)
            .join(Occupancy, and_(Occupancy.article_id == Event.article_id, Occupancy.entity_id == Argument.entity_id))
            .where(among(Occupancy.position_id, offices))
        )
        parts.append(Part(holds))
    return [*parts, *_as_written(connection, text, Argument.role.in_(map(str, ACTING)))]


def _concerns(connection: Connection, text: str) -> list[Part]:
    """Events where an institution of this name has a part, or is named in the words of what was acted on."""
    named = entities_named(connection, text, INSTITUTION)
    parts = [Part(TAKING_PART, tuple(named))] if named else []
    return [*parts, *_as_written(connection, text, Argument.role.not_in(map(str, ACTING)))]


def _happens_in(connection: Connection, text: str) -> list[Part]:
    """Events at a place of this name, or at something stated to lie in it (at any depth)."""
    named = with_inside(connection, entities_named(connection, text, PLACE))
    there = Part(TAKING_PART.where(Argument.role.in_(map(str, TAKING_PLACE))), tuple(named))
    as_written = _as_written(connection, text, Argument.role == str(ArgumentRole.PLACE))
    return [*([there] if named else []), *as_written]


def _as_written(connection: Connection, text: str, role: ColumnElement[bool]) -> list[Part]:
    """Return the query of events with a participant that is no entity and has these words; none where there is none."""
    there = written_so(connection, text)
    return [] if there is None else [Part(TAKING_PART.where(there, role))]


def written_so(connection: Connection, text: str) -> ColumnElement[bool] | None:
    """Return the condition on arguments that are no entity and have these words; None where there is none."""
    phrases = refs(connection, begun(PhraseWord, text))
    return and_(Argument.entity_id.is_(None), among(Argument.words, phrases)) if phrases else None


def _one_of(parts: Sequence[Part]) -> ColumnElement[bool]:
    """Events that one of the queries finds: a single list of them, which the engine can start from."""
    if not parts:
        return false()
    numbers = [part.all.with_only_columns(Argument.event_id) for part in parts]
    return Event.id.in_(numbers[0] if len(numbers) == 1 else union_all(*numbers))


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


def ways(text: str) -> list[list[str]]:
    """Return, for each word of a text in Latin letters, the keys of sound a name may have for it; else nothing.

    A word may be written together with its neighbour in the name, or apart: ``Ben Moussa``, ``بنموسى``. Articles are no
    words (``El Otmani``).
    """
    words = [word for word in keys.search_words(text) if not is_latin_article(word)]
    if not 0 < len(words) <= LONGEST_NAME or not all(is_latin(word) for word in words):
        return []
    return with_neighbours([latin_sounds(word) for word in words])


def with_neighbours(sounds: Sequence[tuple[str, ...]]) -> list[list[str]]:
    """Return, for each word of a name, its keys of sound and those of it written together with the one beside it."""
    pairs = [joined(one, other) for one, other in pairwise(sounds)]
    beside = zip(sounds, [(), *pairs], [*pairs, ()], strict=True) if sounds else ()
    return [[*one, *before, *after] for one, before, after in beside]


def sounds_like(text: str) -> ColumnElement[bool]:
    """Every word of the text in Latin letters is one of the name by its consonants: ``amzazi`` finds ``أمزازي``."""
    found = ways(text)
    return and_(*(or_(*(Name.sounds.like(f"% {key} %") for key in some)) for some in found)) if found else false()


def _has_words(column: Any, text: str) -> ColumnElement[bool]:
    """Every word of the text begins a word of the column: ``مركز المواكبة`` finds ``مركز المواكبة لحماية الطفولة``."""
    words = keys.search_words(text)
    if not words:  # only marks and signs were asked for; nothing is called so
        return false()
    return and_(*(column.like(f"% {word}%", escape=ESCAPE) for word in words))
