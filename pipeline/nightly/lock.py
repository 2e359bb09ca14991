"""One night at a time on one knowledge base, on whatever machine: the lock ends with the process that holds it.

SQLite: a lock of the operating system on a file beside the database. PostgreSQL: an advisory lock of a session, so the
server lets go of it when the client is gone. Neither can be left behind by a process that was killed.
"""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from corpus.errors import StoreError
from pipeline.kb.engine import shown, store_errors

NUMBER = 7_215_368_402  # of the advisory lock: any number that nobody else takes


class AnotherNightError(StoreError):
    """A night is under way already; the message names its process where it is known."""


class Lock:
    """A lock that is held. ``holds`` looks whether it still is."""

    def __init__(self, engine: Engine, connection: Connection | None) -> None:
        self._engine = engine
        self._connection = connection

    def require(self) -> None:
        """Do nothing while the lock is held.

        Raises: StoreError: the database server let go of it (it was restarted, or the connection was lost).
        """
        if self._connection is None:
            return
        try:
            self._connection.execute(text("SELECT 1"))
        except SQLAlchemyError as error:
            raise StoreError(
                f"{shown(self._engine.url)}: the connection was lost, and the night's lock with it"
            ) from error


@contextmanager
def only_night(engine: Engine) -> Iterator[Lock]:
    """Hold the lock of the nights of a knowledge base.

    Raises: AnotherNightError: another process holds it. StoreError: it cannot be asked for.
    """
    if engine.dialect.name == "postgresql":
        with _held_by_session(engine) as connection:
            yield Lock(engine, connection)
    else:
        with _held_by_file(Path(f"{engine.url.database}.nightly.lock")):
            yield Lock(engine, None)


@contextmanager
def _held_by_file(path: Path) -> Iterator[None]:
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror or error}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            raise AnotherNightError(
                f"a night is under way already ({file.read().strip() or 'unknown process'})"
            ) from error
        # For whoever finds the lock held; what a killed process wrote here holds nothing.
        file.truncate(0)
        file.write(f"process {os.getpid()} on {socket.gethostname()}")
        file.flush()
        yield


@contextmanager
def _held_by_session(engine: Engine) -> Iterator[Connection]:
    with store_errors(engine), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": NUMBER}).scalar_one():
            holder = connection.execute(
                text(
                    "SELECT host(a.client_addr), a.pid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
                    " WHERE l.locktype = 'advisory' AND l.granted AND (l.classid::bigint << 32) + l.objid::bigint = :n"
                ),
                {"n": NUMBER},
            ).first()
            who = f"client {holder[0] or 'of this machine'}, server process {holder[1]}" if holder else "unknown client"
            raise AnotherNightError(f"a night is under way already ({who})")
        try:
            yield connection
        finally:
            if not connection.invalidated:
                connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": NUMBER})
