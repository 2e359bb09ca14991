"""The line above the rows that answers a question, in each language, over the samples."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from lxml import html

CENTRE = "مركز الأمل لرعاية الطفولة"


def answered(client: TestClient, question: str, language: str = "ar") -> str:
    response = client.get("/", params={"ask": question, "lang": language})
    assert response.status_code == 200
    page = html.fromstring(response.content)
    for link in page.xpath("//p[@class='short-answer']//a/@href"):
        assert client.get(link).status_code == 200, link
    return " ".join(page.xpath("string(//p[@class='short-answer'])").split())


@pytest.mark.parametrize(
    ("question", "language", "answer"),
    [
        (f"من زار {CENTRE} بالنخيل؟", "ar", "الجواب المختصر: ليلى المرابط"),
        (f"من زار {CENTRE}؟", "ar", "الجواب المختصر: عمر بنسعيد، ليلى المرابط"),
        ("متى زارت ليلى المرابط مركز الأمل؟", "ar", "تواريخ هذه الأحداث: 5 فبراير 2024"),
        ("متى سيدشن إدريس الناصري دار المواطن؟", "ar", "تواريخ هذه الأحداث: 10 مارس 2024"),
        ("فين مشات ليلى المرابط", "ar", "أماكن هذه الأحداث: جماعة النخيل"),
        ("كم مرة زارت ليلى المرابط مركز الأمل؟", "ar", "عددها: حدث واحد"),
        (
            "كم كلف مركز الأمل بالنخيل؟",
            "ar",
            "المبالغ المذكورة في مقالاتها: 3 ملايين درهم (3,000,000 MAD)",
        ),
        ("كم كلفت دار المواطن؟", "ar", "لا تذكر مقالات هذه الأحداث أي مبلغ."),
        ("Qui a visité le centre مركز الأمل en 2024 ?", "fr", "En bref: عمر بنسعيد, ليلى المرابط"),
        ("quand ليلى المرابط a-t-elle visité مركز الأمل ?", "fr", "Dates de ces événements: 5 février 2024"),
        ("combien a coûté مركز الأمل ?", "fr", "Montants cités dans leurs articles: 3 ملايين درهم (3 000 000 MAD)"),
        ("how many visits to مركز الأمل in 2024", "en", "Their number: 2 events"),
        ("when did ليلى المرابط visit مركز الأمل?", "en", "Days of these events: 5 February 2024"),
        ("مركز الأمل", "ar", ""),
        ("من هي وزيرة التضامن؟", "ar", "الجواب المختصر: ليلى المرابط 2"),
        ("شكون هو عامل إقليم الواحة", "ar", "الجواب المختصر: عمر بنسعيد"),
        ("من هي ليلى المرابط؟", "ar", "الجواب المختصر: وزيرة التضامن 2"),
        ("من كان مع ليلى المرابط؟", "ar", "برفقة: الوفد المرافق لها"),
        ("أين يقع مركز الأمل؟", "ar", "أماكن هذه الأحداث: مدينة الواحة، جماعة النخيل"),
        ("متى كانت آخر زيارة لمركز الأمل؟", "ar", "تواريخ هذه الأحداث: 7 فبراير 2024"),
        ("متى كانت أول زيارة لمركز الأمل؟", "ar", "تواريخ هذه الأحداث: 5 فبراير 2024"),
        ("من سيدشن دار المواطن؟", "ar", "الجواب المختصر: إدريس الناصري"),
        ("من دشن دار المواطن؟", "ar", ""),  # it was only planned
        ("متى دشن إدريس الناصري دار المواطن؟", "ar", ""),
        ("كم مرة دشن إدريس الناصري دار المواطن؟", "ar", "عددها: لا حدث"),
        ("كم عدد المستفيدين من مركز الأمل؟", "ar", ""),  # not the number of events
        ("من", "ar", ""),
    ],
)
def test_question_is_answered_in_short(client: TestClient, question: str, language: str, answer: str) -> None:
    assert answered(client, question, language).replace("\u202f", " ").replace("\xa0", " ") == answer


def test_answer_longer_than_a_page_is_counted_over_all_of_it(client: TestClient) -> None:
    assert answered(client, "من زار؟").startswith("الجواب المختصر: ")
