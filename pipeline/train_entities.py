"""Training the model that weighs what names there are: ``python -m pipeline.train_entities DATA``.

After ``pipeline.train_press``, whose ``--work`` folder holds what name models found in articles they had not learnt from.
Every institution, place, official and office that rules or models suggest is a case; the scorer says whether it is right.
Cases come from the articles of ``corpus/studied`` whose errors nobody looked at: on others the rules do better than on
new press. Wrong officials are few, so those of all its articles are learnt from; scores are told of the former.
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

from corpus.document import Document
from corpus.mention import Label
from extractors.base import Extractor
from extractors.dates import DateExtractor
from extractors.entity_features import MODEL, entities, features
from extractors.institutions import InstitutionExtractor
from extractors.official_features import official_features, role_features
from extractors.official_groups import group_officials
from extractors.places import PlaceExtractor
from models.entity_judge import EntityJudge, load_entity_judge
from models.linear import LinearModel
from models.press_ner import LAYERS, Tokens
from pipeline import score
from pipeline.annotate import Annotator, with_furniture
from pipeline.annotated import rebuilt
from pipeline.evaluate import GoldArticle, documents, gold_articles
from pipeline.settings import Settings
from pipeline.train_judge import FOLDS, LEAST, STUDIED, folds, logistic, options, unread, write
from pipeline.train_press import WORK

FOLDER = "entity-judge"
# Kind of name -> the row of the score.
ROWS = {"institution": "institutions", "place": "places", "person": "officials", "role": "roles"}
# Inverse of the regularisation; by cross-validation.
STRENGTH = {"institution": 0.05, "place": 0.05, "person": 1.0, "role": 1.0}
# From which probability on what rules found is kept; of layers up to 0.4 as good by cross-validation, of officials 0.4 to
# 0.5; leaving offices of likely officials out gains nothing there.
KEEP = {"institution": 0.2, "place": 0.2, "person": 0.4, "role": 0.2}
KEEP_NEW = {"institution": 0.6, "place": 0.7}  # of what only the models found


@dataclass(frozen=True)
class Case:
    """An entity as a case to learn from."""

    article: str
    features: frozenset[str]
    right: bool


def cases(
    annotator: Annotator,
    articles: Sequence[GoldArticle],
    kinds: Sequence[str],
    names: Mapping[str, Mapping[str, list[Tokens]]],
) -> dict[str, list[Case]]:
    """Return the cases of each kind; ``names``: what the models find in each article, empty to leave them out."""
    result: dict[str, list[Case]] = {kind: [] for kind in kinds}
    for article, raw in zip(articles, documents(list(articles)), strict=True):
        gold = score.rows(json.loads(article.gold.read_text("utf-8")), gold=True)
        document = annotator.tokenise(with_furniture(raw))
        annotator.tag([document])
        for other, spans in names.get(article.id, {}).items():
            document.doc.spans[other] = [document.doc[first:last] for first, last in spans]
        document = annotator.extract(document)
        for kind in kinds:
            row = ROWS[kind]
            found = suggested(document, kind)
            told = [tuple(score.fold(text) for text in case) for case, _ in found]
            wrong = score.match(gold[row], score.unique(told), score.equal_for(row, True))[2]
            result[kind] += [
                Case(article.id, seen, case not in wrong) for (_, seen), case in zip(found, told, strict=True)
            ]
    return result


def suggested(document: Document, kind: str) -> list[tuple[tuple[str, ...], frozenset[str]]]:
    """Return what a document holds of a kind, as rows of the score with their features."""
    if kind in ("institution", "place"):
        of = [m for m in document.mentions if m.label in (Label(kind), Label.PLACE)]
        return [((entity.name,), features(document, kind, entity)) for entity in entities(kind, of)]
    officials = group_officials(document.mentions)
    if kind == "person":
        return [((official.name,), official_features(document, official)) for official in officials]
    return [
        ((official.name, role.title), role_features(document, official, role))
        for official in officials
        for role in official.roles
    ]


def totals(articles: Sequence[GoldArticle]) -> dict[str, int]:
    """Return how many rows of each kind are annotated."""
    rows = [score.rows(json.loads(article.gold.read_text("utf-8")), gold=True) for article in articles]
    return {kind: sum(len(r[row]) for r in rows) for kind, row in ROWS.items()}


def fit(train: Sequence[Case], kind: str) -> LinearModel:
    """Return the logistic model learnt from the cases."""
    counts = Counter(name for case in train for name in case.features)
    rows = [([name for name in c.features if counts[name] >= LEAST], int(c.right), 1) for c in train]
    return logistic(rows, STRENGTH[kind])


def cross_validated(train: Sequence[Case], kind: str) -> list[tuple[Case, float]]:
    """Return each case of an article nobody looked at with what a model that never saw its article says of it."""
    fold = folds(case.article for case in train)
    judged: list[tuple[Case, float]] = []
    for k in range(FOLDS):
        model = fit([case for case in train if fold[case.article] != k], kind)
        judged += [(case, model.probability(case.features)) for case in train if fold[case.article] == k]
    return [(case, p) for case, p in judged if case.article in unread()]


def found_by_models(case: Case) -> bool:
    """Whether no rule found the entity."""
    return f"rule={MODEL}" in case.features


def metrics(kind: str, judged: Sequence[tuple[Case, float]], total: int) -> dict[str, Any]:
    """Return scores by threshold, those of rules alone, of models alone and of what is kept, reliability by class."""

    def scores(kept: list[Case]) -> dict[str, float]:
        right = sum(case.right for case in kept)
        p, r = right / max(len(kept), 1), right / total
        return {"p": round(p, 3), "r": round(r, 3), "f1": round(2 * p * r / max(p + r, 1e-9), 3)}

    every = [case for case, _ in judged]
    kept = [case for case, p in judged if p >= (KEEP_NEW if found_by_models(case) else KEEP)[kind]]
    table: dict[str, Any] = {
        "annotated": total,
        "rules": scores([c for c in every if not found_by_models(c)]),
        **({"models": scores([c for c in every if "unseen" not in c.features])} if kind in LAYERS else {}),
        "both" if kind in LAYERS else "kept": scores(kept),
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
    parser.add_argument("--kinds", nargs="+", choices=ROWS, default=list(ROWS), help="train only these")
    options(parser)
    asked = parser.parse_args()
    rules = Annotator.load(Settings(models_dir=asked.out, judge=False, names=False))
    train: dict[str, list[Case]] = {}
    with rebuilt(STUDIED, asked.data, asked.licence) as folder:
        studied = gold_articles(folder)
        articles = [article for article in studied if article.id in unread()]
        annotated = totals(articles)
        if set(LAYERS) & set(asked.kinds):
            names = pickle.loads((asked.work / "foretold.pickle").read_bytes())
            # Places first: institutions are read with the places that are left. A place in a name of an institution is none,
            # so institutions are read for the cases of places too.
            extractors: list[Extractor] = [DateExtractor.load(), PlaceExtractor.load(), InstitutionExtractor.load()]
            train |= cases(replace(rules, extractors=extractors), articles, ["place"], names)
            judge = EntityJudge({"place": fit(train["place"], "place")}, KEEP, KEEP_NEW)
            extractors = [DateExtractor.load(), PlaceExtractor.load(judge), InstitutionExtractor.load()]
            train |= cases(replace(rules, extractors=extractors), articles, ["institution"], names)
        train |= cases(rules.without("events"), studied, ["person", "role"], {})
    train = {kind: own for kind, own in train.items() if kind in asked.kinds}
    table = {kind: metrics(kind, cross_validated(own, kind), annotated[kind]) for kind, own in train.items()}
    models = {kind: fit(own, kind) for kind, own in train.items()}
    out = asked.out / FOLDER
    if set(models) < set(ROWS):
        kept, told = load_entity_judge(out).models, json.loads((out / "metrics.json").read_text("utf-8"))
        models, table = {**kept, **models}, {**told, **table}
    write(out, models, table, {"keep": KEEP, "keep_new": KEEP_NEW})
    sys.stdout.write(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
