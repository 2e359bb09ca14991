"""The whole way of a key on both engines: made, used to correct, merge and keep a search, audited, revoked, mirrored."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.app import create_app
from pipeline.kb import access_keys
from pipeline.kb.access import Role
from pipeline.kb.access_audit import deeds
from pipeline.kb.engine import open_store, reading
from pipeline.kb.schema import Entity, Event
from pipeline.settings import Settings

ENGINES = ["own_settings", pytest.param("own_postgres_settings", marks=pytest.mark.postgres)]


@pytest.mark.parametrize("engine", ENGINES)
def test_key_is_used_on_each_engine_as_on_the_other(request: pytest.FixtureRequest, engine: str) -> None:
    settings: Settings = request.getfixturevalue(engine).model_copy(update={"link_corrections": False})
    store = open_store(settings)
    key, secret = access_keys.create(store, "مراجعة", Role.REVIEWER)
    shown = {"Authorization": f"Bearer {secret}"}
    with reading(store) as connection:
        fact = connection.execute(select(Event.key).order_by(Event.id).limit(1)).scalar_one()
        one, other = connection.execute(select(Entity.key).where(Entity.kind == "official").limit(2)).scalars()
    said: list[tuple[str, dict[str, Any], int]] = [
        ("/v1/corrections", {"action": "edit", "target": fact, "reason": "r", "cells": {"type": "meeting"}}, 201),
        ("/v1/entities/merge", {"key": one, "other": other, "reason": "r"}, 201),
        ("/v1/saved", {"name": "لقاءات", "query": "type=meeting"}, 201),
        ("/v1/corrections", {"action": "confirm", "target": "none", "reason": "r"}, 404),
    ]
    with TestClient(create_app(settings)) as client:
        for path, body, status in said:
            assert client.post(path, json=body, headers=shown).status_code == status
        listed = client.get("/v1/corrections", headers=shown).json()["items"]
        assert [(c["action"], c["author"], c["state"]) for c in listed] == [
            ("merge", "مراجعة", "pending"),
            ("edit", "مراجعة", "applied"),
        ]
        assert client.get(f"/v1/tellings/{fact}").json()["type"] == "meeting"
    assert [d.outcome for d in deeds(store, actor=key.prefix)] == ["404", "done", "done", "done"]
    mirror = settings.model_copy(update={"read_only": True})
    with TestClient(create_app(mirror)) as client:
        assert client.get("/readyz").status_code == 200
        assert client.get("/v1/saved", headers=shown).json()["items"][0]["name"] == "لقاءات"
        assert client.post("/v1/saved", json=said[2][1], headers=shown).status_code == 403
    access_keys.revoke(store, key.prefix)
    with TestClient(create_app(settings)) as client:
        assert client.get("/v1/saved", headers=shown).status_code == 401
    store.dispose()
