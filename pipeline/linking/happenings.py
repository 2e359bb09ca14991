"""Events across outlets: puts the tellings of articles together into happenings and keeps their rows.

``merge_events(connection)`` is called after entities are linked. It looks at new tellings and at what they touch; with
``rebuild`` at everything, with the same result. What makes two tellings one event is in ``pipeline.linking.compare``
and ``clusters``, what is said of the event in ``summary``, which tour it belongs to in ``tours``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, or_, select, update

from pipeline.kb.across import Candidate, Happening, Part, Redirect
from pipeline.kb.schema import Article, Event
from pipeline.linking.blocks import Pool
from pipeline.linking.clusters import Component, Judge, Pair, clusters, component
from pipeline.linking.compare import MERGE, Comparison
from pipeline.linking.copies import batches, mark_copies
from pipeline.linking.dirty import APART, HAPPENING, MERGED, RULES, decisions, unsettled
from pipeline.linking.summary import Summary, summarise
from pipeline.linking.tellings import Telling
from pipeline.linking.tours import place_in_tours

REVIEW_QUEUE = "review"
CHUNK = 2000  # tellings looked at before what was read for them is let go


@dataclass
class Merged:
    """What a run of ``merge_events`` came to: tellings looked at, events written, events of more than one telling."""

    tellings: int = 0
    happenings: int = 0
    shared: int = 0


def merge_events(connection: Connection, *, rebuild: bool = False) -> Merged:
    """Bring ``happening``, ``part``, ``candidate`` and ``redirect`` up to the tellings there are, in one transaction.

    Looks at tellings without an event and at those whose event may have changed; with ``rebuild`` at all of them.
    """
    copied = mark_copies(connection)
    judge = Judge(decisions(connection))
    if rebuild:
        waiting = set(connection.execute(select(Event.id)).scalars())
    else:
        waiting = unsettled(connection, judge.decided, copied)
    counts = Merged()
    written: set[int] = set()
    done: set[int] = set()
    homes: dict[int, str] = {}
    for some in batches(_in_time(connection, waiting), CHUNK):
        new = [number for number in some if number not in done]
        pool = Pool(connection)
        pool.prepare(new)
        for number in new:
            if number not in done:
                found = component(pool[number], partial(_mates, connection, pool, judge), judge)
                done |= set(found.tellings)
                groups = clusters(found, judge)
                written |= _keep(connection, found, groups, homes)
                counts.shared += sum(len(group) > 1 for group in groups)
    _sweep(connection)
    place_in_tours(connection, written)
    counts.tellings, counts.happenings = len(done), len(written)
    return counts


def _in_time(connection: Connection, waiting: set[int]) -> list[int]:
    """Return the tellings by their day, so that those read together are of the same weeks."""
    days: dict[int, date] = {}
    for some in batches(sorted(waiting)):
        query = select(Event.id, Event.date_start, Article.published).join(Article, Article.id == Event.article_id)
        for row in connection.execute(query.where(Event.id.in_(some))):
            days[row.id] = row.date_start or row.published or date.max
    return sorted(days, key=lambda number: (days[number], number))


def _mates(connection: Connection, pool: Pool, judge: Judge, telling: Telling) -> list[Telling]:
    """Return what a telling is compared with: what it shares a block with, and what a researcher joined it to."""
    chosen = {key for pair, one in judge.decided.items() if one and telling.key in pair for key in pair}
    mates = {t.id: t for t in pool.mates(telling.id)}
    if chosen:
        numbers = list(connection.execute(select(Event.id).where(Event.key.in_(chosen - {telling.key}))).scalars())
        pool.prepare(numbers)
        mates |= {number: pool[number] for number in numbers}
    return [mates[number] for number in sorted(mates)]


def _keep(connection: Connection, found: Component, groups: list[list[Telling]], homes: dict[int, str]) -> set[int]:
    """Write the events of a component of tellings; return their numbers. ``homes``: telling -> key of its event so far."""
    former = {t.happening for t in found.tellings.values()} - {None}
    summaries = [summarise(group) for group in groups]
    numbers = _happenings(connection, summaries)
    for group, number in zip(groups, numbers, strict=True):
        moved = [t.id for t in group if t.happening != number]
        for some in batches(moved):
            connection.execute(update(Event).where(Event.id.in_(some)).values(happening_id=number))
    _parts(connection, summaries, numbers)
    leads = {old: number for number, group in zip(numbers, groups, strict=True) for t in group if (old := t.happening)}
    _redirect(connection, {old: leads[old] for old in former if old in leads and old not in numbers})
    homes |= {t.id: group[0].key for group in groups for t in group}
    _candidates(connection, found, groups, homes)
    return set(numbers)


def _happenings(connection: Connection, summaries: Sequence[Summary]) -> list[int]:
    """Insert or update the rows, known by their keys, and return their numbers in order."""
    known: dict[str, int] = {}
    for some in batches([s.key for s in summaries]):
        rows = connection.execute(select(Happening.key, Happening.id).where(Happening.key.in_(some)))
        known |= {row.key: row.id for row in rows}
        connection.execute(delete(Redirect).where(Redirect.key.in_(some)))  # a key that is an event's own again
    numbers = []
    for summary in summaries:
        if summary.key in known:
            connection.execute(update(Happening).where(Happening.id == known[summary.key]).values(**summary.row))
            numbers.append(known[summary.key])
        else:
            added = insert(Happening).returning(Happening.id)
            numbers.append(int(connection.execute(added, [{"key": summary.key, **summary.row}]).scalar_one()))
    return numbers


def _parts(connection: Connection, summaries: Sequence[Summary], numbers: Sequence[int]) -> None:
    for some in batches(numbers):
        connection.execute(delete(Part).where(Part.happening_id.in_(some)))
    rows = [{"happening_id": n, **part} for s, n in zip(summaries, numbers, strict=True) for part in s.parts]
    if rows:
        connection.execute(insert(Part), rows)


def _redirect(connection: Connection, merged: dict[int, int]) -> None:
    """Let the keys of events that are no more lead to the events their tellings are in now."""
    for old, new in sorted(merged.items()):
        if connection.execute(select(Event.id).where(Event.happening_id == old).limit(1)).first():
            continue  # tellings of another component are still in it
        former = connection.execute(select(Happening.key).where(Happening.id == old)).scalar_one_or_none()
        key = connection.execute(select(Happening.key).where(Happening.id == new)).scalar_one()
        if former is None:
            continue
        connection.execute(update(Redirect).where(Redirect.target == former).values(target=key))
        connection.execute(delete(Redirect).where(Redirect.key == former))
        connection.execute(insert(Redirect), [{"key": former, "target": key, "at": datetime.now(UTC)}])
        connection.execute(delete(Happening).where(Happening.id == old))


def _candidates(connection: Connection, found: Component, groups: list[list[Telling]], homes: dict[int, str]) -> None:
    """Write the pairs of a component: all sure ones, and of those in doubt the best of each two events."""
    keys = [t.key for t in found.tellings.values()]
    for some in batches(keys):
        touching = or_(Candidate.left.in_(some), Candidate.right.in_(some))
        rules = (Candidate.kind == HAPPENING, Candidate.decided_by == RULES)
        connection.execute(delete(Candidate).where(touching, *rules))
    best: dict[Pair, tuple[Pair, Comparison]] = {}
    rows = []
    for pair, (one, other, comparison) in sorted(found.pairs.items()):
        if "correction" in comparison.features:
            continue  # the researcher's row is there
        first, second = sorted(homes.get(t.id) or f"{t.happening or t.key}" for t in (one, other))
        if first == second:
            rows.append(_candidate(pair, comparison, MERGED))
        elif comparison.score >= MERGE:
            rows.append(_candidate(pair, comparison, _kept_apart(one, other, groups)))
        elif (first, second) not in best or best[first, second][1].score < comparison.score:
            best[first, second] = (pair, comparison)
    rows += [_candidate(pair, comparison, REVIEW_QUEUE) for pair, comparison in best.values()]
    if rows:
        connection.execute(insert(Candidate), rows)


def _kept_apart(one: Telling, other: Telling, groups: list[list[Telling]]) -> str:
    """Return the decision on a sure pair that the rest of the two events kept apart.

    No question where one article tells both; else a researcher is asked.
    """
    sides = [next(group for group in groups if t in group) for t in (one, other)]
    articles = [{t.article for t in side} for side in sides]
    return APART if articles[0] & articles[1] else REVIEW_QUEUE


def _candidate(pair: Pair, comparison: Comparison, decision: str) -> dict[str, Any]:
    return {
        "kind": HAPPENING,
        "left": pair[0],
        "right": pair[1],
        "score": comparison.score,
        "features": comparison.features,
        "decision": decision,
        "decided_by": RULES,
        "at": datetime.now(UTC),
    }


def _sweep(connection: Connection) -> None:
    """Take away the events no article tells any more, and pairs with tellings that are gone."""
    empty = ~exists().where(Event.happening_id == Happening.id)
    gone = list(connection.execute(select(Happening.key).where(empty)).scalars())
    for some in batches(gone):
        connection.execute(delete(Redirect).where(Redirect.target.in_(some)))
    connection.execute(delete(Happening).where(empty))
    rules = (Candidate.kind == HAPPENING, Candidate.decided_by == RULES)
    lost = or_(~exists().where(Event.key == Candidate.left), ~exists().where(Event.key == Candidate.right))
    connection.execute(delete(Candidate).where(*rules, lost))
