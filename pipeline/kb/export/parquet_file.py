"""Parquet with typed columns: days, numbers and lists stay what they are; a group of rows at a time."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, BinaryIO

from pipeline.kb.export.columns import Kind, Record, Table
from pipeline.kb.export.extras import require

GROUP = 5_000  # rows; each group is in memory until it is written


def write(out: BinaryIO, table: Table, records: Iterable[Record], *, group: int = GROUP) -> int:
    """Write records in groups of rows and return their number. Each column carries its description."""
    arrow, parquet = require("pyarrow"), require("pyarrow.parquet")
    schema = _schema(arrow, table)
    number, rest = 0, iter(records)
    with parquet.ParquetWriter(out, schema, compression="zstd") as file:
        while some := list(islice(rest, group)):
            columns = [[record[name] for record in some] for name in schema.names]
            arrays = [arrow.array(cells, field.type) for cells, field in zip(columns, schema, strict=True)]
            file.write_batch(arrow.record_batch(arrays, schema=schema))
            number += len(some)
    return number


def _schema(arrow: Any, table: Table) -> Any:
    types = {
        Kind.TEXT: arrow.string(),
        Kind.DATE: arrow.date32(),
        Kind.INTEGER: arrow.int64(),
        Kind.NUMBER: arrow.float64(),
        Kind.FLAG: arrow.bool_(),
        Kind.TEXTS: arrow.list_(arrow.string()),
        Kind.NUMBERS: arrow.list_(arrow.float64()),
    }
    fields = [arrow.field(c.name, types[c.kind], metadata={"description": c.description}) for c in table.columns]
    return arrow.schema(fields, metadata={"description": table.description})
