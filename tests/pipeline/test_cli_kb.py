"""The commands of corrections and runs, as they are typed: what they print, and how they end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from corpus.document import Document
from pipeline.cli import app
from pipeline.kb.engine import migrate, open_store
from pipeline.kb.query import EventFilters, events
from pipeline.kb.runs import start_run
from pipeline.kb.write import write_article
from pipeline.settings import Settings

TEXT = "زارت ليلى المرابط مركز الأمل."
EVENT = {"id": "e1", "type": "visit", "status": "past", "evidence": TEXT[:-1], "agents": ["ليلى المرابط"]}
BY = ["--by", "نادية", "--why", "رأيت الخبر"]


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A knowledge base of one article, the one the commands open."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'kb.db'}")
    monkeypatch.setenv("RASID_DATABASE_URL", settings.database_url)
    migrate(settings)
    opened = open_store(settings)
    write_article(opened, {"id": "a1", "events": [EVENT]}, Document("a1", TEXT), start_run(opened, {"extractors": "1"}))
    yield opened
    opened.dispose()


def rasid(*arguments: str) -> tuple[int, str]:
    """Return the exit status and all that is printed."""
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def test_correct_edit_undo_export_replay(engine: Engine, tmp_path: Path) -> None:
    key = events(engine, EventFilters()).rows[0].key
    assert rasid("correct", "edit", key, "--set", "date_start=2024-03-05", "--set", "agents=أ", "--set", "agents=ب", *BY)[0] == 0  # fmt: skip
    row = events(engine, EventFilters()).rows[0]
    assert ([a.name for a in row.agents], row.verdict) == (["أ", "ب"], "edited")
    file = tmp_path / "corrections.jsonl"
    assert rasid("corrections", "export", str(file)) == (0, "1 corrections written\n")
    assert rasid("corrections", "replay", str(file)) == (0, "0 corrections added, 1 known, 0 wait (`rasid review`)\n")
    assert rasid("correct", "undo", key, *BY)[0] == 0
    assert rasid("correct", "reject", key, *BY)[0] == 0
    assert events(engine, EventFilters()).total == 0
    assert rasid("corrections", "export", str(file)) == (0, "3 corrections written\n")
    assert [json.loads(line)["action"] for line in file.read_text("utf-8").splitlines()] == ["edit", "undo", "reject"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("correct", "reject", "nothing", *BY), "nothing: no fact has this key"),
        (("correct", "edit", "nothing", "--set", "type", *BY), "CELL=VALUE is wanted"),
        (("correct", "merge", "one", "two", *BY), "one: no entity"),
        (("correct", "reject", "nothing"), "--by"),
        (("corrections", "replay", "nowhere.jsonl"), "nowhere.jsonl: cannot be read"),
        (("diff", "1", "9"), "run 9: there is none"),
    ],
)
@pytest.mark.usefixtures("engine")
def test_what_cannot_be_done_is_said_with_status_2(arguments: tuple[str, ...], said: str) -> None:
    status, printed = rasid(*arguments)
    assert (status, said in printed) == (2, True), printed


def test_runs_diff_status_and_review_print(engine: Engine) -> None:
    second = start_run(engine, {"extractors": "2"})
    write_article(engine, {"id": "a1", "events": [EVENT | {"status": "planned"}]}, Document("a1", TEXT), second)
    assert "not finished" in rasid("runs")[1]
    assert "~ events: visit: زارت" in rasid("diff", "1", "2")[1]
    assert "status: past -> planned" in rasid("diff", "1", "2")[1]
    last = json.loads(rasid("diff", "1", "2", "--json")[1].splitlines()[-1])
    assert last["counts"]["events altered"] == 1
    assert json.loads(rasid("status", "--json")[1])["holds"]["events"] == 1
    assert "0 pairs, 0 corrections" in rasid("status")[1]
    assert "0 of 0 pairs, 0 corrections wait" in rasid("review")[1]
