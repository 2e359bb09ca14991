"""Lemmas of words that a small dictionary lacks, by what is left of them without affixes."""

from __future__ import annotations

import pytest

from models.lemmas import Lemmas

FORMS = {
    "مدرسه": "مدرسه",
    "منتخب": "منتخب",
    "ينفذ": "نفذ",
    "اعلن": "اعلن",
    "كتاب": "كتاب",
    "جديد": "جديد",
    "يوضح": "اوضح",
}


@pytest.fixture
def lemmas() -> Lemmas:
    """A dictionary of a few folded words, whatever their tag."""
    return Lemmas(lambda form, _: FORMS.get(form), frozenset(FORMS.values()))


@pytest.mark.parametrize(
    ("word", "upos", "lemma"),
    [
        ("مدرسه", "NOUN", "مدرسه"),
        ("المدرسه", "NOUN", "مدرسه"),
        ("مدرستهم", "NOUN", "مدرسه"),
        ("مدارس", "NOUN", "مدارس"),  # a broken plural the dictionary lacks stays as it is
        ("المنتخبين", "NOUN", "منتخب"),
        ("كتابا", "NOUN", "كتاب"),
        ("الجديده", "ADJ", "جديد"),
        ("سينفذها", "VERB", "نفذ"),
        ("اعلنت", "VERB", "اعلن"),
        ("توضح", "VERB", "اوضح"),
        ("المستوصف", "NOUN", "مستوصف"),
        ("القنيطره", "PROPN", "القنيطره"),
        ("علي", "ADP", "علي"),
        ("12", "NUM", "12"),
        ("ال", "NOUN", "ال"),
    ],
)
def test_lemma_of_known_and_unknown_words(lemmas: Lemmas, word: str, upos: str, lemma: str) -> None:
    assert lemmas.of(word, upos) == lemma
