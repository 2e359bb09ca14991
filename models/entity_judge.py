"""The model that says how sure an institution, a place, an official or an office is: a logistic model a kind.

Its features are those of ``extractors.entity_features`` and ``official_features``; its probability is the confidence. ``pipeline.train_entities`` makes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ModelError
from models.linear import LinearModel
from models.load import verified
from models.press_ner import LAYERS

WEIGHTS = "weights.json"


@dataclass(frozen=True)
class EntityJudge:
    """A model by kind of entity, and from which probability on an entity is kept: ``keep`` for what a rule found,
    ``keep_new`` for what only the name models found, whose layers are among the kinds."""

    models: Mapping[str, LinearModel]
    keep: Mapping[str, float]
    keep_new: Mapping[str, float]


def load_entity_judge(folder: Path) -> EntityJudge:
    """Load the models of a folder.

    Raises: ModelError: the manifest or the weights are missing, altered or not to be read.
    """
    flags = verified(folder)
    try:
        content = json.loads((folder / WEIGHTS).read_text("utf-8"))
        models = {name: LinearModel.from_json(model) for name, model in content.items()}
        keep = {name: float(flags["keep"][name]) for name in models}
        new = {name: float(flags["keep_new"][name]) for name in LAYERS}
        return EntityJudge(models, keep, new)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{folder / WEIGHTS}: not the weights of this model: {error!r}") from error
