"""The Arabic page: rows with their sentences, articles with their spans, and hostile input."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from lxml import html

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
    "9" * 150,
    "../../etc/passwd",
    "أ" * 5000,
]
FIELDS = ["official", "institution", "place", "type", "from", "to", "page", "status", "limit", "offset", "article"]


def test_page_is_arabic_from_right_to_left_and_needs_no_script_or_other_host(client: TestClient) -> None:
    response = client.get("/")
    page = html.fromstring(response.text)
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert page.xpath("//script | //style | //*[@style] | //*[starts-with(@src, 'http')]") == []
    assert all(link.startswith("/static/") for link in page.xpath("//link/@href"))
    assert "default-src 'none'" in response.headers["content-security-policy"]
    for link in page.xpath("//link/@href"):
        assert client.get(link).status_code == 200
    for field in page.xpath("//form//input | //form//select"):
        assert page.xpath(f"//label[@for='{field.get('id')}']")


def test_page_answers_with_who_what_where_when_and_the_sentence(client: TestClient) -> None:
    response = client.get("/", params={"type": "visit", "institution": "مركز الأمل", "place": "النخيل"})
    page = html.fromstring(response.text)
    row, _retold = page.xpath("//article[contains(@class, 'event')]")
    words = " ".join(row.text_content().split())
    for part in ("زيارة", "ليلى المرابط", "وزيرة التضامن", "مركز الأمل لرعاية الطفولة", "جماعة النخيل"):
        assert part in words
    assert "5 فبراير 2024" in words
    assert "جريدة المثال" in words
    assert row.xpath("string(.//blockquote//mark)").startswith("زارت ليلى المرابط")
    assert row.xpath(".//a[@href='https://example.org/1']")
    article = client.get(row.xpath(".//a[contains(@class, 'source')]/@href")[0])
    assert article.status_code == 200


def test_page_labels_what_has_not_taken_place(client: TestClient) -> None:
    page = html.fromstring(client.get("/", params={"place": "الرمال"}).text)
    assert page.xpath("string(//*[contains(@class, 'status-planned')])") == "مرتقب"


def test_page_goes_on_to_the_next_rows(client: TestClient) -> None:
    page = html.fromstring(client.get("/").text)
    assert len(page.xpath("//article")) == 2
    (after,) = page.xpath("//a[@rel='next']/@href")
    assert len(html.fromstring(client.get("/" + after).text).xpath("//article")) == 2
    last = html.fromstring(client.get("/", params={"page": "9999"}).text)
    assert len(last.xpath("//article")) == 1
    assert last.xpath("//a[@rel='next']") == []


def test_page_says_when_nothing_was_found(client: TestClient) -> None:
    response = client.get("/", params={"official": "لا أحد"})
    assert response.status_code == 200
    assert "لا يوجد في القاعدة حدث" in response.text


@pytest.mark.parametrize(
    ("params", "field"),
    [({"from": "أمس"}, "from"), ({"from": "2024-02-02", "to": "2024-02-01"}, "to"), ({"type": "party"}, "type")],
)
def test_page_tells_which_field_is_wrong(client: TestClient, params: dict[str, str], field: str) -> None:
    response = client.get("/", params=params)
    assert response.status_code == 400
    page = html.fromstring(response.text)
    assert page.xpath(f"//*[contains(@class, 'field-{field}')]//*[@class='error']")


def test_page_reads_arabic_digits_in_dates(client: TestClient) -> None:
    page = html.fromstring(client.get("/", params={"from": "٢٠٢٤-٠٣-٠١"}).text)
    assert len(page.xpath("//article")) == 1


def test_article_page_spells_its_text_with_nested_spans(client: TestClient) -> None:
    view = client.get("/v1/articles/visit").json()
    page = html.fromstring(client.get("/articles/visit").text)
    assert page.xpath("string(//div[@class='text'])") == view["text"]
    people = page.xpath("//div[@class='text']//mark[contains(@class, 'm-person') and contains(@class, 'in-event')]")
    assert [p.text for p in people] == ["ليلى المرابط"]
    legend = {mark.text for mark in page.xpath("//ul[@class='legend']//mark")}
    assert legend == {"شخص", "مؤسسة", "مكان", "تاريخ", "كمية", "حدث"}
    for event in view["tellings"]:
        assert page.get_element_by_id(f"e-{event['id']}") is not None
    assert client.get("/articles/none").status_code == 404
    assert "لا توجد صفحة" in client.get("/articles/none").text


def test_article_page_shows_hostile_text_and_runs_none_of_it(client: TestClient) -> None:
    for path in ("/articles/hostile", "/?institution=alert"):
        response = client.get(path)
        assert response.status_code == 200
        page = html.fromstring(response.text)
        assert page.xpath("//script") == []
        assert not [a for a in page.xpath("//a/@href") if a.startswith("javascript")]
        assert "<script>alert" in page.text_content()


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("path", ["/", "/v1/events"])
def test_hostile_parameters_are_answered_without_a_fault(client: TestClient, path: str, attack: str) -> None:
    for field in FIELDS:
        response = client.get(path, params={field: attack})
        assert response.status_code in (200, 400, 422), (field, response.text)
        if path == "/":
            assert html.fromstring(response.text).xpath("//script | //img") == []
    assert client.get("/v1/tellings").json()["total"] == 7


def test_what_was_typed_stays_in_the_form_as_typed(client: TestClient) -> None:
    typed = '{{ 7*7 }} "><b>'
    page = html.fromstring(client.get("/", params={"official": typed}).text)
    assert page.xpath("//input[@name='official']/@value") == [typed]


@pytest.mark.parametrize("attack", [a for a in ATTACKS if "/" not in a and "\x00" not in a])
def test_hostile_paths_are_not_found(client: TestClient, attack: str) -> None:
    for path in ("/articles/", "/v1/articles/", "/v1/events/"):
        assert client.get(path + attack).status_code in (200, 404)


def test_unknown_page_is_told_in_the_form_its_path_asks_for(client: TestClient) -> None:
    assert client.get("/v1/nothing").headers["content-type"] == "application/problem+json"
    assert client.get("/nothing").headers["content-type"].startswith("text/html")
    assert client.post("/v1/events").status_code == 405
