"""Numbers read from text. The oracle spells integers in words; tables hold the styles of the press."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from corpus.document import Document
from corpus.errors import LexiconError
from extractors.digits import has_leading_zero, looks_like_year, read_digits, tidy
from extractors.number_lexicons import load_number_lexicon
from extractors.numerals import Numeral, find_numerals
from models.segment import load_segmenter
from models.tokenise import tokenise

LENIENT = settings(deadline=None)  # the first example loads the word lists
UNITS = ["", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"]
FEMININE = ["", "واحدة", "اثنتان", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر"]
TENS = ["", "", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"]
SCALES = [(1_000_000, "مليون", "مليونان", "ملايين", "مليونا"), (1000, "ألف", "ألفان", "آلاف", "ألفا")]


def tokenised(text: str) -> Document:
    return tokenise(Document("x", text), load_segmenter(), Vocab())


def numerals(text: str) -> list[Numeral]:
    return find_numerals(tokenised(text), load_number_lexicon())


def cardinals(text: str) -> list[tuple[str, Decimal]]:
    return [(text[n.start : n.end], n.value) for n in numerals(text) if not n.ordinal]


def spell_below_hundred(n: int, units: list[str]) -> str:
    if n <= 10:
        return units[n]
    if n < 20:
        ten = "عشر" if units is UNITS else "عشرة"
        first = {11: "أحد" if units is UNITS else "إحدى", 12: "اثنا" if units is UNITS else "اثنتا"}
        return f"{first.get(n, units[n - 10])} {ten}"
    return f"{units[n % 10]} و{TENS[n // 10]}" if n % 10 else TENS[n // 10]


def spell_below_thousand(n: int, units: list[str], hundred: str) -> str:
    hundreds, rest = divmod(n, 100)
    parts = []
    if hundreds:
        dual = hundred[:-1] + "تان"
        parts.append(hundred if hundreds == 1 else dual if hundreds == 2 else FEMININE[hundreds] + hundred)
    if rest:
        parts.append(spell_below_hundred(rest, units))
    return " و".join(parts)


def spell(n: int, units: list[str] = UNITS, hundred: str = "مائة") -> str:
    """Spell 1 to 999,999,999 in the nominative."""
    parts = []
    for scale, one, two, few, many in SCALES:
        group, n = divmod(n, scale)
        if group == 1:
            parts.append(one)
        elif group == 2:
            parts.append(two)
        elif group:
            last = group % 100
            word = few if 3 <= last <= 10 else many if last > 10 else one
            parts.append(f"{spell_below_thousand(group, UNITS, hundred)} {word}")
    if n:
        parts.append(spell_below_thousand(n, units, hundred))
    return " و".join(parts)


def oblique(text: str) -> str:
    """Put a spelled number into the genitive or accusative."""
    for nominative, other in (("ون", "ين"), ("ان", "ين"), ("اثنا ", "اثني "), ("اثنتا ", "اثنتي ")):
        text = " ".join(
            word[: -len(nominative.strip())] + other.strip() if word.endswith(nominative.strip()) else word
            for word in text.split(" ")
            if word
        )
    return text.replace("مليين", "مليون")


def grouped(n: int, mark: str) -> str:
    return f"{n:,}".replace(",", mark)


@LENIENT
@given(st.integers(1, 999_999_999), st.sampled_from([UNITS, FEMININE]), st.sampled_from(["مائة", "مئة", "مية"]))
def test_find_numerals_reads_back_any_spelled_integer(n: int, units: list[str], hundred: str) -> None:
    words = spell(n, units, hundred)
    assert cardinals(words) == [(words, n)]


@LENIENT
@given(st.integers(3, 999_999_999))
def test_find_numerals_reads_the_oblique_cases(n: int) -> None:
    words = oblique(spell(n))
    assert [value for _, value in cardinals(f"بلغ عدد السكان {words} نسمة")] == [n]


@LENIENT
@given(st.integers(0, 999_999_999), st.sampled_from([".", ",", "،", "٬", " ", "\u00a0", "\u202f"]))
def test_find_numerals_reads_back_every_thousands_mark(n: int, mark: str) -> None:
    assert cardinals(grouped(n, mark)) == [(grouped(n, mark), n)]


@LENIENT
@given(st.integers(1, 999_999), st.integers(0, 99), st.sampled_from([(".", ","), (",", "."), (" ", ","), ("٬", "٫")]))
def test_find_numerals_reads_back_decimals_after_groups(n: int, hundredths: int, marks: tuple[str, str]) -> None:
    text = f"{grouped(n, marks[0])}{marks[1]}{hundredths:02}"
    assert cardinals(text) == [(text, Decimal(f"{n}.{hundredths:02}"))]


@LENIENT
@given(st.integers(0, 999_999_999))
def test_find_numerals_reads_arabic_digits(n: int) -> None:
    text = str(n).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert cardinals(text) == [(text, n)]


@LENIENT
@given(st.integers(1, 999), st.integers(1, 999))
def test_find_numerals_reads_mixed_digits_and_scales(millions: int, thousands: int) -> None:
    text = f"{millions} مليون و{thousands} ألف"
    assert [value for _, value in cardinals(text)] == [millions * 1_000_000 + thousands * 1000]


@LENIENT
@given(st.text(alphabet=st.sampled_from("0123456789٣٫٬،., والبثلاثةمائةألفمليونعشروندرهم«»()\n/-:%"), max_size=60))
def test_find_numerals_is_total_and_keeps_offsets(text: str) -> None:
    found = numerals(text)
    assert found == numerals(text)
    for before, after in pairwise(found):
        assert before.end <= after.start
    for n in found:
        assert 0 <= n.start < n.end <= len(text)
        assert text[n.start : n.end].strip() == text[n.start : n.end]


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("ألف ومائتان وخمسون كتابا", "ألف ومائتان وخمسون", "1250"),
        ("مليونين و68 ألفا", "مليونين و68 ألفا", "2068000"),
        ("4 ملايين و200 ألف", "4 ملايين و200 ألف", "4200000"),
        ("مليارا و350 مليون", "مليارا و350 مليون", "1350000000"),
        ("3,5 ملايين", "3,5 ملايين", "3500000"),
        ("9.6 مليون", "9.6 مليون", "9600000"),
        ("1.450 مليون", "1.450 مليون", "1450000"),
        ("1.450 مترا", "1.450", "1450"),
        ("34,280 درهم", "34,280", "34280"),
        ("5،4 درجات", "5،4", "5.4"),
        ("٣٫٥ كلم", "٣٫٥", "3.5"),
        ("33ر76 دولار", "33ر76", "76.33"),
        ("مليون ونصف", "مليون ونصف", "1500000"),
        ("مليون ونصف المليون", "مليون ونصف المليون", "1500000"),
        ("ستة ملايين ونصف مليون", "ستة ملايين ونصف مليون", "6500000"),
        ("نصف مليار", "نصف مليار", "500000000"),
        ("ألفا نسخة", "ألفا", "2000"),
        ("ألفا و300 نسخة", "ألفا و300", "1300"),
        ("مليوني سائح", "مليوني", "2000000"),
        ("مائة ألف مليون", "مائة ألف مليون", "100000000000"),
        ("ثلاث مئة وخمسة عشر", "ثلاث مئة وخمسة عشر", "315"),
        ("مائة و20 عاملا", "مائة و20", "120"),
        ("40 ألف 869 زائرا", "40 ألف 869", "40869"),
        ("نحو “70” ألف بطاقة", "“70” ألف", "70000"),
        ("مبلغ (500) ألف ريال", "(500) ألف", "500000"),
        ("إلى الـ24 عضوا", "الـ24", "24"),
        ("المكاتب الإحدى والعشرين", "الإحدى والعشرين", "21"),
        ("وبمائتين وخمسين", "مائتين وخمسين", "250"),
        ("لستة أشهر", "ستة", "6"),
        ("بليون دولار", "بليون", "1000000000"),
    ],
)
def test_find_numerals_reads_press_styles(text: str, surface: str, value: str) -> None:
    assert cardinals(text) == [(surface, Decimal(value))]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("بين 5 و10 آلاف", [5, 10000]),
        ("20 ألف سنة 2019", [20000, 2019]),
        ("5 ملايين و2019", [5000000, 2019]),
        ("8 آلاف و505 دنانير و566 مليما", [8505, 566]),
        ("من 20 إلى 30 مليون", [20, 30000000]),
        ("17 17 71 37 05", [17, 17, 71, 37, 5]),
    ],
)
def test_find_numerals_keeps_numbers_apart(text: str, values: list[int]) -> None:
    assert [value for _, value in cardinals(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "2.19.424",
        "17/20",
        "10:30",
        "كمية كبيرة",
        "تسعى الجمعية",
        "لست هنا",
        "يوم الاثنين",
        "مئات الآلاف",
        "م²",
        "واشنطن بوست",
    ],
)
def test_find_numerals_leaves_what_is_no_number(text: str) -> None:
    assert cardinals(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("الدورة الثالثة", 3), ("الحادي عشر", 11), ("السرب الخامس والخمسين", 55), ("تاسع أبريل", 9), ("الثاني عشر", 12)],
)
def test_find_numerals_marks_ordinals(text: str, value: int) -> None:
    assert [(n.value, n.ordinal) for n in numerals(text)] == [(value, True)]


@pytest.mark.parametrize(
    ("text", "scaled", "value"),
    [
        ("174.800,00", False, "174800.00"),
        ("1,059,593,121", False, "1059593121"),
        ("2.350.000", False, "2350000"),
        ("1.450", True, "1.450"),
        ("0.250", False, "0.250"),
        ("12.3456", False, "12.3456"),
        ("1.2.3", False, None),
        ("12٬50", False, None),
        ("5+1", False, None),
        ("1" * 40, False, None),
    ],
)
def test_read_digits_tells_marks_apart(text: str, scaled: bool, value: str | None) -> None:
    assert read_digits(text, scaled=scaled) == (None if value is None else Decimal(value))


def test_digit_helpers_state_what_they_see() -> None:
    assert has_leading_zero("05")
    assert not has_leading_zero("0.5")
    assert looks_like_year("٢٠٢٤")
    assert not looks_like_year("2200")
    assert str(tidy(Decimal("3.50"))) == "3.5"
    assert str(tidy(Decimal("1E+6"))) == "1000000"


def test_number_lexicon_names_the_faulty_row(tmp_path: Path) -> None:
    (tmp_path / "numerals.csv").write_text(
        "surface,kind,value,source,note\nثلاثة,nothing,3,common knowledge,\n", "utf-8"
    )
    (tmp_path / "number_contexts.csv").write_text("surface,kind,source,note\n", "utf-8")
    with pytest.raises(LexiconError, match=r"numerals\.csv:2"):
        load_number_lexicon(tmp_path)
