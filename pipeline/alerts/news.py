"""What is new to each saved search: found once, noted in SQL with the messages that tell of it, in one transaction.

An event is new when nothing of it was there at the last look: neither its key nor a former one of it or of its tellings.
So a second newspaper, a correction or a better reading is no news, and a killed process neither loses nor doubles any.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, exists, insert, select

from corpus.errors import InputError
from pipeline.alerts.entries import Entry, entries
from pipeline.alerts.messages import Search, mail, webhook_bodies
from pipeline.alerts.questions import filters_of
from pipeline.kb.access import SavedSearch
from pipeline.kb.across import Happening, Redirect
from pipeline.kb.browse.filters import conditions
from pipeline.kb.engine import batches, noting
from pipeline.kb.nights import AlertChannel, AlertItem, Announced, Delivery
from pipeline.kb.schema import Event
from pipeline.settings import Settings

WEBHOOK, EMAIL = "webhook", "email"


@dataclass
class News:
    """What a look came to: events new to the knowledge base and to searches, and the searches that cannot be read."""

    happenings: int = 0
    items: int = 0
    searches: int = 0
    broken: list[str] = field(default_factory=list)


def find_news(engine: Engine, settings: Settings, night: int | None) -> News:
    """Find what is new since the last look and queue the messages that tell of it.

    Raises: StoreError: the knowledge base cannot be written.
    """
    news = News()
    with noting(engine) as connection:
        fresh = _fresh(connection)
        known = _known(connection, fresh)
        new = {number for number, key in fresh.items() if key not in known}
        news.happenings = len(new)
        for row in connection.execute(select(SavedSearch.__table__).order_by(SavedSearch.id)).all() if new else ():
            search = Search(row.key, row.name, row.query)
            try:
                keys = _new_to(connection, search, new)
            except InputError as error:
                news.broken.append(f"{row.name} ({row.key}): {error}")
                continue
            if keys:
                news.searches += 1
                news.items += len(keys)
                _queue(connection, settings, search, entries(connection, settings, keys), night)
        for some in batches(sorted(fresh.values())):
            connection.execute(insert(Announced), [{"key": key, "night_id": night} for key in some])
    return news


def _fresh(connection: Connection) -> dict[int, str]:
    """Return the events whose key no look has seen: number and key."""
    seen = exists().where(Announced.key == Happening.key)
    return {row.id: row.key for row in connection.execute(select(Happening.id, Happening.key).where(~seen))}


def _known(connection: Connection, fresh: dict[int, str]) -> set[str]:
    """Return the keys among these of events that a look has seen under another key."""
    known: set[str] = set()
    for some in batches(sorted(fresh)):
        tellings = select(Event.happening_id, Event.key).where(Event.happening_id.in_(some))
        leads = {row.key: fresh[row.happening_id] for row in connection.execute(tellings)}
        leads |= {fresh[number]: fresh[number] for number in some}
        for targets in batches(sorted(leads)):
            former = select(Redirect.target).join(Announced, Announced.key == Redirect.key)
            known |= {leads[t] for t in connection.execute(former.where(Redirect.target.in_(targets))).scalars()}
            # A telling that was an event of its own, seen, and is now told with others.
            seen = select(Announced.key).where(Announced.key.in_(targets))
            known |= {leads[key] for key in connection.execute(seen).scalars()}
    return known


def _new_to(connection: Connection, search: Search, new: Iterable[int]) -> list[str]:
    """Return the keys of new events that a search finds, the latest first, and note them."""
    wanted = conditions(connection, filters_of(search.query))
    found: list[tuple[Any, str]] = []
    for some in batches(sorted(new)):
        rows = connection.execute(select(Happening.date_start, Happening.key).where(Happening.id.in_(some), *wanted))
        found += [(row.date_start.toordinal() if row.date_start else 0, row.key) for row in rows]
    return [key for _, key in sorted(found, key=lambda one: (-one[0], one[1]))]


def _queue(
    connection: Connection, settings: Settings, search: Search, found: list[Entry], night: int | None
) -> None:  # fmt: skip
    """Note the items of a search and the messages that tell of them."""
    now = datetime.now(UTC)
    items = [{"search": search.key, "happening": entry.key, "night_id": night, "at": now} for entry in found]
    for some in batches(items):
        connection.execute(insert(AlertItem), list(some))
    channels = connection.execute(
        select(AlertChannel.kind, AlertChannel.target).where(AlertChannel.search == search.key)
    )
    targets = channels.all()
    addresses = [target for kind, target in targets if kind == EMAIL]
    rows: list[dict[str, Any]] = []

    def add(kind: str, target: str, key: str, body: str) -> None:
        told = {"key": key, "kind": kind, "search": search.key, "target": target, "night_id": night, "body": body}
        rows.append({**told, "state": "waiting", "tries": 0, "error": None, "changed": now})

    key = secrets.token_hex(16)
    add(EMAIL, ", ".join(addresses), key, mail(search, found, sender=settings.mail_from, to=addresses, key=key, at=now))
    for target in (target for kind, target in targets if kind == WEBHOOK):
        for body in webhook_bodies(search, found):
            add(WEBHOOK, target, secrets.token_hex(16), body)
    connection.execute(insert(Delivery), rows)
