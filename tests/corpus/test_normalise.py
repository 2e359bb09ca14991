"""Folding: the one comparison key, the form names are written in, and the way back to the published text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.normalise import INVISIBLE, FoldedText, fold, plain, undiacritised

ARABIC = st.text(
    st.sampled_from("ابتةىيؤئءأإآٱـكگڭیکھلاﻻﷲﻟﻔ٠٣۴12aÉ «»،.\n\t\u00a0\u200f\u200c\u064b\u0651\u0670\u0654\ufeff"),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "folded", "plain_form", "bare"),
    [
        ("إدمَـاج", "ادماج", "إدمَاج", "إدماج"),
        ("الرعاية", "الرعايه", "الرعاية", "الرعاية"),
        ("مُحَمَّدٌ", "محمد", "مُحَمَّدٌ", "محمد"),
        ("على", "علي", "على", "على"),
        ("مؤسسة شؤون", "موسسه شوون", "مؤسسة شؤون", "مؤسسة شؤون"),
        ("مسائل", "مسايل", "مسائل", "مسائل"),
        ("آسفي ٱلجديدة", "اسفي الجديده", "آسفي ٱلجديدة", "آسفي ٱلجديدة"),
        ("المرکز الوطنی", "المركز الوطني", "المركز الوطني", "المركز الوطني"),
        ("ڭلميم", "كلميم", "ڭلميم", "ڭلميم"),
        ("ﻟﻠﻄﻔﻞ", "للطفل", "للطفل", "للطفل"),
        ("ﻻ", "لا", "لا", "لا"),
        ("ﷲ", "الله", "الله", "الله"),
        ("٢٠٢٤", "2024", "٢٠٢٤", "٢٠٢٤"),
        ("۱۲", "12", "۱۲", "۱۲"),
        ("دار\u00a0الثقافة", "دار الثقافه", "دار الثقافة", "دار الثقافة"),
        ("\u200fالمجلس\u200f", "المجلس", "المجلس", "المجلس"),
        ("م\u200cركز", "مركز", "مركز", "مركز"),
        ("  مركز \n جديد ", "مركز جديد", "مركز جديد", "مركز جديد"),
        ("Café MAP", "cafe map", "Café MAP", "Café MAP"),
        ("", "", "", ""),
        ("\u200f", "", "", ""),
        ("ـــ", "", "", ""),
    ],
)
def test_forms_of_a_text(text: str, folded: str, plain_form: str, bare: str) -> None:
    assert (fold(text), plain(text), undiacritised(text)) == (folded, plain_form, bare)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("الاجتماعي", "الإجتماعي"),
        ("مدرسة", "مدرسه"),
        ("أكادير", "اكادير"),
        ("گلميم", "كلميم"),
        ("المستشفى", "المستشفي"),
        ("مسؤول", "مسوول"),
        ("هـ", "ه"),
    ],
)
def test_fold_makes_spellings_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("حي", "حق"), ("قلب", "كلب"), ("ذكر", "دكر"), ("سماء", "سما")])
def test_fold_keeps_words_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("source", "needle", "surface"),
    [
        ("زار الوزير المرکزَ الجديد", "المركز", "المرکزَ"),
        ("يوم ٣ مــارس ٢٠٢٥.", "3 مارس 2025", "٣ مــارس ٢٠٢٥"),
        ("افتتح\u00a0دار\u200f الثقافةِ", "دار الثقافه", "دار\u200f الثقافةِ"),
        ("ذكر ﷲ", "الله", "ﷲ"),
        ("قال ﻻ", "لا", "ﻻ"),
        ("سطر\nسطر", "\n", "\n"),
    ],
)
def test_folded_text_gives_the_span_of_the_source(source: str, needle: str, surface: str) -> None:
    folded = FoldedText(source)
    at = folded.text.index(needle)
    start, end = folded.span(at, at + len(needle))
    assert source[start:end] == surface


@given(ARABIC)
def test_fold_is_done_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ARABIC)
def test_plain_is_done_once_and_folds_alike(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert fold(plain(text)) == fold(text)
    assert not INVISIBLE & set(plain(text))


@given(ARABIC)
def test_folded_text_agrees_with_fold(text: str) -> None:
    assert " ".join(FoldedText(text).text.split()) == fold(text)


@given(ARABIC)
def test_folded_text_spans_are_in_order(text: str) -> None:
    folded = FoldedText(text)
    spans = [folded.span(i, i + 1) for i in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@given(st.text(max_size=80))
def test_folding_never_fails(text: str) -> None:
    FoldedText(text)
    assert isinstance(fold(text) + plain(text) + undiacritised(text), str)
