"""Sums of money: every number style and currency, and which currency a bare word means."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from corpus.document import Document
from corpus.errors import LexiconError
from corpus.mention import Label, Mention, MoneyValue, Provenance
from extractors.currencies import load_currencies
from extractors.money import MoneyExtractor
from models.segment import load_segmenter
from models.tokenise import tokenise

LENIENT = settings(deadline=None)  # the first example loads the word lists


def extract(text: str, country: str | None = None) -> list[Mention]:
    document = tokenise(Document("x", text, country=country), load_segmenter(), Vocab())
    return list(MoneyExtractor.load().extract(document))


def sums(text: str, country: str | None = None) -> list[tuple[str, Decimal, str]]:
    found = []
    for mention in extract(text, country):
        assert isinstance(mention.value, MoneyValue)
        found.append((mention.surface, mention.value.value, mention.value.currency))
    return found


@pytest.mark.parametrize(
    ("text", "surface", "value", "currency"),
    [
        ("كلف المشروع 174.800,00 درهم.", "174.800,00 درهم", "174800", "MAD"),
        ("بكلفة 3,5 ملايين درهم", "3,5 ملايين درهم", "3500000", "MAD"),
        ("بقيمة 34,280 درهما", "34,280 درهما", "34280", "MAD"),
        ("مبلغ 1 750 000 درهم", "1 750 000 درهم", "1750000", "MAD"),
        ("غلاف مالي قدره أحد عشر مليون درهم", "أحد عشر مليون درهم", "11000000", "MAD"),
        ("بتعبئة مليوني درهم", "مليوني درهم", "2000000", "MAD"),
        ("ستة ملايين ونصف مليون درهم", "ستة ملايين ونصف مليون درهم", "6500000", "MAD"),
        ("بلغت مليون درهم ونصف المليون", "مليون درهم ونصف المليون", "1500000", "MAD"),
        ("بمبلغ 3 دراهم ونصف", "3 دراهم ونصف", "3.5", "MAD"),
        ("بمبلغ 7 دراهم و50 سنتيما", "7 دراهم و50 سنتيما", "7.5", "MAD"),
        ("رصد مليارا و350 مليون سنتيم", "مليارا و350 مليون سنتيم", "13500000", "MAD"),
        ("عقوبة 3000 (ثلاثة آلاف) درهم", "3000 (ثلاثة آلاف) درهم", "3000", "MAD"),
        ("قرض بـ5 MDH", "5 MDH", "5000000", "MAD"),
        ("دعم بقيمة 250 ألف دولار كندي", "250 ألف دولار كندي", "250000", "CAD"),
        ("دعم بقيمة 250 ألف دولار أمريكي", "250 ألف دولار أمريكي", "250000", "USD"),
        ("تعويض 500 أورو", "500 أورو", "500", "EUR"),
        ("غرامة $ 100", "$ 100", "100", "USD"),
        ("غرامة 100$", "100$", "100", "USD"),
        ("سعره €50 فقط", "€50", "50", "EUR"),
        ("مبلغ 20 دينارا كويتيا", "20 دينارا كويتيا", "20", "KWD"),
        ("مبلغ (500) ألف ريال سعودي", "(500) ألف ريال سعودي", "500000", "SAR"),
        ("نحو “12” مليون ريال قطري", "“12” مليون ريال قطري", "12000000", "QAR"),
        ("غرامة 500 درهم إماراتي", "500 درهم إماراتي", "500", "AED"),
        ("راتب 10 آلاف جنيه سوداني", "10 آلاف جنيه سوداني", "10000", "SDG"),
        ("شقة بـ70 ألف جنيه إسترليني", "70 ألف جنيه إسترليني", "70000", "GBP"),
        ("ثمنه مئة مليون ليرة لبنانية", "مئة مليون ليرة لبنانية", "100000000", "LBP"),
        ("كفالة 5 آلاف فرنك سويسري", "5 آلاف فرنك سويسري", "5000", "CHF"),
        ("برميل النفط عند 33ر76 دولار", "33ر76 دولار", "76.33", "USD"),
        ("فائض قدره 4 ر7 ملايير درهم", "4 ر7 ملايير درهم", "7400000000", "MAD"),
        ("بتكلفة 120ر450ر8 ريال", "120ر450ر8 ريال", "8450120", "SAR"),
        ("تجاوزت 200مليار دولار", "200مليار دولار", "200000000000", "USD"),
        ("صفقة بقيمة 40 مليون إسترليني", "40 مليون إسترليني", "40000000", "GBP"),
        ("باعها بدرهمين", "درهمين", "2", "MAD"),
    ],
)
def test_money_reads_amounts(text: str, surface: str, value: str, currency: str) -> None:
    assert sums(text) == [(surface, Decimal(value), currency)]


@pytest.mark.parametrize(
    ("text", "country", "value", "currency"),
    [
        ("بقيمة 20 دينارا", "TN", "20", "TND"),
        ("بقيمة 20 دينارا", "JO", "20", "JOD"),
        ("أي 8 آلاف و505 دنانير و566 مليما", "TN", "8505.566", "TND"),
        ("بقيمة 60.000 د لفائدة الفلاحين", "TN", "60000", "TND"),
        ("بكلفة 1,8 م.د", "TN", "1800000", "TND"),
        ("بقيمة 230 مليون دج", None, "230000000", "DZD"),
        ("رصد 23 مليار سنتيم", "DZ", "230000000", "DZD"),
        ("مبلغ 3 ملايين و450 ألف جنيه و50 قرشا", "EG", "3450000.5", "EGP"),
        ("راتب 500 ريال", "OM", "500", "OMR"),
        ("رسوم 500 فلس", "BH", "0.5", "BHD"),
        ("رسوم 50 فلسا", "AE", "0.5", "AED"),
        ("منحة 2000 أوقية", "MR", "2000", "MRU"),
        ("قال بالرياض إن الغرامة 500 ريال", None, "500", "SAR"),
        ("أعلن في صنعاء صرف 500 ريال", None, "500", "YER"),
        ("قال وزير المالية الأردني إن الدعم 500 دينار", None, "500", "JOD"),
        ("ذكرت القاهرة أن السعر 500 جنيه", None, "500", "EGP"),
    ],
)
def test_money_takes_the_currency_of_the_country(text: str, country: str | None, value: str, currency: str) -> None:
    assert [found[1:] for found in sums(text, country)] == [(Decimal(value), currency)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("بين 2.500 و4.000 أورو", [("2.500", 2500), ("4.000 أورو", 4000)]),
        ("من 20 إلى 30 مليون درهم", [("20", 20_000_000), ("30 مليون درهم", 30_000_000)]),
        ("بين 500 ألف ومليون درهم", [("500 ألف", 500_000), ("مليون درهم", 1_000_000)]),
        ("6 - 8 آلاف درهم", [("6", 6000), ("8 آلاف درهم", 8000)]),
        (
            "ارتفع إلى 37 مليار درهم مقابل 33 مليارا سنة 2016",
            [("37 مليار درهم", 37 * 10**9), ("33 مليارا", 33 * 10**9)],
        ),
    ],
)
def test_money_reads_ranges_and_understood_currencies(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(surface, value) for surface, value, _ in sums(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "ملايين الدراهم",
        "بدرهم رمزي",
        "لم يدفع درهما واحدا",
        "1200 مستفيد",
        "12 مليون طن",
        "منذ سنتين",
        "أوقية من الذهب",
        "100 أوقية ذهب",
        "المادة 12",
    ],
)
def test_money_leaves_what_is_no_sum(text: str) -> None:
    assert sums(text) == []


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("أزيد من 5 ملايين درهم", "more_than"),
        ("أقل من 300 درهم", "less_than"),
        ("بما يناهز 100 ألف درهم", "about"),
        ("لا يتجاوز 300 درهم", "exact"),
        ("بلغت 300 درهم", "exact"),
    ],
)
def test_money_keeps_hedges_outside_the_span(text: str, relation: str) -> None:
    (mention,) = extract(text)
    assert isinstance(mention.value, MoneyValue)
    assert mention.value.relation == relation
    assert mention.surface[0].isdigit()


def test_money_leaves_furniture_alone() -> None:
    document = tokenise(Document("x", "السعر 300 درهم"), load_segmenter(), Vocab())
    furniture = document.mention(0, 14, Label.FURNITURE, provenance=Provenance("t", "t.t", "0"))
    assert list(MoneyExtractor.load().extract(document.with_mentions([furniture]))) == []


def test_money_rules_carry_provenance_and_confidence() -> None:
    (mention,) = extract("300 درهم")
    assert mention.provenance.rule == "money.number_currency"
    assert 0 < mention.confidence <= 1


@LENIENT
@given(st.integers(1, 10**9), st.sampled_from(["درهم", "دينار تونسي", "ريال عماني", "جنيه", "أورو", "ليرة سورية"]))
def test_money_reads_back_any_sum(value: int, currency: str) -> None:
    (found,) = sums(f"بكلفة {value:,} {currency}.")
    assert found[1] == value


@LENIENT
@given(st.text(alphabet=st.sampled_from("0123456789.,، درهمينألفملوستيار$€«»()\nوبل"), max_size=60))
def test_money_is_pure_and_total(text: str) -> None:
    document = tokenise(Document("x", text), load_segmenter(), Vocab())
    extractor = MoneyExtractor.load()
    found = list(extractor.extract(document))
    assert found == list(extractor.extract(document))
    assert all(m.surface == text[m.start : m.end] for m in found)
    assert [m.start for m in found] == sorted(m.start for m in found)


def test_currencies_name_the_faulty_row(tmp_path: Path) -> None:
    head = "surface,family,number,factor,source,note\n"
    (tmp_path / "currencies.csv").write_text(head + "درهم,dirham,many,1,common knowledge,\n", "utf-8")
    with pytest.raises(LexiconError, match=r"currencies\.csv:2"):
        load_currencies(tmp_path)


def test_currencies_need_a_code_for_each_family(tmp_path: Path) -> None:
    head = "surface,family,number,factor,source,note\n"
    (tmp_path / "currencies.csv").write_text(head + "درهم,dirham,singular,1,common knowledge,\n", "utf-8")
    (tmp_path / "currency_codes.csv").write_text("family,by,key,code,factor,source,note\n", "utf-8")
    with pytest.raises(LexiconError, match="dirham"):
        load_currencies(tmp_path)
