"""Citations: where it was read, where it was found, when; nothing an article says can break out of a form."""

from __future__ import annotations

from datetime import date

import pytest

from api.citation import cite
from api.wording import LANGUAGES, words
from pipeline.kb.query import ArticleRef

TODAY = date(2026, 1, 2)
REF = ArticleRef("k1", "d1", "https://example.org/1", "جريدة المثال", "MA", date(2024, 2, 6), "الوزيرة تزور مراكز")


@pytest.mark.parametrize("language", LANGUAGES)
def test_citation_names_source_address_and_day(language: str) -> None:
    cited = cite(words(language), REF, what="زيارة", address="http://h/events/k", key="k", today=TODAY)
    for part in (REF.title, REF.outlet, REF.url, "http://h/events/k", "زيارة", words(language).day(TODAY)):
        assert part is not None
        assert part in cited.text


def test_bibtex_and_ris_have_their_fields() -> None:
    cited = cite(words("ar"), REF, what="زيارة", address="http://h/events/k", key="k", today=TODAY)
    assert cited.bibtex.startswith("@article{rasidk,\n")
    assert "  date = {2024-02-06},\n" in cited.bibtex
    assert "  urldate = {2026-01-02},\n" in cited.bibtex
    assert cited.ris.splitlines()[0] == "TY  - NEWS"
    assert "DA  - 2024/02/06" in cited.ris.splitlines()
    assert cited.ris.splitlines()[-1].strip() == "ER  -"


def test_hostile_title_stays_inside_its_field() -> None:
    title = "x},\n  note = {y}\\input{z}\nER  - "
    hostile = ArticleRef("k", "d", None, None, None, None, title)
    cited = cite(words("ar"), hostile, what="", address="http://h", key="k", today=TODAY)
    assert cited.bibtex.count("{") == cited.bibtex.count("}") == cited.bibtex.count(" = {") + 1
    assert "\\" not in cited.bibtex
    assert [line for line in cited.ris.splitlines() if line.startswith("ER")] == ["ER  -"]
