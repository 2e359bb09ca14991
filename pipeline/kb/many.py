"""Many values as one: as a parameter, so that a statement that is kept is the same however many there are, and as what a
statement gives, so that thousands of rows are not thousands of objects, among which Python looks for garbage."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    String,
    Text,
    any_,
    bindparam,
    func,
    select,
)  # fmt: skip

NUMBERS = "numbers"


def is_one(dialect: str, column: Any, name: str = NUMBERS) -> ColumnElement[bool]:
    """Return the condition that a column of row numbers, or of words, holds one of a parameter, which :func:`many` gives.

    For statements that are written once: to write one takes longer than to ask it.
    """
    if dialect == "postgresql":
        kind = Text() if isinstance(column.type, String) else BigInteger()
        held: ColumnElement[bool] = column == any_(bindparam(name, type_=ARRAY(kind)))
        return held
    each = func.json_each(bindparam(name, type_=Text())).table_valued("value")
    among: ColumnElement[bool] = column.in_(select(each.c.value))
    return among


def many(dialect: str, some: Iterable[Any]) -> Any:
    """Return values as that of a parameter."""
    values = list(dict.fromkeys(some))
    return values if dialect == "postgresql" else json.dumps(values)


def in_one(dialect: str, query: Select[Any]) -> Select[Any]:
    """Return the query of a list, in one row, of the numbers that a query gives."""
    some = query.subquery()
    (number,) = some.c
    return select(func.array_agg(number) if dialect == "postgresql" else func.json_group_array(number))


def numbers(connection: Connection, asked: Select[Any], values: Mapping[str, Any]) -> list[int]:
    """Return the numbers that a query of :func:`in_one` gives."""
    found = connection.execute(asked, values).scalar_one()
    return list(found or ()) if connection.dialect.name == "postgresql" else orjson.loads(found)
