"""Latin spellings of Arabic names, as the Moroccan state and press write them, and names they must not find."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from corpus.errors import LexiconError
from gazetteer import transliteration
from gazetteer.transliteration import FILE, is_latin, is_latin_article, latin_sounds, load_letters, sound_form


def heard(latin: str, arabic: str) -> bool:
    """Whether one word in Latin letters finds a name."""
    return any(f" {key} " in sound_form(arabic) for key in latin_sounds(latin))


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("aouatif", "عواطف حيار"),
        ("hayar", "عواطف حيار"),
        ("said", "سعيد أمزازي"),
        ("amzazi", "سعيد أمزازي"),
        ("amzazy", "سعيد أمزازي"),
        ("laftit", "عبد الوافي لفتيت"),
        ("abdelouafi", "عبد الوافي لفتيت"),
        ("benmoussa", "شكيب بنموسى"),
        ("benmoussa", "شكيب بن موسى"),
        ("chakib", "شكيب بنموسى"),
        ("bourita", "ناصر بوريطة"),
        ("nasser", "ناصر بوريطة"),
        ("otmani", "سعد الدين العثماني"),
        ("othmani", "سعد الدين العثماني"),
        ("elotmani", "سعد الدين العثماني"),
        ("saadeddine", "سعد الدين العثماني"),
        ("akhannouch", "عزيز أخنوش"),
        ("aziz", "عزيز أخنوش"),
        ("ouahbi", "عبد اللطيف وهبي"),
        ("wahbi", "عبد اللطيف وهبي"),
        ("abdellatif", "عبد اللطيف وهبي"),
        ("sekkouri", "يونس السكوري"),
        ("younes", "يونس السكوري"),
        ("mezzour", "رياض مزور"),
        ("riad", "رياض مزور"),
        ("ryad", "رياض مزور"),
        ("benali", "ليلى بنعلي"),
        ("leila", "ليلى بنعلي"),
        ("ammor", "فاطمة الزهراء عمور"),
        ("zahra", "فاطمة الزهراء عمور"),
        ("fatimah", "فاطمة الزهراء عمور"),
        ("taleb", "خالد آيت الطالب"),
        ("ait", "خالد آيت الطالب"),
        ("khalid", "خالد آيت الطالب"),
        ("tahraoui", "أمين التهراوي"),
        ("alami", "رشيد الطالبي العلمي"),
        ("rachid", "رشيد الطالبي العلمي"),
        ("rashid", "رشيد الطالبي العلمي"),
        ("lahcen", "الحسن الداودي"),
        ("lahcen", "لحسن الداودي"),
        ("daoudi", "لحسن الداودي"),
        ("alaoui", "مولاي إدريس العلوي"),
        ("noureddine", "نور الدين بوطيب"),
        ("abdelilah", "عبد الإله بنكيران"),
        ("abdellah", "عبد الله"),
        ("benkirane", "عبد الإله بنكيران"),
        ("souad", "سعاد"),
        ("mouad", "معاذ"),
        ("fouad", "فؤاد"),
        ("taoufik", "توفيق"),
        ("tawfiq", "توفيق"),
        ("tayeb", "الطيب"),
        ("daoud", "داود"),
        ("dawud", "داوود"),
        ("zakia", "زكية"),
        ("yahya", "يحيى"),
        ("ilyas", "إلياس"),
        ("ilias", "إلياس"),
        ("faycal", "فيصل"),
        ("mustapha", "مصطفى"),
        ("ouzzine", "أوزين"),
        ("driouch", "الدريوش"),
        ("fathi", "فتحي"),
        ("ishak", "إسحاق"),
        ("gamal", "جمال"),
        ("djamel", "جمال"),
        ("hafez", "حافظ"),
        ("abdelhafid", "عبد الحفيظ"),
        ("oujda", "مدينة وجدة"),
        ("agadir", "أكادير"),
        ("guelmim", "كلميم"),
        ("khouribga", "خريبكة"),
        ("tiznit", "تيزنيت"),
        ("taza", "إقليم تازة"),
        ("zaouia", "الزاوية"),
    ],
)
def test_latin_spelling_finds_the_name(latin: str, arabic: str) -> None:
    assert heard(latin, arabic)


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("amzazi", "عزيز أخنوش"),
        ("hayar", "هواري"),
        ("bourita", "البرتغال"),
        ("laftit", "فتحي"),
        ("benmoussa", "موسى"),
        ("taza", "تازارت"),
    ],
)
def test_latin_spelling_leaves_others(latin: str, arabic: str) -> None:
    assert not heard(latin, arabic)


@pytest.mark.parametrize(("latin", "arabic"), [("said", "سعاد"), ("ali", "العالي")])
def test_names_of_the_same_consonants_are_one_key(latin: str, arabic: str) -> None:
    assert heard(latin, arabic)


def test_words_without_arabic_letters_have_no_key() -> None:
    assert sound_form("BMCE 2024 %_'") == " "
    assert sound_form("") == " "


@pytest.mark.parametrize("word", ["a", "e", "ou", "w", "y", "h", "x", "zzz", "q" * 200, "aouiy" * 40])
def test_any_latin_word_has_keys_of_plain_letters(word: str) -> None:
    keys = latin_sounds(word)
    assert 0 < len(keys) <= 2 * transliteration.MOST
    assert all(set(key) <= set("'bcdfghjklmnrstwxyz") for key in keys)


def test_every_latin_consonant_has_a_sound() -> None:
    assert set("bcdfghjklmnpqrstvxz") <= set(load_letters().latin)


def test_kinds_of_words() -> None:
    assert is_latin("amzazi")
    assert not any(map(is_latin, ("أمزازي", "", "a1", "l'")))
    assert is_latin_article("el")
    assert not is_latin_article("ali")


def test_wrong_row_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FILE.open(encoding="utf-8", newline="") as lines:
        header = next(csv.reader(lines))
    (tmp_path / FILE.name).write_text(",".join(header) + "\narabic,ب,b,somebody,\narabic,ب,p,somebody,\n", "utf-8")
    monkeypatch.setattr(transliteration, "FILE", tmp_path / FILE.name)
    with pytest.raises(LexiconError, match=r"transliteration\.csv:3"):
        load_letters.__wrapped__()
