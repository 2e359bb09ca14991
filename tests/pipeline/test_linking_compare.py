"""Pairs of tellings, and whether they are one event: what speaks for it, what against, and what keeps them apart.

Clauses are invented. ``telling`` makes one without a knowledge base; its participants are those given.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from corpus.mention import ArgumentRole, EventType, Status
from pipeline.linking.agreement import companions, figures
from pipeline.linking.blocks import _by_time, blocks
from pipeline.linking.compare import MERGE, compare
from pipeline.linking.guards import days_apart
from pipeline.linking.tellings import Party, Telling

AGENT, COMPANION, TARGET, PLACE = (
    ArgumentRole.AGENT,
    ArgumentRole.COMPANION,
    ArgumentRole.TARGET,
    ArgumentRole.PLACE,
)
DAY = date(2025, 3, 18)
GOVERNOR = Party(AGENT, "إدريس الروكي", "p:1", kind="official", titles=("عامل إقليم سيدي سليمان",))


def telling(
    number: int, kind: EventType, evidence: str, *parties: Party, day: date | None = DAY, named: tuple[Party, ...] = ()
) -> Telling:
    published = (day or DAY) + timedelta(days=1)
    return Telling(
        id=number, key=f"e{number}", article=number, article_key=f"a{number}", copies=f"a{number}", outlet=None,
        published=published, title="", type=kind, status=Status.PAST, start=day, end=day, inherited=False,
        evidence=evidence, confidence=0.8, verdict=None, happening=None, parties=parties, named=named,
    )  # fmt: skip


def works(number: int, target: str) -> Telling:
    clause = f"أعطى عامل إقليم سيدي سليمان، إدريس الروكي، أمس الثلاثاء، انطلاقة {target}"
    return telling(number, EventType.LAUNCH, clause, GOVERNOR, Party(TARGET, target))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("أشغال بناء قنطرة على وادي بهت", "بناء قنطرة جديدة على وادي بهت", True),
        ("أشغال بناء قنطرة على وادي بهت", "أشغال بناء طريق قروية", False),
        ("مشروع إنجاز خزان مائي", "أشغال إنجاز خزان مائي", True),
        ("مشروع إنجاز خزان مائي", "مشروع إنجاز ملعب للقرب", False),
    ],
)
def test_works_are_one_where_the_thing_is(one: str, other: str, same: bool) -> None:
    pair = works(1, one), works(2, other)
    assert (compare(*pair).score >= MERGE) is same
    assert compare(*pair) == compare(*reversed(pair))


SPEAKER = Party(AGENT, "أنس بلمعطي", "p:2", kind="official", titles=("وزير الصحة",))


@pytest.mark.parametrize(
    ("one", "other", "guard"),
    [
        (
            "وأكد الوزير أن الوزارة ستعزز المستشفى بعشرة أطباء اختصاصيين",
            "وصرح بلمعطي بأن عشرة أطباء اختصاصيين سيلتحقون بالمستشفى قريبا",
            None,
        ),
        (
            "وأكد الوزير أن الوزارة ستعزز المستشفى بعشرة أطباء اختصاصيين",
            "وصرح بلمعطي بأن الوزارة ستقتني سيارات إسعاف للعالم القروي",
            "words",
        ),
        ("قال أنس بلمعطي، وزير الصحة، إن الأدوية متوفرة", "قال أنس بلمعطي، وزير الصحة، إن الحوار مستمر", "words"),
    ],
)
def test_statements_of_one_speaker_and_day(one: str, other: str, guard: str | None) -> None:
    pair = [telling(n, EventType.STATEMENT, words, SPEAKER, day=None) for n, words in enumerate((one, other))]
    assert compare(*pair).guard == guard


@pytest.mark.parametrize(
    ("kind", "status", "days", "apart"),
    [
        (EventType.VISIT, Status.PAST, 1, False),
        (EventType.VISIT, Status.PAST, 2, True),
        (EventType.INAUGURATION, Status.PAST, 3, False),
        (EventType.INAUGURATION, Status.PAST, 4, True),
        (EventType.INAUGURATION, Status.POSTPONED, 20, False),
        (EventType.STATEMENT, Status.PAST, 0, False),
    ],
)
def test_days_apart(kind: EventType, status: Status, days: int, apart: bool) -> None:
    one, other = telling(1, kind, "كذا"), telling(2, kind, "كذا", day=DAY + timedelta(days=days))
    other = replace(other, status=status)
    assert days_apart(one, other) is days_apart(other, one) is apart
    assert not apart or compare(one, other).score == 0


def test_meeting_and_signing_of_two_days_are_two_whichever_comes_first() -> None:
    one = telling(1, EventType.SIGNING, "وقع", GOVERNOR)
    other = telling(2, EventType.MEETING, "اجتمع", GOVERNOR, day=DAY + timedelta(days=2))
    assert compare(one, other) == compare(other, one)
    assert compare(one, other).guard == "day"


def test_a_date_is_no_figure() -> None:
    told = [telling(n, EventType.VISIT, f"زار الثلاثاء 18 مارس 2025 مركزا يضم {n} سريرا") for n in (40, 60)]
    assert [t.figures for t in told] == [{"40"}, {"60"}]
    assert figures(*told) < 0


def test_a_person_may_sign_for_the_body_the_other_names() -> None:
    head = Party(COMPANION, "عبد النور المزياني", "p:3", kind="official", titles=("رئيس الجهة",))
    council = Party(COMPANION, "مجلس جهة الشرق", "i:1", kind="institution")
    other = Party(COMPANION, "جامعة أنكاد الخاصة", "i:2", kind="institution")
    signed = [telling(n, EventType.SIGNING, "وقع", p) for n, p in enumerate((head, council, other))]
    assert companions(signed[0], signed[1]) == 0.0
    assert companions(signed[1], signed[2]) == -1.0


def test_what_has_no_place_is_looked_for_by_those_its_clause_names() -> None:
    province = Party(PLACE, "إقليم العرائش", "l:1", kind="place")
    bare = telling(1, EventType.MEETING, "انعقد اجتماع بمقر عمالة إقليم العرائش", named=(province,))
    assert blocks(bare) == blocks(replace(bare, parties=(province,), named=()))
    assert not blocks(replace(bare, named=()))


def test_tellings_of_two_years_are_read_apart() -> None:
    days = [DAY, DAY + timedelta(days=20), DAY + timedelta(days=400), DAY + timedelta(days=401)]
    told = [telling(n, EventType.VISIT, "زار", day=day) for n, day in enumerate(days)]
    assert [[t.id for t in some] for some in _by_time(reversed(told))] == [[0, 1], [2, 3]]
