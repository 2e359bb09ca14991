"""Where no declared list can be read: the lists a home page and robots.txt name, then the links of a few pages."""

from __future__ import annotations

import pytest
from loopback import Site, article, declare, kept, run

from pipeline.crawl.spider import MAX_PAGES
from pipeline.settings import Settings

SLUG = "/2025/زيارة-وزيرة-الأسرة-إلى-المركز"


def home(*links: str, head: str = "") -> str:
    """Return a home page with links."""
    items = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    return (
        f'<!doctype html><html lang="ar"><head><meta charset="utf-8">{head}</head><body><ul>{items}</ul></body></html>'
    )


@pytest.fixture
def listless(settings: Settings, site: Site) -> Site:
    """A site whose outlet declares no list."""
    declare(settings, site, feeds=[], sitemaps=[])
    site.put("/robots.txt", "User-agent: *\nDisallow: /private/\n")
    return site


def test_feed_the_home_page_names_is_read(settings: Settings, listless: Site) -> None:
    feed = f'<link rel="alternate" type="application/rss+xml" href="{listless.root}/rss.xml">'
    listless.put("/", home("/news/2.html", head=feed))
    listless.feed("/news/1.html", at="/rss.xml")
    report = run(settings)
    assert kept(settings) == ["/news/1.html"]
    assert report.failed == 0


def test_sitemap_robots_names_is_read(settings: Settings, listless: Site) -> None:
    listless.put("/robots.txt", f"User-agent: *\nDisallow:\nSitemap: {listless.root}/map.xml\n")
    listless.put("/", home("/news/2.html"))
    listless.sitemap("/news/3.html", at="/map.xml")
    run(settings)
    assert kept(settings) == ["/news/3.html"]


def test_links_of_home_and_sections_are_followed(settings: Settings, listless: Site) -> None:
    listless.put(
        "/", home("/category/mujtama/", "/about", "/news/1001.html", "https://elsewhere.example.org/news/1.html")
    )
    listless.put("/category/mujtama/", home("/news/1002.html", SLUG, "/private/1003.html", "/news/1001.html"))
    for target in ("/news/1001.html", "/news/1002.html", "/private/1003.html"):
        listless.put(target, article(int(target[-9:-5])))
    listless.put("/2025/" + "%D8%B2", article(7))
    run(settings)
    assert kept(settings) == ["/news/1001.html", "/news/1002.html"]
    asked = listless.targets()
    assert "/private/1003.html" not in asked
    assert asked[:2] == ["/robots.txt", "/"]


def test_few_pages_are_looked_through(settings: Settings, listless: Site) -> None:
    sections = [f"/category/s{chr(97 + n)}/" for n in range(3 * MAX_PAGES)]
    listless.put("/", home(*sections))
    for section in sections:
        listless.put(section, home(*sections, "/news/1001.html"))
    listless.put("/news/1001.html", article(1))
    run(settings)
    asked = listless.targets()
    assert len([target for target in asked if target == "/" or target.startswith("/category/")]) <= MAX_PAGES
    assert asked.count("/news/1001.html") == 1


def test_lists_that_fail_are_told_though_links_were_found(settings: Settings, site: Site) -> None:
    site.pages.pop("/feed")
    site.put("/", home("/news/1001.html"))
    site.put("/news/1001.html", article(1))
    declare(settings, site, sitemaps=[])
    (report,) = run(settings).outlets
    assert report.fetched == 1
    assert report.notes[0] == f"{site.root}/feed: status 404"
    assert report.problem is None


def test_site_without_any_link_has_failed(settings: Settings, listless: Site) -> None:
    listless.put("/", home())
    assert run(settings).outlets[0].problem == "none of its feeds and sitemaps could be read"
