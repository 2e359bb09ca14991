"""GeoJSON (RFC 7946): a feature a record, at the point of its place; null geometry where there is none."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from pipeline.kb.export.columns import Record, Table
from pipeline.kb.export.jsonl_file import plain

POINT = ("longitude", "latitude")  # in this order in a position


def write(out: BinaryIO, table: Table, records: Iterable[Record]) -> int:
    """Write a collection of features, one a line, and return their number."""
    out.write(b'{"type": "FeatureCollection", "features": [')
    number = 0
    for number, record in enumerate(records, 1):
        feature = json.dumps(_feature(table, record), ensure_ascii=False)
        out.write((b",\n" if number > 1 else b"\n") + feature.encode())
    out.write(b"\n]}\n")
    return number


def _feature(table: Table, record: Record) -> dict[str, Any]:
    point = [record.get(name) for name in POINT]
    key, *others = (column.name for column in table.columns)
    return {
        "type": "Feature",
        "id": record[key],
        "geometry": None if None in point else {"type": "Point", "coordinates": point},
        "properties": {name: plain(record[name]) for name in (key, *others) if name not in POINT},
    }
