"""From pairs that are likely one to groups that are one: union-find with guards, the same in whatever order.

The surest pairs are joined first. Two groups stay apart when anything in the one contradicts anything in the other. A
vague name (``أمزازي``, ``دار الطالبة`` without a town) joins the one group it fits best and never joins two; if it fits
two about equally it stays alone, for a person to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from pipeline.linking.profile import MERGE, REVIEW, Comparison, Profile

CUT_SHORT = "cut_short"  # the feature of two names of which one is the other without its end
MARGIN = 0.1  # by which the best group for a vague name must be better than the next


@dataclass(frozen=True)
class Edge:
    """A compared pair, ``left`` the smaller key."""

    left: str
    right: str
    comparison: Comparison


@dataclass(frozen=True)
class Rules:
    """What a kind of entity knows of itself: whether two contradict each other, and whether one is vague."""

    compare: Callable[[Profile, Profile], Comparison]
    conflict: Callable[[Profile, Profile], bool]
    vague: Callable[[Profile], bool]


@dataclass
class Clusters:
    """The groups of some entities. ``joined`` and ``parted``: pairs a researcher decided."""

    profiles: Mapping[str, Profile]
    rules: Rules
    joined: frozenset[tuple[str, str]] = frozenset()
    parted: frozenset[tuple[str, str]] = frozenset()
    of: dict[str, str] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=dict)

    def build(self, edges: Iterable[Edge]) -> Clusters:
        """Make the groups from the edges and return self."""
        self.of = {key: key for key in self.profiles}
        self.members = {key: {key} for key in self.profiles}
        for pair in sorted(self.joined):
            if pair[0] in self.of and pair[1] in self.of:
                self._join(*pair)
        wanted = [e for e in edges if not e.comparison.forbidden and e.comparison.score >= REVIEW]
        wanted.sort(key=lambda e: (-e.comparison.score, e.left, e.right))
        vague = {key for key, profile in self.profiles.items() if self.rules.vague(profile)}
        sure = self._clear([e for e in wanted if e.comparison.score >= MERGE])
        for edge in sure:
            if edge.left not in vague and edge.right not in vague:
                self.try_join(edge.left, edge.right)
        alone = self._attach(sorted(vague), wanted, vague)
        for edge in sure:
            if edge.left in alone and edge.right in alone:
                self.try_join(edge.left, edge.right)
        return self

    def one(self, left: str, right: str) -> bool:
        """Whether two entities are in one group."""
        return self.of[left] == self.of[right]

    def try_join(self, left: str, right: str) -> bool:
        """Join the groups of two entities unless something in them stands against it."""
        if not self.one(left, right):
            mine, theirs = self.members[self.of[left]], self.members[self.of[right]]
            if any(self._against(a, b) for a in sorted(mine) for b in sorted(theirs)):
                return False
            self._join(left, right)
        return True

    def _clear(self, sure: list[Edge]) -> list[Edge]:
        """Return the edges without those of a name that is two others cut short, which contradict each other.

        ``مركز الأمل`` in a town with ``مركز الأمل للمسنين`` and ``مركز الأمل لتصفية الدم``.
        """
        mates: dict[str, set[str]] = {}
        for edge in sure:
            if CUT_SHORT in edge.comparison.features:
                mates.setdefault(edge.left, set()).add(edge.right)
                mates.setdefault(edge.right, set()).add(edge.left)
        torn = {
            key for key, some in mates.items() if any(self._against(a, b) for a, b in combinations(sorted(some), 2))
        }
        return [e for e in sure if CUT_SHORT not in e.comparison.features or not {e.left, e.right} & torn]

    def _attach(self, names: Iterable[str], edges: Iterable[Edge], vague: set[str]) -> set[str]:
        """Join each vague name to the group it fits best; return those that fit none, or several."""
        fits: dict[str, list[tuple[float, str]]] = {}
        for edge in edges:
            for name, whole in ((edge.left, edge.right), (edge.right, edge.left)):
                if name in vague and whole not in vague:
                    fits.setdefault(name, []).append((edge.comparison.score, whole))
        alone: set[str] = set()
        groups = dict(self.of)  # as whole names made them: vague ones do not draw others after them
        for name in names:
            best: dict[str, tuple[float, str]] = {}
            for score, whole in sorted(fits.get(name, ()), key=lambda f: (-f[0], f[1])):
                best.setdefault(groups[whole], (score, whole))
            order = sorted(best.values(), key=lambda f: (-f[0], f[1]))
            clear = len(order) == 1 or (len(order) > 1 and order[0][0] - order[1][0] >= MARGIN)
            if not order:
                alone.add(name)
            elif clear and order[0][0] >= MERGE:
                self.try_join(name, order[0][1])
        return alone

    def _against(self, one: str, other: str) -> bool:
        pair = (min(one, other), max(one, other))
        if pair in self.parted:
            return True
        if pair in self.joined:
            return False
        a, b = self.profiles[one], self.profiles[other]
        return self.rules.conflict(a, b) or self.rules.compare(a, b).forbidden is not None

    def _join(self, left: str, right: str) -> None:
        keep, gone = sorted((self.of[left], self.of[right]))
        if keep == gone:
            return
        for key in self.members[gone]:
            self.of[key] = keep
        self.members[keep] |= self.members.pop(gone)
