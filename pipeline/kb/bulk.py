"""Storing many articles at once: the same rows as writing them one by one, a batch in each transaction.

What can be made of an article without the database (``pipeline.kb.flat``) is made before the transaction, by other
processes if there are any; row numbers are taken in blocks; rows go in by the driver's own way (``executemany``,
``COPY``). An article that is known already is written by ``pipeline.kb.write`` as ever.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import DBAPIError

from corpus.document import Document
from corpus.errors import StoreError
from pipeline.kb.corrected import apply
from pipeline.kb.encode import json_value, to_json
from pipeline.kb.engine import lock_articles, writing
from pipeline.kb.flat import Flat, flatten
from pipeline.kb.garbage import collect_seldom, collecting_seldom
from pipeline.kb.identify import identify, phrases, positions, unsettle
from pipeline.kb.indexes import without_indexes
from pipeline.kb.keys import position_key
from pipeline.kb.rows import COLUMNS, Cells
from pipeline.kb.schema import Article, Correction
from pipeline.kb.word_index import free_places
from pipeline.kb.write import ATTEMPTS, Outcome, is_conflict, write_in

BATCH = 1000  # articles in a transaction; the more, the more entities they share
CHUNK = 200  # articles handed to another process at a time
AHEAD = 2 * BATCH // CHUNK  # chunks under way: the next batch is made ready while one is written
Made = tuple[Mapping[str, Any], Document]


@dataclass
class Loaded:
    """What loading came to: articles by outcome, and those whose facts do not fit, each with the reason."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    refused: list[tuple[str, str]] = field(default_factory=list)  # document id, reason


@dataclass
class _Prepared:
    facts: Mapping[str, Any]
    document: Document
    flat: Flat


def filling(engine: Engine) -> AbstractContextManager[None]:
    """Let articles be loaded without the indexes that only questions need, which are made at the end.

    For loads that add at least as much as there is; an article that is known already takes long meanwhile.
    """
    return without_indexes(engine, HEADS)


def load(engine: Engine, made: Iterable[Made], run_id: int, *, batch: int = BATCH, processes: int = 0) -> Loaded:
    """Store articles and their facts in batches, each whole or not at all; the order of the articles is kept.

    ``processes``: how many more than this one make rows ready while this one writes.

    Raises: StoreError: the database cannot be written; the batches before stay.
    """
    loaded = Loaded()
    with collecting_seldom(), _preparing(made, processes) as prepared:
        while some := list(islice(prepared, batch)):
            loaded.refused += [item for item in some if isinstance(item, tuple)]
            ready = [item for item in some if isinstance(item, _Prepared)]
            loaded.counts += _write_batch(engine, ready, run_id)
    return loaded


@contextmanager
def _preparing(made: Iterable[Made], processes: int) -> Iterator[Iterator[_Prepared | tuple[str, str]]]:
    """Yield the articles as rows, in order; at most a few chunks a process are under way at a time."""
    plain = ((facts, replace(document, tokens=None, mentions=())) for facts, document in made)
    if not processes:
        yield (_prepared(one, _flatten(*one)) for one in plain)
        return
    with ProcessPoolExecutor(processes, multiprocessing.get_context("fork"), collect_seldom) as pool:
        yield _prepared_by(pool, plain, processes)


def _prepared_by(pool: Executor, plain: Iterator[Made], processes: int) -> Iterator[_Prepared | tuple[str, str]]:
    waiting: deque[tuple[list[Made], Future[list[Flat | str]]]] = deque()
    while True:
        while len(waiting) < max(AHEAD, 2 * processes) and (some := list(islice(plain, CHUNK))):
            # A process reads facts from JSON in a quarter of the time that it takes to be handed them as objects.
            sent = [(to_json(dict(facts)), document) for facts, document in some]
            waiting.append((some, pool.submit(_flatten_all, sent)))
        if not waiting:
            return
        given, future = waiting.popleft()
        yield from map(_prepared, given, future.result())


def _prepared(made: Made, flat: Flat | str) -> _Prepared | tuple[str, str]:
    return (made[1].id, flat) if isinstance(flat, str) else _Prepared(*made, flat)


def _flatten_all(some: list[tuple[str, Document]]) -> list[Flat | str]:
    return [_flatten(json_value(facts), document, facts) for facts, document in some]


def _flatten(facts: Mapping[str, Any], document: Document, written: str | None = None) -> Flat | str:
    """Return the rows of an article, or why it has none."""
    try:
        return flatten(facts, document, written)
    except StoreError as error:
        return str(error)


def _write_batch(engine: Engine, items: Sequence[_Prepared], run_id: int) -> Counter[Outcome]:
    for attempt in range(ATTEMPTS):
        try:
            with writing(engine) as connection:
                return _write_all(connection, items, run_id)
        except StoreError as error:
            if attempt == ATTEMPTS - 1 or not is_conflict(error):
                raise
            time.sleep(0.05 * (attempt + 1))
    raise AssertionError("the last attempt returns or raises")


def _write_all(connection: Connection, items: Sequence[_Prepared], run_id: int) -> Counter[Outcome]:
    wanted = {item.flat.key for item in items}
    lock_articles(connection, wanted)
    known = _which(connection, Article.key, wanted)
    fresh: dict[str, _Prepared] = {}
    others: list[_Prepared] = []
    for item in items:
        if item.flat.key in known or item.flat.key in fresh:
            others.append(item)
        else:
            fresh[item.flat.key] = item
    _fill(connection, [item.flat for item in fresh.values()], run_id)
    for key in sorted(_which(connection, Correction.article_key, set(fresh))):
        apply(connection, key)
    counts = Counter({Outcome.ADDED: len(fresh)})
    for item in others:
        counts[write_in(connection, item.facts, item.document, run_id)] += 1
    return counts


def _fill(connection: Connection, flats: Sequence[Flat], run_id: int) -> None:
    """Insert all rows of articles that are not known yet."""
    entities = identify(connection, [flat.entries for flat in flats])
    offices = positions(connection, (title for flat in flats for _, _, title, _ in flat.occupancies))
    phrases(connection, (words for flat in flats for words in flat.phrases))
    articles = _numbers(connection, "article", len(flats))
    mentions = _numbers(connection, "mention", sum(len(flat.mentions) for flat in flats))
    events = _numbers(connection, "event", sum(len(flat.events) for flat in flats))
    places = free_places(connection, (flat.place for flat in flats))
    rows: dict[str, list[Cells]] = {table: [] for table in HEADS}
    first_mention = first_event = 0
    for article, place, flat in zip(articles, places, flats, strict=True):
        own = [*mentions[first_mention : first_mention + len(flat.mentions)], None]
        told = events[first_event : first_event + len(flat.events)]
        first_mention, first_event = first_mention + len(flat.mentions), first_event + len(flat.events)

        def at(place: int | None, own: list[int | None] = own) -> int | None:
            return own[-1 if place is None else place]

        origin = (article, run_id)
        rows["article"].append((article, 1, True, run_id, *flat.article))
        rows["article_words"].append((place, article, *flat.words))
        rows["mention"] += [(own[i], *origin, *cells) for i, cells in enumerate(flat.mentions)]
        rows["link"] += [(own[m], entities[e], place, *cells) for m, e, cells in flat.links]
        rows["occupancy"] += [
            (at(m), entities[e] if e else None, offices[position_key(title)], *origin, *cells)
            for m, e, title, cells in flat.occupancies
        ]
        rows["amount"] += [(at(m), *origin, *cells) for m, cells in flat.amounts]
        rows["quantity"] += [(at(m), *origin, *cells) for m, cells in flat.quantities]
        rows["event"] += [(told[i], at(m), *origin, *cells) for i, (m, cells) in enumerate(flat.events)]
        rows["argument"] += [(told[i], at(m), entities[e] if e else None, *cells) for i, m, e, cells in flat.arguments]
        rows["extraction"].append((flat.key, run_id, flat.text_hash, flat.facts))
    rows["article_words"].sort()  # FTS5 gathers what comes in the order of its numbers
    unsettle(connection, entities.values())
    for table, head in HEADS.items():
        insert_rows(connection, table, (*head, *COLUMNS.get(table, ())), rows[table])


ORIGIN = ("article_id", "run_id")
HEADS: dict[str, tuple[str, ...]] = {  # in the order in which rows may point to one another
    "article": ("id", "version", "current", "run_id"),
    "article_words": ("place", "article_id"),
    "mention": ("id", *ORIGIN),
    "link": ("mention_id", "entity_id", "place"),
    "occupancy": ("mention_id", "entity_id", "position_id", *ORIGIN),
    "amount": ("mention_id", *ORIGIN),
    "quantity": ("mention_id", *ORIGIN),
    "event": ("id", "mention_id", *ORIGIN),
    "argument": ("event_id", "mention_id", "entity_id"),
    "extraction": ("article_key", "run_id", "text_hash", "facts"),
}


def insert_rows(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Cells]) -> None:
    """Insert rows by the driver's own way; cells are what :func:`pipeline.kb.flat.flatten` makes of them."""
    if not rows:
        return
    listed = ", ".join(f'"{name}"' for name in columns)
    driver: Any = connection.dialect.loaded_dbapi
    cursor: Any = connection.connection.cursor()
    try:
        if connection.dialect.name == "postgresql":
            with cursor.copy(f'COPY "{table}" ({listed}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', rows)
    except driver.Error as error:
        raise DBAPIError.instance(f"insert into {table}", None, error, driver.Error) from error
    finally:
        cursor.close()


def _numbers(connection: Connection, table: str, count: int) -> list[int]:
    """Return row numbers that nobody else gets, in order."""
    if connection.dialect.name == "postgresql":
        taken = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
        return sorted(connection.execute(taken, {"table": table, "count": count}).scalars())
    last = connection.exec_driver_sql(f'SELECT coalesce(max(id), 0) FROM "{table}"').scalar_one()
    return list(range(last + 1, last + 1 + count))


def _which(connection: Connection, column: Any, wanted: set[str]) -> set[str]:
    return set(connection.execute(select(column).where(column.in_(sorted(wanted))).distinct()).scalars())
