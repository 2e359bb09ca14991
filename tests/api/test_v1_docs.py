"""The description of the API, and its page, which asks no other host for anything."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html

from api.openapi import as_3_0

PATHS = {
    "/healthz", "/v1/lookup",
    *(f"/v1/events{path}" for path in ("", "/{key}", "/facets", "/histogram", "/map", "/graph", "/export")),
    "/v1/events/feed.atom", "/v1/events/calendar.ics", "/v1/tellings", "/v1/tellings/{key}",
    *(f"/v1/{name}{path}" for name in ("officials", "institutions", "places", "positions", "articles") for path in ("", "/{key}")),
    "/v1/positions/holders", "/v1/search", "/v1/amounts", "/v1/quantities", "/v1/runs", "/v1/runs/{number}",
    "/v1/nights", "/v1/nights/{number}", "/v1/review",
}  # fmt: skip


@pytest.fixture
def spec(client: TestClient) -> Any:
    """The description as it is served."""
    return client.get("/openapi.json").json()


def test_openapi_describes_every_endpoint_and_parameter(spec: Any) -> None:
    assert set(spec["paths"]) >= PATHS
    for path in PATHS:
        for operation in spec["paths"][path].values():
            assert operation["summary"]
            assert operation["description"]
            for parameter in operation.get("parameters", []):
                assert (
                    parameter["in"] == "path" or parameter.get("description") or "$ref" in str(parameter["schema"])
                ), (path, parameter)


def test_openapi_has_an_example_of_every_cell(spec: Any) -> None:
    for name, schema in spec["components"]["schemas"].items():
        if not name.endswith("Response"):
            continue
        for cell, told in schema["properties"].items():
            made_of_others = "$ref" in str(told)
            assert made_of_others or told.get("examples"), (name, cell)


def test_openapi_tells_problems_as_they_are_sent(spec: Any) -> None:
    for path in PATHS - {"/healthz"}:
        for operation in spec["paths"][path].values():
            for status in ("422", "503"):
                (media,) = operation["responses"][status]["content"]
                assert media == "application/problem+json"
    assert "HTTPValidationError" not in spec["components"]["schemas"]


def test_description_in_3_0_tells_null_and_examples_otherwise() -> None:
    told = as_3_0(
        {
            "openapi": "3.1.0",
            "a": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}], "examples": ["x", "y"]},
            "b": {"anyOf": [{"$ref": "#/c"}, {"type": "null"}]},
            "d": [{"const": 1}],
            "e": {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}], "examples": [None]},
        }
    )
    assert told == {
        "openapi": "3.0.3",
        "a": {"type": "string", "format": "date", "nullable": True, "example": "x"},
        "b": {"allOf": [{"$ref": "#/c"}], "nullable": True},
        "d": [{"enum": [1]}],
        "e": {"anyOf": [{"type": "string"}, {"type": "integer"}], "nullable": True},
    }


def test_docs_are_served_from_here_alone(client: TestClient) -> None:
    response = client.get("/docs")
    page = html.fromstring(response.text)
    assert "script-src 'self';" in response.headers["content-security-policy"]
    assert "unsafe" not in response.headers["content-security-policy"]
    assert page.xpath("//script[not(@src)] | //style | //*[@style] | //*[@onload]") == []
    for address in page.xpath("//script/@src | //link/@href | //@data-description"):
        assert address.startswith("/")
        assert client.get(address).status_code == 200
    assert client.get("/docs/swagger-initializer.js").status_code == 404


@pytest.mark.browser
def test_docs_show_the_endpoints_and_break_no_policy(chromium: Any, address: str) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/docs")
    page.get_by_text("/v1/events/export", exact=True).first.wait_for()
    page.get_by_text("/v1/positions/holders", exact=True).first.click()
    playwright.expect(page.get_by_text("Title: والي جهة سوس ماسة").first).to_be_visible()
    assert complaints == []
    assert all(url.startswith((address, "data:")) for url in asked)
    page.close()
