"""A real server on loopback and a real browser, for journeys through the pages.

The browser refuses every request that would leave the server's address, and each page notes what it complained about.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from corpus.document import Document
from pipeline.kb import access_keys
from pipeline.kb.access import Role
from pipeline.kb.engine import open_store
from pipeline.kb.write import write_article
from pipeline.linking.link import link
from pipeline.settings import Settings


@dataclass
class Visit:
    """An opened page with what the browser complained about and the requests that tried to leave the server."""

    page: Any
    address: str
    complaints: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)

    def go(self, path: str) -> Any:
        """Open a path of the server."""
        self.page.goto(f"{self.address}{path}")
        return self.page

    def sticks_out(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


Open = Callable[..., Any]


@dataclass
class Workshop:
    """A server over a knowledge base that may be written: its address, and the secrets of keys by role."""

    address: str
    secrets: dict[str, str]
    settings: Settings

    def run_again(self) -> None:
        """Write and link the last article anew, as a run does."""
        engine = open_store(self.settings)
        write_article(engine, longer_name(), Document(id="longer", text=LONGER, outlet="Le Journal"), 1)
        link(engine)
        engine.dispose()


@pytest.fixture
def workshop(
    settings: Settings, serve: Callable[[Settings], AbstractContextManager[str]], tmp_path: Path
) -> Iterator[Workshop]:
    """A server over a copy of the samples, with an official who may be one with another; linking is left to the test."""
    source, copy = (sqlite3.connect(f) for f in (settings.database_url.removeprefix("sqlite:///"), tmp_path / "kb.db"))
    source.backup(copy)
    source.close()
    copy.close()
    url = f"sqlite:///{tmp_path / 'kb.db'}"
    chosen = Settings(database_url=url, link_corrections=False, rate_address="", rate_key="")
    Workshop("", {}, chosen).run_again()
    engine = open_store(chosen)
    secrets = {str(role): access_keys.create(engine, f"key of {role}", role)[1] for role in Role}
    engine.dispose()
    with serve(chosen) as found:
        yield Workshop(found, secrets, chosen)


LONGER = "زارت ليلى المرابط الناظوري دار الورود يوم 9 ماي 2024."


def longer_name() -> dict[str, Any]:
    """An article that names an official by a longer name, without an office: perhaps the same, perhaps not."""
    by = {"confidence": 0.8, "provenance": {"extractor": "sample", "rule": "sample.rule", "version": "0.1.0"}}

    def item(name: str, **rest: Any) -> dict[str, Any]:
        start = LONGER.index(name)
        mention = {"start": start, "end": start + len(name), "surface": name}
        return {"name": name, "aliases_in_text": [], "mentions": [mention], **by, **rest}

    day = {"date_start": "2024-05-09", "date_end": "2024-05-09"}
    span = {"start": 0, "end": len(LONGER) - 1, "surface": LONGER[:-1]}
    event = {
        "id": "e1",
        "type": "visit",
        "status": "past",
        "evidence": LONGER[:-1],
        "evidence_mention": span,
        **by,
        **day,
    }
    parts = {"agents": ["ليلى المرابط الناظوري"], "companions": [], "targets": ["دار الورود"], "places": []}
    return {
        "id": "longer",
        "officials": [item("ليلى المرابط الناظوري", roles=[])],
        "institutions": [item("دار الورود", kind="centre", place=None)],
        "places": [],
        "events": [event | parts],
    }


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Open]:
    """Open a window: ``visit(width=390, scripts=False, colours="dark")``; at the end nothing may have gone wrong."""
    opened: list[Visit] = []

    @contextmanager
    def window(
        *, width: int = 1280, scripts: bool = True, colours: str = "light", at: str = address
    ) -> Iterator[Visit]:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            color_scheme=colours,
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(60_000)
        found = Visit(context.new_page(), at)
        opened.append(found)
        found.page.on("console", lambda m: found.complaints.append(m.text) if m.type == "error" else None)
        found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.page.on("request", lambda r: None if r.url.startswith(at) else found.strays.append(r.url))
        yield found
        context.close()

    yield window
    assert [v.complaints for v in opened if v.complaints] == []
    assert [v.strays for v in opened if v.strays] == []
