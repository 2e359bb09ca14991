"""Bytes to text: what the bytes say goes before what a page declares."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.encoding import decode
from corpus.errors import InputError

SHORT = "زار الوزير المركز"
TEXT = "أعلنت الوزارة، يوم الأحد 2 مارس 2025، عن فتح مركز جديد بمدينة الواحة؛ وقالت إن كلفته 3,5 ملايين درهم."
MIXED = "RABAT (MAP) – قال المدير: «نفتح غدا»"


@pytest.mark.parametrize("text", [SHORT, TEXT, MIXED])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1256"])
@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1256", "iso-8859-1", "no-such-charset", "rot13"])
def test_decode_round_trip_whatever_is_declared(text: str, encoding: str, declared: str | None) -> None:
    assert decode(text.encode(encoding), declared) == text


@pytest.mark.parametrize("text", [SHORT, TEXT])
def test_decode_iso_8859_6(text: str) -> None:
    assert decode(text.encode("iso-8859-6")) == text


def test_decode_big_endian_mark() -> None:
    assert decode(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")) == TEXT


def test_decode_takes_only_the_mark_away() -> None:
    assert decode(("\ufeff" + "\r\n  \u200f" + TEXT + "\xa0\n").encode()) == "\r\n  \u200f" + TEXT + "\xa0\n"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain ascii", "plain ascii"),
        (b"", ""),
        (TEXT.encode()[:-2], TEXT[:-2] + "\ufffd"),
        (("أ" * 5 + TEXT).encode().replace("مركز".encode(), b"\xd9" + "مركز".encode(), 1), None),
    ],
    ids=["ascii", "empty", "cut at the end", "one broken byte"],
)
def test_decode_bears_a_broken_letter(raw: bytes, text: str | None) -> None:
    found = decode(raw)
    assert found == text if text is not None else found.replace("\ufffd", "") == "أ" * 5 + TEXT


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"%PDF-1.4 ...", r"binary file \(PDF\), not a text"),
        (b"PK\x03\x04....", r"binary file \(ZIP archive or office document\), not a text"),
        (b"\xff\xd8\xff\xe0", r"binary file \(JPEG picture\), not a text"),
        (b"\x1f\x8b\x08", r"binary file \(gzip archive\), not a text"),
        (bytes(range(256)) * 8, "binary file, or a text in an unknown encoding"),
        (b"\x00" * 64, "binary file, or a text in an unknown encoding"),
        (codecs.BOM_UTF8 + b"\xff\xfe" * 50, "not valid utf-8, though it begins with its byte order mark"),
    ],
)
def test_decode_names_what_is_no_text(raw: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        decode(raw)


@given(st.binary(max_size=300), st.none() | st.text(max_size=12))
def test_decode_gives_a_text_or_an_input_error(raw: bytes, declared: str | None) -> None:
    try:
        text = decode(raw, declared)
    except InputError:
        return
    assert isinstance(text, str)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x6FF, exclude_categories=("Cc", "Cn")), min_size=1))
def test_decode_keeps_utf8_as_it_is(text: str) -> None:
    raw = text.encode()
    assert raw.startswith((b"%PDF", b"GIF8")) or decode(raw) == text
