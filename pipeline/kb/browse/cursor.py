"""The place in a list where its next part begins, as an opaque word for addresses.

It holds the order it was made for and the cells of the last row shown, so that what is added meanwhile moves nothing.
"""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

from sqlalchemy import and_, or_

from corpus.errors import AskedError

VERSION = 1  # of the cells; a change makes old cursors refused, not misread
GREATEST = (1 << 63) - 1
LONGEST = 400  # characters; no cursor that was given out is as long


def cursor(order: str, value: date | float | None, key: str) -> str:
    """Return the cursor of the row with this value of what is sorted by, and this key, in an order."""
    shown = value.isoformat() if isinstance(value, date) else value
    cells = json.dumps([VERSION, order, shown, key], separators=(",", ":"))
    return base64.urlsafe_b64encode(cells.encode()).decode().rstrip("=")


def read_cursor(text: str, order: str, kind: type[date] | type[float] | type[int]) -> tuple[Any, str]:
    """Return value (a date may be None) and key of a cursor.

    Raises: AskedError: it is none, or of another order.
    """
    try:
        if len(text) > LONGEST:
            raise ValueError
        cells = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        version, of, shown, key = cells
        if (version, of) != (VERSION, order) or not isinstance(key, str) or "\x00" in key or not key.isascii():
            raise ValueError
        return _value(shown, kind), key
    except (ValueError, TypeError) as error:
        raise AskedError("after", "this is of no page of this list in this order") from error


def behind(value: Any, key: Any, last: tuple[Any, str], *, down: bool) -> Any:
    """Return the condition for rows after a place, in order of value (``down``: the greatest first; None last), then key."""
    last_value, last_key = last
    if last_value is None:
        return and_(value.is_(None), key > last_key)
    further = value < last_value if down else value > last_value
    return or_(further, and_(value == last_value, key > last_key), value.is_(None))


def _value(shown: Any, kind: type[date] | type[float] | type[int]) -> Any:
    if kind is date:
        return None if shown is None else date.fromisoformat(shown)
    if isinstance(shown, bool) or not isinstance(shown, (int, float) if kind is float else int):
        raise ValueError
    if not -GREATEST <= shown <= GREATEST:  # no column holds it, and an engine may not take it
        raise ValueError
    return float(shown) if kind is float else int(shown)
