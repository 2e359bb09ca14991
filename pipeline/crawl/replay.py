"""What a store holds, read again without fetching: as documents for ``rasid run``, or as the pages they were.

An article is the newest text of its address, with its later parts where it spans several pages.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from corpus.document import Document
from corpus.errors import InputError, StoreError
from corpus.page import PageReading
from corpus.reader import ReadFailure, page_document, page_name, read
from corpus.warc import is_warc
from pipeline.crawl.archive import Archive
from pipeline.crawl.index import INDEX, Capture, Index, Selection, open_index_to_read, require_index, trouble
from pipeline.crawl.reading import Readings
from pipeline.crawl.store import SIDECAR

ALL = Selection()


def is_store(path: Path) -> bool:
    """Whether a folder is a store with an archive; one of single pages is read as any folder is."""
    with open_to_read(path) as replay:
        return replay is not None


def last_number(folder: Path) -> int:
    """Return the number of the answer that came into a store last, for ``Selection.after``; 0 where there is none."""
    with open_to_read(folder) as replay:
        return replay.index.last_number() if replay else 0


def documents(folder: Path, readings: Readings, selection: Selection = ALL) -> Iterator[Document | ReadFailure]:
    """Yield the articles of a store; a page that cannot be read, or is no article, is a failure in its place.

    Pages of an old store that are not taken over yet are read too.

    Raises: StoreError: the folder is no store.
    """
    with open_to_read(folder) as replay:
        if replay is None:
            require_index(folder)
            raise StoreError(f"{folder}: no store of crawled pages with an archive")
        for capture in replay.index.captures(selection):
            yield replay.document(capture, readings)
    if selection == ALL and next(folder.glob(f"*/*{SIDECAR}"), None):
        yield from read([folder], reading=readings.plain, but=is_warc)


def write_pages(folder: Path, out: Path, selection: Selection = ALL) -> int:
    """Write the pages of a store as they were answered into ``out``, each with a sidecar; return how many.

    Raises: StoreError: the folder is no store, a record is damaged, or a file cannot be written.
    """
    number = 0
    with open_to_read(folder) as replay:
        if replay is None:
            require_index(folder)
            raise StoreError(f"{folder}: no store of crawled pages with an archive")
        for capture in replay.index.captures(selection):
            name = page_name(capture.url) + (f"-{capture.version}" if selection.versions else "")
            try:
                (out / capture.outlet).mkdir(parents=True, exist_ok=True)
                meta = json.dumps(replay.meta(capture) | {"fetched": capture.at}, ensure_ascii=False, indent=1)
                (out / capture.outlet / f"{name}{SIDECAR}").write_text(meta + "\n", "utf-8")
                (out / capture.outlet / f"{name}.html").write_bytes(replay.archive.page(capture).raw)
            except OSError as error:
                raise StoreError(f"{out}: cannot be written: {error.strerror or error}") from error
            number += 1
    return number


class Replay:
    """An open store that is only read."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.index = Index(connection)
        self.archive = Archive(folder, self.index, "", 0)
        self.outlets = self.index.outlets()

    def meta(self, capture: Capture) -> dict[str, str]:
        """Return what goes before what the page says of itself."""
        name, country = self.outlets.get(capture.outlet, ("", ""))
        meta = {"url": capture.url, "source": name, "country": country}
        return {key: value for key, value in meta.items() if value}

    def document(self, capture: Capture, readings: Readings) -> Document | ReadFailure:
        """Return the article in a record."""
        reading = readings.of(capture.outlet, self.outlets.get(capture.outlet, ("", ""))[1], capture.at)
        try:
            page = self.archive.page(capture)
            reading = replace(reading, charset=page.charset)
            document = page_document(page.raw, page_name(capture.url), self.meta(capture), reading)
            return self._with_parts(document, capture, reading)
        except (InputError, StoreError) as error:
            return ReadFailure(capture.url, None, str(error))

    def _with_parts(self, document: Document, capture: Capture, reading: PageReading) -> Document:
        """Return an article with the text of its later parts, without their headlines."""
        text = document.text
        for part in self.index.parts(capture.url):
            raw = self.archive.page(part).raw
            more = page_document(raw, document.id, {}, reading)
            rest = more.text.removeprefix(more.title or "").lstrip("\n")
            text += f"\n{rest}"
        return replace(document, text=text)


@contextmanager
def open_to_read(folder: Path) -> Iterator[Replay | None]:
    """Open a store to read it, and close it at the end; None where the folder has no archive.

    Raises: StoreError: its index cannot be read.
    """
    if not (folder / INDEX).is_file():
        yield None
        return
    try:
        with open_index_to_read(folder) as connection:
            yield Replay(folder, connection) if connection else None
    except sqlite3.Error as error:
        raise trouble(folder, error) from error
