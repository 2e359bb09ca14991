"""Counted quantities: a number and the noun it counts, with the word that relates it to the true number.

``أزيد من 30 بلدا إفريقيا``, ``12 من الأطراف``, ``الجمعيات الثلاث``, ``حصة واحدة``, ``16 ألفا و500 مستفيد``; also
numbers whose noun is said elsewhere: ``ارتفع عدد المراكز من 5 إلى 15``, ``مقابل 282 ألفا``. Percentages have the unit
``في المائة``. Sums of money, dates, hours, labels and bare duals are none.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from corpus.document import Document
from corpus.mention import Label, Mention, QuantityValue, Relation
from extractors.base import provenance
from extractors.counted import WITH_PRONOUN, CountedNouns
from extractors.hedges import hedge_before
from extractors.number_atoms import QUOTES
from extractors.number_context import NumberContext
from extractors.number_lexicons import Cue, NumberLexicon, load_number_lexicon
from extractors.numerals import Numeral, find_numerals, past_repetition
from extractors.quantity_elsewhere import Found, NounsElsewhere
from extractors.quantity_words import (
    AFTERWARDS,
    AT_LEAST,
    HALF,
    HUNDRED,
    NOT_PARTITIVE,
    PERCENT_SIGNS,
)

CONFIDENCE = {
    "quantities.number_noun": 0.93,
    "quantities.number_known_noun": 0.97,
    "quantities.partitive": 0.85,
    "quantities.percentage": 0.97,
    "quantities.noun_number": 0.85,
    "quantities.noun_one": 0.75,
    "quantities.dual_two": 0.85,
    "quantities.range_start": 0.85,
    "quantities.noun_elsewhere": 0.6,
}


class QuantityExtractor:
    """Finds counted quantities; DATE and MONEY mentions are not counted again."""

    name = "quantities"
    labels = frozenset({Label.QUANTITY})
    requires = frozenset({Label.DATE, Label.MONEY})

    def __init__(self, lexicon: NumberLexicon) -> None:
        self._lexicon = lexicon

    @classmethod
    def load(cls) -> QuantityExtractor:
        """Return the extractor with the project's word lists (raises LexiconError)."""
        return cls(load_number_lexicon())

    def extract(self, doc: Document) -> Iterable[Mention]:
        """Yield a mention for each counted quantity in text order."""
        reader = _Reader(doc, self._lexicon)
        for numeral, found in reader.quantities():
            yield reader.mention(self.name, numeral, found)


class _Reader(NounsElsewhere):
    """Reads the quantities of one document."""

    def __init__(self, document: Document, lexicon: NumberLexicon) -> None:
        self.document = document
        self.lexicon = lexicon
        self.nouns = CountedNouns(document, lexicon)
        self.norms = self.nouns.norms
        everything = find_numerals(document, lexicon)
        taken = document.of(Label.DATE, Label.MONEY, Label.FURNITURE)
        self.numerals = [
            n for n in everything if not n.ordinal and not any(m.start < n.end and n.start < m.end for m in taken)
        ]
        self.context = NumberContext(document, everything, self.nouns, lexicon)

    def quantities(self) -> list[tuple[Numeral, Found]]:
        """Return the numbers that count something, in text order."""
        found: dict[int, Found] = {}
        rejected: set[int] = set()
        for k, numeral in enumerate(self.numerals):
            if k in rejected:
                continue
            head = self._direct(k, rejected)
            hedged = hedge_before(self.norms, numeral.first, self.lexicon) is not None
            noun = head.noun if head is not None and head.noun >= numeral.last else None
            if self.context.is_label(numeral, noun, hedged=hedged):
                rejected.add(k)
            elif head is not None:
                found[k] = head
        for k in range(len(self.numerals) - 2, -1, -1):
            if k not in found and k not in rejected and (start := self._range_start(k, found.get(k + 1))):
                found[k] = start
        for k in range(len(self.numerals)):
            if k not in found and k not in rejected and (other := self._out_of(k, found) or self._elsewhere(k, found)):
                found[k] = other
        return [(self.numerals[k], found[k]) for k in sorted(found)]

    def mention(self, extractor: str, numeral: Numeral, found: Found) -> Mention:
        """Make the mention of a quantity."""
        document, offsets = self.document, self.document.offsets
        hedge = hedge_before(self.norms, found.first, self.lexicon)
        relation = hedge.bound.relation if hedge is not None else Relation.EXACT
        start = numeral.start if found.first == numeral.first else offsets[found.first][0]
        if hedge is not None and relation is not Relation.EXACT:
            start = offsets[hedge.first][0]
        elif self._norm(found.last) in AFTERWARDS:
            relation = Relation.ABOUT
        half = self._half(numeral, found)
        end = max(offsets[found.last + 1 if half else found.last - 1][1], numeral.end)
        if numeral.bracketed and found.rule == "quantities.noun_elsewhere":
            inside = document.text[start + 1 : end - 1]  # `(655)` in a list, also with blanks inside
            start += 1 + len(inside) - len(inside.lstrip())
            end = start + len(inside.strip())
        unit = self.nouns.unit(found.noun, found.noun_last)
        phrase = None
        if found.rule in ("quantities.number_noun", "quantities.number_known_noun", "quantities.partitive"):
            phrase_end = self.nouns.phrase_end(found.noun)
            if phrase_end > found.noun_last:
                phrase = document.text[offsets[found.noun][0] : offsets[phrase_end - 1][1]]
        return document.mention(
            start,
            end,
            Label.QUANTITY,
            provenance=provenance(extractor, found.rule),
            value=QuantityValue(numeral.value + half, unit, relation, phrase),
            confidence=CONFIDENCE[found.rule],
        )

    def _half(self, numeral: Numeral, found: Found) -> Decimal:
        """Return the half added to a measure: ``ثلاث سنوات ونصف``, ``5 كيلومترات ونصف الكيلومتر``."""
        added = self._norm(found.last) == "و" and self._norm(found.last + 1) in HALF
        scaled = self._norm(found.last + 2) in self.lexicon.words
        counted = found.noun >= numeral.last and found.rule == "quantities.number_known_noun"
        return Decimal("0.5") if added and counted and not scaled else Decimal(0)

    def _direct(self, k: int, rejected: set[int]) -> Found | None:
        """Read a number with its noun beside it."""
        numeral = self.numerals[k]
        after, repeated = past_repetition(self.norms, self.numerals, k)
        if repeated:
            rejected.add(k + 1)
        if (
            numeral.value == 100
            and self._norm(numeral.first - 1) in ("في", "ب", "ف")
            and self._norm(numeral.first) in HUNDRED
        ):
            return None  # part of a percentage
        return (
            self._percentage(numeral, after)
            or (None if self.nouns.is_known(after) else self._noun_number(numeral))
            or self._number_noun(numeral, after)
            or self._partitive(numeral, after)
            or self._noun_one(numeral)
            or self._dual_two(numeral)
        )

    def _percentage(self, numeral: Numeral, after: int) -> Found | None:
        """``20 في المائة``, ``40 بالمائة``, ``71%``."""
        if self._norm(after) in PERCENT_SIGNS:
            return Found(numeral.first, after + 1, after, after + 1, "quantities.percentage")
        if self._norm(after) in ("في", "ب", "ف") and self._norm(after + 1) in HUNDRED:
            return Found(numeral.first, after + 2, after, after + 2, "quantities.percentage")
        if self._norm(after) in ("بالمايه", "بالميه", "فالميه", "فالمايه"):
            return Found(numeral.first, after + 1, after, after + 1, "quantities.percentage")
        if self._norm(numeral.first - 1) in PERCENT_SIGNS:
            return Found(numeral.first - 1, numeral.last, numeral.first - 1, numeral.first, "quantities.percentage")
        return None

    def _number_noun(self, numeral: Numeral, after: int) -> Found | None:
        """``سبع اتفاقيات``, ``114 ألف و593 ناخبا``, ``العشرة أيام``; 1 and 2 stand after their noun."""
        if self._norm(after) in QUOTES and self.nouns.is_known(after + 1):
            after += 1
        if self._norm(after) == "ديال" and self.nouns.is_nominal(after + 1):
            after += 1
        elif not self.nouns.is_head(after):
            return self._number_rejoined(numeral, after)
        if numeral.spelled and numeral.value in (1, 2) and numeral.scale == 1:
            return None
        if (
            numeral.definite
            and numeral.scale == 1
            and not (self.nouns.is_known(after) or self.nouns.is_accusative(after))
        ):
            return None  # `المهرجان الـ17 إبراهيم ...`
        if not self._has_noun(after) or not self._agrees(numeral, after):
            return None
        rule = "quantities.number_known_noun" if self.nouns.is_known(after) else "quantities.number_noun"
        last = self.nouns.noun_end(after)
        return Found(numeral.first, last, after, last, rule)

    def _agrees(self, numeral: Numeral, noun: int) -> bool:
        """Whether the noun may follow the number: a low one in digits is else part of a name (``المتوسط 2 قيمة``)."""
        if numeral.scale > 1 or numeral.value > 10 or self.nouns.is_known(noun):
            return True
        return self.nouns.is_plural(noun) if numeral.value in (1, 2) else self._may_follow_few(noun)

    def _may_follow_few(self, noun: int) -> bool:
        """Whether the noun may stand after 3 to 10: a plural, or a misspelled accusative; not ``5 ستار``."""
        token = self.document.doc[noun]
        feminine = token.pos_ == "NOUN" and token.text.endswith("ة") and token.norm_[:2] not in ("دل", "دا")
        return self.nouns.may_be_plural(noun) or self.nouns.is_accusative(noun) or feminine  # `7 قردة`

    def _number_rejoined(self, numeral: Numeral, after: int) -> Found | None:
        """Read a noun whose first letter was split off as a clitic: ``19 ورشا``, ``60 ألف فسيلة``."""
        word = self.nouns.rejoined(after)
        accusative = word.endswith("ا") and 11 <= numeral.value % 100 <= 99 and len(word) > 3
        if word in self.lexicon.counted or (accusative and word[0] not in "بل"):
            return Found(numeral.first, after + 2, after, after + 2, "quantities.number_noun")
        return None

    def _partitive(self, numeral: Numeral, after: int) -> Found | None:
        """``12 من الأطراف``, ``540 ألفا من المشاركين``, ``اثنين من مشاركيه``; not ``49 من الدستور``."""
        if self._norm(after) in AT_LEAST[0] and self._norm(after + 1) in AT_LEAST[1]:
            after += 2  # `ثلاثة على الأقل من أقربائه`
        noun = after + 1
        if self._norm(after) != "من" or not self.nouns.is_nominal(noun) or self.norms[noun] in NOT_PARTITIVE:
            return None
        group = numeral.scale > 1 and self.nouns.is_definite(noun)  # `6 آلاف من الحرس`
        plural = self.nouns.may_be_plural(noun) or self.nouns.is_owned_plural(noun) or self.norms[noun].endswith("ي")
        if numeral.value == 1 or numeral.value != int(numeral.value) or not (group or plural):
            return None
        return Found(numeral.first, noun + 1, noun, noun + 1, "quantities.partitive")

    def _noun_one(self, numeral: Numeral) -> Found | None:
        """``حصة واحدة``, ``مقعد برلماني واحد``; not ``في آن واحد``, nor ``الرأي الواحد``."""
        if numeral.value != 1 or not numeral.spelled or numeral.definite or numeral.scale > 1:
            return None
        noun = numeral.first - 1
        if not self.nouns.is_head(noun) or self.nouns.is_definite(noun):
            return None
        feminine = self.norms[numeral.first].endswith("ه")
        if self.norms[noun].endswith("ه") != feminine:
            return None
        if self._is_adjective(noun, feminine=feminine):
            noun -= 1
        if self.lexicon.is_cue(self.norms[noun], Cue.ALONE):
            return None
        return Found(noun, numeral.last, noun, noun + 1, "quantities.noun_one")

    def _is_adjective(self, i: int, *, feminine: bool) -> bool:
        """Whether the word describes the noun before it: ``مقعد برلماني واحد``, ``ناخب معاق واحد``."""
        if not self.nouns.is_head(i - 1) or self.nouns.is_definite(i - 1):
            return False
        agrees = self.norms[i - 1].endswith("ه") == feminine
        return self.norms[i].endswith(("ي", "يه")) or (agrees and self.nouns.is_known(i - 1) > self.nouns.is_known(i))

    def _dual_two(self, numeral: Numeral) -> Found | None:
        """``برلمانيان (2)``, ``مركزين اثنين``."""
        if numeral.value != 2 or numeral.scale > 1:
            return None
        noun = numeral.first - 1
        if not (numeral.bracketed or numeral.spelled) or noun < 0 or not self.nouns.is_dual(noun):
            return None
        return Found(noun, numeral.last, noun, noun + 1, "quantities.dual_two")

    def _noun_number(self, numeral: Numeral) -> Found | None:
        """``الجمعيات الثلاث``, ``دوائر الجهة الستة``, ``الدول الـ189``; ``الاجتماع الـ17`` is an ordinal."""
        if not numeral.definite or numeral.value <= 2:
            return None
        last = numeral.first - 1
        if self._norm(last) in WITH_PRONOUN and self.nouns.is_nominal(last - 1):
            return Found(last - 1, numeral.last, last - 1, last + 1, "quantities.noun_number")
        if not self.nouns.is_nominal(last) or self.lexicon.is_cue(self.norms[last], Cue.WEEKDAY):
            return None
        if numeral.digits and self._norm(numeral.last) == "وال" and self.norms[last].endswith(("ين", "ان")):
            return None  # `الدورتين الـ19 والـ20`: ordinals
        noun = self._phrase_head(last, sure=numeral.spelled and numeral.value <= 10 and numeral.scale == 1)
        if noun is None:
            return None
        return Found(noun, numeral.last, noun, noun + 1, "quantities.noun_number")

    def _phrase_head(self, last: int, *, sure: bool) -> int | None:
        """Return the noun that a number after ``last`` counts.

        The plural among the definite words there (``الدول العربية``, ``رؤساء الجماعات``), else the plural they
        belong to (``فضاءات`` of ``فضاءات محو الأمية``). A number that may be an ordinal (not ``sure``: ``الـ17``,
        ``الأربعين``) counts a belonging plural only before a body (``دول الاتحاد الـ27``).
        """
        first, head = last, None
        while first >= 0 and self.nouns.is_nominal(first) and self.nouns.is_definite(first):
            head = first if self.nouns.is_plural(first) else head
            first -= 1
        if head is not None:
            return head
        if first == last:
            return last if sure and (self.nouns.is_owned_plural(last) or self.nouns.is_plural(last)) else None
        body = self.lexicon.is_cue(self.norms[first + 1], Cue.BODY)
        for i in range(first, max(first - 3, -1), -1):
            if not self.nouns.is_nominal(i) or self.nouns.is_definite(i):
                break
            body = body or self.lexicon.is_cue("ال" + self.norms[i], Cue.BODY)
            if self.nouns.is_plural(i):
                head = i
        if not sure:
            return head if body else None
        return last if head is None else head
