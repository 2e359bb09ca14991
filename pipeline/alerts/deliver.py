"""Delivering what is queued: mails become files, webhooks are sent; the state of each message is in SQL.

A message is marked as sent after it was taken. A process killed between the two sends it once more under the same
``Rasid-Delivery``, by which its receiver knows it; a message is never given up before ``MOST_TRIES``.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select, update

from pipeline.alerts.entries import entries
from pipeline.alerts.messages import Search, atom
from pipeline.alerts.news import EMAIL
from pipeline.alerts.webhook import Envelope, UndeliveredError, send
from pipeline.files import write_whole
from pipeline.kb.access import SavedSearch
from pipeline.kb.engine import noting, reading
from pipeline.kb.nights import AlertItem, Delivery
from pipeline.nightly.state import utc
from pipeline.settings import Settings

WAITING, SENT, GIVEN_UP = "waiting", "sent", "given_up"
TRIES = 3  # of a message in one night
MOST_TRIES = 21  # of a message: a week of nights
TIMEOUT_S = 20.0
IN_FEED = 200  # events a feed holds


@dataclass(frozen=True)
class Delivered:
    """What a delivery came to: messages by kind and state, and why each target that failed did."""

    counts: dict[str, int]
    failures: dict[str, str]


def deliver(engine: Engine, settings: Settings, *, backoff_s: float = 2.0) -> Delivered:
    """Deliver all that waits. ``backoff_s``: before the second try of a message, twice as long before the third.

    Raises: StoreError: a file or the knowledge base cannot be written.
    """
    counts: Counter[str] = Counter()
    failures: dict[str, str] = {}
    with reading(engine) as connection:
        numbers = connection.execute(
            select(Delivery.id).where(Delivery.state == WAITING).order_by(Delivery.id)
        ).scalars()
        waiting = list(numbers)
    for number in waiting:
        with reading(engine) as connection:
            row = connection.execute(select(Delivery.__table__).where(Delivery.id == number)).one()
        if row.kind == EMAIL:
            name = f"{utc(row.changed):%Y-%m-%d}-{row.night_id or 0}-{row.search}.eml"
            write_whole(alerts_dir(settings) / "mail" / name, row.body)
            _mark(engine, number, SENT, 1, None)
            counts["mails"] += 1
        elif row.target not in failures:  # one that takes nothing is not asked for each message
            error, tries = _send(settings, row, backoff_s)
            state = SENT if error is None else GIVEN_UP if tries >= MOST_TRIES else WAITING
            _mark(engine, number, state, tries, error)
            counts[f"webhooks_{state}"] += 1
            if error is not None:
                failures[row.target] = error
        else:
            counts["webhooks_waiting"] += 1
    return Delivered(dict(counts), failures)


def write_feeds(engine: Engine, settings: Settings) -> int:
    """Write the feed of every saved search anew; return how many.

    Raises: StoreError: a file cannot be written.
    """
    with reading(engine) as connection:
        searches = connection.execute(select(SavedSearch.__table__).order_by(SavedSearch.id)).all()
        for row in searches:
            query = select(AlertItem.happening, AlertItem.at).where(AlertItem.search == row.key)
            items = connection.execute(query.order_by(AlertItem.id.desc()).limit(IN_FEED)).all()
            at = {item.happening: utc(item.at) for item in items}
            found = [(entry, at[entry.key]) for entry in entries(connection, settings, list(at))]
            text = atom(Search(row.key, row.name, row.query), found)
            write_whole(alerts_dir(settings) / "feeds" / f"{row.key}.atom", text)
    return len(searches)


def alerts_dir(settings: Settings) -> Path:
    """Return the folder of feeds and mails."""
    return settings.reports_dir / "alerts"


def _send(settings: Settings, row: Any, backoff_s: float) -> tuple[str | None, int]:
    """Try a message some times; return why it was not taken (None: it was) and how often it was tried in all."""
    if settings.webhook_secret is None:
        return "no secret to sign with (RASID_WEBHOOK_SECRET)", row.tries
    envelope = Envelope(row.key, row.body, settings.webhook_secret.get_secret_value())
    error = ""
    for attempt in range(1, TRIES + 1):
        try:
            send(row.target, envelope, timeout_s=TIMEOUT_S, allow_private=settings.webhook_private)
            return None, row.tries + attempt
        except UndeliveredError as fault:
            error = str(fault)
        if attempt < TRIES:
            time.sleep(backoff_s * 2 ** (attempt - 1))
    return error, row.tries + TRIES


def _mark(engine: Engine, number: int, state: str, tries: int, error: str | None) -> None:
    values = {"state": state, "tries": tries, "error": error, "changed": datetime.now(UTC)}
    with noting(engine) as connection:
        connection.execute(update(Delivery).where(Delivery.id == number).values(**values))
