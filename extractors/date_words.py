"""Names of months, weekdays and parts of the day, as regular expressions over folded text."""

from __future__ import annotations

import csv
import re
from functools import cache

from babel import Locale

from corpus.mention import Weekday
from corpus.normalise import fold
from extractors.base import alternation
from extractors.triggers import DATA

ARABIC_LOCALES = (
    "ar",
    "ar_MA",
    "ar_DZ",
    "ar_TN",
    "ar_IQ",
    "ar_SY",
    "ar_LB",
    "ar_JO",
    "ar_PS",
    "ar_SA",
    "ar_MR",
    "ar_AE",
)
WEEKDAYS = {
    Weekday.MONDAY: ("الاثنين", "الإثنين", "الأثنين", "الاتنين"),
    Weekday.TUESDAY: ("الثلاثاء", "الثلثاء", "الثلاتاء"),
    Weekday.WEDNESDAY: ("الأربعاء", "الاربعا"),
    Weekday.THURSDAY: ("الخميس",),
    Weekday.FRIDAY: ("الجمعة",),
    Weekday.SATURDAY: ("السبت",),
    Weekday.SUNDAY: ("الأحد",),
}
ORDINALS = (
    "الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر|الحادي عشر|الثاني عشر|الثالث عشر|الرابع عشر|"
    "الخامس عشر|السادس عشر|السابع عشر|الثامن عشر|التاسع عشر|العشرين|الحادي والعشرين|الثاني والعشرين|"
    "الثالث والعشرين|الرابع والعشرين|الخامس والعشرين|السادس والعشرين|السابع والعشرين|الثامن والعشرين|"
    "التاسع والعشرين|الثلاثين|الحادي والثلاثين"
)


@cache
def months() -> dict[str, int]:
    """Return folded Gregorian month names -> number: CLDR of the Arab countries, and the press's own spellings."""
    found: dict[str, int] = {}
    for name in ARABIC_LOCALES:
        for number, month in Locale.parse(name).months["format"]["wide"].items():
            found[fold(month)] = number
    found.update(_table("gregorian"))
    return found


@cache
def hijri_months() -> dict[str, int]:
    """Return folded Hijri month names -> number."""
    return _table("hijri")


def _table(calendar: str) -> dict[str, int]:
    """Return the rows of one calendar of ``months.csv``."""
    with (DATA / "months.csv").open(encoding="utf-8", newline="") as rows:
        return {fold(r["surface"]): int(r["month"]) for r in csv.DictReader(rows) if r["calendar"] == calendar}


@cache
def weekdays() -> dict[str, Weekday]:
    """Return folded weekday names, with and without the article."""
    return {fold(form): day for day, forms in WEEKDAYS.items() for form in forms}


@cache
def ordinals() -> dict[str, int]:
    """Return folded ordinal day numbers (``الخامس عشر`` -> 15)."""
    head, *rest = ORDINALS.split("|")
    words = [*head.split(), *rest]
    return {fold(w): n for n, w in enumerate(words, 1)} | {fold("فاتح"): 1, fold("الفاتح"): 1}


def word_key(text: str, table: dict[str, int]) -> int:
    """Return the value of a folded word in a table, blanks squeezed."""
    return table[re.sub(r"\s+", " ", text)]


@cache
def pieces() -> dict[str, str]:
    """Return the building blocks of date patterns."""
    month = alternation(months())
    hijri = alternation(hijri_months())
    weekday = alternation(weekdays())
    part = alternation(
        [
            "صباح",
            "مساء",
            "زوال",
            "ليلة",
            "عصر",
            "ظهر",
            "فجر",
            "ضحى",
            "مغرب",
            "بعد زوال",
            "بعد ظهر",
            "منتصف نهار",
            "منتصف ليلة",
            "صبيحة",
            "مساء يوم",
            "ليل",
            "عشية",
            "أمسية",
        ]
    )
    gap = r"[^\S\n]+"
    return {
        "gap": gap,
        "month": rf"{month}(?:[^\S\n]?[/(][^\S\n]?{month}[^\S\n]?\)?)?",
        "hijri": hijri,
        "weekday": rf"\(?{weekday}\)?",
        "part": part,
        "today": r"(?:اليوم|يومه|يوم|يومي|نهار|ليوم|امس|غدا|غد|امس الاول|اول امس|هذا اليوم)",
        "day": rf"(?:\d{{1,2}}|{alternation(ordinals())})",
        "year": r"(?:1[89]\d\d|20\d\d)",
        "yearword": r"(?:(?:من )?(?:سنه|عام|العام|السنه|ميلادي|للعام|لسنه|لعام)[^\S\n]+)",
        "last": r"(?:الماضي|الماضيه|المنصرم|المنصرمه|الفايت|الفارط|الفارطه|الفايته|المنقضي|المنقضيه|السابق|السابقه|الاخير|الاخيره)",
        "this": r"(?:الجاري|الجاريه|الحالي|الحاليه)",
        "next": r"(?:المقبل|المقبله|القادم|القادمه|الاتي|الاتيه|الوشيك)",
    }
