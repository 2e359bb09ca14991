"""The number of changes of a knowledge base: two answers read at one number are the same.

SQLite keeps it in the file's header (``user_version``), where a transaction can raise it as it writes. PostgreSQL tells
by itself which transactions a reader sees.
"""

from __future__ import annotations

from sqlalchemy import Connection

LARGEST = 2**31  # the header holds a signed number of four bytes
SEEN = "SELECT pg_current_snapshot()"  # the transactions that can be seen; those that only read are not counted


def count_change(connection: Connection) -> None:
    """Note, in the transaction that writes, that something was written."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {(_version(connection) + 1) % LARGEST}")


def change_number(connection: Connection) -> str:
    """Return what tells the state that a connection sees from every other one of this knowledge base."""
    if connection.dialect.name == "sqlite":
        return str(_version(connection))
    return str(connection.exec_driver_sql(SEEN).scalar_one())


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
