"""Public bodies that change their name with each government: one body, the names it had and when.

``وزارة التضامن والمرأة والأسرة والتنمية الاجتماعية`` (2012) and ``وزارة التضامن والإدماج الاجتماعي والأسرة`` (2021) are one
ministry of Morocco; a minister's title names the same body by its portfolio. Rows: ``gazetteer/data/bodies.csv``.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.errors import LexiconError
from corpus.normalise import fold

FILE = Path(__file__).parent / "data" / "bodies.csv"
COLUMNS = ("name", "body", "country", "valid_from", "valid_to", "source", "note")
MINISTRY = fold("وزارة")
SHORTEST_JOINED = 3  # letters; a longer word that begins with و is joined to what stands before it
_ID = re.compile(r"[a-z]{2}:[a-z]+\.[a-z_]+")
_DATE = re.compile(r"(?:\d{4}-\d\d-\d\d)?")


@dataclass(frozen=True)
class BodyName:
    """A name a body had from ``valid_from`` until before ``valid_to`` (ISO 8601; empty: not known, or still)."""

    name: str
    body: str
    country: str
    valid_from: str
    valid_to: str


@cache
def body_names() -> tuple[BodyName, ...]:
    """Return all rows.

    Raises: LexiconError: wrong columns, an empty cell, a malformed id or date; the message names file and line.
    """
    found = []
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise LexiconError(f"{FILE.name}:1: columns are {rows.fieldnames}, not {list(COLUMNS)}")
        for number, row in enumerate(rows, 2):
            dates = (row["valid_from"], row["valid_to"])
            if not row["name"] or not row["source"] or not _ID.fullmatch(row["body"]) or None in row.values():
                raise LexiconError(f"{FILE.name}:{number}: no name, source or id of a body")
            if not all(map(_DATE.fullmatch, dates)) or (all(dates) and dates[0] >= dates[1]):
                raise LexiconError(f"{FILE.name}:{number}: {dates[0]!r} to {dates[1]!r} is no span of days")
            found.append(BodyName(row["name"], row["body"], row["country"], *dates))
    return tuple(found)


def body_of(name: str, country: str | None) -> str | None:
    """Return the id of the body a ministry's name stands for in a country, or None.

    A name cut short names the body when all bodies whose names begin so are one: ``وزارة التجهيز``.
    """
    words = _words(name)
    if not country or not words or words[0] != MINISTRY:
        return None
    return _lookup(words[1:], country)


def body_of_portfolio(portfolio: str, country: str) -> str | None:
    """Return the body whose minister a portfolio is of: ``التضامن والإدماج الاجتماعي والأسرة``, or None."""
    return _lookup(_words(portfolio), country)


def _lookup(words: tuple[str, ...], country: str) -> str | None:
    if not words:
        return None
    known = _index().get(country, {})
    exact = known.get(words)
    if exact:
        return exact if isinstance(exact, str) else None
    begun = {body for name, body in known.items() if name[: len(words)] == words}
    begun = begun or {body for name, body in known.items() if len(name) > 1 and words[: len(name)] == name}
    return begun.pop() if len(begun) == 1 else None


def bodies_seeing_to(portfolio: str, country: str) -> frozenset[str]:
    """Return the bodies that see to all a portfolio names, among other things: ``التعمير والإسكان`` the one of housing.

    The parts must be whole ones: ``الاقتصاد`` is no part of ``الصناعة والاقتصاد الرقمي``.
    """
    wanted = _parts(portfolio)
    rows = (row for row in body_names() if row.country == country)
    return frozenset(row.body for row in rows if wanted and wanted <= _parts(row.name))


@cache
def _parts(name: str) -> frozenset[tuple[str, ...]]:
    """Return what a name joins by و, each part in its words, without ``وزارة``."""
    parts: list[list[str]] = [[]]
    for word in fold(re.sub(r"[،,()«»\"]", " ", name)).split():
        if word.startswith("و") and parts[-1] and len(word) > SHORTEST_JOINED:
            parts.append([])
            word = word[1:]
        if word != MINISTRY:
            parts[-1].append(word.removeprefix("لل").removeprefix("ال"))
    return frozenset(tuple(part) for part in parts if part)


@cache
def _index() -> dict[str, dict[tuple[str, ...], str]]:
    """Return the bodies by country and the words of their names behind ``وزارة``."""
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for row in body_names():
        found.setdefault(row.country, {})[_words(row.name)[1:]] = row.body
    return found


def _words(name: str) -> tuple[str, ...]:
    """Return the words of a name without و and article: ``والإدماج`` -> ``ادماج``."""
    words = []
    for word in fold(re.sub(r"[،,()«»\"]", " ", name)).split():
        bare = word[1:] if word.startswith("وال") else word
        words.append(bare.removeprefix("ال") if len(bare) > 4 else bare)
    return tuple(words)
