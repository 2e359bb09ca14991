"""Numbers of a document, in digits, in words and mixed: ``1.450``, ``ألف ومائتان وخمسون``, ``مليونين و68 ألفا``.

The grammar, over the pieces of ``number_atoms``::

    number  = term { و term | و نصف [ scale ] }   each term below the scale of the one before
    term    = [ small | digits | fraction ] scale { scale } | dual | small | digits
    small   = hundreds [ و tens ] | tens
    tens    = unit عشر | unit و tens-word | tens-word | عشرة | unit

It reads numbers only; what they count, and whether they are dates or labels, is for ``quantities`` and ``money``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from corpus.document import Document
from corpus.mention import Span
from extractors.digits import has_leading_zero, looks_like_year, read_digits, tidy
from extractors.number_atoms import QUOTES, Atom, read_atoms
from extractors.number_lexicons import Kind, NumberLexicon, NumberWord

SCALES = frozenset({Kind.SCALE, Kind.SCALE_DUAL, Kind.SCALE_ACCUSATIVE, Kind.SCALE_PLURAL})
ONE_OF_A_SCALE = frozenset({Kind.SCALE, Kind.SCALE_ACCUSATIVE, Kind.SCALE_PLURAL})  # may follow a number


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number: tokens ``first`` up to, not including, ``last``; text offsets ``start`` to ``end``.

    ``start`` follows the clitics, so it may lie inside token ``first`` (``وبمائتين``).
    ``spelled``: a word takes part; ``ordinal``: ``الثالث والعشرين``; ``definite``: has the article (``الـ24``,
    ``الثلاثة``); ``scaled``: has a scale word (its value in ``scale``, else 1); ``digits``: the digits as written
    where the number is nothing else; ``bracketed``: they stand in brackets, which are inside.
    """

    first: int
    last: int
    start: int
    end: int
    value: Decimal
    spelled: bool
    ordinal: bool = False
    definite: bool = False
    scale: Decimal = Decimal(1)
    digits: str = ""
    bracketed: bool = False

    @property
    def span(self) -> Span:
        """The text offsets."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class _Parse:
    """Atoms read as a number up to ``stop``; ``scale``: what the next term must stay below."""

    value: Decimal
    stop: int
    scale: Decimal = Decimal(1)
    spelled: bool = True


def find_numerals(document: Document, lexicon: NumberLexicon) -> list[Numeral]:
    """Return the numbers of the document in text order, ordinals among them."""
    atoms = read_atoms(document, lexicon)
    numerals: list[Numeral] = []
    i = 0
    while i < len(atoms):
        ordinal = _ordinal(atoms, i)
        parse = ordinal or _number(atoms, i)
        if parse is None:
            i += 1
            continue
        numeral = _numeral(atoms[i : parse.stop], parse)
        numerals.append(replace(numeral, ordinal=True) if ordinal else numeral)
        i = parse.stop
    return numerals


def past_repetition(norms: Sequence[str], numerals: Sequence[Numeral], k: int) -> tuple[int, bool]:
    """Return the token after number ``k`` and its closing quote mark, and after its repetition if there is one.

    ``ثلاثة (3) مراكز``, ``3000 (ثلاثة آلاف) درهم``; the second value says that number ``k + 1`` is the repetition.
    """
    i = numerals[k].last
    if i < len(norms) and norms[i] in QUOTES:
        i += 1
    if k + 1 < len(numerals) and i < len(norms):
        again = numerals[k + 1]
        opened = norms[i] == "(" and again.first == i + 1
        if (opened or (again.bracketed and again.first == i)) and again.value == numerals[k].value:
            return again.last + opened, True
    return i, False


def _numeral(atoms: Sequence[Atom], parse: _Parse) -> Numeral:
    """Turn read atoms into a number."""
    return Numeral(
        first=atoms[0].first,
        last=atoms[-1].last,
        start=atoms[0].start,
        end=atoms[-1].end,
        value=tidy(parse.value),
        spelled=parse.spelled,
        definite=atoms[0].definite,
        scale=max((_scale(atom.word) for atom in atoms if atom.word and atom.word.kind in SCALES), default=Decimal(1)),
        digits=atoms[0].digits if len(atoms) == 1 else "",
        bracketed=len(atoms) == 1 and atoms[0].bracketed,
    )


def _word(atoms: Sequence[Atom], i: int, *kinds: Kind) -> NumberWord | None:
    """Return the number word at ``i`` if it is of one of the kinds."""
    word = atoms[i].word if i < len(atoms) else None
    return word if word is not None and word.kind in kinds else None


def _is_and(atoms: Sequence[Atom], i: int) -> bool:
    return i < len(atoms) and atoms[i].conjunction


def _scale(word: NumberWord) -> Decimal:
    """Return the value of one of the scale (1000 of ``ألفين``)."""
    return word.value / 2 if word.kind is Kind.SCALE_DUAL else word.value


def _ordinal(atoms: Sequence[Atom], i: int) -> _Parse | None:
    """Read an ordinal: ``الثالث``, ``الحادي عشر``, ``الخامس والخمسين``."""
    word = _word(atoms, i, Kind.ORDINAL, Kind.ORDINAL_TEEN)
    if word is None:
        return None
    if _word(atoms, i + 1, Kind.TEN):
        return _Parse(word.value + 10, i + 2)
    tens = _word(atoms, i + 2, Kind.TENS) if _is_and(atoms, i + 1) else None
    if tens is not None:
        return _Parse(word.value + tens.value, i + 3)
    return _Parse(word.value, i + 1) if word.kind is Kind.ORDINAL else None


def _number(atoms: Sequence[Atom], i: int) -> _Parse | None:
    """Read a cardinal: terms joined by و, each smaller than the scale before it."""
    parse = _term(atoms, i)
    while parse is not None:
        if _is_and(atoms, parse.stop):
            longer = _with_half(atoms, parse) or _with_term(atoms, parse)
        else:
            longer = _without_and(atoms, parse)
        if longer is None:
            break
        parse = longer
    return parse


def _with_term(atoms: Sequence[Atom], parse: _Parse) -> _Parse | None:
    """Go on after و with a smaller term: ``4 ملايين و200 ألف``; not with a year, nor with a second number."""
    after = _term(atoms, parse.stop + 1)
    if after is None or parse.scale == 1 or after.value >= parse.scale:
        return None
    first = atoms[parse.stop + 1]
    if first.definite and not atoms[parse.stop - 1].definite:
        return None
    if first.digits and after.scale == 1 and (looks_like_year(first.digits) or has_leading_zero(first.digits)):
        return None
    return _Parse(parse.value + after.value, after.stop, after.scale, parse.spelled or after.spelled)


def _without_and(atoms: Sequence[Atom], parse: _Parse) -> _Parse | None:
    """Go on where the و is left out: ``40 ألف 869 متبرعا``, ``5 ملايين 300 ألف``."""
    if parse.scale == 1 or parse.stop >= len(atoms) or not atoms[parse.stop].digits:
        return None
    after = _term(atoms, parse.stop)
    if after is None or after.value >= parse.scale:
        return None
    three_digits = parse.scale == 1000 and 100 <= after.value < 1000 and after.value == int(after.value)
    if not (after.scale > 1 or three_digits):
        return None
    return _Parse(parse.value + after.value, after.stop, after.scale)


def _with_half(atoms: Sequence[Atom], parse: _Parse) -> _Parse | None:
    """Go on with ``ونصف`` [the same scale]: ``مليون ونصف``, ``مليون ونصف المليون``, ``أربعة ملايين ونصف مليون``."""
    word = _word(atoms, parse.stop + 1, Kind.FRACTION)
    if word is None:
        return None
    stop = parse.stop + 2
    scale = _word(atoms, stop, Kind.SCALE)
    if scale is not None and scale.value != parse.scale:
        return None
    return _Parse(parse.value + word.value * parse.scale, stop + (scale is not None), Decimal(1))


def _term(atoms: Sequence[Atom], i: int) -> _Parse | None:
    """Read one term: scale words with what multiplies them, or a number below a thousand, or digits."""
    head = _multiplicand(atoms, i)
    if head is None:
        return _bare_scale(atoms, i)
    word = _word(atoms, head.stop, *ONE_OF_A_SCALE)
    if word is None:
        return None if _word(atoms, i, Kind.FRACTION) else head
    if atoms[head.stop].definite and not (atoms[i].definite or _word(atoms, i, Kind.FRACTION)):
        return head
    if atoms[i].digits:
        value = read_digits(atoms[i].digits, scaled=True)
        head = replace(head, value=value if value is not None else head.value)
    return _scaled(atoms, head.stop + 1, head.value, word.value)


def _bare_scale(atoms: Sequence[Atom], i: int) -> _Parse | None:
    """Read a scale word with nothing before it: ``ألف`` 1000, ``ألفين`` 2000, ``ألفا درهم`` 2000, ``ألفا و`` 1000."""
    word = _word(atoms, i, Kind.SCALE, Kind.SCALE_DUAL, Kind.SCALE_ACCUSATIVE)
    if word is None:
        return None  # `آلاف المواطنين` is vague
    times = word.value / _scale(word)
    if word.kind is Kind.SCALE_ACCUSATIVE and not _is_and(atoms, i + 1):
        times = Decimal(2)
    return _scaled(atoms, i + 1, times, _scale(word))


def _scaled(atoms: Sequence[Atom], stop: int, times: Decimal, scale: Decimal) -> _Parse:
    """Multiply, with the larger scale words that follow: ``ثلاثة آلاف مليار``, ``مائة ألف مليون``."""
    while (more := _word(atoms, stop, Kind.SCALE)) is not None and more.value > scale and not atoms[stop].definite:
        scale, stop = scale * more.value, stop + 1
    return _Parse(times * scale, stop, scale)


def _multiplicand(atoms: Sequence[Atom], i: int) -> _Parse | None:
    """Read what may stand before a scale word: digits, a spelled number below a thousand, a fraction."""
    if i < len(atoms) and atoms[i].digits:
        value = read_digits(atoms[i].digits)
        return None if value is None else _Parse(value, i + 1, spelled=False)
    fraction = _word(atoms, i, Kind.FRACTION)
    return _Parse(fraction.value, i + 1) if fraction is not None else _small(atoms, i)


def _small(atoms: Sequence[Atom], i: int) -> _Parse | None:
    """Read a spelled number below a thousand: ``مائة وخمسة وعشرون``, ``ثلاث مئة``, ``مائة و20``."""
    unit = _word(atoms, i, Kind.UNIT)
    hundreds = _word(atoms, i, Kind.HUNDRED, Kind.HUNDREDS)
    if unit is not None and unit.value > 2 and _word(atoms, i + 1, Kind.HUNDRED):
        value, stop = unit.value * 100, i + 2
    elif hundreds is not None:
        value, stop = hundreds.value, i + 1
    else:
        return _tens(atoms, i)
    if not _is_and(atoms, stop):
        return _Parse(value, stop)
    tens = _tens(atoms, stop + 1)
    if tens is None and stop + 1 < len(atoms) and atoms[stop + 1].digits.isdigit():
        below = Decimal(atoms[stop + 1].digits)
        tens = _Parse(below, stop + 2) if 0 < below < 100 and not has_leading_zero(atoms[stop + 1].digits) else None
    return _Parse(value, stop) if tens is None else _Parse(value + tens.value, tens.stop)


def _tens(atoms: Sequence[Atom], i: int) -> _Parse | None:
    """Read a spelled number below a hundred: ``ثلاثة عشر``, ``إحدى وعشرون``, ``أربعين``, ``عشرة``, ``سبع``."""
    word = _word(atoms, i, Kind.UNIT, Kind.TEEN_UNIT)
    if word is not None and word.value < 10:
        if _word(atoms, i + 1, Kind.TEN):
            return _Parse(word.value + 10, i + 2)
        tens = _word(atoms, i + 2, Kind.TENS) if _is_and(atoms, i + 1) else None
        if tens is not None:
            return _Parse(word.value + tens.value, i + 3)
    word = _word(atoms, i, Kind.UNIT, Kind.TENS, Kind.TEN)
    if word is None or (word.value == 2 and atoms[i].definite):
        return None  # `الاثنين` is Monday
    return _Parse(word.value, i + 1)
