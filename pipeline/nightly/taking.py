"""The second stage: what the archive has that the knowledge base has not. Only that is read, not the whole store.

How far the archive is taken in is kept in SQL and moved on behind every few articles; those a killed process had stored
already are found unchanged.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection, delete, insert, select, update

from corpus.document import Document
from corpus.reader import ReadFailure, page_name
from pipeline.annotate import BATCH
from pipeline.crawl.index import Capture, require_index
from pipeline.crawl.reading import Readings
from pipeline.crawl.replay import Replay, is_store, open_to_read
from pipeline.inputs import Inputs
from pipeline.kb.engine import is_unavailable, reading, writing
from pipeline.kb.nights import SetAside, TakenIn
from pipeline.kb.runs import record_failure
from pipeline.kb.write import write_article
from pipeline.nightly.context import Context
from pipeline.run import extract_all

SLICE = 2 * BATCH  # articles between two marks
log = logging.getLogger(__name__)
BY_FAULT = "set_aside_by_fault"
FEWEST = 5  # pages that fail by a fault of ours before somebody must look
TRIES = 3  # nights in which a page is tried that failed by a fault of ours


@dataclass(frozen=True)
class _Fault:
    """Why a page was set aside; ``ours``: by our fault, so that another try may help."""

    outlet: str
    reason: str
    ours: bool


@dataclass
class _Taking:
    """The stage at work."""

    context: Context
    replay: Replay
    readings: Readings
    counts: Counter[str] = field(default_factory=Counter)

    def take(self, captures: Sequence[Capture], mark: Callable[[Connection], None] = lambda _connection: None) -> None:
        """Store the articles of some records and what failed of them; ``mark`` is written with the latter.

        Raises: StoreError: the knowledge base takes nothing any more.
        """
        by_name = {page_name(capture.url): capture for capture in captures}
        faults: dict[str, _Fault] = {}
        inputs = list(Inputs(self.context.settings).settled(self._read(captures, faults)))
        known = {item.id for item in inputs if isinstance(item, Document)}
        for item in extract_all(self.context.annotator, inputs):
            if isinstance(item, ReadFailure):
                ours = item.source in known
                capture = by_name[item.source if ours else page_name(item.source)]
                faults[capture.url] = _Fault(capture.outlet, item.reason, ours)
                continue
            capture = by_name[item.document.id]
            try:
                outcome = write_article(self.context.engine, item.facts, item.document, self.context.night.run_id)
                self.counts[outcome.value] += 1
            except Exception as error:
                if is_unavailable(error):
                    raise
                log.exception("%s could not be stored", capture.url)
                faults[capture.url] = _Fault(capture.outlet, f"{type(error).__name__}: {error}", True)
            self.context.teller.step()
        self._note(captures, faults, mark)

    def _read(self, captures: Sequence[Capture], faults: dict[str, _Fault]) -> Iterator[Document | ReadFailure]:
        """Yield what is read; one page that nobody foresaw must not hold up all behind it, night after night."""
        for capture in captures:
            try:
                yield self.replay.document(capture, self.readings)
            except Exception as error:
                log.exception("%s could not be read", capture.url)
                faults[capture.url] = _Fault(capture.outlet, f"{type(error).__name__}: {error}", True)

    def _note(self, captures: Sequence[Capture], faults: dict[str, _Fault], mark: Callable[[Connection], None]) -> None:
        night, engine = self.context.night, self.context.engine
        for url, fault in faults.items():
            self.counts[BY_FAULT if fault.ours else "no_article"] += 1
            record_failure(engine, night.run_id, source=url, error=fault.reason, document_id=page_name(url))
        with writing(engine) as connection:
            rows = connection.execute(
                select(SetAside.url, SetAside.tries).where(SetAside.url.in_([c.url for c in captures]))
            )
            tries: dict[str, int] = {row.url: row.tries for row in rows}
            connection.execute(delete(SetAside).where(SetAside.url.in_(sorted(set(tries) - set(faults)))))
            for url, fault in faults.items():
                values = {"reason": fault.reason, "ours": fault.ours, "night_id": night.number}
                if url in tries:
                    again = update(SetAside).where(SetAside.url == url)
                    connection.execute(again.values(tries=tries[url] + 1, **values))
                else:
                    connection.execute(insert(SetAside), [{"url": url, "outlet": fault.outlet, "tries": 1, **values}])
            mark(connection)


def take_in_stage(context: Context) -> dict[str, int]:
    """Read, extract and store what the archive has after the mark, and once more what failed in earlier nights.

    Raises: StoreError: the archive cannot be read, or the knowledge base takes nothing any more.
    """
    folder = context.settings.store_dir
    if not is_store(folder):
        require_index(folder)
        return {}
    with open_to_read(folder) as replay:
        if replay is None:
            return {}
        taking = _Taking(context, replay, Readings.declared(context.outlets))
        at = _mark(context, replay)
        with context.teller.stage("take in", replay.index.count_after(at)):
            while found := replay.index.captures_after(at, SLICE):
                at = found[-1][0]
                taking.take([capture for _, capture in found], partial(_move, at, replay.index.capture_at(at)))
            for capture in _again(context, replay):
                taking.take([capture])
    counts = dict(taking.counts)
    faults, pages = counts.get(BY_FAULT, 0), sum(counts.values())
    if faults >= FEWEST and faults > context.settings.failure_share * pages:
        context.act(
            "pages", f"{faults} of {pages} pages were set aside by a fault of ours; they are named in the report"
        )
    return counts


def _mark(context: Context, replay: Replay) -> int:
    """Return the number of the last record that is taken in; 0 where the archive is not the one it was."""
    with reading(context.engine) as connection:
        row = connection.execute(select(TakenIn.__table__)).first()
    if row is None:
        return 0
    there = replay.index.capture_at(row.capture)
    if there is not None and (there.url, there.sha256, there.at) == (row.url, row.sha256, row.at):
        return int(row.capture)
    context.notes.append("the archive is another than that of the last night: it was read from its beginning")
    return 0


def _move(at: int, capture: Capture | None, connection: Connection) -> None:
    """Move the mark behind a record."""
    assert capture is not None  # it was just read
    values = {"capture": at, "url": capture.url, "sha256": capture.sha256, "at": capture.at}
    if not connection.execute(update(TakenIn).values(**values)).rowcount:
        connection.execute(insert(TakenIn), [{"number": 1, **values}])


def _again(context: Context, replay: Replay) -> list[Capture]:
    """Return the pages of earlier nights that are worth another try."""
    query = select(SetAside.url).where(SetAside.ours, SetAside.tries < TRIES, SetAside.night_id < context.night.number)
    with reading(context.engine) as connection:
        urls = connection.execute(query.order_by(SetAside.id)).scalars().all()
    found = (replay.index.newest(url) for url in urls)
    return [capture for capture in found if capture is not None]
