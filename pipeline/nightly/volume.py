"""Whether an outlet gave as many new pages as it is wont to: the median of its last nights, else what is declared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from pipeline.crawl.outlet import Volume

NIGHTS = 14  # nights the median is taken of
ENOUGH = 5  # nights from which on it counts more than what is declared
SHORTEST = timedelta(hours=12)  # between two crawls; what came in less says nothing about a day
# A newspaper has a quarter as much on a holiday and four times as much on election day; below a few pages chance rules.
FEWER, MORE, SLACK = 4.0, 4.0, 5.0


@dataclass(frozen=True)
class Crawled:
    """A crawl of an outlet that did not fail: when, and its new pages."""

    at: datetime
    fetched: int


def outside(crawls: Sequence[Crawled], declared: Volume | None) -> str | None:
    """Return in words that the last of some crawls (in order) gave more or less than is expected; None: as expected.

    The first crawl of an outlet brings what had gathered, so it is not judged, and neither is one soon after another.
    """
    rates = [
        later.fetched / ((later.at - earlier.at) / timedelta(days=1))
        for earlier, later in pairwise(crawls)
        if later.at - earlier.at >= SHORTEST
    ]
    if not rates or crawls[-1].at - crawls[-2].at < SHORTEST:
        return None
    rate, before = rates[-1], rates[-1 - NIGHTS : -1]
    if len(before) >= ENOUGH:
        usual = median(before)
        least, most, why = (usual - SLACK) / FEWER, usual * MORE + SLACK, f"median of {len(before)} nights: {usual:.0f}"
    elif declared is not None:
        least, most, why = float(declared.min), float(declared.max), f"declared: {declared.min} to {declared.max}"
    else:
        return None
    if least <= rate <= most:
        return None
    return f"{rate:.0f} new pages a day, {'fewer' if rate < least else 'more'} than expected ({why})"
