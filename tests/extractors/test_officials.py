"""Officials: who holds which office, offices nobody is named for, and persons meant by their role alone.

Persons and events in these sentences are invented. ``read`` runs the whole pipeline on a table once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from corpus.document import Document
from corpus.errors import LexiconError
from extractors.office_words import words
from extractors.official_groups import same_title
from pipeline.annotate import Annotator
from pipeline.output import officials, unnamed

Read = Callable[[str], dict[str, Any]]

# sentence -> {name: [titles]}
NAMED: list[tuple[str, dict[str, list[str]]]] = [
    # the name behind the office, with and without a comma and honorifics
    ("أكد وزير الصحة سعيد المنصوري أن الحملة مستمرة.", {"سعيد المنصوري": ["وزير الصحة"]}),
    ("أشرفت وزيرة التضامن، السيدة سلمى بنطاهر، على اللقاء.", {"سلمى بنطاهر": ["وزيرة التضامن"]}),
    ("قال والي الجهة، الدكتور عبد النبي بنحدو، إن الأشغال تقدمت.", {"عبد النبي بنحدو": ["والي الجهة"]}),
    ("ترأس الاجتماع رئيس المجلس، عبد الرحيم أيت القايد، يوم الاثنين.", {"عبد الرحيم أيت القايد": ["رئيس المجلس"]}),
    # the name before it
    ("وقال خالد الزياني، المدير الإقليمي للتعليم، إن العدد ارتفع.", {"خالد الزياني": ["المدير الإقليمي للتعليم"]}),
    ("صرحت نولين بلاكويل وزيرة العمل بأن القانون جاهز.", {"نولين بلاكويل": ["وزيرة العمل"]}),
    # names of the Gulf; ranks and royal honorifics are no part of name or office
    (
        "استقبل صاحب السمو الملكي الأمير فهد بن سعود بن مساعد أمير منطقة حائل المواطنين.",
        {"فهد بن سعود بن مساعد": ["أمير منطقة حائل"]},
    ),
    ("نقل مدير الجوازات اللواء عواد بن عيد البلوي التهنئة.", {"عواد بن عيد البلوي": ["مدير الجوازات"]}),
    ("قال وزير البلديات المهندس ماجد بن حمد آل الشيخ إن الخطة اكتملت.", {"ماجد بن حمد آل الشيخ": ["وزير البلديات"]}),
    ("أدلى بذلك رئيس البلدية صالح القاضي، في كلمته.", {"صالح القاضي": ["رئيس البلدية"]}),
    # a blessing ends the name
    ("رعى الملك سعود بن فيصل آل نايف – حفظه الله – الحفل.", {"سعود بن فيصل آل نايف": ["الملك"]}),
    # foreign names
    ("التقى الأمين العام للأمم المتحدة أنطونيو غوتيريش الوفد.", {"أنطونيو غوتيريش": ["الأمين العام للأمم المتحدة"]}),
    ("أعلن رئيس الوزراء البريطاني ديفيد كاميرون استقالته.", {"ديفيد كاميرون": ["رئيس الوزراء البريطاني"]}),
    ("هنأت المستشارة الألمانية ميركل الفريق.", {"ميركل": ["المستشارة الألمانية"]}),
    # nested titles, delegated, acting, former
    (
        "حضر كاتب الدولة لدى وزيرة التضامن المكلف بالإدماج الاجتماعي، كريم العلوي، الحفل.",
        {"كريم العلوي": ["كاتب الدولة لدى وزيرة التضامن المكلف بالإدماج الاجتماعي"]},
    ),
    (
        "ألقى المندوب الإقليمي للصحة بالنيابة، الدكتور حفيظ بن علي أوخويا، كلمة.",
        {"حفيظ بن علي أوخويا": ["المندوب الإقليمي للصحة بالنيابة"]},
    ),
    ("كان وزير الخارجية السابق تيسير حمدان حاضرا.", {"تيسير حمدان": ["وزير الخارجية السابق"]}),
    ("وصل نائب رئيس مجلس الوزراء سالم الكثيري إلى المطار.", {"سالم الكثيري": ["نائب رئيس مجلس الوزراء"]}),
    # two offices of one person
    (
        "أعطى والي جهة سوس ماسة عامل عمالة أكادير إداوتنان، أحمد الراشدي، الانطلاقة.",
        {"أحمد الراشدي": ["والي جهة سوس ماسة", "عامل عمالة أكادير إداوتنان"]},
    ),
    (
        "وأكدت زهرة بوتغماس، رئيسة الجمعية ونائبة رئيس المجلس الجماعي، أن المركز مفتوح.",
        {"زهرة بوتغماس": ["رئيسة الجمعية", "نائبة رئيس المجلس الجماعي"]},
    ),
    # appointments and biographies
    ("تم تعيين نادر الصقلي مديرا للمستشفى.", {"نادر الصقلي": ["مديرا للمستشفى"]}),
    (
        "التقى الوزير مراد الجعفري، الذي عين مفتشا جهويا للغة العربية، الأساتذة.",
        {"مراد الجعفري": ["الوزير", "مفتشا جهويا للغة العربية"]},
    ),
    # pronouns on the office
    ("تسلمت الجمعية الجائزة، وقالت رئيستها، السيدة كلثوم العمراني، إنها فخورة.", {"كلثوم العمراني": ["رئيستها"]}),
    # two holders of a dual
    (
        "حضر مستشارا الملك فؤاد العلوي وعمر القباج الحفل.",
        {"فؤاد العلوي": ["مستشارا الملك"], "عمر القباج": ["مستشارا الملك"]},
    ),
    # the second field of a dual, without its head
    (
        "حضر وزيرا الداخلية عبد الوافي المنصوري والصحة خالد أيت الطالب الحفل.",
        {"عبد الوافي المنصوري": ["وزيرا الداخلية"], "خالد أيت الطالب": ["الصحة"]},
    ),
    # offices in a row, and names before their offices in a row
    (
        "استقبل وزير الخارجية وزير الدولة لشؤون مجلس الأمة بالإنابة الشيخ سالم الكثيري السفراء.",
        {"سالم الكثيري": ["وزير الخارجية", "وزير الدولة لشؤون مجلس الأمة بالإنابة"]},
    ),
    (
        "حضر الدكتور هاني الجندي – مدير التخطيط، الدكتور محمد مسعود – مدير المستشفى.",
        {"هاني الجندي": ["مدير التخطيط"], "محمد مسعود": ["مدير المستشفى"]},
    ),
    # towns named after persons
    (
        "قام رئيس مجلس مقاطعة سيدي مومن، السيد هشام لمزابي، بجولة.",
        {"هشام لمزابي": ["رئيس مجلس مقاطعة سيدي مومن"]},
    ),
]

NOT_NAMED = [
    "زار الوفد المركز الوطني محمد السادس للمعاقين بسلا.",  # a name inside an institution's name
    "قال المهندس كمال الزهراوي إن البناء متين.",  # a profession alone
    "شارك العميد طارق الشمري في الندوة.",  # a rank alone
    "رحبت الممثلة سعاد الجندي بالجمهور.",
    "حضر عميد عائلة الزياني سعيد الزياني الحفل.",  # the head of a family
    "أفاد الوزير بأن العدد الإجمالي بلغ 77.",
    "وقال رئيس الجمعية إن الملفات ظلت حبيسة الرفوف.",
    "وقعت السلطات محضرا للجهة المسؤولة عن الورش.",
]

# sentence -> offices that nobody is named for
UNNAMED: list[tuple[str, list[str]]] = [
    ("حضر اللقاء رئيس قسم العمل الاجتماعي بعمالة إقليم تارودانت.", ["رئيس قسم العمل الاجتماعي بعمالة إقليم تارودانت"]),
    ("وحضر الحفل عدد من المنتخبين ورجال السلطة.", []),
    ("واستمع إلى شروحات مدير المستشفى الإقليمي.", ["مدير المستشفى الإقليمي"]),
    ("تضم محافظة الخرج مراكز عدة.", []),
    ("يزور رئيس الوزراء محافظة الكرك الأحد المقبل.", ["رئيس الوزراء"]),  # a definite word closes the title
    ("دشن العامل دار الطالبة بجماعة مغراوة.", []),
    ("أشاد بجهود اللجان العاملة في الميدان.", []),
]

# text -> {name: roles it is meant by}
BY_ROLE: list[tuple[str, dict[str, list[str]]]] = [
    (
        "أشرفت وزيرة التضامن، سلمى القادري، على اللقاء.\nوأكدت الوزيرة أن البرنامج مستمر. وأضافت المسؤولة الحكومية أن العدد كبير.",
        {"سلمى القادري": ["الوزيرة", "المسؤولة الحكومية"]},
    ),
    (
        "زار عامل إقليم زاكورة، أحمد الراشدي، المركز.\nوقال عامل الإقليم إن الأشغال انتهت.",
        {"أحمد الراشدي": ["عامل الإقليم"]},
    ),
    # a role of the other gender is another person's
    ("التقى وزير العدل ياسر الحمداوي الوفد.\nوغادرت الوزيرة القاعة.", {"ياسر الحمداوي": []}),
]

# text -> {name: other forms of it}
ALIASES: list[tuple[str, dict[str, list[str]]]] = [
    ("قال وزير العدل ياسر الحمداوي إن القانون جاهز.\nوأضاف الحمداوي أنه سيعرض قريبا.", {"ياسر الحمداوي": ["الحمداوي"]}),
    (
        "استقبل الأمير جلوي بن فهد بن سعود أمير منطقة نجران الوفد.\nوشكر الأمير جلوي الحضور.",
        {"جلوي بن فهد بن سعود": ["جلوي"]},
    ),
]


@pytest.fixture(scope="module")
def read(annotator: Annotator) -> Read:
    """Return a text's officials as they are published; every text of the tables is annotated at once."""
    texts = [row[0] for table in (NAMED, UNNAMED, BY_ROLE, ALIASES) for row in table] + NOT_NAMED
    documents = [Document(str(n), text, country="MA") for n, text in enumerate(texts)]
    found = {d.text: {"officials": officials(d), **unnamed(d)} for d in annotator.annotate(documents)}
    return found.__getitem__


@pytest.mark.parametrize(("sentence", "expected"), NAMED)
def test_named_officials(read: Read, sentence: str, expected: dict[str, list[str]]) -> None:
    found = {o["name"]: [role["title"] for role in o["roles"]] for o in read(sentence)["officials"]}
    assert found == expected


@pytest.mark.parametrize("sentence", NOT_NAMED)
def test_no_officials(read: Read, sentence: str) -> None:
    assert read(sentence)["officials"] == []


@pytest.mark.parametrize(("sentence", "expected"), UNNAMED)
def test_unnamed_officials(read: Read, sentence: str, expected: list[str]) -> None:
    found = read(sentence)
    assert found["unnamed_officials"] == expected
    assert found["officials"] == []


@pytest.mark.parametrize(("text", "expected"), BY_ROLE)
def test_mentions_by_role(read: Read, text: str, expected: dict[str, list[str]]) -> None:
    assert {o["name"]: o["mentions_by_role"] for o in read(text)["officials"]} == expected


@pytest.mark.parametrize(("text", "expected"), ALIASES)
def test_short_names(read: Read, text: str, expected: dict[str, list[str]]) -> None:
    assert {o["name"]: o["aliases_in_text"] for o in read(text)["officials"]} == expected


def test_mentions_are_true_to_the_text(read: Read) -> None:
    for text, _ in NAMED:
        for official in read(text)["officials"]:
            assert all(text[m["start"] : m["end"]] == m["surface"] for m in official["mentions"])
            assert 0 < official["confidence"] <= 1


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("وزيرة التضامن والإدماج الاجتماعي", "وزيرة التضامن", True),
        ("عامل الإقليم", "عامل إقليم زاكورة", True),
        ("الملك", "خادم الحرمين الشريفين", True),
        ("رئيس المجلس", "رئيسة المجلس", False),
        ("والي الجهة", "عامل الإقليم", False),
    ],
)
def test_titles_that_are_one_office(left: str, right: str, *, same: bool) -> None:
    assert same_title(left, right) is same


def test_unknown_word_list_is_an_error() -> None:
    with pytest.raises(LexiconError, match="no_such_set"):
        words("no_such_set")
