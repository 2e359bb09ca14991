"""Splitting proclitics (و ف ب ل ك) from written words, by how often the press writes each form.

A word is split where the rest of it is a word of its own right and the whole is not: ``وقال`` -> ``و`` + ``قال``,
but ``وزير`` stays. The counts are those of ``models/segmenter-ar/vocabulary.tsv.gz`` (see its card). Pieces still
spell the word; ``Piece.form`` restores the article after ل: ``للقاهرة`` -> ``ل`` + ``لقاهرة`` (form ``القاهرة``).
Enclitic pronouns stay on their word. What neither count decides is ``unsure``, for a trained tokeniser to settle.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from corpus.errors import ModelError
from corpus.normalise import fold, plain, undiacritised

FOLDER = Path(__file__).parent / "segmenter-ar"
CONJUNCTIONS = "وف"
PREPOSITIONS = "بلك"
MIN_STEM = 2
SHORT_NOUNS = frozenset({"حي", "سد", "كل", "يد", "حد", "حل", "حق", "أب", "أم", "طب"})  # may follow a preposition
RARE = 20  # a form seen less often is looked up without its hamzas too
# Tuned on ar_padt1x.dev: `python -m models.build_segmenter --evaluate` (see the card).
SPLIT_RATIO = {"و": 0.15, "ف": 1.0, "ب": 0.2, "ل": 0.5, "ك": 1.0}
KEEP_SHARE = 0.25  # below this share of the split ratio the word is whole; between the two, unsure


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a written word: its offsets in the word, and the spelling to compare."""

    start: int
    end: int
    form: str
    clitic: bool


@dataclass(frozen=True)
class Segmenter:
    """Counts of written forms, and forms that are never split (toponyms, given names, function words)."""

    counts: dict[str, int]
    whole: frozenset[str]
    folded: dict[str, int] = field(default_factory=dict)

    def split(self, word: str) -> tuple[list[Piece], bool]:
        """Return the pieces of ``word`` (as published) and whether the counts decided (False: unsure)."""
        pieces: list[Piece] = []
        start, sure = 0, True
        for letters in (CONJUNCTIONS, PREPOSITIONS):
            rest = undiacritised(word[start:])
            head = _first_letter(word, start)
            # The plain form of a leading tatweel is empty, and so `in` every string.
            if head is None or not head[1] or head[1] not in letters or len(rest) < MIN_STEM + 1:
                continue
            stem = _restore(rest)
            verdict = self._verdict(rest, stem, head[1])
            if verdict is None:
                sure = False
            if not verdict:
                continue
            pieces.append(Piece(start, head[0], head[1], True))
            start = head[0]
        form = undiacritised(word[start:])
        if pieces and pieces[-1].form == "ل" and form.startswith("ل"):
            form = self._with_article(form)
        pieces.append(Piece(start, len(word), form or word[start:], False))
        return pieces, sure

    def cut(self, word: str, clitics: str) -> list[Piece]:
        """Return the pieces of ``word`` after its first letters, the ``clitics``, were found to be some."""
        pieces, start = [], 0
        for clitic, end in zip(clitics, letter_ends(word), strict=False):
            pieces.append(Piece(start, end, clitic, True))
            start = end
        form = undiacritised(word[start:])
        if clitics.endswith("ل") and form.startswith("ل"):
            form = self._with_article(form)
        return [*pieces, Piece(start, len(word), form or word[start:], False)]

    def _with_article(self, form: str) -> str:
        """Return what followed ل with its article: `للقاهرة` has القاهرة, but `للجنة` اللجنة and `لليبيا` ليبيا."""
        if self.counts.get(form, 0) <= self.counts.get("ا" + form, 0) or not self.counts.get(form):
            return "ا" + form
        return "ال" + form if self.counts.get("ال" + form) else form

    def _verdict(self, whole: str, stem: str, clitic: str) -> bool | None:
        """Say whether ``whole`` is clitic + ``stem``; None where the counts do not tell."""
        if whole in self.whole:
            return False
        if clitic == "ك" and stem[:2] != "ال" and self._count(stem) < 50 * max(self._count(whole), 1):
            return False
        n_whole, n_stem = self._count(whole), self._stem_count(stem)
        if len(stem) < 3 and stem not in (self.whole if clitic in CONJUNCTIONS else SHORT_NOUNS):
            return False
        if clitic in PREPOSITIONS and stem[0] == "و" and self._verdict(stem, stem[1:], "و"):
            return False  # `بوحدود`, `بوعشرين`: no preposition stands before a conjunction
        if whole.startswith("لل") and len(stem) > 3:
            return True
        if stem.startswith("ال") and len(stem) > 4:
            # `بالغ`, `والد`, `والي` are words; `بالمركز`, `والسكان` are clitic and article
            return n_stem >= n_whole or (n_whole < 5 and len(stem) > 5) or None
        if n_stem == 0:
            return None if n_whole == 0 and clitic in "وب" else False
        ratio = n_stem / max(n_whole, 1)
        needed = SPLIT_RATIO[clitic]
        return True if ratio >= needed else False if ratio < needed * KEEP_SHARE else None

    def _count(self, form: str) -> int:
        """Return how often the press writes the form; a rare one counts with its folded spelling (`اضافت`)."""
        n = self.counts.get(form, 0)
        return n if n >= RARE else max(n, self.folded.get(fold(form), 0))

    def _stem_count(self, stem: str) -> int:
        """Return how often the stem is written alone, or (with the article) also without it."""
        n = self._count(stem)
        return n + self._count(stem[2:]) if stem.startswith("ال") else n


def _restore(rest: str) -> str:
    """Return what follows the first letter of ``rest``, with the article restored after ل (``للقاهرة``)."""
    if rest.startswith("لل"):
        return "ا" + rest[1:] if not rest.startswith("للا") or len(rest) > 5 else rest[1:]
    return rest[1:]


def _first_letter(word: str, start: int) -> tuple[int, str] | None:
    """Return the end offset of the first letter with its marks, and the letter; None if none is left after it."""
    i = start
    while i < len(word) and not word[i].isalpha():
        i += 1
    if i >= len(word):
        return None
    letter = plain(word[i])
    i += 1
    while i < len(word) and (not word[i].isalpha() or word[i] == "ـ"):
        i += 1
    return (i, letter) if i < len(word) else None


def letter_ends(word: str) -> list[int]:
    """Return the offset after each letter of the word with its marks (``وَبِه``: 2, 4, 5)."""
    starts = [i for i, char in enumerate(word) if char.isalpha() and char != "ـ"]
    return [*starts[1:], len(word)]


@cache
def load_segmenter(folder: Path = FOLDER) -> Segmenter:
    """Load the counts and the protected forms.

    Raises: ModelError: a file is missing.
    """
    vocabulary, protected = folder / "vocabulary.tsv.gz", folder / "whole.txt"
    for file in (vocabulary, protected):
        if not file.exists():
            raise ModelError(f"{file}: missing; rebuild it with `python -m models.build_segmenter`")
    with gzip.open(vocabulary, "rt", encoding="utf-8") as lines:
        counts = {form: int(n) for form, n in (line.rstrip("\n").split("\t") for line in lines)}
    whole = {line.strip() for line in protected.read_text("utf-8").splitlines() if line.strip() and line[0] != "#"}
    folded: dict[str, int] = {}
    for form, n in counts.items():
        key = fold(form)
        folded[key] = folded.get(key, 0) + n
    return Segmenter(counts, frozenset(whole), folded)


def split_word(word: str) -> list[str]:
    """Return the spelled pieces of ``word``, with the article restored: ``للقاهرة`` -> ``["ل", "القاهرة"]``."""
    return [piece.form for piece in load_segmenter().split(word)[0]]
