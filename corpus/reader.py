"""Files, folders and streams to documents: text, HTML, web archives and JSON Lines, in the encodings of the Arabic
press.

One input that cannot be read becomes a ``ReadFailure`` that names the file, line and cause; the others are read. The
text is decoded, its line ends made ``\\n``, and nothing else is changed. That two inputs have one id is the caller's
to notice.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parsedate_to_datetime
from itertools import chain
from pathlib import Path
from typing import IO

from corpus.document import Document
from corpus.encoding import decode
from corpus.errors import InputError
from corpus.json_lines import json_object, lines_of
from corpus.language import has_arabic, require_arabic
from corpus.page import PLAIN, PageReading, read_page
from corpus.warc import is_warc, pages

READABLE = frozenset((".txt", ".html", ".htm", ".jsonl"))
SIDECAR = ".meta.json"
SIDECAR_KEYS = ("url", "published", "country", "source")
MAX_CHARS = 2_000_000  # a longer text is no article
BYTES_A_CHAR = 4
HEAD = 4096  # bytes that tell JSON Lines, a page and plain text apart
STDIN = Path("-")
_DAY = re.compile(r"(\d{4})([-/])(\d{2})\2(\d{2})(?:$|[T ]\d)")
_FEED_DAY = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d")
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_SURROGATE = re.compile("[\ud800-\udfff]")

Found = Iterator["Document | ReadFailure"]
Meta = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """An input that was set aside: the file (``-`` for standard input), the line in a JSON Lines file, and why."""

    source: str
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Reader:
    """The options of one call of ``read``."""

    stdin: IO[bytes] | None
    published: date | None
    max_chars: int
    reading: PageReading
    warcs: frozenset[Path]
    passed: Counter[str]
    but: Callable[[Path], bool]

    @property
    def max_bytes(self) -> int:
        """The size above which a text cannot be short enough."""
        return self.max_chars * BYTES_A_CHAR

    def path(self, path: Path) -> Found:
        """Yield the articles of a file, a folder or standard input."""
        if path == STDIN:
            yield from self.guarded("-", self.stream())
            return
        try:
            files = [file for file in _files(path) if not self.but(file)] if path.is_dir() else [path]
        except OSError as error:
            yield ReadFailure(str(path), None, f"cannot be read: {error.strerror or error}")
            return
        if not files:
            yield ReadFailure(str(path), None, "no .txt, .html, .jsonl or .warc file in this folder")
        for file in files:
            yield from self.guarded(str(file), self.file(file))

    def guarded(self, source: str, found: Found) -> Found:
        """Yield what is found, with the caller's date where there is none; an error ends this source only."""
        try:
            for item in found:
                if isinstance(item, Document) and item.published is None:
                    yield replace(item, published=self.published)
                else:
                    yield item
        except InputError as error:
            yield ReadFailure(source, None, str(error))
        except FileNotFoundError:
            yield ReadFailure(source, None, "no such file or folder")
        except OSError as error:
            yield ReadFailure(source, None, f"cannot be read: {error.strerror or error}")

    def file(self, file: Path) -> Found:
        """Yield the articles of one file; a name without a known ending is read as plain text."""
        if is_warc(file) or file in self.warcs:
            yield from self.archive(file)
            return
        suffix = file.suffix.lower()
        if suffix == ".json":
            raise InputError("a .json file holds no article this reads: put one object a line into a .jsonl file")
        with file.open("rb") as content:
            if suffix == ".jsonl":
                yield from self.rows(str(file), lines_of(content, self.max_bytes), file.stem)
                return
            raw = content.read(self.max_bytes + 1)
        if len(raw) > self.max_bytes:
            raise InputError(f"{file.stat().st_size / 1e6:.0f} MB: too long for an article ({self._limit()})")
        yield self.article(raw, file.stem, _sidecar(file), html=suffix in (".html", ".htm"))

    def archive(self, file: Path) -> Found:
        """Yield the Arabic articles of a web archive; pages in other languages are passed over, and counted."""
        if file.stat().st_size == 0:
            raise InputError("empty file")
        for page in pages(file):
            if isinstance(page, InputError):
                yield ReadFailure(str(file), None, str(page))
                continue
            if not has_arabic(page.raw, page.charset):
                self.passed["in another language"] += 1
                continue
            try:
                reading = replace(self.reading, charset=page.charset, dates=self.reading.dates.as_of(page.at))
                yield self.article(page.raw, page_name(page.url), {"url": page.url}, html=True, reading=reading)
            except InputError as error:
                yield ReadFailure(str(file), None, f"{page.url}: {error}")

    def stream(self) -> Found:
        """Yield the articles of standard input: JSON Lines, a page or plain text, told apart by how it begins."""
        if self.stdin is None:
            raise InputError("standard input is closed")
        first = self.stdin.read(HEAD)
        begin = first.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").replace(b"\x00", b"").lower()
        if begin.startswith(b"{"):
            yield from self.rows("-", lines_of(self.stdin, self.max_bytes, first=first), "stdin")
            return
        first += self.stdin.read(self.max_bytes + 1)
        if len(first) > self.max_bytes:
            raise InputError(f"more than {self.max_bytes / 1e6:.0f} MB: too long for an article ({self._limit()})")
        html = begin.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<meta", b"<!--"))
        yield self.article(first, hashlib.sha1(first, usedforsecurity=False).hexdigest()[:12], {}, html=html)

    def rows(self, source: str, lines: Iterable[bytes | InputError], stem: str) -> Found:
        """Yield an article a line; a broken line is a failure with its number, an empty one is skipped."""
        empty = True
        for number, raw in enumerate(lines, 1):
            try:
                if isinstance(raw, InputError):
                    raise raw
                if not raw.strip():
                    continue
                row = json_object(decode(raw))
                text = row.get("text")
                if not isinstance(text, str):
                    raise InputError('no "text" in this object')
                yield self.document(_with_title(row.get("title"), text), _identity(row, f"{stem}-{number}"), row)
            except InputError as error:
                yield ReadFailure(source, number, str(error))
            empty = False
        if empty:
            raise InputError("empty file")

    def article(self, raw: bytes, name: str, meta: Meta, *, html: bool, reading: PageReading | None = None) -> Document:
        """Return the article of a text file or page (raises InputError)."""
        if not raw.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf\xff\xfe\x00"):
            raise InputError("empty file")
        if not html:
            return self.document(decode(raw), name, meta)
        url = meta.get("url")
        page = read_page(raw, url if isinstance(url, str) else None, reading or self.reading)
        found = {
            "title": page.title,
            "published": page.published,
            "url": page.url,
            "source": page.site,
            "author": page.author,
            "agency": page.agency,
            "section": page.section,
        }
        return self.document(_with_title(page.title, page.text), name, {**found, **meta})

    def document(self, text: str, name: str, meta: Meta) -> Document:
        """Return a document of decoded text, line ends made ``\\n``.

        Raises: InputError: the text is empty, too long or not Arabic, or a value of ``meta`` does not hold.
        """
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise InputError("no text")
        if len(text) > self.max_chars:
            raise InputError(f"{len(text):,} characters: too long for an article ({self._limit()})")
        if "\x00" in text or _SURROGATE.search(text):
            raise InputError("the text holds characters that are no text (NUL or half of a pair)")
        require_arabic(text)
        return Document(
            id=name,
            text=text,
            url=_text(meta, "url"),
            outlet=_text(meta, "source"),
            country=_country(meta.get("country")),
            published=_date(meta.get("published")),
            title=_text(meta, "title"),
            author=_text(meta, "author"),
            agency=_text(meta, "agency"),
            section=_text(meta, "section"),
        )

    def _limit(self) -> str:
        """Return the limit in words."""
        return f"limit {self.max_chars:,} characters"


def read(
    paths: Iterable[Path],
    *,
    stdin: IO[bytes] | None = None,
    published: date | None = None,
    max_chars: int = MAX_CHARS,
    reading: PageReading = PLAIN,
    warcs: Iterable[Path] = (),
    passed: Counter[str] | None = None,
    but: Callable[[Path], bool] = lambda _file: False,
) -> Iterator[Document | ReadFailure]:
    """Yield every article of the files and folders, in order; what cannot be read is a ``ReadFailure``.

    ``published``: the date of articles that state none (metadata, sidecar or JSON key). ``stdin`` is read for ``-``.
    ``reading``: how pages are read. ``warcs``: those of the paths that are web archives whatever their names end in.
    ``passed`` counts what an archive holds beside Arabic pages, by kind; ``but``: files of folders that are left out.
    """
    counts = Counter[str]() if passed is None else passed
    reader = _Reader(stdin, published, max_chars, reading, frozenset(warcs), counts, but)
    return chain.from_iterable(reader.path(path) for path in paths)


def page_document(raw: bytes, name: str, meta: Meta, reading: PageReading = PLAIN) -> Document:
    """Return the article of a page; ``meta`` goes before what the page says of itself.

    Raises: InputError: there is no Arabic article in it.
    """
    return _Reader(None, None, MAX_CHARS, reading, frozenset(), Counter(), lambda _file: False).article(
        raw, name, meta, html=True
    )


def page_name(url: str) -> str:
    """Return the id of the article of a page that has no file of its own."""
    return hashlib.sha256(url.encode()).hexdigest()[:20]


def _files(folder: Path) -> list[Path]:
    """Return the readable files of a folder and its folders, sorted; hidden ones are left out."""
    return sorted(
        file
        for file in folder.rglob("*")
        if (file.suffix.lower() in READABLE or is_warc(file))
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
        and file.is_file()
    )


def _identity(row: Meta, otherwise: str) -> str:
    """Return the id of a JSON row as a string."""
    value = row.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return otherwise
    return str(value).strip() or otherwise


def _with_title(title: object, text: str) -> str:
    """Return the text with its headline as first line, unless it begins with it."""
    if not isinstance(title, str) or not title.strip():
        return text
    begin = " ".join(text[: 2 * len(title) + 100].split())
    return text if begin.startswith(" ".join(title.split())) else f"{title.strip()}\n{text}"


def _text(meta: Meta, key: str) -> str | None:
    """Return a string value, None if it is missing or blank."""
    value = meta.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _country(value: object) -> str | None:
    """Return an ISO 3166-1 alpha-2 code in capitals."""
    if value in (None, ""):
        return None
    if not isinstance(value, str) or not _COUNTRY.fullmatch(value.strip()):
        raise InputError(f"country: {value!r} is no two-letter code (ISO 3166-1)")
    return value.strip().upper()


def _date(value: object) -> date | None:
    """Return the day of YYYY-MM-DD or YYYY/MM/DD, also at the head of a timestamp, or of a feed's date (RFC 5322).

    Raises: InputError: anything else, ``05/03/2024`` too: nobody can say which of the two is the month.
    """
    if value in (None, ""):
        return None
    text = str(value).strip()
    match = _DAY.match(text)
    try:
        if match:
            return date(int(match.group(1)), int(match.group(3)), int(match.group(4)))
        if _FEED_DAY.match(text):
            return parsedate_to_datetime(text).date()
    except ValueError:
        pass
    raise InputError(f"published: {value!r} is no date of the form YYYY-MM-DD")


def _sidecar(file: Path) -> Meta:
    """Return the metadata of ``NAME.meta.json`` beside a file, empty if there is none."""
    beside = file.with_name(file.stem + SIDECAR)
    if not beside.exists():
        return {}
    try:
        meta = json_object(decode(beside.read_bytes()))
    except InputError as error:
        raise InputError(f"{beside.name}: {error}") from error
    return {key: meta[key] for key in SIDECAR_KEYS if meta.get(key)}
