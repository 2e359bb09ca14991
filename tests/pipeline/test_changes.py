"""The number of changes of a knowledge base, on both engines: what no answer tells of leaves it as it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from corpus.document import Document
from pipeline.alerts import channels
from pipeline.alerts.news import find_news
from pipeline.kb import access_audit, access_keys, access_saved, corrections
from pipeline.kb.access import ApiKey, Role
from pipeline.kb.changes import change_number
from pipeline.kb.engine import noting, reading, writing
from pipeline.kb.runs import finish_run, record_failure, start_run
from pipeline.kb.schema import Event
from pipeline.kb.write import write_article
from pipeline.linking.link import link
from pipeline.nightly import state
from pipeline.settings import Settings

NOW = datetime(2026, 1, 1, 12, 34, tzinfo=UTC)
BY = {"author": "tests", "reason": "r"}
WORDS = "زار كريم التازي مركز الأفق."
DEED = access_audit.Deed(NOW, None, None, "login", None, "done", None)


def article(number: int) -> tuple[dict[str, Any], Document]:
    visit = {"id": "e1", "type": "visit", "agents": ["كريم التازي"], "evidence": WORDS, "confidence": 0.5}
    return {"id": f"a{number}", "events": [visit]}, Document(f"a{number}", f"{WORDS} {number}")


@pytest.fixture
def told(store: Engine) -> Engine:
    """A knowledge base with an event, a key (``prefix``) and a saved search."""
    write_article(store, *article(1), 1)
    link(store)
    return store


def event_key(engine: Engine) -> str:
    with reading(engine) as connection:
        return str(connection.execute(Event.__table__.select()).first().key)  # type: ignore[union-attr]


def use(engine: Engine) -> None:
    key, _ = access_keys.create(engine, "ليلى", Role.REVIEWER)
    access_keys.note_use(engine, key.prefix, NOW)
    access_keys.revoke(engine, key.prefix)


def search(engine: Engine) -> None:
    kept = access_saved.keep(engine, "p", "زيارات", "type=visit")
    access_saved.change(engine, "p", kept.key, name="لقاءات", query="type=meeting")
    channels.add_channel(engine, kept.key, "email", "desk@example.org")
    find_news(engine, Settings(), None)
    channels.remove_channel(engine, kept.key, "email", "desk@example.org")
    access_saved.forget(engine, "p", kept.key)


UNTOLD: dict[str, Callable[[Engine], object]] = {
    "keys and their use": use,
    "the audit log": lambda e: access_audit.note(e, DEED),
    "old rows of it": lambda e: access_audit.forget(e, 1000),
    "saved searches and alerts": search,
}
TOLD: dict[str, Callable[[Engine], object]] = {
    "an article": lambda e: write_article(e, *article(2), 1),
    "a correction": lambda e: corrections.correct(e, "reject", event_key(e), **BY),
    "linking": link,
    "a run": lambda e: start_run(e, {}),
    "what it set aside": lambda e: record_failure(e, 1, source="a", error="b"),
    "its end": lambda e: finish_run(e, 1, {}),
    "a night": lambda e: state.begin(e, timedelta(hours=20)),
}


def number(engine: Engine) -> str:
    with reading(engine) as connection:
        return change_number(connection)


@pytest.mark.parametrize("what", UNTOLD)
def test_what_no_answer_tells_of_is_no_change(told: Engine, what: str) -> None:
    before = number(told)
    UNTOLD[what](told)
    assert number(told) == before


@pytest.mark.parametrize("what", TOLD)
def test_what_answers_tell_of_is_a_change(told: Engine, what: str) -> None:
    before = number(told)
    UNTOLD["the audit log"](told)  # untold ones before and after do not hide it
    TOLD[what](told)
    UNTOLD["keys and their use"](told)
    assert number(told) != before


def test_untold_writing_beside_another_hides_nothing_of_it(told: Engine) -> None:
    if told.dialect.name == "sqlite":
        pytest.skip("one writer at a time")
    seen = [number(told)]
    with writing(told) as one:
        one.execute(update(Event).values(confidence=0.4))
        UNTOLD["the audit log"](told)
        assert number(told) == seen[0]  # the other is not yet to be seen
    seen.append(number(told))
    with noting(told) as other:
        other.execute(update(ApiKey).values(last_used=NOW))
        with writing(told) as one:
            one.execute(update(Event).values(confidence=0.5))
        seen.append(number(told))
    assert number(told) == seen[-1]
    assert len(set(seen)) == 3
