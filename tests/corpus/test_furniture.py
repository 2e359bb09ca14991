"""Page furniture, credits and headlines over small pages of our own."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.furniture import furniture_spans, source_line, title_line
from corpus.page_lines import DATA, folded_words, made_of

TITLE = "افتتاح دار الثقافة بمدينة النخيل"
LEAD = (
    "أشرف عامل الإقليم، يوم الثلاثاء 5 مارس 2024، على افتتاح دار الثقافة بمدينة النخيل، "
    "بحضور عدد من المنتخبين وفعاليات المجتمع المدني ورؤساء المصالح الخارجية."
)
SECOND = "وقال رئيس الجماعة في كلمة بالمناسبة إن هذه الدار كانت مطلبا قديما للساكنة، وإنها ستفتح أبوابها كل يوم."
ARTICLE = f"{TITLE}\n{LEAD}\n{SECOND}"


def hidden(text: str) -> list[str]:
    """Return the furniture of a text."""
    return [text[start:end] for start, end in furniture_spans(text)]


@pytest.mark.parametrize(
    "line",
    [
        "شارك المقال",
        "شارك هذا المقال :   فيسبوك   واتساب",
        "فيسبوك تويتر واتساب تلغرام",
        "Facebook  Twitter  WhatsApp",
        "شارك على فيسبوك 12",
        "زر الذهاب إلى الأعلى",
        "عدد المشاهدات : 1453",
        "أقل من دقيقة",
        "اشترك في النشرة البريدية",
        "// انتهى //",
        "14:35",
        "11:53 ت م",
        "© جميع الحقوق محفوظة 2023",
        "جريدة النخيل 2024 © جميع الحقوق محفوظة",
        "للتواصل: redaction@example.org",
        "الهاتف : 0500-00.00.00",
        "* * *",
    ],
)
def test_line_after_the_article_is_furniture(line: str) -> None:
    assert hidden(f"{ARTICLE}\n{line}") == [line]


@pytest.mark.parametrize(
    "tail",
    [
        "تعليقات الزوار ( 2 )\nشكرا لكم على هذا الخبر الجميل الذي انتظرناه منذ مدة طويلة جدا يا إخوان.\nرد",
        "Comments ( 0 )",
        "تعليقات",
        "اترك تعليقا\nلن يتم نشر عنوان بريدك الإلكتروني",
        "مقالات ذات صلة\nحملة لتنظيف وادي النخيل\nجديد أسعار الخضر بالأسواق",
        "اقرأ أيضا\nأمطار مرتقبة بعدد من المناطق",
        "آخر الأخبار\nخبر أول\nخبر ثان\nشارك",
    ],
)
def test_all_that_follows_the_article_is_furniture(tail: str) -> None:
    text = f"{ARTICLE}\n{tail}"
    found = "\n".join(hidden(text))
    assert found == tail


@pytest.mark.parametrize("link", ["اقرأ أيضا: أمطار مرتقبة بعدد من المناطق", "شاهد أيضا\nصور من حفل الافتتاح بالمدينة"])
def test_link_between_paragraphs_does_not_end_the_article(link: str) -> None:
    assert "\n".join(hidden(f"{TITLE}\n{LEAD}\n{link}\n{SECOND}")) == link


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE,
        f"{LEAD}\n{SECOND}",
        f"{ARTICLE}\nشارك في اللقاء ممثلو الجمعيات والسلطات المحلية",
        f"{ARTICLE}\nتعليقات رئيس الجماعة على القرار كانت محل نقاش واسع بين المنتخبين خلال الدورة.",
        f"{ARTICLE}\nوشارك في الحفل 120 طفلا.\n- دار الشباب النخيل: 12 سريرا\n- مركز التربية والتكوين",
        f"{ARTICLE}\nاقرأ باسم ربك، بهذه الآية افتتح الحفل الذي حضره جمهور غفير من أبناء المدينة وضواحيها.",
        f"{TITLE}\nالنخيل، في 5 مارس 2024\n{LEAD}",
        f"{ARTICLE}\nحرر بالنخيل في 5 مارس 2024",
    ],
)
def test_body_is_never_furniture(text: str) -> None:
    assert hidden(text) == []


@pytest.mark.parametrize(
    "byline",
    ["النخيل - سعاد الكاتبة", "النخيل/ سعاد الكاتبة", "متابعة : س . الكاتبة", "بقلم سعاد الكاتبة",
     "ربورتاج: سعاد الكاتبة", "حاورها بالنخيل: كريم المحاور", "النخيل ـ ك. م", "كريم المحاور", "خاص",
     "النخيل بريس - متابعة"],
)  # fmt: skip
@pytest.mark.parametrize("title", [TITLE, None], ids=["below the headline", "on the first line"])
def test_byline_is_furniture(byline: str, title: str | None) -> None:
    text = "\n".join(filter(None, (title, byline, LEAD, SECOND)))
    assert byline in "\n".join(hidden(text))
    line = title_line(text)
    assert (text[slice(*line)] if line else None) == title


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("Next Previous النخيل – كريم المحاور", ""),
        ("Next Previous", "أعلن المجلس الجماعي عن برنامج جديد لتأهيل الأحياء الناقصة التجهيز بالمدينة."),
    ],
)
def test_slide_show_prefix_is_furniture(line: str, rest: str) -> None:
    assert hidden(f"{TITLE}\n{line} {rest}".rstrip() + f"\n{LEAD}")[0] == line


@pytest.mark.parametrize(
    ("end", "furniture"),
    [
        ("وختم كلمته بالشكر. سمات النخيل الثقافة الشباب", "سمات النخيل الثقافة الشباب"),
        ("رابط الخبر بصحيفة النخيل: افتتاح دار الثقافة", "رابط الخبر بصحيفة النخيل: افتتاح دار الثقافة"),
        ("وختم الحفل بتكريم الفائزين. (عدسة: ك. المحاور)", "(عدسة: ك. المحاور)"),
    ],
)
def test_tail_of_the_last_line_is_furniture(end: str, furniture: str) -> None:
    assert hidden(f"{ARTICLE}\n{end}") == [furniture]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"و م ع\n{LEAD}\n{SECOND}", "و م ع"),
        (f"{ARTICLE}\nو م ع /هـ", "و م ع /هـ"),
        (f"{ARTICLE}\n(و.م.ع)", "(و.م.ع)"),
        (f"{ARTICLE}\nوكالات", "وكالات"),
        (f"{ARTICLE}\nرويترز - أ ف ب\nشارك المقال", "رويترز - أ ف ب"),
        (f"{ARTICLE}\nواس\nتعليقات الزوار\nرويترز", "واس"),
        (f"{ARTICLE} (الأناضول)", "الأناضول"),
        (f"{TITLE}\nالنخيل، 5 مارس 2024 (و م ع) – {LEAD}", "و م ع"),
        (f"{TITLE}\nالنخيل/ 5 مارس 2024/ ومع/ {LEAD}", "ومع"),
        (f"{TITLE}\nكريم المحاور- رويترز- النخيل: {LEAD}", "رويترز"),
        (f"{TITLE}\nالنخيل 25 شعبان 1445 هـ الموافق 6 مارس 2024 م واس\n{LEAD}", "واس"),
        (f"{TITLE}\nهبة بريس – النخيل\n{LEAD}", "هبة بريس"),
        (f"{ARTICLE}\nعن المكتب المسير", "عن المكتب المسير"),
        (f"{ARTICLE}\nهيئة التحرير", "هيئة التحرير"),
        (f"{ARTICLE}\nرابط الخبر بصحيفة النخيل: {TITLE}", "صحيفة النخيل"),
        (ARTICLE, None),
        (f"{TITLE}\n{LEAD}\nوقالت وكالة رويترز - نقلا عن مصادر محلية - إن المشروع سيرى النور قريبا.", None),
        (f"{TITLE}\nالنخيل – {LEAD}", None),
        (f"{TITLE}\nخاص\n{LEAD}", None),
        (f"{TITLE}\nوذكرت وكالة الأنباء (رويترز) أن الأشغال تقدمت.\n{LEAD}", None),
        (f"{TITLE}\nوقال كريم المحاور لـ «رويترز»: إن الأشغال تقدمت.\n{LEAD}", None),
        (f"{ARTICLE}\nالمكتب الإقليمي: كريم المحاور", None),
    ],
)
def test_source_line(text: str, expected: str | None) -> None:
    line = source_line(text)
    assert (text[slice(*line)] if line else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ARTICLE, TITLE),
        (f"\n \u200f{TITLE}\u00a0\n\n{LEAD}", TITLE),
        (f"{LEAD}\n{SECOND}", None),
        (LEAD, None),
        ("", None),
        (f"هل تفتح دار الثقافة أبوابها ؟\n{LEAD}", "هل تفتح دار الثقافة أبوابها ؟"),
        (f"النخيل.. وعود معلقة..\n{LEAD}", "النخيل.. وعود معلقة.."),
        (f"دار الثقافة تفتح أبوابها.\n{LEAD}", None),
        (f"تصويب\n{LEAD}\n{SECOND}", "تصويب"),
        (f"صورة وخبر\n{LEAD}", "صورة وخبر"),
        (f"بلاغ صحفي\n{TITLE}\n{LEAD}", TITLE),
        (f"المملكة المغربية\nوزارة الثقافة\nبلاغ صحفي\n{TITLE}\n{LEAD}", TITLE),
        (f"بلاغ صحفي\n{LEAD}\n{SECOND}", "بلاغ صحفي"),
        (f"الثلاثاء 5 مارس 2024 - 14:30\n{TITLE}\n{LEAD}", TITLE),
        (f"الرئيسية / مجتمع\n{LEAD}", None),
        (f"شارك المقال\n{TITLE}\n{LEAD}", TITLE),
    ],
)
def test_title_line(text: str, expected: str | None) -> None:
    line = title_line(text)
    assert (text[slice(*line)] if line else None) == expected


def test_made_of_takes_the_longest_phrase_and_no_other_word() -> None:
    assert made_of(folded_words("شارك هذا المقال على فيسبوك"), "line")
    assert not made_of(folded_words("شارك الوزير على فيسبوك"), "line")
    assert not made_of(folded_words("12 34"), "line")
    assert not made_of((), "line")


@pytest.mark.parametrize("file", DATA, ids=lambda file: file.stem)
def test_phrases_are_sorted_and_have_a_source(file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as rows:
        found = [(row["kind"], row["phrase"], row["source"]) for row in csv.DictReader(rows)]
    assert found == sorted(found)
    assert all(all(row) for row in found)


@given(st.lists(st.sampled_from([TITLE, LEAD, SECOND, "شارك", "و م ع", "تعليقات", "اقرأ أيضا", "", " ", "12:30", "."])))
def test_spans_are_in_order_and_inside_the_text(parts: list[str]) -> None:
    text = "\n".join(parts)
    spans = furniture_spans(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) and text[start:end].strip() for start, end in spans)
