"""The words of dates: months of every Arab country, weekdays, ordinals, tenses, from lists to regular expressions.

Lists are ``gazetteer/data/months.csv`` and ``date_words.csv`` (set, form, value), names of months also CLDR's for the
Arab countries. Everything is folded (``corpus.normalise.fold``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from babel import Locale

from corpus.errors import LexiconError
from corpus.mention import Weekday
from corpus.normalise import fold
from extractors.number_lexicons import DATA, read_rows

ARAB_COUNTRIES = "AE BH DJ DZ EG EH IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SY TN YE"
GAP = r"[^\S\n]"
# Sets of `date_words.csv` whose rows carry a number.
NUMBERED = frozenset({"century", "decade", "fraction", "last", "next", "nth", "ordinal", "same", "shift", "this"})
PLAIN = frozenset(
    {
        "between", "concordance", "count", "day_name", "day_word", "decade_sign", "edge", "era", "future", "general_of", "hijri_era", "joiner", "linking", "month_cue", "named_after", "naming", "not_today",
        "not_weekday", "nowadays", "open", "part", "recurring", "same_before", "season", "time_word", "unit", "unit_vague", "weekday", "year_word", "yearly",
    }
)  # fmt: skip


@dataclass(frozen=True)
class DateWords:
    """Folded form -> value of each list; ``gregorian`` and ``hijri`` are the lists of months."""

    sets: dict[str, dict[str, str]]

    def __getitem__(self, name: str) -> dict[str, str]:
        """Return a list."""
        return self.sets[name]

    def number(self, name: str, text: str) -> int:
        """Return the number a form of a list stands for (KeyError for none)."""
        return int(self._value(name, text))

    def weekday(self, text: str | None) -> Weekday | None:
        """Return the weekday of a name, in brackets or not; None for None."""
        return Weekday(self._value("weekday", text.strip("()"))) if text else None

    def _value(self, name: str, text: str) -> str:
        """Return the value of a matched form: blanks squeezed, the alef that ل hides restored."""
        table, form = self.sets[name], " ".join(text.split())
        return table[form] if form in table else table["ا" + form]

    def day(self, text: str) -> int:
        """Return a day of the month, in digits or as an ordinal word."""
        digits = re.match(r"(?:ال)?(\d+)", text)
        return int(digits.group(1)) if digits else self.number("ordinal", text)

    def month(self, text: str) -> int:
        """Return the number of a month, of the first of a double name (``اب/اغسطس``)."""
        return self.number("gregorian", self._first_month(text))

    def _first_month(self, text: str) -> str:
        """Return the first of the names of a month (``يوليو/تموز``, ``يوليو تموز``)."""
        words = re.split(rf"{GAP}*[/(-]|{GAP}+", text)
        two = " ".join(words[:2])
        return two if two in self["gregorian"] else words[0]

    @cached_property
    def parts(self) -> dict[str, str]:
        """Return the pieces of date patterns by the name they have in a template (see ``date_rules``)."""
        ordinal, month = forms(self["ordinal"]), forms(self["gregorian"])
        day = rf"(?:(?:ال)?\d{{1,2}}(?:er)?(?!\d)|{ordinal})"
        year = r"(?:1[89]\d\d|20\d\d)(?![/.,،:-]?\d)"
        pair = rf"{month}(?:{GAP}?[/(-]{GAP}?{month}{GAP}?\)?|{GAP}+{month})?"
        first = forms(form for form, value in self["ordinal"].items() if value == "1" and "ول" not in form)
        listed = {name: forms(self[name]) for name in (*NUMBERED, *PLAIN)}
        return listed | {
            # what may be written on the first word: و ف, then ب ل ك; never the middle of a longer number
            "clitic": r"(?:[وف]?[بلك]?)(?<!\d[/.,:-])",
            "day": day, "d1": rf"(?:\d{{1,2}}(?!\d)|{first})", "d2": r"\d{1,2}(?!\d)", "days": rf"(?:{GAP}*[،,و]+{GAP}*\d{{1,2}})*",
            "month": pair, "hijri": forms(self["hijri"]), "weekday": rf"\(?{forms(self['weekday'])}\)?",
            "year": year, "year_a": r"(?:1[89]\d\d|20\d\d)", "old_year": r"(?:1\d\d\d|20\d\d)(?![/.,،:-]?\d)",
            "short_year": r"\d\d(?!\d)", "hyear": r"1[234]\d\d(?!\d)",
            "n1": r"\d{1,4}", "n2": r"\d{1,2}", "n4": r"\d{1,2}", "n5": r"\d{1,2}", "n3": r"\d{1,4}(?!\d)", "sep": r"[/.\-–]",
            "to": rf"(?:{GAP}*(?:[-–—/]|و){GAP}*|{GAP}+{listed['joiner']}{GAP}*)",
            "of": rf"(?:{GAP}*(?:من{GAP}+)?(?:شهر{GAP}+)?)", "month_sign": rf"(?:شهر|شهري|اشهر){GAP}+",
            "bullet": r"(?:(?<=\n)|(?<=\A))[^\w\n]{1,4}",
        }  # fmt: skip


def forms(words: Iterable[str]) -> str:
    """Return a regular expression for any of the folded forms, longest first; the alef of the article may hide in ل.

    ``الثلاثاء`` is read in ``للثلاثاء`` too, behind a proclitic ل.
    Raises: LexiconError: there are no forms, which would match everywhere.
    """
    every = sorted(words, key=lambda form: (-len(form), form))
    if not every:
        raise LexiconError("an empty word list cannot be a pattern")
    escaped = (re.escape(form).replace(r"\ ", f"{GAP}+") for form in every)
    return "(?:" + "|".join(re.sub(r"^ال", "(?:ا|(?<=ل))ل", form) for form in escaped) + ")"


@cache
def load_date_words(folder: Path = DATA) -> DateWords:
    """Load the lists.

    Raises: LexiconError: a row does not hold; the message names file and line.
    """
    sets: dict[str, dict[str, str]] = {name: {} for name in NUMBERED | PLAIN}
    file = folder / "date_words.csv"
    for line, row in read_rows(file, ("set", "form", "value", "source", "note")):
        name, value = row["set"], row["value"]
        if name not in sets or not row["form"]:
            raise LexiconError(f"{file.name}:{line}: column set: unknown {name!r}, or an empty form")
        if name in NUMBERED and not value.lstrip("-").isdigit():
            raise LexiconError(f"{file.name}:{line}: column value: {value!r} is no number")
        if name == "weekday" and value not in list(Weekday):
            raise LexiconError(f"{file.name}:{line}: column value: {value!r} is no weekday")
        sets[name][fold(row["form"])] = value
    return DateWords(sets | _months(folder / "months.csv"))


def _months(file: Path) -> dict[str, dict[str, str]]:
    """Return the names of months: CLDR's of the Arab countries and the rows of the file."""
    tables: dict[str, dict[str, str]] = {"gregorian": {}, "hijri": {}}
    for country in ARAB_COUNTRIES.split():
        for number, name in Locale.parse(f"ar_{country}").months["format"]["wide"].items():
            tables["gregorian"][fold(name)] = str(number)
    for line, row in read_rows(file, ("surface", "month", "calendar", "source", "note")):
        if row["calendar"] not in tables or row["month"] not in map(str, range(1, 13)):
            raise LexiconError(f"{file.name}:{line}: calendar {row['calendar']!r} or month {row['month']!r} unknown")
        tables[row["calendar"]][fold(row["surface"])] = row["month"]
    return tables
