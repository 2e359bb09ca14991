"""Articles, search, figures, runs and the review queue; health and the description of it all."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert

from api.app import create_app
from pipeline.kb import access_keys
from pipeline.kb.access import Role
from pipeline.kb.across import Candidate
from pipeline.kb.engine import open_store, writing
from pipeline.kb.runs import record_failure, start_run
from pipeline.settings import Settings


def ask(client: TestClient, path: str, **parameters: Any) -> Any:
    """Return the answer to a question."""
    response = client.get(path, params={k.rstrip("_"): v for k, v in parameters.items()})
    assert response.status_code == 200, response.text
    return response.json()


def test_article_has_its_text_with_spans_and_facts(client: TestClient) -> None:
    body = client.get("/v1/articles/visit").json()
    assert client.get(f"/v1/articles/{body['id']}").json() == body
    for mention in body["mentions"]:
        assert body["text"][mention["start"] : mention["end"]] == mention["surface"]
        assert mention["provenance"]["extractor"] == "sample"
    assert {m["label"] for m in body["mentions"]} == {"person", "institution", "place", "date", "quantity", "event"}
    assert [t["type"] for t in body["tellings"]] == ["visit", "distribution"]
    assert body["offices"] == [
        {"name": "ليلى المرابط", "entity": body["offices"][0]["entity"]}
        | {"title": "وزيرة التضامن", "as_of": "2024-02-06"}
    ]
    assert client.get("/v1/articles/none").status_code == 404


def test_article_says_its_section_in_full_and_in_a_list(client: TestClient) -> None:
    sections = {name: client.get(f"/v1/articles/{name}").json()["section"] for name in ("retold", "visit")}
    assert sections == {"retold": "جهات", "visit": None}
    rows = ask(client, "/v1/articles")["items"]
    assert {row["document_id"]: row["section"] for row in rows if row["section"]} == {"retold": "جهات"}
    assert "<bdi>جهات</bdi>" in client.get("/articles/retold").text


@pytest.mark.parametrize(
    ("parameters", "documents"),
    [
        ({}, ["plan", "retold", "namesake", "visit", "hostile"]),
        ({"outlet": "Le Journal"}, ["retold", "namesake"]),
        ({"from_": "2024-02-07"}, ["plan", "retold"]),
        ({"to": "2024-02-07"}, ["visit"]),  # undated ones are of no period
        ({"q": "النخيل"}, ["retold", "visit"]),
        ({"outlet": "none"}, []),
        ({"section": "جهات"}, ["retold"]),
        ({"section": "رياضة"}, []),
    ],
)
def test_articles_are_listed(client: TestClient, parameters: dict[str, str], documents: list[str]) -> None:
    found = [row["document_id"] for row in ask(client, "/v1/articles", **parameters)["items"]]
    assert sorted(found) == sorted(documents)
    assert found[:1] == documents[:1]


def test_search_finds_articles_by_words_phrases_and_names(client: TestClient) -> None:
    body = ask(client, "/v1/search", q='"مركز الأمل" -قطر')
    assert body["total"] == 3
    for hit in body["items"]:
        whole = client.get(f"/v1/articles/{hit['article']['id']}").json()["text"]
        assert whole[hit["snippet"]["start"] : hit["snippet"]["end"]] == hit["snippet"]["surface"]
        assert all("مركز" in whole[s["start"] : s["end"]] for s in hit["spans"])
    title = ask(client, "/v1/search", q="تزور مراكز")["items"]
    assert [(h["article"]["document_id"], h["score"]) for h in title] == [("visit", 1.0)]
    assert {h["article"]["document_id"] for h in ask(client, "/v1/search", q="Mourabet")["items"]} == {
        "visit",
        "retold",
    }
    assert ask(client, "/v1/search", q="؟")["items"] == []


def test_search_goes_on_at_next(client: TestClient) -> None:
    seen, address = [], "/v1/search?q=مركز&limit=1"
    while address:
        body = client.get(address).json()
        seen += [hit["article"]["document_id"] for hit in body["items"]]
        address = body["next"]
    assert sorted(seen) == ["namesake", "retold", "visit"]


def test_search_needs_words_and_a_page_that_is(client: TestClient) -> None:
    assert client.get("/v1/search").json()["parameter"] == "q"
    for cursor in ("x", "4_2024-02-31_ab", "4_٢", "9_1", "1_" + "9" * 19):
        response = client.get("/v1/search", params={"q": "مركز", "after": cursor})
        assert (response.status_code, response.json()["parameter"]) == (422, "after")


def test_amounts_and_quantities_come_with_their_words(client: TestClient) -> None:
    (sum_,) = ask(client, "/v1/amounts")["items"]
    assert (sum_["value"], sum_["currency"], sum_["article"]["document_id"]) == (3e6, "MAD", "retold")
    assert sum_["evidence"]["sentence"].endswith("3 ملايين درهم.")
    assert ask(client, "/v1/amounts", amount_from=4e6)["items"] == []
    assert {q["value"] for q in ask(client, "/v1/quantities", type="distribution")["items"]} == {30, 40}
    assert ask(client, "/v1/quantities", status="planned")["items"] == []


def test_runs_are_told_with_what_they_set_aside(own_settings: Settings) -> None:
    store = open_store(own_settings)
    second = start_run(store, {"extractor": "0.2.0"})
    record_failure(store, second, source="/home/somebody/articles/x.txt", error="not Arabic")
    _, secret = access_keys.create(store, "operator", Role.OPERATOR)
    store.dispose()
    with TestClient(create_app(own_settings)) as client:
        assert client.get("/v1/runs").status_code == 401
        client.headers["Authorization"] = f"Bearer {secret}"
        body = ask(client, "/v1/runs", limit=1)
        assert (body["total"], [(r["id"], r["finished"], r["failures"]) for r in body["items"]]) == (
            2,
            [(second, None, 1)],
        )
        assert "somebody" not in str(body)  # where articles lie on the machine is nobody's business
        first = client.get(body["next"]).json()["items"][0]
        assert first["started"].endswith("Z")
        assert ask(client, f"/v1/runs/{first['id']}") == first
        assert client.get("/v1/runs/99").status_code == 404
        for wrong in ("x", "0", "9" * 30):
            assert client.get(f"/v1/runs/{wrong}").json()["parameter"] == "number"
        assert client.get("/v1/runs", params={"after": "٣"}).json()["parameter"] == "after"


def test_review_lists_what_waits_the_likeliest_first(own_settings: Settings) -> None:
    store = open_store(own_settings)
    with TestClient(create_app(own_settings)) as client:
        one, other, *_ = (row["id"] for row in ask(client, "/v1/officials")["items"])
        pairs = [(min(one, other), max(one, other), 0.7), ("a" * 20, "b" * 20, 0.6), ("a" * 20, "c" * 20, 0.7)]
        with writing(store) as connection:
            at = {"kind": "official", "features": {"name": 0.9}, "decision": "review", "decided_by": "rules"}
            rows = [{"left": a, "right": b, "score": score, "at": datetime.now(UTC), **at} for a, b, score in pairs]
            connection.execute(insert(Candidate), rows)
        store.dispose()
        whole = ask(client, "/v1/review")
        assert [row["score"] for row in whole["items"]] == [0.7, 0.7, 0.6]
        assert {"ليلى المرابط"} & {name for row in whole["items"] for name in (row["left_name"], row["right_name"])}
        seen, address = [], "/v1/review?limit=1"
        while address:
            body = client.get(address).json()
            seen += body["items"]
            address = body["next"]
        assert seen == whole["items"]
        assert whole["total"] == 3


def test_health_says_that_the_server_lives_and_can_answer(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}


def test_health_without_a_knowledge_base_is_503_and_keeps_its_address_to_itself(tmp_path: Path) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'none.db'}"))
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get("/healthz").status_code == 200  # the process lives
        for path in ("/readyz", "/v1/events", "/v1/events/export", "/"):
            response = client.get(path)
            assert response.status_code == 503
            assert str(tmp_path) not in response.text
    assert list(tmp_path.iterdir()) == []
