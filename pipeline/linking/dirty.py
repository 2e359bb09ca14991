"""Which tellings must be looked at: the new ones, and those whose event may be another now.

Everything else keeps its event, so that a run costs what is new, not what is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select
from sqlalchemy.orm import aliased

from pipeline.kb.across import Candidate, Happening, Part, Redirect
from pipeline.kb.corrected import in_force
from pipeline.kb.engine import batches
from pipeline.kb.schema import Argument, Correction, Entity, Event
from pipeline.linking.clusters import Pair
from pipeline.linking.corrections import MERGE, SPLIT, Ruling

HAPPENING = "happening"  # kind of a candidate
RULES = "rules"  # who decided, if it was no researcher
MERGED, APART = "merged", "apart"


def unsettled(connection: Connection, said: dict[Pair, Ruling], articles: Iterable[int]) -> set[int]:
    """Return the numbers of the tellings to look at, with all that are in one event with them.

    ``said``: what researchers decide now; ``articles``: those whose group of near-copies or whose entities changed.
    """
    found = set(connection.execute(select(Event.id).where(Event.happening_id.is_(None))).scalars())
    events = set(connection.execute(select(Event.happening_id).where(Event.verdict.is_not(None))).scalars())
    events |= set(connection.execute(select(Happening.id).where(Happening.verdict.is_not(None))).scalars())
    events |= set(connection.execute(_of_other_entities()).scalars())
    for some in batches(sorted(articles)):
        events |= set(connection.execute(select(Event.happening_id).where(Event.article_id.in_(some))).scalars())
    for some in batches(sorted(_bereft(connection) | _decided_otherwise(connection, said))):
        events |= set(connection.execute(select(Event.happening_id).where(Event.key.in_(some))).scalars())
    for some in batches(sorted(number for number in events if number is not None)):
        found |= set(connection.execute(select(Event.id).where(Event.happening_id.in_(some))).scalars())
    return found


def decisions(connection: Connection) -> dict[Pair, Ruling]:
    """Return what researchers decided of pairs of tellings: whether they are of one event; of two on one pair the later."""
    # An undo is of kind `correction`.
    query = select(Correction.__table__).where(Correction.target_kind.in_((HAPPENING, "correction")))
    found: dict[Pair, Ruling] = {}
    for row in in_force(connection.execute(query).all()):
        if row.target_kind == HAPPENING and row.action in (MERGE, SPLIT):
            one, other = (_telling(connection, key) for key in (row.target, str(row.value.get("other", ""))))
            if one and other and one != other:
                pair = (min(one, other), max(one, other))
                found[pair] = Ruling(pair, row.action == MERGE, row.key)
    return found


def _telling(connection: Connection, key: str) -> str | None:
    """Return the telling an event is called after, by way of redirects where it has another key now; None: gone."""
    seen: set[str] = set()
    while key and key not in seen:
        seen.add(key)
        if connection.execute(select(Event.id).where(Event.key == key)).first():
            return key
        key = connection.execute(select(Redirect.target).where(Redirect.key == key)).scalar() or ""
    return None


def _of_other_entities() -> Select[Any]:
    """The events with a telling whose participant is, by its canonical entity, none of the event's parts."""
    canonical = func.coalesce(Entity.canonical_id, Entity.id)
    return (
        select(Event.happening_id)
        .join(Argument, Argument.event_id == Event.id)
        .join(Entity, Entity.id == func.coalesce(Argument.entity_id, Argument.holder_id))
        .outerjoin(Part, (Part.happening_id == Event.happening_id) & (Part.entity_id == canonical))
        .where(Event.happening_id.is_not(None), Event.verdict.is_(None), Part.id.is_(None))
        .distinct()
    )


def _bereft(connection: Connection) -> set[str]:
    """Return the keys of tellings that were compared with one that is gone."""
    left, right = aliased(Event), aliased(Event)
    query = (
        select(Candidate.left, Candidate.right)
        .outerjoin(left, left.key == Candidate.left)
        .outerjoin(right, right.key == Candidate.right)
        .where(Candidate.kind == HAPPENING)
        .where(or_(left.id.is_(None), right.id.is_(None)))
    )
    return {key for row in connection.execute(query) for key in row}


def _decided_otherwise(connection: Connection, said: dict[Pair, Ruling]) -> set[str]:
    """Return the keys of tellings whose pairs were last linked by another decision, or one that was taken back, or none."""
    query = select(Candidate.left, Candidate.right, Candidate.decided_by)
    rows = connection.execute(query.where(Candidate.kind == HAPPENING, Candidate.decided_by != RULES))
    heeded = {(left, right): by for left, right, by in rows}
    now = {pair: ruling.by for pair, ruling in said.items()}
    return {key for pair in heeded.keys() | now.keys() if heeded.get(pair) != now.get(pair) for key in pair}
