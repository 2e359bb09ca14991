"""What each trained model adds: ``python -m bench.ablation GOLD DATA``.

F1, relaxed, on the dev split of ``GOLD`` and on the held-out press (texts in ``DATA``): rules alone, then with the
tagger, with the models of names, with the model that weighs events, and with all.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench.held_out import HELD_OUT
from pipeline.annotate import Annotator
from pipeline.annotated import rebuilt
from pipeline.evaluate import evaluate, gold_articles
from pipeline.settings import Settings

PARTS = {
    "rules": Settings(tagger=False, names=False, judge=False),
    "and tagger": Settings(names=False, judge=False),
    "and names": Settings(judge=False),
    "and events weighed": Settings(names=False),
    "all": Settings(),
}


def table(gold: Path, data: Path) -> str:
    """Return the scores of each combination as a table in Markdown, a row of the score a line."""
    annotators = {name: Annotator.load(settings) for name, settings in PARTS.items()}
    blocks = []
    with rebuilt(HELD_OUT, data) as folder:
        for title, articles in (("dev", gold_articles(gold, split="dev")), ("held-out", gold_articles(folder))):
            scores = {name: evaluate(annotator, articles) for name, annotator in annotators.items()}
            lines = [f"| {title} ({len(articles)}) | " + " | ".join(scores) + " |", "|---" * (len(scores) + 1) + "|"]
            for row in scores["all"]:
                cells = " | ".join(f"{found[row]['relaxed']['f1']:.3f}" for found in scores.values())
                lines.append(f"| {row} | {cells} |")
            blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("data", type=Path)
    asked = parser.parse_args()
    sys.stdout.write(table(asked.gold, asked.data))
    return 0


if __name__ == "__main__":
    sys.exit(main())
