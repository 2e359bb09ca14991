"""The message catalogues: the same keys and placeholders in every language; days and numbers read naturally."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from babel import Locale

from api.wording import LANGUAGES, LOCALES, words
from corpus.mention import EventType, InstitutionKind, Label, PlaceKind, Relation, Status
from pipeline.kb.browse.shapes import EntityKind, Precision, Sort, Step

PLACEHOLDER = re.compile(r"\{(\w+)\}")
TEMPLATES = Path(__file__).parents[2] / "api" / "templates"


def placeholders(text: str | dict[str, str]) -> set[str]:
    """Return the names in braces; of plural forms those of ``other``, and of all forms no others but ``n``."""
    if isinstance(text, str):
        return set(PLACEHOLDER.findall(text))
    every = {name for form in text.values() for name in PLACEHOLDER.findall(form)}
    assert every <= set(PLACEHOLDER.findall(text["other"]))
    return every


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_have_the_same_keys_and_placeholders(language: str) -> None:
    here, arabic = words(language).said, words("ar").said
    assert set(here) == set(arabic)
    for key, text in here.items():
        assert placeholders(dict(text) if not isinstance(text, str) else text) == placeholders(
            dict(arabic[key]) if not isinstance(arabic[key], str) else arabic[key]  # type: ignore[arg-type]
        ), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_those_of_the_language(language: str) -> None:
    tags = {*Locale.parse(LOCALES[language]).plural_form.tags, "other"}
    plural = [text for text in words(language).said.values() if not isinstance(text, str)]
    assert plural
    assert all(set(text) == tags for text in plural)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_member_of_every_kind_has_a_word(language: str) -> None:
    say = words(language)
    groups: Iterable[tuple[type, str]] = (
        (EventType, "type"), (Status, "status"), (Label, "label"), (InstitutionKind, "institution"), (PlaceKind, "place"),
        (Relation, "relation"), (Sort, "sort"), (Precision, "precision"), (EntityKind, "entity"),
    )  # fmt: skip
    for members, group in groups:
        for member in members:  # type: ignore[attr-defined]
            assert say.has(f"{group}.{member}")
            assert member is Relation.EXACT or say(f"{group}.{member}")


def test_every_word_a_template_asks_for_is_there() -> None:
    asked = {
        key for file in TEMPLATES.rglob("*.html") for key in re.findall(r"\bw\('([\w.]+)'", file.read_text("utf-8"))
    }
    assert len(asked) > 80
    whole = {key for key in asked if not key.endswith(".")}
    assert whole - set(words("ar").said) == set()


@pytest.mark.parametrize(
    ("start", "end", "said"),
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
def test_days(start: date | None, end: date | None, said: str) -> None:
    assert words("ar").days(start, end) == said


def test_days_in_other_languages() -> None:
    assert words("fr").day(date(2024, 8, 14)) == "14 août 2024"
    assert words("en").days(date(2024, 2, 1), date(2024, 2, 29)) == "February 2024"


@pytest.mark.parametrize(("value", "said"), [(6200000.0, "6,200,000"), (2.5, "2.5"), (0, "0")])
def test_number(value: float, said: str) -> None:
    assert words("ar").number(value) == said


@pytest.mark.parametrize(
    ("n", "said"), [(0, "لا حدث"), (1, "حدث واحد"), (2, "حدثان"), (3, "3 أحداث"), (11, "11 حدثا"), (1000, "1,000 حدث")]
)
def test_arabic_counts_have_six_forms(n: int, said: str) -> None:
    assert words("ar")("count.events", n=n) == said


def test_short_months_of_french_are_told_apart() -> None:
    ticks = [words("fr").tick(date(2024, month, 1), Step.MONTH) for month in (6, 7)]
    assert ticks == ["juin 2024", "juil. 2024"]
