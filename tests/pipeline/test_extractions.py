"""Runs side by side: what is kept of each, and what a newer version changed, fact by fact and cell by cell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, select

from corpus.document import Document
from corpus.errors import StoreError
from pipeline.kb import extractions
from pipeline.kb.across import Extraction
from pipeline.kb.engine import reading
from pipeline.kb.runs import all_runs, finish_run, start_run
from pipeline.kb.write import write_article

VISIT = "زارت ليلى المرابط مركز الأمل"
GIFT = "ووزعت 30 محفظة"
TEXT = f"{VISIT}. {GIFT}."
DOCUMENT = Document(id="a1", text=TEXT, url="https://example.org/1")


def event(kind: str = "visit", evidence: str = VISIT, **cells: Any) -> dict[str, Any]:
    start = TEXT.index(evidence.split()[0])
    trigger = {"start": start, "end": start + len(evidence.split()[0]), "surface": evidence.split()[0]}
    return {"id": "e1", "type": kind, "status": "past", "evidence": evidence, "mentions": [trigger], **cells}


def output(*events: dict[str, Any], version: str = "1", **more: Any) -> dict[str, Any]:
    return {"id": "a1", "extractor_version": version, "events": list(events), **more}


def kept(engine: Engine) -> list[tuple[int, str]]:
    """Return run and version of each extraction that is kept."""
    with reading(engine) as connection:
        rows = connection.execute(select(Extraction.run_id, Extraction.facts).order_by(Extraction.id))
        return [(run, facts["extractor_version"]) for run, facts in rows]


def test_a_run_keeps_the_facts_it_changed_and_does_not_repeat_the_others(store: Engine) -> None:
    write_article(store, output(event()), DOCUMENT, 1)
    second = start_run(store, {"extractors": "1"})
    write_article(store, output(event()), DOCUMENT, second)
    third = start_run(store, {"extractors": "2"})
    write_article(store, output(version="1.9"), DOCUMENT, third)
    write_article(store, output(version="2"), DOCUMENT, third)  # twice in one run: the last word counts
    assert kept(store) == [(1, "1"), (third, "2")]


@pytest.mark.parametrize(
    ("old", "new", "added", "gone", "altered"),
    [
        ([event()], [event(), event("distribution", GIFT)], ["events"], [], []),
        ([event()], [], [], ["events"], []),
        ([event()], [event(status="planned")], [], [], [{"status": ("past", "planned")}]),
        ([event()], [event(agents=["ليلى"])], [], [], [{"agents": (None, ["ليلى"])}]),
        ([event()], [event("meeting")], [], [], [{"type": ("visit", "meeting")}]),  # the same words, read otherwise
        ([event()], [event(confidence=0.2, provenance={"version": "2"})], [], [], []),  # as sure as it may be
        ([event()], [event("distribution", GIFT)], ["events"], ["events"], []),
        ([event(), event("meeting")], [event("meeting"), event()], [], [], []),  # in another order
    ],
)
def test_compare(old: list[Any], new: list[Any], added: list[str], gone: list[str], altered: list[Any]) -> None:
    found = extractions.compare(output(*old), output(*new))
    assert [kind for kind, _ in found[0]] == added
    assert [kind for kind, _ in found[1]] == gone
    assert [change.cells for change in found[2]] == altered


def test_diff_of_two_runs_counts_what_changed_in_all(store: Engine) -> None:
    write_article(store, output(event(), places=[{"name": "بركان", "kind": "city"}]), DOCUMENT, 1)
    other = replace(DOCUMENT, id="a2", url="https://example.org/2", text="لا شيء")
    write_article(store, {"id": "a2"}, other, 1)
    second = start_run(store, {"extractors": "2"})
    write_article(store, output(event(status="denied"), version="2"), DOCUMENT, second)
    write_article(store, {"id": "a2", "extractor_version": "2"}, other, second)
    new = replace(DOCUMENT, id="a3", url="https://example.org/3")
    write_article(store, output(event()) | {"id": "a3"}, new, second)
    found = sorted(extractions.diff(store, 1, second), key=lambda d: d.document_id or "")
    assert [(d.document_id, d.new, len(d.added), len(d.gone), len(d.altered)) for d in found] == [
        ("a1", False, 0, 1, 1),  # a2 says the same in both: it is not listed
        ("a3", True, 1, 0, 0),
    ]
    assert extractions.counts(found) == {
        "articles": 2, "articles new": 1, "texts changed": 0,
        "events added": 1, "places gone": 1, "events altered": 1,
    }  # fmt: skip
    back = extractions.counts(list(extractions.diff(store, second, 1)))
    assert (back["events gone"], back["places added"]) == (1, 1)
    assert list(extractions.diff(store, second, second)) == []
    with pytest.raises(StoreError, match="run 99"):
        list(extractions.diff(store, 1, 99))


def test_runs_are_listed_the_latest_first_with_those_that_never_ended(store: Engine) -> None:
    second = start_run(store, {"extractors": "2"})
    finish_run(store, second, {"added": 3})
    found = all_runs(store)
    assert [(r.number, r.finished is None, r.versions, r.counts) for r in found] == [
        (second, False, {"extractors": "2"}, {"added": 3}),
        (1, True, {"extractors": "0.1.0"}, {}),
    ]
