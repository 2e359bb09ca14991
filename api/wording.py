"""What the page says, in the visitor's language: words from ``api/locale/*.yml``, days and numbers by babel.

A key is a path of names (``search.button``). A key with plural forms is asked with a number ``n``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from corpus.errors import LexiconError
from corpus.mention import EventType, InstitutionKind, Label, PlaceKind, Relation, Status
from pipeline.kb.browse.shapes import Step
from pipeline.kb.event_words import STATUSES, TYPES

FOLDER = Path(__file__).parent / "locale"
LANGUAGES = ("ar", "fr", "en")
LOCALES = {"ar": "ar_MA", "fr": "fr_MA", "en": "en_GB"}  # ar_MA: Moroccan months (غشت، شتنبر), European digits
TICKS = {"fr": "fr_FR"}  # fr_MA shortens `juin` to `jui.`, which may be July
DAY = "d MMMM y"
PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})


@dataclass(frozen=True)
class Words:
    """The words of a language. ``said``: key -> text, or the text of each plural form."""

    language: str
    said: Mapping[str, str | Mapping[str, str]]

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return str(self.locale.text_direction)

    @property
    def locale(self) -> Locale:
        """The locale of its days and numbers."""
        return _locale(self.language)

    def __call__(self, key: str, **values: object) -> str:
        """Return what is said under a key, with values in it; ``n``, if given, chooses the plural form.

        Raises: KeyError: there is no such key, or a value is missing.
        """
        text = self.said[key]
        if not isinstance(text, str):
            amount = values["n"]
            assert isinstance(amount, int)
            text = text[str(self.locale.plural_form(amount))]
        shown = {k: self.number(v) if isinstance(v, int | float) else v for k, v in values.items()}
        return text.format(**shown) if shown else text

    def has(self, key: str) -> bool:
        """Whether something is said under a key."""
        return key in self.said

    def type(self, value: EventType | str) -> str:
        """Return the word for a type of event."""
        return self(f"type.{EventType(value)}")

    def status(self, value: Status | str) -> str:
        """Return the word for a status."""
        return self(f"status.{Status(value)}")

    def label(self, value: Label | str) -> str:
        """Return the word for a label of spans."""
        return self(f"label.{Label(value)}")

    def relation(self, value: Relation | str | None) -> str:
        """Return the words between a number and what it counts (``more than``); empty for exact or None."""
        return self(f"relation.{Relation(value)}") if value else ""

    def kind(self, value: InstitutionKind | PlaceKind | str | None, of: str | None = None) -> str:
        """Return the word for a kind of institution or place; empty for none. ``of``: which, where both have it."""
        if not value:
            return ""
        group = of or ("institution" if value in list(InstitutionKind) else "place")
        return self(f"{group}.{value}")

    def day(self, value: date | None) -> str:
        """Return a day in words: ``5 فبراير 2024``; empty for None."""
        return format_date(value, DAY, locale=self.locale) if value else ""

    def time(self, value: datetime | None) -> str:
        """Return a day with its time of day (UTC)."""
        return (
            format_datetime(value, f"{DAY}، HH:mm" if self.language == "ar" else f"{DAY}, HH:mm", locale=self.locale)
            if value
            else ""
        )

    def days(self, start: date | None, end: date | None) -> str:
        """Return the days of an event: one day, a whole month or year by its name, else from the first to the last."""
        if start is None:
            return ""
        if end is None or start == end:
            return self.day(start)
        after = end.toordinal() + 1
        following = date.fromordinal(after) if after <= date.max.toordinal() else None
        if following and start.day == following.day == 1:
            if (start.month, following.month) == (1, 1) and following.year == start.year + 1:
                return str(start.year)
            if (following.year * 12 + following.month) - (start.year * 12 + start.month) == 1:
                return str(format_date(start, "MMMM y", locale=self.locale))
        return f"{self.day(start)} – {self.day(end)}"

    def tick(self, value: date, step: Step) -> str:
        """Return the short name of a bar of the histogram, for its axis."""
        pattern = {Step.YEAR: "y", Step.MONTH: "MMM y", Step.DAY: "d MMM"}[step]
        return str(format_date(value, pattern, locale=TICKS.get(self.language, self.locale)))

    def number(self, value: float) -> str:
        """Return a number with its thousands parted: ``6,200,000`` in Arabic and English."""
        if isinstance(value, int) and 0 <= value < 1000:
            return str(value)  # so are most, and a page has hundreds
        return str(format_decimal(value, "#,##0.##", locale="en" if self.language == "ar" else self.locale))

    def percent(self, share: float) -> str:
        """Return a share of 1 in percent: ``80%``."""
        return str(format_percent(share, "0%", locale="en" if self.language == "ar" else self.locale))


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES[language])


@cache
def words(language: str) -> Words:
    """Return the words of one of ``LANGUAGES``.

    Raises: LexiconError: a key has neither text nor plural forms; the message names file and key.
    """
    file = FOLDER / f"{language}.yml"
    with file.open(encoding="utf-8") as lines:
        said = dict(_flat(yaml.safe_load(lines), "", file.name))
    if language == "ar":  # which feeds and mails say too, below this package
        said |= {f"type.{key}": word for key, word in TYPES.items()}
        said |= {f"status.{key}": word for key, word in STATUSES.items()}
    return Words(language, said)


def _flat(told: Mapping[Any, Any], above: str, file: str) -> list[tuple[str, str | dict[str, str]]]:
    found: list[tuple[str, str | dict[str, str]]] = []
    for name, value in told.items():
        key = f"{above}{name}"
        if isinstance(value, str) or (isinstance(value, dict) and "other" in value and set(value) <= PLURALS):
            found.append((key, value))
        elif isinstance(value, dict):
            found += _flat(value, f"{key}.", file)
        else:
            raise LexiconError(f"{file}: {key}: {value!r} is no text")
    return found
