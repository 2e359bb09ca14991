"""What the archive says of pages that did not change, and its index made anew from it, killed at any point too."""

from __future__ import annotations

import multiprocessing
import random
import signal
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from loopback import Site, article, declare, kept, pages, run
from typer.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator

from corpus.document import Document
from corpus.errors import StoreError
from corpus.warc import pages as warc_pages
from pipeline.cli import app
from pipeline.crawl.index import INDEX, Selection
from pipeline.crawl.outlets import load_outlets
from pipeline.crawl.rebuild import damaged_records, rebuild
from pipeline.crawl.replay import documents
from pipeline.inputs import Inputs
from pipeline.settings import Settings

ALWAYS = {"crawl_recheck_hours": 0}
NOT_MODIFIED, SAME = "server-not-modified", "identical-payload-digest"


def rows(settings: Settings) -> list[tuple[str, str, str, str, str]]:
    """Return type, address, profile, address and moment referred to of every record of the store."""
    found = []
    for file in sorted(settings.store_dir.rglob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                named = record.rec_headers.get_header
                names = ("WARC-Target-URI", "WARC-Profile", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date")
                url, profile, whole, at = (str(named(name) or "") for name in names)
                found.append((record.rec_type, url, profile.rpartition("/")[2], whole, at))
    return found


def state(settings: Settings) -> dict[str, Any]:
    """Return what the index holds but for the numbers of records: captures, kept pages, files, outlets."""
    with sqlite3.connect(settings.store_dir / INDEX) as index:
        return {
            "captures": index.execute(
                "SELECT url, outlet, version, at, file, offset, length, sha256, whole, part FROM capture ORDER BY url, version"
            ).fetchall(),
            "pages": index.execute(
                "SELECT url, outlet, sha256, validators FROM page WHERE state = 'kept' ORDER BY url"
            ).fetchall(),
            "files": index.execute("SELECT file, outlet, size FROM warc WHERE NOT gone ORDER BY file").fetchall(),
            "outlets": index.execute("SELECT * FROM outlet").fetchall(),
        }


def texts(settings: Settings) -> list[str]:
    """Return every text of the store, sorted."""
    found = documents(settings.store_dir, Inputs(settings).readings(), Selection(versions=True))
    return sorted(item.text for item in found if isinstance(item, Document))


def lose(settings: Settings) -> None:
    """Delete the index."""
    (settings.store_dir / INDEX).unlink()


def anew(settings: Settings) -> Any:
    """Make the index anew."""
    return rebuild(settings.store_dir, load_outlets(settings.outlets_dir))


def harmed(settings: Settings, url: str) -> int:
    """Damage the record of an address in the one WARC file; return the byte it begins at."""
    (file,) = settings.store_dir.rglob("*.warc.gz")
    place = next(int(row[5]) for row in state(settings)["captures"] if row[0] == url)
    raw = bytearray(file.read_bytes())
    raw[place + 40 : place + 80] = bytes(40)
    file.write_bytes(bytes(raw))
    return place


@pytest.fixture
def crawled(settings: Settings, site: Site) -> Site:
    """A site that was crawled three times: an article with a validator, one of two versions, one of two pages, one that
    stands at two addresses."""
    second = '<link rel="next" href="/news/3.html?page=2">'
    site.put("/news/1.html", article(1), ETag='"one"')
    site.put("/news/2.html", article(2))
    site.put("/news/3.html", article(3).replace("</head>", f"{second}</head>"))
    site.put("/news/3.html?page=2", article(33).replace("افتتاح مركز الرعاية رقم 33", "افتتاح مركز الرعاية رقم 3"))
    site.put("/news/copy.html", article(1))
    site.feed("/news/1.html", "/news/2.html", "/news/3.html", "/news/copy.html")
    declare(settings, site, sitemaps=[])
    run(settings)
    site.put("/news/2.html", article(2).replace("4 ملايين", "5 ملايين"))
    run(settings.model_copy(update=ALWAYS))
    site.targets()
    return site


def test_page_that_did_not_change_is_a_revisit(settings: Settings, crawled: Site) -> None:
    found = rows(settings)
    first, third, copy = (f"{crawled.root}/news/{name}.html" for name in ("1", "3", "copy"))
    again = [(url, profile, whole) for kind, url, profile, whole, _ in found if kind == "revisit"]
    assert again == [(copy, SAME, first), (first, NOT_MODIFIED, first), (third, SAME, third)]
    at = {version: at for url, _, version, at, *_ in state(settings)["captures"] if url == first}
    assert {moment for kind, url, _, _, moment in found if (kind, url) == ("revisit", first)} == {
        at[1].replace("+00:00", "Z")
    }
    assert len([page for file in settings.store_dir.rglob("*.warc.gz") for page in warc_pages(file)]) == 5


def test_revisit_carries_the_head_of_the_answer_and_the_digest_of_the_page(settings: Settings, crawled: Site) -> None:
    (file,) = settings.store_dir.rglob("*.warc.gz")
    digests = {}
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream):
            key = record.rec_type, record.rec_headers.get_header("WARC-Target-URI")
            digests[key] = record.rec_headers.get_header("WARC-Payload-Digest")
            if key == ("revisit", f"{crawled.root}/news/1.html"):
                assert record.http_headers.get_statuscode() == "304"
    for kind in ("response", "revisit"):
        assert digests[kind, f"{crawled.root}/news/1.html"] == digests["response", f"{crawled.root}/news/1.html"]


def test_lost_index_is_named_and_nothing_is_written_over(settings: Settings, crawled: Site) -> None:
    before = {file: file.read_bytes() for file in settings.store_dir.rglob("*.warc.gz")}
    lose(settings)
    for each in (lambda: run(settings), lambda: texts(settings)):
        with pytest.raises(StoreError, match=r"index.db is lost, .* `rasid archive rebuild` makes it anew"):
            each()
    assert {file: file.read_bytes() for file in settings.store_dir.rglob("*.warc.gz")} == before
    assert crawled.targets() == []


def test_damaged_index_is_named(settings: Settings, crawled: Site) -> None:
    del crawled
    (settings.store_dir / INDEX).write_bytes(b"not an index" * 1000)
    for each in (lambda: run(settings), lambda: texts(settings)):
        with pytest.raises(StoreError, match="file is not a database; `rasid archive rebuild` makes it anew"):
            each()


@pytest.mark.parametrize(
    "harm", [lose, lambda s: (s.store_dir / INDEX).write_bytes(b"harm" * 5000)], ids=["lost", "damaged"]
)
def test_rebuilt_index_is_the_former_one(settings: Settings, crawled: Site, harm: Callable[[Settings], object]) -> None:
    before, read = state(settings), texts(settings)
    harm(settings)
    done = anew(settings)
    assert (done.files, done.articles, done.records, done.damaged) == (1, 3, 5, [])
    assert state(settings) == before
    assert texts(settings) == read
    report = run(settings)
    assert (report.fetched, crawled.targets()) == (0, ["/robots.txt", "/feed"])
    assert run(settings.model_copy(update=ALWAYS)).outlets[0].updated == 0
    assert "/news/1.html" in crawled.targets()
    assert [dict(h).get("If-None-Match") for target, h in crawled.headers if target == "/news/1.html"][-1] == '"one"'


def test_rebuild_of_a_store_without_parts_said_finds_them_by_their_addresses(settings: Settings, crawled: Site) -> None:
    del crawled
    before = state(settings)
    for file in settings.store_dir.rglob("*.warc.gz"):
        with file.open("rb") as stream:
            raw = b"".join(_without_parts(record) for record in ArchiveIterator(stream))
        file.write_bytes(raw)
    lose(settings)
    anew(settings)
    cut = [(url, version, whole, part) for url, _, version, *_, whole, part in state(settings)["captures"]]
    assert cut == [(url, version, whole, part) for url, _, version, *_, whole, part in before["captures"]]


def _without_parts(record: Any) -> bytes:
    """Return a record as former versions wrote it."""
    from io import BytesIO

    from warcio.warcwriter import WARCWriter

    for name in ("X-Rasid-Whole", "X-Rasid-Part"):
        record.rec_headers.remove_header(name)
    out = BytesIO()
    WARCWriter(out, gzip=True, warc_version="WARC/1.1").write_record(record)
    return out.getvalue()


def test_damage_is_named_and_the_rest_is_entered(settings: Settings, crawled: Site) -> None:
    place = harmed(settings, f"{crawled.root}/news/2.html")
    assert [bool(problem) for problem in damaged_records(settings.store_dir)].count(True) == 1
    lose(settings)
    done = anew(settings)
    assert (done.articles, done.records, len(done.damaged)) == (3, 4, 1)
    assert f"byte {place}:" in done.damaged[0]
    assert sum(problem is not None for problem in damaged_records(settings.store_dir)) == 0


def test_damaged_record_stops_no_crawl_and_its_article_is_kept_anew(settings: Settings, crawled: Site) -> None:
    harmed(settings, f"{crawled.root}/news/3.html")
    (report,) = run(settings.model_copy(update=ALWAYS)).outlets
    assert (report.problem, report.updated) == (None, 1)
    assert pages(settings)[f"{crawled.root}/news/3.html"].count("رقم 3") == 3


def test_rebuild_killed_at_any_point_loses_nothing(settings: Settings, site: Site) -> None:
    targets = [f"/news/{n}.html" for n in range(100, 130)]
    for target in targets:
        site.put(target, article(int(target[6:9])))
    site.feed(*targets)
    declare(settings, site, sitemaps=[])
    run(settings)
    before, generator, struck = state(settings), random.Random(5), 0
    for _ in range(12):
        if generator.random() < 0.5:
            (settings.store_dir / INDEX).unlink(missing_ok=True)
        killed = multiprocessing.get_context("fork").Process(target=anew, args=(settings,))
        killed.start()
        time.sleep(generator.random() / 25)
        killed.kill()
        killed.join()
        struck += killed.exitcode == -signal.SIGKILL
    assert struck >= 6
    anew(settings)
    assert state(settings) == before
    assert list(settings.store_dir.glob("*.new*")) == []


def test_index_lost_after_kills_is_made_anew_and_the_crawl_goes_on(settings: Settings, site: Site) -> None:
    targets = [f"/news/{n}.html" for n in range(100, 120)]
    for target in targets:
        site.put(target, article(int(target[6:9])))
    site.feed(*targets)
    declare(settings, site, sitemaps=[])
    generator, site.pause_s = random.Random(7), 0.005
    for _ in range(4):
        site.targets()
        killed = multiprocessing.get_context("fork").Process(target=run, args=(settings,))
        killed.start()
        while killed.is_alive() and len([row for row in site.asked if row[0] in targets]) < 3:
            time.sleep(0.001)
        time.sleep(generator.random() / 50)
        killed.kill()
        killed.join()
        for end in ("", "-wal", "-shm"):
            (settings.store_dir / f"{INDEX}{end}").unlink(missing_ok=True)
        anew(settings)
    site.pause_s = 0
    run(settings)
    assert kept(settings) == targets
    assert len(texts(settings)) == len(targets)


@pytest.fixture
def rasid(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line with the folders of the test."""
    monkeypatch.setenv("RASID_STORE_DIR", str(settings.store_dir))
    monkeypatch.setenv("RASID_OUTLETS_DIR", str(settings.outlets_dir))
    return CliRunner()


def test_commands_say_what_they_did(settings: Settings, crawled: Site, rasid: CliRunner, tmp_path: Path) -> None:
    del crawled, tmp_path
    lose(settings)
    lost = rasid.invoke(app, ["archive", "check"])
    assert (lost.exit_code, "rasid archive rebuild" in lost.stderr) == (2, True)
    made = rasid.invoke(app, ["archive", "rebuild"])
    assert (made.exit_code, made.stderr) == (
        0, "index made anew: 3 articles in 5 records of 1 files, 0 damaged places\n"
    )  # fmt: skip
    sound = rasid.invoke(app, ["archive", "check"])
    assert (sound.exit_code, sound.stderr) == (0, "5 records read, 0 damaged\n")
