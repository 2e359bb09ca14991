"""Nights that are killed, or begun while another is under way: no article lost or doubled, on both engines."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from nights import check_articles, night, replaced
from press_site import PressSite
from rich.console import Console
from sqlalchemy import select, update

from pipeline.kb.engine import migrate, open_store, reading, writing
from pipeline.kb.nights import Night
from pipeline.kb.nights_read import last_night, night_view
from pipeline.kb.schema import Base
from pipeline.nightly.lock import AnotherNightError, only_night
from pipeline.nightly.night import RESUME_FOR, Status, nightly
from pipeline.settings import Settings

FORK = multiprocessing.get_context("fork")  # a process of its own, without the seconds that imports take
SEED = 7
KILLS = 4
LOADED = 0.6  # of the time that what follows the crawl takes when everything must be loaded first


@pytest.fixture
def brisk(on_each: Settings, site: PressSite) -> Settings:
    """A whole installation without the outlet whose bodies do not end: each night waits seconds for it, and other tests
    are about that."""
    site.declare(on_each.outlets_dir, *(key for key in site.papers if key != "midan"))
    (on_each.outlets_dir / "midan.yml").unlink()
    return on_each


def _killable(settings: Settings) -> None:
    """Do a night in a process of its own."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    engine = open_store(settings)
    status = nightly(settings, engine, Console(file=StringIO()), limit=50)
    os._exit(int(status))


def run_apart(settings: Settings) -> multiprocessing.context.ForkProcess:
    process = FORK.Process(target=_killable, args=(settings,))
    process.start()
    return process


def counts(settings: Settings) -> dict[str, int]:
    """Return the number of rows of facts, by table, and of articles."""
    engine = open_store(settings)
    names = ("article", "entity", "event", "argument", "mention", "amount", "happening", "part", "announced")
    with reading(engine) as connection:
        found = {
            name: len(connection.execute(select(Base.metadata.tables[name].c[_first(name)])).all()) for name in names
        }
    engine.dispose()
    return found


def _first(table: str) -> str:
    return next(iter(Base.metadata.tables[table].c)).name


@pytest.mark.slow
def test_nights_killed_at_random_points_lose_nothing_and_double_nothing(
    brisk: Settings, site: PressSite, tmp_path: Path
) -> None:
    alone = replaced(brisk, database_url=f"sqlite:///{tmp_path / 'alone.db'}", store_dir=tmp_path / "alone")
    migrate(alone)
    # Done in this process, so that those forked off have all loaded and are killed while they work.
    undisturbed, view, _ = night(alone)
    assert undisturbed is Status.FINE
    crawl, *rest = (stage.finished - stage.started for stage in view.stages if stage.finished and stage.started)
    whole = crawl.total_seconds() + sum(took.total_seconds() for took in rest) * LOADED
    chance, struck = random.Random(SEED), 0
    for _ in range(KILLS):
        process = run_apart(brisk)
        process.join(chance.uniform(0.1, whole))
        if process.is_alive():
            os.kill(process.pid or 0, signal.SIGKILL)
            struck += 1
        process.join()
    process = run_apart(brisk)
    process.join()
    assert (process.exitcode, struck > 0) == (0, True)
    check_articles(brisk, site)
    assert counts(brisk) == counts(alone)
    engine = open_store(brisk)
    last = last_night(engine)
    engine.dispose()
    assert last is not None
    assert [stage.state for stage in last.stages] == ["done"] * 6
    assert site.broken_rules() == []


def test_a_second_night_at_once_is_refused_and_a_dead_ones_lock_is_no_lock(brisk: Settings, site: PressSite) -> None:
    process = run_apart(brisk)
    engine = open_store(brisk)
    while not site.hosts.asked:
        time.sleep(0.01)
    with pytest.raises(AnotherNightError, match="a night is under way already"), only_night(engine):
        pass
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    for _ in range(100):  # the server notices that its client is gone
        try:
            with only_night(engine) as lock:
                lock.require()
            break
        except AnotherNightError:
            time.sleep(0.05)
    else:
        pytest.fail("the lock of a killed process is held")
    engine.dispose()
    status, view, _ = night(brisk)
    assert (status, "stopped midway and gone on with" in view.notes) == (Status.FINE, True)
    check_articles(brisk, site)


def test_night_that_was_stopped_long_ago_is_left_and_a_new_one_does_its_work(
    settings: Settings, site: PressSite
) -> None:
    process = run_apart(settings)
    while not site.hosts.asked:
        time.sleep(0.01)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    engine = open_store(settings)
    long_ago = datetime.now(UTC) - RESUME_FOR - timedelta(hours=1)
    with writing(engine) as connection:
        connection.execute(update(Night).values(started=long_ago))
    status, view, _ = night(settings)
    assert (status, view.number) == (Status.FINE, 2)
    left = night_view(engine, 1)
    engine.dispose()
    assert left.finished is not None
    assert "stopped midway and not gone on with" in left.notes[0]
    check_articles(settings, site)
