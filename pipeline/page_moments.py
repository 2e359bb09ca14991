"""The day in a short text of a page that only the moment of fetching tells: ``منذ 3 ساعات``, ``أمس 21:40``, ``الأربعاء
17 يناير``.

A day is given only where what the words allow lies within one: ``منذ 3 ساعات`` at two in the morning is yesterday, at
half past three it may be either day and is none. Sites round hours or cut them, so three hours are two and a half to
four. Days are counted by the calendar, as a reader does; weeks and months name no day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache

from corpus.errors import LexiconError
from corpus.normalise import DIGITS, fold
from corpus.page_date import Shown
from corpus.page_lines import folded_words, opens_with
from extractors.date_words import load_date_words
from extractors.number_lexicons import DATA, Kind, load_number_lexicon, read_rows
from pipeline.page_days import visible_day, weekday_in

MOST_DAYS = 10  # counted one by one; above that a site counts weeks
_UNITS = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
_ARAB_ZONES = (UTC, timezone(timedelta(hours=4)))  # from Nouakchott to Muscat, where a page's own is not known
_PARTS = re.compile(r"\s*[|•·–—/,،\n]\s*|\s-\s")
_CLOCK = re.compile(r"\d{1,2}\s*[:.h]\s*\d{2}")


@dataclass(frozen=True)
class _Words:
    """The words of ``gazetteer/data/ago_words.csv``, folded. ``units``: to unit and number, None where one is before."""

    before: frozenset[str]
    one: frozenset[str]
    units: dict[str, tuple[str, int | None]]


def told_day(text: str, fetched: datetime, zone: tzinfo | None) -> Shown | None:
    """Return the day a short text tells from the moment the page was fetched, and the words beside it.

    ``zone``: of the outlet; without it the day must be one in all Arab countries. None where no day is told, or none
    for certain: ``منذ 3 أشهر``.
    """
    told = [_told(text, fetched.astimezone(here)) for here in ((zone,) if zone else _ARAB_ZONES)]
    return told[0] if len({shown and shown[0] for shown in told}) == 1 else None


def _told(text: str, now: datetime) -> Shown | None:
    """Return the day a text tells at a moment of a place, and the words beside it."""
    for part in _PARTS.split(text.translate(DIGITS)):
        words = list(folded_words(_CLOCK.sub(" ", part)))
        clock = _CLOCK.search(part) is not None
        for start in range(len(words)):
            for day, size in (*_ago(words[start:], now), *_shifted(words[start:], now, clock)):
                rest = [*words[:start], *words[start + size :]]
                if _says_no_more(rest):
                    return day, " ".join(rest)
    return _without_year(text, now)


def _ago(words: list[str], now: datetime) -> Iterator[tuple[date, int]]:
    """Yield the day of ``منذ 3 ساعات`` at the head of some words, and how many of them say it."""
    known = _words()
    if not words or words[0] not in known.before:
        return
    position, number = 1, None
    if position < len(words):
        number = _number(words[position])
        position += number is not None
    unit, own = known.units.get(words[position] if position < len(words) else "", ("", None))
    count = own if number is None else number
    if not unit or count is None:
        return
    position += 1
    if position < len(words) and words[position] in known.one:
        position += 1
    if unit == "day":
        if count <= MOST_DAYS:
            yield now.date() - timedelta(days=count), position
        return
    latest = now - _UNITS[unit] * max(count - 0.5, 0) - timedelta(microseconds=count > 0)
    earliest = now - _UNITS[unit] * (count + 1)
    if earliest.date() == latest.date():
        yield latest.date(), position


def _shifted(words: list[str], now: datetime, clock: bool) -> Iterator[tuple[date, int]]:
    """Yield the day of ``أمس`` or, with a clock beside it, ``اليوم``: alone that is as often the name of a section."""
    shifts = {form: int(days) for form, days in load_date_words()["shift"].items()}
    for size in (3, 2, 1):
        days = shifts.get(" ".join(words[:size])) if len(words) >= size else None
        if days is not None and days <= 0 and (clock or days < 0):
            yield now.date() + timedelta(days=days), size
            return


def _without_year(text: str, now: datetime) -> Shown | None:
    """Return the last day that a weekday, a day and a month can be: ``الأربعاء 17 يناير``."""
    weekday = weekday_in(text)
    for year in (now.year, now.year - 1) if weekday is not None else ():
        shown = visible_day(f"{text} {year}")
        if shown and shown[0] <= now.date() and shown[0].weekday() == weekday:
            return shown
    return None


def _says_no_more(rest: list[str]) -> bool:
    """Whether the words beside a day are numbers and what stands beside days: ``الساعة``, ``540 مشاهدة``, ``نشر``."""
    position = 0
    while position < len(rest):
        known = max(opens_with(tuple(rest[position:]), kind) for kind in ("beside", "cue", "change"))
        if not known and not rest[position].isdecimal() and rest[position] not in _words().before:
            return False
        position += known or 1
    return True


def _number(word: str) -> int | None:
    """Return the number of digits or of a word up to ten, None for neither."""
    if word.isdecimal() and len(word) <= 3:
        return int(word)
    known = load_number_lexicon().words.get(word)
    return int(known.value) if known and known.kind in (Kind.UNIT, Kind.TEN) else None


@cache
def _words() -> _Words:
    """Return the words, loaded once.

    Raises: LexiconError: a row does not hold; the message names file and line.
    """
    file = DATA / "ago_words.csv"
    found: dict[str, set[str]] = {"before": set(), "one": set()}
    units: dict[str, tuple[str, int | None]] = {}
    for line, row in read_rows(file, ("form", "part", "value", "source", "note")):
        form, part, value = fold(row["form"]), row["part"], row["value"]
        if part in found:
            found[part].add(form)
        elif part in (*_UNITS, "day") and (not value or value.isdecimal()):
            units[form] = part, int(value) if value else None
        else:
            raise LexiconError(f"{file.name}:{line}: column part or value: {part!r}, {value!r}")
    return _Words(frozenset(found["before"]), frozenset(found["one"]), units)
