"""The words around a number or an ``اليوم`` that make it no date: ``أجندة 2030``, ``2000 مستفيد``, ``اليوم العالمي``."""

from __future__ import annotations

import re

from corpus.normalise import fold
from extractors.currencies import load_currencies
from extractors.date_words import DateWords
from extractors.number_lexicons import load_number_lexicon

CLITICS = ("وال", "فال", "بال", "لل", "ال", "وب", "ول", "فب", "و", "ف", "ب", "ل", "ك")
REACH = 40  # letters looked at on either side
CODE = re.compile(r"\d[ .,/:+-]$|[.,:+#-]$|(?<!ه)/$")  # the number goes on to the left
PLANS = tuple(map(fold, ("أجندة", "خطة", "رؤية", "برنامج", "استراتيجية", "أهداف", "مخطط")))
PLAN_REACH = 4  # words between the plan and its year
LAWS = ("رقم", "القانون", "قانون", "مرسوم", "المرسوم", "الظهير", "ظهير", "قرار", "القرار")


def words_before(text: str, start: int) -> list[str]:
    """Return the words of the same line before an offset, the nearest last."""
    return re.findall(r"\w+", text[max(0, start - REACH) : start].rpartition("\n")[2])


def words_after(text: str, end: int) -> list[str]:
    """Return the words of the same line after an offset."""
    return re.findall(r"\w+", text[end : end + REACH].partition("\n")[0])


def matches(word: str, table: dict[str, str]) -> bool:
    """Whether a word, with or without its proclitics, is in a list."""
    return word in table or any(word.startswith(c) and word[len(c) :] in table for c in CLITICS)


def is_named(words: DateWords, text: str, start: int, *, law: bool = False) -> bool:
    """Whether a number belongs to a name or a label, or is the tail of a longer one; ``law``: only to a law."""
    before = words_before(text, start)
    if before and text[:start].rstrip(' «"“(')[-1:].isalnum():
        if before[-1] in LAWS or (not law and matches(before[-1], words["naming"])):
            return True
    return bool(CODE.search(text[max(0, start - 2) : start]))


def is_planned(text: str, start: int) -> bool:
    """Whether a plan stands before a year: ``خطة التنمية المستدامة لعام 2030``."""
    before = words_before(text, start)[-PLAN_REACH:]
    return any(word.endswith(plan) and len(word) - len(plan) <= 3 for word in before for plan in PLANS)


def is_counted(words: DateWords, text: str, start: int, end: int) -> bool:
    """Whether a bare four-digit number counts the noun after it (``2000 مستفيد``) rather than names a year."""
    if re.match(r"[/.,-]\d|%|٪", text[end : end + 2]):
        return True
    following = re.match(r"[^\S\n]+([^\W\d_]+)", text[end : end + REACH])
    word = following.group(1) if following else ""
    if not word or word in words["linking"]:
        return False
    if word in load_number_lexicon().counted or (word,) in load_currencies().words:
        return True
    before = words_before(text, start)
    if before and matches(before[-1], words["time_word"]):
        return False  # `في 2013 أحدث`
    return not word.startswith(("ال", "وال", "بال", "لل", "و", "ب", "ل", "ي", "ت", "ف", "ك"))
