"""A saved web page to its article: Trafilatura for the text, our own reading of date, author, agency and section first.

How a date shown to people is read is handed in (``DateReading.visible``): this folder knows no month names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import trafilatura
from trafilatura.settings import use_config
from trafilatura.utils import load_html

from corpus.encoding import decode
from corpus.errors import InputError
from corpus.json_ld import described
from corpus.normalise import fold
from corpus.page_date import DateReading, DaySource, PageSource, publication_day
from corpus.page_head import page_head
from corpus.page_people import agency_in, author_of, section_of
from corpus.page_title import headline_of

PARAGRAPH_WORDS = 10  # a page whose lines are all shorter is a list of links or a form, not an article
META_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
XML_CHARSET = re.compile(r"""^\s*<\?xml[^>]*\?>""")


@dataclass(frozen=True)
class PageFixes:
    """What is peculiar to an outlet's pages: what they add to titles, and whole lines that are no part of an article."""

    title_suffixes: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    furniture_patterns: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True)
class PageReading:
    """How a page is read. ``charset``: what the header of its answer named."""

    dates: DateReading = field(default_factory=DateReading)
    fixes: PageFixes = field(default_factory=PageFixes)
    charset: str | None = None


PLAIN = PageReading()


@dataclass(frozen=True)
class Page:
    """The article of a page; ``published`` is ISO 8601, None where the page does not say, ``day_source`` what said it.

    ``agency``: who the piece is credited to where that is an agency (``و م ع``). ``url``: the canonical address.
    """

    text: str
    title: str | None
    author: str | None
    agency: str | None
    section: str | None
    site: str | None
    url: str | None
    published: str | None
    day_source: DaySource | None


def read_page(raw: bytes, url: str | None = None, reading: PageReading = PLAIN) -> Page:
    """Return the article of an HTML page.

    Raises: InputError: there is no article in it.
    """
    declared = META_CHARSET.search(raw[:4096])
    source = XML_CHARSET.sub("", decode(raw, declared.group(1).decode("ascii") if declared else reading.charset))
    text = _article_text(source, url)
    if not any(len(line.split()) >= PARAGRAPH_WORDS for line in text.splitlines()):
        raise InputError("a page without an article")
    meta = trafilatura.extract_metadata(source, default_url=url, extensive=False)  # its date is not asked for
    tree: Any = load_html(source)
    site = _value(meta, "sitename")
    canonical = page_head(source, url or "").canonical or _value(meta, "url") or url
    said = described(tree, canonical, _value(meta, "title"))
    text = _without(text, reading.fixes)
    title = headline_of(tree, said, _value(meta, "title"), site, text, reading.fixes.title_suffixes)
    day = publication_day(PageSource(source, tree, canonical or url, title, said), reading.dates)
    author, agency = author_of(tree, said, _value(meta, "author"), site)
    return Page(
        text=text,
        title=title,
        author=author,
        agency=agency or agency_in(text),
        section=section_of(tree, said, title),
        site=site,
        url=canonical,
        published=day[0].isoformat() if day else None,
        day_source=day[1] if day else None,
    )


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


def _without(text: str, fixes: PageFixes) -> str:
    """Return a text without the lines an outlet's pages have beside the article."""
    if not fixes.furniture and not fixes.furniture_patterns:
        return text
    known = {fold(line) for line in fixes.furniture}
    lines = text.split("\n")
    return "\n".join(
        line
        for line in lines
        if fold(line) not in known and not any(p.fullmatch(line.strip()) for p in fixes.furniture_patterns)
    ).strip()


def _value(meta: object, name: str) -> str | None:
    """Return a value of Trafilatura's metadata, None if it is missing or blank."""
    value = getattr(meta, name, None)
    return value.strip() or None if isinstance(value, str) else None
