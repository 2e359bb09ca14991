"""What an expression of time says, and how an article resolves it: ``الخميس الماضي`` is a weekday before an anchor.

An expression is what a rule reads; ``resolve`` gives its bounds in a ``Timeline``, which knows the day of publication
and the days told so far. Conventions are those of the annotation guidelines: a year runs from 1 January to 31
December, a week from Monday to Sunday; without an anchor the bounds are None and the weekday stays.
``str`` of an expression is its value in short, for the examples of the rules.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Protocol

from hijridate import Gregorian

from corpus.mention import DateValue, Weekday
from extractors.date_calendar import (
    DAYS,
    LAST,
    NEXT,
    THIS,
    hijri_day,
    month_start,
    nearest_weekday,
    part_of_year,
    unit_bounds,
)

HIJRI_YEARS = range(1343, 1461)
DISAGREES = "the weekday written is not that of the date"
NEAR_DAYS = 45  # a day told within so many days of publication may be the occasion that `اليوم الموالي` counts from
SLIP_DAYS = 3  # the page's date may lag behind the day of writing: `اليوم الثلاثاء` on a page of Wednesday


@dataclass(frozen=True)
class Timeline:
    """What an article says about time up to an expression.

    ``anchor``: day of publication; ``years``: those written in the text; ``day``: last told that is not far from the
    anchor, ``near``: last told in the paragraph; ``month``: that of the last date, a year's its first; ``opening``:
    first day of the first span of days (of a visit); ``heading``: the year of a list's heading; ``hijri``: years
    like 1436 are Hijri without their mark too.
    """

    anchor: date | None = None
    years: tuple[int, ...] = ()
    day: date | None = None
    near: date | None = None
    month: date | None = None
    opening: date | None = None
    heading: int | None = None
    hijri: bool = False

    def after(self, value: DateValue) -> Timeline:
        """Return the timeline after a resolved date."""
        if value.start is None or value.end is None:
            return self
        days = (value.end - value.start).days
        near = self.anchor is None or abs((value.start - self.anchor).days) <= NEAR_DAYS
        told = self
        if days == 0 and near and not (value.published and value.start == value.published and self.day):
            told = replace(told, day=value.start)
        if days == 0:
            told = replace(told, near=value.start)
        if 0 < days < 15 and near and told.opening is None:
            told = replace(told, opening=value.start)
        return replace(told, month=value.start.replace(day=1))


class Expression(Protocol):
    """An expression of time, not yet resolved."""

    def resolve(self, timeline: Timeline) -> DateValue:
        """Return its bounds in the article; raises ValueError where there is no such day."""
        ...


@dataclass(frozen=True)
class Bounds:
    """Known bounds. ``shift``: days from the day of writing, of ``اليوم``, ``أمس``, ``غدا`` with a full date."""

    start: date
    end: date
    weekday: Weekday | None = None
    shift: int | None = None
    hijri: bool = False

    def resolve(self, timeline: Timeline) -> DateValue:
        """Return the bounds; with ``shift`` they show the day of publication."""
        del timeline
        value = _noted(DateValue(self.start, self.end, self.weekday))
        return value if self.shift is None else replace(value, published=self.start - timedelta(days=self.shift))

    def __str__(self) -> str:
        return str(self.start) if self.start == self.end else f"{self.start}/{self.end}"


@dataclass(frozen=True)
class Yearless:
    """A day or month, or a range of them, without its year: (month, day or None) of its ends.

    ``tense``: that of ``17 ماي الماضي``; ``year_tense``: that of ``17 ماي من السنة الماضية``; ``same_year``: ``من
    العام نفسه``. Without these the year is the one of the list it stands in, or the nearest to publication, or the only year of the text that fits
    its weekday. ``shift``: as in ``Bounds``.
    """

    first: tuple[int, int | None]
    last: tuple[int, int | None]
    weekday: Weekday | None = None
    tense: int | None = None
    year_tense: int | None = None
    shift: int | None = None
    same_year: bool = False

    def in_year(self, year: int) -> DateValue:
        """Return the bounds if the expression ends in ``year``."""
        start_year = year - 1 if self.first[0] > self.last[0] else year
        start = date(start_year, self.first[0], self.first[1] or 1)
        end = date(year, self.last[0], self.last[1] or monthrange(year, self.last[0])[1])
        if end < start:
            raise ValueError("a range that ends before it begins")
        return DateValue(start, end)

    def resolve(self, timeline: Timeline) -> DateValue:
        """Return the bounds in the year the article gives."""
        self.in_year(2024)  # raises for a day that no year has; 2024 has a 29 February
        year = self._year(timeline)
        if year is None:
            return DateValue(None, None, self.weekday, relative=self.tense is not None)
        value = replace(self.in_year(year), weekday=self.weekday, relative=True)
        return _noted(value)

    def _year(self, timeline: Timeline) -> int | None:
        """Return the year the expression ends in."""
        anchor = timeline.anchor
        if self.same_year:
            return timeline.month.year if timeline.month else None
        if anchor is not None and self.year_tense is not None:
            return anchor.year + self.year_tense
        if timeline.heading is not None and self.tense is None:
            return timeline.heading
        if anchor is None:
            fitting = [year for year in timeline.years if self._fits(year)] if self.weekday else []
            return fitting[0] if len(fitting) == 1 else None
        years = [year for year in (anchor.year - 1, anchor.year, anchor.year + 1) if self._exists(year)]
        if self.tense == LAST:
            return max((year for year in years if self._side(year, anchor) < 0), default=None)
        if self.tense == NEXT:
            return min((year for year in years if self._side(year, anchor) > 0), default=None)
        if self.weekday is not None:
            years = [year for year in years if self._fits(year)] or years
        return min(years, key=lambda year: abs((self._starts(year) - anchor).days), default=None)

    def _side(self, year: int, anchor: date) -> int:
        """Return whether it lies before (-1), on (0) or after (1) the anchor, a whole month counted as one."""
        start = self._starts(year)
        if self.first[1] is None:
            anchor = month_start(anchor)
        return (start > anchor) - (start < anchor)

    def _starts(self, year: int) -> date:
        return self.in_year(year).start or date.min

    def _exists(self, year: int) -> bool:
        try:
            self.in_year(year)
        except ValueError:
            return False
        return True

    def _fits(self, year: int) -> bool:
        return self._exists(year) and DAYS[self._starts(year).weekday()] is self.weekday

    def __str__(self) -> str:
        first, last = (f"--{m:02}" + (f"-{d:02}" if d else "") for m, d in (self.first, self.last))
        tense = "" if self.tense is None else {LAST: "last ", THIS: "this ", NEXT: "next "}[self.tense]
        year = "" if self.year_tense is None else f" year{self.year_tense:+}"
        same = " same year" if self.same_year else ""
        return tense + (first if self.first == self.last else f"{first}/{last}") + year + same


@dataclass(frozen=True)
class Year:
    """A year behind ``سنة`` or ``عام``; one like 1436 is Hijri in the press of countries that count so."""

    number: int

    def resolve(self, timeline: Timeline) -> DateValue:
        """Return its first and last day."""
        if timeline.hijri and HIJRI_YEARS[0] <= self.number <= HIJRI_YEARS[-1]:
            return hijri_bounds((self.number, 1), (self.number, 12)).resolve(timeline)
        return DateValue(date(self.number, 1, 1), date(self.number, 12, 31))

    def __str__(self) -> str:
        return str(self.number)


@dataclass(frozen=True)
class HijriTense:
    """A Hijri day or month with a tense: ``27 شوال الجاري``, ``رمضان الماضي``."""

    month: int
    day: int | None
    tense: int

    def resolve(self, timeline: Timeline) -> DateValue:
        """Return the bounds, counted from the Hijri day of the anchor; open without one."""
        if timeline.anchor is None:
            return DateValue(None, None, relative=True)
        now = Gregorian.fromdate(timeline.anchor).to_hijri()
        here, told = (now.month, now.day if self.day else 0), (self.month, self.day or 0)
        year = now.year
        year -= self.tense == LAST and told >= here
        year += self.tense == NEXT and told <= here
        if self.day:
            day = hijri_day(year, self.month, self.day)
            return DateValue(day, day, relative=True)
        return replace(hijri_bounds((year, self.month), (year, self.month)).resolve(timeline), relative=True)

    def __str__(self) -> str:
        day = f"-{self.day:02}" if self.day else ""
        return {LAST: "last ", THIS: "this ", NEXT: "next "}[self.tense] + f"hijri --{self.month:02}{day}"


@dataclass(frozen=True)
class Shift:
    """Days from the day of writing: ``أمس``, ``غدا الخميس``.

    The weekday written wins over a page's date that is a few days off.
    """

    days: int
    weekday: Weekday | None = None

    def resolve(self, timeline: Timeline) -> DateValue:
        """Return the day, open without an anchor."""
        if timeline.anchor is None:
            return DateValue(None, None, self.weekday, relative=True)
        day = timeline.anchor + timedelta(days=self.days)
        near = [day + timedelta(days=sign * n) for n in range(SLIP_DAYS + 1) for sign in (-1, 1)]
        fitting = next((d for d in near if self.weekday and DAYS[d.weekday()] is self.weekday), day)
        return DateValue(fitting, fitting, self.weekday, relative=True, note=None if fitting == day else DISAGREES)

    def __str__(self) -> str:
        return f"today{self.days:+}" + (f" {self.weekday}" if self.weekday else "")


@dataclass(frozen=True)
class NearWeekday:
    """A weekday: ``الخميس الماضي``, ``يوم الجمعة المقبل``, or bare, which is the last one or follows in a chain.

    ``of_week``: of the week before or after (``الأربعاء من الأسبوع الماضي``).
    """

    weekday: Weekday
    tense: int | None = None
    of_week: bool = False

    def resolve(self, timeline: Timeline) -> DateValue:
        """Return the day, open without an anchor."""
        if timeline.anchor is not None and self.of_week:
            day = nearest_weekday(timeline.anchor + timedelta(weeks=self.tense or 0), self.weekday, THIS)
        elif timeline.anchor is not None:
            day = nearest_weekday(timeline.anchor, self.weekday, self.tense)
        elif timeline.day is not None and self.tense is None:
            day = nearest_weekday(timeline.day - timedelta(days=1), self.weekday, NEXT)
        else:
            return DateValue(None, None, self.weekday, relative=True)
        return DateValue(day, day, self.weekday, relative=True)

    def __str__(self) -> str:
        tense = "" if self.tense is None else {LAST: "last ", THIS: "this ", NEXT: "next "}[self.tense]
        return tense + ("week " if self.of_week else "") + str(self.weekday)


@dataclass(frozen=True)
class Unit:
    """A calendar unit: ``الأسبوع الماضي``, ``الشهر الجاري``; ``day``: one of its days (``14 من الشهر الماضي``).

    ``part``: (number, of how many) of a year: ``الربع الأول من السنة الجارية`` is (1, 4).
    """

    unit: str  # week, month, year
    tense: int
    day: int | None = None
    part: tuple[int, int] | None = None

    def resolve(self, timeline: Timeline) -> DateValue:
        """Return its first and last day, open without an anchor."""
        if timeline.anchor is None:
            return DateValue(None, None, relative=True)
        value = unit_bounds(timeline.anchor, self.unit, self.tense)
        first = value.start
        assert first
        if self.day:
            value = DateValue(first.replace(day=self.day), first.replace(day=self.day))
        elif self.part:
            value = part_of_year(first.year, *self.part)
        return replace(value, relative=True)

    def __str__(self) -> str:
        part = f" {self.part[0]}/{self.part[1]}" if self.part else ""
        return f"{self.unit}{self.tense:+}" + (f" day {self.day}" if self.day else "") + part


@dataclass(frozen=True)
class Same:
    """The day, month or year told last, or ``step`` after it: ``اليوم نفسه``, ``اليوم الموالي``, ``الشهر ذاته``."""

    unit: str
    step: int = 0

    def resolve(self, timeline: Timeline) -> DateValue:
        """Return the day or month, open if none was told."""
        base = (timeline.near or timeline.day) if self.unit == "day" else timeline.month
        if base is None or self.unit == "week":
            return DateValue(None, None, relative=True)
        if self.unit == "day":
            day = base + timedelta(days=self.step)
            return DateValue(day, day, relative=True)
        return replace(unit_bounds(base, self.unit, self.step), relative=True)

    def __str__(self) -> str:
        return f"same {self.unit}{self.step:+}"


@dataclass(frozen=True)
class NthDay:
    """A day of the occasion: ``اليوم الأول``, ``اليوم الثاني`` of a visit of several days."""

    number: int

    def resolve(self, timeline: Timeline) -> DateValue:
        """Return the day counted from the opening one, open if none was told."""
        if timeline.opening is None:
            return DateValue(None, None, relative=True)
        day = timeline.opening + timedelta(days=self.number - 1)
        return DateValue(day, day, relative=True)

    def __str__(self) -> str:
        return f"day {self.number}"


@dataclass(frozen=True)
class Open:
    """A time without bounds: ``مؤخرا``, ``الأيام القليلة الماضية``, a Hijri day without its year."""

    weekday: Weekday | None = None
    hijri: bool = field(default=False, compare=False)

    def resolve(self, timeline: Timeline) -> DateValue:
        """Return no bounds."""
        del timeline
        return DateValue(None, None, self.weekday, relative=True)

    def __str__(self) -> str:
        return "open"


def hijri_bounds(first: tuple[int, int], last: tuple[int, int]) -> Bounds:
    """Return the bounds from one Hijri (year, month) to another, both whole."""
    year, month = last
    following = hijri_day(year + 1, 1, 1) if month == 12 else hijri_day(year, month + 1, 1)
    return Bounds(hijri_day(*first, 1), following - timedelta(days=1), hijri=True)


def _noted(value: DateValue) -> DateValue:
    """Return the value with a note where the weekday written is not that of its day."""
    one_day = value.start is not None and value.start == value.end
    if one_day and value.start and value.weekday and value.weekday is not DAYS[value.start.weekday()]:
        return replace(value, note=DISAGREES)
    return value
