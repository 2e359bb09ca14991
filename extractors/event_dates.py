"""Dates that acts take over: the day a chronicle opens with is that of the acts after it."""

from __future__ import annotations

from corpus.document import Document
from corpus.mention import DateValue, EventType, Label, Status
from extractors.event_sentences import sentences
from extractors.event_told import Told

INHERITING = frozenset(set(EventType) - {EventType.STATEMENT, EventType.APPOINTMENT, EventType.OTHER})
ADOPTED = "events.adopted"  # the rule of what a session decides: it has the day of the session
CHRONICLE_SPAN_DAYS = 7
CHRONICLE_DAYS = 31


def lead_date(doc: Document) -> DateValue | None:
    """Return the day the article opens with: the first date of its first sentence, if it is a single day.

    ``شهدت مدينة ... يوم 3 ماي 2021 ...`` -> 3 May 2021.
    """
    opening = [s for s in sentences(doc) if not s.headline][:1]
    for mention in doc.of(Label.DATE):
        value = mention.value
        first = doc.token_range(*mention.span)[0]
        if isinstance(value, DateValue) and any(s.first <= first < s.end for s in opening):
            return value if value.start is not None and value.start == value.end else None
    return None


def inherit_dates(told: list[Told], opening: DateValue | None = None) -> None:
    """Give the acts after a dated lead its date, where they have none of their own.

    The lead moves on with the chronicle: a later day inside a month becomes the new lead, an earlier one is background.
    ``opening``: the day the article opens with, for a lead whose own act was not found.
    """
    lead = opening
    for event in sorted((e for e in told if not e.headline), key=lambda e: e.act.trigger):
        adopted = event.act.rule == ADOPTED and event.agents
        if (event.act.type not in INHERITING and not adopted) or event.act.status is not Status.PAST:
            continue
        value = event.act.date.mention.value if event.act.date and event.act.date.mention else None
        if event.act.date is not None:
            if not event.loose and isinstance(value, DateValue) and value.start is not None and _leads(lead, value):
                lead = value
        elif lead is not None and event.act.rule != "events.relative":
            event.inherited = lead
    for event in told:
        done = event.act.type in INHERITING and event.act.status is Status.PAST  # `تأجيل الافتتاح`: not on that day
        if event.headline and event.act.date is None and done:
            event.inherited = lead


def _leads(lead: DateValue | None, value: DateValue) -> bool:
    """Whether a dated act can lead what comes after it: one of a few days, on or soon after the lead so far."""
    if value.start is None or value.end is None or (value.end - value.start).days > CHRONICLE_SPAN_DAYS:
        return False
    if lead is None or lead.start is None:
        return True
    return 0 <= (value.start - lead.start).days <= CHRONICLE_DAYS
