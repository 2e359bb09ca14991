"""Lists and divisions of merged events are what reading every row gives, on both engines.

Invented articles put together as linking would; then some entities are merged, some places lie in others, some events
are undated, vague or rejected. The reference reads all rows and asks each event.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy import Engine

from bench.irregular import UNNAMED, fill
from bench.reference import Reference
from corpus.errors import AskedError
from corpus.mention import EventType, InstitutionKind, Status
from pipeline.kb.browse import limits
from pipeline.kb.browse.articles import listed_articles
from pipeline.kb.browse.entities import entities
from pipeline.kb.browse.facets import dots, facets, histogram
from pipeline.kb.browse.figures import amounts, quantities
from pipeline.kb.browse.graph import graph
from pipeline.kb.browse.listing import listed
from pipeline.kb.browse.shapes import EntityKind, HappeningFilters, HappeningList, Precision, Sort, Step
from pipeline.kb.filters import TAKING_PLACE
from pipeline.kb.search import search

ALL = 1000


@pytest.fixture
def happened(store: Engine) -> Engine:
    """A knowledge base with the irregularities of a real one."""
    fill(store)
    return store


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


WAYS = {  # to read an answer; each is right whatever the size
    "whole": {},
    "by participants": {"FEW": -1, "FIRST_READ": 2, "FEW_HITS": -1},
    "by days": {"FEW": -1, "FAR": -1, "FEW_HITS": -1},
    "hit by hit": {"FEW": -1, "FAR": -1, "FEW_HITS": -1, "EACH_HIT": -1},
}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let answers be read in one of the ways."""
    for name, value in WAYS[request.param].items():
        monkeypatch.setattr(limits, name, value)
    return str(request.param)


def test_filters_find_what_reading_every_row_finds(happened: Engine, way: str) -> None:
    reference = Reference(happened)
    answers = Counter[bool]()
    for question in questions(reference):
        page = listed(happened, question, limit=ALL)
        assert shown(page) == in_order(reference.passing(question), Sort.LATEST), question
        assert page.after is None
        if page.total_exact or way == "whole":
            assert (page.total, page.total_exact) == (len(page.rows), True), question
        else:
            assert page.total <= len(page.rows), question
        answers[bool(page.rows)] += 1
    assert min(answers.values()) > 20  # both kinds of answer were had


@pytest.mark.usefixtures("way")
def test_pages_put_together_are_the_whole_list_in_every_order(happened: Engine) -> None:
    reference = Reference(happened)
    (busy,) = entities(happened, kind=EntityKind.OFFICIAL, limit=1).rows
    for question in (
        HappeningFilters(),
        HappeningFilters(types=(EventType.VISIT,)),
        HappeningFilters(entities=(busy.key,)),
        HappeningFilters(official=busy.label.split()[0], min_sources=2),
    ):
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
    for name, value in {"MOST_COUNTED": 10, "MOST_DIVIDED": 20, "FEW": 5}.items():
        monkeypatch.setattr(limits, name, value)
    question = HappeningFilters(min_sources=1)
    whole = in_order(reference.passing(question), Sort.LATEST)
    page = listed(happened, question, limit=3)
    assert (page.total, page.total_exact, shown(page)) == (10, False, whole[:3])
    latest = {h.key: h for h in reference.happenings}
    found = facets(happened, question)
    assert (found.counted, found.exact) == (20, False)
    assert {v.value: v.count for v in found.values["type"]} == Counter(latest[key].type for key in whole[:20])
    assert not histogram(happened, question).exact
    assert not graph(happened, question).exact
    few = HappeningFilters(article=next(iter(reference.articles.values())).key)
    assert facets(happened, few).exact
    assert listed(happened, few).total_exact


def test_what_is_kept_ready_is_exact_whatever_the_limits(happened: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = Reference(happened)
    for name, value in {"MOST_COUNTED": 10, "MOST_DIVIDED": 20, "FEW": 5}.items():
        monkeypatch.setattr(limits, name, value)
    for question in (
        HappeningFilters(),
        HappeningFilters(types=(EventType.VISIT, EventType.MEETING)),
        HappeningFilters(statuses=(Status.PAST,), date_from=date(2017, 1, 1), date_to=date(2022, 1, 1)),
        HappeningFilters(date_from=date(2017, 1, 1)),
        HappeningFilters(date_to=date(2020, 1, 1)),
    ):
        passing = reference.passing(question)
        page = listed(happened, question, limit=1)
        assert (page.total, page.total_exact) == (len(passing), True), question
        bars = histogram(happened, question)
        assert bars.exact
        assert bars.undated + sum(bar.count for bar in bars.bars) == len(passing)
    assert facets(happened, HappeningFilters()).exact


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


@pytest.mark.usefixtures("way")
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


def test_figures_are_those_of_the_articles_that_tell_it(happened: Engine, way: str) -> None:
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
                assert page.total == len(wanted) if page.total_exact else page.total <= len(wanted)
                assert page.total_exact or way != "whole"
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
