"""Nights: a line of each in a list, and one with its stages, its outlets and what it set aside."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from pydantic import Field

from api.responses.base import ListResponse, Response
from pipeline.kb.nights import Stage, State
from pipeline.kb.nights_read import AsideRow, NightLine, NightList, NightView, OutletRow, StageRow

UNFINISHED = "null: it is under way, or was stopped and waits to be gone on with"


class NightLineResponse(Response):
    """A night in a list."""

    id: int = Field(description="Number of the night", examples=[17])
    started: datetime = Field(examples=["2024-03-05T02:00:00Z"])
    finished: datetime | None = Field(description=UNFINISHED, examples=["2024-03-05T03:41:07Z"])
    run: int | None = Field(description="Number of the run its articles are stored by", examples=[18])
    articles: int | None = Field(description="New articles; null: not counted yet", examples=[212])
    problems: int = Field(description="How many things an operator must act on", examples=[1])
    failed_stages: list[Stage] = Field(description="Stages that could not be done", examples=[["check"]])

    @classmethod
    def from_row(cls, row: NightLine) -> Self:
        """Return the response for a night."""
        return cls(
            id=row.number,
            started=row.started,
            finished=row.finished,
            run=row.run,
            articles=row.articles,
            problems=row.problems,
            failed_stages=[Stage(name) for name in row.failed],
        )


class NightListResponse(ListResponse):
    """Some nights, the latest first."""

    items: list[NightLineResponse]

    @classmethod
    def from_list(cls, found: NightList, next_address: str | None) -> Self:
        """Return the response for a part of the list, and where it goes on."""
        items = [NightLineResponse.from_row(line) for line in found.lines]
        return cls(total=found.total, total_exact=True, after=found.after, next=next_address, items=items)


class NightProblemResponse(Response):
    """Something an operator must act on."""

    code: str = Field(description="What it is, as the operator's guide lists it", examples=["outlet_silent"])
    text: str = Field(examples=["nakhil failed three nights in a row: no list could be read"])


class StageResponse(Response):
    """A stage of a night."""

    name: Stage = Field(examples=["take_in"])
    state: State = Field(description="`running`: or stopped in it", examples=["done"])
    tries: int = Field(description="How often it was begun", examples=[1])
    started: datetime | None = Field(examples=["2024-03-05T02:31:00Z"])
    finished: datetime | None = Field(examples=["2024-03-05T03:12:40Z"])
    counts: dict[str, Any] = Field(description="What it came to", examples=[{"added": 208, "no_article": 4}])
    error: str | None = Field(description="Why it could not be done", examples=["the disk is full"])

    @classmethod
    def from_row(cls, row: StageRow) -> Self:
        """Return the response for a stage."""
        return cls(**vars(row))


class NightOutletResponse(Response):
    """What an outlet gave in a night. Numbers are pages but for `articles` and `events`."""

    outlet: str = Field(description="Key of the outlet", examples=["nakhil"])
    verified: bool = Field(description="Whether a crawl of it has ever succeeded", examples=[True])
    at: datetime = Field(description="When it was over", examples=["2024-03-05T02:11:30Z"])
    listed: int = Field(description="Articles in its lists", examples=[60])
    known: int = Field(description="Of these, fetched in earlier nights", examples=[40])
    fetched: int = Field(description="New ones", examples=[18])
    updated: int = Field(description="Known ones with a new text", examples=[2])
    duplicates: int = Field(description="New addresses of articles that are there", examples=[1])
    forbidden: int = Field(description="Left alone, as the outlet asks in robots.txt", examples=[0])
    failed: int = Field(description="Not fetched", examples=[1])
    problem: str | None = Field(description="Why it counts as failed", examples=["no list could be read"])
    outside: str | None = Field(
        description="How its volume is not as expected",
        examples=["3 new pages a day, fewer than expected (declared: 10 to 80)"],
    )
    notes: list[str] = Field(description="What is worth knowing", examples=[["the host asked for a pause"]])
    articles: int = Field(description="New articles in the knowledge base", examples=[18])
    events: int = Field(description="Events told in them", examples=[25])

    @classmethod
    def from_row(cls, row: OutletRow) -> Self:
        """Return the response for an outlet."""
        return cls(**vars(row))


class SetAsideResponse(Response):
    """A page that could not be read, extracted or stored."""

    url: str = Field(examples=["https://example.org/news/7"])
    outlet: str = Field(examples=["nakhil"])
    reason: str = Field(examples=["no article in this page"])
    ours: bool = Field(description="A fault of ours or of the database; it is tried again", examples=[False])
    tries: int = Field(description="How often it was tried, in all nights", examples=[1])

    @classmethod
    def from_row(cls, row: AsideRow) -> Self:
        """Return the response for a page."""
        return cls(**vars(row))


class NightResponse(Response):
    """One night with all that is known of it."""

    id: int = Field(description="Number of the night", examples=[17])
    started: datetime = Field(examples=["2024-03-05T02:00:00Z"])
    finished: datetime | None = Field(description=UNFINISHED, examples=["2024-03-05T03:41:07Z"])
    run: int | None = Field(description="Number of the run its articles are stored by", examples=[18])
    report: str | None = Field(description="Name of its folder below RASID_REPORTS_DIR", examples=["2024-03-05-17"])
    problems: list[NightProblemResponse] = Field(description="What an operator must act on")
    notes: list[str] = Field(description="What is worth knowing", examples=[["nakhil: the host asked for a pause"]])
    stages: list[StageResponse] = Field(description="In their order")
    outlets: list[NightOutletResponse] = Field(description="By their keys")
    set_aside: list[SetAsideResponse] = Field(description="Pages it set aside, faults of ours first; not all of many")
    set_aside_total: int = Field(description="How many it set aside", examples=[3])

    @classmethod
    def from_view(cls, night: NightView) -> Self:
        """Return the response for a night."""
        return cls(
            id=night.number,
            started=night.started,
            finished=night.finished,
            run=night.run,
            report=night.report,
            problems=[NightProblemResponse(code=one["code"], text=one["text"]) for one in night.problems],
            notes=night.notes,
            stages=[StageResponse.from_row(row) for row in night.stages],
            outlets=[NightOutletResponse.from_row(row) for row in night.outlets],
            set_aside=[SetAsideResponse.from_row(row) for row in night.aside],
            set_aside_total=night.aside_in_all,
        )
