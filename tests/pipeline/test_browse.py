"""Lists and divisions of merged events are what reading every row gives, on both engines.

Invented articles put together as linking would; then some entities are merged, some places lie in others, some events
are undated, vague or rejected. The reference reads all rows and asks each event.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import combinations, pairwise
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select, update

from bench.generate import articles
from bench.happened import add_happenings
from corpus.errors import AskedError
from corpus.mention import EventType, InstitutionKind, Status
from gazetteer.transliteration import is_latin, latin_sounds
from pipeline.kb import across, keys
from pipeline.kb import schema as tables
from pipeline.kb.browse import limits
from pipeline.kb.browse.articles import listed_articles
from pipeline.kb.browse.facets import dots, facets, histogram
from pipeline.kb.browse.figures import amounts, quantities
from pipeline.kb.browse.graph import graph
from pipeline.kb.browse.listing import listed
from pipeline.kb.browse.shapes import HappeningFilters, HappeningList, Precision, Sort, Step
from pipeline.kb.bulk import load
from pipeline.kb.engine import reading, writing
from pipeline.kb.filters import ACTING, TAKING_PLACE
from pipeline.kb.identify import phrases
from pipeline.kb.search import search

NUMBER = 36
ALL = 1000
UNNAMED = "وفد من السكان"
TABLES = (
    tables.Event, tables.Argument, tables.Name, tables.Entity, tables.Occupancy, tables.Position, tables.Article,
    tables.Amount, tables.Quantity, across.Happening, across.Part,
)  # fmt: skip


@pytest.fixture
def happened(store: Engine) -> Engine:
    """A knowledge base with the irregularities of a real one."""
    load(store, ((m.facts, m.document) for m in articles(NUMBER)), 1)
    add_happenings(store)
    chance = random.Random(3)
    with writing(store) as connection:
        for merge in ("official", "institution", "place"):
            _merge(connection, merge, chance)
        _nest(connection, chance)
        _vary(connection, chance)
        _unname(connection, chance)
    return store


def _merge(connection: Connection, kind: str, chance: random.Random) -> None:
    """Make one of two entities of a kind, several times."""
    ids = list(connection.execute(select(tables.Entity.id, tables.Entity.key).where(tables.Entity.kind == kind)))
    for one, other in zip(*[iter(chance.sample(ids, 8))] * 2, strict=True):
        connection.execute(update(tables.Entity).where(tables.Entity.id == other.id).values(canonical_id=one.id))
        connection.execute(update(across.Part).where(across.Part.entity_id == other.id).values(entity_id=one.id))
        row = {"key": other.key, "target": one.key, "at": datetime.now(UTC)}
        connection.execute(insert(across.Redirect), [row, {**row, "key": f"gone{other.id}", "target": other.key}])


def _nest(connection: Connection, chance: random.Random) -> None:
    """Let places lie in each other, and give some a point, which what lies in them has too."""
    entity = tables.Entity
    places = list(connection.execute(select(entity.id, entity.key).where(entity.kind == "place").order_by(entity.id)))
    for inner, outer in pairwise(places[:4]):
        connection.execute(update(entity).where(entity.id == inner.id).values(place_id=outer.id))
    for place in places[::2]:
        point = {"latitude": 30 + chance.random(), "longitude": -9 + chance.random(), "located_by": place.key}
        connection.execute(update(entity).where(entity.id == place.id).values(**point))
        connection.execute(
            update(entity).where(entity.place_id == place.id, entity.located_by.is_(None)).values(**point)
        )


def _vary(connection: Connection, chance: random.Random) -> None:
    """Give events other days, sources and confidence, and reject some of everything."""
    happening, part = across.Happening, across.Part
    for row in connection.execute(select(happening.id, happening.date_start)).all():
        vague = chance.choice((None, 0, 0, 1, 30, 31, 365, 366))
        day = None if chance.random() < 0.1 else row.date_start
        cells = {
            "date_start": day,
            "date_end": day + timedelta(vague) if day and vague is not None else None,
            "sources": chance.randint(1, 4),
            "confidence": chance.choice((0.25, 0.5, 0.7, 0.9)),
            "verdict": "rejected" if chance.random() < 0.05 else None,
        }
        connection.execute(update(happening).where(happening.id == row.id).values(**cells))
        connection.execute(update(part).where(part.happening_id == row.id).values(date_start=day))
    for table in (tables.Event, tables.Amount, tables.Quantity):
        for number in connection.execute(select(table.id)).scalars().all():
            if chance.random() < 0.1:
                connection.execute(update(table).where(table.id == number).values(verdict="rejected"))
    for number in connection.execute(select(tables.Article.id)).scalars().all():
        if chance.random() < 0.15:
            nowhere = {"outlet": None, "published": None}
            connection.execute(update(tables.Article).where(tables.Article.id == number).values(**nowhere))


def _unname(connection: Connection, chance: random.Random) -> None:
    """Let some who act be no entities, known by words only."""
    told = select(tables.Argument.id).where(tables.Argument.role == "agent")
    for number in connection.execute(told).scalars().all():
        if chance.random() < 0.15:
            cells = {"entity_id": None, "name": UNNAMED, "words": keys.search_form(UNNAMED)}
            connection.execute(update(tables.Argument).where(tables.Argument.id == number).values(**cells))
    phrases(connection, [keys.search_form(UNNAMED)])


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


def values(reference: Reference) -> dict[str, list[Any]]:
    """Return what each filter may ask: of things that are there, and of some that are not."""
    chance = random.Random(5)
    entity = list(reference.entities.values())

    def of(kind: str) -> list[Any]:
        return [e for e in entity if e.kind == kind]

    def busy(kind: str) -> list[Any]:
        times = Counter(p.entity_id for some in reference.parts.values() for p in some if p.entity_id)
        return sorted((e for e in of(kind) if times[e.id]), key=lambda e: (-times[e.id], e.id))[:6]

    nested = [e for e in of("place") if e.place_id]
    outer = [reference.entities[e.place_id] for e in nested]
    merged = [e for e in entity if e.canonical_id]
    titles = sorted(reference.titles.values())
    paper = sorted({a.outlet for a in reference.articles.values() if a.outlet})
    text = [e.label for e in busy("official")]
    return {
        "official": [text[0], text[1].split()[0], "محمد", UNNAMED, "سكان", "mohamed", "لا أحد", "؟"],
        "institution": [busy("institution")[0].label, "مركز", "المركز الصحي", "تلاميذ", "محفظة"],
        "place": [busy("place")[0].label, *(e.label for e in outer), nested[0].label[:3]],
        "inside": [e.key for e in outer] + [f"gone{e.id}" for e in merged if e.kind == "place"],
        "office": [titles[0].strip(), titles[0].split()[0], "وزير", "والي الصحة", "سكان"],
        "kind": [InstitutionKind.CENTRE, InstitutionKind.SCHOOL],
        "entities": [
            (busy("official")[0].key,),
            (busy("official")[0].key, busy("place")[0].key),
            *((e.key,) for e in merged[:6]),
            *((f"gone{e.id}",) for e in merged[:3]),
        ],
        "types": [(EventType.VISIT,), (EventType.MEETING, EventType.LAUNCH)],
        "statuses": [(Status.PAST,), (Status.PLANNED, Status.DENIED)],
        "date_from": [date(2018, 1, 1), date(2021, 6, 15), date(2025, 12, 1)],
        "date_to": [date(2018, 1, 1), date(2021, 6, 15), date(2015, 3, 1)],
        "precision": list(Precision),
        "amount_from": [100_000.0, 899_000.0],
        "amount_to": [100_000.0, 800_000.0],
        "currency": ["MAD", "EUR"],
        "outlet": [paper[0], paper[-1], "لا جريدة"],
        "article": [a.key for a in list(reference.articles.values())[:2]] + ["s0-0", "x"],
        "min_confidence": [0.5, 0.7, 0.95],
        "min_sources": [1, 2, 4],
        "q": [text[0], f'"{text[1]}"', "زيارة -لقاء", "تدشين", "لا شيء هناك", "؟!", chance.choice(text) + " قام"],
    }  # fmt: skip


def questions(reference: Reference) -> Iterator[HappeningFilters]:
    """Yield each value of each filter alone, then two and three filters together, drawn at random."""
    yield HappeningFilters()
    asked, chance = values(reference), random.Random(11)
    for name, some in asked.items():
        yield from (HappeningFilters(**{name: value}) for value in some)
    for count in (2, 3):
        for names in chance.sample(list(combinations(asked, count)), 60):
            yield HappeningFilters(**{name: chance.choice(asked[name]) for name in names})


def in_order(found: list[Any], sort: Sort) -> list[str]:
    """Return the keys of events in an order."""

    def place(h: Any) -> tuple[Any, ...]:
        day = h.date_start.toordinal() if h.date_start else 0
        first = {
            Sort.LATEST: (not day, -day),
            Sort.EARLIEST: (not day, day),
            Sort.SOURCES: (-h.sources,),
            Sort.CONFIDENCE: (-h.confidence,),
        }
        return (*first[sort], h.key)

    return [h.key for h in sorted(found, key=place)]


def shown(page: HappeningList) -> list[str]:
    return [listed.row.key for listed in page.rows]


def test_filters_find_what_reading_every_row_finds(happened: Engine) -> None:
    reference = Reference(happened)
    answers = Counter[bool]()
    for question in questions(reference):
        page = listed(happened, question, limit=ALL)
        assert shown(page) == in_order(reference.passing(question), Sort.LATEST), question
        assert (page.total, page.total_exact, page.after) == (len(page.rows), True, None), question
        answers[bool(page.rows)] += 1
    assert min(answers.values()) > 20  # both kinds of answer were had


def test_pages_put_together_are_the_whole_list_in_every_order(happened: Engine) -> None:
    reference = Reference(happened)
    for question in (HappeningFilters(), HappeningFilters(types=(EventType.VISIT,)), HappeningFilters(min_sources=3)):
        for sort in Sort:
            for size in (4, len(reference.happenings)):
                pages, after = [], None
                while not pages or after:
                    page = listed(happened, question, sort=sort, after=after, limit=size)
                    pages += shown(page)
                    after = page.after
                assert pages == in_order(reference.passing(question), sort), (question, sort, size)


def test_facets_count_the_events_that_narrowing_would_leave(happened: Engine) -> None:
    reference = Reference(happened)
    narrowing = {"type": "types", "status": "statuses", "kind": "kind", "outlet": "outlet"}
    for question in (HappeningFilters(), HappeningFilters(min_sources=3), HappeningFilters(q="زيارة")):
        found = facets(happened, question, size=4)
        passing = reference.passing(question)
        assert (found.counted, found.exact) == (len(passing), True)
        assert set(found.values) == {*narrowing, "official", "institution", "place"}
        for name, some in found.values.items():
            assert 0 < len(some) <= 4
            assert [(-v.count, v.value) for v in some] == sorted((-v.count, v.value) for v in some)
            for value in some:
                field = narrowing.get(name, "entities")
                chosen_value: Any = value.value if field in ("kind", "outlet") else (value.value,)
                left = listed(happened, replace(question, **{field: chosen_value}), limit=ALL)
                assert left.total == value.count > 0, (question, name, value)


def test_facets_leave_out_no_value_that_is_as_frequent(happened: Engine) -> None:
    reference = Reference(happened)
    found = facets(happened, HappeningFilters(), size=3).values
    officials = Counter[str]()
    for h in reference.happenings:
        people = {reference.entities[p.entity_id] for p in reference.parts[h.id] if p.entity_id}
        officials.update(e.key for e in people if e.kind == "official")
    most = sorted(officials.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    assert [(v.value, v.count) for v in found["official"]] == most
    assert {v.value: v.count for v in found["type"]} == dict(
        Counter(h.type for h in reference.happenings).most_common(3)
    )


@pytest.mark.parametrize("step", [*Step, None])
def test_bars_hold_every_event_once(happened: Engine, step: Step | None) -> None:
    reference = Reference(happened)
    for question in (HappeningFilters(), HappeningFilters(date_from=date(2018, 1, 1), date_to=date(2018, 2, 28))):
        found = histogram(happened, question, step)
        days = [h.date_start for h in reference.passing(question)]
        dated = sorted(d for d in days if d)
        assert found.undated == days.count(None)
        assert found.exact
        assert [bar.count for bar in found.bars] == [sum(b.start <= d <= b.end for d in dated) for b in found.bars]
        assert sum(bar.count for bar in found.bars) == len(dated)
        assert all(one.end < other.start for one, other in zip(found.bars, found.bars[1:], strict=False))
        width = {Step.DAY: (1, 1), Step.MONTH: (28, 31), Step.YEAR: (365, 366)}[found.step]
        assert all(width[0] <= (b.end - b.start).days + 1 <= width[1] for b in found.bars)
        assert step in (None, found.step)


def test_an_answer_is_shown_by_days_months_or_years_as_long_as_it_is(happened: Engine) -> None:
    def step(start: date, end: date) -> Step:
        return histogram(happened, HappeningFilters(date_from=start, date_to=end, precision=Precision.DAY)).step

    assert step(date(2015, 1, 1), date(2025, 12, 31)) is Step.YEAR
    assert step(date(2018, 1, 1), date(2019, 12, 31)) is Step.MONTH
    assert step(date(2018, 2, 1), date(2018, 3, 15)) is Step.DAY
    assert step(date(1990, 1, 1), date(1990, 1, 2)) is Step.DAY  # nothing


def test_dots_are_the_points_of_what_the_events_took_place_at(happened: Engine) -> None:
    reference = Reference(happened)
    for question in (HappeningFilters(), HappeningFilters(types=(EventType.VISIT,))):
        expected = Counter[str]()
        for h in reference.passing(question):
            there = [
                reference.entities[p.entity_id] for p in reference.parts[h.id] if p.entity_id and p.role in TAKING_PLACE
            ]
            expected.update({e.located_by for e in there if e.located_by})
        found = dots(happened, question)
        assert {dot.place: dot.count for dot in found} == expected
        assert [dot.count for dot in found] == sorted(expected.values(), reverse=True)
        points = {e.key: (e.latitude, e.longitude, e.label) for e in reference.entities.values()}
        assert all((d.latitude, d.longitude, d.label) == points[d.place] for d in found)
        assert dots(happened, question, limit=2) == found[:2]


def test_the_graph_counts_the_events_two_share(happened: Engine) -> None:
    reference = Reference(happened)
    for question in (HappeningFilters(), HappeningFilters(types=(EventType.VISIT,))):
        alone, together = Counter[str](), Counter[tuple[str, str]]()
        for h in reference.passing(question):
            people = {reference.entities[p.entity_id] for p in reference.parts[h.id] if p.entity_id}
            here = sorted(e.key for e in people if e.kind != "place")
            alone.update(here)
            together.update(combinations(here, 2))
        found = graph(happened, question, size=12)
        most = sorted(alone.items(), key=lambda pair: (-pair[1], pair[0]))[:12]
        assert [(node.key, node.events) for node in found.nodes] == most
        inner = {key for key, _ in most}
        assert {(e.left, e.right): e.events for e in found.edges} == {
            p: n for p, n in together.items() if inner >= {*p}
        }
        assert found.exact


def test_beyond_a_limit_the_latest_are_counted_and_it_is_said(
    happened: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = Reference(happened)
    whole = in_order(reference.happenings, Sort.LATEST)
    monkeypatch.setattr(limits, "MOST_COUNTED", 10)
    monkeypatch.setattr(limits, "MOST_DIVIDED", 20)
    page = listed(happened, HappeningFilters(), limit=3)
    assert (page.total, page.total_exact, shown(page)) == (10, False, whole[:3])
    latest = {h.key: h for h in reference.happenings}
    types = Counter(latest[key].type for key in whole[:20])
    found = facets(happened, HappeningFilters(min_sources=1))
    assert (found.counted, found.exact) == (20, False)
    assert {v.value: v.count for v in found.values["type"]} == types
    assert not histogram(happened, HappeningFilters(min_sources=1)).exact
    assert not graph(happened, HappeningFilters(min_sources=1)).exact
    few = HappeningFilters(article=next(iter(reference.articles.values())).key)
    assert facets(happened, few).exact


def test_a_row_says_what_its_tellings_say(happened: Engine) -> None:
    reference = Reference(happened)
    by_key = {h.key: h for h in reference.happenings}
    untold = 0
    for found in listed(happened, HappeningFilters(), limit=ALL).rows:
        event = by_key[found.row.key]
        tellings = reference.tellings[event.id]
        if not tellings:
            untold += 1
            assert (found.evidence, found.article, found.offices) == (None, None, {})
            continue
        first = min(tellings, key=lambda t: _place(reference.articles[t.article_id], t.key))
        article = reference.articles[first.article_id]
        assert found.article is not None
        assert found.evidence is not None
        assert (found.article.key, found.evidence.surface) == (article.key, first.evidence)
        assert article.text[slice(*(found.evidence.span or (0, 0)))] == first.evidence
        told = {t.article_id for t in tellings}
        people = {reference.entities[p.entity_id] for p in reference.parts[event.id] if p.entity_id}
        held = {(reference.one(o.entity_id), o.title) for a in told for o in reference.held[a] if o.entity_id}
        offices = {e.key: {t for who, t in held if who == e.id} for e in people if e.kind == "official"}
        assert {key: set(titles) for key, titles in found.offices.items()} == {k: t for k, t in offices.items() if t}
        placed = {e.key: reference.entities[e.place_id].label for e in people if e.kind == "institution" and e.place_id}
        assert found.placed == placed
    assert untold < 10


def _place(article: Any, key: str) -> tuple[Any, ...]:
    return (article.published is None, article.published or date.min, article.key, key)


def test_articles_are_listed_as_asked(happened: Engine) -> None:
    reference = Reference(happened)
    told = Counter(t.article_id for some in reference.tellings.values() for t in some)
    texts = values(reference)
    for q in (None, *texts["q"]):
        for outlet in (None, texts["outlet"][0]):
            for first, last in ((None, None), (date(2018, 1, 1), date(2021, 1, 1))):
                hits = {h.article.key for h in search(happened, q, limit=ALL).hits} if q else None
                wanted = [
                    a
                    for a in reference.articles.values()
                    if (hits is None or a.key in hits)
                    and (outlet is None or a.outlet == outlet)
                    and (first is None or (a.published is not None and first <= a.published <= last))
                ]
                wanted.sort(key=lambda a: (a.published is None, -(a.published or date.min).toordinal(), a.key))
                rows, after = [], None
                while not rows or after:
                    page = listed_articles(
                        happened, q=q, outlet=outlet, date_from=first, date_to=last, after=after, limit=5
                    )
                    assert (page.total, page.total_exact) == (len(wanted), True)
                    rows += page.rows
                    after = page.after
                    if not page.rows:
                        break
                assert [(r.ref.key, r.events, r.copy_of) for r in rows] == [
                    (a.key, told[a.id], a.copy_of) for a in wanted
                ]


def test_figures_are_those_of_the_articles_that_tell_it(happened: Engine) -> None:
    reference = Reference(happened)
    asked = values(reference)
    for question in (
        HappeningFilters(),
        HappeningFilters(types=(EventType.VISIT,)),
        HappeningFilters(amount_from=200_000.0, amount_to=700_000.0, currency="MAD"),
        HappeningFilters(official=asked["official"][0]),
    ):
        told = {a.id for h in reference.passing(question) for a in reference.told_by(h)}
        for ask, some in ((amounts, reference.sums), (quantities, reference.counts)):
            wanted = [
                f
                for article, figures in some.items()
                for f in figures
                if f.verdict != "rejected" and (article in told or question == HappeningFilters())
                if ask is quantities or reference.is_asked(f, question)
            ]
            wanted.sort(key=lambda f: (_behind(reference.articles[f.article_id].published), f.key))
            rows, after = [], None
            while not rows or after:
                page = ask(happened, question, after=after, limit=9)
                assert (page.total, page.total_exact) == (len(wanted), True)
                rows += page.rows
                after = page.after
                if not page.rows:
                    break
            assert [(r.key, r.value, r.article.key) for r in rows] == [
                (f.key, f.value, reference.articles[f.article_id].key) for f in wanted
            ]
            texts = {a.key: a.text for a in reference.articles.values()}
            assert all(texts[r.article.key][slice(*(r.evidence.span or (0, 0)))] == r.text for r in rows)


def _behind(day: date | None) -> tuple[bool, int]:
    return (day is None, -(day or date.min).toordinal())


FOREIGN = "this is of no page"


def test_a_cursor_of_another_order_or_list_is_refused(happened: Engine) -> None:
    latest = listed(happened, HappeningFilters(), limit=1).after
    surest = listed(happened, HappeningFilters(), sort=Sort.CONFIDENCE, limit=1).after
    article = listed_articles(happened, limit=1).after
    for after, sort in ((latest, Sort.EARLIEST), (surest, Sort.LATEST), (article, Sort.LATEST), ("", Sort.LATEST)):
        with pytest.raises(AskedError, match=FOREIGN) as caught:
            listed(happened, HappeningFilters(), sort=sort, after=after)
        assert caught.value.parameter == "after"
    for ask in (lambda: listed_articles(happened, after=latest), lambda: amounts(happened, HappeningFilters(), after=latest)):  # fmt: skip
        with pytest.raises(AskedError, match=FOREIGN):
            ask()
