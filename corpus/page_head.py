"""What a page says of its own address: canonical form, AMP twin, the parts of an article that spans several pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from trafilatura.utils import load_html

# `/2` alone is no part: it may be the number of an article.
_PART_PATH = re.compile(r"/(?:page|p|صفحة)[/-]?(\d{1,3})/?$", re.IGNORECASE)
_PART_KEYS = frozenset(("page", "paged", "pg", "صفحة"))
_AMP_PATH = re.compile(r"/amp(?:\.html?)?/?$|\.amp(?=\.html?$|$)|(?<=/)amp/(?=\d{4}/|article|news)", re.IGNORECASE)
_SHOWN_KEYS = frozenset(("amp", "outputtype", "print", "printer", "mobile", "noamp", "replytocom"))
_AMP_ATTRIBUTES = frozenset(("amp", "⚡"))
MAX_PARTS = 12  # of one article


@dataclass(frozen=True, slots=True)
class PageHead:
    """Addresses in the head of a page, absolute, None where it names none; ``amp``: the page is itself an AMP page."""

    canonical: str | None = None
    amp_twin: str | None = None
    following: str | None = None
    amp: bool = False


def page_head(source: str, url: str) -> PageHead:
    """Return what a page says of its address; ``url`` is where it was found, for relative addresses."""
    tree: Any = load_html(source)
    if tree is None:
        return PageHead()
    links: dict[str, str] = {}
    for element in tree.xpath("//link[@rel][@href] | //a[@rel='next'][@href]"):
        for relation in str(element.get("rel")).lower().split():
            links.setdefault(relation, str(element.get("href")))
    named = links.get("canonical") or _content(tree, "og:url")
    return PageHead(
        canonical=_joined(url, named),
        amp_twin=_joined(url, links.get("amphtml")),
        following=_joined(url, links.get("next")),
        amp=any(name in _AMP_ATTRIBUTES for name in tree.attrib),
    )


def whole_address(url: str) -> str:
    """Return the address of the whole article that an address shows a form of: its AMP, print or later part.

    ``https://example.org/a.html?page=2`` -> ``https://example.org/a.html``; ``https://example.org/news/5/amp/`` ->
    ``https://example.org/news/5/``.
    """
    parts = urlsplit(url)
    path = _AMP_PATH.sub(lambda m: "/" if m.group().endswith("/") and m.group() != "amp/" else "", parts.path)
    path = _PART_PATH.sub("/" if parts.path.endswith("/") else "", path)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if key.lower() not in _SHOWN_KEYS | _PART_KEYS]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    host = parts.netloc.removeprefix("amp.")
    return urlunsplit((parts.scheme, host, path or "/", query, ""))


def part_number(url: str) -> int:
    """Return which part of an article an address shows, 1 where it does not say."""
    parts = urlsplit(url)
    found = _PART_PATH.search(parts.path)
    numbers = [found.group(1)] if found else []
    numbers += [value for key, value in parse_qsl(parts.query) if key.lower() in _PART_KEYS]
    return int(numbers[0]) if numbers and numbers[0].isdecimal() else 1


def _content(tree: Any, name: str) -> str | None:
    """Return the content of a meta element by its property."""
    found = tree.xpath(f"//meta[@property='{name}']/@content")
    return str(found[0]) if found else None


def _joined(base: str, link: str | None) -> str | None:
    """Return a link as an absolute address, None where it is none."""
    if not link or not link.strip():
        return None
    try:
        found = urljoin(base, link.strip())
        return found if urlsplit(found).hostname else None
    except ValueError:
        return None
