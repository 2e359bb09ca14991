"""Articles: the text as published, with every span something was read in."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import EngineDep
from api.problems import NotFoundError
from api.responses import ArticleResponse, ProblemResponse
from pipeline.kb import articles

router = APIRouter(prefix="/v1/articles", tags=["articles"])


@router.get("/{key}", responses={404: {"model": ProblemResponse}, 503: {"model": ProblemResponse}})
def read_article(engine: EngineDep, key: str) -> ArticleResponse:
    """Return the current version of an article, by its permanent key or by its document id."""
    view = articles.article(engine, key)
    if view is None:
        raise NotFoundError(f"no article {key!r}")
    return ArticleResponse.from_view(view)
