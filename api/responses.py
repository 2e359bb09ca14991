"""The shapes the API answers in, made from rows of the knowledge base by ``from_...`` constructors."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from corpus.mention import EventType, Status
from pipeline.kb.articles import ArticleView, EntityRow, MentionRow
from pipeline.kb.query import ArticleRef, EventPage, EventRow, Evidence, Participant


class _Response(BaseModel):
    model_config = ConfigDict(frozen=True)


class SpanResponse(_Response):
    """A span of an article's text."""

    start: int = Field(description="Offset of the first character, in Unicode code points", examples=[120])
    end: int = Field(description="Offset after the last character", examples=[141])
    surface: str = Field(description="The words there, as published", examples=["السيدة الوزيرة"])


class ParticipantResponse(_Response):
    """Somebody or something in an event."""

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


class EvidenceResponse(_Response):
    """The clause that states an event, and the sentence around it."""

    surface: str = Field(description="The clause, verbatim", examples=["زارت الوزيرة مركز المواكبة لحماية الطفولة"])
    start: int | None = Field(examples=[96])
    end: int | None = Field(examples=[139])
    sentence: str = Field(examples=["وبجماعة تارودانت، زارت الوزيرة مركز المواكبة لحماية الطفولة."])

    @classmethod
    def from_row(cls, row: Evidence) -> Self:
        """Return the response for a clause."""
        start, end = row.span or (None, None)
        return cls(surface=row.surface, start=start, end=end, sentence=row.before + row.surface + row.after)


class ArticleRefResponse(_Response):
    """The article a fact was read in."""

    id: str = Field(description="Permanent key of the article", examples=["5d0c1be47d3e6f0a9b12"])
    document_id: str = Field(description="Its id in the source it was read from", examples=["w001"])
    url: str | None = Field(examples=["https://example.org/news/1"])
    outlet: str | None = Field(examples=["جريدة المثال"])
    country: str | None = Field(description="ISO 3166-1 alpha-2", examples=["MA"])
    published: date | None = Field(examples=["2024-02-06"])
    title: str | None = Field(examples=["الوزيرة تزور مراكز اجتماعية بتارودانت"])

    @classmethod
    def from_row(cls, row: ArticleRef) -> Self:
        """Return the response for a reference."""
        return cls(
            id=row.key,
            document_id=row.document_id,
            url=row.url,
            outlet=row.outlet,
            country=row.country,
            published=row.published,
            title=row.title,
        )


class ProvenanceResponse(_Response):
    """Which extractor, rule, version and run stated a fact."""

    extractor: str = Field(examples=["events"])
    rule: str = Field(examples=["events.visit"])
    version: str = Field(examples=["0.1.0"])
    run: int | None = Field(default=None, examples=[1])


class EventResponse(_Response):
    """An event as one article tells it."""

    id: str = Field(description="Permanent key of the event", examples=["a89d0e0520236ccae3c7"])
    type: EventType = Field(examples=["visit"])
    status: Status = Field(examples=["past"])
    agents: list[ParticipantResponse]
    companions: list[ParticipantResponse]
    targets: list[ParticipantResponse]
    recipients: list[ParticipantResponse]
    places: list[ParticipantResponse]
    date_start: date | None = Field(examples=["2024-02-05"])
    date_end: date | None = Field(examples=["2024-02-05"])
    date_text: str | None = Field(description="The date as written", examples=["أمس الاثنين"])
    date_inherited: bool = Field(description="Taken over from the dated lead event", examples=[False])
    evidence: EvidenceResponse
    evidence_also: list[EvidenceResponse]
    confidence: float = Field(ge=0, le=1, examples=[0.8])
    provenance: ProvenanceResponse
    article: ArticleRefResponse

    @classmethod
    def from_row(cls, row: EventRow) -> Self:
        """Return the response for an event."""

        def people(rows: tuple[Participant, ...]) -> list[ParticipantResponse]:
            return [ParticipantResponse.from_row(r) for r in rows]

        return cls(
            id=row.key,
            type=row.type,
            status=row.status,
            agents=people(row.agents),
            companions=people(row.companions),
            targets=people(row.targets),
            recipients=people(row.recipients),
            places=people(row.places),
            date_start=row.date_start,
            date_end=row.date_end,
            date_text=row.date_text,
            date_inherited=row.date_inherited,
            evidence=EvidenceResponse.from_row(row.evidence),
            evidence_also=[EvidenceResponse.from_row(e) for e in row.evidence_also],
            confidence=row.confidence,
            provenance=ProvenanceResponse(
                extractor=row.extractor, rule=row.rule, version=row.extractor_version, run=row.run
            ),
            article=ArticleRefResponse.from_row(row.article),
        )


class EventListResponse(_Response):
    """Some of the events that pass the filters."""

    total: int = Field(description="How many pass in all", examples=[42])
    limit: int = Field(examples=[50])
    offset: int = Field(examples=[0])
    items: list[EventResponse]

    @classmethod
    def from_page(cls, page: EventPage, *, limit: int, offset: int) -> Self:
        """Return the response for a page of events."""
        items = [EventResponse.from_row(r) for r in page.rows]
        return cls(total=page.total, limit=limit, offset=offset, items=items)


class MentionResponse(SpanResponse):
    """A labelled span; ``value`` is what it was parsed to."""

    id: str = Field(examples=["bcdebefcfc0365495701"])
    label: str = Field(examples=["person"])
    entity: str | None = Field(description="Key of the entity it is linked to", examples=["0c486d327f5b692aa52c"])
    name: str | None = Field(description="Name of that entity", examples=["سلوى بنطاهر"])
    value: dict[str, Any] = Field(examples=[{"name": "سلوى بنطاهر", "kind": None}])
    confidence: float = Field(ge=0, le=1, examples=[0.9])
    provenance: ProvenanceResponse

    @classmethod
    def from_row(cls, row: MentionRow) -> Self:
        """Return the response for a mention."""
        return cls(
            start=row.span[0],
            end=row.span[1],
            surface=row.surface,
            id=row.key,
            label=row.label,
            entity=row.entity,
            name=row.name,
            value=row.value,
            confidence=row.confidence,
            provenance=ProvenanceResponse(extractor=row.extractor, rule=row.rule, version=row.extractor_version),
        )


class EntityResponse(_Response):
    """An official, institution or place mentioned in an article."""

    id: str = Field(examples=["0c486d327f5b692aa52c"])
    kind: str = Field(examples=["place"])
    subkind: str | None = Field(examples=["city"])
    name: str = Field(examples=["أحفير"])
    gazetteer_id: str | None = Field(examples=["MA:113.01.03"])
    place: str | None = Field(description="Where it is", examples=["إقليم بركان"])

    @classmethod
    def from_row(cls, row: EntityRow) -> Self:
        """Return the response for an entity."""
        return cls(
            id=row.key,
            kind=row.kind,
            subkind=row.subkind,
            name=row.name,
            gazetteer_id=row.gazetteer_id,
            place=row.place,
        )


class OfficeResponse(_Response):
    """An office and who holds it according to an article; ``name`` is null when the holder is not named."""

    name: str | None = Field(examples=["سلوى بنطاهر"])
    entity: str | None = Field(examples=["bac2455d2c3123de98fc"])
    title: str = Field(examples=["وزيرة التضامن والإدماج الاجتماعي والأسرة"])
    as_of: date | None = Field(examples=["2024-04-23"])


class AmountResponse(_Response):
    """A sum of money in major units."""

    id: str = Field(examples=["1f2e3d4c5b6a79880716"])
    text: str = Field(examples=["6,2 ملايين درهم"])
    value: float = Field(examples=[6200000])
    currency: str = Field(examples=["MAD"])
    relation: str | None = Field(examples=["exact"])


class QuantityResponse(_Response):
    """A counted quantity."""

    id: str = Field(examples=["2f2e3d4c5b6a79880716"])
    text: str = Field(examples=["60 مسنا"])
    value: float = Field(examples=[60])
    unit: str = Field(examples=["مسنا"])
    unit_phrase: str | None = Field(examples=["مسنا ومسنة"])
    relation: str = Field(examples=["exact"])


class ArticleResponse(ArticleRefResponse):
    """An article: its text as published, the spans to highlight, and its facts."""

    version: int = Field(description="1 for the first text seen at this address", examples=[1])
    text: str = Field(examples=["زارت الوزيرة مركز المواكبة لحماية الطفولة بتارودانت."])
    author: str | None = Field(examples=[None])
    source_line: str | None = Field(examples=["و م ع"])
    mentions: list[MentionResponse]
    offices: list[OfficeResponse]
    entities: list[EntityResponse]
    amounts: list[AmountResponse]
    quantities: list[QuantityResponse]
    events: list[EventResponse]

    @classmethod
    def from_view(cls, view: ArticleView) -> Self:
        """Return the response for an article with its facts."""
        ref = ArticleRefResponse.from_row(view.ref)
        return cls(
            **ref.model_dump(),
            version=view.version,
            text=view.text,
            author=view.author,
            source_line=view.source_line,
            mentions=[MentionResponse.from_row(m) for m in view.mentions],
            offices=[OfficeResponse(name=o.name, entity=o.entity, title=o.title, as_of=o.as_of) for o in view.offices],
            entities=[EntityResponse.from_row(e) for e in view.entities],
            amounts=[AmountResponse(id=a.key, **_rest(a)) for a in view.amounts],
            quantities=[QuantityResponse(id=q.key, **_rest(q)) for q in view.quantities],
            events=[EventResponse.from_row(e) for e in view.events],
        )


class HealthResponse(_Response):
    """The server answers, and what its knowledge base holds."""

    status: str = Field(examples=["ok"])
    articles: int = Field(examples=[75])
    events: int = Field(examples=[210])
    officials: int = Field(examples=[120])
    institutions: int = Field(examples=[240])
    places: int = Field(examples=[180])


class ProblemResponse(_Response):
    """An error (RFC 9457)."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["Input should be a valid date"])
    parameter: str | None = Field(default=None, examples=["from"])


def _rest(row: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name != "key"}
