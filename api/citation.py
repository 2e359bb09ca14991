"""How to cite an event or an article: a sentence, BibTeX and RIS. Where it was read first, then where it was found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from api.wording import Words
from pipeline.kb.query import ArticleRef

PROGRAM = "Rasid"
UNSAFE = re.compile(r"[{}\\\r\n]+")
BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Citation:
    """The three forms of a citation."""

    text: str
    bibtex: str
    ris: str


def cite(words: Words, article: ArticleRef, *, what: str, address: str, key: str, today: date) -> Citation:
    """Return how to cite what an article states: ``what`` names it, ``address`` is its permanent link here."""
    title, outlet = article.title or words("article.untitled"), article.outlet or words("cite.no_outlet")
    source = "، ".join if words.language == "ar" else ", ".join
    quoted = f"«{title}»" if words.language != "en" else f"“{title}”"
    told = [quoted, outlet, *([words.day(article.published)] if article.published else [])]
    if article.url:
        told.append(article.url)
    text = words("cite.text", source=source(told), what=what, address=address, day=words.day(today))
    return Citation(
        BLANKS.sub(" ", text),
        _bibtex(article, title, outlet, address, key, today),
        _ris(article, title, outlet, address, today),
    )


def _bibtex(article: ArticleRef, title: str, outlet: str, address: str, key: str, today: date) -> str:
    rows = [("title", title), ("journal", outlet)]
    if article.published:
        rows += [("year", str(article.published.year)), ("date", article.published.isoformat())]
    rows += [("url", article.url or address), ("urldate", today.isoformat()), ("note", f"{PROGRAM}: {address}")]
    body = "".join(f"  {name} = {{{UNSAFE.sub(' ', value)}}},\n" for name, value in rows)
    return f"@article{{rasid{key},\n{body}}}"


def _ris(article: ArticleRef, title: str, outlet: str, address: str, today: date) -> str:
    rows = [("TY", "NEWS"), ("TI", title), ("T2", outlet)]
    if article.published:
        rows.append(("DA", article.published.strftime("%Y/%m/%d")))
    rows += [
        ("UR", article.url or address),
        ("Y2", today.strftime("%Y/%m/%d")),
        ("N1", f"{PROGRAM}: {address}"),
        ("ER", ""),
    ]
    return "\n".join(f"{tag}  - {BLANKS.sub(' ', value)}".rstrip() for tag, value in rows)
