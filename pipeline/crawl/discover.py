"""The article addresses an outlet lists in its feeds and sitemaps, by Trafilatura's parsers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from courlan import clean_url, is_navigation_page, is_not_crawlable, lang_filter
from trafilatura.feeds import FeedParameters, find_links, is_potential_feed
from trafilatura.sitemaps import DETECT_SITEMAP_LINK, SitemapObject, is_plausible_sitemap

from corpus.content import unpacked
from corpus.encoding import decode
from corpus.errors import CrawlError, InputError
from pipeline.crawl.connect import Response
from pipeline.crawl.fetch import MAX_LIST_BYTES, Fetcher, validators_of
from pipeline.crawl.index import Index, Links, ListRead
from pipeline.crawl.outlets import Outlet

MAX_SITEMAPS = 6  # of one outlet in one crawl: an index lists one for every month since its beginning
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding=["']([\w-]+)""")
# An address in its clean form: `https://example.org/2024/03/a-b_c.html`, without query, escapes or punycode.
_PLAIN = re.compile(
    r"https?://(?P<host>(?!xn--)[a-z0-9-]+(?:\.(?!xn--)[a-z0-9-]+)+)(?::(?!80/|443/)[1-9]\d{1,4})?"
    r"(?P<path>(?:/(?!\.)[A-Za-z0-9_.!=:,-]+)+/?)"
)
_DATED = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)\s*(?:\]\]>)?\s*</loc>\s*<lastmod>\s*([\dT:+.Z-]+)")


@dataclass
class Discovery:
    """What an outlet lists: article addresses with their ``lastmod`` (or ""), feeds first; and the lists that failed.

    ``declared``: False where nothing declared could be read and what was found comes from the home page.
    """

    urls: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    lists_read: int = 0
    declared: bool = True

    def add(self, links: Iterable[tuple[str, str]]) -> None:
        """Take the addresses of a list that was read."""
        self.lists_read += 1
        for url, day in links:
            self.urls[url] = max(day, self.urls.get(url, ""))


@dataclass(frozen=True)
class Source:
    """Where lists come from: an outlet, who fetches, and the index that knows how each list was read before."""

    outlet: Outlet
    fetcher: Fetcher
    index: Index

    def read(self, url: str, parse: Callable[[Outlet, str, str], tuple[Links, tuple[str, ...]]]) -> ListRead:
        """Return what a list holds; one that did not change since it was last read by the same rules is
        not sent again, or at least not read again.

        Raises: CrawlError: it cannot be fetched, or is no such list.
        """
        outlet = self.outlet
        rules = f"{outlet.language} {outlet.sections.model_dump_json()} {sorted(outlet.hosts)}"
        before = self.index.read_list(url)
        if before and before.rules != rules:
            before = None
        validators = before.validators if before else None
        answer = self.fetcher.get(url, max_bytes=MAX_LIST_BYTES, delay_s=outlet.delay_s, validators=validators)
        digest = hashlib.sha256(answer.body).hexdigest()
        if before and (answer.status == 304 or digest == before.digest):
            return before
        found = ListRead(rules, digest, validators_of(answer), *parse(outlet, url, list_text(answer)))
        self.index.keep_list(outlet.key, url, found)
        return found

    def feed(self, url: str) -> Links:
        """Return the articles of a feed (raises CrawlError)."""
        return self.read(url, lambda outlet, at, text: (tuple((u, "") for u in feed_links(outlet, at, text)), ())).links

    def sitemap(self, url: str) -> ListRead:
        """Return the articles of a sitemap and the sitemaps it names (raises CrawlError)."""
        return self.read(url, _dated_links)


def discover(source: Source) -> Discovery:
    """Return the addresses in the feeds and sitemaps of an outlet; one list that fails does not stop the others."""
    found = Discovery()
    read_feeds(source, source.outlet.feeds, found)
    read_sitemaps(source, source.outlet.sitemaps, found)
    return found


def read_feeds(source: Source, urls: Iterable[str], found: Discovery) -> None:
    """Add the articles of feeds to what was found."""
    for url in urls:
        try:
            found.add(source.feed(url))
        except CrawlError as error:
            found.problems.append(f"{url}: {error}")


def read_sitemaps(source: Source, urls: Iterable[str], found: Discovery) -> None:
    """Add the articles of sitemaps, and of those they name, to what was found."""
    pending, seen = list(urls), set[str]()
    while pending and len(seen) < MAX_SITEMAPS:
        url = pending.pop(0)
        seen.add(url)
        try:
            sitemap = source.sitemap(url)
            found.add(sitemap.links)
        except CrawlError as error:
            found.problems.append(f"{url}: {error}")
            continue
        pending += [nested for nested in sitemap.nested if nested not in seen and nested not in pending]


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
    articles, nested = _dated_links(outlet, url, text)
    return [article for article, _ in articles], list(nested)


def _dated_links(outlet: Outlet, url: str, text: str) -> tuple[Links, tuple[str, ...]]:
    """Return what ``sitemap_links`` does, each article with its ``lastmod``."""
    if not is_plausible_sitemap(url, text):
        raise CrawlError("not a sitemap")
    sitemap = _Links(urljoin(url, "/"), urlsplit(url).hostname or "", [], outlet.language, True)
    sitemap.current_url, sitemap.content = url, text
    sitemap.process()
    days = _days(text)
    links = sorted(dict.fromkeys(sitemap.urls), key=lambda link: days.get(link, ""), reverse=True)
    nested = dict.fromkeys(link for link in links if DETECT_SITEMAP_LINK.search(link) and outlet.owns(link))
    articles: dict[str, str] = {}
    for link in links:
        if link not in nested and not is_navigation_page(link) and (article := article_url(outlet, link)):
            articles.setdefault(article, days.get(link, ""))
    return tuple(articles.items()), tuple(nested)


def _days(text: str) -> dict[str, str]:
    """Return the ``lastmod`` of each address of a sitemap that has one."""
    return {_unescaped(loc): day for loc, day in _DATED.findall(text)}


class _Links(SitemapObject):
    """Trafilatura's sitemap reader that keeps every link: which ones count is ours to say."""

    def handle_link(self, link: str) -> None:
        """Keep a link."""
        link = link.strip()
        self.urls.append(link if _PLAIN.fullmatch(link) else urljoin(self.base_url, link))


def article_url(outlet: Outlet, link: str) -> str | None:
    """Return a link in its one clean form, None if it is no article of the outlet, in its sections and language.

    Tracking parameters and fragments are gone, so that a page has one address:
    ``https://example.org/a.html?utm_source=rss#c2`` -> ``https://example.org/a.html``.
    """
    if plain := _PLAIN.fullmatch(link):  # clean already: an outlet lists thousands of addresses
        url, host, path = link, plain["host"], plain["path"]
    else:
        try:
            url = urldefrag(clean_url(link) or "").url
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or parts.username is not None:
                return None
            host, path = parts.hostname or "", parts.path
        except ValueError:
            return None
        if path in ("", "/") and not parts.query:
            return None
    if not outlet.owns_host(host) or not outlet.sections.take(path):
        return None
    return url if lang_filter(url, outlet.language) and not is_not_crawlable(url) else None


def list_text(answer: Response) -> str:
    """Return the text of a feed, sitemap or page, packed or not.

    Raises: CrawlError: it is no text.
    """
    body = answer.body
    try:
        if body.startswith(b"\x1f\x8b"):
            body = unpacked(body, MAX_LIST_BYTES)
        declared = _DECLARED.match(body)
        return decode(body, declared.group(1).decode("ascii") if declared else None)
    except InputError as error:
        raise CrawlError(str(error)) from error


def _unescaped(link: str) -> str:
    """Return a link of an XML file as it was before ``&`` was escaped."""
    return link.replace("&amp;", "&").replace("&#038;", "&").strip()
