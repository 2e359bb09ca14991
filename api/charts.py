"""Drawings of the page as plain numbers: bars of a histogram and dots of a map, in the units of their SVG.

The templates write the SVG; nothing is drawn by scripts. In right-to-left languages time runs from right to left. The map
is equirectangular: degrees are units, longitudes shortened by the cosine of the middle latitude. No border is drawn;
the points of all known Moroccan towns and communes show where the country lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import cos, log1p, radians, sqrt

from gazetteer.tree import load_tree
from pipeline.kb.browse.shapes import Bar, Dot, Histogram, Step

CHART_WIDTH, CHART_HEIGHT, AXIS = 720.0, 156.0, 30.0  # units of the histogram; the axis is below the bars
MOST_TICKS = 8
MOST_SLOTS = 400  # bars side by side; beyond it empty periods are not drawn
WIDEST = 46.0  # of a bar
EDGE = 32.0  # from the middle of a tick's name to the edge
SOUTH, NORTH, WEST, EAST = 20.5, 36.3, -17.4, -0.8  # the window of the map, degrees (WGS 84)
MAP_WIDTH = 420.0
SQUEEZE = cos(radians((SOUTH + NORTH) / 2))
SCALE = MAP_WIDTH / ((EAST - WEST) * SQUEEZE)
MAP_HEIGHT = (NORTH - SOUTH) * SCALE
LINES = 4  # degrees between two lines of the graticule
LEAST_RADIUS, MOST_RADIUS = 4.0, 12.0
NAMED = 7  # dots that carry their name


@dataclass(frozen=True)
class ChartBar:
    """A bar: its box, the whole height of its period to click on, and the bar of the answer it shows."""

    x: float
    y: float
    width: float
    height: float
    bar: Bar


@dataclass(frozen=True)
class Tick:
    """A mark on the time axis."""

    x: float
    at: date


@dataclass(frozen=True)
class Chart:
    """A histogram. ``most``: events of the highest bar."""

    width: float
    height: float
    base: float
    bars: tuple[ChartBar, ...]
    ticks: tuple[Tick, ...]
    most: int
    step: Step
    undated: int


@dataclass(frozen=True)
class MapDot:
    """A dot: its centre and radius, what it shows, and (``side``: 1 or -1) where its name stands, 0 for no name."""

    x: float
    y: float
    radius: float
    dot: Dot
    side: int


@dataclass(frozen=True)
class Line:
    """A line of the graticule with its degrees and whether it is a parallel."""

    x1: float
    y1: float
    x2: float
    y2: float
    degrees: int
    parallel: bool


@dataclass(frozen=True)
class MapView:
    """A map of Morocco. ``outside``: dots that lie beyond its window, which only the list has."""

    width: float
    height: float
    ground: str  # the path of the points of known places
    lines: tuple[Line, ...]
    dots: tuple[MapDot, ...]
    outside: tuple[Dot, ...]


def chart(histogram: Histogram, *, right_to_left: bool) -> Chart | None:
    """Return the drawing of a histogram; None where there is no bar.

    Periods without events keep their room, as long as there are not too many for the width.
    """
    bars = histogram.bars
    if not bars:
        return None
    starts = _periods(bars[0].start, bars[-1].start, histogram.step)
    if starts is None or not {bar.start for bar in bars} <= set(starts):
        starts = [bar.start for bar in bars]
    slot = CHART_WIDTH / len(starts)
    width = min(slot * 0.8, WIDEST)
    most = max(bar.count for bar in bars)
    base = CHART_HEIGHT - AXIS

    def left(number: int) -> float:
        middle = (number + 0.5) * slot
        return (CHART_WIDTH - middle if right_to_left else middle) - width / 2

    number_of = {start: i for i, start in enumerate(starts)}
    drawn = []
    for bar in bars:
        height = max(3.0, (base - 14) * bar.count / most)
        drawn.append(ChartBar(_r(left(number_of[bar.start])), _r(base - height), _r(width), _r(height), bar))
    every = -(-len(starts) // MOST_TICKS)
    ticks = tuple(Tick(_r(_within(left(i) + width / 2)), start) for i, start in enumerate(starts) if i % every == 0)
    return Chart(CHART_WIDTH, CHART_HEIGHT, base, tuple(drawn), ticks, most, histogram.step, histogram.undated)


def _within(x: float) -> float:
    """Return where the name of a tick stands: no nearer to an edge than half of its width."""
    return min(max(x, EDGE), CHART_WIDTH - EDGE)


def map_view(dots: Sequence[Dot]) -> MapView | None:
    """Return the map of places with events; None where there is none. The largest dots lie undermost."""
    if not dots:
        return None
    inside = [d for d in dots if SOUTH < d.latitude < NORTH and WEST < d.longitude < EAST]
    outside = tuple(d for d in dots if d not in inside)
    most = max((d.count for d in inside), default=1)
    named = _apart(inside)
    drawn = []
    for dot in sorted(inside, key=lambda d: -d.count):
        x, y = project(dot.latitude, dot.longitude)
        radius = (
            LEAST_RADIUS
            + (MOST_RADIUS - LEAST_RADIUS) * sqrt(log1p(dot.count) / log1p(most)) * (dot.count / most) ** 0.25
        )
        side = (1 if x < MAP_WIDTH / 2 else -1) if dot in named else 0
        drawn.append(MapDot(x, y, _r(radius), dot, side))
    return MapView(_r(MAP_WIDTH), _r(MAP_HEIGHT), ground(), tuple(_graticule()), tuple(drawn), outside)


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return where a point (degrees) lies on the map."""
    return _r((longitude - WEST) * SQUEEZE * SCALE), _r((NORTH - latitude) * SCALE)


@cache
def ground() -> str:
    """Return the path of small squares at every known Moroccan point."""
    tree = load_tree()
    points = {
        project(*point)
        for place, point in tree.points.items()
        if tree.country(place) == "MA" and SOUTH < point[0] < NORTH and WEST < point[1] < EAST
    }
    return "".join(f"M{x} {y}h.01" for x, y in sorted(points))


def _apart(dots: Sequence[Dot]) -> list[Dot]:
    """Return the dots with most events that lie far enough from one another to carry their names."""
    named: list[Dot] = []
    for dot in sorted(dots, key=lambda d: (-d.count, d.label)):
        x, y = project(dot.latitude, dot.longitude)
        others = (project(d.latitude, d.longitude) for d in named)
        if all(abs(y - other_y) > 18 or abs(x - other_x) > 130 for other_x, other_y in others):
            named.append(dot)
        if len(named) == NAMED:
            break
    return named


def _graticule() -> list[Line]:
    lines = []
    for degrees in range(-16, int(EAST), LINES):
        x, _ = project(SOUTH, degrees)
        lines.append(Line(x, 0, x, _r(MAP_HEIGHT), degrees, parallel=False))
    for degrees in range(24, int(NORTH) + 1, LINES):
        _, y = project(degrees, WEST)
        lines.append(Line(0, y, _r(MAP_WIDTH), y, degrees, parallel=True))
    return lines


def _periods(first: date, last: date, step: Step) -> list[date] | None:
    """Return the first days of all periods between two; None if they are too many."""
    found = [first]
    while found[-1] < last and len(found) <= MOST_SLOTS:
        following = _following(found[-1], step)
        if following is None:
            break
        found.append(following)
    return found if len(found) <= MOST_SLOTS and found[-1] == last else None


def _following(day: date, step: Step) -> date | None:
    try:
        if step is Step.DAY:
            return day + timedelta(days=1)
        if step is Step.YEAR or day.month == 12:
            return day.replace(year=day.year + 1, month=1 if step is Step.MONTH else day.month)
        return day.replace(month=day.month + 1)
    except (ValueError, OverflowError):  # beyond the year 9999
        return None


def _r(number: float) -> float:
    return round(number, 1)
