"""What the README says exists: commands, options, make targets, settings, files; and its examples run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

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
