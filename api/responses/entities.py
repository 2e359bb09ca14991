"""Officials, institutions, places and offices; and what a name may mean."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Self

from pydantic import Field

from api.responses.base import ListResponse, Response
from pipeline.kb.browse.shapes import (
    Companion,
    EntityItem,
    EntityKind,
    EntityView,
    Match,
    PositionItem,
    PositionView,
    TenureItem,
)

EXAMPLE_KEY = "bac2455d2c3123de98fc"


class EntityItemResponse(Response):
    """An official, institution or place, with how much is told of it."""

    id: str = Field(description="Permanent key", examples=[EXAMPLE_KEY])
    kind: EntityKind = Field(examples=["institution"])
    subkind: str | None = Field(description="Kind of institution or place", examples=["centre"])
    name: str = Field(description="Usual name", examples=["مركز المواكبة لحماية الطفولة"])
    latin: str | None = Field(
        description="Its name in Latin letters: of a list or the press; else of officials spelt by rule, of institutions "
        "made in French where every word can be read",
        examples=["Taroudant"],
    )
    latin_made: bool = Field(description="Whether `latin` was spelt or made by rule", examples=[False])
    place: str | None = Field(description="Name of the next place around it", examples=["جماعة تارودانت"])
    place_id: str | None = Field(description="Key of that place", examples=["0c486d327f5b692aa52c"])
    gazetteer_id: str | None = Field(examples=["MA:113.01.03"])
    events: int = Field(description="Events it takes part in", examples=[12])
    first: date | None = Field(description="Day of the first one", examples=["2023-11-02"])
    last: date | None = Field(description="Day of the last one", examples=["2024-06-30"])

    @classmethod
    def from_item(cls, item: EntityItem) -> Self:
        """Return the response for an entity."""
        return cls(
            id=item.key,
            kind=item.kind,
            subkind=item.subkind,
            name=item.label,
            latin=item.latin,
            latin_made=item.latin_made,
            place=item.place,
            place_id=item.place_key,
            gazetteer_id=item.gazetteer_id,
            events=item.events,
            first=item.first,
            last=item.last,
        )

    @classmethod
    def from_items(cls, items: Iterable[EntityItem]) -> list[Self]:
        """Return the responses for entities."""
        return [cls.from_item(item) for item in items]


class EntityListResponse(ListResponse):
    """Some entities of one kind, those with most events first."""

    items: list[EntityItemResponse]


class TenureResponse(Response):
    """An official in an office, as far as the days of the coverage show it."""

    official: str = Field(description="Key of the official", examples=[EXAMPLE_KEY])
    name: str = Field(examples=["سلوى بنطاهر"])
    position: str = Field(description="Key of the office", examples=["7a3c9d21e0b45f668812"])
    title: str = Field(examples=["وزيرة التضامن والإدماج الاجتماعي والأسرة"])
    first_seen: date | None = Field(description="Day of the first article that shows it", examples=["2023-10-14"])
    last_seen: date | None = Field(description="Day of the last one", examples=["2024-09-02"])
    since: date | None = Field(description="Where an appointment bounds it", examples=["2023-10-12"])
    until: date | None = Field(description="Where a successor bounds it", examples=[None])
    articles: int = Field(description="How many articles show it", examples=[31])
    confidence: float = Field(ge=0, le=1, examples=[0.97])
    inferred: bool = Field(
        description="The day asked for is outside these days; the nearest known holder is given", examples=[False]
    )

    @classmethod
    def from_item(cls, item: TenureItem) -> Self:
        """Return the response for a tenure."""
        return cls(
            official=item.official,
            name=item.official_label,
            position=item.position,
            title=item.title,
            first_seen=item.first_seen,
            last_seen=item.last_seen,
            since=item.since,
            until=item.until,
            articles=item.articles,
            confidence=item.confidence,
            inferred=item.inferred,
        )


class CompanionResponse(Response):
    """An entity that shares events with another."""

    entity: EntityItemResponse
    events: int = Field(description="How many they share", examples=[4])

    @classmethod
    def from_rows(cls, rows: Iterable[Companion]) -> list[Self]:
        """Return the responses for companions."""
        return [cls(entity=EntityItemResponse.from_item(row.item), events=row.events) for row in rows]


class PointResponse(Response):
    """A point on the map, and the place whose point it is."""

    latitude: float = Field(description="Degrees north (WGS 84)", examples=[30.4703])
    longitude: float = Field(description="Degrees east (WGS 84)", examples=[-8.877])
    place: str | None = Field(description="Key of that place", examples=["0c486d327f5b692aa52c"])
    name: str | None = Field(description="Its name", examples=["جماعة تارودانت"])


class EntityResponse(EntityItemResponse):
    """An official, institution or place with all that is known of it; its events are at `events_url`."""

    names: list[str] = Field(
        description="Every form it is written with, the most used first", examples=[["مركز المواكبة لحماية الطفولة"]]
    )
    point: PointResponse | None = Field(description="Where it is on the map; null: not known")
    parents: list[EntityItemResponse] = Field(description="The places around it, the nearest first")
    children: list[EntityItemResponse] = Field(description="Of a place: the places in it")
    tenures: list[TenureResponse] = Field(description="Of an official: offices over time")
    companions: list[CompanionResponse] = Field(description="Officials it shares most events with")
    institutions: list[CompanionResponse] = Field(description="Institutions it shares most events with")
    places: list[CompanionResponse] = Field(description="Places it shares most events with")
    merged: list[str] = Field(description="Former keys, which lead here", examples=[["1fd98eecd923d1bb046a"]])
    events_url: str = Field(
        description="Its timeline: the events it takes part in; `sort` and all filters can be added",
        examples=[f"/v1/events?entity={EXAMPLE_KEY}"],
    )

    @classmethod
    def from_view(cls, view: EntityView, events_url: str) -> Self:
        """Return the response for an entity; ``events_url``: where its events are."""
        point = None
        if view.latitude is not None and view.longitude is not None:
            point = PointResponse(
                latitude=view.latitude, longitude=view.longitude, place=view.located_by, name=view.located_by_label
            )
        return cls(
            **EntityItemResponse.from_item(view.item).model_dump(),
            names=list(view.names),
            point=point,
            parents=EntityItemResponse.from_items(view.parents),
            children=EntityItemResponse.from_items(view.children),
            tenures=[TenureResponse.from_item(tenure) for tenure in view.tenures],
            companions=CompanionResponse.from_rows(view.companions),
            institutions=CompanionResponse.from_rows(view.institutions),
            places=CompanionResponse.from_rows(view.places),
            merged=list(view.merged),
            events_url=events_url,
        )


class PositionItemResponse(Response):
    """An office, whoever holds it."""

    id: str = Field(description="Permanent key", examples=["7a3c9d21e0b45f668812"])
    title: str = Field(description="Usual wording", examples=["والي جهة سوس ماسة"])
    holders: int = Field(description="How many officials are known to have held it", examples=[2])
    articles: int = Field(description="How many articles show somebody in it", examples=[57])

    @classmethod
    def from_item(cls, item: PositionItem) -> Self:
        """Return the response for an office."""
        return cls(id=item.key, title=item.title, holders=item.holders, articles=item.articles)


class PositionListResponse(ListResponse):
    """Some offices, those that most articles show somebody in first."""

    items: list[PositionItemResponse]


class PositionResponse(PositionItemResponse):
    """An office, its other wordings and who held it, in order of time."""

    wordings: list[str] = Field(examples=[["والي جهة سوس ماسة", "والي جهة سوس ماسة عامل عمالة أكادير"]])
    tenures: list[TenureResponse]

    @classmethod
    def from_view(cls, view: PositionView) -> Self:
        """Return the response for an office with its holders."""
        return cls(
            **PositionItemResponse.from_item(view.item).model_dump(),
            wordings=list(view.wordings),
            tenures=[TenureResponse.from_item(tenure) for tenure in view.tenures],
        )


class HoldersResponse(Response):
    """Who held an office, on a day or ever."""

    office: str = Field(description="The title as it was asked for", examples=["والي جهة سوس ماسة"])
    on: date | None = Field(examples=["2024-03-10"])
    holders: list[TenureResponse] = Field(description="Nobody: not known, or it names no office by itself")


class FoundResponse(Response):
    """An entity that a name may mean."""

    entity: EntityItemResponse
    score: float = Field(ge=0, le=1, description="How alike the names are", examples=[1.0])
    how: str = Field(description="exact, words or sound", examples=["exact"])


class MatchResponse(Response):
    """What a name may mean, the likeliest first."""

    name: str = Field(description="The name as it was asked for", examples=["سلوى بنطاهر"])
    found: list[FoundResponse]

    @classmethod
    def from_match(cls, match: Match) -> Self:
        """Return the response for a name."""
        found = [
            FoundResponse(entity=EntityItemResponse.from_item(item), score=score, how=how)
            for item, score, how in match.found
        ]
        return cls(name=match.name, found=found)


class LookupResponse(Response):
    """What each of some names may mean, in the order they were asked for."""

    items: list[MatchResponse]
