"""Tellings: events as single articles tell them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Self

from pydantic import Field

from api.responses.base import (
    ArticleRefResponse,
    EvidenceResponse,
    ListResponse,
    ProvenanceResponse,
    Response,
    SpanResponse,
)
from corpus.mention import EventType, Status
from pipeline.kb.query import EventRow, Participant


class ParticipantResponse(Response):
    """Somebody or something in an event, as an article tells it."""

    name: str = Field(description="The name resolved inside the article", examples=["مركز المواكبة لحماية الطفولة"])
    kind: str | None = Field(
        description="official, institution or place; null for groups and things", examples=["institution"]
    )
    entity: str | None = Field(description="Permanent key of the entity", examples=["0c486d327f5b692aa52c"])
    titles: list[str] = Field(description="Offices held, as the article gives them", examples=[[]])
    place: str | None = Field(description="Where an institution stands", examples=["جماعة تارودانت"])
    mention: SpanResponse | None = Field(description="The span that names it, or stands for it")
    confidence: float = Field(ge=0, le=1, examples=[0.9])
    inferred: bool = Field(description="Resolved from a pronoun, a role or a carried-over subject", examples=[False])

    @classmethod
    def from_row(cls, row: Participant) -> Self:
        """Return the response for a participant."""
        mention = None
        if row.span and row.surface is not None:
            mention = SpanResponse(start=row.span[0], end=row.span[1], surface=row.surface)
        return cls(
            name=row.name,
            kind=row.kind,
            entity=row.entity,
            titles=list(row.titles),
            place=row.place,
            mention=mention,
            confidence=row.confidence,
            inferred=row.inferred,
        )

    @classmethod
    def from_rows(cls, rows: Iterable[Participant]) -> list[Self]:
        """Return the responses for participants."""
        return [cls.from_row(row) for row in rows]


class TellingResponse(Response):
    """An event as one article tells it."""

    id: str = Field(description="Permanent key of the telling", examples=["a89d0e0520236ccae3c7"])
    type: EventType = Field(examples=["visit"])
    status: Status = Field(examples=["past"])
    agents: list[ParticipantResponse] = Field(description="Who acts")
    companions: list[ParticipantResponse] = Field(description="Who takes part with them")
    targets: list[ParticipantResponse] = Field(description="What is acted on, or who is met")
    recipients: list[ParticipantResponse] = Field(description="For whom it is")
    places: list[ParticipantResponse] = Field(description="Where")
    date_start: date | None = Field(examples=["2024-02-05"])
    date_end: date | None = Field(examples=["2024-02-05"])
    date_text: str | None = Field(description="The date as written", examples=["أمس الاثنين"])
    date_inherited: bool = Field(description="Taken over from the dated lead event", examples=[False])
    evidence: EvidenceResponse
    evidence_also: list[EvidenceResponse] = Field(description="Further clauses that state it")
    confidence: float = Field(ge=0, le=1, examples=[0.8])
    verdict: str | None = Field(description="What a researcher said of it", examples=["confirmed"])
    provenance: ProvenanceResponse
    article: ArticleRefResponse

    @classmethod
    def from_row(cls, row: EventRow) -> Self:
        """Return the response for a telling."""
        return cls(
            id=row.key,
            type=row.type,
            status=row.status,
            agents=ParticipantResponse.from_rows(row.agents),
            companions=ParticipantResponse.from_rows(row.companions),
            targets=ParticipantResponse.from_rows(row.targets),
            recipients=ParticipantResponse.from_rows(row.recipients),
            places=ParticipantResponse.from_rows(row.places),
            date_start=row.date_start,
            date_end=row.date_end,
            date_text=row.date_text,
            date_inherited=row.date_inherited,
            evidence=EvidenceResponse.from_row(row.evidence),
            evidence_also=[EvidenceResponse.from_row(e) for e in row.evidence_also],
            confidence=row.confidence,
            verdict=row.verdict,
            provenance=ProvenanceResponse(
                extractor=row.extractor, rule=row.rule, version=row.extractor_version, run=row.run
            ),
            article=ArticleRefResponse.from_row(row.article),
        )


class TellingListResponse(ListResponse):
    """Some of the tellings that pass the filters, the latest first."""

    items: list[TellingResponse]
