"""What to look for among the events, as conditions on the tables. Names are compared by folded words, in Latin letters by sound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from corpus.mention import ArgumentRole, EventType, Status
from gazetteer.transliteration import is_latin, is_latin_article, joined, latin_sounds
from pipeline.kb import keys
from pipeline.kb.identify import INSTITUTION, OFFICIAL, PLACE
from pipeline.kb.schema import Argument, Article, Entity, Event, Name, Occupancy, Position

LIMIT = 50
LONGEST_NAME = 8  # words in Latin letters; each may be read in many ways, and a query holds so many conditions only
ESCAPE = "\\"
ACTING = (ArgumentRole.AGENT, ArgumentRole.COMPANION)
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


def conditions(filters: EventFilters) -> list[ColumnElement[bool]]:
    """Return what events (joined with their articles) must fulfil."""
    found: list[ColumnElement[bool]] = []
    if filters.official and filters.official.strip():
        found.append(_acts(filters.official))
    if filters.institution and filters.institution.strip():
        found.append(_concerns(filters.institution))
    if filters.place and filters.place.strip():
        found.append(_happens_in(filters.place))
    if filters.type:
        found.append(Event.type == str(filters.type))
    if filters.status:
        found.append(Event.status == str(filters.status))
    if filters.date_from:
        found.append(func.coalesce(Event.date_end, Event.date_start) >= filters.date_from)
    if filters.date_to:
        found.append(Event.date_start <= filters.date_to)
    if filters.article:
        key = keys.asked_key(filters.article)
        found.append(or_(Article.key == key, Article.document_id == key))
    return found


def _acts(text: str) -> ColumnElement[bool]:
    """Events where an official of this name, or the holder of an office with these words, takes part."""
    named = _named(text, OFFICIAL)
    holds = (
        select(Argument.event_id)
        .join(Event, Event.id == Argument.event_id)
        .join(Occupancy, and_(Occupancy.article_id == Event.article_id, Occupancy.entity_id == Argument.entity_id))
        .join(Position, Position.id == Occupancy.position_id)
        .where(_has_words(Position.words, text))
    )
    by_name = select(Argument.event_id).where(Argument.entity_id.in_(named))
    as_written = select(Argument.event_id).where(
        Argument.entity_id.is_(None), Argument.role.in_(map(str, ACTING)), _has_words(Argument.words, text)
    )
    return or_(Event.id.in_(by_name), Event.id.in_(holds), Event.id.in_(as_written))


def _concerns(text: str) -> ColumnElement[bool]:
    """Events where an institution of this name has a part, or is named in the words of what was acted on."""
    by_name = select(Argument.event_id).where(Argument.entity_id.in_(_named(text, INSTITUTION)))
    as_written = select(Argument.event_id).where(
        Argument.entity_id.is_(None), Argument.role.not_in(map(str, ACTING)), _has_words(Argument.words, text)
    )
    return or_(Event.id.in_(by_name), Event.id.in_(as_written))


def _happens_in(text: str) -> ColumnElement[bool]:
    """Events at a place of this name, or at something stated to lie in it (at any depth)."""
    inside = _named(text, PLACE).cte("inside", recursive=True)
    child = aliased(Entity)
    inside = inside.union(select(child.id).join(inside, child.place_id == inside.c[0]))
    there = select(Argument.event_id).where(
        Argument.entity_id.in_(select(inside.c[0])), Argument.role.in_(map(str, TAKING_PLACE))
    )
    as_written = select(Argument.event_id).where(
        Argument.entity_id.is_(None), Argument.role == str(ArgumentRole.PLACE), _has_words(Argument.words, text)
    )
    return or_(Event.id.in_(there), Event.id.in_(as_written))


def _named(text: str, kind: str) -> Select[int]:
    called = or_(_has_words(Name.words, text), sounds_like(text))
    return select(Name.entity_id).join(Entity, Entity.id == Name.entity_id).where(Entity.kind == kind, called)


def sounds_like(text: str) -> ColumnElement[bool]:
    """Every word of the text in Latin letters is one of the name by its consonants: ``amzazi`` finds ``أمزازي``.

    A word may be written together with its neighbour in the name, or apart: ``Ben Moussa``, ``بنموسى``. Articles are no
    words (``El Otmani``).
    """
    words = [word for word in keys.search_words(text) if not is_latin_article(word)]
    if not 0 < len(words) <= LONGEST_NAME or not all(is_latin(word) for word in words):
        return false()
    sounds = [latin_sounds(word) for word in words]
    pairs = [joined(one, other) for one, other in pairwise(sounds)]
    ways = [[*one, *before, *after] for one, before, after in zip(sounds, [(), *pairs], [*pairs, ()], strict=True)]
    return and_(*(or_(*(Name.sounds.like(f"% {key} %") for key in some)) for some in ways))


def _has_words(column: Any, text: str) -> ColumnElement[bool]:
    """Every word of the text begins a word of the column: ``مركز المواكبة`` finds ``مركز المواكبة لحماية الطفولة``."""
    words = keys.search_words(text)
    if not words:  # only marks and signs were asked for; nothing is called so
        return false()
    return and_(*(column.like(f"% {word}%", escape=ESCAPE) for word in words))
