"""The container files hold together: what they name exists, nothing runs as root, no secret is written in them.

What needs a container engine is not tried here: building the image and starting it.
"""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from fastapi.testclient import TestClient

from api.app import create_app
from corpus.errors import UnsafeError
from pipeline.cli import app
from pipeline.kb.engine import migrate
from pipeline.safety import require_safe
from pipeline.settings import Settings

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if service["image"] == "rasid")
IGNORED = [
    line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line and not line.startswith("#")
]
COMMANDS = getattr(typer.main.get_command(app), "commands", {})
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile with what follows them, continued lines joined."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split(None, 1)[0], line.split(None, 1)[1].strip()) for line in text.splitlines() if line.strip()]


def of(name: str) -> list[str]:
    """Return what follows each instruction of a name."""
    return [rest for instruction, rest in instructions() if instruction == name]


def filled(value: str, **known: str) -> str:
    """Return a value of the compose file with its variables put in: those known, else their defaults."""
    return VARIABLE.sub(lambda m: known.get(m[1], m[3] if m[2] == "-" else f"<{m[1]}>"), value)


def test_image_is_of_the_python_the_project_names() -> None:
    assert of("FROM") == ["python:3.11-slim"]
    assert 'requires-python = ">=3.11"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_copied_files_exist_and_are_not_ignored() -> None:
    copied = [source for rest in of("COPY") for source in shlex.split(rest)[:-1]]
    assert {
        "pyproject.toml",
        "constraints.txt",
        "api",
        "pipeline",
        "extractors",
        "gazetteer",
        "models",
        "corpus",
    } <= set(copied)
    for source in copied:
        assert (ROOT / source).exists(), source
        assert not [rule for rule in IGNORED if fnmatch.fnmatch(source, rule)], source


def test_versions_are_pinned_and_extras_exist() -> None:
    (install,) = (rest for rest in of("RUN") if "pip install" in rest)
    assert "--constraint constraints.txt" in install
    extras = re.search(r'"\.\[([\w,]+)\]"', install)
    assert extras
    declared = (ROOT / "pyproject.toml").read_text("utf-8").split("[project.optional-dependencies]")[1]
    assert all(re.search(rf"^{extra} = ", declared, re.MULTILINE) for extra in extras[1].split(","))


def test_nothing_runs_as_root() -> None:
    names = [name for name, _ in instructions()]
    (user,) = of("USER")
    assert user not in ("root", "0")
    assert f"--uid {user}" in " ".join(of("RUN"))
    assert names.index("USER") > max(i for i, name in enumerate(names) if name in ("RUN", "COPY"))
    assert not [name for name in OURS if "user" in SERVICES[name] or SERVICES[name].get("privileged")]


def test_image_asks_a_route_that_is_there(tmp_path: Path) -> None:
    (check,) = of("HEALTHCHECK")
    path = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", check)
    assert path
    assert int(path[1]) == Settings.model_fields["port"].default == int(of("EXPOSE")[0])
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'kb.db'}")
    migrate(settings)
    with TestClient(create_app(settings)) as client:
        assert client.get(path[2]).status_code == 200


@pytest.mark.parametrize(
    "command",
    [json.loads(of("CMD")[0]), *(service["command"] for service in SERVICES.values() if "command" in service)],
)
def test_commands_exist(command: list[str]) -> None:
    assert command[0] == "rasid"
    assert command[1] in COMMANDS


def test_ignored_is_what_must_not_be_in_an_image() -> None:
    for path in (".git", ".venv", ".env", "rasid.db", "rasid.db-wal", "corpus/store", "tests", "kept.db"):
        assert [rule for rule in IGNORED if fnmatch.fnmatch(path, rule)], path


def test_variables_are_settings() -> None:
    named = {key for name in OURS for key in SERVICES[name].get("environment", {})}
    named |= {part.split("=")[0] for rest in of("ENV") for part in shlex.split(rest) if part.startswith("RASID_")}
    assert {"RASID_DATABASE_URL", "RASID_SECRET", "RASID_PUBLIC_URL"} <= named
    assert named <= {f"RASID_{field.upper()}" for field in Settings.model_fields}


def test_no_secret_is_written_down() -> None:
    for name, service in SERVICES.items():
        for key, value in service.get("environment", {}).items():
            if "PASSWORD" in key or "SECRET" in key:
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value), f"{name}: {key} must be asked for, without a default"


@pytest.mark.parametrize("public", [None, "https://rasid.example.org"])
def test_settings_of_the_server_are_safe(public: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"RASID_SECRET": "3f9a7c51e0b84d26a1957be0c84f2d63", "DATABASE_PASSWORD": "5e1f"}
    known |= {"RASID_PUBLIC_URL": public} if public else {}
    for key, value in SERVICES["server"]["environment"].items():
        monkeypatch.setenv(key, filled(str(value), **known))
    settings = Settings()
    require_safe(settings)
    assert settings.host == "0.0.0.0"
    assert settings.database_url == "postgresql://rasid:5e1f@database/rasid"
    monkeypatch.delenv("RASID_SECRET")
    with pytest.raises(UnsafeError, match="RASID_SECRET"):
        require_safe(Settings())


def test_server_is_reached_on_this_machine_only() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"server": ["127.0.0.1:8000:8000"]}
    assert int(of("EXPOSE")[0]) == 8000


def test_services_and_volumes_named_are_declared() -> None:
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source.startswith("./") or source in COMPOSE["volumes"]
    assert SERVICES["database"]["environment"]["POSTGRES_DB"] == "rasid"
    built = [name for name in OURS if "build" in SERVICES[name]]
    assert built == ["migrate"]  # built once; the others wait for it
    assert SERVICES["server"]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


def test_server_is_given_time_to_finish() -> None:
    grace = SERVICES["server"]["stop_grace_period"]
    assert int(grace.removesuffix("s")) > Settings.model_fields["shutdown_s"].default


def test_server_cannot_change_its_own_files() -> None:
    server = SERVICES["server"]
    assert server["read_only"] is True
    assert server["tmpfs"] == ["/tmp"]  # counts of the workers, spooled exports
    assert server["cap_drop"] == ["ALL"]
