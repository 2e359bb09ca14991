"""The country voted from the words of an article."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.vocab import Vocab

from corpus.document import Document
from corpus.errors import LexiconError
from extractors.country import infer_country, load_country_cues, score_countries
from models.segment import load_segmenter
from models.tokenise import tokenise


def inferred(text: str, country: str | None = None) -> str:
    document = tokenise(Document("x", text, country=country), load_segmenter(), Vocab())
    return infer_country(document, load_country_cues())


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("ترأس عامل إقليم تاونات اجتماعا للجنة الإقليمية للمبادرة الوطنية للتنمية البشرية", "MA"),
        ("الرياض – واس: افتتح أمير منطقة القصيم معرضا", "SA"),
        ("أشرف والي سطيف على توزيع سكنات بقيمة 20 مليون دج", "DZ"),
        ("زار والي القيروان معتمدية العلا", "TN"),
        ("افتتح محافظ أسيوط مدرسة بمركز ديروط", "EG"),
        ("قال رئيس الوزراء الأردني في عمان إن مشروع إربد انطلق", "JO"),
        ("زار رئيس الحكومة اللبنانية مرفأ بيروت", "LB"),
        ("دشن الوزير في نواكشوط مركزا صحيا", "MR"),
        ("اجتماع لبلدية دبي", "AE"),
        ("دشن محافظ البصرة جسرا", "IQ"),
        ("افتتح الوزير المركز أمس", "MA"),
        ("", "MA"),
    ],
)
def test_infer_country_votes_by_cues(text: str, country: str) -> None:
    assert inferred(text) == country


def test_infer_country_prefers_the_metadata() -> None:
    assert inferred("زار الوزير بيروت ولبنان", "KW") == "KW"


def test_score_countries_caps_a_repeated_cue() -> None:
    document = tokenise(Document("x", "لبنان " * 10), load_segmenter(), Vocab())
    three = tokenise(Document("x", "لبنان " * 3), load_segmenter(), Vocab())
    assert score_countries(document, load_country_cues()) == score_countries(three, load_country_cues())


def test_country_cues_name_the_faulty_row(tmp_path: Path) -> None:
    file = tmp_path / "country_cues.csv"
    file.write_text("surface,country,weight,kind,source\nالمغرب,Morocco,3,name,common knowledge\n", "utf-8")
    with pytest.raises(LexiconError, match=r"country_cues\.csv:2"):
        load_country_cues(file)
