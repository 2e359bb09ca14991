"""The index of a store of pages (``<store>/index.db``): what became of each address, what each list held, and where in
which WARC file each answer stands.

One connection serves all threads of a crawl, one at a time.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from corpus.errors import StoreError

INDEX = "index.db"
ARCHIVES = "*/*.warc.gz"  # the WARC files of a store, from its folder
MAX_TRIES = 3  # of an address that failed for a reason that may pass
_VERSION = 1  # PRAGMA user_version; 0 is a store of single files, or a new one
_SLICE = 500  # addresses in one statement
_OLD = """
CREATE TABLE IF NOT EXISTS page (url TEXT PRIMARY KEY, outlet TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL,
 reason TEXT NOT NULL, sha256 TEXT, asked TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS page_sha256 ON page (sha256);
"""
# `page.asked`: when it was first kept or last tried; `checked`: when it was last seen to be as it is.
_NEW = """
ALTER TABLE page ADD COLUMN checked TEXT;
ALTER TABLE page ADD COLUMN validators TEXT;
CREATE INDEX page_state ON page (outlet, state);
CREATE TABLE list (url TEXT PRIMARY KEY, outlet TEXT NOT NULL, read TEXT NOT NULL, rules TEXT NOT NULL,
 sha256 TEXT NOT NULL, validators TEXT NOT NULL, links BLOB NOT NULL);
CREATE TABLE outlet (key TEXT PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL);
CREATE TABLE pause (outlet TEXT PRIMARY KEY, until TEXT NOT NULL);
CREATE TABLE warc (file TEXT PRIMARY KEY, outlet TEXT NOT NULL, size INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0);
CREATE TABLE capture (id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL, outlet TEXT NOT NULL, version INTEGER NOT NULL,
 at TEXT NOT NULL, file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, sha256 TEXT NOT NULL,
 whole TEXT, part INTEGER NOT NULL DEFAULT 1);
CREATE UNIQUE INDEX capture_url ON capture (url, version);
CREATE INDEX capture_whole ON capture (whole) WHERE whole IS NOT NULL;
CREATE INDEX capture_file ON capture (file);
PRAGMA user_version = 1;
"""
_CAPTURE = "id, url, outlet, version, at, file, offset, length, sha256"
Links = tuple[tuple[str, str], ...]  # address and `lastmod`, which may be empty


class State(StrEnum):
    """What became of an address."""

    FOUND = "found"  # listed, not asked for yet
    KEPT = "kept"
    DUPLICATE = "duplicate"  # the same article stands at another address
    REFUSED = "refused"  # gone, or no page: never asked for again
    FORBIDDEN = "forbidden"  # by robots.txt, which is asked again when the address is listed again
    FAILED = "failed"  # asked for again, at most MAX_TRIES times


@dataclass(frozen=True, slots=True)
class Capture:
    """An answer in the archive: ``number`` grows with each that comes in, ``version`` counts the texts of an address
    from 1, ``at`` is UTC, ``offset`` and ``length`` are bytes of the WARC file (from the folder of the store), the
    response record and its request together."""

    number: int
    url: str
    outlet: str
    version: int
    at: str
    file: str
    offset: int
    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Selection:
    """Which answers: from an outlet (its key), fetched since a moment (ISO 8601 in UTC, its head will do), from an
    address, come in after the one of a number; ``versions``: every text an address had, not only the newest."""

    outlet: str | None = None
    since: str | None = None
    url: str | None = None
    after: int | None = None
    versions: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """A kept page: when it was kept and last seen unchanged (UTC), and how to ask whether it still is."""

    sha256: str
    kept: str
    checked: str
    validators: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ListRead:
    """A feed or sitemap as it was last read: by which rules (of the outlet), the digest of its bytes, how to ask
    whether it changed, its articles, the sitemaps it names."""

    rules: str
    digest: str
    validators: Mapping[str, str]
    links: Links
    nested: tuple[str, ...]


class Index:
    """The tables and what is asked of them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.RLock()
        self._depth = 0

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for one transaction, to one thread; one inside another is part of it."""
        with self._lock:
            self._depth += 1
            try:
                with self._connection if self._depth == 1 else nullcontext():
                    yield self._connection
            finally:
                self._depth -= 1

    def new_among(self, urls: Iterable[str]) -> list[str]:
        """Return the addresses that are to be fetched, in their order: never asked for, or failed and worth a try."""
        states = self._states(list(urls))
        return [url for url, row in states.items() if row is None or _worth_a_try(*row)]

    def waiting(self, outlet: str, limit: int) -> list[str]:
        """Return addresses of an outlet that earlier crawls found and did not fetch, the first found first."""
        rows = self._rows(
            "SELECT url FROM page WHERE outlet = ? AND (state = ? OR (state = ? AND tries < ?)) ORDER BY rowid LIMIT ?",
            (outlet, State.FOUND, State.FAILED, MAX_TRIES, limit),
        )
        return [str(url) for (url,) in rows]

    def was_tried(self, url: str) -> bool:
        """Whether an address was asked for before."""
        return bool(self._rows("SELECT 1 FROM page WHERE url = ? AND tries > 0", (url,)))

    def add_found(self, outlet: str, urls: Iterable[str]) -> None:
        """Remember addresses that were listed; what is known of them already stays."""
        with self.writing() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO page (url, outlet, state, tries, reason, asked) VALUES (?, ?, ?, 0, '', ?)",
                [(url, outlet, State.FOUND, now()) for url in urls],
            )

    def remember(
        self, outlet: str, url: str, state: State, *, reason: str = "", digest: str | None = None,
        validators: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """Write what became of an address."""
        with self.writing() as connection:
            connection.execute(
                "INSERT INTO page (url, outlet, state, tries, reason, sha256, asked, checked, validators)"
                " VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET state = excluded.state,"
                " tries = tries + 1, reason = excluded.reason, sha256 = excluded.sha256, asked = excluded.asked,"
                " checked = excluded.checked, validators = excluded.validators",
                (url, outlet, state, reason, digest, now(), now(), json.dumps(dict(validators or {}))),
            )

    def seen_again(self, url: str, validators: Mapping[str, str] | None = None, digest: str | None = None) -> None:
        """Remember that a kept page was looked at again; ``digest``: of its bytes where they are others."""
        with self.writing() as connection:
            connection.execute(
                "UPDATE page SET checked = ?, validators = coalesce(?, validators), sha256 = coalesce(?, sha256)"
                " WHERE url = ?",
                (now(), json.dumps(dict(validators)) if validators else None, digest, url),
            )

    def holds(self, url: str, digest: str | None = None) -> bool:
        """Whether a page is kept at an address, or one with these bytes anywhere."""
        found = "SELECT 1 FROM page WHERE state = ? AND (url = ? OR sha256 = ?) LIMIT 1"
        return bool(self._rows(found, (State.KEPT, url, digest)))

    def with_bytes(self, digest: str) -> Capture | None:
        """Return the newest answer from the first kept address that holds these bytes, None without one."""
        rows = self._rows("SELECT url FROM page WHERE state = ? AND sha256 = ? LIMIT 1", (State.KEPT, digest))
        found = self.newest(rows[0][0]) if rows else None
        return found if found and found.sha256 == digest else None

    def known(self, url: str) -> Known | None:
        """Return what is known of a kept page, None where the address holds none."""
        return self.known_among([url]).get(url)

    def known_among(self, urls: Iterable[str]) -> dict[str, Known]:
        """Return what is known of those addresses that hold a kept page."""
        found: dict[str, Known] = {}
        rest = iter(urls)
        while part := list(islice(rest, _SLICE)):
            query = (
                "SELECT url, sha256, asked, coalesce(checked, asked), validators FROM page"
                f" WHERE url IN ({','.join('?' * len(part))}) AND state = ?"
            )
            for url, digest, kept, checked, validators in self._rows(query, (*part, State.KEPT)):
                found[url] = Known(digest or "", kept, checked, json.loads(validators or "{}"))
        return found

    def read_list(self, url: str) -> ListRead | None:
        """Return a feed or sitemap as it was last read, None where it was not."""
        query = "SELECT rules, sha256, validators, links FROM list WHERE url = ?"
        for rules, digest, validators, packed in self._rows(query, (url,)):
            links, nested = json.loads(zlib.decompress(packed))
            return ListRead(rules, digest, json.loads(validators), tuple((u, day) for u, day in links), tuple(nested))
        return None

    def keep_list(self, outlet: str, url: str, found: ListRead) -> None:
        """Remember a feed or sitemap as it was read."""
        packed = zlib.compress(json.dumps([found.links, found.nested]).encode())
        with self.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO list (url, outlet, read, rules, sha256, validators, links)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (url, outlet, now(), found.rules, found.digest, json.dumps(dict(found.validators)), packed),
            )

    def keep_outlet(self, key: str, name: str, country: str) -> None:
        """Remember the name and country of an outlet, which its pages are read with."""
        with self.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO outlet VALUES (?, ?, ?)", (key, name, country))

    def outlets(self) -> dict[str, tuple[str, str]]:
        """Return name and country of every outlet by its key."""
        return {key: (name, country) for key, name, country in self._rows("SELECT key, name, country FROM outlet")}

    def leave_alone(self, outlet: str, until: datetime) -> None:
        """Remember until when the host of an outlet asked to be left alone."""
        with self.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO pause VALUES (?, ?)", (outlet, until.astimezone(UTC).isoformat("T", "seconds"))
            )

    def left_alone(self, outlet: str) -> datetime | None:
        """Return until when the host of an outlet asked to be left alone, None where it may be asked."""
        rows = self._rows("SELECT until FROM pause WHERE outlet = ? AND until > ?", (outlet, now()))
        return datetime.fromisoformat(rows[0][0]) if rows else None

    def captures(self, chosen: Selection) -> list[Capture]:
        """Return what the archive holds of a selection, in the order it came in; later parts of articles not among
        it."""
        query = f"SELECT {_CAPTURE} FROM capture c WHERE part = 1"
        values: list[str | int] = []
        for column, value in (
            ("outlet = ?", chosen.outlet), ("at >= ?", chosen.since), ("url = ?", chosen.url), ("id > ?", chosen.after),
        ):  # fmt: skip
            if value is not None:
                query, values = f"{query} AND {column}", [*values, value]
        if not chosen.versions:
            query += " AND version = (SELECT max(version) FROM capture o WHERE o.url = c.url)"
        return [Capture(*row) for row in self._rows(f"{query} ORDER BY id", values)]

    def everything(self) -> list[Capture]:
        """Return all that the archive holds, later parts of articles too, as it stands in the files."""
        return [Capture(*row) for row in self._rows(f"SELECT {_CAPTURE} FROM capture ORDER BY file, offset")]

    def captures_after(self, number: int, limit: int) -> list[tuple[int, Capture]]:
        """Return the newest captures of the articles of which something came in after a record, be it a later part, in
        order, each with the number of what came in last of it."""
        rows = self._rows(
            f"SELECT c.id, {_of('w')} FROM capture c JOIN capture w ON w.url = coalesce(c.whole, c.url)"
            " AND w.version = (SELECT max(version) FROM capture o WHERE o.url = w.url) WHERE c.id > ?"
            " AND NOT EXISTS (SELECT 1 FROM capture o WHERE o.url = w.url AND o.id > c.id)"
            " AND NOT EXISTS (SELECT 1 FROM capture o WHERE o.whole = w.url AND o.id > c.id) ORDER BY c.id LIMIT ?",
            (number, limit),
        )
        return [(int(row[0]), Capture(*row[1:])) for row in rows]

    def count_after(self, number: int) -> int:
        """Return of how many articles something came in after a record."""
        query = "SELECT count(DISTINCT coalesce(whole, url)) FROM capture WHERE id > ?"
        return int(self._rows(query, (number,))[0][0])

    def capture_at(self, number: int) -> Capture | None:
        """Return the record of a number, None without one."""
        return next(
            (Capture(*row) for row in self._rows(f"SELECT {_CAPTURE} FROM capture WHERE id = ?", (number,))), None
        )

    def last_number(self) -> int:
        """Return the number of the answer that came in last, 0 without one."""
        return int(self._rows("SELECT coalesce(max(id), 0) FROM capture")[0][0])

    def parts(self, whole: str) -> list[Capture]:
        """Return the newest answers from the later parts of an article that spans several pages, in order."""
        return [
            Capture(*row)
            for row in self._rows(
                f"SELECT {_CAPTURE} FROM capture c WHERE whole = ? AND version ="
                " (SELECT max(version) FROM capture o WHERE o.url = c.url) ORDER BY part",
                (whole,),
            )
        ]

    def newest(self, url: str) -> Capture | None:
        """Return the newest answer from an address, None without one."""
        return next(iter(self.captures(Selection(url=url))), None)

    def _states(self, urls: list[str]) -> dict[str, tuple[str, int] | None]:
        """Return state and tries of each address, None for one that is not known."""
        found: dict[str, tuple[str, int] | None] = dict.fromkeys(urls)
        rest = iter(list(found))
        while part := list(islice(rest, _SLICE)):
            marks = ",".join("?" * len(part))
            for url, state, tries in self._rows(f"SELECT url, state, tries FROM page WHERE url IN ({marks})", part):
                found[url] = state, tries
        return found

    def _rows(self, query: str, values: Iterable[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self._lock:
            return self._connection.execute(query, tuple(values)).fetchall()


def require_index(folder: Path) -> None:
    """Refuse a store whose index is lost: a new one would write over its WARC files.

    Raises: StoreError: there are WARC files and no index.
    """
    if not (folder / INDEX).exists() and next(folder.glob(ARCHIVES), None):
        raise StoreError(f"{folder / INDEX} is lost, its WARC files are there: `rasid archive rebuild` makes it anew")


def trouble(folder: Path, error: sqlite3.Error) -> StoreError:
    """Return what to say of an index that cannot be used, with what helps where it is damaged."""
    damaged = isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)
    remedy = "; `rasid archive rebuild` makes it anew from the WARC files" if damaged else ""
    return StoreError(f"{folder / INDEX}: {error}{remedy}")


def open_index(folder: Path, name: str = INDEX) -> sqlite3.Connection:
    """Open the index of a store to write it, and bring it to the newest schema (raises sqlite3.Error).

    A write-ahead log spares a wait for the disk with every page; ``close_index`` leaves a single file again.
    """
    connection = sqlite3.connect(folder / name, timeout=30, check_same_thread=False)
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] < _VERSION:
            connection.executescript(f"BEGIN IMMEDIATE; {_OLD} {_NEW} COMMIT;")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may cost the last pages: they are fetched again
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def close_index(connection: sqlite3.Connection) -> None:
    """Close the index, in a single file unless somebody is reading it."""
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()


@contextmanager
def open_index_to_read(folder: Path) -> Iterator[sqlite3.Connection | None]:
    """Open the index of a store that is only read; None where it knows of no archive (raises sqlite3.Error)."""
    place = f"file:{quote(str((folder / INDEX).absolute()))}?mode=ro"
    with closing(sqlite3.connect(place, uri=True, timeout=30)) as connection:
        known = connection.execute("PRAGMA user_version").fetchone()[0] >= _VERSION
        yield connection if known else None


def _of(table: str) -> str:
    """Return the columns of a capture, of a table by its name in a statement."""
    return ", ".join(f"{table}.{name}" for name in _CAPTURE.split(", "))


def now() -> str:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _worth_a_try(state: str, tries: int) -> bool:
    """Whether an address that is known is still to be fetched."""
    return state in (State.FOUND, State.FORBIDDEN) or (state == State.FAILED and tries < MAX_TRIES)
