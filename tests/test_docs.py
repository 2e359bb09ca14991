"""What the README says exists: commands, options, make targets, settings, files; and its examples run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from api.wording import words
from pipeline.cli import app
from pipeline.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
GROUP = typer.main.get_command(app)
COMMANDS = getattr(GROUP, "commands", {})
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


def example_lines() -> list[str]:
    """Return the indented lines of the README that are commands."""
    lines = [line.split("  #")[0].strip() for line in README.splitlines() if line.startswith("    ")]
    return [line for line in lines if line.split(" ")[0] in ("rasid", "make", "pytest", "python")]


def test_readme_begins_with_its_two_commands() -> None:
    assert example_lines()[:2] == ["make run", "make test"]


@pytest.mark.parametrize("line", [line for line in example_lines() if line.startswith("make")])
def test_make_target_of_an_example_exists(line: str) -> None:
    assert {word for word in line.split()[1:] if "=" not in word} <= TARGETS


def test_every_make_target_named_in_passing_exists() -> None:
    assert set(re.findall(r"`make ([a-z-]+)", README)) <= TARGETS
    declared = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert declared
    assert set(declared.group(1).split()) == TARGETS


@pytest.mark.parametrize("line", [line for line in example_lines() if line.startswith("rasid")])
def test_rasid_example_has_a_command_and_options_that_exist(line: str) -> None:
    name, *rest = shlex.split(line)[1:]
    known = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    assert {word for word in rest if word.startswith("--")} <= known


def test_table_of_commands_is_complete_and_its_options_exist() -> None:
    rows = dict(re.findall(r"^\| `rasid ([a-z]+)(.*?)` \|", README, re.MULTILINE))
    assert set(rows) == set(COMMANDS)
    for name, usage in rows.items():
        known = {option for parameter in COMMANDS[name].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z]+", usage)) <= known, name


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_of_a_command_is_printed(name: str) -> None:
    result = CliRunner().invoke(app, [name, "--help"])
    assert result.exit_code == 0
    assert COMMANDS[name].help.split(":")[0].split(".")[0][:30] in result.output


def test_table_of_settings_is_complete_and_gives_the_defaults() -> None:
    named = set(re.findall(r"RASID_[A-Z_]+", README))
    fields = {f"RASID_{field.upper()}" for field in Settings.model_fields}
    # Read by the training commands and by the tests themselves.
    assert named - {"RASID_DATA_DIR", "RASID_TEST_POSTGRES_URL"} == fields
    for name, field in Settings.model_fields.items():
        row = re.search(rf"^\| `RASID_{name.upper()}` \| (.*?) \|", README, re.MULTILINE)
        if row and row.group(1).startswith("`"):
            assert row.group(1).strip("`") == str(field.default).lower().removesuffix(".0"), name


def test_files_named_in_the_readme_exist() -> None:
    named = set(re.findall(r"`((?:tests|pipeline|corpus|gazetteer|models)/[\w./-]+|LICENSE)`", README))
    assert "pipeline/article.schema.json" in named
    assert [name for name in named if name != "corpus/store" and not (ROOT / name).exists()] == []


def test_readme_names_no_host() -> None:
    assert set(re.findall(r"https?://([^/\s`)]+)", README)) == {"127.0.0.1:8000"}


GUIDES = sorted((ROOT / "docs").glob("*.md"))
WORDING = "\n".join(str(said) for said in words("ar").said.values())


def rasid_lines(text: str) -> list[str]:
    """Return the indented lines of a guide that call ``rasid``."""
    found = [line.split("  #")[0].strip() for line in text.splitlines() if line.startswith("    ")]
    return [line for line in found if line.startswith("rasid ")]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_guide_names_commands_settings_and_files_that_exist(guide: Path) -> None:
    text = guide.read_text("utf-8")
    for line in rasid_lines(text):
        words = shlex.split(line)[1:]
        command = COMMANDS[words[0]]
        command = getattr(command, "commands", {}).get(words[1] if len(words) > 1 else "", command)
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, line
    assert {name for name in re.findall(r"`rasid ([a-z]+)", text) if name not in COMMANDS} == set()
    assert set(re.findall(r"RASID_[A-Z_]*[A-Z]", text)) <= {f"RASID_{field.upper()}" for field in Settings.model_fields}
    assert set(re.findall(r"`make ([a-z-]+)", text)) <= TARGETS
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("http")]
    assert [link for link in links if link and not (guide.parent / link).exists()] == []


def test_guide_for_journalists_calls_things_as_the_page_does() -> None:
    text = (ROOT / "docs" / "journalist.md").read_text("utf-8")
    arabic = text.partition("## En bref")[0]
    listed = [line for line in arabic.splitlines() if line.startswith("- **")]
    named = re.findall(r"\*\*«(.+?)»\*\*", arabic) + re.findall(r"\*\*(.+?)\*\*", "\n".join(listed))
    assert len(named) >= 10
    assert [said for said in named if said not in WORDING] == []
