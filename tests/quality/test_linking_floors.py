"""Floors of linking: pairwise F1 over the annotated pairs, which a change of rules may not fall below."""

from __future__ import annotations

import pytest

from bench.happenings import score as score_happenings
from bench.linked_pairs import parts
from pipeline.linking.pairs import read_pairs, score

FLOORS = [
    ("officials", "tuning", 0.96),
    ("officials", "measuring", 0.95),
    ("institutions", "tuning", 0.97),
    ("institutions", "measuring", 0.95),
    ("officials", "retold", 0.95),
    ("institutions", "retold", 0.95),
]


@pytest.mark.parametrize(("kind", "part", "floor"), FLOORS)
def test_pairs_are_judged_no_worse_than_before(kind: str, part: str, floor: float) -> None:
    found = score(kind, part)
    assert found.f1 >= floor
    assert found.precision >= 0.98  # a wrong merge costs more than a missed one


@pytest.mark.parametrize("kind", ["officials", "institutions"])
def test_annotated_pairs_are_enough_and_not_of_one_verdict(kind: str) -> None:
    pairs = list(read_pairs(kind))
    assert len(pairs) >= 150
    parts_ = ("tuning", "measuring", "retold")
    assert {(p.part, p.same) for p in pairs} == {(p, s) for p in parts_ for s in (True, False)}


@pytest.mark.parametrize(("part", "floor"), [("tune", 0.98), ("measure", 0.95), ("retold", 0.95)])
def test_annotated_events_are_merged_no_worse_than_before(part: str, floor: float) -> None:
    found, _, _ = score_happenings(parts()[part])
    precision, recall = found.right / found.found, found.right / found.known
    assert precision >= 0.98
    assert 2 * precision * recall / (precision + recall) >= floor
