"""The review queue: pairs that may be one, with the parts of their scores, and corrections that lost their words."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.deps import EngineDep, TemplatesDep
from api.preferences import render
from pipeline.kb.review import waiting

router = APIRouter(include_in_schema=False)
SHOWN = 30  # pairs on the page


@router.get("/review", response_class=HTMLResponse, name="review_page")
def read_queue(request: Request, engine: EngineDep, templates: TemplatesDep) -> HTMLResponse:
    """Show what waits for a decision, the most likely pairs first."""
    csrf = getattr(request.state, "csrf_token", None)  # there for a visitor whose key may review
    context = {"waiting": waiting(engine, SHOWN), "csrf": csrf}
    return render(request, templates, "review.html", context)
