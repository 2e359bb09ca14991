"""What ``docs/api.md`` says: every endpoint has its question, and every example is answered."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from pipeline.kb import access_keys
from pipeline.kb.access import Role
from pipeline.kb.engine import open_store
from pipeline.settings import Settings

GUIDE = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
ROWS = re.findall(r"^\| ([^|]+\?) \| (`.+`) \| `(.+)` \|$", GUIDE, re.MULTILINE)
FILTERS = set(re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`[\w`, ]+) \| [^|]+ \|$", GUIDE, re.MULTILINE))))


def test_guide_has_a_question_for_every_endpoint(client: TestClient) -> None:
    named = {path.removeprefix("POST ") for _, paths, _ in ROWS for path in re.findall(r"`([^`]+)`", paths)}
    paths = client.get("/openapi.json").json()["paths"]
    described = {p for p, asked in paths.items() if (p.startswith("/v1/events") and "get" in asked) or p in named}
    assert described == {path for path in named if path.startswith("/v1/events")} | (named - {"/nothing"})


def test_guide_lists_every_filter(client: TestClient) -> None:
    asked = client.get("/openapi.json").json()["paths"]["/v1/events/facets"]["get"]["parameters"]
    assert {parameter["name"] for parameter in asked} - {"size"} == FILTERS


@pytest.mark.parametrize(("question", "paths", "example"), ROWS)
def test_example_of_the_guide_is_answered(
    client: TestClient, settings: Settings, question: str, paths: str, example: str
) -> None:
    if "operator" in question:
        assert client.get(example).status_code == 401
        store = open_store(settings)
        client.headers["Authorization"] = f"Bearer {access_keys.create(store, 'operator', Role.OPERATOR)[1]}"
        store.dispose()
    if paths.startswith("`POST "):
        response = client.post("/v1/lookup", json=json.loads(example))
    else:
        response = client.get(example)
    known = 404 if "{key}" in paths and "0b6ddd" in example else 200  # the key of a sample's event
    assert response.status_code in (200, known), (question, response.text)
