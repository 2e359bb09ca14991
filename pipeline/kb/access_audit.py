"""The audit log: who did what to what, when, from which network, and how it ended.

Written and read, never changed; whole days go when they are older than an operator keeps them (``RASID_AUDIT_KEEP_DAYS``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import Engine, delete, insert, or_, select

from pipeline.kb.access import Audit
from pipeline.kb.engine import noting, reading

COMMAND_LINE = "command line"
LONGEST = 500  # letters of a cell


@dataclass(frozen=True)
class Deed:
    """A row of the log (``pipeline.kb.access.Audit``)."""

    at: datetime
    actor: str | None
    name: str | None
    action: str
    target: str | None
    outcome: str
    address: str | None
    request_id: str | None = None


def note(engine: Engine, deed: Deed) -> None:
    """Add a row to the log. Raises: StoreError: it cannot be written."""
    values = {n: v[:LONGEST] if isinstance(v, str) else v for n, v in vars(deed).items()}
    with noting(engine) as connection:
        connection.execute(insert(Audit).values(**values))


def deeds(engine: Engine, *, limit: int = 50, actor: str | None = None) -> Iterator[Deed]:
    """Yield the latest rows of the log, the last first; with ``actor``, those of one key: what was done with it, or to it."""
    query = select(Audit.__table__).order_by(Audit.id.desc()).limit(limit)
    if actor is not None:
        query = query.where(
            or_(Audit.actor == actor, Audit.target == actor, Audit.target.startswith(f"{actor} ", autoescape=True))
        )
    names = ("at", "actor", "name", "action", "target", "outcome", "address", "request_id")
    with reading(engine) as connection:
        for row in connection.execute(query):
            cells = {n: getattr(row, n) for n in names}
            at = row.at.replace(tzinfo=UTC) if row.at.tzinfo is None else row.at
            yield Deed(**cells | {"at": at})


def forget(engine: Engine, keep_days: int) -> int:
    """Take away what is older than so many days; return how many rows. 0: everything is kept.

    Raises: StoreError: the log cannot be written.
    """
    if not keep_days:
        return 0
    with noting(engine) as connection:
        return connection.execute(
            delete(Audit).where(Audit.at < datetime.now(UTC) - timedelta(days=keep_days))
        ).rowcount


def network(address: str | None) -> str | None:
    """Return the network of an address: /24 of IPv4, /48 of IPv6; it says whence without saying whose machine.

    What is no address (a socket's path, a test client) is None.
    """
    try:
        found = ip_address(address or "")
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return str(ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))
