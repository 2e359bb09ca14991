"""Nights over ten invented outlets: once and again, with an outlet dying midway, with faults, and what is told of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from nights import FEW, ROOT, check_articles, night, outlet_of, put_floors, replaced, stored
from press_site import PressSite
from pydantic import SecretStr
from receiver import Receiver
from typer.testing import CliRunner

from pipeline.alerts.channels import add_channel
from pipeline.annotate import Annotator
from pipeline.cli import app
from pipeline.crawl.replay import Replay
from pipeline.kb.access_saved import keep
from pipeline.kb.engine import open_store
from pipeline.nightly import night as nights
from pipeline.nightly import taking
from pipeline.nightly.night import Status
from pipeline.nightly.report import lines
from pipeline.settings import Settings


def test_a_night_takes_every_article_in_and_the_next_finds_nothing_new(on_each: Settings, site: PressSite) -> None:
    status, first, said = night(on_each)
    assert status is Status.FINE, list(lines(first))
    check_articles(on_each, site)
    assert [stage.state for stage in first.stages] == ["done"] * 6
    assert first.stages[-1].counts["articles"] == len(site.expected())
    wadi = outlet_of(first, "wadi")
    assert (wadi.fetched, wadi.articles, wadi.forbidden, wadi.problem) == (3, 3, 1, None)
    assert wadi.events >= wadi.articles  # each tells of a visit
    assert outlet_of(first, "barq").problem == "none of its feeds and sitemaps could be read"
    midan = outlet_of(first, "midan")
    assert (midan.fetched, midan.failed) == (2, 3)
    assert "1 of 10 outlets are not verified" in " ".join(first.notes)
    assert re.search(r"^\d\d:\d\d:\d\d crawl: wadi: 3 new of 4 listed", said, re.MULTILINE)

    asked = len(site.hosts.asked)
    status, second, _ = night(on_each)
    assert status is Status.FINE, list(lines(second))
    assert second.stages[-1].counts == {"articles": 0, "tellings": 0}
    assert second.stages[1].counts == {}
    check_articles(on_each, site)
    paused = next(n for n, one in enumerate(site.hosts.asked) if one.status == 429)
    assert [one for one in site.hosts.asked[paused + 1 :] if one.host == "hadir"] == []
    articles = {
        (key, s.url.removeprefix(site.papers[key].root)) for key in site.papers for s in site.papers[key].published()
    }
    again = [(one.host, one.target) for one in site.hosts.asked[asked:] if one.target != "/robots.txt"]
    assert articles & set(again) == set()
    good = {"nakhil", "wadi", "safina", "manara", "tilal", "hadir"}
    assert {one.status for one in site.hosts.asked[asked:] if one.host in good and one.target != "/robots.txt"} == {304}
    assert site.broken_rules() == []


def test_only_what_is_new_is_read(settings: Settings, site: PressSite, monkeypatch: pytest.MonkeyPatch) -> None:
    night(settings)
    site.papers["nakhil"].stories += [105, 106]
    read: list[str] = []
    extract = nights.take_in_stage.__globals__["extract_all"]

    def counted(annotator: Annotator, inputs: Any) -> Any:
        inputs = list(inputs)
        read.extend(item.url for item in inputs)
        return extract(annotator, inputs)

    monkeypatch.setitem(nights.take_in_stage.__globals__, "extract_all", counted)
    _, view, _ = night(settings)
    assert sorted(read) == [site.papers["nakhil"].story(n).url for n in (105, 106)]
    assert (outlet_of(view, "nakhil").articles, view.stages[-1].counts["articles"]) == (2, 2)
    check_articles(settings, site)


def test_archive_that_was_begun_anew_is_read_from_its_beginning(settings: Settings, site: PressSite) -> None:
    night(settings)
    settings.store_dir.rename(settings.store_dir.with_name("old"))
    site.papers["wadi"].stories = [205]
    status, view, _ = night(settings)
    assert status is Status.FINE
    assert "read from its beginning" in " ".join(view.notes)
    assert site.papers["wadi"].story(205).url in {url for url, _, _ in stored(settings)}
    assert view.stages[-1].counts["articles"] == 1


def test_outlet_that_dies_midway_is_reported_and_its_rest_comes_the_next_night(
    settings: Settings, site: PressSite
) -> None:
    def dies(_asked: Any) -> None:
        if len([one for one in site.hosts.of("nakhil") if one.target.startswith("/2024")]) == 2:
            site.hosts.down.add("nakhil")

    site.hosts.on_request = dies
    status, view, _ = night(settings)
    assert status is Status.FINE  # one outlet among many
    assert outlet_of(view, "nakhil").failed > 0
    others = [key for key in FEW if key != "nakhil"]
    here = {url for url, _, _ in stored(settings)}
    assert set(site.expected(*others)) <= here
    assert set(site.expected()) > here
    site.hosts.on_request = lambda _asked: None
    site.hosts.down.clear()
    night(settings)
    check_articles(settings, site)
    assert site.broken_rules() == []


@pytest.mark.parametrize(
    ("place", "name"),
    [(Annotator, "extract"), (Replay, "document"), (taking, "write_article")],
    ids=["extracted", "read", "stored"],
)
def test_fault_of_ours_costs_one_article_and_is_tried_again(
    settings: Settings, site: PressSite, monkeypatch: pytest.MonkeyPatch, place: Any, name: str
) -> None:
    bad = site.papers["wadi"].story(202)
    whole = getattr(place, name)

    def failing(*given: Any) -> Any:
        if any(getattr(one, "url", None) == bad.url for one in given):
            raise RuntimeError("a fault")
        return whole(*given)

    monkeypatch.setattr(place, name, failing)
    status, view, _ = night(settings)
    assert status is Status.FINE
    assert [(page.url, page.ours) for page in view.aside if page.ours] == [(bad.url, True)]
    assert [stage.state for stage in view.stages] == ["done"] * 6
    monkeypatch.setattr(place, name, whole)
    night(settings)
    check_articles(settings, site)


def test_fault_of_ours_in_most_articles_is_an_operators_matter(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Annotator.extract

    def failing(self: Annotator, document: Any) -> Any:
        if document.url:  # the samples have none
            raise RuntimeError("a fault")
        return whole(self, document)

    monkeypatch.setattr(Annotator, "extract", failing)
    status, view, _ = night(settings)
    assert (status, [problem["code"] for problem in view.problems]) == (Status.ACT, ["pages"])


def test_samples_below_their_floor_are_an_operators_matter(settings: Settings, tmp_path: Path) -> None:
    status, view, _ = night(replaced(settings, floors=put_floors(tmp_path, 1.01)))
    assert status is Status.ACT
    assert [problem["code"] for problem in view.problems] == ["floors"]
    assert "dates: " in view.problems[0]["text"]
    assert "  do: undo the last upgrade, or look for a damaged model" in list(lines(view))
    (page,) = settings.reports_dir.rglob("report.html")
    assert "تراجع عن آخر تحديث للبرنامج" in page.read_text("utf-8")


def test_most_outlets_down_is_an_operators_matter(settings: Settings, site: PressSite) -> None:
    site.hosts.down |= {"nakhil", "wadi"}
    status, view, _ = night(settings)
    assert (status, [problem["code"] for problem in view.problems]) == (Status.ACT, ["outlets"])
    check_articles(settings, site, "hadir")


def test_outlet_that_fails_night_after_night_is_an_operators_matter(settings: Settings) -> None:
    for _ in range(2):
        assert night(settings)[0] is Status.FINE
    status, view, _ = night(settings)
    assert status is Status.ACT
    assert [p["code"] for p in view.problems] == ["outlet_silent"]
    assert "barq" in view.problems[0]["text"]


def test_stage_that_fails_does_not_stop_the_others(settings: Settings, tmp_path: Path) -> None:
    night(settings)
    (tmp_path / "outlets" / "bad.yml").write_text("name: 7\n", "utf-8")
    status, view, _ = night(settings)
    assert status is Status.UNDONE
    states = {stage.name: stage.state for stage in view.stages}
    assert (states["crawl"], states["link"], states["report"]) == ("failed", "done", "done")
    assert "bad.yml:1: " in view.problems[0]["text"]


def test_report_metrics_and_status_tell_of_the_night(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    _, view, _ = night(settings)
    folder = settings.reports_dir / str(view.report)
    told = json.loads((folder / "report.json").read_text("utf-8"))
    assert (told["number"], told["totals"]["articles"]) == (view.number, view.stages[-1].counts["articles"])
    assert {outlet["outlet"] for outlet in told["outlets"]} == {outlet.outlet for outlet in view.outlets}
    text = (folder / "report.txt").read_text("utf-8")
    assert "barq: 0 new of 0 listed; FAILED: none of its feeds" in text
    assert "nothing needs to be done" in text
    page = (folder / "report.html").read_text("utf-8")
    assert '<html lang="ar" dir="rtl">' in page
    assert re.findall(r"""(?:src|href)\s*=""", page) == []
    assert "barq" in page
    assert settings.metrics_file is not None
    metrics = settings.metrics_file.read_text("utf-8")
    articles = view.stages[-1].counts["articles"]
    assert f"rasid_night_articles {float(articles)}" in metrics
    assert 'rasid_night_outlet_pages{outlet="wadi"} 3.0' in metrics
    sums = told["totals"]
    assert sums["tellings"] == sum(outlet.events for outlet in view.outlets) >= sums["events"] > 0
    assert f"rasid_night_events {float(sums['events'])}" in metrics
    monkeypatch.setenv("RASID_DATABASE_URL", settings.database_url)
    said = CliRunner().invoke(app, ["status"]).stdout
    assert f"night {view.number}: " in said
    assert f"{articles} new articles" in said
    assert "outlets that failed: barq" in said
    assert json.loads(CliRunner().invoke(app, ["status", "--json"]).stdout)["night"]["number"] == view.number


def test_command_says_what_is_to_be_done(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in settings.model_dump(exclude_defaults=True).items():
        monkeypatch.setenv(f"RASID_{name.upper()}", str(value))
    done = CliRunner().invoke(app, ["nightly", "--limit", "1"])
    assert done.exit_code == 0, done.output
    assert "new pages of 4 outlets; " in done.stdout
    assert "report: " in done.stdout


def test_make_nightly_is_the_command() -> None:
    recipe = re.search(r"^nightly:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert recipe
    assert [line.split("$(BIN)/")[1] for line in recipe.group(1).splitlines()] == ["rasid nightly"]


def test_update_of_an_article_is_a_version_of_it_and_no_news(
    settings: Settings, site: PressSite, receiver: Receiver
) -> None:
    settings = replaced(
        settings, crawl_recheck_hours=0.0, webhook_secret=SecretStr("of the tests"), webhook_private=True
    )
    engine = open_store(settings)
    search = keep(engine, "tests", "زيارات", "type=visit")
    add_channel(engine, search.key, "webhook", receiver.url)
    engine.dispose()
    night(settings)
    told = receiver.events()
    assert len(told) >= len(site.expected())  # each article tells of a visit of its own
    assert len(told) == len(set(told))
    paper = site.papers["nakhil"]
    paper.added[102] = "وعلمت الجريدة لاحقا أن الأشغال ستنتهي قبل متم السنة الجارية."
    _, view, _ = night(settings)
    assert (outlet_of(view, "nakhil").updated, view.stages[-1].counts["articles"]) == (1, 0)
    of_it = [(version, text) for url, version, text in stored(settings) if url == paper.story(102).url]
    assert [version for version, _ in of_it] == [1, 2]
    assert [paper.added[102] in text for _, text in of_it] == [False, True]
    assert receiver.events() == told
    assert list((settings.reports_dir / "alerts" / "feeds").iterdir()) == [
        settings.reports_dir / "alerts" / "feeds" / f"{search.key}.atom"
    ]
