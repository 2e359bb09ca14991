"""French as names of bodies need it: phrases with their article, what a preposition makes of it, how adjectives agree."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Words whose h forbids elision; other French words beginning so have a silent one, names from Arabic never.
ASPIRATED = re.compile(r"(?:handicap|handball|haut|hockey|hors|hausse|halte)", re.IGNORECASE)
ARTICLES = {"m": "le", "mh": "le", "f": "la", "mp": "les", "fp": "les"}
CONTRACTED = {("de", "le"): "du", ("de", "les"): "des", ("à", "le"): "au", ("à", "les"): "aux"}
_VOWEL = re.compile(r"[aeiouœæ]")


@dataclass(frozen=True)
class Phrase:
    """Words with the gender of their first noun (``m``, ``f``, ``mp``, ``fp``, ``mh`` before an aspirated h).

    ``gender`` is empty for names, which have no article. ``bare``: an activity, which needs none after ``de``.
    """

    text: str
    gender: str = ""
    bare: bool = False

    @property
    def article(self) -> str:
        """The definite article as it stands before these words: ``le``, ``l'`` and so on; empty for names."""
        article = ARTICLES.get(self.gender, "")
        return "l'" if article in ("le", "la") and self.elides else article

    @property
    def elides(self) -> bool:
        """Whether a vowel before these words falls: ``l'eau``, ``d'Agadir``; not before an aspirated h."""
        first = unicodedata.normalize("NFD", self.text[:1]).lower()
        silent = first[:1] == "h" and self.gender not in ("", "mh") and not ASPIRATED.match(self.text)
        return silent or _VOWEL.match(first) is not None

    def after(self, preposition: str, *, article: bool = True) -> str:
        """Return the words after ``de``, ``à``, ``pour``, ``contre`` or nothing, with their article or without."""
        if not article or not self.gender:
            return self._bare_after(preposition)
        joined = CONTRACTED.get((preposition, self.article), f"{preposition} {self.article}".strip())
        return f"{joined}{'' if joined.endswith(chr(39)) else ' '}{self.text}"

    def _bare_after(self, preposition: str) -> str:
        """Return words without article of ours; one that a name has of its own is drawn together: ``du Caire``."""
        own = re.match(r"(Le|Les) ", self.text)
        if own and (preposition, own[1].lower()) in CONTRACTED:
            return f"{CONTRACTED[preposition, own[1].lower()]} {self.text[own.end() :]}"
        if preposition == "de" and self.elides:
            return f"d'{self.text}"
        return f"{preposition} {self.text}".strip()


def listed(parts: list[str]) -> str:
    """Return parts as French lists them: ``a, b et c``."""
    return " et ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def agreed(masculine: str, feminine: str, gender: str) -> str:
    """Return an adjective for a noun of this gender: ``national``, ``f`` -> ``nationale``; ``mp`` -> ``nationaux``."""
    singular = feminine if gender.startswith("f") else masculine
    if not gender.endswith("p") or (masculine == feminine and " " in masculine):
        return singular
    if singular.endswith("al") and singular != "naval":
        return f"{singular[:-2]}aux"
    return singular if singular[-1] in "sx" else f"{singular}s"


def capital(text: str) -> str:
    """Return a text with a capital at its head: ``école`` -> ``École``."""
    return text[:1].upper() + text[1:]
