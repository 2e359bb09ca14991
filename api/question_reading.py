"""What is found in the words of a question, and what the knowledge base is asked about its names meanwhile."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from corpus.mention import EventType, InstitutionKind, Status
from pipeline.kb.browse.shapes import EntityKind, Sort

ARABIC = re.compile("[\u0621-\u06ff]")


class Asks(StrEnum):
    """What a question wants to know; the answer is always the rows, this only says what to show first."""

    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    WHAT = "what"
    COUNT = "count"
    AMOUNT = "amount"
    WITH = "with"  # whom somebody was accompanied by


class Names(Protocol):
    """The names of the knowledge base."""

    def kind(self, name: str) -> EntityKind | None:
        """Return what a name, as typed, most likely is the name of; None where nothing is called so."""
        ...

    def spelt(self, name: str, kind: EntityKind) -> str:
        """Return a name as it is written there, where only a spelling like it is known: ``عبدالغني`` -> ``عبد الغني``."""
        ...


class NoNames:
    """A knowledge base without names."""

    def kind(self, name: str) -> EntityKind | None:
        """Return None."""
        del name
        return None

    def spelt(self, name: str, kind: EntityKind) -> str:
        """Return the name."""
        del kind
        return name


@dataclass
class Reading:
    """What was found in a question so far. ``rest``: words that could not be placed."""

    asks: Asks | None = None
    types: dict[EventType, None] = field(default_factory=dict)
    statuses: dict[Status, None] = field(default_factory=dict)
    kind: InstitutionKind | None = None
    official: str | None = None
    office: str | None = None
    institution: str | None = None
    place: str | None = None
    sort: Sort | None = None
    rest: list[str] = field(default_factory=list)

    def take(self, kind: str, words: Sequence[str]) -> None:
        """Keep words as the name of an ``official``, ``office``, ``institution`` or ``place``.

        A second one of a kind goes to the rest: the filters hold one each.
        """
        name = " ".join(words)
        if name and getattr(self, kind) is None:
            setattr(self, kind, name)
        elif name:
            self.rest.append(name)
