"""Browsing at size: how fast lists, facets and pages of merged events are, asked by several clients at once.

``python -m bench.browse --url sqlite:///FILE --articles N [--clients 4] [--questions 200]``: a knowledge base that
``bench.store`` filled with N articles (and ``bench.copies`` may have multiplied; N is then that of the first). Names are
drawn as the press writes of them, half of them from all there are. Each client is a process that asks its share of the
questions of a kind, each question once: what is measured is a first answer, not one that was asked before.

Exit status: 0.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from bench.generate import DAYS, FIRST_DAY, OUTLETS, World
from corpus.mention import EventType, InstitutionKind, Status
from pipeline.kb.browse.articles import listed_articles
from pipeline.kb.browse.entities import entities, entity
from pipeline.kb.browse.facets import dots, facets, histogram
from pipeline.kb.browse.figures import amounts
from pipeline.kb.browse.graph import graph
from pipeline.kb.browse.listing import listed
from pipeline.kb.browse.lookup import look_up
from pipeline.kb.browse.shapes import EntityKind, HappeningFilters, Sort
from pipeline.kb.engine import open_store
from pipeline.kb.search import search
from pipeline.settings import Settings

Asked = dict[str, Any]  # filters


class Questions:
    """Questions about a world, drawn with a seed of their own."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.chance = random.Random(seed)

    def one(self, ranked: Any) -> Any:
        """Return a name, half of the time as often as the press writes of it."""
        return ranked.draw(self.chance) if self.chance.random() < 0.5 else self.chance.choice(ranked.names)

    def official(self) -> Asked:
        return {"official": self.one(self.world.officials)[0]}

    def family(self) -> Asked:
        return {"official": self.one(self.world.officials)[0].split()[1]}

    def institution(self) -> Asked:
        return {"institution": self.one(self.world.centres)[0]}

    def place(self) -> Asked:
        return {"place": self.one(self.world.towns)}

    def office(self) -> Asked:
        return {"office": self.one(self.world.officials)[1]}

    def days(self) -> Asked:
        day = FIRST_DAY + timedelta(self.chance.randrange(DAYS - 365))
        return {"date_from": day, "date_to": day + timedelta(self.chance.choice((1, 30, 365)))}

    def kind(self) -> Asked:
        return {"types": (self.chance.choice([EventType.VISIT, EventType.LAUNCH, EventType.DISTRIBUTION]),)}

    def status(self) -> Asked:
        return {"statuses": (self.chance.choice([Status.PAST, Status.DENIED]),)}

    def outlet(self) -> Asked:
        return {"outlet": self.chance.choice(OUTLETS)}

    def centres(self) -> Asked:
        return {"kind": InstitutionKind.CENTRE}

    def words(self) -> Asked:
        name = self.one(self.world.officials)[0].split()
        return {
            "q": self.chance.choice(
                (name[1], f"{name[-1]} {self.one(self.world.towns)}", "زيارة", f'"{" ".join(name)}"')
            )
        }

    def sums(self) -> Asked:
        least = self.chance.randrange(1, 800) * 1000.0
        return {"amount_from": least, "amount_to": least + 50_000}

    def drawn(self, names: Sequence[str]) -> HappeningFilters:
        asked: Asked = {}
        for name in names:
            asked |= getattr(self, name)()
        return HappeningFilters(**asked)


COMBINATIONS = (
    ("official",), ("institution",), ("place",), ("office",), ("days",), ("kind",), ("outlet",), ("sums",),
    ("family",), ("official", "kind"), ("institution", "days"), ("place", "kind", "days"), ("official", "place"),
    ("kind", "status"), ("office", "place"), ("place", "outlet"), ("centres", "place"), ("official", "sums"),
    ("family", "place"), ("kind", "days"),
)  # fmt: skip


def answers() -> dict[str, Callable[[Engine, Questions], Any]]:
    """Return what is asked: a name, and what asks one question of that kind."""
    found: dict[str, Callable[[Engine, Questions], Any]] = {}
    for names in COMBINATIONS:
        found[f"events by {', '.join(names)}"] = lambda e, q, names=names: listed(e, q.drawn(names))  # type: ignore[misc]
    for sort in (Sort.EARLIEST, Sort.SOURCES):
        found[f"events by place, {sort}"] = lambda e, q, s=sort: listed(e, q.drawn(["place"]), sort=s)  # type: ignore[misc]
    found["events, all"] = lambda e, _: listed(e, HappeningFilters())
    found["events with words"] = lambda e, q: listed(e, q.drawn(["words"]))
    found["events with words at a place"] = lambda e, q: listed(e, q.drawn(["words", "place"]))
    found["search with facets"] = lambda e, q: _search(e, q.drawn(["words"]))
    for name, ask in (("facets", facets), ("bars", histogram), ("dots", dots), ("graph", graph)):
        for names in (("official",), ("place", "kind"), ("kind",), ("days",)):
            found[f"{name} by {', '.join(names)}"] = lambda e, q, a=ask, n=names: a(e, q.drawn(n))  # type: ignore[misc]
    found["facets, all"] = lambda e, _: facets(e, HappeningFilters())
    found["bars, all"] = lambda e, _: histogram(e, HappeningFilters())
    found["page of an official"] = lambda e, q: _page(e, EntityKind.OFFICIAL, q.official()["official"])
    found["page of a place"] = lambda e, q: _page(e, EntityKind.PLACE, q.place()["place"])
    found["officials"] = lambda e, _: entities(e, kind=EntityKind.OFFICIAL)
    found["names in batch (100)"] = lambda e, q: look_up(e, [q.official()["official"] for _ in range(100)])
    found["articles with words"] = lambda e, q: listed_articles(e, q=q.words()["q"])
    found["articles of a newspaper"] = lambda e, q: listed_articles(e, outlet=q.outlet()["outlet"])
    found["sums by official"] = lambda e, q: amounts(e, q.drawn(["official"]))
    found["sums by kind"] = lambda e, q: amounts(e, q.drawn(["kind"]))
    return found


def _search(engine: Engine, asked: HappeningFilters) -> Any:
    return search(engine, asked.q or "", limit=20), facets(engine, asked)


def _page(engine: Engine, kind: EntityKind, name: str) -> Any:
    match = look_up(engine, [name], kind=kind, limit=1)[0]
    return entity(engine, match.found[0][0].key) if match.found else None


def share(url: str, articles: int, seed: int, name: str, number: int) -> list[tuple[float, float]]:
    """Ask so many questions of a kind and return how long each took, by the clock and of this processor (ms)."""
    engine, questions = open_store(Settings(database_url=url)), Questions(World(articles), seed)
    ask = answers()[name]
    ask(engine, Questions(questions.world, seed + 1000))  # statements are compiled, the file is opened
    gc.freeze()  # the names of the world are no part of a server
    times = []
    for _ in range(number):
        began, worked = time.perf_counter(), time.process_time()
        ask(engine, questions)
        times.append(((time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000))
    engine.dispose()
    return times


def main() -> int:
    """Run the benchmark and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--url", required=True)
    parser.add_argument("--articles", type=int, required=True)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--questions", type=int, default=200, help="of each kind, of all clients together")
    parser.add_argument("--only", default="", help="kinds whose names have this")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    each = max(1, options.questions // options.clients)
    with ProcessPoolExecutor(options.clients) as clients:
        for name in answers():
            if options.only not in name:
                continue
            seeds = range(options.seed, options.seed + options.clients)
            jobs = [clients.submit(share, options.url, options.articles, seed, name, each) for seed in seeds]
            times = [pair for job in jobs for pair in job.result()]
            clock, worked = (sorted(column) for column in zip(*times, strict=True))
            shown = "  ".join(f"{label} {_at(clock, at):7.1f} ms ({_at(worked, at):6.1f})" for label, at in (("p50", 0.5), ("p95", 0.95), ("worst", 1.0)))  # fmt: skip
            sys.stdout.write(f"{name:45} {shown}\n")
            sys.stdout.flush()
    return 0


def _at(times: Sequence[float], share_of: float) -> float:
    return times[min(len(times) - 1, int(share_of * len(times)))]


if __name__ == "__main__":
    sys.exit(main())
