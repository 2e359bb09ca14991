"""Arabic names asked for in Latin letters: both are brought to one key, the consonants as they sound.

``sound_form("سعيد أمزازي")`` holds a key for each word (``sd``, ``'mzz``), and ``latin_sounds("amzazi")`` gives the keys
such a word may have (``'mzz``). Vowels are left out, since Arabic does not write the short ones and Latin spellings of
the long ones vary; a word that begins with a vowel begins with ``'``. Letters and their sounds are
``gazetteer/data/transliteration.csv``; و and ي, consonants before a vowel only, are treated here.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, product
from pathlib import Path

from corpus.errors import LexiconError
from corpus.normalise import undiacritised

FILE = Path(__file__).parent / "data" / "transliteration.csv"
COLUMNS = ("script", "letters", "sounds", "source", "note")
ONSET = "'"  # a word begins with a vowel
GLIDES = {"و": "w", "ي": "y"}
ARABIC_VOWELS = "اأإآىةوي"
ARTICLE = "ال"
FUSING = 4  # letters of a first word written together with the next in Latin: `عبد اللطيف`, Abdellatif
SHORTEST = 3  # letters left after a Latin article is taken off: Elotmani, but not Elma
MOST = 24  # keys of a word; more ways to read one than that are not looked for
_ARABIC_WORD = re.compile("[ء-غف-يپڤگڭݣک]+")
_LATIN_WORD = re.compile("[a-z]+")
_VOWELS = re.compile("[aeiouyw]+")


@dataclass(frozen=True)
class Letters:
    """Sounds of Arabic letters, of Latin letters and groups of letters; Latin spellings of the article."""

    arabic: dict[str, tuple[str, ...]]
    latin: dict[str, tuple[str, ...]]
    articles: frozenset[str]


@lru_cache(maxsize=100_000)
def sound_form(form: str) -> str:
    """Return the keys of the Arabic words of a name, each with a space on both sides; with those of words that Latin
    writes as one, and of words with their article."""
    words = _ARABIC_WORD.findall(undiacritised(form))
    keys: dict[str, None] = {}
    for number, word in enumerate(words):
        keys |= dict.fromkeys(_with_article(word))
        if len(word) <= FUSING and number + 1 < len(words):
            keys |= dict.fromkeys(joined(arabic_sounds(_bare(word)), _with_article(words[number + 1])))
    return "".join(f" {key}" for key in keys if key) + " "


@lru_cache(maxsize=50_000)
def arabic_sounds(word: str) -> tuple[str, ...]:
    """Return the keys of an Arabic word without article: ``حيار`` -> ``hyr``; ``وجدة`` -> ``wjd`` or ``'jd``."""
    parts: list[tuple[str, ...]] = []
    for i, letter in enumerate(word):
        before, after = word[i - 1 : i], word[i + 1 : i + 2]
        if letter in GLIDES:
            parts.append(_glide(letter, before, after))
        elif letter in load_letters().arabic:
            parts.append(load_letters().arabic[letter])
        elif i == 0:
            # `امحمد`, M'hamed: a bare alef may stand for no vowel at all
            parts.append((ONSET, "") if letter == "ا" else (ONSET,))
    return _ways(parts)


def latin_sounds(word: str) -> tuple[str, ...]:
    """Return the keys a word in small Latin letters may have: ``hayar`` -> ``hyr``, ``hr``."""
    keys = _latin(word)
    for article in ("el", "al"):
        if word.startswith(article) and len(word) - len(article) >= SHORTEST:
            keys += _latin(word.removeprefix(article))
    return tuple(dict.fromkeys(key for key in keys if key))


def joined(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of two words written as one."""
    pairs = ((one, other.removeprefix(ONSET)) for one in first for other in second)
    return tuple(dict.fromkeys(islice((one + other for one, other in pairs), MOST)))


def is_latin(word: str) -> bool:
    """Whether a folded word of a query is of Latin letters alone."""
    return _LATIN_WORD.fullmatch(word) is not None


def is_latin_article(word: str) -> bool:
    """Whether a word of a query is the article (``el``, ``er``), written apart."""
    return word in load_letters().articles


@cache
def load_letters() -> Letters:
    """Load the letters and their sounds.

    Raises: LexiconError: a row is not what the file's columns ask for; the message names file and line.
    """
    sounds: dict[str, dict[str, tuple[str, ...]]] = {"arabic": {}, "latin": {}, "article": {}}
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise LexiconError(f"{FILE.name}:1: columns are {rows.fieldnames}, not {list(COLUMNS)}")
        for number, row in enumerate(rows, 2):
            known = sounds.get(row["script"])
            if known is None or not row["letters"] or not row["source"] or row["letters"] in known:
                raise LexiconError(
                    f"{FILE.name}:{number}: no script, letters or source, or a second row for the letters"
                )
            known[row["letters"]] = tuple(row["sounds"].split("|"))
    return Letters(sounds["arabic"], sounds["latin"], frozenset(sounds["article"]))


def _bare(word: str) -> str:
    """Return a word without its article."""
    return word.removeprefix(ARTICLE) if len(word) > len(ARTICLE) + 1 else word


def _with_article(word: str) -> tuple[str, ...]:
    """Return the keys of a word; of one with the article, also those with its ل (``الحسن``, Lahcen)."""
    bare = arabic_sounds(_bare(word))
    return bare if _bare(word) == word else bare + tuple("l" + key.removeprefix(ONSET) for key in bare)


def _glide(letter: str, before: str, after: str) -> tuple[str, ...]:
    """Return the sounds of و or ي: a consonant before a vowel, else a vowel."""
    sound = GLIDES[letter]
    if not before:
        return (sound,) if after and after in ARABIC_VOWELS else (sound, ONSET)
    if after and after in ARABIC_VOWELS:
        return (sound, "") if after in GLIDES else (sound,)  # `علوي`, `داوود`
    return (sound, "") if before == "ا" and after else ("",)  # `داود`


def _latin(word: str) -> tuple[str, ...]:
    letters = load_letters().latin
    parts: list[tuple[str, ...]] = []
    at, last = 0, ""
    while at < len(word):
        if vowels := _VOWELS.match(word, at):
            parts += _vowels(vowels.group(), start=at == 0)
            at, last = vowels.end(), ""
            continue
        group = next(word[at : at + size] for size in (3, 2, 1) if word[at : at + size] in letters)
        if group == "h" and at == len(word) - 1 and at:
            parts.append(("", "h"))  # Fatimah
        elif group != last:  # a doubled consonant is written once in Arabic
            parts.append(letters[group])
        at, last = at + len(group), group
    return _ways(parts)


def _vowels(run: str, *, start: bool) -> Iterator[tuple[str, ...]]:
    """Yield the glides heard in a run of vowels: ``oua`` is w and a in Ouahbi, u and a in Souad."""
    units = re.findall("ou|[aeiouyw]", run)
    for i, unit in enumerate(units):
        glide = "w" if unit in ("ou", "u", "o", "w") else "y" if unit in ("i", "y") else ""
        first, followed = start and i == 0, i + 1 < len(units)
        if first and glide and followed:
            yield (glide,) if unit in ("w", "y") else (glide, ONSET)
        elif first:
            yield (glide, ONSET) if unit in ("w", "y") else (ONSET,)
        elif glide and followed:
            yield ("w",) if unit == "w" else (glide, "")
        elif unit == "w":
            yield ("", "w")


def _ways(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return every way to choose one of each part, the usual one first."""
    return tuple(dict.fromkeys(islice(("".join(chosen) for chosen in product(*parts)), MOST)))
