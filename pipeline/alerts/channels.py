"""Where saved searches tell what is new, and how much of it was told."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, delete, func, insert, select, update

from corpus.errors import UnknownKeyError
from pipeline.alerts.deliver import GIVEN_UP, WAITING
from pipeline.kb.access import SavedSearch
from pipeline.kb.engine import noting, reading
from pipeline.kb.nights import AlertChannel, AlertItem, Delivery


@dataclass(frozen=True)
class Channel:
    """A webhook or e-mail address."""

    kind: str
    target: str


@dataclass(frozen=True)
class Alerting:
    """A saved search with its channels; ``items``: events told, ``waiting`` and ``given_up``: messages."""

    key: str
    name: str
    query: str
    owner: str
    channels: tuple[Channel, ...]
    items: int
    waiting: int
    given_up: int

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def searches(engine: Engine) -> list[Alerting]:
    """Return all saved searches in the order they were saved."""
    with reading(engine) as connection:
        told_events = select(AlertItem.search, func.count()).group_by(AlertItem.search)
        items = {search: int(n) for search, n in connection.execute(told_events)}
        counted = select(Delivery.search, Delivery.state, func.count()).group_by(Delivery.search, Delivery.state)
        messages = {(search, state): n for search, state, n in connection.execute(counted)}
        told = select(AlertChannel.search, AlertChannel.kind, AlertChannel.target).order_by(AlertChannel.id)
        channels = connection.execute(told).all()
        rows = connection.execute(select(SavedSearch.__table__).order_by(SavedSearch.id)).all()
    return [
        Alerting(
            row.key,
            row.name,
            row.query,
            row.owner,
            tuple(Channel(kind, target) for search, kind, target in channels if search == row.key),
            items.get(row.key, 0),
            messages.get((row.key, WAITING), 0),
            messages.get((row.key, GIVEN_UP), 0),
        )
        for row in rows
    ]


def add_channel(engine: Engine, search: str, kind: str, target: str) -> None:
    """Let a search tell somebody; one it tells already stays. Raises: UnknownKeyError: there is no such search."""
    with noting(engine) as connection:
        if connection.execute(select(SavedSearch.id).where(SavedSearch.key == search)).first() is None:
            raise UnknownKeyError(f"{search}: there is no saved search of this id")
        if connection.execute(select(AlertChannel.id).where(*_this(search, kind, target))).first() is None:
            row = {"search": search, "kind": kind, "target": target, "created": datetime.now(UTC)}
            connection.execute(insert(AlertChannel), [row])


def remove_channel(engine: Engine, search: str, kind: str, target: str) -> None:
    """Let a search tell somebody no longer; what waits for them goes. Raises: UnknownKeyError: it did not tell them."""
    with noting(engine) as connection:
        if not connection.execute(delete(AlertChannel).where(*_this(search, kind, target))).rowcount:
            raise UnknownKeyError(f"{search} does not tell {target}")
        waits = (Delivery.search == search, Delivery.kind == kind, Delivery.target == target)
        connection.execute(delete(Delivery).where(*waits, Delivery.state != "sent"))


def wait_again(engine: Engine) -> None:
    """Let the messages that were given up wait anew."""
    values = {"state": WAITING, "tries": 0}
    with noting(engine) as connection:
        connection.execute(update(Delivery).where(Delivery.state == GIVEN_UP).values(**values))


def _this(search: str, kind: str, target: str) -> tuple[Any, ...]:
    return AlertChannel.search == search, AlertChannel.kind == kind, AlertChannel.target == target
