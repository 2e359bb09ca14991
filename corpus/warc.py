"""Web archives (WARC, packed or not): the pages in them, one at a time, from a file of any size.

A page is an answer with status 200 that holds HTML. What is damaged is told by its place, and the rest is read.
"""

from __future__ import annotations

import gzip
import re
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

    After damage the next gzip member is looked for; a file packed as a whole is read too.
    """
    return (record for _, record in placed_records(stream))


def placed_records(stream: IO[bytes]) -> Iterator[tuple[int, Any]]:
    """Yield what ``records`` does, each with the byte it begins at; in a file packed as a whole that is 0."""
    start: int | None = 0
    while start is not None:
        stream.seek(start)
        found = ArchiveIterator(stream, check_digests="raise")
        try:
            for record in found:
                yield found.offset, record
            return
        except ArchiveLoadFailed as error:
            if "non-chunked gzip" in str(error):
                yield from ((0, record) for record in _whole(stream, start))
                return
            place, cause = max(found.offset, start), str(error).partition(", first line")[0]
        except Exception as error:  # noqa: BLE001  warcio parses what anybody wrote, and raises what comes up
            place, cause = max(found.offset, start), f"{type(error).__name__}: {error}"
        yield place, InputError(f"damaged record near byte {place}: {' '.join(cause.split())}")
        start = _next_member(stream, place + 1)


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


def _whole(stream: IO[bytes], start: int) -> Iterator[Any]:
    """Yield the records of a file that was packed as a whole, but the first, which was seen already."""
    stream.seek(start)
    with gzip.open(stream) as plain:
        found = ArchiveIterator(plain, check_digests="raise")
        try:
            for number, record in enumerate(found):
                if number:
                    yield record
        except (ArchiveLoadFailed, OSError, EOFError, ValueError) as error:
            yield InputError(f"damaged: {error}")


def _next_member(stream: IO[bytes], start: int) -> int | None:
    """Return where the next gzip member begins, None without one."""
    stream.seek(start)
    tail = b""
    while piece := stream.read(_PIECE):
        at = (tail + piece).find(_GZIP)
        if at >= 0:
            return start + at - len(tail)
        start, tail = start + len(piece), (tail + piece)[-2:]
    return None


def _media(value: str | None) -> str:
    """Return a content type without its parameters, in small letters."""
    return (value or "").split(";")[0].strip().lower()
