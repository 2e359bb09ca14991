"""Who may do what, as a table: each kind of request, each role, and the status it comes to. Then why and how.

The samples of ``conftest.py`` in a copy that may be written; keys of all roles. Nothing is linked unless a test asks.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import anyio
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from api.access import bodies
from api.access.policy import POLICY, SAFE, Needs, rule
from api.app import create_app
from corpus.errors import UnsafeError
from pipeline.kb import access_keys
from pipeline.kb.access import Role
from pipeline.kb.access_audit import Deed, deeds
from pipeline.kb.engine import reading
from pipeline.kb.schema import Entity, Event
from pipeline.settings import Settings

SECRET = "3f9a7c51e0b84d26a1957be0c84f2d63"
PUBLIC: dict[str, Any] = {"public_url": "https://rasid.example.org", "secret": SECRET}
Open = Callable[..., TestClient]


def visits(engine: Engine) -> list[str]:
    """Return the keys of the tellings."""
    with reading(engine) as connection:
        return list(connection.execute(select(Event.key).order_by(Event.id)).scalars())


def officials(engine: Engine) -> list[str]:
    """Return the keys of the officials."""
    with reading(engine) as connection:
        query = select(Entity.key).where(Entity.kind == "official", Entity.canonical_id.is_(None))
        return list(connection.execute(query.order_by(Entity.id)).scalars())


# --- the table ---------------------------------------------------------------------------------------------------------

NOBODY, READER, RESEARCHER, REVIEWER, OPERATOR = "nobody", *Role
EVERYBODY = (NOBODY, *Role)
FACT = {"action": "confirm", "target": "FACT", "reason": "r"}
PAIR = {"key": "ONE", "other": "OTHER", "reason": "r"}
SAVED = {"name": "n", "query": "type=visit"}
# What is asked, and by the first role that may what it comes to; those before it get 401 (no key) or 403 (another role).
TABLE: list[tuple[str, str, dict[str, Any] | None, str, int]] = [
    ("GET", "/", None, NOBODY, 200),
    ("GET", "/v1/events", None, NOBODY, 200),
    ("GET", "/openapi.json", None, NOBODY, 200),
    ("GET", "/healthz", None, NOBODY, 200),
    ("GET", "/readyz", None, NOBODY, 200),
    ("GET", "/login", None, NOBODY, 200),
    ("GET", "/static/style.css", None, NOBODY, 200),
    ("GET", "/v1/saved/none/feed.atom", None, NOBODY, 404),
    ("GET", "/v1/corrections", None, RESEARCHER, 200),
    ("GET", "/v1/corrections/none", None, RESEARCHER, 404),
    ("POST", "/v1/corrections", FACT, RESEARCHER, 201),
    ("POST", "/v1/corrections/undo", {"target": "none", "reason": "r"}, RESEARCHER, 404),
    ("GET", "/v1/saved", None, RESEARCHER, 200),
    ("POST", "/v1/saved", SAVED, RESEARCHER, 201),
    ("GET", "/v1/saved/none", None, RESEARCHER, 404),
    ("PUT", "/v1/saved/none", SAVED, RESEARCHER, 404),
    ("DELETE", "/v1/saved/none", None, RESEARCHER, 404),
    ("POST", "/v1/entities/merge", PAIR, REVIEWER, 201),
    ("POST", "/v1/entities/split", PAIR, REVIEWER, 201),
    ("POST", "/v1/events/merge", {**PAIR, "key": "none"}, REVIEWER, 404),
    ("POST", "/v1/events/split", {**PAIR, "key": "none"}, REVIEWER, 404),
    ("POST", "/review/decide", {}, REVIEWER, 422),
    ("POST", "/review/correct", {}, RESEARCHER, 422),
    ("POST", "/review/split", {}, REVIEWER, 422),
    ("POST", "/saved", {}, RESEARCHER, 422),
    ("POST", "/saved/none/delete", {}, RESEARCHER, 404),
    ("GET", "/metrics", None, OPERATOR, 200),
    ("POST", "/v1/nothing/known", {}, NOBODY, 404),
    ("POST", "/v1/events", {}, NOBODY, 405),
    ("DELETE", "/v1/articles/visit", None, NOBODY, 405),
]


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize(("method", "path", "body", "first", "status"), TABLE)
def test_request_is_for_those_from_a_role_on(
    opened: Open, store: Engine, secrets: dict[str, str], who: str,
    method: str, path: str, body: dict[str, Any] | None, first: str, status: int,
) -> None:  # fmt: skip
    known = {"FACT": visits(store)[0], "ONE": officials(store)[0], "OTHER": officials(store)[1]}
    sent = None if body is None else {n: known.get(v, v) for n, v in body.items()}
    client = opened(shown=secrets.get(who))
    form = path.startswith(("/review", "/saved"))
    response = client.request(method, path, **({"data": sent} if form else {"json": sent} if sent is not None else {}))
    may = EVERYBODY.index(who) >= EVERYBODY.index(first)
    assert response.status_code == (status if may else 401 if who == NOBODY else 403)
    if response.status_code == 401:
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="rasid"'


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize(
    ("path", "open_to_all"),
    [("/v1/events", False), ("/openapi.json", False), ("/v1/saved/none/feed.atom", False), ("/healthz", True),
     ("/readyz", True), ("/login", True), ("/static/style.css", True)],
)  # fmt: skip
def test_reading_by_key_shuts_all_but_health_and_login(
    opened: Open, secrets: dict[str, str], who: str, path: str, open_to_all: bool
) -> None:
    response = opened(shown=secrets.get(who), reading="key").get(path)
    shut = who == NOBODY and not open_to_all
    assert response.status_code == (401 if shut else 404 if "none" in path else 200)
    if not shut and not open_to_all:
        assert "private" in response.headers["Cache-Control"]
        assert "Authorization" in response.headers["Vary"]


def test_every_route_that_writes_has_a_rule_of_its_own(opened: Open) -> None:
    app: Any = opened().app
    found = []
    for path, operations in app.openapi()["paths"].items():
        for method in operations:
            one = rule(method.upper(), path)
            if method.upper() not in SAFE:
                found.append(path)
                assert one is not POLICY[-1], f"{method} {path} is for operators only because no rule names it"
                assert one.writes or one.needs is Needs.READ
    assert "/v1/corrections" in found


def test_route_that_no_rule_names_is_for_operators(opened: Open, secrets: dict[str, str]) -> None:
    client = opened()
    client.app.add_api_route("/v1/forgotten", lambda: None, methods=["POST"])  # type: ignore[attr-defined]
    assert client.post("/v1/forgotten").status_code == 401
    for role, status in ((REVIEWER, 403), (OPERATOR, 200)):
        assert client.post("/v1/forgotten", headers={"Authorization": f"Bearer {secrets[role]}"}).status_code == status


def test_description_names_the_role_and_the_refusals(opened: Open) -> None:
    spec = opened().get("/openapi.json").json()
    merge = spec["paths"]["/v1/entities/merge"]["post"]
    assert merge["security"] == [{"key": []}]
    assert "role reviewer" in merge["description"]
    assert {"401", "403", "413", "429"} <= set(merge["responses"])
    assert spec["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    events = spec["paths"]["/v1/events"]["get"]
    assert events["security"] == [{}, {"key": []}]  # may be shown, is not needed
    assert "429" in events["responses"]
    assert "403" not in events["responses"]


# --- keys --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "Bearer rasid_000000000000_" + "a" * 43,
        "Bearer ",
        "Bearer",
        "bearer " + "x" * 9000,
        "Basic !!!",
        "Basic AA==",
        "Digest x",
        "\u00ff",
    ],
)
def test_wrong_key_is_refused_even_where_reading_is_open(opened: Open, header: str) -> None:
    response = opened().get("/v1/events", headers={"Authorization": header.encode("latin-1")})
    assert response.status_code == 401
    assert response.headers["content-type"].startswith("application/problem+json")
    assert "WWW-Authenticate" in response.headers


def test_revoked_key_opens_nothing_from_then_on(opened: Open, store: Engine, secrets: dict[str, str]) -> None:
    client = opened(shown=secrets["researcher"])
    assert client.get("/v1/corrections").status_code == 200
    (prefix,) = (k.prefix for k in access_keys.all_keys(store) if k.role is Role.RESEARCHER)
    access_keys.revoke(store, prefix)
    assert client.get("/v1/corrections").status_code == 401


def test_feed_readers_show_the_key_as_a_password(opened: Open, secrets: dict[str, str]) -> None:
    client = opened(reading="key")
    assert client.get("/v1/events", auth=("anything", secrets["reader"])).status_code == 200
    assert client.get("/v1/events", auth=(secrets["reader"], "")).status_code == 401


def test_use_of_a_key_is_noted_to_the_hour(opened: Open, store: Engine, secrets: dict[str, str]) -> None:
    client = opened(shown=secrets["reader"])
    for _ in range(3):
        client.get("/v1/events")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not access_keys.by_secret(store, secrets["reader"]).last_used:  # type: ignore[union-attr]
        time.sleep(0.05)
    used = access_keys.by_secret(store, secrets["reader"])
    assert used is not None
    assert used.last_used is not None
    assert (used.last_used.minute, used.last_used.second) == (0, 0)


# --- login and forms ---------------------------------------------------------------------------------------------------


def token_of(page: str) -> str:
    """Return the token in the form of a page."""
    found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def login(client: TestClient, secret: str, **more: str) -> Any:
    """Log in by the form, as a browser does."""
    token = token_of(client.get("/login").text)
    return client.post("/login", data={"csrf_token": token, "key": secret, **more})


def session_token(client: TestClient) -> str:
    """Return the token of the forms of who is logged in."""
    return token_of(client.get("/login").text)


def test_login_opens_a_session_that_logout_ends(opened: Open, secrets: dict[str, str]) -> None:
    client = opened()
    assert client.get("/v1/corrections").status_code == 401
    response = login(client, secrets["researcher"], next="/?type=visit")
    assert (response.status_code, response.headers["Location"]) == (303, "/?type=visit")
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie
    assert secrets["researcher"].rsplit("_", 1)[1] not in cookie  # the cookie is no way to the secret
    assert client.get("/v1/corrections").status_code == 200
    client.post("/logout", data={"csrf_token": session_token(client)})
    assert client.get("/v1/corrections").status_code == 401


def test_cookies_of_an_https_server_are_secure_and_of_this_host(opened: Open, secrets: dict[str, str]) -> None:
    client = opened(**PUBLIC, base="https://rasid.example.org")
    response = login(client, secrets["reader"])
    for cookie in response.headers.get_list("Set-Cookie"):
        assert "Secure" in cookie
        assert cookie.startswith("__Host-")
    assert client.get("/healthz").headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nSet-Cookie: x=1", "a" * 3000,
     "/" + "a" * 3000, "/\t/evil.example"],
)  # fmt: skip
def test_login_leads_nowhere_else(opened: Open, secrets: dict[str, str], target: str) -> None:
    client = opened()
    assert login(client, secrets["reader"], next=target).headers["Location"] == "/"
    assert target not in client.get("/login", params={"next": target}).text


def test_page_that_needs_a_key_leads_to_the_login_and_back(opened: Open) -> None:
    response = opened(reading="key").get("/?type=visit&place=x", headers={"Accept": "text/html"})
    assert response.status_code == 303
    assert response.headers["Location"] == "/login?next=%2F%3Ftype%3Dvisit%26place%3Dx"


def test_wrong_key_in_the_form_is_told_and_opens_nothing(opened: Open) -> None:
    client = opened()
    response = login(client, "rasid_none")
    assert response.status_code == 401
    assert "لا يفتح" in response.text
    assert "rasid_session" not in client.cookies


@pytest.mark.parametrize("change", ["revoked", "altered", "ended", "another secret"])
def test_session_ends(
    opened: Open, store: Engine, secrets: dict[str, str], change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = opened()
    login(client, secrets["researcher"])
    cookie = client.cookies["rasid_session"]
    if change == "revoked":
        access_keys.revoke(store, secrets["researcher"].split("_")[1])
    elif change == "altered":
        client.cookies.clear()
        client.cookies.set("rasid_session", cookie[:-2] + ("aa" if cookie[-2:] != "aa" else "bb"))
    elif change == "ended":
        now = time.time()
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + 13 * 3600)
    else:
        client = opened()
        client.cookies.set("rasid_session", cookie)
    assert client.get("/v1/corrections").status_code == 401


def test_form_needs_the_token_of_its_own_browser(opened: Open, store: Engine, secrets: dict[str, str]) -> None:
    client, other = opened(), opened()
    login(client, secrets["researcher"])
    login(other, secrets["researcher"])
    fact = visits(store)[0]
    form = {"action": "reject", "target": fact, "reason": "خطأ"}
    token, foreign = session_token(client), session_token(other)
    assert token != foreign
    for wrong in ({}, {"csrf_token": ""}, {"csrf_token": foreign}, {"csrf_token": token[:-1]}, {"csrf_token": "é"}):
        assert client.post("/review/correct", data={**form, **wrong}).status_code == 403
    assert client.get("/v1/corrections").json()["items"] == []
    sent = client.post("/review/correct", data={**form, "csrf_token": token})
    assert sent.status_code == 303
    assert len(client.get("/v1/corrections").json()["items"]) == 1
    crossed = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/review/correct", data={**form, "csrf_token": token}, headers=crossed).status_code == 403


def test_interface_with_a_session_needs_the_token_in_a_header(
    opened: Open, store: Engine, secrets: dict[str, str]
) -> None:
    client = opened()
    login(client, secrets["researcher"])
    body = {"action": "confirm", "target": visits(store)[0], "reason": "r"}
    assert client.post("/v1/corrections", json=body).status_code == 403
    token = session_token(client)
    assert client.post("/v1/corrections", json=body, headers={"X-CSRF-Token": token}).status_code == 201


def test_login_form_of_another_site_is_refused(opened: Open, secrets: dict[str, str]) -> None:
    client = opened()
    assert client.post("/login", data={"key": secrets["reader"]}).status_code == 403
    assert "rasid_session" not in client.cookies


# --- rates -------------------------------------------------------------------------------------------------------------


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
def test_wrong_keys_are_tried_only_so_often(opened: Open, secrets: dict[str, str], way: str) -> None:
    client = opened(rate_login="2/minute")
    wrong = "rasid_000000000000_" + "a" * 43
    if way == "header":
        tried = [client.get("/v1/events", headers={"Authorization": f"Bearer {wrong}"}).status_code for _ in range(4)]
        right = client.get("/v1/events", headers={"Authorization": f"Bearer {secrets['reader']}"})
    else:
        tried = [login(client, wrong).status_code for _ in range(4)]
        right = login(client, secrets["reader"])
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


# --- audit -------------------------------------------------------------------------------------------------------------


def test_what_is_done_with_a_key_is_in_the_audit_log(opened: Open, store: Engine, secrets: dict[str, str]) -> None:
    fact = visits(store)[0]
    client = opened(shown=secrets["researcher"])
    client.get("/v1/events")
    done = client.post("/v1/corrections", json={"action": "confirm", "target": fact, "reason": "r"})
    client.post("/v1/corrections", json={"action": "confirm", "target": "none", "reason": "r"})
    client.post("/v1/entities/merge", json={"key": "a", "other": "b", "reason": "r"})
    opened().post("/v1/corrections", json={"action": "confirm", "target": fact, "reason": "r"})
    found = list(deeds(store))[::-1]
    prefix = secrets["researcher"].split("_")[1]
    assert {(d.actor, d.name, d.address) for d in found} == {(prefix, "name of researcher", "203.0.113.0/24")}
    assert [(d.action, d.target, d.outcome) for d in found] == [
        ("POST /v1/corrections", fact, "done"),
        ("POST /v1/corrections", "none", "404"),
        ("POST /v1/entities/merge", None, "403"),
    ]
    assert found[0].request_id == done.headers["X-Request-ID"]


def test_correction_bears_the_name_of_its_key(opened: Open, store: Engine, secrets: dict[str, str]) -> None:
    client = opened(shown=secrets["reviewer"])
    body = {"action": "confirm", "target": visits(store)[0], "reason": "r"}
    assert client.post("/v1/corrections", json=body).json()["author"] == "name of reviewer"
    for forged in ({**body, "author": "x"}, {**body, "by": "x"}):
        assert client.post("/v1/corrections", json=forged).status_code == 422


def test_audit_log_that_cannot_be_written_does_not_undo_what_was_done(
    opened: Open, store: Engine, secrets: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    client = opened(shown=secrets["researcher"])
    with store.begin() as connection:
        connection.exec_driver_sql("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END")
    made = client.post("/v1/saved", json={"name": "n", "query": ""})
    assert made.status_code == 201
    assert "not in the audit log" in caplog.text
    assert list(deeds(store)) == list[Deed]()


# --- safety of answers and bodies --------------------------------------------------------------------------------------


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
def test_hostile_words_harm_nothing(opened: Open, store: Engine, secrets: dict[str, str], text: str) -> None:
    client = opened(shown=secrets["reviewer"])
    before = visits(store)
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
    assert visits(store) == before


# --- a mirror, and unsafe settings -------------------------------------------------------------------------------------


def test_mirror_is_read_and_cannot_be_written(opened: Open, store: Engine, secrets: dict[str, str]) -> None:
    client = opened(read_only=True, shown=secrets["operator"])
    assert client.get("/v1/events").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert client.get("/v1/corrections").status_code == 200
    fact = visits(store)[0]
    for method, path, body, _, _ in TABLE:
        if rule(method, path).writes and rule(method, path) is not POLICY[-1]:
            response = client.request(method, path, json={"target": fact, **(body or {})})
            assert response.status_code == 403
            assert not path.startswith("/v1") or "mirror" in response.json()["detail"]
    assert list(deeds(store)) == []
    assert access_keys.by_secret(store, secrets["operator"]).last_used is None  # type: ignore[union-attr]


def test_login_works_in_a_mirror_that_is_read_by_key(opened: Open, secrets: dict[str, str]) -> None:
    client = opened(read_only=True, reading="key")
    assert login(client, secrets["reader"]).status_code == 303
    assert client.get("/v1/events").status_code == 200


@pytest.mark.parametrize("unsafe", [{"host": "0.0.0.0"}, {**PUBLIC, "secret": None}, {**PUBLIC, "metrics": "open"}])
def test_application_does_not_start_unsafely(database: str, unsafe: dict[str, Any]) -> None:
    with pytest.raises(UnsafeError, match="RASID_"):
        create_app(Settings(database_url=database, **{n: v for n, v in unsafe.items() if v is not None}))
