"""The committed models of names: that they load, read names no lexicon has, and refuse what is not theirs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.errors import ModelError
from extractors.press_words import proposed
from models.entity_judge import load_entity_judge
from models.press_ner import LAYERS, load_press_ner, vocabulary
from models.vectors import VECTORS
from pipeline.annotate import Annotator

MODELS = Path(__file__).parents[2] / "models"


@pytest.mark.parametrize(
    ("text", "layer", "name"),
    [
        ("وقعت شركة ميزوراطيك اتفاقية مع وزارة الصحة.", "institution", "شركة ميزوراطيك"),
        ("وقعت شركة ميزوراطيك اتفاقية مع وزارة الصحة.", "institution", "وزارة الصحة"),
        ("وصل الوفد صباح اليوم إلى مدينة تامزغارت.", "place", "مدينة تامزغارت"),
    ],
)
def test_names_are_found(annotator: Annotator, text: str, layer: str, name: str) -> None:
    (document,) = annotator.annotate([Document("x", text, country="MA")])
    spans = [document.span(*tokens) for tokens in proposed(document, layer)]
    assert name in [document.text[start:end] for start, end in spans]


def test_without_the_models_nothing_is_proposed(by_rule: Annotator) -> None:
    (document,) = by_rule.annotate([Document("x", "زار الوزير مدينة تازة.", country="MA")])
    assert [proposed(document, layer) for layer in LAYERS] == [[], []]


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_damaged_vectors_are_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / VECTORS).write_bytes(content)
    with pytest.raises(ModelError, match="missing or damaged"):
        vocabulary(tmp_path / VECTORS)


def test_an_altered_layer_is_refused(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(MODELS / "press-ner", tmp_path / "press"))
    next(file for file in (copy / LAYERS[0]).rglob("*") if file.is_file()).write_bytes(b"")
    with pytest.raises(ModelError, match="altered"):
        load_press_ner(copy)


def test_the_judge_has_a_model_and_a_threshold_for_each_kind() -> None:
    judge = load_entity_judge(MODELS / "entity-judge")
    assert set(judge.models) == set(judge.keep) == {*LAYERS, "person", "role"}
    assert set(judge.keep_new) == set(LAYERS)
    assert all(0 < judge.keep[layer] < judge.keep_new[layer] < 1 for layer in LAYERS)
