"""CSV in UTF-8, safe to open in a spreadsheet: a text that would be read as a formula gets an apostrophe before it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import TextIOWrapper
from typing import BinaryIO

from pipeline.kb.export.cells import as_text
from pipeline.kb.export.columns import Record, Table, Value

BOM = b"\xef\xbb\xbf"
# Signs a formula begins with, also in their wide forms; the apostrophe itself, so that taking one away is always right.
DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")


def write(out: BinaryIO, table: Table, records: Iterable[Record], *, bom: bool = False) -> int:
    """Write records with a line of column names and return their number. ``bom``: let Excel see that it is UTF-8."""
    if bom:
        out.write(BOM)
    text = TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
    rows = csv.writer(text)
    names = [column.name for column in table.columns]
    rows.writerow(names)
    number = 0
    for number, record in enumerate(records, 1):  # noqa: B007  it is the count when the loop is over
        rows.writerow([_cell(record[name]) for name in names])
    text.flush()
    text.detach()
    return number


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: ``=1+1`` -> ``'=1+1``."""
    return f"'{text}" if text.lstrip(" \u00a0\u200e\u200f\ufeff").startswith(DANGEROUS) else text


def _cell(value: Value) -> str:
    text = as_text(value)
    return guarded(text) if isinstance(value, str | list) else text
