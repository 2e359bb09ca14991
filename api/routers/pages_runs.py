"""The reports of runs and nights: when, with which versions, what came of them, and what failed."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.deps import EngineDep, TemplatesDep
from api.preferences import render
from api.problems import NotFoundError
from pipeline.kb.nights_read import find_night, listed_nights
from pipeline.kb.runs import all_runs, failures

router = APIRouter(include_in_schema=False)
MOST_RUNS, MOST_NIGHTS = 200, 400  # of the lists, the latest


@router.get("/runs", response_class=HTMLResponse, name="runs_page")
def list_runs(request: Request, engine: EngineDep, templates: TemplatesDep) -> HTMLResponse:
    """List the nights and the runs, the latest first."""
    context = {"runs": all_runs(engine)[:MOST_RUNS], "nights": listed_nights(engine, limit=MOST_NIGHTS).lines}
    return render(request, templates, "runs.html", context)


@router.get("/runs/nights/{number}", response_class=HTMLResponse, name="night_page")
def read_night(request: Request, number: str, engine: EngineDep, templates: TemplatesDep) -> HTMLResponse:
    """Show a night: what an operator must act on, its stages, what each outlet gave, and what was set aside."""
    known = {str(line.number) for line in listed_nights(engine, limit=MOST_NIGHTS).lines}
    night = find_night(engine, int(number)) if number in known else None
    if night is None:
        raise NotFoundError(f"no night {number!r}")
    return render(request, templates, "night.html", {"night": night})


@router.get("/runs/{number}", response_class=HTMLResponse, name="run_page")
def read_run(request: Request, number: str, engine: EngineDep, templates: TemplatesDep) -> HTMLResponse:
    """Show a run and what it set aside."""
    run = next((r for r in all_runs(engine) if str(r.number) == number), None)
    if run is None:
        raise NotFoundError(f"no run {number!r}")
    return render(request, templates, "run.html", {"run": run, "failures": failures(engine, run.number)})
