"""Officials, institutions, places and offices; and names looked up, over the sample knowledge base."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from pipeline.kb.corrections import join
from pipeline.kb.engine import open_store
from pipeline.linking.link import link
from pipeline.settings import Settings

MINISTER, CENTRE = "ليلى المرابط", "مركز الأمل لرعاية الطفولة"


def ask(client: TestClient, path: str, **parameters: Any) -> Any:
    """Return the answer to a question."""
    response = client.get(path, params={k.rstrip("_"): v for k, v in parameters.items()})
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize(
    ("path", "parameters", "names"),
    [
        ("officials", {"name": "المرابط"}, [MINISTER]),
        ("officials", {"name": "Mourabet"}, [MINISTER]),
        ("officials", {"name": "لا أحد"}, []),
        ("institutions", {"name": "مركز الأمل"}, [CENTRE, CENTRE]),
        ("institutions", {"kind": "other"}, ["alert"]),
        ("places", {"kind": "province"}, ["إقليم الريان"]),
        ("places", {"name": "الواحة"}, ["مدينة الواحة"]),
    ],
)
def test_entities_are_listed_by_name_and_kind(
    client: TestClient, path: str, parameters: dict[str, str], names: list[str]
) -> None:
    assert [row["name"] for row in ask(client, f"/v1/{path}", **parameters)["items"]] == names


def test_institutions_and_places_are_listed_by_the_place_they_lie_in(client: TestClient) -> None:
    (province,) = ask(client, "/v1/places", kind="province")["items"]
    assert [r["place"] for r in ask(client, "/v1/institutions", inside=province["id"])["items"]] == ["جماعة النخيل"]
    assert [r["name"] for r in ask(client, "/v1/places", inside=province["id"])["items"]] == ["جماعة النخيل"]
    assert ask(client, "/v1/places", inside="none")["items"] == []


@pytest.mark.parametrize("path", ["officials", "institutions", "places", "positions", "articles"])
def test_lists_go_on_at_next(client: TestClient, path: str) -> None:
    whole = ask(client, f"/v1/{path}")
    seen, address = [], f"/v1/{path}?limit=3"
    while address:
        body = client.get(address).json()
        seen += body["items"]
        address = body["next"]
    assert seen == whole["items"]
    assert len(seen) == whole["total"]


def test_official_has_offices_companions_places_and_a_timeline(client: TestClient) -> None:
    (item,) = ask(client, "/v1/officials", name="المرابط")["items"]
    body = ask(client, f"/v1/officials/{item['id']}")
    assert {name: body[name] for name in item} == item
    assert [(t["title"], t["first_seen"], t["last_seen"]) for t in body["tenures"]] == [
        ("وزيرة التضامن", "2024-02-06", "2024-02-08")
    ]
    assert [(c["entity"]["name"], c["events"]) for c in body["institutions"]] == [(CENTRE, 1)]
    assert [(c["entity"]["name"], c["events"]) for c in body["places"]] == [("جماعة النخيل", 1)]
    timeline = client.get(body["events_url"]).json()
    assert {row["type"] for row in timeline["items"]} == {"visit", "distribution"}
    assert timeline["total"] == item["events"] == 2


def test_institution_tells_who_visits_it(client: TestClient) -> None:
    (nakhil,) = [r for r in ask(client, "/v1/institutions", name=CENTRE)["items"] if r["place"] == "جماعة النخيل"]
    body = ask(client, f"/v1/institutions/{nakhil['id']}")
    assert [c["entity"]["name"] for c in body["companions"]] == [MINISTER]
    assert [p["name"] for p in body["parents"]] == ["جماعة النخيل", "إقليم الريان"]


def test_place_has_what_lies_in_it(client: TestClient) -> None:
    (province,) = ask(client, "/v1/places", kind="province")["items"]
    body = ask(client, f"/v1/places/{province['id']}")
    assert [c["name"] for c in body["children"]] == ["جماعة النخيل"]
    assert client.get(body["events_url"]).json()["total"] == 1


@pytest.mark.parametrize("path", ["officials", "institutions", "places", "positions"])
def test_keys_of_nothing_are_not_found(client: TestClient, path: str) -> None:
    response = client.get(f"/v1/{path}/none")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_key_asked_for_under_another_kind_leads_to_its_own(client: TestClient) -> None:
    (item,) = ask(client, "/v1/officials", name="المرابط")["items"]
    response = client.get(f"/v1/places/{item['id']}", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (308, f"/v1/officials/{item['id']}")


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_permanent_links_survive_a_merge(request: pytest.FixtureRequest, engine: str) -> None:
    chosen: Settings = request.getfixturevalue({"sqlite": "own_settings", "postgres": "own_postgres_settings"}[engine])
    with TestClient(create_app(chosen)) as client:
        one, other = (ask(client, "/v1/officials", name=name)["items"][0] for name in ("المرابط", "بنسعيد"))
        before = ask(client, "/v1/events", official="بنسعيد")["items"][0]["id"]
        store = open_store(chosen)
        join(store, "merge", one["id"], other["id"], author="tests", reason="one and the same")
        link(store)
        store.dispose()
        answers = [client.get(f"/v1/officials/{key}", follow_redirects=False) for key in (one["id"], other["id"])]
        assert sorted(answer.status_code for answer in answers) == [200, 308]
        led, stands = sorted(answers, key=lambda answer: answer.status_code, reverse=True)
        assert client.get(led.headers["location"]).json() == stands.json()
        assert led.headers["cache-control"] == "no-cache"  # a merge may be undone
        assert stands.json()["events"] == 3
        assert ask(client, "/v1/events", entity=one["id"])["total"] == 3
        assert ask(client, "/v1/events", entity=other["id"])["total"] == 3
        assert client.get(f"/v1/events/{before}").status_code == 200


def test_offices_are_listed_by_title(client: TestClient) -> None:
    body = ask(client, "/v1/positions", title="عامل")
    (row,) = body["items"]
    assert (row["title"], row["holders"]) == ("عامل إقليم الواحة", 1)
    whole = ask(client, f"/v1/positions/{row['id']}")
    assert [t["name"] for t in whole["tenures"]] == ["عمر بنسعيد"]


@pytest.mark.parametrize(
    ("on", "holders"),
    [(None, [(MINISTER, False)]), ("2024-02-07", [(MINISTER, False)]), ("2024-04-01", [(MINISTER, True)]), ("2030-01-01", [])],
)  # fmt: skip
def test_holders_say_who_held_this_office_then(
    client: TestClient, on: str | None, holders: list[tuple[str, bool]]
) -> None:
    body = ask(client, "/v1/positions/holders", office="وزيرة التضامن", **({"on": on} if on else {}))
    assert [(t["name"], t["inferred"]) for t in body["holders"]] == holders


def test_holders_need_an_office(client: TestClient) -> None:
    response = client.get("/v1/positions/holders", params={"on": "2024-02-07"})
    assert (response.status_code, response.json()["parameter"]) == (422, "office")


def test_names_are_looked_up_together(client: TestClient) -> None:
    names = [MINISTER, "Nakhil", "لا أحد", MINISTER]
    response = client.post("/v1/lookup", json={"names": names})
    assert response.status_code == 200
    items = response.json()["items"]
    assert [item["name"] for item in items] == names
    assert [(f["entity"]["name"], f["how"]) for f in items[0]["found"]] == [(MINISTER, "exact")]
    assert [(f["entity"]["name"], f["how"]) for f in items[1]["found"]] == [("جماعة النخيل", "sound")]
    assert items[2]["found"] == []
    official = client.post("/v1/lookup", json={"names": ["Nakhil"], "kind": "official"}).json()
    assert official["items"][0]["found"] == []


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({}, "names"),
        ({"names": []}, "names"),
        ({"names": ["x"] * 501}, "names"),
        ({"names": ["x", 3]}, "names.1"),
        ({"names": ["x" * 201]}, "names.0"),
        ({"names": ["x"], "kind": "party"}, "kind"),
        ({"names": ["x"], "limit": 0}, "limit"),
        ({"names": ["x"], "nmaes": []}, "nmaes"),
        ([], "body"),
    ],
)
def test_look_up_names_what_is_wrong_in_its_body(client: TestClient, body: Any, parameter: str) -> None:
    response = client.post("/v1/lookup", json=body)
    assert (response.status_code, response.json()["parameter"]) == (422, parameter)


def test_look_up_of_what_is_no_json(client: TestClient) -> None:
    response = client.post("/v1/lookup", content=b"{", headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["parameter"]) == (422, "body")
    assert "JSON" in response.json()["detail_ar"]
