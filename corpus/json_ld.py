"""What a page says of itself in JSON-LD (schema.org): the node of its article, also in a ``@graph`` or inside a page;
and what its scripts keep of it.

What a page says of other articles, of comments or of lists is left out. JSON that is broken, as where a headline holds
unescaped quotes, is searched for its plain values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from corpus.normalise import fold
from corpus.page_state import state_of

Node = Mapping[str, Any]
# Keys under which a node speaks of other things than the page.
_OTHERS = frozenset(
    (
        "citation", "comment", "haspart", "isbasedon", "ispartof", "itemlistelement", "mentions", "publisher", "author",
        "relatedlink", "review", "significantlink", "subjectof", "suggestedanswer", "video", "image", "workexample",
    )
)  # fmt: skip
_PAGES = frozenset(("webpage", "itempage", "aboutpage"))
_COMMENTS = re.compile(r"^\s*(?://)?\s*(?:<!--|<!\[CDATA\[)|(?://)?\s*(?:-->|\]\]>)\s*$")
_VALUE = r'"{key}"\s*:\s*"((?:[^"\\]|\\.)*)"'


@dataclass(frozen=True)
class Described:
    """The nodes of the article, the likeliest first; ``broken``: scripts that are no JSON; ``state``: what another
    script keeps of the article, in the same words."""

    nodes: tuple[Node, ...] = ()
    broken: tuple[str, ...] = ()
    state: Node = field(default_factory=dict)

    def first(self, *keys: str) -> Any:
        """Return the first value of the first of the keys that has one, as it is; None without one."""
        for node in self.nodes:
            for key in keys:
                if node.get(key):
                    return node[key]
        for text in self.broken:
            for key in keys:
                if found := re.search(_VALUE.format(key=key), text):
                    return found.group(1)
        return next((self.state[key] for key in keys if self.state.get(key)), None)


def described(tree: Any, url: str | None, title: str | None) -> Described:
    """Return what the page at ``url`` with the headline ``title`` says of its article."""
    articles: list[Node] = []
    pages: list[Node] = []
    broken: list[str] = []
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        text = _COMMENTS.sub("", script.text or "")
        try:
            value = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            broken.append(text)
            continue
        for node in _nodes(value):
            kinds = _kinds(node)
            if any(kind.endswith(("article", "posting", "newsitem")) for kind in kinds):
                articles.append(node)
            elif kinds & _PAGES:
                pages.append(node)
    articles.sort(key=lambda node: -_fits(node, url, title))
    return Described((*articles, *pages), tuple(broken), state_of(tree, title))


def names_of(value: object) -> list[str]:
    """Return the names in a value that is a name, a node with one, or a list of them."""
    if isinstance(value, list):
        return [name for item in value for name in names_of(item)]
    if isinstance(value, Mapping):
        return names_of(value.get("name"))
    return [" ".join(value.split())] if isinstance(value, str) and value.strip() else []


def _nodes(value: object, depth: int = 0) -> Iterator[Node]:
    """Yield the nodes that speak of the page, outer ones first."""
    if depth > 8:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, Mapping):
        yield value
        for key, inner in value.items():
            if isinstance(inner, list | Mapping) and key.lower() not in _OTHERS:
                yield from _nodes(inner, depth + 1)


def _kinds(node: Node) -> frozenset[str]:
    """Return the types of a node, in small letters, without the address of the vocabulary."""
    value = node.get("@type")
    kinds = value if isinstance(value, list) else [value]
    return frozenset(str(kind).rpartition("/")[2].lower() for kind in kinds if kind)


def _fits(node: Node, url: str | None, title: str | None) -> int:
    """Return how much a node is about the page: by its address, by its headline."""
    places = {
        str(v.get("@id") if isinstance(v, Mapping) else v)
        for k in ("url", "@id", "mainEntityOfPage")
        if (v := node.get(k))
    }
    own = url is not None and any(place.partition("#")[0].rstrip("/") == url.rstrip("/") for place in places)
    headline = node.get("headline")
    same = title is not None and isinstance(headline, str) and fold(headline)[:40] == fold(title)[:40]
    return 2 * own + same
