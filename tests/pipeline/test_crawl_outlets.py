"""Declared outlets: the shipped ones hold, and a wrong one is named by file, line and key."""

from __future__ import annotations

import random
import re
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import pytest
from courlan import clean_url

from corpus.errors import CrawlError
from pipeline.crawl import discover
from pipeline.crawl.discover import article_url, feed_links, sitemap_links
from pipeline.crawl.outlet import Kind
from pipeline.crawl.outlets import Outlet, check_outlets, load_outlet, load_outlets
from pipeline.settings import Settings

GOOD = """
name: جريدة النخيل
name_latin: Nakhil
country: MA
home: https://www.example.org/
feeds: [https://www.example.org/feed]
"""


def write(folder: Path, text: str, name: str = "nakhil.yml") -> Path:
    """Write a declaration."""
    (folder / name).write_text(text, "utf-8")
    return folder / name


@pytest.fixture
def outlet(tmp_path: Path) -> Outlet:
    """The outlet of ``GOOD``."""
    return load_outlet(write(tmp_path, GOOD))


ARAB_COUNTRIES = {
    "AE", "BH", "DJ", "DZ", "EG", "IQ", "JO", "KM", "KW", "LB", "LY",
    "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SO", "SY", "TN", "YE",
}  # fmt: skip
FULL = (
    GOOD
    + """kind: national
time_zone: Africa/Casablanca
volume: {min: 5, max: 90}
sections:
  include: ["/*.html"]
  exclude: [/وسم/*]
fixes:
  title_suffixes: [" - جريدة النخيل"]
  date_patterns: ['(?P<day>[0-9]{1,2}) (?P<month>\\w+) (?P<year>[0-9]{4})']
  furniture: [اقرأ أيضا]
  furniture_patterns: ['تابعوا .+']
terms: https://www.example.org/terms
source:
  home: https://www.example.org/1.html
  feeds: ["someone/feeds: list.opml", "package feeds 1.0: feeds.db"]
  sections: https://www.example.org/1.html
  terms: https://www.example.org/
  fixes: "corpus someone/articles: addresses of its articles"
verified: true
"""
)


def test_shipped_outlets_hold() -> None:
    outlets, mistakes = check_outlets(Settings().outlets_dir)
    assert [str(mistake) for mistake in mistakes] == []
    assert len(outlets) >= 60
    assert len({outlet.key for outlet in outlets}) == len(outlets)
    for outlet in outlets:
        assert outlet.source.home, outlet.key
        assert not outlet.verified, outlet.key
        assert outlet.home.startswith("https://")
        assert all(outlet.owns(url) for url in (*outlet.feeds, *outlet.sitemaps)), outlet.key


def test_shipped_outlets_are_of_all_arab_countries_and_kinds() -> None:
    outlets = load_outlets(Settings().outlets_dir)
    assert {outlet.country for outlet in outlets} == ARAB_COUNTRIES
    assert {outlet.kind for outlet in outlets if outlet.country == "MA"} == set(Kind)
    assert sum(outlet.country == "MA" for outlet in outlets) >= 30


def test_shipped_outlets_of_a_country_share_its_time_zone() -> None:
    zones: dict[str, set[str | None]] = {}
    for outlet in load_outlets(Settings().outlets_dir):
        zones.setdefault(outlet.country, set()).add(outlet.time_zone)
    assert {country: found for country, found in zones.items() if len(found) != 1 or None in found} == {}


def test_outlet_has_defaults(outlet: Outlet) -> None:
    assert (outlet.key, outlet.language, outlet.delay_s, outlet.sitemaps) == ("nakhil", "ar", 0, ())
    assert (outlet.expect.min, outlet.expect.max) == (1, 20_000)
    assert (outlet.kind, outlet.time_zone, outlet.volume, outlet.verified) == (None, None, None, False)


def test_full_declaration_holds(tmp_path: Path) -> None:
    write(tmp_path, FULL)
    (outlet,), mistakes = check_outlets(tmp_path)
    assert mistakes == []
    assert (outlet.kind, outlet.time_zone, outlet.verified) == (Kind.NATIONAL, "Africa/Casablanca", True)
    assert outlet.source.feeds == ("someone/feeds: list.opml", "package feeds 1.0: feeds.db")
    assert outlet.fixes.title_suffixes == (" - جريدة النخيل",)


MISTAKES = [  # what is changed in FULL; line, key and beginning of what is said
    (("country: MA", "country: Morocco"), "4: country: String should match pattern"),
    (("country: MA\n", ""), "2: country: Field required"),
    (("country: MA", "country: MA\ncolour: red"), "5: colour: Extra inputs are not permitted"),
    (("country: MA", "country: MA\ncountry: DZ"), "5: country: declared twice"),
    (("country: MA", "country: MA\nkey: other"), "5: key: the file name is the key"),
    (("country: MA", "country: MA\ndelay_s: slow"), "5: delay_s: Input should be a valid number"),
    (("country: MA", "country: MA\nexpect: {min: 5, max: 2}"), "5: expect: min 5 is above max 2"),
    (("country: MA", "country: [MA"), "5: no valid YAML: "),
    (("https://www.example.org/feed", "ftp://example.org/feed"), "6: feeds.0: 'ftp://example.org/feed' is no address"),
    (("https://www.example.org/feed", "https://a:b@example.org/"), "6: feeds.0: an address without user name"),
    (("https://www.example.org/feed", "'https://[::1/feed'"), "6: feeds.0: Invalid IPv6 URL"),
    (
        ("\nfeeds: [", "\nfeeds:\n  - https://a.org/\n  - [x]\nsitemaps: ["),
        "8: feeds.1: Input should be a valid string",
    ),
    (
        ("/feed]", "/feed, http://example.org/feed/]"),
        "6: feeds.1: http://example.org/feed/ is in nakhil.yml (feeds.0) al",
    ),
    (("kind: national", "kind: blog"), "7: kind: Input should be 'agency', 'national'"),
    (("kind: national\n", ""), "2: kind: missing: one of agency, national"),
    (("Africa/Casablanca", "Africa/Casa"), "8: time_zone: 'Africa/Casa' is no time zone"),
    (("Africa/Casablanca", "../etc/passwd"), "8: time_zone: '../etc/passwd' is no time zone"),
    (("time_zone: Africa/Casablanca\n", ""), "2: time_zone: missing: a name such as"),
    (("max: 90", "max: many"), "9: volume.max: Input should be a valid integer"),
    (("max: 90", "max: 4"), "9: volume: min 5 is above max 4"),
    (("volume: {min: 5, max: 90}\n", ""), "2: volume: missing: min and max articles a day"),
    (("exclude: [/وسم/*]", "exclude: [وسم/*]"), "12: sections.exclude.0: 'وسم/*' does not begin with / or *"),
    (("exclude: [", "without: ["), "12: sections.without: Extra inputs are not permitted"),
    ((r"(?P<day>[0-9]{1,2})", r"([0-9]{1,2})"), "15: fixes.date_patterns.0: no group named day, as in"),
    (("تابعوا .+", "تابعوا (.+"), "17: fixes.furniture_patterns.0: 'تابعوا (.+' is no regular expression"),
    (("تابعوا .+", ".*"), "17: fixes.furniture_patterns.0: '.*' matches the empty line"),
    (("[اقرأ أيضا]", "['']"), "16: fixes.furniture.0: String should have at least 1 character"),
    (("someone/feeds: list.opml", "somewhere"), "21: source.feeds.0: 'somewhere' is neither an address nor"),
    (("  home: https://www.example.org/1.html\n", ""), "19: source.home: missing: where home was seen"),
    (("source:", "source:\n  sitemaps: someone/feeds: x"), "20: no valid YAML: mapping values are not allowed here"),
    (("source:", "source:\n  sitemaps: https://a.org/"), "20: source.sitemaps: there is no sitemaps to tell of"),
    (("terms: https://www.example.org/terms\n", ""), "22: source.terms: there is no terms to tell of"),
    (("verified: true", "verified: perhaps"), "25: verified: Input should be a valid boolean"),
    (("feeds: [https://www.example.org/feed]\n", ""), "2: verified without an address under feeds or sitemaps"),
    ((FULL, "- a\n- b\n"), "1: not a table of keys and values"),
    ((FULL, ""), "1: not a table of keys and values"),
    ((FULL, "a: &a [*a]\n"), "1: name: Field required"),
    (("country: MA", "note: 2025-02-30"), "1: no valid YAML: day is out of range"),
]


@pytest.mark.parametrize(("change", "said"), MISTAKES, ids=[said[:40] for _, said in MISTAKES])
def test_mistake_is_named_with_file_and_line(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    assert change[0] in FULL
    file = write(tmp_path, FULL.replace(*change))
    _, mistakes = check_outlets(tmp_path)
    assert [str(mistake) for mistake in mistakes if str(mistake).startswith(f"{file}:{said}")], mistakes
    assert len({mistake.line for mistake in mistakes}) == 1  # one change, one place


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("country: MA", "country: Morocco"), "4: country: String should match pattern"),
        (("country: MA", "country: [MA"), "5: no valid YAML: "),
        ((GOOD, "- a\n- b\n"), "1: not a table of keys and values"),
    ],
)
def test_wrong_declaration_is_not_loaded(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    file = write(tmp_path, GOOD.replace(*change))
    with pytest.raises(CrawlError) as raised:
        load_outlets(tmp_path)
    assert str(raised.value).startswith(f"{file}:{message}")


def test_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "nakhil.yml").write_bytes(b"name: \xff\xfe\x00")
    with pytest.raises(CrawlError, match=r"nakhil\.yml:1: no valid YAML: "):
        load_outlets(tmp_path)


def test_all_mistakes_are_named_in_their_order(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("MA", "Morocco").replace("feeds:", "feed:"), "b.yml")
    write(tmp_path, GOOD.replace("MA", "Morocco"), "a.yml")
    outlets, mistakes = check_outlets(tmp_path)
    assert outlets == []
    assert [(mistake.file.name, mistake.line, mistake.key) for mistake in mistakes] == [
        ("a.yml", 4, "country"),
        ("b.yml", 4, "country"),
        ("b.yml", 6, "feed"),
    ]


def test_address_of_another_outlet_is_named(tmp_path: Path) -> None:
    write(tmp_path, FULL, "a.yml")
    write(tmp_path, FULL.replace("https://www.example.org/feed", "https://www.example.org/feed2"), "b.yml")
    _, (mistake,) = check_outlets(tmp_path)
    assert str(mistake).endswith("b.yml:5: home: https://www.example.org/ is in a.yml (home) already")


def test_crawler_asks_for_less_than_a_full_declaration(outlet: Outlet, tmp_path: Path) -> None:
    assert outlet.has_lists
    _, mistakes = check_outlets(tmp_path)
    assert [mistake.key for mistake in mistakes] == ["kind", "source.feeds", "source.home", "time_zone", "volume"]


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("/2025/a-1.html", True),
        ("/%D8%AE%D8%A8%D8%B1.html", True),
        ("/news/a-1", False),
        ("/وسم/صحة.html", False),
        ("/%D9%88%D8%B3%D9%85/%D8%B5%D8%AD%D8%A9.html", False),
    ],
)
def test_sections_take_and_leave_paths(tmp_path: Path, path: str, taken: bool) -> None:
    outlet = load_outlet(write(tmp_path, FULL))
    assert outlet.sections.take(path) == taken
    assert (article_url(outlet, f"https://www.example.org{path}") is not None) == taken


@pytest.mark.parametrize(
    ("key", "shown", "parts"),
    [
        ("hespress", "الجمعة 20 نونبر 2020 - 09:00", ("20", "نونبر", "2020")),
        ("maroc_ma", "الجمعة 12 دجنبر 2025", ("12", "دجنبر", "2025")),
        ("alalam", "2024 فبراير 15 - تم تعديله في [التاريخ]", ("15", "فبراير", "2024")),
        ("shabiba", "الاثنين ٢٢/أبريل/٢٠٢٤ ١١:١٢ ص", ("٢٢", "أبريل", "٢٠٢٤")),
        ("al_sharq", "| 29 يناير 2016", ("29", "يناير", "2016")),
    ],
)
def test_shipped_date_pattern_reads_the_date_its_pages_show(key: str, shown: str, parts: tuple[str, ...]) -> None:
    (outlet,) = load_outlets(Settings().outlets_dir, [key])
    (pattern,) = outlet.fixes.date_patterns
    found = re.fullmatch(pattern, shown)
    assert found and found.group("day", "month", "year") == parts


@pytest.mark.parametrize(
    ("key", "line", "furniture"),
    [
        ("hespress", "The post وصول القطار appeared first on Hespress - هسبريس جريدة إلكترونية مغربية.", True),
        ("alalam", "*العلم الإلكترونية: ف. النخيلي*", True),
        ("alalam", "زار الوزير المركز بحضور جريدة العلم", False),
        ("sana", "ريف دمشق-سانا", True),
        ("sana", "ذكرت وكالة-سانا أن المعرض يفتح أبوابه غدا", False),
        ("islahtoday", "مقديشو (الاصلاح اليوم) –", True),
        ("alayyam_ye", "> مسقط «الأيام» خاص:", True),
        ("omaninfo", "• الساعة الآن : ٠٤:٠٦ مساءً", True),
    ],
)
def test_shipped_furniture_pattern_is_of_whole_lines(key: str, line: str, furniture: bool) -> None:
    (outlet,) = load_outlets(Settings().outlets_dir, [key])
    assert any(re.fullmatch(pattern, line) for pattern in outlet.fixes.furniture_patterns) == furniture


def test_file_name_that_is_no_key_is_named(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "النخيل.yml")
    with pytest.raises(CrawlError, match="key: String should match pattern"):
        load_outlets(tmp_path)


def test_folder_without_outlets_is_named(tmp_path: Path) -> None:
    with pytest.raises(CrawlError, match="no outlets"):
        load_outlets(tmp_path)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://www.example.org/a-1.html?utm_source=rss&utm_medium=x#c", "https://www.example.org/a-1.html"),
        ("https://example.org/?p=12", "https://example.org/?p=12"),
        ("https://ar.example.org/a.html", "https://ar.example.org/a.html"),
        ("https://www.example.org/خبر.html", "https://www.example.org/%D8%AE%D8%A8%D8%B1.html"),
        ("https://www.example.org/", None),
        ("https://www.example.org/fr/a-1.html", None),
        ("https://elsewhere.org/a.html", None),
        ("https://notexample.org/a.html", None),
        ("https://example.org.elsewhere.org/a.html", None),
        ("javascript:void(0)", None),
        ("https://[::1/a", None),
        ("", None),
    ],
)
def test_article_url_is_clean_and_of_the_outlet(outlet: Outlet, link: str, url: str | None) -> None:
    assert article_url(outlet, link) == url


def test_address_that_is_taken_for_clean_is_clean() -> None:
    pieces = ("a", "-", "_", ".", "..", "~", "/", "//", "1", "A", ":", ":80", ":443", ":8080", "=", "!", ",", "xn--", "%41", "%", "www.",
              ".html", "?a=1", "#x", "&", "http://", "amp;", " ", "خبر", "'", '"', "<", "]")  # fmt: skip
    chance, plain = random.Random(11), 0
    for _ in range(40_000):
        host = chance.choice(("example.org", "a.b", "example.org:8080", "www.example.org:80"))
        link = f"{chance.choice(('http', 'https'))}://{host}/{''.join(chance.choices(pieces, k=4))}"
        if match := discover._PLAIN.fullmatch(link):
            plain += 1
            assert (clean_url(link), urldefrag(link).url, urlsplit(link).path) == (link, link, match["path"])
    assert plain > 500


@pytest.mark.parametrize(
    "feed",
    [
        '<?xml version="1.0"?><rss><channel><item><link>https://example.org/b.html</link></item>'
        "<item><link><![CDATA[https://example.org/a.html?x=1&y=2]]></link></item></channel></rss>",
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="https://example.org/f"/>'
        '<entry><link href="https://example.org/b.html"/></entry>'
        '<entry><link rel="alternate" href="https://example.org/a.html?x=1&amp;y=2"/></entry></feed>',
        '{"items": [{"url": "https://example.org/b.html"}, {"url": "https://example.org/a.html?x=1&y=2"}]}',
        '<?xml version="1.0"?><rss><channel><item><link>/b.html</link></item><item><link>'
        "https://example.org/a.html?x=1&#038;y=2</link></item></channel></rss>",
    ],
    ids=["rss", "atom", "json", "relative"],
)
def test_feed_links_in_their_order(outlet: Outlet, feed: str) -> None:
    links = feed_links(outlet, "https://example.org/f", feed)
    assert links == ["https://example.org/b.html", "https://example.org/a.html?x=1&y=2"]


def test_empty_feed_lists_nothing(outlet: Outlet) -> None:
    assert feed_links(outlet, "https://example.org/f", '<?xml version="1.0"?><rss><channel></channel></rss>') == []


def test_sitemap_links_newest_first_without_sections(outlet: Outlet) -> None:
    rows = "".join(
        f"<url><loc>https://example.org/{path}</loc><lastmod>{day}</lastmod></url>"
        for path, day in (
            ("old.html", "2024-01-01"),
            ("new.html", "2025-02-01T10:00:00+01:00"),
            ("tag/health", "2025-02-02"),
        )
    )
    xml = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
    urls, nested = sitemap_links(outlet, "https://example.org/sitemap.xml", xml)
    assert urls == ["https://example.org/new.html", "https://example.org/old.html"]
    assert nested == []


def test_sitemap_index_leads_to_own_sitemaps_only(outlet: Outlet) -> None:
    rows = "".join(
        f"<sitemap><loc>{url}</loc><lastmod>{day}</lastmod></sitemap>"
        for url, day in (
            ("https://example.org/1.xml", "2024-01-01"),
            ("https://example.org/2.xml", "2025-01-01"),
            ("https://elsewhere.org/3.xml", "2025-03-01"),
        )
    )
    xml = (
        f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'
    )
    assert sitemap_links(outlet, "https://example.org/sitemap.xml", xml) == (
        [],
        ["https://example.org/2.xml", "https://example.org/1.xml"],
    )
