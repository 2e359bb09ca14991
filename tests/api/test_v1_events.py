"""/v1/events over the sample knowledge base: the visit that two papers tell is one event."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

CENTRE = "مركز الأمل"
VISIT, GIFT, NAMESAKE, PLAN, HOSTILE = "visit", "distribution", "namesake", "plan", "hostile"


def ask(client: TestClient, path: str = "/v1/events", **filters: Any) -> Any:
    """Return the answer to a question."""
    response = client.get(path, params={k.rstrip("_"): v for k, v in filters.items()})
    assert response.status_code == 200, response.text
    return response.json()


def found(client: TestClient, **filters: Any) -> set[str]:
    """Return which events pass the filters: by the document of the first telling, the gift by its type."""
    rows = ask(client, **filters)["items"]
    return {GIFT if row["type"] == GIFT else row["article"]["document_id"] for row in rows}


def key_of(client: TestClient, **filters: Any) -> str:
    """Return the key of the one event that passes the filters."""
    (row,) = ask(client, **filters)["items"]
    return str(row["id"])


def test_events_answer_who_visited_this_centre_and_when_once_for_each_visit(client: TestClient) -> None:
    body = ask(client, type="visit", institution=CENTRE)
    assert (body["total"], body["total_exact"], body["next"]) == (2, True, None)
    rows = [(r["agents"][0]["name"], r["agents"][0]["titles"], r["date_start"], r["sources"]) for r in body["items"]]
    assert rows == [
        ("عمر بنسعيد", ["عامل إقليم الواحة"], "2024-02-07", 1),
        ("ليلى المرابط", ["وزيرة التضامن"], "2024-02-05", 2),
    ]
    assert [r["targets"][0]["place"] for r in body["items"]] == ["مدينة الواحة", "جماعة النخيل"]
    evidence = body["items"][1]["evidence"]
    assert evidence["surface"].startswith("زارت ليلى")
    assert evidence["sentence"].endswith("المرافق لها.")


@pytest.mark.parametrize(
    ("filters", "events"),
    [
        ({}, {VISIT, GIFT, NAMESAKE, PLAN, HOSTILE}),
        ({"official": "المرابط"}, {VISIT, GIFT}),
        ({"official": "Leïla El Mourabet"}, {VISIT, GIFT}),
        ({"office": "عامل"}, {NAMESAKE}),
        ({"institution": CENTRE}, {VISIT, NAMESAKE}),
        ({"kind": "centre"}, {VISIT, NAMESAKE, PLAN}),
        ({"place": "الريان"}, {VISIT}),  # the commune lies in the province
        ({"q": "أشغاله"}, {VISIT, GIFT}),  # words of one article that tells them
        ({"q": '"دار المواطن"'}, {PLAN}),
        ({"type": ["visit", "inauguration"]}, {VISIT, NAMESAKE, PLAN}),
        ({"status": "planned"}, {PLAN}),
        ({"status": ["planned", "postponed"]}, {PLAN}),
        ({"from_": "2024-02-06", "to": "2024-03-09"}, {NAMESAKE}),
        ({"precision": "day"}, {VISIT, GIFT, NAMESAKE, PLAN}),
        ({"amount_from": 1_000_000}, {VISIT, GIFT}),
        ({"amount_to": 1_000_000}, set()),
        ({"currency": "MAD"}, {VISIT, GIFT}),
        ({"currency": "EUR"}, set()),
        ({"outlet": "Le Journal"}, {VISIT, GIFT, NAMESAKE}),
        ({"section": "جهات"}, {VISIT, GIFT}),
        ({"article": "retold"}, {VISIT, GIFT}),
        ({"min_confidence": 0.85}, {VISIT, GIFT}),
        ({"min_sources": 2}, {VISIT, GIFT}),
        ({"official": "المرابط", "outlet": "Le Journal", "institution": CENTRE, "min_sources": 2}, {VISIT}),
        ({"official": "لا أحد"}, set()),
        ({"inside": "no such key"}, set()),
    ],
)
def test_events_filters(client: TestClient, filters: dict[str, Any], events: set[str]) -> None:
    assert found(client, **filters) == events


def test_events_narrow_by_keys_of_all_who_take_part(client: TestClient) -> None:
    row = ask(client, institution=CENTRE, place="النخيل")["items"][0]
    who, centre, place = (row[role][0]["entity"] for role in ("agents", "targets", "places"))
    assert found(client, entity=who) == {VISIT, GIFT}
    assert found(client, entity=[who, centre]) == {VISIT}
    assert found(client, inside=place) == {VISIT}


@pytest.mark.parametrize(
    ("sort", "first"), [("latest", PLAN), ("earliest", VISIT), ("sources", VISIT), ("confidence", VISIT)]
)
def test_events_sort(client: TestClient, sort: str, first: str) -> None:
    rows = ask(client, sort=sort, type=["visit", "inauguration"])["items"]
    assert rows[0]["article"]["document_id"] == first


@pytest.mark.parametrize("sort", ["latest", "earliest", "sources", "confidence"])
def test_events_go_on_at_next_and_in_the_header(client: TestClient, sort: str) -> None:
    whole = ask(client, sort=sort)["items"]
    seen, address = [], f"/v1/events?sort={sort}&limit=2"
    while address:
        response = client.get(address)
        body = response.json()
        seen += body["items"]
        assert body["total"] == len(whole)
        address = body["next"]
        link = response.headers.get("link")
        assert link == (f'<{address}>; rel="next"' if address else None)
    assert seen == whole


def test_event_has_all_its_tellings_and_what_they_tell_differently(client: TestClient) -> None:
    key = key_of(client, type="distribution")
    body = client.get(f"/v1/events/{key}").json()
    assert [t["article"]["document_id"] for t in body["tellings"]] == ["visit", "retold"]
    (said,) = body["disagreements"].values()
    assert set(said) == {"30", "40"}
    assert {key for keys in said.values() for key in keys} == {t["id"] for t in body["tellings"]}
    assert client.get("/v1/events/none").status_code == 404


def test_key_of_a_telling_leads_to_its_event(client: TestClient) -> None:
    key = key_of(client, type="visit", place="النخيل")
    tellings = client.get(f"/v1/events/{key}").json()["tellings"]
    other = next(t["id"] for t in tellings if t["id"] != key)
    response = client.get(f"/v1/events/{other}", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (308, f"/v1/events/{key}")
    assert "etag" not in response.headers
    assert client.get(f"/v1/events/{other}").json()["id"] == key


def test_facets_say_how_many_events_each_value_leads_to(client: TestClient) -> None:
    body = ask(client, "/v1/events/facets", institution=CENTRE)
    assert (body["counted"], body["exact"]) == (2, True)
    assert set(body["facets"]) == {"type", "status", "official", "institution", "place", "kind", "outlet"}
    for name, values in body["facets"].items():
        filter_name = "entity" if name in ("official", "institution", "place") else name
        for value in values:
            narrowed = ask(client, institution=CENTRE, **{filter_name: value["value"]})
            assert narrowed["total"] == value["count"], (name, value)


def test_histogram_divides_the_events_by_day(client: TestClient) -> None:
    body = ask(client, "/v1/events/histogram", step="month")
    bars = [(bar["start"], bar["end"], bar["count"]) for bar in body["bars"]]
    assert bars == [("2024-02-01", "2024-02-29", 3), ("2024-03-01", "2024-03-31", 1)]
    assert body["undated"] == 1
    assert ask(client, "/v1/events/histogram")["step"] == "day"


def test_map_has_no_points_where_no_place_has_one(client: TestClient) -> None:
    assert ask(client, "/v1/events/map") == {"items": []}


def test_graph_tells_who_appears_with_whom(client: TestClient) -> None:
    body = ask(client, "/v1/events/graph", place="النخيل")
    names = {node["id"]: node["name"] for node in body["nodes"]}
    (edge,) = body["edges"]
    assert {names[edge["left"]], names[edge["right"]]} == {"ليلى المرابط", "مركز الأمل لرعاية الطفولة"}
    assert edge["events"] == 1


FILTERED = ("", "/facets", "/histogram", "/map", "/graph", "/export", "/feed.atom", "/calendar.ics")


@pytest.mark.parametrize("path", FILTERED)
def test_all_that_is_made_of_events_takes_the_same_filters(client: TestClient, path: str) -> None:
    filters = client.get("/openapi.json").json()["paths"]["/v1/events"]["get"]["parameters"]
    names = {p["name"] for p in filters} - {"sort", "after", "limit"}
    taken = client.get("/openapi.json").json()["paths"][f"/v1/events{path}"]["get"]["parameters"]
    assert names <= {p["name"] for p in taken}
    response = client.get(f"/v1/events{path}", params={"officail": "x"})
    assert response.status_code == 422
    assert response.json()["parameter"] == "officail"
