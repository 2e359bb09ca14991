"""``rasid outlets check`` and ``rasid outlets list`` over declarations of one's own and over the shipped ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli import app

FULL = """name: جريدة النخيل
name_latin: Nakhil
country: MA
kind: regional
time_zone: Africa/Casablanca
home: https://www.example.org/
feeds: [https://www.example.org/feed]
volume: {min: 1, max: 40}
source:
  home: https://www.example.org/1.html
  feeds: "someone/feeds: list.opml"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one outlet that holds and one of another country."""
    (tmp_path / "nakhil.yml").write_text(FULL, "utf-8")
    (tmp_path / "wadi.yml").write_text(
        FULL.replace("example.org", "example.net").replace("country: MA", "country: DZ").replace("regional", "agency"),
        "utf-8",
    )
    return tmp_path


def rasid(*arguments: str) -> Result:
    """Run ``rasid outlets``."""
    return CliRunner().invoke(app, ["outlets", *arguments])


def test_check_counts_outlets_that_hold(folder: Path) -> None:
    result = rasid("check", str(folder))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "2 outlets can be read, 0 verified; 0 mistakes\n"


def test_check_names_file_line_and_key_of_each_mistake(folder: Path) -> None:
    wrong = FULL.replace("MA", "Morocco").replace("Africa/Casablanca", "Casablanca")
    (folder / "wrong.yml").write_text(wrong, "utf-8")
    (folder / "wadi.yml").write_text(
        FULL.replace("example.org", "example.net").replace("kind: regional\n", ""), "utf-8"
    )
    result = rasid("check", str(folder))
    assert result.exit_code == 1
    assert [line.split(": ", 2)[:2] for line in result.stderr.splitlines()] == [
        [f"{folder}/wadi.yml:1", "kind"],
        [f"{folder}/wrong.yml:3", "country"],
        [f"{folder}/wrong.yml:5", "time_zone"],
    ]
    assert result.stdout == "2 outlets can be read, 0 verified; 3 mistakes\n"


def test_check_of_a_folder_without_outlets_ends_with_2(tmp_path: Path) -> None:
    result = rasid("check", str(tmp_path))
    assert (result.exit_code, result.stderr) == (2, f"rasid: {tmp_path}: no outlets (*.yml) declared here\n")


def test_check_without_a_folder_reads_the_declared_outlets(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rasid("check").stdout.endswith("0 mistakes\n")
    monkeypatch.setenv("RASID_OUTLETS_DIR", str(folder))
    assert rasid("check").stdout.startswith("2 outlets")


def test_list_prints_a_line_an_outlet(folder: Path) -> None:
    lines = rasid("list", str(folder)).stdout.splitlines()
    assert lines[0].split("\t") == ["nakhil", "MA", "regional", "1", "unverified", "جريدة النخيل", "Nakhil"]
    assert [line.split("\t")[0] for line in lines] == ["nakhil", "wadi"]


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        (("--country", "dz"), ["wadi"]),
        (("--kind", "regional"), ["nakhil"]),
        (("--country", "MA", "--kind", "agency"), []),
    ],
)
def test_list_shows_only_those_asked_for(folder: Path, filters: tuple[str, ...], keys: list[str]) -> None:
    result = rasid("list", str(folder), *filters, "--json")
    assert [json.loads(line)["key"] for line in result.stdout.splitlines()] == keys


def test_list_of_an_unknown_kind_is_refused(folder: Path) -> None:
    assert rasid("list", str(folder), "--kind", "blog").exit_code == 2


def test_json_of_an_outlet_is_its_declaration(folder: Path) -> None:
    (line,) = rasid("list", str(folder), "--country", "MA", "--json").stdout.splitlines()
    told = json.loads(line)
    assert told["source"] == {"home": ["https://www.example.org/1.html"], "feeds": ["someone/feeds: list.opml"]}
    assert (told["kind"], told["volume"]) == ("regional", {"min": 1, "max": 40})
