"""Conditions with many values as one parameter, so that a statement is the same however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, any_, func, literal, select


def given(dialect: str, column: Any, numbers: Iterable[int]) -> ColumnElement[bool]:
    """Return the condition that a column of row numbers holds one of some."""
    values = list(numbers)
    if dialect == "postgresql":
        held: ColumnElement[bool] = column == any_(literal(values, ARRAY(BigInteger)))
        return held
    each = func.json_each(json.dumps(values)).table_valued("value")
    among: ColumnElement[bool] = column.in_(select(each.c.value))
    return among
