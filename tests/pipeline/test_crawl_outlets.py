"""Declared outlets: the shipped ones hold, and a wrong one is named by file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import CrawlError
from pipeline.crawl.discover import article_url, feed_links, sitemap_links
from pipeline.crawl.outlets import Outlet, load_outlet, load_outlets
from pipeline.settings import Settings

GOOD = """
name: جريدة النخيل
name_latin: Nakhil
country: MA
home: https://www.example.org/
feeds: [https://www.example.org/feed]
"""


def write(folder: Path, text: str, name: str = "nakhil.yml") -> Path:
    """Write a declaration."""
    (folder / name).write_text(text, "utf-8")
    return folder / name


@pytest.fixture
def outlet(tmp_path: Path) -> Outlet:
    """The outlet of ``GOOD``."""
    return load_outlet(write(tmp_path, GOOD))


def test_shipped_outlets_hold() -> None:
    outlets = load_outlets(Settings().outlets_dir)
    assert len(outlets) >= 12
    assert len({outlet.home for outlet in outlets}) == len(outlets)
    for outlet in outlets:
        assert outlet.country == "MA"
        assert outlet.note, outlet.key
        assert outlet.home.startswith("https://")
        assert all(outlet.owns(url) for url in (*outlet.feeds, *outlet.sitemaps))
        assert outlet.expect.min >= 1


def test_outlet_has_defaults(outlet: Outlet) -> None:
    assert (outlet.key, outlet.language, outlet.delay_s, outlet.sitemaps) == ("nakhil", "ar", 0, ())
    assert (outlet.expect.min, outlet.expect.max) == (1, 20_000)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("country: MA", "country: Morocco"), "country: String should match pattern"),
        (("country: MA", ""), "country: Field required"),
        (("country: MA", "country: MA\ncolour: red"), "colour: Extra inputs are not permitted"),
        (("https://www.example.org/feed", "ftp://example.org/feed"), "feeds.0: 'ftp://example.org/feed' is no address"),
        (("https://www.example.org/feed", "https://a:b@example.org/"), "feeds.0: an address without user name"),
        (("https://www.example.org/feed", "'https://[::1/feed'"), "feeds.0: Invalid IPv6 URL"),
        (("feeds: [https://www.example.org/feed]", ""), "an outlet needs at least one address under feeds or sitemaps"),
        (("country: MA", "country: MA\nexpect: {min: 5, max: 2}"), "expect: min 5 is above max 2"),
        (("country: MA", "country: MA\ndelay_s: slow"), "delay_s: Input should be a valid number"),
        (("country: MA", "country: MA\nkey: other"), "key: the file name is the key"),
        (("country: MA", "country: [MA"), "no valid YAML: "),
        ((GOOD, "- a\n- b\n"), "not a table of keys and values"),
        ((GOOD, ""), "not a table of keys and values"),
    ],
)
def test_wrong_declaration_names_file_and_key(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    file = write(tmp_path, GOOD.replace(*change))
    with pytest.raises(CrawlError) as raised:
        load_outlets(tmp_path)
    assert str(raised.value).startswith(f"{file}: {message}")


def test_file_name_that_is_no_key_is_named(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "النخيل.yml")
    with pytest.raises(CrawlError, match="key: String should match pattern"):
        load_outlets(tmp_path)


def test_folder_without_outlets_is_named(tmp_path: Path) -> None:
    with pytest.raises(CrawlError, match="no outlets"):
        load_outlets(tmp_path)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://www.example.org/a-1.html?utm_source=rss&utm_medium=x#c", "https://www.example.org/a-1.html"),
        ("https://example.org/?p=12", "https://example.org/?p=12"),
        ("https://ar.example.org/a.html", "https://ar.example.org/a.html"),
        ("https://www.example.org/خبر.html", "https://www.example.org/%D8%AE%D8%A8%D8%B1.html"),
        ("https://www.example.org/", None),
        ("https://www.example.org/fr/a-1.html", None),
        ("https://elsewhere.org/a.html", None),
        ("https://notexample.org/a.html", None),
        ("https://example.org.elsewhere.org/a.html", None),
        ("javascript:void(0)", None),
        ("https://[::1/a", None),
        ("", None),
    ],
)
def test_article_url_is_clean_and_of_the_outlet(outlet: Outlet, link: str, url: str | None) -> None:
    assert article_url(outlet, link) == url


@pytest.mark.parametrize(
    "feed",
    [
        '<?xml version="1.0"?><rss><channel><item><link>https://example.org/b.html</link></item>'
        "<item><link><![CDATA[https://example.org/a.html?x=1&y=2]]></link></item></channel></rss>",
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="https://example.org/f"/>'
        '<entry><link href="https://example.org/b.html"/></entry>'
        '<entry><link rel="alternate" href="https://example.org/a.html?x=1&amp;y=2"/></entry></feed>',
        '{"items": [{"url": "https://example.org/b.html"}, {"url": "https://example.org/a.html?x=1&y=2"}]}',
        '<?xml version="1.0"?><rss><channel><item><link>/b.html</link></item><item><link>'
        "https://example.org/a.html?x=1&#038;y=2</link></item></channel></rss>",
    ],
    ids=["rss", "atom", "json", "relative"],
)
def test_feed_links_in_their_order(outlet: Outlet, feed: str) -> None:
    links = feed_links(outlet, "https://example.org/f", feed)
    assert links == ["https://example.org/b.html", "https://example.org/a.html?x=1&y=2"]


def test_empty_feed_lists_nothing(outlet: Outlet) -> None:
    assert feed_links(outlet, "https://example.org/f", '<?xml version="1.0"?><rss><channel></channel></rss>') == []


def test_sitemap_links_newest_first_without_sections(outlet: Outlet) -> None:
    rows = "".join(
        f"<url><loc>https://example.org/{path}</loc><lastmod>{day}</lastmod></url>"
        for path, day in (
            ("old.html", "2024-01-01"),
            ("new.html", "2025-02-01T10:00:00+01:00"),
            ("tag/health", "2025-02-02"),
        )
    )
    xml = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
    urls, nested = sitemap_links(outlet, "https://example.org/sitemap.xml", xml)
    assert urls == ["https://example.org/new.html", "https://example.org/old.html"]
    assert nested == []


def test_sitemap_index_leads_to_own_sitemaps_only(outlet: Outlet) -> None:
    rows = "".join(
        f"<sitemap><loc>{url}</loc><lastmod>{day}</lastmod></sitemap>"
        for url, day in (
            ("https://example.org/1.xml", "2024-01-01"),
            ("https://example.org/2.xml", "2025-01-01"),
            ("https://elsewhere.org/3.xml", "2025-03-01"),
        )
    )
    xml = (
        f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'
    )
    assert sitemap_links(outlet, "https://example.org/sitemap.xml", xml) == (
        [],
        ["https://example.org/2.xml", "https://example.org/1.xml"],
    )
