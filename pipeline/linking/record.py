"""Keeping what the tellings came to: rows of happenings and their parts, keys that lead on, and pairs with their scores.

All statements are of many rows: a run over an archive writes some thousand events at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, insert, or_, select, update

from pipeline.kb.across import Candidate, Happening, Part, Redirect
from pipeline.kb.engine import batches
from pipeline.kb.schema import Event
from pipeline.linking.clusters import CHOSEN, Component, Pair
from pipeline.linking.compare import MERGE, Comparison
from pipeline.linking.corrections import Ruling
from pipeline.linking.dirty import APART, HAPPENING, MERGED, RULES
from pipeline.linking.summary import Summary, summarise
from pipeline.linking.tellings import Telling
from pipeline.linking.unions import Unions

REVIEW_QUEUE = "review"


@dataclass(frozen=True)
class Settled:
    """A component of tellings and the events it came to, the earliest telling of each first."""

    found: Component
    groups: list[list[Telling]]


def keep(
    connection: Connection, settled: Sequence[Settled], homes: dict[int, str], said: Mapping[Pair, Ruling]
) -> set[int]:
    """Write the events of some components; return their numbers.

    ``homes``: telling -> key of its event, of all tellings written in this run so far; those of now are added.
    ``said``: what researchers decided, which is kept beside what it came to, so that its end is noticed.
    """
    groups = [group for some in settled for group in some.groups]
    summaries = [summarise(group) for group in groups]
    numbers = _happenings(connection, summaries)
    moved = [
        {"telling": t.id, "happening": number}
        for group, number in zip(groups, numbers, strict=True)
        for t in group
        if t.happening != number
    ]
    if moved:
        table: Any = Event.__table__
        query = update(table).where(table.c.id == bindparam("telling")).values(happening_id=bindparam("happening"))
        connection.execute(query, moved)
    _parts(connection, summaries, numbers)
    leads = {t.happening: s.key for s, group in zip(summaries, groups, strict=True) for t in reversed(group)}
    _redirect(connection, {old: key for old, key in leads.items() if old is not None and old not in set(numbers)})
    homes |= {t.id: group[0].key for group in groups for t in group}
    _candidates(connection, settled, homes, said)
    return set(numbers)


def sweep(connection: Connection) -> None:
    """Take away the events no article tells any more, and pairs with tellings that are gone."""
    empty = ~exists().where(Event.happening_id == Happening.id)
    gone = list(connection.execute(select(Happening.key).where(empty)).scalars())
    for some in batches(gone):
        connection.execute(delete(Redirect).where(Redirect.target.in_(some)))
    connection.execute(delete(Happening).where(empty))
    lost = or_(~exists().where(Event.key == Candidate.left), ~exists().where(Event.key == Candidate.right))
    connection.execute(delete(Candidate).where(Candidate.kind == HAPPENING, lost))


def _happenings(connection: Connection, summaries: Sequence[Summary]) -> list[int]:
    """Insert or update the rows, known by their keys, and return their numbers in order."""
    known: dict[str, int] = {}
    for some in batches([s.key for s in summaries]):
        rows = connection.execute(select(Happening.key, Happening.id).where(Happening.key.in_(some)))
        known |= {row.key: row.id for row in rows}
        connection.execute(delete(Redirect).where(Redirect.key.in_(some)))  # a key that is an event's own again
    table: Any = Happening.__table__
    old = [{"number": known[s.key], **{f"to_{k}": v for k, v in s.row.items()}} for s in summaries if s.key in known]
    if old:
        cells: dict[str, Any] = {k.removeprefix("to_"): bindparam(k) for k in old[0] if k != "number"}
        connection.execute(update(table).where(table.c.id == bindparam("number")).values(**cells), old)
    new = [s for s in summaries if s.key not in known]
    if new:
        added = insert(Happening).returning(Happening.id, sort_by_parameter_order=True)
        numbers = connection.execute(added, [{"key": s.key, **s.row} for s in new]).scalars()
        known |= {s.key: int(number) for s, number in zip(new, numbers, strict=True)}
    return [known[s.key] for s in summaries]


def _parts(connection: Connection, summaries: Sequence[Summary], numbers: Sequence[int]) -> None:
    for some in batches(numbers):
        connection.execute(delete(Part).where(Part.happening_id.in_(some)))
    rows = [{"happening_id": n, **part} for s, n in zip(summaries, numbers, strict=True) for part in s.parts]
    if rows:
        connection.execute(insert(Part), rows)


def _redirect(connection: Connection, merged: dict[int, str]) -> None:
    """Let the keys of events that are no more lead to the events their tellings are in now."""
    for some in batches(sorted(merged)):
        told = exists().where(Event.happening_id == Happening.id)  # tellings looked at later may still be in it
        rows = connection.execute(select(Happening.id, Happening.key).where(Happening.id.in_(some), ~told)).all()
        for row in rows:
            target = merged[row.id]
            connection.execute(update(Redirect).where(Redirect.target == row.key).values(target=target))
            connection.execute(delete(Redirect).where(Redirect.key == row.key))
            connection.execute(insert(Redirect), [{"key": row.key, "target": target, "at": datetime.now(UTC)}])
        connection.execute(delete(Happening).where(Happening.id.in_([row.id for row in rows])))


def _candidates(
    connection: Connection, settled: Sequence[Settled], homes: dict[int, str], said: Mapping[Pair, Ruling]
) -> None:
    """Write the pairs of some components: those decided on, that hold an event together, and the best of each two events."""
    keys = {t.key for some in settled for t in some.found.tellings.values()}
    for some_keys in batches(sorted(keys)):
        touching = or_(Candidate.left.in_(some_keys), Candidate.right.in_(some_keys))
        connection.execute(delete(Candidate).where(Candidate.kind == HAPPENING, touching))
    pairs = {pair: told for some in settled for pair, told in some.found.pairs.items()}
    articles: dict[str, set[int]] = {}
    for some in settled:
        articles |= {group[0].key: {t.article for t in group} for group in some.groups}
    inner: dict[str, list[tuple[Pair, Comparison]]] = defaultdict(list)
    best: dict[Pair, tuple[Pair, Comparison]] = {}
    for pair, (one, other, comparison) in sorted(pairs.items()):
        if "correction" in comparison.features:
            continue  # the researcher's row says it
        first, second = sorted(homes.get(t.id) or f"{t.happening or t.key}" for t in (one, other))
        if first == second:
            inner[first].append((pair, comparison))
        elif (first, second) not in best or best[first, second][1].score < comparison.score:
            best[first, second] = (pair, comparison)
    rows = [_candidate(*edge, MERGED) for first, some in inner.items() for edge in _star(first, some)]
    for pair, ruling in said.items():
        if keys & set(pair):
            rows.append(_candidate(pair, CHOSEN[ruling.one], MERGED if ruling.one else APART, ruling.by))
    for (first, second), (pair, comparison) in best.items():
        # No question where one article tells both; else a researcher is asked, also of a sure pair that was kept apart.
        told = comparison.score >= MERGE and articles[first] & articles[second]
        rows.append(_candidate(pair, comparison, APART if told else REVIEW_QUEUE))
    if rows:
        connection.execute(insert(Candidate), rows)


def _star(first: str, pairs: list[tuple[Pair, Comparison]]) -> list[tuple[Pair, Comparison]]:
    """Return the pairs that hold an event together, one for each telling but the first: to it, else to one that is held.

    All pairs would be five thousand for an event told a hundred times.
    """
    held: Unions[str] = Unions()
    kept = []
    for pair, comparison in sorted(pairs, key=lambda p: (first not in p[0], -p[1].score, p[0])):
        if held.find(pair[0]) != held.find(pair[1]):
            held.join(*pair)
            kept.append((pair, comparison))
    return kept


def _candidate(pair: Pair, comparison: Comparison, decision: str, by: str = RULES) -> dict[str, Any]:
    return {
        "kind": HAPPENING,
        "left": pair[0],
        "right": pair[1],
        "score": comparison.score,
        "features": comparison.features,
        "decision": decision,
        "decided_by": by,
        "at": datetime.now(UTC),
    }
