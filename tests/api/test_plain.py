"""What is written at once is what its description says, and what is read at once what the framework reads."""

from __future__ import annotations

import json

import pytest
from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.testclient import TestClient
from starlette.datastructures import QueryParams

from api.parameters import EventListParameters
from api.quick import Quick, reader
from api.responses.events import EventListResponse

LISTS = [
    "/v1/events",
    "/v1/events?limit=1",
    "/v1/events?q=مركز",
    "/v1/events?type=visit&type=distribution",
    "/v1/events?place=none",
]


@pytest.mark.parametrize("path", LISTS)
def test_list_is_written_as_it_is_described(client: TestClient, path: str) -> None:
    answer = client.get(path)
    told = EventListResponse.model_validate_json(answer.content, strict=False)
    assert json.dumps(told.model_dump(mode="json")) == json.dumps(answer.json())  # every cell, in the same order
    assert answer.headers["content-type"] == "application/json"
    following = answer.json()["next"]
    assert answer.headers.get("link") == (f'<{following}>; rel="next"' if following else None)


TAKEN = [
    "",
    "limit=3",
    "type=visit&type=meeting&entity=a",
    "from=2024-01-01&to=2024-02-01",
    "q=%D9%85",
    "q=",
    "min_sources=2",
    "sort=earliest",
]
REFUSED = [
    "limit=0",
    "limit=a",
    "limit=1&limit=2",
    "date_from=2024-01-01",
    "from=7",
    "colour=red",
    "type=none",
    "entity=" + "a" * 201,
]


@pytest.mark.parametrize("query", TAKEN)
def test_parameters_are_read_as_the_framework_reads_them(query: str) -> None:
    app = FastAPI()
    found: list[EventListParameters] = []

    @app.get("/")
    def read(asked: EventListParameters = Query()) -> None:  # noqa: B008
        found.append(asked)

    with TestClient(app) as client:
        assert client.get(f"/?{query}").status_code == 200
    assert reader(EventListParameters)(QueryParams(query)) == found[0]


@pytest.mark.parametrize("query", REFUSED)
def test_what_is_wrong_goes_the_frameworks_way(client: TestClient, query: str) -> None:
    assert reader(EventListParameters)(QueryParams(query)) is None
    problem = client.get(f"/v1/events?{query}")
    assert problem.status_code == 422
    assert problem.json()["parameter"].partition(".")[0] == query.partition("=")[0]


def test_routes_of_other_shapes_are_the_frameworks() -> None:
    router = APIRouter(route_class=Quick)

    @router.get("/plain")
    async def plain(request: Request) -> dict[str, str]:
        return {"path": request.url.path}

    @router.get("/response")
    async def response(request: Request) -> Response:
        return Response(request.url.path)

    app = FastAPI()
    app.include_router(router)
    with TestClient(app) as client:
        assert client.get("/plain").json() == {"path": "/plain"}
        assert client.get("/response").text == "/response"
