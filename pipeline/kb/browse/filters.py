"""What is asked of merged events, as conditions on their table.

Each filter is a condition of its own: an event told by a newspaper and by an article with certain words need not have
both from one article. So narrowing by a value of a facet gives as many events as the facet says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, false, func, or_, select, union_all

from pipeline.kb import keys
from pipeline.kb.across import Happening, Part
from pipeline.kb.browse.resolve import entity_number
from pipeline.kb.browse.shapes import HappeningFilters, Precision
from pipeline.kb.filters import ACTING, TAKING_PLACE, among, entities_named, with_inside, written_so
from pipeline.kb.happenings import REJECTED, not_rejected, stands
from pipeline.kb.identify import INSTITUTION, OFFICIAL, PLACE
from pipeline.kb.name_index import PositionWord, begun, refs
from pipeline.kb.schema import Amount, Argument, Article, Entity, Event, Occupancy
from pipeline.kb.search_query import parse
from pipeline.kb.search_sql import found_articles, named_entities

MOST_DAYS = {Precision.DAY: 1, Precision.MONTH: 31, Precision.YEAR: 366}
Conditions = list[ColumnElement[bool]]


def conditions(connection: Connection, filters: HappeningFilters) -> Conditions:
    """Return what events must fulfil; rejected ones fulfil nothing. Names are looked up here."""
    return [
        stands(),
        *_own(connection, filters),
        *_taking_part(connection, filters),
        *_told(connection, filters),
    ]


def _own(connection: Connection, filters: HappeningFilters) -> Conditions:
    """Return the conditions on the cells of the event itself."""
    start, end = Happening.date_start, func.coalesce(Happening.date_end, Happening.date_start)
    found: Conditions = []
    if filters.types:
        found.append(Happening.type.in_([str(t) for t in filters.types]))
    if filters.statuses:
        found.append(Happening.status.in_([str(s) for s in filters.statuses]))
    if filters.date_from:
        found.append(end >= filters.date_from)
    if filters.date_to:
        found.append(start <= filters.date_to)
    if filters.precision in MOST_DAYS:
        found.append(days_between(connection.dialect.name, start, end) < MOST_DAYS[filters.precision])
    if filters.min_confidence is not None:
        found.append(Happening.confidence >= filters.min_confidence)
    if filters.min_sources is not None:
        found.append(Happening.sources >= filters.min_sources)
    return found


def days_between(dialect: str, start: Any, end: Any) -> ColumnElement[Any]:
    """Return the number of days from one day to another, 0 for the same; null where one is."""
    return end - start if dialect == "postgresql" else func.julianday(end) - func.julianday(start)


def _taking_part(connection: Connection, filters: HappeningFilters) -> Conditions:
    """Return the conditions on participants."""
    asked = ((filters.official, _official), (filters.institution, _institution), (filters.place, _place), (filters.office, _office))  # fmt: skip
    found = [_one_of(queries(connection, text)) for text, queries in asked if text and text.strip()]
    for key in filters.entities:
        found.append(_one_of([_parts_of([number])] if (number := entity_number(connection, key)) else []))
    if filters.inside:
        found.append(_one_of(_within(connection, filters.inside)))
    if filters.kind:
        there = select(Part.happening_id).join(Entity, Entity.id == Part.entity_id)
        found.append(_one_of([there.where(Entity.kind == INSTITUTION, Entity.subkind == str(filters.kind))]))
    return found


def _official(connection: Connection, text: str) -> list[Select[Any]]:
    """Events in which an official of this name takes part, or somebody not known otherwise is called so."""
    named = entities_named(connection, text, OFFICIAL)
    return [*_parts_if(named), *_written(connection, text, Argument.role.in_(map(str, ACTING)))]


def _institution(connection: Connection, text: str) -> list[Select[Any]]:
    """Events in which an institution of this name takes part, or what was acted on is called so."""
    named = entities_named(connection, text, INSTITUTION)
    return [*_parts_if(named), *_written(connection, text, Argument.role.not_in(map(str, ACTING)))]


def _place(connection: Connection, text: str) -> list[Select[Any]]:
    """Events at a place of this name or at anything in it."""
    named = entities_named(connection, text, PLACE)
    return [*_there(connection, named), *_written(connection, text, Argument.role == "place")]


def _within(connection: Connection, key: str) -> list[Select[Any]]:
    number = entity_number(connection, key)
    return _there(connection, [number]) if number else []


def _there(connection: Connection, places: Sequence[int]) -> list[Select[Any]]:
    """Events at places or at anything in them."""
    inside = with_inside(connection, list(places))
    return [q.where(Part.role.in_(map(str, TAKING_PLACE))) for q in _parts_if(inside)]


def _office(connection: Connection, text: str) -> list[Select[Any]]:
    """Events with a telling in whose article a participant holds such an office, or who acts is named by it alone."""
    offices = refs(connection, begun(PositionWord, text))
    found = []
    if offices:
        holds = (
            select(Event.happening_id)
            .join(Argument, Argument.event_id == Event.id)
            .join(Occupancy, and_(Occupancy.article_id == Event.article_id, Occupancy.entity_id == Argument.entity_id))
            .where(among(Occupancy.position_id, offices), Occupancy.verdict.is_distinct_from(REJECTED))
        )
        found.append(_of_event(holds))
    return [*found, *_written(connection, text, Argument.role.in_(map(str, ACTING)))]


def _written(connection: Connection, text: str, role: ColumnElement[bool]) -> list[Select[Any]]:
    there = written_so(connection, text)
    if there is None:
        return []
    told = select(Event.happening_id).join(Argument, Argument.event_id == Event.id).where(there, role)
    return [_of_event(told)]


def _parts_if(entities: list[int]) -> list[Select[Any]]:
    return [_parts_of(entities)] if entities else []


def _parts_of(entities: list[int]) -> Select[Any]:
    return select(Part.happening_id).where(among(Part.entity_id, entities))


def _told(connection: Connection, filters: HappeningFilters) -> Conditions:
    """Return the conditions on the articles that tell the event."""
    found: Conditions = []
    if filters.outlet:
        found.append(_told_by(Article.outlet == keys.asked_key(filters.outlet)))
    if filters.article:
        key = keys.asked_key(filters.article)
        found.append(_told_by(or_(Article.key == key, Article.document_id == key)))
    if filters.q and filters.q.strip():
        found.append(_with_words(connection, filters.q))
    if filters.amount_from is not None or filters.amount_to is not None or filters.currency:
        told = select(Event.happening_id).join(Amount, Amount.article_id == Event.article_id)
        found.append(_one_of([_of_event(told.where(*amount_conditions(filters)))]))
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


def _told_by(article: ColumnElement[bool]) -> ColumnElement[bool]:
    told = select(Event.happening_id).join(Article, Article.id == Event.article_id)
    return _one_of([_of_event(told.where(article))])


def _with_words(connection: Connection, text: str) -> ColumnElement[bool]:
    articles = articles_with(connection, text)
    return false() if articles is None else _told_by(and_(*articles))


def articles_with(connection: Connection, text: str) -> Conditions | None:
    """Return the conditions on articles that full text search finds by a text; None: it has no words to find."""
    query = parse(text)
    if not query.wanted:
        return None
    return found_articles(connection.dialect.name, query, named_entities(connection, query))


def _of_event(told: Select[Any]) -> Select[Any]:
    """Only tellings that are put together into an event and not rejected."""
    return told.where(Event.happening_id.is_not(None), not_rejected())


def _one_of(queries: Sequence[Select[Any]]) -> ColumnElement[bool]:
    """Events that one of the queries finds."""
    if not queries:
        return false()
    return Happening.id.in_(queries[0] if len(queries) == 1 else union_all(*queries))
