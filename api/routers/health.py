"""Whether the server can answer."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import EngineDep
from api.responses.base import ProblemResponse
from api.responses.work import HealthResponse
from pipeline.kb import query
from pipeline.kb.engine import require_head

router = APIRouter(tags=["health"])


@router.get("/healthz", responses={503: {"model": ProblemResponse}})
def healthz(engine: EngineDep) -> HealthResponse:
    """Say that the knowledge base can be read, is up to date, and what it holds; else 503."""
    require_head(engine)
    found = query.counts(engine)
    return HealthResponse(
        status="ok",
        articles=found["articles"],
        events=found["events"],
        officials=found["official"],
        institutions=found["institution"],
        places=found["place"],
    )
