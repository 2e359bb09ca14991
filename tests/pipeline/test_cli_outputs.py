"""``rasid search`` and ``rasid export`` as people type them, over a knowledge base of two invented articles."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from corpus.document import Document
from pipeline.cli import app
from pipeline.kb import engine as kb
from pipeline.kb import runs, search_order
from pipeline.kb.write import write_article
from pipeline.settings import Settings

TEXT = "زار الوالي مركز الأمل.\nوقال إن المركز مفتوح."
VISIT = "زار الوالي مركز الأمل"
Rasid = Callable[..., Result]


@pytest.fixture
def rasid(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Rasid:
    """Return a function that runs a command in a folder with a knowledge base."""
    for name in [name for name in os.environ if name.startswith("RASID_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    settings = Settings()
    kb.migrate(settings)
    engine = kb.open_store(settings)
    run = runs.start_run(engine, {})
    event = {"id": "e1", "type": "visit", "agents": ["الوالي"], "companions": [], "targets": ["مركز الأمل"], "places": [],
             "evidence": VISIT, "date_start": "2024-03-13", "date_end": "2024-03-13"}  # fmt: skip
    write_article(engine, {"id": "a1", "events": [event]}, Document(id="a1", text=TEXT, title="زيارة"), run)
    write_article(engine, {"id": "a2"}, Document(id="a2", text="افتتاح مركز آخر", title="[bold]مركز[/]"), run)
    engine.dispose()
    return lambda *arguments: CliRunner().invoke(app, [str(a) for a in arguments])


def test_search_prints_titles_sources_and_snippets(rasid: Rasid) -> None:
    result = rasid("search", '"مركز الأمل"')
    assert result.exit_code == 0
    assert VISIT in result.stdout
    assert "a1" in result.stdout
    assert "1 of 1 articles" in result.stdout


def test_search_prints_markup_of_an_article_as_it_is(rasid: Rasid) -> None:
    assert "[bold]مركز[/]" in rasid("search", "افتتاح").stdout


def test_search_says_when_there_are_more_hits_than_were_counted(rasid: Rasid, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "2 of 2 articles" in rasid("search", "مركز").stdout
    monkeypatch.setattr(search_order, "COUNTED", 1)
    assert "2 of more than 1 articles" in rasid("search", "مركز").stdout


def test_search_json_goes_on_behind_a_page(rasid: Rasid) -> None:
    first = rasid("search", "مركز", "--limit", "1")
    after = first.stdout.rsplit("--after ", 1)[1].strip()
    (second,) = map(json.loads, rasid("search", "مركز", "--json", "--after", after).stdout.splitlines())
    assert second["document_id"] == "a1"
    assert [TEXT[slice(*span)] for span in second["spans"]] == ["مركز", "المركز"]
    assert second["snippet"]["surface"] == TEXT


def test_search_without_words_finds_nothing(rasid: Rasid) -> None:
    result = rasid("search", "؟!")
    assert (result.exit_code, result.stdout) == (0, "0 of 0 articles\n")


def test_search_after_nonsense_is_said(rasid: Rasid) -> None:
    result = rasid("search", "مركز", "--after", "x")
    assert result.exit_code == 2
    assert "no page" in result.stderr


def test_export_writes_events_as_csv_on_standard_output(rasid: Rasid) -> None:
    result = rasid("export")
    (row,) = csv.DictReader(StringIO(result.stdout))
    assert (row["who"], row["what"], row["date_start"], row["evidence"]) == (
        "الوالي",
        "مركز الأمل",
        "2024-03-13",
        VISIT,
    )
    assert "1 rows written" in result.stderr


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl", "parquet", "geojson", "ftm"])
def test_export_writes_a_file_of_every_format(rasid: Rasid, form: str) -> None:
    result = rasid("export", "--format", form, "--out", f"out.{form}")
    assert result.exit_code == 0
    assert Path(f"out.{form}").stat().st_size > 100
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("option", "rows"), [(("--type", "visit"), 1), (("--type", "meeting"), 0), (("--from", "2024-03-14"), 0)]
)
def test_export_takes_the_filters_of_events(rasid: Rasid, option: tuple[str, str], rows: int) -> None:
    assert len(rasid("export", "--format", "jsonl", *option).stdout.splitlines()) == rows
    assert len(rasid("events", "--json", *option).stdout.splitlines()) == rows


def test_export_of_what_a_format_does_not_have_is_said(rasid: Rasid) -> None:
    result = rasid("export", "--format", "ftm", "--what", "amounts", "--out", "x")
    assert result.exit_code == 2
    assert "ftm has no entities for amounts" in result.stderr
    assert not Path("x").exists()
