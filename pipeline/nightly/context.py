"""What the stages of a night share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Engine

from pipeline.annotate import Annotator
from pipeline.crawl.outlets import Outlet, load_outlets
from pipeline.nightly.progress import Teller
from pipeline.nightly.state import Begun
from pipeline.settings import Settings


@dataclass
class Context:
    """A night at work. ``problems`` and ``notes``: of the stage that is at work (``pipeline.nightly.state.Outcome``)."""

    settings: Settings
    engine: Engine
    night: Begun
    teller: Teller
    limit: int
    problems: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @cached_property
    def annotator(self) -> Annotator:
        """The models, loaded when the first article is read."""
        return Annotator.load(self.settings)

    @cached_property
    def outlets(self) -> list[Outlet]:
        """The declared outlets (raises CrawlError)."""
        return load_outlets(self.settings.outlets_dir)

    def act(self, code: str, text: str) -> None:
        """Note what an operator must act on."""
        self.problems.append({"code": code, "text": text})
