"""What a saved search asks for: the query string it is kept as (that of ``/v1/events``), as filters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from corpus.errors import InputError
from corpus.mention import EventType, InstitutionKind, Status
from pipeline.kb.browse.shapes import HappeningFilters, Precision

SINGLE: dict[str, tuple[str, Callable[[str], Any]]] = {
    **{
        name: (name, str) for name in ("q", "official", "office", "institution", "place", "inside", "outlet", "article")
    },
    "kind": ("kind", InstitutionKind),
    "from": ("date_from", date.fromisoformat),
    "to": ("date_to", date.fromisoformat),
    "precision": ("precision", Precision),
    "amount_from": ("amount_from", float),
    "amount_to": ("amount_to", float),
    "currency": ("currency", str),
    "min_confidence": ("min_confidence", float),
    "min_sources": ("min_sources", int),
}
SEVERAL: dict[str, tuple[str, Callable[[str], Any]]] = {
    "entity": ("entities", str),
    "type": ("types", EventType),
    "status": ("statuses", Status),
}


def filters_of(query: str) -> HappeningFilters:
    """Return the filters of a query string: ``type=visit&place=تازة``; those that may be repeated are joined by "or".

    Raises: InputError: a filter that is unknown or has no such value; it would find what was not asked for.
    """
    cells: dict[str, Any] = {}
    for name, value in parse_qsl(query.lstrip("?"), keep_blank_values=True):
        if not value:
            continue
        try:
            if name in SEVERAL:
                cell, read = SEVERAL[name]
                cells[cell] = (*cells.get(cell, ()), read(value))
            else:
                cell, read = SINGLE[name]
                cells[cell] = read(value)
        except KeyError as error:
            raise InputError(f"no filter {name!r}") from error
        except ValueError as error:
            raise InputError(f"{name}: {error}") from error
    return HappeningFilters(**cells)
