"""Latin spellings of Arabic names of persons, as Moroccan state and press write them in French.

``سعيد أمزازي`` -> ``Saïd Amzazi``. A name that the press itself gives in Latin letters goes before one made here; the
words of ``gazetteer/data/latin_names.csv`` have a usual spelling; of the rest the letters are spelt by rule, and since
Arabic leaves short vowels out, what comes out is one possible spelling and says so (``made``).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.errors import LexiconError
from corpus.normalise import fold, undiacritised
from gazetteer.lookup import DATA

FILE = DATA / "latin_names.csv"
COLUMNS = ("name", "latin", "source", "note")
CONSONANTS = {
    "ب": "b", "ت": "t", "ث": "t", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "d", "ر": "r", "ز": "z", "س": "s", "ش": "ch",
    "ص": "s", "ض": "d", "ط": "t", "ظ": "d", "غ": "gh", "ف": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h",
    "پ": "p", "ڤ": "v", "گ": "g", "ڭ": "g", "ݣ": "g", "ک": "k",
}  # fmt: skip
LONG = {
    "ا": "a",
    "ى": "a",
    "أ": "a",
    "إ": "i",
    "آ": "a",
    "و": "ou",
    "ؤ": "ou",
    "ي": "i",
    "ئ": "i",
    "ة": "a",
    "ء": "",
    "ع": "a",
}
GLIDES = {"و": "ou", "ي": "y"}  # before a vowel
VOWELS = "aiou"
SUN = frozenset("تثدذرزسشصضطظلن")  # letters the article and `عبد الـ` are drawn to: Abderrahmane
PARTICLES = {
    fold(arabic): latin
    for arabic, latin in (
        ("بن", "Ben"), ("ابن", "Ibn"), ("أبو", "Abou"), ("أبي", "Abi"), ("بو", "Bou"), ("آيت", "Aït"), ("أيت", "Aït"),
        ("ولد", "Ould"), ("آل", "Al"), ("بنت", "Bent"), ("أولاد", "Oulad"), ("ذو", "Dou"), ("أم", "Oum"),
    )
}  # fmt: skip
JOINED = (("بوعبد", "Bouabd"), ("بنعبد", "Benabd"), ("ابو", "Abou"), ("بن", "Ben"), ("بو", "Bou"))  # `بنيحيى`
SERVANT, ARTICLE = "عبد", "ال"
SERVANTS = {SERVANT: "Abd", "بوعبد": "Bouabd", "بنعبد": "Benabd"}
FAITH = fold("الدين")
_LATIN = re.compile(r"[A-Za-zÀ-ÿ'’. -]*[A-Za-zÀ-ÿ]{2}[A-Za-zÀ-ÿ'’. -]*")
_ARABIC = re.compile("[ء-غف-يپڤگڭݣک]+")


@dataclass(frozen=True)
class LatinForm:
    """A name in Latin letters. ``made``: spelt here by rule or word list, not found in the press."""

    text: str
    made: bool


def latin_form(name: str, others: Iterable[str | None] = ()) -> LatinForm | None:
    """Return a name in Latin letters: one of ``others``, its forms in the press, that is Latin, else one made of it.

    None: the name has no Arabic words (``CNSS``).
    """
    for form in (name, *others):
        if form and _LATIN.fullmatch(form.strip()) and " " in form.strip():
            return LatinForm(form.strip(), made=False)
    made = _made(name)
    return LatinForm(made, made=True) if made else None


@cache
def latin_names() -> dict[str, str]:
    """Return the usual Latin spelling of words of names, by folded form.

    Raises: LexiconError: wrong columns or an empty cell; the message names file and line.
    """
    found: dict[str, str] = {}
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise LexiconError(f"{FILE.name}:1: columns are {rows.fieldnames}, not {list(COLUMNS)}")
        for number, row in enumerate(rows, 2):
            if not row["name"] or not row["latin"] or not row["source"]:
                raise LexiconError(f"{FILE.name}:{number}: no name, spelling or source")
            found[fold(row["name"])] = row["latin"]
    return found


@lru_cache(maxsize=50_000)
def _made(name: str) -> str:
    words = _ARABIC.findall(undiacritised(name))
    parts: list[str] = []
    number = 0
    while number < len(words):
        word, following = words[number], words[number + 1] if number + 1 < len(words) else ""
        if fold(word) in SERVANTS and following:
            parts.append(_servant(SERVANTS[fold(word)], following))
            number += 2
            continue
        last = number == len(words) - 1
        parts.append(PARTICLES[fold(word)] if fold(word) in PARTICLES and not last else _word(word))
        number += 1
    return " ".join(parts)


def _word(word: str) -> str:
    """Return a word of a name: listed, with a particle or article written to it, or spelt by letter."""
    known = latin_names().get(fold(word))
    if known:
        return known
    folded = fold(word)
    if folded.startswith(SERVANT + ARTICLE):
        return _servant("Abd", word[len(SERVANT) :])
    if folded.endswith(FAITH) and len(folded) > len(FAITH) + 1:
        return f"{_word(word[: -len(FAITH)])} Eddine"
    for particle, latin in JOINED:
        rest = word[len(particle) :]
        if folded.startswith(particle) and len(rest) > 2:
            return _servant(latin, rest) if particle in SERVANTS else latin + _bare_latin(rest).lower()
    if folded.startswith(ARTICLE) and len(folded) > len(ARTICLE) + 1:
        return "El " + _bare_latin(word[len(ARTICLE) :])
    return _spelt(word).capitalize()


def _bare_latin(word: str) -> str:
    """Return a word without article in its usual spelling or spelt by letter, with a capital."""
    return latin_names().get(fold(word)) or _spelt(word).capitalize()


def _servant(first: str, word: str) -> str:
    """Return ``عبد`` with the name after it: ``الرحمان`` -> ``Abderrahmane``, ``الوافي`` -> ``Abdelouafi``, ``الله`` -> ``Abdellah``."""
    bare = word[len(ARTICLE) :] if fold(word).startswith(ARTICLE) and len(word) > len(ARTICLE) + 1 else word
    if fold(word) == fold("الله"):
        return f"{first}ellah"
    if bare == word:
        return f"{first} {_word(word)}"
    spelt = _spelt(bare)
    consonant = CONSONANTS.get(bare[0], "")
    return f"{first}e{consonant if bare[0] in SUN and len(consonant) == 1 else '' if bare[0] in SUN else 'l'}{spelt}"


@lru_cache(maxsize=50_000)
def _spelt(word: str) -> str:
    """Return a word letter by letter in small letters, an ``a`` where two consonants would begin it or three meet."""
    sounds = [s for i, letter in enumerate(word) if (s := _sound(word, i, letter))]
    out = ""
    for i, sound in enumerate(sounds):
        before, after = sounds[i - 1] if i else "", sounds[i + 1] if i + 1 < len(sounds) else ""
        if sound == "s" and _vowel(before) and _vowel(after):
            out += "ss"
            continue
        if _vowel(sound) and _vowel(before) and sound[0] == before[-1]:
            continue  # `عا`
        out += sound
        if not _vowel(sound) and after and not _vowel(after):
            starts = i == 0 or (i == len(sounds) - 2 and not _vowel(after))
            # `القادر`, Kader: after a long a another vowel.
            out += ("e" if before == "a" and i > 1 else "a") if starts else ""
    return out


def _vowel(sound: str) -> bool:
    return bool(sound) and sound[-1] in VOWELS and sound[0] in VOWELS


def _sound(word: str, at: int, letter: str) -> str:
    following = word[at + 1 : at + 2]
    if letter in GLIDES and (at == 0 or word[at - 1] in "اوي") and following:
        return GLIDES[letter]
    if letter in GLIDES and following and following in "اأوىة":
        return GLIDES[letter]
    if letter == "ه" and not following:
        return "h"
    return CONSONANTS.get(letter, LONG.get(letter, ""))
