"""Files, folders and streams to documents: text, HTML and JSON Lines in the encodings the Arabic press uses.

One input that cannot be read becomes a ``ReadFailure`` that names the file, line and cause; the others are read.
The text is decoded, its line ends made ``\\n``, and nothing else is changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from corpus.encoding import decode
from corpus.errors import InputError
from corpus.language import require_arabic
from corpus.document import Document
from corpus.page import read_page

READABLE = (".txt", ".html", ".htm", ".jsonl")
SIDECAR = ".meta.json"
MAX_BYTES = 8_000_000  # a page or text beyond this is no article
MAX_CHARS = 400_000
STDIN = Path("-")


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """An input that was set aside: the file (or ``-``), the line in a JSON Lines file, and why."""

    source: str
    line: int | None
    reason: str


def read(
    paths: Iterable[Path], *, stdin: IO[bytes] | None = None, published: date | None = None
) -> Iterator[Document | ReadFailure]:
    """Yield every article of the files and folders, in order; what cannot be read is a ``ReadFailure``.

    ``published``: the date of articles that state none (metadata, sidecar or JSON key). ``stdin`` is read for ``-``.
    """
    for path in paths:
        if path == STDIN:
            yield from _guarded("-", _read_stream(stdin), published)
        elif path.is_dir():
            files = sorted(f for f in path.rglob("*") if f.suffix.lower() in READABLE and f.is_file())
            if not files:
                yield ReadFailure(str(path), None, "no .txt, .html or .jsonl file in this folder")
            for file in files:
                yield from _guarded(str(file), _read_file(file), published)
        elif path.exists():
            yield from _guarded(str(path), _read_file(path), published)
        else:
            yield ReadFailure(str(path), None, "no such file or folder")


def _guarded(
    source: str, found: Iterator[Document | ReadFailure], published: date | None
) -> Iterator[Document | ReadFailure]:
    """Yield what is found with the caller's date; an error ends this file only."""
    try:
        for item in found:
            if isinstance(item, Document) and item.published is None and published is not None:
                yield _with_date(item, published)
            else:
                yield item
    except InputError as error:
        yield ReadFailure(source, None, str(error))
    except OSError as error:
        yield ReadFailure(source, None, f"cannot be read: {error.strerror or error}")


def _with_date(document: Document, published: date) -> Document:
    """Return the document with the caller's date."""
    from dataclasses import replace

    return replace(document, published=published)


def _read_file(file: Path) -> Iterator[Document | ReadFailure]:
    """Yield the articles of one file."""
    suffix = file.suffix.lower()
    if suffix == ".jsonl":
        with file.open("rb") as lines:
            yield from _read_lines(str(file), lines, file.stem)
        return
    if file.stat().st_size > MAX_BYTES:
        raise InputError(
            f"{file.stat().st_size / 1e6:.0f} MB: too long for an article (limit {MAX_BYTES / 1e6:.0f} MB)"
        )
    meta = _sidecar(file)
    yield _article(file.read_bytes(), file.stem, meta, html=suffix != ".txt")


def _read_stream(stream: IO[bytes] | None) -> Iterator[Document | ReadFailure]:
    """Yield the articles of standard input: JSON Lines, a page, or plain text, told apart by how it begins."""
    raw = stream.read(MAX_BYTES * 8) if stream is not None else b""
    begin = raw.lstrip()[:200].lower()
    if begin.startswith(b"{"):
        yield from _read_lines("-", iter(raw.splitlines(keepends=True)), "stdin")
        return
    if len(raw) > MAX_BYTES:
        raise InputError(f"{len(raw) / 1e6:.0f} MB: too long for an article (limit {MAX_BYTES / 1e6:.0f} MB)")
    html = begin.startswith((b"<!doctype", b"<html")) or b"<body" in raw[:4000].lower()
    yield _article(raw, hashlib.sha1(raw, usedforsecurity=False).hexdigest()[:12], {}, html=html)


def _read_lines(source: str, lines: Iterable[bytes], stem: str) -> Iterator[Document | ReadFailure]:
    """Yield an article a line; a broken line is a failure with its number."""
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        try:
            if len(raw) > MAX_BYTES:
                raise InputError(f"{len(raw) / 1e6:.0f} MB: too long for an article")
            row = json.loads(decode(raw))
            if not isinstance(row, dict) or not isinstance(row.get("text"), str):
                raise InputError("not a JSON object with a text")
            identity = row.get("id")
            name = str(identity) if identity not in (None, "") else f"{stem}-{number}"
            yield _document(_with_title(row.get("title"), row["text"]), name, row)
        except json.JSONDecodeError as error:
            yield ReadFailure(source, number, f"broken JSON: {error.msg} at column {error.colno}")
        except InputError as error:
            yield ReadFailure(source, number, str(error))


def _article(raw: bytes, name: str, meta: dict[str, Any], *, html: bool) -> Document:
    """Return the article of a text file or page."""
    if not raw.strip():
        raise InputError("empty file")
    if html:
        page = read_page(raw, meta.get("url"))
        found = {
            "title": page.title,
            "published": page.published,
            "url": page.url,
            "source": page.site,
            "author": page.author,
        }
        return _document(_with_title(page.title, page.text), name, {k: v for k, v in found.items() if v} | meta)
    return _document(decode(raw), name, meta)


def _document(text: str, name: str, meta: dict[str, Any]) -> Document:
    """Return a document of decoded text, line ends made ``\\n``.

    Raises: InputError: the text is empty, too long, or not Arabic; a date is no date.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError("no text")
    if len(text) > MAX_CHARS:
        raise InputError(f"{len(text)} characters: too long for an article (limit {MAX_CHARS})")
    require_arabic(text)
    country = meta.get("country")
    return Document(
        id=name,
        text=text,
        url=_text(meta, "url"),
        outlet=_text(meta, "source"),
        country=country.upper() if isinstance(country, str) and len(country) == 2 else None,
        published=_date(meta.get("published")),
        title=_text(meta, "title"),
        author=_text(meta, "author"),
    )


def _with_title(title: object, text: str) -> str:
    """Return the text with its headline as first line, unless it begins with it."""
    if not isinstance(title, str) or not title.strip() or text.lstrip().startswith(title.strip()):
        return text
    return f"{title.strip()}\n{text}"


def _text(meta: dict[str, Any], key: str) -> str | None:
    """Return a string value, None if it is missing or blank."""
    value = meta.get(key)
    return value.strip() if isinstance(value, str) and value.strip() else None


def _date(value: object) -> date | None:
    """Return a date written as YYYY-MM-DD, also at the head of a timestamp."""
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise InputError(f"published: {value!r} is no date of the form YYYY-MM-DD") from error


def _sidecar(file: Path) -> dict[str, Any]:
    """Return the metadata of ``NAME.meta.json`` beside a file, empty if there is none."""
    beside = file.with_name(file.stem + SIDECAR)
    if not beside.exists():
        return {}
    try:
        meta = json.loads(decode(beside.read_bytes()))
    except json.JSONDecodeError as error:
        raise InputError(f"{beside.name}: broken JSON: {error.msg}, line {error.lineno}") from error
    if not isinstance(meta, dict):
        raise InputError(f"{beside.name}: not a JSON object")
    return {k: meta[k] for k in ("url", "published", "country", "source") if meta.get(k)}
