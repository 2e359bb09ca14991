"""What a knowledge base knows by a name typed into the search box, and how it spells it."""

from __future__ import annotations

import pytest

from api.known_names import KnownNames
from pipeline.kb.browse.shapes import EntityKind
from pipeline.kb.engine import open_store
from pipeline.settings import Settings


@pytest.mark.parametrize(
    ("typed", "kind", "spelt"),
    [
        ("ليلى المرابط", EntityKind.OFFICIAL, "ليلى المرابط"),
        ("إدريس الناسري", EntityKind.OFFICIAL, "إدريس الناصري"),  # only sounds so: the filters compare letters
        ("المرابط", EntityKind.OFFICIAL, "المرابط"),  # words of the name find it as they are
        ("إدريس الناسري", EntityKind.PLACE, "إدريس الناسري"),  # nothing of this kind
        ("Leila El Mourabit", EntityKind.OFFICIAL, "Leila El Mourabit"),  # compared by sound anyway
        ("لا أحد هنا", EntityKind.OFFICIAL, "لا أحد هنا"),
    ],
)
def test_name_that_sounds_like_a_known_one_is_spelt_as_it_is(
    settings: Settings, typed: str, kind: EntityKind, spelt: str
) -> None:
    engine = open_store(settings)
    assert KnownNames(engine).spelt(typed, kind) == spelt
    engine.dispose()
