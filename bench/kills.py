"""Runs killed at random points: what is left opens, has no half-written article, and goes on to the same rows.

``python -m bench.kills [--kills 50] [--articles 60] [--seed 1] [--url URL]`` writes invented articles to a file, lets
a process store them one by one and kills it (SIGKILL) somewhere in between, then looks at the database, lets the run go
on, and compares all rows with those of a run that nobody disturbed. ``--url``: a PostgreSQL database whose tables may
be dropped; without it, a new SQLite file for every kill.

Exit status: 0; 1 when a kill left anything but whole articles.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from bench.generate import articles
from corpus.document import Document
from pipeline.kb.across import Extraction
from pipeline.kb.engine import downgrade, migrate, open_store, reading
from pipeline.kb.runs import all_runs, start_run
from pipeline.kb.schema import Amount, Argument, Article, Base, Event, Link, Mention, Occupancy, Quantity
from pipeline.kb.write import write_article
from pipeline.settings import Settings

PARTS = (Mention, Event, Amount, Quantity, Occupancy)
FORK = multiprocessing.get_context("fork")  # a process of its own, without the seconds that imports take
Dump = dict[str, Counter[str]]


def write_facts(path: Path, number: int, seed: int = 1) -> None:
    """Write invented articles and their facts as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        for made in articles(number, seed):
            document = {n: getattr(made.document, n) for n in ("id", "text", "url", "outlet", "country", "published")}
            file.write(json.dumps({"facts": made.facts, "document": document}, ensure_ascii=False, default=str) + "\n")


def read_facts(path: Path) -> Iterator[tuple[dict[str, Any], Document]]:
    """Yield the articles of such a file."""
    for line in path.read_text("utf-8").splitlines():
        item = json.loads(line)
        published = date.fromisoformat(item["document"].pop("published"))
        yield item["facts"], Document(**item["document"], published=published)


def store(settings: Settings, path: Path) -> None:
    """Store all articles of a file as one run; what a killed process does, and what goes on after it."""
    engine = open_store(settings)
    run = start_run(engine, {"extractors": "made"})
    for facts, document in read_facts(path):
        write_article(engine, facts, document, run)
    engine.dispose()


def started(settings: Settings, path: Path) -> multiprocessing.process.BaseProcess:
    """Start :func:`store` in a process of its own."""
    process = FORK.Process(target=store, args=(settings, path))
    process.start()
    return process


def killed(settings: Settings, path: Path, after_s: float) -> bool:
    """Start a run, kill it after so long, and return whether it was still at work."""
    process = started(settings, path)
    time.sleep(after_s)
    alive = process.is_alive() and process.pid is not None
    if alive and process.pid is not None:
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    return process.exitcode == -signal.SIGKILL


def dump(engine: Engine) -> Dump:
    """Return all rows but those of runs, without row numbers, so that two databases compare."""
    with reading(engine) as connection:
        return {
            table.name: Counter(
                repr(tuple(value for column, value in zip(table.columns, row, strict=True) if not _number(column)))
                for row in connection.execute(select(table))
            )
            for table in Base.metadata.sorted_tables
            if table.name not in ("run", "failure")
        }


def half_written(engine: Engine, whole: dict[str, tuple[int, ...]]) -> list[str]:
    """Return the keys of articles that are there with other than all of their rows."""
    found = rows_of_articles(engine)
    return [key for key, rows in found.items() if rows != whole[key]]


def rows_of_articles(engine: Engine) -> dict[str, tuple[int, ...]]:
    """Return how many rows of each kind every article has."""
    with reading(engine) as connection:
        keys = dict(iter(connection.execute(select(Article.id, Article.key))))  # type: ignore[arg-type]
        counted: dict[int, list[int]] = {number: [] for number in keys}
        of_event = select(Event.article_id, func.count()).join(Argument, Argument.event_id == Event.id)
        of_mention = select(Mention.article_id, func.count()).join(Link, Link.mention_id == Mention.id)
        queries = [select(t.article_id, func.count()).group_by(t.article_id) for t in PARTS]
        queries += [of_event.group_by(Event.article_id), of_mention.group_by(Mention.article_id)]
        for query in queries:
            some = {number: count for number, count in connection.execute(query)}  # noqa: C416  rows are no pairs
            for number in keys:
                counted[number].append(some.get(number, 0))
        kept = {k for (k,) in connection.execute(select(Extraction.article_key))}
    return {keys[n]: (*counts, int(keys[n] in kept)) for n, counts in counted.items()}


@dataclass
class Tally:
    """What the kills left."""

    kills: int = 0
    missed: int = 0  # the run was over before
    stored: list[int] = field(default_factory=list)  # articles there after each kill
    faults: list[str] = field(default_factory=list)


MOST_MISSED = 5  # runs that were over before they were killed, for each that is to be killed: a machine may be uneven


def try_kills(kills: int, number: int, *, seed: int = 1, url: str | None = None) -> Tally:
    """Kill runs until so many were at work when they were killed; return what was found."""
    chance, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_facts(folder / "facts.jsonl", number, seed)
        reference = _fresh(folder, "whole", url)
        began = time.monotonic()  # of the run alone: making the tables takes longer than a small one
        process = started(reference, folder / "facts.jsonl")
        process.join()
        lasted = time.monotonic() - began
        engine = open_store(reference)
        whole, expected = rows_of_articles(engine), dump(engine)
        engine.dispose()
        while tally.kills < kills and tally.missed < MOST_MISSED * kills:
            settings = _fresh(folder, f"kill{tally.kills + tally.missed}", url)
            if not killed(settings, folder / "facts.jsonl", chance.uniform(0, lasted)):
                tally.missed += 1
                continue
            tally.kills += 1
            _look(settings, folder / "facts.jsonl", whole, expected, tally)
    return tally


def _look(
    settings: Settings, path: Path, whole: dict[str, tuple[int, ...]], expected: Dump, tally: Tally
) -> None:  # fmt: skip
    """Note what a kill left, let the run go on, and note what came of it."""
    engine = open_store(settings)
    if engine.dialect.name == "sqlite":
        with reading(engine) as connection:
            sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if sound != "ok" or dangling:
            tally.faults.append(f"kill {tally.kills}: {sound}, {dangling}")
    tally.stored.append(len(rows_of_articles(engine)))
    tally.faults += [f"kill {tally.kills}: {key} is half written" for key in half_written(engine, whole)]
    if any(run.finished for run in all_runs(engine)):
        tally.faults.append(f"kill {tally.kills}: the run counts as finished")
    store(settings, path)
    left = dump(engine)
    tally.faults += [f"kill {tally.kills}: {name} differs" for name in expected if left[name] != expected[name]]
    engine.dispose()


def _fresh(folder: Path, name: str, url: str | None) -> Settings:
    settings = Settings(database_url=url or f"sqlite:///{folder / name}.db")
    if url:
        downgrade(settings, "base")
    migrate(settings)
    return settings


def _number(column: Any) -> bool:
    return bool(column.name == "id" or column.foreign_keys)


def main() -> int:
    """Run the kills and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", default=None, help="a PostgreSQL database whose tables may be dropped")
    options = parser.parse_args()
    tally = try_kills(options.kills, options.articles, seed=options.seed, url=options.url)
    stored = sorted(tally.stored) or [0]
    sys.stdout.write(
        f"{tally.kills} runs killed ({tally.missed} were over before) with {stored[0]} to {stored[-1]} of"
        f" {options.articles} articles stored, half of them with {stored[len(stored) // 2]} or fewer;"
        f" {len(tally.faults)} faults\n"
    )
    sys.stdout.write("".join(fault + "\n" for fault in tally.faults))
    return 1 if tally.faults or not tally.kills else 0


if __name__ == "__main__":
    sys.exit(main())
