"""The reports of runs: when, with which versions, what came of them, and what failed."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.deps import EngineDep, TemplatesDep
from api.preferences import render
from api.problems import NotFoundError
from pipeline.kb.runs import all_runs, failures

router = APIRouter(include_in_schema=False)
MOST_RUNS = 200  # of the list, the latest


@router.get("/runs", response_class=HTMLResponse, name="runs_page")
def list_runs(request: Request, engine: EngineDep, templates: TemplatesDep) -> HTMLResponse:
    """List the runs, the latest first."""
    return render(request, templates, "runs.html", {"runs": all_runs(engine)[:MOST_RUNS]})


@router.get("/runs/{number}", response_class=HTMLResponse, name="run_page")
def read_run(request: Request, number: str, engine: EngineDep, templates: TemplatesDep) -> HTMLResponse:
    """Show a run and what it set aside."""
    run = next((r for r in all_runs(engine) if str(r.number) == number), None)
    if run is None:
        raise NotFoundError(f"no run {number!r}")
    return render(request, templates, "run.html", {"run": run, "failures": failures(engine, run.number)})
