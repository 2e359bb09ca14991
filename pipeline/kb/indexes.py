"""Indexes that a large load does without: rows go in quicker, and an index made at once is made quicker than row by row.

They are dropped before and made after, each time in a transaction of its own. A load that is killed in between leaves
all rows and a knowledge base that is slow; the next ``rasid migrate``, or load of this kind, makes what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, Index, Table, inspect

from pipeline.kb.engine import writing
from pipeline.kb.schema import Base
from pipeline.kb.word_index import GIN

WORK_MEMORY = "512MB"  # that PostgreSQL sorts in when it makes an index


@contextmanager
def without_indexes(engine: Engine, tables: Iterable[str]) -> Iterator[None]:
    """Let rows be put into tables without the indexes that only questions need; constraints go on to hold.

    To change or delete rows takes long meanwhile: it is for what is new.

    Raises: StoreError: the database cannot be written.
    """
    names = set(tables)
    with writing(engine) as connection:
        for index in _there(connection, names):
            index.drop(connection)
        if connection.dialect.name == "postgresql":
            for name in GIN:
                connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
    try:
        yield
    finally:
        make_missing(engine)


def make_missing(engine: Engine) -> None:
    """Make the indexes that are declared and not there. Idempotent."""
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL maintenance_work_mem = '{WORK_MEMORY}'")
        for table in Base.metadata.sorted_tables:
            there = _names(connection, table)
            for index in _own(table):
                if index.name not in there:
                    index.create(connection)
        if connection.dialect.name == "postgresql":
            for name, columns in GIN.items():
                connection.exec_driver_sql(f"CREATE INDEX IF NOT EXISTS {name} ON article_words USING gin ({columns})")


def _there(connection: Connection, tables: set[str]) -> list[Index]:
    found = []
    for table in Base.metadata.sorted_tables:
        if table.name in tables:
            names = _names(connection, table)
            found += [index for index in _own(table) if index.name in names]
    return found


def _own(table: Table) -> list[Index]:
    """Return the indexes of a table that hold no constraint, in one order."""
    return sorted((index for index in table.indexes if not index.unique), key=lambda index: str(index.name))


def _names(connection: Connection, table: Table) -> set[str | None]:
    return {index["name"] for index in inspect(connection).get_indexes(table.name)}
