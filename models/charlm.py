"""Training character language models by Stanza's trainer, with Adam and a falling rate instead of plain descent.

Stanza's defaults are made for weeks on a graphics card. In the ten thousand steps that a processor makes in half an
hour, Adam gets much further, and a rate that falls to nothing takes the noise out of the weights at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stanza.models import charlm
from stanza.models.common.char_model import CharacterLanguageModelTrainer

RATE = 0.004


class _Falling:
    """A schedule in the form Stanza asks for: one step an evaluation, down to a twentieth of the first rate."""

    def __init__(self, optimizer: Any, evaluations: int) -> None:
        self._optimizer = optimizer
        self._evaluations = evaluations
        self._done = 0

    def step(self, _loss: float) -> None:
        self._done += 1
        left = max(1 - self._done / self._evaluations, 0.05)
        for group in self._optimizer.param_groups:
            group["lr"] = RATE * left

    def state_dict(self) -> dict[str, Any]:
        return {"_last_lr": [group["lr"] for group in self._optimizer.param_groups]}


def main(args: Sequence[str]) -> None:
    """Train as ``stanza.models.charlm`` does; ``--patience`` is the number of evaluations that training will have."""
    import torch

    def from_new_model(options: dict[str, Any], vocab: Any) -> Any:
        trainer = plain(options, vocab)
        trainer.optimizer = torch.optim.Adam(trainer.params, lr=RATE)
        trainer.scheduler = _Falling(trainer.optimizer, options["patience"])
        return trainer

    plain = CharacterLanguageModelTrainer.from_new_model
    CharacterLanguageModelTrainer.from_new_model = from_new_model
    try:
        charlm.main(list(args))
    finally:
        CharacterLanguageModelTrainer.from_new_model = plain
