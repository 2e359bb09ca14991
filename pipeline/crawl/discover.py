"""The article addresses an outlet lists in its feeds and sitemaps, by Trafilatura's parsers."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from courlan import clean_url, is_navigation_page, is_not_crawlable, lang_filter
from trafilatura.feeds import FeedParameters, find_links, is_potential_feed
from trafilatura.sitemaps import DETECT_SITEMAP_LINK, SitemapObject, is_plausible_sitemap

from corpus.encoding import decode
from corpus.errors import CrawlError, InputError
from pipeline.crawl.connect import unpacked
from pipeline.crawl.fetch import MAX_LIST_BYTES, Fetcher
from pipeline.crawl.outlets import Outlet

MAX_SITEMAPS = 6  # of one outlet in one crawl: an index lists one for every month since its beginning
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding=["']([\w-]+)""")
_DATED = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)\s*(?:\]\]>)?\s*</loc>\s*<lastmod>\s*([\dT:+.Z-]+)")


@dataclass
class Discovery:
    """What the lists of an outlet hold: article addresses, feeds first; and the lists that could not be read."""

    urls: dict[str, None] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    lists_read: int = 0

    def add(self, urls: Iterable[str]) -> None:
        """Take the addresses of a list that was read."""
        self.lists_read += 1
        self.urls.update(dict.fromkeys(urls))


def discover(outlet: Outlet, fetcher: Fetcher) -> Discovery:
    """Return the addresses in the feeds and sitemaps of an outlet; one list that fails does not stop the others."""
    found = Discovery()
    for url in outlet.feeds:
        try:
            found.add(feed_links(outlet, url, _text(outlet, fetcher, url)))
        except CrawlError as error:
            found.problems.append(f"{url}: {error}")
    pending, seen = list(outlet.sitemaps), set[str]()
    while pending and len(seen) < MAX_SITEMAPS:
        url = pending.pop(0)
        seen.add(url)
        try:
            urls, nested = sitemap_links(outlet, url, _text(outlet, fetcher, url))
            found.add(urls)
        except CrawlError as error:
            found.problems.append(f"{url}: {error}")
            continue
        pending += [sitemap for sitemap in nested if sitemap not in seen and sitemap not in pending]
    return found


def feed_links(outlet: Outlet, url: str, text: str) -> list[str]:
    """Return the articles of a feed (RSS, Atom or JSON), in its order.

    Raises: CrawlError: the text is no feed.
    """
    text = text.strip()
    if not is_potential_feed(text) and not text.startswith("{"):
        raise CrawlError("not a feed")
    base = urljoin(url, "/")
    links = find_links(text, FeedParameters(base, urlsplit(url).hostname or "", url, target_lang=outlet.language))
    articles = (article_url(outlet, urljoin(base, _unescaped(link))) for link in links)
    return list(dict.fromkeys(article for article in articles if article and article != url))


def sitemap_links(outlet: Outlet, url: str, text: str) -> tuple[list[str], list[str]]:
    """Return the articles of a sitemap and the sitemaps it names, each newest first where it is dated.

    Raises: CrawlError: the text is no sitemap.
    """
    if not is_plausible_sitemap(url, text):
        raise CrawlError("not a sitemap")
    sitemap = _Links(urljoin(url, "/"), urlsplit(url).hostname or "", [], outlet.language, True)
    sitemap.current_url, sitemap.content = url, text
    sitemap.process()
    days = {_unescaped(loc): day for loc, day in _DATED.findall(text)}
    links = sorted(dict.fromkeys(sitemap.urls), key=lambda link: days.get(link, ""), reverse=True)
    nested = [link for link in links if DETECT_SITEMAP_LINK.search(link) and outlet.owns(link)]
    articles = (article_url(outlet, link) for link in links if link not in nested and not is_navigation_page(link))
    return list(dict.fromkeys(article for article in articles if article)), nested


class _Links(SitemapObject):
    """Trafilatura's sitemap reader that keeps every link: which ones count is ours to say."""

    def handle_link(self, link: str) -> None:
        """Keep a link."""
        self.urls.append(urljoin(self.base_url, link.strip()))


def article_url(outlet: Outlet, link: str) -> str | None:
    """Return a link in its one clean form, None if it is no article of the outlet, in its sections and language.

    Tracking parameters and fragments are gone, so that a page has one address:
    ``https://example.org/a.html?utm_source=rss#c2`` -> ``https://example.org/a.html``.
    """
    try:
        url = urldefrag(clean_url(link) or "").url
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not outlet.owns(url) or parts.username is not None:
            return None
    except ValueError:
        return None
    if (parts.path in ("", "/") and not parts.query) or not outlet.sections.take(parts.path):
        return None
    return url if lang_filter(url, outlet.language) and not is_not_crawlable(url) else None


def _text(outlet: Outlet, fetcher: Fetcher, url: str) -> str:
    """Fetch a feed or sitemap, packed or not."""
    answer = fetcher.get(url, max_bytes=MAX_LIST_BYTES, delay_s=outlet.delay_s)
    body = answer.body
    try:
        if body.startswith(b"\x1f\x8b"):
            body = unpacked(body, MAX_LIST_BYTES)
        declared = _DECLARED.match(body)
        return decode(body, declared.group(1).decode("ascii") if declared else None)
    except zlib.error as error:
        raise CrawlError("a broken gzip file") from error
    except InputError as error:
        raise CrawlError(str(error)) from error


def _unescaped(link: str) -> str:
    """Return a link of an XML file as it was before ``&`` was escaped."""
    return link.replace("&amp;", "&").replace("&#038;", "&").strip()
