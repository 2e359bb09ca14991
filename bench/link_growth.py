"""How the cost of linking grows: ``python -m bench.link_growth [--articles 1000 3000 10000] [--a-day N] [--more 20] [--url URL]``.

For each size a new knowledge base is filled with invented articles (``bench.generate``) and linked, once whole and once
more after ``--more`` further articles, as a night brings them. Printed are seconds by the clock, those of this process's
processor, which a busy machine disturbs less (a PostgreSQL server's are not in them), by step too, and the growth: processor
seconds an article against those of the size before (1 is linear). The articles are of the same eleven years, so that ten times
as many are ten times as many a week, each of which is compared with the others of its weeks; with ``--a-day`` they are of
as many days as make so many a day, as when the press of more years is taken in. ``--url``: a PostgreSQL database whose tables may be dropped.
Exit status: 0.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any
from unittest import mock

from sqlalchemy import Engine

from bench.generate import DAYS, Made, articles
from pipeline.kb.bulk import load
from pipeline.kb.engine import downgrade, migrate, open_store
from pipeline.kb.runs import start_run
from pipeline.linking import link as linking
from pipeline.settings import Settings

STEPS = (
    "part_namesakes",
    "place_units",
    "link_kind",
    "link_positions",
    "write_tenures",
    "resolve_roles",
    "merge_events",
)


@contextmanager
def _timed(spent: dict[str, float]) -> Iterator[None]:
    """Note the seconds each step of linking takes."""

    def timed(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **options: Any) -> Any:
            began = time.process_time()
            try:
                return step(*args, **options)
            finally:
                spent[name] = spent.get(name, 0.0) + time.process_time() - began

        return run

    with mock.patch.multiple(linking, **{name: timed(name, getattr(linking, name)) for name in STEPS}):
        yield


def _linked(engine: Engine, made: Iterator[Made], number: int) -> tuple[float, float, dict[str, float]]:
    """Load so many articles; return the seconds linking them takes, by the clock, of the processor, and that by step."""
    load(engine, ((m.facts, m.document) for m in islice(made, number)), start_run(engine, {"extractors": "made"}))
    spent: dict[str, float] = {}
    began, worked = time.perf_counter(), time.process_time()
    with _timed(spent):
        linking.link(engine)
    return time.perf_counter() - began, time.process_time() - worked, spent


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, nargs="+", default=[1000, 3000, 10_000])
    parser.add_argument("--more", type=int, default=20, help="further articles, linked by themselves")
    parser.add_argument("--a-day", type=float, help="articles a day; else all are of the same eleven years")
    parser.add_argument("--url", help="a PostgreSQL database whose tables may be dropped")
    options = parser.parse_args()
    sys.stdout.write(
        f"| articles | seconds | processor | growth | {' | '.join(STEPS)} |\n|{'---|' * (len(STEPS) + 4)}\n"
    )
    before: float | None = None
    for number in sorted(options.articles):
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(database_url=options.url or f"sqlite:///{folder}/kb.db")
            if options.url:
                downgrade(settings, "base")
            migrate(settings)
            days = max(1, round(number / options.a_day)) if options.a_day else DAYS
            engine, made = open_store(settings), articles(number + options.more, days=days)
            for some, name in ((number, str(number)), (options.more, f"{number} + {options.more}")):
                clock, seconds, spent = _linked(engine, made, some)
                whole = some == number
                growth = f"{seconds / some / before:.2f}" if whole and before else ""
                before = seconds / some if whole else before
                cells = " | ".join(f"{spent.get(step, 0.0):.1f}" for step in STEPS)
                sys.stdout.write(f"| {name} | {clock:.1f} | {seconds:.1f} | {growth} | {cells} |\n")
                sys.stdout.flush()
            engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
