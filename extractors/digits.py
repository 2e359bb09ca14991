"""What a string of digits with marks may mean: the number styles of the Arabic press.

House styles differ: ``174.800,00`` and ``1.450`` (Maghreb), ``34,280`` and ``12.5`` (Mashriq, Gulf), ``3,5``, ``5،4``,
``٣٫٥``, ``١٢٬٥٠٠``. One mark before three digits is ambiguous; what follows decides (``1.450 درهم``: thousands,
``1.450 مليون``: a decimal), so the caller says whether a scale word follows.
"""

from __future__ import annotations

import re
from decimal import Decimal

from corpus.normalise import DIGITS

DECIMAL_ONLY = "٫"
THOUSANDS_ONLY = "٬"
LONGEST = 20  # signs; a longer string is no number of the press
_SHAPE = re.compile(r"\d+(?:[.,،٫٬]\d+)*\Z", re.ASCII)
_MARKS = re.compile(r"[.,،٫٬]")
GROUP = re.compile(r"\d{3}\Z", re.ASCII)  # a group after a blank: 1 200 000
GROUP_WITH_DECIMALS = re.compile(r"\d{3}(?:[.,،٫]\d{1,2})?\Z", re.ASCII)
DECIMAL_MARKS = str.maketrans(",،.", "٫٫٫")  # after blanks as thousands marks, any other mark is a decimal one
HEAD = re.compile(r"[1-9]\d{0,2}\Z", re.ASCII)  # what may stand before such a group


def ascii_digits(text: str) -> str:
    """Return the text with Arabic and Persian digits as ASCII ones."""
    return text.translate(DIGITS)


def read_digits(text: str, *, scaled: bool = False) -> Decimal | None:
    """Return the value of a digit string, or None if it is no number (a time, a score, a decree number).

    ``scaled``: a scale word (``مليون``) follows, so one mark before three digits is a decimal mark.
    ``174.800,00`` -> 174800; ``34,280`` -> 34280; ``3,5`` -> 3.5; ``2.19.424`` -> None.
    """
    text = ascii_digits(text)
    if not _SHAPE.match(text) or len(text) > LONGEST:
        return None
    marks = _MARKS.findall(text)
    parts = _MARKS.split(text)
    if not marks:
        return Decimal(text)
    last, tail = marks[-1], parts[-1]
    if len(marks) == 1:
        grouped = len(tail) == 3 and len(parts[0]) <= 3 and parts[0][0] != "0"
        if last == THOUSANDS_ONLY or (grouped and not scaled and last != DECIMAL_ONLY):
            return Decimal(parts[0] + tail) if grouped else None
        return Decimal(f"{parts[0]}.{tail}")
    if len(set(marks)) == 1:
        return Decimal("".join(parts)) if _are_groups(parts) and last != DECIMAL_ONLY else None
    if len(set(marks[:-1])) == 1 and _are_groups(parts[:-1]):
        return Decimal(f"{''.join(parts[:-1])}.{tail}")
    return None


def has_leading_zero(text: str) -> bool:
    """Whether the digits begin with a zero that no decimal mark explains (``05``, ``0539``)."""
    digits = ascii_digits(text)
    return len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()


def looks_like_year(text: str) -> bool:
    """Whether plain digits may be a year of the press: 1900 to 2099."""
    digits = ascii_digits(text)
    return len(digits) == 4 and digits.isdigit() and digits[:2] in ("19", "20")


def tidy(value: Decimal) -> Decimal:
    """Return the number without zeros after the mark and without an exponent: 3.50 -> 3.5, 1E+6 -> 1000000."""
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()


def _are_groups(parts: list[str]) -> bool:
    """Whether the parts are a head of one to three digits and groups of three."""
    return 1 <= len(parts[0]) <= 3 and parts[0][0] != "0" and all(len(part) == 3 for part in parts[1:])
