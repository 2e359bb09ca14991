"""How to cite an event or an article: a sentence, BibTeX and RIS. Where it was read first, then where it was found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from api.outlet_names import host, source_name
from api.preferences import web_address
from api.wording import Words
from pipeline.kb.query import ArticleRef

PROGRAM = "Rasid"
UNSAFE = re.compile(r"[{}\\\r\n]+")
BLANKS = re.compile(r"\s+")


# Words of Arabic with what stands between them; an address or words in Latin letters.
ARABIC_RUN = re.compile("([\u0621-\u06ff](?:[\u0621-\u06ff\\s\u064b-\u065f.،…-]*[\u0621-\u06ff])?)")
LATIN_RUN = re.compile("([A-Za-z](?:[!-~]|(?: (?=[A-Za-z])))*)")


def apart(text: str, direction: str) -> list[tuple[str, bool]]:
    """Return the pieces of a text of mixed scripts, each with whether it runs against ``direction`` (``rtl``, ``ltr``).

    A day behind a name in the other script would else be drawn on the wrong side of it.
    """
    pieces = (LATIN_RUN if direction == "rtl" else ARABIC_RUN).split(text)
    return [(piece, bool(number % 2)) for number, piece in enumerate(pieces) if piece]


@dataclass(frozen=True)
class Citation:
    """The three forms of a citation."""

    text: str
    bibtex: str
    ris: str


def cite(
    words: Words, article: ArticleRef, *, what: str, address: str, key: str, today: date, outlets: Path
) -> Citation:
    """Return how to cite what an article states: ``what`` names it, ``address`` is its permanent link here.

    An article whose outlet nobody named is cited by its title, its day and the id it was read under, and says so.
    ``outlets``: the folder of the declarations.
    """
    title = article.title or words("article.untitled")
    outlet = source_name(words, article, outlets) if article.outlet or host(article) else None
    if outlet and article.outlet and outlet != article.outlet:
        outlet = f"{outlet} ({article.outlet})"
    source = "، ".join if words.language == "ar" else ", ".join
    quoted = f"«{title}»" if words.language != "en" else f"“{title}”"
    told = [quoted, outlet or words("cite.no_outlet", id=article.document_id)]
    told += [words.day(article.published)] if article.published else []
    if web_address(article.url):
        told.append(str(article.url))
    text = words("cite.text", source=source(told), what=what, address=address, day=words.day(today))
    return Citation(
        BLANKS.sub(" ", text),
        _bibtex(article, title, outlet, address, key, today),
        _ris(article, title, outlet, address, today),
    )


def _bibtex(article: ArticleRef, title: str, outlet: str | None, address: str, key: str, today: date) -> str:
    rows = [("title", title), *([("journal", outlet)] if outlet else [])]
    if article.published:
        rows += [("year", str(article.published.year)), ("date", article.published.isoformat())]
    note = f"{PROGRAM}: {address}" if outlet else f"{PROGRAM}: {address}, {article.document_id}"
    rows += [("url", web_address(article.url) or address), ("urldate", today.isoformat()), ("note", note)]
    body = "".join(f"  {name} = {{{UNSAFE.sub(' ', value)}}},\n" for name, value in rows)
    return f"@{'article' if outlet else 'misc'}{{rasid{key},\n{body}}}"


def _ris(article: ArticleRef, title: str, outlet: str | None, address: str, today: date) -> str:
    rows = [("TY", "NEWS"), ("TI", title), *([("T2", outlet)] if outlet else [("AN", article.document_id)])]
    if article.published:
        rows.append(("DA", article.published.strftime("%Y/%m/%d")))
    rows += [
        ("UR", web_address(article.url) or address),
        ("Y2", today.strftime("%Y/%m/%d")),
        ("N1", f"{PROGRAM}: {address}"),
        ("ER", ""),
    ]
    return "\n".join(f"{tag}  - {BLANKS.sub(' ', value)}".rstrip() for tag, value in rows)
