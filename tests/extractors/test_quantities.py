"""Counted quantities: number and noun in every order, and the numbers that count nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from corpus.document import Document
from corpus.mention import DateValue, Label, Mention, Provenance, QuantityValue
from extractors.money import MoneyExtractor
from extractors.quantities import QuantityExtractor
from models.segment import load_segmenter
from models.tokenise import tokenise

LENIENT = settings(deadline=None)  # the first example loads the word lists
SOURCE = Provenance("t", "t.t", "0")


def extract(text: str) -> list[Mention]:
    document = tokenise(Document("x", text), load_segmenter(), Vocab())
    document = document.with_mentions(MoneyExtractor.load().extract(document))
    return list(QuantityExtractor.load().extract(document))


def values(text: str) -> list[QuantityValue]:
    found = [mention.value for mention in extract(text)]
    assert all(isinstance(value, QuantityValue) for value in found)
    return [value for value in found if isinstance(value, QuantityValue)]


def counted(text: str) -> list[tuple[Decimal, str]]:
    return [(value.value, value.unit) for value in values(text)]


@pytest.mark.parametrize(
    ("text", "surface", "value", "unit"),
    [
        # number and noun
        ("وزعت الجمعية 120 حقيبة مدرسية", "120 حقيبة", "120", "حقيبة"),
        ("وقع الطرفان سبع اتفاقيات", "سبع اتفاقيات", "7", "اتفاقيات"),
        ("سجلت 114 ألفا و593 ناخبا", "114 ألفا و593 ناخبا", "114593", "ناخبا"),
        ("لفائدة 16 ألف و500 مستفيد", "16 ألف و500 مستفيد", "16500", "مستفيد"),
        ("زاره مليون سائح", "مليون سائح", "1000000", "سائح"),
        ("يتسع لـ12 سريرا", "12 سريرا", "12", "سريرا"),
        ("فاز ب 4 مقاعد", "4 مقاعد", "4", "مقاعد"),
        ("تسلم أربعة أطباء و12 ممرضا مهامهم", "أربعة أطباء", "4", "أطباء"),
        ("خلال العشرة أيام الأولى", "العشرة أيام", "10", "أيام"),
        ("كسر حاجز المليوني زائر", "المليوني زائر", "2000000", "زائر"),
        ("على مساحة 1.450 مترا مربعا", "1.450 مترا", "1450", "مترا"),
        ("على مساحة 2400 م² بالمدينة", "2400 م²", "2400", "م²"),
        ("على مساحة 250 ألف م2 بالمدينة", "250 ألف م2", "250000", "م2"),
        ("قرب 6,2 كلم من القرية", "6,2 كلم", "6.2", "كلم"),
        ("الفتى (17 سنة) تلميذ", "17 سنة", "17", "سنة"),
        ("استقبل المركز (684) مراجعا", "(684) مراجعا", "684", "مراجعا"),
        ("شملت “427,635” وثيقة", "“427,635” وثيقة", "427635", "وثيقة"),
        ("فتح 3 (ثلاثة) مراكز", "3 (ثلاثة) مراكز", "3", "مراكز"),
        ("تكوين 800 إمام بالمعهد", "800 إمام", "800", "إمام"),
        ("انطلق 19 ورشا بالإقليم", "19 ورشا", "19", "ورشا"),
        ("استفاد 05 أشخاص", "05 أشخاص", "5", "أشخاص"),
        ("أوقفت الشرطة 14 مشتبها فيهم", "14 مشتبها فيهم", "14", "مشتبها فيهم"),
        # of a definite whole
        ("انسحب 12 من الأعضاء", "12 من الأعضاء", "12", "الأعضاء"),
        ("حضر 540 ألفا من المشاركين", "540 ألفا من المشاركين", "540000", "المشاركين"),
        ("أوقف اثنين من مرافقيه", "اثنين من مرافقيه", "2", "مرافقيه"),
        ("نشر 6 آلاف من الحرس", "6 آلاف من الحرس", "6000", "الحرس"),
        ("جرح 28 من مسلحي التنظيم", "28 من مسلحي", "28", "مسلحي"),
        ("أكد أربعة على الأقل من أصدقاء الفقيد", "أربعة على الأقل من أصدقاء", "4", "أصدقاء"),
        # spellings
        ("طريق بطول 250 ر 31 كم", "250 ر 31 كم", "31.25", "كم"),
        ("تبرع بها (000ر15) مسلم", "(000ر15) مسلم", "15000", "مسلم"),
        ("أشرف على45 مدرسة", "45 مدرسة", "45", "مدرسة"),
        ("قضى ثلاث سنوات ونصف", "ثلاث سنوات ونصف", "3.5", "سنوات"),
        ("مقتل 6 إعلاميين", "6 إعلاميين", "6", "إعلاميين"),
        ("شارك في الدورتين الـ19 والـ20 تسعون فارسا", "تسعون فارسا", "90", "فارسا"),
        # noun and number
        ("رؤساء الجمعيات الثلاث", "الجمعيات الثلاث", "3", "الجمعيات"),
        ("أقسام محو الأمية السبعة", "أقسام محو الأمية السبعة", "7", "أقسام"),
        ("أعلنت الدول العربية الخمس", "الدول العربية الخمس", "5", "الدول"),
        ("مع المشتبه فيهم الثلاثة", "المشتبه فيهم الثلاثة", "3", "المشتبه فيهم"),
        ("رؤساء المجالس الإحدى والعشرين", "المجالس الإحدى والعشرين", "21", "المجالس"),
        ("مندوبو الدول ال 189", "الدول ال 189", "189", "الدول"),
        ("اتفقت دول الاتحاد الـ27", "دول الاتحاد الـ27", "27", "دول"),
        ("قدم للدول السبع دعما", "لدول السبع", "7", "الدول"),
        ("رفقة أبنائه الأربعة", "أبنائه الأربعة", "4", "أبنائه"),
        ("من أجل حصة واحدة", "حصة واحدة", "1", "حصة"),
        ("فاز بمقعد برلماني واحد", "مقعد برلماني واحد", "1", "مقعد"),
        ("تقرير أنجزه نائبان (2)", "نائبان (2)", "2", "نائبان"),
        ("دشن مركزين اثنين", "مركزين اثنين", "2", "مركزين"),
        # percentages
        ("بنسبة 20 في المائة", "20 في المائة", "20", "في المائة"),
        ("بنسبة 15بالمائة", "15بالمائة", "15", "بالمائة"),
        ("زيادة 6.6% سنويا", "6.6%", "6.6", "%"),
    ],
)
def test_quantities_reads_numbers_with_their_noun(text: str, surface: str, value: str, unit: str) -> None:
    mention = extract(text)[0]
    assert isinstance(mention.value, QuantityValue)
    assert (mention.surface, mention.value.value, mention.value.unit) == (surface, Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وزع 12 غطاء و5 خيام وأربع حقائب", [(12, "غطاء"), (5, "خيام"), (4, "حقائب")]),
        ("بين 18 و22 قنطارا", [(18, "قنطارا"), (22, "قنطارا")]),
        ("من 10-12 حصة في اليوم", [(10, "حصة"), (12, "حصة")]),
        ("8 أو 9 أشخاص", [(8, "أشخاص"), (9, "أشخاص")]),
        ("ارتفع عدد المراكز بالجهة من 5 إلى 15، بفضل البرنامج", [(5, "المراكز"), (15, "المراكز")]),
        ("بلغ عدد الأعضاء الحاضرين 27 من أصل 31.", [(27, "الأعضاء"), (31, "الأعضاء")]),
        ("معالجة باقي الحالات وعددها 2293 على مستوى الجهة", [(2293, "الحالات")]),
        ("شارك 41 ألف شخص مقابل 282 ألفا العام الماضي", [(41000, "شخص"), (282000, "شخص")]),
        ("تنظم خمس تظاهرات، ثلاث منها بالرباط", [(5, "تظاهرات"), (3, "تظاهرات")]),
        ("19 صوتا مقابل 12 ضد المشروع", [(19, "صوتا"), (12, "صوتا")]),
        ("على وجدة (812 قسما) والناظور (655) وبركان (498)", [(812, "قسما"), (655, "قسما"), (498, "قسما")]),
        ("مقتل 5 أشخاص وإصابة 17 آخرين", [(5, "أشخاص"), (17, "أشخاص")]),
        ("فتح 67 كلية، منها 38 للبنين، و29 للبنات", [(67, "كلية"), (38, "كلية"), (29, "كلية")]),
        ("يضم 4500 جندي، 3490 في البر، و480 في البحر", [(4500, "جندي"), (3490, "جندي"), (480, "جندي")]),
        ("رمم ثمانية من بين 14 ضريحا", [(8, "ضريحا"), (14, "ضريحا")]),
        ("مقابل 26.783 سنة 2017", []),
        ("30.276 مغادرة مقابل 26.783 سنة 2017", [(30276, "مغادرة"), (26783, "مغادرة")]),
    ],
)
def test_quantities_reads_lists_ranges_and_nouns_said_elsewhere(text: str, expected: list[tuple[int, str]]) -> None:
    assert counted(text) == expected


@pytest.mark.parametrize(
    ("text", "surface", "relation"),
    [
        ("لأزيد من 30 بلدا", "أزيد من 30 بلدا", "more_than"),
        ("وأكثر من ألف أسرة", "أكثر من ألف أسرة", "more_than"),
        ("صداقة تزيد عن المائة عام", "تزيد عن المائة عام", "more_than"),
        ("بيت يتجاوز عمره الـ 200 عام", "يتجاوز عمره الـ 200 عام", "more_than"),
        ("في أقل من 18 شهرا", "أقل من 18 شهرا", "less_than"),
        ("بحوالي 500 صياد", "حوالي 500 صياد", "about"),
        ("ما يقارب 60 ألف نسمة", "ما يقارب 60 ألف نسمة", "about"),
        ("وبزهاء عشرين سنة", "زهاء عشرين سنة", "about"),
        ("حضر 40 شخصا تقريبا", "40 شخصا", "about"),
        ("لا يتعدى عددها 110 حالة", "110 حالة", "exact"),
        ("لا تقل عن 12 شهرا", "12 شهرا", "exact"),
        ("ما مجموعه 120 مستفيدا", "120 مستفيدا", "exact"),
        ("8 مقاعد على الأقل", "8 مقاعد", "exact"),
    ],
)
def test_quantities_reads_the_relation(text: str, surface: str, relation: str) -> None:
    (mention,) = extract(text)
    assert isinstance(mention.value, QuantityValue)
    assert mention.value.relation == relation
    assert mention.surface == surface or mention.surface.endswith(surface)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("قدم 20 سماعة طبية.", "سماعة طبية"),
        ("يؤوي 60 مسنا ومسنة.", "مسنا ومسنة"),
        ("سلم 6 حافلات للنقل المدرسي.", "حافلات للنقل المدرسي"),
        ("وزع 10 كيلوغرامات من الدقيق.", "كيلوغرامات من الدقيق"),
        ("انتظر 10 أشهر.", None),
    ],
)
def test_quantities_gives_the_longer_phrase(text: str, phrase: str | None) -> None:
    assert [value.unit_phrase for value in values(text)] == [phrase]


@pytest.mark.parametrize(
    "text",
    [
        "يوم 15 غشت بالمدينة",
        "يوم الثلاثاء 28 مارس 2017",
        "15 من شهر رمضان",
        "سنة 2014 تحولت المدينة",
        "في 2016 تم التوقيع",
        "عام 1436 هـ",
        "الموسم الدراسي 2023-2024",
        "الساعة 10 صباحا",
        "على الساعة 10:30",
        "الساعة العاشرة و30 دقيقة",
        "المادة 12 من القانون",
        "الفصل 49 من الدستور",
        "القانون رقم 113.14 المتعلق بالجماعات",
        "القانون 13-103 يحمي",
        "الطريق الوطنية رقم 12 مغلقة",
        "الدورة 11 لمجلس الجهة",
        "الاجتماع الـ17 للهيئة",
        "المحطة الثانية",
        "بمعدل يفوق 17/20",
        "فاز 2-1 على ضيفه",
        "مؤتمر المناخ كوب 22 بمراكش",
        "أجندة 2030 للتنمية",
        "هاتف 0522 12 34 56",
        "على الرقم 17 17 71 37 05",
        "يضم مئات الأسر وعدة جمعيات",
        "آلاف المواطنين",
        "مبلغ 300 درهم",
        "أحد المشاركين",
        "في آن واحد",
        "لكل واحد منهم",
        "الهدف واحد لا يتغير",
        "حافلتين للنقل المدرسي",
        "سيصبح 2 أفضل",
        "واشنطن بوست اتفقت",
        "مبادرة مليون محفظة",
        "احتل الفريق المرتبة 6 عربيا",
        "عطب في الطائرة 737 ماكس",
        "المادتين 5 و6 من قانون الصرف",
        "وباء كوفيد19 بالمدينة",
    ],
)
def test_quantities_leaves_numbers_that_count_nothing(text: str) -> None:
    assert counted(text) == []


def test_quantities_leaves_dates_found_before() -> None:
    document = tokenise(Document("x", "خلال 3 أيام"), load_segmenter(), Vocab())
    date = document.mention(5, 11, Label.DATE, provenance=SOURCE, value=DateValue(None, None))
    assert list(QuantityExtractor.load().extract(document.with_mentions([date]))) == []


def test_quantities_rules_carry_provenance_and_confidence() -> None:
    (mention,) = extract("120 حقيبة")
    assert mention.provenance.rule == "quantities.number_known_noun"
    assert 0 < mention.confidence <= 1


@LENIENT
@given(
    st.integers(3, 10**7).filter(lambda n: not 1900 <= n < 2100),
    st.sampled_from(["شخصا", "مستفيدة", "حافلة", "هكتارا"]),
    st.sampled_from(["استفاد من العملية ", "وزعت الجمعية و", "لفائدة ", "منها ", "خلال "]),
)
def test_quantities_reads_back_any_count(number: int, unit: str, before: str) -> None:
    assert counted(f"{before}{number} {unit} بالإقليم") == [(number, unit)]


@LENIENT
@given(st.text(alphabet=st.sampled_from("0123456789.,، بلومنيةاتثلاثخمسعشرونألفمقاعدفيالمائة%«»()\n-"), max_size=60))
def test_quantities_is_pure_and_total(text: str) -> None:
    document = tokenise(Document("x", text), load_segmenter(), Vocab())
    extractor = QuantityExtractor.load()
    found = list(extractor.extract(document))
    assert found == list(extractor.extract(document))
    assert all(m.surface == text[m.start : m.end] for m in found)


@LENIENT
@given(st.text(max_size=80))
def test_quantities_takes_any_text(text: str) -> None:
    document = tokenise(Document("x", text), load_segmenter(), Vocab())
    assert all(m.label is Label.QUANTITY for m in QuantityExtractor.load().extract(document))
