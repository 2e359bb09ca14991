"""The model that says how sure an event is: two logistic models over what ``extractors.event_features`` says of it.

``told``: that an annotator would list the event with this target; ``answer``: that who, what and when are right too,
which is the event's confidence. ``pipeline.train_judge`` makes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ModelError
from models.linear import LinearModel
from models.load import verified

WEIGHTS = "weights.json"


@dataclass(frozen=True)
class EventJudge:
    """Both models, and from which ``told`` on an event is kept: ``keep``, or ``keep_loose`` if no rule is sure of it."""

    told: LinearModel
    answer: LinearModel
    keep: float
    keep_loose: float

    def keeps(self, features: Iterable[str], *, loose: bool) -> bool:
        """Whether an event with these features is likely enough to be put out."""
        return self.told.probability(features) >= (self.keep_loose if loose else self.keep)

    def confidence(self, features: Iterable[str]) -> float:
        """Return the probability (0-1) that the event's row (type, agent, target, date) is right."""
        return self.answer.probability(features)


def load_judge(folder: Path) -> EventJudge:
    """Load the model of a folder.

    Raises: ModelError: the manifest or the weights are missing, altered or not to be read.
    """
    flags = verified(folder)
    try:
        content = json.loads((folder / WEIGHTS).read_text("utf-8"))
        told, answer = (LinearModel.from_json(content[name]) for name in ("told", "answer"))
        return EventJudge(told, answer, float(flags["keep"]), float(flags["keep_loose"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{folder / WEIGHTS}: not the weights of this model: {error!r}") from error
