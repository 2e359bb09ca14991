"""Near-copies: articles that are one text, such as agency pieces under another title or with a cut end.

``article.copy_of`` of each current article is the key of the earliest of its group, its own if it stands alone or is
that. Bands of texts are kept in the table ``band``, so that a new article is compared with those few only that share
one with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, true, update
from sqlalchemy.orm import aliased

from pipeline.kb.across import Band
from pipeline.kb.engine import batches
from pipeline.kb.schema import Article
from pipeline.linking.shingles import bands, is_copy, shingles
from pipeline.linking.unions import Unions

TIME_APART = 60  # days: an agency piece is copied within them; a notice of each year in the same words is another


@dataclass(frozen=True)
class _Text:
    """What an article is compared by."""

    id: int
    key: str
    published: date | None
    copy_of: str | None
    parts: frozenset[str]


def mark_copies(connection: Connection) -> set[int]:
    """Give every current article its ``copy_of``; return the numbers of the articles whose group is another now.

    Looks at the articles that have none yet, and at the groups whose articles have gone or were replaced.
    """
    loosened = _loosen(connection)
    # By their days, so that those looked at together are compared with articles of few weeks.
    order = (Article.published, Article.id)
    waiting = select(Article.id).where(Article.current, Article.copy_of.is_(None)).order_by(*order)
    new = list(connection.execute(waiting).scalars())
    changed: set[int] = set()
    for some in batches(new):
        changed |= _mark(connection, some)
    return changed | loosened


def _loosen(connection: Connection) -> set[int]:
    """Take from their groups the articles whose text is no longer current, and from theirs all the others in them."""
    old = aliased(Article)
    gone = set(connection.execute(select(old.copy_of).where(~old.current, old.copy_of.is_not(None))).scalars())
    first = aliased(Article)
    headless = (
        select(Article.copy_of)
        .outerjoin(first, (first.key == Article.copy_of) & first.current)
        .where(Article.copy_of.is_not(None), first.id.is_(None))
    )
    gone |= set(connection.execute(headless).scalars())
    loosened: set[int] = set()
    for some in batches(sorted(key for key in gone if key)):
        members = Article.copy_of.in_(some)
        loosened |= set(connection.execute(select(Article.id).where(members, Article.current)).scalars())
        connection.execute(update(Article).where(members).values(copy_of=None))
    stale = select(Article.id).where(~Article.current)
    connection.execute(delete(Band).where(Band.article_id.in_(stale)))
    return loosened


def _mark(connection: Connection, new: Sequence[int]) -> set[int]:
    """Put new articles into groups with those they are copies of; return the articles whose group is another now."""
    texts = {text.id: text for text in _texts(connection, new)}
    _keep_bands(connection, texts.values())
    days = [text.published for text in texts.values()]
    pairs = _meeting(connection, new, None if None in days else [day for day in days if day])
    texts |= {t.id: t for t in _texts(connection, sorted({b for _, b in pairs} - set(texts)))}
    groups: Unions[str] = Unions()
    for text in texts.values():
        groups.join(text.key, text.copy_of or text.key)
    for one, other in pairs:
        if _is_near(texts[one], texts[other]) and is_copy(texts[one].parts, texts[other].parts):
            groups.join(texts[one].key, texts[other].key)
    return _name(connection, groups)


def _name(connection: Connection, groups: Unions[str]) -> set[int]:
    """Write the key of the earliest article of each group to all of it."""
    changed: list[dict[str, Any]] = []
    sets = [sorted(group) for group in groups.sets()]
    home = {key: number for number, group in enumerate(sets) for key in group}
    columns = (Article.id, Article.key, Article.published, Article.copy_of)
    members: dict[int, dict[int, Any]] = defaultdict(dict)
    for some in batches(sorted(home)):
        for column in (Article.key, Article.copy_of):
            for row in connection.execute(select(*columns).where(Article.current, column.in_(some))):
                members[home[getattr(row, column.key)]][row.id] = row
    for group in members.values():
        unique = group.values()
        first = min(unique, key=lambda row: (row.published or date.max, row.key)).key
        changed.extend({"number": row.id, "first": first} for row in unique if row.copy_of != first)
    if changed:
        table: Any = Article.__table__
        named = update(table).where(table.c.id == bindparam("number")).values(copy_of=bindparam("first"))
        connection.execute(named, changed)
    return {row["number"] for row in changed}


def _keep_bands(connection: Connection, texts: Iterable[_Text]) -> None:
    known = list(texts)
    for some in batches([text.id for text in known]):
        connection.execute(delete(Band).where(Band.article_id.in_(some)))
    rows = [
        {"article_id": text.id, "number": number, "value": value}
        for text in known
        for number, value in enumerate(bands(text.parts))
    ]
    if rows:
        connection.execute(insert(Band), rows)


def _meeting(connection: Connection, new: Sequence[int], days: Sequence[date] | None) -> list[tuple[int, int]]:
    """Return the pairs (new article, other article) that share a band, the other not long before or after ``days``."""
    near: Any = true()
    if days:
        apart = timedelta(days=TIME_APART)
        near = or_(Article.published.is_(None), Article.published.between(min(days) - apart, max(days) + apart))
    own, other = aliased(Band), aliased(Band)
    shared = (
        select(own.article_id, other.article_id)
        .join(other, (other.number == own.number) & (other.value == own.value) & (other.article_id != own.article_id))
        .join(Article, (Article.id == other.article_id) & Article.current)
        .where(own.article_id.in_(new), near)
        .distinct()
    )
    return sorted((one, two) for one, two in connection.execute(shared))


def _is_near(one: _Text, other: _Text) -> bool:
    if one.published is None or other.published is None:
        return True
    return abs((one.published - other.published).days) <= TIME_APART


def _texts(connection: Connection, numbers: Sequence[int]) -> Iterator[_Text]:
    columns = (Article.id, Article.key, Article.published, Article.copy_of, Article.text)
    for some in batches(numbers):
        for row in connection.execute(select(*columns).where(Article.id.in_(some)).order_by(Article.id)):
            yield _Text(row.id, row.key, row.published, row.copy_of, shingles(row.text))
