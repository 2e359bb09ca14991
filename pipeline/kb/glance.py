"""Whether anything was written to a SQLite file since one last looked, for less than it costs to send a question."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from sqlalchemy import Engine

Seen = tuple[int, int]  # which connection looked, and its count of what others have committed since it was opened


class Glance:
    """Looks at the file of an engine. Two looks that show the same had no writing between them, by whatever program."""

    def __init__(self, engine: Engine) -> None:
        name = engine.url.database if engine.dialect.name == "sqlite" else None
        self._file = Path(name).absolute() if name and name != ":memory:" else None
        self._address = f"{self._file.as_uri()}?mode=ro" if self._file else ""
        self._there: tuple[int, int] | None = None  # device and number of the file that is open
        self._opened = 0  # times; the counts of two connections are not to be compared
        self._connection: sqlite3.Connection | None = None

    def look(self) -> Seen | None:
        """Return what is seen; None: this is no file, or it is gone or shut just now, so that the engine must be asked.

        It waits for nobody and is called by one thread at a time.
        """
        if self._file is None:
            return None
        try:
            found = self._file.stat()
            there = (found.st_dev, found.st_ino)
            if self._connection is None or there != self._there:
                self._open(there)
            return self._opened, self._commits()
        except (OSError, sqlite3.Error):
            self.close()
            return None

    def close(self) -> None:
        """Let go of the file."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()

    def _open(self, there: tuple[int, int]) -> None:
        self.close()
        self._connection = sqlite3.connect(
            self._address, uri=True, timeout=0, isolation_level=None, check_same_thread=False
        )
        self._there = there
        self._opened += 1

    def _commits(self) -> int:
        assert self._connection is not None
        return int(self._connection.execute("PRAGMA data_version").fetchall()[0][0])
