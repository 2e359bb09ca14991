"""What entities asked for by key are called, for showing a question back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine

from pipeline.kb.browse.items import items
from pipeline.kb.browse.resolve import entity_number
from pipeline.kb.browse.shapes import EntityItem
from pipeline.kb.engine import reading


def named(engine: Engine, keys: Sequence[str]) -> dict[str, EntityItem]:
    """Return the entities some keys lead to, former ones too, by the keys asked for; unknown ones are left out."""
    with reading(engine) as connection:
        numbers = {key: entity_number(connection, key) for key in dict.fromkeys(keys)}
        known = items(connection, [number for number in numbers.values() if number is not None])
    return {key: known[number] for key, number in numbers.items() if number is not None}
