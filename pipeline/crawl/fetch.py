"""Polite fetching: robots.txt before every address, a pause between requests to one host, redirects followed by hand.

There is no switch that leaves robots.txt out.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from corpus.errors import CrawlError
from pipeline.crawl.connect import Limits, Response, request, split_address
from pipeline.crawl.robots import FORBIDDEN, MAX_BYTES, Robots, parse_robots

PRODUCT = "rasid"  # the name robots.txt knows the crawler by
MAX_REDIRECTS = 5
MAX_PAGE_BYTES = 5_000_000
MAX_LIST_BYTES = 50_000_000  # sitemaps.org allows a sitemap 50 MB
MAX_PAUSE_S = 300.0  # a host that asks for longer pauses is left alone
_REDIRECTS = frozenset((301, 302, 303, 307, 308))


class ForbiddenError(CrawlError):
    """An address robots.txt keeps crawlers away from."""


class BusyError(CrawlError):
    """A host that asks for less: status 429 or 503."""


class GoneError(CrawlError):
    """A page that is not there and need not be asked for again: a status of 400 to 499."""


def user_agent(contact: str | None) -> str:
    """Return how the crawler names itself.

    Raises: CrawlError: the contact cannot stand in a header.
    """
    if contact is not None and not (contact.isascii() and contact.isprintable()):
        raise CrawlError(f"RASID_CRAWL_CONTACT: {contact!r} cannot be sent: Latin letters and signs only")
    return f"{PRODUCT}/1.0 (+{contact})" if contact else f"{PRODUCT}/1.0"


@dataclass
class Fetcher:
    """Fetches pages, and remembers each host's robots.txt and last request.

    ``delay_s``: the least pause between two requests to one host; robots.txt and the outlet may ask for more.
    """

    agent: str
    delay_s: float
    timeout_s: float
    allow_private: bool = False
    _robots: dict[str, Robots] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def get(self, url: str, *, max_bytes: int = MAX_PAGE_BYTES, delay_s: float = 0.0) -> Response:
        """Return the page at an address, after redirects; its ``url`` is where it was found.

        Raises: ForbiddenError: robots.txt forbids it. BusyError: the host asks for a pause. GoneError: there is no such
        page. CrawlError: another reason why there is no page.
        """
        for _ in range(MAX_REDIRECTS + 1):
            robots = self.robots(url)
            if not robots.allows(url):
                raise ForbiddenError(f"robots.txt of {urlsplit(url).netloc} forbids it")
            answer = self._request(url, max_bytes, max(delay_s, robots.delay_s))
            if answer.status not in _REDIRECTS:
                return _page(answer)
            url = _next_address(answer)
        raise CrawlError(f"more than {MAX_REDIRECTS} redirects")

    def robots(self, url: str) -> Robots:
        """Return what robots.txt of the host of ``url`` asks; everything is forbidden where the host refuses it.

        Raises: CrawlError: robots.txt cannot be fetched, so nothing may be (RFC 9309, 2.3.1.4).
        """
        scheme, host, port = split_address(url)
        site = f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
        if site not in self._robots:
            self._robots[site] = self._fetch_robots(f"{scheme}://{urlsplit(url).netloc.rpartition('@')[2]}/robots.txt")
        return self._robots[site]

    def _fetch_robots(self, url: str) -> Robots:
        """Fetch and read a robots.txt; without one all is allowed."""
        try:
            for _ in range(MAX_REDIRECTS + 1):
                answer = self._request(url, 4 * MAX_BYTES, 0.0)
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

    def _request(self, url: str, max_bytes: int, delay_s: float) -> Response:
        """Send one request after the pause its host is due."""
        _, host, _ = split_address(url)
        pause = max(self.delay_s, delay_s)
        if pause > MAX_PAUSE_S:
            raise CrawlError(f"{host} asks for {pause:g} s between requests; above {MAX_PAUSE_S:g} s it is left alone")
        if host in self._last:
            time.sleep(max(0.0, self._last[host] + pause - time.monotonic()))
        headers = {"User-Agent": self.agent, "Accept-Language": "ar,*;q=0.5"}
        try:
            return request(url, headers, Limits(self.timeout_s, max_bytes, self.allow_private))
        finally:
            self._last[host] = time.monotonic()


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
    if answer.status in (429, 503):
        raise BusyError(f"status {answer.status}: the host asks for a pause")
    if 400 <= answer.status < 500:
        raise GoneError(f"status {answer.status}")
    if answer.status != 200:
        raise CrawlError(f"status {answer.status}")
    return answer
