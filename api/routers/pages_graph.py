"""The page of who appears with whom in the events of a question: names with arcs, and the same as a table."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.arcs import arcs
from api.deps import EngineDep, TemplatesDep
from api.known_names import KnownNames
from api.page_question import read_question
from api.preferences import render
from pipeline.kb.browse.graph import graph
from pipeline.kb.browse.labels import named
from pipeline.kb.browse.shapes import Graph

router = APIRouter(include_in_schema=False)
LOOKED_AT = 150  # names with most events, of which those are drawn that share most


@router.get("/graph", response_class=HTMLResponse, name="graph_page")
def read_graph(request: Request, engine: EngineDep, templates: TemplatesDep) -> HTMLResponse:
    """Show who appears with whom in the events of the question in the address; without one, in all events."""
    question = read_question(request.query_params, names=lambda: KnownNames(engine), today=date.today())
    found = Graph((), (), exact=True) if question.errors else graph(engine, question.filters, size=LOOKED_AT)
    keys = [*question.filters.entities, *([question.filters.inside] if question.filters.inside else [])]
    context = {"question": question, "graph": found, "drawing": arcs(found), "entities": named(engine, keys)}
    return render(request, templates, "graph.html", context, status=400 if question.errors else 200)
