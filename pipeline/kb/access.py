"""The tables of who may do what: keys, what was done with them, and searches kept under a permanent id."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.kb.schema import Base, Numbered


class Role(StrEnum):
    """What the holder of a key may do; each may do all that those before it may."""

    READER = "reader"  # read, where reading needs a key
    RESEARCHER = "researcher"  # correct facts, keep searches
    REVIEWER = "reviewer"  # decide who is who: merge and split
    OPERATOR = "operator"  # see runs, reports and metrics

    def may(self, needed: Role) -> bool:
        """Return whether this role includes another."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(needed)


class ApiKey(Numbered, Base):
    """A key. Its secret is not kept: ``prefix`` finds the row, ``digest`` (SHA-256, hex) tells whether it is the one.

    ``last_used`` is true to the hour, so that reading does not write all the time.
    """

    __tablename__ = "api_key"

    prefix: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    created: Mapped[datetime]
    expires: Mapped[datetime | None]
    revoked: Mapped[datetime | None]
    last_used: Mapped[datetime | None]


class Audit(Numbered, Base):
    """Something that was done, or refused: who, what, of what, from where, and how it ended. Rows are only added.

    ``actor``: prefix of the key, ``command line``, or None for nobody known; ``name``: the key's name then; ``address``:
    the network it came from, not the machine; ``outcome``: ``done``, or the status and cause of a refusal.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_actor_at", "actor", "at"),)

    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str | None]
    name: Mapped[str | None]
    action: Mapped[str]
    target: Mapped[str | None]
    outcome: Mapped[str]
    address: Mapped[str | None]
    request_id: Mapped[str | None]


class SavedSearch(Numbered, Base):
    """Filters kept under a permanent id. ``query``: the query string of ``/v1/events``; ``owner``: prefix of a key."""

    __tablename__ = "saved_search"

    key: Mapped[str] = mapped_column(unique=True)
    owner: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    query: Mapped[str]
    created: Mapped[datetime]
    changed: Mapped[datetime]


class Linked(Base):
    """One row: the last correction that linking has followed; what was said or taken back after it waits for the next one.

    ``version``: of the rules that linked (``pipeline.linking.version``); None: of a time before they were counted.
    """

    __tablename__ = "linked"

    number: Mapped[int] = mapped_column(primary_key=True)  # always 1
    correction_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    version: Mapped[int | None]
