"""Making spellings comparable: the one folding for tokens, gazetteers and queries.

``fold`` gives a comparison key; the published text is never changed. ``FoldedText`` folds a whole text while it
remembers where each folded character came from, so that a pattern matched on the key gives a span of the text.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from camel_tools.utils.dediac import dediac_ar
from camel_tools.utils.normalize import normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar

from corpus.mention import Span

# Letters of Persian, Urdu and Maghrebi keyboards that stand for an Arabic letter, hamza seats, Arabic-Indic digits.
LETTERS = {"ی": "ي", "ى": "ي", "ې": "ي", "ک": "ك", "ڪ": "ك", "گ": "ك", "ڭ": "ك", "ݣ": "ك", "ھ": "ه", "ہ": "ه", "ۀ": "ه", "ە": "ه",
           "ؤ": "و", "ئ": "ي", "ٱ": "ا"}  # fmt: skip
PLAIN_LETTERS = {"ی": "ي", "ې": "ي", "ک": "ك", "ڪ": "ك", "ھ": "ه", "ہ": "ه"}
DIGITS = {ord(c): str(i) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for i, c in enumerate(digits)}
_LETTER_TABLE = str.maketrans(LETTERS) | DIGITS | {0x640: None}
_PLAIN_TABLE = str.maketrans(PLAIN_LETTERS)
# Marks without width: bidi controls, joiners, BOM, soft hyphen.
INVISIBLE = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\u061c\ufeff\u00ad"
)
BLANKS = frozenset(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t "
)


class _WithoutMarks(dict[int, int | None]):
    """A table for ``str.translate`` that takes combining marks away; it learns each character when it first comes."""

    def __missing__(self, char: int) -> int | None:
        kept = self[char] = None if unicodedata.combining(chr(char)) else char
        return kept


_VISIBLE = dict.fromkeys(map(ord, INVISIBLE))
_WITHOUT_MARKS = _WithoutMarks()


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Return the comparison key of a word or phrase.

    Takes away diacritics, tatweel and invisible marks; makes one of the alefs, of alef maqsura and ya, of teh
    marbuta and heh, of Persian and Arabic letters, of all digits; lowers Latin letters and squeezes blanks:
    ``إدمَـاج`` -> ``ادماج``; ``الرعاية`` -> ``الرعايه``; ``٢٠٢٤`` -> ``2024``.
    """
    text = unicodedata.normalize("NFKC", text)
    text = text.translate(_VISIBLE)
    text = normalize_teh_marbuta_ar(normalize_alef_maksura_ar(normalize_alef_ar(dediac_ar(text))))
    text = text.translate(_LETTER_TABLE)
    text = unicodedata.normalize("NFD", text).translate(_WITHOUT_MARKS)
    return " ".join(text.lower().split())


fold_text = fold.__wrapped__  # the same without remembering it: for a text, which comes once and is long


def plain(text: str) -> str:
    """Return the form a name is written in: Persian letters, presentation forms and doubled blanks made ordinary.

    Hamza, misprints and tanwin stay as published (``المرکز الإجتماعي`` -> ``المركز الإجتماعي``).
    """
    kept = "".join(unicodedata.normalize("NFKC", c) if "ﭐ" <= c <= "ﻼ" else c for c in text if c not in INVISIBLE)
    return " ".join(kept.translate(_PLAIN_TABLE).replace("ـ", "").split())


def undiacritised(text: str) -> str:
    """Return ``plain`` text without diacritics: hamza and the final letters stay (``عبّرت`` -> ``عبرت``)."""
    return str(dediac_ar(plain(text)))


class FoldedText:
    """A text folded character by character, with the way back to its offsets.

    ``text``: the folded characters (blanks of all kinds are a plain space, line breaks stay); diacritics, tatweel
    and invisible marks are gone. ``span`` turns folded offsets into offsets of the source.
    """

    def __init__(self, source: str) -> None:
        chars: list[str] = []
        origin: list[int] = []
        for i, char in enumerate(source):
            folded = " " if char in BLANKS else "\n" if char == "\n" else fold_char(char)
            chars.extend(folded)
            origin.extend([i] * len(folded))
        self.source = source
        self.text = "".join(chars)
        self._origin = origin

    def span(self, start: int, end: int) -> Span:
        """Return the source offsets of folded ``start:end`` (which must not be empty).

        Marks that follow the last letter (a final tanwin, a bidi mark) are left to the right of the span unless
        they are combining marks of that letter.
        """
        first, last = self._origin[start], self._origin[end - 1] + 1
        while last < len(self.source) and unicodedata.combining(self.source[last]):
            last += 1
        return first, last


@lru_cache(maxsize=4096)
def fold_char(char: str) -> str:
    """Return the folded form of one character: empty for a mark, two letters for a lam-alef ligature."""
    return fold(char)
