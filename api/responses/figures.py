"""Sums of money and counted quantities, with the words and the article that state them."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field

from api.responses.base import ArticleRefResponse, EvidenceResponse, ListResponse, Response
from pipeline.kb.browse.shapes import FigureItem


class _FigureResponse(Response):
    id: str = Field(description="Permanent key", examples=["1f2e3d4c5b6a79880716"])
    text: str = Field(description="As written", examples=["6,2 ملايين درهم"])
    value: float = Field(description="The number, of money in major units", examples=[6200000])
    relation: str | None = Field(description="exact, more_than, less_than or about", examples=["exact"])
    evidence: EvidenceResponse = Field(description="The words, and the sentence around them")
    confidence: float = Field(ge=0, le=1, examples=[0.9])
    verdict: str | None = Field(description="What a researcher said of it", examples=[None])
    article: ArticleRefResponse


class ListedAmountResponse(_FigureResponse):
    """A sum of money."""

    currency: str = Field(description="ISO 4217", examples=["MAD"])

    @classmethod
    def from_item(cls, item: FigureItem) -> Self:
        """Return the response for a sum."""
        return cls(**_cells(item), currency=item.unit)


class ListedQuantityResponse(_FigureResponse):
    """A counted quantity."""

    unit: str = Field(description="What is counted", examples=["مسنا"])
    unit_phrase: str | None = Field(description="The same with its attributes", examples=["مسنا ومسنة"])

    @classmethod
    def from_item(cls, item: FigureItem) -> Self:
        """Return the response for a quantity."""
        return cls(**_cells(item), unit=item.unit, unit_phrase=item.unit_phrase)


class AmountListResponse(ListResponse):
    """Some sums of money, those of the latest articles first."""

    items: list[ListedAmountResponse]


class QuantityListResponse(ListResponse):
    """Some quantities, those of the latest articles first."""

    items: list[ListedQuantityResponse]


def _cells(item: FigureItem) -> dict[str, Any]:
    return {
        "id": item.key,
        "text": item.text,
        "value": item.value,
        "relation": item.relation,
        "evidence": EvidenceResponse.from_row(item.evidence),
        "confidence": item.confidence,
        "verdict": item.verdict,
        "article": ArticleRefResponse.from_row(item.article),
    }
