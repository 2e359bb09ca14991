"""How the pages of each outlet are read: its time zone and its own fixes, as declared; else those of its country."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import get_global

from corpus.page import PageFixes, PageReading
from corpus.page_date import DateReading
from pipeline.crawl.outlets import Outlet
from pipeline.page_days import visible_day
from pipeline.page_moments import told_day

_PLAIN = PageReading(DateReading(visible=visible_day, told=told_day))


@dataclass(frozen=True)
class Readings:
    """The reading of every outlet by its key; ``plain`` is for pages of no outlet."""

    outlets: dict[str, PageReading] = field(default_factory=dict)
    plain: PageReading = _PLAIN

    @classmethod
    def declared(cls, outlets: Iterable[Outlet]) -> Readings:
        """Return the readings that declarations ask for."""
        return cls({outlet.key: _reading(outlet) for outlet in outlets})

    def of(self, key: str, country: str, at: str) -> PageReading:
        """Return how a page of an outlet is read that was fetched at a moment (ISO 8601); ``country``: ISO 3166-1."""
        reading = self.outlets.get(key, self.plain)
        dates = reading.dates.as_of(at)
        return replace(reading, dates=replace(dates, zone=dates.zone or zone_of(country)))


@cache
def zone_of(country: str) -> ZoneInfo | None:
    """Return the time zone of a country by CLDR, None where it has several or none: ``MA`` -> Africa/Casablanca."""
    zones = [zone for zone, territory in get_global("zone_territories").items() if territory == country]
    return ZoneInfo(zones[0]) if len(zones) == 1 else None


def _reading(outlet: Outlet) -> PageReading:
    """Return how the pages of an outlet are read."""
    fixes = outlet.fixes
    days = DateReading(
        visible_day,
        tuple(re.compile(pattern) for pattern in fixes.date_patterns),
        ZoneInfo(outlet.time_zone) if outlet.time_zone else None,
        told=told_day,
    )
    lines = tuple(re.compile(pattern) for pattern in fixes.furniture_patterns)
    return PageReading(days, PageFixes(fixes.title_suffixes, fixes.furniture, lines))
