"""How the knowledge base is made: runs, what waits for a decision, and whether the server can answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Self

from pydantic import Field

from api.responses.base import ListResponse, Response
from pipeline.kb.review import Pair, Unanchored
from pipeline.kb.runs import RunRow


class RunResponse(Response):
    """A run of the pipeline: when, with which versions, and what came of it."""

    id: int = Field(description="Number of the run, as in `provenance.run`", examples=[1])
    started: datetime = Field(examples=["2024-03-01T03:15:00Z"])
    finished: datetime | None = Field(
        description="null: it is running, or was killed", examples=["2024-03-01T03:58:12Z"]
    )
    versions: dict[str, Any] = Field(examples=[{"extractors": "0.1.0"}])
    counts: dict[str, Any] = Field(examples=[{"articles": 75, "failed": 0}])
    failures: int = Field(description="Articles it set aside", examples=[0])

    @classmethod
    def from_row(cls, row: RunRow, failures: int) -> Self:
        """Return the response for a run."""
        return cls(
            id=row.number,
            started=_utc(row.started),
            finished=_utc(row.finished) if row.finished else None,
            versions=row.versions,
            counts=row.counts,
            failures=failures,
        )


class RunListResponse(ListResponse):
    """Some runs, the latest first."""

    items: list[RunResponse]


class PairResponse(Response):
    """Two things that may be one."""

    kind: str = Field(description="official, institution, place, position or happening", examples=["official"])
    left: str = Field(description="Key of one", examples=["0c486d327f5b692aa52c"])
    right: str = Field(description="Key of the other", examples=["bac2455d2c3123de98fc"])
    left_name: str | None = Field(examples=["سلوى بنطاهر"])
    right_name: str | None = Field(examples=["سلوى بن الطاهر"])
    score: float = Field(description="How likely they are one", examples=[0.74])
    features: dict[str, Any] = Field(description="What the score is made of", examples=[{"name": 0.9}])

    @classmethod
    def from_row(cls, row: Pair) -> Self:
        """Return the response for a pair."""
        return cls(**vars(row))


class UnanchoredResponse(Response):
    """A correction that cannot be applied: the words it spoke of are gone."""

    id: str = Field(description="Key of the correction", examples=["4f1d2c3b4a5968778695"])
    kind: str = Field(description="What it speaks of", examples=["event"])
    target: str = Field(description="Key of that", examples=["a89d0e0520236ccae3c7"])
    action: str = Field(examples=["edit"])
    words: str = Field(description="The words it was anchored at", examples=["زارت الوزيرة مركز المواكبة"])
    article: str = Field(description="Key of the article", examples=["5d0c1be47d3e6f0a9b12"])
    document_id: str | None = Field(examples=["w001"])
    reason: str = Field(examples=["the date is of the ministry's press release"])
    at: datetime = Field(examples=["2024-03-02T10:00:00Z"])
    why: str = Field(description="Why it cannot be applied", examples=["the text no longer has these words"])

    @classmethod
    def from_row(cls, row: Unanchored) -> Self:
        """Return the response for a correction; who made it is not told here."""
        same = ("kind", "target", "action", "words", "article", "document_id", "reason", "why")
        return cls(id=row.key, at=_utc(row.at), **{name: getattr(row, name) for name in same})


class ReviewResponse(ListResponse):
    """What waits for a decision: pairs that may be one, the likeliest first; and corrections without their words."""

    items: list[PairResponse]
    unanchored: list[UnanchoredResponse] = Field(description="All of them, on the first page alone")


def _utc(moment: datetime) -> datetime:
    """Return a moment in UTC; SQLite gives it back without saying that it is."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
