"""Tables of participants of two tellings, and whether they are one."""

from __future__ import annotations

import pytest

from corpus.mention import ArgumentRole
from pipeline.linking.parties import acts_for, no_papers, office_likeness, one_kind_only, target_likeness
from pipeline.linking.tellings import Party
from pipeline.linking.words import content, overlap, share_said


def official(name: str, *titles: str) -> Party:
    return Party(ArgumentRole.AGENT, name, kind="official", titles=titles)


def office(title: str) -> Party:
    return Party(ArgumentRole.AGENT, title)


def body(name: str) -> Party:
    return Party(ArgumentRole.AGENT, name, kind="institution")


def target(name: str) -> Party:
    return Party(ArgumentRole.TARGET, name)


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        (official("صلاح أبو الليل", "عامل إقليم طاطا"), office("عامل إقليم طاطا"), 0.7),
        (official("صلاح أبو الليل", "عامل إقليم طاطا"), office("العامل"), 0.5),
        (official("صلاح أبو الليل", "عامل إقليم طاطا"), office("عامل إقليم زاكورة"), -1.0),
        (official("ليلى الشاوي", "رئيسة جماعة تنالت"), office("رئيسة المجلس الجماعي لتنالت"), 0.7),
        (official("ليلى الشاوي", "رئيسة جماعة تنالت"), office("السلطات المحلية"), 0.0),
        (official("ليلى الشاوي", "وزيرة التضامن"), official("هند الشاوي", "وزيرة التضامن"), 0.0),  # names decide
    ],
)
def test_office_likeness(one: Party, other: Party, likeness: float) -> None:
    assert office_likeness(one, other) == office_likeness(other, one) == likeness


@pytest.mark.parametrize(
    ("person", "acting", "same"),
    [
        (official("فتيحة الزهري", "رئيسة جمعية الأمل للطفولة"), body("جمعية الأمل للطفولة"), True),
        (official("منير الطاهري", "المدير الإقليمي للتعاون الوطني"), body("التعاون الوطني"), True),
        (official("منير الطاهري", "المدير الإقليمي للتعاون الوطني"), body("جمعية الأمل للطفولة"), False),
        (official("منير الطاهري"), body("التعاون الوطني"), False),
    ],
)
def test_a_person_acts_for_the_body_he_heads(person: Party, acting: Party, same: bool) -> None:
    assert acts_for(person, acting) is acts_for(acting, person) is same


def test_papers_are_left_aside_where_both_say_what_they_are_about() -> None:
    one = (target("اتفاقية شراكة"), target("مركز حماية الطفولة"))
    other = (target("اتفاقية للنقل المدرسي"),)
    assert no_papers(one, other) == (one[1:], other)
    assert no_papers(one[:1], other) == (one[:1], other)


@pytest.mark.parametrize(
    ("one", "other", "kind_only"),
    [
        ("حملة طبية", "حملة لإيواء المشردين", True),
        ("حملة لإيواء المشردين", "حملة إيواء الأشخاص المشردين", False),
        ("مركز لتصفية الدم", "مركز تصفية", False),
        ("حملة طبية", "قافلة تضامنية", False),
    ],
)
def test_two_things_of_a_kind(one: str, other: str, kind_only: bool) -> None:
    assert one_kind_only([target(one)], [target(other)]) is kind_only


def test_one_number_of_things_called_otherwise_is_likely_one() -> None:
    assert target_likeness(target("1500 حقيبة مدرسية"), target("1500 محفظة")) >= 0.5
    assert target_likeness(target("1500 حقيبة مدرسية"), target("200 محفظة")) < 0.3


def test_words_bound_to_a_particle_are_the_words() -> None:
    assert overlap("مركز لتصفية الدم", "مركز تصفية الدم") == 1.0
    clause = content("قام العامل بزيارة لدار الطالبة بالمدينة")
    assert share_said(content("دار الطالبة"), clause) == 1.0
    assert share_said(content("مركز المسنين"), clause) == 0.0
