"""The pieces numbers are made of: number words, digit strings and the و between them.

Digits grouped by blanks (``1 200 000``) are one piece; a number word keeps its piece though the segmenter left a
clitic on it (``وبمائتين``) or cut a letter off (``ب`` + ``ليون``); quote marks round digits are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.document import Document
from corpus.normalise import BLANKS, fold
from extractors.digits import DECIMAL_MARKS, GROUP, GROUP_WITH_DECIMALS, HEAD, THOUSANDS_ONLY, ascii_digits
from extractors.number_lexicons import NumberLexicon, NumberWord

QUOTES = frozenset("\"“”«»'‘’„")
ARTICLE = "ال"


@dataclass(frozen=True, slots=True)
class Atom:
    """Tokens ``first`` up to, not including, ``last`` (text offsets ``start`` to ``end``) as one piece.

    It has a ``word``, or ``digits``, or is a ``conjunction``, or none: then it ends a number. ``definite``: it has
    the article (``الـ24``, ``الثلاثة``), which then lies inside the piece. ``bracketed``: brackets stand round the
    digits alone, and inside the piece (``(500) ألف ريال``).
    """

    first: int
    last: int
    start: int
    end: int
    word: NumberWord | None = None
    digits: str = ""
    conjunction: bool = False
    definite: bool = False
    bracketed: bool = False


def read_atoms(document: Document, lexicon: NumberLexicon) -> list[Atom]:
    """Return the pieces of the document in text order; every other token is an empty one."""
    reader = _Reader(document, lexicon)
    atoms: list[Atom] = []
    i = 0
    while i < len(reader.norms):
        found = list(reader.at(i))
        atoms.extend(found)
        i = max(found[-1].last if found else 0, i + 1)
    return atoms


class _Reader:
    """Reads the piece or pieces that begin at a token."""

    def __init__(self, document: Document, lexicon: NumberLexicon) -> None:
        self.text = document.text
        tokens = list(document.doc)
        self.norms = [token.norm_ for token in tokens]
        # `²` is a digit, but no number
        self.decimal = [
            norm[:1].isdigit() and token.text[:1].isdecimal() for norm, token in zip(self.norms, tokens, strict=True)
        ]
        self.offsets = document.offsets
        self.words = lexicon.words

    def at(self, i: int) -> Iterator[Atom]:
        """Yield the pieces of token ``i`` and of those that belong to it; nothing for a passed-over quote mark."""
        norm, (start, end) = self.norms[i], self.offsets[i]
        if self.decimal[i]:
            yield self._digits(i)
        elif norm == "و":
            yield Atom(i, i + 1, start, end, conjunction=True)
        elif norm in QUOTES and (self._is_digits(i - 1) or self._is_digits(i + 1)):
            return
        elif norm == "(" and self._is_digits(i + 1):
            yield from self._bracketed(i)
        elif norm == ARTICLE and self._is_digits(self._after_quotes(i + 1)):
            digits = self._digits(self._after_quotes(i + 1))
            yield Atom(i, digits.last, start, digits.end, digits=digits.digits, definite=True)
        elif len(norm) == 1 and norm in "بكل" and self._glued(i + 1) and norm + self.norms[i + 1] in self.words:
            yield Atom(i, i + 2, start, self.offsets[i + 1][1], self.words[norm + self.norms[i + 1]])
        else:
            yield from self._word(i)

    def _word(self, i: int) -> Iterator[Atom]:
        """Yield the pieces of a written word: a number word with the clitics left on it, or an empty piece."""
        norm, (start, end) = self.norms[i], self.offsets[i]
        after_preposition = i > 0 and self._glued(i) and self.norms[i - 1] in ("ب", "ل", "ك")
        for cut in range(1 if after_preposition else 3):  # `بوست`: no و follows a preposition
            prefix, rest = norm[:cut], norm[cut:]
            if len(rest) < 2 or not _are_clitics(prefix, rest):
                break
            word = self.words.get(rest) or (self.words.get(rest[2:]) if rest.startswith(ARTICLE) else None)
            behind_word = not cut and self._glued(i) and len(self.norms[i - 1]) > 2 and not self._is_digits(i - 1)
            if word is None or behind_word:
                continue  # nor does a number word follow another word without a blank
            at = start + offset_after(self.text[start:end], cut)
            if prefix.startswith("و"):
                yield Atom(i, i, start, start + 1, conjunction=True)
            if prefix.strip("و"):
                yield Atom(i, i, start, at)
            yield Atom(i, i + 1, at, end, word, definite=rest not in self.words)
            return
        yield Atom(i, i + 1, start, end)

    def _digits(self, i: int) -> Atom:
        """Return the digit string at token ``i`` with the groups that follow after single blanks."""
        digits, last = ascii_digits(self.norms[i]), i + 1
        if self._has_letter_mark(i):
            digits, last = self._letter_marked(i)
        if HEAD.match(digits) and not (self._spaced(i) and self._is_digits(i - 1)):
            grouped, stop = digits, last
            while self._spaced(stop) and GROUP_WITH_DECIMALS.match(ascii_digits(self.norms[stop])):
                grouped, stop = grouped + THOUSANDS_ONLY + ascii_digits(self.norms[stop]), stop + 1
                if not GROUP.match(ascii_digits(self.norms[stop - 1])):
                    break
            if not (self._spaced(stop) and self._is_digits(stop)):
                digits, last = grouped.translate(DECIMAL_MARKS), stop
        opened = i > 0 and self.norms[i - 1] in QUOTES and self._glued(i) and not self._is_digits(i - 2)
        first = i - opened
        if first < i and last < len(self.norms) and self.norms[last] in QUOTES:
            last += 1
        return Atom(first, last, self.offsets[first][0], self.offsets[last - 1][1], digits=digits)

    def _has_letter_mark(self, i: int) -> bool:
        """Whether a ر between digits is a decimal mark with the fraction before it: ``33ر76 دولار`` is 76.33.

        Blanks may stand around it: ``9 ر8 ملايير``, ``430 ر 72 كم``.
        """
        return (
            self._is_digits(i + 2)
            and self.norms[i + 1] == "ر"
            and (self._glued(i + 1) or self._spaced(i + 1))
            and (self._glued(i + 2) or self._spaced(i + 2))
            and self.norms[i].isdigit()
            and self.norms[i + 2].isdigit()
        )

    def _letter_marked(self, i: int) -> tuple[str, int]:
        """Return the digits of ``33ر76``, and the token after it; between three digits each ر is one of thousands.

        ``951ر625ر34`` is 34,625,951, ``000ر22`` 22,000.
        """
        groups, last = [ascii_digits(self.norms[i])], i
        while self._has_letter_mark(last):
            last += 2
            groups.append(ascii_digits(self.norms[last]))
        thousands = all(len(group) == 3 for group in groups[:-1]) and (len(groups) > 2 or groups[0] == "000")
        if not thousands:
            return f"{groups[1]}٫{groups[0]}", i + 3
        return "".join(reversed(groups)), last + 1

    def _bracketed(self, i: int) -> Iterator[Atom]:
        """Yield digits alone in brackets as one piece, or only the opening bracket."""
        digits = self._digits(i + 1)
        if digits.last < len(self.norms) and self.norms[digits.last] == ")":
            start, end = self.offsets[i][0], self.offsets[digits.last][1]
            yield replace(digits, first=i, last=digits.last + 1, start=start, end=end, bracketed=True)
        else:
            yield Atom(i, i + 1, *self.offsets[i])

    def _after_quotes(self, i: int) -> int:
        return i + 1 if i < len(self.norms) and self.norms[i] in QUOTES else i

    def _is_digits(self, i: int) -> bool:
        return 0 <= i < len(self.norms) and self.decimal[i]

    def _glued(self, i: int) -> bool:
        return 0 < i < len(self.norms) and self.offsets[i - 1][1] == self.offsets[i][0]

    def _spaced(self, i: int) -> bool:
        """Whether exactly one blank stands before token ``i``."""
        if not 0 < i < len(self.norms):
            return False
        gap = self.text[self.offsets[i - 1][1] : self.offsets[i][0]]
        return len(gap) == 1 and gap in BLANKS


def _are_clitics(prefix: str, rest: str) -> bool:
    """Whether the letters before a number word are clitics; ``لست`` ("I am not") is none, ``وست``, ``بست`` are."""
    if prefix.endswith(("ل", "ك")) and rest == "ست":
        return False
    return not prefix or (prefix[0] in "وفبل" and (len(prefix) == 1 or (prefix[0] in "وف" and prefix[1] in "بل")))


def offset_after(text: str, letters: int) -> int:
    """Return the offset in ``text`` after its first ``letters`` folded letters and their marks."""
    seen = i = 0
    while i < len(text) and (seen < letters or not fold(text[i])):
        seen += len(fold(text[i]))
        i += 1
    return i
