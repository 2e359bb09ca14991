"""Settings that would serve the public unsafely are refused, with the cause and what helps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from corpus.errors import UnsafeError
from pipeline.safety import is_local, is_public, require_safe
from pipeline.settings import Settings

SECRET = "3f9a7c51e0b84d26a1957be0c84f2d63"
SAFE: dict[str, Any] = {"host": "0.0.0.0", "public_url": "https://rasid.example.org", "secret": SECRET}


def chosen(tmp_path: Path, **change: Any) -> Settings:
    """Return safe public settings with a change; None takes a setting away."""
    tmp_path.chmod(0o755)
    cells = {"database_url": f"sqlite:///{tmp_path / 'kb.db'}", **SAFE, **change}
    return Settings(**{name: value for name, value in cells.items() if value is not None})


def test_safe_public_settings_start(tmp_path: Path) -> None:
    require_safe(chosen(tmp_path))


@pytest.mark.parametrize(
    ("change", "cause", "remedy"),
    [
        ({"public_url": None}, "RASID_PUBLIC_URL is not set", "RASID_HOST=127.0.0.1"),
        ({"public_url": "http://rasid.example.org"}, "RASID_PUBLIC_URL is http", "https in front"),
        ({"secret": None}, "RASID_SECRET is not set", "openssl rand"),
        ({"secret": "changeme"}, "RASID_SECRET can be guessed", "openssl rand"),
        ({"secret": "a" * 64}, "RASID_SECRET can be guessed", "openssl rand"),
        ({"metrics": "open"}, "RASID_METRICS=open", "operator"),
        # Behind a server on the same machine it is public all the same.
        ({"host": "127.0.0.1", "secret": None}, "RASID_SECRET is not set", "openssl rand"),
        ({"host": "::", "public_url": None}, "RASID_PUBLIC_URL is not set", "RASID_HOST"),
    ],
)
def test_unsafe_public_settings_are_refused(tmp_path: Path, change: dict[str, Any], cause: str, remedy: str) -> None:
    with pytest.raises(UnsafeError) as refused:
        require_safe(chosen(tmp_path, **change))
    assert cause in str(refused.value)
    assert remedy in str(refused.value)
    assert "changeme" not in str(refused.value)  # a message may end in a log


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UnsafeError) as refused:
        require_safe(chosen(tmp_path, public_url=None, secret=None, metrics="open"))
    assert str(refused.value).count("RASID_") >= 4


def test_knowledge_base_that_everybody_may_write_is_refused(tmp_path: Path) -> None:
    settings = chosen(tmp_path)
    (tmp_path / "kb.db").touch(mode=0o644)
    require_safe(settings)
    (tmp_path / "kb.db").chmod(0o666)
    with pytest.raises(UnsafeError, match=r"kb\.db.*chmod o-w"):
        require_safe(settings)
    (tmp_path / "kb.db").chmod(0o644)
    tmp_path.chmod(0o777)
    with pytest.raises(UnsafeError, match="chmod o-w"):
        require_safe(settings)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"public_url": "http://127.0.0.1:8000"},
        {"public_url": "http://localhost:8000", "secret": None},
        {"metrics": "open"},
    ],
)
def test_what_only_this_machine_reaches_needs_nothing(change: dict[str, Any]) -> None:
    settings = Settings(**change)
    assert not is_public(settings)
    require_safe(settings)


def test_container_that_only_this_machine_reaches_needs_a_secret_but_no_https(tmp_path: Path) -> None:
    inside = chosen(tmp_path, public_url="http://127.0.0.1:8000")
    require_safe(inside)
    with pytest.raises(UnsafeError, match="RASID_SECRET"):
        require_safe(chosen(tmp_path, public_url="http://127.0.0.1:8000", secret=None))


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("[::1]", True), ("localhost", True),
        ("0.0.0.0", False), ("::", False), ("", False), ("192.168.1.4", False), ("localhost.example.org", False),
    ],
)  # fmt: skip
def test_local_is_this_machine_and_nothing_else(host: str, local: bool) -> None:
    assert is_local(host) is local


@pytest.mark.parametrize(
    "wrong",
    [
        {"trusted_proxies": "0.0.0.0/0"},
        {"trusted_proxies": "::/0"},
        {"trusted_proxies": "*"},
        {"trusted_proxies": "10.0.0.1, proxy"},
        {"rate_key": "many"},
        {"reading": "sometimes"},
        {"metrics": "yes"},
        {"workers": 0},
    ],
)
def test_settings_that_mean_nothing_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        Settings(**wrong)


def test_secret_is_not_shown_with_the_settings() -> None:
    assert SECRET not in repr(Settings(secret=SECRET))  # type: ignore[arg-type]
