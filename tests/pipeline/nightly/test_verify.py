"""``rasid crawl --verify``: which outlets hold, told without failing, and written down where that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from press_site import PressSite, press_site
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.crawl.outlets import load_outlet

COMMENT = "# An outlet that is made up.\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PressSite]:
    """The site with some outlets declared in YAML, none verified."""
    with press_site() as up:
        folder = tmp_path / "outlets"
        up.declare(folder, "nakhil", "barq", "ufuq")
        for path in folder.glob("*.yml"):
            told = yaml.safe_load(path.read_text("utf-8")) | {"verified": False}
            path.write_text(COMMENT + yaml.safe_dump(told, allow_unicode=True) + "note: last\n", "utf-8")
        for name, value in {
            "OUTLETS_DIR": folder,
            "STORE_DIR": tmp_path / "store",
            "CRAWL_PRIVATE": "true",
            "CRAWL_DELAY_S": "0",
            "CRAWL_RETRIES": "0",
        }.items():
            monkeypatch.setenv(f"RASID_{name}", str(value))
        yield up


def test_outlets_that_hold_are_told_and_nothing_is_written(site: PressSite, tmp_path: Path) -> None:
    before = {path: path.read_text("utf-8") for path in (tmp_path / "outlets").iterdir()}
    done = CliRunner().invoke(app, ["crawl", "--verify"])
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert "nakhil: holds, 6 articles listed" in lines
    assert any(line.startswith("barq: fails: none of its feeds and sitemaps could be read; ") for line in lines)
    assert any(line.startswith("ufuq: fails: ") for line in lines)
    assert lines[-1] == "1 of 3 outlets hold; nothing written (--write)"
    assert {path: path.read_text("utf-8") for path in (tmp_path / "outlets").iterdir()} == before
    assert site.broken_rules() == []


def test_what_holds_is_written_with_its_day_and_the_rest_of_the_file_stays(site: PressSite, tmp_path: Path) -> None:
    path = tmp_path / "outlets" / "nakhil.yml"
    before = path.read_text("utf-8").splitlines()
    for _ in range(2):  # again: another day in the place of the first
        assert CliRunner().invoke(app, ["crawl", "--verify", "--write", "--only", "nakhil"]).exit_code == 0
    outlet = load_outlet(path)
    assert (outlet.verified, outlet.verified_on) == (True, datetime.now(UTC).date())
    after = path.read_text("utf-8").splitlines()
    assert [line for line in after if not line.startswith("verified")] == [
        line for line in before if not line.startswith("verified")
    ]
    assert sum(line.startswith("verified") for line in after) == 2
    assert not load_outlet(tmp_path / "outlets" / "barq.yml").verified
    assert len(site.hosts.of("nakhil")) > 0


def test_unverified_outlets_are_left_out_of_a_crawl_without_failing(
    site: PressSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = CliRunner().invoke(app, ["crawl"])
    assert (done.exit_code, site.hosts.asked) == (0, [])
    assert "3 outlets are not verified and were left out" in done.stderr
    monkeypatch.setenv("RASID_CRAWL_UNVERIFIED", "true")
    done = CliRunner().invoke(app, ["crawl"])
    assert done.exit_code == 0, done.output  # two of them fail
    assert "nakhil: 4 new of 6 listed" in done.stdout
    named = CliRunner().invoke(app, ["crawl", "--only", "barq"])
    assert named.exit_code == 0
    assert "barq: 0 new of 0 listed; FAILED" in named.stdout


def test_write_without_verify_is_refused(site: PressSite) -> None:
    done = CliRunner().invoke(app, ["crawl", "--write"])
    assert (done.exit_code, site.hosts.asked) == (2, [])
