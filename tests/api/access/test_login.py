"""Browsers: the login by key, the session it opens, and forms that are nobody else's."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from pipeline.kb import access_keys

SECRET = "3f9a7c51e0b84d26a1957be0c84f2d63"
PUBLIC: dict[str, Any] = {"public_url": "https://rasid.example.org", "secret": SECRET}
Open = Callable[..., TestClient]


def test_login_opens_a_session_that_logout_ends(
    opened: Open, secrets: dict[str, str], log_in: Callable[..., Any], token_of: Callable[[TestClient], str]
) -> None:
    client = opened()
    assert client.get("/v1/corrections").status_code == 401
    response = log_in(client, secrets["researcher"], next="/?type=visit")
    assert (response.status_code, response.headers["Location"]) == (303, "/?type=visit")
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie
    assert secrets["researcher"].split("_", 2)[2] not in cookie  # the cookie is no way to the secret
    assert client.get("/v1/corrections").status_code == 200
    client.post("/logout", data={"csrf_token": token_of(client)})
    assert client.get("/v1/corrections").status_code == 401


def test_cookies_of_an_https_server_are_secure_and_of_this_host(
    opened: Open, secrets: dict[str, str], log_in: Callable[..., Any]
) -> None:
    client = opened(**PUBLIC, base="https://rasid.example.org")
    response = log_in(client, secrets["reader"])
    for cookie in response.headers.get_list("Set-Cookie"):
        assert "Secure" in cookie
        assert cookie.startswith("__Host-")
    assert client.get("/healthz").headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nSet-Cookie: x=1", "a" * 3000,
     "/" + "a" * 3000, "/\t/evil.example"],
)  # fmt: skip
def test_login_leads_nowhere_else(
    opened: Open, secrets: dict[str, str], target: str, log_in: Callable[..., Any]
) -> None:
    client = opened()
    assert log_in(client, secrets["reader"], next=target).headers["Location"] == "/"
    assert 'name="next" value="/"' in client.get("/login", params={"next": target}).text


def test_page_that_needs_a_key_leads_to_the_login_and_back(opened: Open) -> None:
    response = opened(reading="key").get("/?type=visit&place=x", headers={"Accept": "text/html"})
    assert response.status_code == 303
    assert response.headers["Location"] == "/login?next=%2F%3Ftype%3Dvisit%26place%3Dx"


def test_wrong_key_in_the_form_is_told_and_opens_nothing(opened: Open, log_in: Callable[..., Any]) -> None:
    client = opened()
    response = log_in(client, "rasid_none")
    assert response.status_code == 401
    assert "لا يفتح" in response.text
    assert "rasid_session" not in client.cookies


@pytest.mark.parametrize("change", ["revoked", "altered", "ended", "another secret"])
def test_session_ends(
    opened: Open,
    store: Engine,
    secrets: dict[str, str],
    change: str,
    monkeypatch: pytest.MonkeyPatch,
    log_in: Callable[..., Any],
) -> None:
    client = opened()
    log_in(client, secrets["researcher"])
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


def test_form_needs_the_token_of_its_own_browser(
    opened: Open,
    secrets: dict[str, str],
    facts: list[str],
    log_in: Callable[..., Any],
    token_of: Callable[[TestClient], str],
) -> None:
    client, other = opened(), opened()
    log_in(client, secrets["researcher"])
    log_in(other, secrets["researcher"])
    fact = facts[0]
    form = {"action": "reject", "target": fact, "reason": "خطأ"}
    token, foreign = token_of(client), token_of(other)
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
    opened: Open,
    secrets: dict[str, str],
    facts: list[str],
    log_in: Callable[..., Any],
    token_of: Callable[[TestClient], str],
) -> None:
    client = opened()
    log_in(client, secrets["researcher"])
    body = {"action": "confirm", "target": facts[0], "reason": "r"}
    assert client.post("/v1/corrections", json=body).status_code == 403
    token = token_of(client)
    assert client.post("/v1/corrections", json=body, headers={"X-CSRF-Token": token}).status_code == 201


def test_login_form_of_another_site_is_refused(opened: Open, secrets: dict[str, str]) -> None:
    client = opened()
    assert client.post("/login", data={"key": secrets["reader"]}).status_code == 403
    assert "rasid_session" not in client.cookies
