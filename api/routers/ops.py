"""What keeps the server running: whether it lives, whether it can answer, and what Prometheus collects."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, ConfigDict, Field

from api.deps import EngineDep
from api.openapi import UNAVAILABLE
from pipeline.kb.engine import require_head

router = APIRouter(tags=["operations"])


class AliveResponse(BaseModel):
    """The server lives."""

    model_config = ConfigDict(frozen=True)
    status: str = Field(examples=["ok"])


@router.get("/healthz")
async def healthz() -> AliveResponse:
    """Say that the process lives; it asks nothing of the knowledge base, so a slow one does not get it restarted."""
    return AliveResponse(status="ok")


@router.get("/readyz", responses={503: UNAVAILABLE[503]})
def readyz(engine: EngineDep) -> AliveResponse:
    """Say that the knowledge base can be read and is up to date; else 503."""
    require_head(engine)
    return AliveResponse(status="ready")


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """Tell Prometheus how the server is used and what the knowledge base holds."""
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE_LATEST)
