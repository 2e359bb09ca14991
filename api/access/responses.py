"""What the writing endpoints take and answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from api.parameters import Limit, Parameters, Text
from pipeline.kb.access_saved import MAX_NAME, MAX_QUERY, Saved
from pipeline.kb.corrections_read import LIMIT, CorrectionItem, CorrectionState

LARGEST = 2**63 - 1  # number of a row
MAX_REASON = 1000
MAX_KEY = 200
MOST_ARTICLES = 500
EXAMPLE = "52b5e33e70ca2f9cd688"


def _printable(value: Any) -> Any:
    """Refuse what PostgreSQL takes in no text, and half of a surrogate pair, which is no letter."""
    if isinstance(value, str) and ("\x00" in value or not _encodes(value)):
        raise ValueError("holds a character that is none")
    return value


def _encodes(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


Clean = BeforeValidator(_printable)
Key = Annotated[str, Clean, Field(min_length=1, max_length=MAX_KEY, examples=[EXAMPLE])]
Reason = Annotated[
    str, Clean,
    Field(min_length=1, max_length=MAX_REASON, pattern=r"\S", description="Why: a source, what the sentence says",
          examples=["البلاغ الرسمي يقول 6 فبراير"]),
]  # fmt: skip


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Response(BaseModel):
    model_config = ConfigDict(frozen=True)


class CorrectionParameters(Parameters):
    """Filters of corrections, and page."""

    target: Text = Field(default=None, description="Key of the fact, entity or event it is of, or its own")
    author: Text = Field(default=None, description="Name of the key it was made with")
    after: int | None = Field(
        default=None, ge=1, le=LARGEST, description="Where to go on: `after` of the answer before"
    )
    limit: Limit = LIMIT


class CorrectionBody(_Body):
    """A word on a fact: an event's telling, an office held, a sum or a count."""

    action: Literal["confirm", "reject", "edit"] = Field(examples=["edit"])
    target: Key = Field(description="Key of the fact")
    reason: Reason
    cells: dict[str, Any] = Field(
        default={}, max_length=20, description="Of an edit: what holds instead, a list as a whole",
        examples=[{"date_start": "2024-02-06", "agents": ["ليلى المرابط"]}],
    )  # fmt: skip

    @model_validator(mode="after")
    def _cells_are_of_an_edit(self) -> Self:
        if self.cells and self.action != "edit":
            raise ValueError("only an edit has cells")
        return self


class UndoBody(_Body):
    """A correction to take back."""

    target: Key = Field(description="Key of the correction, or of the fact whose last one is meant")
    reason: Reason


class MergeBody(_Body):
    """Two that are one."""

    key: Key
    other: Key
    reason: Reason


class SplitBody(_Body):
    """Two that are two; or articles that mean another one of the name."""

    key: Key
    other: Key | None = Field(default=None, description="The one it is not")
    articles: list[Key] = Field(
        default=[], max_length=MOST_ARTICLES, description="Keys of articles that mean another one of this name",
        examples=[[]],
    )  # fmt: skip
    reason: Reason

    @model_validator(mode="after")
    def _is_one_or_the_other(self) -> Self:
        if (self.other is None) == (not self.articles):
            raise ValueError("either other or articles is needed")
        return self


class CorrectionResponse(_Response):
    """A correction as it is kept."""

    key: str = Field(description="Permanent key of the correction; it can be undone by it", examples=[EXAMPLE])
    action: str = Field(description="confirm, reject, edit, merge, split or undo", examples=["edit"])
    about: str = Field(
        description="event (a telling), occupancy, amount, quantity, entity, happening (an event) or correction",
        examples=["event"],
    )
    target: str = Field(examples=[EXAMPLE])
    other: str | None = Field(examples=[None])
    articles: list[str] = Field(examples=[[]])
    cells: dict[str, Any] = Field(examples=[{"date_start": "2024-02-06"}])
    reason: str = Field(examples=["البلاغ الرسمي يقول 6 فبراير"])
    author: str = Field(description="Name of the key it was made with", examples=["هيئة التحرير"])
    at: datetime = Field(examples=["2026-01-05T10:00:00Z"])
    state: CorrectionState = Field(
        description="applied; pending: waits for the next linking; undone", examples=["applied"]
    )

    @classmethod
    def from_item(cls, item: CorrectionItem) -> Self:
        """Return the response for a correction."""
        return cls(**{**vars(item), "articles": list(item.articles)})


class CorrectionListResponse(_Response):
    """Some corrections, the latest first."""

    items: list[CorrectionResponse]
    after: str | None = Field(
        description="What to ask for the next ones with; null: there are no more", examples=["17"]
    )
    next: str | None = Field(
        description="Address of the next ones, also in the header `Link`", examples=["/v1/corrections?after=17"]
    )


class SavedBody(_Body):
    """A search to keep."""

    name: Annotated[str, Clean, Field(min_length=1, max_length=MAX_NAME, pattern=r"\S")] = Field(
        examples=["زيارات المراكز بتارودانت"]
    )
    query: Annotated[str, Clean, Field(max_length=MAX_QUERY)] = Field(
        description="Filters, as they stand after `?` in an address of `/v1/events`",
        examples=["type=visit&place=%D8%AA%D8%A7%D8%B1%D9%88%D8%AF%D8%A7%D9%86%D8%AA"],
    )


class SavedResponse(_Response):
    """A search that is kept; its id is permanent, and so is the address of its feed."""

    id: str = Field(examples=["k3JxPq0aYt9sLw2d"])
    name: str = Field(examples=["زيارات المراكز بتارودانت"])
    query: str = Field(examples=["type=visit"])
    events: str = Field(description="What it finds", examples=["/v1/events?type=visit"])
    feed: str = Field(description="Atom feed of what it finds", examples=["/v1/saved/k3JxPq0aYt9sLw2d/feed.atom"])
    created: datetime = Field(examples=["2026-01-05T10:00:00Z"])
    changed: datetime = Field(examples=["2026-01-05T10:00:00Z"])

    @classmethod
    def from_saved(cls, saved: Saved, events: str, feed: str) -> Self:
        """Return the response for a search; ``events``, ``feed``: addresses of what it finds."""
        return cls(
            id=saved.key,
            name=saved.name,
            query=saved.query,
            events=events,
            feed=feed,
            created=saved.created,
            changed=saved.changed,
        )


class SavedListResponse(_Response):
    """The searches of a key, by name."""

    items: list[SavedResponse]
