"""The number of changes of a knowledge base: two answers read at one number are the same.

SQLite keeps it in the file's header (``user_version``), where a transaction can raise it as it writes. PostgreSQL tells
by itself which transactions have ended. Those that write what no answer tells of (the last use of a key, the audit log)
are not counted: on SQLite they leave the number, on PostgreSQL they count themselves, to be taken off.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Connection, update
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.kb.schema import Base

LARGEST = 2**31  # the header holds a signed number of four bytes
# Those that ended, but for the untold; those that only read are no transactions here. A copy that follows another server
# does not say which are under way: there it is the whole of what can be seen, which untold ones change too.
ENDED = """
SELECT CASE WHEN pg_is_in_recovery() THEN s::text ELSE (
    pg_snapshot_xmax(s)::text::numeric - (SELECT count(*) FROM pg_snapshot_xip(s))
    - (SELECT coalesce(sum(transactions), 0) FROM untold)
)::text END FROM pg_current_snapshot() AS s
"""


class Untold(Base):
    """One row: how many transactions wrote on PostgreSQL what no answer tells of."""

    __tablename__ = "untold"

    number: Mapped[int] = mapped_column(primary_key=True)  # always 1
    transactions: Mapped[int] = mapped_column(BigInteger)


def count_change(connection: Connection) -> None:
    """Note, in the transaction that writes, that something was written."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {(_version(connection) + 1) % LARGEST}")


def count_untold(connection: Connection) -> None:
    """Note, in the transaction that writes, that no answer tells of what was written."""
    if connection.dialect.name == "postgresql":
        connection.execute(update(Untold).values(transactions=Untold.transactions + 1))


def change_number(connection: Connection) -> str:
    """Return what tells the state that a connection sees from every other one of this knowledge base."""
    if connection.dialect.name == "sqlite":
        return str(_version(connection))
    return str(connection.exec_driver_sql(ENDED).scalar_one())


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
