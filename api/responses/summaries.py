"""Answers counted: facets, histogram, points of the map, and who appears with whom."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field

from api.responses.base import Response
from api.responses.entities import EntityItemResponse
from pipeline.kb.browse.shapes import Dot, Facets, FacetValue, Graph, Histogram, Step


class FacetValueResponse(Response):
    """A value that events can be narrowed to."""

    value: str = Field(description="What goes into the filter", examples=["visit"])
    label: str = Field(description="What it is called", examples=["visit"])
    count: int = Field(description="Events that have it", examples=[17])

    @classmethod
    def from_value(cls, value: FacetValue) -> Self:
        """Return the response for a value."""
        return cls(value=value.value, label=value.label, count=value.count)


class FacetsResponse(Response):
    """How the events that pass the filters divide, most first."""

    counted: int = Field(description="How many events were counted", examples=[42])
    exact: bool = Field(description="Whether those are all that pass", examples=[True])
    facets: dict[str, list[FacetValueResponse]] = Field(
        description="By `type`, `status`, `kind` and `outlet` (filters of the same name), and by `official`, "
        "`institution` and `place` (keys, for the filter `entity`)",
        examples=[{"type": [{"value": "visit", "label": "visit", "count": 17}]}],
    )

    @classmethod
    def from_facets(cls, found: Facets) -> Self:
        """Return the response for facets."""
        values = {name: [FacetValueResponse.from_value(v) for v in some] for name, some in found.values.items()}
        return cls(counted=found.counted, exact=found.exact, facets=values)


class BarResponse(Response):
    """The events that begin in a span of days."""

    start: date = Field(examples=["2024-02-01"])
    end: date = Field(examples=["2024-02-29"])
    count: int = Field(examples=[9])


class HistogramResponse(Response):
    """The events that pass the filters over time, without empty bars."""

    step: Step = Field(examples=["month"])
    bars: list[BarResponse]
    undated: int = Field(description="Events of no known day", examples=[3])
    exact: bool = Field(description="Whether all events that pass were counted", examples=[True])

    @classmethod
    def from_histogram(cls, found: Histogram) -> Self:
        """Return the response for a histogram."""
        bars = [BarResponse(start=bar.start, end=bar.end, count=bar.count) for bar in found.bars]
        return cls(step=found.step, bars=bars, undated=found.undated, exact=found.exact)


class DotResponse(Response):
    """Events at a point of the map."""

    place: str = Field(description="Key of the place whose point it is", examples=["0c486d327f5b692aa52c"])
    name: str = Field(examples=["جماعة تارودانت"])
    latitude: float = Field(description="Degrees north (WGS 84)", examples=[30.4703])
    longitude: float = Field(description="Degrees east (WGS 84)", examples=[-8.877])
    count: int = Field(examples=[6])

    @classmethod
    def from_dot(cls, dot: Dot) -> Self:
        """Return the response for a point."""
        return cls(place=dot.place, name=dot.label, latitude=dot.latitude, longitude=dot.longitude, count=dot.count)


class MapResponse(Response):
    """Where the events that pass the filters happened, the points with most events first."""

    items: list[DotResponse]


class EdgeResponse(Response):
    """Two entities that take part in the same events."""

    left: str = Field(description="Key of one", examples=["0c486d327f5b692aa52c"])
    right: str = Field(description="Key of the other", examples=["bac2455d2c3123de98fc"])
    events: int = Field(description="How many they share", examples=[4])


class GraphResponse(Response):
    """Who appears with whom among the events that pass the filters."""

    nodes: list[EntityItemResponse] = Field(description="Those with most events; `events` are those that pass")
    edges: list[EdgeResponse]
    exact: bool = Field(description="Whether all events that pass were counted", examples=[True])

    @classmethod
    def from_graph(cls, found: Graph) -> Self:
        """Return the response for a graph."""
        edges = [EdgeResponse(left=e.left, right=e.right, events=e.events) for e in found.edges]
        return cls(nodes=EntityItemResponse.from_items(found.nodes), edges=edges, exact=found.exact)
