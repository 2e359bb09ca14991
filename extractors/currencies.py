"""Currency words and the ISO 4217 codes they stand for.

``currencies.csv`` has the words (``درهما``, ``د.ج``, ``سنتيم``) by family; ``currency_codes.csv`` says which code a
family stands for: by an adjective that follows (``دينار كويتي``), by the country of the article, or by default.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from pathlib import Path

from corpus.errors import LexiconError
from corpus.normalise import fold
from extractors.number_lexicons import DATA, read_rows

CODE = re.compile(r"[A-Z]{3}\Z")
PARTS = re.compile(r"[^\W\d_]+|[^\s\w]")  # how a surface splits into tokens: letters, single marks


class Form(StrEnum):
    """The shape of a currency word; a dual (``درهمين``) is a sum by itself."""

    SINGULAR = "singular"
    PLURAL = "plural"
    DUAL = "dual"
    ABBREVIATION = "abbreviation"


@dataclass(frozen=True, slots=True)
class CurrencyWord:
    """A currency word: its family, its form, and its worth in major units (0.01 for ``سنتيم``)."""

    family: str
    form: Form
    factor: Decimal


@dataclass(frozen=True)
class CurrencyLexicon:
    """Token norms -> word; (family, adjective), (family, country) and family -> ISO 4217 code."""

    words: dict[tuple[str, ...], CurrencyWord]
    longest: int
    by_adjective: dict[tuple[str, str], str]
    by_country: dict[tuple[str, str], str]
    by_default: dict[str, str]
    factors: dict[tuple[str, str], Decimal]  # (family, code) -> worth, where it is not that of the word

    def word_at(self, norms: Sequence[str], i: int) -> tuple[CurrencyWord, int] | None:
        """Return the longest currency word that begins at token ``i``, and the token after it."""
        for length in range(min(self.longest, len(norms) - i), 0, -1):
            word = self.words.get(tuple(norms[i : i + length]))
            if word is not None:
                return word, i + length
        return None

    def code(self, word: CurrencyWord, country: str, votes: Mapping[str, float], adjective: str = "") -> str | None:
        """Return the code ``word`` stands for, or None where it is no currency there (``أوقية`` of gold).

        The adjective decides, else the article's country, else the best voted country that has such a currency,
        else the default of the family; a family without a default (``د``) stands in its own countries only.
        """
        if (word.family, adjective) in self.by_adjective:
            return self.by_adjective[word.family, adjective]
        candidates = (country, *votes) if word.family in self.by_default else (country,)
        for candidate in candidates:
            if (word.family, candidate) in self.by_country:
                return self.by_country[word.family, candidate]
        return self.by_default.get(word.family)

    def factor(self, word: CurrencyWord, code: str) -> Decimal:
        """Return what one is worth in major units of ``code``: a fils is 1/1000 dinar, but 1/100 dirham."""
        return self.factors.get((word.family, code), word.factor)


@cache
def load_currencies(folder: Path = DATA) -> CurrencyLexicon:
    """Load and check the words and the codes.

    Raises: LexiconError: a row does not hold, or a family has words but no code.
    """
    words: dict[tuple[str, ...], CurrencyWord] = {}
    file = folder / "currencies.csv"
    for line, row in read_rows(file, ("surface", "family", "number", "factor", "source", "note")):
        try:
            word = CurrencyWord(row["family"], Form(row["number"]), Decimal(row["factor"]))
        except (ValueError, InvalidOperation) as error:
            raise LexiconError(f"{file.name}:{line}: number {row['number']!r} or factor {row['factor']!r}") from error
        key = tuple(PARTS.findall(fold(row["surface"])))
        if words.setdefault(key, word) != word:
            raise LexiconError(f"{file.name}:{line}: surface {row['surface']!r} is listed with another value")
    by: dict[str, dict[tuple[str, str], str]] = {"adjective": {}, "country": {}, "default": {}}
    factors: dict[tuple[str, str], Decimal] = {}
    file = folder / "currency_codes.csv"
    for line, row in read_rows(file, ("family", "by", "key", "code", "factor", "source", "note")):
        if row["by"] not in by or not CODE.match(row["code"]):
            raise LexiconError(f"{file.name}:{line}: by {row['by']!r} or code {row['code']!r} unknown")
        if row["factor"]:
            factors[row["family"], row["code"]] = Decimal(row["factor"])
        key_form = fold(row["key"]) if row["by"] == "adjective" else row["key"]
        by[row["by"]][row["family"], key_form] = row["code"]
    families = {family for table in by.values() for family, _ in table}
    for word in words.values():
        if word.family not in families:
            raise LexiconError(f"currencies.csv: family {word.family!r} has no code in currency_codes.csv")
    return CurrencyLexicon(
        words,
        max(map(len, words), default=0),
        by["adjective"],
        by["country"],
        {family: code for (family, _), code in by["default"].items()},
        factors,
    )
