"""Who a page names as its author, the agency it credits, and the section it stands in."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any

from corpus.credits import find_credit, names_source
from corpus.json_ld import Described, names_of
from corpus.normalise import fold
from corpus.page_lines import folded_words, lines, made_of, opens_with, phrases
from corpus.page_visible import is_aside

LONGEST_NAME = 60  # characters
MOST_WORDS = 6
_SEPARATOR = re.compile(r"\s*[|/·•،,]\s*|\s+[-–—]+\s+")
_NO_NAME = re.compile(r"https?://|@|\d")
_MARKED = re.compile(r"author|byline|submitted|created-?by|writ(?:e|ten)|auteur", re.IGNORECASE)
_CRUMBS = re.compile(r"bread-?crumb|(?<![\w-])crumbs?(?![\w])|(?<![\w-])arbo(?![\w-])", re.IGNORECASE)  # arbo: SPIP
_CATEGORY = re.compile("category", re.IGNORECASE)
_MARKS = " :.-–—/|\u200f"


def author_of(
    tree: Any, described: Described, otherwise: str | None, site: str | None
) -> tuple[str | None, str | None]:
    """Return the author a page names and the agency its byline credits, None where it names none.

    ``otherwise``: the author another reader found. The name of the site, of an account or of a desk is no author:
    ``بقلم: سعاد الكاتبة`` -> ``سعاد الكاتبة``; ``هسبريس - و م ع`` -> an agency.
    """
    author = agency = None
    found = [otherwise] if otherwise and not _is_only_aside(tree, otherwise) else []
    for byline in [*_stated(tree, described), *found, *_shown(tree)]:
        for part in _SEPARATOR.split(_unlabelled(byline)):
            name = _unlabelled(part)
            words = folded_words(name)
            if not words:
                continue
            if made_of(words, "credit"):
                agency = agency or name
            elif author is None and _is_name(name, site):
                author = name
        if author:
            break
    return author, agency


def agency_in(text: str) -> str | None:
    """Return the agency the text credits on a line of its own, in its dateline or at its end."""
    span = find_credit(text, lines(text))
    found = text[slice(*span)].strip() if span else ""
    return found if found and made_of(folded_words(found), "credit") else None


def section_of(tree: Any, described: Described, title: str | None) -> str | None:
    """Return the section an article stands in: as stated, else the last of its breadcrumbs, else its category."""
    stated = names_of(described.first("articleSection"))
    stated += [str(v) for v in tree.xpath("//meta[@property='article:section' or @name='article:section']/@content")]
    links = list(tree.iter("a"))
    crumbs = [e for e in links if _is_in(e, _CRUMBS)]
    shown = [e.text_content() for e in reversed(crumbs)]
    marked = [e for e in links if "category" in str(e.get("rel", "")) or _is_in(e, _CATEGORY)]
    marked += tree.xpath(
        "//*[contains(concat(' ', @class, ' '), ' cat ') or contains(concat(' ', @class, ' '), ' category ')]"
    )
    shown += [e.text_content() for e in marked if not is_aside(e)]
    for value in (*stated, *shown):
        name = " ".join(value.split())
        root = folded_words(name) in phrases("no_section")
        if name and len(name) <= LONGEST_NAME and not root and fold(name) != fold(title or ""):
            return name
    return None


def _is_in(element: Any, marks: re.Pattern[str]) -> bool:
    """Whether an element, or one it is in, is marked for something."""
    return any(
        marks.search(f"{part.get('class', '')} {part.get('id', '')} {part.get('itemtype', '')}")
        for part in (element, *element.iterancestors())
        if part.tag not in ("body", "html")  # their classes name the template
    )


def _stated(tree: Any, described: Described) -> list[str]:
    """Return the authors a page states for machines."""
    names = names_of(described.first("author"))
    for value in tree.xpath("//meta[@name='author' or @property='article:author' or @name='article:author']/@content"):
        names.append(str(value))
    return [name for name in names if not name.startswith("http")]


def _shown(tree: Any) -> list[str]:
    """Return the bylines a page shows: elements made for one, then short lines that open with a label."""
    names = [
        e.text_content()
        for e in tree.iter()
        if isinstance(e.tag, str) and _MARKED.search(_marks(e)) and not is_aside(e)
    ]
    for element in tree.iter("p", "div", "span", "td", "h4", "h5", "strong", "b"):
        text = " ".join((element.text or "").split())
        if 0 < len(text) <= LONGEST_NAME and _is_labelled(text) and not is_aside(element):
            names.append(" ".join(element.text_content().split())[: 2 * LONGEST_NAME])
        bare = (" ".join((child.tail or "").split()) for child in element if child.tag == "br")  # laid out by hand
        names += [line for line in bare if _is_labelled(line) and not is_aside(element)]
    return [name for name in names if 0 < len(name.strip()) <= 2 * LONGEST_NAME]


def _is_only_aside(tree: Any, name: str) -> bool:
    """Whether a name is shown, and only beside other things than the article."""
    places = [e for e in tree.iter() if isinstance(e.tag, str) and name in (e.text or "")]
    return bool(places) and all(is_aside(place) for place in places)


def _marks(element: Any) -> str:
    """Return what says what an element is for."""
    return " ".join(str(element.get(key, "")) for key in ("class", "itemprop", "rel"))


def _is_name(name: str, site: str | None) -> bool:
    """Whether words may be the name of a person: not of a site, a desk, an account or a page."""
    words = folded_words(name)
    if not 2 <= len(words) <= MOST_WORDS or len(name) > LONGEST_NAME or _NO_NAME.search(name):
        return False
    if (site and fold(name) in fold(site)) or words in phrases("no_author"):
        return False
    return not opens_with(words, "signature") and not names_source(name)


def _unlabelled(byline: str) -> str:
    """Return a byline without the label it opens with and the date behind it.

    ``قدّم من قبل سعاد الكاتبة بتاريخ 6 آذار``, ``أرسله سعاد الكاتبة في ثلاثاء`` -> ``سعاد الكاتبة``; a label alone stays.
    """
    words = byline.split()
    while 0 < (label := opens_with(folded_words(" ".join(words)), "byline")) < len(words):
        words = words[label:]
    kept = list(takewhile(lambda word: not word.isdecimal() and not opens_with(folded_words(word), "cue"), words))
    ends = (at for at in range(1, len(kept)) if opens_with(folded_words(" ".join(kept[at : at + 2])), "byline_end"))
    return " ".join(kept[: next(ends, len(kept))]).strip(_MARKS)


def _is_labelled(text: str) -> bool:
    """Whether a short line opens with the label of a byline and a mark: ``بقلم: ...``, ``كتب - ...``; not ``كتب
    رسالة``."""
    head = re.split(r"[:/|]|\s[-–—]\s", text, maxsplit=1)
    return len(head) == 2 and folded_words(head[0]) in phrases("byline")
