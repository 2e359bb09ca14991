"""Rules for dates of the Hijri calendar: ``26 شوال 1436 هـ``, ``14/10/1436هـ``, ``عام 1273هـ``, ``رمضان الماضي``.

With a year they are resolved by the Umm al-Qura calendar; a day and month without a year have no bounds. Months that
are also names of persons (``رجب``, ``شعبان``) count only with a day, a year, a tense or ``شهر``.
"""

from __future__ import annotations

import re

from extractors.date_calendar import hijri_day
from extractors.date_expressions import Bounds, Expression, HijriTense, Open, hijri_bounds
from extractors.date_patterns import LEAD, DateRule, RuleSet, tense_of

HIJRI_YEAR = r"~[،,]?~(?:(?:من |ل)?{year_word} )?{hyear}(?:~{hijri_era})?"
TENSE = " (?:{last}|{this}|{next})"


class HijriDates(RuleSet):
    """The rules and how their matches become expressions."""

    def rules(self) -> list[DateRule]:
        """Return the rules, each with its examples."""
        return [
            self._rule(
                "hijri_day", LEAD + rf"{{day}}{{of}}{{hijri}}(?:{HIJRI_YEAR}|{TENSE})?\)?", "day",
                [("الطائف 26 شوال 1436 هـ", "26 شوال 1436 ه", "2015-08-11"),
                 ("في غرة محرم 1445هـ", "غرة محرم 1445ه", "2023-07-19"), ("مساء 27 رمضان المبارك", "مساء 27 رمضان المبارك", "open"),
                 ("يوم 10 شوال الجاري", "يوم 10 شوال الجاري", "this hijri --10-10")],
                "31 شوال 1436", "شوال 1436",
            ),
            self._rule(
                "hijri_numeric", LEAD + r"{n1}~{sep}~{n2}~(?P=sep)~{n3}(?:~{hijri_era})?\)?", "numeric",
                [("يوم الثلاثاء 27 /9 /1436هـ", "يوم الثلاثاء 27 /9 /1436ه", "2015-07-14"),
                 ("(الخميس) 14 / 10 / 1436هـ", "(الخميس) 14 / 10 / 1436ه", "2015-07-30"),
                 ("بتاريخ 1436/9/25هـ", "1436/9/25ه", "2015-07-12")],
                "27/9/2015", "40/13/1436",
            ),
            self._rule(
                "hijri_days", r"(?:{day_word}~)?{d1}{to}{d2}{of}{hijri}(?:" + HIJRI_YEAR + ")?", "days",
                [("خلال الفترة 19 – 21 شوال 1436هـ", "19 – 21 شوال 1436ه", "2015-08-04/2015-08-06"), ("من 1 إلى 10 محرم", "1 إلى 10 محرم", "open")],
                "21 - 19 شوال 1436هـ",
            ),
            self._rule(
                "hijri_month", r"(?:(?:{edge}|{season}) )?(?:{month_sign})?{hijri}(?:" + HIJRI_YEAR + f"|{TENSE})", "month",
                [("خلال رمضان 1446", "رمضان 1446", "2025-03-01/2025-03-29"), ("هلال رمضان المعظم لعام 1433 ه", "رمضان المعظم لعام 1433 ه", "2012-07-20/2012-08-18"), ("شهر شعبان الماضي", "شهر شعبان الماضي", "last hijri --08")],
                "رمضان كريم", "صفر نقطة",
            ),
            self._rule(
                "hijri_month_sign", r"(?:{edge} )?{month_sign}{hijri}", "open",
                [("خلال شهر رمضان المبارك", "شهر رمضان المبارك", "open")],
                "شهر مارس", "رجب طيب",
            ),
            self._rule(
                "hijri_years", r"(?:{year_word} )?{hyear}~[-–/]~{hyear2}(?:~{hijri_era})?", "years",
                [("العام الدراسي 1446/1447هـ", "العام الدراسي 1446/1447ه", "2024-07-07/2026-06-15")],
                "1446/1448", "رقم 1446-1446",
            ),
            self._rule(
                "hijri_year", r"(?:{year_word}~)?\(?~{hyear}~\)?~{hijri_era}", "years",
                [("بني في عام 1273هـ", "عام 1273ه", "1856-09-01/1857-08-21"),
                 ("سجل عام (1325) هجري", "عام (1325) هجري", "1907-02-14/1908-02-03")],
                "بني عام 1973",
            ),
        ]  # fmt: skip

    def day(self, m: re.Match[str]) -> Expression:
        """Read ``26 شوال 1436``."""
        words = self.words
        month, day = int(words["hijri"][" ".join(m["hijri"].split())]), words.day(m["day"])
        if not 1 <= day <= 30:
            raise ValueError("no such day")
        if m["hyear"]:
            return self._bounds(int(m["hyear"]), month, day, m)
        tense = tense_of(m)
        return Open(words.weekday(m["weekday"]), hijri=True) if tense is None else HijriTense(month, day, tense)

    def days(self, m: re.Match[str]) -> Expression:
        """Read ``19 – 21 شوال 1436``."""
        month = int(self.words["hijri"][" ".join(m["hijri"].split())])
        first, last = self.words.day(m["d1"]), self.words.day(m["d2"])
        if not 1 <= first < last <= 30:
            raise ValueError("no range of days")
        if not m["hyear"]:
            return Open(hijri=True)
        year = int(m["hyear"])
        return Bounds(hijri_day(year, month, first), hijri_day(year, month, last), hijri=True)

    def numeric(self, m: re.Match[str]) -> Expression:
        """Read ``14 / 10 / 1436``, the year first or last."""
        first, month, last = int(m["n1"]), int(m["n2"]), int(m["n3"])
        year, day = (first, last) if first > 31 else (last, first)
        if not 1200 <= year <= 1499:
            raise ValueError("no Hijri year")
        return self._bounds(year, month, day, m)

    def _bounds(self, year: int, month: int, day: int, m: re.Match[str]) -> Bounds:
        value = hijri_day(year, month, day)
        shift = self.words.number("shift", m["shift"]) if m["shift"] else None
        return Bounds(value, value, self.words.weekday(m["weekday"]), shift, hijri=True)

    def month(self, m: re.Match[str]) -> Expression:
        """Read ``رمضان 1446``, ``رمضان الماضي``."""
        month, tense = int(self.words["hijri"][" ".join(m["hijri"].split())]), tense_of(m)
        if tense is not None:
            return HijriTense(month, None, tense)
        return hijri_bounds((int(m["hyear"]), month), (int(m["hyear"]), month))

    def open(self, m: re.Match[str]) -> Expression:
        """Read ``شهر رمضان``."""
        del m
        return Open(hijri=True)

    def years(self, m: re.Match[str]) -> Expression:
        """Read ``عام 1273هـ``, ``1446/1447``: two years running."""
        first, last = int(m["hyear"]), int(m.groupdict().get("hyear2") or m["hyear"])
        if m.groupdict().get("hyear2") and last != first + 1:
            raise ValueError("no two years running")
        return hijri_bounds((first, 1), (last, 12))
