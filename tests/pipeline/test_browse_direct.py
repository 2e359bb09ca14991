"""The short way to what an entity took part in gives what the long way gives, and is gone where it may be."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from sqlalchemy import Engine, select

from bench.irregular import fill
from corpus.mention import EventType, Status
from pipeline.kb.browse import direct, limits, listing
from pipeline.kb.browse.shapes import HappeningFilters, Precision, Sort
from pipeline.kb.engine import reading
from pipeline.kb.schema import Entity
from pipeline.kb.tallies import Activity

TYPES = ((), (EventType.VISIT,), (EventType.VISIT, EventType.MEETING))
STATUSES = ((), (Status.PLANNED, Status.CANCELLED))
DAYS = ((None, None), (date(2023, 6, 1), None), (None, date(2024, 1, 1)), (date(2023, 3, 1), date(2024, 6, 30)))


@pytest.fixture
def happened(store: Engine) -> Engine:
    """A knowledge base with the irregularities of a real one."""
    fill(store)
    return store


def keys(engine: Engine) -> list[str]:
    """Return the keys of the busiest entities, of some that were merged, of a quiet one and of none."""
    with reading(engine) as connection:
        busy = (
            select(Entity.key)
            .join(Activity, Activity.entity_id == Entity.id)
            .order_by(Activity.events.desc(), Entity.key)
        )
        merged = select(Entity.key).where(Entity.canonical_id.is_not(None)).order_by(Entity.key)
        found = [*connection.execute(busy.limit(5)).scalars(), *connection.execute(merged.limit(2)).scalars()]
        return [*found, connection.execute(busy).scalars().all()[-1], "none"]


def test_short_way_gives_what_the_long_way_gives(happened: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [
        HappeningFilters(entities=(key,), types=types, statuses=statuses, date_from=first, date_to=last)
        for key, types, statuses, (first, last) in product(keys(happened), TYPES, STATUSES, DAYS)
    ]
    orders = [(question, sort) for question in asked for sort in Sort]
    short = [listing.listed(happened, question, sort=sort, limit=4) for question, sort in orders]
    monkeypatch.setattr(listing, "first_page", lambda *_: None)
    long = [listing.listed(happened, question, sort=sort, limit=4) for question, sort in orders]
    assert short == long
    assert any(page.after for page in short)


@pytest.mark.parametrize(
    "question",
    [
        HappeningFilters(),
        HappeningFilters(types=(EventType.VISIT,)),
        HappeningFilters(entities=("a", "b")),
        HappeningFilters(entities=("a",), precision=Precision.DAY),
        HappeningFilters(entities=("a",), q="مركز"),
        HappeningFilters(entities=("a",), min_sources=2),
    ],
)
def test_other_questions_go_the_long_way(happened: Engine, question: HappeningFilters) -> None:
    with reading(happened) as connection:
        assert direct.first_page(connection, question, Sort.LATEST, 5) is None


def test_busy_entity_goes_the_long_way(happened: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    question = HappeningFilters(entities=(keys(happened)[0],))
    with reading(happened) as connection:
        found = direct.first_page(connection, question, Sort.LATEST, 5)
        assert found is not None
        monkeypatch.setattr(limits, "FEW", found.total - 1)
        assert direct.first_page(connection, question, Sort.LATEST, 5) is None
