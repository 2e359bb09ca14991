"""What the script of a page keeps of its article: the state of Next.js, Nuxt, Arc and their like, in the words of
schema.org.

Such a state also holds the articles of other lists, so only an object that itself has the headline is read. It is
searched in the text of scripts, since much of it is JavaScript rather than JSON (``{id:71,title:"..."}``), or JSON inside
a string (``self.__next_f.push([1,"..."])``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from corpus.normalise import fold

LONGEST = 3_000_000  # characters of the scripts of a page that are looked through
SHORTEST_TITLE = 12  # of characters: a shorter one may be any value
# Keys, in small letters and without marks, that state what the key of schema.org does, the surest first.
_SAME = {
    "datePublished": (
        "datepublished", "publishedat", "publishdate", "publicationdate", "publishedtime", "publishedon", "publishtime",
        "firstpublishdate", "firstpublished", "displaydate", "pubdate", "published", "createdat", "datecreated",
        "creationdate", "created",
    ),
    "author": ("author", "authors", "authorname", "writer", "byline", "credits"),
    "articleSection": ("articlesection", "section", "sectionname", "category", "categoryname"),
}  # fmt: skip
_TITLES = frozenset(("title", "headline", "headlines", "name", "basic", "rendered"))
_BARE_KEY = re.compile(r"([{,]\s*)([A-Za-z_$][\w$]*)(\s*:)")
_PAIR = r"""["']?({key})["']?\s*:\s*["']([^"']+)["']"""
_UNICODE = re.compile(r"\\+u([0-9a-fA-F]{4})")


def state_of(tree: Any, title: str | None) -> Mapping[str, Any]:
    """Return what the scripts of a page keep of the article with a headline, by the keys of schema.org; else nothing."""
    if not title or len(title) < SHORTEST_TITLE:
        return {}
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" in str(script.get("type", "")) or not 0 < len(text) <= LONGEST or "{" not in text:
            continue
        for plain in _readings(text):
            for found in _objects(plain, title):
                if known := _known(found):
                    return known
    return {}


def _readings(text: str) -> Iterator[str]:
    """Yield a script as it stands and, where it has strings in strings, with these unpacked."""
    yield _UNICODE.sub(lambda m: chr(int(m[1], 16)), text)
    if '\\"' in text:
        yield _UNICODE.sub(lambda m: chr(int(m[1], 16)), text.replace('\\\\"', '"').replace('\\"', '"'))


def _objects(text: str, title: str) -> Iterator[str]:
    """Yield the objects that have the title for a value, the innermost first, each time it stands there."""
    position = text.find(title)
    while position >= 0:
        start = position
        for _ in range(2):  # `{"headlines": {"basic": ...}, "display_date": ...}`
            start = _opening(text, start)
            if start < 0:
                break
            end = _closing(text, start)
            if end < 0:
                break
            yield text[start : end + 1]
        position = text.find(title, position + len(title))


def _opening(text: str, position: int) -> int:
    """Return where the object begins that a position is in, -1 for none."""
    depth = 0
    for found in range(position - 1, max(position - LONGEST, -1), -1):
        if text[found] == "}":
            depth += 1
        elif text[found] == "{":
            if depth == 0:
                return found
            depth -= 1
    return -1


def _closing(text: str, start: int) -> int:
    """Return where the object ends that begins at ``start``, -1 where it does not."""
    depth = 0
    for match in re.finditer(r"[{}]", text[start:]):
        depth += 1 if match.group() == "{" else -1
        if depth == 0:
            return start + match.start()
    return -1


def _known(text: str) -> Mapping[str, Any]:
    """Return the values of an object by the keys of schema.org; nothing without a date."""
    try:
        values = json.loads(_BARE_KEY.sub(r'\1"\2"\3', text), strict=False)
    except (ValueError, RecursionError):
        values = _pairs(text)
    if not isinstance(values, Mapping) or not _is_titled(values):
        return {}
    own = {_plain(key): value for key, value in reversed(list(values.items())) if value}
    found = {ours: next((own[key] for key in keys if key in own), None) for ours, keys in _SAME.items()}
    if isinstance(named := found.get("author"), Mapping) and "by" in named:  # Arc
        found["author"] = named["by"]
    return {key: value for key, value in found.items() if value} if found["datePublished"] else {}


def _pairs(text: str) -> Mapping[str, Any]:
    """Return the plain values of an object that is no JSON, without those of objects in it."""
    flat, inner = text[1:-1], re.compile(r"\{[^{}]*\}")
    while (shorter := inner.sub("", flat)) != flat:
        flat = shorter
    return {match[1]: match[2] for match in re.finditer(_PAIR.format(key=r"[\w$]+"), flat)}


def _is_titled(values: Mapping[str, Any]) -> bool:
    """Whether an object has a headline of its own, or in an object of its own."""
    inner = [value for value in values.values() if isinstance(value, Mapping)]
    return any(fold(str(key)) in _TITLES for each in (values, *inner) for key in each)


def _plain(key: str) -> str:
    """Return a key in small letters and without marks: ``published_at`` -> ``publishedat``."""
    return re.sub(r"[^a-z]", "", key.lower())
