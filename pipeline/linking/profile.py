"""What is known of an entity when it is compared with others: its names, offices, places, days and companions.

Profiles are made of the facts of articles alone, never of what was linked before, so that the same facts give the same
decisions in whatever order they came.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Held:
    """An office as an article states it of an official."""

    title: str
    at: date | None = None
    country: str | None = None


@dataclass(frozen=True)
class Profile:
    """An entity as the facts show it.

    ``place``: the gazetteer id of where an institution is, else ``key:`` and the key of a place the gazetteer does not
    know; ``chain``: that and the places around it; ``provinces``: those its articles speak of; ``companions``: keys of
    who and what is in the same articles.
    """

    key: str
    kind: str
    names: tuple[str, ...]  # the label first
    subkind: str | None = None
    offices: tuple[Held, ...] = ()
    place: str | None = None
    chain: tuple[str, ...] = ()
    countries: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    companions: frozenset[str] = frozenset()
    articles: int = 1

    @property
    def label(self) -> str:
        """The name it was first written with."""
        return self.names[0]


@dataclass(frozen=True)
class Comparison:
    """How surely two entities are one (0-1), the named parts of the score, and what forbids it."""

    score: float
    features: dict[str, Any]
    forbidden: str | None = None  # a reason, in which case they are never one by rules


MERGE, REVIEW, KEEP = (
    0.75,
    0.5,
    0.3,
)  # tuned on the tuning part of corpus/linking (`python -m bench.linking --part tuning`)
MERGED, QUEUED, APART = "merged", "review", "apart"


def decision(comparison: Comparison) -> str:
    """Return what a comparison comes to by itself: merged, review or apart."""
    if comparison.forbidden:
        return APART
    return MERGED if comparison.score >= MERGE else QUEUED if comparison.score >= REVIEW else APART


def clipped(score: float) -> float:
    """Return a score between 0 and 1, rounded so that both engines keep the same number."""
    return round(min(max(score, 0.0), 1.0), 4)
