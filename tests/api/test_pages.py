"""The pages: rows with their sentences, articles with their spans, events told side by side, and hostile input."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html
from put_nights import put_night

from api.app import create_app
from api.page_question import FIELDS
from api.wording import LANGUAGES, words
from pipeline.kb import access_keys, runs
from pipeline.kb.access import Role
from pipeline.kb.engine import open_store
from pipeline.settings import Settings

ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' OR 1=1 --",
    "'; DROP TABLE event; --",
    "%' ESCAPE '",
    "%_\\",
    "\u202e\u2066مركز\u2069",
    "\x00\x01\x1b",
    "\ud7ff\ufffe\U0010ffff",
    "{{ 7*7 }}",
    "{0.__class__}",
    "9" * 150,
    "../../etc/passwd",
    "أ" * 5000,
]
PAGES = [
    "/",
    "/officials",
    "/institutions",
    "/places",
    "/graph",
    "/runs",
    "/login",
    "/saved",
    "/review",
    "/articles/visit",
    "/nothing",
]
VISITS = {"type": "visit", "institution": "مركز الأمل", "place": "النخيل"}
ROW = "//article[contains(@class, 'event')]"


def page_of(client: TestClient, path: str, **params: Any) -> Any:
    """Return a page that was found, parsed."""
    response = client.get(path, params=params or None)
    assert response.status_code == 200, response.text
    return html.fromstring(response.text)


def hrefs(page: Any, where: str) -> list[str]:
    """Return the links of a kind."""
    return [str(link) for link in page.xpath(f"{where}/@href")]


@pytest.fixture
def event(client: TestClient) -> str:
    """The key of the visit that two articles tell."""
    (row,) = client.get("/v1/events", params=VISITS).json()["items"]
    return str(row["id"])


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_its_language_and_needs_no_other_host(client: TestClient, path: str, language: str) -> None:
    response = client.get(path, params={"lang": language})
    page = html.fromstring(response.text)
    assert (page.get("lang"), page.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    assert page.xpath("//script[not(@src)] | //style | //*[@style] | //*[starts-with(@src, 'http')] | //iframe") == []
    assert page.xpath("//@*[starts-with(name(), 'on')]") == []
    for link in (*hrefs(page, "//link"), *page.xpath("//script/@src")):
        assert link.startswith(("/static/", "/v1/"))
        assert client.get(link).status_code == 200
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    for typed in page.xpath("//form//input[not(@type='hidden')] | //form//select"):
        assert page.xpath(f"//label[@for='{typed.get('id')}']")
    identifiers = page.xpath("//@id")
    assert len(identifiers) == len(set(identifiers))


def test_language_and_colours_are_remembered(client: TestClient) -> None:
    assert html.fromstring(client.get("/").text).get("lang") == "ar"
    client.get("/", params={"lang": "fr", "theme": "dark"})
    page = html.fromstring(client.get("/officials").text)
    assert (page.get("lang"), page.get("data-theme")) == ("fr", "dark")
    client.get("/", params={"lang": "ar", "theme": "auto"})
    assert html.fromstring(client.get("/").text).get("data-theme") == "auto"
    assert "lang" not in client.get("/", params={"lang": "<script>"}).cookies


def test_switch_keeps_the_question(client: TestClient) -> None:
    page = page_of(client, "/", ask="مركز الأمل", type="visit")
    (french,) = hrefs(page, "//a[@hreflang='fr']")
    there = page_of(client, "/" + french)
    assert there.get("lang") == "fr"
    assert there.xpath("//input[@name='ask']/@value") == ["مركز الأمل"]
    assert len(there.xpath(ROW)) == len(page.xpath(ROW))


def test_question_is_understood_and_its_conditions_can_be_removed(client: TestClient) -> None:
    page = page_of(client, "/", ask="من زار مركز الأمل بالنخيل سنة 2024؟")
    chips = [
        " ".join(chip.text_content().split()).rstrip(" ×") for chip in page.xpath("//li[contains(@class, 'chip')]")
    ]
    assert chips == [
        "المؤسسة أو المركز: مركز الأمل", "المكان: النخيل", "نوع الحدث: زيارة", "من تاريخ: 1 يناير 2024", "إلى تاريخ: 31 دجنبر 2024",
    ]  # fmt: skip
    (row,) = page.xpath(ROW)
    assert "ليلى المرابط" in row.text_content()
    assert "ليلى المرابط" in page.xpath("string(//p[@class='short-answer'])")
    without_place = hrefs(page, "//li[contains(@class, 'chip')][2]/a")[0]
    wider = page_of(client, without_place)
    assert len(wider.xpath(ROW)) == 2
    assert "النخيل" not in wider.xpath("string(//section[@class='conditions'])")


def test_name_alone_is_a_question(client: TestClient) -> None:
    page = page_of(client, "/", ask="ليلى المرابط")
    assert "المسؤول" in page.xpath("string(//li[contains(@class, 'chip')])")
    assert page.xpath(ROW)


def test_rows_say_who_what_where_when_and_the_sentence(client: TestClient) -> None:
    page = page_of(client, "/", **VISITS)
    (row,) = page.xpath(ROW)
    said = " ".join(row.text_content().split())
    for part in (
        "زيارة",
        "ليلى المرابط",
        "وزيرة التضامن",
        "مركز الأمل لرعاية الطفولة",
        "جماعة النخيل",
        "5 فبراير 2024",
    ):
        assert part in said
    assert "مصدران" in said
    assert "%" in said
    assert "زارت ليلى المرابط" in row.xpath("string(.//blockquote//mark)")
    for link in hrefs(row, ".//a"):
        if link.startswith("/"):
            assert client.get(link).status_code == 200, link


def test_what_has_not_taken_place_is_labelled(client: TestClient) -> None:
    page = page_of(client, "/", place="الرمال")
    assert page.xpath("string(//*[contains(@class, 'status-planned')])") == "مرتقب"


def test_facets_narrow_to_as_many_events_as_they_say(client: TestClient) -> None:
    page = page_of(client, "/", ask="مركز الأمل")
    links = page.xpath("//section[@class='facet']//li")
    assert len(links) > 5
    for item in links:
        (link,) = hrefs(item, ".//a")
        there = page_of(client, link)
        shown = item.xpath("string(.//span[@class='count'])")
        told = there.xpath("string(//h2[@id='results'])")
        assert told == words("ar")("search.found", n=int(shown)), link


def test_bars_and_dots_are_links_that_a_table_and_a_list_repeat(client: TestClient) -> None:
    page = page_of(client, "/", institution="مركز الأمل")
    bars = list(page.xpath("//svg[@class='chart']//a/@href"))
    assert bars
    assert bars == hrefs(page, "//figure[.//svg[@class='chart']]//table//a")
    for link in bars:
        assert page_of(client, link).xpath(ROW)


def test_rows_go_on_behind_the_last_one(client: TestClient) -> None:
    seen: list[str] = []
    link: str | None = "/?sort=earliest"
    while link:
        page = page_of(client, link)
        seen += page.xpath(f"{ROW}/@aria-labelledby")
        link = next(iter(hrefs(page, "//a[@rel='next']")), None)
    assert len(seen) == len(set(seen)) == client.get("/v1/events").json()["total"]


def test_sorting_is_kept_by_links(client: TestClient) -> None:
    page = page_of(client, "/", sort="earliest")
    (link,) = hrefs(page, "//nav[@class='sorts']//a[@aria-current]")
    assert "sort=earliest" in link
    assert all("sort=earliest" in link for link in hrefs(page, "//section[@class='facet']//a"))


def test_order_asked_for_in_words_is_kept_by_links(client: TestClient) -> None:
    page = page_of(client, "/", ask="أول زيارة لمركز الأمل")
    assert page.xpath("//nav[@class='sorts']//a[@aria-current]/@href")[0].count("sort=") == 0
    latest, *_ = page.xpath("//nav[@class='sorts']//a/@href")
    assert "sort=latest" in latest
    assert all("sort=earliest" in link for link in page.xpath("//li[contains(@class, 'chip')]/a/@href"))
    first = page.xpath(f"{ROW}//time/@datetime")
    assert first == sorted(first)


def test_nothing_found_leads_to_what_is_found_without_a_condition(client: TestClient) -> None:
    page = page_of(client, "/", ask="من زار مركز الأمل بالرباط سنة 2024؟")
    (link,) = page.xpath("//ul[@class='near']//a")
    assert " ".join(link.text_content().split()) == "دون المكان: الرباط"
    assert " ".join(page.xpath("string(//ul[@class='near']/li/span)").split()) == "حدثان"
    assert len(page_of(client, link.get("href")).xpath(ROW)) == 2
    page = page_of(client, "/", ask="من زار مركز الأمل بالرباط سنة 2019؟")  # one condition less is not enough
    assert [" ".join(a.text_content().split()) for a in page.xpath("//ul[@class='near']//a")] == [
        "دون المكان: الرباط، من تاريخ: 1 يناير 2019، إلى تاريخ: 31 دجنبر 2019"
    ]
    dated = page_of(client, "/", ask="من زار مركز الأمل بين 2010 و2012")
    assert [" ".join(a.text_content().split())[:10] for a in dated.xpath("//ul[@class='near']//a")] == ["دون من تار"]
    assert not page_of(client, "/", ask="شيء لا يعرفه أحد").xpath("//ul[@class='near']")


def test_page_says_when_nothing_was_found(client: TestClient) -> None:
    assert "لا يوجد في القاعدة حدث" in client.get("/", params={"official": "لا أحد"}).text


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"from": "أمس"}, "from"), ({"from": "2024-02-02", "to": "2024-02-01"}, "to"), ({"type": "party"}, "type"),
        ({"min_sources": "1.5"}, "min_sources"), ({"min_confidence": "7"}, "min_confidence"),
    ],
)  # fmt: skip
def test_page_tells_which_field_is_wrong(client: TestClient, params: dict[str, str], field: str) -> None:
    response = client.get("/", params=params)
    assert response.status_code == 400
    page = html.fromstring(response.text)
    assert page.xpath(f"//*[contains(@class, 'field-{field}')]//*[@class='error']")


def test_page_reads_arabic_digits_in_dates(client: TestClient) -> None:
    assert len(page_of(client, "/", **{"from": "٢٠٢٤-٠٣-٠١"}).xpath(ROW)) == 1


def test_exports_and_feeds_hold_the_same_answer(client: TestClient) -> None:
    page = page_of(client, "/", ask="من زار مركز الأمل سنة 2024؟")
    total = len(page.xpath(ROW))
    assert total == 2
    links = hrefs(page, "//section[@class='take']//a")
    assert len(links) == 9
    for link in links:
        assert client.get(link).status_code == 200, link
    rows = client.get(next(link for link in links if link.endswith("format=jsonl"))).text.splitlines()
    assert len(rows) == total
    assert client.get(next(link for link in links if "atom" in link)).text.count("<entry>") == total


def test_event_page_shows_all_sources_side_by_side_and_where_they_differ(client: TestClient, event: str) -> None:
    page = page_of(client, f"/events/{event}")
    table = page.xpath("//table[@class='side-by-side']")[0]
    assert len(table.xpath(".//thead//th")) == 2
    assert [q.startswith(("زارت", "حلت")) for q in table.xpath(".//tr[1]//mark/text()")] == [True, True]
    differ = client.get("/v1/events", params={"type": "distribution"}).json()["items"][0]["id"]
    told = " ".join(page_of(client, f"/events/{differ}").xpath("string(//section[@class='differences'])").split())
    assert "30" in told
    assert "40" in told


def test_every_cell_of_an_event_leads_to_its_words(client: TestClient, event: str) -> None:
    page = page_of(client, f"/events/{event}")
    links = hrefs(page, "//table[@class='side-by-side']//tbody//td//a[contains(@href, '#')]")
    assert len(links) >= 8
    for link in links:
        path, _, anchor = link.partition("#")
        assert page_of(client, path).xpath(f"//div[@class='text']//*[@id='{anchor}']"), link


def test_former_key_of_an_event_leads_on(client: TestClient, event: str) -> None:
    told = client.get(f"/v1/events/{event}").json()["tellings"]
    others = [t["id"] for t in told if t["id"] != event]
    assert others
    for key in others:
        response = client.get(f"/events/{key}", follow_redirects=False)
        assert (response.status_code, response.headers["location"]) == (308, f"/events/{event}")


def test_official_page_has_offices_events_by_year_and_companions(client: TestClient) -> None:
    (link,) = {link for link in hrefs(page_of(client, "/", **VISITS), f"{ROW}//a") if link.startswith("/officials/")}
    page = page_of(client, link)
    assert page.xpath("string(//h1)") == "ليلى المرابط"
    assert "وزيرة التضامن" in page.xpath("string(//ol[@class='tenures'])")
    assert page.xpath("//section[@class='year']/h3/text()") == ["2024"]
    assert page.xpath("//aside//section[@aria-labelledby='institutions']//a")
    for other in hrefs(page, "//main//a"):
        if other.startswith("/") and "export" not in other:
            assert client.get(other).status_code == 200, other


def test_institution_page_tells_its_visitors_and_when(client: TestClient) -> None:
    (link,) = {link for link in hrefs(page_of(client, "/", **VISITS), f"{ROW}//a") if link.startswith("/institutions/")}
    page = page_of(client, link)
    brief = " ".join(page.xpath("string(//article[@class='brief'])").split())
    assert "5 فبراير 2024" in brief
    assert "ليلى المرابط" in brief
    assert "ليلى المرابط" in page.xpath("string(//aside//section[@aria-labelledby='companions'])")


def test_place_page_has_what_lies_around_and_in_it(client: TestClient) -> None:
    (found,) = client.get("/v1/places", params={"name": "إقليم الريان"}).json()["items"]
    page = page_of(client, f"/places/{found['id']}")
    assert "النخيل" in page.xpath("string(//section[@aria-labelledby='children'])")
    assert page.xpath("//article[@class='brief']")
    (child,) = hrefs(page, "//section[@aria-labelledby='children']//a")
    assert "الريان" in page_of(client, child).xpath("string(//header[contains(@class, 'entity-head')])")


def test_place_page_counts_the_events_it_lists(client: TestClient) -> None:
    (place,) = {link for link in hrefs(page_of(client, "/places", name="الريان"), "//a") if "/places/" in link}
    page = page_of(client, place)
    assert len(page.xpath("//article[contains(@class, 'brief')]")) == 1
    assert "حدث واحد" in page.xpath("string(//header//p[@class='links'])")


def test_key_of_another_kind_leads_to_its_page(client: TestClient) -> None:
    (found,) = client.get("/v1/places", params={"name": "إقليم الريان"}).json()["items"]
    response = client.get(f"/officials/{found['id']}", follow_redirects=False)
    assert response.headers["location"] == f"/places/{found['id']}"


def test_lists_of_entities_are_searched_and_go_on(client: TestClient) -> None:
    page = page_of(client, "/officials")
    assert len(page.xpath("//ul[@class='entities']/li")) == 2
    assert page_of(client, "/officials" + hrefs(page, "//a[@rel='next']")[0]).xpath("//ul[@class='entities']/li")
    named = page_of(client, "/officials", name="المرابط")
    assert [e.text_content() for e in named.xpath("//ul[@class='entities']//a")] == ["ليلى المرابط"]


def test_run_pages_are_for_operators_and_tell_counts_versions_and_failures(settings: Settings, tmp_path: Path) -> None:
    source, copy = (sqlite3.connect(f) for f in (settings.database_url.removeprefix("sqlite:///"), tmp_path / "kb.db"))
    source.backup(copy)
    copy.close()
    chosen = Settings(database_url=f"sqlite:///{tmp_path / 'kb.db'}")
    engine = open_store(chosen)
    runs.record_failure(engine, 1, source="feed.jsonl", document_id="d7", error="no text")
    secret = access_keys.create(engine, "night shift", Role.OPERATOR)[1]
    engine.dispose()
    with TestClient(create_app(chosen)) as client:
        assert client.get("/runs").status_code == 401
        client.headers["Authorization"] = f"Bearer {secret}"
        assert hrefs(page_of(client, "/runs"), "//table//a") == ["/runs/1"]
        page = page_of(client, "/runs/1")
        for part in ("articles", "extractor", "feed.jsonl", "d7", "no text"):
            assert part in page.xpath("string(//main)")
        assert client.get("/runs/99").status_code == client.get("/runs/x").status_code == 404
        assert client.get("/").headers["cache-control"] == "no-store"


def test_nights_are_shown_beside_the_runs(settings: Settings, tmp_path: Path) -> None:
    source, copy = (sqlite3.connect(f) for f in (settings.database_url.removeprefix("sqlite:///"), tmp_path / "kb.db"))
    source.backup(copy)
    copy.close()
    chosen = Settings(database_url=f"sqlite:///{tmp_path / 'kb.db'}")
    engine = open_store(chosen)
    put_night(engine, over=False)
    secret = access_keys.create(engine, "night shift", Role.OPERATOR)[1]
    engine.dispose()
    with TestClient(create_app(chosen)) as client:
        assert client.get("/runs/nights/1").status_code == 401
        client.headers["Authorization"] = f"Bearer {secret}"
        page = page_of(client, "/runs")
        (link,) = [link for link in hrefs(page, "//table//a") if "nights" in link]
        row = page.xpath("string(//section[@aria-labelledby='nights']//tbody/tr)")
        assert "12 مقالا" in row and "الزحف" in row and "لم ينته" in row
        said = page_of(client, link).xpath("string(//main)")
        for part in (
            "الليلة 1",
            "3 of 4 verified outlets failed",
            "no network",
            "slow",
            "تعذرت",
            "في الانتظار",
            "fetched 12",
        ):
            assert part in " ".join(said.split()), part
        assert client.get("/runs/nights/99").status_code == client.get("/runs/nights/x").status_code == 404


def test_article_page_spells_its_text_with_nested_spans(client: TestClient) -> None:
    view = client.get("/v1/articles/visit").json()
    page = page_of(client, "/articles/visit")
    assert page.xpath("string(//div[@class='text'])") == view["text"]
    people = page.xpath("//div[@class='text']//mark[contains(@class, 'm-person') and contains(@class, 'in-event')]")
    assert [p.text for p in people] == ["ليلى المرابط"]
    legend = {mark.text for mark in page.xpath("//ul[@class='legend']//mark")}
    assert legend == {"شخص", "مؤسسة", "مكان", "تاريخ", "كمية", "حدث"}
    assert page.xpath("//p[@class='cited']")
    for told in page.xpath("//ol[@class='tellings']//a[starts-with(@href, '#')]/@href"):
        assert page.get_element_by_id(told[1:]) is not None
    assert client.get("/articles/none").status_code == 404
    assert "لا توجد صفحة" in client.get("/articles/none").text


def test_pages_show_hostile_text_and_run_none_of_it(client: TestClient) -> None:
    (found,) = client.get("/v1/events", params={"type": "other"}).json()["items"]
    for path in ("/articles/hostile", "/?institution=alert", f"/events/{found['id']}", "/officials"):
        page = page_of(client, path)
        assert page.xpath("//script[not(@src)] | //main//script") == []
        assert not [a for a in page.xpath("//a/@href") if a.startswith("javascript")]
    assert "<script>alert" in page_of(client, "/articles/hostile").text_content()


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_parameters_are_answered_without_a_fault(client: TestClient, attack: str) -> None:
    for field in (*FIELDS, "ask", "sort", "after", "lang", "theme", "page"):
        response = client.get("/", params={field: attack})
        assert response.status_code in (200, 400), (field, response.text)
        assert html.fromstring(response.text).xpath("//script[not(@src)] | //main//script | //img") == []
    for path in ("/officials", "/places"):
        for field in ("name", "after"):
            assert client.get(path, params={field: attack}).status_code in (200, 422)


@pytest.mark.parametrize("attack", [a for a in ATTACKS if "/" not in a and "\x00" not in a])
def test_hostile_paths_are_not_found(client: TestClient, attack: str) -> None:
    for path in ("articles", "events", "officials", "institutions", "places", "positions"):
        assert client.get(f"/{path}/{attack}").status_code == 404


def test_what_was_typed_stays_in_the_form_as_typed(client: TestClient) -> None:
    typed = '{{ 7*7 }} "><b>'
    page = page_of(client, "/", ask=typed, official=typed)
    assert page.xpath("//input[@name='ask']/@value | //input[@name='official']/@value") == [typed, typed]


def test_unknown_page_is_told_in_the_form_its_path_asks_for(client: TestClient) -> None:
    assert client.get("/v1/nothing").headers["content-type"] == "application/problem+json"
    assert client.get("/nothing").headers["content-type"].startswith("text/html")
    assert "There is no page" in client.get("/nothing", params={"lang": "en"}).text
