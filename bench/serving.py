"""The server under load: many clients at once, beside Datasette over the same file; and its memory over a long time.

``python -m bench.serving --keep FILE --articles N [--clients 50] [--seconds 20] [--minutes 0] [--datasette datasette]``:
a SQLite knowledge base that ``bench.store`` filled with N articles (and ``bench.copies`` may have multiplied; N is then
that of the first). Both servers have one worker and are asked the same in turn, each for as long: the latest visits up to
a day that a centre or an official took part in, with all who took part, the number of sources and how many there are in
all. Names are drawn as the press writes of them, half of them from all there are. Rasid's answer also holds the sentence
each visit is told in. First some hundred questions come again and again (warm: each was asked once before, and Rasid
remembers its answers), then no question comes twice (cold: each is looked up; its last day, which is after all that is told, makes it another one).

``--minutes``: how long the server is then asked all kinds of questions while its memory is read. At last a few clients
(``--few 4``) ask Rasid alone, with ``--workers 2``, no question twice: for the events of an entity, for those of a name,
and for a search with its facets. Beside the time of each answer stands what the server worked for it (``processor``),
which a busy machine disturbs less.

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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
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
SETTLED = 0.1  # of a second's work: a server that has nothing to do does less
# What Datasette is asked: the rows of a page, who took part, and how many there are.
SQL = """
select h.key, h.type, h.status, h.date_start, h.date_end, h.sources, h.confidence,
  (select json_group_array(json_object('role', o.role, 'name', o.name)) from part o where o.happening_id = h.id) as parts,
  (select count(distinct p.happening_id) from part p join happening i on i.id = p.happening_id
    where p.entity_id = e.id and i.type = 'visit' and i.date_start <= :until) as total
from entity e join part p on p.entity_id = e.id join happening h on h.id = p.happening_id
where e.key = :key and h.type = 'visit' and h.date_start <= :until group by h.id
order by h.date_start desc, h.key limit 20
"""


Question = tuple[str, ...]  # targets that are asked for one after another


@dataclass(frozen=True)
class Server:
    """A server that runs: its port and the number of its process."""

    port: int
    process: int

    def worked_s(self) -> float:
        """Return how long the processors have worked for it and its workers, in seconds."""
        own = Path(f"/proc/{self.process}/task/{self.process}")
        some = (self.process, *map(int, (own / "children").read_text("ascii").split()))
        cells = (Path(f"/proc/{number}/stat").read_text("utf-8").rpartition(")")[2].split() for number in some)
        return sum(int(cell[11]) + int(cell[12]) for cell in cells) / os.sysconf("SC_CLK_TCK")

    def settle(self) -> None:
        """Wait until it is done with what it does after it has started."""
        before = -1.0
        while (now := self.worked_s()) - before > SETTLED:
            before = now
            time.sleep(1)


@dataclass
class Answers:
    """What came back: seconds of each answer, how many were errors, and how long the server's processor worked."""

    took_s: list[float] = field(default_factory=list)
    errors: int = 0
    wall_s: float = 0.0
    worked_s: float = 0.0

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


async def _client(port: int, turn: Iterator[Question], until: float, answers: Answers) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (began := time.perf_counter()) < until:
        for target in next(turn):
            answers.errors += await _ask(port, target, reader, writer) != 200
        answers.took_s.append(time.perf_counter() - began)
    writer.close()


async def _clients(server: Server, turn: Iterator[Question], clients: int, seconds: float, answers: Answers) -> None:
    began = time.perf_counter()
    await asyncio.gather(*(_client(server.port, turn, began + seconds, answers) for _ in range(clients)))
    answers.wall_s += time.perf_counter() - began


def ask(server: Server, turn: Iterator[Question], clients: int, seconds: float, answers: Answers) -> None:
    """Ask for so long with so many clients, each with one question under way, and add what came back to ``answers``."""
    worked = server.worked_s()
    asyncio.run(_clients(server, turn, clients, seconds, answers))
    answers.worked_s += server.worked_s() - worked


async def _ask_once(server: Server, questions: Iterable[Question]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    for target in itertools.chain.from_iterable(questions):
        await _ask(server.port, target, reader, writer)
    writer.close()


@contextlib.contextmanager
def running(command: Callable[[int], list[str]], ready: str, environment: dict[str, str]) -> Iterator[Server]:
    """Start a server on a free port, wait until ``ready`` is answered and it has come to rest, and yield it."""
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
        server = Server(port, process.pid)
        server.settle()
        yield server
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
    worked = answers.worked_s / len(took) * 1000
    times = f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, processor {worked:.2f} ms each"
    return f"  {name}: {answers.rate:.0f} answers a second, {times}, {answers.errors} errors\n"


def _days() -> Iterator[str]:
    """Yield days after all that is told, no day twice."""
    return ((date(2400, 1, 1) + timedelta(number)).isoformat() for number in itertools.count())


def of_rasid(key: str, until: str) -> Question:
    """Return what Rasid is asked about a key."""
    return (f"/v1/events?{urlencode({'entity': key, 'type': 'visit', 'to': until, 'limit': ROWS})}",)


def of_datasette(database: str, key: str, until: str) -> Question:
    """Return what Datasette is asked about it."""
    return (f"/{database}.json?{urlencode({'sql': SQL, 'key': key, 'until': until, '_shape': 'array'})}",)


def compare(
    ours: Server, theirs: Server | None, asked: Sequence[str], days: Iterator[str], options: argparse.Namespace
) -> int:
    """Ask both servers the same, questions that come again and then such as do not; print it, and return the errors."""
    database, errors = options.keep.stem, 0
    for name, fresh in (("warm, the same questions again and again", False), ("cold, no question twice", True)):
        turns = []
        for form in (of_rasid, partial(of_datasette, database)):
            again = [form(key, "2399-12-31") for key in asked]
            turns.append(map(form, itertools.cycle(asked), days) if fresh else itertools.cycle(again))
            server = ours if form is of_rasid else theirs
            if server is not None and not fresh:
                asyncio.run(_ask_once(server, again))
        found = Answers(), Answers()
        for _ in range(ROUNDS):
            for server, turn, answers in zip((ours, theirs), turns, found, strict=True):
                if server is not None:
                    ask(server, turn, options.clients, options.seconds / ROUNDS, answers)
        sys.stdout.write(f"{options.clients} clients, {name}\n" + _report("rasid", found[0]))
        if theirs is not None:
            sys.stdout.write(_report("datasette", found[1]) + f"  ratio {found[0].rate / found[1].rate:.2f}\n")
        sys.stdout.flush()
        errors += found[0].errors
    return errors


def few(ours: Server, world: World, asked: Sequence[str], days: Iterator[str], options: argparse.Namespace) -> int:
    """Ask with few clients what was not asked before, print how long it takes, and return the errors."""
    questions, errors = Questions(world, options.seed), 0
    names = [(questions.institution() | questions.official())[kind] for _ in range(100) for kind in ("institution", "official")]  # fmt: skip
    words = dict.fromkeys(questions.official()["official"].split()[-1] for _ in range(100))

    def named() -> Iterator[Question]:
        for kind, name in zip(itertools.cycle(("institution", "official")), itertools.cycle(names), strict=False):
            yield (f"/v1/events?{urlencode({kind: name, 'to': next(days), 'limit': ROWS})}",)

    def searched() -> Iterator[Question]:
        for size, word in itertools.product(range(1, 101), words):
            yield f"/v1/search?{urlencode({'q': word, 'limit': size})}", f"/v1/events/facets?{urlencode({'q': word, 'size': size})}"  # fmt: skip

    of_entities = (of_rasid(key, day) for key, day in zip(itertools.cycle(asked), days, strict=False))
    sys.stdout.write(f"{options.few} clients, {options.workers} workers, cold\n")
    kinds = {"events of an entity": of_entities, "events of a name": named(), "a search with its facets": searched()}
    for name, turn in kinds.items():
        answers = Answers()
        ask(ours, turn, options.few, options.seconds / 2, answers)
        sys.stdout.write(_report(name, answers))
        sys.stdout.flush()
        errors += answers.errors
    return errors


def main() -> int:
    """Run the benchmark and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--keep", type=Path, required=True, help="the SQLite file")
    parser.add_argument("--articles", type=int, required=True)
    parser.add_argument("--clients", type=int, default=50, help="0: no such comparison")
    parser.add_argument("--few", type=int, default=4, help="clients that ask Rasid alone; 0: none")
    parser.add_argument("--workers", type=int, default=2, help="of the server that they ask; all others have one")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long each server is asked each, in all")
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
    rasid = [sys.executable, "-c", "from pipeline.cli import app; app()", "serve"]

    def serving(workers: int) -> contextlib.AbstractContextManager[Server]:
        return running(lambda p: [*rasid, "--workers", str(workers), "--port", str(p)], "/readyz", environment)

    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(serving(1))
        theirs = None
        if options.datasette:
            limits = ["--setting", "sql_time_limit_ms", "60000", "--setting", "num_sql_threads", "3"]
            command = [options.datasette, "serve", str(options.keep), *limits, "--port"]
            theirs = stack.enter_context(running(lambda p: [*command, str(p)], "/-/versions.json", {}))
        days = _days()
        errors = compare(ours, theirs, asked, days, options) if options.clients else 0
        errors += watch(ours, mixed(world, asked, options.seed), options) if options.minutes else 0
    if options.few:
        with serving(options.workers) as several:
            errors += few(several, world, asked, days, options)
    return int(errors > 0)


def watch(server: Server, targets: Sequence[str], options: argparse.Namespace) -> int:
    """Ask all kinds of questions for some minutes, print the server's memory by tenths of that time, return the errors."""
    answers, means, turn = Answers(), [], itertools.cycle((target,) for target in targets)
    for _ in range(10):
        read: list[float] = []
        for _ in range(6):
            ask(server, turn, 4, options.minutes * 60 / 60, answers)
            read.append(memory_mb(server.process))
        means.append(statistics.fmean(read))
    told = " ".join(f"{mean:.0f}" for mean in means)
    report = _report("mixed questions, 4 clients", answers)
    sys.stdout.write(f"memory over {options.minutes:g} minutes, MB: {told}\n{report}")
    return answers.errors


if __name__ == "__main__":
    sys.exit(main())
