"""Whether a text is Arabic: by its letters, and by the function words of its neighbours in the same script."""

from __future__ import annotations

import re

from corpus.errors import InputError

ARABIC_SHARE = 0.4  # of all letters; an Arabic article may quote a French dateline or names
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
# Words that open every other sentence of Persian and Urdu and do not occur in Arabic.
PERSIAN = frozenset("است این که از را می برای با های شده کرد بود هستند آن خود باشد شد".split())  # noqa: SIM905
URDU = frozenset("ہے ہیں کے کی میں سے اور کو نے ہے۔ کا پر کہ اس یہ تھا".split())  # noqa: SIM905
ARABIC = frozenset("في من على إلى الى عن أن ان التي الذي هذا هذه و مع كما".split())  # noqa: SIM905
FOREIGN_SHARE = 0.06


def require_arabic(text: str) -> None:
    """Raise InputError, saying what the text seems to be, unless it is Arabic."""
    letters = _LETTER.findall(text)
    arabic = _ARABIC.findall(text)
    if not letters or len(arabic) < ARABIC_SHARE * len(letters):
        share = len(arabic) / max(len(letters), 1)
        raise InputError(f"not an Arabic text ({share:.0%} of its letters are Arabic)")
    words = _WORD.findall(text)
    for name, function_words in (("Persian", PERSIAN), ("Urdu", URDU)):
        foreign = sum(w in function_words for w in words)
        if foreign >= FOREIGN_SHARE * len(words) and foreign > sum(w in ARABIC for w in words):
            raise InputError(f"not an Arabic text (it reads like {name})")
