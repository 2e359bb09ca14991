"""The table behind full text search, and keeping it in step with the articles.

``article_words`` holds, for the current version of each article only, the words that ``pipeline.kb.words`` made of it.
Over it SQLite keeps two FTS5 tables of external content (filled by triggers), PostgreSQL generated ``tsvector`` columns
with GIN indexes. Both take words as they are, split at blanks, as the configuration ``simple`` would, so that one analysis
holds for both engines. Migrations r0004, r0007 and r0014 make all of it.

An article has a *place* in the order of hits, a number that is greater the later the article is. FTS5 knows articles by
it, so that it gives the latest first without sorting.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Connection, ForeignKey, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.kb.engine import batches
from pipeline.kb.schema import Base
from pipeline.kb.words import indexed

FTS = "fts_article"  # begins the names of all that is made by SQL of its own: FTS5 and shadow tables, index, columns
FTS_TITLE = f"{FTS}_title"  # those of the titles
GIN = {FTS: f"{FTS}_forms", FTS_TITLE: f"{FTS}_title_forms"}  # PostgreSQL's indexes, each with its column
KEY_BITS = 41  # of a place; above them 22 are left for the day, below the sign
KEY_DIGITS = 11  # hexadecimal, of which they are the first bits


class ArticleWords(Base):
    """The words of an article's current version. ``forms`` and ``title_forms``: every form a word is found by, once;
    ``stems`` and ``title_stems``: the shortest form of each word, in order, with blanks around (for phrases)."""

    __tablename__ = "article_words"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    title_forms: Mapped[str]
    forms: Mapped[str]  # of title and text
    title_stems: Mapped[str]
    stems: Mapped[str]  # of title and text
    place: Mapped[int] = mapped_column(BigInteger, index=True, unique=True)  # in the order of hits


def place_of(day: date | None, key: str) -> int:
    """Return the place of an article by its day and key: a later day has a greater one, no day the least.

    On one day the smaller key has the greater place. Two articles of one day may come out the same (of a million
    without a day, one in four times): :func:`free_places`.
    """
    bits = int(key[:KEY_DIGITS], 16) >> (4 * KEY_DIGITS - KEY_BITS)
    return ((day.toordinal() if day else 0) + 1 << KEY_BITS) - 1 - bits


def free_places(connection: Connection, wanted: Iterable[int]) -> list[int]:
    """Return a place for each that is wanted, the next lower one where it is taken."""
    asked = list(wanted)
    taken: set[int] = set()
    for some in batches(asked):
        taken |= set(connection.execute(select(ArticleWords.place).where(ArticleWords.place.in_(some))).scalars())
    places = []
    for place in asked:
        while place in taken:
            place -= 1
            if place not in taken and connection.execute(_at(place)).first():
                taken.add(place)
        taken.add(place)
        places.append(place)
    return places


def _at(place: int) -> Any:
    return select(ArticleWords.place).where(ArticleWords.place == place)


def words_row(title: str | None, text: str) -> dict[str, Any]:
    """Return the words of an article."""
    heading, whole = indexed(title or ""), indexed(title or "", text)
    return {
        "title_forms": heading.forms,
        "forms": whole.forms,
        "title_stems": heading.stems,
        "stems": whole.stems,
    }


def index_article(connection: Connection, article_id: int, row: dict[str, Any]) -> int:
    """Make an article findable, in place of what it was found by; return its place. ``row``: its key, day and text."""
    unindex_article(connection, article_id)
    (place,) = free_places(connection, [place_of(row["published"], row["key"])])
    cells = {"article_id": article_id, "place": place, **words_row(row["title"], row["text"])}
    connection.execute(insert(ArticleWords), [cells])
    return place


def unindex_article(connection: Connection, article_id: int) -> None:
    """Make an article that is no longer current not findable."""
    connection.execute(delete(ArticleWords).where(ArticleWords.article_id == article_id))
