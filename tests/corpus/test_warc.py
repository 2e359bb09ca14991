"""Web archives as inputs: any WARC, packed or not, damaged, with answers that are no pages and pages in other
languages."""

from __future__ import annotations

import gzip
import random
import re
from bisect import bisect_right
from collections import Counter
from datetime import date
from io import BytesIO
from itertools import accumulate
from pathlib import Path

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus.document import Document
from corpus.language import has_arabic
from corpus.reader import ReadFailure, read
from corpus.warc import MAX_PAGE_BYTES

BODY = (
    "أشرف عامل الإقليم، يوم الثلاثاء 5 مارس 2024، على افتتاح دار الثقافة بمدينة النخيل، بحضور عدد من المنتخبين.\n"
    "وتضم هذه المؤسسة قاعة للعروض ومكتبة وورشات للفنون، وقد كلف إنجازها 12 مليون درهم من ميزانية الجماعة."
)
FRENCH = (
    "Le ministre a inauguré, mardi 5 mars 2024 à Rabat, un nouveau centre culturel destiné aux élèves de la région."
)


def page(n: int = 1, body: str = BODY) -> bytes:
    """Return the n-th page."""
    paragraphs = "".join(f"<p>{line}</p>" for line in body.splitlines())
    return (
        f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>خبر رقم {n}</title>'
        '<meta property="article:published_time" content="2024-03-05T10:00:00+01:00">'
        f"</head><body><article><h1>خبر رقم {n}</h1>{paragraphs}</article></body></html>"
    ).encode()


def record(url: str, body: bytes, *, status: str = "200 OK", kind: str = "response", **headers: str) -> bytes:
    """Return a packed record; ``_`` in the name of a header stands for ``-``."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    named = {"Content-Type": "text/html; charset=utf-8"} | {k.replace("_", "-"): v for k, v in headers.items()}
    http = StatusAndHeaders(status, list(named.items()), protocol="HTTP/1.1") if kind == "response" else None
    dated = {"WARC-Date": "2024-03-06T03:00:00Z"} | ({"Content-Type": "text/html"} if kind == "resource" else {})
    writer.write_record(
        writer.create_warc_record(url, kind, BytesIO(body), len(body), warc_headers_dict=dated, http_headers=http)
    )
    return out.getvalue()


def documents(file: Path, **options: object) -> tuple[list[Document], list[ReadFailure]]:
    """Return what is read from a file, and what is set aside."""
    found = list(read([file], **options))  # type: ignore[arg-type]  # options of read
    return [i for i in found if isinstance(i, Document)], [i for i in found if isinstance(i, ReadFailure)]


RECORDS = [record(f"https://example.org/{n}", page(n)) for n in range(5)]
ENDS = list(accumulate(map(len, RECORDS)))
ARCHIVE = b"".join(RECORDS)
URLS = [f"https://example.org/{n}" for n in range(5)]


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.warc.gz", ARCHIVE),
        ("a.warc", gzip.decompress(ARCHIVE)),
        ("A.WARC.GZ", ARCHIVE),
        ("whole.warc.gz", gzip.compress(gzip.decompress(ARCHIVE))),
    ],
)
def test_pages_of_an_archive_are_articles(tmp_path: Path, name: str, raw: bytes) -> None:
    (tmp_path / name).write_bytes(raw)
    found, failures = documents(tmp_path)
    assert failures == []
    assert [item.url for item in found] == URLS
    assert len({item.id for item in found}) == 5
    assert {(item.published, item.text.split("\n", 1)[1]) for item in found} == {(date(2024, 3, 5), BODY)}


def test_archive_under_another_name_is_read_when_it_is_said_to_be_one(tmp_path: Path) -> None:
    file = tmp_path / "CC-NEWS.download"
    file.write_bytes(ARCHIVE)
    found, _ = documents(file, warcs=[file])
    assert [item.url for item in found] == URLS


@pytest.mark.parametrize(
    "other",
    [
        record("https://example.org/x", page(), status="404 Not Found"),
        record("https://example.org/x", b"", status="301 Moved", Location="/y"),
        record("https://example.org/x", b"%PDF", Content_Type="application/pdf"),
        record("https://example.org/x", b"User-agent: *", Content_Type="text/plain"),
        record("https://example.org/x", b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        record("https://example.org/x", b"fetchTimeMs: 1", kind="metadata"),
    ],
)
def test_other_records_are_left_out(tmp_path: Path, other: bytes) -> None:
    (tmp_path / "a.warc.gz").write_bytes(ARCHIVE + other + record("https://example.org/9", page(9)))
    found, failures = documents(tmp_path / "a.warc.gz")
    assert [item.url for item in found] == [*URLS, "https://example.org/9"]
    assert failures == []


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(page()), {"Content_Encoding": "gzip"}),
        (brotli.compress(page()), {"Content_Encoding": "br"}),
        (page(), {"Content_Encoding": "gzip"}),  # unpacked by who archived it
        (b"%x\r\n%b\r\n0\r\n\r\n" % (len(page()), page()), {"Transfer_Encoding": "chunked"}),
        (page().decode().replace("utf-8", "x").encode("windows-1256"), {"Content_Type": "text/html; charset=cp1256"}),
        (page(), {"Content_Type": "application/xhtml+xml"}),
    ],
    ids=["gzip", "brotli", "unpacked", "chunks", "windows-1256", "xhtml"],
)
def test_page_is_read_however_it_was_sent(tmp_path: Path, body: bytes, headers: dict[str, str]) -> None:
    (tmp_path / "a.warc.gz").write_bytes(record("https://example.org/a", body, **headers))  # type: ignore[arg-type]
    (found,), _ = documents(tmp_path / "a.warc.gz")
    assert found.text.endswith(BODY)


def test_page_kept_without_its_answer_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(record("https://example.org/a", page(), kind="resource"))
    (found,), _ = documents(tmp_path / "a.warc.gz")
    assert found.url == "https://example.org/a"


def test_pages_in_other_languages_are_counted_and_passed_over(tmp_path: Path) -> None:
    french = record("https://example.org/fr", page(1, FRENCH).replace("خبر رقم".encode(), b"Article"))
    (tmp_path / "a.warc.gz").write_bytes(french * 3 + ARCHIVE)
    passed = Counter[str]()
    found, failures = documents(tmp_path / "a.warc.gz", passed=passed)
    assert (len(found), failures, passed) == (5, [], Counter({"in another language": 3}))


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (page(1, "روابط"), {}, "a page without an article"),
        (b"x" * (MAX_PAGE_BYTES + 1), {}, "longer than 8 MB"),
        (gzip.compress(b"x" * (MAX_PAGE_BYTES + 1)), {"Content_Encoding": "gzip"}, "longer than 8 MB"),
        (b"no gzip", {"Content_Encoding": "gzip"}, "a broken gzip file"),
    ],
)  # fmt: skip
def test_page_that_cannot_be_read_is_set_aside(
    tmp_path: Path, body: bytes, headers: dict[str, str], reason: str
) -> None:
    padded = body.replace(b"</body>", b"<ul>" + "<li>رابط</li>".encode() * 50 + b"</ul></body>")
    bad = record("https://example.org/bad", padded, **headers)  # type: ignore[arg-type]
    (tmp_path / "a.warc.gz").write_bytes(bad + ARCHIVE)
    found, (failure,) = documents(tmp_path / "a.warc.gz")
    assert [item.url for item in found] == URLS
    assert failure.reason.startswith(f"https://example.org/bad: {reason}")


def test_damage_costs_the_record_it_is_in(tmp_path: Path) -> None:
    generator = random.Random(5)
    heads = [0, 3, *(end + n for end in ENDS[:-1] for n in (-20, -10, 0, 3))]  # where members begin and end
    for at in (*heads, *(generator.randrange(len(ARCHIVE) - 60) for _ in range(40))):
        raw = bytearray(ARCHIVE)
        raw[at : at + 20] = generator.randbytes(20)
        (tmp_path / "a.warc.gz").write_bytes(bytes(raw))
        found, failures = documents(tmp_path / "a.warc.gz")
        assert len(failures) >= 1, at
        hit = {bisect_right(ENDS, at), bisect_right(ENDS, at + 19)}
        assert {item.url for item in found} >= {url for n, url in enumerate(URLS) if n not in hit}, at
        assert {item.text.split("\n", 1)[1] for item in found} <= {BODY}


@pytest.mark.parametrize(("place", "lost"), [("head", {1}), ("length", {1}), ("body", {1})])
def test_damage_of_a_file_that_is_not_packed_costs_the_record_it_is_in(
    place: str, lost: set[int], tmp_path: Path
) -> None:
    plain = [gzip.decompress(raw) for raw in RECORDS]
    hurt = {
        "head": plain[1].replace(b"WARC/1.", b"\0\0\0\0\0\0\0", 1),
        "length": re.sub(rb"Content-Length: \d+", b"Content-Length: 999999999", plain[1], count=1),
        "body": plain[1].replace("خبر".encode(), b"\xff" * 6),
    }[place]
    (tmp_path / "a.warc").write_bytes(b"".join([plain[0], hurt, *plain[2:]]))
    found, failures = documents(tmp_path / "a.warc")
    assert {item.url for item in found} == {url for n, url in enumerate(URLS) if n not in lost}
    assert len(failures) == 1


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty file"),
        (b"hello\n" * 50, "damaged record near byte 0"),
        (ARCHIVE[:-300], "damaged record near byte"),
    ],
)
def test_file_that_is_none_or_breaks_off_is_named(tmp_path: Path, raw: bytes, reason: str) -> None:
    (tmp_path / "a.warc.gz").write_bytes(raw)
    found, failures = documents(tmp_path / "a.warc.gz")
    assert len(failures) == 1
    assert reason in failures[0].reason or "breaks off" in failures[0].reason
    assert failures[0].source == str(tmp_path / "a.warc.gz")
    assert len(found) == (4 if raw.startswith(b"\x1f") else 0)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (page(), True),
        (page().decode().encode("windows-1256"), True),
        (page().decode().encode("utf-16"), True),
        ("".join(f"&#{ord(c)};" for c in BODY).encode(), True),
        (FRENCH.encode() * 5, False),
        ((FRENCH * 5).encode("latin-1"), False),
        ("Вчера министр открыл новый центр культуры в столице. ".encode("windows-1251") * 5, False),
        (b"", False),
    ],
    ids=["utf-8", "windows-1256", "utf-16", "references", "french", "latin-1", "cyrillic", "empty"],
)
def test_arabic_pages_are_told_by_their_bytes(raw: bytes, expected: bool) -> None:
    assert has_arabic(raw) is expected
