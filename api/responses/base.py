"""What the answers are made of: lists, spans, articles referred to, and problems."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from pipeline.kb.query import ArticleRef, Evidence


class Response(BaseModel):
    """What all answers have in common."""

    model_config = ConfigDict(frozen=True)


class ListResponse(Response):
    """Some rows of an answer, and where the next ones are."""

    total: int = Field(
        description="How many there are in all; the limit of counting, where it was reached", examples=[42]
    )
    total_exact: bool = Field(description="Whether all were counted; else there are more than `total`", examples=[True])
    after: str | None = Field(
        description="What to ask for the next ones with; null: there are no more",
        examples=["WzEsImhhcHBlbmluZ3MubGF0ZXN0IiwiMjAyNC0wMi0wNSIsIjBiNmQiXQ"],
    )
    next: str | None = Field(
        description="Address of the next ones, also in the header `Link`; null: there are no more",
        examples=["/v1/events?official=%D8%A8%D9%86%D8%B7%D8%A7%D9%87%D8%B1&after=WzEsImhhcHBlbmluZ3MubGF0ZXN0Il0"],
    )


class SpanResponse(Response):
    """A span of an article's text."""

    start: int = Field(description="Offset of the first character, in Unicode code points", examples=[120])
    end: int = Field(description="Offset after the last character", examples=[141])
    surface: str = Field(description="The words there, as published", examples=["السيدة الوزيرة"])


class EvidenceResponse(Response):
    """The clause that states a fact, and the sentence around it."""

    surface: str = Field(description="The clause, verbatim", examples=["زارت الوزيرة مركز المواكبة لحماية الطفولة"])
    start: int | None = Field(examples=[96])
    end: int | None = Field(examples=[139])
    sentence: str = Field(examples=["وبجماعة تارودانت، زارت الوزيرة مركز المواكبة لحماية الطفولة."])

    @classmethod
    def from_row(cls, row: Evidence) -> Self:
        """Return the response for a clause."""
        start, end = row.span or (None, None)
        return cls(surface=row.surface, start=start, end=end, sentence=row.before + row.surface + row.after)


class ArticleRefResponse(Response):
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


class ProvenanceResponse(Response):
    """Which extractor, rule, version and run stated a fact."""

    extractor: str = Field(examples=["events"])
    rule: str = Field(examples=["events.visit"])
    version: str = Field(examples=["0.1.0"])
    run: int | None = Field(default=None, examples=[1])


class ParameterProblemResponse(Response):
    """What is wrong with one parameter."""

    parameter: str = Field(examples=["from"])
    detail: str = Field(examples=["Input should be a valid date in the form YYYY-MM-DD"])
    detail_ar: str = Field(examples=["ينبغي هنا تاريخ بصيغة YYYY-MM-DD."])


class ProblemResponse(Response):
    """An error (RFC 9457), told in English and in Arabic."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["Input should be a valid date in the form YYYY-MM-DD"])
    detail_ar: str = Field(examples=["ينبغي هنا تاريخ بصيغة YYYY-MM-DD."])
    parameter: str | None = Field(
        default=None, description="The parameter that is wrong; of a body, the path in it", examples=["from"]
    )
    errors: list[ParameterProblemResponse] = Field(
        default=[], description="All that is wrong, where it is more than one"
    )
