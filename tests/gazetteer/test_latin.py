"""Names of persons in Latin letters: a table of Arabic names with the spelling made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import LexiconError
from gazetteer import latin
from gazetteer.latin import LatinForm, latin_form, latin_names


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("سعيد أمزازي", "Saïd Amzazi"),
        ("ناصر بوريطة", "Nasser Bourita"),
        ("عبد الوافي لفتيت", "Abdelouafi Laftit"),
        ("عبدالوافي لفتيت", "Abdelouafi Laftit"),
        ("عبد اللطيف الحموشي", "Abdellatif El Hamouchi"),
        ("عبد الله الشرقاوي", "Abdellah El Charkaoui"),
        ("عبد السلام بكرات", "Abdessalam Bakrat"),
        ("عبد النبي الغزواني", "Abdennabi El Ghazouani"),
        ("عبد القادر خلوق", "Abdelkader Khalouk"),
        ("محمد بنعبد القادر", "Mohamed Benabdelkader"),
        ("نعيمة بن يحيى", "Naima Ben Yahya"),
        ("نعيمة بنيحيى", "Naima Benyahya"),
        ("إسماعيل أبو الحقوق", "Ismaïl Abou El Hakouk"),
        ("خالد آيت الطالب", "Khalid Aït El Taleb"),
        ("محمد ولد الغزواني", "Mohamed Ould El Ghazouani"),
        ("نور الدين بوطيب", "Nour Eddine Boutib"),
        ("سعدالدين التازي", "Saad Eddine Tazi"),
        ("إدريس أگناو", "Driss Agnaou"),
        ("كمال الإدريسي", "Kamal El Idrissi"),
        ("عزيزُ بَركة", "Aziz Baraka"),
    ],
)
def test_latin_form_is_spelt_as_in_french(name: str, spelt: str) -> None:
    assert latin_form(name) == LatinForm(spelt, made=True)


def test_spelling_of_the_press_goes_before_one_made() -> None:
    assert latin_form("سعيد أمزازي", ["امزازي", "Said Amzazi", None]) == LatinForm("Said Amzazi", made=False)
    assert latin_form("سعيد أمزازي", ["CNSS"]) == LatinForm("Saïd Amzazi", made=True)


@pytest.mark.parametrize("name", ["CNSS", "", "2024"])
def test_what_has_no_arabic_word_has_none(name: str) -> None:
    assert latin_form(name) is None


def test_row_without_spelling_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "latin_names.csv"
    file.write_text("name,latin,source,note\nسعيد,,common knowledge,\n", encoding="utf-8")
    monkeypatch.setattr(latin, "FILE", file)
    latin_names.cache_clear()
    with pytest.raises(LexiconError, match=r"latin_names\.csv:2"):
        latin_names()
    latin_names.cache_clear()
