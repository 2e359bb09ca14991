"""Who said what, to whom and where: speakers that no list knows, addressees, occasions to speak.

Persons, bodies and events in these sentences are invented; every text is read by rule on Tuesday 14 May 2024.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from corpus.document import Document
from pipeline.annotate import Annotator
from pipeline.output import to_json

Said = list[tuple[str, str, str]]  # speakers, whom they address, places; several are separated by ` | `
Read = Callable[[str], Said]

BODIES: list[tuple[str, Said]] = [
    ("أفادت السلطات المحلية لإقليم تزنيت بأن الطريق مفتوحة.", [("السلطات المحلية لإقليم تزنيت", "", "")]),
    ("نفت السلطات المحلية لإقليم تزنيت ادعاءات بعض المواقع.", [("السلطات المحلية لإقليم تزنيت", "", "")]),
    ("وذكر مكتب رئيس الوزراء في بيان أن الأشغال تقدمت.", [("مكتب رئيس الوزراء", "", "")]),
    ("أعلن، أمس الاثنين، مكتب رئيس الوزراء أن الأشغال تقدمت.", [("مكتب رئيس الوزراء", "", "")]),
    ("وأفاد التلفزيون العمومي السلوفيني أن الأشغال تقدمت.", [("التلفزيون العمومي السلوفيني", "", "")]),
    # one body told by its full phrase and by how it begins
    (
        "أفادت السلطات المحلية لإقليم تزنيت بأن الطريق مفتوحة.\nوأوضحت السلطات المحلية أن الأشغال تقدمت.",
        [("السلطات المحلية لإقليم تزنيت", "", "")],
    ),
    # who goes on is the body, not the one who spoke before it
    (
        "قال الوزير خالد الزياني إن الأشغال تقدمت.\nوذكر مكتب رئيس الوزراء أن العدد ارتفع.\nوأضاف أن الحملة مستمرة.",
        [("خالد الزياني", "", ""), ("مكتب رئيس الوزراء", "", "")],
    ),
]

NAMES: list[tuple[str, Said]] = [
    # a name that no list has, to which an office stands in apposition
    ("شرحت سلمى بنطروف نائبة رئيس الجماعة أن العدد ارتفع.", [("سلمى بنطروف", "", "")]),
    ("قال الأكاديمي والمحلل السياسي المغربي سعيد المنصوري إن الأشغال تقدمت.", [("سعيد المنصوري", "", "")]),
    ("وقال أحدهم، سعيد المنصوري، إن الأشغال تقدمت.", [("سعيد المنصوري", "", "")]),
    # verbs that are spelled like a preposition
    ("وبين مدير المركز سعيد المنصوري أن العدد ارتفع.", [("سعيد المنصوري", "", "")]),
    ("من جهته بين مدير المركز سعيد المنصوري أن العدد ارتفع.", [("سعيد المنصوري", "", "")]),
    ("وفي كلمة بالمناسبة عبر مدير المركز سعيد المنصوري عن شكره للحاضرين.", [("سعيد المنصوري", "", "")]),
    ("تم الإعلان عبر مدير المركز سعيد المنصوري عن موعد جديد.", []),
    ("من ناحية أخرى عبَّر مدير المركز سعيد المنصوري عن شكره.", [("سعيد المنصوري", "", "")]),
    # a name in quotes that no list has, before what it says
    ("أعلنت « الريحان » أن الأشغال تقدمت.", [("الريحان", "", "")]),
    ("ووفقا للرائد سعيد المنصوري، فإن الطريق مفتوحة.", [("سعيد المنصوري", "", "")]),
    # one who stands for others, whose name comes behind them
    ("وأشار النائب البرلماني عن حزب النهضة، مارك هنريكسون، إلى أهمية المشروع.", [("مارك هنريكسون", "", "")]),
    # a participle beside another verb
    ("زار الوزير خالد الزياني مركز الأمل، مؤكدا أن الأشغال تقدمت.", [("خالد الزياني", "", "")]),
    # whom somebody calls is no speaker
    ("وقال سعيد المنصوري إنه يطالب الوزير خالد الزياني بفتح الملف.", [("سعيد المنصوري", "", "")]),
    # an honorific pronoun is of a person, wherever its verb stands
    (
        "زار الأمير سعيد المنصوري جمعية الأمل.\nوفي نهاية اللقاء تحدث سموه عن الآمال المعقودة على العمل.",
        [("سعيد المنصوري", "", "")],
    ),
    # an office that tells whose it is, though nobody names who holds it
    ("وقال الناطق باسم وزارة الصحة إن الحملة مستمرة.", [("الناطق باسم وزارة الصحة", "", "")]),
    ("طالب النائب العام السلوفيني بفتح تحقيق.", [("النائب العام السلوفيني", "", "")]),
    # an adverb between who speaks and the verb
    ("وزارة الصحة أيضا قالت إن الحملة مستمرة.", [("وزارة الصحة", "", "")]),
    # who judges stands before the verb
    ("وكانت جمعية الأمل قد اعتبرت القرار محاولة لتجاوز السكان.", [("جمعية الأمل", "", "")]),
    ("دان الوزير خالد الزياني القرار بأشد العبارات.", [("خالد الزياني", "", "")]),
    ("وجدد الوزير خالد الزياني دعوته إلى الحوار.", [("خالد الزياني", "", "")]),
    # whom somebody blames is no speaker
    ("يشار إلى أن وزارة الصحة اتهمت، بشكل مباشر، جمعية الأمل بالتقصير.", [("وزارة الصحة", "", "")]),
    # who speaks in a headline stands before the present tense; the one he greets from is no speaker
    (
        "الوزير خالد الزياني ينقل تحيات الأمير سعيد المنصوري للمصابين\nنقل الوزير خالد الزياني أمس تحيات الأمير سعيد المنصوري.",
        [("خالد الزياني", "", "")],
    ),
    # one name with and without its article
    (
        "قال الوزير خالد الزياني إن الأشغال تقدمت.\nكما اعتبر السيد زياني أن العدد ارتفع.",
        [("خالد الزياني", "", "")],
    ),
    # a country that goes first does not go on speaking
    (
        "وقع السودان اتفاقية تعاون مع الصين.\nوأضافت «نحن مستعدون للحوار».",
        [],
    ),
    # a body told of before
    (
        "أعلنت جمعية الأمل أن الوضع صعب.\nواعتبرت الهيئة المذكورة أن الأشغال تقدمت.",
        [("جمعية الأمل", "", "")],
    ),
    # Moroccan Arabic
    ("علنات وزارة الصحة على تسجيل إصابات جديدة.", [("وزارة الصحة", "", "")]),
    ("وأكدات وزارة الصحة بلي الحملة مستمرة.", [("وزارة الصحة", "", "")]),
]

ADDRESSEES: list[tuple[str, Said]] = [
    ("هنأ الوزير خالد الزياني، أمس، المغرب على الاستراتيجية.", [("خالد الزياني", "المغرب", "")]),
    # people in general are nobody named; what a call is for has its own persons
    ("ودعا الوزير خالد الزياني المواطنين إلى المشاركة.", [("خالد الزياني", "", "")]),
    ("دعا الوزير خالد الزياني السعوديين إلى المشاركة.", [("خالد الزياني", "السعوديين", "")]),
    ("ودعا الوزير خالد الزياني إلى إقالة سعيد المنصوري.", [("خالد الزياني", "", "")]),
    # a medium in a title is not addressed; nor who only met
    (
        "توقع الرئيس التنفيذي لبرنامج «الواحة الخضراء» سعيد المنصوري، أن العدد يرتفع.",
        [("سعيد المنصوري", "", "")],
    ),
    # frames that name who is told
    ("في حوارها مع صحيفة الرابية، كشفت سلمى بنطروف أن العدد ارتفع.", [("سلمى بنطروف", "صحيفة الرابية", "")]),
    ("وفي مقابلة على قناة (الرابية) قال سعيد المنصوري إن العدد ارتفع.", [("سعيد المنصوري", "قناة (الرابية)", "")]),
    ("قال ذلك لـ«المنارة» الوزير خالد الزياني، وأضاف أن العدد ارتفع.", [("خالد الزياني", "المنارة", "")]),
    # greetings go to somebody named, not to a group
    ("ورفع الوزير خالد الزياني، أمس، تهانيه إلى رئيس جمعية الأمل سعيد المنصوري.", [("خالد الزياني", "سعيد المنصوري", "")]),
    ("وقدم الوزير خالد الزياني شكره لموظفي المركز.", [("خالد الزياني", "", "")]),
    # ... and to offices beside him that nobody is named for
    ("رفع الوزير خالد الزياني تهانيه للأمير سعيد المنصوري، ولسمو نائبه.", [("خالد الزياني", "سعيد المنصوري | نائبه", "")]),
    ("قال سعيد المنصوري، في حديث لصحيفتي «المنارة» و«الرابية»، إن الأشغال تقدمت.", [("سعيد المنصوري", "المنارة | الرابية", "")]),
]  # fmt: skip

PLACES: list[tuple[str, Said]] = [
    ("قال الوزير خالد الزياني، في ندوة صحفية عقدها أمس بمدينة وزان، إن الأشغال تقدمت.", [("خالد الزياني", "", "مدينة وزان")]),
    ("صرح الوزير خالد الزياني خلال زيارة إلى مدينة وزان أن الأشغال تقدمت.", [("خالد الزياني", "", "مدينة وزان")]),
    # a later telling says where
    (
        "أعلن الوزير خالد الزياني أن الأشغال تقدمت.\nوقال الوزير خلال مؤتمر صحافي في مدينة وزان إن العدد ارتفع.",
        [("خالد الزياني", "", "مدينة وزان")],
    ),
]  # fmt: skip

UNSAID = [
    "وأفادت مصادر أمنية من الإقليم أن العدد ارتفع.",
    "وعبرت عائلة الطفل المصاب عن شكرها.",
    "اتفق الطرفان بين الرباط وسلا على المشروع.",
    "وقال متتبعون للشأن المحلي إن الأشغال تقدمت.",
    "ورفضت لجنة الشؤون الإدارية للنادي المقترح.",
    "وأعلنت السلطات السلوفينية أن الطريق مفتوحة.",
    "وأثنى عدد من المتابعين على الشاب سعيد المنصوري.",
    "ويذكر أنها ليست المرة الأولى التي تغلق فيها الطريق.",
    # what is renewed, tightened, gone through or written is not said
    "جدد نادي النخيل فوزه في الجولة الثانية.",
    "اختار نادي النخيل أعضاء جددا.",
    "وشددت شرطة المدينة من إجراءات التفتيش.",
    "وعبر خطة دراسية تشمل الأحياء، تبحث الجماعة عن حلول.",
    "نزلت في الفندق الكاتبة سلمى المنصوري التي كتبت روايتها في غرفته.",
    # a source near a body is not the body
    "وأكد المصدر المقرب من جمعية الأمل أن الأشغال تقدمت.",
    "الأوصاف التي اتهموا بها وزارة الصحة كثيرة.",
]


@pytest.fixture(scope="module")
def read(by_rule: Annotator) -> Read:
    """The statements of each text, in text order; all are read together."""
    texts = dict.fromkeys([t for t, _ in (*BODIES, *NAMES, *ADDRESSEES, *PLACES)] + UNSAID)
    documents = [Document(str(i), text, country="MA", published=date(2024, 5, 14)) for i, text in enumerate(texts)]
    told = [
        [
            (" | ".join(e["agents"]), " | ".join(e["targets"]), " | ".join(e["places"]))
            for e in to_json(doc)["events"]
            if e["type"] == "statement"
        ]
        for doc in by_rule.annotate(documents)
    ]
    return dict(zip(texts, told, strict=True)).__getitem__


@pytest.mark.parametrize(("text", "said"), BODIES)
def test_a_body_that_no_list_knows_speaks(read: Read, text: str, said: Said) -> None:
    assert read(text) == said


@pytest.mark.parametrize(("text", "said"), NAMES)
def test_a_speaker_is_named(read: Read, text: str, said: Said) -> None:
    assert read(text) == said


@pytest.mark.parametrize(("text", "said"), ADDRESSEES)
def test_only_who_is_addressed_is_a_target(read: Read, text: str, said: Said) -> None:
    assert read(text) == said


@pytest.mark.parametrize(("text", "said"), PLACES)
def test_a_meeting_with_the_press_lends_its_place(read: Read, text: str, said: Said) -> None:
    assert read(text) == said


@pytest.mark.parametrize("text", UNSAID)
def test_sources_and_relatives_have_no_statement(read: Read, text: str) -> None:
    assert read(text) == []
