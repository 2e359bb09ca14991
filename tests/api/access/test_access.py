"""Who may do what, as a table: each kind of request, each role, and the status it comes to. Then keys, audit, mirrors."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.access.policy import POLICY, SAFE, Needs, rule
from api.app import create_app
from corpus.errors import UnsafeError
from pipeline.kb import access_keys
from pipeline.kb.access import Role
from pipeline.kb.access_audit import Deed, deeds
from pipeline.settings import Settings

SECRET = "3f9a7c51e0b84d26a1957be0c84f2d63"
PUBLIC: dict[str, Any] = {"public_url": "https://rasid.example.org", "secret": SECRET}
Open = Callable[..., TestClient]


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
    opened: Open,
    secrets: dict[str, str],
    who: str,
    method: str,
    path: str,
    body: dict[str, Any] | None,
    first: str,
    status: int,
    facts: list[str],
    officials: list[str],
) -> None:
    known = {"FACT": facts[0], "ONE": officials[0], "OTHER": officials[1]}
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


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/kb/v1/runs", 401),
        ("/kb/v1/runs/1", 401),
        ("/kb/v1/nights", 401),
        ("/kb/v1/nights/1", 401),
        ("/kb/v1/events", 200),
        ("/kb/metrics", 401),
        ("/kb/healthz", 200),
    ],
)
def test_rules_hold_below_a_path_of_a_server_in_front(database: str, path: str, status: int) -> None:
    app = create_app(Settings(database_url=database))
    with TestClient(app, root_path="/kb") as client:
        assert client.get(path).status_code == status


@pytest.mark.parametrize(
    "path",
    [
        "/v1/runs%0A",
        "/v1/runs/%0A1",
        "/v1/runs/1%2F2",
        "/v1/nights%0A",
        "/v1/nights/%0A1",
        "/v1/saved%0A",
        "/v1/corrections/a%0Ab",
    ],
)
def test_letters_that_end_a_line_open_nothing(opened: Open, path: str) -> None:
    assert opened().get(path).status_code == 401
    assert opened().get("/v1/places/a%0Ab").status_code == 404  # read like any other key


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


def test_what_is_done_with_a_key_is_in_the_audit_log(
    opened: Open, store: Engine, secrets: dict[str, str], facts: list[str]
) -> None:
    fact = facts[0]
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


def test_logins_are_in_the_audit_log_and_failed_ones_in_the_server_s(
    opened: Open, store: Engine, secrets: dict[str, str], caplog: pytest.LogCaptureFixture, log_in: Callable[..., Any]
) -> None:
    client = opened()
    log_in(client, "rasid_typed_wrongly")
    assert "typed" in caplog.text
    assert "rasid_typed_wrongly" not in caplog.text
    assert list(deeds(store)) == []
    log_in(client, secrets["reviewer"])
    (deed,) = deeds(store)
    assert (deed.actor, deed.action, deed.outcome) == (secrets["reviewer"].split("_")[1], "POST /login", "done")
    assert secrets["reviewer"] not in str(deed)


def test_correction_bears_the_name_of_its_key(opened: Open, secrets: dict[str, str], facts: list[str]) -> None:
    client = opened(shown=secrets["reviewer"])
    body = {"action": "confirm", "target": facts[0], "reason": "r"}
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


def test_mirror_is_read_and_cannot_be_written(
    opened: Open, store: Engine, secrets: dict[str, str], facts: list[str]
) -> None:
    client = opened(read_only=True, shown=secrets["operator"])
    assert client.get("/v1/events").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert client.get("/v1/corrections").status_code == 200
    fact = facts[0]
    for method, path, body, _, _ in TABLE:
        if rule(method, path).writes and rule(method, path) is not POLICY[-1]:
            response = client.request(method, path, json={"target": fact, **(body or {})})
            assert response.status_code == 403
            assert not path.startswith("/v1") or "mirror" in response.json()["detail"]
    assert list(deeds(store)) == []
    assert access_keys.by_secret(store, secrets["operator"]).last_used is None  # type: ignore[union-attr]


def test_login_works_in_a_mirror_that_is_read_by_key(
    opened: Open, secrets: dict[str, str], log_in: Callable[..., Any]
) -> None:
    client = opened(read_only=True, reading="key")
    assert log_in(client, secrets["reader"]).status_code == 303
    assert client.get("/v1/events").status_code == 200


@pytest.mark.parametrize("unsafe", [{"host": "0.0.0.0"}, {**PUBLIC, "secret": None}, {**PUBLIC, "metrics": "open"}])
def test_application_does_not_start_unsafely(database: str, unsafe: dict[str, Any]) -> None:
    with pytest.raises(UnsafeError, match="RASID_"):
        create_app(Settings(database_url=database, **{n: v for n, v in unsafe.items() if v is not None}))
