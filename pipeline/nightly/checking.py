"""The fourth stage: does this installation still read as well as it did? Annotated samples against their floors."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from corpus.errors import InputError
from pipeline.evaluate import GoldArticle, evaluate, gold_articles
from pipeline.nightly.context import Context
from pipeline.settings import Settings

FOR_READING = ("visits", "dated")  # parts of who_which_when, too few to hold a floor
SPLIT = "dev"


def digest(articles: Sequence[GoldArticle]) -> str:
    """Return a checksum of the texts and annotations."""
    total = hashlib.sha256()
    for article in articles:
        for file in (article.text, article.gold):
            total.update(f"{article.id}{file.suffix}\n".encode() + file.read_bytes())
    return total.hexdigest()[:16]


def fallen(floors: Mapping[str, float], scores: Mapping[str, float]) -> list[str]:
    """Return what is below its floor, in words; a row without a floor or score is a fault too."""
    faults = [f"{row}: {scores[row]:.3f} < {floor}" for row, floor in floors.items() if scores.get(row, -1) < floor]
    return faults + [f"{row}: no floor" for row in scores if row not in floors]


def check_stage(context: Context) -> dict[str, Any]:
    """Score the samples and compare each row with its floor; return the scores.

    Floors hold for the samples they were set on, read with all models; for others the scores are told alone.

    Raises: InputError: there are no samples, or no floors can be read.
    """
    settings = context.settings
    split = SPLIT if (settings.gold_dir / "SPLITS.tsv").exists() else None
    articles = gold_articles(settings.gold_dir, split=split)
    with context.teller.stage("check", len(articles)):
        rows = evaluate(context.annotator, articles)
    scores = {row: round(modes["relaxed"]["f1"], 3) for row, modes in rows.items() if row not in FOR_READING}
    floors = floors_for(settings, digest(articles))
    if floors is None:
        context.notes.append("no floors are known for these samples and settings: their scores are told alone")
        return {"scores": scores, "floors": {}}
    faults = fallen(floors, scores)
    if faults:
        context.act("floors", "samples are read worse than they were: " + "; ".join(faults))
    return {"scores": scores, "floors": floors, "below": len(faults)}


def floors_for(settings: Settings, samples: str) -> dict[str, float] | None:
    """Return the floors of the samples with this checksum as these settings read them, None without any.

    Raises: InputError: the file of floors cannot be read.
    """
    for entry in read_floors(settings.floors).values():
        how = entry.get("tagger", True), entry.get("names", True), entry.get("judge", True)
        if entry["digest"] == samples and how == (settings.tagger, settings.names, settings.judge):
            return dict(entry["floors"])
    return None


def read_floors(path: Path) -> dict[str, Any]:
    """Return the floors of each set of samples.

    Raises: InputError: the file cannot be read.
    """
    try:
        found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8")) or {}
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise InputError(f"{path}: no floors can be read: {' '.join(str(error).split())}") from error
    return found
