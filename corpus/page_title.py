"""The headline of a page: Trafilatura's, unless that is the name of the site or half the article; without the site's
name."""

from __future__ import annotations

import re
from typing import Any

from corpus.json_ld import Described, names_of
from corpus.normalise import fold
from corpus.page_lines import folded_words, word_count
from corpus.page_visible import is_aside

LONGEST = 35  # words; a longer one has swallowed what follows it (an element that was not closed)
SHORTEST = 4  # words of a heading that goes before a title of which the text says nothing
_SUFFIX = re.compile(r"\s+[|–—•·-]\s+([^|–—•·]{2,40})$")
_JOINT = re.compile(r"\s+(?:::|[|»«–—•·-])\s+")
_HEADINGS = ("h1", "h2", "h3", "h4", "*[contains(@class, 'title') or contains(@class, 'titre')]", "font", "b", "strong")


def headline_of(
    tree: Any, described: Described, found: str | None, site: str | None, text: str, suffixes: tuple[str, ...]
) -> str | None:
    """Return the headline of an article.

    ``found``: by Trafilatura; ``text``: of the article; ``suffixes``: what the outlet adds to its titles. On a page
    whose title is ``صحيفة المرسى`` the heading above the article is taken.
    """
    stated = names_of(described.first("headline"))
    stated += [str(value) for value in tree.xpath("//meta[@property='og:title' or @name='title']/@content")]
    named = [e.text_content() for e in tree.iter("title")]
    every = [title for value in (found, *stated, *named) if (title := _bare(value, site, suffixes, found))]
    fitting = [title for title in every if word_count(title) <= LONGEST]
    if not fitting:
        return None
    best = fitting[0]
    if _speaks_of(best, text) or (site and fold(best) != fold(site) and word_count(best) >= SHORTEST):
        return _as_headed(tree, best)
    return next((title for title in _headings(tree, text) if _speaks_of(title, text)), best)


def _bare(title: str | None, site: str | None, suffixes: tuple[str, ...], heading: str | None) -> str | None:
    """Return a title without the site's name at its end (``... | صحيفة المثال``), None for an empty one.

    What the heading does not have is such a name too.
    """
    title = " ".join((title or "").split())
    for suffix in suffixes:
        title = title.removesuffix(suffix.rstrip())
    match = _SUFFIX.search(title)
    whole, begin = fold(title), fold(title[: match.start()]) if match else ""
    if match and fold(heading or "").startswith(begin) and not fold(heading or "").startswith(whole):
        return title[: match.start()].strip() or None
    if match and ("|" in match.group() or "•" in match.group() or (site and fold(match.group(1)) == fold(site))):
        title = title[: match.start()]
    return title.strip() or None


def _as_headed(tree: Any, title: str) -> str:
    """Return a title without what stands before or behind the page's own heading: ``السفينة :: زيارة إلى ...``."""
    joints = list(_JOINT.finditer(title))
    shown = {fold(e.text_content()) for e in tree.iter("h1", "h2", "h3", "font", "b", "strong")} if joints else set()
    for joint in joints:
        for part in (title[joint.end() :], title[: joint.start()]):
            if word_count(part) >= SHORTEST and fold(part) in shown:
                return part
    return title


def _headings(tree: Any, text: str) -> list[str]:
    """Return what stands in headings and bold type outside of links and the text, real headings first."""
    begin = fold(text)
    found = []
    for name in _HEADINGS:
        for element in tree.xpath(f"//{name}"):
            shown = " ".join(element.text_content().split())
            linked = element.getparent() is not None and element.getparent().tag == "a"
            if (
                SHORTEST <= word_count(shown) <= LONGEST
                and not linked
                and not is_aside(element)
                and begin.find(fold(shown)) <= 0  # the text may open with its headline
            ):
                found.append(shown)
    return found


def _speaks_of(title: str, text: str) -> bool:
    """Whether a title shares words with the article, as any headline does; short words are in every text."""
    words = {word for word in folded_words(title) if len(word) > 3}
    shared = words & {word.lstrip("ولبف") for word in folded_words(text)} | words & set(folded_words(text))
    return len(shared) >= min(2, max(len(words), 1))
