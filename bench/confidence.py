"""Precision and recall of the answer by confidence: ``python -m bench.confidence GOLD DATA``.

For the dev split of ``GOLD`` and for the held-out press (texts in ``DATA``): of the rows (type, agent, target, date) whose
event is at least so sure, how many are right, and how many of all there are.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bench.held_out import HELD_OUT
from pipeline import score
from pipeline.annotate import Annotator
from pipeline.annotated import rebuilt
from pipeline.evaluate import GoldArticle, documents, gold_articles
from pipeline.output import to_json
from pipeline.settings import Settings

ROW = "who_which_when"
THRESHOLDS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9)


def curve(annotator: Annotator, articles: list[GoldArticle]) -> list[tuple[float, int, int, int]]:
    """Return (threshold, right, put out, annotated) rows of the answer."""
    read = [to_json(document) for document in annotator.annotate(documents(articles))]
    gold = [score.rows(json.loads(article.gold.read_text("utf-8")), gold=True)[ROW] for article in articles]
    found = []
    for threshold in THRESHOLDS:
        right = every = 0
        for facts, known in zip(read, gold, strict=True):
            sure: dict[str, Any] = {**facts, "events": [e for e in facts["events"] if e["confidence"] >= threshold]}
            rows = score.rows(sure, gold=False)[ROW]
            right += score.match(known, rows, score.equal_for(ROW, True))[0]
            every += len(rows)
        found.append((threshold, right, every, sum(map(len, gold))))
    return found


def main() -> int:
    """Print a table for each set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("data", type=Path)
    arguments = parser.parse_args()
    annotator = Annotator.load(Settings())
    with rebuilt(HELD_OUT, arguments.data) as folder:
        sets = {"dev": gold_articles(arguments.gold, split="dev"), "held-out": gold_articles(folder)}
        for name, articles in sets.items():
            sys.stdout.write(f"{name}: {len(articles)} articles\nconfidence  precision  recall  rows\n")
            for threshold, right, every, known in curve(annotator, articles):
                p, r = right / every if every else 1.0, right / known
                sys.stdout.write(f"{threshold:10.2f} {p:10.3f} {r:7.3f} {every:5}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
