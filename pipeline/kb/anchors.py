"""Finding a fact again after its article was extracted anew, by what a researcher saw: type, words, span, names.

The key of a fact changes when a newer extractor cuts its clause or reads its names otherwise; the words of the clause
do not, as long as the article's text has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from corpus.mention import Span
from corpus.normalise import fold
from pipeline.kb.schema import Amount, Argument, Entity, Event, Mention, Occupancy, Quantity
from pipeline.kb.snapshot import Snapshot

OVERLAP = 0.5  # share of the shorter of two spans that must lie in the other
Names = frozenset[tuple[str, str]]  # (role, folded name), or (column, value) where a fact has no participants


@dataclass(frozen=True)
class Told:
    """A fact of the article as it stands: its row, and what tells it from its neighbours."""

    kind: str
    number: int
    key: str
    type: str
    span: Span | None
    names: Names


@dataclass(frozen=True)
class Anchor:
    """Where a corrected fact was: the words of its clause and their span, its type and names.

    ``beside``: the names of other facts of its type in the same words, which are not the one that was meant.
    """

    type: str
    words: str
    span: Span | None
    names: Names
    beside: tuple[Names, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the anchor as it is kept with a correction."""
        start, end = self.span or (None, None)
        listed = {"names": sorted(self.names), "beside": [sorted(names) for names in self.beside]}
        return {"type": self.type, "words": self.words, "start": start, "end": end, **listed}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Anchor:
        """Return the anchor kept with a correction."""
        span = None if raw.get("start") is None else (int(raw["start"]), int(raw["end"]))
        beside = tuple(_names(names) for names in raw.get("beside", ()))
        return cls(raw["type"], raw["words"], span, _names(raw["names"]), beside)


def anchor(fact: Told, shot: Snapshot, facts: Iterable[Told]) -> Anchor:
    """Return what finds ``fact`` again; ``facts``: all of its article."""
    words = shot["cells"].get("evidence") or (shot["span"] or (0, 0, ""))[2]
    beside = tuple(f.names for f in facts if f != fact and f.kind == fact.kind and f.type == fact.type
                   and fact.span and f.span and _overlap(f.span, fact.span) >= OVERLAP)  # fmt: skip
    return Anchor(fact.type, words, fact.span, fact.names, beside)


def place(wanted: Anchor, text: str) -> Span | None:
    """Return where the words of an anchor are now, the nearest to where they were; None: the text lost them."""
    if not wanted.words:
        return None
    was = wanted.span[0] if wanted.span else 0
    if wanted.span and text[slice(*wanted.span)] == wanted.words:
        return wanted.span
    starts, at = [], text.find(wanted.words)
    while at >= 0:
        starts.append(at)
        at = text.find(wanted.words, at + 1)
    start = min(starts, key=lambda s: abs(s - was), default=None)
    return None if start is None else (start, start + len(wanted.words))


def find(wanted: Anchor, span: Span, types: set[str], facts: Iterable[Told]) -> Told | None:
    """Return the fact of one of ``types`` in the words at ``span`` that is most like the anchor's, if any is.

    A fact that is more like one that stood beside it is that one, not this.
    """
    there = [f for f in facts if f.type in types and f.span and _overlap(f.span, span) >= OVERLAP]
    scored = [(_alike(f.names, wanted.names), _overlap(f.span or span, span), f) for f in there]
    own = [s for s in scored if s[2].names == wanted.names or all(s[0] > _alike(s[2].names, b) for b in wanted.beside)]
    return max(own, key=lambda s: s[:2], default=(0, 0, None))[2]


def told(connection: Connection, article_id: int) -> list[Told]:
    """Return all facts of an article that can be corrected."""
    people: dict[int, set[tuple[str, str]]] = {}
    query = select(Argument.event_id, Argument.role, Argument.name).join(Event, Event.id == Argument.event_id)
    for event, role, name in connection.execute(query.where(Event.article_id == article_id)):
        people.setdefault(event, set()).add((role, fold(name)))
    events = select(Event.id, Event.key, Event.type, Event.evidence_start, Event.evidence_end)
    facts = [
        Told("event", number, key, type_, _span(start, end), frozenset(people.get(number, ())))
        for number, key, type_, start, end in connection.execute(events.where(Event.article_id == article_id))
    ]
    holder = select(Occupancy.id, Occupancy.key, Mention.start, Mention.end, Occupancy.title, Entity.label)
    holder = holder.outerjoin(Mention, Mention.id == Occupancy.mention_id).where(Occupancy.article_id == article_id)
    for number, key, start, end, *names in connection.execute(
        holder.outerjoin(Entity, Entity.id == Occupancy.entity_id)
    ):
        told_names = frozenset(zip(("title", "holder"), (fold(n or "") for n in names), strict=True))
        facts.append(Told("occupancy", number, key, "occupancy", _span(start, end), told_names))
    for kind, table, columns in (
        ("amount", Amount, (Amount.value, Amount.currency)),
        ("quantity", Quantity, (Quantity.value, Quantity.unit)),
    ):
        values: Any = select(table.id, table.key, Mention.start, Mention.end, *columns)
        values = values.outerjoin(Mention, Mention.id == table.mention_id).where(table.article_id == article_id)
        for number, key, start, end, value, unit in connection.execute(values):
            facts.append(Told(kind, number, key, kind, _span(start, end), frozenset({("value", f"{value:g}"), ("unit", unit)})))  # fmt: skip
    return facts


def _alike(one: Names, other: Names) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0


def _overlap(one: Span, other: Span) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / max(1, min(one[1] - one[0], other[1] - other[0]))


def _names(raw: Sequence[Sequence[str]]) -> Names:
    return frozenset((role, name) for role, name in raw)


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else (start, end)
