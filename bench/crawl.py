"""The crawler at size: ``python -m bench.crawl [--hosts 50] [--known 100000] [--new 2000]``.

So many servers on loopback, in a process of their own, each list their share of known and new articles in a sitemap.
What is measured is a whole crawl (robots.txt, lists, which addresses are new, pages, archive, index) without pauses,
beside Trafilatura's own batch downloads of the same new pages, which are neither kept nor looked up, with as many
threads. Then the same crawl again, when nothing is new.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

from trafilatura.downloads import add_to_compressed_dict, buffered_downloads, load_download_buffer
from trafilatura.settings import Extractor, use_config

from pipeline.crawl.crawl import crawl
from pipeline.crawl.index import State
from pipeline.crawl.store import Keeping, open_pages
from pipeline.settings import Settings

PARAGRAPH = (
    "<p>وقال المسؤول ذاته إن هذه المبادرة تندرج في إطار برنامج يمتد على ثلاث سنوات "
    "ويهم عددا من الجماعات القروية رقم {n}.</p>"
)
PAGE = (
    '<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>خبر {n}</title></head>'
    "<body><article><h1>خبر {n}</h1>{text}</article></body></html>"
)
PARAGRAPHS = 30  # about 5 KB of text, as an article with its page has
STEP_S = 0.05


@dataclass(frozen=True)
class Sizes:
    """How many servers there are, and how many known and new articles each of them lists."""

    hosts: int
    known: int
    new: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve, crawl, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    for name, default in (("hosts", 50), ("known", 100_000), ("new", 2000), ("threads", 8)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args(arguments)
    sizes = Sizes(options.hosts, options.known // options.hosts, options.new // options.hosts)
    with _served(sizes) as roots, tempfile.TemporaryDirectory() as name:
        settings = _settings(Path(name), roots, options.threads)
        _know(settings, roots, sizes)
        with _watched() as memory:
            took, kept = _crawled(settings, sizes)
        say = sys.stdout.write
        say(
            f"rasid crawl: {kept} new pages of {sizes.hosts} hosts, {sizes.known * sizes.hosts} known: "
            f"{took:.1f} s, {kept / took:.0f} pages/s\n"
        )
        say(f"  memory: {memory.at(0.25):.0f} MB after a quarter, {memory.at(1.0):.0f} MB at the end\n")
        took, kept = _crawled(settings, sizes)
        say(f"the same again: {kept} new, {took:.1f} s\n")
        took, kept = _downloaded(roots, sizes, options.threads)
        say(f"trafilatura batch downloads: {kept} pages, {took:.1f} s, {kept / took:.0f} pages/s\n")


class _Memory:
    """The memory of this process over time, in megabytes, one sample every ``STEP_S``."""

    def __init__(self) -> None:
        self.samples: list[float] = []

    def at(self, share: float) -> float:
        """Return the memory when a share of the time had passed."""
        return self.samples[min(int(share * len(self.samples)), len(self.samples) - 1)]


@contextmanager
def _watched() -> Iterator[_Memory]:
    """Sample the memory until the end of the block."""
    memory, end = _Memory(), threading.Event()

    def sample() -> None:
        while not end.is_set():
            pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
            memory.samples.append(pages * 4096 / 1e6)
            end.wait(STEP_S)

    thread = threading.Thread(target=sample)
    thread.start()
    yield memory
    end.set()
    thread.join()


@contextmanager
def _served(sizes: Sizes) -> Iterator[list[str]]:
    """Serve the sites in another process; give their addresses."""
    ours, theirs = multiprocessing.get_context("fork").Pipe()
    server = multiprocessing.get_context("fork").Process(target=_serve, args=(sizes, theirs))
    server.start()
    yield [f"http://127.0.0.1:{port}" for port in ours.recv()]
    server.kill()
    server.join()


def _serve(sizes: Sizes, to: Connection) -> None:
    """Serve until the process is ended; send the ports first."""

    class Handler(BaseHTTPRequestHandler):
        """Answers with the sitemap, robots.txt, or an article."""

        def do_GET(self) -> None:
            root = f"http://127.0.0.1:{self.server.server_address[1]}"
            body = _answer(root, self.path, sizes).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/xml" if self.path.endswith(".xml") else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name http.server asks for
            """Say nothing."""

    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(sizes.hosts)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    to.send([server.server_port for server in servers])
    threading.Event().wait()


def _answer(root: str, path: str, sizes: Sizes) -> str:
    """Return what a server says at a path."""
    if path == "/robots.txt":
        return "User-agent: *\nDisallow: /private/\n"
    if path == "/sitemap.xml":
        rows = "".join(f"<url><loc>{url}</loc></url>" for url in (*_new(root, sizes), *_known(root, sizes)))
        return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
    return PAGE.format(n=root + path, text="".join(PARAGRAPH.format(n=f"{root}{path} {i}") for i in range(PARAGRAPHS)))


def _known(root: str, sizes: Sizes) -> list[str]:
    """Return the addresses a site has listed before."""
    return [f"{root}/news/{100_000 + n}.html" for n in range(sizes.known)]


def _new(root: str, sizes: Sizes) -> list[str]:
    """Return the addresses a site lists for the first time."""
    return [f"{root}/news/{900_000 + n}.html" for n in range(sizes.new)]


def _settings(folder: Path, roots: list[str], threads: int) -> Settings:
    """Declare an outlet a site; return the settings of the crawl."""
    (folder / "outlets").mkdir()
    for number, root in enumerate(roots):
        declared = {
            "name": "جريدة",
            "name_latin": "Paper",
            "country": "MA",
            "home": f"{root}/",
            "sitemaps": [f"{root}/sitemap.xml"],
        }
        (folder / "outlets" / f"paper{number}.yml").write_text(json.dumps(declared), "utf-8")
    return Settings(
        outlets_dir=folder / "outlets",
        store_dir=folder / "store",
        crawl_delay_s=0,
        crawl_threads=threads,
        crawl_private=True,
    )


def _know(settings: Settings, roots: list[str], sizes: Sizes) -> None:
    """Enter the known addresses into the index."""
    with open_pages(settings.store_dir, Keeping("bench", 1)) as pages, pages.index.writing():
        for number, root in enumerate(roots):
            for url in _known(root, sizes):
                pages.index.remember(f"paper{number}", url, State.REFUSED)


def _crawled(settings: Settings, sizes: Sizes) -> tuple[float, int]:
    """Crawl; return the seconds it took and the new pages."""
    began = time.monotonic()
    report = crawl(settings, limit=max(sizes.new, 1))
    if report.failed:
        raise SystemExit("\n".join(report.lines()))
    return time.monotonic() - began, report.fetched


def _downloaded(roots: list[str], sizes: Sizes, threads: int) -> tuple[float, int]:
    """Download the new pages by Trafilatura; return the seconds it took and the pages."""
    config = use_config()
    config.set("DEFAULT", "SSRF_PROTECTION", "off")
    options = Extractor(config=config)
    began, number = time.monotonic(), 0
    store = add_to_compressed_dict([url for root in roots for url in _new(root, sizes)])
    while not store.done:
        batch, store = load_download_buffer(store, sleep_time=0)
        number += sum(bool(page) for _, page in buffered_downloads(batch, threads, options))
    return time.monotonic() - began, number


if __name__ == "__main__":
    main()
