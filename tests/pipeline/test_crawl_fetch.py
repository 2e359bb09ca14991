"""Fetching: further tries, hosts that ask to be left alone, conditional requests, encodings, one request at a time."""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import brotli
import pytest
from loopback import Site, article, declare, kept, pages, run

from corpus.content import decoded
from corpus.errors import CrawlError, InputError
from pipeline.crawl.fetch import BusyError, Fetcher, Manners, retry_after_s
from pipeline.settings import Settings

PAGE = article(1)


@pytest.fixture
def fetcher() -> Fetcher:
    """A fetcher with two further tries and hardly any pause."""
    return Fetcher("rasid/1.0", Manners(0, 5, retries=2, backoff_s=0.01, allow_private=True))


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
def test_fault_that_passes_is_tried_again(site: Site, fetcher: Fetcher, status: int) -> None:
    site.queued["/news/1.html"] = [(status, {}, b""), (status, {}, b"")]
    assert fetcher.get(f"{site.root}/news/1.html").body.decode() == PAGE
    assert site.targets().count("/news/1.html") == 3


@pytest.mark.parametrize("status", [404, 410, 403, 501])
def test_fault_that_stays_is_not_tried_again(site: Site, fetcher: Fetcher, status: int) -> None:
    site.put("/news/1.html", "", status=status)
    with pytest.raises(CrawlError, match=f"status {status}"):
        fetcher.get(f"{site.root}/news/1.html")
    assert site.targets().count("/news/1.html") == 1


def test_answer_that_breaks_off_is_tried_again(site: Site, fetcher: Fetcher) -> None:
    site.queued["/news/1.html"] = [(200, {"Content-Length": "90"}, b"short")]
    assert fetcher.get(f"{site.root}/news/1.html").body.decode() == PAGE


def test_retry_after_is_waited_for(site: Site, fetcher: Fetcher) -> None:
    site.queued["/news/1.html"] = [(503, {"Retry-After": "1"}, b"")]
    fetcher.get(f"{site.root}/news/1.html")
    (_, first, _), (_, second, _) = [row for row in site.asked if row[0] == "/news/1.html"]
    assert second - first >= 1


def test_host_that_asks_for_a_long_pause_is_not_asked_again(site: Site, fetcher: Fetcher) -> None:
    site.put("/news/1.html", "", status=429, Retry_After="7200")
    with pytest.raises(BusyError) as raised:
        fetcher.get(f"{site.root}/news/1.html")
    assert site.targets().count("/news/1.html") == 1
    assert raised.value.until is not None
    assert timedelta(minutes=119) < raised.value.until - datetime.now(UTC) <= timedelta(hours=2)


def test_list_that_asks_for_a_long_pause_ends_the_visit(settings: Settings, site: Site) -> None:
    site.put("/feed", "", status=503, Retry_After="7200")
    declare(settings, site)
    assert run(settings).failed == 1
    assert site.targets() == ["/robots.txt", "/feed"]


@pytest.mark.parametrize("status", [403, 200])
def test_page_behind_a_wall_is_tried_another_night(settings: Settings, site: Site, status: int) -> None:
    site.put("/news/1.html", "<html><body>Checking your browser</body></html>", status=status)
    site.feed("/news/1.html")
    declare(settings, site, sitemaps=[])
    assert run(settings).fetched == 0
    site.put("/news/1.html", article(1))
    assert run(settings).fetched == 1


def test_next_crawl_leaves_that_host_alone_too(settings: Settings, site: Site) -> None:
    site.put("/news/1.html", "", status=429, Retry_After="7200")
    declare(settings, site)
    run(settings)
    site.targets()
    (report,) = run(settings).outlets
    assert report.problem is not None
    assert report.problem.startswith("its host asked to be left alone until ")
    assert site.targets() == []


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("0", 0), ("soon", None), ("-5", None), ("", None), ("٣", None),
     ("Sun, 01 Nov 2020 08:00:00 GMT", 0)],
)  # fmt: skip
def test_retry_after_in_its_forms(site: Site, fetcher: Fetcher, value: str, seconds: float | None) -> None:
    site.put("/a", "x", Retry_After=value.encode().decode("latin-1"))
    assert retry_after_s(fetcher.get(f"{site.root}/a")) == seconds


def test_lists_and_articles_that_did_not_change_are_not_sent_again(settings: Settings, site: Site) -> None:
    settings = settings.model_copy(update={"crawl_recheck_hours": 0})
    site.feed("/news/1.html")
    status, headers, body = site.pages["/feed"]
    site.pages["/feed"] = (status, headers | {"ETag": '"f1"'}, body)
    site.put("/news/1.html", PAGE, Last_Modified="Tue, 05 Mar 2024 10:00:00 GMT")
    declare(settings, site, sitemaps=[])
    run(settings)
    site.headers.clear()
    report = run(settings)
    asked = dict(site.headers)
    assert asked["/feed"]["If-None-Match"] == '"f1"'
    assert asked["/news/1.html"]["If-Modified-Since"] == "Tue, 05 Mar 2024 10:00:00 GMT"
    assert (report.outlets[0].found, report.outlets[0].known, report.fetched) == (1, 1, 0)


def test_what_a_list_held_is_fetched_though_the_list_did_not_change(settings: Settings, site: Site) -> None:
    site.feed("/news/1.html", "/news/2.html")
    status, headers, body = site.pages["/feed"]
    site.pages["/feed"] = (status, headers | {"ETag": '"f1"'}, body)
    declare(settings, site, sitemaps=[])
    assert [run(settings, limit=1).fetched for _ in range(3)] == [1, 1, 0]
    assert kept(settings) == ["/news/1.html", "/news/2.html"]


def test_list_that_did_not_change_is_read_anew_for_other_sections(settings: Settings, site: Site) -> None:
    status, headers, body = site.pages["/feed"]
    site.pages["/feed"] = (status, headers | {"ETag": '"f1"'}, body)
    declare(settings, site, sitemaps=[], sections={"include": ["/blogs/*"]})
    assert run(settings).outlets[0].found == 0
    declare(settings, site, sitemaps=[], sections={"include": ["/news/1*"]})
    assert run(settings).outlets[0].found == 1


def test_article_that_left_its_list_is_fetched_all_the_same(settings: Settings, site: Site) -> None:
    site.feed("/news/1.html", "/news/2.html")
    declare(settings, site, sitemaps=[])
    run(settings, limit=1)
    site.feed("/news/3.html")
    run(settings)
    assert kept(settings) == ["/news/1.html", "/news/2.html", "/news/3.html"]


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda raw: zlib.compressobj(wbits=-15).compress(raw) + b""),
        ("br", brotli.compress),
        ("gzip, br", lambda raw: brotli.compress(gzip.compress(raw))),
        ("identity", bytes),
        ("", bytes),
    ],
)
def test_body_is_read_in_every_encoding_that_is_asked_for(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    raw = PAGE.encode()
    packed = pack(raw)
    if encoding == "deflate" and not packed.startswith(b"\x78"):
        compress = zlib.compressobj(wbits=-15)
        packed = compress.compress(raw) + compress.flush()
    assert decoded(packed, encoding, 10_000) == raw


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"x" * 10_000_000)),
        ("deflate", zlib.compress(b"x" * 10_000_000)),
        ("br", brotli.compress(b"x" * 10_000_000)),
        ("br, gzip", gzip.compress(brotli.compress(b"x" * 10_000_000))),
    ],
    ids=["gzip", "deflate", "br", "br, gzip"],  # gzip writes the time, and parallel tests must be called alike
)
def test_small_body_that_unpacks_to_much_is_refused(encoding: str, packed: bytes) -> None:
    assert len(packed) < 20_000
    with pytest.raises(InputError, match=r"longer than 0\.1 MB"):
        decoded(packed, encoding, 100_000)


@pytest.mark.parametrize(("encoding", "what"), [("gzip", "gzip file"), ("deflate", "deflate"), ("br", "brotli")])
def test_body_that_is_broken_is_named(encoding: str, what: str) -> None:
    with pytest.raises(InputError, match=f"a broken {what}"):
        decoded(b"no such thing", encoding, 1000)


def test_server_is_told_the_encodings(site: Site, fetcher: Fetcher) -> None:
    fetcher.get(f"{site.root}/news/1.html")
    assert {headers["Accept-Encoding"] for _, headers in site.headers} == {"gzip, deflate, br"}


def test_page_packed_with_brotli_is_kept(settings: Settings, site: Site) -> None:
    site.put("/news/2.html", brotli.compress(article(2).encode()), Content_Encoding="br")
    declare(settings, site)
    run(settings)
    assert article(2) in pages(settings).values()


def test_redirects_in_a_circle_end(site: Site, fetcher: Fetcher) -> None:
    site.put("/a", "", status=302, Location="/b")
    site.put("/b", "", status=301, Location="/a")
    with pytest.raises(CrawlError, match="more than 5 redirects"):
        fetcher.get(f"{site.root}/a")
    assert len([target for target in site.targets() if target != "/robots.txt"]) == 6


def test_redirect_to_a_private_address_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    # The site itself counts as public here; what it leads to is another address of this machine.
    from pipeline.crawl import connect

    public = connect.is_public
    monkeypatch.setattr(connect, "is_public", lambda address: address == "127.0.0.1" or public(address))
    site.put("/a", "", status=302, Location="http://127.0.0.2:9/secret")
    site.put("/b", "", status=302, Location="http://169.254.169.254/latest/meta-data/")
    for target in ("/a", "/b"):
        with pytest.raises(CrawlError, match="which is no public address"):
            Fetcher("rasid/1.0", Manners(0, 5)).get(f"{site.root}{target}")


def test_a_host_gets_one_request_at_a_time(site: Site, fetcher: Fetcher) -> None:
    for n in range(12):
        site.put(f"/slow/{n}", "x" * 2000)
    site.pause_s = 0.02
    threads = [threading.Thread(target=fetcher.get, args=(f"{site.root}/slow/{n}",)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(site.targets()) == 13
    assert site.most_at_once == 1


def test_outlets_are_crawled_at_once(settings: Settings, new_site: Callable[[], Site]) -> None:
    met = threading.Barrier(3, timeout=20)
    sites = [new_site() for _ in range(3)]
    for number, site in enumerate(sites):
        site.put("/news/1.html", article(number))
        site.feed("/news/1.html")
        site.before["/feed"] = met.wait  # each answers when all three are asked
        declare(settings, site, key=f"paper{number}", sitemaps=[])
    assert run(settings).fetched == 3
    assert not met.broken
