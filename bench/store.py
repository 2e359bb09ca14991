"""The knowledge base at size: how fast it is filled, how fast it answers, how both grow.

``python -m bench.store [--articles 10000 ...] [--url URL] [--processes 1] [--keep FILE]`` fills a new knowledge base
with invented articles (``bench.generate``; about three events each) up to each of the numbers given, and at each asks
"who visited this centre between two dates" and "what did this official do" through ``pipeline.kb.query``, as the pages
and the command line do. Half of the names asked for are drawn as the press writes of them, so that the busiest come
up, half from all there are. Generating is not counted as loading. Then the texts are
searched for a word, two, a phrase and a prefix.

``--url``: a PostgreSQL database whose tables may be dropped; ``--processes``: how many more make rows ready;
``--keep``: leave the SQLite file there; ``--load 50000``: sizes over it are reached by copies (``bench.copies``), each a
multiple of the one before; ``--ask``: only ask what is there. Exit status: 0; 1 when a p95 of the first two kinds is over ``--limit-ms``
(as long as none is given, a busy machine is no failure).
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from bench.copies import multiply
from bench.generate import DAYS, FIRST_DAY, Made, World, articles
from bench.happened import add_happenings
from corpus.mention import EventType
from pipeline.kb.bulk import filling, load
from pipeline.kb.engine import downgrade, migrate, open_store, reading
from pipeline.kb.indexes import make_missing
from pipeline.kb.query import EventFilters, counts, events
from pipeline.kb.runs import start_run
from pipeline.kb.search import search
from pipeline.settings import Settings

STEP = 50_000  # articles made before they are loaded, so that making them can be told from loading them
QUESTIONS = 200
SEARCHES = 50  # of each kind
PAGE = 20  # hits


@dataclass(frozen=True)
class Filled:
    """What filling up to a size took: seconds by the clock (``indexes_s``: of them to make the indexes at the end), and of
    the processors (without a PostgreSQL server's)."""

    articles: int
    wall_s: float
    indexes_s: float
    cpu_s: float


@dataclass(frozen=True)
class Answered:
    """How long a kind of question took, in milliseconds, and how many events it found at the median."""

    name: str
    p50: float
    p95: float
    worst: float
    found: int
    cpu_p50: float  # of processors, which a busy machine disturbs less: of this process and of a server on this machine
    cpu_p95: float


def fill(engine: Engine, made: Iterator[Made], number: int, processes: int, *, bare: bool = True) -> Filled:
    """Load so many articles and say what it took; ``bare``: the indexes are made at the end."""
    run, watch = start_run(engine, {"extractors": "made"}), Stopwatch()
    with ExitStack() as stack:
        with watch:
            if bare:
                stack.enter_context(filling(engine))
        left = number
        while left and (some := list(islice(made, min(STEP, left)))):
            left -= len(some)
            gc.freeze()  # what was made is no garbage; looking through it again and again is not loading
            with watch:
                load(engine, ((m.facts, m.document) for m in some), run, processes=processes)
            gc.unfreeze()
        rows = watch.wall
        with watch:
            stack.close()
    add_happenings(engine)
    _analyze(engine)
    return Filled(number, watch.wall, watch.wall - rows if bare else 0.0, watch.cpu)


def _analyze(engine: Engine) -> None:
    """Let the engine learn what there is; PostgreSQL also which pages all may see, without which an index is not enough."""
    known = "VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(known))


class Stopwatch:
    """Adds up the time of what is done under it: by the clock, and of the processors of this process and its children
    that have ended."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def __enter__(self) -> None:
        self._began, self._worked = time.perf_counter(), _processor()

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter() - self._began
        self.cpu += _processor() - self._worked


def _processor() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def size_mb(engine: Engine) -> float:
    """Return what the database takes on disk, indexes included."""
    with reading(engine) as connection:
        if engine.dialect.name == "postgresql":
            size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        else:
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()
            size = pages * connection.execute(text("PRAGMA page_size")).scalar_one()
    return float(size) / 1e6


def questions(world: World, seed: int) -> dict[str, list[EventFilters]]:
    """Return the questions of each kind; the same seed asks the same."""
    chance = random.Random(seed)

    def one(ranked: Any, number: int) -> Any:
        return ranked.draw(chance) if number % 2 else chance.choice(ranked.names)

    visits, doings = [], []
    for number in range(QUESTIONS):
        day = FIRST_DAY + timedelta(chance.randrange(DAYS - 365))
        centre, town = one(world.centres, number)
        until = day + timedelta(chance.choice((30, 90, 365)))
        visit = EventFilters(type=EventType.VISIT, institution=centre, date_from=day, date_to=until)
        visits.append(visit if number % 4 else EventFilters(**{**vars(visit), "place": town}))
        doings.append(EventFilters(official=one(world.officials, number)[0]))
    return {"who visited this centre between two dates": visits, "what did this official do": doings}


def ask(
    name: str, asked: Sequence[Any], answer: Callable[[Any], int], worked_s: Callable[[], float] = time.process_time
) -> Answered:
    """Ask every question once, after one that does not count, and return how long it took; ``worked_s``: says how many
    seconds the processors have worked."""
    answer(asked[0])
    times, worked, found = [], [], []
    for question in asked:
        began, cpu = time.perf_counter(), worked_s()
        found.append(answer(question))
        times.append((time.perf_counter() - began) * 1000)
        worked.append((worked_s() - cpu) * 1000)
    times.sort()
    worked.sort()
    median = sorted(found)[len(found) // 2]
    return Answered(name, _at(times, 0.5), _at(times, 0.95), times[-1], median, _at(worked, 0.5), _at(worked, 0.95))


def ask_all(engine: Engine, world: World, seed: int = 7) -> list[Answered]:
    """Return how long each kind of question took."""
    worked = _working(engine)
    result = [
        ask(name, some, lambda filters: events(engine, filters).total, worked)
        for name, some in questions(world, seed).items()
    ]
    found = (
        ask(f"full text, {name}", some, lambda query: search(engine, query, limit=PAGE).total, worked)
        for name, some in searches(world, seed).items()
    )
    return [*result, *found]


def _working(engine: Engine) -> Callable[[], float]:
    """Return what says how many seconds this process has worked, and with it the server's, where it is on this machine."""
    if engine.dialect.name != "postgresql":
        return time.process_time
    with reading(engine) as connection:  # the only one there is: the next ones are the same
        number = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    spent = Path(f"/proc/{number}/schedstat")  # nanoseconds on a processor come first
    if not spent.exists():
        return time.process_time
    return lambda: time.process_time() + int(spent.read_text("ascii").split()[0]) / 1e9


def searches(world: World, seed: int) -> dict[str, list[str]]:
    """Return what is searched for in the texts, of each kind; names are drawn as the press writes of them."""
    chance = random.Random(seed)
    names = [world.officials.draw(chance)[0].split() for _ in range(SEARCHES)]
    return {
        "one word": [name[-1] for name in names],
        "two words": [f"{name[-1]} {world.towns.draw(chance)}" for name in names],
        "a phrase": [f'"{" ".join(name)}"' for name in names],
        "a prefix": [f"{name[-1][:5]}*" for name in names],
    }


def report(filled: Filled | None, engine: Engine, answered: Sequence[Answered], total: int) -> str:
    """Return what is printed of one size."""
    held = ", ".join(f"{n} {name}" for name, n in counts(engine).items())
    size = size_mb(engine)
    rows = [f"{engine.dialect.name}: {held}", f"  {size:.0f} MB, {size * 1000 / total:.1f} kB an article"]
    if filled:
        rate, cost = filled.articles / filled.wall_s, filled.cpu_s / filled.articles * 1000
        indexes = f", {filled.indexes_s:.0f} s of {filled.wall_s:.0f} s for the indexes" if filled.indexes_s else ""
        rows.append(
            f"  {filled.articles} loaded, {rate:.0f} a second by the clock, {cost:.2f} ms of processor each{indexes}"
        )
    for a in answered:
        times = f"p50 {a.p50:.1f} ms, p95 {a.p95:.1f} ms, worst {a.worst:.1f} ms"
        rows.append(
            f"  {a.name}: {times}; processor {a.cpu_p50:.1f} and {a.cpu_p95:.1f} ms ({a.found} found at the median)"
        )
    return "\n".join(rows)


def _at(times: Sequence[float], share: float) -> float:
    return times[min(len(times) - 1, int(share * len(times)))]


def grow(engine: Engine, world: World, options: argparse.Namespace) -> Iterator[tuple[int, Filled | None]]:
    """Fill a knowledge base up to each size, by loading and then by copies, and yield what it took; by the copies: None."""
    sizes = sorted(options.articles)
    made, total, copies = articles(sizes[-1] + options.more, options.seed, world), 0, 1
    for size in sizes:
        if size <= (options.load or size):
            yield size, fill(engine, made, size - total, options.processes)
        else:
            multiply(engine, size // total, copies)
            copies *= size // total
            _analyze(engine)
            yield size, None
        total = size
    if options.more:
        yield total + options.more, fill(engine, made, options.more, options.processes, bare=False)


def main() -> int:
    """Run the benchmark and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, nargs="+", default=[2000, 10000], help="sizes, one after another")
    parser.add_argument("--load", type=int, default=0, help="the largest size that is loaded; larger ones by copies")
    parser.add_argument("--more", type=int, default=0, help="articles to add at the end, with all indexes in place")
    parser.add_argument("--url", default=None, help="a PostgreSQL database whose tables may be dropped")
    parser.add_argument("--processes", type=int, default=1, help="how many more make rows ready")
    parser.add_argument("--keep", type=Path, default=None, help="where to leave the SQLite file")
    parser.add_argument("--ask", action="store_true", help="only ask what --keep or --url holds, of the last size")
    parser.add_argument("--limit-ms", type=float, default=0.0, help="a p95 over it ends with status 1; 0: never")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    world, slow = World(options.load or max(options.articles), options.seed), False
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=options.url or f"sqlite:///{options.keep or Path(folder) / 'kb.db'}")
        if options.url and not options.ask:
            migrate(settings)
            make_missing(open_store(settings))  # a run that was killed may have left indexes out
            downgrade(settings, "base")
        migrate(settings)
        engine = open_store(settings)
        for size, filled in [(max(options.articles), None)] if options.ask else grow(engine, world, options):
            answered = ask_all(engine, world)
            slow = slow or any(a.p95 > options.limit_ms > 0 for a in answered if not a.name.startswith("full text"))
            sys.stdout.write(report(filled, engine, answered, size) + "\n")
            sys.stdout.flush()
        engine.dispose()
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
