"""Requests made of the API's own description by schemathesis: no fault, and every answer as it is described.

A few requests of each endpoint, the same in every run. For a longer look at it:
``pytest tests/api/test_v1_schema.py --schema-examples 500``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from put_nights import put_night
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from pipeline.kb import access_keys
from pipeline.kb.access import Role
from pipeline.kb.engine import open_store
from pipeline.settings import Settings

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ENGINES = ["settings", pytest.param("postgres_settings", marks=pytest.mark.postgres)]
OWN = ["own_settings", pytest.param("own_postgres_settings", marks=pytest.mark.postgres)]
OF_OPERATORS = ("runs", "nights")
KEYED = ("events", "tellings", "officials", "institutions", "places", "positions", "articles")


@pytest.fixture(params=ENGINES, scope="module")
def schema(request: pytest.FixtureRequest) -> Any:
    """The description as the application gives it, over the samples on each engine."""
    chosen: Settings = request.getfixturevalue(request.param)
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(chosen))


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_requests_of_the_description_are_answered_as_it_says(
    request: pytest.FixtureRequest, schema: Any, mode: GenerationMode
) -> None:
    examples = request.config.getoption("--schema-examples")
    for operation in operations(schema):
        if mode is GenerationMode.POSITIVE or has_bounds(operation):
            ask(operation.as_strategy(generation_mode=mode), examples)


@pytest.mark.parametrize("name", KEYED)
def test_requests_for_things_that_are_there(request: pytest.FixtureRequest, schema: Any, name: str) -> None:
    examples = request.config.getoption("--schema-examples")
    with TestClient(schema.app) as client:
        keys = [row["id"] for row in client.get(f"/v1/{name}").json()["items"]]
    for key in keys[:2]:
        operation = schema[f"/v1/{name}/{{key}}"]["GET"]
        ask(operation.as_strategy(path_parameters={"key": key}), max(1, examples // 5))


@pytest.mark.parametrize("base", OWN)
def test_requests_of_an_operator(request: pytest.FixtureRequest, base: str) -> None:
    examples = request.config.getoption("--schema-examples")
    chosen: Settings = request.getfixturevalue(base)
    store = open_store(chosen)
    number = put_night(store)
    _, secret = access_keys.create(store, "operator", Role.OPERATOR)
    store.dispose()
    described = schemathesis.openapi.from_asgi("/openapi.json", create_app(chosen))
    for name in OF_OPERATORS:
        for mode in GenerationMode:
            ask(described[f"/v1/{name}"]["GET"].as_strategy(generation_mode=mode), examples, secret)
        one = described[f"/v1/{name}/{{number}}"]["GET"]
        ask(one.as_strategy(path_parameters={"number": number}), 1, secret)
        ask(one.as_strategy(), examples, secret)


def operations(schema: Any) -> Iterator[Any]:
    """Yield the endpoints that the description has."""
    for result in schema.get_all_operations():
        yield result.ok()


def has_bounds(operation: Any) -> bool:
    """Whether a request to an endpoint can be wrong: a key may be any text."""
    return bool(list(operation.query) or list(operation.body) or operation.path.endswith("{number}"))


def ask(strategy: Any, examples: int, secret: str | None = None) -> None:
    """Make so many requests, with a key if one is given, and hold every answer against the description.

    Raises: a failure of schemathesis, with the request that shows it.
    """

    @settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def request(case: Any) -> None:
        case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {secret}"} if secret else {})

    request()
