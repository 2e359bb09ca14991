"""The reader over files it must read: formats, encodings, sidecars, folders, standard input."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.reader import ReadFailure, read

HEADLINE = "افتتاح دار الثقافة بمدينة النخيل"
BODY = (
    "أشرف عامل الإقليم، يوم الثلاثاء 5 مارس 2024، على افتتاح دار الثقافة بمدينة النخيل، بحضور عدد من المنتخبين.\n"
    "وتضم هذه المؤسسة قاعة للعروض ومكتبة وورشات للفنون، وقد كلف إنجازها 12 مليون درهم من ميزانية الجماعة.\n"
    "وقال رئيس الجماعة في كلمة بالمناسبة إن هذه الدار كانت مطلبا قديما للساكنة وشباب المدينة على الخصوص."
)
TEXT = f"{HEADLINE}\n{BODY}"


def page(head: str = "", *, body: str = BODY, title: str = HEADLINE, charset: str = "utf-8") -> str:
    """Return a page with the furniture of a newspaper around an article."""
    paragraphs = "".join(f"<p>{line}</p>" for line in body.splitlines())
    return f"""<!doctype html><html lang="ar" dir="rtl"><head><meta charset="{charset}">
<title>{title} | جريدة المثال</title><meta property="og:site_name" content="جريدة المثال">{head}</head><body>
<header><nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/p">سياسة</a></li></ul></nav></header>
<main><article><h1>{title}</h1>{paragraphs}</article>
<div class="comments"><h3>تعليقات الزوار</h3><p>تعليق أول من قارئ للجريدة لا علاقة له بالمقال</p></div></main>
<footer>جميع الحقوق محفوظة</footer></body></html>"""


def one(path: Path, **options: object) -> Document:
    """Return the only document of a path."""
    (found,) = read([path], **options)  # type: ignore[arg-type]  # options of read, given by the caller
    assert isinstance(found, Document), found
    return found


def test_text_file_is_kept_as_written(tmp_path: Path) -> None:
    text = "  عنوان\u00a0المقال \n\nأعلنت الوزارة عن\u200f مبادرةٍ جـديدة ﻟﻠﻄﻔﻞ والأسرۃ.  \n\n"
    (tmp_path / "a1.txt").write_bytes(text.encode())
    found = one(tmp_path / "a1.txt")
    assert (found.id, found.text, found.title, found.published) == ("a1", text, None, None)


def test_line_ends_become_newlines(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("السطر الأول\r\nالسطر الثاني\rالسطر الثالث".encode())
    assert one(tmp_path / "a.txt").text == "السطر الأول\nالسطر الثاني\nالسطر الثالث"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1256", "iso-8859-6"]
)
@pytest.mark.parametrize("text", [TEXT, "قام وزير الصحة بزيارة المستشفى", "Rabat (MAP) - عقد المجلس دورته العادية"])
def test_encoding_round_trip(tmp_path: Path, encoding: str, text: str) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert one(tmp_path / "a.txt").text == text


def test_file_cut_inside_a_letter_is_still_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.removesuffix(".").encode()[:-1])
    assert one(tmp_path / "a.txt").text == TEXT.removesuffix("ص.") + "\ufffd"


@pytest.mark.parametrize(
    "text",
    [
        "Rabat, 27 février 2019 – Communiqué. أعلنت الوزارة عن إطلاق برنامج جديد لفائدة الأطفال بجهة الشرق",
        "اشرفت السیدة مندوبة التعاون الوطنی علی توزیع الحصص الغذائیة فی مدینة القصر الکبیر",
        "البرلمان ناقش اليوم مشروع القانون ديال المالية، والناس كيتسناو الزيادة اللي وعدات بها الحكومة",
        "ﺍﻓﺘﺘﺤﺖ ﺍﻟﻮﺯﻳﺮﺓ ﻣﺮﻛﺰﺍ ﺍﺟﺘﻤﺎﻋﻴﺎ ﺟﺪﻳﺪﺍ",
    ],
    ids=["french dateline", "persian keyboard", "moroccan arabic", "presentation forms"],
)
def test_ordinary_arabic_is_accepted(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text, "utf-8")
    assert one(tmp_path / "a.txt").text == text


def test_sidecar_gives_url_date_country_and_source(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    meta = {"url": "https://example.org/a", "published": "2024-03-06T10:00:00Z", "country": "ma", "source": "المثال"}
    (tmp_path / "a.meta.json").write_text(json.dumps(meta | {"note": "ignored"}), "utf-8")
    found = one(tmp_path, published=date(2020, 1, 1))
    assert (found.url, found.published, found.country, found.outlet) == (
        "https://example.org/a", date(2024, 3, 6), "MA", "المثال",
    )  # fmt: skip


@pytest.mark.parametrize(
    "written",
    ["2024-03-05", "2024-03-05T23:59:59+01:00", " 2024-03-05 08:00", "2024/03/05", "Tue, 05 Mar 2024 08:00:00 GMT",
     "5 Mar 2024 08:00:00 +0100"],
)  # fmt: skip
def test_published_is_read_in_every_form_that_means_one_day(tmp_path: Path, written: str) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": BODY, "published": written}), "utf-8")
    assert one(tmp_path / "a.jsonl").published == date(2024, 3, 5)


def test_published_option_dates_articles_without_a_date(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    assert one(tmp_path / "a.txt", published=date(2024, 3, 6)).published == date(2024, 3, 6)


def test_folder_is_read_in_order_with_its_folders(tmp_path: Path) -> None:
    (tmp_path / "in" / ".hidden").mkdir(parents=True)
    for name in ("b.txt", "a.TXT", "in/c.txt", "notes.md", "a.meta.json", "in/.hidden/d.txt"):
        (tmp_path / name).write_text("{}" if name.endswith("json") else TEXT, "utf-8")
    (tmp_path / "in" / "e.jsonl").write_text(json.dumps({"text": TEXT}), "utf-8")
    assert [item.id for item in read([tmp_path]) if isinstance(item, Document)] == ["a", "b", "c", "e-1"]


def test_json_lines_keys(tmp_path: Path) -> None:
    rows = [
        {"id": 7, "url": "https://example.org/7", "title": HEADLINE, "text": BODY, "published": "2024-03-05",
         "country": "MA", "source": "المثال"},
        {"text": TEXT, "title": HEADLINE},
        {"id": "", "text": BODY, "title": None, "published": None},
    ]  # fmt: skip
    (tmp_path / "press.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n\n", "utf-8-sig")
    first, second, third = (item for item in read([tmp_path / "press.jsonl"]) if isinstance(item, Document))
    assert (first.id, first.text, first.title, first.published) == ("7", TEXT, HEADLINE, date(2024, 3, 5))
    assert (second.id, second.text, second.title) == ("press-2", TEXT, HEADLINE)
    assert (third.id, third.text, third.title) == ("press-3", BODY, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
def test_json_lines_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    rows = "\n".join(json.dumps({"id": str(n), "text": BODY}, ensure_ascii=False) for n in range(3))
    (tmp_path / "a.jsonl").write_bytes(rows.encode(encoding))
    assert [item.text for item in read([tmp_path / "a.jsonl"]) if isinstance(item, Document)] == [BODY] * 3


def test_page_gives_text_with_headline_and_metadata(tmp_path: Path) -> None:
    head = (
        '<meta property="article:published_time" content="2024-03-05T18:20:00+01:00">'
        '<link rel="canonical" href="https://example.org/culture"><meta name="author" content="سعاد الكاتبة">'
    )
    (tmp_path / "p.html").write_text(page(head), "utf-8")
    found = one(tmp_path / "p.html")
    assert found.text == TEXT
    assert (found.title, found.outlet, found.published) == (HEADLINE, "جريدة المثال", date(2024, 3, 5))
    assert (found.url, found.author) == ("https://example.org/culture", "سعاد الكاتبة")


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("windows-1256", "windows-1256"), ("iso-8859-1", "windows-1256"), ("utf-8", "windows-1256"), ("x-none", "utf-16")],
)
def test_page_in_another_encoding_than_declared(tmp_path: Path, declared: str, encoding: str) -> None:
    (tmp_path / "p.htm").write_bytes(page(charset=declared).encode(encoding, "ignore"))
    assert one(tmp_path / "p.htm").text == TEXT


def test_sidecar_goes_before_the_page(tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text(page('<meta name="date" content="2023-01-01">'), "utf-8")
    (tmp_path / "p.meta.json").write_text('{"published": "2024-03-05", "source": "أخرى"}', "utf-8")
    found = one(tmp_path / "p.html")
    assert (found.published, found.outlet, found.title) == (date(2024, 3, 5), "أخرى", HEADLINE)


def test_headline_keeps_its_own_dash(tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text(page(title="النخيل – افتتاح دار الثقافة"), "utf-8")
    assert one(tmp_path / "p.html").title == "النخيل – افتتاح دار الثقافة"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-08-15T09:00:00"}</script>',
         date(2024, 8, 15)),
        ('<meta itemprop="datePublished" content="2024-08-15">', date(2024, 8, 15)),
        ('<meta name="DC.date.issued" content="2024-08-15">', date(2024, 8, 15)),
        ('<meta name="date" content="15 غشت 2024">', None),
        ('<meta name="date" content="2024-13-45">', None),
        ("", None),
    ],
)  # fmt: skip
def test_page_date_is_one_written_for_machines(tmp_path: Path, head: str, expected: date | None) -> None:
    (tmp_path / "p.html").write_text(page(head, body=f"نشر في 15 غشت 2024\n{BODY}"), "utf-8")
    assert one(tmp_path / "p.html").published == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("<article><h1>", date(2024, 8, 15)),
        ("<footer>", date(2024, 8, 15)),
        ('<footer><time datetime="2024-08-16">أمس</time>', None),
    ],
    ids=["in the article", "outside, one day", "outside, two days"],
)
def test_page_date_of_time_elements(tmp_path: Path, where: str, expected: date | None) -> None:
    time = '<time datetime="2024-08-15T08:00">15 غشت</time>'
    anchor = where if where.endswith(">") and "time" not in where else "<footer>"
    source = page().replace(anchor, f"{where}{time}" if anchor == "<footer>" else f"<article>{time}<h1>")
    (tmp_path / "p.html").write_text(source, "utf-8")
    assert one(tmp_path / "p.html").published == expected


@pytest.mark.parametrize(
    ("raw", "texts"),
    [
        (TEXT.encode(), [TEXT]),
        (TEXT.encode("utf-16"), [TEXT]),
        (page().encode(), [TEXT]),
        (json.dumps({"text": BODY}).encode() + b"\n" + json.dumps({"text": TEXT}).encode(), [BODY, TEXT]),
        (json.dumps({"text": BODY, "id": "x" * 9000}).encode("utf-16"), [BODY]),
    ],
    ids=["text", "utf-16", "page", "json lines", "json lines in utf-16"],
)
def test_standard_input_is_told_apart_by_how_it_begins(raw: bytes, texts: list[str]) -> None:
    found = list(read([Path("-")], stdin=io.BytesIO(raw)))
    assert [item.text for item in found if isinstance(item, Document)] == texts


def test_one_bad_input_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("", "utf-8")
    (tmp_path / "b.txt").write_text(TEXT, "utf-8")
    first, second, third = read([tmp_path / "none.txt", tmp_path / "a.txt", tmp_path / "b.txt"])
    assert isinstance(first, ReadFailure)
    assert isinstance(second, ReadFailure)
    assert isinstance(third, Document)
