"""Answers that are given again: the same as the first, never an older state's, never to whom may not have them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event

from api.app import create_app
from api.remembered import Answer, Memory
from pipeline.kb import access_audit, access_keys, access_saved
from pipeline.kb.access import Role
from pipeline.kb.access_audit import Deed
from pipeline.kb.corrections import correct
from pipeline.kb.engine import open_store
from pipeline.linking.link import link
from pipeline.settings import Settings

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
BASES = {"sqlite": "own_settings", "postgres": "own_postgres_settings"}
CHANGING = {"x-request-id", "date", "last-modified"}
ASKED = [
    "/v1/events", "/v1/events?type=visit&limit=1", "/v1/events/facets", "/v1/events/feed.atom", "/v1/search?q=مركز",
    "/v1/events/export?format=csv", "/v1/officials",
]  # fmt: skip


@contextmanager
def statements(app: FastAPI) -> Iterator[list[str]]:
    """Note what the application asks its database for."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement != "BEGIN":
            asked.append(statement)

    event.listen(app.state.engine, "before_cursor_execute", note)
    yield asked
    event.remove(app.state.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", ASKED)
def test_second_answer_is_the_first_without_looking_up(settings: Settings, path: str) -> None:
    app = create_app(settings)
    with TestClient(app) as client:
        first = client.get(path)
        with statements(app) as asked:
            second = client.get(path)
        assert (second.status_code, second.content) == (200, first.content)
        assert {k: v for k, v in second.headers.items() if k not in CHANGING} == {
            k: v for k, v in first.headers.items() if k not in CHANGING
        }
        assert asked == []  # the file shows that nothing was written


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_old_is_told_once_something_is_written(request: pytest.FixtureRequest, engine: str) -> None:
    chosen: Settings = request.getfixturevalue(BASES[engine])
    with TestClient(create_app(chosen)) as client:
        before = [client.get("/v1/tellings").json() for _ in range(2)][-1]
        store = open_store(chosen)
        correct(store, "reject", before["items"][0]["id"], author="tests", reason="not so")
        store.dispose()
        after = [client.get("/v1/tellings").json() for _ in range(2)]
        assert after[0] == after[1]
        assert after[0] != before


@pytest.mark.parametrize("engine", ENGINES)
def test_use_of_a_key_leaves_what_each_worker_remembers_and_a_fact_does_not(
    request: pytest.FixtureRequest, engine: str
) -> None:
    chosen: Settings = request.getfixturevalue(BASES[engine])
    store = open_store(chosen)
    key, _ = access_keys.create(store, "ليلى", Role.REVIEWER)
    workers = [create_app(chosen) for _ in range(2)]
    with TestClient(workers[0]) as one, TestClient(workers[1]) as other:
        before = [client.get("/v1/tellings") for client in (one, other)]
        access_keys.note_use(store, key.prefix, datetime.now(UTC))
        access_audit.note(store, Deed(datetime.now(UTC), key.prefix, key.name, "login", None, "done", None))
        access_saved.keep(store, key.prefix, "زيارات", "type=visit")
        for app, client, first in zip(workers, (one, other), before, strict=True):
            with statements(app) as asked:
                again = client.get("/v1/tellings")
            assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
            assert len(asked) <= 2  # the state is, the facts are not
        correct(store, "reject", before[0].json()["items"][0]["id"], author="tests", reason="not so")
        after = [client.get("/v1/tellings") for client in (one, other)]
        assert after[0].content == after[1].content != before[0].content
        link(store)
        linked = [client.get("/v1/tellings") for client in (one, other)]
        assert {a.headers["etag"] for a in (*before, *after, *linked)} == {
            a.headers["etag"] for a in (before[0], after[0], linked[0])
        }
        assert len({a.headers["etag"] for a in (before[0], after[0], linked[0])}) == 3
    store.dispose()


def test_answers_differ_by_packing_host_and_address(client: TestClient) -> None:
    for _ in range(2):
        plain = client.get("/v1/events", headers={"Accept-Encoding": "identity"})
        packed = client.get("/v1/events", headers={"Accept-Encoding": "gzip"})
        assert ("content-encoding" in plain.headers, packed.headers["content-encoding"]) == (False, "gzip")
        assert plain.content == packed.content
        feeds = {host: client.get("/v1/events/feed.atom", headers={"Host": host}).text for host in ("a.ma", "b.ma")}
        assert all(f"http://{host}/" in feed for host, feed in feeds.items())
        lengths = {limit: len(client.get(f"/v1/events?limit={limit}").json()["items"]) for limit in (1, 2)}
        assert lengths == {1: 1, 2: 2}


def test_conditions_and_heads_are_answered_as_ever(client: TestClient) -> None:
    tag = [client.get("/v1/events") for _ in range(2)][-1].headers["etag"]
    assert client.get("/v1/events", headers={"If-None-Match": tag}).status_code == 304
    assert client.head("/v1/events").content == b""
    assert client.get("/v1/events").content


def test_who_has_a_remembered_answer_is_told_so_as_ever(settings: Settings) -> None:
    chosen = settings.model_copy(update={"remembered_mb": 0})
    with TestClient(create_app(settings)) as client, TestClient(create_app(chosen)) as forgetful:
        tag = [client.get("/v1/events") for _ in range(2)][-1].headers["etag"]
        for condition in (tag, "*", f'"other", {tag}', '"other"'):
            answers = [c.get("/v1/events", headers={"If-None-Match": condition}) for c in (client, forgetful)]
            told = [{k: v for k, v in a.headers.items() if k not in CHANGING} for a in answers]
            assert told[0] == told[1]
            assert [a.status_code for a in answers] == [200 if condition == '"other"' else 304] * 2
            assert answers[0].content == answers[1].content


def test_of_two_hosts_the_first_is_meant(client: TestClient) -> None:
    both = [("Host", "a.ma"), ("Host", "b.ma")]
    assert "http://a.ma/" in client.get("/v1/events/feed.atom", headers=both).text
    assert "http://a.ma/" not in client.get("/v1/events/feed.atom", headers={"Host": "b.ma"}).text


def test_refusals_are_not_remembered(client: TestClient) -> None:
    for path in ("/v1/events?limit=0", "/v1/events/none"):
        assert [client.get(path).status_code for _ in range(2)] in ([422, 422], [404, 404])


def test_nothing_is_remembered_where_there_is_no_room(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"remembered_mb": 0}))
    with TestClient(app) as client:
        first = client.get("/v1/events")
        with statements(app) as asked:
            assert client.get("/v1/events").content == first.content
        assert len(asked) > 2


def test_what_was_not_asked_for_longest_goes_first() -> None:
    memory = Memory(room=3 * 600)
    keys = [(f"/v1/{n}", b"", "", "", "http", "") for n in range(5)]
    for key in keys[:3]:
        memory.keep(key, Answer("s", "t", [], b"x" * 100, None))
    assert memory.find(keys[0])
    for key in keys[3:]:
        memory.keep(key, Answer("s", "t", [], b"x" * 100, None))
    assert [bool(memory.find(key)) for key in keys] == [True, False, False, True, True]
    assert memory.taken == 3 * 600
    for one, other in pairwise(keys):
        memory.keep(one, Answer("s", "t", [], b"x" * 50, None))
        memory.forget(other)
    assert memory.taken <= memory.room
