"""What waits for a researcher: pairs that may be one, and corrections whose words the press took away."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select, tuple_

from pipeline.kb.across import Candidate
from pipeline.kb.anchors import Anchor, place, told
from pipeline.kb.browse.cursor import behind, cursor, read_cursor
from pipeline.kb.corrected import Said, corrections_of, in_force, states
from pipeline.kb.corrections_read import pairs_decided
from pipeline.kb.engine import reading
from pipeline.kb.schema import Amount, Article, Correction, Entity, Event, Occupancy, Position, Quantity

REVIEW = "review"
ORDER = "review.score"


@dataclass(frozen=True)
class Pair:
    """Two things that may be one: their keys and names, and the named parts of the score."""

    kind: str
    left: str
    right: str
    left_name: str | None
    right_name: str | None
    score: float
    features: dict[str, Any]


@dataclass(frozen=True)
class Unanchored:
    """A correction that cannot be applied, with what it said of which words. ``why``: text changed, or no article."""

    key: str
    kind: str
    target: str
    action: str
    cells: dict[str, Any]
    words: str
    article: str
    document_id: str | None
    reason: str
    author: str
    at: datetime
    why: str


@dataclass(frozen=True)
class Waiting:
    """What waits, the most likely pairs first. ``pairs_in_all`` counts those not shown too; ``after``: what to ask for
    the next ones with, None where there are no more."""

    pairs: tuple[Pair, ...]
    pairs_in_all: int
    unanchored: tuple[Unanchored, ...]
    after: str | None = None


def waiting(engine: Engine, limit: int = 50, after: str | None = None) -> Waiting:
    """Return what waits for a decision, at most ``limit`` pairs of it, and on the first page all unanchored corrections.

    Raises: AskedError: ``after`` is of no page of this list. StoreError: the knowledge base cannot be read.
    """
    last = read_cursor(after, ORDER, float) if after is not None else None
    pair = Candidate.kind + " " + Candidate.left + " " + Candidate.right  # unique, and the same after linking again
    with reading(engine) as connection:
        chosen = Candidate.decision == REVIEW
        decided = pairs_decided(connection)  # linking will follow; nobody is to be asked twice meanwhile
        if decided:
            chosen &= tuple_(Candidate.left, Candidate.right).not_in(sorted(decided))
        total = connection.execute(select(func.count()).select_from(Candidate).where(chosen)).scalar_one()
        query = select(Candidate.__table__).where(chosen).order_by(Candidate.score.desc(), pair).limit(limit + 1)
        if last:
            query = query.where(behind(Candidate.score, pair, last, down=True))
        found = connection.execute(query).all()
        rows = found[:limit]
        names = _names(connection, {key for row in rows for key in (row.left, row.right)})
        pairs = tuple(
            Pair(r.kind, r.left, r.right, names.get(r.left), names.get(r.right), r.score, r.features) for r in rows
        )
        more = _after(rows[-1]) if len(found) > limit else None
        return Waiting(pairs, total, () if last else tuple(_unanchored(connection)), more)


def _after(row: Any) -> str:
    return cursor(ORDER, row.score, f"{row.kind} {row.left} {row.right}")


def _unanchored(connection: Connection) -> list[Unanchored]:
    rows = connection.execute(select(Correction.__table__).where(Correction.article_key.is_not(None))).all()
    by_article: dict[str, list[Any]] = defaultdict(list)
    for row in in_force(rows):
        by_article[row.article_key].append(row)
    result = []
    for article, made in by_article.items():
        for key, why in _lost(connection, article, corrections_of(connection, article)).items():
            row = next(r for r in made if r.key == key)
            query = select(Article.document_id).where(Article.key == article, Article.current)
            document = connection.execute(query).scalar()
            result.append(
                Unanchored(
                    row.key, row.target_kind, row.target, row.action, row.value.get("cells", {}),
                    row.value["anchor"]["words"], article, document, row.reason, row.author, row.at, why,
                )
            )  # fmt: skip
    return result


def _lost(connection: Connection, article_key: str, said: list[Said]) -> dict[str, str]:
    query = select(Article.id, Article.text).where(Article.key == article_key, Article.current)
    article = connection.execute(query).first()
    if article is None:
        return {s.key: "the article is not here" for s in said}
    if all(place(Anchor.from_json(s.value["anchor"]), article.text) for s in said):
        return {}  # the usual case, without a look at the facts
    kept = {
        (kind, number)
        for kind, table in (("event", Event), ("occupancy", Occupancy), ("amount", Amount), ("quantity", Quantity))
        for number, machine in connection.execute(
            select(table.id, table.machine).where(table.article_id == article.id, table.machine.is_not(None))
        )
        if not machine["found"]
    }
    facts = [f for f in told(connection, article.id) if (f.kind, f.number) not in kept]
    return {s.key: "the text no longer has these words" for s in states(said, article.text, facts)[1]}


def _names(connection: Connection, asked: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for column, title in ((Entity.key, Entity.label), (Position.key, Position.title)):
        for known, name in connection.execute(select(column, title).where(column.in_(sorted(asked)))):
            found[known] = name
    return found
