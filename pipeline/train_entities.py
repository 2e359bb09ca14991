"""Training the model that weighs institutions and places: ``python -m pipeline.train_entities DATA``.

After ``pipeline.train_press``, whose ``--work`` folder holds what name models found in articles they had not learnt from.
Every institution and place that rules or models suggest is a case; the scorer says whether it is right. Cases come from
the articles of ``corpus/studied`` whose errors nobody looked at: on others the rules do better than on new press.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.mention import Label
from extractors.base import Extractor
from extractors.dates import DateExtractor
from extractors.entity_features import MODEL, entities, features
from extractors.institutions import InstitutionExtractor
from extractors.places import PlaceExtractor
from models.entity_judge import EntityJudge
from models.linear import LinearModel
from models.press_ner import Tokens
from pipeline import score
from pipeline.annotate import Annotator, with_furniture
from pipeline.annotated import rebuilt
from pipeline.evaluate import GoldArticle, documents, gold_articles
from pipeline.settings import Settings
from pipeline.train_judge import FOLDS, LEAST, STUDIED, folds, logistic, options, unread, write
from pipeline.train_press import WORK

FOLDER = "entity-judge"
ROWS = {"institution": "institutions", "place": "places"}  # layer -> the row of the score
LABELS = {"institution": Label.INSTITUTION, "place": Label.PLACE}
STRENGTH = 0.05  # inverse of the regularisation
KEEP = {"institution": 0.2, "place": 0.2}  # of what rules found; up to 0.4 as good by cross-validation
KEEP_NEW = {"institution": 0.6, "place": 0.7}  # of what only the models found


@dataclass(frozen=True)
class Case:
    """An entity as a case to learn from."""

    article: str
    features: frozenset[str]
    right: bool


def cases(
    annotator: Annotator, articles: Sequence[GoldArticle], names: Mapping[str, Mapping[str, list[Tokens]]], layer: str
) -> list[Case]:
    """Return the cases of a layer; ``names``: what the models find in each article."""
    result: list[Case] = []
    row, label = ROWS[layer], LABELS[layer]
    for article, raw in zip(articles, documents(list(articles)), strict=True):
        gold = score.rows(json.loads(article.gold.read_text("utf-8")), gold=True)
        document = annotator.tokenise(with_furniture(raw))
        annotator.tag([document])
        for other, spans in names[article.id].items():
            document.doc.spans[other] = [document.doc[first:last] for first, last in spans]
        document = annotator.extract(document)
        found = entities(layer, [m for m in document.mentions if m.label in (label, Label.PLACE)])
        told = [(score.fold(entity.name),) for entity in found]
        wrong = score.match(gold[row], score.unique(told), score.equal_for(row, True))[2]
        for entity, name in zip(found, told, strict=True):
            result.append(Case(article.id, features(document, layer, entity), name not in wrong))
    return result


def totals(articles: Sequence[GoldArticle]) -> dict[str, int]:
    """Return how many rows of each layer are annotated."""
    rows = [score.rows(json.loads(article.gold.read_text("utf-8")), gold=True) for article in articles]
    return {layer: sum(len(r[row]) for r in rows) for layer, row in ROWS.items()}


def fit(train: Sequence[Case]) -> LinearModel:
    """Return the logistic model learnt from the cases."""
    counts = Counter(name for case in train for name in case.features)
    rows = [([name for name in c.features if counts[name] >= LEAST], int(c.right), 1) for c in train]
    return logistic(rows, STRENGTH)


def cross_validated(train: Sequence[Case]) -> list[tuple[Case, float]]:
    """Return each case with what a model that never saw its article says of it."""
    fold = folds(case.article for case in train)
    judged: list[tuple[Case, float]] = []
    for k in range(FOLDS):
        model = fit([case for case in train if fold[case.article] != k])
        judged += [(case, model.probability(case.features)) for case in train if fold[case.article] == k]
    return judged


def found_by_models(case: Case) -> bool:
    """Whether no rule found the entity."""
    return f"rule={MODEL}" in case.features


def metrics(layer: str, judged: Sequence[tuple[Case, float]], total: int) -> dict[str, Any]:
    """Return scores by threshold, those of rules alone, of models alone and of both, reliability by class of confidence."""

    def scores(kept: list[Case]) -> dict[str, float]:
        right = sum(case.right for case in kept)
        p, r = right / max(len(kept), 1), right / total
        return {"p": round(p, 3), "r": round(r, 3), "f1": round(2 * p * r / max(p + r, 1e-9), 3)}

    every = [case for case, _ in judged]
    kept = [case for case, p in judged if p >= (KEEP_NEW if found_by_models(case) else KEEP)[layer]]
    table: dict[str, Any] = {
        "annotated": total,
        "rules": scores([c for c in every if not found_by_models(c)]),
        "models": scores([c for c in every if "unseen" not in c.features]),
        "both": scores(kept),
        "thresholds": {f"{t / 10:.1f}": scores([c for c, p in judged if p >= t / 10]) for t in range(1, 10)},
        "reliability": [],
    }
    for tenth in range(10):
        inside = [(c, p) for c, p in judged if tenth <= 10 * p < tenth + 1]
        if inside:
            mean = sum(p for _, p in inside) / len(inside)
            right = sum(c.right for c, _ in inside) / len(inside)
            table["reliability"].append({"confidence": round(mean, 3), "right": round(right, 3), "n": len(inside)})
    return table


def main() -> None:
    """Train on the articles named, and print what cross-validation says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="folder of the collections of press that corpus/studied names")
    parser.add_argument("--work", type=Path, default=WORK, help="the folder of pipeline.train_press")
    options(parser)
    asked = parser.parse_args()
    names = pickle.loads((asked.work / "foretold.pickle").read_bytes())
    rules = Annotator.load(Settings(models_dir=asked.out, judge=False, names=False))
    train: dict[str, list[Case]] = {}
    with rebuilt(STUDIED, asked.data, asked.licence) as folder:
        articles = [article for article in gold_articles(folder) if article.id in unread()]
        annotated = totals(articles)
        # Places first: institutions are read with the places that are left.
        for layer, upto in (("place", None), ("institution", "place")):
            judge = EntityJudge({upto: fit(train[upto])}, KEEP, KEEP_NEW) if upto else None
            extractors: list[Extractor] = [
                DateExtractor.load(),
                PlaceExtractor.load(judge),
                InstitutionExtractor.load(),
            ]
            train[layer] = cases(replace(rules, extractors=extractors), articles, names, layer)
    table = {layer: metrics(layer, cross_validated(own), annotated[layer]) for layer, own in train.items()}
    write(
        asked.out / FOLDER,
        {layer: fit(own) for layer, own in train.items()},
        table,
        {"keep": KEEP, "keep_new": KEEP_NEW},
    )
    sys.stdout.write(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
