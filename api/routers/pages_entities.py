"""The pages of officials, institutions and places, and the lists they are found in."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Engine

from api.access.forms import may
from api.charts import chart, map_view
from api.deps import EngineDep, SettingsDep, TemplatesDep
from api.page_question import MAX_TEXT, PageQuestion, told
from api.preferences import language, render
from api.problems import NotFoundError
from pipeline.kb.access import Role
from pipeline.kb.browse.entities import entities, entity
from pipeline.kb.browse.facets import dots, histogram
from pipeline.kb.browse.listing import listed
from pipeline.kb.browse.offices import position
from pipeline.kb.browse.shapes import EntityItem, EntityKind, EntityView, HappeningFilters, Sort
from pipeline.kb.browse.whole import Whole, whole
from pipeline.kb.corrections_read import CorrectionItem, corrections_about
from pipeline.kb.keys import asked_key

router = APIRouter(include_in_schema=False)
MOVED = 308
MOST_ALIKE = 10  # that may be the same
TIMELINE = 100  # events of a page; the search has all of them
PATHS = {
    EntityKind.OFFICIAL: "official_page",
    EntityKind.INSTITUTION: "institution_page",
    EntityKind.PLACE: "place_page",
}


@router.get("/officials", response_class=HTMLResponse, name="officials")
@router.get("/institutions", response_class=HTMLResponse, name="institutions")
@router.get("/places", response_class=HTMLResponse, name="places")
def list_entities(
    request: Request,
    engine: EngineDep,
    settings: SettingsDep,
    templates: TemplatesDep,
    name: Annotated[str, Query()] = "",
    after: Annotated[str | None, Query()] = None,
) -> HTMLResponse:
    """List entities, those with most events first; ``name`` keeps those called so."""
    group = request.url.path.rstrip("/").rpartition("/")[2]
    kind = EntityKind(group.removesuffix("s"))
    text = name.strip()[:MAX_TEXT]
    found = entities(engine, kind=kind, text=text or None, after=after or None, limit=settings.page_size)
    return render(request, templates, "entities.html", {"kind": kind, "group": group, "found": found, "name": text})


@router.get("/officials/{key}", response_class=HTMLResponse, name="official_page", response_model=None)
@router.get("/institutions/{key}", response_class=HTMLResponse, name="institution_page", response_model=None)
@router.get("/places/{key}", response_class=HTMLResponse, name="place_page", response_model=None)
def read_entity(
    request: Request, key: str, engine: EngineDep, templates: TemplatesDep, same: Annotated[str, Query()] = ""
) -> HTMLResponse | RedirectResponse:
    """Show an entity; a former key, or a key of another kind, leads on to its page.

    ``same``: a name that reviewers look for another one by, which may be the same.
    """
    view = entity(engine, key)
    if view is None:
        raise NotFoundError(f"nothing under {key!r}")
    proper = request.url_for(PATHS[view.item.kind], key=view.item.key).path
    if view.item.key != asked_key(key) or request.url.path != proper:
        return RedirectResponse(proper, status_code=MOVED)
    filters = filters_of(view)
    words = language(request)
    found = listed(engine, filters, sort=Sort.LATEST, limit=TIMELINE)
    years = [
        (year, list(rows))
        for year, rows in groupby(found.rows, key=lambda r: r.row.date_start.year if r.row.date_start else None)
    ]
    context = {
        "view": view,
        "item": view.item,
        "found": found,
        "years": years,
        "chart": chart(histogram(engine, filters), right_to_left=words.direction == "rtl"),
        "map": map_view(dots(engine, filters)),
        "deciding": deciding(engine, view, same) if may(request, Role.REVIEWER) else None,
        "question": PageQuestion(explicit=told(filters), filters=filters),
    }
    return render(request, templates, "entity.html", context)


@router.get("/positions/{key}", response_class=HTMLResponse, name="position_page", response_model=None)
def read_position(
    request: Request, key: str, engine: EngineDep, templates: TemplatesDep
) -> HTMLResponse | RedirectResponse:
    """Show an office and who is known to have held it, in order of time."""
    view = position(engine, key)
    if view is None:
        raise NotFoundError(f"no office {key!r}")
    if view.item.key != asked_key(key):
        return RedirectResponse(request.url_for("position_page", key=view.item.key).path, status_code=MOVED)
    return render(request, templates, "position.html", {"view": view, "item": view.item})


@dataclass(frozen=True)
class Deciding:
    """What a reviewer decides about an entity by: what it is made of, what may be the same, what was decided so far."""

    whole: Whole
    same: str
    alike: tuple[EntityItem, ...]
    said: tuple[CorrectionItem, ...]


def deciding(engine: Engine, view: EntityView, same: str) -> Deciding:
    """Return what the forms of an entity's page show. ``same``: a name of what may be the same; empty: its own."""
    item, name = view.item, same.strip()[:MAX_TEXT]
    found = entities(engine, kind=item.kind, text=name or item.label, limit=MOST_ALIKE + 1).rows
    alike = tuple(other for other in found if other.key != item.key)[:MOST_ALIKE]
    said = corrections_about(engine, (item.key, *view.merged))
    return Deciding(whole(engine, item.key), name, alike, said)


def filters_of(view: EntityView) -> HappeningFilters:
    """Return the question whose answer are an entity's events; a place counts with all that lies in it."""
    key = view.item.key
    return HappeningFilters(inside=key) if view.item.kind is EntityKind.PLACE else HappeningFilters(entities=(key,))
