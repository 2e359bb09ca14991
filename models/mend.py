"""Words that a lost mark has cut in two: ``حذ ر`` for ``حذّر``, ``ات فاق`` for ``اتّفاق``, ``بحس ب``.

Some outlets' pages lose the shadda and leave a blank. Two neighbours are one word where the press writes the whole often
and the halves hardly ever; the whole is read, and its span holds the blank.
"""

from __future__ import annotations

from models.segment import Segmenter

OFTEN = 20  # times the press writes the whole
RARELY = 5  # times rarer than the whole is each half, so that it is no word beside it
NEVER = 50  # times rarer is the first half, where the second is a letter that may stand before the next word (`بحس ب`)
SHORT = 3  # letters of the shorter half at most
CONJUNCTION = "و"  # a list's, written apart
PREPOSITIONS = frozenset("فبلك")


def is_broken(segmenter: Segmenter, left: str, right: str) -> bool:
    """Whether two written words one blank apart are halves of one (letters alone, as published)."""
    if len(left) < 2 or min(len(left), len(right)) > SHORT or right == CONJUNCTION:
        return False
    stem = left.lstrip("و") if left[0] == "و" and len(left) > 2 else left
    whole = max(segmenter.counts.get(left + right, 0), segmenter.counts.get(stem + right, 0))
    share = NEVER if right in PREPOSITIONS else RARELY
    if whole < OFTEN or segmenter.counts.get(stem, 0) * share >= whole or stem in segmenter.whole:
        return False
    return len(right) == 1 or segmenter.counts.get(right, 0) * RARELY < whole
