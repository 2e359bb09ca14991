"""The store of a crawler: pages in WARC files, and the index that says what became of every address.

``rasid run <store>`` reads the newest text of each article from it (``pipeline.crawl.replay``). A store of an older
version, with a file a page, is taken over when it is opened: its pages go into WARC files and their files away.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import StoreError
from pipeline.crawl.archive import Archive, Part, Placed
from pipeline.crawl.connect import Response
from pipeline.crawl.fetch import validators_of
from pipeline.crawl.index import Capture, Index, State, close_index, open_index, require_index, trouble
from pipeline.crawl.outlets import Outlet

LOCK = ".lock"
SIDECAR = ".meta.json"


LaterPart = tuple[
    int, str, Response
]  # of an article over several pages: the number of the page, its address, the answer


class PageStore:
    """Pages in their WARC files and what is known of addresses; made by ``open_pages``."""

    def __init__(self, folder: Path, index: Index, archive: Archive) -> None:
        self.folder = folder
        self.index = index
        self.archive = archive

    def keep(
        self, outlet: Outlet, *, asked: str, url: str, answer: Response, later: Callable[[], list[LaterPart]] = list
    ) -> bool:  # fmt: skip
        """Keep a page as the article at ``url``, when ``asked`` was asked for; False if it is kept already.

        ``later`` fetches the article's later pages, for one that is not kept yet; all are kept at once or none, so that a
        crawl that is killed leaves no half of an article.

        Raises: StoreError: it cannot be written.
        """
        digest = hashlib.sha256(answer.body).hexdigest()
        parts = [] if self.index.holds(url, digest) else later()
        with self.index.writing():  # one thread at a time: two may bring one page
            held = self.index.holds(url, digest)
            if not held:
                self._archive(outlet, url, answer, digest)
                for number, at, part in parts:
                    self._keep_part(outlet, url, number, at, part)
            elif original := self.index.with_bytes(digest):
                self._revisit(outlet, asked, answer, original)
            if held or asked != url:
                self.index.remember(outlet.key, asked, State.DUPLICATE, digest=digest)
        return not held

    def keep_version(self, outlet: Outlet, url: str, answer: Response | None, parts: list[LaterPart]) -> None:
        """Keep the new text of an article that is kept already: of its first page, of later ones, or of both (raises
        StoreError)."""
        with self.index.writing():
            if answer is not None:
                self._archive(outlet, url, answer, hashlib.sha256(answer.body).hexdigest())
            for number, at, part in parts:
                self._keep_part(outlet, url, number, at, part)

    def note_unchanged(self, outlet: Outlet, url: str, answer: Response, validators: Mapping[str, str] | None) -> None:
        """Remember that a kept article was looked at again and is as it was; where no other bytes came, also in the
        archive (raises StoreError)."""
        with self.index.writing():
            newest = self.index.newest(url)
            if newest and (answer.status == 304 or hashlib.sha256(answer.body).hexdigest() == newest.sha256):
                self._revisit(outlet, url, answer, newest)
            self.index.seen_again(url, validators)

    def _keep_part(self, outlet: Outlet, whole: str, part: int, url: str, answer: Response) -> None:
        """Keep a later part of an article that spans several pages (raises StoreError)."""
        at = datetime.now(UTC)
        with self.index.writing() as connection:
            placed = self.archive.add(outlet.key, url, answer.wire, at, Part(whole, part))
            digest = hashlib.sha256(answer.body).hexdigest()
            enter(connection, outlet.key, url, placed, at.isoformat(timespec="seconds"), digest)
            connection.execute("UPDATE capture SET whole = ?, part = ? WHERE url = ?", (whole, part, url))
            self.index.remember(outlet.key, url, State.DUPLICATE, reason=f"part of {whole}")

    def note(self, outlet: Outlet, url: str, *, refused: bool, reason: str) -> None:
        """Remember that an address gave no page; a refused one is not asked for again."""
        self.index.remember(outlet.key, url, State.REFUSED if refused else State.FAILED, reason=reason)

    def note_duplicate(self, outlet: Outlet, url: str, of: str) -> None:
        """Remember that an address shows the article of another one, which is found thereby."""
        with self.index.writing():
            self.index.remember(outlet.key, url, State.DUPLICATE, reason=f"shows {of}")
            self.index.add_found(outlet.key, [of])

    def _archive(self, outlet: Outlet, url: str, answer: Response, digest: str) -> None:
        """Write an answer into the archive, and then into the index."""
        at = datetime.now(UTC)
        placed = self.archive.add(outlet.key, url, answer.wire, at)
        with self.index.writing() as connection:
            enter(connection, outlet.key, url, placed, at.isoformat(timespec="seconds"), digest)
            self.index.remember(outlet.key, url, State.KEPT, digest=digest, validators=validators_of(answer))

    def _revisit(self, outlet: Outlet, url: str, answer: Response, original: Capture) -> None:
        """Write into the archive that an answer was what a record of it has already."""
        placed = self.archive.add_revisit(outlet.key, url, answer.wire, datetime.now(UTC), original)
        with self.index.writing() as connection:
            _enter_file(connection, outlet.key, placed)


def _enter_file(connection: sqlite3.Connection, outlet: str, placed: Placed) -> None:
    """Enter how long a file of the archive is now."""
    connection.execute(
        "INSERT INTO warc (file, outlet, size) VALUES (?, ?, ?) ON CONFLICT (file) DO UPDATE SET size = excluded.size",
        (placed.file, outlet, placed.size),
    )


def enter(connection: sqlite3.Connection, outlet: str, url: str, placed: Placed, at: str, digest: str) -> None:
    """Enter a record of the archive into the index, as the next version of its address."""
    _enter_file(connection, outlet, placed)
    connection.execute(
        "INSERT INTO capture (url, outlet, version, at, file, offset, length, sha256)"
        " SELECT ?, ?, coalesce(max(version), 0) + 1, ?, ?, ?, ?, ? FROM capture WHERE url = ?",
        (url, outlet, at, placed.file, placed.offset, placed.length, digest, url),
    )


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a store is written: how the crawler names itself, and from what size a WARC file is followed by a new one."""

    agent: str
    file_bytes: int


@contextmanager
def open_pages(folder: Path, keeping: Keeping) -> Iterator[PageStore]:
    """Open the store of pages to write it, made if it is not there, and close it at the end.

    Raises: StoreError: the folder or its index cannot be opened or written, or another crawl is writing it.
    """
    with locked(folder):
        require_index(folder)
        try:
            connection = open_index(folder)
        except sqlite3.Error as error:
            raise trouble(folder, error) from error
        try:
            index = Index(connection)
            pages = PageStore(folder, index, Archive(folder, index, keeping.agent, keeping.file_bytes))
            _forget_lost(pages)
            _take_over(pages)
            yield pages
        except sqlite3.Error as error:
            raise trouble(folder, error) from error
        finally:
            close_index(connection)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a store, made if it is not there.

    Raises: StoreError: the folder cannot be written, or another process is writing the store.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("a")
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written: {error.strerror or error}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(f"{folder}: another crawl is writing this store") from error
        yield


def _forget_lost(pages: PageStore) -> None:
    """Have those pages fetched again whose records are not in the files (a disk that lost its last seconds)."""
    with pages.index.writing() as connection:
        for file, size in connection.execute("SELECT file, size FROM warc WHERE NOT gone").fetchall():
            path = pages.folder / file
            there = path.stat().st_size if path.exists() else 0
            if there >= size:
                continue
            lost = "SELECT url FROM capture WHERE file = ? AND offset + length > ?"
            connection.execute(
                f"UPDATE page SET state = ?, tries = 0, sha256 = NULL WHERE url IN ({lost}) AND state = ?",
                (State.FOUND, file, there, State.KEPT),
            )
            connection.execute("DELETE FROM capture WHERE file = ? AND offset + length > ?", (file, there))
            whole = "SELECT coalesce(max(offset + length), 0) FROM capture WHERE file = ?"
            connection.execute(f"UPDATE warc SET size = ({whole}), gone = ({whole}) = 0 WHERE file = ?", (file,) * 3)


def _take_over(pages: PageStore) -> None:
    """Move the single files of an old store into the archive, each whole before its file goes away."""
    for sidecar in sorted(pages.folder.glob(f"*/*{SIDECAR}")):
        page = sidecar.with_name(sidecar.name.removesuffix(SIDECAR) + ".html")
        if page.exists():
            _take_over_page(pages, page, sidecar)
        with suppress(OSError):
            page.unlink(missing_ok=True)
            sidecar.unlink()


def _take_over_page(pages: PageStore, page: Path, sidecar: Path) -> None:
    """Move one page of an old store into the archive.

    Raises: StoreError: it cannot be read or written.
    """
    try:
        raw, meta = page.read_bytes(), json.loads(sidecar.read_bytes())
        outlet, url, at = page.parent.name, str(meta["url"]), str(meta["fetched"])
        source, country = str(meta["source"]), str(meta["country"])
    except (OSError, ValueError, KeyError) as error:
        raise StoreError(f"{page}: cannot be taken over: {error!r}") from error
    digest = hashlib.sha256(raw).hexdigest()
    with pages.index.writing() as connection:
        pages.index.keep_outlet(outlet, source, country)
        if pages.index.newest(url) is None:
            enter(connection, outlet, url, pages.archive.add_page(outlet, url, raw, at), at, digest)
