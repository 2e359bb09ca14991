"""Who appears with whom as a list of names with arcs beside it, as plain numbers.

The names are a list of the page, in rows of one height; the arcs are an SVG stretched to the height of that list, from
row to row. So the names stay text of any length on any screen, and the drawing needs no script to place them. Names that
share most events stand near each other.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from math import log1p

from pipeline.kb.browse.shapes import Edge, EntityItem, Graph

ROW, WIDTH = 10.0, 100.0  # units of a row's height and of the drawing's width
REACH = 4 / 3  # control points of a curve lie so much further out than the curve
THINNEST, THICKEST = 1.5, 7.0  # screen pixels
WIDE = 12  # rows that the furthest pair must be apart for its curve to fill the width
MOST_NAMES = 40
MOST_PAIRS = 100  # of the table


@dataclass(frozen=True)
class Arc:
    """A curve between two rows: its path, its thickness, and the pair it stands for."""

    path: str
    thickness: float
    left: EntityItem
    right: EntityItem
    events: int


@dataclass(frozen=True)
class Arcs:
    """A drawing: names in the order of their rows, arcs with the strongest last (on top), and the pairs, strongest first."""

    width: float
    height: float
    names: tuple[EntityItem, ...]
    arcs: tuple[Arc, ...]
    pairs: tuple[Arc, ...]
    in_all: int


def arcs(graph: Graph) -> Arcs | None:
    """Return the drawing of those of a graph that share most events; None where nobody appears with anybody."""
    if not graph.edges:
        return None
    graph = _closest(graph)
    known = {node.key: node for node in graph.nodes}
    order = _order(graph)
    row = {key: number for number, key in enumerate(order)}
    furthest = max(WIDE, *(abs(row[e.left] - row[e.right]) for e in graph.edges))
    most = max(e.events for e in graph.edges)
    drawn = tuple(
        Arc(_curve(row, e, furthest), _thickness(e.events, most), known[e.left], known[e.right], e.events)
        for e in graph.edges
    )
    names = tuple(known[key] for key in order)
    return Arcs(WIDTH, ROW * len(order), names, drawn[::-1], drawn[:MOST_PAIRS], len(drawn))


def _closest(graph: Graph) -> Graph:
    """Return the part of a graph with those names that share most events with others."""
    shared = Counter[str]()
    for edge in graph.edges:
        shared[edge.left] += edge.events
        shared[edge.right] += edge.events
    nodes = sorted((n for n in graph.nodes if shared[n.key]), key=lambda n: -shared[n.key])[:MOST_NAMES]
    kept = {node.key for node in nodes}
    edges = tuple(e for e in graph.edges if e.left in kept and e.right in kept)
    return replace(graph, nodes=tuple(n for n in graph.nodes if n.key in kept), edges=edges)


def _order(graph: Graph) -> list[str]:
    """Return the keys that appear with others: the busiest first, then whoever shares most with those before."""
    ties: dict[str, dict[str, int]] = {}
    for edge in graph.edges:
        ties.setdefault(edge.left, {})[edge.right] = edge.events
        ties.setdefault(edge.right, {})[edge.left] = edge.events
    left = [node.key for node in graph.nodes if node.key in ties]  # as the graph has them: most events first
    found: list[str] = []
    while left:
        last = found[-1:]

        def near(key: str, last: list[str] = last) -> tuple[int, int]:
            return sum(ties[key].get(k, 0) for k in last), sum(ties[key].get(k, 0) for k in found)

        following = max(left, key=near) if found else left[0]
        found.append(following)
        left.remove(following)
    return found


def _curve(row: dict[str, int], edge: Edge, furthest: int) -> str:
    top, bottom = sorted((row[edge.left], row[edge.right]))
    reach = WIDTH * REACH * 0.96 * (bottom - top) / furthest
    from_, to = (ROW * (number + 0.5) for number in (top, bottom))
    return f"M0 {from_:g}C{reach:.1f} {from_:g} {reach:.1f} {to:g} 0 {to:g}"


def _thickness(events: int, most: int) -> float:
    share = log1p(events - 1) / log1p(most - 1) if most > 1 else 0.0
    return round(THINNEST + (THICKEST - THINNEST) * share, 1)
