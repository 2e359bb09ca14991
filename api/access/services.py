"""What the parts of access share in one application: settings, knowledge base, sessions, counts, and work on the side."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from api.access.linker import Linker
from api.access.rates import Rates
from api.access.sessions import Sessions
from corpus.errors import StoreError
from pipeline.kb.access_audit import forget
from pipeline.kb.access_keys import Key, note_use
from pipeline.settings import Settings

log = logging.getLogger(__name__)


class Usage:
    """Notes when keys were used, once an hour each and beside the requests: a busy database holds up none of them.

    With it goes what the audit log is not to keep any longer.
    """

    def __init__(self, engine: Engine, *, read_only: bool, audit_keep_days: int = 0) -> None:
        self._engine, self._read_only, self._audit_keep_days = engine, read_only, audit_keep_days
        self._noted: dict[str, datetime] = {}
        self._lock = threading.Lock()
        self._worker: ThreadPoolExecutor | None = None

    def note(self, key: Key) -> None:
        """Note a use of a key, soon."""
        now = datetime.now(UTC)
        hour = now.replace(minute=0, second=0, microsecond=0)
        if self._read_only or not key.is_due(now):
            return
        with self._lock:
            if self._noted.get(key.prefix) == hour:
                return
            self._noted[key.prefix] = hour
            self._worker = self._worker or ThreadPoolExecutor(1, thread_name_prefix="rasid-usage")
            self._worker.submit(self._write, key.prefix, now)

    def close(self) -> None:
        """Finish what was begun."""
        if self._worker is not None:
            self._worker.shutdown(wait=True, cancel_futures=True)

    def _write(self, prefix: str, now: datetime) -> None:
        try:
            note_use(self._engine, prefix, now)
            forget(self._engine, self._audit_keep_days)
        except StoreError as error:
            log.warning("the use of a key was not noted: %s", error)


@dataclass(frozen=True)
class Services:
    """What the parts of access share."""

    settings: Settings
    engine: Engine
    sessions: Sessions
    rates: Rates
    usage: Usage
    linker: Linker

    @classmethod
    def of(cls, settings: Settings, engine: Engine) -> Services:
        """Return the services of an application."""
        usage = Usage(engine, read_only=settings.read_only, audit_keep_days=settings.audit_keep_days)
        return cls(settings, engine, Sessions(settings), Rates(settings), usage, Linker(settings))

    def close(self) -> None:
        """Finish what was begun, before the knowledge base is closed."""
        self.usage.close()
