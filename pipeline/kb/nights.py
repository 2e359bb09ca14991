"""The tables of the nightly work: nights and their stages, what each outlet gave, what is taken in, and alerts.

A night can be killed at any point: each row says what is done, so that the next start goes on behind it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.kb.schema import Base, Numbered


class Stage(StrEnum):
    """The parts of a night, in their order."""

    CRAWL = "crawl"
    TAKE_IN = "take_in"
    LINK = "link"
    CHECK = "check"
    ALERTS = "alerts"
    REPORT = "report"


class State(StrEnum):
    """How far a stage came."""

    WAITING = "waiting"
    RUNNING = "running"  # or killed in it
    DONE = "done"
    FAILED = "failed"


class Night(Numbered, Base):
    """One execution of ``rasid nightly``, however often it was started anew after a kill.

    ``finished`` is None while it runs or waits to be gone on with. ``run_id``: the run its articles are stored by.
    ``problems``: what an operator must act on, ``[{"code", "text"}]``; ``notes``: what is worth knowing, in words.
    ``report``: name of its folder below RASID_REPORTS_DIR.
    """

    __tablename__ = "night"

    started: Mapped[datetime]
    finished: Mapped[datetime | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id", ondelete="SET NULL"))
    problems: Mapped[list[Any]]
    notes: Mapped[list[Any]]
    report: Mapped[str | None]


class NightStage(Base):
    """A stage of a night. ``counts``: what it came to; ``tries``: how often it was begun; ``error``: why it failed.

    ``problems`` and ``notes``: see ``Night``, which has those of all stages.
    """

    __tablename__ = "night_stage"

    night_id: Mapped[int] = mapped_column(ForeignKey("night.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    tries: Mapped[int]
    started: Mapped[datetime | None]
    finished: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]]
    problems: Mapped[list[Any]]
    notes: Mapped[list[Any]]
    error: Mapped[str | None]


class NightOutlet(Base):
    """What one outlet gave in a night. Numbers are pages; ``articles`` and ``events`` are those new in the knowledge base.

    ``problem``: why it counts as failed; ``outside``: its volume is not as expected, in words.
    """

    __tablename__ = "night_outlet"
    __table_args__ = (Index("ix_night_outlet_outlet", "outlet", "night_id"),)

    night_id: Mapped[int] = mapped_column(ForeignKey("night.id", ondelete="CASCADE"), primary_key=True)
    outlet: Mapped[str] = mapped_column(primary_key=True)
    verified: Mapped[bool]
    at: Mapped[datetime]
    listed: Mapped[int]
    known: Mapped[int]
    fetched: Mapped[int]
    updated: Mapped[int]
    duplicates: Mapped[int]
    forbidden: Mapped[int]
    failed: Mapped[int]
    problem: Mapped[str | None]
    notes: Mapped[list[Any]]
    articles: Mapped[int]
    events: Mapped[int]
    outside: Mapped[str | None]


class TakenIn(Base):
    """How far the archive is taken in: the last of its records, known again by what it is.

    An archive that has another record at this number (or none) was begun anew, and is read from its beginning.
    """

    __tablename__ = "taken_in"

    number: Mapped[int] = mapped_column(primary_key=True)  # always 1
    capture: Mapped[int] = mapped_column(BigInteger)
    url: Mapped[str]
    sha256: Mapped[str]
    at: Mapped[str]


class SetAside(Numbered, Base):
    """A page that could not be read, extracted or stored, tried again in later nights, ``tries`` times at most."""

    __tablename__ = "set_aside"

    url: Mapped[str] = mapped_column(unique=True)
    outlet: Mapped[str]
    reason: Mapped[str]
    ours: Mapped[bool]  # a fault of ours or of the database, not a page that is no article
    tries: Mapped[int]
    night_id: Mapped[int] = mapped_column(ForeignKey("night.id", ondelete="CASCADE"), index=True)


class Announced(Base):
    """An event of the world that the alerts have looked at, by its key of then."""

    __tablename__ = "announced"

    key: Mapped[str] = mapped_column(primary_key=True)
    night_id: Mapped[int | None] = mapped_column(ForeignKey("night.id", ondelete="SET NULL"))


class AlertChannel(Numbered, Base):
    """Where a saved search tells what is new: ``kind`` webhook (``target``: its address) or email (an address)."""

    __tablename__ = "alert_channel"
    __table_args__ = (UniqueConstraint("search", "kind", "target"),)

    search: Mapped[str]  # key of a saved search
    kind: Mapped[str]
    target: Mapped[str]
    created: Mapped[datetime]


class AlertItem(Numbered, Base):
    """An event that is new to a saved search."""

    __tablename__ = "alert_item"
    __table_args__ = (UniqueConstraint("search", "happening"),)

    search: Mapped[str]
    happening: Mapped[str]  # key
    night_id: Mapped[int | None] = mapped_column(ForeignKey("night.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]


class Delivery(Numbered, Base):
    """A message of what is new to a search: ``kind`` webhook (``body`` JSON) or email (``body`` the file, ASCII).

    ``key`` goes with it, so that a receiver knows one it has had; ``body`` never changes. ``target``: see
    ``AlertChannel``, empty for a mail to nobody yet. ``state``: waiting, sent or given_up; ``error``: of the last try.
    """

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_state", "state"),)

    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    search: Mapped[str]
    target: Mapped[str]
    night_id: Mapped[int | None] = mapped_column(ForeignKey("night.id", ondelete="SET NULL"), index=True)
    body: Mapped[str]
    state: Mapped[str]
    tries: Mapped[int]
    error: Mapped[str | None]
    changed: Mapped[datetime]
