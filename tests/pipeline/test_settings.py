"""Settings come from ``RASID_*`` variables and cannot be changed afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline.settings import Settings


def test_settings_read_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_DATABASE_URL", "sqlite:///elsewhere.db")
    monkeypatch.setenv("RASID_PORT", "9000")
    settings = Settings()
    assert (settings.database_url, settings.port) == ("sqlite:///elsewhere.db", 9000)


def test_settings_have_defaults_that_need_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RASID_DATABASE_URL", raising=False)
    settings = Settings()
    assert settings.database_url == "sqlite:///rasid.db"
    assert settings.models_dir.is_dir()
    assert settings.outlets_dir.name == "outlets"
    assert settings.store_dir == Path("corpus/store")


@pytest.mark.parametrize(
    ("name", "value"), [("port", 0), ("country", "morocco"), ("failure_share", 2), ("public_url", "x")]
)
def test_settings_refuse_what_cannot_be(name: str, value: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"RASID_{name.upper()}", str(value))
    with pytest.raises(ValidationError, match=name):
        Settings()


def test_settings_are_frozen() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        setattr(settings, "port", 1)  # noqa: B010  an assignment is what the type checker forbids too
