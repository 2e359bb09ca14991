"""Latin spellings of officials: in the interface, and on the pages of those who read no Arabic; what a rule made says so."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from lxml import html


@pytest.fixture
def spelt(client: TestClient) -> str:
    """What the rule makes of the name of an official of the samples."""
    (found,) = client.get("/v1/officials", params={"name": "ليلى المرابط"}).json()["items"]
    assert found["latin_made"] is True
    return str(found["latin"])


def test_interface_marks_what_a_rule_spelt(client: TestClient, spelt: str) -> None:
    assert spelt.isascii() or "ï" in spelt
    assert spelt.split()[-1][0].isupper()
    for item in client.get("/v1/institutions").json()["items"]:
        assert item["latin_made"] is False  # the rule is for names of persons


@pytest.mark.parametrize(("language", "shown"), [("ar", False), ("fr", True), ("en", True)])
def test_lists_and_pages_show_it_beside_the_arabic_name(
    client: TestClient, spelt: str, language: str, shown: bool
) -> None:
    listed = html.fromstring(client.get("/officials", params={"name": "المرابط", "lang": language}).content)
    row = listed.xpath("string(//ul[@class='entities']/li)")
    assert "ليلى المرابط" in row
    assert (f"{spelt}*" in row) is shown
    (link,) = listed.xpath("//ul[@class='entities']//a/@href")
    head = html.fromstring(client.get(link, params={"lang": language}).content).xpath(
        "string(//header[@class='page entity-head'])"
    )
    assert spelt in head
    told = {"ar": "كتابة آلية", "fr": "par règle", "en": "by rule"}[language]
    assert told in head
