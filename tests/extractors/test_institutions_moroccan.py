"""Institutions in sentences of Moroccan official news: centres, offices and agencies, their names and places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from corpus.document import Document
from pipeline.annotate import Annotator
from pipeline.output import institutions
from pipeline.settings import Settings

Row = tuple[str, str, str | None]  # name, kind, place

CASES: dict[str, tuple[str, set[Row]]] = {
    # Where the name ends
    "an office with its rank is no part of a ministry": (
        "حضر اللقاء عن وزارة الصحة والحماية الاجتماعية المدير الجهوي للصحة سعيد المنصوري.",
        {("وزارة الصحة والحماية الاجتماعية", "ministry", None)},
    ),
    "another office, with the ministry behind it": (
        "حضر اللقاء ممثل وزارة التضامن الكاتب العام للوزارة سعيد المنصوري.",
        {("وزارة التضامن", "ministry", None)},
    ),
    "level of a health centre": (
        "دشن العامل المركز الصحي القروي من المستوى الثاني بجماعة أركانة.",
        {("المركز الصحي القروي من المستوى الثاني", "hospital", "جماعة أركانة")},
    ),
    "what a centre of a class is called, and its level": (
        "دشن العامل المركز الصحي الحضري النصر من المستوى الأول بمدينة تازة.",
        {("المركز الصحي الحضري النصر من المستوى الأول", "hospital", "مدينة تازة")},
    ),
    "what a school of a class is called": (
        "زار العامل الثانوية الإعدادية الزهور بجماعة أركانة.",
        {("الثانوية الإعدادية الزهور", "school", "جماعة أركانة")},
    ),
    "what somebody hands to it is no name": (
        "منح العامل المركز الصحي القروي التجهيزات بجماعة أركانة.",
        {("المركز الصحي القروي", "hospital", "جماعة أركانة")},
    ),
    "a town behind the class": (
        "دشن العامل المركز الفلاحي قصبة تادلة.",
        {("المركز الفلاحي قصبة تادلة", "centre", "قصبة تادلة")},
    ),
    "a quarter behind the class, in a town": (
        "زار العامل المركز الصحي الحضري حي السلام بمدينة تازة.",
        {("المركز الصحي الحضري حي السلام", "hospital", "حي السلام")},
    ),
    "a quarter behind ب is finer than the town in the name": (
        "زار العامل المركز الصحي القروي قصبة تادلة بدوار أولاد علي.",
        {("المركز الصحي القروي قصبة تادلة", "hospital", "دوار أولاد علي")},
    ),
    "a town behind the class, known to the gazetteer": (
        "زار الوفد المركز الصحي القروي أولاد فرج، ثم المستشفى المحلي تاهلة.",
        {
            ("المركز الصحي القروي أولاد فرج", "hospital", "أولاد فرج"),
            ("المستشفى المحلي تاهلة", "hospital", "تاهلة"),
        },
    ),
    "in the territory of a commune": (
        "زارت الوزيرة المركب الاجتماعي المتواجد بالنفوذ الترابي لجماعة أركانة.",
        {("المركب الاجتماعي", "centre", "جماعة أركانة")},
    ),
    "on the level of a quarter of a town": (
        "زارت الوزيرة المركب الاجتماعي للقرب على مستوى حي السلام بمدينة تازة.",
        {("المركب الاجتماعي للقرب", "centre", "حي السلام")},
    ),
    "a visit to a commune, and what it was to": (
        "قام الوفد بزيارة ميدانية لجماعة أركانة همت تفقد دار الأمومة ومركز تصفية الدم.",
        {("دار الأمومة", "centre", "جماعة أركانة"), ("مركز تصفية الدم", "centre", "جماعة أركانة")},
    ),
    "what somebody asks a centre's head for": (
        "ناشد مدير المركز التعجيل بإصلاح البناية.",
        set(),
    ),
    "a paper a council speaks to is no part of it": (
        "صرح رئيس المجلس الجماعي ليومية الأفق أن العدد ارتفع.",
        {("يومية الأفق", "company", None)},
    ),
    "what people are without": (
        "افتتحت وزيرة التضامن المركز الاجتماعي للأشخاص بدون مأوى الكائن بحي السلام.",
        {("المركز الاجتماعي للأشخاص بدون مأوى", "centre", "حي السلام")},
    ),
    "victims in apposition": (
        "زارت الوزيرة مركز استقبال النساء ضحايا العنف بمدينة تازة.",
        {("مركز استقبال النساء ضحايا العنف", "centre", "مدينة تازة")},
    ),
    "second purpose behind و": (
        "وقعت الوكالة الجهوية للتجديد الحضري وتأهيل المباني الآيلة للسقوط الاتفاقية.",
        {("الوكالة الجهوية للتجديد الحضري وتأهيل المباني الآيلة للسقوط", "agency", None)},
    ),
    "an act behind و is no purpose": (
        "زارت الوزيرة المركز الاجتماعي للأطفال في وضعية صعبة وتوزيع الهدايا على النزلاء.",
        {("المركز الاجتماعي للأطفال في وضعية صعبة", "centre", None)},
    ),
    "defence عن and prevention من": (
        "وقعت العصبة الجهوية للدفاع عن حقوق الطفل والمركز الجهوي للوقاية من الإدمان الاتفاقية.",
        {
            ("العصبة الجهوية للدفاع عن حقوق الطفل", "association", None),
            ("المركز الجهوي للوقاية من الإدمان", "centre", None),
        },
    ),
    "what an association stands up for": (
        "نظمت الشبكة النسائية من أجل المساواة بأكادير ندوة.",
        {("الشبكة النسائية من أجل المساواة", "association", "أكادير")},
    ),
    "compound adjective with سوسيو": (
        "أعطى العامل انطلاقة أشغال بناء المركب السوسيو رياضي للقرب بجماعة أركانة.",
        {("المركب السوسيو رياضي للقرب", "centre", "جماعة أركانة")},
    ),
    "means of training": (
        "دشن الوزير مركز التكوين بالتدرج المهني بأزمور.",
        {("مركز التكوين بالتدرج المهني", "centre", "أزمور")},
    ),
    "nothing behind the unit it is for": (
        "انعقد بمقر الغرفة الفلاحية لجهة فاس مكناس لقاء تواصلي.",
        {("الغرفة الفلاحية لجهة فاس مكناس", "other", None)},
    ),
    "not the paper of that name": (
        "وقعت الوكالة المغربية لتنمية الأنشطة المينائية الاتفاقية.",
        {("الوكالة المغربية لتنمية الأنشطة المينائية", "agency", None)},
    ),
    "class word before a known body; a commune behind و": (
        "وقعت الاتفاقية مؤسسة التعاون الوطني والجماعة الترابية لأركانة.",
        {("التعاون الوطني", "agency", None)},
    ),
    # Heads
    "coordination office": (
        "عقدت المنسقية الجهوية للتعاون الوطني بجهة سوس ماسة اجتماعا.",
        {("المنسقية الجهوية للتعاون الوطني", "agency", "جهة سوس ماسة")},
    ),
    "centres called village, town, platform": (
        "تم تدشين منصة الشباب بمدينة كلميم، وقرية الصانع بتيزنيت، ومدينة المهن والكفاءات بالناظور.",
        {
            ("منصة الشباب", "centre", "مدينة كلميم"),
            ("قرية الصانع", "centre", "تيزنيت"),
            ("مدينة المهن والكفاءات", "centre", "الناظور"),
        },
    ),
    "police of a town": (
        "ذكر بلاغ لولاية أمن تطوان أن موظفي ولاية الأمن بفاس أوقفوا شخصا.",
        {("ولاية أمن تطوان", "agency", "تطوان"), ("ولاية الأمن", "agency", "فاس")},
    ),
    "a wilaya of security, not whose": ("حسب مصدر بولاية أمن المدينة، فتح بحث.", set()),
    "centre named by an ordinary noun": (
        "زار الوفد مركز الفحص بالأشعة بتازة.",
        {("مركز الفحص بالأشعة", "centre", "تازة")},
    ),
    # What is none
    "the town of Casablanca": ("انطلقت من الدار البيضاء لمباشرة الأشغال قافلة.", set()),
    "travel documents": ("تم تجديد جوازات السفر بالعيون.", set()),
    "a demonstrative is no name": ("العامل الذي وقف هاد المشروع استعمل القانون.", set()),
    # The place
    "quarter named after a tribe": (
        "دشن عامل إقليم زاكورة المركز الصحي القروي بدوار آيت علي.",
        {("المركز الصحي القروي", "hospital", "دوار آيت علي")},
    ),
    "the same town said as a commune": (
        "دشن الوالي مركز القرب بجماعة تيفلت. كما أعطى انطلاقة توسعة دار الطالبة بالمدينة ذاتها.",
        {("مركز القرب", "centre", "جماعة تيفلت"), ("دار الطالبة", "centre", "جماعة تيفلت")},
    ),
    "went to the land of a commune": (
        "انتقل الوفد بعد ذلك إلى تراب جماعة أركانة، حيث دشن مركزا لإيواء المسنين.",
        {("مركزا لإيواء المسنين", "centre", "جماعة أركانة")},
    ),
    "the place of one is not that of the next": (
        "وهمت الزيارة مركز الرعاية النهارية لفائدة المسنين بحي السلام، والمركز الوطني للتكوين في مجال الإعاقة.",
        {
            ("مركز الرعاية النهارية", "centre", "حي السلام"),
            ("المركز الوطني للتكوين في مجال الإعاقة", "centre", None),
        },
    ),
    "indefinite specialised school": (
        "تم وضع الحجر الأساس لبناء كلية متعددة التخصصات بتازة ومعهد متخصص في الفندقة بالعطاوية.",
        {("كلية متعددة التخصصات", "school", "تازة"), ("معهد متخصص في الفندقة", "school", "العطاوية")},
    ),
    "a court told by its town alone": (
        "قضت محكمة في ليون بتأجيل القضية.",
        {("محكمة", "other", "ليون")},
    ),
    "a court without a place is none": (
        "قضت محكمة بتأجيل القضية.",
        set(),
    ),
    "the embassy of one's country, in a town": (
        "تظاهر العشرات أمام سفارة بلاده في كييف.",
        {("سفارة بلاده", "other", "كييف")},
    ),
    "a consulate, and whose it is before the town": (
        "تستعد البلاد لفتح قنصلية لها بمدينة وهران.",
        {("قنصلية", "other", "مدينة وهران")},
    ),
    "a direction before the place": (
        "زار الوالي نادي الأمل الرياضي شرق مدينة تازة.",
        {("نادي الأمل الرياضي", "centre", "مدينة تازة")},
    ),
    "a department only told of has no place by the short name of its house": (
        "زار العامل مستشفى الزهور بمدينة تازة. وقال رئيس قسم البرامج والأنشطة بالمستشفى إن العمل مستمر.",
        {("مستشفى الزهور", "hospital", "مدينة تازة"), ("قسم البرامج والأنشطة", "other", None)},
    ),
    "a centre in it is": (
        "زار العامل مستشفى الزهور بمدينة تازة. كما دشن مركز الولادة بالمستشفى.",
        {("مستشفى الزهور", "hospital", "مدينة تازة"), ("مركز الولادة", "centre", "مدينة تازة")},
    ),
    "centres called village or quarter": (
        "دشن العامل الحي الجامعي بمدينة تازة والقرية التراثية بجماعة أركانة.",
        {("الحي الجامعي", "centre", "مدينة تازة"), ("القرية التراثية", "centre", "جماعة أركانة")},
    ),
    "barracks, refineries, presses": (
        "زار الوفد ثكنة الوقاية المدنية بحي السلام، ثم مصفاة النفط بالمحمدية.",
        {("ثكنة الوقاية المدنية", "other", "حي السلام"), ("مصفاة النفط", "company", "المحمدية")},
    ),
    "Darija ف before the place": (
        "المستشفى العسكري فالرباط كيستقبل المرضى.",
        {("المستشفى العسكري", "hospital", "الرباط")},
    ),
}

ACRONYMS: dict[str, tuple[str, dict[str, list[str]]]] = {
    "a foreign word in brackets": (
        "وقع المدير العام للوكالة الجهوية لإنعاش التشغيل والكفاءات (أنابيس) اتفاقية.",
        {"الوكالة الجهوية لإنعاش التشغيل والكفاءات": ["أنابيس"]},
    ),
    "capitals in brackets": (
        "وقعت الوكالة الجهوية لتنمية الواحات (ARDO) الاتفاقية.",
        {"الوكالة الجهوية لتنمية الواحات": ["ARDO"]},
    ),
    "a place in brackets is none": (
        "زار الوفد دار الطالبة الجديدة (تيزنيت) أمس.",
        {"دار الطالبة الجديدة": []},
    ),
}


@pytest.fixture(scope="module")
def items() -> dict[str, list[dict[str, Any]]]:
    """The institutions of every case, annotated in one batch."""

    def documents() -> Iterator[Document]:
        for name, (sentence, _) in (CASES | ACRONYMS).items():
            yield Document(name, sentence, country="MA")

    return {d.id: institutions(d) for d in Annotator.load(Settings()).annotate(documents())}


@pytest.mark.parametrize("name", CASES)
def test_institutions(name: str, items: dict[str, list[dict[str, Any]]]) -> None:
    assert {(i["name"], i["kind"], i["place"]) for i in items[name]} == CASES[name][1]


@pytest.mark.parametrize("name", ACRONYMS)
def test_acronyms(name: str, items: dict[str, list[dict[str, Any]]]) -> None:
    assert {i["name"]: i["aliases_in_text"] for i in items[name]} == ACRONYMS[name][1]
