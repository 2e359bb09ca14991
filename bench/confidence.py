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


def curves(annotator: Annotator, gold: Path, data: Path) -> dict[str, list[tuple[float, int, int, int]]]:
    """Return the curve of each set, by its name and number of articles."""
    with rebuilt(HELD_OUT, data) as folder:
        sets = {"dev": gold_articles(gold, split="dev"), "held-out": gold_articles(folder)}
        return {f"{name} ({len(articles)})": curve(annotator, articles) for name, articles in sets.items()}


def table(found: dict[str, list[tuple[float, int, int, int]]]) -> str:
    """Return precision, recall and number of rows put out by least confidence, as a table in Markdown."""
    lines = ["| confidence from | " + " | ".join(f"{name}: precision | recall | rows" for name in found) + " |"]
    lines.append("|---" * (1 + 3 * len(found)) + "|")
    for rows in zip(*found.values(), strict=True):
        cells = (f"{right / max(every, 1):.3f} | {right / known:.3f} | {every}" for _, right, every, known in rows)
        lines.append(f"| {rows[0][0]:.2f} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("data", type=Path)
    arguments = parser.parse_args()
    sys.stdout.write(table(curves(Annotator.load(Settings()), arguments.gold, arguments.data)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
