"""Scoring the whole pipeline against annotated articles, with the rows of ``pipeline/score.py``.

The extractor is given an article's text, the date (the gold's ``published``, else ``published_meta``) and its
country, nothing more.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.document import Document
from corpus.errors import InputError
from pipeline.annotate import Annotator
from pipeline.run import extract_all, write_files

Scores = dict[str, dict[str, dict[str, float]]]  # row -> strict or relaxed -> p, r, f1, gold, pred


@dataclass(frozen=True)
class GoldArticle:
    """An annotated article: its gold file and the text beside it."""

    id: str
    gold: Path
    text: Path


def gold_articles(root: Path, *, split: str | None = None, folders: frozenset[str] | None = None) -> list[GoldArticle]:
    """Return the annotated articles under ``root``.

    With a ``SPLITS.tsv`` (id, folder, split) in ``root`` those of the split; else every ``NAME.json`` with a text.
    The text is ``NAME.txt`` beside the gold, or in a folder ``samples`` beside ``root``.

    Raises: InputError: no article is found, or a text is missing.
    """
    table = root / "SPLITS.tsv"
    if table.exists():
        rows = [line.split("\t") for line in table.read_text("utf-8").splitlines()[1:]]
        files = [
            (name, root / folder / f"{name}.json")
            for name, folder, part in rows
            if (split is None or part == split) and (folders is None or folder in folders)
        ]
    else:
        files = [(f.stem, f) for f in sorted(root.glob("*.json")) if not f.name.startswith("SCHEMA")]
    if not files:
        raise InputError(f"{root}: no annotated articles" + (f" in the split {split!r}" if split else ""))
    return [GoldArticle(name, _existing(file, root), _text(file, root)) for name, file in files]


def _existing(file: Path, root: Path) -> Path:
    """Return the gold file, in its folder or (where the folder is left out) in ``root``."""
    for candidate in (file, root / file.name):
        if candidate.exists():
            return candidate
    raise InputError(f"{file}: the gold file named in SPLITS.tsv is missing")


def _text(file: Path, root: Path) -> Path:
    """Return the text of a gold file."""
    for folder in (file.parent, root, root.parent / "samples"):
        candidate = folder / f"{file.stem}.txt"
        if candidate.exists():
            return candidate
    raise InputError(f"{file.stem}.txt: the article's text is missing beside {file}")


def documents(articles: list[GoldArticle]) -> Iterator[Document]:
    """Yield what the extractor may see of each article."""
    for article in articles:
        gold = json.loads(article.gold.read_text("utf-8"))
        day = gold.get("published") or gold.get("published_meta")
        text = article.text.read_text("utf-8")
        yield Document(
            article.id, text, country=gold.get("country"), published=date.fromisoformat(day) if day else None
        )


def predict(annotator: Annotator, articles: list[GoldArticle], folder: Path) -> None:
    """Extract the articles into ``folder/pred`` and put their gold files into ``folder/gold``.

    Raises: InputError: an article could not be extracted.
    """
    report = write_files(folder / "pred", extract_all(annotator, documents(articles)))
    if report.failures:
        raise InputError(f"{report.failures[0].source}: {report.failures[0].reason}")
    (folder / "gold").mkdir()
    for article in articles:
        (folder / "gold" / article.gold.name).write_bytes(article.gold.read_bytes())


def score_table(annotator: Annotator, articles: list[GoldArticle], *, errors: bool = False) -> str:
    """Return the table of ``pipeline/score.py`` for the pipeline on the articles, with the misses if asked for."""
    with tempfile.TemporaryDirectory() as name:
        predict(annotator, articles, Path(name))
        return _score(Path(name), *(["--errors"] if errors else []))


def evaluate(annotator: Annotator, articles: list[GoldArticle]) -> Scores:
    """Return the scores of the pipeline on the articles: row -> strict or relaxed -> p, r, f1, gold, pred."""
    with tempfile.TemporaryDirectory() as name:
        predict(annotator, articles, Path(name))
        scores: Scores = json.loads(_score(Path(name), "--json"))
        return scores


def _score(folder: Path, *options: str) -> str:
    """Run the scorer, which is kept as it was given, on ``folder``."""
    command = [sys.executable, "-m", "pipeline.score", str(folder / "gold"), str(folder / "pred"), *options]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
