"""Events weighed by the model: what it keeps of acts that no rule is sure of, and the confidence it gives."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.document import Document
from corpus.mention import EventValue, Label
from extractors.events import EventExtractor
from extractors.registry import build
from models.event_judge import EventJudge
from models.linear import LinearModel
from pipeline.annotate import Annotator

LOOSE = "قال الوزير خالد الزياني إن حفر البئر يسبق زيارة دار الطالبة بتارودانت."  # a noun in no frame
SURE = "زار وزير الصحة خالد الزياني دار الطالبة بتارودانت."
SHOTS = "وأطلقت عناصر الأمن نحو عشرين قذيفة صوتية."


def judged(annotator: Annotator, text: str, *, keep: float, keep_loose: float) -> list[tuple[str, float]]:
    """Return type and confidence of the events of a text under a judge that finds everything as likely as not."""
    judge = EventJudge(LinearModel(0.0, {}), LinearModel(1.0, {"type=visit": 1.0}), keep, keep_loose)
    (document,) = replace(annotator, extractors=build(judge)).annotate([Document("x", text, country="MA")])
    found = ((m.value, m.confidence) for m in document.of(Label.EVENT))
    return [(value.type.value, confidence) for value, confidence in found if isinstance(value, EventValue)]


@pytest.mark.parametrize(
    ("text", "keep_loose", "types"),
    [
        (LOOSE, 0.4, ["statement", "visit"]),
        (LOOSE, 0.6, ["statement"]),
        (SURE, 0.6, ["visit"]),
        (SHOTS, 0.0, []),  # a verb in another sense is no event whatever the judge says
    ],
)
def test_acts_without_a_rule_need_the_judge(
    annotator: Annotator, text: str, keep_loose: float, types: list[str]
) -> None:
    assert sorted(kind for kind, _ in judged(annotator, text, keep=0.1, keep_loose=keep_loose)) == types


def test_unlikely_events_are_not_put_out(annotator: Annotator) -> None:
    assert judged(annotator, SURE, keep=0.6, keep_loose=0.6) == []


def test_confidence_is_the_probability_of_the_answer(annotator: Annotator) -> None:
    assert judged(annotator, SURE, keep=0.1, keep_loose=0.6) == [("visit", 0.881)]


def test_features_name_no_participant(by_rule: Annotator) -> None:
    extractor = next(e for e in by_rule.extractors if isinstance(e, EventExtractor))
    (document,) = by_rule.annotate([Document("x", SURE, country="MA")])
    bare = replace(document, mentions=tuple(m for m in document.mentions if m.label is not Label.EVENT))
    (candidate,) = extractor.candidates(bare)
    assert {"type=visit", "rule=events.verb", "agents=1", "targets=1"} <= candidate.features
    assert not [f for f in candidate.features if "الزياني" in f or "تارودانت" in f or "الطالبه" in f]
