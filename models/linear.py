"""A logistic model over named features: a weight each, summed and squashed. Read without any package but the standard one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class LinearModel:
    """Weights by feature name, and a bias."""

    bias: float
    weights: Mapping[str, float]

    def probability(self, features: Iterable[str]) -> float:
        """Return the probability (0-1) of the positive class for what has these features; unknown ones count nothing."""
        total = self.bias + sum(self.weights.get(name, 0.0) for name in features)
        return 1 / (1 + math.exp(-total))

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> LinearModel:
        """Return the model of ``{"bias": number, "weights": {name: number}}``."""
        return cls(float(content["bias"]), {str(k): float(v) for k, v in content["weights"].items()})

    def to_json(self) -> dict[str, Any]:
        """Return what :meth:`from_json` reads, weights by name, rounded to four decimals."""
        weights = {name: round(weight, 4) for name, weight in sorted(self.weights.items())}
        return {"bias": round(self.bias, 4), "weights": {name: weight for name, weight in weights.items() if weight}}
