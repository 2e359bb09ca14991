"""Conditions with many values as one parameter, so that a statement that is kept is the same however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, String, Text, any_, bindparam, func, select

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
