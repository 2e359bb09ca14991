"""Every label and kind has an Arabic word; days and numbers read naturally."""

from __future__ import annotations

from datetime import date

import pytest

from api import wording
from corpus.mention import EventType, InstitutionKind, Label, PlaceKind, Relation, Status


def test_wording_knows_every_member() -> None:
    for kinds, words in (
        (EventType, wording.TYPES),
        (Status, wording.STATUSES),
        (Label, wording.LABELS),
        (InstitutionKind, wording.INSTITUTIONS),
        (PlaceKind, wording.PLACES),
        (Relation, wording.RELATIONS),
    ):
        assert set(words) == set(kinds)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (None, None, ""),
        (date(2024, 8, 14), None, "14 غشت 2024"),
        (date(2024, 2, 5), date(2024, 2, 5), "5 فبراير 2024"),
        (date(2024, 2, 1), date(2024, 2, 29), "فبراير 2024"),
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(2023, 12, 1), date(2023, 12, 31), "دجنبر 2023"),
        (date(2024, 2, 1), date(2024, 3, 31), "1 فبراير 2024 – 31 مارس 2024"),
        (date(9999, 12, 1), date(9999, 12, 31), "1 دجنبر 9999 – 31 دجنبر 9999"),
    ],
)
def test_days(start: date | None, end: date | None, words: str) -> None:
    assert wording.days(start, end) == words


@pytest.mark.parametrize(("value", "words"), [(6200000.0, "6,200,000"), (2.5, "2.5"), (0, "0")])
def test_number(value: float, words: str) -> None:
    assert wording.number(value) == words
