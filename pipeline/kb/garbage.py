"""How often Python looks for garbage in cycles: seldom, where thousands of objects are made that hold none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (100_000, 50, 50)  # objects, and rounds, before Python looks


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look for garbage seldom while this lasts."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def collect_seldom() -> None:
    """Look for garbage seldom from now on, and never through what there is: for a process to its end."""
    gc.freeze()
    gc.set_threshold(*SELDOM)
