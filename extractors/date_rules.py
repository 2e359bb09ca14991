"""Rules for days of the calendar, alone or from one to another, in digits or words.

Scope: what names its month (``15 غشت``, ``من 28 يناير إلى 3 فبراير 2024``, ``16/10/2022``). Months and years are in
``date_rules_periods``, Hijri dates in ``date_rules_hijri``, times told from the day of writing in
``date_rules_relative``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from extractors.date_context import is_named, matches, words_before
from extractors.date_expressions import Bounds, Expression, Yearless
from extractors.date_patterns import LEAD, PAIR_LEAD, SOME_DAY, TENSE, YEAR, DateRule, RuleSet


class CalendarDays(RuleSet):
    """The rules for days and how their matches become expressions."""

    def rules(self) -> list[DateRule]:
        """Return the rules, each with its examples."""
        return [*self._days(), *self._ranges()]

    def _days(self) -> list[DateRule]:
        return [
            self._rule(
                "day_month_year", LEAD + SOME_DAY + YEAR + r"\)?", "day_month_year",
                [("وصل في ٣ أيار ٢٠٢١", "٣ أيار ٢٠٢١", "2021-05-03"),
                 ("دشن صباح اليوم الثلاثاء 18 نونبر 2025 مدرسة", "صباح اليوم الثلاثاء 18 نونبر 2025", "2025-11-18"),
                 ("وقع يوم الخميس 5 أيلول/سبتمبر 2024", "يوم الخميس 5 أيلول/سبتمبر 2024", "2024-09-05"),
                 ("حضر (الأحد 2 جوان 2024) حفلا", "الأحد 2 جوان 2024", "2024-06-02"),
                 ("أحدث في الخامس عشر من شهر غشت سنة 1998", "الخامس عشر من شهر غشت سنة 1998", "1998-08-15"),
                 ("le 27 février 2019", "27 février 2019", "2019-02-27"),
                 ("في 10 تشرين الأول (1982)", "10 تشرين الأول (1982", "1982-10-10")],
                "٩٩ أيار ٢٠٢١", "29 فبراير 2023", "15 مركزا سنة 2021",
            ),
            self._rule(
                "day_month", LEAD + SOME_DAY + rf"\)?(?:{TENSE})?", "day_month",
                [("زاره يوم 17 ماي الماضي", "يوم 17 ماي الماضي", "last --05-17"),
                 ("أجل إلى فاتح مارس المقبل", "فاتح مارس المقبل", "next --03-01"),
                 ("يوم الثلاثاء 28مارس بالرباط", "يوم الثلاثاء 28مارس", "--03-28"),
                 ("منذ 3 أكتوبر من السنة الماضية", "3 أكتوبر من السنة الماضية", "--10-03 year-1"),
                 ("في 3 أكتوبر من العام نفسه", "3 أكتوبر من العام نفسه", "--10-03 same year"),
                 ("في 3 أكتوبر من نفس السنة", "3 أكتوبر من نفس السنة", "--10-03 same year"),
                 ("يوم الاثنين المقبل 28 ماي", "يوم الاثنين المقبل 28 ماي", "--05-28")],
                "31 فبراير", "عام 12 شهرا", "حركة 20 فبراير", "الأسبوع الأول من شهر ماي",
            ),
            self._rule(
                "month_day_year", r"{month} {d2}(?:st|nd|rd|th)?~[،,]?~{year}", "month_day_year",
                [("March 12, 2024", "March 12, 2024", "2024-03-12")],
                "March 42, 2024",
            ),
            self._rule(
                "numeric", LEAD + r"{n1}~{sep}~{n2}~(?P=sep)~{n3}(?:~{era})?\)?", "numeric",
                [("الرباط 16/10/2022", "16/10/2022", "2022-10-16"), ("بتاريخ 2024-03-09", "2024-03-09", "2024-03-09"),
                 ("يوم 12.03.2024", "يوم 12.03.2024", "2024-03-12"), ("الأحد 03/24/2024", "الأحد 03/24/2024", "2024-03-24"),
                 ("في ٣٠ / ٧ / ٢٠١٥م", "٣٠ / ٧ / ٢٠١٥م", "2015-07-30")],
                "القانون رقم 2.19.424", "32/13/2022", "نسبة 1.250.000", "الظهير 1.15.83",
            ),
            self._rule(
                "numeric_range", r"{n1}~/~{n2}{to}{n4}~/~{n5}~/~{year}", "numeric_range",
                [("من 14/8 إلى 21/8/1943", "14/8 إلى 21/8/1943", "1943-08-14/1943-08-21"), ("28/12 - 3/1/2024", "28/12 - 3/1/2024", "2023-12-28/2024-01-03")],
                "3/4 إلى 5/6",
            ),
            self._rule(
                "numeric_short", r"(?:{part} )?(?:(?:{shift}|{day_word})~)?{weekday}~\(?~{n1}~/~{n2}(?!\d|~/)\)?", "numeric_short",
                [("اجتمع يوم الأربعاء 16/10", "يوم الأربعاء 16/10", "--10-16")],
                "نقطة 17/20",
            ),
        ]  # fmt: skip

    def _ranges(self) -> list[DateRule]:
        return [
            self._rule(
                "days", PAIR_LEAD + r"{d1}{days}{to}(?:{day_word2}~)?(?:{weekday2} )?{d2}{of}{month}(?:" + YEAR + rf"|{TENSE})?\)?",
                "days",
                [("من 16 إلى 31 أكتوبر 2023", "16 إلى 31 أكتوبر 2023", "2023-10-16/2023-10-31"),
                 ("يومي الخميس والجمعة 7 و8 دجنبر 2023", "يومي الخميس والجمعة 7 و8 دجنبر 2023", "2023-12-07/2023-12-08"),
                 ("ما بين 2 و13 يونيو", "2 و13 يونيو", "--06-02/--06-13"),
                 ("من الاثنين 3 إلى الجمعة 7 مارس 2025", "الاثنين 3 إلى الجمعة 7 مارس 2025", "2025-03-03/2025-03-07"),
                 ("أيام 4 و5 و6 نيسان الماضي", "أيام 4 و5 و6 نيسان الماضي", "last --04-04/--04-06")],
                "من 16 إلى 3 أكتوبر 2023",
            ),
            self._rule(
                "ordinal_days", r"{day} {joiner} {day2}{of}{month}(?:" + YEAR + rf"|{TENSE})?", "days",
                [("من الأول إلى الخامس من أيار 2023", "الأول إلى الخامس من أيار 2023", "2023-05-01/2023-05-05")],
                "من الأول إلى الخامس",
            ),
            self._rule(
                "months_days", LEAD + r"{day}{of}{month}(?:~[،,]?~{year1})?{to}(?:{part2} )?(?:{day_word3}~)?(?:{weekday2} )?"
                r"{day2}{of2}{month2}(?:" + YEAR + rf"|{TENSE})?\)?", "months_days",
                [("من 28 يناير إلى 3 فبراير 2024", "28 يناير إلى 3 فبراير 2024", "2024-01-28/2024-02-03"),
                 ("من 28 دجنبر إلى غاية 3 يناير 2024", "28 دجنبر إلى غاية 3 يناير 2024", "2023-12-28/2024-01-03"),
                 ("بين 1 يناير 2018 و 31 ديسمبر 2018", "1 يناير 2018 و 31 ديسمبر 2018", "2018-01-01/2018-12-31"),
                 ("من 8 شباط حتى 20 آذار المقبل", "8 شباط حتى 20 آذار المقبل", "next --02-08/--03-20")],
                "من 28 مارس 2024 إلى 3 فبراير 2024",
            ),
        ]  # fmt: skip

    # -- from matches to expressions ---------------------------------------------------------------------------------

    def day_month_year(self, m: re.Match[str]) -> Expression:
        """Read ``اليوم الثلاثاء 18 نونبر 2025``."""
        words = self.words
        self._check_day(m)
        day = date(self._year(m), words.month(m["month"]), words.day(m["day"]))
        return Bounds(day, day, words.weekday(m["weekday"]), words.number("shift", m["shift"]) if m["shift"] else None)

    def day_month(self, m: re.Match[str]) -> Expression:
        """Read ``17 ماي الماضي``, ``3 أكتوبر من السنة الماضية``."""
        words = self.words
        when = (words.month(m["month"]), words.day(m["day"]))
        if not 1 <= when[1] <= monthrange(2024, when[0])[1]:
            raise ValueError("no such day")
        self._check_day(m)
        tense, year_tense = self._tenses(m)
        shift = words.number("shift", m["shift"]) if m["shift"] else None
        return Yearless(
            when,
            when,
            words.weekday(m["weekday"]),
            tense,
            year_tense,
            shift,
            same_year=bool(m["same"] or m["same_before"]),
        )

    def _check_day(self, m: re.Match[str]) -> None:
        """Raise ValueError for ``الأسبوع الأول من شهر ماي``, ``حركة 20 فبراير``."""
        alone = not any(m[name] for name in ("part", "shift", "day_word", "weekday"))
        before = words_before(m.string, m.start()) if alone else []
        if before and (
            matches(before[-1], self.words["named_after"]) or (m["day"][:2] == "ال" and before[-1][:2] == "ال")
        ):
            raise ValueError("an ordinal of something else, or a name")

    def month_day_year(self, m: re.Match[str]) -> Expression:
        """Read ``March 12, 2024``."""
        day = date(int(m["year"]), self.words.month(m["month"]), int(m["d2"]))
        return Bounds(day, day)

    def numeric(self, m: re.Match[str]) -> Expression:
        """Read ``16/10/2022``, ``2024-03-09``, and ``03/24/2024``, where only the second number can be the day."""
        first, second, third = int(m["n1"]), int(m["n2"]), int(m["n3"])
        if len(m["n1"]) == 4:
            year, month, day = first, second, third
        else:
            if len(m["n3"]) not in (2, 4):
                raise ValueError("no year")
            year, month, day = third if third > 99 else 2000 + third, second, first
            if month > 12 >= day:
                month, day = day, month
        if not 1800 <= year <= 2099 or ((third <= 99 and (m["sep"] != "/" or len(m["n1"]) == 3)) and len(m["n1"]) != 4):
            raise ValueError("a law number")
        if is_named(self.words, m.string, m.start("n1")):
            raise ValueError("a label")
        value = date(year, month, day)
        return Bounds(value, value, self.words.weekday(m["weekday"]), self._shift(m))

    def numeric_range(self, m: re.Match[str]) -> Expression:
        """Read ``14/8 إلى 21/8/1943``."""
        end = date(int(m["year"]), int(m["n5"]), int(m["n4"]))
        first = (int(m["n2"]), int(m["n1"]))
        start = date(end.year - (first > (end.month, end.day)), *first)
        return Bounds(start, end)

    def numeric_short(self, m: re.Match[str]) -> Expression:
        """Read ``الأربعاء 16/10``."""
        when = (int(m["n2"]), int(m["n1"]))
        if not 1 <= when[0] <= 12 or not 1 <= when[1] <= monthrange(2024, when[0])[1]:
            raise ValueError("no such day")
        return Yearless(when, when, self.words.weekday(m["weekday"]), shift=self._shift(m))

    def days(self, m: re.Match[str]) -> Expression:
        """Read ``16 إلى 31 أكتوبر 2023``."""
        words, groups = self.words, m.groupdict()
        month = words.month(m["month"])
        first, last = words.day(groups.get("d1") or m["day"]), words.day(groups.get("d2") or m["day2"])
        if not 1 <= first < last <= monthrange(2024, month)[1]:
            raise ValueError("no range of days")
        if m["year"] or m["year3"]:
            return Bounds(date(self._year(m), month, first), date(self._year(m), month, last))
        tense, year_tense = self._tenses(m)
        return Yearless((month, first), (month, last), None, tense, year_tense)

    def months_days(self, m: re.Match[str]) -> Expression:
        """Read ``28 يناير إلى 3 فبراير 2024``; two full days with و are two dates, but for ``بين ... و``."""
        words = self.words
        first = (words.month(m["month"]), words.day(m["day"]))
        last = (words.month(m["month2"]), words.day(m["day2"]))
        year = m["year"] or m["year3"] or m["year1"]
        if not year:
            tense, year_tense = self._tenses(m)
            return Yearless(first, last, None, tense, year_tense)
        end = date(int(year), *last)
        start = date(int(m["year1"]) if m["year1"] else end.year - (first > last), *first)
        if end <= start or (m["year1"] and "و" in m["to"] and not self._between(m)):
            raise ValueError("no range of days")
        return Bounds(start, end)
