"""Questions as people type them: in press Arabic, without hamza, as spoken, in French and in English.

Each line is a question and what is understood of it. Names are those of a small knowledge base; the rest is told by the
lexicons. ``from`` and ``to`` are days; ``q`` is searched for in the text of the articles.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.question import MAX_QUESTION, Understood, understand
from api.question_words import LANGUAGES, question_words
from corpus.normalise import fold
from pipeline.kb.browse.shapes import EntityKind

TODAY = date(2024, 6, 15)
KNOWN = {
    EntityKind.OFFICIAL: ("عواطف حيار", "حيار", "سعيد أمزازي", "أمزازي", "Bentahar", "Amzazi"),
    EntityKind.INSTITUTION: ("المواكبة", "مركز المواكبة"),
    EntityKind.PLACE: ("تارودانت", "Agadir"),
}


class Known:
    """The names of the small knowledge base."""

    names = {fold(name): kind for kind, names in KNOWN.items() for name in names}  # noqa: RUF012

    def kind(self, name: str) -> EntityKind | None:
        """Return what a name is the name of."""
        return self.names.get(fold(name))

    def spelt(self, name: str, kind: EntityKind) -> str:
        """Return a name as it is written."""
        del kind
        return {"عبدالواحد الناصري": "عبد الواحد الناصري"}.get(name, name)


def told(understood: Understood) -> str:
    """Return what was understood in one line."""
    parts = [f"asks={understood.asks}"] if understood.asks else []
    for item in fields(understood.filters):
        value = getattr(understood.filters, item.name)
        if value and isinstance(value, tuple):
            parts.append(f"{item.name.removesuffix('es') if item.name == 'statuses' else 'type'}={'+'.join(value)}")
        elif value:
            parts.append(f"{item.name.removeprefix('date_')}={value}")
    parts += [f"sort={understood.sort}"] if understood.sort else []
    return "; ".join(parts)


CASES = """
من زار مركز المواكبة بتارودانت سنة 2024؟ → asks=who; institution=مركز المواكبة; place=تارودانت; type=visit; from=2024-01-01; to=2024-12-31
من زار مركز المواكبة لحماية الطفولة؟ → asks=who; institution=مركز المواكبة لحماية الطفولة; type=visit
متى زارت عواطف حيار مركز المواكبة بتارودانت؟ → asks=when; official=عواطف حيار; institution=مركز المواكبة; place=تارودانت; type=visit
شكون زار المواكبة → asks=who; institution=المواكبة; type=visit
شكون اللي دشن المستشفى الجهوي باكادير → asks=who; institution=المستشفى الجهوي; place=اكادير; type=inauguration
فين مشا عامل اقليم تارودانت البارح → asks=where; office=عامل اقليم تارودانت; type=visit; from=2024-06-14; to=2024-06-14
ماذا دشن والي جهة سوس ماسة في مارس 2024 → asks=what; office=والي جهة سوس ماسة; type=inauguration; from=2024-03-01; to=2024-03-31
زيارات الوزيرة عواطف حيار لمراكز الطفولة → official=عواطف حيار; institution=الطفولة; kind=centre; type=visit
زيارات امزازي لأكادير منذ 2022 → official=امزازي; place=أكادير; type=visit; from=2022-01-01
من التقى وزير الصحة بالرباط قبل سنة 2021 → asks=who; office=وزير الصحة; place=الرباط; type=meeting; to=2020-12-31
وزيرة التضامن عواطف حيار → official=عواطف حيار; office=وزيرة التضامن
عواطف حيار → official=عواطف حيار
تارودانت → place=تارودانت
مركز المواكبة → institution=مركز المواكبة
وزارة الصحة → institution=وزارة الصحة
وزير الصحة → office=وزير الصحة
والي جهة سوس ماسة → office=والي جهة سوس ماسة
اجتماعات مجلس جهة سوس ماسة → institution=مجلس جهة سوس ماسة; type=meeting
المستشفيات التي دشنت سنة 2023 → kind=hospital; type=inauguration; from=2023-01-01; to=2023-12-31
من دشن المستشفى الاقليمي بورزازات → asks=who; institution=المستشفى الاقليمي; place=ورزازات; type=inauguration
الزيارات المرتقبة لوزير الصحة → office=وزير الصحة; type=visit; status=planned
هل زارت وزيرة التضامن مركز المواكبة؟ → office=وزيرة التضامن; institution=مركز المواكبة; type=visit
ماذا قال بنسعيد → asks=what; official=بنسعيد; type=statement
محمد بنسعيد → official=محمد بنسعيد
تصريحات رئيس الحكومة في 5 فبراير 2024 → office=رئيس الحكومة; type=statement; from=2024-02-05; to=2024-02-05
من وقع اتفاقية مع جمعية الأمل → asks=who; institution=جمعية الأمل; type=signing
تدشينات إقليم تارودانت بين 2020 و2023 → place=إقليم تارودانت; type=inauguration; from=2020-01-01; to=2023-12-31
من زار أكادير → asks=who; place=أكادير; type=visit
من مارس 2023 إلى يونيو 2024 زيارات والي سوس ماسة → office=والي سوس ماسة; type=visit; from=2023-03-01; to=2024-06-30
دار الطالبة بجماعة النخيل → institution=دار الطالبة; place=النخيل
من زار الأمم المتحدة → asks=who; institution=الأمم المتحدة; type=visit
حفر الآبار → q=حفر الآبار
تعيينات عمال الأقاليم 2024 → office=عمال الأقاليم; type=appointment; from=2024-01-01; to=2024-12-31
who visited the Mouakaba centre in Taroudant in 2024 → asks=who; institution=Mouakaba; kind=centre; place=Taroudant; type=visit; from=2024-01-01; to=2024-12-31
who visited مركز المواكبة in 2024 → asks=who; institution=مركز المواكبة; type=visit; from=2024-01-01; to=2024-12-31
visits of Bentahar to Agadir since 2022 → official=Bentahar; place=Agadir; type=visit; from=2022-01-01
qui a visité le centre Mouakaba à Taroudant en 2024 → asks=who; institution=Mouakaba; kind=centre; place=Taroudant; type=visit; from=2024-01-01; to=2024-12-31
qui a inauguré l'hôpital régional à Agadir en mars 2023 → asks=who; institution=مستشفى الجهوي; place=Agadir; type=inauguration; from=2023-03-01; to=2023-03-31
when did Amzazi visit Agadir → asks=when; official=Amzazi; place=Agadir; type=visit
Amzazi → official=Amzazi
Agadir → place=Agadir
what did the minister of health open between 2020 and 2023 → asks=what; office=وزير الصحة; type=inauguration; from=2020-01-01; to=2023-12-31
inaugurations à Agadir avant 2021 → place=Agadir; type=inauguration; to=2020-12-31
من زار تارودانت؟ → asks=who; place=تارودانت; type=visit
من زار مدينة أكادير سنة 2023 → asks=who; place=أكادير; type=visit; from=2023-01-01; to=2023-12-31
زيارات إقليم تارودانت → place=إقليم تارودانت; type=visit
من استقبل عواطف حيار → asks=who; official=عواطف حيار; type=meeting
شكون زار المركز ديال المواكبة → asks=who; institution=المركز المواكبة; type=visit
كم مرة زارت الوزيرة تارودانت → asks=count; office=الوزيرة; place=تارودانت; type=visit
متى دشن المستشفى الجامعي بأكادير → asks=when; institution=المستشفى الجامعي; place=أكادير; type=inauguration
أين التقى والي سوس ماسة بعواطف حيار → asks=where; official=عواطف حيار; office=والي سوس ماسة; type=meeting
من حضر اجتماع مجلس جهة سوس ماسة → asks=who; institution=مجلس جهة سوس ماسة; type=meeting
لقاءات رئيس الحكومة مع سعيد أمزازي → official=سعيد أمزازي; office=رئيس الحكومة; type=meeting
سعيد أمزازي والي جهة سوس ماسة → official=سعيد أمزازي; office=والي جهة سوس ماسة
والي سوس ماسة سعيد امزازي → official=سعيد امزازي; office=والي سوس ماسة
من هو والي جهة سوس ماسة → asks=who; office=والي جهة سوس ماسة
مركز المواكبة تارودانت → institution=مركز المواكبة; place=تارودانت
مركز المواكبة لحماية الطفولة بتارودانت → institution=مركز المواكبة لحماية الطفولة; place=تارودانت
زيارة ميدانية لمركز المواكبة → institution=مركز المواكبة; type=visit
ما هي المراكز التي زارتها الوزيرة سنة ٢٠٢٤ → asks=what; office=الوزيرة; kind=centre; type=visit; from=2024-01-01; to=2024-12-31
المراكز بتارودانت → kind=centre; place=تارودانت
جمعيات أكادير → kind=association; place=أكادير
من دشن مدرسة الأمل في جماعة النخيل يوم 12/03/2024 → asks=who; institution=مدرسة الأمل; place=النخيل; type=inauguration; from=2024-03-12; to=2024-03-12
التدشينات الملغاة → type=inauguration; status=cancelled
زيارات مؤجلة → type=visit; status=postponed
توقيع اتفاقيات مع وزارة التضامن → institution=وزارة التضامن; type=signing
من وزع المساعدات باقليم الحوز → asks=who; place=اقليم الحوز; type=distribution
من عين واليا على جهة سوس ماسة → asks=who; office=والي; place=جهة سوس ماسة; type=appointment
من زار حي السلام بأكادير → asks=who; q=أكادير; place=السلام; type=visit
دوار بوغرمان → place=بوغرمان
عين السبع → place=عين السبع
سيدي يوسف بن علي → place=سيدي يوسف بن علي
من زار الدار البيضاء → asks=who; place=الدار البيضاء; type=visit
الدار البيضاء سطات → place=الدار البيضاء سطات
زيارات الى الرباط → place=الرباط; type=visit
زارو المواكبة → institution=المواكبة; type=visit
دشنات الوزيرة مركز الأمل → office=الوزيرة; institution=مركز الأمل; type=inauguration
من زار دار الأطفال بطنجة العام الماضي → asks=who; institution=دار الأطفال; place=طنجة; type=visit; from=2023-01-01; to=2023-12-31
زيارات شهر غشت 2023 → type=visit; from=2023-08-01; to=2023-08-31
من افتتح دار الشباب → asks=who; institution=دار الشباب; type=inauguration
محمد السادس → official=محمد السادس
جامعة محمد الخامس بالرباط → institution=جامعة محمد الخامس; place=الرباط
مستشفى محمد السادس → institution=مستشفى محمد السادس
رئيس جامعة محمد الخامس → office=رئيس جامعة محمد الخامس
مدير مركز المواكبة → office=مدير مركز المواكبة
مؤسسة محمد السادس للتضامن → institution=مؤسسة محمد السادس للتضامن
الوزيرة → office=الوزيرة
البرلماني محمد بنسعيد → official=محمد بنسعيد
من رافق الوزيرة إلى مركز المواكبة → asks=with; office=الوزيرة; institution=مركز المواكبة
ماذا قالت وزيرة التضامن عن الطفولة → asks=what; q=الطفولة; office=وزيرة التضامن; type=statement
إطلاق برنامج جسر → institution=برنامج جسر; type=launch
التعاون الوطني → institution=التعاون الوطني
زيارات بعد 2022 → type=visit; from=2023-01-01
حتى نهاية 2021 → to=2021-12-31
من زار مركز المواكبة و دار الأمل → asks=who; q=دار الأمل; institution=مركز المواكبة; type=visit
ماذا وقع في تارودانت أمس → asks=what; place=تارودانت; from=2024-06-14; to=2024-06-14
عبد الجبار → official=عبد الجبار
الأطفال في وضعية صعبة → q=الأطفال في وضعية صعبة
مركز → kind=centre
who visited Agadir in March 2024 → asks=who; place=Agadir; type=visit; from=2024-03-01; to=2024-03-31
opened by the wali of Souss-Massa last year → office=والي سوس ماسة; type=inauguration; from=2023-01-01; to=2023-12-31
rencontres de Bentahar depuis mars 2022 → official=Bentahar; type=meeting; from=2022-03-01
nominations prévues → type=appointment; status=planned
visites du gouverneur de Taroudant en 2023 → office=عامل تارودانت; type=visit; from=2023-01-01; to=2023-12-31
qui a rencontré Amzazi à Rabat → asks=who; official=Amzazi; place=Rabat; type=meeting
what happened in Taroudant on March 5, 2024 → asks=what; place=Taroudant; from=2024-03-05; to=2024-03-05
Qui a visité le centre مركز الأمل en 2024 ? → asks=who; institution=مركز الأمل; type=visit; from=2024-01-01; to=2024-12-31
qui a visité مركز المواكبة à تارودانت en mars 2024 ? → asks=who; institution=مركز المواكبة; place=تارودانت; type=visit; from=2024-03-01; to=2024-03-31
qui a visité l'association الأمل → asks=who; institution=جمعية الأمل; type=visit
quand عواطف حيار a-t-elle visité مركز المواكبة ? → asks=when; official=عواطف حيار; institution=مركز المواكبة; type=visit
visites de عواطف حيار à تارودانت → official=عواطف حيار; place=تارودانت; type=visit
réunions avec le wali سعيد أمزازي en 2023 → official=سعيد أمزازي; type=meeting; from=2023-01-01; to=2023-12-31
who visited the مركز المواكبة centre in Agadir → asks=who; institution=مركز المواكبة; place=Agadir; type=visit
متى زار Amzazi مركز المواكبة؟ → asks=when; official=Amzazi; institution=مركز المواكبة; type=visit
كم كلف بناء مركز المواكبة؟ → asks=amount; institution=مركز المواكبة
بشحال تبنى مركز المواكبة → asks=amount; institution=مركز المواكبة
ما هي ميزانية مركز المواكبة بتارودانت → asks=amount; institution=مركز المواكبة; place=تارودانت
combien a coûté le centre مركز المواكبة ? → asks=amount; institution=مركز المواكبة
how much did the hospital in Agadir cost? → asks=amount; kind=hospital; place=Agadir
كم مركزا دشن والي جهة سوس ماسة → asks=count; office=والي جهة سوس ماسة; kind=centre; type=inauguration
شحال من مرة زار أمزازي تارودانت → asks=count; official=أمزازي; place=تارودانت; type=visit
combien de fois Amzazi a-t-il visité Agadir ? → asks=count; official=Amzazi; place=Agadir; type=visit
how many visits to Agadir in 2024 → asks=count; place=Agadir; type=visit; from=2024-01-01; to=2024-12-31
quels centres ont été inaugurés à Agadir en 2023 ? → asks=what; kind=centre; place=Agadir; type=inauguration; from=2023-01-01; to=2023-12-31
où est allé Amzazi en 2023 ? → asks=where; official=Amzazi; type=visit; from=2023-01-01; to=2023-12-31
signatures d'accords avec l'association الأمل depuis 2022 → institution=جمعية الأمل; type=signing; from=2022-01-01
upcoming visits of the minister of solidarity → office=وزير التضامن; type=visit; status=planned
شنو دشنات الوزيرة فأكادير → asks=what; office=الوزيرة; place=أكادير; type=inauguration
وزيرة التضامن فتارودانت → office=وزيرة التضامن; place=تارودانت
شكون زار مركز المواكبة فمدينة تارودانت → asks=who; institution=مركز المواكبة; place=تارودانت; type=visit
من زار فاس → asks=who; place=فاس; type=visit
فؤاد الناصري → official=فؤاد الناصري
زيارة الوزيرة لتارودانت → office=الوزيرة; place=تارودانت; type=visit
زيارة وزيرة التضامن لبني ملال → office=وزيرة التضامن; place=بني ملال; type=visit
زيارات المندوب الإقليمي لتارودانت → office=المندوب الإقليمي لتارودانت; type=visit
قامت الوزيرة بزيارة إلى تارودانت → office=الوزيرة; place=تارودانت; type=visit
كم زيارة قامت بها عواطف حيار سنة 2023 → asks=count; official=عواطف حيار; type=visit; from=2023-01-01; to=2023-12-31
هل زار عامل إقليم تارودانت جماعة النخيل → office=عامل إقليم تارودانت; place=النخيل; type=visit
شكون هو عامل تارودانت → asks=who; office=عامل تارودانت
ما اسم والي جهة سوس ماسة → asks=who; office=والي جهة سوس ماسة
من كان عاملا على إقليم تارودانت سنة 2019 → asks=who; office=عامل إقليم تارودانت; from=2019-01-01; to=2019-12-31
أين يوجد مركز المواكبة → asks=where; institution=مركز المواكبة
فين كاين مركز المواكبة → asks=where; institution=مركز المواكبة
وين راحت عواطف حيار → asks=where; official=عواطف حيار; type=visit
شكون جا لتارودانت → asks=who; place=تارودانت; type=visit
شكون عطى انطلاقة ملعب القرب → asks=who; institution=ملعب القرب; type=launch
متى سيفتتح مركز المواكبة → asks=when; institution=مركز المواكبة; type=inauguration; status=planned
المراكز التي ستفتح سنة 2025 → kind=centre; type=inauguration; status=planned; from=2025-01-01; to=2025-12-31
ما هي كلفة بناء مركز المواكبة → asks=amount; institution=مركز المواكبة
ما هي المشاريع التي أعطيت انطلاقتها في تارودانت → asks=what; place=تارودانت; type=launch
من زار مركزا للأشخاص المسنين → asks=who; institution=مركز للأشخاص المسنين; type=visit
آخر زيارة لوزيرة التضامن → office=وزيرة التضامن; type=visit; sort=latest
متى كانت آخر زيارة لعواطف حيار إلى تارودانت → asks=when; official=عواطف حيار; place=تارودانت; type=visit; sort=latest
أول مرة زار أمزازي تارودانت → official=أمزازي; place=تارودانت; type=visit; sort=earliest
من زار خنيفرا → asks=who; place=خنيفرة; type=visit
عبدالواحد الناصري → official=عبد الواحد الناصري
who is the governor of Taroudant → asks=who; office=عامل تارودانت
qui est la ministre de la solidarité → asks=who; office=وزير التضامن
quand la ministre Bentahar a-t-elle visité Agadir ? → asks=when; official=Bentahar; place=Agadir; type=visit
combien a coûté le centre d'accueil d'Agadir ? → asks=amount; institution=مركز الاستقبال; place=Agadir
qui a inauguré le centre d'accueil de jour à Agadir → asks=who; institution=مركز الاستقبال النهاري; place=Agadir; type=inauguration
dernière visite de Bentahar à Agadir → official=Bentahar; place=Agadir; type=visit; sort=latest
first visit of Amzazi to Agadir → official=Amzazi; place=Agadir; type=visit; sort=earliest
where is the centre مركز المواكبة → asks=where; institution=مركز المواكبة
تدشينات شهر أبريل → type=inauguration; from=2024-04-01; to=2024-04-30
زيارات شهر أكتوبر → type=visit; from=2023-10-01; to=2023-10-31
زيارات يوم 7 دجنبر → type=visit; from=2023-12-07; to=2023-12-07
الزيارات المرتقبة في شهر أكتوبر → type=visit; status=planned; from=2024-10-01; to=2024-10-31
visits in October → type=visit; from=2023-10-01; to=2023-10-31
زيارات الشهر المقبل → type=visit; from=2024-07-01; to=2024-07-31
عواطف حيار تزور تارودانت → official=عواطف حيار; place=تارودانت; type=visit
الوزيرة عواطف حيار تدشن مركزا بأكادير → official=عواطف حيار; kind=centre; place=أكادير; type=inauguration
هل وقع وزير الفلاحة اتفاقية بتارودانت → office=وزير الفلاحة; place=تارودانت; type=signing
زيارة وزير الفلاحة لجماعة النخيل → office=وزير الفلاحة; place=النخيل; type=visit
مدير الأكاديمية لجهة سوس ماسة → office=مدير الأكاديمية لجهة سوس ماسة
متى انعقدت دورة مجلس جهة سوس ماسة → asks=when; q=دورة; institution=مجلس جهة سوس ماسة; type=meeting
من وقع اتفاقية تسيير مركز المواكبة بتارودانت → asks=who; q=تسيير; institution=مركز المواكبة; place=تارودانت; type=signing
من كان مع الوزيرة في تارودانت → asks=with; office=الوزيرة; place=تارودانت
شكون كان مع عواطف حيار → asks=with; official=عواطف حيار
المشاريع المدشنة بتارودانت → place=تارودانت; type=inauguration
المراكز الصحية بتارودانت → kind=hospital; place=تارودانت
أحداث 18 نونبر 2023 → from=2023-11-18; to=2023-11-18
ما الجديد في تارودانت → asks=what; place=تارودانت
آخر أخبار تارودانت → asks=what; place=تارودانت
آخر ما دشن عامل تارودانت → office=عامل تارودانت; type=inauguration; sort=latest
عدد زيارات عواطف حيار سنة 2023 → asks=count; official=عواطف حيار; type=visit; from=2023-01-01; to=2023-12-31
من زار عددا من المراكز بتارودانت → asks=who; kind=centre; place=تارودانت; type=visit
منذ متى يوجد مركز المواكبة → asks=when; institution=مركز المواكبة
متى فتح مركز المواكبة أبوابه → asks=when; institution=مركز المواكبة; type=inauguration
عواطف حيار وسعيد أمزازي → q=سعيد أمزازي; official=عواطف حيار
من دشن دار الشباب بحي السلام → asks=who; institution=دار الشباب; place=السلام; type=inauguration
who accompanied Bentahar in Agadir → asks=with; official=Bentahar; place=Agadir
Bentahar Agadir → official=Bentahar; place=Agadir
que s'est-il passé à Agadir le 18 novembre 2023 → asks=what; place=Agadir; from=2023-11-18; to=2023-11-18
quels centres Bentahar a-t-elle visités ? → asks=what; official=Bentahar; kind=centre; type=visit
combien de centres Bentahar a-t-elle inaugurés ? → asks=count; official=Bentahar; kind=centre; type=inauguration
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_question_is_understood(line: str) -> None:
    question, meaning = line.split(" → ")
    assert told(understand(question, today=TODAY, names=Known())) == meaning


def test_table_is_as_broad_as_it_says() -> None:
    questions = [line.split(" → ")[0] for line in CASES.strip().splitlines()]
    arabic = [q for q in questions if any("\u0621" <= c <= "\u064a" for c in q)]
    assert len(set(arabic)) >= 60
    assert len(set(questions)) - len(set(arabic)) >= 10


def test_without_names_the_lexicons_still_tell() -> None:
    found = understand("من زار مركز المواكبة بتارودانت سنة 2024؟", today=TODAY)
    assert (
        told(found) == "asks=who; institution=مركز المواكبة; place=تارودانت; type=visit; from=2024-01-01; to=2024-12-31"
    )


@pytest.mark.parametrize("written", ["مَن زار أكادير؟", "من زار اكادير", "من زار أكـادير", "من زار ﺃﻛﺎﺩﻳﺮ"])
def test_spellings_of_a_question_mean_the_same(written: str) -> None:
    found = understand(written, today=TODAY).filters
    assert found.place is not None
    assert (fold(found.place), [str(t) for t in found.types]) == ("اكادير", ["visit"])


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_any_text_is_read(text: str) -> None:
    understand(text, today=TODAY, names=Known())


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from([*(w for line in CASES.split("\n") for w in line.split(" → ")[0].split()), "؟", "\u202e"]))
)
def test_any_order_of_words_is_read_within_bounds(words: list[str]) -> None:
    found = understand(" ".join(words), today=TODAY, names=Known()).filters
    named = (found.official, found.office, found.institution, found.place, found.q)
    assert sum(len(name) for name in named if name) <= MAX_QUESTION + len(named)
    assert not (found.date_from and found.date_to and found.date_from > found.date_to)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_a_language_are_no_yaml_booleans(language: str) -> None:
    words = question_words(language)
    for phrases in (words.asks, words.filler, words.borders, words.types, words.dates, words.statuses):
        assert phrases
        assert not {("true",), ("false",), ("none",)} & set(phrases)
