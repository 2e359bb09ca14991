"""Articles: with all that was read in them, in lists, and as full text search finds them."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from pydantic import Field

from api.responses.base import ArticleRefResponse, ListResponse, ProvenanceResponse, Response, SpanResponse
from api.responses.tellings import TellingResponse
from corpus.mention import Span
from pipeline.kb.articles import ArticleView, EntityRow, MentionRow
from pipeline.kb.browse.shapes import ArticleItem
from pipeline.kb.search import SearchHit


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


class MentionedResponse(Response):
    """An official, institution or place that an article mentions."""

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


class OfficeResponse(Response):
    """An office and who holds it according to an article; ``name`` is null when the holder is not named."""

    name: str | None = Field(examples=["سلوى بنطاهر"])
    entity: str | None = Field(examples=["bac2455d2c3123de98fc"])
    title: str = Field(examples=["وزيرة التضامن والإدماج الاجتماعي والأسرة"])
    as_of: date | None = Field(examples=["2024-04-23"])


class AmountResponse(Response):
    """A sum of money in major units."""

    id: str = Field(examples=["1f2e3d4c5b6a79880716"])
    text: str = Field(examples=["6,2 ملايين درهم"])
    value: float = Field(examples=[6200000])
    currency: str = Field(examples=["MAD"])
    relation: str | None = Field(examples=["exact"])


class QuantityResponse(Response):
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
    section: str | None = Field(description="Section of the newspaper, as it names it", examples=["جهات"])
    mentions: list[MentionResponse] = Field(description="All labelled spans, in the order of the text")
    offices: list[OfficeResponse]
    entities: list[MentionedResponse] = Field(description="Who and what it mentions, by first mention")
    amounts: list[AmountResponse]
    quantities: list[QuantityResponse]
    tellings: list[TellingResponse] = Field(description="Events as this article tells them, in its order")

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
            section=view.section,
            mentions=[MentionResponse.from_row(m) for m in view.mentions],
            offices=[OfficeResponse(name=o.name, entity=o.entity, title=o.title, as_of=o.as_of) for o in view.offices],
            entities=[MentionedResponse.from_row(e) for e in view.entities],
            amounts=[AmountResponse(id=a.key, **_rest(a)) for a in view.amounts],
            quantities=[QuantityResponse(id=q.key, **_rest(q)) for q in view.quantities],
            tellings=[TellingResponse.from_row(e) for e in view.events],
        )


class ListedArticleResponse(ArticleRefResponse):
    """An article in a list."""

    section: str | None = Field(description="Section of the newspaper, as it names it", examples=["جهات"])
    events: int = Field(description="Events it tells", examples=[3])
    copy_of: str | None = Field(
        description="Key of the first of its near-copies, its own if it is that", examples=["5d0c1be47d3e6f0a9b12"]
    )

    @classmethod
    def from_item(cls, item: ArticleItem) -> Self:
        """Return the response for an article."""
        ref = ArticleRefResponse.from_row(item.ref).model_dump()
        return cls(**ref, section=item.section, events=item.events, copy_of=item.copy_of)


class ArticleListResponse(ListResponse):
    """Some articles, the latest first."""

    items: list[ListedArticleResponse]


class OffsetsResponse(Response):
    """A span by its offsets alone (code points, half-open)."""

    start: int = Field(examples=[120])
    end: int = Field(examples=[141])

    @classmethod
    def from_spans(cls, spans: tuple[Span, ...]) -> list[Self]:
        """Return the responses for spans."""
        return [cls(start=start, end=end) for start, end in spans]


class HitResponse(Response):
    """An article that a query finds, with the part of its text to show."""

    article: ArticleRefResponse
    score: float = Field(
        ge=0, le=1,
        description="1: the words one after another in the title; 0.75: in the title; 0.5: one after another in title "
        "or text; 0.25: anywhere; 0.1: by name only",
        examples=[0.5],
    )  # fmt: skip
    snippet: SpanResponse = Field(description="The part of the text to show")
    spans: list[OffsetsResponse] = Field(description="What was asked for, in the text")
    title_spans: list[OffsetsResponse] = Field(description="What was asked for, in the title")

    @classmethod
    def from_hit(cls, hit: SearchHit) -> Self:
        """Return the response for a hit."""
        start, end = hit.snippet
        return cls(
            article=ArticleRefResponse.from_row(hit.article),
            score=hit.score,
            snippet=SpanResponse(start=start, end=end, surface=hit.surface),
            spans=OffsetsResponse.from_spans(hit.spans),
            title_spans=OffsetsResponse.from_spans(hit.title_spans),
        )


class SearchResponse(ListResponse):
    """Some of the articles that a query finds: words in the title first, then the latest."""

    items: list[HitResponse]


def _rest(row: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name != "key"}
