"""The days a question asks for, and the question without them.

Dates are read by the project's own extractor; those of French and English questions are first said in Arabic. What
stands before a date says whether it is a bound: ``منذ 2022``, ``قبل سنة 2021``, ``بين 2020 و2023``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from babel import Locale

from api.question_words import BAR, QuestionWords, longest, parted
from corpus.document import Document
from corpus.mention import DateValue, Mention
from corpus.normalise import fold
from extractors.dates import DateExtractor

YEAR = re.compile(r"(?:19|20)\d\d")
AMERICAN = re.compile(r"\b([^\W\d_]+) (\d{1,2}),? (\d{4})\b")  # March 5, 2024
YEARLESS = frozenset({"dates.month_sign", "dates.month_cued", "dates.day_month"})  # rules that look for the year around
MOST_WORDS = 4  # of what stands before a date


@dataclass(frozen=True)
class Days:
    """The first and last day asked for (None: open) and the words of the question without dates.

    ``yearless``: no year was said, so that the nearest one was taken: a question about what happened means the last one.
    """

    first: date | None
    last: date | None
    words: tuple[str, ...]
    yearless: bool = False

    def past(self, today: date) -> Days:
        """Return days without a year that are still to come as those of a year before."""
        if self.yearless and self.first and self.first > today:
            return replace(self, first=_year_before(self.first), last=self.last and _year_before(self.last))
        return self


def read_days(text: str, words: QuestionWords, *, today: date) -> Days:
    """Return the days a question asks for; ``أمس`` counts from ``today``."""
    said = " ".join(_said(parted_keeping_dates(text), words))
    found = [m for m in _reader().extract(Document(id="question", text=said, published=today)) if _dated(m)]
    first, last = _bounds(said, found, words)
    left, at = [], 0
    for mention in found:
        left += [*_lead(parted(said[at : mention.start]), words)[0], BAR]
        at = mention.end
    yearless = bool(found) and all(m.provenance.rule in YEARLESS for m in found)
    return Days(first, last, tuple(left + parted(said[at:])), yearless)


def parted_keeping_dates(text: str) -> list[str]:
    """Return the words of a question with the marks inside of dates (``12/03/2024``), and none at the ends of words."""
    return [part for word in text.split() for part in re.split(r"([؟?،,;؛!«»\"()\x00-\x1f]+)", word) if part]


def _said(typed: list[str], words: QuestionWords) -> list[str]:
    """Return the words with spoken phrases and months of other languages said as the date reader knows them."""
    joined = AMERICAN.sub(r"\2 \1 \3", " ".join(typed).replace(" , ", ", "))
    joined = re.sub(r"\b1er\b", "1", joined).replace("’", "'")
    typed = [part for word in joined.split() for part in re.split(r"(?<=')", word) if part]
    norms = [fold(word.rstrip("'")) for word in typed]
    result: list[str] = []
    at = 0
    while at < len(typed):
        known = longest(norms, at, words.says)
        if known:
            bare_month = known[1] in _months() and not (result and result[-1].isdigit())
            result.append(f"شهر {known[1]}" if bare_month else known[1])  # months too
            at = known[0]
        else:
            bare = YEAR.fullmatch(norms[at]) and words.heads and not (result and result[-1] in words.says.values())
            result.append(f"سنة {norms[at]}" if bare else typed[at])  # bare years are read behind Arabic words only
            at += 1
    return result


def _dated(mention: Mention) -> bool:
    return isinstance(mention.value, DateValue) and mention.value.start is not None


def _bounds(said: str, found: list[Mention], words: QuestionWords) -> tuple[date | None, date | None]:
    firsts: list[date] = []
    lasts: list[date] = []
    at = 0
    for mention in found:
        value = mention.value
        assert isinstance(value, DateValue)
        assert value.start
        assert value.end
        how = _lead(parted(said[at : mention.start]), words)[1]
        at = mention.end
        if how in ("since", "after"):
            firsts.append(value.start if how == "since" else _next(value.end))
        elif how in ("before", "until"):
            lasts.append(value.end if how == "until" else value.start - timedelta(days=1))
        else:
            firsts.append(value.start)
            lasts.append(value.end)
    return min(firsts, default=None), max(lasts, default=None)


def _year_before(day: date) -> date:
    last = monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, last))


def _next(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _lead(before: list[str], words: QuestionWords) -> tuple[list[str], str | None]:
    """Return the words before a date without those that belong to it, and what these say of it.

    ``زار أكادير منذ سنة`` -> ``زار أكادير``, since.
    """
    kept, how = list(before), None
    while kept:
        for count in range(min(MOST_WORDS, len(kept)), 0, -1):
            known = longest([fold(w) for w in kept[-count:]], 0, words.dates)
            if known is not None and known[0] == count:
                how = known[1] if how in (None, "around_dates") else how
                del kept[-count:]
                break
        else:
            break
    return kept, how


@cache
def _months() -> frozenset[str]:
    return frozenset(Locale.parse("ar_MA").months["format"]["wide"].values())


@cache
def _reader() -> DateExtractor:
    return DateExtractor.load()
