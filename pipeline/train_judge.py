"""Training the model that weighs events: ``python -m pipeline.train_judge GOLD DATA``.

``GOLD`` is a folder of annotated articles with a ``SPLITS.tsv``, whose train split is learnt from; so is the annotation
of ``corpus/studied``, whose texts are in ``DATA``. Every event that the rules or a word of the lexicon suggest is a case; the scorer says whether its
rows are right. Scores come from cross-validation by article: what is judged was never learnt from. The rules do better
on articles whose errors their authors saw; so confidence is put to scale, and scores are told, on those of
``corpus/studied`` that are marked ``unread``.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from corpus.document import Document
from corpus.mention import Label
from extractors.events import Candidate, EventExtractor
from models.corpora import LICENCES
from models.event_judge import WEIGHTS
from models.linear import LinearModel
from models.load import MANIFEST, sha256
from pipeline import score
from pipeline.annotate import Annotator
from pipeline.annotated import to_learn_from
from pipeline.evaluate import GoldArticle, documents
from pipeline.output import to_json
from pipeline.settings import Settings

STUDIED = Path(__file__).parents[1] / "corpus" / "studied"
MODELS = Path(__file__).parents[1] / "models"
FOLDER = "event-judge"
ROWS = {"told": "events", "answer": "who_which_when"}  # model -> the row of the score it foresees
STRENGTH = (
    0.05  # inverse of the regularisation; chosen by cross-validation, on the articles whose errors were not studied
)
LEAST = 3  # cases a feature must occur in
FOLDS = 8
KEEP, KEEP_LOOSE = 0.25, 0.5  # likewise


@dataclass(frozen=True)
class Case:
    """An event as a case to learn from: its article, features, and (right, all) of its rows for each model."""

    article: str
    features: frozenset[str]
    loose: bool
    rows: dict[str, tuple[int, int]]


def cases(annotator: Annotator, articles: list[GoldArticle]) -> Iterator[Case]:
    """Yield the events of annotated articles, planned and denied ones left out, with what the scorer says of them."""
    extractor = next(e for e in annotator.extractors if isinstance(e, EventExtractor))
    for article, document in zip(articles, annotator.annotate(documents(articles)), strict=True):
        gold = score.rows(json.loads(article.gold.read_text("utf-8")), gold=True)
        bare = replace(document, mentions=tuple(m for m in document.mentions if m.label is not Label.EVENT))
        told = [(candidate, _rows(bare, candidate)) for candidate in extractor.candidates(bare)]
        wrong = {kind: _wrong(gold[kind], [r for _, rows in told for r in rows[kind]], kind) for kind in ROWS.values()}
        for candidate, rows in told:
            if rows["events"]:
                right = {m: sum(r not in wrong[kind] for r in rows[kind]) for m, kind in ROWS.items()}
                counts = {model: (right[model], len(rows[kind])) for model, kind in ROWS.items()}
                yield Case(article.id, candidate.features, candidate.loose, counts)


def _rows(document: Document, candidate: Candidate) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of the score that one event stands for."""
    rows: dict[str, list[tuple[Any, ...]]] = score.rows(
        to_json(document.with_mentions([candidate.mention])), gold=False
    )
    return rows


def _wrong(gold: list[tuple[Any, ...]], rows: list[tuple[Any, ...]], kind: str) -> list[tuple[Any, ...]]:
    """Return the rows that match no annotated one, each annotated one being matched once."""
    left: list[tuple[Any, ...]] = score.match(gold, score.unique(rows), score.equal_for(kind, True))[2]
    return left


def fit(train: Sequence[Case], model: str) -> LinearModel:
    """Return the logistic model learnt from the cases."""
    counts = Counter(name for case in train for name in case.features)
    rows = []
    for case in train:
        right, every = case.rows[model]
        known = [name for name in case.features if counts[name] >= LEAST]
        rows += [(known, label, weight) for label, weight in ((1, right), (0, every - right)) if weight]
    return logistic(rows, STRENGTH)


def logistic(rows: Sequence[tuple[Sequence[str], int, int]], strength: float) -> LinearModel:
    """Return the model learnt from (features, label, weight); ``strength``: the inverse of the regularisation."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    names = DictVectorizer()
    inputs = names.fit_transform([dict.fromkeys(features, 1.0) for features, _, _ in rows])
    weights = [float(weight) for _, _, weight in rows]
    fitted = LogisticRegression(C=strength, max_iter=3000).fit(
        inputs, [label for _, label, _ in rows], sample_weight=weights
    )
    return LinearModel(
        float(fitted.intercept_[0]), dict(zip(names.get_feature_names_out(), map(float, fitted.coef_[0]), strict=True))
    )


def folds(articles: Iterable[str]) -> dict[str, int]:
    """Return the part of the cross-validation each article is in."""
    order = sorted(set(articles))
    random.Random(0).shuffle(order)
    return {article: k % FOLDS for k, article in enumerate(order)}


def cross_validated(train: Sequence[Case]) -> list[tuple[Case, dict[str, float]]]:
    """Return each case with what models that never saw its article say of it."""
    fold = folds(case.article for case in train)
    judged: list[tuple[Case, dict[str, float]]] = []
    for k in range(FOLDS):
        rest = [case for case in train if fold[case.article] != k]
        models = {name: fit(rest, name) for name in ROWS}
        for case in (c for c in train if fold[c.article] == k):
            judged.append((case, {name: m.probability(case.features) for name, m in models.items()}))
    return judged


def unread() -> frozenset[str]:
    """Return the articles of ``corpus/studied`` whose errors nobody looked at."""
    rows = [row.split("\t") for row in (STUDIED / "SOURCES.tsv").read_text("utf-8").splitlines()[1:]]
    return frozenset(row[0] for row in rows if row[5] == "unread")


def scale(judged: Sequence[tuple[Case, dict[str, float]]]) -> tuple[float, float]:
    """Return factor and summand that bring the log-odds of ``answer`` to scale (Platt) on cases it never saw."""
    from sklearn.linear_model import LogisticRegression

    inputs, labels, weights = [], [], []
    for case, p in judged:
        right, every = case.rows["answer"]
        for label, weight in ((1, right), (0, every - right)):
            if weight:
                inputs.append([log_odds(p["answer"])])
                labels.append(label)
                weights.append(float(weight))
    fitted = LogisticRegression(C=1e6).fit(inputs, labels, sample_weight=weights)
    return float(fitted.coef_[0][0]), float(fitted.intercept_[0])


def log_odds(p: float) -> float:
    """Return the log-odds of a probability."""
    return math.log(p / (1 - p))


def scaled(model: LinearModel, factor: float, summand: float) -> LinearModel:
    """Return the model with its log-odds multiplied and moved."""
    return LinearModel(model.bias * factor + summand, {k: w * factor for k, w in model.weights.items()})


def metrics(judged: list[tuple[Case, dict[str, float]]]) -> dict[str, Any]:
    """Return reliability by class of confidence and precision by threshold, over the events that are kept."""
    kept = [(c, p) for c, p in judged if p["told"] >= (KEEP_LOOSE if c.loose else KEEP)]
    table: dict[str, Any] = {"cases": len(judged), "kept": len(kept), "reliability": [], "thresholds": []}
    for tenth in range(10):
        inside = [(c, p["answer"]) for c, p in kept if tenth <= 10 * p["answer"] < tenth + 1]
        right, every = _total(c for c, _ in inside)
        if every:
            mean = sum(p * c.rows["answer"][1] for c, p in inside) / every
            table["reliability"].append({"confidence": round(mean, 3), "right": round(right / every, 3), "rows": every})
    everything = _total(c for c, _ in judged)[0]
    for threshold in (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9):
        right, every = _total(c for c, p in kept if p["answer"] >= threshold)
        if every:
            share = round(right / everything, 3)
            table["thresholds"].append(
                {"from": threshold, "p": round(right / every, 3), "of all found": share, "rows": every}
            )
    return table


def _total(some: Iterator[Case]) -> tuple[int, int]:
    """Return how many rows of the answer are right, and how many there are."""
    pairs = [case.rows["answer"] for case in some]
    return sum(right for right, _ in pairs), sum(every for _, every in pairs)


def write(folder: Path, models: dict[str, LinearModel], table: dict[str, Any], flags: dict[str, Any]) -> None:
    """Write weights, metrics and manifest of a model that weighs."""
    folder.mkdir(exist_ok=True)
    weights = json.dumps({name: model.to_json() for name, model in models.items()}, ensure_ascii=False, indent=0)
    file = folder / WEIGHTS
    file.write_text(weights + "\n", "utf-8")
    (folder / "metrics.json").write_text(json.dumps(table, indent=1) + "\n", "utf-8")
    facts = {"sha256": sha256(file), "size": file.stat().st_size}
    manifest = {"version": 1, "files": {WEIGHTS: facts}, "flags": flags}
    (folder / MANIFEST).write_text(yaml.safe_dump(manifest, sort_keys=False), "utf-8")


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options that the trainers over annotated articles share."""
    parser.add_argument(
        "--out", type=Path, default=MODELS, help="folder of models: of those used, and of what is trained"
    )
    parser.add_argument("--licence", choices=LICENCES, default="any", help="open: only articles under an open licence")


def main() -> None:
    """Train on the articles named, and print what cross-validation says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path, help="annotated articles with a SPLITS.tsv")
    parser.add_argument("data", type=Path, help="folder of the collections of press that corpus/studied names")
    options(parser)
    arguments = parser.parse_args()
    annotator = Annotator.load(Settings(models_dir=arguments.out, judge=False))
    with to_learn_from(arguments.gold, STUDIED, arguments.data, arguments.licence) as learnt:
        train = list(cases(annotator, learnt))
    articles = unread()
    judged = [(case, p) for case, p in cross_validated(train) if case.article in articles]
    kept = [(case, p) for case, p in judged if p["told"] >= (KEEP_LOOSE if case.loose else KEEP)]
    factor, summand = scale(kept)
    for _, p in judged:
        p["answer"] = LinearModel(factor * log_odds(p["answer"]) + summand, {}).probability(())
    table = metrics(judged)
    models = {"told": fit(train, "told"), "answer": scaled(fit(train, "answer"), factor, summand)}
    write(arguments.out / FOLDER, models, table, {"keep": KEEP, "keep_loose": KEEP_LOOSE})
    sys.stdout.write(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
