"""``rasid happenings`` and ``rasid happening KEY``: one row an event, every telling with its sentence and article."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from bench.linked_pairs import parts
from pipeline.cli import app
from pipeline.kb.engine import migrate, open_store, writing
from pipeline.kb.runs import start_run
from pipeline.kb.write import write_article
from pipeline.linking.happenings import merge_events
from pipeline.settings import Settings

pytestmark = pytest.mark.usefixtures("engine")
NAMES = ("c09", "c15", "c27")  # three outlets on an opening; a tour and its stops; an agency piece, once cut


@pytest.fixture
def engine(store_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A knowledge base of a few invented articles on each engine, the one the commands open."""
    monkeypatch.setenv("RASID_DATABASE_URL", str(store_settings.database_url))
    migrate(store_settings)
    opened = open_store(store_settings)
    run = start_run(opened, {"extractors": "1"})
    for facts, document in parts()["tune"].articles:
        if document.id.startswith(NAMES):
            write_article(opened, facts, document, run)
    with writing(opened) as connection:
        merge_events(connection)
    yield opened
    opened.dispose()


def rasid(*arguments: str) -> tuple[int, str]:
    """Return the exit status and all that is printed, without the marks that fence Arabic."""
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})
    return result.exit_code, result.output.replace("\u200e", "")


def asked(*arguments: str) -> list[dict[str, object]]:
    status, printed = rasid(*arguments, "--json")
    assert status == 0
    return [json.loads(line) for line in printed.splitlines()]


def test_happenings_and_happening_tell_one_event_once() -> None:
    (row,) = asked("happenings", "--official", "التازي", "--type", "inauguration", "--to", "2024-04-30")
    assert (row["who"], row["articles"], row["sources"]) == (["ياسين التازي"], 3, 3)
    tellings = row["tellings"]
    assert isinstance(tellings, list)
    assert [t["article"] for t in tellings] == ["c09a", "c09b", "c09c"]
    assert all(t["sentence"] for t in tellings)
    for telling in tellings:  # any telling's key leads there, as the event's own does
        assert asked("happening", telling["key"]) == [row]
    assert row["key"] in {t["key"] for t in tellings}

    status, printed = rasid("happenings", "--official", "التازي", "--to", "2024-04-30")
    assert status == 0
    assert "3 articles, 3 sources" in printed
    assert "≠ amount: 4000000 MAD [c09a] / 5000000 MAD [c09b]" in printed
    assert printed.endswith("1 of 1 happenings\n")

    status, printed = rasid("happening", str(row["key"]))
    assert status == 0
    for said in ("ياسين التازي (3)", "2024-04-17", "c09a", "c09b", "c09c", "differ"):
        assert said in printed


def test_happening_names_the_stops_of_a_tour() -> None:
    (tour,) = (row for row in asked("happenings") if row["stops"])
    assert isinstance(tour["stops"], list)
    assert {row["part_of"] for stop in tour["stops"] for row in asked("happening", stop)} == {tour["key"]}
    assert rasid("happening", str(tour["key"]))[1].count("\nstop ") == len(tour["stops"])


def test_copies_are_counted_as_one_source() -> None:
    counted = {(row["articles"], row["sources"]) for row in asked("happenings")}
    assert (3, 1) in counted


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["happening", "0123"], 2, "0123: no happening has this key"),
        (["happenings", "--official", "nobody"], 0, "0 of 0 happenings"),
    ],
)
def test_what_is_not_there_is_said(arguments: list[str], status: int, said: str) -> None:
    ended, printed = rasid(*arguments)
    assert (ended, said in printed) == (status, True)
