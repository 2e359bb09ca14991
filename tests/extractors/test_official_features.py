"""Officials and their offices weighed by the model: what it sees of them, and what becomes of those that are unlikely."""

from __future__ import annotations

import pytest

from corpus.document import Document
from corpus.mention import Label
from extractors.official_features import official_features, role_features, weighed_officials
from extractors.official_groups import group_officials, unnamed_officials
from models.entity_judge import EntityJudge
from models.linear import LinearModel
from pipeline.annotate import Annotator

TEXT = "أكد سعيد المنصوري، رئيس المجلس الإقليمي لتازة ومدير الوكالة الحضرية، أن الأشغال تقدمت. وأضاف المنصوري أن العمل مستمر."
KEEP = {"person": 0.5, "role": 0.5}
SURE, UNSURE = LinearModel(3.0, {}), LinearModel(-3.0, {})


@pytest.fixture(scope="module")
def document(by_rule: Annotator) -> Document:
    (read,) = by_rule.annotate([Document("x", TEXT, country="MA")])
    return read


def weighed(document: Document, person: LinearModel, role: LinearModel) -> Document:
    """Return the document with its officials weighed by these models."""
    own = document.of(Label.PERSON, Label.ROLE)
    mentions = weighed_officials(document, own, EntityJudge({"person": person, "role": role}, KEEP, {}))
    return Document("x", TEXT).with_mentions(mentions)


@pytest.mark.parametrize(
    ("person", "role", "titles"),
    [
        (SURE, SURE, ["رئيس المجلس الإقليمي لتازة", "مدير الوكالة الحضرية"]),
        (SURE, UNSURE, []),
        (UNSURE, SURE, []),
        (SURE, LinearModel(3.0, {"rule=follows": -9.0}), ["رئيس المجلس الإقليمي لتازة"]),  # only the second is unlikely
    ],
)
def test_unlikely_offices_lose_their_holder(
    document: Document, person: LinearModel, role: LinearModel, titles: list[str]
) -> None:
    found = group_officials(weighed(document, person, role).mentions)
    assert [held.title for official in found for held in official.roles] == titles


def test_person_and_office_stay_where_they_do_not_belong_together(document: Document) -> None:
    left = weighed(document, UNSURE, SURE)
    assert [m.surface for m in left.of(Label.PERSON)] == ["سعيد المنصوري", "المنصوري"]
    assert [o.title for o in unnamed_officials(left.mentions)] == ["رئيس المجلس الإقليمي لتازة", "مدير الوكالة الحضرية"]


def test_the_probability_is_the_confidence(document: Document) -> None:
    found = weighed(document, SURE, LinearModel(2.0, {}))
    assert {m.confidence for m in found.of(Label.PERSON)} == {0.953}
    assert {m.confidence for m in found.of(Label.ROLE)} == {0.881}


def test_a_judge_of_other_kinds_weighs_no_officials(document: Document) -> None:
    own = list(document.of(Label.PERSON, Label.ROLE))
    assert weighed_officials(document, own, EntityJudge({"place": UNSURE}, {"place": 0.5}, {})) == own


def test_features_tell_how_name_and_office_were_found_and_stand(document: Document) -> None:
    (official,) = group_officials(document.mentions)
    assert {
        "rule=before_title",
        "how=before",
        "how=follows",
        "times=2",
        "offices=2",
        "office behind ،",
    } <= official_features(document, official)
    first, second = (role_features(document, official, role) for role in official.roles)
    assert {"rule=before", "name=before_title", "length=5", "office behind ،"} <= first
    assert {"rule=follows", "office behind far"} <= second
