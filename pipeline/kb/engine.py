"""Opening the knowledge base: engines for SQLite and PostgreSQL, migrations, and errors people can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError

from corpus.errors import StoreError
from pipeline.kb.changes import count_change, count_untold
from pipeline.kb.encode import to_json
from pipeline.settings import Settings

MIGRATIONS = "pipeline.kb:migrations"  # a folder of the installed package
BATCH = 500  # ids in one statement, below every engine's limit of parameters
CACHE_KB = 64_000  # of pages a connection to SQLite holds at most; its own 2,000 are written and read again and again
CHECKPOINT_PAGES = 16_000  # in SQLite's log before they are moved to the file (64 MB); a page changed twice moves once
PLANS = "-c jit=off -c max_parallel_workers_per_gather=0"  # PostgreSQL takes longer to prepare these than most questions take
WRITES = "rasid_writes"  # execution option: the transaction takes SQLite's write lock when it begins


def open_store(settings: Settings) -> Engine:
    """Return an engine for ``settings.database_url``; nothing is connected or created yet.

    Raises: StoreError: the address is no database address, or its driver is not installed.
    """
    url = _url(settings)
    try:
        if url.get_backend_name() == "sqlite":
            how: dict[str, Any] = {"connect_args": {"timeout": settings.database_timeout_s}}
            if settings.read_only and url.database and url.database != ":memory:":
                how = {"creator": partial(_connect_read_only, url.database, settings.database_timeout_s)}
            engine = create_engine(url, json_serializer=to_json, **how)
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        if url.get_backend_name() == "postgresql":
            if url.drivername == "postgresql":
                url = url.set(drivername="postgresql+psycopg")  # the driver of the `postgres` extra
            options: dict[str, Any] = {"connect_timeout": int(settings.database_timeout_s) or 1}
            # What the operator's address sets goes before ours, but for what may not be written.
            given = url.query.get("options", "")
            read_only = "-c default_transaction_read_only=on" if settings.read_only else ""
            options["options"] = f"{PLANS} {given} {read_only}".strip()
            return create_engine(url, connect_args=options, json_serializer=to_json)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise StoreError(f"{shown(url)}: {error}") from error
    raise StoreError(f"{shown(url)}: the knowledge base is SQLite or PostgreSQL, not {url.get_backend_name()}")


def _connect_read_only(file: str, timeout_s: float) -> sqlite3.Connection:
    """Return a connection to a SQLite file by which nothing can be written to it."""
    address = f"{Path(file).absolute().as_uri()}?mode=ro"  # quoted: a name may hold what means something in an address
    return sqlite3.connect(address, uri=True, timeout=timeout_s, check_same_thread=False)


def batches(values: Sequence[Any], size: int = BATCH) -> Iterator[Sequence[Any]]:
    """Yield the values, so many at a time."""
    return (values[i : i + size] for i in range(0, len(values), size))


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection for queries; database faults come out as StoreError."""
    file = engine.url.database
    if engine.dialect.name == "sqlite" and file and file != ":memory:" and not Path(file).exists():
        # SQLite would make an empty file where a question was asked; only `migrate` makes one.
        raise StoreError(f"{shown(engine.url)}: there is no knowledge base; run `rasid migrate`")
    with store_errors(engine), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in one transaction: all is written at the end, or nothing. Faults are StoreErrors."""
    with store_errors(engine), engine.execution_options(**{WRITES: True}).begin() as connection:
        yield connection
        count_change(connection)


@contextmanager
def noting(engine: Engine) -> Iterator[Connection]:
    """Yield a connection to write what no answer for readers tells of, as ``writing`` does: those given before still hold.

    It is for keys and their use, the audit log, searches kept and alerts; never for what an answer with an ``ETag`` tells.
    """
    with store_errors(engine), engine.execution_options(**{WRITES: True}).begin() as connection:
        yield connection
        count_untold(connection)


def lock_articles(connection: Connection, article_keys: Iterable[str]) -> None:
    """Let no other writer change the facts of these articles until the transaction ends.

    SQLite has one writer altogether, so there is nothing to do.
    """
    if connection.dialect.name == "postgresql":
        numbers = sorted({int(key[:15], 16) for key in article_keys})  # in one order: two writers do not deadlock
        locks = text("SELECT pg_advisory_xact_lock(n) FROM unnest(CAST(:numbers AS bigint[])) AS n")
        connection.execute(locks, {"numbers": numbers})


@contextmanager
def store_errors(engine: Engine) -> Iterator[None]:
    """Turn a database fault into a StoreError that names the database (password hidden) and the cause."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise StoreError(f"{shown(engine.url)}: {_cause(error)}") from error


def is_unavailable(error: BaseException) -> bool:
    """Return whether an error came from the database rather than from what was to be written: full, locked, gone."""
    cause = error.__cause__
    return isinstance(error, StoreError) and isinstance(cause, OperationalError | sqlite3.OperationalError)


def migrate(settings: Settings, revision: str = "head") -> None:
    """Bring the knowledge base to ``revision``, creating it if there is none. Idempotent.

    Raises: StoreError: it cannot be opened or written, or was made by a newer version of the project.
    """
    with _scripts(settings) as (config, _):
        command.upgrade(config, revision)


def downgrade(settings: Settings, revision: str) -> None:
    """Take the knowledge base back to an earlier ``revision`` (``base``: no tables)."""
    with _scripts(settings) as (config, _):
        command.downgrade(config, revision)


def check(settings: Settings) -> None:
    """Raise StoreError when the tables are not those of ``schema.py``, or a migration is missing."""
    with _scripts(settings) as (config, _):
        command.check(config)


def require_head(engine: Engine) -> None:
    """Raise StoreError, naming the command that helps, unless all migrations have been applied."""
    with reading(engine) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if current != head:
        state = f"at migration {current}, not {head}" if current else "empty"
        raise StoreError(f"{shown(engine.url)}: the knowledge base is {state}; run `rasid migrate`")


def shown(url: URL) -> str:
    """Return an address fit for messages: without its password."""
    return url.render_as_string(hide_password=True)


@contextmanager
def _scripts(settings: Settings) -> Iterator[tuple[Config, Connection]]:
    engine = open_store(settings)
    try:
        with store_errors(engine), engine.execution_options(**{WRITES: True}).connect() as connection:
            if engine.dialect.name == "sqlite":
                # Readers and a writer side by side; the mode stays with the file, so it is set only here, and on the
                # driver's connection, since it cannot change inside a transaction. Foreign keys rest meanwhile: SQLite
                # changes a table by copying it and dropping the old one, which would delete what refers to its rows.
                for pragma in ("journal_mode=WAL", "foreign_keys=OFF"):
                    connection.connection.cursor().execute(f"PRAGMA {pragma}")
            config = _config()
            config.attributes["connection"] = connection
            yield config, connection
            count_change(connection)
            connection.commit()
            if engine.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise StoreError(f"{shown(engine.url)}: rows point to rows that are gone; restore it from a copy")
    except CommandError as error:
        raise StoreError(f"{shown(engine.url)}: {error}") from error
    finally:
        engine.dispose()


def _config() -> Config:
    config = Config(stdout=StringIO())  # what is said to people is said by the command line
    config.set_main_option("script_location", MIGRATIONS)
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "r%%(rev)s_%%(slug)s")
    return config


def _url(settings: Settings) -> URL:
    try:
        return make_url(settings.database_url)
    except ArgumentError as error:
        raise StoreError("RASID_DATABASE_URL is no database address (sqlite:///file or postgresql://...)") from error


def _cause(error: Exception) -> str:
    """Return the first line of what the driver said, without the statement and its values."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says, not where the driver guesses
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute(f"PRAGMA cache_size=-{CACHE_KB}")
    connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
