"""Names found by the beginnings of their words, without reading every name there is.

``LIKE '% word%'`` reads a whole table; these tables keep each word of a name in order, so that a question reads only
the names it may mean. They say who may be meant: what decides is compared again by ``pipeline.kb.filters``, so a word
left behind by a name that is gone does no harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, Select, String, bindparam, func, intersect, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.kb import keys
from pipeline.kb.schema import Base

# Compared letter by letter on both engines, whatever the language of the database: a beginning is a range of words.
Word = String().with_variant(String(collation="C"), "postgresql")
LAST = "\U0010ffff"  # after every letter
FEW = 500  # of one word, each of which is looked at rather than compared with those of the other words
SOUND = "~"  # before the key of a sound, which is no word


class EntityWord(Base):
    """A word of a name of an entity, or (after ``~``) a key of its sound."""

    __tablename__ = "entity_word"

    word: Mapped[str] = mapped_column(Word, primary_key=True)
    ref: Mapped[int] = mapped_column(ForeignKey("entity.id", ondelete="CASCADE"), primary_key=True, index=True)


class PositionWord(Base):
    """A word of the title of an office."""

    __tablename__ = "position_word"

    word: Mapped[str] = mapped_column(Word, primary_key=True)
    ref: Mapped[int] = mapped_column(ForeignKey("position.id", ondelete="CASCADE"), primary_key=True, index=True)


class PhraseWord(Base):
    """A word of what takes part in events and is no entity (``ref``: ``argument.words``): groups, gifts, projects."""

    __tablename__ = "phrase_word"
    __table_args__ = (Index("ix_phrase_word_ref", "ref"),)

    word: Mapped[str] = mapped_column(Word, primary_key=True)
    ref: Mapped[str] = mapped_column(primary_key=True)


WordTable = type[EntityWord] | type[PositionWord] | type[PhraseWord]


def name_rows(entity: int, words: str, sounds: str) -> list[dict[str, Any]]:
    """Return the rows of :class:`EntityWord` for a name by its search form and its sounds."""
    spelt = {*words.split(), *(SOUND + key for key in sounds.split())}
    return [{"word": word, "ref": entity} for word in sorted(spelt)]


def phrase_rows(phrases: Iterable[str]) -> list[dict[str, Any]]:
    """Return the rows of :class:`PhraseWord` for the words of participants that are no entities."""
    return [{"word": word, "ref": phrase} for phrase in sorted(set(phrases)) for word in sorted(set(phrase.split()))]


def begun(table: WordTable, text: str) -> Select[Any] | None:
    """Return a query of what has, for every word of the text, a word that begins so; None: the text has no words."""
    return having_words(table, [(word, True) for word in dict.fromkeys(keys.search_words(text))])


def begun_refs(connection: Connection, table: WordTable, text: str) -> list[Any]:
    """Return what has, for every word of the text, a word that begins so; nothing where the text has no words."""
    words = tuple(dict.fromkeys(keys.search_words(text)))
    return (
        sorted(set(connection.execute(begun_so(table, len(words)), begun_values(words)).scalars().all()))
        if words
        else []
    )


def begun_so(table: WordTable, number: int, *, first: int = 0) -> Select[Any]:
    """Return the query of what has words begun as so many, which :func:`begun_values` gives, from its ``first`` on."""
    return having_so(table, (True,) * number, first)


@lru_cache(maxsize=200)
def having_so(table: WordTable, begun: tuple[bool, ...], first: int = 0) -> Select[Any]:
    """Return the query of what has some words, each begun so or whole; made once, with parameters for the words."""
    parts = []
    for place, only_begun in enumerate(begun, first):
        least: Any = bindparam(f"from_{place}")
        last: Any = bindparam(f"to_{place}")
        parts.append(
            select(table.ref).where(
                *([table.word >= least, table.word < last] if only_begun else [table.word == least])
            )
        )
    found = _all(parts)
    if found is None:
        raise ValueError("there is at least one word")
    return found


def begun_values(words: Sequence[str]) -> dict[str, str]:
    """Return the values of the parameters of :func:`begun_so`."""
    bounds = ((place, word) for place, word in enumerate(words))
    return {name: value for n, word in bounds for name, value in ((f"from_{n}", word), (f"to_{n}", word + LAST))}


def narrowing(connection: Connection, table: WordTable, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of some words to look for what has words begun as all of them: the rarest alone if few have it, else all.

    ``مركز المواكبة بتارودانت 12``: thousands have the first word, and to compare their lists takes longer than to look at
    each of the few that have the last.
    """
    if len(words) < 2:
        return words
    numbers = list(connection.execute(_counted(table, len(words)), begun_values(words)).one())
    least = min(numbers)
    return (words[numbers.index(least)],) if least <= FEW else words


@lru_cache(maxsize=200)
def _counted(table: WordTable, number: int) -> Select[Any]:
    """Return the statement for how many have each of some words, as far as it matters."""
    each = (begun_so(table, 1, first=place).limit(FEW + 1).subquery() for place in range(number))
    return select(*(select(func.count()).select_from(some).scalar_subquery() for some in each))


def having_words(table: WordTable, words: Iterable[tuple[str, bool]]) -> Select[Any] | None:
    """Return a query of what has all the words, each whole or (True) only begun; None: there are no words."""
    parts = [
        select(table.ref).where(*([table.word >= word, table.word < word + LAST] if open_ else [table.word == word]))
        for word, open_ in words
    ]
    return _all(parts)


def sounding(ways: Iterable[Iterable[str]]) -> Select[Any] | None:
    """Return a query of the entities that have one of the keys of sound of every list."""
    parts = [select(EntityWord.ref).where(or_(*(EntityWord.word == SOUND + key for key in some))) for some in ways]
    return _all(parts)


def refs(connection: Connection, query: Select[Any] | None) -> list[Any]:
    """Return what a query of :func:`begun` finds."""
    return sorted(set(connection.execute(query).scalars().all())) if query is not None else []


def _all(parts: list[Select[Any]]) -> Select[Any] | None:
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    both = intersect(*parts).subquery()
    return select(both.c.ref)
