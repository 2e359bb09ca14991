"""The nights, as programs of an operator see them: the same on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from put_nights import put_night
from sqlalchemy import Engine

from api.app import create_app
from pipeline.kb import access_keys
from pipeline.kb.access import Role
from pipeline.kb.engine import open_store
from pipeline.kb.nights import Stage
from pipeline.nightly.state import close
from pipeline.settings import Settings

ENGINES = ["own_settings", pytest.param("own_postgres_settings", marks=pytest.mark.postgres)]


@pytest.fixture(params=ENGINES)
def chosen(request: pytest.FixtureRequest) -> Settings:
    """Settings of a knowledge base of the test's own, on each engine."""
    found: Settings = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def store(chosen: Settings) -> Iterator[Engine]:
    """The same knowledge base, to be written to."""
    opened = open_store(chosen)
    yield opened
    opened.dispose()


@pytest.fixture
def operator(chosen: Settings, store: Engine) -> Iterator[TestClient]:
    """A client with the key of an operator."""
    _, secret = access_keys.create(store, "operator", Role.OPERATOR)
    with TestClient(create_app(chosen), headers={"Authorization": f"Bearer {secret}"}) as client:
        yield client


def test_nights_are_listed_the_latest_first_and_go_on_at_next(operator: TestClient, store: Engine) -> None:
    assert operator.get("/v1/nights").json() == {
        "total": 0,
        "total_exact": True,
        "after": None,
        "next": None,
        "items": [],
    }
    numbers = [put_night(store, over=at < 2) for at in range(3)]
    seen, address = [], "/v1/nights?limit=1"
    while address:
        answer = operator.get(address)
        body = answer.json()
        assert body["total"] == 3
        assert ("next" in answer.links) == (body["next"] is not None)
        seen += body["items"]
        address = body["next"]
    assert [night["id"] for night in seen] == numbers[::-1]
    assert [night["finished"] is None for night in seen] == [True, False, False]
    assert seen == operator.get("/v1/nights").json()["items"]
    first = seen[0]
    assert (first["articles"], first["problems"], first["failed_stages"]) == (12, 1, ["crawl"])
    assert first["started"].endswith("Z")
    assert operator.get(f"/v1/runs/{first['run']}").status_code == 200


def test_night_is_told_with_stages_outlets_and_what_it_set_aside(operator: TestClient, store: Engine) -> None:
    number = put_night(store)
    night = operator.get(f"/v1/nights/{number}").json()
    assert night["problems"] == [{"code": "outlets", "text": "3 of 4 verified outlets failed"}]
    assert (night["notes"], night["report"]) == (["slow"], f"2024-03-05-{number}")
    assert [stage["name"] for stage in night["stages"]] == [str(stage) for stage in Stage]
    assert {key: night["stages"][0][key] for key in ("state", "tries", "counts", "error")} == {
        "state": "failed", "tries": 1, "counts": {"fetched": 12}, "error": "no network",
    }  # fmt: skip
    assert night["stages"][1] | {"name": ""} == {
        "name": "", "state": "waiting", "tries": 0, "started": None, "finished": None, "counts": {}, "error": None,
    }  # fmt: skip
    (outlet,) = night["outlets"]
    assert (outlet["outlet"], outlet["listed"], outlet["outside"]) == ("wadi", 30, "fewer than expected")
    assert [(page["url"][-1], page["ours"]) for page in night["set_aside"]] == [("1", True), ("0", False)]
    assert night["set_aside_total"] == 2


@pytest.mark.parametrize("path", ["/v1/nights", "/v1/nights/1"])
def test_nights_are_for_operators(chosen: Settings, store: Engine, path: str) -> None:
    put_night(store)
    secrets = {role: access_keys.create(store, str(role), role)[1] for role in Role}
    with TestClient(create_app(chosen)) as client:
        assert client.get(path).status_code == 401
        told = {r: client.get(path, headers={"Authorization": f"Bearer {s}"}).status_code for r, s in secrets.items()}
    assert told == {role: 200 if role is Role.OPERATOR else 403 for role in Role}


@pytest.mark.parametrize(
    ("asked", "status", "parameter"),
    [
        ("/99", 404, None), ("/0", 422, "number"), ("/x", 422, "number"), (f"/{'9' * 30}", 422, "number"),
        ("/1?x=1", 422, "x"), ("?after=٣", 422, "after"), ("?after=-1", 422, "after"), ("?limit=0", 422, "limit"),
        ("?limit=1&limit=2", 422, "limit"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_as_a_problem(
    operator: TestClient, asked: str, status: int, parameter: str | None
) -> None:
    answer = operator.get(f"/v1/nights{asked}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    body = answer.json()
    assert (body["status"], body.get("parameter")) == (status, parameter)
    assert body["detail"] and body["detail_ar"]


def test_answer_holds_until_the_night_goes_on(operator: TestClient, store: Engine) -> None:
    number = put_night(store, over=False)
    for path in ("/v1/nights", f"/v1/nights/{number}"):
        tag = operator.get(path).headers["etag"]
        assert operator.get(path, headers={"If-None-Match": tag}).status_code == 304
        assert operator.head(path).headers["etag"] == tag
    close(store, number, datetime.now(UTC))
    for path in ("/v1/nights", f"/v1/nights/{number}"):
        assert operator.get(path, headers={"If-None-Match": tag}).status_code == 200
    assert operator.get(f"/v1/nights/{number}").json()["finished"]
