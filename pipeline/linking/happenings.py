"""Events across outlets: puts the tellings of articles together into happenings and keeps their rows.

``merge_events(connection)`` is called after entities are linked. It looks at new tellings and at what they touch; with
``rebuild`` at everything, with the same result. What makes two tellings one event is in ``pipeline.linking.compare``
and ``clusters``, what is said of the event in ``summary``, which tour it belongs to in ``tours``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import Connection, select

from pipeline.kb.engine import batches
from pipeline.kb.schema import Article, Event
from pipeline.linking.blocks import Pool
from pipeline.linking.clusters import Judge, clusters, component
from pipeline.linking.copies import mark_copies
from pipeline.linking.dirty import decisions, unsettled
from pipeline.linking.record import Settled, keep, sweep
from pipeline.linking.tellings import Telling
from pipeline.linking.tours import place_in_tours

CHUNK = 2000  # tellings looked at before what was read for them is let go


@dataclass
class Merged:
    """What a run of ``merge_events`` came to: tellings looked at, events written, events of more than one telling."""

    tellings: int = 0
    happenings: int = 0
    shared: int = 0


def merge_events(connection: Connection, articles: Iterable[int] = (), *, rebuild: bool = False) -> Merged:
    """Bring ``happening``, ``part``, ``candidate`` and ``redirect`` up to the tellings there are, in one transaction.

    Looks at tellings without an event and at those whose event may have changed; with ``rebuild`` at all of them.
    ``articles``: those that speak of other entities now than when they were last looked at, by row.
    """
    copied = mark_copies(connection)
    said = decisions(connection)
    judge = Judge({pair: ruling.one for pair, ruling in said.items()})
    if rebuild:
        waiting = set(connection.execute(select(Event.id)).scalars())
    else:
        waiting = unsettled(connection, said, copied | set(articles))
    counts = Merged()
    written: set[int] = set()
    done: set[int] = set()
    homes: dict[int, str] = {}
    for some in batches(_in_time(connection, waiting), CHUNK):
        new = [number for number in some if number not in done]
        pool = Pool(connection)
        pool.prepare(new)
        settled: list[Settled] = []
        for number in new:
            if number not in done:
                found = component(pool[number], partial(_mates, connection, pool, judge), judge)
                done |= set(found.tellings)
                settled.append(Settled(found, clusters(found, judge)))
        written |= keep(connection, settled, homes, said)
        counts.shared += sum(len(group) > 1 for some in settled for group in some.groups)
    sweep(connection)
    place_in_tours(connection, written)
    counts.tellings, counts.happenings = len(done), len(written)
    return counts


def _in_time(connection: Connection, waiting: set[int]) -> list[int]:
    """Return the tellings by their day, so that those read together are of the same weeks."""
    days: dict[int, date] = {}
    for some in batches(sorted(waiting)):
        query = select(Event.id, Event.date_start, Article.published).join(Article, Article.id == Event.article_id)
        for row in connection.execute(query.where(Event.id.in_(some))):
            days[row.id] = row.date_start or row.published or date.max
    return sorted(days, key=lambda number: (days[number], number))


def _mates(connection: Connection, pool: Pool, judge: Judge, telling: Telling) -> list[Telling]:
    """Return what a telling is compared with: what it shares a block with, and what a researcher joined it to."""
    chosen = {key for pair, one in judge.decided.items() if one and telling.key in pair for key in pair}
    mates = {t.id: t for t in pool.mates(telling.id)}
    if chosen:
        numbers = list(connection.execute(select(Event.id).where(Event.key.in_(chosen - {telling.key}))).scalars())
        pool.prepare(numbers)
        mates |= {number: pool[number] for number in numbers}
    return [mates[number] for number in sorted(mates)]
