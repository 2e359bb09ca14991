"""Linking entities of one kind: compare what is new with what it may be, decide, and keep the decisions.

Only entities that no row of ``settled`` speaks for are compared; groups are made anew for all that hangs together with
them. A rebuild takes every row of ``settled`` away and comes to the same groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from pipeline.kb.across import Block, Candidate, Redirect, Settled
from pipeline.kb.identify import INSTITUTION, OFFICIAL, PLACE, unsettle
from pipeline.kb.schema import Entity
from pipeline.linking import institutions, officials, places
from pipeline.linking.cluster import Clusters, Edge, Rules
from pipeline.linking.corrections import Ruling
from pipeline.linking.load import batches, load_profiles
from pipeline.linking.profile import APART, KEEP, MERGED, QUEUED, REVIEW, Comparison, Profile
from pipeline.linking.touched import Touched

BY_RULES = "rules"
USUAL = 4  # a name at most so many times rarer than the commonest of its group may stand for it
Pair = tuple[str, str]


@dataclass(frozen=True)
class Kind:
    """What a kind of entity brings to linking."""

    rules: Rules
    keys: Callable[[Profile], tuple[set[str], set[str]]]
    fullness: Callable[[Profile], int]


KINDS = {
    PLACE: Kind(Rules(places.compare_places, places.conflict, places.vague), places.place_keys, places.fullness),
    OFFICIAL: Kind(
        Rules(officials.compare_officials, officials.conflict, officials.vague),
        officials.official_keys,
        officials.fullness,
    ),
    INSTITUTION: Kind(
        Rules(institutions.compare_institutions, institutions.conflict, institutions.vague),
        institutions.institution_keys,
        institutions.fullness,
    ),
}


def link_kind(connection: Connection, kind: str, said: dict[Pair, Ruling], touched: Touched) -> Counter[str]:
    """Compare and group what is new of a kind; return how many pairs were compared and what they came to."""
    fresh = _unsettled(connection, kind, said)
    met = _forget_gone(connection, kind)
    if not fresh and not met:
        return Counter()
    profiles = load_profiles(connection, fresh.values())
    edges = _compared(connection, kind, profiles, fresh)
    met |= _replace_candidates(connection, kind, set(fresh), edges, said)
    groups = _group(connection, kind, set(fresh) | met, profiles, said, touched)
    connection.execute(insert(Settled), [{"entity_id": i} for i in sorted(fresh.values())]) if fresh else None
    return Counter(compared=len(edges)) + groups


def _unsettled(connection: Connection, kind: str, said: dict[Pair, Ruling]) -> dict[str, int]:
    """Return the entities to compare, by key: the new and changed ones, and those a new ruling speaks of."""
    query = select(Entity.key, Entity.id).outerjoin(Settled, Settled.entity_id == Entity.id)
    found = {r.key: r.id for r in connection.execute(query.where(Entity.kind == kind, Settled.entity_id.is_(None)))}
    decided = select(Candidate.left, Candidate.right, Candidate.decided_by).where(Candidate.decided_by != BY_RULES)
    known = {(r.left, r.right): r.decided_by for r in connection.execute(decided.where(Candidate.kind == kind))}
    ruled = {key for pair, ruling in said.items() if known.get(pair) != ruling.by for key in pair}
    ruled = (ruled | {key for pair in known if pair not in said for key in pair}) - set(found)  # taken back
    for some in batches(ruled):
        rows = connection.execute(select(Entity.key, Entity.id).where(Entity.key.in_(some), Entity.kind == kind)).all()
        unsettle(connection, [r.id for r in rows])
        found |= {r.key: r.id for r in rows}
    return found


def _forget_gone(connection: Connection, kind: str) -> set[str]:
    """Take away pairs of entities that are no more; return those they were compared with, which may now part."""
    keys = select(Entity.key)
    gone = or_(Candidate.left.not_in(keys), Candidate.right.not_in(keys))
    rows = connection.execute(select(Candidate.left, Candidate.right).where(Candidate.kind == kind, gone)).all()
    if rows:
        connection.execute(delete(Candidate).where(Candidate.kind == kind, gone))
    return {key for row in rows for key in row}


def _compared(
    connection: Connection, kind: str, profiles: dict[str, Profile], ids: dict[str, int]
) -> dict[Pair, Comparison]:
    """Return the comparisons of the new entities with all they share a key with, and keep their keys."""
    found, asked = {}, {}
    for key, profile in profiles.items():
        found[key], asked[key] = KINDS[kind].keys(profile)
    for some in batches(ids.values()):
        connection.execute(delete(Block).where(Block.entity_id.in_(some)))
    rows = [{"entity_id": ids[key], "value": value} for key in sorted(found) for value in sorted(found[key])]
    if rows:
        connection.execute(insert(Block), rows)
    mates = _mates(connection, kind, {value for values in asked.values() for value in values})
    others = {i for values in mates.values() for i, _ in values} - set(ids.values())
    known = profiles | load_profiles(connection, others)
    pairs = {
        (min(key, mate), max(key, mate))
        for key, values in asked.items()
        for value in values
        for _, mate in mates.get(value, ())
        if mate != key and mate in known
    }
    return {(a, b): KINDS[kind].rules.compare(known[a], known[b]) for a, b in sorted(pairs)}


def _mates(connection: Connection, kind: str, values: set[str]) -> dict[str, list[tuple[int, str]]]:
    """Return who is found by each key."""
    found: dict[str, list[tuple[int, str]]] = {}
    query = select(Block.value, Entity.id, Entity.key).join(Entity, Entity.id == Block.entity_id)
    for some in batches(values):
        for row in connection.execute(query.where(Block.value.in_(some), Entity.kind == kind)):
            found.setdefault(row.value, []).append((row.id, row.key))
    return found


def _replace_candidates(
    connection: Connection, kind: str, fresh: set[str], edges: dict[Pair, Comparison], said: dict[Pair, Ruling]
) -> set[str]:
    """Write the pairs of new entities in place of what was written of them; return the others they met before."""
    before: set[str] = set()
    for some in batches(fresh):
        mine = (Candidate.kind == kind) & (Candidate.left.in_(some) | Candidate.right.in_(some))
        for row in connection.execute(select(Candidate.left, Candidate.right).where(mine)):
            before |= {row.left, row.right}
        connection.execute(delete(Candidate).where(mine))
    now = datetime.now(UTC)
    ruled = {pair: r for pair, r in said.items() if pair[0] in fresh or pair[1] in fresh}
    kept = {p: c for p, c in edges.items() if p not in ruled and c.score >= KEEP and not c.forbidden}
    rows = [_candidate(kind, pair, c, APART, BY_RULES, now) for pair, c in kept.items()]
    for pair, ruling in ruled.items():
        shown = edges.get(pair, Comparison(0.0, {}))
        rows.append(_candidate(kind, pair, shown, MERGED if ruling.one else APART, ruling.by, now))
    if rows:
        connection.execute(insert(Candidate), rows)
    return before - fresh


def _candidate(kind: str, pair: Pair, compared: Comparison, decision: str, by: str, at: datetime) -> dict[str, Any]:
    named = {"left": pair[0], "right": pair[1], "score": compared.score, "features": compared.features}
    return {"kind": kind, "decision": decision, "decided_by": by, "at": at, **named}


def _group(
    connection: Connection, kind: str, seeds: set[str], known: dict[str, Profile], said: dict[Pair, Ruling],
    touched: Touched,
) -> Counter[str]:  # fmt: skip
    """Make the groups of all entities that hang together with ``seeds`` anew, and write them."""
    rows = _connected(connection, kind, _with_groups(connection, seeds))
    keys = seeds | {key for row in rows for key in (row.left, row.right)}
    ids = _ids(connection, _with_groups(connection, keys))
    profiles = {k: p for k, p in known.items() if k in ids}
    profiles |= load_profiles(connection, {i for key, i in ids.items() if key not in profiles})
    pairs = {pair: r for pair, r in said.items() if pair[0] in profiles and pair[1] in profiles}
    clusters = Clusters(
        profiles,
        KINDS[kind].rules,
        frozenset(p for p, r in pairs.items() if r.one),
        frozenset(p for p, r in pairs.items() if not r.one),
    ).build(
        Edge(r.left, r.right, Comparison(r.score, r.features)) for r in rows if r.decided_by == BY_RULES
    )  # fmt: skip
    touched.entities |= _write_canonical(connection, clusters, ids, KINDS[kind])
    return _write_decisions(connection, rows, clusters)


def _with_groups(connection: Connection, keys: set[str]) -> set[str]:
    """Return the keys with those of all entities in the same group so far."""
    found = set(keys)
    for some in batches(keys):
        mine = select(Entity.id, Entity.canonical_id).where(Entity.key.in_(some))
        heads = {row.canonical_id or row.id for row in connection.execute(mine)}
        for part in batches(heads):
            group = select(Entity.key).where(Entity.canonical_id.in_(part) | Entity.id.in_(part))
            found |= set(connection.execute(group).scalars())
    return found


def _connected(connection: Connection, kind: str, seeds: set[str]) -> list[Row[Any]]:
    """Return all pairs that could hang together with ``seeds``, step by step."""
    found: dict[int, Row[Any]] = {}
    seen, new = set[str](), set(seeds)
    linked = (Candidate.score >= REVIEW) | (Candidate.decided_by != BY_RULES)
    while new:
        seen |= new
        reached: set[str] = set()
        for some in batches(new):
            mine = Candidate.left.in_(some) | Candidate.right.in_(some)
            columns = Candidate.__table__.c
            for row in connection.execute(select(*columns).where(Candidate.kind == kind, linked, mine)):
                found[row.id] = row
                reached |= {row.left, row.right}
        new = reached - seen
    return [found[i] for i in sorted(found)]


def _ids(connection: Connection, keys: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in batches(keys):
        found |= {r.key: r.id for r in connection.execute(select(Entity.key, Entity.id).where(Entity.key.in_(some)))}
    return found


def _write_canonical(connection: Connection, clusters: Clusters, ids: dict[str, int], kind: Kind) -> set[int]:
    """Name the canonical entity of each group in its rows, and lead the keys of the others to it; return whose is new."""
    now = datetime.now(UTC)
    merged: dict[str, str] = {}
    for members in clusters.members.values():
        head = min(
            _usual(members, clusters),
            key=lambda k: (-kind.fullness(clusters.profiles[k]), -clusters.profiles[k].articles, k),
        )
        merged |= {key: head for key in members if key != head}
    changed: set[int] = set()
    for some in batches(clusters.of):
        for row in connection.execute(select(Entity.key, Entity.id, Entity.canonical_id).where(Entity.key.in_(some))):
            changed |= {row.id} if row.canonical_id != (ids[merged[row.key]] if row.key in merged else None) else set()
        connection.execute(update(Entity).where(Entity.key.in_(some)).values(canonical_id=None))
        connection.execute(delete(Redirect).where(Redirect.key.in_(some)))
    by_head: dict[str, list[str]] = {}
    for key, head in merged.items():
        by_head.setdefault(head, []).append(key)
    for head, keys in sorted(by_head.items()):
        for some in batches(keys):
            connection.execute(update(Entity).where(Entity.key.in_(some)).values(canonical_id=ids[head]))
    if merged:
        connection.execute(insert(Redirect), [{"key": k, "target": merged[k], "at": now} for k in sorted(merged)])
    return changed


def _usual(members: set[str], clusters: Clusters) -> list[str]:
    """Return the names that may stand for a group: whole ones that the press uses, not one article's slip.

    ``عبد الفتاح السيسي`` in a hundred articles stands for ``عبد الفتاح السيسي يخت المحروسة`` in two, though that is longer.
    """
    whole = [key for key in members if not clusters.rules.vague(clusters.profiles[key])] or list(members)
    most = max(clusters.profiles[key].articles for key in whole)
    return [key for key in whole if clusters.profiles[key].articles * USUAL >= most]


def _write_decisions(connection: Connection, rows: list[Row[Any]], clusters: Clusters) -> Counter[str]:
    """Write what each pair came to, and return how often."""
    came: dict[str, list[int]] = {MERGED: [], QUEUED: [], APART: []}
    for row in rows:
        if row.decided_by == BY_RULES:
            came[MERGED if clusters.one(row.left, row.right) else QUEUED].append(row.id)
    for decided, numbers in came.items():
        for some in batches(numbers):
            connection.execute(update(Candidate).where(Candidate.id.in_(some)).values(decision=decided))
    return Counter({decided: len(numbers) for decided, numbers in came.items()})
