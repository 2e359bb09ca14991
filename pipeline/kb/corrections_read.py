"""Corrections as they are listed: which hold, which were taken back, which wait for the next linking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select

from pipeline.kb.access import Linked
from pipeline.kb.across import Settled
from pipeline.kb.corrected import taken_back
from pipeline.kb.engine import reading
from pipeline.kb.schema import Correction

LIMIT = 50


class CorrectionState(StrEnum):
    """What became of a correction."""

    APPLIED = "applied"
    PENDING = "pending"  # waits for the next linking
    UNDONE = "undone"


@dataclass(frozen=True)
class CorrectionItem:
    """A correction. ``about``: event, occupancy, amount, quantity, entity, happening, or correction (an undo);
    ``other``: the second of two, ``articles``: those that mean somebody else, ``cells``: what an edit says.
    """

    key: str
    action: str
    about: str
    target: str
    other: str | None
    articles: tuple[str, ...]
    cells: dict[str, Any]
    reason: str
    author: str
    at: datetime
    state: CorrectionState


@dataclass(frozen=True)
class CorrectionList:
    """Some corrections, the latest first. ``after``: what to ask for the next ones with; None: there are no more."""

    rows: tuple[CorrectionItem, ...]
    after: int | None


def listed_corrections(
    engine: Engine, *, target: str | None = None, author: str | None = None, after: int | None = None,
    limit: int = LIMIT,
) -> CorrectionList:  # fmt: skip
    """Return corrections, the latest first; ``target``: key of a fact, entity or event, or of the correction."""
    query = select(Correction.__table__).order_by(Correction.id.desc()).limit(limit + 1)
    if target is not None:
        query = query.where((Correction.target == target) | (Correction.key == target))
    if author is not None:
        query = query.where(Correction.author == author)
    if after is not None:
        query = query.where(Correction.id < after)
    with reading(engine) as connection:
        rows = connection.execute(query).all()
        shown = rows[:limit]
        undone, seen = _undone(connection, shown), _seen(connection)
    items = tuple(_item(row, row.key in undone, seen) for row in shown)
    return CorrectionList(items, shown[-1].id if len(rows) > limit else None)


def corrections_about(engine: Engine, keys: Sequence[str], *, limit: int = LIMIT) -> tuple[CorrectionItem, ...]:
    """Return the corrections of whatever has one of some keys, the latest first, without those that take one back."""
    query = select(Correction.__table__).where(Correction.target.in_(keys), Correction.action != "undo")
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(Correction.id.desc()).limit(limit)).all()
        undone, seen = _undone(connection, rows), _seen(connection)
    return tuple(_item(row, row.key in undone, seen) for row in rows)


def correction(engine: Engine, key: str) -> CorrectionItem | None:
    """Return one correction by its key."""
    return next((c for c in listed_corrections(engine, target=key, limit=1000).rows if c.key == key), None)


def linked_by(connection: Connection, version: int) -> bool:
    """Whether the knowledge base was linked by rules of this version, or not at all so far."""
    row = connection.execute(select(Linked.version)).first()
    if row is None:
        return connection.execute(select(Settled.entity_id).limit(1)).first() is None
    return bool(row.version == version)


def note_linked(connection: Connection, version: int) -> None:
    """Keep that linking by rules of a version has followed all corrections there are now."""
    last = connection.execute(select(func.coalesce(func.max(Correction.id), 0))).scalar_one()
    seen = _seen(connection)
    if (last, version) == (seen.linked, seen.version):
        return  # nothing new, and nothing written: a night without news leaves the knowledge base as it was
    connection.execute(delete(Linked))
    connection.execute(insert(Linked).values(number=1, correction_id=last, at=datetime.now(UTC), version=version))


def pairs_decided(connection: Connection) -> set[tuple[str, str]]:
    """Return the pairs somebody merged or split since linking last followed, the smaller key first."""
    said = (Correction.id > _seen(connection).linked) & Correction.target_kind.in_(("entity", "happening"))
    rows = connection.execute(select(Correction.__table__).where(said)).all()
    undone = _undone(connection, rows)
    pairs = [(r.target, str(r.value["other"])) for r in rows if "other" in r.value and r.key not in undone]
    return {(min(pair), max(pair)) for pair in pairs}


@dataclass(frozen=True)
class _Seen:
    """The last correction that linking has followed, and the version of its rules."""

    linked: int
    version: int | None = None


def _seen(connection: Connection) -> _Seen:
    row = connection.execute(select(Linked.correction_id, Linked.version)).first()
    return _Seen(*row) if row else _Seen(0)


def _undone(connection: Connection, rows: Sequence[Any]) -> set[str]:
    """Return the keys of those that are taken back; an undo can be undone itself."""
    every = {row.key: row for row in rows}
    fresh = list(every)
    while fresh:
        said = Correction.target.in_(fresh) & (Correction.action == "undo")
        found = connection.execute(select(Correction.__table__).where(said)).all()
        fresh = [row.key for row in found if row.key not in every]
        every |= {row.key: row for row in found}
    return taken_back(every.values())


def _item(row: Any, undone: bool, seen: _Seen) -> CorrectionItem:
    state = CorrectionState.APPLIED
    if row.article_key is None and row.id > seen.linked:
        state = CorrectionState.PENDING
    return CorrectionItem(
        key=row.key,
        action=row.action,
        about=row.target_kind,
        target=row.target,
        other=row.value.get("other"),
        articles=tuple(row.value.get("articles", ())),
        cells=row.value.get("cells", {}),
        reason=row.reason,
        author=row.author,
        at=row.at.replace(tzinfo=UTC) if row.at.tzinfo is None else row.at,
        state=CorrectionState.UNDONE if undone else state,
    )
