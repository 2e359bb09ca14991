"""Whether two names of an article are one institution, by their words alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors import institution_same as names

Rule = Callable[[str, str], bool]

ONE: list[tuple[Rule, str, str]] = [
    (names.misspelt, "المكتب الو طني للنقل", "المكتب الوطني للنقل"),
    (names.misspelt, "وكالة الأنبا الكويتية", "وكالة الأنباء الكويتية"),
    (names.misspelt, "جمعية الأفق الجديد", "جمعية الأفق الجدىد"),
    (names.misspelt, "مكتب الوطني للنقل", "المكتب الوطني للنقل"),
    (names.of_class, "شركة «أناكس»", "أناكس"),
    (names.within_quotes, "حزب الأمل", "حركة «حزب الأمل» الوطنية"),
    (names.stands_for, "مجلس الأهالي", "مجلس أهالي القطيف"),
    (names.begins, "المحكمة الدستورية", "المحكمة الدستورية العليا"),
    (names.shortened, "هيئة المياه", "هيئة تنظيم المياه"),
    (names.shortened, "رابطة حماية البيئة", "الرابطة الأردنية للدفاع عن حماية البيئة"),
    (names.shortened, "مركزا للمسنين", "مركز الاستقبال النهاري للمسنين"),
    (names.stands_for, "فرع الوزارة", "فرع وزارة النقل"),
    (names.stands_for, "إدارة تعليم المنطقة", "إدارة تعليم حائل"),
    (names.stands_for, "أمانة منطقة حائل", "أمانة المنطقة"),
    (names.local_body, "صحة ينبع", "مديرية الشؤون الصحية"),
    (names.local_body, "الإدارة العامة للتعليم", "تعليم ينبع"),
    (names.begins, "الاتحاد الآسيوي", "الاتحاد الآسيوي لكرة القدم"),
    (names.of_group, "تويوتا", "مجموعة تويوتا اليابانية"),
    (names.again, "البرلمان", "البرلمان الكندي"),
]
TWO: list[tuple[Rule, str, str]] = [
    (names.of_class, "شركة «أناكس»", "أفق"),
    (names.within_quotes, "حزب العمل", "حركة «حزب الأمل» الوطنية"),
    (names.misspelt, "السفارة الكورية", "السفارة السورية"),
    (names.misspelt, "المكتب الوطني 12", "المكتب الوطني 13"),
    (names.misspelt, "نادي النصر", "نادي النسر"),
    (names.shortened, "حزب العمل", "حزب الخبز والعمل"),
    (names.shortened, "هيئة المياه", "هيئة تنظيم الغاز"),
    (names.stands_for, "فرع الوزارة", "مكتب وزارة النقل"),
    (names.stands_for, "مركز المدينة", "مركز تبوك"),
    (names.local_body, "صحة ينبع", "إدارة المرور"),
    (names.begins, "الحرية والعدالة", "الحرية والعدالة الاجتماعية"),
    (names.of_group, "تويوتا", "مجموعة النقل"),
    (names.again, "البرلمان", "مجلس النواب الكندي"),
]


@pytest.mark.parametrize(("rule", "one", "other"), ONE)
def test_names_of_one(rule: Rule, one: str, other: str) -> None:
    assert rule(one, other)


@pytest.mark.parametrize(("rule", "one", "other"), TWO)
def test_names_of_two(rule: Rule, one: str, other: str) -> None:
    assert not rule(one, other)


def test_fuller_name_is_the_one_that_says_whose_body_it_is() -> None:
    assert names.fuller("أمانة المنطقة", "أمانة منطقة حائل")
    assert names.fuller("صحة ينبع", "مديرية الشؤون الصحية")
    assert not names.fuller("أمانة منطقة حائل", "أمانة المنطقة")
