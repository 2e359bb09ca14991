"""The search page: a question in a box, what was understood of it, and the events that answer it.

The other pages are in the ``pages_`` modules beside this one; all of them are reached through ``router``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Engine

from api.charts import chart, map_view
from api.deps import EngineDep, SettingsDep, TemplatesDep
from api.known_names import KnownNames, named_so
from api.page_question import PageQuestion, Relaxed, read_question
from api.preferences import language, render
from api.routers import (
    pages_articles,
    pages_entities,
    pages_events,
    pages_graph,
    pages_review,
    pages_runs,
    pages_saved,
)
from api.short_answer import MOST, Further, short_answer
from corpus.errors import AskedError
from corpus.mention import EventType, InstitutionKind, Status
from pipeline.kb import query
from pipeline.kb.browse.facets import dots, facets, histogram
from pipeline.kb.browse.figures import amounts
from pipeline.kb.browse.labels import named
from pipeline.kb.browse.listing import listed
from pipeline.kb.browse.shapes import Dot, EntityKind, Facets, HappeningList, Histogram, Precision, Sort, Step
from pipeline.kb.changes import change_number
from pipeline.kb.engine import reading

router = APIRouter(include_in_schema=False)
for part in (pages_articles, pages_entities, pages_events, pages_graph, pages_runs, pages_review, pages_saved):
    router.include_router(part.router)

FACETS = ("type", "official", "institution", "place", "kind", "status", "outlet")
FILTER_OF = {"official": "entity", "institution": "entity", "place": "entity"}  # facets whose values are keys
MOST_RELAXED = 10  # ways in which conditions of a question that finds nothing are left out
CHOICES = {"type": EventType, "status": Status, "kind": InstitutionKind, "precision": Precision}


@router.get("/", response_class=HTMLResponse, name="search")
def search(request: Request, engine: EngineDep, settings: SettingsDep, templates: TemplatesDep) -> HTMLResponse:
    """Answer the question of the address with event rows; without one, show the latest events."""
    today = date.today()
    question = read_question(request.query_params, names=lambda: KnownNames(engine), today=today)
    words = language(request)
    found, divided, over_time = HappeningList(), Facets({}, 0, exact=True), Histogram(Step.YEAR, (), 0, exact=True)
    places: tuple[Dot, ...] = ()
    errors = dict(question.errors)
    if not errors:
        try:
            found = listed(engine, question.filters, sort=question.sort, after=question.after, limit=settings.page_size)
        except AskedError as error:
            errors[error.parameter] = "field.value_wrong"
        else:
            divided, over_time = facets(engine, question.filters), histogram(engine, question.filters)
            places = dots(engine, question.filters)
    keys = [*question.filters.entities, *([question.filters.inside] if question.filters.inside else [])]
    context = {
        "question": question,
        "errors": errors,
        "found": found,
        "facets": divided,
        "facet_names": FACETS,
        "filter_of": FILTER_OF,
        "chart": chart(over_time, right_to_left=words.direction == "rtl"),
        "map": map_view(places),
        "counts": {} if question.asked else _counts(request, engine),
        "entities": named(engine, keys),
        "near": _near(engine, question) if question.asked and not (errors or found.rows or question.after) else [],
        "answer": short_answer(question, found, divided, words, _further(engine, question)),
        "choices": CHOICES,
        "sorts": list(Sort),
    }
    return render(request, templates, "search.html", context, status=400 if errors else 200)


def _near(engine: Engine, question: PageQuestion) -> list[tuple[Relaxed, HappeningList]]:
    """Return what a question that finds nothing would find without one of its conditions, else without two."""
    for without in (1, 2):
        tried = [(one, listed(engine, one.filters, limit=1)) for one in question.relaxed(without)[:MOST_RELAXED]]
        if found := [(one, there) for one, there in tried if there.rows]:
            return sorted(found, key=lambda pair: pair[1].total)  # what says most of the question first
    return []


def _further(engine: Engine, question: PageQuestion) -> Further:
    """Return what a short answer may ask the knowledge base for."""
    asked = question.filters
    return Further(
        sums=lambda: amounts(engine, asked, limit=MOST + 1).rows,
        done=lambda: facets(engine, replace(asked, statuses=(Status.PAST,))),
        homes=lambda: named_so(engine, asked.institution, EntityKind.INSTITUTION),
        named=lambda: (
            frozenset(i.key for i in named_so(engine, asked.official, EntityKind.OFFICIAL)) | {*asked.entities}
        ),
    )


def _counts(request: Request, engine: Engine) -> dict[str, int]:
    """Return what the knowledge base holds, counted once for each of its states: a million articles take a while."""
    with reading(engine) as connection:
        state = change_number(connection)
    kept: tuple[str, dict[str, int]] | None = getattr(request.app.state, "page_counts", None)
    if kept is None or kept[0] != state:
        kept = (state, query.counts(engine))
        request.app.state.page_counts = kept
    return kept[1]
