"""The cells that an event and each telling of it have in common, made of their rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from corpus.mention import ArgumentRole, EventType, Status

COLUMNS = {  # of a row for people, the participants in each role
    "agents": ArgumentRole.AGENT,
    "companions": ArgumentRole.COMPANION,
    "targets": ArgumentRole.TARGET,
    "recipients": ArgumentRole.RECIPIENT,
    "places": ArgumentRole.PLACE,
}


class InRole(Protocol):
    """Somebody or something in an event."""

    @property
    def role(self) -> ArgumentRole:
        """His part."""


P = TypeVar("P", bound=InRole)


def by_role(people: Sequence[P]) -> dict[str, tuple[P, ...]]:
    """Return the participants of each role by its column, in their order."""
    return {name: tuple(p for p in people if p.role is role) for name, role in COLUMNS.items()}


def common_cells(row: Any, people: Sequence[InRole]) -> dict[str, Any]:
    """Return key, type, status, days, participants, confidence and verdict of a row of ``event`` or ``happening``."""
    return {
        "key": row["key"],
        "type": EventType(row["type"]),
        "status": Status(row["status"]),
        "date_start": row["date_start"],
        "date_end": row["date_end"],
        "confidence": row["confidence"],
        "verdict": row["verdict"],
        **by_role(people),
    }
