"""Entities as FollowTheMoney has them: an object with id, schema and lists of texts by property.

The schema is published with the package ``followthemoney`` (4.11); only what it names is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

PREFIX = "rasid-"  # so that keys of ours meet no others where data sets are put together
Entity = dict[str, Any]
PropertyValue = str | float | date | None


class Schema(StrEnum):
    """The kinds of entities that are written."""

    PERSON = "Person"
    ORGANIZATION = "Organization"
    PUBLIC_BODY = "PublicBody"
    ADDRESS = "Address"
    POSITION = "Position"
    OCCUPANCY = "Occupancy"
    EVENT = "Event"
    ARTICLE = "Article"


def entity_id(key: str | None) -> str | None:
    """Return the id of what a permanent key names."""
    return PREFIX + key if key else None


def entity(key: str, schema: Schema, **properties: PropertyValue | Iterable[PropertyValue]) -> Entity:
    """Return an entity; of each property the values there are, as texts, once each."""
    told = {name: _texts(values) for name, values in properties.items()}
    return {"id": entity_id(key), "schema": str(schema), "properties": {n: v for n, v in told.items() if v}}


def web_address(url: str | None) -> str | None:
    """Return an address that FollowTheMoney takes: of the web, with a host."""
    try:
        parts = urlsplit(url or "")
    except ValueError:  # `http://[`
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname and "." in parts.hostname else None


def _texts(values: PropertyValue | Iterable[PropertyValue]) -> list[str]:
    some = [values] if isinstance(values, str | float | int | date) or values is None else values
    texts = (value.isoformat() if isinstance(value, date) else str(value) for value in some if value is not None)
    return list(dict.fromkeys(text for text in texts if text.strip()))
