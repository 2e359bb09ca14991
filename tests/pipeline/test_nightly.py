"""A night: migrate, crawl a small newspaper on loopback, run over the store, evaluate; and the same again the next night.

The commands are those of ``make nightly``; only the crawler is told that this one private address is its own.
"""

from __future__ import annotations

import json
import re
import shlex
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import pipeline.crawl.crawl
from pipeline.annotate import Annotator
from pipeline.cli import app

ROOT = Path(__file__).parents[2]
LEAD = (
    "قام السيد إدريس الناصري، عامل إقليم تازة، يوم الأربعاء 13 مارس 2024، بزيارة إلى مركز الأمل رقم {n} بمدينة تاهلة."
)
MORE = "ويقدم المركز خدماته لفائدة أطفال الجماعات المجاورة، وقد كلف إنجازه 4 ملايين درهم ممولة من الجماعة والوزارة."
PAGE = (
    '<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>زيارة {n}</title></head>'
    "<body><article><h1>زيارة العامل إلى المركز رقم {n}</h1><p>"
    + LEAD
    + "</p><p>"
    + MORE
    + "</p></article></body></html>"
)
FEED = '<?xml version="1.0"?><rss version="2.0"><channel><link>{root}/</link>{items}</channel></rss>'


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name http.server asks for
        """Say nothing."""


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A newspaper: its folder and its address."""
    folder = tmp_path / "paper"
    (folder / "news").mkdir(parents=True)
    (folder / "robots.txt").write_text("User-agent: *\nDisallow: /private/\n", "utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def publish(folder: Path, root: str, *numbers: int) -> None:
    """Put the articles of these numbers on the site and into its feed."""
    for n in numbers:
        (folder / "news" / f"{n}.html").write_text(PAGE.format(n=n), "utf-8")
    items = "".join(f"<item><title>خبر</title><link>{root}/news/{n}.html</link></item>" for n in numbers)
    (folder / "feed.xml").write_text(FEED.format(root=root, items=items), "utf-8")


def nightly_commands() -> list[list[str]]:
    """Return the commands of ``make nightly``, without their settings."""
    recipe = re.search(r"^nightly:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert recipe
    lines = [line.split("$(BIN)/rasid ")[1] for line in recipe.group(1).splitlines()]
    return [shlex.split(line) for line in lines]


def test_make_nightly_migrates_crawls_runs_and_evaluates() -> None:
    assert [command[0] for command in nightly_commands()] == ["migrate", "crawl", "run", "evaluate"]
    assert nightly_commands()[2] == ["run", "$${RASID_STORE_DIR:-corpus/store}"]


def test_two_nights_store_each_article_once(
    paper: tuple[Path, str], annotator: Annotator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder, root = paper
    monkeypatch.setattr(Annotator, "load", classmethod(lambda _cls, _settings: annotator))
    own = partial(pipeline.crawl.crawl.crawl, allow_private=True)
    monkeypatch.setattr(pipeline.crawl.crawl, "crawl", own)
    monkeypatch.chdir(tmp_path)
    outlets, store, gold = tmp_path / "outlets", tmp_path / "store", tmp_path / "gold"
    for name, value in (("OUTLETS_DIR", outlets), ("STORE_DIR", store), ("CRAWL_DELAY_S", 0), ("FAILURE_SHARE", 0.25)):
        monkeypatch.setenv(f"RASID_{name}", str(value))
    outlets.mkdir()
    outlet = {"name": "جريدة النخيل", "name_latin": "Nakhil", "country": "MA", "home": f"{root}/"}
    (outlets / "nakhil.yml").write_text(json.dumps(outlet | {"feeds": [f"{root}/feed.xml"]}), "utf-8")
    gold.mkdir()
    for name in ("w001", "w002"):
        (gold / f"{name}.json").write_bytes((ROOT / "corpus" / "gold" / f"{name}.json").read_bytes())
        (gold / f"{name}.txt").write_bytes((ROOT / "corpus" / "samples" / f"{name}.txt").read_bytes())

    def night() -> list[Result]:
        places = {"$${RASID_STORE_DIR:-corpus/store}": str(store), "$(GOLD)": str(gold)}
        done = [CliRunner().invoke(app, [places.get(word, word) for word in line]) for line in nightly_commands()]
        assert [result.exit_code for result in done] == [0, 0, 0, 0], [result.output for result in done]
        return done

    publish(folder, root, 1, 2)
    _, crawled, run, scores = night()
    assert "nakhil: 2 new of 2 listed" in crawled.stdout
    assert "2 articles stored (2 added), 0 set aside" in run.stderr
    assert "macro" in scores.stdout
    publish(folder, root, 1, 2, 3)
    _, crawled, run, _ = night()
    assert "nakhil: 1 new of 3 listed, 2 known" in crawled.stdout
    assert "3 articles stored (1 added, 2 unchanged), 0 set aside" in run.stderr

    rows = CliRunner().invoke(app, ["events", "--json", "--type", "visit"]).stdout.splitlines()
    found = [json.loads(row) for row in rows]
    assert sorted(row["url"] for row in found) == [f"{root}/news/{n}.html" for n in (1, 2, 3)]
    assert {(row["who"][0], row["date_start"], row["source"]) for row in found} == {
        ("إدريس الناصري", "2024-03-13", "جريدة النخيل")
    }
