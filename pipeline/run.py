"""The run: read, annotate, put out or store. One article that fails is set aside with its reason; the rest goes on."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from corpus.document import Document
from corpus.errors import ExtractorError, InputError, PressError, StoreError
from corpus.reader import ReadFailure
from extractors.base import VERSION
from pipeline.annotate import BATCH, Annotator
from pipeline.kb.engine import is_unavailable
from pipeline.kb.runs import finish_run, record_failure, start_run
from pipeline.kb.write import write_article
from pipeline.output import SCHEMA_VERSION, to_json

log = logging.getLogger(__name__)
PATIENCE = 3  # articles in a row that the knowledge base does not take, before a run stops asking


@dataclass(frozen=True)
class Extraction:
    """An article that was read to the end: its document and its output object."""

    document: Document
    facts: dict[str, Any]


@dataclass
class Report:
    """What a run came to: counts by outcome, and what was set aside."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[ReadFailure] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """How many inputs were set aside."""
        return len(self.failures)

    @property
    def done(self) -> int:
        """How many articles were put out or stored."""
        return sum(self.counts.values())


def extract_all(annotator: Annotator, inputs: Iterable[Document | ReadFailure]) -> Iterator[Extraction | ReadFailure]:
    """Yield the output of every readable input, in order, and what could not be read or extracted (in part)."""
    batch: list[Document | ReadFailure] = []
    for item in inputs:
        batch.append(item)
        if len(batch) >= BATCH:
            yield from _extract_batch(annotator, batch)
            batch = []
    yield from _extract_batch(annotator, batch)


def _extract_batch(annotator: Annotator, batch: list[Document | ReadFailure]) -> Iterator[Extraction | ReadFailure]:
    """Extract a batch; when it fails as a whole, its articles are tried one by one to find which."""
    documents = [item for item in batch if isinstance(item, Document)]
    try:
        done = iter([Extraction(d, to_json(d)) for d in annotator.annotate(documents)])
        together = True
    except Exception:  # noqa: BLE001  one bad article must not stop a run; it is found and reported below
        done, together = iter(()), False
    for item in batch:
        if isinstance(item, ReadFailure):
            yield item
        elif together:
            yield next(done)
        else:
            yield from _extract_one(annotator, item)


def _extract_one(annotator: Annotator, document: Document) -> Iterator[Extraction | ReadFailure]:
    """Extract one article; an extractor that fails costs its own facts, any other fault the article. Each is told."""
    while True:
        try:
            read = next(annotator.annotate([document]))
            yield Extraction(read, to_json(read))
            return
        except ExtractorError as error:
            log.exception("article %s", document.id)
            yield ReadFailure(document.id, None, f"read without {error.extractor}: {_named(error.__cause__)}")
            annotator = annotator.without(error.extractor)
        except Exception as error:
            log.exception("article %s could not be extracted", document.id)
            yield ReadFailure(document.id, None, _named(error))
            return


def _named(error: BaseException | None) -> str:
    """Return an error's type and message in a line."""
    return f"{type(error).__name__}: {error}"


def store_all(engine: Engine, extractions: Iterable[Extraction | ReadFailure]) -> Report:
    """Write every extraction into the knowledge base as one run; failures are recorded with it.

    Where the knowledge base takes nothing any more (a full disk, a lock that stays), what could not be stored is in the
    report, and after ``PATIENCE`` articles in a row the run ends and says that the rest was not tried.

    Raises: StoreError: the run itself cannot be opened.
    """
    report, unrecorded = Report(), list[ReadFailure]()
    run_id = start_run(engine, {"extractors": VERSION, "schema": SCHEMA_VERSION})
    refused = 0  # articles in a row
    for item in extractions:
        failure = item if isinstance(item, ReadFailure) else None
        if isinstance(item, Extraction):
            try:
                report.counts[write_article(engine, item.facts, item.document, run_id).value] += 1
                refused = 0
            except PressError as error:
                failure = ReadFailure(item.document.id, None, str(error))
                refused = refused + 1 if is_unavailable(error) else 0
        if failure is not None:
            report.failures.append(failure)
            if refused or not _recorded(engine, run_id, failure):
                unrecorded.append(failure)
        if refused >= PATIENCE:
            reason = f"not tried: {refused} articles in a row could not be stored; run again, what is stored is known"
            report.failures.append(ReadFailure("all after that", None, reason))
            break
    _close(engine, run_id, report, [f for f in unrecorded if not _recorded(engine, run_id, f)])
    return report


def _recorded(engine: Engine, run_id: int, failure: ReadFailure) -> bool:
    """Note a failure with its run; return whether that could be done."""
    try:
        record_failure(engine, run_id, source=failure.source, error=failure.reason)
    except StoreError as error:
        log.error("run %s: a failure could not be noted: %s", run_id, error)
        return False
    return True


def _close(engine: Engine, run_id: int, report: Report, unrecorded: list[ReadFailure]) -> None:
    """Note the end of a run; where even that fails, the report says so."""
    counts = {**report.counts, "failed": report.failed}
    try:
        finish_run(engine, run_id, counts | ({"failures not noted": len(unrecorded)} if unrecorded else {}))
    except StoreError as error:
        report.failures.append(ReadFailure(f"run {run_id}", None, f"its end could not be noted: {error}"))


def write_files(folder: Path, extractions: Iterable[Extraction | ReadFailure]) -> Report:
    """Write ``folder/<id>.json`` for every extraction, each file whole or not at all.

    Raises: InputError: the folder cannot be made.
    """
    report, written = Report(), set[str]()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be made: {error.strerror}") from error
    for item in extractions:
        if isinstance(item, ReadFailure):
            report.failures.append(item)
            continue
        name = item.document.id.replace("/", "_")
        if name in written:
            report.failures.append(ReadFailure(item.document.id, None, f"{name}.json: two articles have this id"))
            continue
        written.add(name)
        try:
            _write_whole(folder, name, json.dumps(item.facts, ensure_ascii=False, indent=1) + "\n")
        except OSError as error:
            reason = f"{name}.json: cannot be written: {error.strerror or error}"
            report.failures.append(ReadFailure(item.document.id, None, reason))
            continue
        report.counts["written"] += 1
    return report


def _write_whole(folder: Path, name: str, content: str) -> None:
    """Write ``folder/<name>.json`` whole, or leave nothing of it (raises OSError)."""
    part = folder / f".{name}.json.part"
    try:
        part.write_text(content, "utf-8")
        part.replace(folder / f"{name}.json")
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
