"""The page of an event: all who tell it side by side, where they differ, and the sentence behind every cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.citation import cite
from api.deps import EngineDep, SettingsDep, TemplatesDep
from api.preferences import language, permalink, render
from api.problems import NotFoundError
from api.routers.pages_articles import anchor
from api.wording import Words
from corpus.mention import EventType, Status
from pipeline.kb.happenings import HappeningRow, happening
from pipeline.kb.keys import asked_key
from pipeline.kb.query import EventRow, Participant

router = APIRouter(include_in_schema=False)
MOVED = 308


@dataclass(frozen=True)
class Cell:
    """What one telling says: the participants, or the text; ``at``: the anchor of the words in the article."""

    people: Sequence[tuple[Participant, str]] = ()
    text: str = ""
    hint: str = ""
    at: str = ""


@dataclass(frozen=True)
class Saying:
    """One of the things said of a cell on which the tellings differ, and the tellings that say it."""

    value: str
    tellings: tuple[EventRow, ...]


@router.get("/events/{key}", response_class=HTMLResponse, name="event_page", response_model=None)
def read_event(
    request: Request, key: str, engine: EngineDep, settings: SettingsDep, templates: TemplatesDep
) -> HTMLResponse | RedirectResponse:
    """Show an event with all its tellings; a former key, or that of a telling, leads on to it."""
    view = happening(engine, key)
    if view is None:
        raise NotFoundError(f"no event {key!r}")
    if view.row.key != asked_key(key):
        return RedirectResponse(request.url_for("event_page", key=view.row.key).path, status_code=MOVED)
    words = language(request)
    place = permalink(request, "event_page", key=view.row.key)
    title = title_of(view.row, words)
    context = {
        "view": view,
        "row": view.row,
        "title": title,
        "table": [(name, [cell(name, telling, words) for telling in view.tellings]) for name in CELLS],
        "disagreements": disagreements(view.row, view.tellings, words),
        "citations": [
            cite(
                words,
                t.article,
                what=title,
                address=place,
                key=view.row.key,
                today=date.today(),
                outlets=settings.outlets_dir,
            )
            for t in view.tellings
        ],
        "permalink": place,
        "choices": {"type": list(EventType), "status": list(Status)},
    }
    return render(request, templates, "event.html", context)


CELLS = ("who", "with", "what", "for", "where", "when")


def cell(name: str, telling: EventRow, words: Words) -> Cell:
    """Return a cell of the table: ``who`` a telling says acted, and so on."""
    if name == "when":
        if telling.date_start is None:
            return Cell()
        hint = words("row.in_text", text=telling.date_text) if telling.date_text else ""
        if telling.date_inherited:
            hint = words("row.inherited")
        return Cell(text=words.days(telling.date_start, telling.date_end), hint=hint, at=f"e-{telling.key}")
    people = {
        "who": telling.agents,
        "with": telling.companions,
        "what": telling.targets,
        "for": telling.recipients,
        "where": telling.places,
    }[name]
    return Cell(people=[(p, anchor(p.span) if p.span else f"e-{telling.key}") for p in people])


def disagreements(row: HappeningRow, tellings: Sequence[EventRow], words: Words) -> list[tuple[str, list[Saying]]]:
    """Return the cells the tellings differ on, each with what is said and by whom."""
    by_key = {t.key: t for t in tellings}
    found = []
    for name, said in row.disagreements.items():
        label = words(f"event.cells.{name}") if words.has(f"event.cells.{name}") else name
        sayings = [
            Saying(_shown(name, value, words), tuple(by_key[k] for k in keys if k in by_key))
            for value, keys in said.items()
        ]
        found.append((label, sayings))
    return found


def title_of(row: HappeningRow, words: Words) -> str:
    """Return a title: the type, the first who acts, the first that was acted on, the days."""
    named = [part.name for some in (row.agents, row.targets) for part in some[:1]]
    when = words.days(row.date_start, row.date_end)
    return " — ".join(part for part in (words.type(row.type), *named, when) if part)


def _shown(name: str, value: str, words: Words) -> str:
    try:
        if name in ("date_start", "date_end", "date"):
            return words.day(date.fromisoformat(value))
        if name == "status":
            return words.status(Status(value))
        if name == "type":
            return words.type(EventType(value))
    except ValueError:  # said in another form; shown as it is
        return value
    return value
