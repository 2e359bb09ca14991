"""Linking across articles, on both engines: what becomes one, what stays apart, and the same in whatever order.

Articles are invented. ``told`` makes one of offices, institutions and places; all its names stand in its text.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import aliased
from stores import opened, stored

from corpus.document import Document
from pipeline.kb.across import Candidate, Redirect, Tenure
from pipeline.kb.engine import reading, writing
from pipeline.kb.schema import Argument, Correction, Entity, Name, Occupancy, Position
from pipeline.kb.write import write_article
from pipeline.linking.link import link
from pipeline.linking.tenures import holders

WALI = "والي جهة سوس ماسة"
BOTH = "والي جهة سوس-ماسة وعامل عمالة أكادير إداوتنان"
CENTRE = "مركز المواكبة لحماية الطفولة"


def told(
    number: int,
    day: str,
    *,
    officials: dict[str, str] | None = None,
    institutions: tuple[tuple[str, str | None], ...] = (),
    places: dict[str, tuple[str, str | None, str | None]] | None = None,
    unnamed: tuple[str, ...] = (),
    country: str = "MA",
    visit_by: str | None = None,
) -> tuple[dict[str, Any], Document]:
    """Return the facts of an article. ``places``: name -> (kind, gazetteer id, name of the place around)."""
    places = places or {}
    officials = officials or {}
    names = [*officials, *officials.values(), *(n for n, _ in institutions), *places, *unnamed]
    text = f"الخبر رقم {number}: " + "، ".join(names) + "."

    def spans(form: str) -> list[dict[str, Any]]:
        start = text.index(form)
        return [{"start": start, "end": start + len(form), "surface": form}]

    by = {"confidence": 0.9}
    facts: dict[str, Any] = {
        "id": f"a{number}",
        "country": country,
        "published": day,
        "officials": [
            {"name": n, "mentions": spans(n), "roles": [{"title": t, "mentions": spans(t)}], **by}
            for n, t in officials.items()
        ],
        "unnamed_official_items": [{"name": t, "mentions": spans(t), **by} for t in unnamed],
        "institutions": [
            {
                "name": n,
                "kind": "ministry" if n.startswith("وزارة") else "centre",
                "place": p,
                "mentions": spans(n),
                **by,
            }
            for n, p in institutions
        ],
        "places": [
            {
                "name": n,
                "kind": kind,
                "mentions": spans(n),
                "link": {"id": code} if code else None,
                "within": within,
                **by,
            }
            for n, (kind, code, within) in places.items()
        ],
        "events": [],
    }
    if visit_by:
        facts["events"] = [
            {
                "id": "e1",
                "type": "visit",
                "agents": [visit_by],
                "evidence": text,
                "date_start": day,
                "date_end": day,
                **by,
            }
        ]
    return facts, Document(id=f"a{number}", text=text, url=f"https://example.org/{number}")


AGADIR = {"أكادير": ("city", "hcp:09.001.01.01", None)}
TAROUDANT = {"تارودانت": ("city", "hcp:09.541.01.13", None)}
SOUSS = {"جهة سوس ماسة": ("region", "hcp:09", None)}

ARTICLES = [
    told(1, "2023-11-20", officials={"سعيد أمزازي": BOTH}, institutions=((CENTRE, "أكادير"),), places=AGADIR),
    told(2, "2024-03-05", officials={"السعيد امزازي": WALI}, places=SOUSS),
    told(3, "2024-03-20", officials={"أمزازي": WALI}, institutions=((CENTRE, "تارودانت"),), places=TAROUDANT),
    told(
        4,
        "2020-05-01",
        officials={"سعيد أمزازي": "وزير التربية الوطنية"},
        institutions=(("وزارة التربية الوطنية", None),),
    ),
    told(5, "2020-06-01", officials={"كريم أمزازي": "رئيس جماعة تيوت"}),
    told(6, "2024-03-10", unnamed=("والي الجهة",), places=SOUSS, visit_by="والي الجهة"),
    told(
        7, "2022-01-01", institutions=(("وزارة التربية الوطنية والتعليم الأولي والرياضة", None), ("المركز الصحي", None))
    ),
    told(8, "2022-01-01", institutions=(("وزارة الصحة", None),), country="MA"),
    told(9, "2022-01-01", institutions=(("وزارة الصحة", None),), country="SA"),
    told(10, "2021-01-01", officials={"أحمد حجي": WALI}, places=SOUSS),
    told(11, "2024-05-01", places={**AGADIR, "حي السلام": ("neighbourhood", None, "أكادير")}),
    told(
        12, "2024-05-01", places={"سلا": ("city", "hcp:04.441.01.0", None), "حي السلام": ("neighbourhood", None, "سلا")}
    ),
    told(13, "2024-05-02", institutions=(("المركز المواكبة لحماية الطفوله", "أكادير"),), places=AGADIR),
]


@pytest.fixture
def engine(store: Engine) -> Engine:
    """An empty knowledge base with one run, on each engine."""
    return store


def groups(engine: Engine) -> set[frozenset[tuple[str, str | None]]]:
    """Return the groups of entities that are one, by key."""
    head, found = aliased(Entity), dict[str, set[str]]()
    query = select(Entity.key, head.key.label("head")).outerjoin(head, head.id == Entity.canonical_id)
    with reading(engine) as connection:
        for row in connection.execute(query):
            found.setdefault(row.head or row.key, {row.head or row.key}).add(row.key)
    return {frozenset((key, head) for key in keys) for head, keys in found.items()}


def one(engine: Engine, *labels: str) -> bool:
    """Whether the entities of these labels are all one."""
    with reading(engine) as connection:
        query = select(Entity.id, Entity.canonical_id).where(Entity.label.in_(labels))
        rows = connection.execute(query).all()
    assert len(rows) >= len(labels)
    return len({row.canonical_id or row.id for row in rows}) == 1


def state(engine: Engine) -> dict[str, object]:
    """Return all that linking decided, without row numbers and times."""
    with reading(engine) as connection:
        candidates = select(Candidate.kind, Candidate.left, Candidate.right, Candidate.score, Candidate.decision)
        tenures = (
            select(Entity.key, Position.title, Tenure.first_seen, Tenure.last_seen, Tenure.articles)
            .join(Entity, Entity.id == Tenure.entity_id)
            .join(Position, Position.id == Tenure.position_id)
        )
        holder = select(Occupancy.key, Entity.key).join(Entity, Entity.id == Occupancy.holder_id)
        points = select(Entity.key, Entity.latitude, Entity.located_by)
        return {
            "groups": groups(engine),
            **{
                name: sorted(map(repr, connection.execute(query)))
                for name, query in (("pairs", candidates), ("tenures", tenures), ("held", holder), ("points", points))
            },
        }


def test_link_makes_one_of_spellings_and_keeps_look_alikes_apart(engine: Engine) -> None:
    stored(engine, ARTICLES)
    link(engine)
    assert one(engine, "سعيد أمزازي", "السعيد امزازي", "أمزازي")
    assert not one(engine, "سعيد أمزازي", "كريم أمزازي")
    assert one(engine, "وزارة التربية الوطنية", "وزارة التربية الوطنية والتعليم الأولي والرياضة")
    with reading(engine) as connection:
        health = connection.execute(select(Entity.canonical_id).where(Entity.label == "وزارة الصحة")).scalars().all()
        centres = connection.execute(select(Entity.id, Entity.canonical_id).where(Entity.label == CENTRE)).all()
        spelt = connection.execute(
            select(Entity.canonical_id).where(Entity.label == "المركز المواكبة لحماية الطفوله")
        ).scalar_one()
    assert health == [None, None]  # of Morocco and of Saudi Arabia
    assert len({row.canonical_id or row.id for row in centres}) == 2  # of Agadir and of Taroudant
    assert spelt in {row.id for row in centres}


def test_link_incrementally_comes_to_what_a_rebuild_does(engine: Engine) -> None:
    for article in ARTICLES:
        stored(engine, [article])
        link(engine)
    stepwise = state(engine)
    link(engine)
    assert state(engine) == stepwise
    link(engine, rebuild=True)
    assert state(engine) == stepwise


def built(folder: Path, order: Sequence[int], stops: Collection[int] = ()) -> dict[str, object]:
    """Return what linking decides of the articles written in an order, with a link before each of ``stops`` as well."""
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
def at_once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What linking decides of all articles, written in order and linked once."""
    return built(tmp_path_factory.mktemp("kb"), range(len(ARTICLES)))


@settings(max_examples=10, deadline=None)
@given(order=st.permutations(range(len(ARTICLES))), cuts=st.sets(st.integers(1, len(ARTICLES) - 1), max_size=4))
def test_link_decides_the_same_in_whatever_order(
    tmp_path_factory: pytest.TempPathFactory, at_once: dict[str, object], order: list[int], cuts: set[int]
) -> None:
    assert built(tmp_path_factory.mktemp("kb"), order, cuts) == at_once


def test_article_taken_back_parts_what_it_joined(engine: Engine) -> None:
    stored(engine, ARTICLES)
    link(engine)
    facts, document = ARTICLES[1]
    write_article(engine, {**facts, "officials": []}, document, 1)
    link(engine)
    stepwise = state(engine)
    link(engine, rebuild=True)
    assert state(engine) == stepwise
    with reading(engine) as connection:
        assert connection.execute(select(Entity.id).where(Entity.label == "السعيد امزازي")).first() is None


def test_canonical_entity_taken_back_leaves_the_others(engine: Engine) -> None:
    stored(engine, ARTICLES)
    link(engine)
    for number in (0, 3):
        facts, document = ARTICLES[number]
        write_article(engine, {**facts, "officials": []}, document, 1)
    link(engine)
    assert one(engine, "السعيد امزازي", "أمزازي")


def corrected(engine: Engine, action: str, target: str, other: str, at: int) -> None:
    row = {"target_kind": "entity", "target": target, "action": action, "value": {"other": other}, "reason": "test"}
    moment = datetime(2024, 1, 1, at, tzinfo=UTC)
    with writing(engine) as connection:
        connection.execute(insert(Correction), [{**row, "key": f"c{at}", "author": "tester", "at": moment}])


def key_of(engine: Engine, label: str) -> str:
    with reading(engine) as connection:
        return str(connection.execute(select(Entity.key).where(Entity.label == label)).scalar_one())


def test_corrections_override_the_rules(engine: Engine) -> None:
    stored(engine, ARTICLES)
    link(engine)
    full, kin, spelt = (key_of(engine, n) for n in ("سعيد أمزازي", "كريم أمزازي", "السعيد امزازي"))
    corrected(engine, "merge", full, kin, 1)
    corrected(engine, "split", full, spelt, 2)
    link(engine)
    assert one(engine, "سعيد أمزازي", "كريم أمزازي")
    assert not one(engine, "سعيد أمزازي", "السعيد امزازي")
    with reading(engine) as connection:
        decided = select(Candidate.decision, Candidate.decided_by).where(Candidate.decided_by != "rules")
        assert sorted(tuple(row) for row in connection.execute(decided)) == [("apart", "c2"), ("merged", "c1")]
    before = state(engine)
    link(engine, rebuild=True)
    assert state(engine) == before
    corrected(engine, "split", kin, full, 3)  # the last word holds, whichever of the two it is said of
    link(engine)
    assert not one(engine, "سعيد أمزازي", "كريم أمزازي")


def test_merged_key_leads_to_the_canonical_one(engine: Engine) -> None:
    stored(engine, ARTICLES)
    link(engine)
    with reading(engine) as connection:
        leads = dict(tuple(row) for row in connection.execute(select(Redirect.key, Redirect.target)))
    assert leads[key_of(engine, "أمزازي")] == key_of(engine, "سعيد أمزازي")


def test_name_the_press_uses_stands_for_a_slip_that_is_longer(engine: Engine) -> None:
    slip, usual = "إدريس الناصري المستقيل", "إدريس الناصري"
    office = "وزير الصحة"
    days = [f"2024-03-{day:02}" for day in range(1, 7)]
    articles = [told(i, day, officials={usual: office}) for i, day in enumerate(days)]
    stored(engine, [*articles, told(9, "2024-03-09", officials={slip: office})])
    link(engine)
    with reading(engine) as connection:
        heads = select(Entity.label).where(Entity.kind == "official", Entity.canonical_id.is_(None))
        assert connection.execute(heads).scalars().all() == [usual]


def test_holders_answers_who_held_an_office_at_a_day(engine: Engine) -> None:
    stored(engine, ARTICLES)
    link(engine)
    asked = "والي جهة سوس – ماسة"
    assert [h.name for h in holders(engine, asked, date(2024, 3, 10))] == ["سعيد أمزازي"]
    assert [h.name for h in holders(engine, asked, date(2021, 2, 1))] == ["أحمد حجي"]
    assert holders(engine, asked, date(2022, 6, 1)) == []  # between the two, nobody says when it changed
    assert [(h.name, h.until) for h in holders(engine, asked)] == [
        ("أحمد حجي", date(2023, 11, 20)),
        ("سعيد أمزازي", None),
    ]
    assert [h.name for h in holders(engine, "عامل عمالة أكادير إداوتنان", date(2023, 11, 20))] == ["سعيد أمزازي"]
    assert holders(engine, "والي الجهة") == []


def test_office_named_alone_is_its_holder_at_the_day(engine: Engine) -> None:
    stored(engine, ARTICLES)
    link(engine)
    with reading(engine) as connection:
        held = select(Entity.label).join(Occupancy, Occupancy.holder_id == Entity.id)
        acted = select(Entity.label, Argument.entity_id).join(Argument, Argument.holder_id == Entity.id)
        assert connection.execute(held).scalars().all() == ["سعيد أمزازي"]
        assert [tuple(row) for row in connection.execute(acted)] == [("سعيد أمزازي", None)]


def test_places_stand_in_their_units_with_a_point(engine: Engine) -> None:
    stored(engine, ARTICLES)
    link(engine)
    up = aliased(Entity)
    with reading(engine) as connection:
        query = select(Entity.label, up.label.label("up"), Entity.latitude, Entity.located_by, Entity.key)
        rows = connection.execute(query.outerjoin(up, up.id == Entity.place_id).where(Entity.kind == "place")).all()
        names = set(connection.execute(select(Name.form)).scalars())
    above = {row.label: row.up for row in rows}
    assert above["أكادير"] == "عمالة أكادير-إدا وتنان"
    assert above["عمالة أكادير-إدا وتنان"] == "جهة سوس ماسة"
    assert above["جهة سوس ماسة"] == "المغرب"
    assert sorted(row.up for row in rows if row.label == "حي السلام") == ["أكادير", "سلا"]
    agadir = next(row for row in rows if row.label == "أكادير")
    assert agadir.located_by == agadir.key
    assert {row.located_by for row in rows if row.label in ("جهة سوس ماسة", "عمالة أكادير-إدا وتنان")} == {agadir.key}
    assert "Souss-Massa" in names
