"""Options that several commands have: what events are asked for, by whom, where, when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from corpus.mention import EventType, Status
from pipeline.kb.filters import LIMIT, EventFilters

Official = Annotated[str | None, typer.Option(help="Words of the name or office of who acts.")]
Institution = Annotated[str | None, typer.Option(help="Words of a centre's or institution's name.")]
PlaceName = Annotated[str | None, typer.Option(help="Words of a place's name.")]
Kind = Annotated[EventType | None, typer.Option("--type", help="Type of event.")]
State = Annotated[Status | None, typer.Option(help="Whether it took place.")]
DateFrom = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day (YYYY-MM-DD).")]
DateTo = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day (YYYY-MM-DD).")]


def day(moment: datetime | None) -> date | None:
    """Return the day of an option."""
    return moment.date() if moment else None


def asked(
    official: str | None,
    institution: str | None,
    place: str | None,
    kind: EventType | None,
    status: Status | None,
    date_from: datetime | None,
    date_to: datetime | None,
    *,
    limit: int = LIMIT,
) -> EventFilters:
    """Return the filters that the options of a command ask for."""
    return EventFilters(
        official=official,
        institution=institution,
        place=place,
        type=kind,
        status=status,
        date_from=day(date_from),
        date_to=day(date_to),
        limit=limit,
    )
