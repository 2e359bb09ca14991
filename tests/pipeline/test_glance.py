"""A look at the file shows every writing, by whichever program, and nothing else."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from pipeline.kb.engine import migrate, open_store, reading
from pipeline.kb.glance import Glance
from pipeline.kb.runs import start_run
from pipeline.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An empty knowledge base."""
    chosen = Settings(database_url=f"sqlite:///{tmp_path / 'kb.db'}")
    migrate(chosen)
    return chosen


def test_look_changes_with_each_writing_only(settings: Settings, tmp_path: Path) -> None:
    engine = open_store(settings)
    glance = Glance(engine)
    seen = [glance.look() for _ in range(3)]
    assert seen[0] is not None
    assert len(set(seen)) == 1
    with reading(engine) as connection:
        connection.exec_driver_sql("SELECT count(*) FROM article")
    assert glance.look() == seen[0]
    start_run(engine, {})
    after = glance.look()
    assert after not in {None, seen[0]}
    other = sqlite3.connect(tmp_path / "kb.db")
    other.execute("UPDATE run SET counts = '{\"a\": 1}'")
    assert glance.look() == after  # it is not written yet
    other.commit()
    other.close()
    assert glance.look() not in {None, seen[0], after}
    glance.close()
    engine.dispose()


def test_file_that_goes_or_is_another_is_noticed(settings: Settings, tmp_path: Path) -> None:
    engine = open_store(settings)
    glance, file = Glance(engine), tmp_path / "kb.db"
    first = glance.look()
    file.rename(tmp_path / "old.db")
    assert glance.look() is None
    migrate(settings)
    second = glance.look()
    assert second not in {None, first}
    glance.close()
    assert glance.look() not in {None, first, second}  # what another connection counts is not compared
    glance.close()
    engine.dispose()


def test_file_that_is_shut_is_not_waited_for(settings: Settings, tmp_path: Path) -> None:
    engine = open_store(settings)
    shut = sqlite3.connect(tmp_path / "kb.db", isolation_level=None)
    shut.execute("PRAGMA journal_mode=DELETE")
    shut.execute("BEGIN EXCLUSIVE")
    assert Glance(engine).look() is None
    shut.execute("COMMIT")
    shut.close()
    engine.dispose()


def test_there_is_nothing_to_look_at_in_memory() -> None:
    assert Glance(open_store(Settings(database_url="sqlite://"))).look() is None
