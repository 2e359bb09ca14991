"""The searches somebody saved, each with its feed."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.access.visitors import HolderDep
from api.deps import EngineDep, TemplatesDep
from api.preferences import render
from pipeline.kb.access_saved import saved_by

router = APIRouter(include_in_schema=False)


@router.get("/saved", response_class=HTMLResponse, name="saved_page")
def list_saved(request: Request, engine: EngineDep, key: HolderDep, templates: TemplatesDep) -> HTMLResponse:
    """List the searches kept with the key of whoever asks."""
    return render(request, templates, "saved.html", {"searches": saved_by(engine, key.prefix)})
