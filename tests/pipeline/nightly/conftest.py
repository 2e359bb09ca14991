"""Nights over ten invented outlets on loopback (``site``); articles are read by rules alone: models are not the point."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from nights import FEW, installed
from press_site import PressSite, press_site

from pipeline.annotate import Annotator
from pipeline.settings import Settings


@pytest.fixture(scope="session")
def rules() -> Annotator:
    """The pipeline by rules alone."""
    return Annotator.load(Settings(tagger=False, judge=False))


@pytest.fixture
def site() -> Iterator[PressSite]:
    with press_site() as up:
        yield up


@pytest.fixture
def on_each(
    store_settings: Settings, site: PressSite, rules: Annotator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """Settings of a whole installation, on each engine, whose outlets are the site's."""
    monkeypatch.setattr(Annotator, "load", classmethod(lambda _cls, _settings: rules))
    return installed(store_settings.database_url, site, tmp_path)


@pytest.fixture
def settings(site: PressSite, rules: Annotator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The same on SQLite alone, with some of the outlets."""
    monkeypatch.setattr(Annotator, "load", classmethod(lambda _cls, _settings: rules))
    return installed(f"sqlite:///{tmp_path / 'kb.db'}", site, tmp_path, *FEW)
