"""``rasid crawl --verify``: which outlets hold as they are declared, tried one and all, and the word written down.

An outlet holds when a list it declares could be read, a page that it names could be fetched or is known, and one of its
pages is an Arabic article.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.document import Document
from corpus.errors import CrawlError
from pipeline.crawl.crawl import crawl
from pipeline.crawl.index import Selection
from pipeline.crawl.outlets import Outlet, load_outlet, load_outlets
from pipeline.crawl.reading import Readings
from pipeline.crawl.replay import documents, is_store
from pipeline.crawl.visit import OutletReport
from pipeline.files import write_whole
from pipeline.settings import Settings

PAGES = 3  # fetched of an outlet to see whether it holds
LINE = re.compile(r"^verified:.*\n?(?:verified_on:.*\n?)?", re.MULTILINE)


@dataclass(frozen=True)
class Verdict:
    """Whether an outlet holds; ``why`` not, in words."""

    outlet: Outlet
    listed: int
    why: str | None

    @property
    def holds(self) -> bool:
        """Whether it holds."""
        return self.why is None

    def line(self) -> str:
        """Return it for people: ``nakhil: holds, 20 articles listed``."""
        return f"{self.outlet.key}: " + (
            f"holds, {self.listed} articles listed" if self.why is None else f"fails: {self.why}"
        )


def verify(
    settings: Settings, *, only: Collection[str] | None = None, tried: Callable[[str], None] = lambda _key: None
) -> list[Verdict]:
    """Try each outlet with a few of its pages, which are kept as those of any crawl; ``tried`` hears of each.

    Raises: CrawlError: a declaration does not hold. StoreError: the store cannot be read or written.
    """
    reports: dict[str, OutletReport] = {}

    def told(outlet: Outlet, report: OutletReport) -> None:
        reports[outlet.key] = report
        tried(outlet.key)

    crawl(settings, only=only, limit=PAGES, told=told)
    outlets = load_outlets(settings.outlets_dir, only)
    readings = Readings.declared(outlets)
    return [
        Verdict(
            outlet,
            reports[outlet.key].found if outlet.key in reports else 0,
            _why_not(settings, outlet, reports.get(outlet.key), readings),
        )
        for outlet in outlets
    ]


def _why_not(settings: Settings, outlet: Outlet, report: OutletReport | None, readings: Readings) -> str | None:
    """Return why an outlet does not hold, None if it does."""
    if report is None:
        return "not tried"
    if not outlet.has_lists:
        leads = f"; its home page leads to {report.found} articles" if report.found else ""
        return f"no feed or sitemap is declared{leads}"
    if report.problem:
        return "; ".join([report.problem, *report.notes[:1]])
    if not report.fetched + report.known + report.duplicates:
        return "; ".join(["no page could be fetched", *report.notes[:1]])
    if not _has_article(settings, outlet, readings):
        return "none of its pages is an Arabic article"
    return None


def _has_article(settings: Settings, outlet: Outlet, readings: Readings) -> bool:
    """Return whether the archive has an article of an outlet."""
    if not is_store(settings.store_dir):
        return False
    return any(isinstance(d, Document) for d in documents(settings.store_dir, readings, Selection(outlet=outlet.key)))


def write_verified(folder: Path, verdict: Verdict, day: date) -> None:
    """Write into an outlet's declaration that it holds, and since which day; its other lines stay as they are.

    Raises: CrawlError: the declaration would not hold with it. StoreError: it cannot be written.
    """
    path = folder / f"{verdict.outlet.key}.yml"
    text = path.read_text("utf-8")
    said = f"verified: true\nverified_on: {day.isoformat()}\n"
    write_whole(path, LINE.sub(said, text, count=1) if LINE.search(text) else f"{text.rstrip()}\n{said}")
    try:
        load_outlet(path)
    except CrawlError as error:
        write_whole(path, text)
        raise CrawlError(f"{path}: `verified` cannot be written into it: {error}") from error
