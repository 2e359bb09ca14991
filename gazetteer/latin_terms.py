"""The words that names of bodies are made of, Arabic and French, and the bodies that have a French name of their own.

``gazetteer/data/latin_terms.csv``: nouns (``direction``), pairs of noun and adjective that are one thing in French
(``محكمة ابتدائية``, tribunal de première instance), adjectives, adverbs (``بالخارج``), titles of persons, and names that
bodies are called after. A row without ``latin`` is a word that cannot be read by itself, so that no name is made with it.
``gazetteer/data/latin_bodies.csv``: names that a body has given itself in French.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from corpus.errors import LexiconError
from corpus.normalise import fold
from gazetteer.french import ARTICLES, Phrase
from gazetteer.lookup import DATA

TERMS, BODIES = DATA / "latin_terms.csv", DATA / "latin_bodies.csv"
TERM_COLUMNS = ("form", "part", "latin", "feminine", "gender", "agrees", "feminine_form", "marks", "source", "note")
NAMES, NAME_COLUMNS = DATA / "institution_names.csv", ("name", "kind", "mode", "same_as", "source", "note")
BODY_COLUMNS = ("name", "latin", "gender", "source", "note")
PARTS = ("noun", "pair", "adjective", "title", "name", "adverb")
MARKS = frozenset(
    (
        "activity",  # what it is for follows `de` without an article: centre de formation
        "alone",  # a lone noun behind it is its name, which is not translated: جمعية التضامن
        "against",  # what it is of follows `contre`: lutte contre
        "apposed",  # a place follows without `de`: région Souss-Massa
        "at",  # where it is follows `à`: ambassade à Rabat
        "bare",  # a doing, which has no article behind a noun marked `activity`
        "by",  # what it is of follows `ب` in Arabic: النهوض ب
        "for",  # what it is for follows `pour`: association pour
        "head",  # of an adjective: said of the body rather than of what it sees to
        "nation",  # of an adjective: where somebody is from; two in a row are said otherwise in French
        "human",  # where somebody is from is said of them, not of the body
        "keeps",  # says little without its adjective: affaires, relations
        "named",  # may be called after somebody or something: lycée Ibn Khaldoun
        "nosport",  # another thing where it is one of sport
        "only",  # nothing but a name follows: a newspaper, a team
        "opens",  # what it is of stands behind a preposition that is part of it: دفاع عن
        "place",  # a unit that a place's name follows
        "sport",
        "to",  # what it is of follows `à`: soutien à
        "who",  # those who make up a body rather than those it is for: association des avocats
    )
)
FEMININE_ENDINGS = ("ه", "ات")  # folded


@dataclass(frozen=True)
class Term:
    """A row. ``words``: folded, without article; ``arabic``: gender that Arabic adjectives take, ``m``, ``f`` or ``p``
    (several persons)."""

    words: tuple[str, ...]
    latin: str
    feminine: str = ""
    gender: str = ""
    arabic: str = "m"
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Terms:
    """Nouns by first word, the longest first; pairs; adjectives by either Arabic form; the rest by form."""

    nouns: dict[str, tuple[Term, ...]] = field(default_factory=dict)
    pairs: dict[tuple[str, str], Term] = field(default_factory=dict)
    adjectives: dict[tuple[str, ...], Term] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    adverbs: dict[str, str] = field(default_factory=dict)
    names: dict[tuple[str, ...], str] = field(default_factory=dict)


@cache
def terms() -> Terms:
    """Return the table.

    Raises: LexiconError: wrong columns, an empty cell, or an unknown part, gender or mark; file and line are named.
    """
    found = Terms()
    for where, row in rows_of(TERMS, TERM_COLUMNS):
        marks = frozenset(row["marks"].split())
        nominal = row["part"] in ("noun", "pair")
        if row["part"] not in PARTS or not marks <= MARKS or (nominal and row["gender"] not in ARTICLES):
            raise LexiconError(f"{where}: unknown part, gender or mark")
        words = tuple(fold(row["form"]).split())
        if row["part"] == "noun":
            term = Term(words, row["latin"], gender=row["gender"], arabic=_arabic_gender(words[0], row), marks=marks)
            same = (*found.nouns.get(words[0], ()), term)
            found.nouns[words[0]] = tuple(sorted(same, key=lambda t: -len(t.words)))
        elif row["part"] == "pair":
            arabic = _arabic_gender(words[0], row)
            found.pairs[words[0], words[1]] = Term(
                words, row["latin"], gender=row["gender"], arabic=arabic, marks=marks
            )
        elif row["part"] == "adjective":
            form_f = tuple(fold(row["feminine_form"] or f"{row['form']}ة").split())
            for form, arabic in ((words, "m"), (form_f, "f")):
                found.adjectives[form] = Term(words, row["latin"], row["feminine"], arabic=arabic, marks=marks)
        elif row["part"] == "title":
            found.titles[words[0]] = row["latin"]
        elif row["part"] == "adverb":
            found.adverbs[words[0]] = row["latin"]
        else:
            found.names[words] = row["latin"]
    return _with_pairs(found)


def _with_pairs(found: Terms) -> Terms:
    """Return the table with its pairs by the first form of their adjective, and words that are in pairs alone."""
    pairs = {}
    for (noun, form), term in found.pairs.items():
        adjective = found.adjectives.setdefault((form,), Term((form,), "", arabic=term.arabic))
        pairs[noun, adjective.words[0]] = term
        if not any(len(other.words) == 1 for other in found.nouns.get(noun, ())):
            lone = Term((noun,), "", gender="m", arabic=_arabic_gender(noun, {}))
            found.nouns[noun] = (*found.nouns.get(noun, ()), lone)
    return replace(found, pairs=pairs)


@cache
def bodies() -> dict[str, Phrase]:
    """Return the bodies that have a French name, by folded Arabic name and by the other names that the press has.

    Raises: LexiconError: wrong columns, an empty cell or an unknown gender; the message names file and line.
    """
    found: dict[str, Phrase] = {}
    for where, row in rows_of(BODIES, BODY_COLUMNS):
        if row["gender"] and row["gender"] not in ARTICLES:
            raise LexiconError(f"{where}: {row['gender']!r} is no gender")
        found[fold(row["name"])] = Phrase(row["latin"], row["gender"])
    for _, row in rows_of(NAMES, NAME_COLUMNS):
        same = found.get(fold(row["same_as"]))
        if same:
            found.setdefault(fold(row["name"]), same)
    return found


def rows_of(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rows of a table, each with its file and line. Raises: LexiconError: wrong columns, or an empty cell."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if tuple(rows.fieldnames or ()) != columns:
            raise LexiconError(f"{file.name}:1: columns are {rows.fieldnames}, not {list(columns)}")
        for number, row in enumerate(rows, 2):
            where = f"{file.name}:{number}"
            if None in row or None in row.values() or not row[columns[0]] or not row["source"]:
                raise LexiconError(f"{where}: a cell is missing")
            yield where, row


def _arabic_gender(word: str, row: Mapping[str, str]) -> str:
    """Return the gender that Arabic adjectives take; several persons take adjectives of several, which are not read."""
    told = row.get("agrees") or ("f" if word.endswith(FEMININE_ENDINGS) else "m")
    return "p" if told == "m" and row.get("gender", "").endswith("p") else told
