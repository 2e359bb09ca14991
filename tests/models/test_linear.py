"""Logistic models over named features."""

from __future__ import annotations

import pytest

from models.linear import LinearModel

MODEL = LinearModel(-1.0, {"type=visit": 2.0, "quoted": -3.0})


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        ((), 0.269),
        (("type=visit",), 0.731),
        (("type=visit", "quoted"), 0.119),
        (("never seen",), 0.269),
    ],
)
def test_probability_sums_the_weights_of_known_features(features: tuple[str, ...], expected: float) -> None:
    assert MODEL.probability(features) == pytest.approx(expected, abs=0.001)


def test_json_brings_the_model_back() -> None:
    assert LinearModel.from_json(MODEL.to_json()) == MODEL


def test_json_leaves_out_weights_that_say_nothing() -> None:
    assert LinearModel(0.0, {"a": 0.00001}).to_json()["weights"] == {}
