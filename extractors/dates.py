"""Dates of the Arabic press: finds the expressions, and resolves them against the article's own time.

The rules are in ``date_rules``, ``date_rules_periods``, ``date_rules_hijri`` and ``date_rules_relative``, each beside
its examples; what an expression means is in ``date_expressions``. The anchor of relative dates is a date the text itself shows as its day
of publication (``اليوم الثلاثاء 18 نونبر 2025``, a line that is only a date), else the one of the page's metadata;
without either they stay open (bounds None, weekday kept).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.document import Document
from corpus.mention import DateValue, Label, Mention, Span
from corpus.normalise import FoldedText
from extractors.base import provenance
from extractors.date_expressions import Bounds, Expression, Open, Timeline, Year, Yearless
from extractors.date_patterns import DateRule
from extractors.date_rules import CalendarDays
from extractors.date_rules_hijri import HijriDates
from extractors.date_rules_periods import CalendarPeriods
from extractors.date_rules_relative import RelativeDates
from extractors.date_words import DateWords, forms, load_date_words

RULE_SETS: tuple[type[CalendarDays | CalendarPeriods | HijriDates | RelativeDates], ...] = (
    CalendarDays,
    CalendarPeriods,
    HijriDates,
    RelativeDates,
)
HIJRI_COUNTRIES = frozenset({"SA"})  # a bare `عام 1436` is Hijri there
EDGE_LINES = 3  # lines from the start or end of an article among which a dateline stands
YEARLY_REACH = 60  # letters before a day in which its feast is named
DATELINE_WORDS = 3  # words beside the date in a dateline: `الرباط في 12 مارس 2024`
HEADING = re.compile(r":\s*\Z")
ITEM = re.compile(r"\s*(?:[•●▪◦*·–—-]|\d{1,2}[-.)])")
YEAR = re.compile(r"(?<!\d)(?:20|19)\d\d(?!\d)")
SINCE = re.compile(r"(?<!\d)((?:20|19)\d\d)\s*(?:[-–—]|ال[يى]|حتى)\s*\Z")  # folded, before the last year of a span
PLANNED_YEARS = 5  # a shorter span may end in the year of writing: `الموسم 2023-2024`
LIST_GAP = re.compile(r"\s*(?:[،,]|و|ثم|,)?\s*و?\s*\Z")


@dataclass(frozen=True)
class Found:
    """A date expression and where it stands in the folded text."""

    start: int
    end: int
    rule: str
    expression: Expression
    reach: Span = (0, 0)  # with the proclitics and the cue before it


class DateExtractor:
    """Finds dates (label DATE)."""

    name = "dates"
    labels = frozenset({Label.DATE})
    requires: frozenset[Label] = frozenset()

    def __init__(self, words: DateWords) -> None:
        self.words = words
        self.rules = date_rules(words)
        self.concordance = re.compile(rf"[\s،,(/-]*(?:{forms(words['concordance'])}\s*)?(?:ل\s*)?\(?\s*\Z")
        self.recurring = re.compile(rf"\s+{forms(words['recurring'])}\b")
        self.yearly = re.compile(rf"\b[وفبل]*{forms(words['yearly'])}\b")
        self.until = re.compile(rf"\s*(?:[-–—]|{forms(words['joiner'])})\s*\Z")

    @classmethod
    def load(cls) -> DateExtractor:
        """Return the extractor over the project's lists (raises LexiconError)."""
        return cls(load_date_words())

    def extract(self, doc: Document) -> Iterable[Mention]:
        """Yield one mention a date expression, the longest where several overlap."""
        folded = FoldedText(doc.text)
        text = folded.text
        found = self._spans(self._with_years(self._one_a_day(list(self._longest(text)), text), text), text)
        for item, value in self._resolved(doc, folded.text, found):
            span = _trimmed(doc.text, folded.span(item.start, item.end))
            if "إب" in doc.text[slice(*span)].split():
                continue  # the town, not the month آب
            confidence = 0.9 if value.start else 0.7
            yield doc.mention(
                *span, Label.DATE, provenance=provenance(self.name, item.rule), value=value, confidence=confidence
            )

    def _resolved(self, doc: Document, text: str, found: Sequence[Found]) -> Iterator[tuple[Found, DateValue]]:
        """Yield the expressions with their values, each read after those before it."""
        timeline = Timeline(
            anchor=_shown(found) or _dateline(text, found) or doc.published,
            years=_years(text),
            hijri=doc.country in HIJRI_COUNTRIES
            or any(isinstance(f.expression, Bounds) and f.expression.hijri for f in found),
        )
        read = 0
        for item in found:
            if "\n" in text[read : item.start]:
                timeline = replace(timeline, near=None)
            read = item.end
            heading = _heading_year(text, item, found) if isinstance(item.expression, Yearless) else None
            try:
                value = item.expression.resolve(replace(timeline, heading=heading))
            except (ValueError, OverflowError):
                continue
            if isinstance(item.expression, Yearless) and self._is_yearly(text, item):
                value = DateValue(None, None, value.weekday)
            timeline = timeline.after(value)
            yield item, value

    def _is_yearly(self, text: str, item: Found) -> bool:
        """Whether the day comes every year: ``اليوم العالمي للمرأة الذي يصادف 8 مارس``, ``30 مارس من كل سنة``."""
        before = text[max(0, item.start - YEARLY_REACH) : item.start].rpartition("\n")[2].rpartition(".")[2]
        yearless = item.expression
        assert isinstance(yearless, Yearless)
        told = yearless.tense is not None or yearless.year_tense is not None or yearless.weekday is not None
        return bool(self.recurring.match(text, item.end)) or (not told and bool(self.yearly.search(before)))

    def _longest(self, text: str) -> Iterator[Found]:
        """Yield the readings of all rules, the longest first where they overlap, in text order."""
        every = [found for rule in self.rules for found in readings(rule, text)]
        kept: list[Found] = []
        for item in sorted(every, key=lambda f: (f.reach[0] - f.reach[1], f.start)):
            if not any(item.start < k.end and k.start < item.end for k in kept):
                kept.append(item)
        yield from sorted(kept, key=lambda f: f.start)

    def _one_a_day(self, found: list[Found], text: str) -> list[Found]:
        """Join the Hijri and the Gregorian form of a day (``26 شوال 1436 هـ الموافق 11 اغسطس 2015 م``)."""
        joined: list[Found] = []
        for item in found:
            last = joined[-1] if joined else None
            if last and self.concordance.match(text[last.end : item.start]) and "\n" not in text[last.end : item.start]:
                pair = _in_two_calendars(last.expression, item.expression)
                if pair is not None:
                    joined[-1] = replace(last, end=item.end, expression=pair)
                    continue
            joined.append(item)
        return joined

    def _with_years(self, found: list[Found], text: str) -> list[Found]:
        """Give a day without a year that of its neighbour in a list: ``12 يناير و3 فبراير 2023``."""
        out = list(found)
        for i in range(len(out) - 2, -1, -1):
            item, following = out[i], out[i + 1]
            gap = text[item.end : following.start]
            if (
                isinstance(item.expression, Yearless)
                and isinstance(following.expression, Bounds)
                and LIST_GAP.match(gap)
            ):
                out[i] = replace(item, expression=_dated(item.expression, following.expression.start.year))
        return out

    def _spans(self, found: list[Found], text: str) -> list[Found]:
        """Join two full days with ``إلى`` or a dash between them: ``20/8/1436 هـ حتى 10/9/1436 هـ``."""
        joined: list[Found] = []
        for item in found:
            last = joined[-1] if joined else None
            if last and self.until.match(text[last.end : item.start]):
                first, second = last.expression, item.expression
                if isinstance(first, Bounds) and isinstance(second, Bounds) and first.end < second.start:
                    joined[-1] = replace(last, end=item.end, expression=Bounds(first.start, second.end))
                    continue
            joined.append(item)
        return joined


def date_rules(words: DateWords) -> list[DateRule]:
    """Return every rule for dates."""
    return [rule for kind in RULE_SETS for rule in kind(words).rules()]


def readings(rule: DateRule, text: str) -> Iterator[Found]:
    """Yield what a rule reads in a folded text; a match that is no date (``99 أيار``) is left out."""
    for match in rule.pattern.finditer(text):
        try:
            expression = rule.build(match)
        except ValueError:
            continue
        cue = match.end("cue") if "cue" in match.re.groupindex and match["cue"] else 0
        yield Found(max(match.end("clitic"), cue), match.end(), rule.id, expression, match.span())


def published_in_text(mentions: Iterable[Mention]) -> Mention | None:
    """Return the date mention that shows the day of publication, None without one."""
    return next((m for m in mentions if isinstance(m.value, DateValue) and m.value.published), None)


def _shown(found: Sequence[Found]) -> date | None:
    """Return the day of publication that ``اليوم``, ``أمس`` or ``غدا`` with a full date shows."""
    values = (f.expression.resolve(Timeline()) for f in found if isinstance(f.expression, Bounds))
    return next((value.published for value in values if value.published), None)


def _years(text: str) -> tuple[int, ...]:
    """Return the years a text names, one of which may be its own: not those a plan runs to (``من 2015 إلى 2030``)."""
    told: dict[int, None] = {}
    for found in YEAR.finditer(text):
        since = SINCE.search(text, 0, found.start())
        if since is None or int(found.group()) - int(since.group(1)) < PLANNED_YEARS:
            told[int(found.group())] = None
    return tuple(told)


def _dateline(text: str, found: Sequence[Found]) -> date | None:
    """Return the day of a dateline: one of the first or last lines that is a date and hardly anything else."""
    lines = [m.span() for m in re.finditer(r"[^\n]*\S[^\n]*", text)]
    for start, end in (*lines[:EDGE_LINES], *lines[-EDGE_LINES:]):
        inside = [f for f in found if start <= f.start and f.end <= end]
        days = [f.expression for f in inside if isinstance(f.expression, Bounds)]
        if len(inside) == 1 and len(days) == 1 and days[0].start == days[0].end:
            rest = text[start : inside[0].start] + " " + text[inside[0].end : end]
            if len(re.findall(r"[^\W\d_]+", rest)) <= DATELINE_WORDS:
                return days[0].start
    return None


def _heading_year(text: str, item: Found, found: Sequence[Found]) -> int | None:
    """Return the year in the heading of the list an item opens: ``حصيلة سنة 2022:`` above ``• 8 مارس: ...``."""
    line = text.rfind("\n", 0, item.start) + 1
    if not ITEM.match(text, line):
        return None
    while line > 0:
        end = line - 1
        line = text.rfind("\n", 0, end) + 1
        if text[line:end].strip() and not ITEM.match(text, line):
            break
    else:
        return None
    years = {int(y) for y in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text[line:end].rpartition(". ")[2])}
    del found
    return years.pop() if HEADING.search(text[line:end]) and len(years) == 1 else None


def _in_two_calendars(first: Expression, second: Expression) -> Expression | None:
    """Return the Gregorian one of two forms of a day or year, one in each calendar; None for two dates."""
    hijri = [e for e in (first, second) if isinstance(e, Bounds | Open) and e.hijri]
    others = [e for e in (first, second) if isinstance(e, Year) or (isinstance(e, Bounds) and not e.hijri)]
    if len(hijri) != 1 or len(others) != 1:
        return None
    told, gregorian = hijri[0], others[0]
    if (
        isinstance(told, Bounds)
        and isinstance(gregorian, Bounds)
        and told.start == told.end
        and gregorian.start != gregorian.end
    ):
        return told  # a day, and the month it lies in
    if isinstance(gregorian, Year):
        return told if isinstance(told, Bounds) and told.start == told.end else gregorian
    weekday = gregorian.weekday or told.weekday
    shift = gregorian.shift if gregorian.shift is not None else getattr(told, "shift", None)
    return replace(gregorian, weekday=weekday, shift=shift)


def _dated(expression: Yearless, year: int) -> Expression:
    """Return the expression in a year; itself where the year has no such day."""
    try:
        value = expression.in_year(year)
    except ValueError:
        return expression
    assert value.start
    assert value.end
    return Bounds(value.start, value.end, expression.weekday, expression.shift)


def _trimmed(text: str, span: Span) -> Span:
    """Return a span without blanks, marks and unpaired brackets at its ends, and with the tatweel of ``هـ``."""
    start, end = span
    while end < len(text) and text[end] == "ـ":
        end += 1
    changed = True
    while changed:
        changed = False
        inner = text[start:end]
        if inner[-1:].isspace() or inner[-1:] in ("،", ","):
            end, changed = end - 1, True
        elif inner[:1].isspace():
            start, changed = start + 1, True
        elif inner.count("(") != inner.count(")") and inner[-1:] in ("(", ")"):
            end, changed = end - 1, True
        elif inner.count("(") != inner.count(")") and inner[:1] == "(":
            start, changed = start + 1, True
        elif inner[:1] == "(" and inner[-1:] == ")" and inner.count("(") == 1:
            start, end, changed = start + 1, end - 1, True
    return start, end
