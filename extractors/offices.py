"""The head nouns of offices, and the words that carry a title on, end it or tell it from a common noun.

``offices.csv`` has the heads (of one or more words) with gender and number, ``office_words.csv`` the word lists.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from corpus.mention import Gender
from corpus.normalise import fold
from extractors.office_words import words
from extractors.triggers import DATA

ROYAL = frozenset({"الملك", "السلطان", "خادم"})
FORMER = words("former")
# Words that carry a title on to its field: `المكلف بالإدماج`, `المنتدب لدى`, `الناطق باسم`, `المشرف على`.
CARRIERS = words("carriers")
ACTING = words("acting")
ATTENDANTS = words("attendants")  # who comes along is no part of a title: `رئيس المجلس والوفد المرافق`
# Bodies named after their members, and what else takes an office in the genitive: `مجلس الوزراء`, `نادي القضاة`.
BODIES = words("bodies")
# Heads of towns and units: the word behind them is one of the name of a place, even where it could name a person.
UNITS = words("units")
LOCAL = words("local")
# Tasks that open a further field of an office without an article: `الانتقال الرقمي وإصلاح الإدارة`.
MASDARS = words("masdars")
# Who is told or shown something by an office holder, and the papers he speaks to: `للوفد`, `لأسبوعية X`.
HEARERS = words("hearers")
MEDIA = words("media")
PORTFOLIOS = words("portfolios")
# Verbal nouns that behind ل say what somebody comes or speaks for: `لافتتاح المهرجان`, `للتباحث`.
PURPOSES = words("purposes")
SELF = words("self")
SOVEREIGN = words("sovereign")  # `جلالة`, `سمو`: honorifics that stand before the title of a sovereign
CHARGED = words("charged")
# Ranks and professions too: alone with a name they make no official (`العميد فلان`, `الممثلة فلانة`).
PROFESSIONS = words("professions")
OWNED = words("owned")
PARTICIPLES = words("participles")
QUANTIFIERS = words("quantifiers")
# A head with such a complement is no office: `عميد العائلة`, `وكيل لائحة`, `قائد الطائرة`.
PRIVATE = words("private")
RELATIONAL = words("relational")
PRONOUN_TITLES = words("pronoun_titles")
SHORT_COMPLEMENTS = words("short_complements")


@dataclass(frozen=True, slots=True)
class Office:
    """A head noun of titles."""

    gender: Gender
    plural: bool


@cache
def offices() -> dict[str, Office]:
    """Return folded head (of one or more words) -> office."""
    with (DATA / "offices.csv").open(encoding="utf-8", newline="") as rows:
        return {fold(r["head"]): Office(Gender(r["gender"]), r["number"] == "pl") for r in csv.DictReader(rows)}


def office_plural(norm: str) -> bool:
    """Whether a word is the plural of an office (``الوزراء``)."""
    office = offices().get(bare(norm))
    return office is not None and office.plural


def bare(norm: str) -> str:
    """Return a word without its article."""
    return norm[2:] if norm.startswith("ال") and len(norm) > 4 else norm
