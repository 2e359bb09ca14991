"""Overlaps: which of two mentions stays, as a table of the policy in ``pipeline/resolve.py``."""

from __future__ import annotations

import pytest

from corpus.document import Document
from corpus.mention import Label, Mention, Provenance
from pipeline.resolve import hides, resolve

BY = Provenance("test", "test.rule", "0")
TEXT = "زار وزير الصحة مستشفى محمد الخامس بمدينة النخيل يوم 5 مارس 2024 بغلاف 20 ألف درهم"


def mention(words: str, label: Label) -> Mention:
    """Return a mention of the words in ``TEXT``."""
    start = TEXT.index(words)
    return Document("x", TEXT).mention(start, start + len(words), label, provenance=BY)


def kept(*mentions: Mention) -> set[tuple[str, Label]]:
    """Return what is left of the mentions."""
    return {(m.surface, m.label) for m in resolve(Document("x", TEXT).with_mentions(mentions)).mentions}


@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        (("مستشفى محمد الخامس", Label.INSTITUTION), ("محمد الخامس", Label.PERSON)),
        (("مستشفى محمد الخامس", Label.INSTITUTION), ("محمد الخامس", Label.PLACE)),
        (("مستشفى محمد الخامس", Label.INSTITUTION), ("مستشفى", Label.INSTITUTION)),
        (("مدينة النخيل", Label.PLACE), ("النخيل", Label.PLACE)),
        (("مدينة النخيل", Label.PLACE), ("النخيل", Label.PERSON)),
        (("5 مارس 2024", Label.DATE), ("5 مارس", Label.QUANTITY)),
        (("5 مارس 2024", Label.DATE), ("5 مارس", Label.DATE)),
        (("20 ألف درهم", Label.MONEY), ("20 ألف", Label.QUANTITY)),
        (("20 ألف درهم", Label.MONEY), ("20 ألف درهم", Label.QUANTITY)),
    ],
)
def test_stronger_mention_hides_the_one_inside_it(winner: tuple[str, Label], loser: tuple[str, Label]) -> None:
    assert kept(mention(*winner), mention(*loser)) == {winner}
    assert kept(mention(*loser), mention(*winner)) == {winner}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("وزير الصحة", Label.ROLE), ("الصحة", Label.INSTITUTION)),  # an office and what it is over
        (("وزير الصحة", Label.ROLE), ("وزير", Label.ROLE)),
        (("زار وزير الصحة مستشفى محمد الخامس", Label.EVENT), ("زار وزير الصحة", Label.EVENT)),
        (("زار وزير الصحة مستشفى محمد الخامس", Label.EVENT), ("مستشفى محمد الخامس", Label.INSTITUTION)),
        (("النخيل يوم", Label.PLACE), ("بمدينة النخيل", Label.PERSON)),  # neither lies in the other
        (("مدينة النخيل", Label.PLACE), ("5 مارس 2024", Label.DATE)),
    ],
)
def test_both_mentions_stay(first: tuple[str, Label], second: tuple[str, Label]) -> None:
    assert kept(mention(*first), mention(*second)) == {first, second}


def test_furniture_hides_whatever_touches_it_and_stays_itself() -> None:
    furniture = ("مستشفى محمد الخامس بمدينة", Label.FURNITURE)
    found = kept(
        mention(*furniture),
        mention("مدينة النخيل", Label.PLACE),
        mention("مستشفى محمد الخامس", Label.INSTITUTION),
        mention("وزير الصحة", Label.ROLE),
    )
    assert found == {furniture, ("وزير الصحة", Label.ROLE)}


def test_nothing_hides_itself_or_its_equal() -> None:
    for label in Label:
        one = mention("مدينة النخيل", label)
        assert not hides(one, mention("مدينة النخيل", label))


def test_resolving_again_changes_nothing_and_keeps_the_order() -> None:
    every = [mention(w, label) for w in ("مدينة النخيل", "النخيل", "5 مارس 2024", "5 مارس") for label in Label]
    once = resolve(Document("x", TEXT).with_mentions(every))
    assert resolve(once) == once
    assert [m.start for m in once.mentions] == sorted(m.start for m in once.mentions)
