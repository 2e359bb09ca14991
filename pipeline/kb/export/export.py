"""Writing the knowledge base, or what of it has to do with certain events, to a file of some format.

Rows are read and written some at a time, all from one moment, however many there are. A file appears whole or not at
all: it is written beside its name and then moved there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, Engine

from corpus.errors import StoreError
from pipeline.kb.browse.shapes import HappeningFilters
from pipeline.kb.export import (
    csv_file,
    entities,
    events,
    facts,
    ftm_file,
    geojson_file,
    jsonl_file,
    parquet_file,
    xlsx_file,
)
from pipeline.kb.export.columns import TABLES, Format, Record, What
from pipeline.kb.export.stream import Scope, snapshot
from pipeline.kb.filters import EventFilters

RECORDS: dict[What, Callable[[Connection, Scope], Iterator[Record]]] = {
    What.EVENTS: events.events,
    What.HAPPENINGS: events.happenings,
    What.OFFICIALS: entities.officials,
    What.INSTITUTIONS: entities.institutions,
    What.PLACES: entities.places,
    What.POSITIONS: entities.positions,
    What.AMOUNTS: facts.amounts,
    What.QUANTITIES: facts.quantities,
    What.ARTICLES: facts.articles,
}


BINARY = (Format.XLSX, Format.PARQUET)  # nothing for a terminal


@dataclass(frozen=True)
class Export:
    """What to write: rows of which kind, in which format, and which of them. ``bom``: CSV for Excel."""

    format: Format = Format.CSV
    what: What = What.EVENTS
    filters: EventFilters | HappeningFilters = field(default_factory=EventFilters)
    bom: bool = False


def records(connection: Connection, what: What, filters: EventFilters | HappeningFilters) -> Iterator[Record]:
    """Yield the rows of a kind that have to do with the events that pass the filters; ``limit`` is not looked at."""
    return RECORDS[what](connection, Scope.of(connection, filters))


def export(engine: Engine, wanted: Export, out: BinaryIO) -> int:
    """Write an export and return the number of rows (of entities, for FollowTheMoney).

    Raises: StoreError: the knowledge base cannot be read, a library is missing, or the format has no such rows.
    """
    with snapshot(engine) as connection:
        if wanted.format is Format.FTM:
            return ftm_file.write(out, wanted.what, connection, Scope.of(connection, wanted.filters))
        return _write_table(out, wanted, records(connection, wanted.what, wanted.filters))


def export_to(engine: Engine, wanted: Export, file: Path) -> int:
    """Write an export to a file, which is left as it was if that fails, and return the number of rows.

    Raises: StoreError: also, the file cannot be written.
    """
    with _replacing(file) as out:
        return export(engine, wanted, out)


def _write_table(out: BinaryIO, wanted: Export, rows: Iterator[Record]) -> int:
    table = TABLES[wanted.what]
    match wanted.format:
        case Format.CSV:
            return csv_file.write(out, table, rows, bom=wanted.bom)
        case Format.XLSX:
            return xlsx_file.write(out, table, rows, name=wanted.what.value)
        case Format.PARQUET:
            return parquet_file.write(out, table, rows)
        case Format.GEOJSON:
            return geojson_file.write(out, table, rows)
        case _:
            return jsonl_file.write(out, table, rows)


@contextmanager
def _replacing(file: Path) -> Iterator[BinaryIO]:
    """Yield a file to write that takes the place of ``file`` when all went well."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        try:
            with draft.open("wb") as out:
                yield out
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{file}: cannot be written: {error.strerror or error}") from error
