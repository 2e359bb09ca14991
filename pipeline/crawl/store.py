"""The raw pages kept by the crawler, and the index of addresses that were asked for.

A page is ``<store>/<outlet>/<hash of its address>.html`` with its sidecar ``<hash>.meta.json`` (url, source, country,
fetched), so that ``rasid run <store>`` reads it like any folder. The index is ``<store>/index.db``.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from corpus.errors import StoreError
from pipeline.crawl.outlets import Outlet

MAX_TRIES = 3  # of an address that failed for a reason that may pass
INDEX = "index.db"


class State(StrEnum):
    """What became of an address."""

    KEPT = "kept"
    DUPLICATE = "duplicate"  # the same page stands at another address
    REFUSED = "refused"  # gone, or no page: never asked for again
    FAILED = "failed"  # asked for again, at most MAX_TRIES times


class PageStore:
    """Pages on disk and their index; made by ``open_pages``."""

    def __init__(self, folder: Path, index: sqlite3.Connection) -> None:
        self.folder = folder
        self._index = index

    def is_new(self, url: str) -> bool:
        """Whether an address is to be fetched: never asked for, or failed and still worth a try."""
        row = self._index.execute("SELECT state, tries FROM page WHERE url = ?", (url,)).fetchone()
        return row is None or (row[0] == State.FAILED and row[1] < MAX_TRIES)

    def keep(self, outlet: Outlet, *, asked: str, url: str, raw: bytes) -> bool:
        """Keep a page found at ``url`` when ``asked`` was asked for; False if it is kept already.

        Raises: StoreError: it cannot be written.
        """
        digest = hashlib.sha256(raw).hexdigest()
        kept = self._index.execute(
            "SELECT 1 FROM page WHERE state = ? AND (sha256 = ? OR url = ?)", (State.KEPT, digest, url)
        ).fetchone()
        if not kept:
            self._write_page(outlet, url, raw)
            self._remember(outlet, url, State.KEPT, digest=digest)
        if kept or asked != url:
            self._remember(outlet, asked, State.DUPLICATE, digest=digest)
        return not kept

    def note(self, outlet: Outlet, url: str, *, refused: bool, reason: str) -> None:
        """Remember that an address gave no page; a refused one is not asked for again."""
        self._remember(outlet, url, State.REFUSED if refused else State.FAILED, reason=reason)

    def _write_page(self, outlet: Outlet, url: str, raw: bytes) -> None:
        """Write a page and its sidecar."""
        name = hashlib.sha256(url.encode()).hexdigest()[:20]
        folder = self.folder / outlet.key
        meta = {"url": url, "source": outlet.name, "country": outlet.country, "fetched": _now()}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # The sidecar first: a page never stands without it.
            _write(folder / f"{name}.meta.json", json.dumps(meta, ensure_ascii=False, indent=1).encode() + b"\n")
            _write(folder / f"{name}.html", raw)
        except OSError as error:
            raise StoreError(f"{folder}: cannot be written: {error.strerror or error}") from error

    def _remember(self, outlet: Outlet, url: str, state: State, *, reason: str = "", digest: str | None = None) -> None:
        """Write a row of the index."""
        with self._index:
            self._index.execute(
                "INSERT INTO page (url, outlet, state, tries, reason, sha256, asked) VALUES (?, ?, ?, 1, ?, ?, ?)"
                " ON CONFLICT (url) DO UPDATE SET state = excluded.state, tries = tries + 1,"
                " reason = excluded.reason, sha256 = excluded.sha256, asked = excluded.asked",
                (url, outlet.key, state, reason, digest, _now()),
            )


@contextmanager
def open_pages(folder: Path) -> Iterator[PageStore]:
    """Open the store of pages, made if it is not there, and close it at the end.

    Raises: StoreError: the folder or its index cannot be opened or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        index = sqlite3.connect(folder / INDEX, timeout=30)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{folder}: cannot be written: {error}") from error
    try:
        with index:
            index.execute(
                "CREATE TABLE IF NOT EXISTS page (url TEXT PRIMARY KEY, outlet TEXT NOT NULL, state TEXT NOT NULL,"
                " tries INTEGER NOT NULL, reason TEXT NOT NULL, sha256 TEXT, asked TEXT NOT NULL)"
            )
            index.execute("CREATE INDEX IF NOT EXISTS page_sha256 ON page (sha256)")
        yield PageStore(folder, index)
    except sqlite3.Error as error:
        raise StoreError(f"{folder / INDEX}: {error}") from error
    finally:
        index.close()


def _write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    unfinished = file.with_name(f".{file.name}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def _now() -> str:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
