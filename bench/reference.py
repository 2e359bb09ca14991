"""Questions about merged events answered by reading every row: what quicker answers are compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Engine, select

from gazetteer.transliteration import is_latin, latin_sounds
from pipeline.kb import across, keys
from pipeline.kb import schema as tables
from pipeline.kb.browse.shapes import HappeningFilters, Precision
from pipeline.kb.engine import reading
from pipeline.kb.filters import ACTING, TAKING_PLACE
from pipeline.kb.search import search

ALL = 1000  # hits of a search
TABLES = (
    tables.Event, tables.Argument, tables.Name, tables.Entity, tables.Occupancy, tables.Position, tables.Article,
    tables.Amount, tables.Quantity, across.Happening, across.Part,
)  # fmt: skip


def matches(words: str, text: str) -> bool:
    """Whether every word of the text begins one of the words."""
    asked = keys.search_words(text)
    return bool(asked) and all(f" {word}" in words for word in asked)


class Reference:
    """All rows of the knowledge base, and the question asked of each event."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        rows: dict[Any, list[Any]] = {}
        with reading(engine) as connection:
            for table in TABLES:
                rows[table] = list(connection.execute(select(table.__table__)))
        self.entities = {e.id: e for e in rows[tables.Entity]}
        self.names = rows[tables.Name]
        self.held = _grouped(rows[tables.Occupancy], "article_id")
        self.titles = {p.id: p.words for p in rows[tables.Position]}
        self.articles = {a.id: a for a in rows[tables.Article]}
        self.happenings = [h for h in rows[across.Happening] if h.verdict != "rejected"]
        self.tellings: dict[int, list[Any]] = defaultdict(list)
        for event in rows[tables.Event]:
            if event.verdict != "rejected":
                self.tellings[event.happening_id].append(event)
        self.parts = _grouped(rows[across.Part], "happening_id")
        self.arguments = _grouped(rows[tables.Argument], "event_id")
        self.sums, self.counts = (
            _grouped(rows[tables.Amount], "article_id"),
            _grouped(rows[tables.Quantity], "article_id"),
        )

    def one(self, number: int) -> int:
        """The entity that stands for this one."""
        return self.entities[number].canonical_id or number

    def by_key(self, key: str) -> int:
        return next(self.one(e.id) for e in self.entities.values() if key in (e.key, f"gone{e.id}"))

    @cache  # noqa: B019
    def named(self, text: str, kind: str) -> set[int]:
        sounds = latin_sounds(text) if is_latin(text) else ()  # of a single word in Latin letters
        found = {n.entity_id for n in self.names if matches(n.words, text) or {*sounds} & {*n.sounds.split()}}
        return {self.one(e) for e in found if self.entities[e].kind == kind}

    def inside(self, places: set[int]) -> set[int]:
        below = {self.one(e.id) for e in self.entities.values() if e.place_id and self.one(e.place_id) in places}
        return self.inside(places | below) if below - places else places

    def passing(self, asked: HappeningFilters) -> list[Any]:
        return [h for h in self.happenings if all(self.passes(h, asked, f.name) for f in fields(asked))]

    def passes(self, event: Any, asked: HappeningFilters, name: str) -> bool:
        value = getattr(asked, name)
        if value in (None, (), ""):
            return True
        tests: dict[str, Callable[[Any, Any, HappeningFilters], bool]] = {
            "amount_from": Reference.paid, "amount_to": Reference.paid, "currency": Reference.paid,
        }  # fmt: skip
        return tests[name](self, event, asked) if name in tests else bool(getattr(self, f"{name}_")(event, value))

    def types_(self, event: Any, value: Any) -> bool:
        return event.type in value

    def statuses_(self, event: Any, value: Any) -> bool:
        return event.status in value

    def date_from_(self, event: Any, value: date) -> bool:
        return event.date_start is not None and (event.date_end or event.date_start) >= value

    def date_to_(self, event: Any, value: date) -> bool:
        return event.date_start is not None and event.date_start <= value

    def precision_(self, event: Any, value: Precision) -> bool:
        if value is Precision.NONE:
            return True
        if event.date_start is None:
            return False
        days = ((event.date_end or event.date_start) - event.date_start).days + 1
        return bool(days <= {Precision.DAY: 1, Precision.MONTH: 31, Precision.YEAR: 366}[value])

    def min_confidence_(self, event: Any, value: float) -> bool:
        return bool(event.confidence >= value)

    def min_sources_(self, event: Any, value: int) -> bool:
        return bool(event.sources >= value)

    def part_of(self, event: Any, entities: set[int], roles: Any = None) -> bool:
        return any(p.entity_id in entities and (roles is None or p.role in roles) for p in self.parts[event.id])

    def written(self, event: Any, text: str, role: Callable[[str], bool]) -> bool:
        people = (a for telling in self.tellings[event.id] for a in self.arguments[telling.id])
        return any(a.entity_id is None and role(a.role) and matches(a.words, text) for a in people)

    def official_(self, event: Any, value: str) -> bool:
        named = self.named(value, "official")
        return self.part_of(event, named) or self.written(event, value, lambda role: role in ACTING)

    def institution_(self, event: Any, value: str) -> bool:
        named = self.named(value, "institution")
        return self.part_of(event, named) or self.written(event, value, lambda role: role not in ACTING)

    def place_(self, event: Any, value: str) -> bool:
        there = self.part_of(event, self.inside(self.named(value, "place")), TAKING_PLACE)
        return there or self.written(event, value, lambda role: role == "place")

    def inside_(self, event: Any, value: str) -> bool:
        return self.part_of(event, self.inside({self.by_key(value)}), TAKING_PLACE)

    def entities_(self, event: Any, value: tuple[str, ...]) -> bool:
        return all(self.part_of(event, {self.by_key(key)}) for key in value)

    def kind_(self, event: Any, value: str) -> bool:
        return value in self.kinds(event)

    def kinds(self, event: Any) -> set[str]:
        people = [self.entities[p.entity_id] for p in self.parts[event.id] if p.entity_id]
        return {e.subkind for e in people if e.kind == "institution" and e.subkind}

    def office_(self, event: Any, value: str) -> bool:
        holding = any(
            o.entity_id == a.entity_id and matches(self.titles[o.position_id], value)
            for telling in self.tellings[event.id]
            for a in self.arguments[telling.id]
            for o in self.held[telling.article_id]
            if o.entity_id is not None
        )
        return holding or self.written(event, value, lambda role: role in ACTING)

    def told_by(self, event: Any) -> list[Any]:
        return [self.articles[telling.article_id] for telling in self.tellings[event.id]]

    def outlet_(self, event: Any, value: str) -> bool:
        return any(a.outlet == value for a in self.told_by(event))

    def article_(self, event: Any, value: str) -> bool:
        return any(value in (a.key, a.document_id) for a in self.told_by(event))

    def q_(self, event: Any, value: str) -> bool:
        return any(a.key in self.found(value) for a in self.told_by(event))

    @cache  # noqa: B019  # lives as long as its test
    def found(self, text: str) -> set[str]:
        """The articles that full text search finds."""
        return {hit.article.key for hit in search(self.engine, text, limit=ALL).hits}

    def paid(self, event: Any, asked: HappeningFilters) -> bool:
        return any(self.is_asked(s, asked) for a in self.told_by(event) for s in self.sums[a.id])

    def is_asked(self, amount: Any, asked: HappeningFilters) -> bool:
        return (
            amount.verdict != "rejected"
            and (asked.amount_from is None or amount.value >= asked.amount_from)
            and (asked.amount_to is None or amount.value <= asked.amount_to)
            and (asked.currency is None or amount.currency == asked.currency)
        )


def _grouped(rows: list[Any], column: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found
