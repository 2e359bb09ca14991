"""Inputs that cannot be read: each gives a failure that names file, line and cause, and never an exception."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.reader import ReadFailure, read

GOOD = "أعلنت الوزارة يوم الثلاثاء عن افتتاح مركز جديد لفائدة الأطفال بإقليم النخيل"
PERSIAN = "رئیس جمهور ایران روز سه شنبه با وزیر خارجه دیدار کرد و گفت که این سفر برای هر دو کشور مهم است"
URDU = "وزیر اعظم نے کہا ہے کہ حکومت عوام کے لیے کام کر رہی ہے اور اس سال ملک میں نئے اسکول بنائے جائیں گے"
KURDISH = "سەرۆکی حکوومەت لەگەڵ وەزیری دەرەوە کۆبووەوە و باسی پەیوەندییەکانی هەردوو وڵات کرا"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty file"),
        ("a.txt", b"\xef\xbb\xbf \r\n\t", "empty file"),
        ("a.jsonl", b"\n\n", "empty file"),
        ("a.html", b"", "empty file"),
        ("a.txt", b"%PDF-1.7\n%\xe2\xe3", "binary file (PDF), not a text"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "binary file (PNG picture), not a text"),
        ("a.txt", bytes(range(256)) * 40, "binary file, or a text in an unknown encoding"),
        ("a.txt", b"The minister opened a centre", "not an Arabic text: 0% of its letters are Arabic"),
        ("a.txt", "Salam khouti, lyouma l'wazir مرحبا".encode(), "not an Arabic text: 18% of its letters are Arabic"),
        ("a.txt", b"12345 67", "not an Arabic text: 0% of its letters are Arabic"),
        ("a.txt", PERSIAN.encode(), "not an Arabic text: it reads like Persian"),
        ("a.txt", PERSIAN.replace("ی", "ي").replace("ک", "ك").encode(), "not an Arabic text: it reads like Persian"),
        ("a.txt", URDU.encode(), "not an Arabic text: it reads like Urdu"),
        ("a.txt", KURDISH.encode(), "not an Arabic text: it has letters of another language in Arabic script"),
        ("a.json", json.dumps([{"text": GOOD}]).encode(),
         "a .json file holds no article this reads: put one object a line into a .jsonl file"),
        ("a.html", b"<html><body></body></html>", "a page without an article"),
        ("a.html", "<html><body><ul><li>الرئيسية</li><li>سياسة</li></ul></body></html>".encode(),
         "a page without an article"),
        ("a.html", b"<html><body><article><p>" + b"The minister opened a new centre in the city. " * 9,
         "not an Arabic text: 0% of its letters are Arabic"),
    ],
)  # fmt: skip
def test_file_is_set_aside_with_its_cause(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert list(read([tmp_path / name])) == [ReadFailure(str(tmp_path / name), None, reason)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "مقال', "broken JSON at column 10: Unterminated string starting"),
        ("[1, 2]", "not a JSON object"),
        ('{"title": "بلا نص"}', 'no "text" in this object'),
        ('{"text": 5}', 'no "text" in this object'),
        ('{"text": "  "}', "no text"),
        ('{"text": "An English text"}', "not an Arabic text: 0% of its letters are Arabic"),
        (json.dumps({"text": GOOD, "published": "05/03/2024"}),
         "published: '05/03/2024' is no date of the form YYYY-MM-DD"),
        (json.dumps({"text": GOOD, "published": "2024-02-30"}),
         "published: '2024-02-30' is no date of the form YYYY-MM-DD"),
        (json.dumps({"text": GOOD, "published": "2024-03/05"}),
         "published: '2024-03/05' is no date of the form YYYY-MM-DD"),
        (json.dumps({"text": GOOD, "published": "Tue, 45 Mar 2024 08:00:00 GMT"}),
         "published: 'Tue, 45 Mar 2024 08:00:00 GMT' is no date of the form YYYY-MM-DD"),
        (json.dumps({"text": GOOD, "country": "Morocco"}),
         "country: 'Morocco' is no two-letter code (ISO 3166-1)"),
        (json.dumps({"text": GOOD + "\ud800"}),
         "the text holds characters that are no text (NUL or half of a pair)"),
        ("[" * 100_000, None),
        ("\x00\x01\x02", "binary file, or a text in an unknown encoding"),
    ],
)  # fmt: skip
def test_broken_line_is_named_and_the_rest_is_read(tmp_path: Path, line: str, reason: str | None) -> None:
    good = json.dumps({"text": GOOD})
    file = tmp_path / "press.jsonl"
    file.write_text("\n".join([good] * 500 + [line] + [good] * 499), "utf-8")
    found = list(read([file]))
    (failure,) = (item for item in found if isinstance(item, ReadFailure))
    assert (failure.source, failure.line, len(found)) == (str(file), 501, 1000)
    assert failure.reason == reason or (reason is None and failure.reason.startswith("broken JSON"))


def test_missing_file_and_folder_without_articles(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("x", "utf-8")
    missing = tmp_path / "none.txt"
    assert list(read([missing, tmp_path])) == [
        ReadFailure(str(missing), None, "no such file or folder"),
        ReadFailure(str(tmp_path), None, "no .txt, .html, .jsonl or .warc file in this folder"),
    ]


def test_unreadable_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (failure,) = read([tmp_path / "loop.txt"])
    assert isinstance(failure, ReadFailure)
    assert failure.reason.startswith("cannot be read: ")


def test_twenty_megabytes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_bytes((GOOD.encode() + b"\n") * (20_000_000 // len(GOOD.encode())))
    (failure,) = read([tmp_path / "big.txt"])
    assert failure == ReadFailure(
        str(tmp_path / "big.txt"), None, "20 MB: too long for an article (limit 2,000,000 characters)"
    )


def test_text_above_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, "utf-8")
    (failure,) = read([tmp_path / "a.txt"], max_chars=50)
    assert isinstance(failure, ReadFailure)
    assert failure.reason == f"{len(GOOD)} characters: too long for an article (limit 50 characters)"


def test_line_above_the_limit_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    rows = [json.dumps({"text": GOOD * 100}), json.dumps({"text": GOOD})]
    (tmp_path / "a.jsonl").write_text("\n".join(rows), "utf-8")
    first, second = read([tmp_path / "a.jsonl"], max_chars=200)
    assert isinstance(first, ReadFailure)
    assert (first.line, first.reason) == (1, "a line of more than 0 MB: too long for an article")
    assert isinstance(second, Document)


@pytest.mark.parametrize(
    ("sidecar", "reason"),
    [
        ("{", "a.meta.json: broken JSON at column 2: Expecting property name enclosed in double quotes"),
        ("[]", "a.meta.json: not a JSON object"),
        ('{"published": "yesterday"}', "published: 'yesterday' is no date of the form YYYY-MM-DD"),
    ],
)
def test_broken_sidecar_is_named(tmp_path: Path, sidecar: str, reason: str) -> None:
    (tmp_path / "a.txt").write_text(GOOD, "utf-8")
    (tmp_path / "a.meta.json").write_text(sidecar, "utf-8")
    assert list(read([tmp_path / "a.txt"])) == [ReadFailure(str(tmp_path / "a.txt"), None, reason)]


@pytest.mark.parametrize("raw", [b"", b" \n", b"{broken\n"])
def test_standard_input_that_holds_nothing(raw: bytes) -> None:
    (failure,) = read([Path("-")], stdin=io.BytesIO(raw))
    assert isinstance(failure, ReadFailure)
    assert failure.source == "-"


def test_closed_standard_input_is_a_failure() -> None:
    assert list(read([Path("-")])) == [ReadFailure("-", None, "standard input is closed")]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    raw=st.one_of(
        st.binary(max_size=400),
        st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")),
        st.text('ابتثجحخ \n\r\u2028{}":<>/p', max_size=200).map(str.encode),
        st.text(max_size=100).map(lambda t: t.encode("utf-16", "surrogatepass")),
        st.binary(max_size=100).map(lambda b: b'{"text": "' + b + b'"}\n'),
        st.binary(max_size=100).map(lambda b: b"<html><body><p>" + b),
    ),
    name=st.sampled_from(["a.txt", "a.html", "a.jsonl", "a.meta.json", "-"]),
)
def test_read_never_raises(tmp_path: Path, raw: bytes, name: str) -> None:
    (tmp_path / "a.txt").write_text(GOOD, "utf-8")
    (tmp_path / name).write_bytes(raw)
    target = tmp_path / ("a.txt" if name == "a.meta.json" else name)
    for item in read([Path("-") if name == "-" else target], stdin=io.BytesIO(raw)):
        if isinstance(item, Document):
            item.text.encode("utf-8")
        (tmp_path / "a.meta.json").unlink(missing_ok=True)
