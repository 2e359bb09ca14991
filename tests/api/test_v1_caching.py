"""Conditional requests, compression and HEAD: the same on both engines."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import brotli
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.caching import Watch
from pipeline.kb.corrections import correct
from pipeline.kb.engine import migrate, open_store
from pipeline.kb.runs import start_run
from pipeline.settings import Settings

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
BASES = {"sqlite": "own_settings", "postgres": "own_postgres_settings"}


@pytest.mark.parametrize("engine", ENGINES)
def test_answer_holds_until_something_is_written(request: pytest.FixtureRequest, engine: str) -> None:
    chosen: Settings = request.getfixturevalue(BASES[engine])
    with TestClient(create_app(chosen)) as client:
        first = client.get("/v1/events")
        tag = first.headers["etag"]
        assert tag.startswith('W/"')
        assert first.headers["cache-control"] == "no-cache"
        again = client.get("/v1/events", headers={"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert client.get("/v1/events", headers={"If-None-Match": '"other"'}).status_code == 200
        key = first.json()["items"][0]["id"]
        store = open_store(chosen)
        correct(store, "confirm", key, author="tests", reason="seen")
        store.dispose()
        changed = client.get("/v1/events", headers={"If-None-Match": tag})
        assert changed.status_code == 200
        assert changed.headers["etag"] != tag
        assert client.get("/v1/events").headers["etag"] == changed.headers["etag"]  # reading changes nothing


def test_two_applications_over_one_base_give_the_same_tag(settings: Settings, client: TestClient) -> None:
    with TestClient(create_app(settings)) as other:
        assert other.get("/v1/places").headers["etag"] == client.get("/v1/places").headers["etag"]


def test_tags_differ_by_address_and_by_base(own_settings: Settings, client: TestClient) -> None:
    tags = {client.get(f"/v1/{path}").headers["etag"] for path in ("events", "events?limit=2", "places")}
    assert len(tags) == 3
    with TestClient(create_app(own_settings)) as other:  # the same rows, but not written in the same moment
        assert other.get("/v1/events").headers["etag"] not in tags


def test_tags_change_with_the_run_and_the_migration(own_settings: Settings) -> None:
    store = open_store(own_settings)
    with TestClient(create_app(own_settings)) as client:
        before = client.get("/v1/events").headers["etag"]
        start_run(store, {})
        between = client.get("/v1/events").headers["etag"]
        migrate(own_settings)
        assert len({before, between, client.get("/v1/events").headers["etag"]}) == 3
    store.dispose()


@pytest.mark.parametrize("path", ["/v1/events/none", "/v1/events?limit=0", "/v1/nothing"])
def test_errors_carry_no_validators(client: TestClient, path: str) -> None:
    assert not {"etag", "last-modified"} & set(client.get(path).headers)


def test_answer_holds_since_a_moment(own_settings: Settings) -> None:
    app = create_app(own_settings)
    clock = [1_700_000_000.9]
    app.state.watch = Watch(now=lambda: clock[0])
    with TestClient(app) as client:
        assert "last-modified" not in client.get("/v1/events").headers  # it may change once more in this second
        clock[0] += 1
        told = client.get("/v1/events").headers["last-modified"]
        assert parsedate_to_datetime(told) == datetime.fromtimestamp(1_700_000_000, UTC)
        assert client.get("/v1/events", headers={"If-Modified-Since": told}).status_code == 304
        for other in ("Mon, 01 Jan 2001 00:00:00 GMT", "yesterday", "", "Mon, 01 Jan 99999 00:00:00 GMT"):
            assert client.get("/v1/events", headers={"If-Modified-Since": other}).status_code == 200, other
        both = {"If-Modified-Since": told, "If-None-Match": '"other"'}
        assert client.get("/v1/events", headers=both).status_code == 200  # the tag decides
        store = open_store(own_settings)
        start_run(store, {})
        store.dispose()
        assert client.get("/v1/events", headers={"If-Modified-Since": told}).status_code == 200
        clock[0] += 1
        assert client.get("/v1/events").headers["last-modified"] != told


def test_answers_are_compressed_as_the_client_takes_them(client: TestClient) -> None:
    def raw(accepted: str) -> tuple[str | None, bytes]:
        with client.stream("GET", "/v1/events", headers={"Accept-Encoding": accepted}) as response:
            return response.headers.get("content-encoding"), b"".join(response.iter_raw())

    kind, plain = raw("identity")
    assert kind is None
    kind, packed = raw("br, gzip")
    assert (kind, brotli.decompress(packed)) == ("br", plain)
    assert len(packed) < len(plain) / 3
    kind, packed = raw("gzip")
    assert (kind, gzip.decompress(packed)) == ("gzip", plain)


@pytest.mark.parametrize("path", ["/v1/events", "/v1/events/export", "/v1/events/feed.atom", "/", "/static/style.css"])
def test_head_is_get_without_its_body(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    assert head.headers.get("etag") == got.headers.get("etag")
