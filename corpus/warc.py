"""Web archives (WARC, packed or not): the pages in them, one at a time, from a file of any size.

A page is an answer with status 200 that holds HTML. What is damaged is told by its place, and the rest is read.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from corpus.content import decoded, too_long
from corpus.errors import InputError

SUFFIXES = (".warc", ".warc.gz")
MAX_PAGE_BYTES = 8_000_000  # unpacked; a larger page is no article
HTML = frozenset(("text/html", "application/xhtml+xml"))
_GZIP = b"\x1f\x8b\x08"
_PLAIN = b"WARC/"
_HEAD = b"WARC/1."  # of a record in a file that is not packed
_PIECE = 1 << 16
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page of an archive: ``raw`` without its content encoding; ``at`` is when it was fetched, ISO 8601 in UTC.

    ``charset`` is what the header of the answer names, None where it names none.
    """

    url: str
    at: str
    raw: bytes
    charset: str | None = None


def is_warc(file: Path) -> bool:
    """Whether a file is an archive by its name."""
    return file.name.lower().endswith(SUFFIXES)


def pages(file: Path) -> Iterator[WebPage | InputError]:
    """Yield the pages of an archive; a page or a piece of the file that cannot be read is an error in its place.

    Raises: OSError: the file cannot be opened.
    """
    with file.open("rb") as stream:
        for record in records(stream):
            if isinstance(record, InputError):
                yield record
            elif holds_page(record):
                try:
                    yield page_of(record)
                except InputError as error:
                    yield InputError(f"{record.rec_headers.get_header('WARC-Target-URI')}: {error}")


def records(stream: IO[bytes]) -> Iterator[Any]:
    """Yield the records of an archive (as warcio has them), and an ``InputError`` for each damaged piece.

    After damage the next gzip member that can be read is looked for; a file packed as a whole is read too.
    """
    return (record for _, record in placed_records(stream))


def placed_records(stream: IO[bytes]) -> Iterator[tuple[int, Any]]:
    """Yield what ``records`` does, each with the byte its gzip member begins at; in a file packed as a whole that is 0.

    Members side by side of which nothing can be read are one piece of damage, told once.
    """
    if _at(stream, 0, len(_PLAIN)) == _PLAIN:
        yield from _plain_records(stream)
        return
    place, lost = 0, False
    while _at(stream, place, 1):
        member, found = _Member(stream, place), False
        try:
            for record in ArchiveIterator(io.BufferedReader(member, _PIECE), check_digests="raise"):
                found = True
                yield place, record
            place, lost = member.end(), False
        except Exception as error:  # noqa: BLE001  zlib and warcio parse what anybody wrote, and raise what comes up
            if found or not lost:
                yield place, _damage(place, error)
            place, lost = _next(stream, place + 1, _GZIP), True


def _plain_records(stream: IO[bytes]) -> Iterator[tuple[int, Any]]:
    """Yield the records of an archive that is not packed; after damage the next head of a record is looked for."""
    start, lost = 0, False
    while _at(stream, start, 1):
        stream.seek(start)
        found, last, record = ArchiveIterator(stream, check_digests="raise"), start, None
        try:
            for record in found:
                last, lost = found.offset, False
                yield last, record
            if not getattr(record and record.raw_stream, "limit", 0):
                return
            start = _next(stream, last + 1, _HEAD)  # a wrong length took the rest of the file for one record
        except Exception as error:  # noqa: BLE001  as above
            if not lost:
                yield max(last, found.offset), _damage(max(last, found.offset), error)
            start, lost = _next(stream, last + 1, _HEAD), True


def _damage(place: int, error: Exception) -> InputError:
    """Return the error that names the place of a record which cannot be read, and why."""
    cause = " ".join(str(error).partition(", first line")[0].split())
    kind = "" if isinstance(error, ArchiveLoadFailed) else f"{type(error).__name__}: "
    return InputError(f"damaged record near byte {place}: {kind}{cause}")


class _Member(io.RawIOBase):
    """One gzip member of a file, unpacked as it is read; its checksum is held against what was read.

    warcio's own reader takes what follows a damaged member for its records, and may end there without a word.
    """

    def __init__(self, stream: IO[bytes], start: int) -> None:
        self.stream = stream
        self.next = start  # the byte of the file to read from
        self.unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer from what follows.

        Raises: zlib.error: it is damaged; EOFError: the file ends within the member.
        """
        while not self.unpacker.eof:
            packed = self.unpacker.unconsumed_tail or self._more()
            piece = self.unpacker.decompress(packed, len(buffer))
            if piece:
                buffer[: len(piece)] = piece
                return len(piece)
        return 0

    def _more(self) -> bytes:
        self.stream.seek(self.next)
        packed = self.stream.read(_PIECE)
        if not packed:
            raise EOFError("the file breaks off")
        self.next += len(packed)
        return packed

    def end(self) -> int:
        """Read the member to its end and return the byte of the file that follows it."""
        while self.read(_PIECE):
            pass
        return self.next - len(self.unpacker.unused_data)


def holds_page(record: Any) -> bool:
    """Whether a record is a page: an answer with status 200 and HTML, or HTML kept without its answer."""
    if record.rec_type == "resource":
        return _media(record.rec_headers.get_header("Content-Type")) in HTML
    if record.rec_type != "response" or record.http_headers is None:
        return False
    media = _media(record.http_headers.get_header("Content-Type"))
    return record.http_headers.get_statuscode() == "200" and media in HTML


def page_of(record: Any) -> WebPage:
    """Return the page in a record.

    Raises: InputError: it is longer than ``MAX_PAGE_BYTES``, broken, or not what its digest says.
    """
    headers = record.rec_headers
    http = record.http_headers
    try:
        raw = _body(record)
    except Exception as error:
        raise InputError(f"a page that cannot be read: {type(error).__name__} {error}".strip()) from error
    if len(raw) > MAX_PAGE_BYTES:
        raise InputError(too_long(MAX_PAGE_BYTES))
    if getattr(record.raw_stream, "limit", 0) and not _is_chunked(record):
        raise InputError("the record breaks off")
    if raw.lstrip()[:1] != b"<":  # else it was unpacked before it was archived, whatever its header says
        raw = decoded(raw, (http.get_header("Content-Encoding") if http else None) or "", MAX_PAGE_BYTES)
    charset = _CHARSET.search((http.get_header("Content-Type") if http else None) or "")
    return WebPage(
        (headers.get_header("WARC-Target-URI") or "").strip("<> "),
        headers.get_header("WARC-Date") or "",
        raw,
        charset.group(1) if charset else None,
    )


def _body(record: Any) -> bytes:
    """Return the body of a record as it was encoded, one byte above the limit at most."""
    stream = record.raw_stream
    if _is_chunked(record):
        stream = ChunkedDataReader(stream, decomp_type=None)
    pieces, size = [], 0
    while size <= MAX_PAGE_BYTES and (piece := stream.read(_PIECE)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _is_chunked(record: Any) -> bool:
    """Whether the body of a record is in chunks, as it was sent."""
    http = record.http_headers
    return bool(http) and "chunked" in (http.get_header("Transfer-Encoding") or "").lower()


def _at(stream: IO[bytes], place: int, length: int) -> bytes:
    """Return the bytes of a file at a place, fewer where it ends."""
    stream.seek(place)
    return stream.read(length)


def _next(stream: IO[bytes], start: int, mark: bytes) -> int:
    """Return where the next record or member that begins with ``mark`` may begin, the end of the file without one."""
    stream.seek(start)
    tail = b""
    while piece := stream.read(_PIECE):
        at = (tail + piece).find(mark)
        if at >= 0:
            return start + at - len(tail)
        start, tail = start + len(piece), (tail + piece)[1 - len(mark) :]
    return start


def _media(value: str | None) -> str:
    """Return a content type without its parameters, in small letters."""
    return (value or "").split(";")[0].strip().lower()
