"""The events that facets, bars, dots and graphs are made of: all of an answer, or its latest where there are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement

from pipeline.kb.browse import limits
from pipeline.kb.browse.answer import Answer
from pipeline.kb.browse.given import given
from pipeline.kb.many import many


@dataclass(frozen=True)
class Chosen:
    """``rows``: ``id``, ``type``, ``status`` and ``date_start`` of so many events; ``exact``: there are no more."""

    rows: Sequence[Any]
    exact: bool
    dialect: str

    def among(self, column: Any) -> ColumnElement[bool]:
        """Return the condition that a column has the number of one of the events."""
        return given(self.dialect, column, (row.id for row in self.rows))

    @cached_property
    def numbers(self) -> Any:
        """The row numbers of the events, as a parameter of ``pipeline.kb.many.is_one``."""
        return many(self.dialect, (row.id for row in self.rows))


def chosen(answer: Answer) -> Chosen:
    """Return the events of an answer, the latest ones where there are many."""
    some = answer.some(limits.MOST_DIVIDED, limits.LOOKED_AT_TO_DIVIDE)
    return Chosen(some.rows, some.exact, answer.dialect)
