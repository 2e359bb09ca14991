"""A knowledge base made many times as large by copies of what it holds: quicker than to load a million articles.

Each copy of an article has its own key, address and day (that of the one before and one more), and so have its events;
it tells of the same persons and centres in the same words, as the next articles of ``bench.generate`` would, once most
names of its world have come up. Rows are copied by the engine, table by table.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Date, Engine, Table, func, insert, literal_column, select, text

from pipeline.kb.across import Happening, Part
from pipeline.kb.bulk import HEADS
from pipeline.kb.engine import writing
from pipeline.kb.indexes import without_indexes
from pipeline.kb.keys import KEY_LENGTH
from pipeline.kb.schema import Base
from pipeline.kb.tallies import refresh
from pipeline.kb.word_index import KEY_BITS, KEY_DIGITS

ADDRESSES = ("document_id", "url")
TABLES = (*HEADS, Happening.__tablename__, Part.__tablename__)


def multiply(engine: Engine, times: int, days: int = 1) -> None:
    """Make a knowledge base of whole articles so many times as large.

    ``days``: between a copy and the next; as many as it has been multiplied by before, for no two to fall together.

    Raises: StoreError: the database cannot be written.
    """
    tables = [table for table in Base.metadata.sorted_tables if table.name in TABLES]
    with writing(engine) as connection:
        held = {table.name: _last(connection, table) for table in tables if "id" in table.c}
    with without_indexes(engine, TABLES):
        for number in range(1, times):
            with writing(engine) as connection:
                if engine.dialect.name == "sqlite":
                    driver: Any = connection.connection.driver_connection
                    driver.create_function("md5", 1, lambda key: hashlib.md5(key.encode()).hexdigest())
                for table in tables:
                    connection.execute(_copied(table, _Copy(number, number * days, held, engine.dialect.name)))
        if engine.dialect.name == "postgresql":
            with writing(engine) as connection:
                for name in held:
                    last = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM \"{name}\""
                    connection.execute(text(last))
    with writing(engine) as connection:
        refresh(connection)


@dataclass(frozen=True)
class _Copy:
    """Which copy it is, how many days later, the last row number of each table, and for which engine."""

    number: int
    days: int
    held: dict[str, int]
    dialect: str


def _last(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one())


def _copied(table: Table, copy: _Copy) -> Any:
    """Return the statement that adds a copy of the first rows of a table."""
    query = select(*(_changed(column, copy) for column in table.c))
    if "id" in table.c:
        query = query.where(table.c.id <= copy.held[table.name])
    else:
        query = query.where(table.c.article_id <= copy.held["article"])
        if copy.dialect == "sqlite":
            query = query.order_by(table.c.place)  # FTS5 gathers what comes in the order of its numbers
    return insert(table).from_select([column.name for column in table.c], query)


def _changed(column: Column[Any], copy: _Copy) -> Any:
    """Return what a column is in a copy."""
    to = next((key.column.table.name for key in column.foreign_keys), column.table.name if column.name == "id" else "")
    if to in copy.held:
        return column + copy.number * copy.held[to]
    if column.name == "article_key" or (column.name == "key" and column.table.name == "article"):
        return _key(column, copy, KEY_DIGITS)  # by these an article has its place in the order of hits
    if column.name == "key":
        return _key(column, copy, 0)
    if column.name == "place":
        return column + literal_column(str(copy.days << KEY_BITS))
    if column.name in ADDRESSES:
        return column.op("||")(f"-{copy.days}")
    if isinstance(column.type, Date):
        return func.date(column, f"+{copy.days} days") if copy.dialect == "sqlite" else column + copy.days
    return column


def _key(column: Column[Any], copy: _Copy, stays: int) -> Any:
    """Return another key, of which the first digits stay."""
    rest = func.substr(func.md5(column.op("||")(f"-{copy.days}")), 1, KEY_LENGTH - stays)
    return func.substr(column, 1, stays).op("||")(rest)
