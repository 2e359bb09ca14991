"""A saved web page to its article: Trafilatura for text and metadata, our own reading of the date.

htmldate makes 1 January of an Arabic date it cannot read (``15 غشت 2024``), so only machine-readable dates count:
JSON-LD, meta elements, ``<time datetime>``. A date in visible text is left to the extractors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import trafilatura
from trafilatura.settings import use_config
from trafilatura.utils import load_html

from corpus.encoding import decode
from corpus.errors import InputError
from corpus.normalise import fold

DATE_METAS = frozenset(
    (
        "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "dc.date",
        "dc.date.issued", "dcterms.created", "dcterms.date", "date", "pubdate", "publishdate", "publish_date",
        "publish-date", "sailthru.date", "parsely-pub-date", "article.published", "cxenseparse:recs:publishtime",
    )
)  # fmt: skip
PARAGRAPH_WORDS = 10  # a page whose lines are all shorter is a list of links or a form, not an article
ISO_DAY = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
JSON_LD_DAY = re.compile(r'"datePublished"\s*:\s*"((?:19|20)\d\d-\d\d-\d\d)(?!\d)')
META_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
XML_CHARSET = re.compile(r"""^\s*<\?xml[^>]*\?>""")
TITLE_SUFFIX = re.compile(r"\s+[|–—•-]\s+([^|–—•]{2,40})$")


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
    declared = META_CHARSET.search(raw[:4096])
    source = XML_CHARSET.sub("", decode(raw, declared.group(1).decode("ascii") if declared else None))
    text = _article_text(source, url)
    if not any(len(line.split()) >= PARAGRAPH_WORDS for line in text.splitlines()):
        raise InputError("a page without an article")
    meta = trafilatura.extract_metadata(source, default_url=url)
    site = _value(meta, "sitename")
    return Page(
        text=text,
        title=_headline(_value(meta, "title"), site),
        author=_value(meta, "author"),
        site=site,
        url=_value(meta, "url") or url,
        published=published_day(source),
    )


def published_day(source: str) -> str | None:
    """Return the day of publication a page states for machines, None without one.

    JSON-LD goes before meta elements, and those before ``<time>``; a ``<time>`` outside the article counts only if
    all of them name one day (a sidebar dates other articles).
    """
    for match in JSON_LD_DAY.finditer(source):
        if _is_day(match.group(1)):
            return match.group(1)
    tree: Any = load_html(source)
    if tree is None:
        return None
    for element in tree.iter("meta"):
        names = {str(element.get(key, "")).lower() for key in ("property", "name", "itemprop")}
        if names & DATE_METAS and (day := _day_in(element.get("content"))):
            return day
    for element in tree.xpath("//article//time | //main//time | //time[@itemprop='datePublished' or @pubdate]"):
        if day := _day_in(element.get("datetime")):
            return day
    days = set(_days_of(tree))
    return days.pop() if len(days) == 1 else None


def _article_text(source: str, url: str | None) -> str:
    """Return the text of the article, empty without one; old pages that are laid out in a table are read too."""
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "80")
    for tables in (False, True):
        body = trafilatura.bare_extraction(
            source, url=url, include_comments=False, include_tables=tables, with_metadata=False, config=config
        )
        text = str(getattr(body, "text", None) or "").strip()
        if any(len(line.split()) >= PARAGRAPH_WORDS for line in text.splitlines()):
            return text
    return ""


def _headline(title: str | None, site: str | None) -> str | None:
    """Return the title of a page without the site's name at its end (``... | صحيفة المثال``)."""
    if title is None:
        return None
    match = TITLE_SUFFIX.search(title)
    if match and ("|" in match.group() or (site and fold(match.group(1)) == fold(site))):
        title = title[: match.start()]
    return " ".join(title.split()) or None


def _value(meta: object, name: str) -> str | None:
    """Return a value of Trafilatura's metadata, None if it is missing or blank."""
    value = getattr(meta, name, None)
    return value.strip() or None if isinstance(value, str) else None


def _days_of(tree: Any) -> Iterator[str]:
    """Yield the days of all ``<time>`` elements of a page."""
    for element in tree.iter("time"):
        if day := _day_in(element.get("datetime")):
            yield day


def _day_in(value: str | None) -> str | None:
    """Return the first day written as YYYY-MM-DD in a value."""
    found = ISO_DAY.search(value or "")
    return found.group() if found and _is_day(found.group()) else None


def _is_day(value: str) -> bool:
    """Whether a string is a day of the calendar."""
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False
