"""Word lists of clauses: single words by set, and the markers of several words as the tokens split them.

The lists are ``gazetteer/data/clause_words.csv`` and, as ``head_...``, the head nouns of ``object_heads.csv``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from corpus.normalise import fold
from extractors.triggers import DATA


@dataclass(frozen=True)
class Words:
    """The word lists of clauses: single words by set, and multiword markers by their tokens."""

    sets: dict[str, frozenset[str]]
    markers: tuple[tuple[tuple[str, ...], str], ...]
    joiners: tuple[tuple[str, ...], ...] = ()  # `بالإضافة إلى`: joins like و
    list_openers: tuple[tuple[str, ...], ...] = ()  # `ويتعلق الأمر ب`: what was announced is listed

    @cached_property
    def first_words(self) -> frozenset[str]:
        """The first words of the markers."""
        return frozenset(tokens[0] for tokens, _ in self.markers)

    def is_in(self, name: str, norm: str) -> bool:
        """Whether the folded word is in the list."""
        return norm in self.sets[name]


@cache
def load_words(folder: Path = DATA) -> Words:
    """Load the lists; the markers are split as the tokens are (``بحضور`` may be ``ب`` + ``حضور``)."""
    sets: dict[str, set[str]] = {}
    with (folder / "clause_words.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            sets.setdefault(row["set"], set()).add(fold(row["form"]))
    with (folder / "object_heads.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            sets.setdefault("head_" + row["set"], set()).update({fold(row["form"]), fold("ال" + row["form"])})
    markers: set[tuple[tuple[str, ...], str]] = set()
    for kind in ("agent", "chair", "companion", "recipient", "setting"):
        for form in sets[f"{kind}_marker"]:
            for variant in _token_variants(form):
                markers.add((variant, kind))
    ordered = tuple(sorted(markers, key=lambda m: (-len(m[0]), m[0])))
    phrases = [
        tuple(sorted({v for form in sets[name] for v in _token_variants(form)}, key=lambda j: (-len(j), j)))
        for name in ("joiner", "list_opener")
    ]
    return Words({k: frozenset(v) for k, v in sets.items()}, ordered, *phrases)


def _token_variants(form: str) -> list[tuple[str, ...]]:
    """Return the token sequences of a marker: as words, and with a first ب or و split off."""
    words = tuple(form.split())
    variants = [words]
    if words[0][0] in "بلوك" and len(words[0]) > 3:
        rest = words[0][1:]
        variants.append((words[0][0], rest, *words[1:]))
        if words[0][0] == "و" and rest[0] == "ب":
            variants.append(("و", "ب", rest[1:], *words[1:]))
    return variants
