"""Values as texts, for formats without lists and dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pipeline.kb.export.columns import Value

BAR = " | "  # between the items of a list; a bar inside an item is written `\|`


def as_text(value: Value) -> str:
    """Return a value as people write it: nothing for none, ISO days, items of a list with bars between."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return listed(value)
    return str(value)


def listed(items: Iterable[str | float | None]) -> str:
    """Return the items of a list with bars between: ``["أ", None, "ب|ج"]`` -> ``أ |  | ب\\|ج``."""
    return BAR.join(("" if item is None else str(item)).replace("|", "\\|") for item in items)
