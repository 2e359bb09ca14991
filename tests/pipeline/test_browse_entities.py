"""Entities and offices as lists and as pages, and names looked up in batch; on both engines.

What is listed and counted is compared with reading every row; what a name may mean is a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select, update

from bench.irregular import fill
from bench.reference import Reference
from corpus.document import Document
from corpus.errors import AskedError
from pipeline.kb import across
from pipeline.kb import schema as tables
from pipeline.kb.browse.cursor import cursor, read_cursor
from pipeline.kb.browse.entities import entities, entity
from pipeline.kb.browse.lookup import MOST_NAMES, look_up
from pipeline.kb.browse.offices import held, position, positions
from pipeline.kb.browse.shapes import EntityItem, EntityKind, TenureItem
from pipeline.kb.engine import writing
from pipeline.kb.identify import positions as add_positions
from pipeline.kb.write import write_article

ALL = 2000


@pytest.fixture
def happened(store: Engine) -> Engine:
    """A knowledge base with the irregularities of a real one."""
    fill(store)
    return store


class Counted(Reference):
    """The events of each entity, by reading every row."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.events: dict[int, set[int]] = {}
        self.days = {h.id: h.date_start for h in self.happenings}
        for h in self.happenings:
            for part in self.parts[h.id]:
                if part.entity_id:
                    self.events.setdefault(part.entity_id, set()).add(h.id)

    def did(self, number: int) -> tuple[int, date | None, date | None]:
        events = self.events.get(number, set())
        days = sorted(self.days[e] for e in events if self.days[e])
        return len(events), days[0] if days else None, days[-1] if days else None

    def ranked(self, numbers: Iterable[int]) -> list[str]:
        """Return the keys of entities in the order of lists."""
        found = [(-self.did(n)[0], self.entities[n].key) for n in numbers]
        return [key for _, key in sorted(found)]


def in_pages(engine: Engine, size: int, **asked: Any) -> list[EntityItem]:
    """Return a whole list of entities, page by page."""
    rows: list[EntityItem] = []
    after = None
    while True:
        page = entities(engine, after=after, limit=size, **asked)
        rows += page.rows
        assert page.total_exact
        after = page.after
        if after is None:
            assert page.total == len(rows)
            return rows


def test_entities_are_listed_as_reading_every_row_gives_them(happened: Engine) -> None:
    reference = Counted(happened)
    heads = [e for e in reference.entities.values() if e.canonical_id is None]
    outer = next(reference.entities[e.place_id] for e in heads if e.place_id and e.kind == "institution")
    former = next(e for e in reference.entities.values() if e.canonical_id and e.kind == "official")
    inside = reference.inside({outer.id}) - {outer.id}
    given = former.label.split()[0]
    some: list[tuple[dict[str, Any], list[int]]] = [
        ({}, [e.id for e in heads]),
        *(({"kind": kind}, [e.id for e in heads if e.kind == kind]) for kind in EntityKind),
        ({"subkind": "centre"}, [e.id for e in heads if e.subkind == "centre"]),
        ({"text": given}, [n for kind in EntityKind for n in reference.named(given, kind)]),
        ({"text": former.label, "kind": EntityKind.OFFICIAL}, list(reference.named(former.label, "official"))),
        ({"inside": outer.key}, list(inside)),
        ({"inside": outer.key, "kind": EntityKind.PLACE}, [n for n in inside if reference.entities[n].kind == "place"]),
        ({"text": "لا أحد يسمى هكذا"}, []),
        ({"inside": "nowhere"}, []),
    ]  # fmt: skip
    for asked, expected in some:
        for size in (9, ALL):
            rows = in_pages(happened, size, **asked)
            assert [row.key for row in rows] == reference.ranked(expected), asked
        for row in rows:
            one = reference.entities[reference.by_key(row.key)]
            assert (row.events, row.first, row.last) == reference.did(one.id)
            assert (row.kind, row.subkind, row.label, row.gazetteer_id) == (
                one.kind,
                one.subkind,
                one.label,
                one.gazetteer_id,
            )
            place = reference.entities[reference.one(one.place_id)] if one.place_id else None
            assert (row.place_key, row.place) == ((place.key, place.label) if place else (None, None))


def test_a_page_shows_who_and_what_shares_events_with_an_entity(happened: Engine) -> None:
    reference = Counted(happened)
    busiest = [entities(happened, kind=kind, limit=1).rows[0].key for kind in EntityKind]
    for key in busiest:
        view = entity(happened, key)
        assert view is not None
        mine = reference.events[reference.by_key(key)]
        shared = {n: len(mine & events) for n, events in reference.events.items() if reference.entities[n].key != key}
        for kind, found in zip(EntityKind, (view.companions, view.institutions, view.places), strict=True):
            expected = [
                (-n, reference.entities[e].key) for e, n in shared.items() if n and reference.entities[e].kind == kind
            ]
            assert [(-c.events, c.item.key) for c in found] == sorted(expected)[:30]
            assert all(
                (c.item.events, c.item.first, c.item.last) == reference.did(reference.by_key(c.item.key)) for c in found
            )


def test_former_keys_lead_to_what_they_were_merged_into(happened: Engine) -> None:
    reference = Counted(happened)
    merged = [e for e in reference.entities.values() if e.canonical_id]
    assert merged
    for former in merged:
        head = reference.entities[reference.one(former.id)]
        keys = {key for e in reference.entities.values() if e.canonical_id == head.id for key in (e.key, f"gone{e.id}")}
        for key in (former.key, f"gone{former.id}", head.key, f"{former.key}\x00"):
            view = entity(happened, key)
            assert view is not None
            assert view.item.key == head.key
            assert set(view.merged) == keys
        names = {n.form for n in reference.names if reference.one(n.entity_id) == head.id}
        assert set(view.names) == names
        assert {head.label, former.label} <= names
    assert entity(happened, "no such key") is None
    assert entity(happened, "") is None


def test_the_most_used_form_of_a_name_comes_first(store: Engine) -> None:
    text = "زار سعيد الناصري المركز. وقال الناصري إن العمل جار. وأضاف الناصري ذلك."
    form = {"name": "سعيد الناصري", "aliases_in_text": ["الناصري", "س. الناصري"]}
    spans = [{"start": 4, "end": 16, "surface": "سعيد الناصري"}]
    for at in (text.index("وقال ") + 5, text.index("وأضاف ") + 6):
        spans.append({"start": at, "end": at + len("الناصري"), "surface": "الناصري"})
    facts = {"id": "a", "extractor_version": "1", "officials": [{**form, "roles": [], "mentions": spans}]}
    write_article(store, facts, Document(id="a", text=text), 1)
    (row,) = entities(store, kind=EntityKind.OFFICIAL).rows
    view = entity(store, row.key)
    assert view is not None
    assert view.names == ("الناصري", "سعيد الناصري", "س. الناصري")


def test_places_show_what_is_around_and_in_them(happened: Engine) -> None:
    reference = Counted(happened)
    nested = [e for e in reference.entities.values() if e.kind == "place" and e.place_id and not e.canonical_id]
    deepest = 0
    for inner in nested:
        view = entity(happened, inner.key)
        assert view is not None
        around, number = [], inner.place_id
        while number and reference.one(number) not in around:
            around.append(reference.one(number))
            number = reference.entities[around[-1]].place_id
        assert [p.key for p in view.parents] == [reference.entities[n].key for n in around]
        deepest = max(deepest, len(around))
        outer = entity(happened, view.parents[0].key)
        assert outer is not None
        inside = {e.id for e in reference.entities.values() if e.place_id and reference.one(e.place_id) == around[0]}
        places = {reference.one(n) for n in inside if reference.entities[n].kind == "place"} - {around[0]}
        assert [c.key for c in outer.children] == reference.ranked(places)
        head = reference.entities[around[0]]
        assert (outer.latitude, outer.longitude, outer.located_by) == (head.latitude, head.longitude, head.located_by)
        labels = {e.key: e.label for e in reference.entities.values()}
        assert outer.located_by_label == (labels[head.located_by] if head.located_by else None)
    assert deepest > 1


def test_places_said_to_lie_in_each_other_end_nowhere(happened: Engine) -> None:
    reference = Counted(happened)
    one, other = [e for e in reference.entities.values() if e.kind == "place" and not e.canonical_id][:2]
    with writing(happened) as connection:
        for inner, outer in ((one, other), (other, one)):
            connection.execute(update(tables.Entity).where(tables.Entity.id == inner.id).values(place_id=outer.id))
    view = entity(happened, one.key)
    assert view is not None
    assert [p.key for p in view.parents] == [other.key]
    assert other.key in {row.key for row in in_pages(happened, 50, inside=one.key)}


@pytest.fixture
def offices(store: Engine) -> Engine:
    """Three officials, two offices in four wordings."""
    with writing(store) as connection:
        for number, name in enumerate(("سعيد الناصري", "ليلى المرابط", "عمر التازي"), 1):
            row = {"id": number, "key": f"who{number}", "kind": "official", "label": name}
            connection.execute(insert(tables.Entity), [row])
        titles = ("والي جهة سوس ماسة", "والي جهة سوس-ماسة وعامل عمالة أكادير", "وزير الصحة", "وزير الصحة العمومية")
        found = add_positions(connection, titles)
        numbers = [dict(connection.execute(select(tables.Position.title, tables.Position.id)).all())[t] for t in titles]
        assert len(found) == len(titles)
        for wording, head in ((1, 0), (3, 2)):
            other = update(tables.Position).where(tables.Position.id == numbers[wording])
            connection.execute(other.values(canonical_id=numbers[head]))
        days = (date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1), date(2023, 1, 1))
        none = {"since": None, "until": None, "confidence": 0.9}
        rows: list[dict[str, Any]] = [
            {"entity_id": 1, "position_id": numbers[0], "first_seen": days[0], "last_seen": days[1], "articles": 3},
            {"entity_id": 2, "position_id": numbers[0], "first_seen": days[2], "last_seen": days[3], "articles": 4},
            {"entity_id": 1, "position_id": numbers[2], "first_seen": days[2], "last_seen": days[2], "articles": 2},
            {"entity_id": 3, "position_id": numbers[2], "first_seen": None, "last_seen": None, "articles": 1},
        ]  # fmt: skip
        connection.execute(insert(across.Tenure), [{**none, **row} for row in rows])
    return store


def test_offices_are_listed_by_any_wording_with_how_many_held_them(offices: Engine) -> None:
    governor, minister = positions(offices).rows
    assert (governor.title, governor.holders, governor.articles) == ("والي جهة سوس ماسة", 2, 7)
    assert (minister.title, minister.holders, minister.articles) == ("وزير الصحة", 2, 3)
    for text, expected in (
        ("والي", (governor,)),
        ("والي أكادير", (governor,)),
        ("العمومية", (minister,)),
        ("وزير", (minister,)),
        ("سفير", ()),
        ("", (governor, minister)),
    ):
        found = positions(offices, text=text)
        assert (found.rows, found.total, found.after) == (expected, len(expected), None), text
    first = positions(offices, limit=1)
    second = positions(offices, limit=1, after=first.after)
    assert (first.rows, second.rows, second.after) == ((governor,), (minister,), None)


def test_an_office_shows_its_wordings_and_holders_in_order_of_time(offices: Engine) -> None:
    governor, minister = positions(offices).rows
    view = position(offices, governor.key)
    assert view is not None
    assert view.item == governor
    assert view.wordings == ("والي جهة سوس-ماسة وعامل عمالة أكادير",)
    assert [t.official for t in view.tenures] == ["who1", "who2"]
    other = position(offices, minister.key)
    assert other is not None
    assert [t.official for t in other.tenures] == ["who1", "who3"]  # the undated one last
    assert position(offices, "no such key") is None
    with_offices = entity(offices, "who1")
    assert with_offices is not None
    assert [(t.title, t.first_seen) for t in with_offices.tenures] == [
        ("والي جهة سوس ماسة", date(2020, 1, 1)),
        ("وزير الصحة", date(2022, 1, 1)),
    ]


@pytest.mark.parametrize(
    ("office", "at", "expected"),
    [
        ("والي جهة سوس ماسة", date(2020, 6, 1), [("who1", False)]),
        ("والي جهة سوس-ماسة", date(2022, 6, 1), [("who2", False)]),
        ("والي جهة سوس ماسة", date(2021, 3, 1), [("who1", True)]),  # two months after he was last seen
        ("والي جهة سوس ماسة", date(2019, 1, 1), []),
        ("والي جهة سوس ماسة", None, [("who1", False), ("who2", False)]),
        ("وزير الصحة", None, [("who1", False), ("who3", False)]),
        ("وزير الخارجية", None, []),
        ("\x00", None, []),
    ],
)
def test_who_held_an_office(offices: Engine, office: str, at: date | None, expected: list[tuple[str, bool]]) -> None:
    found = held(offices, office, at)
    assert [(t.official, t.inferred) for t in found] == expected
    governor = position(offices, positions(offices).rows[0].key)
    assert governor is not None
    known: set[TenureItem] = {*governor.tenures}
    assert all(replace(t, inferred=False) in known for t in found if "والي" in t.title)


NAMES = {
    "official": ("سعيد أمزازي", "خالد آيت الطالب", "نادية بنموسى", "محمد المرابط", "محمد المرابط الثاني"),
    "institution": ("مركز المواكبة لحماية الطفولة", "وزارة الصحة"),
    "place": ("الصخيرات", "أكادير"),
}


@pytest.fixture
def named(store: Engine) -> Engine:
    """A few entities of each kind."""
    text = "، ".join(n for some in NAMES.values() for n in some)

    def facts(kind: str, name: str) -> dict[str, Any]:
        span = {"start": text.index(name), "end": text.index(name) + len(name), "surface": name}
        more: dict[str, Any] = {
            "official": {"roles": []},
            "institution": {"kind": "centre"},
            "place": {"kind": "city"},
        }[kind]
        return {"name": name, "mentions": [span], **more}

    lists = {f"{kind}s": [facts(kind, name) for name in some] for kind, some in NAMES.items()}
    write_article(store, {"id": "a", "extractor_version": "1", **lists}, Document(id="a", text=text), 1)
    return store


LOOKED_UP = [
    ("سعيد أمزازي", [("سعيد أمزازي", "exact")]),
    ("سَعِيد امزازي", [("سعيد أمزازي", "exact")]),  # no hamza, with vowel signs
    ("  وزارة الصحة ", [("وزارة الصحة", "exact")]),
    ("وزارة", [("وزارة الصحة", "words")]),
    ("السيد سعيد أمزازي", [("سعيد أمزازي", "words")]),
    ("مركز المواكبة", [("مركز المواكبة لحماية الطفولة", "words")]),
    ("المرابط", [("محمد المرابط", "words"), ("محمد المرابط الثاني", "words")]),
    ("محمد المرابط", [("محمد المرابط", "exact")]),
    ("Said Amzazi", [("سعيد أمزازي", "sound")]),
    ("amzazi", [("سعيد أمزازي", "sound")]),
    ("Khalid Ait Taleb", [("خالد آيت الطالب", "sound")]),
    ("Nadia Ben Moussa", [("نادية بنموسى", "sound")]),
    ("نادية بن موسى", [("نادية بنموسى", "sound")]),
    ("Skhirat", [("الصخيرات", "sound")]),
    ("Agadir", [("أكادير", "sound")]),
    ("سعاد", []),  # sounds like سعيد, and is not
    ("لا أحد", []),
    ("", []),
    ("؟؟", []),
    ("\x00", []),
    ("x" * 5000, []),
]  # fmt: skip


def test_names_in_batch_are_found_as_the_table_says(named: Engine) -> None:
    found = look_up(named, [name for name, _ in LOOKED_UP])
    for match, (name, expected) in zip(found, LOOKED_UP, strict=True):
        assert match.name == name
        assert [(item.label, how) for item, _, how in match.found] == expected, name
        scores = [score for _, score, _ in match.found]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 and (score == 1) == (how == "exact") for _, score, how in match.found)


def test_a_name_asked_for_alone_or_with_others_is_answered_alike(named: Engine) -> None:
    names = [name for name, _ in LOOKED_UP]
    assert [look_up(named, [name])[0] for name in names] == look_up(named, names)
    assert look_up(named, [names[0], names[0]]) == look_up(named, names[:1]) * 2
    assert look_up(named, []) == []


def test_names_are_looked_up_of_one_kind_and_so_many_as_asked(named: Engine) -> None:
    assert look_up(named, ["سعيد أمزازي"], kind=EntityKind.PLACE)[0].found == ()
    assert look_up(named, ["سعيد أمزازي"], kind=EntityKind.OFFICIAL)[0].found
    assert len(look_up(named, ["المرابط"], limit=1)[0].found) == 1
    assert len(look_up(named, ["المرابط"] * MOST_NAMES)) == MOST_NAMES
    with pytest.raises(AskedError) as caught:
        look_up(named, ["المرابط"] * (MOST_NAMES + 1))
    assert caught.value.parameter == "names"


def test_who_was_merged_is_found_as_the_one_he_is(happened: Engine) -> None:
    reference = Counted(happened)
    for former in (e for e in reference.entities.values() if e.canonical_id):
        found = look_up(happened, [former.label])[0].found
        assert reference.entities[reference.one(former.id)].key in {
            item.key for item, _, how in found if how == "exact"
        }
        assert len({item.key for item, _, _ in found}) == len(found)


def test_latin_names_are_shown_where_there_are_some(store: Engine) -> None:
    text = "فاس"
    place = {
        "name": "فاس",
        "kind": "city",
        "aliases_in_text": ["Fès"],
        "mentions": [{"start": 0, "end": 3, "surface": text}],
    }
    write_article(store, {"id": "a", "extractor_version": "1", "places": [place]}, Document(id="a", text=text), 1)
    assert [row.latin for row in entities(store).rows] == ["Fès"]


VALUES = st.one_of(st.dates(), st.none())


@given(VALUES, st.text("0123456789abcdef", min_size=1, max_size=20))
def test_a_cursor_of_a_day_is_read_as_it_was_made(day: date | None, key: str) -> None:
    assert read_cursor(cursor("order", day, key), "order", date) == (day, key)


@given(st.floats(0, 1) | st.integers(0, 10**9), st.text("0123456789abcdef", min_size=1, max_size=20))
def test_a_cursor_of_a_number_is_read_as_it_was_made(value: float, key: str) -> None:
    kind = int if isinstance(value, int) else float
    made = cursor("order", value, key)
    assert read_cursor(made, "order", kind) == (value, key)
    assert made.isascii()
    assert not Counter(made) & Counter("+/=&?# ")
    with pytest.raises(AskedError):
        read_cursor(made, "another", kind)


@given(st.text() | st.binary().map(lambda b: b.decode("latin-1")))
def test_what_is_no_cursor_is_refused_and_named(text: str) -> None:
    with pytest.raises(AskedError) as caught:
        read_cursor(text, "order", int)
    assert caught.value.parameter == "after"
