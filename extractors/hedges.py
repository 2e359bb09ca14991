"""Words before a number that say how it stands to the true one: ``أكثر من``, ``ما يناهز``, ``تفوق مساحته``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.number_atoms import QUOTES
from extractors.number_lexicons import Bound, NumberLexicon

PRONOUNS = ("ه", "ها", "هم", "هن")
NEGATIONS = frozenset({"لا", "لم", "لن"})
LONGEST = 3
CLITICS = "وفبل"


@dataclass(frozen=True, slots=True)
class Hedge:
    """What the hedge says, and the token it begins at."""

    bound: Bound
    first: int


def hedge_before(norms: Sequence[str], i: int, lexicon: NumberLexicon) -> Hedge | None:
    """Return the hedge that ends before token ``i``, where a number begins.

    A verb of measure may have its subject in between: ``يتجاوز عمره 200 عام``, ``تزيد مساحتها على 30 هكتارا``.
    Under a negation it is a limit, and the relation stays exact: ``لا يتعدى عددها 110 حالة``.
    """
    end = i
    while end and norms[end - 1] in QUOTES:
        end -= 1
    hedge = _adjacent(norms, end, lexicon) or _with_subject(norms, end, lexicon)
    if hedge is None or hedge.bound in (Bound.AT_MOST, Bound.AT_LEAST):
        return hedge
    if hedge.first and norms[hedge.first - 1] in NEGATIONS:
        bound = Bound.AT_LEAST if hedge.bound is Bound.LESS_THAN else Bound.AT_MOST
        return Hedge(bound, hedge.first - 1)
    return hedge


def _adjacent(norms: Sequence[str], end: int, lexicon: NumberLexicon) -> Hedge | None:
    for length in range(min(LONGEST, end), 0, -1):
        words = tuple(norms[end - length : end])
        bound = lexicon.hedges.get(words)
        for cut in (1, 2):  # a clitic the segmenter left on the word: `وبزهاء`
            if bound is None and len(words[0]) > cut + 2 and words[0][cut - 1] in CLITICS:
                bound = lexicon.hedges.get((words[0][cut:], *words[1:]))
        if bound is not None:
            return Hedge(bound, end - length)
    return None


def _with_subject(norms: Sequence[str], end: int, lexicon: NumberLexicon) -> Hedge | None:
    """Read verb + subject with a pronoun [+ preposition]."""
    for gap, tail in ((2, ()), (3, (norms[end - 1],) if end else ())):
        if end < gap or not norms[end - gap + 1].endswith(PRONOUNS) or len(norms[end - gap + 1]) < 4:
            continue
        bound = lexicon.hedges.get((norms[end - gap], *tail))
        if bound is not None:
            return Hedge(bound, end - gap)
    return None
