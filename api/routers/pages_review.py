"""The review queue: pairs that may be one, with the parts of their scores, and corrections that lost their words."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Engine

from api.deps import EngineDep, TemplatesDep
from api.preferences import language, render
from api.routers.pages_events import title_of
from api.wording import Words
from pipeline.kb.browse.labels import named
from pipeline.kb.browse.shapes import EntityItem
from pipeline.kb.happenings import happening
from pipeline.kb.review import Pair, waiting

router = APIRouter(include_in_schema=False)
SHOWN = 30  # pairs on the page
HAPPENING, POSITION = "happening", "position"


@dataclass(frozen=True)
class Side:
    """One of a pair: its key, what it is called, the page that shows it, and what tells it from its namesakes."""

    key: str
    name: str
    page: str
    item: EntityItem | None = None


@router.get("/review", response_class=HTMLResponse, name="review_page")
def read_queue(request: Request, engine: EngineDep, templates: TemplatesDep) -> HTMLResponse:
    """Show what waits for a decision, the most likely pairs first."""
    found = waiting(engine, SHOWN)
    words = language(request)
    items = named(engine, [key for pair in found.pairs for key in (pair.left, pair.right)])
    pairs = [
        (pair, _side(engine, pair, True, items, words), _side(engine, pair, False, items, words))
        for pair in found.pairs
    ]
    return render(request, templates, "review.html", {"waiting": found, "pairs": pairs})


def _side(engine: Engine, pair: Pair, left: bool, items: dict[str, EntityItem], words: Words) -> Side:
    key, name = (pair.left, pair.left_name) if left else (pair.right, pair.right_name)
    if pair.kind == HAPPENING:
        view = happening(engine, key)
        return Side(key, title_of(view.row, words) if view else key, "event_page")
    if pair.kind == POSITION:
        return Side(key, name or key, "position_page")
    return Side(key, name or key, f"{pair.kind}_page", items.get(key))
