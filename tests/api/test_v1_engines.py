"""SQLite and PostgreSQL give the same answers, to the letter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from pipeline.settings import Settings

QUESTIONS = [
    "events", "events?sort=earliest", "events?sort=sources", "events?sort=confidence&limit=2", "events?official=Mourabet",
    "events?q=مركز&place=الريان", "events?office=وزيرة&min_sources=2", "events?amount_from=1&precision=day", "events/facets",
    "events/facets?q=مركز", "events/histogram", "events/histogram?step=year", "events/map", "events/graph", "events/feed.atom",
    "events/calendar.ics", "events/export", "events/export?format=ftm&place=النخيل", "events/export?what=institutions&type=visit",
    "tellings", "tellings?limit=2", "officials", "officials?name=bensaid", "institutions", "places", "positions", "positions?title=وزيرة",
    "positions/holders?office=وزيرة التضامن&on=2024-02-07", "articles", "articles?q=مركز", "search?q=مركز", "search?q=amal&limit=1",
    "amounts", "quantities?type=distribution", "review",
]  # fmt: skip
KINDS = ("events", "tellings", "officials", "institutions", "places", "positions", "articles")

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def both(settings: Settings, postgres_settings: Settings) -> Iterator[tuple[TestClient, TestClient]]:
    """The application over the same samples on each engine."""
    with TestClient(create_app(settings)) as one, TestClient(create_app(postgres_settings)) as other:
        yield one, other


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_engines_give_the_same_answer(both: tuple[TestClient, TestClient], question: str) -> None:
    one, other = (client.get(f"/v1/{question}") for client in both)
    assert (one.status_code, other.status_code) == (200, 200)
    assert one.text == other.text
    assert one.text


@pytest.mark.parametrize("kind", KINDS)
def test_both_engines_tell_the_same_of_each_thing(both: tuple[TestClient, TestClient], kind: str) -> None:
    rows = both[0].get(f"/v1/{kind}").json()["items"]
    assert rows
    for row in rows:
        one, other = (client.get(f"/v1/{kind}/{row['id']}") for client in both)
        assert one.status_code == 200
        assert one.text == other.text
