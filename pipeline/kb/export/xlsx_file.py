"""Excel workbooks, written row by row: sheets from right to left, as many as the rows need."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, BinaryIO

from pipeline.kb.export.cells import as_text
from pipeline.kb.export.columns import Kind, Record, Table, Value
from pipeline.kb.export.extras import require

MOST_ROWS = 1_048_576  # of a sheet, the names of the columns among them
LONGEST_CELL = 32_767  # characters; a longer text ends with an ellipsis
EARLIEST = date(1900, 3, 1)  # Excel counts a 29 February 1900; days before are written as text
WIDTHS = {Kind.TEXTS: 30, Kind.TEXT: 24, Kind.DATE: 12}
# What an article says stays a text, whatever it begins with.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


def write(
    out: BinaryIO, table: Table, records: Iterable[Record], *, name: str = "rasid", most_rows: int = MOST_ROWS
) -> int:
    """Write a workbook of sheets of at most ``most_rows`` rows and return the number of records."""
    xlsxwriter = require("xlsxwriter")
    number = 0
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        sheet = _sheet(book, table, name)
        for number, record in enumerate(records, 1):
            before, line = divmod(number - 1, most_rows - 1)
            if before and not line:
                sheet = _sheet(book, table, f"{name} {before + 1}")
            _row(sheet, line + 1, table, record)
    return number


def _sheet(book: Any, table: Table, name: str) -> Any:
    sheet = book.add_worksheet(name)
    sheet.right_to_left()
    sheet.freeze_panes(1, 1)
    bold = book.add_format({"bold": True})
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, WIDTHS.get(column.kind, 10))
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, column.name, bold)
    return sheet


def _row(sheet: Any, line: int, table: Table, record: Record) -> None:
    for at, column in enumerate(table.columns):
        _cell(sheet, line, at, record[column.name])


def _cell(sheet: Any, line: int, at: int, value: Value) -> None:
    if value is None or value == []:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, at, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, at, value)
    elif isinstance(value, date) and value >= EARLIEST:
        sheet.write_datetime(line, at, datetime(value.year, value.month, value.day))
    else:
        sheet.write_string(line, at, shortened(as_text(value)))


def shortened(text: str) -> str:
    """Return a text that fits a cell."""
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
