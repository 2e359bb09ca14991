"""Corrections applied to the facts of an article: verdicts set, cells replaced, confirmed facts kept.

Called whenever an article is written and whenever a correction is added; what the machine said stays in ``machine``,
so that every correction can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, select, update

from corpus.mention import ArgumentRole
from pipeline.kb.anchors import Anchor, Told, find, place, told
from pipeline.kb.cells import COLUMNS
from pipeline.kb.identify import sweep
from pipeline.kb.schema import Argument, Article, Correction, Event, Occupancy
from pipeline.kb.snapshot import TABLES, Snapshot, entity_named, put, take

VERDICTS = {"confirm": "confirmed", "reject": "rejected", "edit": "edited"}


@dataclass(frozen=True)
class Said:
    """A correction in force. ``value``: its anchor, the fact as it was, and for an edit the new cells."""

    key: str
    kind: str
    target: str
    action: str
    value: dict[str, Any]


@dataclass
class State:
    """What all corrections of one fact come to. ``fact``: None where the extraction does not have it (any more)."""

    kind: str
    fact: Told | None
    shot: Snapshot
    cells: dict[str, Any] = field(default_factory=dict)
    verdict: str = ""
    by: str = ""

    def add(self, said: Said) -> None:
        """Let a later correction override what earlier ones said."""
        self.cells |= said.value.get("cells", {})
        self.by = said.key
        self.verdict = "edited" if said.action == "confirm" and self.cells else VERDICTS[said.action]


def in_force(rows: Iterable[Any]) -> list[Any]:
    """Return the corrections that no undo takes back, oldest first; an undo can be undone itself."""
    ordered = sorted(rows, key=lambda r: (r.at, r.id))
    gone = taken_back(ordered)
    return [row for row in ordered if row.action != "undo" and row.key not in gone]


def taken_back(rows: Iterable[Any]) -> set[str]:
    """Return the keys of what undos in force take back, undos among them."""
    gone: set[str] = set()
    for row in sorted(rows, key=lambda r: (r.at, r.id), reverse=True):
        if row.action == "undo" and row.key not in gone:
            gone.add(row.target)
    return gone


def corrections_of(connection: Connection, article_key: str) -> list[Said]:
    """Return the corrections in force of the facts of an article, oldest first."""
    found = connection.execute(select(Correction.__table__).where(Correction.article_key == article_key)).all()
    return [Said(r.key, r.target_kind, r.target, r.action, r.value) for r in in_force(found)]


def states(said: Sequence[Said], text: str, facts: Sequence[Told]) -> tuple[list[State], list[Said]]:
    """Return what becomes of each corrected fact, and the corrections whose words the text has no more.

    ``facts``: what the extractor found, without facts kept from before.
    """
    by_target: dict[str, State] = {}
    taken: dict[tuple[str, int], State] = {}
    lost: list[Said] = []
    for one in said:
        state = by_target.get(one.target)
        if state is None:
            anchor = Anchor.from_json(one.value["anchor"])
            mine = [f for f in facts if f.kind == one.kind]
            fact = next((f for f in mine if f.key == one.target), None)
            span = place(anchor, text)
            if fact is None and span is None:
                lost.append(one)
                continue
            if fact is None and span is not None:
                fact = find(anchor, span, {anchor.type, one.value.get("cells", {}).get("type", anchor.type)}, mine)
            state = taken.get((fact.kind, fact.number)) if fact else None
            if state is None:
                state = State(one.kind, fact, moved(one.value["fact"], anchor, text))
            if fact:
                taken[fact.kind, fact.number] = state
            by_target[one.target] = state
        state.add(one)
    return list({id(s): s for s in by_target.values()}.values()), lost


def apply(connection: Connection, article_key: str) -> list[Said]:
    """Apply the corrections of an article to its facts as extracted; return those whose words are gone.

    The facts must be as the extractor left them: :func:`revert` before, where corrections were applied already.
    """
    said = corrections_of(connection, article_key)
    article = _current(connection, article_key) if said else None
    if article is None:
        return said
    result, lost = states(said, article.text, told(connection, article.id))
    origin = {"article_id": article.id, "run_id": article.run_id}
    for state in result:
        _apply_one(connection, state, origin)
    return lost


def _apply_one(connection: Connection, state: State, origin: dict[str, int]) -> None:
    number = state.fact.number if state.fact else None
    if number is None and state.verdict == "rejected":
        return  # not found again: as the researcher said
    was = take(connection, state.kind, number) if number is not None else state.shot
    new = {**was, "cells": {**was["cells"], "confidence": 1.0 if state.verdict != "rejected" else _sure(was)}}
    if state.cells:
        new = edited(connection, state.kind, new, state.cells, origin["article_id"])
    if number is None or state.cells:
        new["cells"] |= {"extractor": "correction", "rule": state.by}
    table = TABLES[state.kind]
    if state.verdict != "rejected" or number is None:
        number = put(connection, state.kind, new, origin=origin, number=number)
    machine = {"found": state.fact is not None, "by": state.by, "was": was}
    connection.execute(update(table).where(table.id == number).values(verdict=state.verdict, machine=machine))


def revert(connection: Connection, article_key: str) -> None:
    """Bring the facts of an article back to what the extractor said; facts kept by corrections alone go."""
    article = _current(connection, article_key)
    if article is None:
        return
    origin = {"article_id": article.id}
    for kind, table in TABLES.items():
        changed = select(table.id, table.machine, table.verdict, table.run_id)
        for row in connection.execute(changed.where(table.article_id == article.id, table.machine.is_not(None))).all():
            if not row.machine["found"]:
                connection.execute(delete(table).where(table.id == row.id))
                continue
            if row.verdict != "rejected":
                put(connection, kind, row.machine["was"], origin=origin | {"run_id": row.run_id}, number=row.id)
            connection.execute(update(table).where(table.id == row.id).values(verdict=None, machine=None))


def reapply(connection: Connection, article_key: str) -> list[Said]:
    """Make the facts of an article what its corrections now say; return the corrections whose words are gone."""
    article = _current(connection, article_key)
    if article is None:
        return corrections_of(connection, article_key)
    before = _entities(connection, article.id)
    revert(connection, article_key)
    lost = apply(connection, article_key)
    sweep(connection, {number: set() for number in before - _entities(connection, article.id)})
    return lost


def edited(
    connection: Connection, kind: str, shot: Snapshot, cells: dict[str, Any], article_id: int
) -> Snapshot:  # fmt: skip
    """Return a snapshot with the cells a researcher gave; names become the entities they are known as."""
    own = {n: v for n, v in cells.items() if n not in COLUMNS and n != "holder"}
    new = {**shot, "cells": {**shot["cells"], **own}}
    if kind == "occupancy" and "holder" in cells:
        name = cells["holder"]
        new["entity"] = entity_named(connection, name, ArgumentRole.AGENT, article_id) if name else None
    if kind == "event" and ("date_start" in own or "date_end" in own):
        new["cells"]["date_inherited"] = False
    given = {str(COLUMNS[n]): names for n, names in cells.items() if n in COLUMNS}
    if given:
        known = {(a["role"], a["name"]): a for a in shot["arguments"]}
        kept = [a for a in shot["arguments"] if a["role"] not in given]
        new["arguments"] = kept + [
            known.get((role, name)) or _argument(connection, role, name, article_id)
            for role, names in given.items()
            for name in names
        ]
    return new


def moved(shot: Snapshot, anchor: Anchor, text: str) -> Snapshot:
    """Return a snapshot whose spans are those of the text as it is now; a span whose words are elsewhere is left out."""
    span = place(anchor, text)
    shift = span[0] - anchor.span[0] if span and anchor.span else 0
    new = {**shot, "cells": dict(shot["cells"]), "mention": shot["mention"]}
    if "evidence_start" in new["cells"]:
        new["cells"] |= dict(zip(("evidence_start", "evidence_end"), span or (None, None), strict=True))
        also = (_shifted(e, shift, text) for e in shot["cells"]["evidence_also"])
        new["cells"]["evidence_also"] = [e for e in also if e["start"] is not None]
    if "arguments" in shot:
        new["arguments"] = [_shifted(a, shift, text) for a in shot["arguments"]]
    return new


def _shifted(item: dict[str, Any], shift: int, text: str) -> dict[str, Any]:
    if item["start"] is not None:
        start, end = item["start"] + shift, item["end"] + shift
        if start >= 0 and text[start:end] == item["surface"]:
            return {**item, "start": start, "end": end}
    return {**item, "start": None, "end": None}


def _argument(connection: Connection, role: str, name: str, article_id: int) -> dict[str, Any]:
    entity = entity_named(connection, name, ArgumentRole(role), article_id)
    none = dict.fromkeys(("start", "end", "surface", "mention"))
    return {"role": role, "name": name, "confidence": 1.0, "inferred": False, "entity": entity, **none}


def _current(connection: Connection, article_key: str) -> Any:
    query = select(Article.id, Article.run_id, Article.text).where(Article.key == article_key, Article.current)
    return connection.execute(query).first()


def _entities(connection: Connection, article_id: int) -> set[int]:
    """Return the entities that take part or hold an office in an article."""
    part = select(Argument.entity_id).join(Event, Event.id == Argument.event_id).where(Event.article_id == article_id)
    holders = select(Occupancy.entity_id).where(Occupancy.article_id == article_id)
    return {n for query in (part, holders) for n in connection.execute(query).scalars() if n is not None}


def _sure(shot: Snapshot) -> float:
    return float(shot["cells"]["confidence"])
