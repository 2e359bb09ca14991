"""``rasid crawl``: new articles of the declared outlets into the store, outlet by outlet."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from dataclasses import dataclass, field

from corpus.errors import CrawlError
from pipeline.crawl.discover import article_url, discover
from pipeline.crawl.fetch import BusyError, Fetcher, ForbiddenError, GoneError, user_agent
from pipeline.crawl.outlets import Outlet, load_outlets
from pipeline.crawl.store import PageStore, open_pages
from pipeline.settings import Settings

MAX_OUTLET_S = 1800.0  # for one outlet in one crawl; what is left is found again by the next
MAX_FAILURES = 5  # pages failing one after the other: the host is down
PAGE_TYPES = frozenset(("text/html", "application/xhtml+xml", ""))
_LISTED = 5  # failures an outlet's lines name
_log = logging.getLogger(__name__)


@dataclass
class OutletReport:
    """What became of one outlet. ``problem``: why it counts as failed; ``notes``: lists and pages that failed."""

    key: str
    found: int = 0
    known: int = 0
    fetched: int = 0
    duplicates: int = 0
    forbidden: int = 0
    failed: int = 0
    problem: str | None = None
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the report in lines, the counts first."""
        counts = [f"{self.fetched} new of {self.found} listed"]
        for count, name in (
            (self.known, "known"),
            (self.duplicates, "duplicate"),
            (self.forbidden, "forbidden by robots.txt"),
            (self.failed, "not fetched"),
        ):
            if count:
                counts.append(f"{count} {name}")
        head = f"{self.key}: {', '.join(counts)}"
        more = len(self.notes) - _LISTED
        return [
            f"{head}; FAILED: {self.problem}" if self.problem else head,
            *(f"  {note}" for note in self.notes[:_LISTED]),
            *([f"  and {more} more"] if more > 0 else []),
        ]


@dataclass(frozen=True)
class CrawlReport:
    """What became of every outlet."""

    outlets: tuple[OutletReport, ...]

    @property
    def fetched(self) -> int:
        """New pages kept."""
        return sum(outlet.fetched for outlet in self.outlets)

    @property
    def failed(self) -> int:
        """Outlets that failed: no list could be read, no page could be, or their count is outside its bounds."""
        return sum(outlet.problem is not None for outlet in self.outlets)

    def lines(self) -> list[str]:
        """Return the report in lines."""
        total = f"{self.fetched} new pages, {self.failed} of {len(self.outlets)} outlets failed"
        return [*(line for outlet in self.outlets for line in outlet.lines()), total]


def crawl(
    settings: Settings, *, only: Collection[str] | None = None, limit: int = 50, allow_private: bool = False
) -> CrawlReport:
    """Fetch at most ``limit`` new pages of each declared outlet (or of ``only`` some) into the store.

    An outlet that fails is reported and does not stop the others. ``allow_private`` lets addresses of private
    networks through: only for a site of one's own, such as the one the tests serve.

    Raises: CrawlError: a declaration does not hold. StoreError: the store cannot be written.
    """
    # Of some outlets no feed or sitemap is known yet: they are left out unless asked for by name.
    outlets = [outlet for outlet in load_outlets(settings.outlets_dir, only) if outlet.has_lists or only]
    agent = user_agent(settings.crawl_contact)
    fetcher = Fetcher(agent, settings.crawl_delay_s, settings.crawl_timeout_s, allow_private)
    with open_pages(settings.store_dir) as pages:
        return CrawlReport(tuple(_crawl_outlet(outlet, fetcher, pages, limit) for outlet in outlets))


def _crawl_outlet(outlet: Outlet, fetcher: Fetcher, pages: PageStore, limit: int) -> OutletReport:
    """Fetch the new pages of one outlet."""
    _log.info("%s: looking for articles", outlet.key)
    report = OutletReport(outlet.key)
    found = discover(outlet, fetcher)
    report.found = len(found.urls)
    report.notes += found.problems
    new = [url for url in found.urls if pages.is_new(url)]
    report.known = len(found.urls) - len(new)
    _fetch_pages(_Visit(outlet, fetcher, pages, report), new[:limit])
    if not outlet.has_lists:
        report.problem = "no feed or sitemap is declared"
    elif not found.lists_read:
        report.problem = "none of its feeds and sitemaps could be read"
    elif not outlet.expect.min <= report.found <= outlet.expect.max:
        report.problem = f"{report.found} articles listed, {outlet.expect.min} to {outlet.expect.max} expected"
    elif report.failed and not report.fetched:
        report.problem = "no new page could be fetched"
    return report


@dataclass(frozen=True)
class _Visit:
    """What is needed to fetch the pages of one outlet."""

    outlet: Outlet
    fetcher: Fetcher
    pages: PageStore
    report: OutletReport

    def fetch(self, url: str) -> None:
        """Fetch a page and keep it.

        Raises: GoneError: what is there is no article page of the outlet. CrawlError: see ``Fetcher.get``.
        """
        answer = self.fetcher.get(url, delay_s=self.outlet.delay_s)
        if answer.content_type not in PAGE_TYPES:
            raise GoneError(f"no page but {answer.content_type}")
        final = url if answer.url == url else article_url(self.outlet, answer.url)
        if final is None:
            raise GoneError(f"leads to {answer.url}, which is no article of {self.outlet.key}")
        if self.pages.keep(self.outlet, asked=url, url=final, raw=answer.body):
            self.report.fetched += 1
        else:
            self.report.duplicates += 1


def _fetch_pages(visit: _Visit, urls: list[str]) -> None:
    """Fetch pages until they are done, the time is up, or the host seems down or asks for a pause."""
    end = time.monotonic() + MAX_OUTLET_S
    failures = 0  # one after the other
    for url in urls:
        if time.monotonic() > end:
            visit.report.notes.append(f"stopped after {MAX_OUTLET_S / 60:.0f} minutes")
            return
        try:
            visit.fetch(url)
            failures = 0
        except ForbiddenError:
            visit.report.forbidden += 1
        except CrawlError as error:
            visit.report.failed += 1
            visit.report.notes.append(f"{url}: {error}")
            if isinstance(error, BusyError):
                return
            visit.pages.note(visit.outlet, url, refused=isinstance(error, GoneError), reason=str(error))
            failures = 0 if isinstance(error, GoneError) else failures + 1
            if failures == MAX_FAILURES:
                visit.report.notes.append(f"stopped after {failures} failures one after the other")
                return
