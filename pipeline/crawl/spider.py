"""Where an outlet has no list that can be read: the feeds and sitemaps its home page and robots.txt name, else its
links.

The last resort follows links from the home page to a few section pages, by courlan's rules of what leads to articles.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from courlan import clean_url, is_navigation_page, is_not_crawlable
from trafilatura.feeds import FeedParameters, determine_feed
from trafilatura.utils import load_html

from corpus.errors import CrawlError
from pipeline.crawl.discover import Discovery, Source, article_url, list_text, read_feeds, read_sitemaps
from pipeline.crawl.fetch import ForbiddenError
from pipeline.crawl.outlets import Outlet

MAX_PAGES = 10  # home and section pages in one crawl
MAX_FEEDS = 3  # of those a home page names: the others are of sections and comments
SHORTEST_SLUG = 12  # characters in the last part of the path of an article without a number: `/زيارة-العامل-إلى-المركز`


def explore(source: Source, found: Discovery) -> None:
    """Add to ``found`` what the outlet's own pages lead to; what cannot be read is among its problems."""
    outlet = source.outlet
    found.declared = False
    try:
        home = list_text(source.fetcher.get(outlet.home, delay_s=outlet.delay_s))
        sitemaps = source.fetcher.robots(outlet.home).sitemaps
    except CrawlError as error:
        found.problems.append(f"{outlet.home}: {error}")
        return
    known = {*outlet.feeds, *outlet.sitemaps}
    read_feeds(source, [feed for feed in _feeds(outlet.home, home) if feed not in known][:MAX_FEEDS], found)
    if not found.urls:
        read_sitemaps(source, [url for url in sitemaps if url not in known and outlet.owns(url)], found)
    if not found.urls:
        _follow(source, home, found)


def _feeds(home: str, source: str) -> list[str]:
    """Return the feeds a home page names."""
    parameters = FeedParameters(urljoin(home, "/"), urlsplit(home).hostname or "", home)
    return list(dict.fromkeys(determine_feed(source, parameters)))


def _follow(source: Source, home: str, found: Discovery) -> None:
    """Add the articles the home page and its sections link to, a section page at a time."""
    outlet = source.outlet
    pending, seen = [(outlet.home, home)], {outlet.home}
    sections: list[str] = []
    while pending or sections:
        if pending:
            url, page = pending.pop()
        else:
            url = sections.pop(0)
            try:
                page = list_text(source.fetcher.get(url, delay_s=outlet.delay_s))
            except ForbiddenError:
                continue
            except CrawlError as error:
                found.problems.append(f"{url}: {error}")
                continue
        links = _links(outlet, url, page)
        articles = [article_url(outlet, link) for link in links if _is_article(link)]
        found.add((article, "") for article in articles if article)
        for link in links:
            if len(seen) < MAX_PAGES and link not in seen and not _is_article(link):
                seen.add(link)
                sections.append(link)


def _links(outlet: Outlet, url: str, page: str) -> list[str]:
    """Return the links of a page to the outlet's own pages, cleaned, in their order."""
    tree: Any = load_html(page)
    found: dict[str, None] = {}
    for href in tree.xpath("//a[@href][not(contains(@rel, 'nofollow'))]/@href") if tree is not None else ():
        with suppress(ValueError):  # no address
            link = clean_url(urldefrag(urljoin(url, str(href).strip())).url)
            if link and outlet.owns(link) and not is_not_crawlable(link):
                found[link] = None
    return list(found)


def _is_article(link: str) -> bool:
    """Whether a link looks like one to an article: a number or several words in the last part of its path."""
    if is_navigation_page(link):
        return False
    parts = urlsplit(link)
    last = parts.path.rstrip("/").rpartition("/")[2]
    words = last.count("-") + last.count("_") + last.count("%20")
    numbered = sum(c.isdecimal() for c in last + parts.query) >= 3
    return numbered or (words >= 2 and len(last) >= SHORTEST_SLUG)
