"""Latin names: in the interface, in exports, and on the pages of those who read no Arabic; what a rule made says so."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html

CENTRE, FRENCH = "مركز الأمل لرعاية الطفولة", "Centre Al Amal de protection de l'enfance"


@pytest.fixture
def spelt(client: TestClient) -> str:
    """What the rule makes of the name of an official of the samples."""
    (found,) = client.get("/v1/officials", params={"name": "ليلى المرابط"}).json()["items"]
    assert found["latin_made"] is True
    return str(found["latin"])


def test_interface_marks_what_a_rule_spelt(client: TestClient, spelt: str) -> None:
    assert spelt.isascii() or "ï" in spelt
    assert spelt.split()[-1][0].isupper()
    told = {
        item["name"]: (item["latin"], item["latin_made"]) for item in client.get("/v1/institutions").json()["items"]
    }
    assert told[CENTRE] == (FRENCH, True)
    assert told["alert"] == ("alert", False)
    for item in client.get("/v1/places").json()["items"]:
        assert item["latin_made"] is False  # of the gazetteer or none


def test_export_has_them_too(client: TestClient) -> None:
    def exported(what: str, form: str) -> list[dict[str, Any]]:
        answer = client.get("/v1/events/export", params={"what": what, "format": form})
        return [json.loads(line) for line in answer.text.splitlines()]

    (row, *_) = [row for row in exported("institutions", "jsonl") if row["name"] == CENTRE]
    assert (row["latin"], row["latin_made"]) == (FRENCH, True)
    assert all(row["latin_made"] in (False, None) for row in exported("places", "jsonl"))
    bodies = [told["properties"] for told in exported("institutions", "ftm") if told["schema"] == "Organization"]
    assert FRENCH in next(body["alias"] for body in bodies if body["name"] == [CENTRE])


@pytest.mark.parametrize(("language", "shown"), [("ar", False), ("fr", True), ("en", True)])
def test_french_name_of_an_institution_is_told_as_french(client: TestClient, language: str, shown: bool) -> None:
    listed = html.fromstring(client.get("/institutions", params={"name": "الأمل", "lang": language}).content)
    assert (f"{FRENCH}*" in listed.xpath("//ul[@class='entities']//bdi[@lang='fr']/text()")) is shown
    link = listed.xpath("//ul[@class='entities']//a/@href")[0]
    page = html.fromstring(client.get(link, params={"lang": language}).content)
    assert FRENCH in page.xpath("//header//bdi[@lang='fr']/text()")


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
