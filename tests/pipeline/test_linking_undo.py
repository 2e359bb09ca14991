"""What is taken back is linked as if it had never been said, by the next linking: the same as linking all anew gives.

The articles are invented: one visit told by several newspapers, people with offices, a centre, quarters and towns, under
names of several wordings, so that whatever is merged or parted touches something else.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import aliased
from stores import opened, stored

from corpus.document import Document
from corpus.errors import RefusedError
from pipeline.kb import corrections
from pipeline.kb.across import Candidate, Happening, Part, Redirect, Tenure
from pipeline.kb.browse.entities import entity
from pipeline.kb.corrections_read import CorrectionState, correction
from pipeline.kb.engine import downgrade, migrate, reading, writing
from pipeline.kb.happenings import happening
from pipeline.kb.keys import article_key, digest
from pipeline.kb.schema import Argument, Article, Correction, Entity, Event, Link, Mention, Name, Occupancy, Position
from pipeline.linking.happenings import merge_events
from pipeline.linking.link import link
from pipeline.settings import Settings

BY = {"author": "نادية", "reason": "سهو"}
WALI = "والي جهة سوس ماسة"
CENTRE, SHORT = "مركز الأفق للتكوين", "مركز الأفق"
TOWNS = {
    "أكادير": ("city", "hcp:09.001.01.01"),
    "تارودانت": ("city", "hcp:09.541.01.13"),
    "جهة سوس ماسة": ("region", "hcp:09"),
}
QUARTER = "حي الورود"


def told(
    number: int, visitor: str, title: str | None, house: str | None, town: str, day: str = "2024-03-05", *,
    quarter: bool = False, companion: str | None = None,
) -> tuple[dict[str, Any], Document]:  # fmt: skip
    """Return an article of a visit; without a house it is the town that is visited, without a title an office acts."""
    named = f"{title} {visitor}" if title else visitor
    seen = house or f"مدينة {town}"
    where = f"{QUARTER}، {town}" if quarter else town
    text = f"زار {named} {seen} في {where}" + (f" رفقة {companion}" if companion else "") + f". رقم الخبر {number}."

    def item(form: str, **rest: Any) -> dict[str, Any]:
        start = text.index(form)
        return {"name": form, "mentions": [{"start": start, "end": start + len(form), "surface": form}],
                "confidence": 0.9, **rest}  # fmt: skip

    people = [item(visitor, roles=[{"title": title, "mentions": item(title)["mentions"]}])] if title else []
    if companion:
        people.append(item(companion, roles=[]))
    places = [item(town, kind=TOWNS[town][0], link={"id": TOWNS[town][1]})]
    places += [item(QUARTER, kind="neighbourhood", link=None, within=town)] if quarter else []
    facts: dict[str, Any] = {
        "id": f"a{number}", "country": "MA", "published": day, "officials": people,
        "unnamed_official_items": [] if title else [item(visitor)],
        "institutions": [item(house, kind="centre", place=town)] if house else [],
        "places": places,
        "events": [
            {"id": "e1", "type": "visit", "agents": [visitor], "companions": [companion] if companion else [],
             "targets": [house] if house else [], "places": [QUARTER if quarter else town],
             "evidence": text, "evidence_start": 0, "evidence_end": len(text), "date_start": day, "date_end": day,
             "confidence": 0.9},
        ],
    }  # fmt: skip
    return facts, Document(f"a{number}", text, url=f"https://example.org/{number}", outlet=f"جريدة {number % 5}")


ARTICLES = [
    told(1, "سعيد الناصري", WALI, CENTRE, "أكادير", quarter=True, companion="ليلى المرابط"),
    told(2, "السعيد الناصري", WALI, CENTRE, "أكادير", companion="ليلى المرابط"),
    told(3, "الناصري", WALI, SHORT, "أكادير", quarter=True),
    told(4, "سعيد الناصري", "وزير الصحة", CENTRE, "تارودانت", "2020-05-01"),
    told(5, "كريم الناصري", "رئيس جماعة تيوت", SHORT, "أكادير", companion="سعيد الفاسي"),
    told(6, "والي الجهة", None, CENTRE, "جهة سوس ماسة"),
    told(7, "والي الجهة", None, None, "جهة سوس ماسة", "2024-03-06"),
    told(8, "سعيد الناصري", WALI, None, "أكادير", "2024-03-05", quarter=True),
    told(9, "كريم الناصري", "رئيس جماعة تيوت", CENTRE, "أكادير", "2024-03-07", quarter=True),
    told(10, "سعيد الفاسي", "وزير الصحة", SHORT, "تارودانت", "2024-03-05"),
    told(11, "سعيد الفاسي", "وزير الصحة", CENTRE, "أكادير", "2024-03-05"),
]  # fmt: skip


def key_of(number: int) -> str:
    return article_key(f"https://example.org/{number}", "")


def state(engine: Engine) -> dict[str, list[str]]:
    """Return all that linking decided, without row numbers and times."""
    head, tour, up = aliased(Entity), aliased(Happening), aliased(Entity)
    cells = [c for c in Happening.__table__.c if c.name not in ("id", "part_of_id")]
    parts = [c for c in Part.__table__.c if c.name not in ("id", "happening_id", "entity_id")]
    queries: dict[str, Any] = {
        "entities": select(
            Entity.key, Entity.label, Entity.kind, Entity.subkind, Entity.gazetteer_id, Entity.latitude,
            Entity.located_by, head.key.label("head"), up.key.label("up"),
        ).outerjoin(head, head.id == Entity.canonical_id).outerjoin(up, up.id == Entity.place_id),
        "names": select(Entity.key, Name.form).join(Name, Name.entity_id == Entity.id),
        "links": select(Entity.key, Article.key.label("article"), Mention.start).select_from(Link)
        .join(Entity, Entity.id == Link.entity_id).join(Mention, Mention.id == Link.mention_id)
        .join(Article, Article.id == Mention.article_id),
        "pairs": select(
            Candidate.kind, Candidate.left, Candidate.right, Candidate.score, Candidate.features, Candidate.decision,
            Candidate.decided_by,
        ),
        "tenures": select(Entity.key, Position.title, Tenure.first_seen, Tenure.last_seen, Tenure.articles)
        .join(Entity, Entity.id == Tenure.entity_id).join(Position, Position.id == Tenure.position_id),
        "held": select(Occupancy.key, Entity.key.label("who")).join(Entity, Entity.id == Occupancy.holder_id),
        "took part": select(Event.key, Argument.role, Argument.ordinal, Entity.key.label("who")).select_from(Argument)
        .join(Event, Event.id == Argument.event_id)
        .join(Entity, (Entity.id == Argument.entity_id) | (Entity.id == Argument.holder_id)),
        "happenings": select(*cells, tour.key.label("tour")).outerjoin(tour, tour.id == Happening.part_of_id),
        "parts": select(Happening.key, *parts, Entity.key.label("who")).select_from(Part)
        .join(Happening, Happening.id == Part.happening_id).outerjoin(Entity, Entity.id == Part.entity_id),
        "tellings": select(Event.key, Happening.key.label("event")).join(Happening, Happening.id == Event.happening_id),
    }  # fmt: skip
    with reading(engine) as connection:
        return {name: sorted(map(repr, connection.execute(query))) for name, query in queries.items()}


def thing(engine: Engine, key: str) -> str:
    """Return the key of what a permanent key leads to now, as the pages and the API find it."""
    found = entity(engine, key)
    if found is not None:
        return found.item.key
    event = happening(engine, key)
    return event.row.key if event else "nothing"


def known(engine: Engine) -> list[str]:
    """Return all permanent keys there are."""
    with reading(engine) as connection:
        queries = (select(Entity.key), select(Happening.key), select(Redirect.key))
        return sorted({key for query in queries for key in connection.execute(query).scalars()})


def parted(engine: Engine, one: str, other: str) -> str:
    """Say that two tellings are of two events, also where no event is called after one of them."""
    row = {"target_kind": "happening", "target": one, "action": "split", "value": {"other": other}}
    key = digest("split", one, other, datetime.now(UTC).isoformat())
    with writing(engine) as connection:
        connection.execute(insert(Correction), [row | {"key": key, "at": datetime.now(UTC), **BY}])
    return key


class Researcher:
    """Somebody who says this and that, and takes some of it back. ``said``: the keys of all that."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self.engine, self.chance, self.said = engine, random.Random(seed), list[str]()

    def says(self) -> None:
        """Say that two of a kind are one or are two, or that articles mean another one."""
        kind = self.chance.choice(("official", "institution", "place", "happening"))
        way = self.chance.choice(("merge", "split") if kind == "happening" else ("merge", "split", "take"))
        wanted = select(Entity.key).where(Entity.kind == kind) if kind != "happening" else select(Happening.key)
        if kind == "happening" and way == "split":
            wanted = select(Event.key)  # any two tellings, of one event too
        with reading(self.engine) as connection:
            one, other = self.chance.sample(sorted(connection.execute(wanted).scalars()), 2)
        try:
            if way == "take":
                articles = self.chance.sample(range(1, len(ARTICLES) + 1), self.chance.choice((1, 2, 5, len(ARTICLES))))
                self.said.append(corrections.take_apart(self.engine, one, map(key_of, articles), **BY))
            elif kind == "happening" and way == "split":
                self.said.append(parted(self.engine, one, other))
            else:
                self.said.append(corrections.join(self.engine, way, one, other, **BY))
        except RefusedError:
            pass  # two keys of one thing

    def live(self, *, undos: bool) -> list[str]:
        """Return what holds of what was said."""
        found = [correction(self.engine, key) for key in self.said]
        return [
            c.key for c in found if c and c.state is not CorrectionState.UNDONE and (undos or c.action != "undo")
        ]  # fmt: skip

    def takes_back(self, key: str) -> None:
        self.said.append(corrections.undo(self.engine, key, **BY))


def checked(engine: Engine, seed: int) -> None:
    """Say and take back at random, and hold every linking against one that begins anew, and the end against the start."""
    stored(engine, ARTICLES)
    link(engine)
    before, keys = state(engine), set(known(engine))
    researcher = Researcher(engine, seed)
    for _ in range(researcher.chance.randint(1, 3)):
        for _ in range(researcher.chance.randint(1, 3)):
            researcher.says()
        link(engine)
        keys |= set(known(engine))
        if live := researcher.live(undos=True):
            researcher.takes_back(researcher.chance.choice(live))
        link(engine)
        keys |= set(known(engine))
    found, led = state(engine), {key: thing(engine, key) for key in keys}
    assert "nothing" not in led.values()
    link(engine, rebuild=True)
    assert state(engine) == found
    assert {key: thing(engine, key) for key in keys} == led
    while live := researcher.live(undos=False):
        researcher.takes_back(live[0])
    link(engine)
    assert state(engine) == before
    assert "nothing" not in {thing(engine, key) for key in keys}


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_link_after_whatever_was_said_and_undone_comes_to_what_a_rebuild_does(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    engine = opened(tmp_path_factory.mktemp("kb") / "kb.db")
    checked(engine, seed)
    engine.dispose()


@pytest.mark.parametrize("seed", [5, 11, 16])  # in which much is touched
def test_link_after_an_undo_comes_to_what_a_rebuild_does_on_both_engines(store: Engine, seed: int) -> None:
    checked(store, seed)


# What is said, of which kind, of which two labels (of events: of the tellings of which articles), or which articles are taken.
SAID: list[tuple[str, str, Any, Any]] = [
    ("merge", "official", "كريم الناصري", "سعيد الفاسي"),
    ("split", "official", "سعيد الناصري", "السعيد الناصري"),
    ("take", "official", "سعيد الناصري", [8]),
    ("merge", "institution", CENTRE, CENTRE),
    ("split", "institution", CENTRE, SHORT),
    ("take", "institution", CENTRE, [2, 4, 10]),
    ("merge", "place", QUARTER, "أكادير"),
    ("take", "place", "أكادير", [2, 3]),
    ("take", "place", QUARTER, [1, 3, 8, 9]),  # all there are: nothing of it stays
    ("merge", "happening", 4, 10),
    ("split", "happening", 1, 2),
]


def say(engine: Engine, way: str, kind: str, one: Any, other: Any) -> str:
    """Say something of ``SAID``; return the correction's key."""
    if kind == "happening":
        tellings = telling_of(engine, one), telling_of(engine, other)
        return parted(engine, *tellings) if way == "split" else corrections.join(engine, way, *tellings, **BY)
    if way == "take":
        return corrections.take_apart(engine, entity_called(engine, kind, one), map(key_of, other), **BY)
    pair = entity_called(engine, kind, one), entity_called(engine, kind, other, last=True)
    return corrections.join(engine, way, *pair, **BY)


def entity_called(engine: Engine, kind: str, label: str, *, last: bool = False) -> str:
    """Return the key of an entity by its label; of several that of the first article, or of the last."""
    query = select(Entity.key).where(Entity.kind == kind, Entity.label == label).order_by(Entity.id)
    with reading(engine) as connection:
        return str(connection.execute(query).scalars().all()[-1 if last else 0])


def telling_of(engine: Engine, number: int) -> str:
    query = select(Event.key).join(Article, Article.id == Event.article_id).where(Article.document_id == f"a{number}")
    with reading(engine) as connection:
        return str(connection.execute(query).scalar_one())


@pytest.mark.parametrize("said", SAID, ids=lambda said: f"{said[0]}-{said[1]}")
def test_what_is_undone_is_linked_by_the_next_linking(store: Engine, said: tuple[str, str, Any, Any]) -> None:
    stored(store, ARTICLES)
    link(store)
    before, keys = state(store), set(known(store))
    led = {key: thing(store, key) for key in keys}
    key = say(store, *said)
    link(store)
    assert state(store) != before
    keys |= set(known(store))
    undo = corrections.undo(store, key, **BY)
    assert standing(store, key, undo) == [CorrectionState.UNDONE, CorrectionState.PENDING]
    link(store)
    assert standing(store, key, undo) == [CorrectionState.UNDONE, CorrectionState.APPLIED]
    assert state(store) == before
    assert {key: thing(store, key) for key in led} == led
    assert "nothing" not in {
        thing(store, key) for key in keys
    }  # what was made of the correction goes on to lead somewhere
    link(store, rebuild=True)
    assert state(store) == before


def standing(engine: Engine, *keys: str) -> list[CorrectionState]:
    return [found.state for key in keys if (found := correction(engine, key))]


@pytest.mark.parametrize("said", SAID[-2:], ids=lambda said: said[0])
def test_only_what_was_decided_on_is_looked_at_again(store: Engine, said: tuple[str, str, Any, Any]) -> None:
    stored(store, ARTICLES)
    link(store)
    key = say(store, *said)
    looked = [counted(store), counted(store)]
    corrections.undo(store, key, **BY)
    looked += [counted(store), counted(store)]
    assert [0 < looked[0] < len(ARTICLES), looked[1], 0 < looked[2] < len(ARTICLES), looked[3]] == [True, 0, True, 0]


def counted(engine: Engine) -> int:
    """Link events; return how many tellings were looked at."""
    with writing(engine) as connection:
        return merge_events(connection).tellings


def test_undo_of_what_an_older_version_linked_is_linked_after_the_migration(
    store: Engine, store_settings: Settings
) -> None:
    stored(store, ARTICLES)
    link(store)
    before = state(store)
    key = say(store, *SAID[-2])
    link(store)
    corrections.undo(store, key, **BY)
    store.dispose()
    downgrade(store_settings, "0014")  # which kept nothing of what was decided
    migrate(store_settings)
    assert state(store) != before
    link(store)
    assert state(store) == before
