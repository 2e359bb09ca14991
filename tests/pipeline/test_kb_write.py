"""Writing articles: same rows however often, versions, replacement, and faults that leave nothing half-written.

The knowledge base is a new SQLite file for each test, and a PostgreSQL database emptied for each (``conftest.py``).
Articles are invented; spans are found by their words.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text

from corpus.document import Document
from corpus.errors import StoreError
from corpus.mention import EventType
from pipeline.kb import articles, keys, query, runs
from pipeline.kb import schema as tables
from pipeline.kb.engine import check, downgrade, migrate, open_store, reading, require_head
from pipeline.kb.query import EventFilters
from pipeline.kb.write import Outcome, write_article
from pipeline.settings import Settings

TEXT = (
    "وزيرة التضامن تزور مركز الأمل\n"
    "زارت ليلى المرابط، وزيرة التضامن، يوم الاثنين 5 فبراير 2024 مركز الأمل لرعاية الطفولة بجماعة النخيل. "
    "ووزعت المرابط 30 محفظة على تلاميذ المركز بغلاف مالي قدره 15 ألف درهم."
)
DOCUMENT = Document(id="a1", text=TEXT, url="https://example.org/news/1", outlet="جريدة المثال")


def spans(text: str, *forms: str) -> list[dict[str, Any]]:
    """Return the first span of each form."""
    starts = [(text.index(form), form) for form in forms]
    return [{"start": s, "end": s + len(f), "surface": f} for s, f in starts]


def facts(text: str = TEXT, version: str = "0.1.0") -> dict[str, Any]:
    """Return the output object of the sample article."""
    by = {"confidence": 0.9, "provenance": {"extractor": "test", "rule": "test.rule", "version": version}}
    visit = "زارت ليلى المرابط، وزيرة التضامن، يوم الاثنين 5 فبراير 2024 مركز الأمل لرعاية الطفولة بجماعة النخيل"
    gift = "ووزعت المرابط 30 محفظة على تلاميذ المركز"
    return {
        "id": "a1",
        "country": "MA",
        "published": None,
        "published_meta": "2024-02-06",
        "title": "وزيرة التضامن تزور مركز الأمل",
        "schema_version": "1",
        "extractor_version": version,
        "officials": [
            {
                "name": "ليلى المرابط",
                "aliases_in_text": ["المرابط"],
                "roles": [{"title": "وزيرة التضامن", "mentions": spans(text, "وزيرة التضامن")}],
                "mentions_by_role": [],
                "mentions": spans(text, "ليلى المرابط", "المرابط"),
                **by,
            }
        ],
        "unnamed_officials": [],
        "institutions": [
            {
                "name": "مركز الأمل لرعاية الطفولة",
                "kind": "centre",
                "place": "جماعة النخيل",
                "aliases_in_text": ["المركز"],
                "mentions": spans(text, "مركز الأمل لرعاية الطفولة"),
                **by,
            }
        ],
        "places": [
            {
                "name": "جماعة النخيل",
                "kind": "commune",
                "bare_name": "النخيل",
                "aliases_in_text": [],
                "link": {"id": "MA:1", "score": 0.8},
                "mentions": spans(text, "جماعة النخيل"),
                **by,
            }
        ],
        "dates": [
            {
                "text": "يوم الاثنين 5 فبراير 2024",
                "start": "2024-02-05",
                "end": "2024-02-05",
                "weekday": "monday",
                "mentions": spans(text, "يوم الاثنين 5 فبراير 2024"),
                **by,
            }
        ],
        "amounts": [
            {"text": "15 ألف درهم", "value": 15000, "currency": "MAD", "mentions": spans(text, "15 ألف درهم"), **by}
        ],
        "quantities": [
            {
                "text": "30 محفظة",
                "value": 30,
                "unit": "محفظة",
                "relation": "exact",
                "mentions": spans(text, "30 محفظة"),
                **by,
            }
        ],
        "events": [
            {
                "id": "e1",
                "type": "visit",
                "status": "past",
                "date_start": "2024-02-05",
                "date_end": "2024-02-05",
                "date_text": "يوم الاثنين 5 فبراير 2024",
                "agents": ["ليلى المرابط"],
                "companions": [],
                "targets": ["مركز الأمل لرعاية الطفولة"],
                "places": ["جماعة النخيل"],
                "evidence": visit,
                "evidence_mention": spans(text, visit)[0],
                "evidence_also": ["وزيرة التضامن تزور مركز الأمل"],
                "arguments": [
                    {"role": "agent", "name": "ليلى المرابط", "confidence": 0.9, "inferred": False}
                    | {k: v for k, v in spans(text, "ليلى المرابط")[0].items() if k != "surface"}
                ],
                **by,
            },
            {
                "id": "e2",
                "type": "distribution",
                "status": "past",
                "date_start": None,
                "date_end": None,
                "agents": ["ليلى المرابط"],
                "companions": [],
                "targets": ["30 محفظة"],
                "recipients": ["تلاميذ المركز"],
                "places": [],
                "evidence": gift,
                **by,
            },
        ],
    }


def at(folder: Path) -> Settings:
    """Return settings for a new knowledge base in a folder."""
    return Settings(database_url=f"sqlite:///{folder / 'kb.db'}")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty knowledge base, on each engine there is."""
    if request.param == "sqlite":
        yield at(tmp_path)
        return
    chosen = Settings(database_url=request.getfixturevalue("postgres_url"))
    downgrade(chosen, "base")
    yield chosen
    downgrade(chosen, "base")


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """A knowledge base with all tables and one run."""
    migrate(settings)
    opened = open_store(settings)
    runs.start_run(opened, {"extractor": "0.1.0"})
    yield opened
    opened.dispose()


def dump(engine: Engine) -> dict[str, list[Any]]:
    """Return all rows of all tables but those of runs."""
    with reading(engine) as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in tables.Base.metadata.sorted_tables
            if table.name not in ("run", "failure")
        }


def count(engine: Engine, table: type[tables.Base]) -> int:
    with reading(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def words(engine: Engine) -> set[str]:
    """Return all names of all entities."""
    with reading(engine) as connection:
        return set(connection.execute(select(tables.Name.form)).scalars())


def test_migrate_brings_empty_to_head_and_back(settings: Settings) -> None:
    migrate(settings)
    migrate(settings)
    check(settings)
    engine = open_store(settings)
    require_head(engine)
    downgrade(settings, "base")
    with pytest.raises(StoreError, match="rasid migrate"):
        require_head(engine)
    migrate(settings)
    require_head(engine)
    engine.dispose()


def test_names_written_before_they_had_sounds_get_them(engine: Engine, settings: Settings) -> None:
    write_article(engine, facts(), DOCUMENT, 1)
    before = dump(engine)["name"]
    downgrade(settings, "0001")
    migrate(settings)
    check(settings)
    assert dump(engine)["name"] == before
    assert query.events(engine, EventFilters(official="morabit")).total


def test_section_is_found_again_in_what_earlier_runs_read(engine: Engine, settings: Settings) -> None:
    document = replace(DOCUMENT, section="جهات")
    write_article(engine, facts() | {"section": "جهات"}, document, 1)
    write_article(engine, facts() | {"id": "a2"}, Document(id="a2", text=TEXT, url="https://example.org/news/2"), 1)
    before = dump(engine)["article"]
    downgrade(settings, "0010")
    migrate(settings)
    check(settings)
    assert dump(engine)["article"] == before
    assert [articles.article(engine, name).section for name in ("a1", "a2")] == ["جهات", None]  # type: ignore[union-attr]
    assert write_article(engine, facts() | {"section": "جهات"}, document, 1) is Outcome.UNCHANGED


def test_write_article_keeps_every_fact_with_its_mention_and_run(engine: Engine) -> None:
    assert write_article(engine, facts(), DOCUMENT, 1) is Outcome.ADDED
    view = articles.article(engine, "a1")
    assert view is not None
    assert view.text == TEXT
    assert view.ref.published == date(2024, 2, 6)
    for mention in view.mentions:
        assert TEXT[slice(*mention.span)] == mention.surface
    assert {m.label for m in view.mentions} == {
        "person", "role", "institution", "place", "date", "money", "quantity", "event"
    }  # fmt: skip
    assert [(o.name, o.title) for o in view.offices] == [("ليلى المرابط", "وزيرة التضامن")]
    assert [(a.value, a.currency) for a in view.amounts] == [(15000.0, "MAD")]
    assert [(q.value, q.unit) for q in view.quantities] == [(30.0, "محفظة")]
    with reading(engine) as connection:
        for table in (tables.Occupancy, tables.Event, tables.Amount, tables.Quantity, tables.Mention):
            assert set(connection.execute(select(table.run_id)).scalars()) == {1}
        for table in (tables.Occupancy, tables.Event, tables.Amount, tables.Quantity):
            assert None not in set(connection.execute(select(table.mention_id)).scalars())


def test_write_article_twice_leaves_the_same_rows(engine: Engine) -> None:
    write_article(engine, facts(), DOCUMENT, 1)
    before = dump(engine)
    again = runs.start_run(engine, {"extractor": "0.1.0"})
    assert write_article(engine, facts(), DOCUMENT, again) is Outcome.UNCHANGED
    assert dump(engine) == before


def test_write_article_of_newer_extractor_replaces_its_facts(engine: Engine) -> None:
    write_article(engine, facts(), DOCUMENT, 1)
    kept = query.events(engine, EventFilters(type=EventType.VISIT)).rows[0].key
    run = runs.start_run(engine, {"extractor": "0.2.0"})
    newer = facts(version="0.2.0")
    newer["events"] = newer["events"][:1]
    newer["officials"][0]["aliases_in_text"] = []
    newer["officials"][0]["mentions"] = newer["officials"][0]["mentions"][:1]
    assert write_article(engine, newer, DOCUMENT, run) is Outcome.REPLACED
    page = query.events(engine, EventFilters())
    assert [(r.key, r.run, r.extractor_version) for r in page.rows] == [(kept, run, "0.2.0")]
    assert count(engine, tables.Article) == 1
    with reading(engine) as connection:  # the alias nobody states any more is gone
        forms = set(connection.execute(select(tables.Name.form)).scalars())
    assert "المرابط" not in forms
    assert "ليلى المرابط" in forms


def test_write_article_again_after_other_facts_leaves_the_rows_of_the_first_time(engine: Engine) -> None:
    write_article(engine, facts(), DOCUMENT, 1)
    expected = {name: len(rows) for name, rows in dump(engine).items()}
    names = words(engine)
    write_article(engine, {"id": "a1"}, DOCUMENT, 1)
    assert [count(engine, table) for table in (tables.Entity, tables.Name, tables.Position)] == [0, 0, 0]
    write_article(engine, facts(version="0.2.0"), DOCUMENT, 1)
    assert {name: len(rows) for name, rows in dump(engine).items()} == expected
    assert words(engine) == names


def test_write_article_with_new_text_at_same_address_is_a_new_version(engine: Engine) -> None:
    write_article(engine, facts(), DOCUMENT, 1)
    changed = TEXT.replace("30 محفظة", "40 محفظة")
    other = facts(changed.replace("40", "30"))
    other["quantities"] = []
    other["events"] = other["events"][:1]
    tracked = replace(DOCUMENT, text=changed, url="https://EXAMPLE.org/news/1?utm_source=x#top")
    assert write_article(engine, other, tracked, 1) is Outcome.NEW_VERSION
    view = articles.article(engine, "a1")
    assert view is not None
    assert (view.version, view.text, len(view.events)) == (2, changed, 1)
    assert count(engine, tables.Article) == 2
    assert count(engine, tables.Event) == 1
    assert write_article(engine, facts(), DOCUMENT, 1) is Outcome.NEW_VERSION  # the outlet went back to its first text
    assert count(engine, tables.Article) == 2
    view = articles.article(engine, "a1")
    assert view is not None
    assert view.version == 1


def test_write_article_without_address_is_known_by_its_text(engine: Engine) -> None:
    bare = replace(DOCUMENT, url=None)
    write_article(engine, facts(), bare, 1)
    assert write_article(engine, facts(), replace(bare, id="a1"), 1) is Outcome.UNCHANGED
    write_article(engine, facts(), replace(bare, text=TEXT + "\n"), 1)
    assert count(engine, tables.Article) == 2


def test_write_article_same_name_in_two_places_is_two_institutions(engine: Engine) -> None:
    clause = "زارت الوزيرة دار الطالبة بأغبالو ودار الطالبة بتمسمان"
    document = Document(id="two", text=clause)
    second = clause.rindex("دار الطالبة")
    house = {"name": "دار الطالبة", "kind": "centre", "aliases_in_text": []}
    both = [
        {**house, "place": "أغبالو", "mentions": spans(clause, "دار الطالبة")},
        {**house, "place": "تمسمان"}
        | {"mentions": [{"start": second, "end": second + len("دار الطالبة"), "surface": "دار الطالبة"}]},
    ]
    event = {
        "id": "e1", "type": "visit", "agents": [], "companions": [], "targets": ["دار الطالبة"], "places": [],
        "evidence": clause, "date_start": None, "date_end": None,
        "arguments": [{"role": "target", "name": "دار الطالبة", "start": second, "end": second + len("دار الطالبة")}],
    }  # fmt: skip
    towns = [
        {"name": n, "kind": "city", "aliases_in_text": [], "mentions": spans(clause, n)} for n in ("أغبالو", "تمسمان")
    ]
    write_article(engine, {"id": "two", "institutions": both, "places": towns, "events": [event]}, document, 1)
    row = query.events(engine, EventFilters(institution="دار الطالبة")).rows[0]
    assert [t.place for t in row.targets] == ["تمسمان"]


def test_write_article_refuses_a_span_that_does_not_hold_its_words(engine: Engine) -> None:
    wrong = facts()
    wrong["places"][0]["mentions"][0]["start"] += 1
    before = dump(engine)
    with pytest.raises(StoreError, match=r"a1: .* reads"):
        write_article(engine, wrong, DOCUMENT, 1)
    assert dump(engine) == before


@pytest.mark.parametrize(
    ("section", "field", "value"),
    [("events", "type", "party"), ("institutions", "kind", None), ("amounts", "value", "many"), ("places", "name", 3)],
)
def test_write_article_refuses_a_wrong_field(engine: Engine, section: str, field: str, value: object) -> None:
    wrong = facts()
    wrong[section][0][field] = value
    with pytest.raises(StoreError, match=rf"a1: {section}\.0\.{field}"):
        write_article(engine, wrong, DOCUMENT, 1)


def test_write_article_that_fails_halfway_leaves_the_former_facts(engine: Engine) -> None:
    write_article(engine, facts(), DOCUMENT, 1)
    before = dump(engine)
    with pytest.raises(StoreError):
        write_article(engine, facts(version="0.2.0"), DOCUMENT, 999)  # no such run: the first insert breaks the key
    assert dump(engine) == before


def test_runs_keep_what_failed(engine: Engine) -> None:
    run = runs.start_run(engine, {"extractor": "0.1.0"})
    runs.record_failure(engine, run, source="a.jsonl:3", error="no text", document_id="x")
    runs.finish_run(engine, run, {"added": 1, "failed": 1})
    assert runs.failures(engine, run) == [runs.FailureRow("a.jsonl:3", "x", "no text")]
    with reading(engine) as connection:
        row = connection.execute(select(tables.Run.finished, tables.Run.counts).where(tables.Run.id == run)).one()
    assert row.finished is not None
    assert row.counts == {"added": 1, "failed": 1}


def test_open_store_names_the_database_and_hides_the_password() -> None:
    settings = Settings(database_url="postgresql://reader:secret@127.0.0.1:1/none", database_timeout_s=1)
    with pytest.raises(StoreError, match=r"127\.0\.0\.1:1") as caught:
        migrate(settings)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://x/y", "no address", "sqlite:////nowhere/at/all/kb.db"])
def test_migrate_of_what_cannot_be_opened_is_a_store_error(url: str) -> None:
    with pytest.raises(StoreError):
        migrate(Settings(database_url=url))


def test_migrate_of_a_file_that_is_no_database_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "kb.db").write_text("ليس قاعدة بيانات " * 500, encoding="utf-8")
    with pytest.raises(StoreError, match=r"kb\.db: .*not a database"):
        migrate(at(tmp_path))


def test_write_article_by_several_writers_at_once_leaves_the_rows_of_one(engine: Engine) -> None:
    write_article(engine, facts(version="0.9"), DOCUMENT, 1)
    expected = {name: len(rows) for name, rows in dump(engine).items()}
    versions = [f"0.{n}" for n in range(1, 9)] + ["0.9"] * 8
    with ThreadPoolExecutor(4) as writers:
        list(writers.map(lambda v: write_article(engine, facts(version=v), DOCUMENT, 1), versions))
    assert {name: len(rows) for name, rows in dump(engine).items()} == expected


def test_reading_makes_no_file(tmp_path: Path) -> None:
    settings = at(tmp_path)
    with pytest.raises(StoreError, match="rasid migrate"):
        query.events(open_store(settings), EventFilters())
    assert list(tmp_path.iterdir()) == []


def test_write_article_to_a_locked_database_is_a_store_error(tmp_path: Path) -> None:
    settings = Settings(database_url=at(tmp_path).database_url, database_timeout_s=0.1)
    migrate(settings)
    engine = open_store(settings)
    runs.start_run(engine, {})
    other = sqlite3.connect(tmp_path / "kb.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"kb\.db: database is locked"):
        write_article(engine, facts(), DOCUMENT, 1)
    other.execute("ROLLBACK")
    other.close()
    assert write_article(engine, facts(), DOCUMENT, 1) is Outcome.ADDED
    engine.dispose()


def test_write_article_while_another_reads(tmp_path: Path) -> None:
    settings = at(tmp_path)
    migrate(settings)
    engine = open_store(settings)
    runs.start_run(engine, {})
    with reading(engine) as connection:
        connection.execute(text("SELECT count(*) FROM article")).scalar_one()
        assert write_article(engine, facts(), DOCUMENT, 1) is Outcome.ADDED
    engine.dispose()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://site.ma/خبر/1", "HTTPS://Site.MA:443/%D8%AE%D8%A8%D8%B1/1/?utm_source=a&fbclid=b#c"),
        ("http://site.ma", "http://site.ma/"),
    ],
)
def test_canonical_url_is_one_for_one_page(one: str, other: str) -> None:
    assert keys.canonical_url(one) == keys.canonical_url(other)


@pytest.mark.parametrize(
    ("one", "other"), [("http://a.ma/?id=1", "http://a.ma/?id=2"), ("http://a.ma/A", "http://a.ma/a")]
)
def test_canonical_url_differs_for_two_pages(one: str, other: str) -> None:
    assert keys.canonical_url(one) != keys.canonical_url(other)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("والإدماج الاجتماعي", ["ادماج", "اجتماعي"]),
        ("لِلأطفال", ["اطفال"]),
        ("الأم", ["الام"]),
        ("%_'\x00;", []),
        ("مركز «الأمل»", ["مركز", "امل"]),
    ],
)
def test_search_words(written: str, words: list[str]) -> None:
    assert keys.search_words(written) == words


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (EventFilters(), ["visit", "distribution"]),  # undated events last
        (EventFilters(type=EventType.VISIT, institution="مركز الأمل"), ["visit"]),
        (EventFilters(official="وزيرة التضامن"), ["visit", "distribution"]),
        (EventFilters(official="المرابط", place="النخيل"), ["visit"]),
        (EventFilters(official="El Morabit", place="nakhil"), ["visit"]),
        (EventFilters(official="Amzazi"), []),
        (EventFilters(date_from=date(2024, 2, 5), date_to=date(2024, 2, 5)), ["visit"]),
        (EventFilters(date_from=date(2024, 2, 6)), []),
        (EventFilters(article="a1", limit=1, offset=1), ["distribution"]),
        (EventFilters(official="%' \x00", article="\x00"), []),
    ],
)
def test_events_filters_on_each_engine(engine: Engine, filters: EventFilters, found: list[str]) -> None:
    write_article(engine, facts(), DOCUMENT, 1)
    page = query.events(engine, filters)
    assert [str(row.type) for row in page.rows] == found
    assert page.total >= len(found)
    for row in page.rows:
        assert query.event(engine, row.key) == row


def test_counts_and_article_on_each_engine(engine: Engine) -> None:
    write_article(engine, facts(), DOCUMENT, 1)
    assert query.counts(engine) == {"articles": 1, "events": 2, "official": 1, "institution": 1, "place": 1}
    view = articles.article(engine, keys.article_key(DOCUMENT.url, TEXT))
    assert view is not None
    assert [(e.kind, e.name, e.place) for e in view.entities] == [
        ("official", "ليلى المرابط", None),
        ("institution", "مركز الأمل لرعاية الطفولة", "جماعة النخيل"),
        ("place", "جماعة النخيل", None),
    ]
    assert view.events[0].evidence_also[0].span == (0, 29)
    assert articles.article(engine, "\x00") is None
