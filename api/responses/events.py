"""Events of the world: what happened, once however many articles tell it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Self

from pydantic import Field

from api.responses.base import ArticleRefResponse, EvidenceResponse, ListResponse, Response
from api.responses.tellings import TellingResponse
from corpus.mention import EventType, Status
from pipeline.kb.browse.shapes import ListedHappening
from pipeline.kb.happenings import HappeningRow, HappeningView, PartRow

EXAMPLE_KEY = "0b6dddcbc65ca736fea6"


class PartResponse(Response):
    """Somebody or something in an event."""

    name: str = Field(examples=["سلوى بنطاهر"])
    kind: str | None = Field(
        description="official, institution or place; null for groups and things", examples=["official"]
    )
    entity: str | None = Field(description="Permanent key of the entity", examples=["bac2455d2c3123de98fc"])
    titles: list[str] = Field(
        description="Offices an official holds, as these articles give them",
        examples=[["وزيرة التضامن والإدماج الاجتماعي والأسرة"]],
    )
    place: str | None = Field(description="Where an institution stands", examples=["جماعة تارودانت"])
    articles: int = Field(description="How many of its articles name it", examples=[2])
    inferred: bool = Field(description="No article names it as such in this event", examples=[False])

    @classmethod
    def from_row(cls, row: PartRow, offices: Mapping[str, tuple[str, ...]], placed: Mapping[str, str]) -> Self:
        """Return the response for a participant; ``offices`` and ``placed``: titles and places by key of entity."""
        key = row.entity or ""
        return cls(
            name=row.name,
            kind=row.kind,
            entity=row.entity,
            titles=list(offices.get(key, ())),
            place=placed.get(key),
            articles=row.articles,
            inferred=row.inferred,
        )


class EventResponse(Response):
    """An event: who did what, where and when, and how many tell it."""

    id: str = Field(description="Permanent key of the event", examples=[EXAMPLE_KEY])
    type: EventType = Field(examples=["visit"])
    status: Status = Field(examples=["past"])
    date_start: date | None = Field(description="First day; null: not known", examples=["2024-02-05"])
    date_end: date | None = Field(description="Last day", examples=["2024-02-05"])
    agents: list[PartResponse] = Field(description="Who acts")
    companions: list[PartResponse] = Field(description="Who takes part with them")
    targets: list[PartResponse] = Field(description="What is acted on, or who is met")
    recipients: list[PartResponse] = Field(description="For whom it is")
    places: list[PartResponse] = Field(description="Where")
    articles: int = Field(description="How many articles tell it", examples=[3])
    sources: int = Field(description="How many outlets do, near-copies counted once", examples=[2])
    confidence: float = Field(
        ge=0, le=1, description="Of its surest telling, raised by further sources; not calibrated", examples=[0.88]
    )
    disagreements: dict[str, dict[str, list[str]]] = Field(
        description="What the articles tell differently: cell, what is said, keys of the tellings that say so",
        examples=[{"date_start": {"2024-02-05": ["a89d0e0520236ccae3c7"], "2024-02-06": ["bfb09dffa06e8187110e"]}}],
    )
    part_of: str | None = Field(description="Key of the tour it is a stop of", examples=[None])
    verdict: str | None = Field(description="What a researcher said of it", examples=["confirmed"])

    @classmethod
    def from_row(cls, row: HappeningRow) -> Self:
        """Return the response for an event by itself."""
        return cls(**cells(row, {}, {}))


class ListedEventResponse(EventResponse):
    """An event in a list, with the sentence of its first telling."""

    evidence: EvidenceResponse | None = Field(description="The clause of the first article that tells it")
    article: ArticleRefResponse | None = Field(description="That article")

    @classmethod
    def from_listed(cls, listed: ListedHappening) -> Self:
        """Return the response for an event of a list."""
        return cls(
            **cells(listed.row, listed.offices, listed.placed),
            evidence=EvidenceResponse.from_row(listed.evidence) if listed.evidence else None,
            article=ArticleRefResponse.from_row(listed.article) if listed.article else None,
        )


class EventListResponse(ListResponse):
    """Some of the events that pass the filters."""

    items: list[ListedEventResponse]


class EventDetailResponse(EventResponse):
    """An event with all its tellings side by side and, of a tour, its stops."""

    tellings: list[TellingResponse] = Field(description="Each article's words, the earliest first")
    stops: list[EventResponse] = Field(description="Of a tour: its stops")

    @classmethod
    def from_view(cls, view: HappeningView) -> Self:
        """Return the response for an event with its tellings."""
        offices: dict[str, tuple[str, ...]] = {}
        placed: dict[str, str] = {}
        for telling in view.tellings:
            for part in (*telling.agents, *telling.companions, *telling.targets, *telling.recipients, *telling.places):
                if part.entity:
                    offices[part.entity] = tuple(dict.fromkeys((*offices.get(part.entity, ()), *part.titles)))
                    if part.place:
                        placed.setdefault(part.entity, part.place)
        return cls(
            **cells(view.row, offices, placed),
            tellings=[TellingResponse.from_row(row) for row in view.tellings],
            stops=[EventResponse.from_row(row) for row in view.stops],
        )


def cells(row: HappeningRow, offices: Mapping[str, tuple[str, ...]], placed: Mapping[str, str]) -> dict[str, Any]:
    """Return the cells of an event."""

    def parts(rows: Iterable[PartRow]) -> list[PartResponse]:
        return [PartResponse.from_row(r, offices, placed) for r in rows]

    return {
        "id": row.key,
        "type": row.type,
        "status": row.status,
        "date_start": row.date_start,
        "date_end": row.date_end,
        "agents": parts(row.agents),
        "companions": parts(row.companions),
        "targets": parts(row.targets),
        "recipients": parts(row.recipients),
        "places": parts(row.places),
        "articles": row.articles,
        "sources": row.sources,
        "confidence": row.confidence,
        "disagreements": row.disagreements,
        "part_of": row.part_of,
        "verdict": row.verdict,
    }
