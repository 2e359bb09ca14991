"""The Arabic page: a question in a form, events with the sentences that state them, and articles with their spans."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.deps import EngineDep, SettingsDep, TemplatesDep
from api.highlight import Highlight, Segment, segments
from api.parameters import MAX_TEXT
from api.problems import NotFoundError
from api.wording import LABELS
from corpus.mention import EventType, Label
from corpus.normalise import fold
from pipeline.kb import articles, query

router = APIRouter(include_in_schema=False)
FIELDS = ("official", "institution", "place", "type", "from", "to")
SHOWN = (Label.PERSON, Label.ROLE, Label.INSTITUTION, Label.PLACE, Label.DATE, Label.MONEY, Label.QUANTITY, Label.EVENT)
MAX_PAGE = 10_000
MAX_OFFSET = 1_000_000


@dataclass(frozen=True)
class Question:
    """What was typed into the form, as typed; the filters it means; what was wrong with it, by field."""

    values: dict[str, str]
    filters: query.EventFilters
    page: int = 1
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> bool:
        """Whether anything was asked; the bare page shows the latest events."""
        return any(self.values.values())

    def link(self, page: int) -> str:
        """Return the address of another page of the same answer."""
        return "?" + urlencode({**{k: v for k, v in self.values.items() if v}, "page": page})


def read_question(parameters: dict[str, str], page_size: int) -> Question:
    """Return the question of a form; what cannot be read is told and left out of the filters, never an error page."""
    values = {name: parameters.get(name, "").strip()[:MAX_TEXT] for name in FIELDS}
    errors: dict[str, str] = {}
    days: dict[str, date | None] = {}
    for name in ("from", "to"):
        try:
            days[name] = date.fromisoformat(fold(values[name])) if values[name] else None
        except ValueError:
            days[name] = None
            errors[name] = "تاريخ غير مفهوم؛ اكتبه هكذا: \u20662024-02-05\u2069"  # isolated, or it would turn round
    first, last = days["from"], days["to"]
    if first and last and first > last:
        errors["to"] = "نهاية الفترة تسبق بدايتها"
    kind = EventType(values["type"]) if values["type"] in list(EventType) else None
    if values["type"] and not kind:
        errors["type"] = "نوع غير معروف"
    number = fold(parameters.get("page", "1"))
    page = min(max(int(number), 1), MAX_PAGE) if number.isdecimal() and len(number) < len(str(MAX_OFFSET)) else 1
    filters = query.EventFilters(
        official=values["official"] or None,
        institution=values["institution"] or None,
        place=values["place"] or None,
        type=kind,
        date_from=first,
        date_to=last,
        limit=page_size,
        offset=(page - 1) * page_size,
    )
    return Question(values, filters, page, errors)


@router.get("/", response_class=HTMLResponse)
def search(request: Request, engine: EngineDep, settings: SettingsDep, templates: TemplatesDep) -> HTMLResponse:
    """Answer the question of the form with event rows; without a question, show the latest events."""
    question = read_question(dict(request.query_params), settings.page_size)
    found = query.EventPage() if question.errors else query.events(engine, question.filters)
    pages = max(1, -(-found.total // settings.page_size))
    if found.total and not found.rows:  # a page past the last one
        question = replace(question, page=pages)
        last = replace(question.filters, offset=(pages - 1) * settings.page_size)
        found = query.events(engine, last)
    counts = {} if question.asked else query.counts(engine)
    context = {"question": question, "found": found, "pages": pages, "counts": counts}
    status = 400 if question.errors else 200
    return templates.TemplateResponse(request, "search.html", context, status_code=status)


@router.get("/articles/{key}", response_class=HTMLResponse, name="article_page")
def read_article(request: Request, key: str, engine: EngineDep, templates: TemplatesDep) -> HTMLResponse:
    """Show an article's text with its spans, and its facts."""
    view = articles.article(engine, key)
    if view is None:
        raise NotFoundError(f"no article {key!r}")
    pieces = article_segments(view)
    seen = {label for piece in pieces for label in piece.labels}
    legend = [label for label in SHOWN if label in seen]
    return templates.TemplateResponse(request, "article.html", {"view": view, "pieces": pieces, "legend": legend})


def article_segments(view: articles.ArticleView) -> list[Segment]:
    """Return the text of an article cut at its mentions and at the clauses of its events."""
    found = [
        Highlight(m.span[0], m.span[1], m.label, _say(m))
        for m in view.mentions
        if m.label in SHOWN and m.label != Label.EVENT
    ]
    for event in view.events:
        if event.evidence.span:
            found.append(Highlight(*event.evidence.span, Label.EVENT, LABELS[Label.EVENT], f"e-{event.key}"))
    return segments(view.text, found)


def _say(mention: articles.MentionRow) -> str:
    """Return what a reader is told of a span: its label, and the name it stands for where that differs."""
    label = LABELS[Label(mention.label)]
    return f"{label}: {mention.name}" if mention.name and mention.name != mention.surface else label
