"""Dates of the Arabic press: days, months, years, ranges, relative and Hijri dates, resolved or left open.

The anchor of relative dates is a date the text itself shows as its day of publication (``اليوم الثلاثاء 18 نونبر
2025``), else the one of the page's metadata; without either they stay open (bounds None, weekday kept).
Conventions: the annotation guidelines (a year runs from 1 January to 31 December, ``الأسبوع الماضي`` from Monday to
Sunday, a weekday with ``الماضي`` is the last such day before the anchor).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from hijridate import Hijri

from corpus.document import Document
from corpus.mention import DateValue, Label, Mention, Span, Weekday
from corpus.normalise import FoldedText
from extractors.base import provenance
from extractors.date_words import hijri_months, months, ordinals, pieces, weekdays, word_key

DAYS = list(Weekday)
TODAY, YESTERDAY, BEFORE, TOMORROW, AFTER = 0, -1, -2, 1, 2
OFFSETS = {
    "اليوم": TODAY, "يومه": TODAY, "امس": YESTERDAY, "البارحه": YESTERDAY, "اول امس": BEFORE, "امس الاول": BEFORE,
    "اول البارحه": BEFORE, "البارحه الاولي": BEFORE, "غدا": TOMORROW, "غد": TOMORROW, "يوم غد": TOMORROW,
    "بعد غد": AFTER, "بعد غدا": AFTER,
}  # fmt: skip
SEASONS = ("ربيع", "صيف", "خريف", "شتاء")
HIJRI_YEARS = range(1200, 1500)


@dataclass(frozen=True)
class Found:
    """A date expression before resolution: folded span, the rule, and the match."""

    start: int
    end: int
    rule: str
    match: re.Match[str]


class DateExtractor:
    """Finds dates (label DATE)."""

    name = "dates"
    labels = frozenset({Label.DATE})
    requires: frozenset[Label] = frozenset()

    def __init__(self, patterns: dict[str, re.Pattern[str]]) -> None:
        self.patterns = patterns

    @classmethod
    def load(cls) -> DateExtractor:
        """Return the extractor with the month and weekday names of all Arab countries."""
        return cls(build_patterns())

    def extract(self, doc: Document) -> Iterable[Mention]:
        """Yield one mention a date expression, the longest where several overlap."""
        folded = FoldedText(doc.text)
        found = list(self._longest(folded.text))
        resolver = Resolver(folded.text, doc.published)
        values = resolver.resolve(found)
        for item, value in zip(found, values, strict=True):
            if value is None:
                continue
            span = _trimmed(doc.text, folded.span(item.start, item.end))
            yield doc.mention(
                *span, Label.DATE, provenance=provenance(self.name, f"dates.{item.rule}"), value=value,
                confidence=0.9 if value.start else 0.7,
            )  # fmt: skip

    def _longest(self, text: str) -> Iterator[Found]:
        """Yield the matches of all patterns, the longest first where they overlap, in text order."""
        every = [
            Found(*match.span(), rule, match)
            for rule, pattern in self.patterns.items()
            for match in pattern.finditer(text)
            if match.end() > match.start()
        ]
        kept: list[Found] = []
        for item in sorted(every, key=lambda f: (f.start - f.end, f.start)):
            if not any(item.start < k.end and k.start < item.end for k in kept):
                kept.append(item)
        yield from sorted(kept, key=lambda f: f.start)


def _trimmed(text: str, span: Span) -> Span:
    """Return a span without blanks or an unclosed bracket at its ends."""
    start, end = span
    while end > start and (text[end - 1].isspace() or text[end - 1] in "،,"):
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def build_patterns() -> dict[str, re.Pattern[str]]:
    """Return rule name -> pattern over folded text (see the examples in ``tests/extractors/test_dates.py``)."""
    p = pieces()
    gap = r"[^\S\n]"
    lead = rf"(?:(?P<part>{p['part']}){gap}+)?(?:(?P<today>{p['today']}){gap}+)?(?:(?P<weekday>{p['weekday']}){gap}*[،,]?{gap}*)?"
    lead2 = lead.replace("(?P<", "(?P<b_")
    of = rf"{gap}*(?:من{gap}+)?(?:شهر{gap}+)?"
    year = rf"{gap}*[،,]?{gap}*{p['yearword']}?(?P<year>{p['year']})(?:{gap}*م\b)?"
    tense = rf"(?:{gap}+(?:من{gap}+(?:السنه|العام|الشهر){gap}+)?(?:(?P<last>{p['last']})|(?P<this>{p['this']})|(?P<next>{p['next']})))"
    edge = rf"(?:(?P<edge>مطلع|متم|نهايه|بدايه|اواخر|اوايل|منتصف|اواسط|مستهل|ختام|غره){gap}+(?:شهر{gap}+)?)?"
    to = rf"{gap}*(?:الي{gap}+غايه|الي|حتي|لغايه|و|-|–|—|/){gap}*"
    bracket = rf"{gap}*\(?{gap}*"
    raw = {
        "day_month_year": rf"{lead}{bracket}(?P<day>{p['day']}){of}(?P<month>{p['month']}){year}\)?",
        "day_month": rf"{lead}{bracket}(?P<day>{p['day']}){of}(?P<month>{p['month']})\)?{tense}?",
        "range_days": rf"(?:(?P<today>{p['today']}){gap}+)?(?P<day>\d{{1,2}}){to}(?P<day2>\d{{1,2}}){of}(?P<month>{p['month']})(?:{year}|{tense})?",
        "range_months": rf"{lead}(?P<day>\d{{1,2}}){of}(?P<month>{p['month']})(?:{gap}+(?P<year1>{p['year']}))?{to}(?:{lead2})?(?P<day2>{p['day']}){of}(?P<month2>{p['month']})(?:{year})?",
        "numeric": rf"{lead}{bracket}(?P<n1>\d{{1,4}}){gap}*(?P<sep>[/.-]){gap}*(?P<n2>\d{{1,2}}){gap}*(?P=sep){gap}*(?P<n3>\d{{2,4}})(?P<hijri_mark>{gap}*ه\b)?",
        "month_year": rf"{edge}(?:شهر{gap}+)?(?P<month>{p['month']}){gap}*(?:من{gap}+)?{p['yearword']}?(?P<year>{p['year']})",
        "months_year": rf"(?P<month>{p['month']})(?:{to}|{gap}+)(?P<month2>{p['month']}){gap}*{p['yearword']}?(?P<year>{p['year']})",
        "month_tense": rf"{edge}(?:شهر{gap}+)?(?P<month>{p['month']}){tense}",
        "month_alone": rf"(?:{edge}شهر{gap}+)(?P<month>{p['month']})",
        "hijri": rf"{lead}(?:(?P<day>{p['day']}){of})?(?:شهر{gap}+)?(?P<hmonth>{p['hijri']}){gap}*(?:من{gap}+)?{p['yearword']}?(?P<hyear>1[2-4]\d\d)?(?:{gap}*(?:ه|هجريه?)\b)?(?:{gap}*[،,(]?{gap}*(?:الموافق(?:{gap}*ل)?|ل){gap}*{gap}*(?P<gday>{p['day']}){of}(?P<gmonth>{p['month']}){gap}*(?P<gyear>{p['year']})?(?:{gap}*م\b)?\)?)?",
        "hijri_year": rf"(?:(?:سنه|عام|العام|لعام|للعام){gap}+)?(?P<hyear>1[2-4]\d\d)(?:{gap}*[-–/]{gap}*(?P<hyear2>1[2-4]\d\d))?{gap}*(?:ه|هجريه?)\b",
        "years": rf"(?P<y1>{p['year']}){gap}*(?:[-–—/]|و|الي|حتي){gap}*(?P<y2>{p['year']})",
        "year": rf"(?:(?P<season>{'|'.join(SEASONS)}|نهايه|بدايه|متم|مطلع|اواخر|اوايل|منتصف|غضون){gap}+)?(?:سنه|عام|العام|السنه|سنتي|عامي){gap}+(?P<year>{p['year']})",
        "year_bare": rf"(?P<year>{p['year']})",
        "weekday_tense": rf"(?:(?P<part>{p['part']}){gap}+)?(?:يوم{gap}+)?(?P<weekday>{p['weekday']}){gap}+(?:(?P<last>{p['last']})|(?P<this>{p['this']})|(?P<next>{p['next']}))",
        "relative_day": rf"(?:(?P<part>{p['part']}){gap}+)?(?P<rel>البارحه الاولي|اول البارحه|اول امس|امس الاول|يوم غد|بعد غد|بعد غدا|اليوم|يومه|امس|البارحه|غدا|غد)(?:{gap}+(?P<weekday>{p['weekday']}))?",
        "weekday": rf"(?:(?P<part>{p['part']}){gap}+)?(?P<day_word>يوم{gap}+|يومه{gap}+)?(?P<weekday>{p['weekday']})",
        "unit": rf"(?:(?P<season>{'|'.join(SEASONS)}|نهايه|بدايه|متم|مطلع|اواخر|اوايل|منتصف|خلال){gap}+)?(?P<unit>الاسبوع|الشهر|السنه|العام|الموسم|الاسابيع|الاشهر|الشهور|السنوات|الايام){gap}+(?:(?P<count>القليله|الثلاثه?|الاربعه?|الخمسه?|السته?|المقبله|القادمه){gap}+)?(?:(?P<last>{p['last']})|(?P<this>{p['this']})|(?P<next>{p['next']}))",
        "ago": rf"(?:قبل|منذ){gap}+(?:يومين|ايام|اسبوعين|اسبوع|اسابيع|شهرين|شهر|اشهر|شهور|سنتين|سنوات|عامين|اعوام)\b",
        "vague": r"(?:موخرا|الاونه الاخيره|هذا الاسبوع|هذا الشهر|هذه السنه|هذا العام|هذا الصيف|نهايه الاسبوع|قبل قليل)",
        "same_day": rf"(?:اليوم|يوم){gap}+(?:(?P<same>نفسه|ذاته|المذكور)|(?P<following>الموالي|التالي))|(?:اليوم{gap}+الاول)",
        "decade": rf"(?:سنوات{gap}+)?(?P<decade>العشرينيات|الثلاثينيات|الاربعينيات|الخمسينيات|الستينيات|السبعينيات|الثمانينيات|التسعينيات|العشرينات|الثلاثينات|الاربعينات|الخمسينات|الستينات|السبعينات|الثمانينات|التسعينات)(?:{gap}+من{gap}+القرن{gap}+(?:الماضي|العشرين))?|القرن{gap}+(?P<century>التاسع عشر|العشرين|الماضي|الحالي|الثامن عشر)",
    }  # fmt: skip
    return {rule: re.compile(rf"(?<![\w/.-])(?:{pattern})(?![\w])") for rule, pattern in raw.items()}


class Resolver:
    """Turns matches into bounds, with the anchor and the years of one text."""

    def __init__(self, text: str, published: date | None) -> None:
        self.text = text
        self.meta = published
        self.shown: date | None = None
        self.chain: date | None = None  # the last full day of the text, for `اليوم نفسه` and bare weekdays

    @cached_property
    def years(self) -> list[int]:
        """The years written in the text, in order, once each."""
        return list(dict.fromkeys(int(y) for y in re.findall(r"(?<!\d)(20\d\d|19\d\d)(?!\d)", self.text)))

    @property
    def anchor(self) -> date | None:
        """The day of publication: shown by the text, else given."""
        return self.shown or self.meta

    def resolve(self, found: list[Found]) -> list[DateValue | None]:
        """Return the value of each match, None for what is no date."""
        for item in found:  # first, what shows the day of publication
            if item.rule == "day_month_year":
                self._note_published(item)
        values: list[DateValue | None] = []
        for item in found:
            try:
                value = getattr(self, f"_{item.rule}")(item.match, item)
            except ValueError:
                value = None
            if value is not None and value.start and value.start == value.end:
                self.chain = value.start
            values.append(value)
        return values

    def _note_published(self, item: Found) -> None:
        """Remember the publication day shown by ``اليوم`` (``أمس``, ``غدا``) with a full date."""
        today = item.match.group("today")
        if self.shown is None and today in OFFSETS:
            try:
                self.shown = self._full(item.match) - timedelta(days=OFFSETS[today])
            except ValueError:
                return

    def _full(self, m: re.Match[str]) -> date:
        return date(int(m.group("year")), month_of(m.group("month")), day_of(m.group("day")))

    def _day_month_year(self, m: re.Match[str], _: Found) -> DateValue | None:
        day = self._full(m)
        weekday = weekday_of(m.group("weekday"))
        note = "the weekday written is not that of the date" if weekday and weekday is not DAYS[day.weekday()] else None
        today = m.group("today")
        published = day - timedelta(days=OFFSETS[today]) if today in OFFSETS else None
        return DateValue(day, day, weekday, published=published, note=note)

    def _day_month(self, m: re.Match[str], _: Found) -> DateValue | None:
        day, month, weekday = day_of(m.group("day")), month_of(m.group("month")), weekday_of(m.group("weekday"))
        if not 1 <= day <= monthrange(2024, month)[1]:
            raise ValueError("no such day")
        tense = tense_of(m)
        if tense is not None and self.anchor is not None:
            return single(tensed_day(self.anchor, month, day, tense), weekday, relative=True)
        if m.group("today") in OFFSETS and self.anchor is not None:
            wanted = self.anchor + timedelta(days=OFFSETS[m.group("today")])
            if (wanted.month, wanted.day) == (month, day):
                return single(wanted, weekday, relative=True)
        years = self.years
        if weekday is not None:
            fitting = [
                y
                for y in dict.fromkeys([*years, *([self.anchor.year] if self.anchor else [])])
                if fits(y, month, day, weekday)
            ]
            if len(fitting) == 1:
                return single(date(fitting[0], month, day), weekday)
        return DateValue(None, None, weekday)

    def _range_days(self, m: re.Match[str], item: Found) -> DateValue | None:
        month, first, last = month_of(m.group("month")), int(m.group("day")), int(m.group("day2"))
        if last < first or last > 31 or first < 1:
            raise ValueError("no range of days")
        if m.group("year"):
            year = int(m.group("year"))
            return DateValue(date(year, month, first), date(year, month, last))
        tense = tense_of(m)
        if tense is not None and self.anchor is not None:
            start = tensed_day(self.anchor, month, first, tense)
            return DateValue(start, date(start.year, month, last), relative=True)
        del item
        return DateValue(None, None)

    def _range_months(self, m: re.Match[str], _: Found) -> DateValue | None:
        month, month2 = month_of(m.group("month")), month_of(m.group("month2"))
        day, day2 = int(m.group("day")), day_of(m.group("day2"))
        given, given1 = m.group("year"), m.group("year1")
        if not given and not given1:
            return DateValue(None, None)
        end_year = int(given or given1)
        start_year = int(given1) if given1 else end_year - (1 if month > month2 else 0)
        return DateValue(date(start_year, month, day), date(end_year, month2, day2))

    def _numeric(self, m: re.Match[str], _: Found) -> DateValue | None:
        first, second, third = int(m.group("n1")), int(m.group("n2")), int(m.group("n3"))
        if m.group("hijri_mark") or first in HIJRI_YEARS or third in HIJRI_YEARS:
            year, day = (first, third) if first > 31 else (third, first)
            return single(hijri_day(year, second, day), weekday_of(m.group("weekday")))
        if max(first, third) > 99 and not any(1800 <= n <= 2100 for n in (first, third)):
            raise ValueError("a law number")
        if first > 31:
            return single(date(first, second, third), weekday_of(m.group("weekday")))
        year = third if third > 99 else 2000 + third
        if m.group("sep") == "." and third <= 99:
            raise ValueError("a version or a law number")
        if second > 12 and first <= 12:
            first, second = second, first
        return single(date(year, second, first), weekday_of(m.group("weekday")))

    def _month_year(self, m: re.Match[str], _: Found) -> DateValue | None:
        return month_bounds(int(m.group("year")), month_of(m.group("month")))

    def _months_year(self, m: re.Match[str], _: Found) -> DateValue | None:
        year, first, last = int(m.group("year")), month_of(m.group("month")), month_of(m.group("month2"))
        if first >= last:
            return month_bounds(year, last)
        return DateValue(date(year, first, 1), date(year, last, monthrange(year, last)[1]))

    def _month_tense(self, m: re.Match[str], _: Found) -> DateValue | None:
        tense = tense_of(m)
        if self.anchor is None or tense is None:
            return DateValue(None, None, relative=True)
        start = tensed_day(self.anchor, month_of(m.group("month")), 1, tense, whole_month=True)
        return replace(month_bounds(start.year, start.month), relative=True)

    def _month_alone(self, m: re.Match[str], _: Found) -> DateValue | None:
        del m
        return DateValue(None, None)

    def _hijri(self, m: re.Match[str], _: Found) -> DateValue | None:
        if m.group("gday") and m.group("gyear"):
            return single(
                date(int(m.group("gyear")), month_of(m.group("gmonth")), day_of(m.group("gday"))),
                weekday_of(m.group("weekday")),
            )
        month = word_key(m.group("hmonth"), hijri_months())
        bare = not m.group("day") and not m.group("hyear")
        if bare and "شهر" not in m.group():
            # `رمضان`, `رجب`, `شعبان` alone are also names of persons; `صفر` is zero
            return None
        if not m.group("hyear"):
            return DateValue(None, None, weekday_of(m.group("weekday")))
        year = int(m.group("hyear"))
        if m.group("day"):
            return single(hijri_day(year, month, day_of(m.group("day"))), weekday_of(m.group("weekday")))
        following = hijri_day(year + 1, 1, 1) if month == 12 else hijri_day(year, month + 1, 1)
        return DateValue(hijri_day(year, month, 1), following - timedelta(days=1))

    def _hijri_year(self, m: re.Match[str], _: Found) -> DateValue | None:
        first, last = int(m.group("hyear")), int(m.group("hyear2") or m.group("hyear"))
        return DateValue(hijri_day(first, 1, 1), hijri_day(last + 1, 1, 1) - timedelta(days=1))

    def _years(self, m: re.Match[str], item: Found) -> DateValue | None:
        first, last = int(m.group("y1")), int(m.group("y2"))
        if last <= first or last - first > 60 or named_number(self.text, item.start):
            return None
        return DateValue(date(first, 1, 1), date(last, 12, 31))

    def _year(self, m: re.Match[str], _: Found) -> DateValue | None:
        return year_bounds(int(m.group("year")))

    def _year_bare(self, m: re.Match[str], item: Found) -> DateValue | None:
        if named_number(self.text, item.start) or counted(self.text, item.end):
            return None
        return year_bounds(int(m.group("year")))

    def _weekday_tense(self, m: re.Match[str], _: Found) -> DateValue | None:
        weekday = weekday_of(m.group("weekday"))
        assert weekday is not None
        tense = tense_of(m)
        if self.anchor is None or tense is None:
            return DateValue(None, None, weekday, relative=True)
        return single(nearest(self.anchor, weekday, tense), weekday, relative=True)

    def _relative_day(self, m: re.Match[str], item: Found) -> DateValue | None:
        rel, weekday = m.group("rel"), weekday_of(m.group("weekday"))
        after = self.text[item.end : item.end + 14].lstrip()
        if rel == "اليوم" and re.match(
            r"(?:العالمي|الوطني|الدولي|العربي|الدراسي|الاول|الافريقي|الثاني|الثالث|التواصلي|الاعلامي|الموالي)\b", after
        ):
            return None
        offset = OFFSETS.get(rel, OFFSETS.get(rel.removeprefix("يوم "), TODAY))
        if self.anchor is None:
            return DateValue(None, None, weekday, relative=True)
        return single(self.anchor + timedelta(days=offset), weekday, relative=True)

    def _weekday(self, m: re.Match[str], item: Found) -> DateValue | None:
        weekday = weekday_of(m.group("weekday"))
        assert weekday is not None
        before = self.text[max(0, item.start - 8) : item.start].split()
        if (
            not m.group("day_word")
            and not m.group("part")
            and before
            and before[-1]
            in ("صلاه", "سوق", "خطبه", "يا", "مدينه", "محمد", "ليله", "جماعه", "سوق", "عبد", "الاخ", "حي")
        ):
            return None
        if self.anchor is not None:
            return single(nearest(self.anchor, weekday, -1, inclusive=True), weekday, relative=True)
        if self.chain is not None:
            return single(nearest(self.chain, weekday, 1, inclusive=True), weekday, relative=True)
        return DateValue(None, None, weekday, relative=True)

    def _unit(self, m: re.Match[str], _: Found) -> DateValue | None:
        tense, unit = tense_of(m), m.group("unit")
        if (
            self.anchor is None
            or tense is None
            or m.group("count")
            or (unit.startswith(("الاس", "الاش", "الشهور", "السنوات", "الايام")) and unit != "الاسبوع")
        ):
            return DateValue(None, None, relative=True)
        return replace(unit_bounds(self.anchor, unit, tense), relative=True)

    def _ago(self, m: re.Match[str], _: Found) -> DateValue | None:
        return DateValue(None, None, relative=True) if m.group().startswith("قبل") else None

    def _vague(self, m: re.Match[str], _: Found) -> DateValue | None:
        if m.group() in ("هذا الشهر", "هذا الاسبوع", "هذه السنه", "هذا العام") and self.anchor is not None:
            return replace(
                unit_bounds(self.anchor, {"هذا الشهر": "الشهر", "هذا الاسبوع": "الاسبوع"}.get(m.group(), "السنه"), 0),
                relative=True,
            )
        return DateValue(None, None, relative=True)

    def _same_day(self, m: re.Match[str], _: Found) -> DateValue | None:
        base = self.chain or self.anchor
        if base is None:
            return DateValue(None, None, relative=True)
        return single(base + timedelta(days=1 if m.group("following") else 0), None, relative=True)

    def _decade(self, m: re.Match[str], _: Found) -> DateValue | None:
        word = m.group("decade")
        if word is None:
            century = {"التاسع عشر": 1800, "العشرين": 1900, "الماضي": 1900, "الحالي": 2000, "الثامن عشر": 1700}[
                m.group("century")
            ]
            return DateValue(date(century + 1, 1, 1), date(century + 100, 12, 31))
        stems = ("العشرين", "الثلاثين", "الاربعين", "الخمسين", "الستين", "السبعين", "الثمانين", "التسعين")
        start = 1920 + 10 * next(i for i, stem in enumerate(stems) if word.startswith(stem))
        return DateValue(date(start, 1, 1), date(start + 9, 12, 31))


def published_in_text(mentions: Iterable[Mention]) -> Mention | None:
    """Return the date mention that shows the day of publication, None without one."""
    return next((m for m in mentions if isinstance(m.value, DateValue) and m.value.published), None)


def hijri_day(year: int, month: int, day: int) -> date:
    """Return the Gregorian day: Umm al-Qura (hijridate, from 1343), before it the tabular civil calendar.

    Source: Reingold and Dershowitz, Calendrical Calculations, the arithmetical Islamic calendar.
    """
    try:
        return date.fromisoformat(Hijri(year, month, day).to_gregorian().isoformat())
    except OverflowError:
        ordinal = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30 + 227014
        return date.fromordinal(ordinal)


def month_of(text: str) -> int:
    """Return the number of a folded month, of the first of a double name (``اب/اغسطس``)."""
    return word_key(re.split(r"\s*[/(]", text)[0].strip(), months())


def day_of(text: str) -> int:
    """Return a day of the month in digits or as an ordinal."""
    return int(text) if text.isdigit() else word_key(text, ordinals())


def weekday_of(text: str | None) -> Weekday | None:
    """Return the weekday of a folded name, in brackets or not."""
    return weekdays().get(text.strip("()")) if text else None


def tense_of(m: re.Match[str]) -> int | None:
    """Return -1, 0 or 1 for ``الماضي``, ``الجاري``, ``المقبل``; None without one."""
    groups = m.groupdict()
    return -1 if groups.get("last") else 0 if groups.get("this") else 1 if groups.get("next") else None


def single(day: date, weekday: Weekday | None, *, relative: bool = False) -> DateValue:
    """Return the value of one day; a weekday that disagrees is kept and noted."""
    note = "the weekday written is not that of the date" if weekday and weekday is not DAYS[day.weekday()] else None
    return DateValue(day, day, weekday, relative=relative, note=note)


def fits(year: int, month: int, day: int, weekday: Weekday) -> bool:
    """Whether a day falls on the weekday in that year."""
    try:
        return DAYS[date(year, month, day).weekday()] is weekday
    except ValueError:
        return False


def tensed_day(anchor: date, month: int, day: int, tense: int, *, whole_month: bool = False) -> date:
    """Return the day of a month before (-1), in (0) or after (1) the anchor's."""
    year = anchor.year
    if tense < 0 and ((month, 0 if whole_month else day) >= (anchor.month, 0 if whole_month else anchor.day)):
        year -= 1
    if tense > 0 and ((month, 0 if whole_month else day) <= (anchor.month, 0 if whole_month else anchor.day)):
        year += 1
    return date(year, month, day)


def nearest(anchor: date, weekday: Weekday, tense: int, *, inclusive: bool = False) -> date:
    """Return the weekday before (tense -1) or after the anchor; the anchor itself only if ``inclusive``."""
    step = 1 if tense > 0 else -1
    day = anchor if inclusive or tense == 0 else anchor + timedelta(days=step)
    while DAYS[day.weekday()] is not weekday:
        day += timedelta(days=step)
    return day


def month_bounds(year: int, month: int) -> DateValue:
    """Return first and last day of a month."""
    return DateValue(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def year_bounds(year: int) -> DateValue:
    """Return first and last day of a year."""
    return DateValue(date(year, 1, 1), date(year, 12, 31))


def unit_bounds(anchor: date, unit: str, tense: int) -> DateValue:
    """Return the calendar week, month or year before, round or after the anchor."""
    if unit == "الاسبوع":
        monday = anchor - timedelta(days=anchor.weekday()) + timedelta(weeks=tense)
        return DateValue(monday, monday + timedelta(days=6))
    if unit == "الشهر":
        index = anchor.year * 12 + anchor.month - 1 + tense
        return month_bounds(index // 12, index % 12 + 1)
    return year_bounds(anchor.year + tense)


NAMING = frozenset(
    "رقم اجنده رويه كوب مونديال افق استراتيجيه مخطط المادّه الماده الفصل القانون مرسوم قانون نموذج دوره نسخه كان برنامج".split()  # noqa: SIM905
)


def named_number(text: str, start: int) -> bool:
    """Whether a number belongs to a name or a law (``أجندة 2030``, ``القانون رقم 2015``), or is part of a longer one."""
    words = re.findall(r"\w+", text[max(0, start - 25) : start])
    before = text[start - 1 : start]
    return (
        bool(words and words[-1] in NAMING)
        or before in (".", "/", "-", "+")
        or bool(re.search(r"\d[\s.,]$", text[:start][-2:]))
    )


def counted(text: str, end: int) -> bool:
    """Whether a bare four-digit number counts what follows it (``2000 مستفيد``), rather than names a year."""
    following = re.match(r"[^\S\n]*([^\W\d_]+)?(\S?)", text[end : end + 20])
    word = following.group(1) if following else None
    if text[end : end + 1] in ("/", "-", ".") and text[end + 1 : end + 2].isdigit():
        return True
    if not word:
        return False
    linking = word in (
        "و",
        "في",
        "من",
        "الي",
        "علي",
        "ان",
        "التي",
        "الذي",
        "كما",
        "عن",
        "مع",
        "حتي",
        "ب",
        "حيث",
        "هو",
        "هي",
        "بين",
        "ثم",
        "او",
        "م",
    )
    return not linking and not word.startswith(("ال", "وال", "بال", "لل", "و", "ب", "ل", "ي", "ت"))
