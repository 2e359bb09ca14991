"""The server under load: many clients at once, beside Datasette over the same file; and its memory over a long time.

``python -m bench.serving --keep FILE --articles N [--clients 50] [--seconds 20] [--minutes 0] [--datasette datasette]``:
a SQLite knowledge base that ``bench.store`` filled with N articles (and ``bench.copies`` may have multiplied; N is then
that of the first). Both servers have one worker and are asked the same in turn, each for as long: the latest visits
that a centre or an official took part in, with all who took part, the number of sources and how many there are in all.
Names are drawn as the press writes of them, half of them from all there are. Rasid's answer also holds the sentence
each visit is told in. ``--minutes``: how long the server is then asked all kinds of questions while its memory is read.

Exit status: 0; 1 when an answer was an error.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import Engine

from bench.browse import Questions
from bench.generate import World
from pipeline.kb.browse.lookup import look_up
from pipeline.kb.engine import open_store
from pipeline.settings import Settings

ROWS = 20
KEYS = 400  # different centres and officials asked for
ROUNDS = 3  # of each server, in turn: what else the machine does falls on both
START_S = 120
# What Datasette is asked: the rows of a page, who took part, and how many there are.
SQL = """
select h.key, h.type, h.status, h.date_start, h.date_end, h.sources, h.confidence,
  (select json_group_array(json_object('role', o.role, 'name', o.name)) from part o where o.happening_id = h.id) as parts,
  (select count(distinct p.happening_id) from part p join happening i on i.id = p.happening_id
    where p.entity_id = e.id and i.type = 'visit') as total
from entity e join part p on p.entity_id = e.id join happening h on h.id = p.happening_id
where e.key = :key and h.type = 'visit' group by h.id order by h.date_start desc, h.key limit 20
"""


@dataclass
class Answers:
    """What came back: seconds of each answer, and how many were errors."""

    took_s: list[float] = field(default_factory=list)
    errors: int = 0
    wall_s: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.took_s) / self.wall_s if self.wall_s else 0.0


async def _ask(port: int, target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    """Ask over an open connection, read the whole answer and return its status."""
    head = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: application/json\r\n\r\n"
    writer.write(head.encode("ascii"))
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
    if headers.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        await reader.readexactly(int(headers["content-length"]))
    return int(lines[0].split()[1])


async def _client(port: int, targets: Iterator[str], until: float, answers: Answers) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (began := time.perf_counter()) < until:
        status = await _ask(port, next(targets), reader, writer)
        answers.took_s.append(time.perf_counter() - began)
        answers.errors += status != 200
    writer.close()


async def _clients(port: int, targets: Sequence[str], clients: int, seconds: float, answers: Answers) -> None:
    began = time.perf_counter()
    turn = itertools.cycle(targets)
    await asyncio.gather(*(_client(port, turn, began + seconds, answers) for _ in range(clients)))
    answers.wall_s += time.perf_counter() - began


def ask(port: int, targets: Sequence[str], clients: int, seconds: float, answers: Answers) -> None:
    """Ask for so long with so many clients, each with one question under way, and add what came back to ``answers``."""
    asyncio.run(_clients(port, targets, clients, seconds, answers))


@contextlib.contextmanager
def running(command: Callable[[int], list[str]], ready: str, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Start a server on a free port, wait until ``ready`` is answered, and yield its port and process number."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(command(port), env=os.environ | environment, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_S
        while not _answers(port, ready):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{command(port)[0]} does not start")
            time.sleep(0.2)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _answers(port: int, target: str) -> bool:
    async def once() -> int:
        return await _ask(port, target, *await asyncio.open_connection("127.0.0.1", port))

    try:
        return asyncio.run(once()) == 200
    except (OSError, asyncio.IncompleteReadError):
        return False


def keys(engine: Engine, world: World, seed: int) -> list[str]:
    """Return keys of centres and officials."""
    questions = Questions(world, seed)
    names = [(questions.institution() | questions.official())[kind] for _ in range(KEYS // 2) for kind in ("institution", "official")]  # fmt: skip
    return [match.found[0][0].key for match in look_up(engine, names, limit=1) if match.found]


def mixed(world: World, asked: Sequence[str], seed: int) -> list[str]:
    """Return targets of every kind a visitor asks for: pages, lists, facets, searches, exports."""
    chance, questions = random.Random(seed), Questions(world, seed)
    found = []
    for key in asked:
        name, place = questions.official()["official"], questions.place()["place"]
        found += [
            f"/v1/events?{urlencode({'entity': key})}",
            f"/v1/events/facets?{urlencode({'place': place})}",
            f"/v1/search?{urlencode({'q': name.split()[-1]})}",
            f"/v1/events/histogram?{urlencode({'official': name})}",
            f"/?{urlencode({'q': f'من زار {place}؟'})}",
            f"/v1/events/export?{urlencode({'entity': key, 'format': 'csv'})}",
        ]
    chance.shuffle(found)
    return found


def memory_mb(process: int) -> float:
    """Return the resident memory of a process, in megabytes."""
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1e6


def _report(name: str, answers: Answers) -> str:
    took = sorted(answers.took_s)
    p50, p95 = (took[int(len(took) * at)] * 1000 for at in (0.5, 0.95))
    return f"{name}: {answers.rate:.0f} answers a second, p50 {p50:.0f} ms, p95 {p95:.0f} ms, {answers.errors} errors\n"


def main() -> int:
    """Run the benchmark and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--keep", type=Path, required=True, help="the SQLite file")
    parser.add_argument("--articles", type=int, required=True)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20.0, help="how long each server is asked, in all")
    parser.add_argument("--minutes", type=float, default=0.0, help="how long memory is looked at")
    parser.add_argument("--datasette", default="datasette", help="the program; empty: leave it out")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    world = World(options.articles, options.seed)
    url = f"sqlite:///{options.keep}"
    engine = open_store(Settings(database_url=url, read_only=True))
    asked = keys(engine, world, options.seed)
    engine.dispose()
    environment = {"RASID_DATABASE_URL": url, "RASID_READ_ONLY": "true", "RASID_RATE_ADDRESS": "", "RASID_LOG_FORMAT": "text"}  # fmt: skip
    rasid = [sys.executable, "-c", "from pipeline.cli import app; app()", "serve", "--workers", "1", "--port"]
    targets = [f"/v1/events?{urlencode({'entity': key, 'type': 'visit', 'limit': ROWS})}" for key in asked]
    ours, theirs = Answers(), Answers()
    with contextlib.ExitStack() as stack:
        port, process = stack.enter_context(running(lambda p: [*rasid, str(p)], "/readyz", environment))
        other = None
        if options.datasette:
            limits = ["--setting", "sql_time_limit_ms", "60000", "--setting", "num_sql_threads", "3"]
            command = [options.datasette, "serve", str(options.keep), *limits, "--port"]
            other, _ = stack.enter_context(running(lambda p: [*command, str(p)], "/-/versions.json", {}))
        database = options.keep.stem
        queries = [f"/{database}.json?{urlencode({'sql': SQL, 'key': key, '_shape': 'array'})}" for key in asked]
        for _ in range(ROUNDS):
            ask(port, targets, options.clients, options.seconds / ROUNDS, ours)
            if other:
                ask(other, queries, options.clients, options.seconds / ROUNDS, theirs)
        sys.stdout.write(f"{options.clients} clients\n" + _report("rasid", ours))
        if other:
            sys.stdout.write(_report("datasette", theirs) + f"ratio {ours.rate / theirs.rate:.2f}\n")
        errors = ours.errors
        if options.minutes:
            errors += watch(port, process, mixed(world, asked, options.seed), options)
    return int(errors > 0)


def watch(port: int, process: int, targets: Sequence[str], options: argparse.Namespace) -> int:
    """Ask all kinds of questions for some minutes, print the server's memory by tenths of that time, return the errors."""
    answers, means = Answers(), []
    for _ in range(10):
        read: list[float] = []
        for _ in range(6):
            ask(port, targets, 4, options.minutes * 60 / 60, answers)
            read.append(memory_mb(process))
        means.append(statistics.fmean(read))
    told = " ".join(f"{mean:.0f}" for mean in means)
    sys.stdout.write(
        f"memory over {options.minutes:g} minutes, MB: {told}\n" + _report("mixed questions, 4 clients", answers)
    )
    return answers.errors


if __name__ == "__main__":
    sys.exit(main())
