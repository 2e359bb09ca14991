"""Numbers whose noun is said elsewhere: ranges, parts of a number, others, ``بلغ عدد الأعضاء 27``."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.document import BREAK, Document
from corpus.mention import Label
from extractors.counted import CountedNouns
from extractors.hedges import hedge_before
from extractors.number_lexicons import NumberLexicon
from extractors.numerals import Numeral
from extractors.quantity_words import (
    BETWEEN,
    COUNT_OF_THEM,
    COUNT_WORDS,
    INSTEAD,
    OF_THEM,
    OTHERS,
    OUT_OF,
    RANGE_WORDS,
    SENTENCE_END,
    SHARED,
    SHARES,
    YEAR_NOUNS,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity: tokens of the whole and of the noun, and its rule; ``unit`` where the noun is elsewhere."""

    first: int
    last: int
    noun: int
    noun_last: int
    rule: str


class NounsElsewhere:
    """Reads such numbers of one document, where those with their noun beside them are known."""

    document: Document
    lexicon: NumberLexicon
    nouns: CountedNouns
    norms: list[str]
    numerals: list[Numeral]

    def _norm(self, i: int) -> str:
        return self.norms[i] if 0 <= i < len(self.norms) else BREAK

    def _has_noun(self, i: int) -> bool:
        """Whether a counted noun stands at ``i``; ``12.547 سنة 2011`` and ``18 ألفا آخرين`` have none."""
        if not self.nouns.is_head(i) or self.norms[i] in OTHERS:
            return False
        year = self._norm(i + 1)
        return not (self.norms[i] in YEAR_NOUNS and year.isdigit() and len(year) == 4)

    def _range_start(self, k: int, end: Found | None) -> Found | None:
        """Read the first number of a range: ``بين 18 و22 قنطارا``, ``8 أو 9 أشخاص``."""
        numeral, upper = self.numerals[k], self.numerals[k + 1]
        if end is None or end.first != upper.first:
            return None
        gap = [norm for norm in self.norms[numeral.last : upper.first] if norm not in ("ما", "ال")]
        if len(gap) != 1:
            return None
        if gap[0] not in RANGE_WORDS and not (gap[0] == "و" and self._norm(numeral.first - 1) in BETWEEN):
            return None
        return Found(numeral.first, numeral.last, end.noun, end.noun_last, "quantities.range_start")

    def _elsewhere(self, k: int, found: dict[int, Found]) -> Found | None:
        """Read a number whose noun was said before in the sentence."""
        numeral = self.numerals[k]
        after, before = self._norm(numeral.last), self._norm(numeral.first - 1)
        if numeral.definite or (
            numeral.spelled and numeral.value <= 2 and not (numeral.value == 2 and after in OTHERS | OF_THEM)
        ):
            return None
        counted = self._counted_before(numeral) if numeral.value == numeral.value.to_integral_value() else None
        if counted is not None:
            return Found(numeral.first, numeral.last, counted, counted + 1, "quantities.noun_elsewhere")
        earlier = [j for j in found if j < k and not self._parted(found[j].last, numeral.first)]
        if not earlier or self._has_noun(numeral.last):
            if after in OTHERS:
                return Found(
                    numeral.first, numeral.last + 1, numeral.last, numeral.last + 1, "quantities.noun_elsewhere"
                )
            return None
        model = found[max(earlier)]
        if model.rule == "quantities.percentage" or self._money_between(model.last, numeral.start):
            return None
        bracketed = numeral.bracketed and (self._norm(model.last) == ")" or self._norm(model.last - 1) == ")")
        grouped = numeral.scale > 1 or (numeral.value >= 1000 and not numeral.digits.isdigit())
        shared = self._shared(numeral, model, self.numerals[max(earlier)])
        if not (after in OF_THEM or after in OTHERS or before in INSTEAD or bracketed or grouped or shared):
            return None
        last = numeral.last + (after in OF_THEM and numeral.spelled)
        return Found(numeral.first, last, model.noun, model.noun_last, "quantities.noun_elsewhere")

    def _out_of(self, k: int, found: dict[int, Found]) -> Found | None:
        """Read a part of a number with its noun: ``ثمانية من بين 14 ضريحا``, ``6 من أصل 10 لاعبين``."""
        numeral, whole = self.numerals[k], found.get(k + 1)
        at = numeral.last
        if whole is None or whole.noun < self.numerals[k + 1].last or whole.rule == "quantities.percentage":
            return None
        if self._norm(at) != "من" or self._norm(at + 1) not in OUT_OF or self.numerals[k + 1].first > at + 3:
            return None
        return Found(numeral.first, numeral.last, whole.noun, whole.noun_last, "quantities.noun_elsewhere")

    def _shared(self, numeral: Numeral, model: Found, whole: Numeral) -> bool:
        """Whether the number is a part of the one before it: ``67 كلية، منها 38 للبنين، و29 للبنات``."""
        hedge = hedge_before(self.norms, numeral.first, self.lexicon)
        before = self._norm((hedge.first if hedge is not None else numeral.first) - 1)
        digits = bool(numeral.digits) and numeral.value.to_integral_value() == numeral.value > 2
        less = digits and numeral.value <= whole.value
        less = less and (model.noun >= whole.last or model.rule == "quantities.noun_elsewhere")
        return less and before in SHARED and self._norm(numeral.last) in SHARES

    def _money_between(self, last: int, start: int) -> bool:
        """Whether a sum stands nearer than the quantity before token ``last``: the number is then a sum too."""
        end = self.document.offsets[last - 1][1]
        return any(end <= sum_.start < start for sum_ in self.document.of(Label.MONEY))

    def _counted_before(self, numeral: Numeral) -> int | None:
        """Return the noun of ``عدد X`` that the number counts: ``بلغ عدد الأعضاء الحاضرين 27``."""
        if self._has_noun(numeral.last) or self._norm(numeral.first - 1) == "و":
            return None
        for i in range(numeral.first - 1, max(numeral.first - 16, 0), -1):
            if self.norms[i] in SENTENCE_END or self.norms[i] == "،":
                return None
            if self.norms[i] in COUNT_WORDS and self.nouns.is_nominal(i + 1) and i + 1 < numeral.first:
                return i + 1
            if self.norms[i] in COUNT_OF_THEM and i >= numeral.first - 3:
                return self._plural_before(i)
        return None

    def _plural_before(self, i: int) -> int | None:
        """Return the nearest plural before token ``i``, which ``عددها`` refers to."""
        for j in range(i - 1, max(i - 8, -1), -1):
            if self.norms[j] in SENTENCE_END:
                return None
            if self.nouns.is_nominal(j) and self.nouns.is_plural(j):
                return j
        return None

    def _parted(self, first: int, last: int) -> bool:
        return any(norm in SENTENCE_END for norm in self.norms[first:last])
