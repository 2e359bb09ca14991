"""The date of publication a page shows to people: near the headline, with a cue or in an element made for it.

Dates of other things stand on every page: today's in a bar, those of comments, of related articles, of an event in a
sentence. So candidates are weighed, and one that nothing speaks for is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from corpus.normalise import DIGITS, fold
from corpus.page_lines import folded_words, holds, phrases

LONGEST = 120  # characters of a text that shows a date; a sentence is longer
MOST_WORDS = 5  # beside the date, its cue and a clock: a name, a place
LEAST_WEIGHT = 2
AT_ONCE = 4  # elements behind the headline
NEAR = 5  # steps up from the headline within which a date is beside it
# Elements of a page that are about other things, by class or id.
ASIDE = re.compile(
    r"comment|related|sidebar|side-bar|widget|footer|\bnav|menu|ticker|breaking|popular|most-?read|latest|top-?bar|current"
    r"|today|weather|prayer|archive|(?<![\w-])calendar|recent|similar|read-?more|also|more-news|trending|date-?now|(?<![\w-])clock(?![\w-])|hijri-?today",
    re.IGNORECASE,
)
_DATING = re.compile(r"publish|posted|entry-date|post-date|article-date|news-date|pubdate", re.IGNORECASE)
_DATED = re.compile(r"date|time|stamp|edition", re.IGNORECASE)
_OTHERS = re.compile(r"comment|related|similar|recent|latest|popular|most-?read", re.IGNORECASE)  # never the article's
_BESIDE = re.compile(r"meta|byline|info|details|author|header|submitted", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:1[34]\d\d|19\d\d|20\d\d)(?!\d)")
_CLOCK = re.compile(r"\d{1,2}\s*[:h]\s*\d{2}(?:\s*:\s*\d{2})?|[+-]\s*\d\s*gmt", re.IGNORECASE)
_SKIPPED = frozenset(
    ("script", "style", "noscript", "template", "option", "head", "title", "textarea", "svg", "button")
)
_ASIDE_TAGS = frozenset(("nav", "aside", "footer", "marquee"))


@dataclass(frozen=True)
class _Candidate:
    """A date in an element: how much speaks for it, and how far from the headline it stands, in elements."""

    day: date
    weight: int
    distance: int


def shown_days(
    tree: Any, title: str | None, read: Callable[[str], tuple[date, str] | None], has: re.Pattern[str] = _YEAR
) -> Iterator[date]:
    """Yield the days a page may have been published on, the likeliest first; those that little speaks for are left out.

    ``read`` returns the day in a text and the words beside it; ``has``: what is in every such text.
    """
    order = {element: number for number, element in enumerate(tree.iter())}
    headline = _headline(tree, title)
    near = _nearness(headline)
    found: list[_Candidate] = []
    for element, text in _texts(tree, read, has):
        shown = read(text)
        if shown is None or _beside(shown[1]) > MOST_WORDS:
            continue
        behind = order[element] - order.get(headline, 0)
        # In a page of no parts what follows the headline at once is beside it: `<body><h1>...</h1><div>5 مارس`.
        at_once = headline is not None and 0 < behind <= AT_ONCE
        weight = max(_weight(element, text, near), _weight(element, text, {element: NEAR - 2}) if at_once else 0)
        if weight >= LEAST_WEIGHT:
            found.append(_Candidate(shown[0], weight, abs(behind)))
    yield from (candidate.day for candidate in sorted(found, key=lambda c: (-c.weight, c.distance)))


def is_aside(element: Any) -> bool:
    """Whether an element is in a part of the page that is about other things than the article."""
    for part in (element, *element.iterancestors()):
        if part.tag in ("body", "html"):
            return False
        own = part.tag == "footer" and any(above.tag == "article" for above in part.iterancestors())
        if (part.tag in _ASIDE_TAGS and not own) or ASIDE.search(_names(part)):
            # What holds the headline is named after what it holds besides: `<div class="content-sidebar-wrap">`.
            return next(part.iter("h1"), None) is None
    return False


def is_of_others(element: Any) -> bool:
    """Whether an element is in a list of comments or of other articles."""
    return is_aside(element) and any(_OTHERS.search(_names(part)) for part in (element, *element.iterancestors()))


def _texts(tree: Any, read: Callable[[str], object], has: re.Pattern[str]) -> Iterator[tuple[Any, str]]:
    """Yield short texts that may show a day, each with its element; a date cut into elements is put together."""
    seen: set[Any] = set()
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in _SKIPPED:
            continue
        own = " ".join([element.text or "", *(child.tail or "" for child in element)])
        if not has.search(own.translate(DIGITS)):
            continue
        block: Any = element
        text = _text_of(block)
        # `<span>5</span> <span>مارس</span> <span>2024</span>` says nothing before they are read together.
        for _ in range(2):
            parent = block.getparent()
            if parent is None or len(text) > 16 or len(_text_of(parent)) > LONGEST or read(text) is not None:
                break
            block, text = parent, _text_of(parent)
        if len(text) > LONGEST:
            block, text = element, " ".join(own.split())
        if len(text) > LONGEST:  # a page laid out by hand: the date is a line of bare text among those of the article
            for piece in (element.text, *(child.tail for child in element)):
                if piece and len(piece) <= LONGEST and has.search(piece.translate(DIGITS)):
                    yield element, " ".join(piece.split())
        elif block not in seen:
            seen.add(block)
            yield block, text


def _weight(element: Any, text: str, near: dict[Any, int]) -> int:
    """Return how much speaks for the date in an element being that of the article."""
    words = folded_words(text)
    weight = 4 if holds(words, "cue") else 0
    if holds(words, "change") and not holds(words, "cue"):
        weight -= 4
    names = " ".join(_names(part) for _, part in zip(range(3), (element, *element.iterancestors()), strict=False))
    weight += 3 if _DATING.search(names) else 2 if _DATED.search(names) else 1 if _BESIDE.search(names) else 0
    steps = min((near[part] for part in (element, *element.iterancestors()) if part in near), default=NEAR + 1)
    weight += max(0, NEAR - steps)
    if any(part.tag in ("article", "main") for part in element.iterancestors()):
        weight += 1
    if is_aside(element):
        weight -= 6
    return weight - 4 * _is_in_link(element)


def _is_in_link(element: Any) -> bool:
    """Whether an element is part of a link, or stands beside one in an item of a list."""
    for part in (element, *element.iterancestors()):
        if part.tag == "a" or (part.tag == "li" and next(part.iter("a"), None) is not None):
            return True
    return False


def _headline(tree: Any, title: str | None) -> Any:
    """Return the element of the headline: the heading that says the title, else the first ``h1``; None without one."""
    headings = [e for name in ("h1", "h2", "h3") for e in tree.iter(name)]
    if title:
        wanted = fold(title)[:40]
        every = [*headings, *(e for name in ("td", "div", "span", "font", "p", "b", "strong") for e in tree.iter(name))]
        for element in every:
            if len(element) <= 2 and wanted and fold(_text_of(element))[:40] == wanted:
                return element
    return next(tree.iter("h1"), None)


def _nearness(headline: Any) -> dict[Any, int]:
    """Return the elements round the headline with the steps up to each; the body is too far."""
    if headline is None:
        return {}
    above = [headline, *headline.iterancestors()][: NEAR + 1]
    return {element: steps for steps, element in enumerate(above) if element.tag not in ("body", "html")}


def _beside(rest: str) -> int:
    """Return the number of words beside a date that are no cue and no clock."""
    words = folded_words(_CLOCK.sub(" ", rest))
    return sum(not word.isdecimal() and (word,) not in phrases("beside") for word in words)


def _text_of(element: Any) -> str:
    """Return the text of an element with single blanks, the first part of a long one; pieces are kept apart."""
    pieces: list[str] = []
    size = 0
    for piece in element.itertext():
        pieces.append(piece)
        size += len(piece)
        if size > 4 * LONGEST:
            break
    return " ".join(" ".join(pieces).split())


def _names(element: Any) -> str:
    """Return class and id of an element."""
    return f"{element.get('class', '')} {element.get('id', '')}"
