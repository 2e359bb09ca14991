"""The words around counted things: of parts, others, percentages, and what ends a sentence."""

from __future__ import annotations

from corpus.document import BREAK
from extractors.counted import folded

RANGE_WORDS = folded("إلى", "أو", "حتى", "-", "–", "—")
BETWEEN = folded("بين", "من")
OF_THEM = folded("منهم", "منها", "منهن", "منهما")
OTHERS = folded("آخرين", "آخرون", "أخرى", "آخر", "أخريات")
INSTEAD = folded("مقابل", "بدل", "عوض", "أصل", "كان", "كانت")  # the number stands against one with its noun
PERCENT_SIGNS = frozenset("%٪")
HUNDRED = folded("المائة", "المئة", "المية", "الماية", "مائة", "مئة")
YEAR_NOUNS = folded("سنة", "عام", "موسم")
COUNT_WORDS = folded("عدد", "العدد", "أعداد")
COUNT_OF_THEM = folded("عددهم", "عددها", "عددهن", "وعددهم", "وعددها")
OUT_OF = folded("بين", "أصل", "مجموع", "ضمن")  # `ثمانية من بين 14 ضريحا`
AT_LEAST = (folded("على"), folded("الأقل", "الأكثر", "الاقل"))
SHARED = folded("و", "،", ",", "منها", "منهم", "بينها", "بينهم", "وبينها", "وبينهم")  # before a part of a number
SHARES = folded("ل", "في", "ب", "من")  # before what the part belongs to: `، و29 للبنات`
HALF = folded("نصف", "النصف")
NOT_PARTITIVE = folded(
    *("أصل", "طرف", "قبل", "أجل", "خلال", "جهة", "بين", "الشهر", "العمر", "السنة"),
    *("القانون", "الدستور", "قانون", "مدونة", "المدونة", "نظام", "النظام"),
)
AFTERWARDS = folded("تقريبا")
SENTENCE_END = frozenset({BREAK, ".", "!", "؟", "?", "؛"})
