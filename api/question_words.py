"""The words of questions, by language: ``api/locale/questions.yml``, folded and parted into words.

A phrase is a tuple of folded words; ``longest`` finds the longest one of a list that begins at a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from babel import Locale

from corpus.errors import LexiconError
from corpus.mention import EventType, InstitutionKind, Status
from corpus.normalise import fold
from pipeline.kb.browse.shapes import Sort

FILE = Path(__file__).parent / "locale" / "questions.yml"
LANGUAGES = ("ar", "fr", "en")
BAR = "|"  # stands where a date or a mark of punctuation was; no phrase reaches over it
MARKS = re.compile(r"[؟?،,.;؛:!«»\"()\[\]{}“”…\x00-\x1f]+")
APOSTROPHE = re.compile(r"['’ʼ]")

Phrase = tuple[str, ...]
Value = TypeVar("Value")


@dataclass(frozen=True)
class QuestionWords:
    """What the words of a language's questions mean. Keys are phrases; empty where a language lacks the list."""

    says: Mapping[Phrase, str]
    asks: Mapping[Phrase, str]
    filler: Mapping[Phrase, str]
    borders: Mapping[Phrase, str]
    dates: Mapping[Phrase, str]  # phrase -> since, after, before, until, around_dates
    statuses: Mapping[Phrase, Status]
    types: Mapping[Phrase, EventType]
    kinds: Mapping[Phrase, InstitutionKind]
    inside: Mapping[Phrase, str]
    heads: Mapping[Phrase, str]
    offices: Mapping[Phrase, str]
    nouns: Mapping[Phrase, str]  # common words of names and titles, in Arabic
    places: Mapping[Phrase, str]
    towns: Mapping[Phrase, str]
    titles: Mapping[Phrase, str]
    orders: Mapping[Phrase, Sort]


def parted(text: str) -> list[str]:
    """Return the words of a question as typed; marks of punctuation become ``BAR``; ``l'hôpital`` is two words."""
    return APOSTROPHE.sub(" ", MARKS.sub(f" {BAR} ", text)).split()


def phrase(text: str) -> Phrase:
    """Return the folded words of a phrase."""
    return tuple(fold(word) for word in parted(text))


def longest(norms: Sequence[str], start: int, phrases: Mapping[Phrase, Value]) -> tuple[int, Value] | None:
    """Return the word after the longest phrase that begins at ``start`` and its value; None without one."""
    for size in range(min(LONGEST, len(norms) - start), 0, -1):
        found = phrases.get(tuple(norms[start : start + size]))
        if found is not None:
            return start + size, found
    return None


LONGEST = 5  # words of a phrase


@cache
def question_words(language: str) -> QuestionWords:
    """Return the words of a language (ar, fr, en).

    Raises: LexiconError: the file has a list or a value nobody knows, or an empty phrase.
    """
    with FILE.open(encoding="utf-8") as lines:
        told: dict[str, Any] = yaml.safe_load(lines)[language]
    known = {
        "says", "asks", "filler", "borders", "in", "since", "after", "before", "until", "around_dates", "statuses", "types",
        "kinds", "heads", "nouns", "offices", "places", "towns", "titles", "orders",
    }  # fmt: skip
    if unknown := set(told) - known:
        raise LexiconError(f"{FILE.name}: {language}: unknown lists {sorted(unknown)}")
    dates = {name: told.get(name, []) for name in ("around_dates", "since", "after", "before", "until")}
    try:
        return QuestionWords(
            says=_pairs(told.get("says", {}), language) | _months(language),
            asks=_by_value(told["asks"], language),
            filler=_by_value({"filler": told["filler"]}, language),
            borders=_by_value({"border": told["borders"]}, language),
            dates=_by_value(dates, language),
            statuses={key: Status(name) for key, name in _by_value(told["statuses"], language).items()},
            types={key: EventType(name) for key, name in _by_value(told["types"], language).items()},
            kinds={key: InstitutionKind(name) for key, name in _by_value(told["kinds"], language).items()},
            inside=_by_value({"in": told.get("in", [])}, language),
            heads=_pairs(told.get("heads", {}), language),
            offices=_pairs(told.get("offices", {}), language),
            nouns=_pairs(told.get("nouns", {}), language),
            places=_pairs(told.get("places", {}), language),
            towns=_by_value({"town": told.get("towns", [])}, language),
            titles=_by_value({"title": told.get("titles", [])}, language),
            orders={key: Sort(name) for key, name in _by_value(told.get("orders", {}), language).items()},
        )
    except ValueError as error:
        raise LexiconError(f"{FILE.name}: {language}: {error}") from error


def _by_value(lists: Mapping[str, Iterable[object]], language: str) -> dict[Phrase, str]:
    return {_key(form, language): value for value, forms in lists.items() for form in forms}


def _pairs(listed: Mapping[object, object], language: str) -> dict[Phrase, str]:
    return {_key(form, language): str(said) for form, said in listed.items()}


def _key(form: object, language: str) -> Phrase:
    found = phrase(str(form))
    if not found or BAR in found or len(found) > LONGEST:
        raise LexiconError(f"{FILE.name}: {language}: {form!r} is no phrase of 1 to {LONGEST} words")
    return found


def _months(language: str) -> dict[Phrase, str]:
    """Return the names of the months with the Arabic ones, which the date reader knows; none for Arabic."""
    if language == "ar":
        return {}
    arabic = Locale.parse("ar_MA").months["format"]["wide"]
    return {phrase(name): arabic[number] for number, name in Locale(language).months["format"]["wide"].items()}
