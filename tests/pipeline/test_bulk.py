"""Loading in bulk leaves the rows that writing one by one leaves, on both engines."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, select

from bench.copies import multiply
from bench.generate import articles
from bench.kills import dump
from corpus.document import Document
from corpus.errors import StoreError
from pipeline.kb import corrections
from pipeline.kb.bulk import filling, load
from pipeline.kb.engine import check, downgrade, migrate, open_store, reading, writing
from pipeline.kb.indexes import make_missing
from pipeline.kb.query import EventFilters, counts, event, events
from pipeline.kb.runs import start_run
from pipeline.kb.schema import Argument, Entity, Event, Mention
from pipeline.kb.search import search
from pipeline.kb.word_index import FTS, FTS_TITLE
from pipeline.kb.write import Outcome, write_article
from pipeline.settings import Settings

NUMBER = 40
Made = list[tuple[dict[str, Any], Document]]


@pytest.fixture
def made() -> Made:
    return [(m.facts, m.document) for m in articles(NUMBER)]


def joined(engine: Engine) -> Counter[tuple[Any, ...]]:
    """Return who takes part in what by which mention, by keys: what points to what."""
    query = (
        select(Event.key, Argument.role, Argument.name, Entity.key, Mention.key)
        .join(Event, Event.id == Argument.event_id)
        .outerjoin(Entity, Entity.id == Argument.entity_id)
        .outerjoin(Mention, Mention.id == Argument.mention_id)
    )
    with reading(engine) as connection:
        return Counter(tuple(row) for row in connection.execute(query))


def one_by_one(settings: Settings, made: Made) -> Any:
    """Return what writing the articles one by one leaves; the database is empty afterwards."""
    migrate(settings)
    engine = open_store(settings)
    start_run(engine, {})
    for facts, document in made:
        write_article(engine, facts, document, 1)
    left = dump(engine), joined(engine)
    engine.dispose()
    downgrade(settings, "base")
    return left


@pytest.mark.parametrize(("batch", "processes"), [(7, 0), (500, 2)])
def test_load_leaves_the_rows_of_writing_one_by_one(
    store_settings: Settings, made: Made, batch: int, processes: int
) -> None:
    twice = [*made, *made[:3]]  # an article given again, in the same batch or another
    expected = one_by_one(store_settings, twice)
    migrate(store_settings)
    engine = open_store(store_settings)
    start_run(engine, {})
    loaded = load(engine, twice, 1, batch=batch, processes=processes)
    assert loaded.counts == {Outcome.ADDED: NUMBER, Outcome.UNCHANGED: 3}
    left = dump(engine)
    assert {name: left[name] - rows for name, rows in expected[0].items() if left[name] != rows} == {}
    assert joined(engine) == expected[1]
    found = events(engine, EventFilters(official=made[0][0]["officials"][0]["name"]))
    assert found.total > 0
    assert [event(engine, row.key) for row in found.rows] == list(found.rows)
    facts, document = made[0]  # after a load, articles are written one by one as before
    assert write_article(engine, {**facts, "events": []}, document, 1) is Outcome.REPLACED
    new = replace(document, url="https://example.org/new")
    assert write_article(engine, facts, new, 1) is Outcome.ADDED
    engine.dispose()


def test_load_writes_known_articles_anew_and_applies_corrections(store: Engine, made: Made) -> None:
    load(store, made[:5], 1)
    facts, document = made[0]
    with reading(store) as connection:
        key = connection.execute(select(Event.key).order_by(Event.id)).scalars().first()
    corrections.correct(store, "reject", str(key), author="نادية", reason="خطأ")
    again = [({**facts, "extractor_version": "2"}, document), *made[1:]]
    assert load(store, again, 1).counts == {Outcome.REPLACED: 1, Outcome.UNCHANGED: 4, Outcome.ADDED: NUMBER - 5}
    found = event(store, str(key))
    assert found is not None
    assert found.verdict == "rejected"


def test_load_names_what_does_not_fit_and_keeps_whole_batches_only(store: Engine, made: Made) -> None:
    broken = [({**facts, "events": [{"id": "e1"}]}, document) for facts, document in made[:1]]
    loaded = load(store, [*broken, *made[1:3]], 1)
    assert (loaded.counts[Outcome.ADDED], loaded.refused[0][0]) == (2, made[0][1].id)
    before = dump(store)
    with pytest.raises(StoreError):
        load(store, made[3:], 99)  # there is no such run
    assert dump(store) == before


def test_a_load_without_indexes_makes_them_again_even_when_it_fails(store: Engine, made: Made) -> None:
    settings = Settings(database_url=store.url.render_as_string(hide_password=False))

    def names() -> set[tuple[str, str | None]]:
        tables = inspect(store)
        return {(table, index["name"]) for table in tables.get_table_names() for index in tables.get_indexes(table)}

    before = names()
    with pytest.raises(RuntimeError, match="midway"), filling(store):
        load(store, made[:5], 1)
        assert len(names()) < len(before) - 10
        raise RuntimeError("midway")
    assert names() == before
    with writing(store) as connection:  # what a load that was killed leaves
        connection.exec_driver_sql("DROP INDEX ix_event_key")
    make_missing(store)
    assert names() == before
    check(settings)
    assert load(store, made, 1).counts == {Outcome.UNCHANGED: 5, Outcome.ADDED: NUMBER - 5}


def test_copies_make_a_knowledge_base_as_many_times_as_large(store: Engine, made: Made) -> None:
    load(store, made, 1)
    held = counts(store)
    multiply(store, 2)
    multiply(store, 3, 2)
    assert counts(store) == held | {"articles": 6 * held["articles"], "events": 6 * held["events"]}
    name = made[0][0]["officials"][0]["name"]
    found = events(store, EventFilters(official=name, limit=1000))
    assert found.total == len({row.key for row in found.rows})
    assert found.total % 6 == 0
    for row in found.rows[:6]:
        assert event(store, row.key) == row
    assert search(store, name, limit=1).total == 6 * len(
        {row.article.document_id.partition("-")[2].partition("-")[0] for row in found.rows}
    )
    if store.dialect.name == "sqlite":
        with writing(store) as connection:
            for index in (FTS, FTS_TITLE):
                connection.exec_driver_sql(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
    assert load(store, made, 1).counts == {Outcome.UNCHANGED: NUMBER}
