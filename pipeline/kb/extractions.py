"""What each run put out of an article, kept where it changed, and what a newer version made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, and_, delete, func, insert, select
from sqlalchemy.orm import aliased

from corpus.errors import StoreError
from pipeline.kb.across import Extraction
from pipeline.kb.engine import reading
from pipeline.kb.schema import Article, Run

KINDS = ("officials", "unnamed_officials", "institutions", "places", "dates", "amounts", "quantities", "events")
UNCOMPARED = frozenset({"id", "mentions", "arguments", "confidence", "provenance", "evidence_mention", "link"})
Fact = Mapping[str, Any]


@dataclass(frozen=True)
class Altered:
    """A fact that says otherwise: ``cells`` gives both values of each cell that differs."""

    kind: str
    name: str
    cells: dict[str, tuple[Any, Any]]


@dataclass(frozen=True)
class ArticleDiff:
    """What changed of an article; ``new``: the earlier run did not know it; ``text_changed``: the press wrote anew."""

    article: str
    document_id: str | None
    new: bool
    text_changed: bool
    added: tuple[tuple[str, Fact], ...]
    gone: tuple[tuple[str, Fact], ...]
    altered: tuple[Altered, ...]


def keep_extraction(
    connection: Connection, article_key: str, run_id: int, text_hash: str, facts: Mapping[str, Any]
) -> None:  # fmt: skip
    """Keep the facts of an article as a run put them out, in place of what the same run kept of it before."""
    same = (Extraction.article_key == article_key) & (Extraction.run_id == run_id)
    connection.execute(delete(Extraction).where(same))
    row = {"article_key": article_key, "run_id": run_id, "text_hash": text_hash, "facts": dict(facts)}
    connection.execute(insert(Extraction), [row])


def diff(engine: Engine, earlier: int, later: int) -> Iterator[ArticleDiff]:
    """Yield what changed between what was known after one run and after another, an article at a time.

    Articles whose facts no run in between changed are left out, and so are those whose facts differ in confidence or
    provenance alone.

    Raises: StoreError: there is no such run.
    """
    with reading(engine) as connection:
        for number in (earlier, later):
            if connection.execute(select(Run.id).where(Run.id == number)).first() is None:
                raise StoreError(f"run {number}: there is none; `rasid runs` lists them")
        for old, new in _changed(connection, min(earlier, later), max(earlier, later)):
            if earlier > later:
                old, new = new, old
            one = _article(old, new)
            if one.new or one.text_changed or one.added or one.gone or one.altered:
                yield one


def counts(diffs: list[ArticleDiff]) -> dict[str, int]:
    """Return how many articles and facts were added, gone and altered."""
    found = Counter[str]({"articles": len(diffs), "articles new": sum(d.new for d in diffs)})
    found["texts changed"] = sum(d.text_changed for d in diffs)
    for one in diffs:
        found.update(f"{kind} added" for kind, _ in one.added)
        found.update(f"{kind} gone" for kind, _ in one.gone)
        found.update(f"{a.kind} altered" for a in one.altered)
    return dict(found)


def compare(old: Fact, new: Fact) -> tuple[list[tuple[str, Fact]], list[tuple[str, Fact]], list[Altered]]:
    """Return the facts added, gone and altered between two outputs of one article."""
    added: list[tuple[str, Fact]] = []
    gone: list[tuple[str, Fact]] = []
    altered: list[Altered] = []
    for kind in KINDS:
        before, after = _items(old, kind), _items(new, kind)
        for same in (_cells, _place, _name, _words):  # from what leaves no doubt to what may be meant
            pairs = _pairs(before, after, kind, same)
            for one, other in pairs:
                before.remove(one)
                after.remove(other)
                left, right = _cells(one, kind), _cells(other, kind)
                cells = {n: (left.get(n), right.get(n)) for n in {**left, **right} if left.get(n) != right.get(n)}
                if cells:
                    altered.append(Altered(kind, name_of(other), cells))
        gone += [(kind, f) for f in before]
        added += [(kind, f) for f in after]
    return added, gone, altered


def name_of(fact: Fact) -> str:
    """Return what a fact is called in a list."""
    return str(fact.get("name") or fact.get("text") or f"{fact.get('type', '')}: {fact.get('evidence', '')}")


def _changed(connection: Connection, low: int, high: int) -> Iterator[tuple[Any, Any]]:
    """Yield each article's extraction as of both runs, where a run after the first changed it."""
    former = aliased(Extraction)

    def latest(run: int) -> Any:
        newest = select(former.article_key, func.max(former.run_id).label("run_id")).where(former.run_id <= run)
        return newest.group_by(former.article_key).subquery()

    new, old = latest(high), latest(low)
    columns = (Extraction.text_hash, Extraction.facts)
    after = (
        select(Extraction.article_key, *columns, old.c.run_id.label("before"))
        .join(new, and_(new.c.article_key == Extraction.article_key, new.c.run_id == Extraction.run_id))
        .outerjoin(old, old.c.article_key == Extraction.article_key)
        .where(Extraction.run_id > low)
        .order_by(Extraction.article_key)
    )
    for row in connection.execute(after):
        key = Extraction.article_key == row.article_key
        before = connection.execute(
            select(Extraction.article_key, *columns).where(key, Extraction.run_id == row.before)
        )
        document = select(Article.document_id).where(Article.key == row.article_key, Article.current)
        named = connection.execute(document).scalar()
        yield before.first(), (row.article_key, row.text_hash, row.facts, named)


def _article(old: Any, new: Any) -> ArticleDiff:
    known = [side for side in (old, new) if side is not None]
    ids = [side[2].get("id") for side in known]
    added, gone, altered = compare(old[2] if old else {}, new[2] if new else {})
    text_changed = len({side[1] for side in known}) > 1
    return ArticleDiff(
        known[0][0], ids[-1], old is None, text_changed, tuple(added), tuple(gone), tuple(altered)
    )  # fmt: skip


def _items(facts: Fact, kind: str) -> list[Fact]:
    return [{"name": i} if isinstance(i, str) else i for i in facts.get(kind, ())]


def _pairs(before: list[Fact], after: list[Fact], kind: str, same: Any) -> list[tuple[Fact, Fact]]:
    """Return the facts of both that ``same`` makes one, each used once; what it knows nothing of (None) is no pair."""
    free = [(same(f, kind), f) for f in after]
    pairs = []
    for one in before:
        wanted = same(one, kind)
        other = next((f for known, f in free if wanted is not None and known == wanted), None)
        if other is not None:
            free = [(k, f) for k, f in free if f is not other]
            pairs.append((one, other))
    return pairs


def _cells(fact: Fact, _kind: str) -> dict[str, Any]:
    cells = {n: v for n, v in fact.items() if n not in UNCOMPARED and v not in (None, [], "")}
    if "roles" in cells:
        cells["roles"] = [r["title"] for r in cells["roles"]]
    return cells


def _place(fact: Fact, kind: str) -> Any:
    span = next(iter(fact.get("mentions", ())), None)
    return (span["start"], span["end"], fact.get("type") if kind == "events" else None) if span else None


def _name(fact: Fact, kind: str) -> Any:
    if kind == "events":
        return fact.get("type"), fact.get("evidence")
    return fact.get("name")


def _words(fact: Fact, kind: str) -> Any:
    if kind == "events":
        return fact.get("evidence")
    return fact.get("text")
