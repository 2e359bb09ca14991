"""The examples for cron and systemd in ``docs/deploy`` name commands and settings that exist, in forms that are read."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer

from pipeline.cli import app
from pipeline.settings import Settings

DEPLOY = Path(__file__).parents[1] / "docs" / "deploy"
COMMANDS = getattr(typer.main.get_command(app), "commands", {})
SETTINGS = {f"RASID_{name.upper()}" for name in Settings.model_fields}
CALENDAR = re.compile(r"\*-\*-\* ([01]\d|2[0-3]):[0-5]\d:[0-5]\d")


def unit(name: str) -> configparser.ConfigParser:
    """Return a unit file as read; keys may be there several times, the last of them counts here."""
    found = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#", ";"))
    found.optionxform = str  # type: ignore[assignment,method-assign]  systemd tells upper from lower case
    found.read_string((DEPLOY / name).read_text("utf-8"))
    return found


def settings_in(text: str) -> set[str]:
    return set(re.findall(r"RASID_[A-Z_]+(?==)", text))


def test_cron_line_has_five_times_a_user_and_the_command() -> None:
    lines = [line for line in (DEPLOY / "nightly.cron").read_text("utf-8").splitlines() if line and line[0] != "#"]
    (job,) = [line for line in lines if not re.match(r"[A-Z_]+=", line)]
    minute, hour, *rest, user, command = job.split(maxsplit=6)
    assert (0 <= int(minute) < 60, 0 <= int(hour) < 24, rest, user) == (True, True, ["*"] * 3, "rasid")
    assert "%" not in command  # cron takes it for the end of the line
    program, name = command.split()[:2]
    assert (Path(program).name, name in COMMANDS) == ("rasid", True)
    assert settings_in("\n".join(lines)) <= SETTINGS


def test_service_runs_the_command_once_with_settings_that_exist() -> None:
    service = unit("rasid-nightly.service")
    assert service["Service"]["Type"] == "oneshot"
    program, name = service["Service"]["ExecStart"].split()
    assert (Path(program).name, name in COMMANDS) == ("rasid", True)
    assert settings_in((DEPLOY / "rasid-nightly.service").read_text("utf-8")) <= SETTINGS
    assert set(service.sections()) == {"Unit", "Service"}


def test_timer_starts_the_service_every_night_and_makes_up_for_a_missed_one() -> None:
    timer = unit("rasid-nightly.timer")
    assert (DEPLOY / timer["Timer"]["Unit"]).exists()
    assert CALENDAR.fullmatch(timer["Timer"]["OnCalendar"])
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_reads_the_calendar() -> None:
    when = unit("rasid-nightly.timer")["Timer"]["OnCalendar"]
    subprocess.run(["systemd-analyze", "calendar", when], check=True, capture_output=True)
