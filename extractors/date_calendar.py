"""Arithmetic of the calendar: weeks, months and parts of years round a day, and days of the Hijri calendar."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from hijridate import Hijri

from corpus.mention import DateValue, Weekday

DAYS = list(Weekday)
LAST, THIS, NEXT = -1, 0, 1  # tenses: الماضي، الجاري، المقبل


def hijri_day(year: int, month: int, day: int) -> date:
    """Return the Gregorian day: Umm al-Qura (hijridate, from 1343), before it the tabular civil calendar.

    Raises: ValueError: there is no such day.
    Source: Reingold and Dershowitz, Calendrical Calculations, the arithmetical Islamic calendar.
    """
    try:
        return date.fromisoformat(Hijri(year, month, day).to_gregorian().isoformat())
    except OverflowError:
        ordinal = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30 + 227014
        return date.fromordinal(ordinal)


def unit_bounds(anchor: date, unit: str, step: int) -> DateValue:
    """Return the calendar week, month or year before, round or after the anchor."""
    makers: dict[str, Callable[[], DateValue]] = {
        "week": lambda: DateValue(monday, monday + timedelta(days=6)),
        "month": lambda: month_bounds(month_start(anchor, step)),
        "year": lambda: DateValue(date(anchor.year + step, 1, 1), date(anchor.year + step, 12, 31)),
    }
    monday = anchor - timedelta(days=anchor.weekday()) + timedelta(weeks=step)
    return makers[unit]()


def part_of_year(year: int, number: int, of: int) -> DateValue:
    """Return the quarter (``of`` 4), third or half of a year."""
    months = 12 // of
    if not 1 <= number <= of:
        raise ValueError("no such part of a year")
    last = month_bounds(date(year, number * months, 1))
    return DateValue(date(year, (number - 1) * months + 1, 1), last.end)


def month_start(day: date, step: int = 0) -> date:
    """Return the first day of the month ``step`` months after that of ``day``."""
    index = day.year * 12 + day.month - 1 + step
    return date(index // 12, index % 12 + 1, 1)


def month_bounds(day: date) -> DateValue:
    return DateValue(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def nearest_weekday(anchor: date, weekday: Weekday, tense: int | None) -> date:
    """Return the weekday before the anchor (bare: or on it), in its week, or after it."""
    ahead = (DAYS.index(weekday) - anchor.weekday()) % 7
    if tense == NEXT:
        return anchor + timedelta(days=ahead or 7)
    if tense == THIS:
        return anchor - timedelta(days=anchor.weekday() - DAYS.index(weekday))
    behind = (7 - ahead) % 7
    return anchor - timedelta(days=behind if behind or tense is None else 7)
