"""Names made comparable: which are one person's, one thing's, one place's."""

from __future__ import annotations

import pytest

from pipeline.linking.words import labels, numbers, overlap, place_words, same_person, things


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("سلوى بنطاهر", "سلوى بن طاهر", True),
        ("عبد الغني الكرسيفي", "عبد الغاني الكرسيفي", True),
        ("إدريس أوعلا البوعناني", "ادريس اوعلا البوعناني", True),
        ("مولاي الطيب الصقلي الودغيري", "مولاي الطيب الصقلي", True),
        ("محمد العلمي", "أحمد العلمي", False),
        ("مريم الودغيري", "مريم العلوي", False),
        ("الودغيري", "مريم الودغيري", False),  # one word is no name; the article has resolved it
    ],
)
def test_same_person(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same
    assert same_person(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("مركز الاستقبال النهاري للأشخاص المسنين", "مركز الإستقبال النهاري للمسنين", 0.9, 1),
        ("المركز الصحي الحضري من المستوى الثاني", "المركز الصحي الحضري", 0.8, 1),
        ("45 كرسيا متحركا", "54 كرسيا متحركا", 1, 1),  # one thing, two counts
        ("ألف محفظة مدرسية", "1200 محفظة", 0.4, 0.4),
        ("المرسوم رقم 2.16.668", "المرسوم رقم 2.16.666", 0, 0.2),  # the number is its name
        ("مركز حماية الطفولة", "مركز تأهيل المعاقين", 0, 0.34),
        ("مركزا", "مركز التربية والتكوين", 0.4, 0.4),  # a head noun alone
        ("", "مركز", 0, 0),
    ],
)
def test_overlap(one: str, other: str, least: float, most: float) -> None:
    assert least <= overlap(one, other) <= most
    assert overlap(one, other) == overlap(other, one)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("جماعة أحفير", "أحفير", True),
        ("تمانار", "تمنار", True),
        ("إقليم سيدي سليمان", "سيدي سليمان", True),
        ("إقليم سيدي سليمان", "إقليم سيدي قاسم", False),
    ],
)
def test_place_words(one: str, other: str, same: bool) -> None:
    assert (place_words(one) == place_words(other)) is same


def test_numbers_that_count_and_numbers_that_name() -> None:
    assert things("ثلاث سيارات إسعاف") == ("سيارات", "اسعاف")
    assert labels("30 آلة خياطة") == frozenset()
    assert labels("المرسوم رقم 2.16.668") == {"2", "16", "668"}
    assert numbers("وزع 1.200 محفظة و7 حواسيب") == {"1200"}
