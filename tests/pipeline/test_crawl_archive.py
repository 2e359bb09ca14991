"""The archive of crawled pages: what is written, found again, cut off, taken over, replayed, kept and dropped."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import random
import signal
import sqlite3
import time
from pathlib import Path

import pytest
from loopback import BODY, LEAD, Site, article, declare, kept, pages, run
from warcio.archiveiterator import ArchiveIterator

from corpus.document import Document
from corpus.errors import StoreError
from corpus.reader import ReadFailure
from corpus.warc import WebPage
from corpus.warc import pages as warc_pages
from pipeline.crawl.index import INDEX, Selection
from pipeline.crawl.replay import documents, is_store, open_to_read, write_pages
from pipeline.crawl.store import Keeping, open_pages
from pipeline.inputs import Inputs
from pipeline.settings import Settings

KEEPING = Keeping("rasid/1.0", 10_000_000)
ALWAYS = {"crawl_recheck_hours": 0}


def warcs(settings: Settings) -> list[Path]:
    """Return the WARC files of the store."""
    return sorted(settings.store_dir.rglob("*.warc.gz"))


def texts(settings: Settings, **selection: object) -> list[str]:
    """Return the texts in the store, in the order they came in."""
    inputs = Inputs(settings)
    found = documents(settings.store_dir, inputs.readings(), Selection(**selection))  # type: ignore[arg-type]
    return [item.text for item in found if isinstance(item, Document)]


def only(site: Site, *numbers: int) -> None:
    """Have a site list these articles."""
    site.feed(*(f"/news/{n}.html" for n in numbers))
    for n in numbers:
        site.put(f"/news/{n}.html", article(n))


@pytest.fixture
def crawled(settings: Settings, site: Site) -> Site:
    """A site of one article that was crawled."""
    only(site, 1)
    declare(settings, site, sitemaps=[])
    run(settings)
    return site


def test_records_hold_request_and_answer_as_they_went(settings: Settings, crawled: Site) -> None:
    (file,) = warcs(settings)
    with file.open("rb") as stream:
        records = [
            (
                r.rec_type,
                r.http_headers and r.http_headers.statusline,
                r.http_headers,
                r.raw_stream.read(),
                r.rec_headers,
            )
            for r in ArchiveIterator(stream, check_digests="raise")
        ]
    info, answer, request = records
    assert [row[0] for row in records] == ["warcinfo", "response", "request"]
    assert b"http-header-user-agent: rasid/1.0 (+desk@example.org)\r\nrobots: obey" in info[3]
    assert (answer[1], answer[2].get_header("Content-Type")) == ("200 OK", "text/html; charset=utf-8")
    assert answer[3].decode() == article(1)
    assert answer[4].get_header("WARC-Target-URI") == f"{crawled.root}/news/1.html"
    assert answer[4].get_header("WARC-IP-Address") == "127.0.0.1"
    assert request[2].get_header("User-Agent") == "rasid/1.0 (+desk@example.org)"
    assert request[2].get_header("Host") == crawled.root.removeprefix("http://")
    assert request[4].get_header("WARC-Concurrent-To") == answer[4].get_header("WARC-Record-ID")


def test_files_are_followed_by_new_ones_from_a_size_on(settings: Settings, site: Site) -> None:
    only(site, *range(10, 16))
    declare(settings, site, sitemaps=[])
    run(settings.model_copy(update={"archive_file_mb": 0.003}))
    assert len(warcs(settings)) > 1
    assert all(file.stat().st_size < 6000 for file in warcs(settings))
    assert set(pages(settings).values()) == {article(n) for n in range(10, 16)}


def test_new_text_at_an_address_is_a_version(settings: Settings, crawled: Site) -> None:
    crawled.put("/news/1.html", article(1).replace("4 ملايين", "5 ملايين"))
    report = run(settings.model_copy(update=ALWAYS))
    assert report.lines()[0] == "nakhil: 0 new of 1 listed, 1 known, 1 updated"
    assert ["5 ملايين" in text for text in texts(settings)] == [True]
    assert ["5 ملايين" in text for text in texts(settings, versions=True)] == [False, True]


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.replace("</body>", "<footer>زوار اليوم 1200</footer></body>"),
        lambda _page: "<html><body>Just a moment...</body></html>",
    ],
    ids=["other furniture", "a wall in place of the article"],
)
def test_page_with_the_same_text_or_none_is_no_version(settings: Settings, crawled: Site, change: object) -> None:
    crawled.put("/news/1.html", change(article(1)))  # type: ignore[operator]  # a function of the table
    assert run(settings.model_copy(update=ALWAYS)).outlets[0].updated == 0
    assert pages(settings)[f"{crawled.root}/news/1.html"] == article(1)


def test_article_is_looked_at_again_only_while_it_is_young_or_dated_later(settings: Settings, site: Site) -> None:
    site.sitemap("/news/1.html 2020-01-01", "/news/3.html 2999-01-01")
    declare(settings, site, feeds=[])
    run(settings)
    site.targets()
    run(settings.model_copy(update={"crawl_recheck_days": 0}))
    assert site.targets() == ["/robots.txt", "/sitemap.xml", "/news/3.html"]


def test_article_that_is_gone_at_the_second_look_is_no_failure_of_the_outlet(settings: Settings, crawled: Site) -> None:
    crawled.put("/news/1.html", "", status=410)
    (report,) = run(settings.model_copy(update=ALWAYS)).outlets
    assert (report.problem, report.failed, report.notes) == (None, 0, [f"{crawled.root}/news/1.html: status 410"])
    assert len(texts(settings)) == 1


def test_amp_page_leads_to_its_article(settings: Settings, site: Site) -> None:
    canonical = f'<link rel="canonical" href="{site.root}/news/1.html">'
    amp = article(1).replace("<html lang", "<html ⚡ lang").replace("</head>", f"{canonical}</head>")
    site.put("/news/1.html", article(1))
    site.put("/news/1/amp/", amp)
    site.feed("/news/1/amp/")
    declare(settings, site, sitemaps=[])
    run(settings)
    assert kept(settings) == ["/news/1.html"]
    run(settings)
    asked = site.targets()
    assert [asked.count(target) for target in ("/news/1/amp/", "/news/1.html")] == [1, 1]


def test_canonical_address_is_the_articles(settings: Settings, site: Site) -> None:
    canonical = f'<link rel="canonical" href="{site.root}/2025/iftitah">'
    site.put("/?p=7", article(7).replace("</head>", f"{canonical}</head>"))
    site.put("/2025/iftitah", article(7).replace("</head>", f"{canonical}</head>"))
    site.feed("/?p=7", "/2025/iftitah")
    declare(settings, site, sitemaps=[])
    run(settings)
    assert kept(settings) == ["/2025/iftitah"]


@pytest.mark.parametrize("target", ["/", "/news/1.html"], ids=["home", "another article"])
def test_canonical_address_of_a_careless_template_is_not_believed(settings: Settings, site: Site, target: str) -> None:
    other = article(8).replace("</p>", "</p><p>وأضاف المصدر ذاته أن الأشغال ستستمر عدة أشهر أخرى بالحي الجديد.</p>", 1)
    site.put("/news/8.html", other.replace("</head>", f'<link rel="canonical" href="{site.root}{target}"></head>'))
    site.feed("/news/1.html", "/news/8.html")
    declare(settings, site, sitemaps=[])
    run(settings)
    assert kept(settings) == ["/news/1.html", "/news/8.html"]


def test_article_over_several_pages_is_one_document(settings: Settings, site: Site) -> None:
    def part(text: str, following: str) -> str:
        head = f'<title>افتتاح المركز</title><link rel="next" href="{following}">' if following else "<title>x</title>"
        return f'<html lang="ar"><head>{head}</head><body><article><h1>افتتاح المركز</h1><p>{text}</p></article></body></html>'

    first, second, third = LEAD.format(n=1), *BODY.split("\n")
    site.put("/news/1.html", part(first, "/news/1.html?page=2"))
    site.put("/news/1.html?page=2", part(second, "/news/1.html?page=3"))
    site.put("/news/1.html?page=3", part(third, ""))
    site.feed("/news/1.html", "/news/1.html?page=2")
    declare(settings, site, sitemaps=[])
    run(settings)
    (text,) = texts(settings)
    assert text.count("افتتاح المركز") == 1
    assert [line for line in text.splitlines() if line in (first, second, third)] == [first, second, third]


PARTS = ("/news/1.html", "/news/1.html?page=2")
FIRST = f"{LEAD.format(n=1)} وحضر اللقاء رئيس الجماعة وممثلو الجمعيات."


def put_parts(site: Site, second: str, first: str = FIRST) -> None:
    """Serve an article over two pages, the first with a validator."""
    for target, text, following in ((PARTS[0], first, PARTS[1]), (PARTS[1], second, "")):
        link = f'<link rel="next" href="{following}">' if following else ""
        body = f'<html lang="ar"><head><title>افتتاح</title>{link}</head><body><article><h1>افتتاح المركز</h1><p>{text}</p></article></body></html>'
        site.put(target, body, ETag=f'"{hashlib.sha256(body.encode()).hexdigest()}"')


def test_update_of_a_later_page_is_an_update_of_the_article(settings: Settings, site: Site) -> None:
    one, two = BODY.split("\n")
    put_parts(site, one)
    site.feed(PARTS[0])
    declare(settings, site, sitemaps=[])
    run(settings)
    assert run(settings.model_copy(update=ALWAYS)).outlets[0].updated == 0
    put_parts(site, two)
    with open_to_read(settings.store_dir) as replay:
        assert replay is not None
        mark = replay.index.captures_after(0, 9)[-1][0]
        assert replay.index.captures_after(mark, 9) == []
    assert run(settings.model_copy(update=ALWAYS)).outlets[0].updated == 1
    (text,) = texts(settings)
    assert (two in text, one in text, FIRST in text) == (True, False, True)
    with open_to_read(settings.store_dir) as replay:  # what nights take in
        assert replay is not None
        assert [capture.url for _, capture in replay.index.captures_after(mark, 9)] == [f"{site.root}{PARTS[0]}"]
        assert replay.index.count_after(mark) == 1


def test_later_page_that_was_not_to_be_had_is_fetched_at_the_next_look(settings: Settings, site: Site) -> None:
    one, _ = BODY.split("\n")
    put_parts(site, one)
    whole = site.pages.pop(PARTS[1])
    site.feed(PARTS[0])
    declare(settings, site, sitemaps=[])
    run(settings)
    assert one not in texts(settings)[0]
    site.pages[PARTS[1]] = whole
    put_parts(site, one, FIRST + " وحضر اللقاء عدد كبير من سكان المدينة.")
    assert run(settings.model_copy(update=ALWAYS)).outlets[0].updated == 1
    assert one in texts(settings)[0]


def test_crawl_killed_between_the_pages_of_an_article_leaves_no_half_of_it(settings: Settings, site: Site) -> None:
    one, _ = BODY.split("\n")
    put_parts(site, one)
    site.feed(PARTS[0])
    declare(settings, site, sitemaps=[])
    killed = multiprocessing.get_context("fork").Process(target=run, args=(settings,))
    site.before[PARTS[1]] = killed.kill
    killed.start()
    killed.join()
    site.before.clear()
    assert killed.exitcode == -signal.SIGKILL
    assert kept(settings) == []
    run(settings)
    assert one in texts(settings)[0]


def test_bytes_of_a_crawl_that_was_killed_are_cut_off(settings: Settings, crawled: Site) -> None:
    (file,) = warcs(settings)
    with file.open("ab") as stream:
        stream.write(file.read_bytes()[:300])  # what was being written; the index does not know of it
    only(crawled, 1, 2)
    run(settings)
    assert kept(settings) == ["/news/1.html", "/news/2.html"]
    with file.open("rb") as stream:
        assert [r.rec_type for r in ArchiveIterator(stream)] == ["warcinfo", *["response", "request"] * 2]


def test_page_whose_record_was_lost_is_fetched_again(settings: Settings, site: Site) -> None:
    only(site, 1, 2)
    declare(settings, site, sitemaps=[])
    run(settings)
    (file,) = warcs(settings)
    with file.open("r+b") as stream:
        stream.truncate(file.stat().st_size - 10)
    site.targets()
    assert run(settings).fetched == 1
    assert site.targets() == ["/robots.txt", "/feed", "/news/2.html"]
    assert set(pages(settings).values()) == {article(1), article(2)}


@pytest.mark.parametrize("into", [10, 40, 100, 200, 400])
def test_damaged_record_is_a_failure_and_the_others_are_read(settings: Settings, site: Site, into: int) -> None:
    only(site, 1, 2)
    declare(settings, site, sitemaps=[])
    run(settings)
    (file,) = warcs(settings)
    raw = bytearray(file.read_bytes())
    with sqlite3.connect(settings.store_dir / INDEX) as index:
        offset = index.execute("SELECT offset FROM capture WHERE url LIKE '%/1.html'").fetchone()[0]
    raw[offset + into : offset + into + 20] = bytes(20)
    file.write_bytes(bytes(raw))
    bad, good = documents(settings.store_dir, Inputs(settings).readings())
    assert isinstance(bad, ReadFailure)
    assert bad.source == f"{site.root}/news/1.html"
    assert f"record at byte {offset}" in bad.reason
    assert isinstance(good, Document)


@pytest.mark.usefixtures("crawled")
def test_second_crawl_at_once_is_refused(settings: Settings) -> None:
    with (
        open_pages(settings.store_dir, KEEPING),
        pytest.raises(StoreError, match="another crawl is writing this store"),
    ):
        run(settings)


def old_store(settings: Settings, *numbers: int) -> None:
    """Write a store as former versions did: a file and a sidecar a page, and an index of addresses."""
    folder = settings.store_dir / "nakhil"
    folder.mkdir(parents=True)
    with sqlite3.connect(settings.store_dir / INDEX) as index:
        index.execute(
            "CREATE TABLE page (url TEXT PRIMARY KEY, outlet TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL,"
            " reason TEXT NOT NULL, sha256 TEXT, asked TEXT NOT NULL)"
        )
        for n in numbers:
            url, raw = f"https://nakhil.example.org/news/{n}.html", article(n).encode()
            name = hashlib.sha256(url.encode()).hexdigest()[:20]
            meta = {"url": url, "source": "جريدة النخيل", "country": "MA", "fetched": "2025-03-04T05:06:07+00:00"}
            (folder / f"{name}.meta.json").write_text(json.dumps(meta), "utf-8")
            (folder / f"{name}.html").write_bytes(raw)
            row = (url, "nakhil", "kept", 1, "", hashlib.sha256(raw).hexdigest(), meta["fetched"])
            index.execute("INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def read_store(settings: Settings) -> dict[str, Document]:
    """Return the articles ``rasid run`` reads from the store, by id."""
    return {item.id: item for item in Inputs(settings).read([settings.store_dir]) if isinstance(item, Document)}


def test_old_store_is_taken_over_and_reads_as_before(settings: Settings, site: Site) -> None:
    old_store(settings, 1, 2)
    declare(settings, site, sitemaps=[], feeds=[f"{site.root}/none"])
    assert not is_store(settings.store_dir)
    before = read_store(settings)
    with open_pages(settings.store_dir, KEEPING):
        pass
    assert is_store(settings.store_dir)
    assert read_store(settings) == before
    assert len(before) == 2
    assert list(settings.store_dir.rglob("*.html")) == list(settings.store_dir.rglob("*.meta.json")) == []
    assert set(pages(settings).values()) == {article(1), article(2)}


def test_take_over_that_was_killed_goes_on(settings: Settings, site: Site) -> None:
    old_store(settings, 1, 2)
    declare(settings, site, sitemaps=[], feeds=[f"{site.root}/none"])
    before = read_store(settings)
    files = {file: file.read_bytes() for file in (settings.store_dir / "nakhil").iterdir()}
    with open_pages(settings.store_dir, KEEPING):
        pass
    for file, raw in files.items():  # as if it had ended before it deleted them
        file.write_bytes(raw)
    with open_pages(settings.store_dir, KEEPING):
        pass
    assert read_store(settings) == before
    assert len(texts(settings, versions=True)) == 2


def test_replay_chooses_by_outlet_day_and_address(settings: Settings, site: Site) -> None:
    for key, n in (("one", 1), ("two", 2)):
        site.feed(f"/news/{n}.html", at=f"/{key}")
        declare(settings, site, key=key, feeds=[f"{site.root}/{key}"], sitemaps=[])
    run(settings)
    assert len(texts(settings)) == 2
    assert len(texts(settings, outlet="one")) == 1
    assert texts(settings, since="2999-01-01") == []
    assert len(texts(settings, since="2020-01-01", url=f"{site.root}/news/2.html")) == 1


@pytest.mark.usefixtures("crawled")
def test_pages_are_written_as_they_were(settings: Settings, tmp_path: Path) -> None:
    assert write_pages(settings.store_dir, tmp_path / "out") == 1
    (page,) = (tmp_path / "out").rglob("*.html")
    assert page.read_text("utf-8") == article(1)
    with pytest.raises(StoreError, match="no store of crawled pages"):
        write_pages(tmp_path / "out", tmp_path / "more")


def versions(settings: Settings, site: Site, number: int) -> None:
    """Crawl article 1 in so many versions, beside articles that stay."""
    only(site, 1, 2)
    declare(settings, site, sitemaps=[])
    for version in range(number):
        site.put("/news/1.html", article(1).replace("4 ملايين", f"{version + 10} ملايين"))
        run(settings.model_copy(update=ALWAYS))


def age(settings: Settings, days: int) -> None:
    """Make all records so many days older."""
    with sqlite3.connect(settings.store_dir / INDEX) as index:
        index.execute("UPDATE capture SET at = replace(datetime(at, ?), ' ', 'T') || '+00:00'", (f"-{days} days",))


def test_old_versions_go_and_what_articles_stand_on_stays(settings: Settings, site: Site) -> None:
    versions(settings, site, 3)
    age(settings, 40)
    run(settings.model_copy(update={"archive_keep_days": 30, "crawl_recheck_days": 0}))
    assert len(texts(settings, versions=True)) == 2
    assert "12 ملايين" in "".join(texts(settings))
    (file,) = warcs(settings)
    with file.open("rb") as stream:
        found = [r.rec_type for r in ArchiveIterator(stream, check_digests="raise")]
    assert found == ["warcinfo", *["response", "request"] * 2]


def test_articles_go_only_where_that_is_asked_for(settings: Settings, site: Site) -> None:
    versions(settings, site, 2)
    age(settings, 40)
    run(settings.model_copy(update={"archive_keep_days": 30, "archive_drop_articles": True, "crawl_recheck_days": 0}))
    assert texts(settings, versions=True) == []
    assert warcs(settings) == []
    site.targets()
    run(settings.model_copy(update={"crawl_recheck_days": 0}))
    assert site.targets() == ["/robots.txt", "/feed"]  # what was dropped is not fetched again


def test_full_archive_drops_versions_and_then_fetches_nothing(settings: Settings, site: Site) -> None:
    versions(settings, site, 3)
    only(site, 1, 2, 3)
    full = settings.model_copy(update={"archive_max_mb": 0.001})
    (report,) = run(full).outlets
    assert report.problem == "the archive is full (0.001 MB, RASID_ARCHIVE_MAX_MB)"
    assert len(texts(settings, versions=True)) == 2
    assert run(settings).fetched == 1


def test_kills_at_any_point_lose_and_double_nothing(settings: Settings, site: Site) -> None:
    targets = [f"/news/{n}.html" for n in range(100, 140)]
    for target in targets:
        site.put(target, article(int(target[6:9])))
    site.feed(*targets)
    declare(settings, site, sitemaps=[])
    generator = random.Random(3)
    site.pause_s, struck = 0.005, 0
    for _ in range(12):
        site.targets()
        # A fork has all loaded: it is killed while it crawls, not while it starts.
        killed = multiprocessing.get_context("fork").Process(target=run, args=(settings,))
        killed.start()
        wanted = generator.randrange(1, 4)
        while killed.is_alive() and len([row for row in site.asked if row[0] in targets]) < wanted:
            time.sleep(0.001)
        time.sleep(generator.random() / 50)
        killed.kill()
        killed.join()
        struck += killed.exitcode == -signal.SIGKILL
    assert struck >= 8
    site.pause_s = 0
    run(settings)
    assert kept(settings) == targets
    archived = [page for file in settings.store_dir.rglob("*.warc.gz") for page in warc_pages(file)]
    assert sorted(page.url for page in archived if isinstance(page, WebPage)) == [f"{site.root}{t}" for t in targets]
    assert len(archived) == len(targets)
