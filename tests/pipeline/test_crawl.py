"""The crawler against a small newspaper served on loopback: real requests, nothing replaced."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from itertools import pairwise

import pytest
from loopback import LEAD, Site, article, declare, kept, pages, run

from corpus.document import Document
from corpus.errors import CrawlError, StoreError
from pipeline.crawl.crawl import crawl
from pipeline.crawl.fetch import user_agent
from pipeline.inputs import Inputs
from pipeline.settings import Settings


def test_crawl_keeps_new_articles_once(settings: Settings, site: Site) -> None:
    declare(settings, site)
    report = run(settings)
    assert kept(settings) == ["/news/1.html", "/news/2.html", "/news/3.html"]
    assert (report.fetched, report.failed) == (3, 0)
    assert report.lines() == [
        "nakhil: 3 new of 6 listed, 1 duplicate, 1 forbidden by robots.txt, 1 not fetched",
        f"  {site.root}/news/gone.html: status 404",
        "3 new pages, 0 of 1 outlets failed",
    ]


def test_crawl_asks_for_robots_first_and_each_page_once(settings: Settings, site: Site) -> None:
    declare(settings, site)
    run(settings)
    targets = site.targets()
    assert targets[:3] == ["/robots.txt", "/feed", "/sitemap.xml"]
    assert sorted(targets[3:]) == [f"/news/{name}.html" for name in ("1", "2", "3", "copy", "gone")]


def test_second_crawl_finds_nothing_new(settings: Settings, site: Site) -> None:
    declare(settings, site)
    run(settings)
    site.targets()
    report = run(settings)
    assert site.targets() == ["/robots.txt", "/feed", "/sitemap.xml"]
    assert (report.fetched, report.failed) == (0, 0)
    site.put("/news/4.html", article(4))
    site.feed("/news/4.html", "/news/2.html")
    assert run(settings).fetched == 1


def test_store_is_read_as_a_folder_of_articles(settings: Settings, site: Site) -> None:
    declare(settings, site)
    run(settings)
    found = [item for item in Inputs(settings).read([settings.store_dir]) if isinstance(item, Document)]
    assert len(found) == 3
    assert {(item.outlet, item.country) for item in found} == {("جريدة النخيل", "MA")}
    assert {item.url for item in found} == {f"{site.root}/news/{n}.html" for n in (1, 2, 3)}
    assert all(LEAD.split("{")[0] in item.text for item in found)
    assert set(pages(settings).values()) == {article(n) for n in (1, 2, 3)}


def test_crawler_names_itself_and_its_contact(settings: Settings, site: Site) -> None:
    declare(settings, site)
    run(settings)
    assert {agent for _, _, agent in site.asked} == {"rasid/1.0 (+desk@example.org)"}
    assert user_agent(None) == "rasid/1.0"
    with pytest.raises(CrawlError, match="RASID_CRAWL_CONTACT"):
        user_agent("a\r\nX-Other: b")


@pytest.mark.parametrize(
    ("status", "body", "fetched"),
    [
        (200, "User-agent: *\nDisallow: /", 0),
        (200, "User-agent: rasid\nDisallow: /\n\nUser-agent: *\nAllow: /", 0),
        (200, "User-agent: other\nDisallow: /", 3),
        (404, "", 3),
        (403, "", 0),
        (401, "", 0),
        (429, "", 0),
        (500, "", 0),
    ],
)
def test_robots_decides_what_is_fetched(settings: Settings, site: Site, status: int, body: str, fetched: int) -> None:
    site.put("/robots.txt", body, status=status)
    site.pages.pop("/private/9.html")
    declare(settings, site)
    report = run(settings)
    assert (report.fetched, report.failed) == (fetched, 0 if fetched else 1)
    assert fetched or site.targets() == ["/robots.txt"]


def test_redirect_obeys_robots_of_where_it_leads(settings: Settings, site: Site) -> None:
    site.put("/news/2.html", "", status=302, Location="/private/9.html")
    site.put("/news/3.html", "", status=301, Location="/news/moved.html")
    site.put("/news/moved.html", article(3))
    declare(settings, site)
    assert run(settings).fetched == 2
    assert kept(settings) == ["/news/1.html", "/news/moved.html"]
    assert "/private/9.html" not in site.targets()


def test_redirect_to_a_private_address_is_refused(settings: Settings) -> None:
    declare(settings, "http://127.0.0.1:9")
    (line, *_) = crawl(settings).outlets[0].notes
    assert line.endswith("robots.txt: 127.0.0.1 leads to 127.0.0.1, which is no public address")


def test_redirect_to_another_site_is_not_kept(settings: Settings, site: Site, new_site: Callable[[], Site]) -> None:
    other = new_site()
    other.put("/elsewhere.html", article(5))
    there = other.root.replace("127.0.0.1", "localhost")
    site.feed("/news/2.html")
    site.put("/news/2.html", "", status=302, Location=f"{there}/elsewhere.html")
    declare(settings, site, sitemaps=[])
    report = run(settings)
    assert report.outlets[0].notes == [
        f"{site.root}/news/2.html: leads to {there}/elsewhere.html, which is no article of nakhil"
    ]
    assert kept(settings) == []


def test_failing_outlet_does_not_stop_the_others(settings: Settings, site: Site, new_site: Callable[[], Site]) -> None:
    broken = new_site()
    declare(settings, broken, key="a_broken")
    declare(settings, "http://127.0.0.1:9", key="b_down")
    declare(settings, site, key="c_good")
    report = run(settings)
    assert (report.fetched, report.failed) == (3, 2)
    assert report.lines()[:3] == [
        "a_broken: 0 new of 0 listed; FAILED: none of its feeds and sitemaps could be read",
        f"  {broken.root}/feed: status 404",
        f"  {broken.root}/sitemap.xml: status 404",
    ]
    assert report.outlets[1].notes[0].startswith("http://127.0.0.1:9/feed: robots.txt: no connection: ")


def test_addresses_outside_the_sections_are_not_asked_for(settings: Settings, site: Site) -> None:
    declare(settings, site, sections={"include": ["/news/*"], "exclude": ["/news/copy*", "/news/gone*"]})
    run(settings)
    assert kept(settings) == ["/news/1.html", "/news/2.html", "/news/3.html"]
    assert {target for target, _, _ in site.asked if target.endswith(".html")} == {f"/news/{n}.html" for n in (1, 2, 3)}


def test_only_chooses_outlets(settings: Settings, site: Site) -> None:
    declare(settings, site, key="one")
    declare(settings, "http://127.0.0.1:9", key="two")
    assert [outlet.key for outlet in run(settings, only=["one"]).outlets] == ["one"]
    with pytest.raises(CrawlError, match=r"no such outlet: three \(declared: one, two\)"):
        run(settings, only=["three"])


def test_limit_leaves_the_rest_for_the_next_crawl(settings: Settings, site: Site) -> None:
    site.sitemap("/news/1.html 2025-03-01", "/news/2.html 2025-03-02", "/news/3.html 2025-03-03")
    declare(settings, site, feeds=[])
    assert run(settings, limit=1).fetched == 1
    assert kept(settings) == ["/news/3.html"]
    assert run(settings, limit=5).fetched == 2


def test_sitemap_index_and_packed_sitemap(settings: Settings, site: Site) -> None:
    site.sitemap("/news/3.html", at="/part.xml.gz", packed=True)
    index = (
        f"<sitemap><loc>{site.root}/part.xml.gz</loc></sitemap><sitemap><loc>{site.root}/sitemap.xml</loc></sitemap>"
    )
    site.put(
        "/sitemap.xml", f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{index}</sitemapindex>'
    )
    declare(settings, site, feeds=[])
    assert run(settings).fetched == 1
    assert site.targets() == ["/robots.txt", "/sitemap.xml", "/part.xml.gz", "/news/3.html"]


@pytest.mark.parametrize(("robots", "declared", "floor"), [(0.3, 0, 0), (0, 0.3, 0), (0, 0, 0.3)])
def test_pause_between_requests_is_the_longest_asked_for(
    settings: Settings, site: Site, robots: float, declared: float, floor: float
) -> None:
    site.put("/robots.txt", f"User-agent: *\nCrawl-delay: {robots}")
    site.feed("/news/1.html", "/news/2.html")
    declare(settings, site, sitemaps=[], delay_s=declared)
    run(settings.model_copy(update={"crawl_delay_s": floor}))
    times = [moment for _, moment, _ in site.asked]
    assert len(times) == 4
    assert all(later - earlier >= 0.29 for earlier, later in pairwise(times))


def test_host_that_asks_for_a_day_is_left_alone(settings: Settings, site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 86400")
    declare(settings, site)
    assert run(settings).failed == 1
    assert site.targets() == ["/robots.txt"]


def test_dead_links_of_former_nights_are_no_failure_of_the_outlet(settings: Settings, site: Site) -> None:
    site.put("/news/bad.html", "", status=500)
    site.put("/news/loop.html", "", status=302, Location="/news/loop.html")
    site.feed("/news/1.html", "/news/bad.html", "/news/loop.html")
    declare(settings, site, sitemaps=[])
    assert run(settings).failed == 0
    (again,) = run(settings).outlets
    assert (again.failed, again.failed_anew, again.problem) == (2, 0, None)
    site.feed("/news/1.html", "/news/bad.html", "/news/worse.html")
    site.put("/news/worse.html", "", status=500)
    (anew,) = run(settings).outlets
    assert (anew.failed_anew, anew.problem) == (1, "no new page could be fetched")


def test_busy_host_is_left_and_asked_again_the_next_time(settings: Settings, site: Site) -> None:
    site.put("/news/1.html", "", status=503)
    declare(settings, site)
    report = run(settings)
    assert (report.fetched, report.failed) == (0, 1)
    site.put("/news/1.html", article(1))
    assert run(settings).fetched == 3


def test_host_that_keeps_failing_is_left(settings: Settings, site: Site) -> None:
    targets = [f"/news/{n}.html" for n in range(20, 40)]
    for target in targets:
        site.put(target, "", status=500)
    site.feed(*targets)
    declare(settings, site, sitemaps=[])
    report = run(settings)
    assert len(site.targets()) == 7
    assert report.outlets[0].notes[-1] == "stopped after 5 failures one after the other"


def test_page_that_fails_is_tried_three_times(settings: Settings, site: Site) -> None:
    site.put("/news/1.html", "", status=500)
    site.feed("/news/1.html")
    declare(settings, site, sitemaps=[])
    for _ in range(5):
        run(settings)
    assert site.targets().count("/news/1.html") == 3


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        ({"Content_Type": "application/pdf"}, b"%PDF-1.7", "no page but application/pdf"),
        ({}, b"x" * 5_000_001, "longer than 5 MB"),
        ({"Content_Encoding": "gzip"}, gzip.compress(b"x" * 5_000_001), "longer than 5 MB"),
        ({"Content_Encoding": "zstd"}, b"x", "content encoding 'zstd' was not asked for"),
        ({"Content_Encoding": "gzip"}, b"no gzip", "a broken gzip file"),
        ({"Content_Length": "90"}, b"short", "the answer broke off"),
    ],
)
def test_page_that_is_none_is_not_kept(
    settings: Settings, site: Site, headers: dict[str, str], body: bytes, reason: str
) -> None:
    site.put("/news/2.html", body, **headers)  # type: ignore[arg-type]  # no header is named status
    site.feed("/news/2.html", "/news/1.html")
    declare(settings, site, sitemaps=[])
    report = run(settings)
    assert kept(settings) == ["/news/1.html"]
    assert report.outlets[0].notes[0].startswith(f"{site.root}/news/2.html: {reason}")


def test_packed_page_is_kept_unpacked(settings: Settings, site: Site) -> None:
    site.put("/news/2.html", gzip.compress(article(2).encode()), Content_Encoding="gzip")
    declare(settings, site)
    run(settings)
    assert article(2) in pages(settings).values()


@pytest.mark.parametrize(
    ("at", "body", "reason"),
    [
        ("/feed", "<html><body>صفحة</body></html>", "not a feed"),
        ("/feed", b"\x89PNG\r\n\x1a\n", "binary file (PNG picture), not a text"),
        ("/sitemap.xml", "<html><body>صفحة</body></html>", "not a sitemap"),
        ("/sitemap.xml", b"\x1f\x8bbroken", "a broken gzip file"),
    ],
)
def test_list_that_is_none_is_named(settings: Settings, site: Site, at: str, body: str | bytes, reason: str) -> None:
    site.put(at, body)
    declare(settings, site)
    report = run(settings)
    assert f"{site.root}{at}: {reason}" in report.outlets[0].notes
    assert report.failed == 0


def test_count_outside_the_bounds_is_reported(settings: Settings, site: Site) -> None:
    declare(settings, site, expect={"min": 10, "max": 20})
    report = run(settings)
    assert (report.fetched, report.failed) == (3, 1)
    assert report.outlets[0].problem == "6 articles listed, 10 to 20 expected"


def test_store_that_cannot_be_written_is_named(settings: Settings, site: Site) -> None:
    declare(settings, site)
    settings.store_dir.write_text("a file where the folder should be", "utf-8")
    with pytest.raises(StoreError, match="store: cannot be written"):
        run(settings)
