"""The page of an article: its text with every span something was read in, and its facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.citation import cite
from api.deps import EngineDep, SettingsDep, TemplatesDep
from api.highlight import Highlight, Segment, segments
from api.preferences import language, permalink, render
from api.problems import NotFoundError
from api.wording import Words
from corpus.mention import Label, Span
from pipeline.kb import articles
from pipeline.kb.query import EventRow, Participant

router = APIRouter(include_in_schema=False)
SHOWN = (Label.PERSON, Label.ROLE, Label.INSTITUTION, Label.PLACE, Label.DATE, Label.MONEY, Label.QUANTITY, Label.EVENT)
LABEL_OF = {"official": Label.PERSON, "institution": Label.INSTITUTION, "place": Label.PLACE}


@router.get("/articles/{key}", response_class=HTMLResponse, name="article_page")
def read_article(
    request: Request, key: str, engine: EngineDep, settings: SettingsDep, templates: TemplatesDep
) -> HTMLResponse:
    """Show an article's text with its spans, and its facts."""
    view = articles.article(engine, key)
    if view is None:
        raise NotFoundError(f"no article {key!r}")
    words = language(request)
    pieces = article_segments(view, words)
    seen = {label for piece in pieces for label in piece.labels}
    legend = [label for label in SHOWN if label in seen]
    place = permalink(request, "article_page", key=view.ref.key)
    citation = cite(
        words,
        view.ref,
        what=words("article.heading"),
        address=place,
        key=view.ref.key,
        today=date.today(),
        outlets=settings.outlets_dir,
    )
    context = {"view": view, "pieces": pieces, "legend": legend, "citation": citation}
    return render(request, templates, "article.html", context)


def article_segments(view: articles.ArticleView, words: Words) -> list[Segment]:
    """Return the text of an article cut at its mentions, and at the clauses and participants of its events."""
    found = [
        Highlight(m.span[0], m.span[1], m.label, _say(m, words), anchor(m.span))
        for m in view.mentions
        if m.label in SHOWN and m.label != Label.EVENT
    ]
    for event in view.events:
        if event.evidence.span:
            found.append(Highlight(*event.evidence.span, Label.EVENT, words.label(Label.EVENT), f"e-{event.key}"))
        for participant in participants(event):
            if participant.span and anchor(participant.span) not in {h.anchor for h in found}:
                label = LABEL_OF.get(participant.kind or "", Label.EVENT)
                found.append(Highlight(*participant.span, label, participant.name, anchor(participant.span)))
    return segments(view.text, found)


def participants(event: EventRow) -> Iterator[Participant]:
    """Yield everybody and everything in a telling."""
    for some in (event.agents, event.companions, event.targets, event.recipients, event.places):
        yield from some


def anchor(span: Span) -> str:
    """Return the name by which links reach a span on the page of its article."""
    return f"s-{span[0]}-{span[1]}"


def _say(mention: articles.MentionRow, words: Words) -> str:
    """Return what a reader is told of a span: its label, and the name it stands for where that differs."""
    label = words.label(mention.label)
    return f"{label}: {mention.name}" if mention.name and mention.name != mention.surface else label
