"""Scores on the held-out press: ``python -m bench.held_out FOLDER``, the articles' texts read from ``FOLDER/news``."""

from __future__ import annotations

import sys
from pathlib import Path

from corpus.errors import InputError
from pipeline.annotate import Annotator
from pipeline.annotated import rebuilt
from pipeline.evaluate import gold_articles, score_table
from pipeline.settings import Settings

HELD_OUT = Path(__file__).parents[1] / "corpus" / "held_out"


def main() -> int:
    """Print the score on the held-out press."""
    if len(sys.argv) != 2:
        sys.stderr.write("usage: python -m bench.held_out FOLDER  (with the folder news in it)\n")
        return 2
    try:
        with rebuilt(HELD_OUT, Path(sys.argv[1])) as folder:
            sys.stdout.write(score_table(Annotator.load(Settings()), gold_articles(folder)))
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
