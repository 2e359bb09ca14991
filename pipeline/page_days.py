"""The day in a short text that a page shows (``نشر في ٠٥ أيار ٢٠٢٤``), by the date rules of the extractors.

All month systems of the Arab press and Hijri days are theirs; here is what only pages have: the year first, English
abbreviations, numbered Levantine months (``كانون2``), and the month before the day where the weekday tells it.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from babel import Locale

from corpus.document import Document
from corpus.mention import DateValue, Weekday
from corpus.normalise import DIGITS, fold
from corpus.page_date import Shown
from corpus.page_lines import folded_words
from extractors.date_words import load_date_words
from extractors.dates import DateExtractor

LONGEST = 200  # characters of a text in which a date is looked for
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)\s+([^\W\d_]+)\s+(\d{1,2})(?!\d)")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})\s*[/-]\s*([^\W\d_]+(?:\s[^\W\d_]+)?)\s*[/-]\s*((?:19|20)\d\d)(?!\d)")
_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
_NUMBERED = re.compile(r"(كانون|تشرين)\s?([12])(?!\d)")  # Joomla's Arabic: `12 كانون2/يناير 2014`
_ENGLISH = re.compile(r"\b([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b")


def visible_day(text: str) -> Shown | None:
    """Return the day a short text names in full, and the words beside it; None without one, or with several.

    A month or a year alone is no day.
    """
    text = _in_order(text[:LONGEST])
    days: list[tuple[date, int, int]] = []
    for mention in _extractor().extract(Document(id="page", text=text)):
        value = mention.value
        if isinstance(value, DateValue) and value.start and value.start == value.end and not value.relative:
            days.append((value.start, mention.start, mention.end))
    if not days or len({day for day, _, _ in days}) > 1:
        return None
    rest = text
    for _, start, end in reversed(days):
        rest = f"{rest[:start]} {rest[end:]}"
    return days[0][0], " ".join(rest.split())


@cache
def _extractor() -> DateExtractor:
    """Return the extractor of dates, loaded once."""
    return DateExtractor.load()


def weekday_in(text: str) -> int | None:
    """Return the weekday a text names, Monday being 0, also without its article (``ثلاثاء``); None without one."""
    names = load_date_words()["weekday"]
    for word in folded_words(text):
        if found := names.get(word) or names.get(f"ال{word}"):
            return list(Weekday).index(Weekday(found))
    return None


def _in_order(text: str) -> str:
    """Return a text with its dates as the rules know them: ``2024 مارس 5``, ``05/مارس/2024``, ``Mar 5, 2024`` -> ``5
    ... 2024``."""
    text = _NUMBERED.sub(lambda m: f"{m[1]} {'الأول' if m[2] == '1' else 'الثاني'}", text.translate(DIGITS))
    text = _NUMBERS.sub(lambda m: _day_first(m, text), _SLASHED.sub(r"\1 \2 \3", text))
    text = _YEAR_FIRST.sub(lambda m: f"{m[3]} {m[2]} {m[1]}" if fold(m[2]) in _named() else m[0], text)
    return _ENGLISH.sub(lambda m: f"{m[2]} {_months().get(m[1].lower(), m[1])} {m[3]}", text)


def _day_first(match: re.Match[str], text: str) -> str:
    """Return a date in numbers with the day first where the weekday beside it fits the month's being first alone, as
    in Drupal's ``ثلاثاء, 03/05/2024``."""
    first, mark, second, year = match.groups()
    weekday = weekday_in(text)
    if weekday is None:
        return match[0]
    fits = [_weekday(int(year), *pair) == weekday for pair in ((int(second), int(first)), (int(first), int(second)))]
    return f"{second}{mark}{first}{mark}{year}" if fits == [False, True] else match[0]


def _weekday(year: int, month: int, day: int) -> int | None:
    """Return the weekday of a day, None where there is no such day."""
    try:
        return date(year, month, day).weekday()
    except ValueError:
        return None


@cache
def _named() -> frozenset[str]:
    """Return the names of months, folded."""
    words = load_date_words()
    return frozenset(words["gregorian"]) | frozenset(words["hijri"])


@cache
def _months() -> dict[str, str]:
    """Return the English names of months by their first three letters."""
    names = Locale.parse("en").months["format"]["wide"]
    return {str(name)[:3].lower(): str(name) for name in names.values()}
