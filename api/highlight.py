"""Cutting a text at the ends of its spans, so that nested and overlapping spans can all be shown.

A segment lies under the same spans from end to end; it becomes one flat ``<mark>``, coloured as its innermost span.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Highlight:
    """A span to show: its label, what to say of it, and the name links lead to (None: no links lead here)."""

    start: int
    end: int
    label: str
    title: str = ""
    anchor: str | None = None


@dataclass(frozen=True)
class Segment:
    """A piece of the text. ``over``: the spans it lies under, outermost first; ``begins``: those that begin here."""

    text: str
    over: tuple[Highlight, ...]
    begins: tuple[Highlight, ...]

    @property
    def labels(self) -> list[str]:
        """The labels of its spans, innermost last, each once."""
        return list(dict.fromkeys(h.label for h in self.over))

    @property
    def title(self) -> str:
        """What its spans say, innermost first."""
        return " · ".join(dict.fromkeys(h.title for h in reversed(self.over) if h.title))

    @property
    def anchors(self) -> list[str]:
        """The names of the spans that begin here."""
        return [h.anchor for h in self.begins if h.anchor]


def segments(text: str, highlights: Iterable[Highlight]) -> list[Segment]:
    """Return the text in pieces that together spell it.

    Raises: ValueError: a span lies outside the text or is empty.
    """
    spans = sorted(highlights, key=lambda h: (h.start, -h.end))
    for span in spans:
        if not 0 <= span.start < span.end <= len(text):
            raise ValueError(f"no span {span.start}-{span.end} in a text of {len(text)} characters")
    cuts = sorted({0, len(text), *(s.start for s in spans), *(s.end for s in spans)})
    result: list[Segment] = []
    open_spans: list[Highlight] = []
    upcoming = iter(spans)
    following = next(upcoming, None)
    for start, end in pairwise(cuts):
        open_spans = [s for s in open_spans if s.end > start]
        begins: list[Highlight] = []
        while following and following.start == start:
            begins.append(following)
            following = next(upcoming, None)
        open_spans.extend(begins)
        over = tuple(sorted(open_spans, key=lambda h: (h.start - h.end, h.start)))
        result.append(Segment(text[start:end], over, tuple(begins)))
    return result
