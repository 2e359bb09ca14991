"""How often somebody may ask, what every answer says to browsers, and what bodies are taken."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import anyio
import pytest
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from api.access import bodies

SECRET = "3f9a7c51e0b84d26a1957be0c84f2d63"
PUBLIC: dict[str, Any] = {"public_url": "https://rasid.example.org", "secret": SECRET}
Open = Callable[..., TestClient]


def test_address_may_ask_so_often_and_is_told_what_is_left(opened: Open, secrets: dict[str, str]) -> None:
    client = opened(rate_address="3/minute", rate_key="5/minute")
    left = [client.get("/v1/events").headers["RateLimit"] for _ in range(3)]
    assert [re.sub(r"t=\d+", "t=T", one) for one in left] == [f'"address";r={n};t=T' for n in (2, 1, 0)]
    held = client.get("/v1/events")
    assert held.status_code == 429
    assert held.headers["RateLimit-Policy"] == '"address";q=3;w=60'
    assert 1 <= int(held.headers["Retry-After"]) <= 60
    assert held.json()["status"] == 429
    assert client.get("/healthz").status_code == client.get("/static/style.css").status_code == 200  # not counted
    with_key = client.get("/v1/events", headers={"Authorization": f"Bearer {secrets['reader']}"})
    assert with_key.headers["RateLimit"].startswith('"key";r=4;')
    elsewhere = opened(app=client.app, client=("203.0.113.10", 5))
    assert elsewhere.get("/v1/events").status_code == 200  # another address has a count of its own


def test_key_is_counted_wherever_it_comes_from(opened: Open, secrets: dict[str, str]) -> None:
    first = opened(rate_key="2/minute", shown=secrets["reader"])
    second = opened(app=first.app, shown=secrets["reader"], client=("198.51.100.1", 5))
    statuses = [c.get("/v1/events").status_code for c in (first, second, first)]
    assert statuses == [200, 200, 429]


def test_client_of_ipv6_is_counted_by_its_network(opened: Open) -> None:
    first = opened(rate_address="1/minute", client=("2001:db8:1:2::3", 5))
    near = opened(app=first.app, client=("2001:db8:1:2:ffff::1", 5))
    far = opened(app=first.app, client=("2001:db8:1:3::1", 5))
    assert [c.get("/v1/events").status_code for c in (first, near, far)] == [200, 429, 200]


def test_changes_have_a_rate_of_their_own(opened: Open, secrets: dict[str, str]) -> None:
    client = opened(rate_write="2/minute", shown=secrets["researcher"])
    statuses = [client.post("/v1/saved", json={"name": "n", "query": ""}).status_code for _ in range(3)]
    assert statuses == [201, 201, 429]
    assert client.get("/v1/saved").status_code == 200


@pytest.mark.parametrize("way", ["header", "form"])
def test_wrong_keys_are_tried_only_so_often(
    opened: Open, secrets: dict[str, str], way: str, log_in: Callable[..., Any]
) -> None:
    client = opened(rate_login="2/minute")
    wrong = "rasid_000000000000_" + "a" * 43
    if way == "header":
        tried = [client.get("/v1/events", headers={"Authorization": f"Bearer {wrong}"}).status_code for _ in range(4)]
        right = client.get("/v1/events", headers={"Authorization": f"Bearer {secrets['reader']}"})
    else:
        tried = [log_in(client, wrong).status_code for _ in range(4)]
        right = log_in(client, secrets["reader"])
    assert tried == [401, 401, 429, 429]
    assert right.status_code == 429
    assert client.get("/v1/events").status_code == 200  # without a key as before


def test_no_rate_where_none_is_set(opened: Open) -> None:
    response = opened(rate_address="").get("/v1/events")
    assert response.status_code == 200
    assert "RateLimit" not in response.headers


@pytest.mark.parametrize(
    ("trusted", "forwarded", "counts"),
    [
        ("", "198.51.100.7", [200, 429]),  # nobody is believed unless named: the address is the one that connects
        ("203.0.113.0/24", "198.51.100.7", [200, 200]),
        ("203.0.113.9", "198.51.100.7", [200, 200]),
        ("192.0.2.1", "198.51.100.7", [200, 429]),
    ],
)
def test_address_behind_a_proxy_is_believed_of_trusted_ones_only(
    opened: Open, trusted: str, forwarded: str, counts: list[int]
) -> None:
    client = opened(rate_address="1/minute", trusted_proxies=trusted)
    statuses = [client.get("/v1/events", headers=h).status_code for h in ({}, {"X-Forwarded-For": forwarded})]
    assert statuses == counts


def test_forged_forwarding_through_a_trusted_proxy_gains_nothing(opened: Open) -> None:
    client = opened(rate_address="1/minute", trusted_proxies="203.0.113.9")
    # The proxy adds the true address at the end; what stands before it is the client's own invention.
    statuses = [
        client.get("/v1/events", headers={"X-Forwarded-For": f"10.0.0.{n}, 198.51.100.7"}).status_code for n in range(3)
    ]
    assert statuses == [200, 429, 429]


@pytest.mark.parametrize(
    "path", ["/", "/v1/events", "/none", "/v1/none", "/static/style.css", "/v1/corrections", "/healthz"]
)
def test_every_answer_keeps_browsers_safe(opened: Open, path: str) -> None:
    headers = opened().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers  # of a server that browsers reach without https
    assert "server" not in headers


def test_fault_of_ours_is_a_500_with_headers_an_id_and_no_inside(
    opened: Open, caplog: pytest.LogCaptureFixture
) -> None:
    client = opened()

    def broken() -> None:
        raise RuntimeError("inside")

    client.app.add_api_route("/v1/broken", broken)  # type: ignore[attr-defined]
    response = client.get("/v1/broken", headers={"X-Request-ID": "request-77"})
    assert response.status_code == 500
    assert "inside" not in response.text
    assert response.headers["X-Request-ID"] == "request-77"
    assert "Content-Security-Policy" in response.headers
    assert any(r.exc_info and "inside" in str(r.exc_info[1]) for r in caplog.records)


def test_body_is_bounded(opened: Open, secrets: dict[str, str]) -> None:
    client = opened(shown=secrets["researcher"], max_body_bytes=1024)
    large = b'{"name": "n", "query": "' + b"a" * 2000 + b'"}'
    kind = {"Content-Type": "application/json"}
    assert client.post("/v1/saved", content=large, headers=kind).status_code == 413
    # Without a length, in pieces: it is counted as it comes.
    assert client.post("/v1/saved", content=iter([large[:600], large[600:]]), headers=kind).status_code == 413
    assert client.post("/v1/saved", json={"name": "n", "query": ""}).status_code == 201


def test_body_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE_S", 0.01)

    async def dripping() -> Message:
        await anyio.sleep(0.002)
        return {"type": "http.request", "body": b"x", "more_body": True}

    request = Request({"type": "http", "method": "POST", "path": "/", "headers": []})
    with pytest.raises(HTTPException, match="408"):
        anyio.run(bodies.read_body, request, dripping, 1_000_000)


def test_body_that_breaks_off_is_no_body() -> None:
    parts: list[Message] = [{"type": "http.disconnect"}, {"type": "http.request", "body": b"{", "more_body": True}]

    async def breaking() -> Message:
        return parts.pop()

    request = Request({"type": "http", "method": "POST", "path": "/", "headers": []})
    with pytest.raises(HTTPException, match="400"):
        anyio.run(bodies.read_body, request, breaking, 1000)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b"null", b'"\xff"', b'{"action": 1}', b"[" * 30000, b'{"a":' * 5000, b'{"target": "\\ud800"}'],
)
@pytest.mark.parametrize("path", ["/v1/corrections", "/v1/corrections/undo", "/v1/entities/split", "/v1/saved"])
def test_hostile_bodies_are_refused(opened: Open, secrets: dict[str, str], path: str, body: bytes) -> None:
    client = opened(shown=secrets["reviewer"])
    response = client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert 400 <= response.status_code < 500


@pytest.mark.parametrize(
    "text",
    ["\x00", "\u202e", "'; DROP TABLE event; --", "<script>alert(1)</script>", "ا" * 5000, "\ud800", "%00", "../../x"],
)
def test_hostile_words_harm_nothing(opened: Open, secrets: dict[str, str], text: str, facts: list[str]) -> None:
    client = opened(shown=secrets["reviewer"])
    before = facts
    escaped = quote(text, safe="", errors="surrogatepass")
    for body in (
        {"action": "confirm", "target": text, "reason": "r"},
        {"action": "edit", "target": before[0], "reason": "r", "cells": {text: text}},
        {"action": "edit", "target": before[0], "reason": "r", "cells": {"date_start": text, "agents": [text]}},
    ):
        response = client.post(
            "/v1/corrections", content=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
        )
        assert 400 <= response.status_code < 500
    for path in (f"/v1/corrections/{escaped}", f"/v1/saved/{escaped}"):
        assert client.get(path).status_code in (404, 422)
    assert client.get(f"/v1/corrections?target={escaped}&author={escaped}").status_code in (200, 422)
    assert facts == before
