"""What Prometheus collects: requests by route, method and status, how long they took, and what the knowledge base holds.

With several workers, ``PROMETHEUS_MULTIPROC_DIR`` names a folder in which they share their counts; ``rasid serve`` makes
one. Each application has a registry of its own, so that several may live in one process.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import Engine

from corpus.errors import StoreError
from pipeline.kb.query import counts

FRESH_S = 300  # counting millions of rows takes a while
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30)  # seconds
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The counts of one application (of all its workers where they share a folder)."""

    def __init__(self, engine: Engine) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "rasid_http_requests", "Requests answered", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "rasid_http_request_seconds", "Time to the end of an answer", ("method", "route"),
            buckets=BUCKETS, registry=self._registry,
        )  # fmt: skip
        self._held = Held(engine)
        self._counts: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}  # found once: it takes a while

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; ``route``: its template, so that there are as many counts as routes, not as addresses."""
        known = method if method in METHODS else "other"
        counts = self._counts.get((known, route, status))
        if counts is None:
            requests, took = self._requests.labels(known, route, str(status)), self._seconds.labels(known, route)
            counts = self._counts[known, route, status] = (requests, took)
        counts[0].inc()
        counts[1].observe(seconds)

    def text(self) -> bytes:
        """Return all of it as Prometheus reads it."""
        registry = self._registry
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        ours = CollectorRegistry()
        ours.register(self._held)
        return generate_latest(registry) + generate_latest(ours)


class Held(Collector):
    """What the knowledge base holds, counted anew when the last count is old."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._at_s = 0.0
        self._counts: dict[str, int] = {}

    def collect(self) -> Iterator[Metric]:
        """Yield the counts, and whether the database answers; without it, the last ones known."""
        rows = GaugeMetricFamily("rasid_rows", "Rows of the knowledge base", labels=["kind"])
        up = GaugeMetricFamily("rasid_database_up", "Whether the knowledge base answered when it was last counted")
        with self._lock:
            answered = self._refresh()
            for kind, number in self._counts.items():
                rows.add_metric([kind], number)
        up.add_metric([], float(answered))
        yield rows
        yield up

    def _refresh(self) -> bool:
        if self._counts and time.monotonic() - self._at_s < FRESH_S:
            return True
        try:
            self._counts = counts(self._engine)
        except StoreError:
            return False
        self._at_s = time.monotonic()
        return True
