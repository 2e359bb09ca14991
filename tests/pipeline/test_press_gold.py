"""What the models of names learn from: names found again in texts, and articles that must not be learnt from."""

from __future__ import annotations

import gzip
import json
import lzma
from collections import Counter
from pathlib import Path

import pytest

from models.press import LeftOut, beginning
from models.press_ner import Tokens
from pipeline.annotate import Annotator
from pipeline.press_gold import COLLECTIONS, folded_words, forms, longest, occurrences, raw_press


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("زار مركز الأمل ثم عاد إلى مركز الأمل", "مركز الأمل", [(1, 3), (6, 8)]),
        ("تبرع للفضاء الجديد", "الفضاء الجديد", [(2, 4)]),  # ل + ال
        ("بتازة وفي تازة", "تازة", [(1, 2), (4, 5)]),  # a proclitic is no part of the name
        ("مركز الأملاك", "مركز الأمل", []),
        ("مركز", "", []),
    ],
)
def test_names_are_found_again(annotator: Annotator, text: str, name: str, found: list[Tokens]) -> None:
    norms = folded_words(annotator, text)
    assert list(occurrences(norms, folded_words(annotator, name))) == found


def test_the_longer_of_two_names_is_kept() -> None:
    assert longest([(0, 2), (1, 5), (6, 7), (6, 7)]) == [(1, 5), (6, 7)]


def test_a_head_noun_alone_is_no_form_to_learn() -> None:
    gold = {
        "institutions": [{"name": "وزارة الصحة", "aliases_in_text": ["الوزارة", "وزارة الصحة العمومية"]}],
        "places": [],
    }
    assert list(forms(gold, "institution")) == ["وزارة الصحة", "وزارة الصحة العمومية"]


def test_no_copy_of_an_annotated_text_is_silver(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    words = " ".join(f"كلمة{n}" for n in range(120))
    texts = [{"title": "عنوان", "text": f"مقال {n} {words}"} for n in range(3)]
    for name in COLLECTIONS:
        opener = gzip.open if name.endswith("gz") else lzma.open
        with opener(tmp_path / "news" / name, "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(text) + "\n" for text in texts)
    out = LeftOut(
        lines=frozenset({(name, 3) for name in COLLECTIONS if "saudi" in name}),
        beginnings=frozenset({beginning(f"مقال 0 {words}")}),
    )
    kept = Counter(text.split("\n")[1].split()[1] for text, _ in raw_press(tmp_path, out))
    assert len(list(raw_press(tmp_path, out, licence="open"))) == 2
    assert kept == {"1": 4, "2": 2}  # the first is a copy of an annotated one, the third annotated in two collections
