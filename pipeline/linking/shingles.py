"""How alike two texts are word for word: shingles of folded words, their MinHash bands, and how much of one is in the other.

Works on texts only; which articles are near-copies of which is decided in ``pipeline.linking.copies``.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from datasketch import MinHash

from corpus.normalise import fold_text

SHINGLE = 4  # words
BANDS = 40
ROWS = 3  # hashes a band: texts that share 40 % of their shingles meet in a band with 93 % probability, 5 % with 0.5 %
SEED = 1
CONTAINED = 0.7  # share of the shorter text's shingles that are in the longer; two reports in own words share below 0.1
SHORTEST = 12  # shingles; of a shorter text (a line, a caption) too little is known to call it a copy
SMALLEST_SHARE = 0.25  # shingles of the shorter text to those of the longer: a note quoted in a long report is no copy


def shingles(text: str) -> frozenset[str]:
    """Return the runs of ``SHINGLE`` folded words of a text, punctuation left out."""
    words = fold_text("".join(c if c.isalnum() or c.isspace() else " " for c in text)).split()
    return frozenset(" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))


def bands(parts: frozenset[str]) -> list[int]:
    """Return the values of the bands, in order, each fitting a signed 64-bit column; none for too short a text."""
    if len(parts) < SHORTEST:
        return []
    sketch = _empty().copy()
    sketch.update_batch([part.encode("utf-8", "surrogatepass") for part in parts])
    values = sketch.hashvalues.astype("<u8").reshape(BANDS, ROWS)
    return [_mixed([int(v) for v in row]) for row in values]


@cache
def _empty() -> Any:
    """Return the sketch of nothing: to draw its permutations takes longer than a sketch."""
    return MinHash(num_perm=BANDS * ROWS, seed=SEED)


def is_copy(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts are one text: under another title, with a cut end or a few words changed.

    ``الخبر كاملا`` and its first half are; two reports of one visit in own words are not.
    """
    shorter, longer = sorted((len(one), len(other)))
    if shorter < SHORTEST or shorter < SMALLEST_SHARE * longer:
        return False
    return len(one & other) >= CONTAINED * shorter


def _mixed(values: list[int]) -> int:
    """Return one number for the hashes of a band (FNV-1a over them, cut to 63 bits)."""
    mixed = 0xCBF29CE484222325
    for value in values:
        mixed = ((mixed ^ value) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return mixed >> 1
