"""What to look for among the events, as conditions on the tables. Names are compared by folded words, in Latin letters by sound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    false,
    func,
    intersect,
    or_,
    select,
    union_all,
)

from corpus.mention import EventType, Status
from gazetteer.transliteration import is_latin, is_latin_article, joined, latin_sounds
from pipeline.kb import keys
from pipeline.kb.identify import INSTITUTION, OFFICIAL, PLACE
from pipeline.kb.many import NUMBERS, in_one, is_one, many, numbers
from pipeline.kb.name_index import (
    EntityWord,
    PhraseWord,
    PositionWord,
    begun_refs,
    begun_so,
    begun_values,
    narrowing,
    sounding,
)  # fmt: skip
from pipeline.kb.participants import (
    ACTING as ACTING,
)  # fmt: skip
from pipeline.kb.participants import TAKING_PLACE as TAKING_PLACE
from pipeline.kb.participants import (
    Begun,
    By,
    Part,
    Role,
    Shape,
    Value,
    of_event,
    taking_part,
    told_within,
)
from pipeline.kb.participants import among as among
from pipeline.kb.schema import Argument, Article, Entity, Event, Name

LIMIT = 50
LONGEST_NAME = 8  # words in Latin letters; each may be read in many ways, and a query holds so many conditions only
ESCAPE = "\\"


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


class Rest(NamedTuple):
    """Which conditions events must fulfil besides those on participants."""

    typed: bool
    since: bool
    until: bool
    status: bool
    article: bool


@dataclass(frozen=True)
class Wanted:
    """What events must fulfil: ``names``, the participants for each name asked for, within the days and of the type asked
    for, and ``rest``, conditions on events; ``told``: the values of all but the names.
    """

    names: tuple[tuple[Part, ...], ...]
    rest: Rest
    told: Mapping[str, Any]

    @property
    def plain(self) -> bool:
        """Whether nothing is asked for that participants do not say, of one name."""
        return len(self.names) == 1 and not self.rest.status and not self.rest.article

    @property
    def values(self) -> dict[str, Any]:
        """The values of all parameters."""
        found = dict(self.told)
        for parts in self.names:
            for part in parts:
                found |= part.values
        return found

    @property
    def shapes(self) -> tuple[tuple[Shape, ...], ...]:
        """What the queries of participants are like, for each name."""
        return tuple(tuple(part.shape for part in parts) for parts in self.names)

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return conditions on events joined with their articles."""
        return conditions(self.shapes, self.rest, self.values.__getitem__)


def conditions(
    shapes: Sequence[Sequence[Shape]], rest: Rest, value: Value, *, from_first: bool = False
) -> list[ColumnElement[bool]]:
    """Return conditions on events joined with their articles; what a researcher rejected fulfils nothing.

    ``from_first``: for an engine to start from the first name and look at the events it gives for the others. Else it
    compares the events of all names by number, before it reads any.
    """
    near, far = shapes[: 1 if from_first else None], shapes[1:] if from_first else []
    if len(near) > 1 and all(near):
        found: list[ColumnElement[bool]] = [
            Event.id.in_(intersect(*(select(_numbers(parts, value).subquery()) for parts in near)))
        ]
    else:
        found = [_one_of(parts, value) for parts in near]
    found += [or_(false(), *(of_event(shape, value) for shape in parts)) for parts in far]
    found.append(Event.verdict.is_distinct_from("rejected"))
    found += told_within(Event, value, typed=rest.typed, since=rest.since, until=rest.until)
    if rest.status:
        found.append(Event.status == value("status"))
    if rest.article:
        found.append(or_(Article.key == value("article"), Article.document_id == value("article")))
    return found


def wanted(connection: Connection, filters: EventFilters) -> Wanted:
    """Return what events must fulfil.

    Names are looked up first, so that the engine plans with the entities they mean and not with patterns.
    """
    typed, since, until = bool(filters.type), filters.date_from is not None, filters.date_to is not None
    told = {"type": str(filters.type), "date_from": filters.date_from, "date_to": filters.date_to}
    asked = ((filters.official, _acts), (filters.institution, _concerns), (filters.place, _happens_in))
    begun = (Begun.WITHIN, Begun.BEFORE) if since else (Begun.WHENEVER,)
    names = tuple(
        tuple(
            Part(shape, some, told).during(way, typed=typed, until=until)
            for shape, some in parts(connection, text)
            for way in begun
        )
        for text, parts in asked
        if text and text.strip()
    )
    # Participants carry type and days of their event; said twice, an engine would start from the days.
    days = (False, False, False) if names else (typed, since, until)
    rest = Rest(*days, status=bool(filters.status), article=bool(filters.article))
    article = keys.asked_key(filters.article) if filters.article else None
    return Wanted(names, rest, {**told, "status": str(filters.status), "article": article})


def entities_named(connection: Connection, text: str, kind: str) -> list[int]:
    """Return the entities of a kind with a name whose words begin with those of the text, or sound like them."""
    found: set[int] = set()
    if words := tuple(dict.fromkeys(keys.search_words(text))):
        called = {f"called_{place}": f"% {word}%" for place, word in enumerate(words)}
        looked_up = narrowing(connection, EntityWord, words)
        asked = {**begun_values(looked_up), **called, "kind": kind}
        found |= set(numbers(connection, _named(connection.dialect.name, len(words), len(looked_up)), asked))
    maybe = sounding(ways(text))
    if maybe is not None:
        query = select(STANDS_FOR).join(Name, Name.entity_id == Entity.id)
        query = query.where(Name.entity_id.in_(maybe), Entity.kind == kind, sounds_like(text))
        found |= set(connection.execute(query).scalars().all())
    return _with_parts(connection, found)


STANDS_FOR: Any = func.coalesce(Entity.canonical_id, Entity.id)
MADE_OF: dict[str, tuple[Any, Any]] = {  # what is found of entities, and by which of their columns
    "canonical": (STANDS_FOR, Entity.id),
    "merged": (Entity.id, Entity.canonical_id),
    "below": (Entity.id, Entity.place_id),
}


@lru_cache(maxsize=10)
def _related(dialect: str, how: str) -> Select[Any]:
    found, column = MADE_OF[how]
    return in_one(dialect, select(found).where(is_one(dialect, column)).distinct())


@lru_cache(maxsize=100)
def _named(dialect: str, number: int, looked_up: int) -> Select[Any]:
    """Return the query of the entities of a kind, who was merged being the other, with a name that has so many words, each
    begun so, some of which are looked up."""
    query = select(STANDS_FOR).join(Name, Name.entity_id == Entity.id)
    called = (Name.words.like(bindparam(f"called_{place}"), escape=ESCAPE) for place in range(number))
    query = query.where(Name.entity_id.in_(begun_so(EntityWord, looked_up)), Entity.kind == bindparam("kind"), *called)
    return in_one(dialect, query)


def with_merged(connection: Connection, entities: Iterable[int]) -> list[int]:
    """Return entities with all that are one with them: who was merged goes by every name of the others."""
    return _with_parts(connection, _of(connection, "canonical", entities))


def _with_parts(connection: Connection, canonical: set[int]) -> list[int]:
    """Return entities that stand for themselves with all that were merged into them."""
    return sorted(canonical | _of(connection, "merged", canonical))


def with_inside(connection: Connection, places: list[int]) -> list[int]:
    """Return places with all that is stated to lie in them, at any depth: places and institutions.

    What was merged lies where any of those it was made of was said to.
    """
    found = inside = set(with_merged(connection, places))
    while inside:
        below = _of(connection, "below", inside) - found
        inside = set(with_merged(connection, below)) - found
        found = found | inside
    return sorted(found)


def _of(connection: Connection, how: str, entities: Iterable[int]) -> set[int]:
    """Return what is found of entities, however many: see ``MADE_OF``."""
    dialect = connection.dialect.name
    return set(numbers(connection, _related(dialect, how), {NUMBERS: many(dialect, sorted(entities))}))


Whom = list[tuple[Shape, tuple[Any, ...]]]


def _acts(connection: Connection, text: str) -> Whom:
    """Events where an official of this name, or the holder of an office with these words, takes part."""
    named = entities_named(connection, text, OFFICIAL)
    offices = begun_refs(connection, PositionWord, text)
    return _some(
        (Shape("official", By.ENTITY), named),
        (Shape("offices", By.OFFICE), offices),
        (Shape("official_words", By.WORDS, Role.ACTING), phrases_with(connection, text)),
    )


def _concerns(connection: Connection, text: str) -> Whom:
    """Events where an institution of this name has a part, or is named in the words of what was acted on."""
    named = entities_named(connection, text, INSTITUTION)
    words = phrases_with(connection, text)
    return _some(
        (Shape("institution", By.ENTITY), named), (Shape("institution_words", By.WORDS, Role.NOT_ACTING), words)
    )


def _happens_in(connection: Connection, text: str) -> Whom:
    """Events at a place of this name, or at something stated to lie in it (at any depth)."""
    named = with_inside(connection, entities_named(connection, text, PLACE))
    words = phrases_with(connection, text)
    return _some(
        (Shape("place", By.ENTITY, Role.TAKING_PLACE), named), (Shape("place_words", By.WORDS, Role.PLACE), words)
    )


def _some(*asked: tuple[Shape, Sequence[Any]]) -> Whom:
    return [(shape, tuple(some)) for shape, some in asked if some]


def phrases_with(connection: Connection, text: str) -> list[str]:
    """Return what participants that are no entities are called (``argument.words``) with the words of a text."""
    return begun_refs(connection, PhraseWord, text)


def _one_of(shapes: Sequence[Shape], value: Value) -> ColumnElement[bool]:
    """Events that one of the queries finds: a single list of them, which the engine can start from."""
    return Event.id.in_(_numbers(shapes, value)) if shapes else false()


def _numbers(shapes: Sequence[Shape], value: Value) -> Any:
    """Return the query of the events that participants of one of the shapes take part in."""
    found = [taking_part(shape, value).with_only_columns(Argument.event_id) for shape in shapes]
    return found[0] if len(found) == 1 else union_all(*found)


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
