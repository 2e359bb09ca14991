"""Floors of quality: F1 (relaxed) of every row of the score must not fall below what it was.

``floors.yml`` has, for each set of annotated articles, the digest of its texts and annotations and a floor a row.
``pytest tests/quality --update-floors`` raises floors to just under the present scores; lowering one needs
``--lower-floors`` too, and a word in the commit on why. A set that was changed fails until its floors are set anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.annotate import Annotator
from pipeline.evaluate import GoldArticle, evaluate, gold_articles
from pipeline.nightly.checking import FOR_READING, digest, fallen

ROOT = Path(__file__).parents[2]
FLOORS = ROOT / "corpus" / "floors.yml"
SHARED = ROOT.parent / "shared" / "gold"
MARGIN = 0.01  # under the score: in the smallest set one or two facts may change sides without a word
HEADER = """# Least F1 (relaxed) of each row of `rasid evaluate`, by set of annotated articles; see test_floors.py.
# Written by `pytest tests/quality --update-floors`; lowering a floor needs --lower-floors and a reason in the commit.
"""


@dataclass(frozen=True)
class GoldSet:
    """A set of annotated articles with floors."""

    name: str
    root: Path
    split: str
    folders: frozenset[str] | None = None

    def articles(self) -> list[GoldArticle]:
        return gold_articles(self.root, split=self.split, folders=self.folders)


REAL = frozenset(("seeds", "press"))
absent = pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated press is not beside this repository")
SETS = [
    pytest.param(GoldSet("samples-dev", ROOT / "corpus" / "gold", "dev"), id="samples-dev"),
    pytest.param(GoldSet("press-dev", SHARED, "dev", REAL), id="press-dev", marks=[pytest.mark.shared, absent]),
    pytest.param(GoldSet("press-train", SHARED, "train", REAL), id="press-train", marks=[pytest.mark.shared, absent]),
]


def raised(old: dict[str, float], scores: dict[str, float], *, lower: bool) -> dict[str, float]:
    """Return the floors for the scores: no row lower than it was, unless asked for."""
    floors = {row: round(max(0.0, score - MARGIN), 3) for row, score in scores.items()}
    return floors if lower else {row: max(floor, old.get(row, 0.0)) for row, floor in floors.items()}


@pytest.mark.parametrize("gold", SETS)
def test_no_row_falls_below_its_floor(gold: GoldSet, annotator: Annotator, pytestconfig: pytest.Config) -> None:
    articles = gold.articles()
    rows = evaluate(annotator, articles)
    scores = {row: modes["relaxed"]["f1"] for row, modes in rows.items() if row not in FOR_READING}
    everything: dict[str, Any] = yaml.safe_load(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    known = everything.get(gold.name, {})
    if pytestconfig.getoption("--update-floors"):
        floors = raised(known.get("floors", {}), scores, lower=pytestconfig.getoption("--lower-floors"))
        everything[gold.name] = {"articles": len(articles), "digest": digest(articles), "floors": floors}
        FLOORS.write_text(HEADER + yaml.safe_dump(everything, sort_keys=False), "utf-8")
        return
    assert digest(articles) == known["digest"], f"{gold.name} was changed: set its floors anew (see the header)"
    assert fallen(known["floors"], scores) == []


def test_a_fall_is_noticed_and_a_floor_only_rises() -> None:
    assert fallen({"dates": 0.8}, {"dates": 0.79}) == ["dates: 0.790 < 0.8"]
    assert fallen({"dates": 0.8}, {"dates": 0.81, "events": 0.5}) == ["events: no floor"]
    assert raised({"dates": 0.8}, {"dates": 0.7}, lower=False) == {"dates": 0.8}
    assert raised({"dates": 0.8}, {"dates": 0.7}, lower=True) == {"dates": 0.69}
