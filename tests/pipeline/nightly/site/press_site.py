"""Ten invented outlets on loopback, in the styles and with the faults of real ones; every text is made up.

``PressSite`` knows which articles a crawl must come to, and which addresses robots.txt keeps it from.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader

from bench.hosts import Answer, Loopback, serving

HERE = Path(__file__).parent
WORDS = yaml.safe_load((HERE / "words.yml").read_text("utf-8"))
PAGES = Environment(loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True)
FIRST_DAY = date(2024, 3, 4)
MONTHS = {3: "مارس", 4: "أبريل"}
RSS = '<?xml version="1.0" encoding="{charset}"?><rss version="2.0"><channel><title>{name}</title><link>{root}/</link>{items}</channel></rss>'
ATOM = '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{name}</title>{items}</feed>'
SITEMAP = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>'
)
SITEMAPS = '<?xml version="1.0" encoding="UTF-8"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</sitemapindex>'
XML, GONE = "application/xml", Answer.text("<html><body>404</body></html>", status=404)


@dataclass(frozen=True)
class Story:
    """An article: the same number gives the same words, different numbers different ones."""

    n: int
    url: str
    outlet: str
    parts: int = 1
    added: str = ""

    @property
    def person(self) -> str:
        return pick("persons", self.n)

    @property
    def author(self) -> str:
        return pick("persons", self.n + 3)

    @property
    def centre(self) -> str:
        return f"{pick('centres', self.n)} {'لحماية الطفولة' if self.n % 2 else 'لتكوين الشباب'}"

    @property
    def province(self) -> str:
        return pick("provinces", self.n * 5)

    @property
    def day(self) -> date:
        return FIRST_DAY + timedelta(days=self.n % 25)

    @property
    def day_shown(self) -> str:
        return f"{format_date(self.day, 'EEEE', 'ar')} {self.day.day} {MONTHS[self.day.month]} {self.day.year}"

    @property
    def title(self) -> str:
        return f"عامل إقليم {self.province} يزور {self.centre}"

    @property
    def mark(self) -> str:
        """Words that no other article has."""
        return f"الملف رقم {self.n * 7 + 1000}"

    @property
    def paragraphs(self) -> list[str]:
        return [
            f"قام السيد {self.person}، عامل إقليم {self.province}، يوم {self.day_shown}، بزيارة إلى {self.centre} بمدينة {self.province}.",
            f"واستمع الوفد إلى شروحات حول برامج {pick('works', self.n)} و{pick('works', self.n + 2)}، وهي برامج رصد لها غلاف مالي قدره {self.n + 2} ملايين درهم.",
            f"ويوجد {self.mark} رهن الدراسة لدى المصالح المختصة، التي تستقبل طلبات {self.n * 3 + 40} مستفيدا من جماعات الإقليم.",
            f"{pick('closings', self.n)}.",
            *([self.added] if self.added else []),
        ]

    def part(self, number: int) -> list[str]:
        """Return the paragraphs of one page of an article over several."""
        if self.parts == 1:
            return self.paragraphs
        return self.paragraphs[:2] if number == 1 else self.paragraphs[2:]


def pick(kind: str, n: int) -> str:
    """Return a word of a list by number, round and round."""
    words: list[str] = WORDS[kind]
    return words[n % len(words)]


@dataclass
class Paper:
    """An outlet of the site. ``path``: where article ``n`` is; ``stories``: numbers that are published; ``added``: what
    was written under an article later."""

    key: str
    name: str
    address: str
    template: str
    path: str
    stories: list[int]
    robots: str = "User-agent: *\nDisallow: /private/\n"
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    verified: bool = True
    root: str = ""
    charset: str = "utf-8"
    added: dict[int, str] = field(default_factory=dict)
    more: dict[str, Answer] = field(default_factory=dict)

    def story(self, n: int) -> Story:
        url = f"{self.root}{self.path.format(n=n)}"
        return Story(n, url, self.name, 2 if self.key == "manara" else 1, self.added.get(n, ""))

    def published(self) -> list[Story]:
        return [self.story(n) for n in self.stories]

    def answer(self, target: str) -> Answer:
        """Return what is answered to a request."""
        if target == "/robots.txt":
            return Answer.text(self.robots.format(root=self.root), "text/plain")
        if target in self.more:
            return self.more[target]
        lists = LISTS.get(self.key, {})
        if target in lists:
            return lists[target](self)
        for story in self.published():
            path = story.url.removeprefix(self.root)
            if target == path:
                return self.page(self.template, story)
            if target == f"{path}amp/":
                return self.page("amp.html", story)
            if target == f"{path}?page=2" and story.parts == 2:
                return self.page(self.template, story, part=2)
        if target == "/":
            links = "".join(f'<a href="{s.url}">{s.title}</a>' for s in self.published())
            return Answer.text(f'<html lang="ar"><body><h1>{self.name}</h1>{links}</body></html>')
        return GONE

    def page(self, template: str, story: Story, part: int = 1) -> Answer:
        text = PAGES.get_template(template).render(story=story, outlet=self, root=self.root, part=part)
        kind = "text/html" if self.charset != "utf-8" else "text/html; charset=utf-8"
        return Answer(text.encode(self.charset), headers={"Content-Type": kind})


def rss(paper: Paper, urls: list[str] | None = None) -> Answer:
    """Return the feed of an outlet."""
    links = urls if urls is not None else [story.url for story in paper.published()]
    items = "".join(f"<item><title>خبر</title><link>{url}</link></item>" for url in links)
    text = RSS.format(charset=paper.charset, name=paper.name, root=paper.root, items=items)
    return Answer(text.encode(paper.charset), headers={"Content-Type": "application/rss+xml"})


def sitemap(stories: list[Story]) -> Answer:
    """Return a sitemap of some articles."""
    items = "".join(f"<url><loc>{s.url}</loc><lastmod>{s.day}</lastmod></url>" for s in stories)
    return Answer.text(SITEMAP.format(items=items), XML)


def _with_noise(paper: Paper) -> Answer:
    """Return a feed with tracking parameters, an AMP page, and a page that robots.txt forbids."""
    urls = [f"{story.url}?utm_source=rss&amp;utm_medium=feed" for story in paper.published()]
    return rss(paper, [*urls, f"{paper.story(paper.stories[0]).url}amp/", f"{paper.root}/private/2024/taqrir-99/"])


def _atom(paper: Paper) -> Answer:
    items = "".join(
        f'<entry><title>خبر</title><link href="{s.url}"/><id>{s.url}</id></entry>' for s in paper.published()
    )
    return Answer.text(ATOM.format(name=paper.name, items=items), "application/atom+xml")


def _sitemap_index(paper: Paper) -> Answer:
    items = "".join(f"<sitemap><loc>{paper.root}/sitemap-{n}.xml.gz</loc></sitemap>" for n in (1, 2))
    return Answer.text(SITEMAPS.format(items=items), XML)


def _packed(half: int) -> Callable[[Paper], Answer]:
    def answer(paper: Paper) -> Answer:
        plain = sitemap(paper.published()[half::2])
        return Answer(gzip.compress(plain.body, mtime=0), headers={"Content-Type": "application/gzip"})

    return answer


LISTS: dict[str, dict[str, Callable[[Paper], Answer]]] = {
    "nakhil": {"/feed/": _with_noise},
    "wadi": {"/sitemap.xml": lambda paper: sitemap(paper.published())},
    "safina": {"/rss.php": rss},
    "manara": {"/sitemap_index.xml": _sitemap_index, "/sitemap-1.xml.gz": _packed(0), "/sitemap-2.xml.gz": _packed(1)},
    "tilal": {"/atom.xml": _atom},
    "jisr": {
        "/feed": lambda paper: rss(
            paper,
            [s.url for s in paper.published()]
            + [f"{paper.root}/khabar/{name}-{n}.html" for n, name in ((901, "mafqud"), (902, "khata"), (903, "halqa"))],
        )
    },
    "midan": {
        "/feed": lambda paper: rss(
            paper,
            [f"{paper.root}/akhbar/{name}-{n}" for n, name in ((911, "bati"), (912, "la-yantahi"), (913, "qunbula"))]
            + [s.url for s in paper.published()],
        )
    },
    "hadir": {"/feed": rss},
    "ufuq": {"/feed": lambda paper: rss(paper, [])},
}


def papers() -> list[Paper]:
    """Return the ten outlets."""
    bomb = Answer(
        gzip.compress(b"\0" * 30_000_000), headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}
    )  # thirty kilobytes that unpack to thirty megabytes
    wall = Answer.text((HERE / "wall.html").read_text("utf-8"))
    return [
        Paper("nakhil", "جريدة النخيل", "127.0.0.21", "wordpress.html", "/2024/03/khabar-{n}/", [101, 102, 103, 104],
              feeds=("/feed/",)),
        Paper("wadi", "موقع الوادي", "127.0.0.22", "drupal.html", "/node/{n}", [201, 202, 203, 204], sitemaps=("/sitemap.xml",),
              robots="User-agent: *\nCrawl-delay: 0.2\nDisallow: /admin\nDisallow: /node/204\n"),
        Paper("safina", "السفينة", "127.0.0.23", "handmade.html", "/news.php?id={n}", [301, 302, 303], feeds=("/rss.php",),
              charset="windows-1256"),
        Paper("manara", "المنارة", "127.0.0.24", "paged.html", "/maqal/{n}-ziyara-jadida", [401, 402, 403, 404],
              sitemaps=("/sitemap_index.xml",)),
        Paper("tilal", "التلال", "127.0.0.25", "broken.html", "/akhbar/khabar-mahalli-{n}.html", [501, 502, 503],
              feeds=("/atom.xml",), robots="User-agent: rasid\nDisallow: /akhbar/khabar-mahalli-503\nUser-agent: *\nDisallow: /\n"),
        Paper("jisr", "الجسر", "127.0.0.26", "drupal.html", "/khabar/ziyara-{n}.html", [601, 602], feeds=("/feed",),
              more={"/khabar/khata-902.html": Answer.text("خطأ", status=500),
                    "/khabar/halqa-903.html": Answer(status=302, headers={"Location": "/khabar/halqa-903.html?b"}),
                    "/khabar/halqa-903.html?b": Answer(status=302, headers={"Location": "/khabar/halqa-903.html"})}),
        Paper("midan", "الميدان", "127.0.0.27", "wordpress.html", "/akhbar/khabar-{n}/", [701, 702], feeds=("/feed",),
              more={"/akhbar/bati-911": Answer.text("<p>بطيء</p>" * 200, pause_s=0.5),
                    "/akhbar/la-yantahi-912": Answer.text("<p>لا ينتهي</p>" * 2000, endless=True),
                    "/akhbar/qunbula-913": bomb}),
        Paper("barq", "البرق", "127.0.0.28", "drupal.html", "/node/{n}", [801], feeds=("/rss.xml",), robots="",
              more={"/rss.xml": wall, "/": wall, "/robots.txt": Answer.text("User-agent: *\nAllow: /\n", "text/plain")}),
        Paper("hadir", "الحاضر", "127.0.0.29", "wordpress.html", "/khabar-{n}/", [951, 952, 953], feeds=("/feed",),
              more={"/khabar-953/": Answer.text("مهلا", status=429, headers={"Retry-After": "3600"})}),
        Paper("ufuq", "الأفق", "127.0.0.30", "drupal.html", "/node/{n}", [], feeds=("/feed",), verified=False),
    ]  # fmt: skip


FORBIDDEN = {
    "nakhil": ("/private/",), "wadi": ("/admin", "/node/204"), "tilal": ("/akhbar/khabar-mahalli-503",),
    "safina": ("/private/",), "manara": ("/private/",), "jisr": ("/private/",), "midan": ("/private/",),
    "hadir": ("/private/",), "ufuq": ("/private/",),
}  # fmt: skip


@dataclass
class PressSite:
    """The site while it is up."""

    papers: dict[str, Paper]
    hosts: Loopback
    declared: set[str] = field(default_factory=set)

    def expected(self, *keys: str) -> dict[str, Story]:
        """Return the articles a crawl may fetch and must come to, by address; of some outlets, or of all declared."""
        return {
            story.url: story
            for key, paper in self.papers.items()
            if key in (keys or self.declared) and key not in ("barq", "ufuq")
            for story in paper.published()
            if not story.url.removeprefix(paper.root).startswith(FORBIDDEN[key])
            and story.url.removeprefix(paper.root) not in paper.more
        }

    def broken_rules(self) -> list[str]:
        """Return what was asked for against robots.txt, or before it was asked for; none if all is well."""
        found, greeted = [], set[str]()
        for asked in self.hosts.asked:
            if asked.target == "/robots.txt":
                greeted.add(asked.host)
            elif asked.host not in greeted:
                found.append(f"{asked.host}{asked.target} before robots.txt")
            if asked.target.startswith(FORBIDDEN.get(asked.host, ())):
                found.append(f"{asked.host}{asked.target} is forbidden")
        return found

    def declare(self, folder: Path, *keys: str) -> None:
        """Write the declarations of some outlets, or of all."""
        folder.mkdir(parents=True, exist_ok=True)
        self.declared = set(keys or self.papers)
        for paper in (self.papers[key] for key in sorted(self.declared)):
            told = {
                "name": paper.name,
                "name_latin": paper.key.title(),
                "country": "MA",
                "home": f"{paper.root}/",
                "feeds": [f"{paper.root}{path}" for path in paper.feeds],
                "sitemaps": [f"{paper.root}{path}" for path in paper.sitemaps],
                "verified": paper.verified,
            }
            (folder / f"{paper.key}.yml").write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")


@contextmanager
def press_site() -> Iterator[PressSite]:
    """Serve the ten outlets."""
    made = {paper.key: paper for paper in papers()}
    with serving({key: (paper.address, paper.answer) for key, paper in made.items()}) as hosts:
        for key, paper in made.items():
            paper.root = hosts.roots[key]
        yield PressSite(made, hosts)


def host_of(url: str) -> str:
    """Return the network address in an address."""
    return urlsplit(url).hostname or ""
