"""How often somebody may ask: counts by key or address, and the headers that say what is left.

Headers as the IETF's working group on HTTP APIs drafts them (``RateLimit-Policy``, ``RateLimit``), and ``Retry-After``.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from limits import RateLimitItem, parse_many
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from pipeline.settings import Settings


@dataclass(frozen=True)
class Count:
    """Where a count stands. ``reset_s``: seconds until it begins anew; ``held``: whether the request is one too many."""

    name: str
    quota: int
    window_s: int
    left: int
    reset_s: int
    held: bool

    def headers(self) -> dict[str, str]:
        """Return what a client is told of it."""
        told = {
            "RateLimit-Policy": f'"{self.name}";q={self.quota};w={self.window_s}',
            "RateLimit": f'"{self.name}";r={self.left};t={self.reset_s}',
        }
        return told | ({"Retry-After": str(max(1, self.reset_s))} if self.held else {})


class Rates:
    """The counts of one application. In memory each worker counts its own; a shared storage counts for all."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = FixedWindowRateLimiter(storage_from_string(settings.rate_storage))
        rates = {
            "address": settings.rate_address,
            "key": settings.rate_key,
            "write": settings.rate_write,
            "login": settings.rate_login,
        }
        self._items: dict[str, list[RateLimitItem]] = {n: parse_many(r) if r else [] for n, r in rates.items()}

    def hit(self, name: str, who: str) -> Count | None:
        """Count a request; return the count that is nearest to its end. None: it is not limited."""
        counts = [
            self._count(name, item, who, held=not self._limiter.hit(item, name, who)) for item in self._items[name]
        ]
        return min(counts, key=lambda c: (not c.held, c.left), default=None)

    def spent(self, name: str, who: str) -> Count | None:
        """Return a count that allows no more, without counting; None: there is none."""
        full = [i for i in self._items[name] if not self._limiter.test(i, name, who)]
        return self._count(name, full[0], who, held=True) if full else None

    def _count(self, name: str, item: RateLimitItem, who: str, *, held: bool) -> Count:
        stats = self._limiter.get_window_stats(item, name, who)
        reset_s = max(0, math.ceil(stats.reset_time - time.time()))
        return Count(name, item.amount, item.get_expiry(), max(0, stats.remaining), reset_s, held)
