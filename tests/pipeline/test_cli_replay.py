"""``rasid run --warc`` and ``rasid replay``: archives into the knowledge base, without a network."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from loopback import Site, article, declare, run
from typer.testing import CliRunner

from pipeline.annotate import Annotator
from pipeline.cli import app
from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture
def rasid(settings: Settings, annotator: Annotator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    """A runner whose commands have a store, outlets and a knowledge base of their own."""
    monkeypatch.setattr(Annotator, "load", classmethod(lambda _cls, _settings: annotator))
    monkeypatch.setenv("RASID_OUTLETS_DIR", str(settings.outlets_dir))
    monkeypatch.setenv("RASID_STORE_DIR", str(settings.store_dir))
    monkeypatch.setenv("RASID_DATABASE_URL", f"sqlite:///{tmp_path}/kb.db")
    return CliRunner()


@pytest.fixture
def crawled(settings: Settings, site: Site) -> Site:
    """A site of which three articles were crawled, and which is closed to requests since."""
    credit = "</p><p>و م ع</p></article>"
    site.put(
        "/news/2.html",
        article(2)
        .replace("</p></article>", credit)
        .replace("<head>", '<head><meta property="article:section" content="مجتمع">'),
    )
    declare(settings, site, time_zone="Africa/Casablanca")
    run(settings)
    site.pages.clear()
    site.targets()
    return site


def stored(rasid: CliRunner) -> list[dict[str, object]]:
    """Return the articles of the knowledge base."""
    return [
        json.loads(row)
        for row in rasid.invoke(app, ["export", "--what", "articles", "--format", "jsonl"]).stdout.splitlines()
    ]


def said(result: Result) -> str:
    """Return what a command said, once it went well."""
    assert result.exit_code == 0, result.output
    return result.stderr


def test_replay_stores_what_was_crawled_without_asking_for_it(rasid: CliRunner, crawled: Site) -> None:
    assert "3 articles stored (3 added), 0 set aside" in said(rasid.invoke(app, ["replay"]))
    assert "3 articles stored (3 unchanged), 0 set aside" in said(rasid.invoke(app, ["replay"]))
    assert crawled.targets() == []
    rows = stored(rasid)
    assert sorted(str(row["url"]) for row in rows) == [f"{crawled.root}/news/{n}.html" for n in (1, 2, 3)]
    assert {row["outlet"] for row in rows} == {"جريدة النخيل"}


def test_run_over_the_store_is_the_same(rasid: CliRunner, crawled: Site, settings: Settings) -> None:
    said(rasid.invoke(app, ["replay"]))
    done = said(rasid.invoke(app, ["run", str(settings.store_dir)]))
    assert "3 articles stored (3 unchanged), 0 set aside" in done
    assert crawled.targets() == []


def test_run_takes_the_archive_files_themselves(rasid: CliRunner, crawled: Site, settings: Settings) -> None:
    (file,) = settings.store_dir.rglob("*.warc.gz")
    assert "3 articles stored (3 added)" in said(rasid.invoke(app, ["run", "--warc", str(file)]))
    assert "3 articles stored (3 unchanged)" in said(rasid.invoke(app, ["run", str(file)]))
    assert crawled.targets() == []


def test_replay_of_one_article(rasid: CliRunner, crawled: Site) -> None:
    url = f"{crawled.root}/news/2.html"
    said(rasid.invoke(app, ["replay", "--url", url, "--outlet", "nakhil", "--since", "2020-01-01"]))
    (row,) = stored(rasid)
    assert (row["url"], row["source_line"]) == (url, "و م ع")
    assert rasid.invoke(app, ["replay", "--since", "2999-01-01"]).exit_code == 2


@pytest.mark.usefixtures("crawled")
def test_replay_writes_pages(rasid: CliRunner, tmp_path: Path) -> None:
    assert "3 pages written" in said(rasid.invoke(app, ["replay", "--out", str(tmp_path / "pages")]))
    done = said(rasid.invoke(app, ["run", str(tmp_path / "pages")]))
    assert "3 articles stored (3 added), 0 set aside" in done


@pytest.mark.usefixtures("crawled")
def test_extract_says_section_and_source(rasid: CliRunner, settings: Settings) -> None:
    rows = [json.loads(row) for row in rasid.invoke(app, ["extract", str(settings.store_dir)]).stdout.splitlines()]
    assert sorted((row.get("section"), row.get("source_line")) for row in rows if row.get("section")) == [
        ("مجتمع", "و م ع")
    ]


@pytest.mark.parametrize("arguments", [["run"], ["replay"], ["replay", "--out", "x"]])
def test_command_without_anything_to_read_says_so(
    rasid: CliRunner, arguments: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    result = rasid.invoke(app, arguments)
    assert result.exit_code == 2
    assert "rasid: " in result.stderr
