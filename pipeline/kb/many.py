"""Conditions with many values as one parameter, so that a statement that is kept is the same however many there are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, any_, bindparam, func, select

NUMBERS = "numbers"


def is_one(dialect: str, column: Any, name: str = NUMBERS) -> Any:
    """Return the condition that a column holds one of the numbers of a parameter, which :func:`many` gives."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(BigInteger)))
    each = func.json_each(bindparam(name)).table_valued("value")
    return column.in_(select(each.c.value))


def many(dialect: str, numbers: Sequence[int]) -> Any:
    """Return numbers as the value of a parameter."""
    return list(numbers) if dialect == "postgresql" else json.dumps(list(numbers))
