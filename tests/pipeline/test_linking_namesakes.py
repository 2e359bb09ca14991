"""Persons of one name, on both engines: parted where their offices contradict each other, or a researcher says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from stores import opened, stored

from corpus.document import Document
from corpus.errors import StoreError
from pipeline.kb import corrections
from pipeline.kb.across import Candidate, Redirect, Tenure
from pipeline.kb.engine import reading
from pipeline.kb.keys import article_key, official_key
from pipeline.kb.review import waiting
from pipeline.kb.schema import Argument, Article, Entity, Event, Link, Mention, Name, Occupancy
from pipeline.kb.write import write_article
from pipeline.linking.link import link
from pipeline.linking.namesakes import MAIN, Stand, persons

NAME = "محمد العلوي"
TAZA, TATA, WALI = "عامل إقليم تازة", "عامل إقليم طاطا", "والي جهة الشرق"
COACH = "مدرب المغرب الفاسي"


def stand(article: str, day: str | None, *offices: str, country: str = "MA") -> Stand:
    return Stand(article, date.fromisoformat(day) if day else None, offices, country)


@pytest.mark.parametrize(
    ("stands", "people"),
    [
        # a coach and a governor
        ([("a", "2024-01-01", TAZA), ("b", "2024-05-01", COACH)], [{"a"}, {"b"}]),
        # the governors of two provinces at one date, and one in between
        ([("a", "2024-01-01", TAZA), ("b", "2024-01-01", TATA)], [{"a"}, {"b"}]),
        ([("a", "2024-01-01", TAZA), ("b", "2024-03-01", TATA), ("c", "2024-05-01", TAZA)], [{"a", "c"}, {"b"}]),
        # moved from one province to the other
        ([("a", "2020-01-01", TAZA), ("b", "2024-01-01", TATA)], [{"a", "b"}]),
        # one article gives him both
        ([("a", "2024-01-01", TAZA), ("b", "2024-01-01", TATA), ("c", "2024-01-02", TATA, TAZA)], [{"a", "b", "c"}]),
        # a wali and the governor of a province of his region; of another region
        ([("a", "2024-01-01", WALI), ("b", "2024-01-01", "عامل إقليم الناظور")], [{"a", "b"}]),
        ([("a", "2024-01-01", WALI), ("b", "2024-01-01", TATA)], [{"b"}, {"a"}]),
        # a minister of two things is one, a minister and a governor at one time are two
        ([("a", "2024-01-01", "وزير الصحة"), ("b", "2024-01-01", "وزير العدل")], [{"a", "b"}]),
        ([("a", "2024-01-01", "وزير الصحة"), ("b", "2024-01-01", TAZA)], [{"a"}, {"b"}]),
        # of two countries at one time
        ([("a", "2024-01-01", "وزير الدفاع الفرنسي"), ("b", "2024-01-01", "وزير العدل المغربي")], [{"a"}, {"b"}]),
        # what was held before stands against nothing
        ([("a", "2024-01-01", TAZA), ("b", "2024-01-01", "عامل إقليم طاطا السابق")], [{"a", "b"}]),
        # offices that one person may hold, and no office at all
        ([("a", "2024-01-01", "رئيس جماعة تيوت"), ("b", "2024-01-01", "رئيس جمعية الأمل"), ("c", None)], [{"a", "b", "c"}]),
        ([("a", "2024-01-01", TAZA), ("b", "2024-05-01", COACH), ("c", "2024-01-01")], [{"a", "c"}, {"b"}]),
    ],
)  # fmt: skip
def test_persons_of_one_name(stands: list[tuple[str, ...]], people: list[set[str]]) -> None:
    read = [stand(*s) for s in stands]
    found = persons(read)
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, people))
    assert found == persons(reversed(read))
    assert MAIN in found


def test_paper_abroad_that_leaves_the_country_out_means_the_same_minister() -> None:
    health = "وزير الصحة"
    assert len(persons([stand("a", "2024-01-01", health), stand("b", "2024-01-01", health, country="SA")])) == 1
    assert len(persons([stand("a", "2024-01-01", health), stand("b", "2024-01-01", "وزير الدفاع", country="SA")])) == 2


def test_article_taken_out_by_a_researcher_is_of_another_whatever_it_says() -> None:
    stands = [stand("a", "2024-01-01", TAZA), stand("b", "2024-01-01", TAZA), stand("c", "2024-01-01")]
    said = [frozenset({"a"}), frozenset({"c", "x"})]
    assert persons(stands, said) == {"said:c": {"c"}, "said:a": {"a"}, MAIN: {"b"}}


def told(number: int, day: str, officials: dict[str, str | None]) -> tuple[dict[str, Any], Document]:
    """Return the facts of an article in which every official visits something."""
    text = "، ".join(f"{office or ''} {name}" for name, office in officials.items())

    def at(form: str) -> list[dict[str, Any]]:
        return [{"start": text.index(form), "end": text.index(form) + len(form), "surface": form}]

    people = [
        {"name": n, "mentions": at(n), "roles": [{"title": o, "mentions": at(o)}] if o else []}
        for n, o in officials.items()
    ]
    event = {"id": "e1", "type": "visit", "agents": list(officials), "evidence": text, "date_start": day}
    facts = {"id": f"a{number}", "country": "MA", "published": day, "officials": people, "events": [event]}
    return facts, Document(f"a{number}", text, url=f"https://example.org/{number}")


ARTICLES = [
    told(1, "2024-01-01", {NAME: TAZA, "سعيد أمزازي": "والي جهة سوس ماسة"}),
    told(2, "2024-03-01", {NAME: TATA, "سعيد امزازي": "والي جهة سوس ماسة"}),
    told(3, "2024-05-01", {NAME: TAZA}),
    told(4, "2024-06-01", {NAME: COACH}),
    told(5, "2024-06-02", {NAME: None, "سعيد أمزازي": WALI}),
    told(6, "2024-07-01", {"محمد  العلوى": TATA}),
    told(7, "2024-01-20", {"محمّد العلوي": TAZA, "كريم أمزازي": "رئيس جماعة تيوت"}),
]


def bearers(engine: Engine) -> dict[str, set[str]]:
    """Return the articles of each row of the name, by key, told the same by links, offices and events."""
    ways = (
        select(Entity.key, Article.document_id).join(Occupancy, Occupancy.entity_id == Entity.id)
        .join(Article, Article.id == Occupancy.article_id),
        select(Entity.key, Article.document_id).join(Link, Link.entity_id == Entity.id)
        .join(Mention, Mention.id == Link.mention_id).join(Article, Article.id == Mention.article_id),
        select(Entity.key, Article.document_id).join(Argument, Argument.entity_id == Entity.id)
        .join(Event, Event.id == Argument.event_id).join(Article, Article.id == Event.article_id),
    )  # fmt: skip
    found: dict[str, set[str]] = {}
    home: dict[str, set[str]] = {}
    with reading(engine) as connection:
        for query in ways:
            for key, article in connection.execute(query.where(Entity.label.like("%العلو%"))):
                found.setdefault(key, set()).add(article)
                home.setdefault(article, set()).add(key)
    assert all(len(keys) == 1 for keys in home.values()), home
    return found


def state(engine: Engine) -> dict[str, list[str]]:
    """Return what linking decided, without row numbers and times."""
    queries = {
        "pairs": select(Candidate.left, Candidate.right, Candidate.score, Candidate.decision, Candidate.decided_by)
        .where(Candidate.kind == "official"),
        "tenures": select(Entity.key, Tenure.first_seen, Tenure.last_seen).join(Entity, Entity.id == Tenure.entity_id),
        "names": select(Entity.key, Name.form).join(Name, Name.entity_id == Entity.id).where(Entity.kind == "official"),
    }  # fmt: skip
    with reading(engine) as connection:
        found = {name: sorted(map(repr, connection.execute(query))) for name, query in queries.items()}
    return {**found, "bearers": sorted(f"{k}: {sorted(v)}" for k, v in bearers(engine).items())}


def test_link_parts_persons_of_one_name_and_keeps_the_key_of_the_first(store: Engine) -> None:
    stored(store, ARTICLES)
    link(store)
    found = bearers(store)
    assert sorted(map(sorted, found.values())) == [["a1", "a3", "a5", "a7"], ["a2", "a6"], ["a4"]]
    assert found[official_key(NAME)] == {"a1", "a3", "a5", "a7"}
    with reading(store) as connection:
        heads = connection.execute(select(Entity.canonical_id).where(Entity.key.in_(found))).scalars().all()
        decided = connection.execute(select(Candidate.decision).where(Candidate.decided_by == "parted")).scalars().all()
    assert heads == [None] * 3
    assert decided == ["apart"] * 3
    before = state(store)
    link(store)
    assert state(store) == before
    link(store, rebuild=True)
    assert state(store) == before


def built(folder: Path, order: Sequence[int], stops: set[int]) -> dict[str, list[str]]:
    engine = opened(folder / "kb.db")
    for count, number in enumerate(order):
        if count in stops:
            link(engine)
        stored(engine, [ARTICLES[number]])
    link(engine)
    found = state(engine)
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What linking decides of all articles, written in order and linked once."""
    return built(tmp_path_factory.mktemp("kb"), range(len(ARTICLES)), set())


@settings(max_examples=6, deadline=None)
@given(order=st.permutations(range(len(ARTICLES))), cuts=st.sets(st.integers(1, len(ARTICLES) - 1), max_size=3))
def test_order_of_articles_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, at_once: dict[str, list[str]], order: list[int], cuts: set[int]
) -> None:
    assert built(tmp_path_factory.mktemp("kb"), order, cuts) == at_once


def test_article_taken_back_makes_them_one_again(store: Engine) -> None:
    stored(store, ARTICLES[:3])
    link(store)
    assert sorted(map(sorted, bearers(store).values())) == [["a1", "a3"], ["a2"]]
    for facts, document in (ARTICLES[0], ARTICLES[2]):
        write_article(store, {**facts, "officials": [], "events": []}, document, 1)
    link(store)
    assert bearers(store) == {official_key(NAME): {"a2"}}
    with reading(store) as connection:
        leads = connection.execute(select(Redirect.target)).scalars().all()
    assert official_key(NAME) in leads
    stored(store, [ARTICLES[0], ARTICLES[2]])
    link(store)
    assert sorted(map(sorted, bearers(store).values())) == [["a1", "a3"], ["a2"]]


def test_researcher_parts_and_joins(store: Engine) -> None:
    stored(store, [ARTICLES[0], ARTICLES[2], ARTICLES[6]])
    link(store)
    mine, key = official_key(NAME), article_key("https://example.org/3", "")
    assert bearers(store) == {mine: {"a1", "a3", "a7"}}
    said = corrections.take_apart(store, mine, [key], author="نادية", reason="عامل آخر")
    link(store)
    parted = bearers(store)
    assert sorted(map(sorted, parted.values())) == [["a1", "a7"], ["a3"]]
    link(store, rebuild=True)
    assert bearers(store) == parted
    stored(store, [ARTICLES[2]])
    link(store)
    assert bearers(store) == parted
    other = next(k for k in parted if k != mine)
    corrections.join(store, "merge", mine, other, author="نادية", reason="هو هو")
    link(store)
    with reading(store) as connection:
        heads = set(connection.execute(select(Entity.canonical_id).where(Entity.key.in_(parted))).scalars())
    assert len(heads) == 2  # one of them names the other
    corrections.undo(store, said, author="نادية", reason="أخطأت")
    link(store)
    assert bearers(store) == {mine: {"a1", "a3", "a7"}}
    assert waiting(store).unanchored == ()
    with pytest.raises(StoreError, match="no article"):
        corrections.take_apart(store, mine, ["nothing"], author="نادية", reason="لا")
