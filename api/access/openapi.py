"""The description of the interface with what access adds: keys, and how a request may be refused."""

from __future__ import annotations

from typing import Any

from api.access.policy import SAFE, role_for, rule
from pipeline.settings import Settings

Schema = dict[str, Any]
SCHEME = "key"
METHODS = ("get", "post", "put", "patch", "delete")
PROBLEM = "ProblemResponse"
REFUSALS = {
    "400": "The body did not come whole",
    "401": "This needs a key, or the key opens nothing",
    "403": "The key's role is not enough, or nothing can be written here",
    "408": "The body took too long",
    "413": "The body is too large",
    "429": "Too many requests; `Retry-After` says when to ask again",
}


def secured(spec: Schema, settings: Settings) -> Schema:
    """Return a description in which each operation names the role it needs and the refusals it may meet."""
    schemes = {SCHEME: {"type": "http", "scheme": "bearer", "description": "A key made by `rasid keys create`"}}
    components = {**spec.get("components", {}), "securitySchemes": schemes}
    known = PROBLEM in components.get("schemas", {})
    paths = {
        path: {
            method: _secured(method.upper(), path, told, settings, known) if method in METHODS else told
            for method, told in item.items()
        }
        for path, item in spec["paths"].items()
    }
    return {**spec, "components": components, "paths": paths}


def _secured(method: str, path: str, told: Schema, settings: Settings, known: bool) -> Schema:
    found = rule(method, path)
    role = role_for(found.needs, settings)
    refusals = ["401", "429"] if found.counted else ["401"]  # a wrong key is refused everywhere
    refusals += ["403"] if role or found.writes else []
    refusals += ["400", "408", "413"] if method not in SAFE else []
    content = {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{PROBLEM}"}}} if known else {}
    responses = {status: {"description": REFUSALS[status], "content": content} for status in sorted(refusals)}
    said = f"\n\nNeeds a key with the role {role}." if role else ""
    return {
        **told,
        "description": told.get("description", "") + said,
        "security": [{SCHEME: []}] if role else [{}, {SCHEME: []}],
        "responses": {**responses, **told.get("responses", {})},
    }
