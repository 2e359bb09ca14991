"""Bytes to text: UTF-8, UTF-16, windows-1256 and ISO-8859-6, with or without a mark at the start.

What the bytes say goes before what a page declares: a declared charset is one more candidate, and the reading that
looks most like Arabic wins.
"""

from __future__ import annotations

import codecs
import re

from corpus.errors import InputError

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
LEGACY = ("windows-1256", "iso-8859-6", "utf-16-le", "utf-16-be")
# How files that are no text begin, so that the message can say what was given.
MAGIC = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG picture"),
    (b"\xff\xd8\xff", "JPEG picture"),
    (b"GIF8", "GIF picture"),
    (b"PK\x03\x04", "ZIP archive or office document"),
    (b"\x1f\x8b", "gzip archive"),
    (b"\xd0\xcf\x11\xe0", "old office document"),
)
# Letters that make up most of any Arabic text; a wrong decoding has few of them, and few words that begin with ال.
COMMON = re.compile("[البيونمرتةدعكسفقهح]")
ARTICLE = re.compile(r"\b[وفبك]?ال\w")
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd]")
MOST_CONTROLS = 0.01  # of all characters; a text may hold a stray mark
MOST_BROKEN = 0.002  # of all characters; a file cut in the middle of a letter is still a text


def decode(raw: bytes, declared: str | None = None) -> str:
    """Return the text of a file.

    Valid UTF-8 is taken as it is; else the reading with the most common Arabic letters among ``declared``, the
    legacy encodings, and UTF-8 with a few broken bytes.

    Raises: InputError: the bytes are no text in any of these encodings (a picture, an archive).
    """
    for begin, kind in MAGIC:
        if raw.startswith(begin):
            raise InputError(f"binary file ({kind}), not a text")
    for mark, name in BOMS:
        if raw.startswith(mark):
            return _marked(raw, name)
    if b"\x00" not in raw:
        try:
            return _checked(raw.decode("utf-8"))
        except UnicodeDecodeError:
            pass
    readings = [text for name in _candidates(declared) if (text := _reading(raw, name)) is not None]
    broken = raw.decode("utf-8", "replace")
    if broken.count("\ufffd") <= max(1, MOST_BROKEN * len(broken)) and b"\x00" not in raw:
        readings.append(broken)
    best = max(readings, key=_likeness, default="")
    if _likeness(best) <= 0:
        raise InputError("binary file, or a text in an unknown encoding")
    return best


def _marked(raw: bytes, name: str) -> str:
    """Return a text that begins with a byte order mark; a cut last letter is replaced."""
    text = raw.decode(name, "replace")
    if text.count("\ufffd") > max(1, MOST_BROKEN * len(text)):
        raise InputError(f"not valid {name.removesuffix('-sig')}, though it begins with its byte order mark")
    return _checked(text)


def _checked(text: str) -> str:
    """Return a text without too many control characters."""
    if "\x00" in text or len(CONTROL.findall(text)) > MOST_CONTROLS * len(text):
        raise InputError("binary file, or a text in an unknown encoding")
    return text


def _candidates(declared: str | None) -> tuple[str, ...]:
    """Return the encodings to try, a declared one first; Latin ones decode anything and say nothing."""
    if declared is None or declared.lower() in LEGACY:
        return LEGACY
    try:
        known = codecs.lookup(declared)
    except (LookupError, ValueError):
        return LEGACY
    # Some codecs turn bytes into bytes or text into text (rot13): they are no charset.
    return (known.name, *LEGACY) if getattr(known, "_is_text_encoding", True) else LEGACY


def _reading(raw: bytes, name: str) -> str | None:
    """Return the text in an encoding, None if the bytes are not valid in it."""
    try:
        return raw.decode(name)
    except (UnicodeError, LookupError):
        return None


def _likeness(text: str) -> float:
    """Return how much a reading looks like a text, and like an Arabic one: above 0 for any text."""
    size = max(len(text), 1)
    controls = len(CONTROL.findall(text)) / size
    foreign = sum(c > "\u06ff" and not "\u2000" <= c <= "\u22ff" and not "\ufb50" <= c <= "\ufeff" for c in text) / size
    return (len(COMMON.findall(text)) + 4 * len(ARTICLE.findall(text))) / size + 0.01 - 10 * controls - foreign
