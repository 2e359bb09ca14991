"""Numbers that count nothing: years, days, hours, labels (``المادة 12``), scores, codes, telephone numbers."""

from __future__ import annotations

from corpus.document import BREAK, Document
from corpus.normalise import BLANKS
from extractors.counted import ARABIC, CountedNouns, folded
from extractors.digits import has_leading_zero, looks_like_year
from extractors.number_atoms import QUOTES
from extractors.number_lexicons import Cue, NumberLexicon
from extractors.numerals import Numeral

DAY_PARTS = folded("صباحا", "مساء", "ليلا", "ظهرا", "عصرا", "زوالا", "فجرا", "ص", "بتوقيت")
ERAS = folded("ه", "هـ", "هجرية", "هجري", "ميلادية", "ميلادي", "للهجرة")
TIME_WORDS = folded("في", "منذ", "حتى", "قبل", "بعد", "إلى", "ل", "بين", "خلال", "لعام", "لسنة")
GLUE = frozenset("-–—/:+*#=_×.\\")
DASHES = frozenset("-–—")
LABELS_BELOW = 100  # a quoted number after a definite noun is its number; a higher one may be a count
WIDEST_RANGE = 5  # a second number more times the first is none of a range: `القانون 13-103`
CLITIC_LETTERS = frozenset(("و", "ف", "ب", "ل", "ك", "ال", "لل", "د"))


class NumberContext:
    """Judges the numbers of one document by the words around them."""

    def __init__(
        self, document: Document, numerals: list[Numeral], nouns: CountedNouns, lexicon: NumberLexicon
    ) -> None:
        self.text = document.text
        self.offsets = document.offsets
        self.norms = nouns.norms
        self.numerals = numerals
        self.nouns = nouns
        self.lexicon = lexicon

    def is_label(self, numeral: Numeral, head: int | None, *, hedged: bool) -> bool:
        """Whether the number is part of a date, an hour, a name or a code, though ``head`` may seem counted."""
        before = self._norm(numeral.first - 1 - (self._norm(numeral.first - 1) in QUOTES))
        after = self._norm(numeral.last)
        if self._is_code(numeral, head) or self.nouns.is_square(numeral.first):
            return True
        if self.lexicon.is_cue(before, Cue.LABEL) or after in DAY_PARTS or self._is_clock(numeral):
            return True
        if self._has_month(numeral) or (head is None and self.lexicon.is_cue(before, Cue.WEEKDAY)):
            return True
        if before in DASHES and self.lexicon.is_cue(self._norm(numeral.first - 2), Cue.LABEL):
            return True
        if self._is_name(numeral, before, head):
            return True
        if hedged:
            return False
        if self._is_year(numeral, before, after, head):
            return True
        return head is None and not numeral.spelled and self.lexicon.is_cue(before, Cue.NUMBERED)

    def _is_name(self, numeral: Numeral, before: str, head: int | None) -> bool:
        """Whether the number belongs to a name before it: ``المرتبة الـ11 إفريقيا``, ``العقد "12" تشغيل``, ``(1)``."""
        if numeral.bracketed and numeral.value == 1:
            return True
        if head is not None and self.nouns.is_known(head):
            return False
        if numeral.definite and self.lexicon.is_cue(before, Cue.NUMBERED):
            return True
        quoted = bool(numeral.digits) and self._norm(numeral.first) in QUOTES
        return (
            quoted and numeral.value < LABELS_BELOW and numeral.first > 0 and self.nouns.is_definite(numeral.first - 1)
        )

    def _norm(self, i: int) -> str:
        return self.norms[i] if 0 <= i < len(self.norms) else BREAK

    def _is_year(self, numeral: Numeral, before: str, after: str, head: int | None) -> bool:
        """Whether plain digits are a year: ``سنة 2014 تحولت``, ``1436 هـ``; ``2015 مقعدا`` is a count."""
        if not numeral.digits.isdigit() or not 3 <= len(numeral.digits) <= 4:
            return False
        if after in ERAS:
            return True
        if after in ("اخرين", "اخرون", "منهم", "منها", "منهن"):
            return False
        cued = self.lexicon.is_cue(before, Cue.YEAR, Cue.MONTH)
        if cued and (looks_like_year(numeral.digits) or 600 < numeral.value < 2100):
            return True
        if not looks_like_year(numeral.digits):
            return False
        if head is None or before in TIME_WORDS:
            return True
        return not (self.nouns.is_accusative(head) or self.nouns.is_known(head))

    def _has_month(self, numeral: Numeral) -> bool:
        """Whether a month follows the number (``15 غشت``, ``15 من شهر يناير``)."""
        if numeral.value > 31 or numeral.scale > 1:
            return False
        after = [self._norm(numeral.last + k) for k in range(3)]
        if self.lexicon.is_cue(after[0], Cue.MONTH):
            return True
        rest = [norm for norm in after if norm not in ("من", "شهر", "/", "-")]
        return after[0] in ("من", "شهر") and bool(rest) and self.lexicon.is_cue(rest[0], Cue.MONTH)

    def _is_clock(self, numeral: Numeral) -> bool:
        """Whether the number tells the hour: ``الساعة 10``, ``الساعة العاشرة و30 دقيقة``."""
        before = [self._norm(numeral.first - k) for k in (1, 2, 3, 4)]
        if before[0] == "الساعه" or (before[0] in ("و", "الي") and before[2] == "الساعه"):
            return True
        return before[0] == "و" and "الساعه" in before and self._norm(numeral.last).startswith("دقيق")

    def _is_code(self, numeral: Numeral, head: int | None) -> bool:
        """Whether the digits belong to a longer sign: ``2-1``, ``A320``, ``17 17 71 37 05``, ``0522...``.

        Where a noun follows, digits on an Arabic word only lack their blank: ``على75 مدرسة``.
        """
        if numeral.spelled:
            return False
        if has_leading_zero(numeral.digits) and (len(numeral.digits) != 2 or numeral.value == 0):
            return True
        first, last = numeral.first, numeral.last
        before, after = self._norm(first - 1), self._norm(last)
        if first and self._glued(first):
            if before in GLUE and self._norm(first - 2)[:1].isdigit():
                if self.lexicon.is_cue(self._norm(first - 3), Cue.LABEL):
                    return True
                return before not in DASHES or not self._is_range(self._norm(first - 2), numeral.digits)
            blankless = head is not None and ARABIC.match(before) and self.nouns.is_known(head)
            if before in GLUE or (before[:1].isalpha() and before not in CLITIC_LETTERS and not blankless):
                return True
        if last < len(self.norms) and self._glued(last):
            if after in GLUE and self._norm(last + 1)[:1].isdigit():
                return after not in DASHES or not self._is_range(numeral.digits, self._norm(last + 1))
            if after[:1].isalpha() and not (self.nouns.is_known(last) or self._is_function(after)):
                return True
        return self._digit_neighbours(numeral) >= 2

    def _is_function(self, norm: str) -> bool:
        return norm in CLITIC_LETTERS or norm in self.lexicon.words or self.lexicon.is_cue(norm, Cue.FUNCTION)

    def _is_range(self, lower: str, upper: str) -> bool:
        """Whether two numbers with a dash between are a range of counts: ``10-15 شخصا``."""
        if not (lower.isdigit() and upper.isdigit()):
            return True
        return int(lower) < int(upper) <= WIDEST_RANGE * max(int(lower), 10)

    def _digit_neighbours(self, numeral: Numeral) -> int:
        """Count the digit strings beside the number with a blank or a mark between, as in telephone numbers."""
        count = 0
        for step, i in ((-1, numeral.first - 1), (1, numeral.last)):
            while self._norm(i)[:1].isdigit() or (self._norm(i) in GLUE and self._norm(i + step)[:1].isdigit()):
                count += self._norm(i)[:1].isdigit()
                i += step
        return count

    def _glued(self, i: int) -> bool:
        """Whether no blank stands before token ``i``."""
        gap = self.text[self.offsets[i - 1][1] : self.offsets[i][0]]
        return not any(char in BLANKS or char == "\n" for char in gap)
