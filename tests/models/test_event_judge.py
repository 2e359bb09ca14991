"""The committed model that weighs events, and what is said where it is damaged."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from corpus.errors import ModelError
from models.event_judge import WEIGHTS, EventJudge, load_judge
from models.linear import LinearModel
from models.load import MANIFEST

FOLDER = Path(__file__).parents[2] / "models" / "event-judge"


def test_committed_model_loads_and_knows_the_types_of_events() -> None:
    judge = load_judge(FOLDER)
    assert {"type=visit", "type=statement"} <= set(judge.answer.weights) | set(judge.told.weights)
    assert 0 < judge.keep < judge.keep_loose < 1


def test_what_no_rule_is_sure_of_must_be_likelier_to_be_kept() -> None:
    judge = EventJudge(LinearModel(-0.5, {"plain": 1.0}), LinearModel(0.0, {}), keep=0.25, keep_loose=0.5)
    assert judge.keeps(["dull"], loose=False) and not judge.keeps(["dull"], loose=True)
    assert judge.keeps(["plain"], loose=True)


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(FOLDER, tmp_path / "judge"))
    (copy / WEIGHTS).write_text("{}", "utf-8")
    with pytest.raises(ModelError, match=r"weights.json: altered"):
        load_judge(copy)


def test_weights_of_another_model_are_refused(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(FOLDER, tmp_path / "judge"))
    (copy / WEIGHTS).write_text(json.dumps({"told": {"bias": 0}}), "utf-8")
    (copy / MANIFEST).write_text("version: 1\nfiles: {}\nflags: {keep: 0.2, keep_loose: 0.5}\n", "utf-8")
    with pytest.raises(ModelError, match=r"not the weights of this model"):
        load_judge(copy)
