"""JSON Lines: an object a line, lists as lists, days as ISO 8601, what is not known as null."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, BinaryIO

from pipeline.kb.export.columns import Record, Table, Value


def write(out: BinaryIO, table: Table, records: Iterable[Record]) -> int:
    """Write records and return their number."""
    number = 0
    for number, record in enumerate(records, 1):  # noqa: B007  it is the count when the loop is over
        cells = {column.name: plain(record[column.name]) for column in table.columns}
        out.write(json.dumps(cells, ensure_ascii=False).encode() + b"\n")
    return number


def plain(value: Value) -> Any:
    """Return a value as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value
