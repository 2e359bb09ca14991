"""Places: names behind designators and bare toponyms, as the whole annotator reads them in invented sentences."""

from __future__ import annotations

import pytest

from corpus.document import Document
from corpus.mention import Label, PlaceValue
from pipeline.annotate import Annotator
from pipeline.settings import Settings


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator.load(Settings())


def places(annotator: Annotator, text: str, country: str | None = None) -> list[tuple[str, str]]:
    (document,) = annotator.annotate([Document("x", text, country=country)])
    values = [m.value for m in document.of(Label.PLACE)]
    assert all(isinstance(v, PlaceValue) for v in values)
    return [(v.name, v.kind.value) for v in values if isinstance(v, PlaceValue)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("زار الوزير جماعة أركانة بإقليم تارودانت.", [("جماعة أركانة", "commune"), ("إقليم تارودانت", "province")]),
        ("افتتح بجهة سوس ماسة مركزا جديدا.", [("جهة سوس ماسة", "region")]),
        ("أشغال بناء مسلك بدوار أولاد علي.", [("دوار أولاد علي", "douar")]),
        ("تم تدشين قرية الصانع بتيزنيت.", [("تيزنيت", "city")]),
        ("انعقد اللقاء بقصر المؤتمرات بفاس.", [("قصر المؤتمرات", "other"), ("فاس", "city")]),
        ("استقبل سفير جمهورية مصر العربية أحمد نهاد.", [("جمهورية مصر العربية", "country")]),
        ("زار الوزير جمهورية مالي العام الماضي.", [("جمهورية مالي", "country")]),
        ("وذلك بجماعات تازارين والنقوب وآيت ولال.", [("تازارين", "commune"), ("النقوب", "commune"), ("آيت ولال", "commune")]),
        ("شيد المركب بحي تيرت، وسيضم جناحين.", [("حي تيرت", "neighbourhood")]),
        ("توجه إلى دوار تيغدوين يوم الأحد.", [("دوار تيغدوين", "douar")]),
        ("توجه الوفد إلى قصبة تيفولتوت حيث عقد لقاء.", [("قصبة تيفولتوت", "other")]),
        ("تقع الثانوية بحي 20 غشت وسط المدينة.", [("حي 20 غشت", "neighbourhood")]),
        ("وقعت أحداث في مدينة فيرغسون العام الماضي.", [("مدينة فيرغسون", "city")]),
        ("غادر ميناء طنجة المتوسط متوجها إلى إسبانيا.", [("ميناء طنجة المتوسط", "other"), ("إسبانيا", "country")]),
        ("وصل إلى محافظة أسيوط جنوب مصر.", [("محافظة أسيوط", "province"), ("مصر", "country")]),
        ("قتل مسلحون في مديرية المخا غرب تعز.", [("مديرية المخا", "other"), ("تعز", "city")]),
        ("زار حاكم دبي المعرض.", [("دبي", "city")]),
        ("افتتح الوزير المركز الصحي ببني عديون، أمس.", [("بني عديون", "city")]),
        ("شملت الأشغال حي النزهة، وحي السلامة.", [("حي النزهة", "neighbourhood"), ("حي السلامة", "neighbourhood")]),
        ("احتفل أهالي مركز الحبيل التابع لمحافظة محايل عسير.", [("محافظة محايل عسير", "province")]),
        ("سقطت قذيفة على قرية حسن شامي فجرا.", [("قرية حسن شامي", "other")]),
        ("نزحت العائلات من ريف حلب وريف إدلب.", [("ريف حلب", "other"), ("ريف إدلب", "other")]),
        ("ترشح بالدائرة الانتخابية فاس الشمالية.", [("الدائرة الانتخابية فاس الشمالية", "other")]),
        ("استقبله في مكتبه بالقصر الجمهوري أمس.", [("القصر الجمهوري", "other")]),
        ("أغار الطيران على قضاءي صور ومرجعيون.", [("صور", "other"), ("مرجعيون", "other")]),
        ("أكد مصدر بمديرية أمن (محافظة) الغربية.", [("الغربية", "province")]),
        ("غنى الفنان بمنصة سلا ليلة السبت.", [("منصة سلا", "other")]),
        ("فرت العائلات من إقليم إيتوري نحو أغاديز.", [("إقليم إيتوري", "province"), ("أغاديز", "city")]),
        ("زارت القافلة جماعة \"أنيف\" بإقليم الرشيدية.", [("جماعة \"أنيف\"", "commune"), ("إقليم الرشيدية", "province")]),
    ],
)  # fmt: skip
def test_places_behind_designators(annotator: Annotator, text: str, expected: list[tuple[str, str]]) -> None:
    found = places(annotator, text)
    assert [item for item in expected if item not in found] == []


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("وصل الوفد إلى الرباط قادما من باريس.", "الرباط", "city"),
        ("وصل الوفد إلى الرباط قادما من باريس.", "باريس", "city"),
        ("عقد اللقاء في بغداد بحضور الوفود.", "بغداد", "city"),
        ("أجرى مباحثات في نواكشوط مع نظيره.", "نواكشوط", "city"),
        ("حط الوفد الرحال في بسكرة شرق البلاد.", "بسكرة", "city"),
        ("جرى الحفل في صفاقس أمام الجمهور.", "صفاقس", "city"),
        ("يقيم في كاليفورنيا منذ سنوات.", "كاليفورنيا", "region"),
        ("زار الرئيس تركمنستان والتقى نظيره.", "تركمنستان", "country"),
        ("اجتمعوا في الدوحة لبحث الملف.", "الدوحة", "city"),
        ("شاركت فيه دول من إفريقيا وآسيا.", "إفريقيا", "other"),
    ],
)
def test_toponyms_without_a_designator(annotator: Annotator, text: str, name: str, kind: str) -> None:
    assert (name, kind) in places(annotator, text)


@pytest.mark.parametrize(
    "text",
    [
        "هجرة الأدمغة ظاهرة مقلقة.",
        "قدمت له الشروحات بعين المكان.",
        "وفي قطاع التعليم سجل تقدم.",
        "صوت رئيس المجلس الإقليمي لبركان على المشروع.",
        "أكدت وكالة المغرب العربي للأنباء الخبر.",
        "هنأ الوزير السوري نظيره المصري.",
        "تحسنت نسبة النجاح في الإقليم وفي نفس الجماعة.",
        "قررت جماعة الجهاد وجماعة التقدميين المشاركة.",
        "دعا إلى مقاطعة المنتجات ومقاطعة الانتخابات.",
        "ترشح الرئيس لولاية رئاسية ثالثة.",
        "أخذ الأمر بعين الاعتبار.",
        "تمنى للشعب الخير واليمن والبركات.",
        "توج المنتخب بلقب كوبا أمريكا.",
        "عالجت العيادة 30 لاجئًا سوريًا ومواطنا ليبيا.",
        "تدرب الفريق تحت قيادة أحمد حسام.",
        "كشفت هوية منفذ الهجوم ومنفذي الهجومين.",
        "استقبل سهل بن سعد ضيوفه.",
        "اصطحب أبناءه إلى حديقة الحيوانات ثم إلى قاعة أفراح.",
        "اكتشف العلماء فصيلة من الدبابير.",
        "وصل الخبر عن طريق الصدفة.",
    ],
)
def test_no_place_in_words_councils_and_demonyms(annotator: Annotator, text: str) -> None:
    assert places(annotator, text) == []


def test_the_territory_of_an_administration_is_a_place(annotator: Annotator) -> None:
    assert ("إقليم الحاجب", "province") in places(annotator, "نفى مصدر من عمالة إقليم الحاجب الخبر.")


def test_a_known_place_is_linked(annotator: Annotator) -> None:
    (document,) = annotator.annotate([Document("x", "افتتح المركز بإقليم تارودانت.", country="MA")])
    (value,) = (m.value for m in document.of(Label.PLACE))
    assert isinstance(value, PlaceValue)
    assert value.link is not None
    assert (value.link.entity_id or "").startswith("hcp:")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قام الوفد بزيارة للعيون دامت يومين.", ["العيون"]),
        ("وصل الموكب قادما من الجديدة أمس.", ["الجديدة"]),
        ("جرى الحفل بالجديدة أمام الجمهور.", ["الجديدة"]),
        ("توجهت القافلة إلى الخميسات والفقيه بن صالح وسيدي قاسم وسيدي بنور.", ["الخميسات", "الفقيه بن صالح", "سيدي قاسم", "سيدي بنور"]),
        ("عقدت لقاءات بكل من أصيلة والمضيق وتطوان.", ["أصيلة", "المضيق", "تطوان"]),
        ("نظم المعرض في ثلاث مدن (سيدي قاسم، المحمدية، القنيطرة).", ["سيدي قاسم", "المحمدية", "القنيطرة"]),
        ("زار الوزير مدينة برشيد للمرة الأولى.", ["مدينة برشيد"]),
        ("زار الوزير جهة طنجة ــ تطوان ــ الحسيمة للمرة الأولى.", ["جهة طنجة تطوان الحسيمة"]),
        ("عقد اللقاء في بجاية بحضور الوفود، وفق مصادر من الجزائر.", ["بجاية", "الجزائر"]),
        ("توجه الوزير إلى تيزي وزو صباح الخميس، وفق مصادر من الجزائر.", ["تيزي وزو", "الجزائر"]),
        ("توجه الوزير إلى بني سويف صباح الخميس، وفق مصادر من مصر.", ["بني سويف", "مصر"]),
        ("جرى الحفل بالزرقاء أمام الجمهور، وفق مصادر من الأردن.", ["الزرقاء", "الأردن"]),
        ("عايدت الجهات الحكومية بالشرقية منسوبيها، وفق مصادر من السعودية.", ["الشرقية", "السعودية"]),
        ("أمير عسير يستقبل وفدا من حاكم دبي.", ["عسير", "دبي"]),
        ("جرت المفاوضات في العاصمة العمانية، مسقط، أمس.", ["مسقط"]),
        ("ضاعت القضية بين مطالب أشارت إليها السعودية.", ["السعودية"]),
        ("سقط مقذوف على مدينة أبها السعودية.", ["مدينة أبها"]),
        ("وزعت المساعدات في مناطق الكورة، المنية، زغرتا.", ["الكورة", "المنية", "زغرتا"]),
        ("القنصلية دالمغرب وسياسي فكازا وواحد ف المضيق.", ["المغرب", "كازا", "المضيق"]),
    ],
)  # fmt: skip
def test_towns_that_are_also_words_or_persons(annotator: Annotator, text: str, expected: list[str]) -> None:
    assert [name for name, _ in places(annotator, text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "قضى المنتخب أسبوعين في معسكر تدريبي مغلق.",
        "دخلت التدابير الجديدة حيز التنفيذ.",
        "استقبلهم الحاجب الملكي عند الباب.",
        "زار صالح المالوكي معرض الكتاب.",
    ],
)
def test_words_that_are_also_towns(annotator: Annotator, text: str) -> None:
    assert places(annotator, text) == []


def test_a_centre_is_a_unit_where_an_office_is_over_it(annotator: Annotator) -> None:
    """``رئيس مركز X`` in Saudi Arabia; elsewhere, and with a noun, it is an institution."""
    text = "حضر رئيس مركز القصيعاء سعيد الأكلبي ورئيس مركز الدراسات حسن علي."
    found = {}
    for country in ("SA", "MA"):
        (document,) = annotator.annotate([Document("t", text, country=country)])
        found[country] = [m.surface for m in document.of(Label.PLACE)]
    assert found == {"SA": ["مركز القصيعاء"], "MA": []}
