"""Rules for times told from the day of writing or from a day told before: ``أمس``, ``الخميس الماضي``, ``اليوم ذاته``.

Not dates: ``اليوم`` that means nowadays or is the name of a newspaper, named days (``اليوم العالمي للمرأة``), weekdays
in names and recurring ones (``صلاة الجمعة``, ``كل سبت``), ``هذا العام``.
"""

from __future__ import annotations

import re

from extractors.date_calendar import NEXT
from extractors.date_context import matches, words_after, words_before
from extractors.date_expressions import Expression, NearWeekday, NthDay, Open, Same, Shift, Unit
from extractors.date_patterns import DateRule, RuleSet, tense_of

TENSE = "(?:{last}|{this}|{next})"
ALONE_NEVER = frozenset({"الامس", "الليله", "هذه الليله", "الغد"})  # `بالأمس` is the past, `الغد` the future
FUTURE_VERB = re.compile(r"[وف]?س[يتن]\w{3,}\Z")  # سيلتقي
FUTURE_REACH = 5  # words before a bare weekday in which its verb may stand


class RelativeDates(RuleSet):
    """The rules and how their matches become expressions."""

    def rules(self) -> list[DateRule]:
        """Return the rules, each with its examples."""
        return [*self._days(), *self._units(), *self._told()]

    def _days(self) -> list[DateRule]:
        return [
            self._rule(
                "relative_day", r"(?:{part} )?{shift}(?:~[،,]?~{weekday})?", "relative_day",
                [("وصل اليوم إلى الرباط", "اليوم", "today+0"), ("مساء أمس الأول", "مساء أمس الأول", "today-2"),
                 ("صبيحة يومه الثلاثاء", "صبيحة يومه الثلاثاء", "today+0 tuesday"), ("يزور غداً الخميس", "غدا الخميس", "today+1 thursday"),
                 ("صباح أمس (الأحد)", "صباح أمس (الأحد)", "today-1 sunday"), ("البارحة الأولى", "البارحة الأولى", "today-2")],
                "اليوم العالمي للمرأة", "يومية الصباح", "صحيفة عين اليوم", "حتى اليوم", "واليوم، صار", "في هذا اليوم", "بالأمس كان حلما",
            ),
            self._rule(
                "weekday_tense", r"(?:{part} )?(?:{day_word} )?{weekday}~[،,]?~(?:من {unit} )?" + TENSE, "weekday_tense",
                [("اجتمع الخميس الماضي", "الخميس الماضي", "last thursday"), ("يوم الأحد القادم", "يوم الأحد القادم", "next sunday"),
                 ("الأربعاء من الأسبوع المنصرم", "الأربعاء من الأسبوع المنصرم", "last week wednesday")],
                "الأحداث الماضية",
            ),
            self._rule(
                "weekday", r"(?:{part} )?(?:{day_word} )?{weekday}", "weekday",
                [("مساء السبت بالدار البيضاء", "مساء السبت", "saturday"), ("وفي يوم الجمعة زار", "يوم الجمعة", "friday"),
                 ("سيلتقي الوزير الأربعاء نظيره", "الأربعاء", "next wednesday")],
                "صلاة الجمعة", "سوق الأربعاء", "كل سبت", "أيام الأحد", "الأحداث",
            ),
        ]  # fmt: skip

    def _units(self) -> list[DateRule]:
        return [
            self._rule(
                "unit", r"(?:(?:{edge}|{season}) )?{unit} " + TENSE, "unit",
                [("خلال الأسبوع الماضي", "الأسبوع الماضي", "week-1"), ("متم السنة الجارية", "متم السنة الجارية", "year+0"),
                 ("بالنسبة للسنة الجارية", "لسنة الجارية", "year+0"), ("صيف العام المقبل", "صيف العام المقبل", "year+1")],
                "هذا العام", "العام الثاني",
            ),
            self._rule(
                "day_of_unit", r"(?:{part} )?(?:{day_word}~)?(?:{weekday}~)?{day} (?:من )?{unit} " + TENSE, "day_of_unit",
                [("في الرابع عشر من الشهر الماضي", "الرابع عشر من الشهر الماضي", "month-1 day 14")],
                "14 من العام الماضي",
            ),
            self._rule(
                "units", r"(?:{count} )?{unit_vague} (?:{count2} )?" + TENSE, "open",
                [("خلال الأيام القليلة الماضية", "الأيام القليلة الماضية", "open"), ("العقد الماضي", "العقد الماضي", "open")],
                "الأيام الدراسية",
            ),
            self._rule(
                "open", "{open}", "open",
                [("أحدث مؤخرا", "مؤخرا", "open"), ("قبل أسبوعين", "قبل أسبوعين", "open")],
                "المؤخر",
            ),
        ]  # fmt: skip

    def _told(self) -> list[DateRule]:
        return [
            self._rule(
                "same", r"(?:{part} )?{day_name} {same}", "same",
                [("وفي اليوم ذاته وقع", "اليوم ذاته", "same day+0"), ("صبيحة اليوم الموالي", "صبيحة اليوم الموالي", "same day+1"),
                 ("في الشهر نفسه", "الشهر نفسه", "same month+0"), ("عائد للشهر نفسه", "لشهر نفسه", "same month+0")],
                "اليوم الوطني",
            ),
            self._rule(
                "same_before", r"(?:{part} )?{same_before} {day_name}", "same_before",
                [("في نفس اليوم", "نفس اليوم", "same day+0")],
                "نفس المدينة", "ذات يوم",
            ),
            self._rule(
                "nth_day", r"(?:{part} )?اليوم {nth}", "nth_day",
                [("خصص اليوم الأول للورشات", "اليوم الأول", "day 1"), ("اليوم الثاني: خريبكة", "اليوم الثاني", "day 2")],
                "اليوم الدراسي الأول",
            ),
        ]  # fmt: skip

    # -- from matches to expressions ---------------------------------------------------------------------------------

    def relative_day(self, m: re.Match[str]) -> Expression:
        """Read ``أمس``, ``صباح اليوم الاثنين``; ``اليوم`` alone only where it is the day of writing."""
        word = " ".join(m["shift"].split())
        alone = not m["weekday"] and not m["part"]
        if alone and (word in ALONE_NEVER or (word == "لامس")):
            raise ValueError("the past or the future")
        if word in ("اليوم", "ليوم", "هذا اليوم"):
            before, after = words_before(m.string, m.start()), words_after(m.string, m.end())
            if not m["weekday"] and after and after[0] in self.words["not_today"]:
                raise ValueError("a named day")
            cued = bool(before) and matches(before[-1], self.words["nowadays"])
            if alone and (
                m["clitic"] or cued or word != "اليوم" or re.match(r"\s*[–—]", m.string[m.end() : m.end() + 3])
            ):
                raise ValueError("nowadays, a whole day or a newspaper")
        return Shift(self.words.number("shift", m["shift"]), self.words.weekday(m["weekday"]))

    def weekday_tense(self, m: re.Match[str]) -> Expression:
        """Read ``الخميس الماضي``, ``الأربعاء من الأسبوع المنصرم``."""
        weekday = self.words.weekday(m["weekday"])
        assert weekday
        unit = self.words["unit"][m["unit"]] if m["unit"] else None
        if unit not in (None, "week"):
            return Open(weekday)
        return NearWeekday(weekday, tense_of(m), of_week=unit == "week")

    def weekday(self, m: re.Match[str]) -> Expression:
        """Read ``يوم الجمعة``; in a clause about the future it is the next one."""
        weekday = self.words.weekday(m["weekday"])
        assert weekday
        before = words_before(m.string, m.start())
        last = before[-1] if before else ""
        day_word = (m["day_word"] or "").strip()
        if day_word == "ايام" or (last == "كل" and day_word):
            raise ValueError("a recurring day")
        if not day_word and not m["part"] and matches(last, self.words["not_weekday"]):
            raise ValueError("a name, or a recurring day")
        future = any(w in self.words["future"] or FUTURE_VERB.match(w) for w in before[-FUTURE_REACH:])
        return NearWeekday(weekday, NEXT if future else None)

    def unit(self, m: re.Match[str]) -> Expression:
        """Read ``الأسبوع الماضي``."""
        tense = tense_of(m)
        assert tense is not None
        self._no_office(m)
        return Unit(self._unit_of(m["unit"]), tense)

    def _no_office(self, m: re.Match[str]) -> None:
        """Raise ValueError where ``العام`` is the rank of an office (``النائب العام السابق``)."""
        before = words_before(m.string, m.start())
        if before and m[0].endswith(("السابق", "الحالي")) and matches(before[-1], self.words["general_of"]):
            raise ValueError("an office")

    def day_of_unit(self, m: re.Match[str]) -> Expression:
        """Read ``14 من الشهر الماضي``."""
        tense, day = tense_of(m), self.words.day(m["day"])
        if self._unit_of(m["unit"]) != "month" or tense is None or not 1 <= day <= 31:
            raise ValueError("a day of a month only")
        return Unit("month", tense, day)

    def open(self, m: re.Match[str]) -> Expression:
        """Read a time without bounds."""
        del m
        return Open()

    def same(self, m: re.Match[str]) -> Expression:
        """Read ``اليوم الموالي``."""
        self._no_office(m)
        return Same(self._restored("day_name", m["day_name"]), self.words.number("same", m["same"]))

    def same_before(self, m: re.Match[str]) -> Expression:
        """Read ``نفس اليوم``; ``ذات يوم`` is once upon a time."""
        if not m["day_name"].startswith("ال"):
            raise ValueError("some day")
        return Same(self._restored("day_name", m["day_name"]))

    def nth_day(self, m: re.Match[str]) -> Expression:
        """Read ``اليوم الثاني``."""
        return NthDay(self.words.number("nth", m["nth"]))

    def _unit_of(self, form: str) -> str:
        """Return the unit a form names, the article restored behind ل."""
        return self._restored("unit", form)

    def _restored(self, words: str, form: str) -> str:
        """Return the value of a form, the article restored behind ل (``للشهر نفسه``)."""
        values = self.words[words]
        return values[form] if form in values else values["ا" + form]
