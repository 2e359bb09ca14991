"""One act that one article tells twice is one event of one article; two acts of one article stay two."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from corpus.document import Document
from pipeline.kb.corrections import join, undo
from pipeline.kb.engine import writing
from pipeline.kb.filters import EventFilters
from pipeline.kb.happenings import HappeningRow, happenings
from pipeline.kb.write import write_article
from pipeline.linking.happenings import merge_events

AGENT = "ياسين التازي"
OPENED = {"type": "inauguration", "agents": [AGENT], "targets": ["دار الشباب النخيل"], "places": ["زاكورة"]}
FIRST = "دشن ياسين التازي دار الشباب النخيل بزاكورة"
AGAIN = "وكان ياسين التازي قد دشن أمس دار الشباب النخيل"


@pytest.mark.parametrize(
    ("cells", "events"),
    [
        ({}, 1),
        ({"places": []}, 1),  # the second time without the town
        ({"date_start": "2024-10-02", "date_end": "2024-10-02"}, 1),  # or with a day
        ({"targets": ["دار الشباب"]}, 1),  # or by the shorter name
        ({"targets": ["دار الطالبة"]}, 2),  # another house
        ({"targets": []}, 2),  # what was opened is left open
        ({"places": ["أكدز"]}, 2),  # a house of that name in another town
        ({"agents": ["كمال العلوي"]}, 2),
        ({"type": "visit"}, 2),
        ({"status": "planned"}, 2),
    ],
)
def test_one_act_told_twice_by_one_article(store: Engine, cells: dict[str, Any], events: int) -> None:
    told = [OPENED | {"id": "e1", "evidence": FIRST}, OPENED | {"id": "e2", "evidence": AGAIN} | cells]
    text = f"{FIRST}.\n{AGAIN}. وفي أكدز دار الطالبة، وحضر كمال العلوي."
    write_article(store, {"id": "a", "events": told}, Document("a", text, published=date(2024, 10, 3)), 1)
    with writing(store) as connection:
        merge_events(connection)
    page = happenings(store, EventFilters())
    assert page.total == events
    assert {(row.articles, row.sources) for row in page.rows} == {(1, 1)}


def test_a_researcher_joins_and_parts_events_for_good(store: Engine) -> None:
    for name, day in (("a", "2024-10-02"), ("b", "2024-10-20")):
        told = OPENED | {"id": "e1", "evidence": FIRST, "date_start": day, "date_end": day}
        write_article(store, {"id": name, "events": [told]}, Document(name, f"{FIRST}. {day}"), 1)
    keys = [row.key for row in linked(store)]
    assert len(keys) == 2
    said = join(store, "merge", keys[0], keys[1], author="نادية", reason="يوم واحد")
    assert [row.articles for row in linked(store)] == [2]
    assert len(linked(store, rebuild=True)) == 1
    join(store, "split", keys[0], keys[1], author="نادية", reason="يومان")
    assert {row.key for row in linked(store)} == set(keys)
    undo(store, said, author="نادية", reason="لا")
    assert len(linked(store, rebuild=True)) == 2


def linked(store: Engine, *, rebuild: bool = False) -> tuple[HappeningRow, ...]:
    with writing(store) as connection:
        merge_events(connection, rebuild=rebuild)
    return happenings(store, EventFilters()).rows
