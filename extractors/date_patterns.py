"""How rules for dates are written: templates over the parts of ``DateWords``, and what their matches share."""

from __future__ import annotations

import re

from extractors.base import Rule, compose
from extractors.date_calendar import LAST, NEXT, THIS
from extractors.date_context import matches, words_before
from extractors.date_expressions import Expression
from extractors.date_words import DateWords

DateRule = Rule[Expression]
PLACEHOLDER = re.compile(r"\{([a-z_]+\d?)\}")
# `صباح يوم الثلاثاء`, `أمس الثلاثاء (`: what may stand before a day of the month
LEAD = r"(?:{part} )?(?:(?:{shift}|{day_word})~)?(?:{weekday}(?: (?:{last2}|{this2}|{next2}))?~[،,]?~(?:{day_word2}~)?)?(?:{concordance}~)?\(?~"
# `يومي الخميس والجمعة`
PAIR_LEAD = r"(?:(?:{shift}|{day_word})~)?(?:{weekday}(?:~[-و]~{weekday3})?~[،,]?~)?\(?~"
YEAR = r"~[،,]?~(?:(?:من |ل)?{year_word} )?(?:{year}|\(~{year3}~\))(?:~{era})?"  # `12 آذار (1982)`
# `الماضي`, `من السنة الماضية`, `من العام نفسه`, `من نفس السنة`
TENSE = r" (?:(?:(?:من )?{unit} )?(?:{last}|{this}|{next}|{same})|(?:من )?{same_before} {unit2})"
SOME_DAY = "{day}{of}{month}"


def date_pattern(template: str, words: DateWords) -> re.Pattern[str]:
    """Return the pattern of a template whose placeholders are parts of ``DateWords``.

    ``{day2}`` is a second ``{day}``; a placeholder met again gives no second group.
    """
    named = {"clitic": words.parts["clitic"]}
    pieces = PLACEHOLDER.split("{clitic}" + template)  # text and names in turns
    for i in range(3, len(pieces), 2):
        name = pieces[i]
        part = words.parts.get(name) or words.parts[name.rstrip("0123456789")]
        pieces[i] = name if name not in named else f"{name}_again{i}"
        named[pieces[i]] = part
    return compose("".join(f"{{{piece}}}" if i % 2 else piece for i, piece in enumerate(pieces)), **named)


class RuleSet:
    """Rules over word lists; a subclass has the rules, and the methods that read their matches."""

    def __init__(self, words: DateWords) -> None:
        self.words = words

    def _rule(self, name: str, template: str, build: str, examples: list[tuple[str, str, str]], *none: str) -> DateRule:
        """Return the rule of a template; ``build``: the method that reads its match; ``none``: counterexamples."""
        return Rule(f"dates.{name}", date_pattern(template, self.words), getattr(self, build), examples, none)

    def _year(self, m: re.Match[str]) -> int:
        """Return the year of ``YEAR``, in brackets or not."""
        return int(m["year"] or m["year3"])

    def _shift(self, m: re.Match[str]) -> int | None:
        """Return the days between the date and the day of writing that ``أمس``, ``اليوم``, ``غدا`` before it show."""
        return self.words.number("shift", m["shift"]) if m["shift"] else None

    def _tenses(self, m: re.Match[str]) -> tuple[int | None, int | None]:
        """Return the tense of the day or month, and that of its year (``من السنة الماضية``)."""
        groups, tense = m.groupdict(), tense_of(m)
        if groups.get("same") or groups.get("same_before"):
            unit = groups.get("unit") or groups.get("unit2")
            if not unit or self.words["unit"][unit] != "year":
                raise ValueError("no tense of a month")
            return None, None
        if groups.get("unit") and self.words["unit"][groups["unit"]] == "year":
            return (tense, tense) if groups.get("fraction") else (None, tense)
        return tense, None

    def _between(self, m: re.Match[str]) -> bool:
        """Whether ``بين`` or ``من`` stands before the range."""
        before = words_before(m.string, m.start())
        return bool(before) and matches(before[-1], self.words["between"])


def tense_of(m: re.Match[str]) -> int | None:
    """Return the tense of ``الماضي``, ``الجاري``, ``المقبل`` in a match, None without one."""
    groups = m.groupdict()
    return LAST if groups.get("last") else THIS if groups.get("this") else NEXT if groups.get("next") else None
