"""Bytes to text: UTF-8, UTF-16, windows-1256 and ISO-8859-6, with or without a mark at the start."""

from __future__ import annotations

import codecs
import re

from corpus.errors import InputError

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
LEGACY = ("windows-1256", "iso-8859-6", "utf-16-le", "utf-16-be")
# Letters that make up most of any Arabic text; a wrong decoding has few of them.
COMMON = re.compile("[البيونمرتةدعكسفقهح]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")
ENOUGH = 0.35


def decode(raw: bytes) -> str:
    """Return the text of a file.

    UTF-8 if it is valid; else the legacy encoding whose reading has the most common Arabic letters.

    Raises: InputError: the bytes are no text in any of these encodings (a picture, an archive).
    """
    for mark, name in BOMS:
        if raw.startswith(mark):
            try:
                return raw.decode(name)
            except UnicodeDecodeError as error:
                raise InputError(f"not valid {name}: {error.reason} at byte {error.start}") from error
    try:
        text = raw.decode("utf-8")
        if not CONTROL.search(text):
            return text
        if "\x00" not in text and len(CONTROL.findall(text)) < 0.01 * len(text):
            return text
    except UnicodeDecodeError:
        pass
    best, score = "", 0.0
    for name in LEGACY:
        try:
            text = raw.decode(name)
        except UnicodeDecodeError:
            continue
        letters = len(COMMON.findall(text)) / max(len(text), 1)
        letters -= 10 * len(CONTROL.findall(text)) / max(len(text), 1)
        if letters > score:
            best, score = text, letters
    if score < ENOUGH / 2:
        raise InputError("binary file, or text in an unknown encoding")
    return best
