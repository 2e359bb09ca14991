"""Whether a text is Arabic: by its letters, and by the function words of its neighbours in the same script."""

from __future__ import annotations

import re
from collections.abc import Mapping

from corpus.errors import InputError
from corpus.normalise import fold

ARABIC_SHARE = 0.3  # of all letters; an Arabic article may quote a French dateline, names and addresses
FOREIGN_LETTERS = 0.02  # of the Arabic-script letters
FOREIGN_WORDS = 0.06  # of the words; in Persian and Urdu prose they are over 0.12, in Arabic under 0.01
SAMPLE = 200_000  # characters that are looked at: a language shows early
_LETTER = re.compile(r"[^\W\d_]")
_SCRIPT = re.compile("[\u0620-\u064a\u066e-\u06d3\u06d5\u06ee-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
# Letters no Arabic word has; ی ک گ پ چ ڤ ڭ are ordinary in the Arabic press (keyboards, names, Moroccan sounds).
_NEIGHBOURS = re.compile("[ٹڈڑںےۓټډړږښځڅۍێۆڕڵۊەېۇۈۋ]")
_WORD = re.compile(r"[^\W\d_]+")
LEAST_LETTERS = 100  # of a page with an article in Arabic
_ARTICLE = re.compile(r"\bال\w{2}")  # French accents are Arabic letters in windows-1256; they make no such words
_REFERENCE = re.compile(rb"&#(?:1[56]\d\d|x06[2-4][0-9a-f]);", re.IGNORECASE)
# Words that stand in every other sentence of one language and are no Arabic words.
_MARKERS: Mapping[str, str] = {
    "Persian": "است این که از را می برای با های شده کرد بود هستند آن خود باشد شد کند نیز یک ایران هم دارد",
    "Urdu": "ہے ہیں کے کی میں سے اور کو نے کا پر کہ اس یہ تھا گیا کیا ایک بھی لیے",
    "Arabic": "في من على إلى عن أن إن التي الذي هذا هذه ذلك مع كما قد أو لا ما بعد كان خلال بين ديال اللي",
}


def require_arabic(text: str) -> None:
    """Raise InputError, saying what the text seems to be, unless it is Arabic (standard or Moroccan)."""
    text = text[:SAMPLE]
    letters = len(_LETTER.findall(text))
    script = len(_SCRIPT.findall(text))
    if not letters or script < ARABIC_SHARE * letters:
        raise InputError(f"not an Arabic text: {script / max(letters, 1):.0%} of its letters are Arabic")
    words = [fold(word) for word in _WORD.findall(text)]
    counts = {name: sum(word in markers for word in words) for name, markers in _markers().items()}
    for name in ("Persian", "Urdu"):
        if counts[name] >= max(2, FOREIGN_WORDS * len(words)) and counts[name] > counts["Arabic"]:
            raise InputError(f"not an Arabic text: it reads like {name}")
    if len(_NEIGHBOURS.findall(text)) > FOREIGN_LETTERS * script:
        raise InputError("not an Arabic text: it has letters of another language in Arabic script")


def has_arabic(raw: bytes, charset: str | None = None) -> bool:
    """Whether a page may hold an Arabic text, told from its bytes before it is read: most pages of the web do not.

    Letters are looked for in its encoding, in UTF-8, UTF-16 and windows-1256, and as references (``&#1575;``).
    """
    for name in dict.fromkeys((charset or "utf-8", "utf-8", "windows-1256")):
        try:
            text = raw[:SAMPLE].decode(name, "ignore")
        except LookupError:
            continue
        if len(_SCRIPT.findall(text)) >= LEAST_LETTERS and (name != "windows-1256" or _ARTICLE.search(text)):
            return True
    return len(_REFERENCE.findall(raw[:SAMPLE])) >= LEAST_LETTERS or raw[:2] in (b"\xff\xfe", b"\xfe\xff")


def _markers() -> dict[str, frozenset[str]]:
    """Return the folded function words of each language."""
    return {name: frozenset(fold(word) for word in words.split()) for name, words in _MARKERS.items()}
