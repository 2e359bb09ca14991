"""The table behind full text search, and keeping it in step with the articles.

``article_words`` holds, for the current version of each article only, the words that ``pipeline.kb.words`` made of it.
Over it SQLite keeps an FTS5 table of external content (filled by triggers), PostgreSQL generated ``tsvector`` columns
with a GIN index. Both take words as they are, split at blanks, as the configuration ``simple`` would, so that one analysis
holds for both engines. Migration r0004 makes all of it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, ForeignKey, delete, insert
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.kb.schema import Base
from pipeline.kb.words import indexed

FTS = "fts_article"  # begins the names of all that is made by SQL of its own: FTS5 and shadow tables, index, columns


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


def words_row(article_id: int, title: str | None, text: str) -> dict[str, Any]:
    """Return the row of an article."""
    heading, whole = indexed(title or ""), indexed(title or "", text)
    return {
        "article_id": article_id,
        "title_forms": heading.forms,
        "forms": whole.forms,
        "title_stems": heading.stems,
        "stems": whole.stems,
    }


def index_article(connection: Connection, article_id: int, title: str | None, text: str) -> None:
    """Make an article findable, in place of what it was found by."""
    unindex_article(connection, article_id)
    connection.execute(insert(ArticleWords), [words_row(article_id, title, text)])


def unindex_article(connection: Connection, article_id: int) -> None:
    """Make an article that is no longer current not findable."""
    connection.execute(delete(ArticleWords).where(ArticleWords.article_id == article_id))
