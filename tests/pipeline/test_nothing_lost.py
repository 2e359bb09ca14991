"""Nothing is lost: killed runs, two runs at once, a full disk, a locked file, and filled databases of earlier schemas.

Real processes and real databases; the articles are invented ones (``bench.generate``), so that no model is loaded.
The full number of kills is tried by ``python -m bench.kills``.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, create_engine, event, insert, select, text

from bench.generate import articles
from bench.kills import dump, half_written, rows_of_articles, started, try_kills, write_facts
from corpus.errors import StoreError
from pipeline.kb import corrections
from pipeline.kb.engine import check, downgrade, migrate, open_store, reading, writing
from pipeline.kb.runs import failures, start_run
from pipeline.kb.schema import Event, Run
from pipeline.kb.write import write_article
from pipeline.run import Extraction, Report, store_all
from pipeline.settings import Settings

NUMBER = 12


@pytest.fixture
def made() -> list[Extraction]:
    """Some articles as they come from extraction."""
    return [Extraction(m.document, m.facts) for m in articles(NUMBER)]


def test_runs_killed_at_random_points_leave_whole_articles_and_go_on_to_the_same_rows() -> None:
    tally = try_kills(3, NUMBER)
    assert (tally.faults, tally.kills > 0) == ([], True)


@pytest.mark.postgres
def test_runs_killed_at_random_points_on_postgresql(postgres_url: str) -> None:
    tally = try_kills(3, NUMBER, url=postgres_url)
    downgrade(Settings(database_url=postgres_url), "base")
    assert (tally.faults, tally.kills > 0) == ([], True)


def test_two_runs_at_once_leave_the_rows_of_one(store_settings: Settings, tmp_path: Path) -> None:
    write_facts(tmp_path / "facts.jsonl", NUMBER)
    alone = Settings(database_url=f"sqlite:///{tmp_path / 'alone.db'}")
    for settings in (alone, store_settings):
        migrate(settings)
    first = started(alone, tmp_path / "facts.jsonl")
    both = [started(store_settings, tmp_path / "facts.jsonl") for _ in range(2)]
    for process in (first, *both):
        process.join()
        assert process.exitcode == 0
    engines = [open_store(alone), open_store(store_settings)]
    left, expected = rows_of_articles(engines[1]), rows_of_articles(engines[0])
    assert left == expected
    assert {name: sum(rows.values()) for name, rows in dump(engines[1]).items()} == {
        name: sum(rows.values()) for name, rows in dump(engines[0]).items()
    }
    for engine in engines:
        engine.dispose()


def full_after(engine: Engine, made: list[Extraction], run: int) -> dict[str, tuple[int, ...]]:
    """Store the articles where there is room, and return what whole articles look like."""
    for item in made:
        write_article(engine, item.facts, item.document, run)
    return rows_of_articles(engine)


def test_full_disk_is_named_with_what_was_not_stored_and_the_run_can_be_done_again(
    tmp_path: Path, made: list[Extraction]
) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'kb.db'}")
    migrate(settings)
    roomy = Settings(database_url=f"sqlite:///{tmp_path / 'roomy.db'}")
    migrate(roomy)
    other = open_store(roomy)
    whole = full_after(other, made, start_run(other, {}))
    engine = open_store(settings)
    with reading(engine) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one() + 40

    def small(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    engine.dispose()
    event.listen(engine, "connect", small)
    report = store_all(engine, made)
    _check_full(report, r"database or disk is full", made)
    assert half_written(engine, whole) == []
    event.remove(engine, "connect", small)
    engine.dispose()  # there is room again
    again = store_all(engine, made)
    assert (again.failed, again.counts["unchanged"]) == (0, report.done)
    assert rows_of_articles(engine) == whole
    engine.dispose()
    other.dispose()


def _check_full(report: Report, said: str, made: list[Extraction]) -> None:
    """What a run says that found no room: which articles, why, and that it did not try the rest."""
    assert 0 < report.done < len(made)
    named = [f.source for f in report.failures]
    order = [e.document.id for e in made]
    refused = [order.index(name) for name in named[: named.index("all after that")]]
    assert refused[-3:] == list(range(refused[-1] - 2, refused[-1] + 1))  # in a row; a small one may fit before
    assert report.done + len(refused) == refused[-1] + 1
    assert all(said in f.reason for f in report.failures[: len(refused)])


@pytest.fixture
def small_disk(postgres_url: str) -> Iterator[str]:
    """The address of a PostgreSQL database on a file system of a few megabytes."""
    server = create_engine(postgres_url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    folder = Path(tempfile.mkdtemp(prefix="rasid-small-"))  # not below tmp_path, which the server's user cannot enter
    folder.chmod(0o755)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder], capture_output=True, check=False)  # fmt: skip
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("no file system can be mounted here")
    try:
        with server.connect() as connection:
            owner = Path(connection.execute(text("SHOW data_directory")).scalar_one()).stat()
            (folder / "space").mkdir()
            os.chown(folder / "space", owner.st_uid, owner.st_gid)
            connection.execute(text(f"CREATE TABLESPACE small LOCATION '{folder / 'space'}'"))
            connection.execute(text("CREATE DATABASE small TABLESPACE small TEMPLATE template0"))
        yield server.url.set(database="small").render_as_string(hide_password=False)
        with server.connect() as connection:
            connection.execute(text("DROP DATABASE small WITH (FORCE)"))
            connection.execute(text("DROP TABLESPACE small"))
    finally:
        server.dispose()
        subprocess.run(["umount", folder], check=False)
        folder.rmdir()


@pytest.mark.postgres
def test_full_disk_under_postgresql(small_disk: str) -> None:
    settings = Settings(database_url=small_disk)
    migrate(settings)
    many = [Extraction(m.document, m.facts) for m in articles(800)]
    engine = open_store(settings)
    report = store_all(engine, many)
    _check_full(report, "No space left on device", many)
    assert len(rows_of_articles(engine)) == report.done
    engine.dispose()


def test_locked_database_is_named_and_the_run_ends_with_what_was_not_stored(
    tmp_path: Path, made: list[Extraction]
) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'kb.db'}", database_timeout_s=0.05)
    migrate(settings)
    engine, other = open_store(settings), open_store(settings)

    def extractions() -> Generator[Extraction, None, None]:
        yield from made[:2]
        with writing(other):  # somebody writes, and does not end
            yield from made[2:]

    source = extractions()
    report = store_all(engine, source)
    source.close()  # the lock is gone
    _check_full(report, "database is locked", made)
    assert report.done == 2
    again = store_all(engine, made)
    assert again.failed == 0
    engine.dispose()
    other.dispose()


def test_one_refused_article_does_not_end_the_run_and_is_noted(tmp_path: Path, made: list[Extraction]) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'kb.db'}")
    migrate(settings)
    engine = open_store(settings)
    wrong = [Extraction(e.document, {**e.facts, "events": [{"id": "e1"}]}) for e in made[:4]]
    report = store_all(engine, [*wrong, *made[4:]])
    assert (report.failed, report.done) == (4, NUMBER - 4)
    with reading(engine) as connection:
        run = connection.execute(select(Run.id)).scalar_one()
    assert [f.source for f in failures(engine, run)] == [e.document.id for e in wrong]
    engine.dispose()


def snapshot(engine: Engine, columns: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return all rows of the tables and columns named, in order."""
    meta = MetaData()
    meta.reflect(engine)
    with reading(engine) as connection:
        return {
            name: sorted(
                repr(tuple(row)) for row in connection.execute(select(*(meta.tables[name].c[c] for c in some)))
            )
            for name, some in columns.items()
        }


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_a_filled_database_of_an_earlier_schema_keeps_all_rows_upwards_and_down_again(
    store_settings: Settings, tmp_path: Path, revision: str, made: list[Extraction]
) -> None:
    newest = Settings(database_url=f"sqlite:///{tmp_path / 'newest.db'}")
    migrate(newest)
    filled = open_store(newest)
    run = start_run(filled, {"extractors": "0"})
    full_after(filled, made, run)
    migrate(store_settings, revision)
    engine = open_store(store_settings)
    old, new = MetaData(), MetaData()
    old.reflect(engine)
    new.reflect(filled)
    with reading(filled) as source, writing(engine) as target:
        for table in old.sorted_tables:
            if table.name == "alembic_version":
                continue
            shared = [new.tables[table.name].c[c.name] for c in table.c if c.name in new.tables[table.name].c]
            rows = [dict(row) for row in source.execute(select(*shared).order_by(shared[0])).mappings()]
            rows.sort(key=lambda row: row.get("place_id") is not None)  # what a row points to comes first
            for row in rows:
                target.execute(insert(table), [row])
    columns = {t.name: [c.name for c in t.c] for t in old.sorted_tables if t.name != "alembic_version"}
    before = snapshot(engine, columns)
    assert before["event"]
    engine.dispose()
    migrate(store_settings)
    check(store_settings)
    assert snapshot(engine, columns) == before
    with reading(engine) as connection:
        key = connection.execute(select(Event.key)).scalars().first()
    if engine.dialect.name == "postgresql":  # rows were put in with their numbers
        with writing(engine) as connection:
            for name in columns:
                connection.execute(text(f"SELECT setval('{name}_id_seq', 10000)"))
    assert corrections.correct(engine, "confirm", str(key), author="نادية", reason="نص الخبر")
    corrections.undo(engine, str(key), author="نادية", reason="سهو")
    engine.dispose()
    downgrade(store_settings, revision)
    rows = snapshot(engine, columns)
    rows.pop("correction"), before.pop("correction")
    rows.pop("argument"), before.pop("argument")  # written anew by the correction
    assert rows == before
    engine.dispose()
    filled.dispose()


def test_a_newer_database_is_refused_by_name(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'kb.db'}")
    migrate(settings)
    engine = open_store(settings)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match=r"kb\.db.*9999"):
        migrate(settings)
