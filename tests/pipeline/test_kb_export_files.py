"""Formats of the export by themselves: any text is held, nothing is a formula, and 25,000 generated rows stream through."""

from __future__ import annotations

import csv
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, insert

from corpus.mention import EventType
from pipeline.kb import runs
from pipeline.kb import schema as tables
from pipeline.kb.engine import migrate, open_store, writing
from pipeline.kb.export import csv_file, xlsx_file
from pipeline.kb.export.columns import Column, Format, Kind, Record, Table, What
from pipeline.kb.export.export import Export, export
from pipeline.kb.filters import EventFilters
from pipeline.settings import Settings

VISIT = "زارت الوزيرة مركز الأمل"
TEXT = f"{VISIT} أمس.\n" + "وقالت إن المركز مفتوح للجميع. " * 40


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\u200f=1", "＝1", "'x"])
def test_csv_text_is_no_formula(text: str) -> None:
    assert csv_file.guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "ليلى", "1-1", "a=b"])
def test_csv_other_text_stays(text: str) -> None:
    assert csv_file.guarded(text) == text


ONE = Table("", (Column("key", Kind.TEXT, ""), Column("list", Kind.TEXTS, ""), Column("number", Kind.NUMBER, "")))


@given(st.text(st.characters(exclude_categories=["Cs"])), st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_csv_holds_any_text(text: str, items: list[str]) -> None:
    out = BytesIO()
    csv_file.write(out, ONE, [{"key": text, "list": list(items), "number": -1.5}])
    _, row = csv.reader(StringIO(out.getvalue().decode(), newline=""))
    assert row[0].removeprefix("'") == text.removeprefix("'") or row[0] == f"'{text}"
    assert not row[0].startswith(("=", "+", "-", "@"))
    assert row[2] == "-1.5"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50))
def test_xlsx_holds_any_text(text: str) -> None:
    out = BytesIO()
    xlsx_file.write(out, ONE, [{"key": text, "list": [], "number": 1}])
    sheet = openpyxl.load_workbook(BytesIO(out.getvalue())).worksheets[0]
    assert sheet.cell(2, 3).value == 1
    assert sheet.cell(2, 1).data_type in "sn"


def test_xlsx_goes_on_in_another_sheet() -> None:
    out = BytesIO()
    rows: list[Record] = [{"key": str(n), "list": [], "number": n} for n in range(10)]
    assert xlsx_file.write(out, ONE, rows, name="events", most_rows=5) == 10
    book = openpyxl.load_workbook(BytesIO(out.getvalue()))
    assert book.sheetnames == ["events", "events 2", "events 3"]
    assert [sheet.max_row for sheet in book.worksheets] == [5, 5, 3]
    assert [row[0] for s in book.worksheets for row in s.iter_rows(min_row=2, values_only=True)] == [
        str(n) for n in range(10)
    ]


def test_xlsx_cuts_what_no_cell_holds_and_writes_old_days_as_text() -> None:
    out = BytesIO()
    table = Table("", (Column("key", Kind.TEXT, ""), Column("day", Kind.DATE, "")))
    xlsx_file.write(out, table, [{"key": "ا" * 40_000, "day": date(1822, 9, 7)}])
    sheet = openpyxl.load_workbook(BytesIO(out.getvalue())).worksheets[0]
    assert len(sheet.cell(2, 1).value) == xlsx_file.LONGEST_CELL
    assert sheet.cell(2, 2).value == "1822-09-07"


MANY, FEW = 25_000, 5_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A knowledge base of 25,000 events in 250 articles, those of the first 50 visits, with as many sums of money."""
    settings = Settings(database_url=f"sqlite:///{tmp_path_factory.mktemp('large') / 'kb.db'}")
    migrate(settings)
    opened = open_store(settings)
    run = runs.start_run(opened, {})
    by = {"confidence": 0.5, "extractor": "t", "rule": "t", "extractor_version": "1", "run_id": run}
    with writing(opened) as connection:
        article = {"version": 1, "current": True, "run_id": run, "text": TEXT, "facts_hash": "x"}
        texts = [{**article, "key": f"a{n}", "document_id": f"a{n}", "text_hash": f"{n}"} for n in range(MANY // 100)]
        connection.execute(insert(tables.Article), texts)
        event = {**by, "status": "past", "date_inherited": False, "evidence": VISIT, "evidence_start": 0,
                 "evidence_end": len(VISIT), "evidence_also": []}  # fmt: skip
        amount = {**by, "text": "15 ألف درهم", "value": 15000.0, "currency": "MAD"}
        for start in range(0, MANY, FEW):
            places = [(n, 1 + n // 100) for n in range(start, start + FEW)]
            connection.execute(
                insert(tables.Event),
                [
                    {**event, "key": f"e{n}", "article_id": a, "local_id": f"e{n}"}
                    | {"type": "visit" if n < FEW else "meeting"}
                    for n, a in places
                ],
            )
            connection.execute(insert(tables.Amount), [{**amount, "key": f"m{n}", "article_id": a} for n, a in places])
            told = {"ordinal": 0, "role": "agent", "words": " ", "confidence": 1.0, "inferred": False}
            connection.execute(
                insert(tables.Argument), [{**told, "event_id": n + 1, "name": f"شخص {n}"} for n, _ in places]
            )
    yield opened
    opened.dispose()


class Sink(BytesIO):
    """A file that keeps nothing but its length."""

    length = 0

    def write(self, data: Any) -> int:
        self.length += len(data)
        return len(data)

    def tell(self) -> int:
        return self.length

    def seekable(self) -> bool:
        return False


def peak(engine: Engine, wanted: Export, rows: int) -> int:
    """Return the most memory an export held at a time."""
    tracemalloc.start()
    try:
        assert export(engine, wanted, Sink()) == rows
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "what"),
    [(Format.CSV, What.EVENTS)] + [(f, What.AMOUNTS) for f in Format if f not in (Format.CSV, Format.FTM)],
)
def test_25_000_rows_take_no_more_memory_than_5_000(large: Engine, form: Format, what: What) -> None:
    few = Export(form, what, EventFilters(type=EventType.VISIT))
    export(large, few, Sink())  # what is loaded and remembered once
    before = peak(large, few, FEW)
    assert peak(large, replace(few, filters=EventFilters()), MANY) < 2 * before + 1_000_000
