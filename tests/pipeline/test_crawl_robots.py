"""robots.txt as RFC 9309 reads it: its own examples, and what the standard library's parser gets wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crawl.robots import FORBIDDEN, parse_robots

HOST = "https://example.org"
SEVERAL = """
# a comment
User-Agent: otherbot
User-agent: rasid   # ours shares its rules with another
Disallow: /one/
Unknown: line

User-agent: *
Disallow: /

USER-AGENT: Rasid/2.0
disallow: /two/
Crawl-delay: 7
Sitemap: https://example.org/s.xml
"""


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /private", "/private/a.html", False),
        ("Disallow: /private", "/public/a.html", True),
        ("Disallow:", "/a.html", True),
        ("Disallow: /", "/", False),
        ("Disallow: /", "/robots.txt", True),
        ("Disallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("Allow: /a/b\nDisallow: /a", "/a/c", False),
        ("Disallow: /page\nAllow: /page", "/page", True),
        ("Disallow: /*?print=", "/a.html?print=1", False),
        ("Disallow: /*?print=", "/a.html?page=1", True),
        ("Disallow: /*.pdf$", "/a/b.pdf", False),
        ("Disallow: /*.pdf$", "/a/b.pdf?x", True),
        ("Disallow: /a$", "/a", False),
        ("Disallow: /a$", "/ab", True),
        ("Disallow: /*ab*ab$", "/ab", True),
        ("Disallow: /*ab*ab$", "/abxab", False),
        ("Disallow: /*", "/anything", False),
        ("Disallow: /سياسة/", "/%D8%B3%D9%8A%D8%A7%D8%B3%D8%A9/1", False),
        ("Disallow: /%d8%b3%D9%8A%D8%A7%D8%B3%D8%A9/", "/سياسة/1", False),
        ("Disallow: /%7euser/", "/~user/a", False),
        ("Disallow: /a%2Fb", "/a/b", True),
        ("Disallow: /a%2Ab", "/axb", True),
        ("disallow : /x", "/x", False),
        ("Disallow /x", "/x", True),
    ],
)
def test_robots_rules_of_a_path(rules: str, path: str, allowed: bool) -> None:
    assert parse_robots(f"User-agent: *\n{rules}", "rasid").allows(HOST + path) is allowed


@pytest.mark.parametrize(
    ("path", "product", "allowed"),
    [
        ("/one/", "rasid", False),
        ("/two/", "rasid", False),
        ("/three/", "rasid", True),
        ("/one/", "otherbot", False),
        ("/two/", "otherbot", True),
        ("/three/", "thirdbot", False),
        ("/three/", "rasi", False),
    ],
)
def test_robots_groups_of_a_product(path: str, product: str, allowed: bool) -> None:
    assert parse_robots(SEVERAL, product).allows(HOST + path) is allowed


@pytest.mark.parametrize(
    ("line", "seconds"),
    [("5", 5), ("0.5", 0.5), ("-1", 0), ("soon", 0), ("nan", 0), ("inf", 0), ("", 0), ("1\nCrawl-delay: 3", 3)],
)
def test_robots_delay_in_seconds(line: str, seconds: float) -> None:
    assert parse_robots(f"User-agent: *\nCrawl-delay: {line}", "rasid").delay_s == seconds


def test_robots_delay_is_that_of_our_group() -> None:
    assert parse_robots(SEVERAL, "rasid").delay_s == 7
    assert parse_robots(SEVERAL, "otherbot").delay_s == 0


def test_robots_forbidden_allows_no_page() -> None:
    assert not FORBIDDEN.allows(f"{HOST}/a.html")


@given(st.text("UserAgntDislow-:*/$?%2aF\n \t#س", max_size=200), st.text(max_size=40))
def test_robots_are_read_without_errors(text: str, path: str) -> None:
    parse_robots(f"User-agent: *\n{text}", "rasid").allows(f"{HOST}/{path}".replace("[", "").replace("]", ""))
