"""Rules for months, quarters, years, decades and centuries, alone or from one to another.

Scope: what names its month or year (``نونبر 2020``, ``2021-2026``, ``سنة 1998``), not what only counts or labels
(``2000 مستفيد``, ``أجندة 2030``, ``القانون رقم 2015``).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from extractors.date_calendar import part_of_year
from extractors.date_context import is_counted, is_named, is_planned
from extractors.date_expressions import Bounds, Expression, Open, Unit, Year, Yearless
from extractors.date_patterns import TENSE, YEAR, DateRule, RuleSet

LONGEST_SPAN_YEARS = 60
FAR = 2030  # from this year on the press of today names plans after years


class CalendarPeriods(RuleSet):
    """The rules for periods and how their matches become expressions."""

    def rules(self) -> list[DateRule]:
        """Return the rules, each with its examples."""
        return [*self._months(), *self._years()]

    def _months(self) -> list[DateRule]:
        edge = r"(?:(?:{edge}|{season}) )?(?:{month_sign})?"
        return [
            self._rule(
                "month_year", edge + "{month}" + YEAR, "month_year",
                [("في نونبر 2020", "نونبر 2020", "2020-11-01/2020-11-30"),
                 ("الانتخابات الجماعية لأكتوبر 2015", "أكتوبر 2015", "2015-10-01/2015-10-31"),
                 ("أواخر شهر شباط من عام 2012", "أواخر شهر شباط من عام 2012", "2012-02-01/2012-02-29"),
                 ("تشرين الثاني/نوفمبر 2023", "تشرين الثاني/نوفمبر 2023", "2023-11-01/2023-11-30")],
                "مارس مهامه", "ماي وزيرة",
            ),
            self._rule(
                "months_of_year", r"(?:{month_sign})?{month}{to}(?:{month_sign2})?{month2}~(?:(?:من )?{year_word} )?{year}",
                "months_of_year",
                [("بين يناير وماي 2024", "يناير وماي 2024", "2024-01-01/2024-05-31"),
                 ("من كانون الثاني إلى آذار 2023", "كانون الثاني إلى آذار 2023", "2023-01-01/2023-03-31"),
                 ("من نونبر إلى فبراير 2023", "نونبر إلى فبراير 2023", "2022-11-01/2023-02-28")],
                "من يناير إلى ماي",
            ),
            self._rule(
                "months_of_years", r"(?:{month_sign})?{month} (?:{year_word} )?{year1}{to}(?:{month_sign2})?{month2} (?:{year_word2} )?{year}",
                "months_of_year",
                [("من يناير 2020 إلى مارس 2021", "يناير 2020 إلى مارس 2021", "2020-01-01/2021-03-31")],
                "من يناير 2020 إلى الآن",
            ),
            self._rule(
                "month_tense", edge + "{month}" + TENSE, "month_tense",
                [("منذ شهر يونيو المنصرم", "شهر يونيو المنصرم", "last --06"), ("متم نونبر المقبل", "متم نونبر المقبل", "next --11"),
                 ("في ماي من السنة الماضية", "ماي من السنة الماضية", "--05 year-1"),
                 ("وفي أكتوبر من نفس السنة", "أكتوبر من نفس السنة", "--10 same year")],
                "مارس الضغط",
            ),
            self._rule(
                "month_sign", r"(?:{edge} )?{month_sign}{month}", "month_alone",
                [("الدورة العادية لشهر أكتوبر", "شهر أكتوبر", "--10")],
                "شهر واحد",
            ),
            self._rule(
                "month_cued", r"(?P<cue>{month_cue} )?(?:{edge} )?{month}", "month_cued",
                [("لن تفتح قبل أفريل بسبب التأخر", "أفريل", "--04"), ("أواخر تموز، وصل الوفد", "أواخر تموز", "--07")],
                "من مارس عمله", "إليزا ماي", "في مارسيليا",
            ),
            self._rule(
                "month_item", r"(?P<cue>{bullet})?{month}(?=~:)", "month_cued",
                [("\n• يناير: توزيع معاطف", "يناير", "--01")],
                "مارس: عمله", "وزيرة ماي: قالت",
            ),
            self._rule(
                "quarter", "{fraction} {nth} (?:من )?(?:(?:{year_word} )?{year}|{unit} (?:{last}|{this}|{next}))", "quarter",
                [("خلال الربع الأول من سنة 2024", "الربع الأول من سنة 2024", "2024-01-01/2024-03-31"),
                 ("النصف الثاني من 2023", "النصف الثاني من 2023", "2023-07-01/2023-12-31"),
                 ("الفصل الثاني من السنة الجارية", "الفصل الثاني من السنة الجارية", "year+0 2/4")],
                "الفصل الأول من القانون",
            ),
        ]  # fmt: skip

    def _years(self) -> list[DateRule]:
        return [
            self._rule(
                "years", r"(?P<cue>{year_word} )?{year_a}(?:~(?:[،,]|و)~(?:1[89]|20)\d\d)*(?:~[-–—/]~|~و~(?:{year_word} )?| {joiner} (?:{year_word} )?){year}",
                "years",
                [("خلال الفترة 2021-2026", "2021-2026", "2021-01-01/2026-12-31"), ("بين 2013 و2017", "2013 و2017", "2013-01-01/2017-12-31"),
                 ("للعام الدراسي 2024 / 2025", "2024 / 2025", "2024-01-01/2025-12-31"), ("سنوات 2019، 2020 و2021", "2019، 2020 و2021", "2019-01-01/2021-12-31")],
                "من 2026 إلى 2021", "القانون 2015-2016",
            ),
            self._rule(
                "school_year", r"(?P<cue>{year_word} )?{year_a}~[-–/]~{short_year}", "school_year",
                [("موسم 2024-25", "2024-25", "2024-01-01/2025-12-31")],
                "القرار 2015-83",
            ),
            self._rule(
                "year", r"(?:(?:{edge}|{season}) (?:من )?)?{year_word}(?:~{old_year}|~\(~{old_year3}~\))(?:~{era})?", "year",
                [("منذ سنة 1998", "سنة 1998", "1998"), ("مستهل سنة 2021", "مستهل سنة 2021", "2021"),
                 ("ميزانية السنة المالية 2026", "السنة المالية 2026", "2026"), ("أسس عام 1757", "عام 1757", "1757"),
                 ("تعود لسنة 1860", "سنة 1860", "1860"), ("نكبة عام (1948)", "عام (1948", "1948")],
                "سنة 12 شهرا", "عام 20000", "أجندة سنة 2063", "خطة التنمية المستدامة لسنة 2030",
            ),
            self._rule(
                "edge_year", r"(?:{edge}|{season}) {year}(?:~{era})?", "edge_year",
                [("وفي ربيع 2004 زار", "ربيع 2004", "2004"), ("قبل نهاية 2025", "نهاية 2025", "2025")],
                "ربيع القلوب", "نهاية 2000 متطوع",
            ),
            self._rule(
                "year_bare", r"{year}(?:~{era})?", "year_bare",
                [("في 2013 أحدث المركز", "2013", "2013"), ("مقابل 87 سنة، و2024 بعدها", "2024", "2024"), ("في أفق 2028.", "2028", "2028")],
                "لأجندة 2030", "مونديال 2030", "استفاد 2000 شخص", "قيمته 2000 يورو", "رقم 2015", "بلغ 1.2015", "+212 2015", "كأس العالم 2030",
            ),
            self._rule(
                "decade", r"(?:(?:{edge}|{year_word}|{decade_sign}) (?:من )?)?{decade}(?: (?:من )?القرن {century})?", "decade",
                [("تسعينيات القرن الماضي", "تسعينيات القرن الماضي", "1990-01-01/1999-12-31"),
                 ("ثمانينيات القرن التاسع عشر", "ثمانينيات القرن التاسع عشر", "1880-01-01/1889-12-31")],
                "الستون",
            ),
            self._rule(
                "century", r"(?:(?:{edge}|{fraction} {nth}) (?:من )?)?القرن {century}(?: الميلادي)?", "century",
                [("منذ القرن التاسع عشر", "القرن التاسع عشر", "1801-01-01/1900-12-31")],
                "القرن الإفريقي",
            ),
        ]  # fmt: skip

    # -- from matches to expressions ---------------------------------------------------------------------------------

    def months_of_year(self, m: re.Match[str]) -> Expression:
        """Read ``يناير وماي 2024``, ``يناير 2020 إلى مارس 2021``."""
        first, last, year = self.words.month(m["month"]), self.words.month(m["month2"]), int(m["year"])
        given = m.groupdict().get("year1")
        start_year = int(given) if given else year - (first > last)
        if given and "و" in m["to"] and not self._between(m):
            raise ValueError("two months")
        start, end = date(start_year, first, 1), date(year, last, monthrange(year, last)[1])
        if end < start or (first == last and start_year == year):
            raise ValueError("no range of months")
        return Bounds(start, end)

    def month_year(self, m: re.Match[str]) -> Expression:
        """Read ``نونبر 2020``."""
        year, month = self._year(m), self.words.month(m["month"])
        return Bounds(date(year, month, 1), date(year, month, monthrange(year, month)[1]))

    def month_tense(self, m: re.Match[str]) -> Expression:
        """Read ``يونيو المنصرم``."""
        when = (self.words.month(m["month"]), None)
        tense, year_tense = self._tenses(m)
        return Yearless(when, when, None, tense, year_tense, same_year=bool(m["same"] or m["same_before"]))

    def month_alone(self, m: re.Match[str]) -> Expression:
        """Read ``شهر أكتوبر``."""
        when = (self.words.month(m["month"]), None)
        return Yearless(when, when)

    def month_cued(self, m: re.Match[str]) -> Expression:
        """Read a month alone behind a preposition of time or ``أواخر``; month names are words and surnames too."""
        if not m["cue"] and not m.groupdict().get("edge"):
            raise ValueError("nothing tells that it is a month")
        return self.month_alone(m)

    def year(self, m: re.Match[str]) -> Expression:
        """Read ``سنة 1998``, but not the far year that a plan is named after (``خطة التنمية لعام 2030``)."""
        if int(m["old_year"] or m["old_year3"]) >= FAR and is_planned(m.string, m.start()):
            raise ValueError("the name of a plan")
        return Year(int(m["old_year"] or m["old_year3"]))

    def edge_year(self, m: re.Match[str]) -> Expression:
        """Read ``ربيع 2004``."""
        if not m["season"] and is_counted(self.words, m.string, m.start("year"), m.end()):
            raise ValueError("a count")
        return Year(int(m["year"]))

    def year_bare(self, m: re.Match[str]) -> Expression:
        """Read a year that neither counts a noun nor belongs to a name."""
        counted = not m["era"] and is_counted(self.words, m.string, m.start("year"), m.end())
        planned = int(m["year"]) >= FAR and is_planned(m.string, m.start())
        if counted or planned or is_named(self.words, m.string, m.start("year")):
            raise ValueError("a count or a label")
        return Year(int(m["year"]))

    def years(self, m: re.Match[str]) -> Expression:
        """Read ``2021-2026``, ``2013 و2017``."""
        first, last = int(m["year_a"]), int(m["year"])
        if not first < last <= first + LONGEST_SPAN_YEARS or is_named(
            self.words, m.string, m.start("year_a"), law=True
        ):
            raise ValueError("no span of years")
        return Bounds(date(first, 1, 1), date(last, 12, 31))

    def school_year(self, m: re.Match[str]) -> Expression:
        """Read ``2024-25``: a year and the next one."""
        first = int(m["year_a"])
        if int(m["short_year"]) != (first + 1) % 100:
            raise ValueError("no two years running")
        return Bounds(date(first, 1, 1), date(first + 1, 12, 31))

    def quarter(self, m: re.Match[str]) -> Expression:
        """Read ``الربع الأول من سنة 2024``."""
        part = (self.words.number("nth", m["nth"]), self.words.number("fraction", m["fraction"]))
        if not m["year"]:
            tense, _ = self._tenses(m)
            if self.words["unit"][m["unit"]] != "year" or tense is None:
                raise ValueError("a quarter of a year only")
            return Unit("year", tense, part=part)
        value = part_of_year(int(m["year"]), *part)
        assert value.start
        assert value.end
        return Bounds(value.start, value.end)

    def decade(self, m: re.Match[str]) -> Expression:
        """Read ``تسعينيات القرن الماضي``; without its century a decade has no bounds."""
        if not m["century"]:
            return Open()
        start = self.words.number("century", m["century"]) - 1 + self.words.number("decade", m["decade"])
        return Bounds(date(start, 1, 1), date(start + 9, 12, 31))

    def century(self, m: re.Match[str]) -> Expression:
        """Read ``القرن التاسع عشر``."""
        start = self.words.number("century", m["century"])
        return Bounds(date(start, 1, 1), date(start + 99, 12, 31))
