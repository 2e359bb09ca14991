"""The description of the API: as the framework makes it, with the errors as they are really sent; and in OpenAPI 3.0."""

from __future__ import annotations

from typing import Any

from api.problems import MEDIA_TYPE
from api.responses.base import ProblemResponse

METHODS = ("get", "post", "put", "patch", "delete")
UNUSED = ("HTTPValidationError", "ValidationError")  # the framework's own shape of errors, which is not ours
Schema = dict[str, Any]

PROBLEM: dict[str, Any] = {"model": ProblemResponse}
UNAVAILABLE: dict[int | str, dict[str, Any]] = {
    422: {**PROBLEM, "description": "A parameter is wrong; it is named"},
    503: {**PROBLEM, "description": "The knowledge base is not available"},
}
SENT: dict[int | str, dict[str, Any]] = {
    400: {**PROBLEM, "description": "The body is no text"},
    **UNAVAILABLE,
}
READ: dict[int | str, dict[str, Any]] = {
    304: {"description": "The client has this answer (`If-None-Match`, `If-Modified-Since`)"},
    308: {"description": "The thing is found at `Location` now"},
    404: {**PROBLEM, "description": "There is no such thing"},
    **UNAVAILABLE,
}


def described(spec: Schema) -> Schema:
    """Return a description whose problems have the media type they are sent with, and no unused shapes of errors."""
    for operation in _operations(spec):
        for status, response in operation["responses"].items():
            content = response.get("content", {})
            if status.startswith(("4", "5")) and "application/json" in content:
                response["content"] = {MEDIA_TYPE: content["application/json"]}
    for name in UNUSED:
        spec.get("components", {}).get("schemas", {}).pop(name, None)
    return spec


def as_3_0(spec: Schema) -> Schema:
    """Return a description of OpenAPI 3.1 in 3.0, for programs that read no other: null and examples are told otherwise."""
    found = _schema_3_0(spec)
    assert isinstance(found, dict)
    return {**found, "openapi": "3.0.3"}


def _operations(spec: Schema) -> list[Schema]:
    return [path[method] for path in spec["paths"].values() for method in METHODS if method in path]


def _schema_3_0(value: Any) -> Any:
    if isinstance(value, list):
        return [_schema_3_0(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {name: _schema_3_0(one) for name, one in value.items()}
    if isinstance(found.get("examples"), list):
        example = next(iter(found.pop("examples")), None)
        found |= {"example": example} if example is not None else {}
    if isinstance(found.get("anyOf"), list) and {"type": "null"} in found["anyOf"]:
        kinds = [kind for kind in found["anyOf"] if kind != {"type": "null"}]
        del found["anyOf"]
        one = len(kinds) == 1 and "$ref" not in kinds[0]
        found = {
            **(kinds[0] if one else {"allOf": kinds} if len(kinds) == 1 else {"anyOf": kinds}),
            **found,
            "nullable": True,
        }
    if "const" in found:
        found["enum"] = [found.pop("const")]
    return found
