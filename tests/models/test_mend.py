"""Words cut in two by a lost mark are read whole, and their span leads back to the text as published."""

from __future__ import annotations

import pytest

from corpus.document import Document
from corpus.normalise import fold
from pipeline.annotate import Annotator


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("حذ ر الوزير", ["حذ ر", "الوزير"]),
        ("وأك د أن", ["و", "أك د", "أن"]),
        ("وقع ات فاقا", ["وقع", "ات فاقا"]),
        ("بحس ب المصدر", ["ب", "حس ب", "المصدر"]),
        ("و م ع", ["و", "م", "ع"]),  # the agency's letters
        ("قال ل ي", ["قال", "ل", "ي"]),
        ("عقد في تازة", ["عقد", "في", "تازة"]),
        ("حذ  ر", ["حذ", "ر"]),  # two blanks
    ],
)
def test_halves_of_a_word(annotator: Annotator, text: str, words: list[str]) -> None:
    document = annotator.tokenise(Document("x", text))
    assert [document.text[start:end] for start, end in document.offsets] == words


def test_the_whole_is_what_rules_see(annotator: Annotator) -> None:
    norms = [token.norm_ for token in annotator.tokenise(Document("x", "حذ ر الوزير")).doc]
    assert norms == [fold("حذر"), fold("الوزير")]
