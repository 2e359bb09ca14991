"""/v1/events and /v1/articles over the sample knowledge base."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from pipeline.settings import Settings

CENTRE = "مركز الأمل"


def found(client: TestClient, **filters: Any) -> list[str]:
    """Return the documents of the events that pass the filters."""
    response = client.get("/v1/events", params={k.rstrip("_"): v for k, v in filters.items()})
    assert response.status_code == 200, response.text
    return [row["article"]["document_id"] for row in response.json()["items"]]


def test_events_answer_who_visited_this_centre_and_when(client: TestClient) -> None:
    body = client.get("/v1/events", params={"type": "visit", "institution": CENTRE, "limit": 2}).json()
    assert body["total"] == 3
    assert [(r["agents"][0]["name"], r["agents"][0]["titles"], r["date_start"]) for r in body["items"]] == [
        ("عمر بنسعيد", ["عامل إقليم الواحة"], "2024-02-07"),
        ("ليلى المرابط", ["وزيرة التضامن"], "2024-02-05"),
    ]
    assert [r["targets"][0]["place"] for r in body["items"]] == ["مدينة الواحة", "جماعة النخيل"]
    evidence = body["items"][1]["evidence"]
    assert evidence["surface"].startswith("زارت ليلى")
    assert evidence["sentence"].startswith("في إطار برنامجها")
    assert evidence["sentence"].endswith("المرافق لها.")


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        ({"official": "المرابط"}, ["visit", "retold", "retold"]),
        ({"official": "ليلي المرابط"}, ["visit", "retold", "retold"]),  # the folding of ى
        ({"official": "وزيرة التضامن"}, ["visit", "retold", "retold"]),  # an office
        ({"official": "عامل"}, ["namesake"]),
        ({"official": "الوفد المرافق"}, ["visit"]),  # a group, as written
        ({"institution": "الأمَل لرعايةِ"}, ["namesake", "visit", "retold"]),
        ({"place": "النخيل"}, ["visit", "retold"]),
        ({"place": "الريان"}, ["visit", "retold"]),  # the commune is stated to lie in the province
        ({"place": "الواحة"}, ["namesake"]),
        ({"institution": CENTRE, "place": "الواحة"}, ["namesake"]),
        ({"status": "planned"}, ["plan"]),
        ({"type": "distribution"}, ["visit", "retold"]),
        ({"from_": "2024-02-06", "to": "2024-03-09"}, ["namesake"]),
        ({"to": "2024-02-05"}, ["visit", "visit", "retold", "retold"]),
        ({"article": "plan"}, ["plan"]),
        ({"official": "almorabit"}, ["visit", "retold", "retold"]),  # Latin letters: by sound
        ({"official": "Leïla El Mourabet"}, ["visit", "retold", "retold"]),
        ({"official": "Ben Said"}, ["namesake"]),
        ({"official": "Leila Bensaid"}, []),
        ({"official": "el"}, []),
        ({"official": "wiyaou " * 8, "institution": "gugugugu " * 22, "place": "vcgthv " * 8}, []),
        ({"place": "Nakhil"}, ["visit", "retold"]),
        ({"institution": "markaz amal"}, ["namesake", "visit", "retold"]),
        ({"official": "لا أحد"}, []),
        ({"limit": 1, "offset": 1}, ["namesake"]),
        (
            {},
            ["plan", "namesake", "visit", "visit", "retold", "retold", "hostile"],
        ),  # the latest first, undated ones last
    ],
)
def test_events_filters(client: TestClient, filters: dict[str, Any], documents: list[str]) -> None:
    assert found(client, **filters) == documents


@pytest.mark.parametrize(
    ("filters", "parameter"),
    [
        ({"from": "2024-13-01"}, "from"),
        ({"from": "0000-01-01"}, "from"),
        ({"type": "party"}, "type"),
        ({"limit": 0}, "limit"),
        ({"limit": 10**30}, "limit"),
        ({"offset": -1}, "offset"),
        ({"official": "ا" * 201}, "official"),
        ({"officail": "x"}, "officail"),  # a misspelt filter must not be passed over
    ],
)
def test_events_name_the_parameter_that_is_wrong(client: TestClient, filters: dict[str, Any], parameter: str) -> None:
    response = client.get("/v1/events", params=filters)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["parameter"] == parameter


def test_events_refuse_a_period_that_ends_before_it_begins(client: TestClient) -> None:
    response = client.get("/v1/events", params={"from": "2024-02-02", "to": "2024-02-01"})
    assert response.status_code == 422
    assert "later" in response.json()["detail"]


def test_event_has_a_permanent_key(client: TestClient) -> None:
    row = client.get("/v1/events").json()["items"][0]
    assert client.get(f"/v1/events/{row['id']}").json() == row
    assert client.get("/v1/events/none").status_code == 404


def test_article_has_its_text_with_spans_and_facts(client: TestClient) -> None:
    body = client.get("/v1/articles/visit").json()
    assert client.get(f"/v1/articles/{body['id']}").json() == body
    for mention in body["mentions"]:
        assert body["text"][mention["start"] : mention["end"]] == mention["surface"]
        assert mention["provenance"]["extractor"] == "sample"
    assert {m["label"] for m in body["mentions"]} == {"person", "institution", "place", "date", "quantity", "event"}
    assert [e["type"] for e in body["events"]] == ["visit", "distribution"]
    assert body["offices"] == [
        {"name": "ليلى المرابط", "entity": body["offices"][0]["entity"]}
        | {"title": "وزيرة التضامن", "as_of": "2024-02-06"}
    ]
    assert client.get("/v1/articles/none").status_code == 404


def test_health_says_what_there_is(client: TestClient) -> None:
    assert client.get("/healthz").json() == {
        "status": "ok", "articles": 5, "events": 7, "officials": 4, "institutions": 4, "places": 4
    }  # fmt: skip


def test_health_without_a_knowledge_base_is_503_and_keeps_its_address_to_itself(tmp_path: Path) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'none.db'}"))
    with TestClient(app, raise_server_exceptions=False) as client:
        for path in ("/healthz", "/v1/events", "/"):
            response = client.get(path)
            assert response.status_code == 503
            assert str(tmp_path) not in response.text
    assert list(tmp_path.iterdir()) == []


def test_openapi_describes_everything_with_examples(client: TestClient) -> None:
    spec = client.get("/openapi.json").json()
    assert set(spec["paths"]) == {"/v1/events", "/v1/events/{key}", "/v1/articles/{key}", "/healthz"}
    for path in spec["paths"].values():
        assert path["get"]["summary"]
        assert path["get"]["description"]
    event = spec["components"]["schemas"]["EventResponse"]["properties"]
    assert event["date_start"]["examples"] == ["2024-02-05"]
    assert client.get("/docs").status_code == 404  # its scripts would come from another host
