"""The WARC files of a store: every article as it was answered, with the request that asked for it.

A file is ``<store>/<outlet>/<outlet>-<day>-<number>.warc.gz``, one gzip member a record, so that any record can be
read by its offset and any tool for web archives reads the whole. What counts is what the index names: bytes behind the
size it has for a file were being written when a crawl was killed, and are cut off.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus.errors import InputError, StoreError
from corpus.warc import WebPage, page_of, records
from pipeline.crawl.connect import Wire
from pipeline.crawl.index import Capture, Index, now

SUFFIX = ".warc.gz"
WARC = "WARC/1.1"
# What no longer holds of a body as it is stored goes by another name, as in the archives of Common Crawl.
_AFTER_TRANSFER = {"transfer-encoding": "X-Crawl-Transfer-Encoding", "connection": "X-Crawl-Connection"}


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a record was written: ``file`` from the folder of the store, the rest in bytes; ``size``: of the file
    now."""

    file: str
    offset: int
    length: int
    size: int


class Archive:
    """Writes and reads the WARC files of a store.

    ``agent``: how the crawler names itself, said at the head of each file; ``file_bytes``: the size from which a file
    is followed by a new one.
    """

    def __init__(self, folder: Path, index: Index, agent: str, file_bytes: int) -> None:
        self.folder = folder
        self.agent = agent
        self.file_bytes = file_bytes
        self._index = index

    def add(self, outlet: str, url: str, wire: Wire, at: datetime) -> Placed:
        """Write an answer and its request to the end of the newest file of an outlet; only one thread may at a time.

        The caller enters it into the index, in one transaction with ``size``; until then it does not count.

        Raises: StoreError: it cannot be written.
        """
        return self._append(outlet, _exchange(url, wire, at))

    def add_page(self, outlet: str, url: str, raw: bytes, at: str) -> Placed:
        """Write a page whose answer was not kept (one of an old store) as a ``resource`` record; else like ``add``."""
        out = BytesIO()
        writer = WARCWriter(out, gzip=True, warc_version=WARC)
        named = {"WARC-Date": at.replace("+00:00", "Z"), "Content-Type": "text/html"}
        writer.write_record(
            writer.create_warc_record(url, "resource", BytesIO(raw), len(raw), "text/html", warc_headers_dict=named)
        )
        return self._append(outlet, out.getvalue())

    def page(self, capture: Capture) -> WebPage:
        """Return a page of the archive.

        Raises: StoreError: the file is not there, or the record is not what was written (its digests say so).
        """
        file = self.folder / capture.file
        where = f"{file}: record at byte {capture.offset}"
        try:
            with file.open("rb") as stream:
                stream.seek(capture.offset)
                raw = stream.read(capture.length)
            for record in records(BytesIO(raw)):
                if isinstance(record, InputError):
                    raise StoreError(f"{where}: {record}")
                page = page_of(record)
                if hashlib.sha256(page.raw).hexdigest() != capture.sha256:
                    raise StoreError(f"{where}: not what was written there")
                return page
        except OSError as error:
            raise StoreError(f"{where}: {error.strerror or error}") from error
        except InputError as error:
            raise StoreError(f"{where}: {error}") from error
        raise StoreError(f"{where}: nothing there")

    def bytes_held(self) -> int:
        """Return the size of all files that the index names."""
        with self._index.writing() as connection:
            return int(connection.execute("SELECT coalesce(sum(size), 0) FROM warc WHERE NOT gone").fetchone()[0])

    def _append(self, outlet: str, content: bytes) -> Placed:
        """Write bytes behind what counts in the newest file of an outlet, or into a new one."""
        name, size = self._newest(outlet)
        try:
            if size == 0:
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                content, head = self._head(name, outlet), content
                size, content = len(content), content + head
                with (self.folder / name).open("wb") as file:
                    file.write(content)
                return Placed(name, size, len(content) - size, len(content))
            with (self.folder / name).open("r+b") as file:
                file.truncate(size)
                file.seek(size)
                file.write(content)
        except OSError as error:
            raise StoreError(f"{self.folder / name}: cannot be written: {error.strerror or error}") from error
        return Placed(name, size, len(content), size + len(content))

    def _newest(self, outlet: str) -> tuple[str, int]:
        """Return the file that is written to and the size that counts, 0 for a new one."""
        with self._index.writing() as connection:
            row = connection.execute(
                "SELECT file, size FROM warc WHERE outlet = ? AND NOT gone ORDER BY rowid DESC LIMIT 1", (outlet,)
            ).fetchone()
            number = connection.execute("SELECT count(*) FROM warc WHERE outlet = ?", (outlet,)).fetchone()[0] + 1
        if row and row[1] < self.file_bytes and _holds(self.folder / row[0], row[1]):
            return row[0], row[1]
        return f"{outlet}/{outlet}-{now()[:10].replace('-', '')}-{number:05}{SUFFIX}", 0

    def _head(self, name: str, outlet: str) -> bytes:
        """Return the record that opens a file."""
        out = BytesIO()
        writer = WARCWriter(out, gzip=True, warc_version=WARC)
        said = {
            "software": self.agent,
            "http-header-user-agent": self.agent,
            "robots": "obey",
            "isPartOf": outlet,
            "format": WARC,
        }
        writer.write_record(writer.create_warcinfo_record(Path(name).name, said))
        return out.getvalue()


def _holds(file: Path, size: int) -> bool:
    """Whether a file has all the bytes that count."""
    try:
        return file.stat().st_size >= size
    except OSError:
        return False


def _exchange(url: str, wire: Wire, at: datetime) -> bytes:
    """Return the response record of an answer and the record of its request."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=WARC)
    protocol, _, status = wire.status_line.partition(" ")
    headers = [(_AFTER_TRANSFER.get(name.lower(), name), value) for name, value in wire.headers]
    answer = writer.create_warc_record(
        url, "response", BytesIO(wire.body), len(wire.body),
        warc_headers_dict=_dated(at) | {"WARC-IP-Address": wire.address},
        http_headers=StatusAndHeaders(status, headers, protocol=protocol),
    )  # fmt: skip
    first, *rest = wire.asked
    sent = StatusAndHeaders(
        first, [(k, v) for k, _, v in (line.partition(": ") for line in rest)], is_http_request=True
    )
    request = writer.create_warc_record(url, "request", warc_headers_dict=_dated(at), http_headers=sent)
    writer.write_request_response_pair(request, answer)
    return out.getvalue()


def _dated(at: datetime) -> dict[str, str]:
    """Return the header that says when, in UTC to the second."""
    return {"WARC-Date": at.strftime("%Y-%m-%dT%H:%M:%SZ")}
