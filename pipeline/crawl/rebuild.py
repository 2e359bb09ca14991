"""The index of a store made anew from its WARC files, and the check that they hold what the index says.

The WARC files say what was read, where and when; what they cannot say is only how to go on: addresses that failed are
asked for again, lists are read anew, and an address that showed another's article may be fetched once more.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import InputError, StoreError
from corpus.page_head import part_number, whole_address
from corpus.warc import holds_page, page_of, placed_records
from pipeline.crawl.archive import PART, WHOLE
from pipeline.crawl.index import ARCHIVES, INDEX, Index, Selection, close_index, open_index, require_index
from pipeline.crawl.outlets import Outlet
from pipeline.crawl.replay import open_to_read
from pipeline.crawl.store import locked

_NEW, _OLD = f"{INDEX}.new", f"{INDEX}.damaged"
_BESIDE = ("", "-wal", "-shm", "-journal")  # an index and what SQLite has beside it
_STAGED = """
CREATE TEMP TABLE found (url TEXT, outlet TEXT, at TEXT, file TEXT, offset INTEGER, length INTEGER, sha256 TEXT,
 validators TEXT, whole TEXT, part INTEGER);
CREATE TEMP TABLE again (url TEXT, outlet TEXT, at TEXT, original TEXT);
"""
# An answer that came twice is one: a crawl may have been killed behind it, or while a file was written anew.
_ENTERED = """
DELETE FROM found WHERE rowid NOT IN (SELECT min(rowid) FROM found GROUP BY url, at, sha256);
UPDATE found SET whole = NULL, part = 1 WHERE whole NOT IN (SELECT url FROM found WHERE part = 1);
INSERT INTO capture (url, outlet, version, at, file, offset, length, sha256, whole, part)
 SELECT url, outlet, row_number() OVER (PARTITION BY url ORDER BY at, file, offset), at, file, offset, length, sha256, whole, part
 FROM found ORDER BY at, file, offset;
INSERT INTO page (url, outlet, state, tries, reason, sha256, asked, checked, validators)
 SELECT c.url, c.outlet, iif(c.part = 1, 'kept', 'duplicate'), 1, iif(c.part = 1, '', 'part of ' || c.whole), c.sha256, c.at,
  max(c.at, coalesce((SELECT max(at) FROM again a WHERE a.url = c.url), '')), f.validators
 FROM capture c JOIN found f ON f.file = c.file AND f.offset = c.offset
 WHERE c.version = (SELECT max(version) FROM capture o WHERE o.url = c.url) ORDER BY c.id;
INSERT OR IGNORE INTO page (url, outlet, state, tries, reason, sha256, asked, checked, validators)
 SELECT a.url, a.outlet, 'duplicate', 1, '', (SELECT sha256 FROM page WHERE url = a.original), a.at, a.at, '{}' FROM again a;
"""


@dataclass
class Rebuilt:
    """What came of a rebuild: WARC files read, articles and records entered, and the damage met, each with its place."""

    files: int = 0
    articles: int = 0
    records: int = 0
    damaged: list[str] = field(default_factory=list)


def rebuild(folder: Path, outlets: Iterable[Outlet]) -> Rebuilt:
    """Make the index of a store anew from its WARC files; a former one stays beside it as ``index.db.damaged``.

    ``outlets``: those declared, for their names. Killed at any point, it leaves the store as it was, or done.

    Raises: StoreError: there are no WARC files, one cannot be read, or the index cannot be written.
    """
    with locked(folder):
        files = sorted(folder.glob(ARCHIVES))
        if not files:
            raise StoreError(f"{folder}: no WARC files to make an index from")
        try:
            _remove(folder / _NEW)
            connection = open_index(folder, _NEW)
            try:
                done = _fill(connection, folder, files, {outlet.key: outlet for outlet in outlets})
            finally:
                close_index(connection)
            for end in _BESIDE:  # a log of the former index would be taken for the new one's
                if (folder / f"{INDEX}{end}").exists():
                    (folder / f"{INDEX}{end}").replace(folder / f"{_OLD}{end}")
            (folder / _NEW).replace(folder / INDEX)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{folder / INDEX}: cannot be made anew: {error}") from error
    return done


def damaged_records(folder: Path) -> Iterator[str | None]:
    """Yield for each record that the index names what is wrong with it, None for one that is as it was written.

    Raises: StoreError: the folder has no archive, or its index cannot be read.
    """
    with open_to_read(folder) as replay:
        if replay is None:
            require_index(folder)
            raise StoreError(f"{folder}: no store of crawled pages with an archive")
        for capture in replay.index.everything():
            try:
                replay.archive.page(capture)
            except StoreError as error:
                yield str(error)
            else:
                yield None


def _fill(connection: sqlite3.Connection, folder: Path, files: list[Path], known: dict[str, Outlet]) -> Rebuilt:
    """Enter all files into a new index (raises OSError, sqlite3.Error)."""
    done = Rebuilt(len(files))
    connection.executescript(_STAGED)
    with connection:
        for file in files:
            key = file.parent.name
            size = _stage(connection, file, folder, done.damaged)
            connection.execute(
                "INSERT INTO warc (file, outlet, size) VALUES (?, ?, ?)", (_name(file, folder), key, size)
            )
            outlet = known.get(key)
            named = (outlet.name, outlet.country) if outlet else (key, "")
            connection.execute("INSERT OR IGNORE INTO outlet VALUES (?, ?, ?)", (key, *named))
        for statement in filter(str.strip, _ENTERED.split(";")):
            connection.execute(statement)
    done.articles = len(Index(connection).captures(Selection()))
    done.records = connection.execute("SELECT count(*) FROM capture").fetchone()[0]
    return done


def _stage(connection: sqlite3.Connection, file: Path, folder: Path, damaged: list[str]) -> int:
    """Put what a file holds beside what others do; return the size up to the end of its last whole record."""
    end: int | None = None  # of what is whole, where the file has more
    open_record: tuple[Any, ...] | None = None  # the answer whose request may follow
    with file.open("rb") as stream:
        for place, record in placed_records(stream):
            end = place if isinstance(record, InputError) else None
            if open_record and not (not isinstance(record, InputError) and record.rec_type == "request"):
                _enter(connection, open_record, place)
                open_record = None
            if isinstance(record, InputError):
                damaged.append(f"{file}: {record}")
                continue
            try:
                open_record = _row(record, place, file, folder) or open_record
            except InputError as error:
                damaged.append(f"{file}: record at byte {place}: {error}")
            if record.rec_type == "revisit":
                _stage_revisit(connection, record, file.parent.name)
    end = file.stat().st_size if end is None else end
    if open_record:
        _enter(connection, open_record, end)
    return end


def _row(record: Any, place: int, file: Path, folder: Path) -> tuple[Any, ...] | None:
    """Return the cells of a page but for its length, None for another record (raises InputError)."""
    if not holds_page(record):
        return None
    page = page_of(record)
    number = record.rec_headers.get_header(PART)
    whole = record.rec_headers.get_header(WHOLE)
    if number is None and part_number(page.url) > 1:  # written before the record said so
        whole, number = whole_address(page.url), str(part_number(page.url))
    headers = record.http_headers
    pairs = (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since"))
    validators = {asked: headers.get_header(given) for given, asked in pairs if headers and headers.get_header(given)}
    digest = hashlib.sha256(page.raw).hexdigest()
    at = page.at.replace("Z", "+00:00")
    return (
        page.url, file.parent.name, at, _name(file, folder), place, digest, json.dumps(validators), whole, int(number or 1)
    )  # fmt: skip


def _enter(connection: sqlite3.Connection, row: tuple[Any, ...], end: int) -> None:
    """Put a page beside the others; its record and its request end at a byte."""
    url, outlet, at, file, place, digest, validators, whole, number = row
    cells = (url, outlet, at, file, place, end - place, digest, validators, whole, number)
    connection.execute("INSERT INTO found VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", cells)


def _stage_revisit(connection: sqlite3.Connection, record: Any, outlet: str) -> None:
    """Put aside that an address showed what it, or another, had shown."""
    named = record.rec_headers.get_header
    at = str(named("WARC-Date")).replace("Z", "+00:00")
    cells = (named("WARC-Target-URI"), outlet, at, named("WARC-Refers-To-Target-URI"))
    connection.execute("INSERT INTO again VALUES (?, ?, ?, ?)", cells)


def _name(file: Path, folder: Path) -> str:
    """Return how the index names a file."""
    return file.relative_to(folder).as_posix()


def _remove(index: Path) -> None:
    """Delete what an earlier try left (raises OSError)."""
    for end in _BESIDE:
        index.with_name(f"{index.name}{end}").unlink(missing_ok=True)
