"""What may leave the archive: texts an article no longer has, and articles themselves only where the settings say so.

A file is written anew without the records that go; the index then names the new file, and the old one is deleted.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from corpus.errors import StoreError
from pipeline.crawl.archive import SUFFIX
from pipeline.crawl.store import PageStore

_PIECE = 1 << 20
_SUPERSEDED = "version < (SELECT max(version) FROM capture o WHERE o.url = c.url)"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long answers are kept and how much of them: 0 days for ever, 0 bytes without a limit.

    ``articles``: the newest answers go too, with which goes what their articles stand on; else only superseded ones.
    """

    days: float = 0.0
    max_bytes: int = 0
    articles: bool = False


def prune(pages: PageStore, retention: Retention) -> int:
    """Drop what is too old, then the oldest until the archive is small enough; return how many records went.

    Raises: StoreError: a file cannot be read or written.
    """
    with pages.index.writing() as connection:
        doomed = _too_old(connection, retention)
        if retention.max_bytes:
            excess = pages.archive.bytes_held() - retention.max_bytes - sum(length for _, length in doomed)
            kept = {number for number, _ in doomed}
            for number, length in _expendable(connection, retention):
                if excess <= 0:
                    break
                if number not in kept:
                    doomed.append((number, length))
                    excess -= length
        going = {number for number, _ in doomed}
        files = {
            file
            for number in going
            for (file,) in connection.execute("SELECT file FROM capture WHERE id = ?", (number,))
        }
        for file in sorted(files):
            _rewrite(pages, connection, file, going)
    sweep(pages)
    return len(going)


def sweep(pages: PageStore) -> None:
    """Delete the files that the index no longer names (raises StoreError)."""
    with pages.index.writing() as connection:
        for (file,) in connection.execute("SELECT file FROM warc WHERE gone").fetchall():
            try:
                (pages.folder / file).unlink(missing_ok=True)
            except OSError as error:
                raise StoreError(f"{pages.folder / file}: cannot be deleted: {error.strerror or error}") from error


def _too_old(connection: sqlite3.Connection, retention: Retention) -> list[tuple[int, int]]:
    """Return number and length of the records that are too old and may go."""
    if not retention.days:
        return []
    last = (datetime.now(UTC) - timedelta(days=retention.days)).isoformat(timespec="seconds")
    which = "1" if retention.articles else _SUPERSEDED
    return connection.execute(f"SELECT id, length FROM capture c WHERE at < ? AND {which}", (last,)).fetchall()


def _expendable(connection: sqlite3.Connection, retention: Retention) -> list[tuple[int, int]]:
    """Return number and length of the records that may go, in the order in which they should."""
    found = connection.execute(f"SELECT id, length FROM capture c WHERE {_SUPERSEDED} ORDER BY id").fetchall()
    if retention.articles:
        found += connection.execute(f"SELECT id, length FROM capture c WHERE NOT {_SUPERSEDED} ORDER BY id").fetchall()
    return found


def _rewrite(pages: PageStore, connection: sqlite3.Connection, file: str, going: set[int]) -> None:
    """Write a file anew without some records, and have the index name that one."""
    rows = connection.execute(
        "SELECT id, offset, length FROM capture WHERE file = ? ORDER BY offset", (file,)
    ).fetchall()
    (outlet,) = connection.execute("SELECT outlet FROM warc WHERE file = ?", (file,)).fetchone()
    kept = [row for row in rows if row[0] not in going]
    connection.executemany("DELETE FROM capture WHERE id = ?", [(row[0],) for row in rows if row[0] in going])
    connection.execute("UPDATE warc SET gone = 1 WHERE file = ?", (file,))
    if not kept:
        return
    new = f"{file.removesuffix(SUFFIX)}r{SUFFIX}"
    try:
        size = _copy(pages.folder / file, pages.folder / new, rows[0][1], kept, connection)
    except OSError as error:
        raise StoreError(f"{pages.folder / new}: cannot be written: {error.strerror or error}") from error
    connection.execute("INSERT INTO warc (file, outlet, size) VALUES (?, ?, ?)", (new, outlet, size))
    connection.execute("UPDATE capture SET file = ? WHERE file = ?", (new, file))


def _copy(
    source: Path, target: Path, head: int, kept: list[tuple[int, int, int]], connection: sqlite3.Connection
) -> int:
    """Copy the first ``head`` bytes and the kept records, tell the index where they are; return the size (raises
    OSError)."""
    with source.open("rb") as old, target.open("wb") as new:
        new.write(old.read(head))
        for number, offset, length in kept:
            connection.execute("UPDATE capture SET offset = ? WHERE id = ?", (new.tell(), number))
            old.seek(offset)
            left = length
            while left and (piece := old.read(min(left, _PIECE))):
                new.write(piece)
                left -= len(piece)
        return new.tell()
