"""The WARC files of a store: every article as it was answered, with the request that asked for it.

A file is ``<store>/<outlet>/<outlet>-<day>-<number>.warc.gz``, one gzip member a record, so that any record can be
read by its offset and any tool for web archives reads the whole. What counts is what the index names: bytes behind the
size it has for a file were being written when a crawl was killed, and are cut off.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus.errors import InputError, StoreError
from corpus.warc import WebPage, page_of, records
from pipeline.crawl.connect import Wire
from pipeline.crawl.index import Capture, Index, now

SUFFIX = ".warc.gz"
WARC = "WARC/1.1"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
WHOLE, PART = "X-Rasid-Whole", "X-Rasid-Part"  # headers of the record of a later page of an article
_NUMBER = re.compile(r"-(\d{5})r*\.warc")
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


@dataclass(frozen=True, slots=True)
class Part:
    """A later page of an article that spans several: the address of the article, and the number of the page from 2."""

    whole: str
    number: int


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

    def add(self, outlet: str, url: str, wire: Wire, at: datetime, part: Part | None = None) -> Placed:
        """Write an answer and its request to the end of the newest file of an outlet; only one thread may at a time.

        ``part``: which part of which article the page is, if a later one. The caller enters it into the index, in one transaction with ``size``; until then it does not count.

        Raises: StoreError: it cannot be written.
        """
        return self._append(outlet, _exchange(url, wire, at, part))

    def add_revisit(self, outlet: str, url: str, wire: Wire, at: datetime, original: Capture) -> Placed:
        """Write that an answer was what is in the archive already, its head without its body; else like ``add``.

        ``original``: the record that has the body. The host said so itself (status 304), or the bytes are the same.
        """
        said_so = wire.status_line.split()[1:2] == ["304"]
        digest = self._payload_digest(original)
        out = BytesIO()
        writer = WARCWriter(out, gzip=True, warc_version=WARC)
        refers_to = (original.url, original.at.replace("+00:00", "Z"))
        record = writer.create_revisit_record(
            url, digest, *refers_to, _http(wire), _dated(at) | {"WARC-IP-Address": wire.address}
        )
        if said_so:
            record.rec_headers.replace_header("WARC-Profile", NOT_MODIFIED)
        writer.write_record(record)
        return self._append(outlet, out.getvalue())

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
        try:
            page = page_of(self._record(capture))
        except InputError as error:
            raise StoreError(f"{self._where(capture)}: {error}") from error
        if hashlib.sha256(page.raw).hexdigest() != capture.sha256:
            raise StoreError(f"{self._where(capture)}: not what was written there")
        return page

    def _record(self, capture: Capture) -> Any:
        """Return a record of the archive (raises StoreError)."""
        try:
            with (self.folder / capture.file).open("rb") as stream:
                stream.seek(capture.offset)
                raw = stream.read(capture.length)
        except OSError as error:
            raise StoreError(f"{self._where(capture)}: {error.strerror or error}") from error
        record = next(records(BytesIO(raw)), None)
        if record is None or isinstance(record, InputError):
            raise StoreError(f"{self._where(capture)}: {record or 'nothing there'}")
        return record

    def _payload_digest(self, capture: Capture) -> str:
        """Return the digest a record states of its body, of a damaged one that of its page."""
        with suppress(StoreError):
            if stated := self._record(capture).rec_headers.get_header("WARC-Payload-Digest"):
                return str(stated)
        return f"sha256:{capture.sha256}"

    def _where(self, capture: Capture) -> str:
        """Return where a record stands, for messages."""
        return f"{self.folder / capture.file}: record at byte {capture.offset}"

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
            if row and row[1] < self.file_bytes and _holds(self.folder / row[0], row[1]):
                return row[0], row[1]
            known = connection.execute("SELECT file FROM warc WHERE outlet = ?", (outlet,)).fetchall()
        # Counted on from the highest number too: after a rebuild the index knows nothing of files that are gone.
        number = 1 + max([len(known), *(int(found[1]) for (file,) in known if (found := _NUMBER.search(file)))])
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


def _http(wire: Wire) -> StatusAndHeaders:
    """Return the head of an answer as it is stored."""
    protocol, _, status = wire.status_line.partition(" ")
    headers = [(_AFTER_TRANSFER.get(name.lower(), name), value) for name, value in wire.headers]
    return StatusAndHeaders(status, headers, protocol=protocol)


def _exchange(url: str, wire: Wire, at: datetime, part: Part | None) -> bytes:
    """Return the response record of an answer and the record of its request."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=WARC)
    said = _dated(at) | {"WARC-IP-Address": wire.address}
    if part is not None:
        said |= {WHOLE: part.whole, PART: str(part.number)}
    answer = writer.create_warc_record(
        url, "response", BytesIO(wire.body), len(wire.body),
        warc_headers_dict=said, http_headers=_http(wire),
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
