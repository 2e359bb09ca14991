"""Putting tellings together: the surest pairs first, and never against a guard between any two of a cluster.

The clusters of tellings depend on the tellings alone that are joined to each other by pairs from ``MERGE`` on, not on
the order they came in; so a few new tellings need no more looked at than what they are joined to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pipeline.linking.compare import MERGE, REVIEW, Comparison, compare
from pipeline.linking.tellings import Telling
from pipeline.linking.twice import CERTAIN, told_twice

Pair = tuple[str, str]  # keys of two tellings, the smaller first
CHOSEN = {True: Comparison(1.0, {"correction": 1.0}), False: Comparison(0.0, {"correction": -1.0}, "correction")}


class Judge:
    """Compares tellings once each, and heeds what researchers decided (pair: one event or not)."""

    def __init__(self, decided: dict[Pair, bool] | None = None) -> None:
        self.decided = decided or {}
        self._known: dict[Pair, Comparison] = {}

    def __call__(self, one: Telling, other: Telling) -> Comparison:
        pair = keyed(one, other)
        if pair in self.decided:
            return CHOSEN[self.decided[pair]]
        if pair not in self._known:
            if one.key != pair[0]:  # in one order, whichever is looked at first
                one, other = other, one
            self._known[pair] = compare(one, other) if one.article != other.article else _in_one_article(one, other)
        return self._known[pair]


@dataclass
class Component:
    """Tellings joined by sure pairs, and all pairs worth keeping between them and with others."""

    tellings: dict[int, Telling] = field(default_factory=dict)
    pairs: dict[Pair, tuple[Telling, Telling, Comparison]] = field(default_factory=dict)


def component(first: Telling, mates: Callable[[Telling], Iterable[Telling]], judge: Judge) -> Component:
    """Return all that a telling is joined to, directly or by others."""
    found = Component()
    waiting = [first]
    while waiting:
        telling = waiting.pop()
        if telling.id in found.tellings:
            continue
        found.tellings[telling.id] = telling
        for mate in mates(telling):
            comparison = judge(telling, mate)
            if comparison.score < REVIEW:
                continue
            found.pairs[keyed(telling, mate)] = (telling, mate, comparison)
            if comparison.score >= MERGE:
                waiting.append(mate)
    return found


def clusters(found: Component, judge: Judge) -> list[list[Telling]]:
    """Return the tellings of each event, the earliest telling first."""
    groups = {number: [telling] for number, telling in found.tellings.items()}
    sure = [p for p in found.pairs.values() if p[2].score >= MERGE]
    for one, other, comparison in sorted(sure, key=lambda p: (-p[2].score, keyed(p[0], p[1]))):
        first, second = groups[one.id], groups[other.id]
        if first is second:
            continue
        chosen = comparison is CHOSEN[True]
        if chosen or all(fits(a, b, judge) for a in first for b in second):
            first.extend(second)
            for telling in second:
                groups[telling.id] = first
    unique = {id(group): group for group in groups.values()}.values()
    return sorted((sorted(group, key=lambda t: t.order) for group in unique), key=lambda group: group[0].order)


def fits(one: Telling, other: Telling, judge: Judge) -> bool:
    """Whether nothing keeps two tellings of a cluster apart: two of one article are two events, unless told twice."""
    return judge(one, other).guard is None


def _in_one_article(one: Telling, other: Telling) -> Comparison:
    return Comparison(CERTAIN, {"told_twice": 1.0}) if told_twice(one, other) else Comparison(0.0, {}, "article")


def keyed(one: Telling, other: Telling) -> Pair:
    """Return the keys of two tellings, the smaller first."""
    return (one.key, other.key) if one.key < other.key else (other.key, one.key)
