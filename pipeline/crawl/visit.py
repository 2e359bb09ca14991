"""One outlet's pages: fetching what is new, looking again at what may have changed, and telling copies from articles."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from threading import Event

from corpus.encoding import decode
from corpus.errors import CrawlError, InputError, StoreError
from corpus.language import has_arabic
from corpus.page import read_page
from corpus.page_head import MAX_PARTS, PageHead, page_head, part_number, whole_address
from pipeline.crawl.connect import Response
from pipeline.crawl.discover import article_url
from pipeline.crawl.fetch import BusyError, Fetcher, ForbiddenError, GoneError, validators_of
from pipeline.crawl.index import Capture, State
from pipeline.crawl.outlets import Outlet
from pipeline.crawl.store import LaterPart, PageStore

MAX_OUTLET_S = 1800.0  # for one outlet in one crawl; what is left is found again by the next
MAX_FAILURES = 5  # pages failing one after the other: the host is down
PAGE_TYPES = frozenset(("text/html", "application/xhtml+xml", ""))
_LISTED = 5  # failures an outlet's lines name


@dataclass
class OutletReport:
    """What became of one outlet. ``problem``: why it counts as failed; ``notes``: lists and pages that failed.

    ``updated``: articles whose text is another than when they were last read; ``failed_anew``: pages that failed and had
    not before, so that an outlet is not called down for a few dead links of former nights; ``stopped``: the host asked
    for a pause, or seemed down.
    """

    key: str
    found: int = 0
    known: int = 0
    fetched: int = 0
    updated: int = 0
    duplicates: int = 0
    forbidden: int = 0
    failed: int = 0
    failed_anew: int = 0
    stopped: bool = False
    problem: str | None = None
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the report in lines, the counts first."""
        counts = [f"{self.fetched} new of {self.found} listed"]
        for count, name in (
            (self.known, "known"),
            (self.updated, "updated"),
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
class Rechecks:
    """Which known articles are looked at again: those kept for at most ``young``, ``pause`` after the last look."""

    young: timedelta
    pause: timedelta


@dataclass(frozen=True)
class Visit:
    """What is needed to fetch the pages of one outlet. ``max_bytes``: of the whole archive, 0 without a limit."""

    outlet: Outlet
    fetcher: Fetcher
    pages: PageStore
    report: OutletReport
    stop: Event
    max_bytes: int = 0
    led_to: list[str] = field(default_factory=list)  # addresses of articles that other pages showed, not asked for yet

    def fetch_new(self, url: str) -> None:
        """Fetch a page and keep it.

        Raises: GoneError: what is there is no article page of the outlet. CrawlError: see ``Fetcher.get``.
        """
        answer = self._page(url)
        if self.outlet.language == "ar" and not has_arabic(answer.body):
            raise CrawlError("no Arabic text: a wall against crawlers, or another language")
        final = url if answer.url == url else article_url(self.outlet, answer.url)
        if final is None:
            raise GoneError(f"leads to {answer.url}, which is no article of {self.outlet.key}")
        head = _head(answer)
        whole = self._whole(final, head, answer)
        if whole != final and (head.amp or part_number(final) > 1):
            self.pages.note_duplicate(self.outlet, url, whole)
            self.led_to.extend(self.pages.index.new_among([whole]))
            self.report.duplicates += 1
        elif self.pages.keep(self.outlet, asked=url, url=whole, answer=answer, later=lambda: self._parts(whole, head)):
            self.report.fetched += 1
        else:
            self.report.duplicates += 1

    def fetch_again(self, url: str) -> None:
        """Look at an article that is kept already, and keep its text if it is another.

        Raises: CrawlError: see ``Fetcher.get``.
        """
        known, index = self.pages.index.known(url), self.pages.index
        if known is None:
            return
        answer = self.fetcher.get(url, delay_s=self.outlet.delay_s, validators=known.validators)
        newest, held = index.newest(url), index.parts(url)
        text = _text(answer.body, url) if answer.status == 200 and answer.url == url else None
        other = bool(text and newest and text != self._held_text(newest))
        if answer.status == 304:
            parts = [(n, part.url, self._page(part.url)) for n, part in enumerate(held, start=2)]
        else:
            parts = self._parts(url, _head(answer)) if text else []
        known_parts = {part.url: part for part in held}
        others = [
            (number, at, part)
            for number, at, part in parts
            if (said := _text(part.body, at)) and (at not in known_parts or said != self._held_text(known_parts[at]))
        ]
        if other or others:
            self.pages.keep_version(self.outlet, url, answer if other else None, others)
            self.report.updated += 1
        if not other:
            self.pages.note_unchanged(self.outlet, url, answer, None if answer.status == 304 else validators_of(answer))

    def changed(self, listed: dict[str, str], rechecks: Rechecks) -> list[str]:
        """Return the known articles among those listed that are due to be looked at again."""
        moment = datetime.now(UTC)
        due = []
        kept = self.pages.index.known_among(listed)
        for url, day in listed.items():
            known = kept.get(url)
            if known is None:
                continue
            checked = datetime.fromisoformat(known.checked)
            young = moment - datetime.fromisoformat(known.kept) <= rechecks.young and rechecks.young
            if (young and moment - checked >= rechecks.pause) or _is_later(day, checked):
                due.append(url)
        return due

    def _page(self, url: str) -> Response:
        """Return the page at an address (raises CrawlError)."""
        answer = self.fetcher.get(url, delay_s=self.outlet.delay_s)
        if answer.content_type not in PAGE_TYPES:
            raise GoneError(f"no page but {answer.content_type}")
        return answer

    def _whole(self, final: str, head: PageHead, answer: Response) -> str:
        """Return the address of the article a page shows: its canonical one where that is an article too, else
        ``final``.

        A canonical address that holds another article (one template for all pages names its home, or a section) is
        not believed.
        """
        named = article_url(self.outlet, head.canonical) if head.canonical else None
        whole = article_url(self.outlet, whole_address(final))
        if named in (None, final) and whole not in (None, final) and (head.amp or self.pages.index.holds(str(whole))):
            named = whole
        if named is None or named == final:
            return final
        held = self.pages.index.newest(named)
        if held is None or named == whole:
            return named
        return named if self._held_text(held) == _text(answer.body, named) else final

    def _held_text(self, held: Capture) -> str | None:
        """Return the text of a record; None of one that is damaged, so that another takes its place."""
        try:
            return _text(self.pages.archive.page(held).raw, held.url)
        except StoreError as error:
            self.report.notes.append(str(error))
            return None

    def _parts(self, whole: str, head: PageHead) -> list[LaterPart]:
        """Fetch the later parts of an article that spans several pages, up to the first that is not there."""
        parts: list[LaterPart] = []
        for number in range(2, MAX_PARTS + 1):
            following = article_url(self.outlet, head.following) if head.following else None
            if following is None or part_number(following) != number or whole_address(following) != whole:
                break
            try:
                answer = self._page(following)
            except CrawlError as error:
                self.report.notes.append(f"{following}: {error}")
                break
            parts.append((number, following, answer))
            head = _head(answer)
        return parts


def fetch_pages(visit: Visit, new: list[str], again: list[str], limit: int) -> None:
    """Fetch at most ``limit`` pages, new ones first, then those to look at again; less where the time is up, the
    archive is full, or the host seems down or asks for a pause. What robots.txt forbids is not fetched and does not
    count."""
    end = time.monotonic() + MAX_OUTLET_S
    failures = 0  # one after the other
    pending, tried = deque([*((url, True) for url in new), *((url, False) for url in again)]), set[str]()
    while pending and limit and not visit.stop.is_set():
        url, is_new = pending.popleft()
        if url in tried:
            continue
        tried.add(url)
        if time.monotonic() > end:
            visit.report.notes.append(f"stopped after {MAX_OUTLET_S / 60:.0f} minutes")
            return
        if visit.max_bytes and visit.pages.archive.bytes_held() >= visit.max_bytes:
            visit.report.problem = f"the archive is full ({visit.max_bytes / 1e6:g} MB, RASID_ARCHIVE_MAX_MB)"
            return
        limit -= 1
        try:
            (visit.fetch_new if is_new else visit.fetch_again)(url)
            failures = 0
            pending.extendleft((whole, True) for whole in visit.led_to)
            visit.led_to.clear()
        except ForbiddenError:
            limit += 1
            visit.report.forbidden += 1
            visit.pages.index.remember(visit.outlet.key, url, State.FORBIDDEN)
        except CrawlError as error:
            visit.report.failed += is_new
            visit.report.failed_anew += is_new and not visit.pages.index.was_tried(url)
            visit.report.notes.append(f"{url}: {error}")
            if isinstance(error, BusyError):
                visit.report.stopped = True
                return
            if is_new:
                visit.pages.note(visit.outlet, url, refused=isinstance(error, GoneError), reason=str(error))
            failures = 0 if isinstance(error, GoneError) else failures + 1
            if failures == MAX_FAILURES:
                visit.report.stopped = True
                visit.report.notes.append(f"stopped after {failures} failures one after the other")
                return


def _is_later(day: str, checked: datetime) -> bool:
    """Whether the ``lastmod`` of a sitemap is after the last look: ``2024-03-05``, ``2024-03-05T10:00:00+01:00``."""
    try:
        if len(day) <= len("2024-03-05"):
            return date.fromisoformat(day) > checked.date()
        moment = datetime.fromisoformat(day)
    except ValueError:
        return False
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) > checked


def _head(answer: Response) -> PageHead:
    """Return what a page says of its address, nothing if it is no text."""
    try:
        return page_head(decode(answer.body), answer.url)
    except InputError:
        return PageHead()


def _text(raw: bytes, url: str) -> str | None:
    """Return headline and text of a page, by which a new version is told from new furniture; None without an article."""
    try:
        page = read_page(raw, url)
    except InputError:
        return None
    return f"{page.title}\n{page.text}"
