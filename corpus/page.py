"""A saved web page to its article: Trafilatura for text and metadata, our own reading of the date.

htmldate makes 1 January of an Arabic date it cannot read (``15 غشت 2024``), so only machine-readable dates count:
JSON-LD, meta elements, ``<time datetime>``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import trafilatura
from lxml import html as lxml_html
from trafilatura.settings import use_config

from corpus.encoding import decode
from corpus.errors import InputError

DATE_METAS = (
    "article:published_time", "datePublished", "dc.date", "dc.date.issued", "date", "pubdate", "publishdate",
    "og:published_time", "sailthru.date", "parsely-pub-date", "publish_date", "dcterms.created",
)  # fmt: skip
ISO_DAY = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)")
JSON_LD_DAY = re.compile(r'"datePublished"\s*:\s*"((?:19|20)\d\d-\d\d-\d\d)')
META_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
TITLE_SUFFIX = re.compile(r"\s+[|–—]\s+[^|–—]{2,40}$")


@dataclass(frozen=True)
class Page:
    """The article of a page; ``published`` is ISO 8601, None where the page does not say."""

    text: str
    title: str | None
    author: str | None
    site: str | None
    url: str | None
    published: str | None


def read_page(raw: bytes, url: str | None = None) -> Page:
    """Return the article of an HTML page.

    Raises: InputError: there is no article in it.
    """
    source = _decode(raw)
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "80")
    body = trafilatura.bare_extraction(
        source, url=url, include_comments=False, include_tables=False, with_metadata=False, config=config
    )
    text = (getattr(body, "text", None) or "").strip()
    if not text:
        raise InputError("a page without an article")
    meta = trafilatura.extract_metadata(source, default_url=url)
    title = getattr(meta, "title", None) if meta else None
    return Page(
        text=text,
        title=TITLE_SUFFIX.sub("", title).strip() if title else None,
        author=getattr(meta, "author", None) if meta else None,
        site=getattr(meta, "sitename", None) if meta else None,
        url=(getattr(meta, "url", None) if meta else None) or url,
        published=published_day(source),
    )


def published_day(source: str) -> str | None:
    """Return the day of publication a page states for machines, None without one."""
    match = JSON_LD_DAY.search(source)
    if match and _is_day(match.group(1)):
        return match.group(1)
    tree = lxml_html.fromstring(source.encode("utf-8", "ignore"), parser=lxml_html.HTMLParser(encoding="utf-8"))
    values = [
        element.get("content") or ""
        for element in tree.iter("meta")
        if (element.get("property") or element.get("name") or element.get("itemprop") or "") in DATE_METAS
    ]
    values += [element.get("datetime") or "" for element in tree.iter("time")]
    for value in values:
        found = ISO_DAY.search(value)
        if found and _is_day(found.group()):
            return found.group()
    return None


def _is_day(value: str) -> bool:
    """Whether a string is a day of the calendar."""
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def _decode(raw: bytes) -> str:
    """Return the page's source: the charset it declares if that reads it, else as any text."""
    declared = META_CHARSET.search(raw[:4096])
    if declared and not raw.startswith(b"\xef\xbb\xbf"):
        try:
            return raw.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            return decode(raw)
    return decode(raw)
