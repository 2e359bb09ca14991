"""Disjoint sets: which things belong together when pairs of them do."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Unions(Generic[T]):
    """Sets of things that grow together (union-find, paths halved)."""

    def __init__(self, things: Iterable[T] = ()) -> None:
        self._up: dict[T, T] = {thing: thing for thing in things}

    def find(self, thing: T) -> T:
        """Return the thing that stands for the set of this one."""
        up = self._up
        up.setdefault(thing, thing)
        while up[thing] != thing:
            up[thing] = up[up[thing]]
            thing = up[thing]
        return thing

    def join(self, one: T, other: T) -> None:
        """Make the sets of two things one."""
        self._up[self.find(one)] = self.find(other)

    def sets(self) -> list[list[T]]:
        """Return all sets, things in the order they came in."""
        found: dict[T, list[T]] = {}
        for thing in list(self._up):
            found.setdefault(self.find(thing), []).append(thing)
        return list(found.values())
