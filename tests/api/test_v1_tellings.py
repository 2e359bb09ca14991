"""/v1/tellings over the sample knowledge base: events as single articles tell them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

CENTRE = "مركز الأمل"


def found(client: TestClient, **filters: Any) -> list[str]:
    """Return the documents of the events that pass the filters."""
    response = client.get("/v1/tellings", params={k.rstrip("_"): v for k, v in filters.items()})
    assert response.status_code == 200, response.text
    return [row["article"]["document_id"] for row in response.json()["items"]]


def test_tellings_answer_who_visited_this_centre_and_when(client: TestClient) -> None:
    body = client.get("/v1/tellings", params={"type": "visit", "institution": CENTRE, "limit": 2}).json()
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
        ({"limit": 1}, ["plan"]),
        (
            {},
            ["plan", "namesake", "visit", "visit", "retold", "retold", "hostile"],
        ),  # the latest first, undated ones last
    ],
)
def test_tellings_filters(client: TestClient, filters: dict[str, Any], documents: list[str]) -> None:
    assert sorted(found(client, **filters)) == sorted(documents)


def test_tellings_come_the_latest_first_then_by_key_and_undated_ones_last(client: TestClient) -> None:
    rows = client.get("/v1/tellings").json()["items"]
    order = [(-date.fromisoformat(r["date_start"]).toordinal() if r["date_start"] else 0, r["id"]) for r in rows]
    assert order == sorted(order)
    assert rows[-1]["date_start"] is None


def test_tellings_go_on_at_next(client: TestClient) -> None:
    whole = client.get("/v1/tellings").json()["items"]
    seen, address = [], "/v1/tellings?limit=2"
    while address:
        page = client.get(address).json()
        seen += page["items"]
        address = page["next"]
    assert seen == whole


@pytest.mark.parametrize(
    ("filters", "parameter"),
    [
        ({"from": "2024-13-01"}, "from"),
        ({"from": "0000-01-01"}, "from"),
        ({"type": "party"}, "type"),
        ({"limit": 0}, "limit"),
        ({"limit": 10**30}, "limit"),
        ({"offset": 1}, "offset"),  # a list goes on at `next`
        ({"after": "x"}, "after"),
        ({"official": "ا" * 201}, "official"),
        ({"officail": "x"}, "officail"),  # a misspelt filter must not be passed over
    ],
)
def test_tellings_name_the_parameter_that_is_wrong(client: TestClient, filters: dict[str, Any], parameter: str) -> None:
    response = client.get("/v1/tellings", params=filters)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["parameter"] == parameter


def test_tellings_refuse_a_period_that_ends_before_it_begins(client: TestClient) -> None:
    response = client.get("/v1/tellings", params={"from": "2024-02-02", "to": "2024-02-01"})
    assert response.status_code == 422
    assert "later" in response.json()["detail"]


def test_telling_has_a_permanent_key(client: TestClient) -> None:
    row = client.get("/v1/tellings").json()["items"][0]
    assert client.get(f"/v1/tellings/{row['id']}").json() == row
    assert client.get("/v1/tellings/none").status_code == 404
