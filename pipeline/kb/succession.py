"""Permanent keys of tellings when an article is read anew: the former key leads to the telling that took its place.

A telling's key is made of span and participants, so a better reading of one clause gives it another key. The event
that was known by the former key is the same all the same, and its permalink must go on to work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update

from pipeline.kb.across import Redirect
from pipeline.kb.schema import Event

HALF = 0.5  # share of the shorter clause that both must have


@dataclass(frozen=True)
class Told:
    """What a telling is known again by."""

    key: str
    type: str
    start: int | None
    end: int | None
    clause: str


def tellings_of(connection: Connection, article_id: int) -> list[Told]:
    """Return the tellings of an article."""
    query = select(Event.key, Event.type, Event.evidence_start, Event.evidence_end, Event.evidence)
    return [Told(*row) for row in connection.execute(query.where(Event.article_id == article_id).order_by(Event.id))]


def lead_on(connection: Connection, former: Sequence[Told], article_id: int, *, same_text: bool) -> None:
    """Let the keys of former tellings lead to those of one type and clause that the article has now.

    ``same_text``: spans are of the same text; otherwise clauses are known by their words.
    """
    now = tellings_of(connection, article_id)
    keys = {t.key for t in now}
    if not former or not keys:
        return
    connection.execute(delete(Redirect).where(Redirect.key.in_(keys)))  # keys that are a telling's own again
    for gone in former:
        near = [(_shared(gone, t, same_text=same_text), t.key) for t in now if t.type == gone.type]
        share, key = max(near, default=(0.0, ""))
        if gone.key in keys or share < HALF:
            continue
        connection.execute(update(Redirect).where(Redirect.target == gone.key).values(target=key))
        connection.execute(delete(Redirect).where(Redirect.key == gone.key))
        connection.execute(insert(Redirect), [{"key": gone.key, "target": key, "at": datetime.now(UTC)}])


def _shared(one: Told, other: Told, *, same_text: bool) -> float:
    """Return the share of the shorter clause that both have."""
    if not same_text:
        few, many = sorted((one.clause, other.clause), key=len)
        return len(few) / len(many) if few and few in many else 0.0
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return float(one.clause == other.clause)
    shortest = min(one.end - one.start, other.end - other.start)
    return (min(one.end, other.end) - max(one.start, other.start)) / shortest if shortest else 0.0
