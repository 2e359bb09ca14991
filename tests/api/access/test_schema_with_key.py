"""Requests made of the description by schemathesis, with a key that may do everything: no fault, answers as described."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import Engine, select

from api.access.policy import Needs, rule
from api.app import create_app
from pipeline.kb.engine import reading
from pipeline.kb.schema import Event
from pipeline.settings import Settings

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 25


@pytest.fixture
def schema(database: str) -> Any:
    """The description of an application without rates, over a copy of the samples."""
    free = dict.fromkeys(("rate_address", "rate_key", "rate_write", "rate_login"), "")
    chosen = Settings(database_url=database, link_corrections=False, **free)  # type: ignore[arg-type]
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(chosen))


def keyed(schema: Any) -> Iterator[Any]:
    """Yield the endpoints that need a key."""
    for result in schema.get_all_operations():
        operation = result.ok()
        if not isinstance(rule(operation.method.upper(), operation.path).needs, Needs):
            yield operation


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_endpoints_that_need_a_key_answer_as_described(
    schema: Any, secrets: dict[str, str], mode: GenerationMode
) -> None:
    asked = []
    for operation in keyed(schema):
        if mode is GenerationMode.POSITIVE or list(operation.query) or list(operation.body):
            _ask(operation.as_strategy(generation_mode=mode), secrets["operator"])
            asked.append(operation.path)
    assert {"/v1/corrections", "/v1/entities/merge", "/v1/saved"} <= set(asked)


def test_corrections_of_a_fact_that_is_there_answer_as_described(
    schema: Any, store: Engine, secrets: dict[str, str]
) -> None:
    with reading(store) as connection:
        key = connection.execute(select(Event.key).limit(1)).scalar_one()

    def of_it(case: Any) -> Any:
        case.body = {**case.body, "target": key} if isinstance(case.body, dict) else case.body
        return case

    statuses = _ask(schema["/v1/corrections"]["POST"].as_strategy().map(of_it), secrets["operator"])
    assert {201, 422} <= statuses


@pytest.mark.slow
def test_endpoints_that_need_a_key_refuse_without_as_described(schema: Any) -> None:
    for operation in keyed(schema):
        assert _ask(operation.as_strategy(), None) == {401}


def _ask(strategy: Any, secret: str | None) -> set[int]:
    """Make requests, hold every answer against the description, and return the statuses met."""
    met: set[int] = set()

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=strategy)
    def request(case: Any) -> None:
        case.headers = {name: value for name, value in (case.headers or {}).items() if name.lower() != "authorization"}
        shown = {"Authorization": f"Bearer {secret}"} if secret else {}
        met.add(case.call_and_validate(checks=CHECKS, headers=shown).status_code)

    request()
    return met
