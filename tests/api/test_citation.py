"""Citations: where it was read, where it was found, when; nothing an article says can break out of a form."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from api.citation import apart, cite
from api.outlet_names import source_name
from api.wording import LANGUAGES, words
from pipeline.kb.query import ArticleRef
from pipeline.settings import Settings

TODAY = date(2026, 1, 2)
OUTLETS = Settings().outlets_dir
REF = ArticleRef("k1", "d1", "https://example.org/1", "جريدة المثال", "MA", date(2024, 2, 6), "الوزيرة تزور مراكز")


@pytest.mark.parametrize("language", LANGUAGES)
def test_citation_names_source_address_and_day(language: str) -> None:
    cited = cite(words(language), REF, what="زيارة", address="http://h/events/k", key="k", today=TODAY, outlets=OUTLETS)
    for part in (REF.title, REF.outlet, REF.url, "http://h/events/k", "زيارة", words(language).day(TODAY)):
        assert part is not None
        assert part in cited.text


def test_bibtex_and_ris_have_their_fields() -> None:
    cited = cite(words("ar"), REF, what="زيارة", address="http://h/events/k", key="k", today=TODAY, outlets=OUTLETS)
    assert cited.bibtex.startswith("@article{rasidk,\n")
    assert "  date = {2024-02-06},\n" in cited.bibtex
    assert "  urldate = {2026-01-02},\n" in cited.bibtex
    assert cited.ris.splitlines()[0] == "TY  - NEWS"
    assert "DA  - 2024/02/06" in cited.ris.splitlines()
    assert cited.ris.splitlines()[-1].strip() == "ER  -"


def test_hostile_title_stays_inside_its_field() -> None:
    title = "x},\n  note = {y}\\input{z}\nER  - "
    hostile = ArticleRef("k", "d", None, None, None, None, title)
    cited = cite(words("ar"), hostile, what="", address="http://h", key="k", today=TODAY, outlets=OUTLETS)
    assert cited.bibtex.count("{") == cited.bibtex.count("}") == cited.bibtex.count(" = {") + 1
    assert "\\" not in cited.bibtex
    assert [line for line in cited.ris.splitlines() if line.startswith("ER")] == ["ER  -"]


@pytest.mark.parametrize(
    ("language", "named"), [("ar", "هسبريس"), ("fr", "Hespress (هسبريس)"), ("en", "Hespress (هسبريس)")]
)
def test_declared_outlet_is_named_in_the_letters_of_the_language(language: str, named: str) -> None:
    crawled = ArticleRef("k", "d", "https://www.example.org/1", "هسبريس", "MA", None, "خبر")
    cited = cite(words(language), crawled, what="x", address="http://h", key="k", today=TODAY, outlets=OUTLETS)
    assert f"{named}{'،' if language == 'ar' else ','} https://www.example.org/1" in cited.text
    assert f"  journal = {{{named}}}," in cited.bibtex
    assert source_name(words(language), crawled, OUTLETS) == named.split(" (")[0]


@pytest.mark.parametrize(
    ("url", "source", "form"),
    [
        ("https://www.example.org/1", "«خبر»، example.org، https://www.example.org/1", "@article{"),
        (None, "«خبر»، المقال w001 (لم يذكر منبره). ", "@misc{"),
        ("javascript:alert(1)", "«خبر»، المقال w001 (لم يذكر منبره). ", "@misc{"),
    ],
)
def test_article_without_an_outlet_is_cited_by_what_is_known_of_it(url: str | None, source: str, form: str) -> None:
    bare = ArticleRef("k", "w001", url, None, "MA", None, "خبر")
    cited = cite(words("ar"), bare, what="x", address="http://h", key="k", today=TODAY, outlets=OUTLETS)
    assert cited.text.startswith(source)
    assert cited.bibtex.startswith(form)
    assert ("AN  - w001" in cited.ris.splitlines()) == (form == "@misc{")


def test_no_folder_of_outlets_is_no_fault(tmp_path: Path) -> None:
    assert source_name(words("fr"), REF, tmp_path / "none") == REF.outlet


@pytest.mark.parametrize(
    ("text", "direction", "against"),
    [
        ("visite — ليلى المرابط — 5 février 2024", "ltr", ["ليلى المرابط"]),
        ("«الوزيرة تزور مراكز.. و هذه», article x", "ltr", ["الوزيرة تزور مراكز.. و هذه"]),
        ("زيارة، http://h.example/events/k?a=1، اطلع عليه", "rtl", ["http://h.example/events/k?a=1"]),
        ("visite", "ltr", []),
    ],
)
def test_words_against_the_direction_of_the_page_are_set_apart(text: str, direction: str, against: list[str]) -> None:
    pieces = apart(text, direction)
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, foreign in pieces if foreign] == against
