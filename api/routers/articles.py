"""Articles: the text as published, with every span something was read in; lists, and full text search."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.deps import EngineDep
from api.links import next_address
from api.parameters import ArticleParameters, Nothing, in_order
from api.problems import NotFoundError
from api.responses.articles import ArticleListResponse, ArticleResponse, ListedArticleResponse
from pipeline.kb import articles
from pipeline.kb.browse.articles import listed_articles

router = APIRouter(prefix="/v1/articles", tags=["articles"])


@router.get("")
def list_articles(
    request: Request, response: Response, engine: EngineDep, asked: Annotated[ArticleParameters, Query()]
) -> ArticleListResponse:
    """List articles, the latest first: `/v1/articles?outlet=جريدة المثال&from=2024-01-01`."""
    in_order("from", asked.date_from, "to", asked.date_to)
    found = listed_articles(engine, **asked.model_dump())
    return ArticleListResponse(
        total=found.total,
        total_exact=found.total_exact,
        after=found.after,
        next=next_address(request, response, found.after),
        items=[ListedArticleResponse.from_item(row) for row in found.rows],
    )


@router.get("/{key}")
def read_article(
    engine: EngineDep,
    key: Annotated[str, Path(description="Permanent key or document id")],
    _: Annotated[Nothing, Query()],
) -> ArticleResponse:
    """Return the current version of an article, by its permanent key or by its document id, with all read in it."""
    view = articles.article(engine, key)
    if view is None:
        raise NotFoundError(f"no article {key!r}")
    return ArticleResponse.from_view(view)
