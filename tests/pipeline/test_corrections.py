"""Corrections: what a researcher says of a fact holds whatever a newer extractor makes of the article.

One invented article; each test says what the first version of the extractor found, what the researcher said, what the
second version finds, and what must then be in the tables. Both engines (``conftest.py``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text

from corpus.document import Document
from corpus.errors import StoreError
from pipeline.kb import corrections, query
from pipeline.kb import schema as tables
from pipeline.kb.across import Candidate
from pipeline.kb.engine import reading, writing
from pipeline.kb.query import EventFilters
from pipeline.kb.review import waiting
from pipeline.kb.write import Outcome, write_article

VISIT = "زارت ليلى المرابط مركز الأمل يوم 5 فبراير 2024"
GIFT = "ووزعت المرابط 30 محفظة على تلاميذ المركز"
TEXT = f"أخبار الجهة\n{VISIT} رفقة سعيد الناصري. {GIFT} بغلاف قدره 15 ألف درهم."
DOCUMENT = Document(id="a1", text=TEXT, url="https://example.org/1")
PEOPLE = ("ليلى المرابط", "سعيد الناصري")
BY = {"author": "نادية", "reason": "الجملة تقول ذلك"}


def span(text: str, words: str) -> dict[str, Any]:
    return {"start": text.index(words), "end": text.index(words) + len(words), "surface": words}


def event(kind: str = "visit", evidence: str = VISIT, text: str = TEXT, **cells: Any) -> dict[str, Any]:
    """Return an event of the output object."""
    none: dict[str, Any] = {r: [] for r in ("agents", "companions", "targets", "recipients", "places")}
    told = {"agents": [PEOPLE[0]], "targets": ["مركز الأمل"], "date_start": "2024-02-05", "date_end": "2024-02-05"}
    head = {"type": kind, "evidence": evidence, "evidence_mention": span(text, evidence), "confidence": 0.7}
    return {**none, **told, **head, **cells, "id": "e"}


def output(*events: dict[str, Any], version: str = "1", text: str = TEXT, **more: Any) -> dict[str, Any]:
    """Return the output object of the article."""
    people = [{"name": n, "roles": [], "mentions": [span(text, n)]} for n in PEOPLE if n in text]
    centre = {"name": "مركز الأمل", "kind": "centre", "mentions": [span(text, "مركز الأمل")]}
    numbered = [{**e, "id": f"e{i}"} for i, e in enumerate(events, 1)]
    head = {"id": "a1", "extractor_version": version, "officials": people, "institutions": [centre]}
    return {**head, "events": numbered, **more}


def read(engine: Engine, *events: dict[str, Any], version: str = "1", text: str = TEXT, **more: Any) -> Outcome:
    """Store the article as a version of the extractor reads it."""
    return write_article(
        engine, output(*events, version=version, text=text, **more), replace(DOCUMENT, text=text), 1
    )  # fmt: skip


def rows(engine: Engine, table: Any = tables.Event) -> Sequence[Any]:
    with reading(engine) as connection:
        return connection.execute(select(table.__table__).order_by(table.id)).all()


def verdicts(engine: Engine, table: Any = tables.Event) -> list[str | None]:
    return [row.verdict for row in rows(engine, table)]


def names(engine: Engine, role: str) -> list[str]:
    with reading(engine) as connection:
        wanted = select(tables.Argument.name).where(tables.Argument.role == role).order_by(tables.Argument.ordinal)
        return list(connection.execute(wanted).scalars())


def key(engine: Engine, number: int = 0, table: Any = tables.Event) -> str:
    return str(rows(engine, table)[number].key)


@pytest.mark.parametrize(
    ("action", "found_again", "left"),
    [
        ("confirm", [event()], ["confirmed"]),
        ("confirm", [event(evidence="زارت ليلى المرابط مركز الأمل")], ["confirmed"]),  # a shorter clause
        ("confirm", [event(targets=["مركز الأمل", "الأطفال"])], ["confirmed"]),  # another participant
        ("confirm", [], ["confirmed"]),  # no longer found: it stays
        ("reject", [event()], ["rejected"]),
        ("reject", [event(evidence=VISIT + " رفقة سعيد الناصري")], ["rejected"]),  # a longer clause
        ("reject", [], []),
        ("reject", [event("meeting")], [None]),  # another event in the same words
        ("reject", [event("visit", GIFT)], [None]),  # the same type in other words
    ],
)
def test_verdict_holds_when_a_newer_extractor_reads_the_article(
    store: Engine, action: str, found_again: list[dict[str, Any]], left: list[str | None]
) -> None:
    read(store, event())
    corrections.correct(store, action, key(store), **BY)
    assert read(store, *found_again, version="2") is Outcome.REPLACED
    assert verdicts(store) == left
    assert read(store, *found_again, version="3") is Outcome.REPLACED
    assert verdicts(store) == left


def test_confirmed_fact_that_is_found_no_more_is_marked_and_keeps_key_participants_and_sentence(store: Engine) -> None:
    read(store, event())
    kept = key(store)
    corrections.correct(store, "confirm", kept, **BY)
    before = query.event(store, kept)
    read(store, version="2")
    row = rows(store)[0]
    assert (row.key, row.machine["found"], row.extractor) == (kept, False, "correction")
    after = query.event(store, kept)
    assert before is not None
    assert after is not None
    assert (after.agents, after.targets, after.evidence) == (before.agents, before.targets, before.evidence)
    read(store, event(), version="3")  # found again: it is the extractor's once more
    assert [r.machine["found"] for r in rows(store)] == [True]


def test_edit_replaces_cells_keeps_what_the_machine_said_and_is_undone(store: Engine) -> None:
    read(store, event())
    machine = query.event(store, key(store))
    cells = {"type": "meeting", "date_start": "2024-02-06", "agents": ["سعيد الناصري"], "companions": []}
    said = corrections.correct(store, "edit", key(store), cells=cells, **BY)
    row = rows(store)[0]
    assert (row.type, row.date_start, row.verdict) == ("meeting", date(2024, 2, 6), "edited")
    assert (row.extractor, row.rule) == ("correction", said)
    assert (row.machine["was"]["cells"]["type"], row.machine["was"]["arguments"][0]["name"]) == ("visit", PEOPLE[0])
    found = query.events(store, EventFilters(official="الناصري")).rows[0]
    assert [p.kind for p in found.agents] == ["official"]  # the name became the official of the article
    corrections.undo(store, said, author="نادية", reason="سهو")
    assert verdicts(store) == [None]
    assert query.event(store, key(store)) == machine


@pytest.mark.parametrize("newer", [[event()], [event(evidence="زارت ليلى المرابط")], [event("meeting")], []])
def test_edit_holds_when_a_newer_extractor_reads_the_article(store: Engine, newer: list[dict[str, Any]]) -> None:
    read(store, event())
    corrections.correct(store, "edit", key(store), cells={"type": "meeting", "places": ["بركان"]}, **BY)
    read(store, *newer, version="2")
    assert [(row.type, row.verdict) for row in rows(store)] == [("meeting", "edited")]
    assert names(store, "place") == ["بركان"]


def test_facts_side_by_side_are_not_taken_for_one_another(store: Engine) -> None:
    """Two visits told by one clause; the one that is rejected is found no more, the other a little otherwise."""
    school = event(targets=["مدرسة النور"])
    read(store, event(), school)
    corrections.correct(store, "reject", key(store, 0), **BY)
    read(store, event(targets=["مدرسة النور"], evidence="زارت ليلى المرابط مركز الأمل"), version="2")
    assert verdicts(store) == [None]
    read(store, event(evidence="زارت ليلى المرابط مركز الأمل"), school, version="3")
    assert verdicts(store) == ["rejected", None]


def test_words_that_moved_are_found_and_words_that_are_gone_wait_for_review(store: Engine) -> None:
    read(store, event(), event("distribution", GIFT, targets=["30 محفظة"]))
    for number, action in ((0, "confirm"), (1, "confirm")):
        corrections.correct(store, action, key(store, number), **BY)
    moved = "تحديث: " + TEXT.replace("30 محفظة", "40 محفظة")
    assert read(store, text=moved, version="2") is Outcome.NEW_VERSION
    row = rows(store)[0]
    assert (len(rows(store)), row.type, row.machine["found"]) == (1, "visit", False)
    assert moved[row.evidence_start : row.evidence_end] == VISIT
    lost = waiting(store).unanchored
    assert [(c.action, c.words, c.document_id) for c in lost] == [("confirm", GIFT, "a1")]
    read(store, event(), event("distribution", GIFT, targets=["30 محفظة"]), version="3")  # the press took it back
    assert verdicts(store) == ["confirmed", "confirmed"]
    assert waiting(store).unanchored == ()


def test_a_later_correction_overrides_and_an_undo_brings_the_earlier_one_back(store: Engine) -> None:
    read(store, event())
    corrections.correct(store, "confirm", key(store), **BY)
    corrections.correct(store, "edit", key(store), cells={"status": "planned"}, **BY)
    corrections.correct(store, "edit", key(store), cells={"type": "meeting"}, **BY)
    assert [(r.type, r.status) for r in rows(store)] == [("meeting", "planned")]  # edits of other cells add up
    said = corrections.correct(store, "reject", key(store), **BY)
    assert verdicts(store) == ["rejected"]
    assert query.events(store, EventFilters()).total == 0  # what was rejected answers no question
    undone = corrections.undo(store, said, author="عمر", reason="الرفض خطأ")
    assert verdicts(store) == ["edited"]
    corrections.undo(store, undone, author="عمر", reason="بل صحيح")  # the undo itself is taken back
    assert verdicts(store) == ["rejected"]
    assert len(rows(store, tables.Correction)) == 6  # only ever added
    for _ in range(4):
        corrections.undo(store, key(store), author="عمر", reason="من البداية")
    assert (verdicts(store), rows(store)[0].machine, rows(store)[0].type) == ([None], None, "visit")
    with pytest.raises(StoreError, match="no correction"):
        corrections.undo(store, key(store), author="عمر", reason="من البداية")


@pytest.mark.parametrize(
    ("table", "kind", "cells", "column"),
    [
        (tables.Amount, "amounts", {"value": 15.5, "currency": "EUR"}, "value"),
        (tables.Quantity, "quantities", {"value": 31, "unit": "حقيبة"}, "unit"),
        (tables.Occupancy, "officials", {"title": "عامل الإقليم", "holder": "سعيد الناصري"}, "title"),
    ],
)
def test_offices_sums_and_counts_are_corrected_too(
    store: Engine, table: Any, kind: str, cells: dict[str, Any], column: str
) -> None:
    items: dict[str, Any] = {
        "amounts": [
            {"text": "15 ألف درهم", "value": 15000, "currency": "MAD", "mentions": [span(TEXT, "15 ألف درهم")]}
        ],
        "quantities": [{"text": "30 محفظة", "value": 30, "unit": "محفظة", "mentions": [span(TEXT, "30 محفظة")]}],
        "officials": [{"name": PEOPLE[0], "roles": [{"title": "وزيرة"}], "mentions": [span(TEXT, PEOPLE[0])]}],
    }
    read(store, event(), **{kind: items[kind]})
    before = rows(store, table)
    corrections.correct(store, "edit", key(store, 0, table), cells=cells, **BY)
    for version in ("2", "3"):
        row = rows(store, table)[0]
        assert (getattr(row, column), row.verdict) == (cells[column], "edited")
        assert row.machine["was"]["cells"][column] == getattr(before[0], column)
        read(store, event(), version=version, **({kind: items[kind]} if version == "3" else {}))
    corrections.undo(store, key(store, 0, table), author="عمر", reason="سهو")
    row = rows(store, table)[0]
    assert (getattr(row, column), row.verdict, row.machine) == (getattr(before[0], column), None, None)


def test_export_and_replay_carry_corrections_to_another_knowledge_base(store: Engine) -> None:
    read(store, event(), event("distribution", GIFT))
    corrections.correct(store, "edit", key(store, 0), cells={"date_start": "2024-02-06"}, **BY)
    corrections.correct(store, "reject", key(store, 1), **BY)
    lines = list(corrections.export(store))
    with writing(store) as connection:
        for table in ("correction", "argument", "event", "extraction", "article", "name", "entity"):
            connection.execute(text(f"DELETE FROM {table}"))
    came = corrections.replay(store, lines)
    assert (came.added, came.known) == (2, 0)
    assert {c.why for c in waiting(store).unanchored} == {"the article is not here"}
    read(store, event("distribution", GIFT), version="2")  # the visit was confirmed by the edit: it comes with it
    assert {(r.type, r.verdict, r.date_start) for r in rows(store)} == {
        ("visit", "edited", date(2024, 2, 6)),
        ("distribution", "rejected", date(2024, 2, 5)),
    }
    assert corrections.replay(store, lines) == corrections.Replayed(0, 2, ())
    assert list(corrections.export(store)) == lines


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda line: line.replace("نادية", "سعاد"), r"line 1: .* altered"),
        (lambda line: line[:-5], r"line 1: .*JSON"),
        (lambda _line: json.dumps({"key": "k"}), r"line 1: target_kind"),
    ],
)
def test_replay_refuses_a_line_that_is_no_correction(store: Engine, change: Any, message: str) -> None:
    read(store, event())
    corrections.correct(store, "reject", key(store), **BY)
    lines = [change(line) for line in corrections.export(store)]
    with pytest.raises(StoreError, match=message):
        corrections.replay(store, lines)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({}, "needs a cell"),
        ({"type": "party"}, "event: type"),
        ({"date_start": "أمس"}, "event: date_start"),
        ({"colour": "red"}, "event: colour"),
        ({"agents": "ليلى"}, "event: agents"),
    ],
)
def test_edit_refuses_what_a_cell_cannot_hold(store: Engine, cells: dict[str, Any], message: str) -> None:
    read(store, event())
    with pytest.raises(StoreError, match=message):
        corrections.correct(store, "edit", key(store), cells=cells, **BY)
    assert (verdicts(store), rows(store, tables.Correction)) == ([None], [])


def test_correct_names_what_is_not_there(store: Engine) -> None:
    with pytest.raises(StoreError, match="no fact"):
        corrections.correct(store, "reject", "nothing", **BY)
    read(store, event())
    with pytest.raises(StoreError, match="who makes it and why"):
        corrections.correct(store, "reject", key(store), author=" ", reason="x")
    with pytest.raises(StoreError, match="no entity"):
        corrections.join(store, "merge", "one", "two", **BY)


def test_merge_and_split_of_entities_are_written_down_and_pairs_wait_in_order(store: Engine) -> None:
    read(store, event())
    one, other = (row.key for row in rows(store, tables.Entity) if row.kind == "official")
    centre = next(row.key for row in rows(store, tables.Entity) if row.kind == "institution")
    corrections.join(store, "merge", one, other, **BY)
    row = rows(store, tables.Correction)[0]
    assert (row.target_kind, row.target, row.action, row.value) == ("entity", one, "merge", {"other": other})
    # What was decided waits no more; the others in order.
    pairs = [("official", one, other, 0.9), ("official", other, centre, 0.6), ("official", one, centre, 0.8)]
    made = {"features": {}, "decision": "review", "decided_by": "rules", "at": datetime.now(UTC)}
    with writing(store) as connection:
        for kind, left, right, score in pairs:
            values = {"kind": kind, "left": left, "right": right, "score": score, **made}
            connection.execute(insert(Candidate).values(**values))
    found = waiting(store, limit=1)
    assert (found.pairs_in_all, found.pairs[0].score, found.pairs[0].right_name) == (2, 0.8, "مركز الأمل")
