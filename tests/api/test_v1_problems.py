"""Errors: problem+json that names the parameter, in English and in Arabic."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import messages

ARABIC = re.compile("[\u0621-\u064a]")


@pytest.mark.parametrize(
    ("path", "parameters", "parameter"),
    [
        ("events", {"from": "2024-13-01"}, "from"),
        ("events", {"from": "2024-02-30"}, "from"),
        ("events", {"from": "0000-01-01"}, "from"),
        ("events", {"from": "1704067200"}, "from"),  # seconds since 1970 are no day
        ("events", {"from": "2024-01-01T00:00:00"}, "from"),
        ("events", {"from": "٢٠٢٤-٠١-٠١"}, "from"),
        ("events", {"to": ""}, "to"),
        ("events", {"type": "party"}, "type.0"),
        ("events", {"status": "maybe"}, "status.0"),
        ("events", {"kind": "castle"}, "kind"),
        ("events", {"precision": "hour"}, "precision"),
        ("events", {"sort": "random"}, "sort"),
        ("events", {"limit": 0}, "limit"),
        ("events", {"limit": 201}, "limit"),
        ("events", {"limit": 10**30}, "limit"),
        ("events", {"limit": "9" * 5000}, "limit"),
        ("events", {"limit": "1.5"}, "limit"),
        ("events", {"after": "x"}, "after"),
        ("events", {"after": "x" * 501}, "after"),
        ("events", {"official": "ا" * 201}, "official"),
        ("events", {"entity": ["x"] * 11}, "entity"),
        ("events", {"amount_from": "nan"}, "amount_from"),
        ("events", {"amount_from": "inf"}, "amount_from"),
        ("events", {"amount_to": "-1"}, "amount_to"),
        ("events", {"amount_to": "1e300"}, "amount_to"),
        ("events", {"currency": "dirham"}, "currency"),
        ("events", {"min_confidence": "1.1"}, "min_confidence"),
        ("events", {"min_sources": "0"}, "min_sources"),
        ("events", {"officail": "x"}, "officail"),
        ("events", {"official": ["x", "y"]}, "official"),  # which of the two?
        ("events", {"from": "2024-02-02", "to": "2024-02-01"}, "from"),
        ("events", {"amount_from": "2", "amount_to": "1"}, "amount_from"),
        ("events/facets", {"size": 0}, "size"),
        ("events/histogram", {"step": "week"}, "step"),
        ("events/map", {"limit": 0}, "limit"),
        ("events/graph", {"size": 1}, "size"),
        ("events/export", {"format": "pdf"}, "format"),
        ("events/export", {"what": "everything"}, "what"),
        ("events/export", {"bom": "perhaps"}, "bom"),
        ("events/export", {"format": "ftm", "what": "amounts"}, "what"),
        ("events/feed.atom", {"limit": 501}, "limit"),
        ("events/none", {"official": "x"}, "official"),
        ("articles", {"from": "2024-02-02", "to": "2024-02-01"}, "from"),
        ("officials", {"kind": "centre"}, "kind"),
        ("places", {"kind": "centre"}, "kind"),
        ("positions/holders", {"office": ""}, "office"),
    ],
)
def test_problem_names_the_parameter(client: TestClient, path: str, parameters: dict[str, Any], parameter: str) -> None:
    response = client.get(f"/v1/{path}", params=parameters)
    body = response.json()
    assert (response.status_code, body["status"], body["parameter"]) == (422, 422, parameter)
    assert response.headers["content-type"] == "application/problem+json"
    assert body["detail"]
    assert ARABIC.search(body["detail_ar"])
    assert "…" not in body["detail_ar"]  # all that the sentence speaks of was known
    assert "etag" not in response.headers


def test_problem_tells_all_that_is_wrong(client: TestClient) -> None:
    body = client.get("/v1/events", params={"limit": 0, "from": "x"}).json()
    assert {error["parameter"] for error in body["errors"]} == {"limit", "from"}
    assert body["parameter"] in {"limit", "from"}


def test_problem_of_a_bound_tells_the_bound_in_both_languages(client: TestClient) -> None:
    body = client.get("/v1/events", params={"limit": 500}).json()
    assert "200" in body["detail"]
    assert "200" in body["detail_ar"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/events/none", 404), ("GET", "/v1/nothing", 404), ("POST", "/v1/events", 405), ("GET", "/v1/lookup", 405)],
)  # fmt: skip
def test_problem_of_a_whole_request(client: TestClient, method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail_ar"] == messages.of_status(status)
    assert "parameter" not in response.json()


def test_problem_of_a_parameter_that_utf_8_cannot_carry(client: TestClient) -> None:
    body = b'{"names": ["x"], "\\ud800": 1, "kind": "\\udfff"}'
    response = client.post("/v1/lookup", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    body = b'{"names": ["\\ud800"]}'
    response = client.post("/v1/lookup", content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["parameter"]) == (422, "names.0")


def test_fault_of_ours_is_a_problem_too_and_tells_nothing_of_itself(app: FastAPI) -> None:
    @app.get("/v1/fault")
    def fail() -> None:
        raise RuntimeError("a secret")

    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.get("/v1/fault")
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "secret" not in response.text


def test_messages_say_what_they_can_of_an_error_nobody_thought_of() -> None:
    assert ARABIC.search(messages.of_parameter("something_new"))
    assert ARABIC.search(messages.of_status(418))
    assert "5" in messages.of_parameter("greater_than_equal", {"ge": 5})
