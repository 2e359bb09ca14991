"""The data dictionary of the export: ``python -m pipeline.kb.export.dictionary`` prints ``docs/data-dictionary.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from pipeline.kb.export.columns import TABLES, Table, What

HEAD = """# Data dictionary

What `rasid export` writes, made by `make dictionary` from `pipeline/kb/export/columns.py`. Every table is a value of
`--what`; every row leads back to the sentence of an article, or to the articles, that it was read in.

| type | csv | xlsx | jsonl, geojson | parquet |
| --- | --- | --- | --- | --- |
| text | text | text, cut at 32,767 characters | string | string |
| date | YYYY-MM-DD | date, before March 1900 text | "YYYY-MM-DD" | date32 |
| integer, number | digits, a point for decimals | number | number | int64, double |
| true or false | true, false | boolean | true, false | bool |
| list | items with ` \\| ` between; a bar in an item is `\\\\|` | the same | array | list |
| not known | empty | empty | null | null |

In csv a text that a spreadsheet would take for a formula has an apostrophe before it, and so has one that begins with
an apostrophe. In geojson `latitude` and `longitude` are the geometry; a row without a point has none. `ftm` writes
entities of [FollowTheMoney](https://followthemoney.tech) with ids made of the keys: Person, Organization, PublicBody,
Address, Position, Occupancy, Event, and the Articles that prove them; it has no amounts and quantities.
"""


def lines() -> Iterator[str]:
    """Yield the lines of the dictionary."""
    yield from HEAD.splitlines()
    for what, table in TABLES.items():
        yield from _section(what, table)


def _section(what: What, table: Table) -> Iterator[str]:
    yield from ("", f"## {what}", "", table.description, "", "| column | type | what it holds |", "| --- | --- | --- |")
    for column in table.columns:
        yield f"| `{column.name}` | {column.kind} | {column.description} |"


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines()) + "\n")
