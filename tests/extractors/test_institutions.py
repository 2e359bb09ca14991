"""Institutions in sentences: the name, its kind and the place it is in (annotation guidelines, sections 3 and 8)."""

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
    "beneficiary stays, place after ب goes": (
        "زارت الوزيرة مركز المواكبة لحماية الطفولة بمدينة تارودانت.",
        {("مركز المواكبة لحماية الطفولة", "centre", "مدينة تارودانت")},
    ),
    "inner و and في stay": (
        "دشن العامل المركب الاجتماعي للأشخاص في وضعية إعاقة بمدينة تازة.",
        {("المركب الاجتماعي للأشخاص في وضعية إعاقة", "centre", "مدينة تازة")},
    ),
    "place after a dash": (
        "- دار الطالبة – فم زكيد: 12 سريرا",
        {("دار الطالبة", "centre", "فم زكيد")},
    ),
    "preposition of a verbal noun": (
        "افتتح الوالي مركز التكوين في مهن السياحة بمدينة أكادير.",
        {("مركز التكوين في مهن السياحة", "centre", "مدينة أكادير")},
    ),
    "article comes back after ل": (
        "وقع المدير العام للوكالة الوطنية لتنمية الواحات الاتفاقية.",
        {("الوكالة الوطنية لتنمية الواحات", "agency", None)},
    ),
    "quoted name": (
        "سلم الوالي الجائزة إلى جمعية «أفق» للتنمية، أمس.",
        {("جمعية «أفق» للتنمية", "association", None)},
    ),
    "speech in quotation marks is no name": (
        "أكدت السفارة اليمنية «أنها تتابع ملف العالقين عن كثب».",
        {("السفارة اليمنية", "other", None)},
    ),
    "another institution after و": (
        "حضر الحفل ممثلون عن المندوبية الإقليمية للصحة والقيادة الإقليمية للدرك الملكي.",
        {("المندوبية الإقليمية للصحة", "agency", None), ("القيادة الإقليمية للدرك الملكي", "other", None)},
    ),
    "object of the verb is not its name": (
        "وقعت جامعة القاضي عياض الاتفاقية.",
        {("جامعة القاضي عياض", "school", None)},
    ),
    "portfolio keeps its و": (
        "وقعت وزارة التضامن والإدماج الاجتماعي والأسرة الاتفاقية.",
        {("وزارة التضامن والإدماج الاجتماعي والأسرة", "ministry", None)},
    ),
    "aim after a ministry is not its name": (
        "تلقت الجماعة دعما من وزارة الصحة لبناء السور.",
        {("وزارة الصحة", "ministry", None)},
    ),
    "person's name in the name": (
        "نقل المصابون إلى المستشفى الجامعي محمد السادس بمدينة مراكش.",
        {("المستشفى الجامعي محمد السادس", "hospital", "مدينة مراكش")},
    ),
    "name ends after its town": (
        "أعلنت جامعة تبوك لطلابها موعد القبول.",
        {("جامعة تبوك", "school", None)},
    ),
    "direction after the name": (
        "باشرت شرطة أبو راكة جنوب المحافظة التحقيق.",
        {("شرطة أبو راكة", "agency", None)},
    ),
    "another script ends the name": (
        "جمعت منظمة Nova Relief تبرعات للاجئين.",
        {("منظمة Nova Relief", "other", None)},
    ),
    "object after a bare head": ("جدد المجلس التأكيد على ضرورة تسريع الأشغال.", set()),
    "what a ministry does is not its name": (
        "وتتولى وزارة الثقافة والإعلام الإشراف العام عليه.",
        {("وزارة الثقافة والإعلام", "ministry", None)},
    ),
    "demonstrative after ل": (
        "وخصصت المديرية الجهوية للثقافة لهذا النشاط اعتمادا مهما.",
        {("المديرية الجهوية للثقافة", "agency", None)},
    ),
    "relations with another body": (
        "نظمت الوزارة المكلفة بالعلاقات مع البرلمان والمجتمع المدني لقاء دراسيا.",
        {("الوزارة المكلفة بالعلاقات مع البرلمان والمجتمع المدني", "ministry", None)},
    ),
    "organ of a party": (
        "عقد المكتب السياسي لحزب التقدم والاشتراكية اجتماعه الأسبوعي.",
        {("المكتب السياسي لحزب التقدم والاشتراكية", "other", None)},
    ),
    "presidency of a country": (
        "قالت رئاسة الجمهورية التونسية إن اللقاء مفيد.",
        {("رئاسة الجمهورية التونسية", "agency", None)},
    ),
    "presidency by its nationality": (
        "أصدرت الرئاسة التونسية بيانا أمس.",
        {("الرئاسة التونسية", "agency", None)},
    ),
    "central bank by its nationality": (
        "رفع المركزي الأوروبي سعر الفائدة، وثبت الفيدرالي الأمريكي توقعاته.",
        {("المركزي الأوروبي", "other", None), ("الفيدرالي الأمريكي", "other", None)},
    ),
    "adjective of a bank named in full": (
        "رفع البنك المركزي الأوروبي سعر الفائدة.",
        {("البنك المركزي الأوروبي", "other", None)},
    ),
    "spelling of a listed name": (
        "فازت الحركة الديموقراطية الاجتماعية بثلاثة مقاعد.",
        {("الحركة الديموقراطية الاجتماعية", "party", None)},
    ),
    "zeal of people": ("ألهبت المغنية حماس الحاضرين في السهرة.", set()),
    "the movement of that name": ("أعلنت حماس الفلسطينية موقفها.", {("حماس", "other", None)}),
    "source of an item behind a slash": (
        "أوقف ثلاثة أشخاص بحوزتهم مخدرات /هسبريس\nوفي خبر آخر نجا طفل من الغرق.",
        set(),
    ),
    "who leads": ("وفاز الفريق بقيادة أحمد العلوي في اللقاء.", set()),
    "stage of a festival": ("غنى الفنان بمنصة سلا ليلة السبت.", set()),
    "a data base": ("أنجزت المصلحة قاعدة بيانات المستفيدين.", set()),
    "forum that is held": ("شارك الوفد في منتدى البحرين الاقتصادي.", set()),
    "embassy in a foreign capital": (
        "صرح مسؤول بالسفارة الأردنية بالعاصمة الأسترالية كانبرا.",
        {("السفارة الأردنية", "other", "كانبرا")},
    ),
    "residents abroad": (
        "عبأت الوزارة الوصية الجمعية المغربية للمحامين المغاربة المقيمين بإسبانيا.",
        {
            ("الوزارة الوصية", "ministry", None),
            ("الجمعية المغربية للمحامين المغاربة المقيمين بإسبانيا", "association", None),
        },
    ),
    "name in brackets": (
        "جرت المباراة في صالة (راوند هاوس) بحي السلام.",
        {("صالة (راوند هاوس)", "centre", "حي السلام")},
    ),
    "company with what it does": (
        "طمأنت شركة تبوك لتشغيل المطارات المسافرين.",
        {("شركة تبوك لتشغيل المطارات", "company", None)},
    ),
    "represented by": (
        "وقعت جامعة الملك سعود ممثلة في كلية الطب اتفاقية.",
        {("جامعة الملك سعود", "school", None), ("كلية الطب", "school", None)},
    ),
    "mosque after a hospital": (
        "زار الوفد المستشفى العسكري والمسجد الأعظم.",
        {("المستشفى العسكري", "hospital", None)},
    ),
    "town whose first word is أم": (
        "افتتح والي الخرطوم مستشفى أم درمان التعليمي بعد تأهيله.",
        {("مستشفى أم درمان التعليمي", "hospital", None)},
    ),
    "quoted paper that a message reaches": (
        "كشفت وثيقة توصلت بها “كود” أن المشروع انتهى.",
        {("كود", "company", None)},
    ),
    "person after a definite head": (
        "وأوضح المتحدث الرسمي للمركز رأفت الطيب أن الحملة مستمرة.",
        set(),
    ),
    "vice-president of a university for something": (
        "ترأس وكيل جامعة الملك سعود للتطوير اللقاء.",
        {("جامعة الملك سعود", "school", None)},
    ),
    "committee that oversees something": (
        "أكدت اللجنة المشرفة على العملية الانتخابية أن النتائج سليمة.",
        {("اللجنة المشرفة على العملية الانتخابية", "other", None)},
    ),
    "people after a force": (
        "اندلعت مواجهات بين قوات الأمن المصرية والمتظاهرين.",
        {("قوات الأمن المصرية", "other", None)},
    ),
    "family name after a bank": (
        "قال والي بنك المغرب الجواهري إن الوضع مستقر.",
        {("بنك المغرب", "other", None)},
    ),
    "forces in quotation marks": (
        "أعلنت قوى «الميثاق الوطني» الاتفاق.",
        {("قوى «الميثاق الوطني»", "other", None)},
    ),
    # Media
    "paper that tells": (
        "وصل الوفد مساء الأحد، حسب ما نشرته الشروق.",
        {("الشروق", "company", None)},
    ),
    "paper in a telephone call": (
        "وقال المتحدث في اتصال مع الصباح إن الأشغال انتهت.",
        {("الصباح", "company", None)},
    ),
    "what words tell is no paper": ("توقف العمل، حسب البيان.", set()),
    "two papers in quotation marks": (
        "قال الخبير في حديث لصحيفتي «غازيتا دي ليون» و«فانت كات» إن السوق تعافت.",
        {("غازيتا دي ليون", "company", None), ("فانت كات", "company", None)},
    ),
    "numbered channel": (
        "وقالت القناة 12 الإسرائيلية إن اللقاء تم.",
        {("القناة 12 الإسرائيلية", "company", None)},
    ),
    "agency by its name": (
        "نقلت وكالة أنباء «فارس» الخبر.",
        {("وكالة أنباء «فارس»", "agency", None)},
    ),
    "address of the web": ("شاهد https://www.youtube.com/watch هنا.", set()),
    # Common nouns
    "imprisonment of people": ("نددت العائلات بسبب سجن الصحافيين والنشطاء.", set()),
    "quality of an injury": ("نقلت ثلاث حالات متوسطة الإصابة.", set()),
    "what a town became": ("أصبحت المدينة مركزا عالميا للعلوم.", set()),
    "number in brackets": ("وتضم الجهة (36) كلية للبنين.", set()),
    "security that is threatened": ("اتهم بالعمل ضد الأمن الوطني.", set()),
    # Kinds
    "university": ("احتضنت جامعة القاضي عياض الندوة.", {("جامعة القاضي عياض", "school", None)}),
    "health centre": (
        "افتتح الوزير المركز الصحي الحضري بحي السلام.",
        {("المركز الصحي الحضري", "hospital", "حي السلام")},
    ),
    "council of a region": (
        "صادق مجلس جهة سوس ماسة على الاتفاقية.",
        {("مجلس جهة سوس ماسة", "council", None)},
    ),
    "party and its list": (
        "تنافست أحزاب العدالة والتنمية والاستقلال والأصالة والمعاصرة على المقعد.",
        {("العدالة والتنمية", "party", None), ("الاستقلال", "party", None), ("الأصالة والمعاصرة", "party", None)},
    ),
    "paper in quotation marks": (
        "وقال المصدر لصحيفة «الشرق الأوسط» إن الأشغال انتهت.",
        {("صحيفة «الشرق الأوسط»", "company", None)},
    ),
    "ministry by its field": (
        "قالت الخارجية الروسية إن اللقاء مفيد.",
        {("الخارجية الروسية", "ministry", None)},
    ),
    "international bodies": (
        "دعت الأمم المتحدة واليونسكو وصندوق النقد الدولي إلى الحوار.",
        {("الأمم المتحدة", "other", None), ("اليونسكو", "other", None), ("صندوق النقد الدولي", "other", None)},
    ),
    "programme": (
        "أطلقت الوزارة الوصية برنامج «أمل».",
        {("الوزارة الوصية", "ministry", None), ("برنامج «أمل»", "programme", None)},
    ),
    # The place
    "frame of the clause": (
        "وبجماعة أركانة، زارت الوزيرة دار الطالب.",
        {("دار الطالب", "centre", "جماعة أركانة")},
    ),
    "named after its territory": (
        "أوضح الناطق الإعلامي لشرطة منطقة جازان ملابسات الحادث.",
        {("شرطة منطقة جازان", "agency", "منطقة جازان")},
    ),
    "administration of a province": (
        "احتضن مقر عمالة إقليم تاوريرت اللقاء.",
        {("عمالة إقليم تاوريرت", "other", "إقليم تاوريرت")},
    ),
    "branch of a national body": (
        "تمكنت فرق الدفاع المدني بمحافظة الطائف من إخماد الحريق.",
        {("الدفاع المدني", "agency", "محافظة الطائف")},
    ),
    "national body is nowhere": (
        "أعلن التعاون الوطني بالرباط عن المباراة.",
        {("التعاون الوطني", "agency", None)},
    ),
    "agency of a Gulf country named by region": (
        "باشرت هيئة الهلال الأحمر السعودي بمنطقة تبوك الحادث.",
        {("هيئة الهلال الأحمر السعودي", "agency", "منطقة تبوك")},
    ),
    "short form of a well-known body is nowhere": (
        "أعلن الاتحاد الوطني للشغل بالمغرب الإضراب. وقال كاتب الاتحاد بمدينة وجدة إن الحوار توقف.",
        {("الاتحاد الوطني للشغل بالمغرب", "party", None)},
    ),
    "a body acts where its object is": (
        "أوقفت الشرطة البلدية عضو شبكة وطنية بمدينة وجدة.",
        {("الشرطة البلدية", "agency", None)},
    ),
    "ministry is nowhere": ("عقد اللقاء بمقر وزارة الداخلية بالرباط.", {("وزارة الداخلية", "ministry", None)}),
    "place named before, for what the act happens to": (
        "عاين الوالي بمدينة حفوز تقدم أشغال بناء المستشفى المحلي.",
        {("المستشفى المحلي", "hospital", "مدينة حفوز")},
    ),
    "relative clause": (
        "زار الوفد مركز الإيواء، الذي افتتح السنة الماضية بحي الوفاق.",
        {("مركز الإيواء", "centre", "حي الوفاق")},
    ),
    "clause about what was done to it": (
        "تعززت البنيات بقاعة مغطاة متعددة الرياضات، جرى تدشينها أمس بحي الوفاق.",
        {("قاعة مغطاة متعددة الرياضات", "centre", "حي الوفاق")},
    ),
    "institution that belongs to another": (
        "زار الوكيل إدارة الترحيل التابعة لجوازات منطقة جازان.",
        {("إدارة الترحيل", "agency", "منطقة جازان"), ("جوازات منطقة جازان", "agency", "منطقة جازان")},
    ),
    "institution inside another": (
        "استقبلت رئيسة قسم العمل الاجتماعي بعمالة إقليم بركان الوفد.",
        {("قسم العمل الاجتماعي", "other", "إقليم بركان"), ("عمالة إقليم بركان", "other", "إقليم بركان")},
    ),
    "territory named again": (
        "حل العامل بمدينة أحفير وزار مركز التربية والتكوين بالمدينة ذاتها.",
        {("مركز التربية والتكوين", "centre", "مدينة أحفير")},
    ),
    "containment said later of the short form": (
        "زار الوفد مركز الإيواء الاجتماعي. ويستقبل المركز، الكائن بحي السلام، ستين مسنا.",
        {("مركز الإيواء الاجتماعي", "centre", "حي السلام")},
    ),
    "list under a line with the place": (
        "جولة ميدانية للوزيرة\nقامت الوزيرة بجولة.\nشملت المراكز الاجتماعية بمدينة العيون:\n- دار الطالبة\n- دار الطالب",
        {("دار الطالبة", "centre", "مدينة العيون"), ("دار الطالب", "centre", "مدينة العيون")},
    ),
    "homonyms are told apart by place": (
        "دشن العامل دار الأمومة بجماعة أركانة، ثم دار الأمومة بجماعة القليعة.",
        {("دار الأمومة", "centre", "جماعة أركانة"), ("دار الأمومة", "centre", "جماعة القليعة")},
    ),
    "one place named in two ways": (
        "أعلنت مديرية الشؤون الصحية بالقطيف النتائج. وأوضح ناطق مديرية الشؤون الصحية بمحافظة القطيف الأسباب.",
        {("مديرية الشؤون الصحية", "agency", "القطيف")},
    ),
    "the article goes before the headline": (
        "كلميم.. تدشين دار الطالبة\nدشن الوالي، أمس، دار الطالبة بحي تيرت.",
        {("دار الطالبة", "centre", "حي تيرت")},
    ),
    "continent is no place of an institution": (
        "تعمل مؤسسة محمد السادس للعلماء الأفارقة بإفريقيا.",
        {("مؤسسة محمد السادس للعلماء الأفارقة", "foundation", None)},
    ),
    "municipality of the Gulf": (
        "نفذت بلدية محافظة القطيف حملة بتعاون مع جامعة جازان.",
        {("بلدية محافظة القطيف", "other", "محافظة القطيف"), ("جامعة جازان", "school", None)},
    ),
    "list of visited centres": (
        "حلت الوزيرة بمدينة العيون. وشملت الزيارة المركب الاجتماعي النسوي ودار الأطفال ومركز الإيواء المؤقت.",
        {
            ("المركب الاجتماعي النسوي", "centre", "مدينة العيون"),
            ("دار الأطفال", "centre", "مدينة العيون"),
            ("مركز الإيواء المؤقت", "centre", "مدينة العيون"),
        },
    ),
    "head of the list in the sentence": (
        "المراكز الاجتماعية بالعيون، شملت دار الطالبة ومركز استقبال المسنين.",
        {("دار الطالبة", "centre", "العيون"), ("مركز استقبال المسنين", "centre", "العيون")},
    ),
    "visited territory": (
        "زار الوزير محافظة بيشة، وافتتح خلال الزيارة مركز التأهيل الشامل.",
        {("مركز التأهيل الشامل", "centre", "محافظة بيشة")},
    ),
    "town that gets something": (
        "مدينة الداخلة تحتضن مركزا جديدا للأشخاص في وضعية إعاقة.",
        {("مركزا جديدا للأشخاص في وضعية إعاقة", "centre", "مدينة الداخلة")},
    ),
    "brackets after a town": (
        "افتتحت مراكز جديدة بجهة الشرق: بركان (مركز التربية والتكوين)، الناظور (دار الفتاة).",
        {("مركز التربية والتكوين", "centre", "بركان"), ("دار الفتاة", "centre", "الناظور")},
    ),
    "town that opens the headline": (
        "جرادة.. افتتاح مركز لتصفية الكلى\nأشرف العامل، أول أمس، على افتتاح مركز لتصفية الكلى.",
        {("مركز لتصفية الكلى", "centre", "جرادة")},
    ),
    "office of a territory after ل": (
        "أوضحت النيابة العامة لإقليم تارودانت ملابسات الحادث.",
        {("النيابة العامة", "other", "إقليم تارودانت")},
    ),
    # Individual centres with generic names
    "unnamed new centre": (
        "تم افتتاح مركز لتصفية الدم بمدينة زاكورة.",
        {("مركز لتصفية الدم", "centre", "مدينة زاكورة")},
    ),
    "bare centre with its place": (
        "صادق المجلس على بناء مستوصف بحي النخيل.",
        {("مستوصف", "hospital", "حي النخيل")},
    ),
    # What is none
    "plurals and classes": ("زارت الوزيرة عددا من المراكز الاجتماعية ومراكز التربية والتكوين.", set()),
    "sectors": ("تشمل الاستراتيجية قطاعات السياحة والشباب.", set()),
    "bare government and state": ("قالت الحكومة إن الدولة تدعم الأسر.", set()),
    "concepts": ("شدد على الوحدة الترابية وعلى إدارة الأزمات وحركة السير.", set()),
    "board": ("ترأس مجلس الإدارة أمس.", set()),
    "minister implied": ("استقبل وزير الصحة وفدا من الأطباء.", set()),
    "council in an office": ("حضر رئيس المجلس الإقليمي اللقاء.", set()),
    "class word before a complete name": (
        "نظم مجلس إدارة مؤسسة محمد الخامس للتضامن لقاء.",
        {("مؤسسة محمد الخامس للتضامن", "foundation", None)},
    ),
    "counted centres": ("شيدت الوزارة الوصية 12 مركزا صحيا.", {("الوزارة الوصية", "ministry", None)}),
    "electoral districts, boards, official gazette": (
        "فاز المرشح في الدائرة الانتخابية المحلية، ونشر القرار في الجريدة الرسمية.",
        set(),
    ),
    "massacre": ("دان الجميع مجزرة المسجدين في نيوزيلندا.", set()),
    "one of several halls": ("احتضنت قاعة إحدى الفنادق المصنفة الندوة.", set()),
    "subject of a fair": ("عرضت الشركات أجهزتها في المعرض الدولي للدفاع المدني.", set()),
    "conference": ("شارك الوفد في أشغال منتدى كرانس مونتانا.", set()),
    "performing group": ("أحيت فرقة النجوم الحفل.", set()),
    "demonstrative": ("يستفيد من هذا المركز ستون مسنا.", set()),
    # purposes, participles and what follows a quotation are no part of the name
    "armed forces have no purpose in their name": (
        "تدخلت قوات مكافحة الشغب لحماية المتظاهرين، وأعلنت قيادة القوات الجوية السعودية لتسيير الرحلات.",
        {("قوات مكافحة الشغب", "other", None), ("قيادة القوات الجوية السعودية", "other", None)},
    ),
    "participle after a quotation": (
        "أطلقت شركة «زرقاء ريكوردز» المكلفة بنقل الأموال حملة.",
        {("شركة «زرقاء ريكوردز»", "company", None)},
    ),
    "what happened too after a quotation": (
        "أعلن الجيش مقتل عناصر من تنظيم «داعش» وتدمير سيارة مفخخة.",
        {("تنظيم «داعش»", "other", None)},
    ),
    "devices, interests and passing by": (
        "شاركت شركة الأمل بجهاز ليكسون حديث لتسهيل مرور المقاعد المتحركة لمصلحة شعبه.",
        {("شركة الأمل", "company", None)},
    ),
    "schools named after families": (
        "وشملت الجولة مدرسة آل موسى المتوسطة للبنات ومدرسة أم سلمة الابتدائية.",
        {("مدرسة آل موسى المتوسطة للبنات", "school", None), ("مدرسة أم سلمة الابتدائية", "school", None)},
    ),
    # where it is
    "a village that no list knows": (
        "دشن العامل دار الطالبة بتيغسمارين، أمس.",
        {("دار الطالبة", "centre", "تيغسمارين")},
    ),
    "in the house named last": (
        "زارت الوزيرة المستشفى الإقليمي بميدلت واطلعت على قسم الولادة بالمستشفى.",
        {("المستشفى الإقليمي", "hospital", "ميدلت"), ("قسم الولادة", "other", "ميدلت")},
    ),
    "the aim of a journey": (
        "توجه الوزير إلى المستشفى الإقليمي بميدلت لتدشين قسم الولادة.",
        {("المستشفى الإقليمي", "hospital", "ميدلت"), ("قسم الولادة", "other", "ميدلت")},
    ),
    "armies are nowhere": (
        "تقدمت قوات التحالف العربي في محافظة إب.",
        {("قوات التحالف العربي", "other", None)},
    ),
    "a generic centre in a list without a place": (
        "وتهم الأشغال بناء مستشفى متعدد التخصصات بمدينة تازة ومركزا للمسنين.",
        {("مستشفى متعدد التخصصات", "hospital", "مدينة تازة")},
    ),
}


ALIASES: dict[str, tuple[str, dict[str, list[str]]]] = {
    "definite short form": (
        "دشن الوزير المركز الجهوي لتحاقن الدم. ويضم المركز عدة قاعات.",
        {"المركز الجهوي لتحاقن الدم": ["المركز"]},
    ),
    "form in brackets": (
        "وقعت منظمة الصحة العالمية (الفاو) الاتفاق.",
        {"منظمة الصحة العالمية": ["الفاو"]},
    ),
    "another name of the same": (
        "دعت منظمة الأمم المتحدة للطفولة إلى الحوار. وقالت اليونيسيف إن الوضع صعب.",
        {"منظمة الأمم المتحدة للطفولة": ["اليونيسيف"]},
    ),
    "another spelling": (
        "صادقت الكونفيدرالية العامة للشغل على القرار. وقالت الكونفدرالية العامة للشغل إن الحوار متواصل.",
        {"الكونفيدرالية العامة للشغل": ["الكونفدرالية العامة للشغل"]},
    ),
    "organ of the party": (
        "اجتمعت الأمانة العامة لحزب العدالة والتنمية. وأكدت الأمانة العامة للحزب القرار.",
        {"الأمانة العامة لحزب العدالة والتنمية": ["الأمانة العامة للحزب"]},
    ),
    "nickname of a party": (
        "فاز حزب العدالة والتنمية. وتصدر حزب «المصباح» النتائج.",
        {"حزب العدالة والتنمية": ["حزب «المصباح»"]},
    ),
    "company by its nationality": (
        "دشنت شركة «أفق» الإماراتية المشروع. وقالت الشركة الإماراتية إن الأشغال انتهت.",
        {"شركة «أفق» الإماراتية": ["الشركة الإماراتية"]},
    ),
    "fuller form later": (
        "صادق المجلس الجماعي على الاتفاقية. وسلم المجلس الجماعي لوجدة المفاتيح.",
        {"المجلس الجماعي لوجدة": ["المجلس الجماعي"]},
    ),
    "short form before the full name": (
        "قالت الوزارة إن الحملة انطلقت. وتنظم وزارة الصحة الحملة.",
        {"وزارة الصحة": ["الوزارة"]},
    ),
    "portal of the ministry": (
        "نشرت وزارة العدل القرار. ويتم التسجيل عبر بوابة الوزارة الإلكترونية.",
        {"وزارة العدل": ["الوزارة"]},
    ),
    "short form with a demonstrative adjective": (
        "أكدت المحكمة الدستورية القرار. وأضافت المحكمة ذاتها أن النص سليم.",
        {"المحكمة الدستورية": ["المحكمة"]},
    ),
    "demonstratives are no aliases": (
        "دشن الوزير المركز الجهوي لتحاقن الدم. ويستقبل هذا المركز المتبرعين.",
        {"المركز الجهوي لتحاقن الدم": []},
    ),
}


@pytest.fixture(scope="module")
def items() -> dict[str, list[dict[str, Any]]]:
    """The institutions of every case, annotated in one batch."""

    def documents() -> Iterator[Document]:
        for name, (sentence, _) in (CASES | ALIASES).items():
            gulf = any(place in sentence for place in ("جازان", "تبوك", "القطيف"))
            yield Document(name, sentence, country="SA" if gulf else "MA")

    return {d.id: institutions(d) for d in Annotator.load(Settings()).annotate(documents())}


@pytest.mark.parametrize("name", CASES)
def test_institutions(name: str, items: dict[str, list[dict[str, Any]]]) -> None:
    assert {(i["name"], i["kind"], i["place"]) for i in items[name]} == CASES[name][1]


@pytest.mark.parametrize("name", ALIASES)
def test_other_forms(name: str, items: dict[str, list[dict[str, Any]]]) -> None:
    assert {i["name"]: i["aliases_in_text"] for i in items[name]} == ALIASES[name][1]
