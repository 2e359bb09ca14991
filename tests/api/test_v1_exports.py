"""Exports of any filter: the file is what the knowledge base writes, sent as it is written."""

from __future__ import annotations

import csv
import io
import json
import threading
from typing import Any, BinaryIO

import openpyxl
import polars
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.problems import BusyError
from api.streaming import AT_ONCE, Writing
from pipeline.kb.browse.shapes import HappeningFilters
from pipeline.kb.corrections import correct
from pipeline.kb.engine import open_store
from pipeline.kb.export.columns import TABLES, Format, What
from pipeline.kb.export.export import Export, export
from pipeline.settings import Settings

ENGINES = ["settings", pytest.param("postgres_settings", marks=pytest.mark.postgres)]
FORMATS = [form.value for form in Format]


def rows_of(content: bytes, form: str) -> list[dict[str, Any]]:
    """Return the rows of a file, by key."""
    if form == "csv":
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    if form == "xlsx":
        names, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        return [dict(zip(names, row, strict=True)) for row in rows]
    if form == "jsonl":
        return [json.loads(line) for line in content.splitlines()]
    if form == "geojson":
        return [feature["properties"] for feature in json.loads(content)["features"]]
    return polars.read_parquet(content).to_dicts()


@pytest.mark.parametrize("base", ENGINES)
@pytest.mark.parametrize("form", FORMATS)
def test_export_is_the_file_that_the_knowledge_base_writes(
    request: pytest.FixtureRequest, base: str, form: str
) -> None:
    chosen: Settings = request.getfixturevalue(base)
    with TestClient(create_app(chosen)) as client:
        response = client.get("/v1/events/export", params={"format": form, "type": "visit", "min_sources": 2})
    assert response.status_code == 200
    assert response.headers["content-disposition"].startswith('attachment; filename="rasid-events.')
    out, store = io.BytesIO(), open_store(chosen)
    wanted = Export(Format(form), What.HAPPENINGS, HappeningFilters(types=("visit",), min_sources=2))  # type: ignore[arg-type]
    export(store, wanted, out)
    store.dispose()
    if form in ("csv", "jsonl", "geojson", "ftm"):
        assert response.content == out.getvalue()
    if form != "ftm":
        (row,) = rows_of(response.content, form)
        assert row == rows_of(out.getvalue(), form)[0]
        assert set(row) <= {column.name for column in TABLES[What.HAPPENINGS].columns}
        assert "ليلى المرابط" in str(row["who"])


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("events", {"visit"}),
        ("tellings", {"visit"}),
        ("officials", {"ليلى المرابط"}),
        ("institutions", {"مركز الأمل لرعاية الطفولة"}),
        ("places", {"جماعة النخيل"}),
        ("positions", {"وزيرة التضامن"}),
        ("amounts", {"3 ملايين درهم"}),
        ("quantities", {"30 محفظة", "40 محفظة"}),
        ("articles", {"visit", "retold"}),
    ],
)
def test_export_has_what_has_to_do_with_the_events(client: TestClient, what: str, names: set[str]) -> None:
    filters = {"type": "visit", "official": "المرابط", "format": "jsonl", "what": what}
    rows = rows_of(client.get("/v1/events/export", params=filters).content, "jsonl")
    column = {
        "events": "type", "tellings": "type", "positions": "title", "amounts": "text", "quantities": "text",
        "articles": "document_id",
    }.get(what, "name")  # fmt: skip
    assert {row[column] for row in rows} == names
    assert len(rows) == {"tellings": 2, "quantities": 2, "articles": 2}.get(what, 1)


def test_export_without_filters_has_everything_and_csv_a_mark_for_excel(client: TestClient) -> None:
    response = client.get("/v1/events/export", params={"bom": "true"})
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert len(rows_of(response.content, "csv")) == 5
    tellings = client.get("/v1/events/export", params={"what": "tellings", "format": "jsonl"})
    assert len(rows_of(tellings.content, "jsonl")) == 7


def test_export_of_filtered_tellings_leaves_rejected_ones_out(own_settings: Settings) -> None:
    with TestClient(create_app(own_settings)) as client:
        asked = {"what": "tellings", "format": "jsonl", "type": "visit", "official": "المرابط"}
        before = rows_of(client.get("/v1/events/export", params=asked).content, "jsonl")
        store = open_store(own_settings)
        correct(store, "reject", before[0]["key"], author="tests", reason="it says something else")
        store.dispose()
        after = rows_of(client.get("/v1/events/export", params=asked).content, "jsonl")
    assert [row["key"] for row in after] == [row["key"] for row in before[1:]]


def test_writing_comes_out_in_order_however_much_it_is() -> None:
    def write(out: BinaryIO) -> None:
        for number in range(100_000):
            out.write(f"{number}\n".encode())
        assert out.tell() == sum(len(f"{n}\n") for n in range(100_000))

    writing = Writing(write)
    found = b"".join(writing.rest(writing.begin()))
    assert found.decode().split() == [str(number) for number in range(100_000)]


def test_writing_that_fails_before_its_first_byte_can_be_answered() -> None:
    def write(_: BinaryIO) -> None:
        raise ValueError("no such rows")

    with pytest.raises(ValueError, match="no such rows"):
        Writing(write).begin()


def test_writing_that_fails_later_breaks_the_answer_off() -> None:
    def write(out: BinaryIO) -> None:
        out.write(b"x" * 1_000_000)
        raise ValueError("half of it")

    writing = Writing(write)
    sent = writing.rest(writing.begin())
    with pytest.raises(ValueError, match="half of it"):
        for _ in sent:
            pass


def test_writer_ends_when_its_reader_has_gone_and_no_more_begin_than_can_be() -> None:
    ended = threading.Semaphore(0)

    def write(out: BinaryIO) -> None:
        try:
            while True:
                out.write(b"x" * 10_000)
        finally:
            ended.release()

    begun = [Writing(write) for _ in range(AT_ONCE)]
    with pytest.raises(BusyError):
        Writing(write)
    sent = [writing.rest(writing.begin()) for writing in begun]
    for answer in sent:
        assert next(answer)
        answer.close()  # type: ignore[attr-defined]  # as the server does when a client hangs up
    for writing in begun:
        assert ended.acquire(timeout=30)
        writing.thread.join(timeout=30)
    last = Writing(lambda out: out.write(b"y"))  # there is room again
    assert b"".join(last.rest(last.begin())) == b"y"


def test_writer_ends_when_nobody_ever_came_to_read() -> None:
    def write(out: BinaryIO) -> None:
        while True:
            out.write(b"x" * 10_000)

    writing = Writing(write)
    thread, answer = writing.thread, writing.rest(writing.begin())
    del writing, answer  # as when a client hangs up before the answer begins
    thread.join(timeout=30)
    assert not thread.is_alive()


def test_exports_beyond_what_can_be_written_are_told_to_come_again(client: TestClient) -> None:
    hold = threading.Event()

    def write(out: BinaryIO) -> None:
        out.write(b"x")
        out.flush()
        hold.wait(timeout=60)

    begun = [Writing(write) for _ in range(AT_ONCE)]
    try:
        response = client.get("/v1/events/export")
        assert (response.status_code, response.headers["retry-after"]) == (503, "5")
        assert response.json()["status"] == 503
    finally:
        hold.set()
        for writing in begun:
            assert b"".join(writing.rest(writing.begin())) == b"x"
    assert client.get("/v1/events/export").status_code == 200
