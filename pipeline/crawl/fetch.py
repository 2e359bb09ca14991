"""Polite fetching: robots.txt before every address, one request at a time to one host and a pause after it, redirects
followed by hand, another try where the fault may pass.

There is no switch that leaves robots.txt out. A fetcher may serve several threads: those that want one host wait in
line.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from corpus.errors import CrawlError
from pipeline.crawl.connect import Limits, Response, TransientError, request, split_address
from pipeline.crawl.robots import FORBIDDEN, MAX_BYTES, Robots, parse_robots

PRODUCT = "rasid"  # the name robots.txt knows the crawler by
MAX_REDIRECTS = 5
MAX_PAGE_BYTES = 5_000_000
MAX_LIST_BYTES = 50_000_000  # sitemaps.org allows a sitemap 50 MB
MAX_PAUSE_S = 300.0  # a host that asks for longer pauses is left alone
MAX_WAIT_S = 120.0  # before another try; a host that asks for more (`Retry-After`) is left for this time
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_BUSY = frozenset((429, 503))
_WALLS = frozenset((401, 403, 407, 408, 425, 451))  # who asks is kept out, or was too slow: the page may be there
_PASSING = frozenset((500, 502, 504)) | _BUSY  # statuses after which another try may bring a page


class ForbiddenError(CrawlError):
    """An address robots.txt keeps crawlers away from."""


class BusyError(CrawlError):
    """A host that asks for less: status 429 or 503, or a pause that is not over. ``until``: when, as UTC, where it
    says so."""

    def __init__(self, message: str, until: datetime | None = None) -> None:
        super().__init__(message)
        self.until = until


class GoneError(CrawlError):
    """A page that is not there and need not be asked for again: a status of 400 to 499, but for those of a wall."""


def user_agent(contact: str | None) -> str:
    """Return how the crawler names itself.

    Raises: CrawlError: the contact cannot stand in a header.
    """
    if contact is not None and not (contact.isascii() and contact.isprintable()):
        raise CrawlError(f"RASID_CRAWL_CONTACT: {contact!r} cannot be sent: Latin letters and signs only")
    return f"{PRODUCT}/1.0 (+{contact})" if contact else f"{PRODUCT}/1.0"


@dataclass(frozen=True, slots=True)
class Manners:
    """How hosts are treated. ``delay_s``: the least pause between two requests to one host; robots.txt and the outlet
    may ask for more. ``retries``: further tries after a fault that may pass, ``backoff_s`` before the first of them,
    twice as long before each next one. ``max_bytes``: of one page. ``allow_private``: let private and loopback
    addresses through."""

    delay_s: float
    timeout_s: float
    retries: int = 0
    backoff_s: float = 0.0
    max_bytes: int = MAX_PAGE_BYTES
    allow_private: bool = False


@dataclass
class _Host:
    """What is known of a host: when it was last asked (monotonic seconds), until when it asked to be left alone, and
    who may ask it now."""

    turn: threading.RLock = field(default_factory=threading.RLock)
    last: float | None = None
    until: datetime | None = None


@dataclass
class Fetcher:
    """Fetches pages, and remembers each host's robots.txt and last request."""

    agent: str
    manners: Manners
    _robots: dict[str, Robots | CrawlError] = field(default_factory=dict)
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(
        self,
        url: str,
        *,
        max_bytes: int | None = None,
        delay_s: float = 0.0,
        validators: Mapping[str, str] | None = None,
    ) -> Response:
        """Return the page at an address, after redirects; its ``url`` is where it was found.

        ``validators``: the headers of a conditional request (see ``validators_of``); then the answer may have the
        status 304, and no body, which says that the page is as it was.

        Raises: ForbiddenError: robots.txt forbids it. BusyError: the host asks for a pause. GoneError: there is no
        such page. CrawlError: another reason why there is no page.
        """
        conditions = dict(validators or {})
        for _ in range(MAX_REDIRECTS + 1):
            robots = self.robots(url)
            if not robots.allows(url):
                raise ForbiddenError(f"robots.txt of {urlsplit(url).netloc} forbids it")
            pause = max(delay_s, robots.delay_s)
            answer = self._answer(url, max_bytes or self.manners.max_bytes, pause, conditions)
            if answer.status not in _REDIRECTS:
                return answer if answer.status == 304 and conditions else _page(answer)
            url, conditions = _next_address(answer), {}
        raise CrawlError(f"more than {MAX_REDIRECTS} redirects")

    def robots(self, url: str) -> Robots:
        """Return what robots.txt of the host of ``url`` asks; everything is forbidden where the host refuses it.

        Raises: CrawlError: robots.txt cannot be fetched, so nothing may be (RFC 9309, 2.3.1.4).
        """
        scheme, host, port = split_address(url)
        site = f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
        with self._host(url).turn:
            known = self._robots.get(site)
            if known is None:
                try:
                    known = self._fetch_robots(f"{scheme}://{urlsplit(url).netloc.rpartition('@')[2]}/robots.txt")
                except CrawlError as error:
                    known = error
                self._robots[site] = known
        if isinstance(known, CrawlError):
            raise CrawlError(str(known)) from known
        return known

    def _fetch_robots(self, url: str) -> Robots:
        """Fetch and read a robots.txt; without one all is allowed."""
        try:
            for _ in range(MAX_REDIRECTS + 1):
                answer = self._answer(url, 4 * MAX_BYTES, 0.0, {})
                if answer.status not in _REDIRECTS:
                    break
                url = _next_address(answer)
        except CrawlError as error:
            raise CrawlError(f"robots.txt: {error}") from error
        if answer.status in (401, 403):
            return FORBIDDEN
        if answer.status == 429 or not 200 <= answer.status < 500:
            raise CrawlError(f"robots.txt: status {answer.status}, so nothing is fetched")
        if answer.status >= 300:
            return Robots()
        return parse_robots(answer.body[:MAX_BYTES].decode("utf-8", "replace"), PRODUCT)

    def _answer(self, url: str, max_bytes: int, pause_s: float, conditions: Mapping[str, str]) -> Response:
        """Return the answer to a request, asked again while the fault may pass; the last answer, whatever its status."""
        wait = self.manners.backoff_s
        with self._host(url).turn:  # others wait too while a host is given time
            for tries_left in range(self.manners.retries, -1, -1):
                try:
                    answer = self._request(url, max_bytes, pause_s, conditions)
                except TransientError:
                    if not tries_left:
                        raise
                    time.sleep(min(wait, MAX_WAIT_S))
                else:
                    asked = retry_after_s(answer)
                    if answer.status in _BUSY and (asked or 0.0) > MAX_WAIT_S:
                        self.leave_alone(url, datetime.now(UTC) + timedelta(seconds=asked or 0.0))
                    if answer.status not in _PASSING or not tries_left or (asked or 0.0) > MAX_WAIT_S:
                        return answer
                    time.sleep(min(max(wait, asked or 0.0), MAX_WAIT_S))
                wait *= 2
        raise AssertionError("the last try returns or raises")

    def _request(self, url: str, max_bytes: int, pause_s: float, conditions: Mapping[str, str]) -> Response:
        """Send one request after the pause its host is due, when no other is under way there."""
        _, name, _ = split_address(url)
        pause = max(self.manners.delay_s, pause_s)
        if pause > MAX_PAUSE_S:
            raise CrawlError(f"{name} asks for {pause:g} s between requests; above {MAX_PAUSE_S:g} s it is left alone")
        host = self._host(url)
        with host.turn:
            if host.until is not None and host.until > datetime.now(UTC):
                raise BusyError(f"{name} asks to be left alone until {host.until:%Y-%m-%d %H:%M} UTC", host.until)
            if host.last is not None:
                wait = host.last + pause - time.monotonic()
                if wait > 0:  # a sleep of nothing gives the processor away all the same
                    time.sleep(wait)
            headers = {"User-Agent": self.agent, "Accept-Language": "ar,*;q=0.5", **conditions}
            try:
                return request(url, headers, Limits(self.manners.timeout_s, max_bytes, self.manners.allow_private))
            finally:
                host.last = time.monotonic()

    def leave_alone(self, url: str, until: datetime) -> None:
        """Ask nothing more of the host of an address until a moment."""
        self._host(url).until = until

    def left_alone(self, url: str) -> datetime | None:
        """Return until when the host of an address is left alone, None where it may be asked."""
        until = self._host(url).until
        return until if until and until > datetime.now(UTC) else None

    def _host(self, url: str) -> _Host:
        """Return what is known of the host of an address; a server at a port of its own is a host of its own."""
        _, name, port = split_address(url)
        with self._lock:
            return self._hosts.setdefault(name.lower() if port in (80, 443) else f"{name.lower()}:{port}", _Host())


def validators_of(answer: Response) -> dict[str, str]:
    """Return the headers that ask whether an answer still holds (RFC 9110, 13.1), none where it cannot be asked."""
    pairs = (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since"))
    return {asked: answer.headers[given] for given, asked in pairs if answer.headers.get(given)}


def retry_after_s(answer: Response) -> float | None:
    """Return the seconds for which a host asks to be left alone (``Retry-After``), None where it does not say so."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _next_address(answer: Response) -> str:
    """Return where a redirect leads."""
    target = answer.headers.get("location", "").strip()
    if not target:
        raise CrawlError(f"status {answer.status} that leads nowhere")
    # Servers send Arabic addresses as raw bytes, which http.client reads as Latin-1.
    with suppress(UnicodeError):
        target = target.encode("latin-1").decode("utf-8")
    try:
        return urljoin(answer.url, target).partition("#")[0]
    except ValueError as error:
        raise CrawlError(f"redirected to no valid address: {error}") from error


def _page(answer: Response) -> Response:
    """Return an answer that holds a page; raise what its status says otherwise."""
    if answer.status in _BUSY:
        wait = retry_after_s(answer)
        until = datetime.now(UTC) + timedelta(seconds=wait) if wait else None
        raise BusyError(f"status {answer.status}: the host asks for a pause", until)
    if 400 <= answer.status < 500 and answer.status not in _WALLS:
        raise GoneError(f"status {answer.status}")
    if answer.status != 200:
        raise CrawlError(f"status {answer.status}")
    return answer
