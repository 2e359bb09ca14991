"""Answers that are given again are guarded, counted, logged and marked as those that are looked up."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event

from pipeline.kb import access_keys
from pipeline.kb.access_audit import deeds

Open = Callable[..., TestClient]
PATH = "/v1/events"


def shown(secret: str) -> dict[str, str]:
    """Return the header that shows a key."""
    return {"Authorization": f"Bearer {secret}"}


def comes_from_memory(client: TestClient, path: str, **headers: str) -> bool:
    """Whether a server soon answers without looking up an event: the first use of a key is noted, which is a change."""
    return any(_is_remembered(client, path, headers) for _ in range(50))


def _is_remembered(client: TestClient, path: str, headers: dict[str, str]) -> bool:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    app: Any = client.app
    event.listen(app.state.engine, "before_cursor_execute", note)
    answer = client.get(path, headers=headers)
    event.remove(app.state.engine, "before_cursor_execute", note)
    assert answer.status_code == 200
    return not any("FROM happening" in one or "FROM run" in one for one in asked)


def test_revoked_key_gets_nothing_of_what_it_was_given_before(
    opened: Open, secrets: dict[str, str], store: Engine
) -> None:
    client = opened(reading="key")
    reader = shown(secrets["reader"])
    assert [client.get(PATH, headers=reader).status_code for _ in range(3)] == [200, 200, 200]
    assert comes_from_memory(client, PATH, **reader)
    access_keys.revoke(store, secrets["reader"].split("_")[1])
    assert [client.get(PATH, headers=reader).status_code for _ in range(2)] == [401, 401]
    assert client.get(PATH, headers=shown(secrets["researcher"])).status_code == 200


def test_what_an_operator_was_told_is_told_to_no_other(opened: Open, secrets: dict[str, str]) -> None:
    client = opened(reading="key")
    told = {role: client.get("/v1/runs", headers=shown(secret)).status_code for role, secret in secrets.items()}
    assert told["operator"] == 200
    assert comes_from_memory(client, "/v1/runs", **shown(secrets["operator"]))
    again = {role: client.get("/v1/runs", headers=shown(secret)).status_code for role, secret in secrets.items()}
    assert again == told == {role: 200 if role == "operator" else 403 for role in secrets}
    assert client.get("/v1/runs").status_code == 401


def test_saved_searches_are_never_remembered(opened: Open, secrets: dict[str, str]) -> None:
    client = opened()
    body = {"name": "زيارات", "query": "type=visit"}
    assert client.post("/v1/saved", json=body, headers=shown(secrets["researcher"])).status_code == 201
    for _ in range(2):
        mine, other = (client.get("/v1/saved", headers=shown(secrets[r])).json() for r in ("researcher", "reviewer"))
        assert (len(mine["items"]), other["items"]) == (1, [])


def test_remembered_answers_count_and_say_what_is_left(opened: Open, secrets: dict[str, str]) -> None:
    client = opened(rate_address="3/minute", rate_key="2/minute")
    answers = [client.get(PATH) for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    left = [re.sub(r"t=\d+", "t=T", a.headers["RateLimit"]) for a in answers]
    assert left == [f'"address";r={n};t=T' for n in (2, 1, 0, 0)]
    for secret in (secrets["reader"], secrets["researcher"]):  # each key has a count of its own
        of_key = [client.get(PATH, headers=shown(secret)) for _ in range(3)]
        assert [a.status_code for a in of_key] == [200, 200, 429]
        assert [a.headers["RateLimit"][:9] for a in of_key] == ['"key";r=1', '"key";r=0', '"key";r=0']


def test_marks_of_one_visitor_are_not_given_to_the_next(opened: Open, secrets: dict[str, str]) -> None:
    client = opened(rate_address="100/minute")
    for _ in range(2):
        known = client.get(PATH, headers=shown(secrets["reader"])).headers
        assert (known["Cache-Control"], "Authorization" in known["Vary"]) == ("private, no-cache", True)
        stranger = client.get(PATH).headers
        assert (stranger["Cache-Control"], "Authorization" in stranger.get("Vary", "")) == ("no-cache", False)
        assert stranger["RateLimit"].startswith('"address"')


def test_each_has_an_id_and_is_counted_and_logged(opened: Open, caplog: pytest.LogCaptureFixture) -> None:
    client = opened(metrics="open")
    caplog.set_level(logging.INFO, "rasid.access")
    assert len({client.get(PATH).headers["X-Request-ID"] for _ in range(3)}) == 3
    assert client.get(PATH, headers={"X-Request-ID": "mine-0123"}).headers["X-Request-ID"] == "mine-0123"
    text = client.get("/metrics").text
    assert 'rasid_http_requests_total{method="GET",route="/v1/events",status="200"} 4.0' in text
    assert 'rasid_http_request_seconds_count{method="GET",route="/v1/events"} 4.0' in text
    lines = [vars(r) for r in caplog.records if r.name == "rasid.access" and vars(r)["path"] == PATH]
    assert [(line["route"], line["status"]) for line in lines] == [(PATH, 200)] * 4


def test_mirror_remembers_and_still_lets_nothing_be_written(
    opened: Open, secrets: dict[str, str], store: Engine, facts: list[str]
) -> None:
    client, path = opened(read_only=True), "/v1/tellings"
    first = [client.get(path).content for _ in range(2)]
    assert first[0] == first[1]
    body = {"action": "confirm", "target": facts[0], "reason": "seen"}
    assert client.post("/v1/corrections", json=body, headers=shown(secrets["researcher"])).status_code == 403
    writing = opened()
    assert writing.get(path).status_code == 200
    assert writing.post("/v1/corrections", json=body, headers=shown(secrets["researcher"])).status_code == 201
    assert next(deeds(store)).outcome == "done"
    assert client.get(path).content == writing.get(path).content != first[0]  # both tell of it at once


def test_safe_headers_are_on_each(opened: Open) -> None:
    client = opened()
    first, second, held = client.get(PATH), client.get(PATH), client.get(PATH, headers={"If-None-Match": "*"})
    names = {"content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy"}
    assert all(names <= set(answer.headers) for answer in (first, second, held))
    assert held.status_code == 304


def test_base_that_is_gone_is_said_to_be(opened: Open, database: str) -> None:
    client = opened()
    assert [client.get(PATH).status_code for _ in range(2)] == [200, 200]
    file = Path(database.removeprefix("sqlite:///"))
    file.rename(file.with_suffix(".away"))
    assert client.get(PATH).status_code == 503
    file.with_suffix(".away").rename(file)
    assert json.loads(client.get(PATH).content)["items"]
