"""``rasid crawl``: new articles of the declared outlets into the store, several outlets at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Lock

from corpus.errors import StoreError
from pipeline.crawl.discover import Source, discover
from pipeline.crawl.fetch import Fetcher, Manners, user_agent
from pipeline.crawl.outlets import Outlet, load_outlets
from pipeline.crawl.retention import Retention, prune
from pipeline.crawl.spider import explore
from pipeline.crawl.store import Keeping, PageStore, open_pages
from pipeline.crawl.visit import OutletReport, Rechecks, Visit, fetch_pages
from pipeline.settings import Settings

PAUSED = "its host asked to be left alone"  # how a problem begins that passes by itself
_log = logging.getLogger(__name__)


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


@dataclass(frozen=True)
class _Crawl:
    """What the outlets of one crawl share."""

    settings: Settings
    fetcher: Fetcher
    pages: PageStore
    limit: int
    stop: Event
    told: Callable[[Outlet, OutletReport], None]
    turn: Lock

    def outlet(self, outlet: Outlet) -> OutletReport:
        """Fetch the new pages of one outlet; a fault of ours is its problem and does not stop the others.

        Raises: StoreError: the store cannot be written.
        """
        report = OutletReport(outlet.key)
        try:
            if not self.stop.is_set():
                self._outlet(outlet, report)
        except StoreError:
            self.stop.set()
            raise
        except Exception as error:  # noqa: BLE001  a page nobody foresaw must not cost the other outlets their night
            _log.exception("%s", outlet.key)
            report.problem = f"{type(error).__name__}: {error}"
        if not self.stop.is_set():
            with self.turn:
                self.told(outlet, report)
        return report

    def _outlet(self, outlet: Outlet, report: OutletReport) -> None:
        """Find what an outlet has, fetch it, and say in the report what came of it."""
        _log.info("%s: looking for articles", outlet.key)
        index = self.pages.index
        index.keep_outlet(outlet.key, outlet.name, outlet.country)
        before = index.left_alone(outlet.key)
        if before is not None:
            self.fetcher.leave_alone(outlet.home, before)
        until = self.fetcher.left_alone(outlet.home)
        if until is not None:
            report.problem = f"{PAUSED} until {until:%Y-%m-%d %H:%M} UTC"
            return
        source = Source(outlet, self.fetcher, index)
        found = discover(source)
        if not found.lists_read:
            explore(source, found)
        report.found = len(found.urls)
        report.notes += found.problems
        new = index.new_among(found.urls)
        report.known = report.found - len(new)
        index.add_found(outlet.key, new)
        listed = set(new)
        new += [url for url in index.waiting(outlet.key, len(new) + self.limit) if url not in listed]
        max_bytes = int(self.settings.archive_max_mb * 1_000_000)
        visit = Visit(outlet, self.fetcher, self.pages, report, self.stop, max_bytes)
        rechecks = Rechecks(
            timedelta(days=self.settings.crawl_recheck_days), timedelta(hours=self.settings.crawl_recheck_hours)
        )
        fetch_pages(visit, new, visit.changed(found.urls, rechecks), self.limit)
        until = self.fetcher.left_alone(outlet.home)
        if until is not None:
            index.leave_alone(outlet.key, until)
        if report.problem is None:
            report.problem = _problem(outlet, report, read=found.lists_read, declared=found.declared)


def crawl(
    settings: Settings,
    *,
    only: Collection[str] | None = None,
    limit: int = 50,
    allow_private: bool = False,
    told: Callable[[Outlet, OutletReport], None] = lambda _outlet, _report: None,
) -> CrawlReport:
    """Fetch at most ``limit`` new pages of each declared outlet (or of ``only`` some) into the store.

    ``told`` is called with the report of each outlet when it is done, from one thread at a time. An outlet that fails is reported and does not stop the others. ``allow_private`` (or the setting) lets addresses of
    private networks through: only for a site of one's own, such as the one the tests serve.

    Raises: CrawlError: a declaration does not hold. StoreError: the store cannot be written.
    """
    outlets = load_outlets(settings.outlets_dir, only)
    agent = user_agent(settings.crawl_contact)
    fetcher = Fetcher(agent, manners(settings, allow_private=allow_private))
    keeping = Keeping(agent, int(settings.archive_file_mb * 1_000_000))
    stop = Event()
    with open_pages(settings.store_dir, keeping) as pages, ThreadPoolExecutor(settings.crawl_threads) as threads:
        shared = _Crawl(settings, fetcher, pages, limit, stop, told, Lock())
        prune(pages, retention(settings))
        try:
            return CrawlReport(tuple(threads.map(shared.outlet, outlets)))
        except BaseException:  # an interrupt too: what is under way ends after its page
            stop.set()
            raise


def retention(settings: Settings) -> Retention:
    """Return what may leave the archive, as the settings say."""
    return Retention(
        settings.archive_keep_days, int(settings.archive_max_mb * 1_000_000), settings.archive_drop_articles
    )


def manners(settings: Settings, *, allow_private: bool = False) -> Manners:
    """Return how hosts are treated, as the settings say."""
    return Manners(
        delay_s=settings.crawl_delay_s,
        timeout_s=settings.crawl_timeout_s,
        retries=settings.crawl_retries,
        backoff_s=settings.crawl_backoff_s,
        max_bytes=int(settings.crawl_max_page_mb * 1_000_000),
        allow_private=allow_private or settings.crawl_private,
    )


def _problem(outlet: Outlet, report: OutletReport, *, read: int, declared: bool) -> str | None:
    """Return why an outlet counts as failed, None if it does not."""
    if not read or (not declared and not report.found):
        return "none of its feeds and sitemaps could be read"
    if not outlet.expect.min <= report.found <= outlet.expect.max:
        return f"{report.found} articles listed, {outlet.expect.min} to {outlet.expect.max} expected"
    if not report.fetched and (report.stopped or (report.failed > 1 and report.failed_anew)):
        return "no new page could be fetched"
    return None
