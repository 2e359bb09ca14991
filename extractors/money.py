"""Sums of money: a number with a currency, in every style and currency of the Arab press.

``174.800,00 درهم``, ``مليارا و350 مليون سنتيم`` (13.5 million dirhams), ``8 آلاف و505 دنانير و566 مليما``, ``$100``,
``بين 2.500 و4.000 أورو`` (two sums). The span is number and currency; hedges go to the value's relation. Which
``ريال`` or ``دينار`` is meant follows from an adjective, else from the country (``extractors.country``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.document import BREAK, Document
from corpus.mention import Label, Mention, MoneyValue, Relation
from corpus.normalise import fold
from extractors.base import provenance
from extractors.country import CountryCues, infer_country, load_country_cues, score_countries
from extractors.currencies import CurrencyLexicon, CurrencyWord, Form, load_currencies
from extractors.digits import tidy
from extractors.hedges import hedge_before
from extractors.number_atoms import offset_after
from extractors.number_lexicons import Cue, NumberLexicon, load_number_lexicon
from extractors.numerals import Numeral, find_numerals, past_repetition

MILLION = Decimal(1_000_000)
HALF = fold("نصف")
RANGE_WORDS = frozenset(map(fold, ("إلى", "الى", "أو", "حتى", "-", "–", "—")))
BETWEEN = frozenset(map(fold, ("بين", "من")))
# Before a number that stands against a sum just named, so that its currency goes unsaid.
CONTRASTS = frozenset(map(fold, ("مقابل", "إلى", "من", "بدل", "عوض", "أصل", "كانت", "كان")))
ONE = frozenset(map(fold, ("واحد", "واحدة", "واحدا")))
DENIALS = frozenset(map(fold, ("لا", "لم", "لن", "دون", "أي", "ولو", "حتى", "ما")))
CLITICS = frozenset("وفبل")
SENTENCE_END = frozenset({BREAK, ".", "!", "؟", "?"})
CONFIDENCE = {
    "money.number_currency": 0.97,
    "money.symbol_number": 0.95,
    "money.currency_dual": 0.8,
    "money.range_start": 0.85,
    "money.currency_understood": 0.6,
}


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum found: tokens, offsets, value in major units, and its rule."""

    first: int
    last: int
    start: int
    end: int
    value: Decimal
    currency: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Currency:
    """A currency word in its place: the code it stands for, its worth, and the token after it and its adjective."""

    word: CurrencyWord
    code: str
    factor: Decimal
    last: int


class MoneyExtractor:
    """Finds sums of money."""

    name = "money"
    labels = frozenset({Label.MONEY})
    requires: frozenset[Label] = frozenset()

    def __init__(self, numbers: NumberLexicon, currencies: CurrencyLexicon, cues: CountryCues) -> None:
        self._numbers = numbers
        self._currencies = currencies
        self._cues = cues

    @classmethod
    def load(cls) -> MoneyExtractor:
        """Return the extractor with the project's word lists (raises LexiconError)."""
        return cls(load_number_lexicon(), load_currencies(), load_country_cues())

    def extract(self, doc: Document) -> Iterable[Mention]:
        """Yield a mention for each sum; a furniture span holds none."""
        reader = _Reader(doc, self._numbers, self._currencies, self._cues)
        norms = reader.norms
        for found in reader.sums():
            if any(m.start < found.end and found.start < m.end for m in doc.of(Label.FURNITURE)):
                continue
            hedge = hedge_before(norms, found.first, self._numbers)
            relation = hedge.bound.relation if hedge else Relation.EXACT
            yield doc.mention(
                found.start,
                found.end,
                Label.MONEY,
                provenance=provenance(self.name, found.rule),
                value=MoneyValue(found.value, found.currency, relation),
                confidence=CONFIDENCE[found.rule],
            )


class _Reader:
    """Reads the sums of one document."""

    def __init__(
        self, document: Document, numbers: NumberLexicon, currencies: CurrencyLexicon, cues: CountryCues
    ) -> None:
        self.document = document
        self.norms: Sequence[str] = [token.norm_ for token in document.doc]
        self.numerals = [n for n in find_numerals(document, numbers) if not n.ordinal]
        self.numbers = numbers
        self.currencies = currencies
        self.votes: Mapping[str, float] = score_countries(document, cues)
        self.country = infer_country(document, cues)

    def sums(self) -> list[_Sum]:
        """Return the sums in text order."""
        found: dict[int, _Sum] = {}  # by index of the numeral
        taken: set[int] = set()  # numerals inside another sum (`و566 مليما`)
        for k, numeral in enumerate(self.numerals):
            total = None if k in taken else self._with_currency(k, taken) or self._after_symbol(numeral)
            if total is not None:
                found[k] = total
        for k in range(len(self.numerals) - 2, -1, -1):
            if k not in found and k not in taken and (start := self._range_start(k, found.get(k + 1))) is not None:
                found[k] = start
        for k in range(len(self.numerals)):
            if k not in found and k not in taken and (bare := self._understood(k, found)) is not None:
                found[k] = bare
        return sorted((*found.values(), *self._duals(found.values())), key=lambda s: s.start)

    def _currency_at(self, i: int) -> _Currency | None:
        """Read the currency word at token ``i`` with its adjective; None where there is none."""
        read = self.currencies.word_at(self.norms, i)
        return None if read is None else self._resolved(*read)

    def _resolved(self, word: CurrencyWord, last: int) -> _Currency | None:
        """Say which currency a word that ends before token ``last`` means here."""
        adjective = self.norms[last].removeprefix("ال") if last < len(self.norms) else ""
        if (word.family, adjective) not in self.currencies.by_adjective:
            adjective = ""
        code = self.currencies.code(word, self.country, self.votes, adjective)
        if code is None:
            return None
        return _Currency(word, code, self.currencies.factor(word, code), last + bool(adjective))

    def _with_currency(self, k: int, taken: set[int]) -> _Sum | None:
        """Read number + currency [+ و + minor units | + ونصف]."""
        numeral = self.numerals[k]
        read = self._currency_at(past_repetition(self.norms, self.numerals, k)[0])
        if read is None or read.word.form is Form.DUAL:
            return None
        value, last = self._with_rest(numeral.value * read.factor, numeral.scale, read)
        taken.update(j for j in range(k + 1, len(self.numerals)) if self.numerals[j].first < last)
        return self._sum(numeral.first, numeral.start, last, value, read.code, "money.number_currency")

    def _with_rest(self, value: Decimal, scale: Decimal, read: _Currency) -> tuple[Decimal, int]:
        """Add what follows the currency: ``و566 مليما``, ``ونصف [المليون]``; return the sum and the token after it."""
        last = read.last
        if self.norms[last : last + 2] == ["و", HALF]:
            named = last + 2 < len(self.norms) and self.norms[last + 2].removeprefix("ال") in self.numbers.words
            return value + scale * read.factor / 2, last + 2 + named
        if self.norms[last : last + 1] == ["و"]:
            rest = next((n for n in self.numerals if n.first == last + 1), None)
            minor = self._currency_at(rest.last) if rest is not None else None
            if rest is not None and minor is not None and minor.factor < read.factor and minor.code == read.code:
                return value + rest.value * minor.factor, minor.last
        return value, last

    def _after_symbol(self, numeral: Numeral) -> _Sum | None:
        """Read ``$ 100``, ``€50``, ``USD 3 مليون``."""
        i = numeral.first - 1
        if i < 0 or self.norms[i].isdigit():
            return None
        first = i - 1 if i and self.norms[i - 1] == "us" else i
        read = self.currencies.word_at(self.norms, first)
        is_latin = not any("ء" <= char <= "ي" for char in self.norms[i])
        if read is None or read[1] != numeral.first or read[0].form is not Form.ABBREVIATION or not is_latin:
            return None
        currency = self._resolved(read[0], read[1])
        if currency is None or (i and self.norms[i - 1][:1].isdigit()):
            return None
        start, value = self.document.offsets[first][0], numeral.value * currency.factor
        return self._sum(first, start, numeral.last, value, currency.code, "money.symbol_number")

    def _range_start(self, k: int, end: _Sum | None) -> _Sum | None:
        """Read the first number of a range whose second has the currency: ``بين 2.500 و4.000 أورو``."""
        numeral, upper = self.numerals[k], self.numerals[k + 1]
        if end is None or end.first != upper.first:
            return None
        gap = [norm for norm in self.norms[numeral.last : upper.first] if norm not in ("ما", "ال")]
        before = self.norms[numeral.first - 1] if numeral.first else ""
        joined = len(gap) == 1 and (gap[0] in RANGE_WORDS or (gap[0] == "و" and before in BETWEEN))
        if not joined:
            return None
        value = numeral.value * (end.value / upper.value if upper.value else 1)
        if numeral.scale == 1 and numeral.value <= upper.value / upper.scale:
            value *= upper.scale  # `من 20 إلى 30 مليون درهم`
        return self._sum(numeral.first, numeral.start, numeral.last, value, end.currency, "money.range_start")

    def _understood(self, k: int, found: Mapping[int, _Sum]) -> _Sum | None:
        """Read a scaled number whose currency was said before: ``37 مليار درهم مقابل 33 مليارا سنة 2016``."""
        numeral = self.numerals[k]
        following = self.norms[numeral.last] if numeral.last < len(self.norms) else BREAK
        open_ended = following[:1] in ".،,؛:)]" or following in SENTENCE_END or self._is_no_noun(following)
        if numeral.scale < MILLION or not open_ended:
            return None
        before = self.norms[numeral.first - 1] if numeral.first else BREAK
        earlier = [found[j] for j in sorted(found) if j < k and not self._parted(found[j].last, numeral.first)]
        if not earlier or before not in CONTRASTS:
            return None
        value, currency = numeral.value, earlier[-1].currency
        return self._sum(numeral.first, numeral.start, numeral.last, value, currency, "money.currency_understood")

    def _is_no_noun(self, norm: str) -> bool:
        return norm in ("و", "ب", "ل", "ف", "ك") or self.numbers.is_cue(
            norm, Cue.FUNCTION, Cue.ADVERB, Cue.VERB, Cue.YEAR, Cue.MONTH
        )

    def _parted(self, first: int, last: int) -> bool:
        return any(norm in SENTENCE_END for norm in self.norms[first:last])

    def _duals(self, sums: Iterable[_Sum]) -> Iterator[_Sum]:
        """Yield duals (``درهمين``, ``دينارين و500 مليم``) and ``درهم واحد``, not ``لم يدفع درهما واحدا``."""
        inside = {i for s in sums for i in range(s.first, s.last)}
        for i, norm in enumerate(self.norms):
            word = None if i in inside else self.currencies.words.get((norm,))
            cut = 0
            if word is None and norm[:1] in CLITICS and i not in inside:  # a clitic left on the word: `بدرهمين`
                word, cut = self.currencies.words.get((norm[1:],)), 1
                word = word if word is not None and word.form is Form.DUAL else None
            if word is None:
                continue
            one = word.form is Form.SINGULAR and i + 1 < len(self.norms) and self.norms[i + 1] in ONE
            denied = any(before in DENIALS for before in self.norms[max(0, i - 6) : i])
            times = 2 if word.form is Form.DUAL else 1 if one and not denied else 0
            read = self._resolved(word, i + 1) if times else None
            if read is None:
                continue
            value, last = self._with_rest(times * read.factor, Decimal(1), read)
            start, end = self.document.offsets[i]
            start += offset_after(self.document.text[start:end], cut)
            yield self._sum(i, start, last + one, value, read.code, "money.currency_dual")

    def _sum(self, first: int, start: int, last: int, value: Decimal, currency: str, rule: str) -> _Sum:
        end = self.document.offsets[last - 1][1]
        return _Sum(first, last, start, end, tidy(value), currency, rule)
