"""Questions answered from indexes find what reading every row finds, on both engines.

The reference reads all rows and compares words one by one; invented articles, every way of asking, some corrections.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select

from bench.generate import articles
from corpus.mention import EventType, Status
from pipeline.kb import corrections, filters, keys, participants
from pipeline.kb import schema as tables
from pipeline.kb.bulk import load
from pipeline.kb.engine import reading
from pipeline.kb.query import EventFilters, events

NUMBER = 30
ALL = 1000


def matches(words: str, text: str) -> bool:
    """Whether every word of the text begins one of the words."""
    asked = keys.search_words(text)
    return bool(asked) and all(f" {word}" in words for word in asked)


class Reference:
    """All rows of the knowledge base, and the question asked of each event."""

    def __init__(self, engine: Engine) -> None:
        self.rows: dict[str, list[Any]] = {}
        with reading(engine) as connection:
            for table in (tables.Event, tables.Argument, tables.Name, tables.Entity, tables.Occupancy, tables.Position):
                self.rows[table.__tablename__] = list(connection.execute(select(table.__table__)))
        self.entities = {e.id: e for e in self.rows["entity"]}
        self.titles = {p.id: p.words for p in self.rows["position"]}

    def named(self, text: str, kind: str) -> set[int]:
        found = {n.entity_id for n in self.rows["name"] if matches(n.words, text)}
        return {e for e in found if self.entities[e].kind == kind}

    def inside(self, places: set[int]) -> set[int]:
        below = {e.id for e in self.entities.values() if e.place_id in places} - places
        return self.inside(places | below) if below else places

    def keys(self, asked: EventFilters) -> list[str]:
        """Return the keys of the events that pass, the latest first."""
        found = [e for e in self.rows["event"] if e.verdict != "rejected" and self.passes(e, asked)]
        return [e.key for e in sorted(found, key=lambda e: (-(e.date_start or date.min).toordinal(), e.id))]

    def passes(self, event: Any, asked: EventFilters) -> bool:
        end = event.date_end or event.date_start
        people = [a for a in self.rows["argument"] if a.event_id == event.id]
        return (
            (not asked.type or event.type == asked.type)
            and (not asked.status or event.status == asked.status)
            and (not asked.date_from or bool(end and end >= asked.date_from))
            and (not asked.date_to or bool(event.date_start and event.date_start <= asked.date_to))
            and (not asked.official or self.acts(event, people, asked.official))
            and (not asked.institution or self.concerns(people, asked.institution))
            and (not asked.place or self.there(people, asked.place))
        )

    def acts(self, event: Any, people: Iterable[Any], text: str) -> bool:
        named = self.named(text, "official")
        held = {o.entity_id for o in self.rows["occupancy"] if o.article_id == event.article_id and matches(self.titles[o.position_id], text)}  # fmt: skip
        return any(
            (a.entity_id in named or a.entity_id in held)
            if a.entity_id
            else a.role in filters.ACTING and matches(a.words, text)
            for a in people
        )

    def concerns(self, people: Iterable[Any], text: str) -> bool:
        named = self.named(text, "institution")
        return any(
            a.entity_id in named if a.entity_id else a.role not in filters.ACTING and matches(a.words, text)
            for a in people
        )

    def there(self, people: Iterable[Any], text: str) -> bool:
        inside = self.inside(self.named(text, "place"))
        return any(
            (a.entity_id in inside and a.role in filters.TAKING_PLACE)
            if a.entity_id
            else a.role == "place" and matches(a.words, text)
            for a in people
        )


def questions(engine: Engine) -> list[EventFilters]:
    """Return one question of each kind about things that are there, and their combinations."""
    found = events(engine, EventFilters(limit=3, offset=20)).rows
    asked = [
        EventFilters(),
        EventFilters(status=Status.PLANNED),
        EventFilters(official="لا أحد"),
        EventFilters(place="%"),
    ]
    for row in found:
        name, town = row.agents[0].name, row.places[0].name
        day, office = row.date_start, (*row.agents[0].titles, row.agents[0].name)[0]
        asked += [
            EventFilters(official=name),
            EventFilters(official=name.split()[0]),
            EventFilters(official=office),
            EventFilters(official=office.split()[0], type=EventType.VISIT),
            EventFilters(institution=row.targets[0].name),
            EventFilters(institution="مركز", date_from=day),
            EventFilters(institution="محفظة"),
            EventFilters(institution="تلاميذ", date_to=day),
            EventFilters(place=town),
            EventFilters(place=town, official=name, date_from=day, date_to=day),
            EventFilters(type=row.type, status=row.status, date_from=day, date_to=day),
            EventFilters(institution=row.targets[0].name[:4], place=town[:3], status=row.status),
        ]
    return asked


@pytest.fixture
def filled(store: Engine) -> Engine:
    """A knowledge base of invented articles, some of whose events were corrected."""
    load(store, ((m.facts, m.document) for m in articles(NUMBER)), 1)
    said = {"author": "نادية", "reason": "تجربة"}
    first = events(store, EventFilters(limit=3, offset=20)).rows
    corrections.correct(store, "reject", first[0].key, **said)
    corrections.correct(store, "edit", first[1].key, cells={"date_start": "2030-01-01", "date_end": None}, **said)
    corrections.correct(store, "edit", first[2].key, cells={"agents": ["جماعة من السكان"], "type": "other"}, **said)
    return store


def test_questions_find_what_reading_every_row_finds(filled: Engine) -> None:
    reference = Reference(filled)
    asked = [*questions(filled), EventFilters(official="السكان"), EventFilters(type=EventType.OTHER)]
    answers = 0
    for question in asked:
        page = events(filled, replace(question, limit=ALL))
        assert [row.key for row in page.rows] == reference.keys(question), question
        assert page.total == len(page.rows)
        part = events(filled, replace(question, limit=2, offset=1))
        assert (part.rows, part.total) == (page.rows[1:3], page.total), question
        answers += page.total
    assert answers > len(asked)


def test_a_name_with_very_many_bearers_is_asked_for_in_parts(filled: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(participants, "PARAMETERS", 3)
    reference = Reference(filled)
    for question in (EventFilters(institution="مركز"), EventFilters(official="رئيس"), EventFilters(place="ا")):
        page = events(filled, replace(question, limit=ALL))
        assert [row.key for row in page.rows] == reference.keys(question)
