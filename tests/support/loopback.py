"""A newspaper served on loopback for the tests of the crawler, and what a crawl of it kept.

Real requests to a real server: it answers from a table, counts what was asked for, and knows conditional requests.
"""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import rmtree

import pytest

from pipeline.crawl.crawl import CrawlReport, crawl
from pipeline.crawl.index import Selection
from pipeline.crawl.replay import write_pages
from pipeline.settings import Settings

LEAD = "أشرفت وزيرة الأسرة، يوم الاثنين 3 مارس 2025 بمدينة الواحة، على افتتاح مركز الرعاية رقم {n} بحضور المنتخبين."
BODY = (
    "ويضم المركز قاعات للتكوين وورشات للصناعة التقليدية، وقد كلف إنجازه 4 ملايين درهم ممولة من الجماعة والوزارة.\n"
    "وقالت الوزيرة في كلمة بالمناسبة إن هذه المؤسسة ستستقبل مئات المستفيدات من أحياء المدينة ومن القرى المجاورة."
)


def article(n: int) -> str:
    """Return the page of the n-th article."""
    paragraphs = "".join(f"<p>{line}</p>" for line in (LEAD.format(n=n), *BODY.splitlines()))
    return (
        f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>افتتاح مركز الرعاية رقم {n}</title></head>'
        f"<body><article><h1>افتتاح مركز الرعاية رقم {n}</h1>{paragraphs}</article></body></html>"
    )


class Site:
    """A newspaper on loopback: ``pages`` maps a target to (status, headers, body); ``asked`` is what was asked for.

    ``queued``: answers that come first, each once; ``before``: what is called before a target is answered;
    ``pause_s``: how long an answer takes; ``most_at_once``: the most requests that were under way together.
    """

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.queued: dict[str, list[tuple[int, dict[str, str], bytes]]] = {}
        self.asked: list[tuple[str, float, str]] = []
        self.headers: list[tuple[str, dict[str, str]]] = []
        self.before: dict[str, Callable[[], object]] = {}
        self.pause_s = 0.0
        self.most_at_once = self._under_way = 0
        self._lock = threading.Lock()
        site = self

        class Handler(BaseHTTPRequestHandler):
            """Answers from ``pages``."""

            def do_GET(self) -> None:
                # Counted until the answer begins: after it, a client may ask again before this thread comes to its end.
                with site.counted():
                    site.asked.append((self.path, time.monotonic(), self.headers["User-Agent"]))
                    site.headers.append((self.path, dict(self.headers)))
                    site.before.get(self.path, lambda: None)()
                    time.sleep(site.pause_s)
                status, headers, body = site.pages.get(self.path, (404, {}, b"not here"))
                if site.queued.get(self.path):
                    status, headers, body = site.queued[self.path].pop(0)
                for given, asked in (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")):
                    if headers.get(given) and headers[given] == self.headers[asked]:
                        status, body = 304, b""
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name http.server asks for
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()
        self.root = f"http://127.0.0.1:{self.server.server_port}"

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count a request while it is under way."""
        with self._lock:
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= 1

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def put(self, target: str, body: str | bytes, *, status: int = 200, **headers: str) -> None:
        """Serve a body at a target; ``_`` in the name of a header stands for ``-``."""
        raw = body.encode() if isinstance(body, str) else body
        named = {"Content-Type": "text/html; charset=utf-8"} | {k.replace("_", "-"): v for k, v in headers.items()}
        self.pages[target] = (status, named, raw)

    def feed(self, *targets: str, at: str = "/feed") -> None:
        """Serve an RSS feed of links."""
        items = "".join(f"<item><title>خبر</title><link>{self.root}{target}</link></item>" for target in targets)
        rss = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><link>{self.root}/</link>{items}'
        self.put(at, f"{rss}</channel></rss>", Content_Type="application/rss+xml")

    def sitemap(self, *locs: str, at: str = "/sitemap.xml", packed: bool = False) -> None:
        """Serve a sitemap of ``target`` or ``target day``."""
        rows = ""
        for loc in locs:
            target, _, day = loc.partition(" ")
            rows += f"<url><loc>{self.root}{target}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"
        xml = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
        )
        self.put(at, gzip.compress(xml.encode()) if packed else xml, Content_Type="application/xml")

    def targets(self) -> list[str]:
        """Return the targets asked for since the last call."""
        targets = [target for target, _, _ in self.asked]
        self.asked.clear()
        return targets


@pytest.fixture
def new_site() -> Iterator[Callable[[], Site]]:
    """Return a function that serves one more site; all are stopped at the end."""
    sites: list[Site] = []

    def make() -> Site:
        sites.append(Site())
        return sites[-1]

    yield make
    for site in sites:
        site.close()


@pytest.fixture
def site(new_site: Callable[[], Site]) -> Site:
    """A newspaper with three articles: the first in feed and sitemap, the second in the feed, the third in the sitemap.

    The feed also lists a page that is gone, one robots.txt forbids, and the first article under another address.
    """
    site = new_site()
    site.put("/robots.txt", "User-agent: *\nDisallow: /private/\nDisallow: /*?print=\n")
    for n in (1, 2, 3):
        site.put(f"/news/{n}.html", article(n))
    site.put("/private/9.html", article(9))
    site.put("/news/copy.html", article(1))
    site.feed("/news/1.html?utm_source=rss", "/news/2.html", "/news/gone.html", "/private/9.html", "/news/copy.html")
    site.sitemap("/news/1.html 2025-03-03", "/news/3.html 2025-03-04", "/")
    return site


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with empty folders and no pause."""
    (tmp_path / "outlets").mkdir()
    return Settings(
        outlets_dir=tmp_path / "outlets",
        store_dir=tmp_path / "store",
        crawl_delay_s=0,
        crawl_timeout_s=5,
        crawl_retries=0,
        crawl_contact="desk@example.org",
    )


def declare(settings: Settings, site: Site | str, key: str = "nakhil", **more: object) -> None:
    """Declare an outlet."""
    root = site if isinstance(site, str) else site.root
    outlet = {
        "name": "جريدة النخيل", "name_latin": "Nakhil", "country": "MA", "home": f"{root}/", "feeds": [f"{root}/feed"],
        "sitemaps": [f"{root}/sitemap.xml"], **more,
    }  # fmt: skip
    (settings.outlets_dir / f"{key}.yml").write_text(json.dumps(outlet, ensure_ascii=False), "utf-8")


def run(settings: Settings, **options: object) -> CrawlReport:
    """Crawl with loopback let through."""
    return crawl(settings, allow_private=True, **options)  # type: ignore[arg-type]  # options of crawl


def kept(settings: Settings) -> list[str]:
    """Return the ends of the addresses whose pages are in the store."""
    return sorted("/" + url.split("/", 3)[3] for url in pages(settings))


def pages(settings: Settings, selection: Selection | None = None) -> dict[str, str]:
    """Return the pages in the store by their addresses."""
    folder = settings.store_dir.parent / "pages"
    rmtree(folder, ignore_errors=True)
    write_pages(settings.store_dir, folder, selection or Selection())
    found = {}
    for sidecar in folder.rglob("*.meta.json"):
        page = sidecar.with_name(sidecar.name.replace(".meta.json", ".html"))
        found[json.loads(sidecar.read_bytes())["url"]] = page.read_text("utf-8")
    return found
