"""The scores in the README, by the commands that stand there: ``python -m bench.scores [README.md]``.

Between the lines ``<!-- scores -->`` and ``<!-- end of scores -->`` everything is written anew: one table a set of
annotated articles; likewise the tables of
``bench.confidence`` and ``bench.ablation`` between their lines. Sets whose folder is absent are left out, and so is every line that was there for them.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from bench import ablation
from bench.confidence import curves, table
from bench.held_out import HELD_OUT as HELD_OUT_PRESS
from pipeline.annotate import Annotator
from pipeline.annotated import rebuilt
from pipeline.evaluate import Scores, evaluate, gold_articles
from pipeline.settings import Settings

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"(?<=<!-- scores -->\n).*?(?=<!-- end of scores -->)", re.DOTALL)
CONFIDENCE = re.compile(r"(?<=<!-- confidence -->\n).*?(?=<!-- end of confidence -->)", re.DOTALL)
ABLATION = re.compile(r"(?<=<!-- ablation -->\n).*?(?=<!-- end of ablation -->)", re.DOTALL)
REAL = frozenset(("seeds", "press"))


@dataclass(frozen=True)
class Column:
    """A set of annotated articles: its heading, the command that scores it, and where it lies."""

    heading: str
    command: str
    folder: str
    split: str
    folders: frozenset[str] | None = None


COLUMNS = (
    Column("samples, dev", "rasid evaluate corpus/gold --split dev", "corpus/gold", "dev"),
    Column(
        "real press, dev",
        "rasid evaluate ../shared/gold --split dev --folders seeds,press",
        "../shared/gold",
        "dev",
        REAL,
    ),
    Column("samples and press, dev", "rasid evaluate ../shared/gold --split dev", "../shared/gold", "dev"),
    Column("samples and press, train", "rasid evaluate ../shared/gold --split train", "../shared/gold", "train"),
)


HELD_OUT = Column("held-out press", "python -m bench.held_out ../shared/data", "../shared/data", "")


def block(columns: list[tuple[Column, int, Scores]]) -> str:
    """Return the table of all sets, a row of the score a line, and the commands it came from."""
    first = columns[0][2]
    lines = [
        "| F1, relaxed | " + " | ".join(f"{c.heading} ({n})" for c, n, _ in columns) + " |",
        "|---" * (len(columns) + 1) + "|",
    ]
    lines += [
        f"| {row} | " + " | ".join(f"{s[row]['relaxed']['f1']:.3f}" for _, _, s in columns) + " |" for row in first
    ]
    lines += ["", "In brackets: articles. Columns, left to right:", ""]
    lines += [f"    {c.command}" for c, _, _ in columns]
    return "\n" + "\n".join(lines) + "\n\n"


def main() -> int:
    """Score every set there is and put the table into the README."""
    readme = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "README.md"
    annotator = Annotator.load(Settings())
    found = []
    for column in COLUMNS:
        if (ROOT / column.folder).is_dir():
            articles = gold_articles(ROOT / column.folder, split=column.split, folders=column.folders)
            found.append((column, len(articles), evaluate(annotator, articles)))
    if (ROOT / HELD_OUT.folder).is_dir():
        with rebuilt(HELD_OUT_PRESS, ROOT / HELD_OUT.folder) as folder:
            articles = gold_articles(folder)
            found.append((HELD_OUT, len(articles), evaluate(annotator, articles)))
    text, count = BLOCK.subn(lambda _: block(found), readme.read_text("utf-8"))
    if count != 1:
        sys.stderr.write(f"{readme}: no lines <!-- scores --> and <!-- end of scores -->\n")
        return 2
    if (ROOT / HELD_OUT.folder).is_dir():
        curve = table(curves(annotator, ROOT / "../shared/gold", ROOT / HELD_OUT.folder))
        text = CONFIDENCE.sub(lambda _: f"\n{curve}\n", text)
        parts = ablation.table(ROOT / "../shared/gold", ROOT / HELD_OUT.folder)
        text = ABLATION.sub(lambda _: f"\n{parts}\n", text)
    readme.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
