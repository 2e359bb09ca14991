"""Floors for the pages of our own: ``python -m bench.pages``."""

from __future__ import annotations

import pytest

from bench.pages import PAGES, READERS, scores, truths

FLOORS = {"text F1": 0.97, "segments precision": 0.97, "segments recall": 0.99, "title": 0.98, "author": 0.98, "agency": 0.98,
          "section": 0.98, "published": 0.98}  # fmt: skip


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, float]]:
    """The scores of each reader over all pages."""
    pages = [page for truth in sorted(PAGES.rglob("truth.jsonl")) for page in truths(truth.parent)]
    assert len(pages) >= 140
    return {name: scores(read, pages)[0] for name, read in READERS.items()}


@pytest.mark.parametrize("row", FLOORS)
def test_score_keeps_its_floor(found: dict[str, dict[str, float]], row: str) -> None:
    assert found["rasid"][row] >= FLOORS[row]


@pytest.mark.parametrize("row", ["text F1", "title", "author", "published"])
def test_reading_is_at_least_as_good_as_what_it_is_built_on(found: dict[str, dict[str, float]], row: str) -> None:
    assert found["rasid"][row] >= max(scores[row] for scores in found.values() if row in scores)


def test_score_falls_with_the_reading() -> None:
    pages = truths(PAGES / "measure")
    assert scores(READERS["htmldate"], pages)[0]["published"] < FLOORS["published"]
