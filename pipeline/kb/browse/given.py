"""Conditions with many values as one parameter, so that a statement is the same however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Text,
    UnaryExpression,
    any_,
    func,
    literal,
    select,
)  # fmt: skip
from sqlalchemy.sql.operators import custom_op


def unindexed(dialect: str, column: Any) -> Any:
    """Return a column as SQLite looks it up by no index: there are better ways to the rows.

    Given a list, it goes through all of it at each row that is looked at, rather than through the few there are.
    """
    return column if dialect == "postgresql" else UnaryExpression(column, operator=custom_op("+"))


def given(dialect: str, column: Any, some: Iterable[Any]) -> ColumnElement[bool]:
    """Return the condition that a column of row numbers, or of words, holds one of some."""
    values = list(dict.fromkeys(some))
    if dialect == "postgresql":
        held: ColumnElement[bool] = column == any_(
            literal(values, ARRAY(Text if values and isinstance(values[0], str) else BigInteger))
        )
        return held
    each = func.json_each(json.dumps(values)).table_valued("value")
    among: ColumnElement[bool] = column.in_(select(each.c.value))
    return among
