"""How alike two written words of a name are (0-1), whatever the spelling of hamza, vowels and article."""

from __future__ import annotations

import csv
from functools import cache, lru_cache

from corpus.normalise import fold
from gazetteer.lookup import DATA

ARTICLE = "ال"
SHORTEST = 3  # letters that stay when an article is taken off
LONG_ENOUGH = 4  # letters of a word in which one letter may be lost, doubled or changed
VOWELS = "اوي"
NEAR_SOUNDS = str.maketrans("قطصضظذث", "كتسدددت")
SAME, SPELT, SKELETON, ONE_LETTER, SOUND = 1.0, 0.97, 0.92, 0.85, 0.8
APART = 0.0
ALIKE = 0.8  # from here on two words are taken for one


@cache
def given_names() -> frozenset[str]:
    """Return the known given names, as ``bare`` forms."""
    return frozenset(bare(name) for name in _column("given_names.csv", "name"))


@cache
def _in_maqsura() -> frozenset[str]:
    """Return the given names that end with ى, which folds to ي: ``هدى``, ``رضى``; not ``علي``."""
    return frozenset(bare(name) for name in _column("given_names.csv", "name") if name.endswith("ى"))


@cache
def given_variants() -> dict[str, str]:
    """Return the given names that are another spelling of one: ``داود`` -> ``داوود``; all as ``bare`` forms."""
    with (DATA / "given_name_variants.csv").open(encoding="utf-8", newline="") as lines:
        return {bare(row["name"]): bare(row["same_as"]) for row in csv.DictReader(lines)}


@cache
def family_names() -> frozenset[str]:
    """Return the known family names, as ``bare`` forms."""
    return frozenset(bare(name) for name in _column("family_names.csv", "name"))


@lru_cache(maxsize=200_000)
def bare(word: str) -> str:
    """Return a folded word without article and hamza: ``الفتّاحي`` -> ``فتاحي``, ``شفاء`` -> ``شفا``."""
    word = fold(word).replace("ء", "")
    if word.startswith(ARTICLE) and len(word) - len(ARTICLE) >= SHORTEST:
        word = word.removeprefix(ARTICLE)
    return word


@lru_cache(maxsize=200_000)
def sound_key(word: str) -> str:
    """Return the key under which spellings of a word meet: consonants that sound alike made one, vowels left out.

    ``أمزازي``, ``امزّازي`` -> ``امز``; ``العثماني``, ``العتماني`` -> ``عتمن``. Near-sounds are those that Moroccan press
    exchanges (``gazetteer/data/transliteration.csv`` gives them one Latin letter).
    """
    return _consonants(bare(word).translate(NEAR_SOUNDS)) or bare(word)


@lru_cache(maxsize=500_000)
def person_word(one: str, other: str) -> float:
    """Return how surely two words of persons' names are one: ``امزازي`` and ``أمزازي`` 1, ``حسن`` and ``حسين`` 0.

    Two names that are both known are two, however little parts them: a misprint rarely makes another name.
    """
    one, other = bare(one), bare(other)
    if one == other:
        return SAME
    if _onset(one) == other or _onset(other) == one or _onset(one) == _onset(other) != "":
        return SPELT
    if one.translate(NEAR_SOUNDS) == other.translate(NEAR_SOUNDS):
        return SKELETON
    if _one_ending(one, other) or (min(len(one), len(other)) > LONG_ENOUGH and _hard_g(one) == _hard_g(other)):
        return SKELETON
    if given_variants().get(one, one) == given_variants().get(other, other):
        return SPELT
    if one in given_names() and other in given_names():
        return APART
    if one in family_names() and other in family_names():
        return ALIKE if _consonants(one) == _consonants(other) else APART  # `الراشدي`, `الرشيدي`: the office tells
    if min(len(one), len(other)) >= SHORTEST and _ending(one) == _ending(other):
        return SKELETON
    return max(_spelling(one, other), _spelling(_onset(one) or one, _onset(other) or other))  # `الكيحل`, `لكحيل`


@lru_cache(maxsize=500_000)
def name_word(one: str, other: str) -> float:
    """Return how surely two words of institutions' names are one; ``طالب`` and ``طالبة`` are two."""
    one, other = bare(one), bare(other)
    if one == other:
        return SAME
    if one.removesuffix("ه") == other.removesuffix("ه") or one[:1].isdigit() or other[:1].isdigit():
        return APART
    if one == f"ل{other}" or other == f"ل{one}":
        return SPELT  # `مركز لإيواء`, `مركز إيواء`
    return _spelling(one, other) if min(len(one), len(other)) > LONG_ENOUGH else APART


def _spelling(one: str, other: str) -> float:
    shorter = min(len(one), len(other))
    if (
        shorter >= SHORTEST
        and len(one) != len(other)
        and _consonants(one) == _consonants(other)
        and within_one_edit(one, other)
    ):
        return SKELETON if shorter >= LONG_ENOUGH else ONE_LETTER  # a vowel written or not: `قسي`, `قاسي`
    if _consonants(one) == _consonants(other) and len(_consonants(one)) >= SHORTEST and abs(len(one) - len(other)) < 3:
        return SKELETON
    if shorter >= LONG_ENOUGH and within_one_edit(one, other):
        return ONE_LETTER
    if shorter >= LONG_ENOUGH and sound_key(one) == sound_key(other) and len(sound_key(one)) >= SHORTEST:
        return SOUND
    return APART


def _one_ending(one: str, other: str) -> bool:
    """Whether two words are one but for how a final long a is written: ``هدى``/``هدا``, ``ناديا``/``نادية``."""
    if len(one) != len(other) or len(one) < SHORTEST or one[:-1] != other[:-1]:
        return False
    last = {one[-1], other[-1]}
    if last == {"ا", "ي"}:
        return not {one, other}.isdisjoint(_in_maqsura()) or (one in given_names()) != (other in given_names())
    return last == {"ا", "ه"} and len(one) >= LONG_ENOUGH


def _hard_g(word: str) -> str:
    """Return a word with the g of foreign names written in one way: ``أنغيلا``, ``أنجيلا``."""
    return word.replace("غ", "ج")


def _ending(word: str) -> str:
    """Return a word without the vowel it ends with, which is written in many ways: ``خوسيه``, ``خوسي``."""
    return word.rstrip("اهي") if len(word) > SHORTEST else word


def _onset(word: str) -> str:
    """Return a word without an alef or ل that is written or not before its first letter: ``امحمد``, ``لحسن``."""
    return word[1:] if len(word) > SHORTEST + (word[0] == "ا") and word[0] in "ال" else ""


def within_one_edit(one: str, other: str) -> bool:
    """Whether one letter added, lost, changed or swapped with its neighbour makes one word of two."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and len(b) > 1 and a[2:] == b[2:])


def _consonants(word: str) -> str:
    """Return a word without long vowels inside it, doubled letters once, final heh gone."""
    kept = word[:1] + "".join(c for c in word[1:].removesuffix("ه") if c not in VOWELS)
    return "".join(c for i, c in enumerate(kept) if i == 0 or c != kept[i - 1])


def _column(file: str, column: str) -> list[str]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return [row[column] for row in csv.DictReader(lines)]
