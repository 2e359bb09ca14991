"""Institutions and places weighed by the model: how rules and name models meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from corpus.document import Document
from corpus.mention import Label
from extractors.entity_features import entities, features, unseen, votes
from extractors.registry import build
from models.entity_judge import EntityJudge
from models.linear import LinearModel
from models.press_ner import Tokens
from pipeline.annotate import Annotator

TEXT = "زار وزير الصحة مستشفى الأمل بمدينة تازة ثم زار مقر لينكسيا."


@pytest.mark.parametrize(
    ("rule", "model", "vote"),
    [
        ([(3, 5)], [(3, 5)], "same"),
        ([(3, 5), (9, 10)], [(9, 10)], "same"),  # one mention of several is enough
        ([(3, 5)], [(3, 7)], "longer"),
        ([(3, 5)], [(3, 4)], "shorter"),
        ([(3, 5)], [(4, 7)], "crossing"),
        ([(3, 5)], [(5, 7)], "unseen"),
        ([(3, 5)], [], "unseen"),
    ],
)
def test_how_far_the_models_agree_with_the_rules(rule: list[Tokens], model: list[Tokens], vote: str) -> None:
    assert votes(rule, model) == vote


def read(annotator: Annotator, text: str) -> Document:
    """Return the text with tokens and tags, and no name of the models."""
    document = annotator.tokenise(Document("x", text, country="MA"))
    annotator.tag([document])
    return document


def propose(document: Document, layer: str, *names: str) -> None:
    """Write names into the document as if the models had found them."""
    places = [document.text.index(name) for name in names]
    spans = [document.token_range(at, at + len(name)) for at, name in zip(places, names, strict=True)]
    document.doc.spans[layer] = [document.doc[first:last] for first, last in spans]


def extracted(annotator: Annotator, document: Document, judge: EntityJudge, label: Label) -> list[tuple[str, float]]:
    """Return surface and confidence of what is found under a judge."""
    done = replace(annotator, extractors=build(entities=judge)).extract(document)
    return [(m.surface, m.confidence) for m in done.of(label)]


def judge(institution: LinearModel, keep: float = 0.5, place: LinearModel | None = None) -> EntityJudge:
    """Return a judge of institutions; places are all kept unless a model is given."""
    return EntityJudge(
        {"institution": institution, "place": place or LinearModel(5.0, {})},
        {"institution": keep, "place": 0.5},
        {"institution": keep, "place": 0.5},
    )


def test_what_only_the_models_found_is_weighed_too(annotator: Annotator) -> None:
    document = read(annotator, TEXT)
    propose(document, "institution", "لينكسيا")
    sure = judge(LinearModel(0.0, {"rule=model": 2.0, "rule=model same": 0.2}))
    assert ("لينكسيا", 0.9) in extracted(annotator, document, sure, Label.INSTITUTION)


def test_what_is_unlikely_is_left_out_whoever_found_it(annotator: Annotator) -> None:
    document = read(annotator, TEXT)
    propose(document, "institution", "لينكسيا")
    doubting = judge(LinearModel(-1.0, {"rule=model": 2.0, "unseen": -1.0}))
    assert [surface for surface, _ in extracted(annotator, document, doubting, Label.INSTITUTION)] == ["لينكسيا"]


def test_the_rule_keeps_its_reading_where_the_models_cut_otherwise(annotator: Annotator) -> None:
    document = read(annotator, TEXT)
    propose(document, "institution", "مستشفى الأمل بمدينة تازة")
    found = extracted(annotator, document, judge(LinearModel(5.0, {})), Label.INSTITUTION)
    assert [surface for surface, _ in found if "مستشفى" in surface] == ["مستشفى الأمل"]


def test_places_are_weighed_like_institutions(annotator: Annotator) -> None:
    document = read(annotator, TEXT)
    none = judge(LinearModel(5.0, {}), place=LinearModel(-5.0, {}))
    assert extracted(annotator, document, none, Label.PLACE) == []


def test_a_name_is_not_taken_over_a_line_break(annotator: Annotator) -> None:
    document = read(annotator, "أعلنت مجموعة\nالنور للبناء")
    propose(document, "institution", "مجموعة\nالنور")
    assert unseen(document, "institution", []) == []


def test_features_tell_who_found_it_and_what_stands_beside(by_rule: Annotator) -> None:
    (document,) = by_rule.annotate([Document("x", TEXT, country="MA")])
    (centre,) = [e for e in entities("institution", document.mentions) if "مستشفى" in e.name]
    found: Sequence[str] = sorted(features(document, "institution", centre))
    assert {"unseen", "kind=hospital", "head=مستشفي", "before=الصحه", "after=ب", "place=True"} <= set(found)
