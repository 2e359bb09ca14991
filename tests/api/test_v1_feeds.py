"""Feeds and calendars: what readers of them need, stable ids, and hostile text that breaks none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar
from lxml import etree
from pydantic import HttpUrl, SecretStr

from api.app import create_app
from api.feeds import Feed, atom, calendar, headline
from corpus.mention import EventType, Status
from pipeline.kb.browse.listing import listed
from pipeline.kb.browse.shapes import HappeningFilters, ListedHappening
from pipeline.kb.engine import open_store, writing
from pipeline.settings import Settings

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEED = Feed(
    "type=visit",
    "زيارة",
    "https://rasid.example/feed",
    "https://rasid.example/list",
    lambda key: f"https://rasid.example/{key}",
)


@pytest.fixture(scope="module")
def events(settings: Settings) -> dict[str, ListedHappening]:
    """The events of the samples by the document that tells them first."""
    store = open_store(settings)
    rows = listed(store, HappeningFilters()).rows
    store.dispose()
    return {row.article.document_id: row for row in rows if row.article and row.row.type != EventType.DISTRIBUTION}


def test_feed_has_the_events_of_a_filter_with_their_sentences_and_links(client: TestClient) -> None:
    response = client.get("/v1/events/feed.atom", params={"institution": "مركز الأمل"})
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert "etag" in response.headers
    feed = etree.fromstring(response.content)
    assert feed.xpath("string(a:title)", namespaces=ATOM) == "راصد: مركز الأمل"
    assert feed.xpath("a:link[@rel='self']/@href", namespaces=ATOM) == [str(response.url)]
    entries = feed.xpath("a:entry", namespaces=ATOM)
    assert [e.xpath("string(a:title)", namespaces=ATOM) for e in entries] == [
        "زيارة: عمر بنسعيد – مركز الأمل لرعاية الطفولة، مدينة الواحة",
        "زيارة: ليلى المرابط – مركز الأمل لرعاية الطفولة، جماعة النخيل",
    ]
    for entry in entries:
        assert entry.xpath("string(a:id)", namespaces=ATOM).startswith("urn:uuid:")
        assert entry.xpath("string(a:updated)", namespaces=ATOM).startswith("2024-02-0")
        (link,) = entry.xpath("a:link/@href", namespaces=ATOM)
        page = client.get(link)
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    sentence, outlet, source = entries[1].xpath("string(a:content)", namespaces=ATOM).split("\n")
    assert "زارت ليلى المرابط" in sentence
    assert (outlet, source) == ("جريدة المثال", "https://example.org/1")


@pytest.mark.parametrize(
    ("params", "title"),
    [
        ({"type": "visit", "status": "past", "kind": "centre"}, "راصد: زيارة، تم، مركز"),
        ({"precision": "day", "from": "2024-01-01"}, "راصد: باليوم، 2024-01-01"),
        ({"official": "المرابط"}, "راصد: المرابط"),
        ({"entity": "KEY"}, "راصد: ليلى المرابط"),
        ({}, "راصد"),
    ],
)
def test_title_of_a_feed_is_its_question_in_words(client: TestClient, params: dict[str, str], title: str) -> None:
    key = client.get("/v1/officials", params={"name": "المرابط"}).json()["items"][0]["id"]
    asked = {name: key if value == "KEY" else value for name, value in params.items()}
    feed = etree.fromstring(client.get("/v1/events/feed.atom", params=asked).content)
    assert feed.xpath("string(a:title)", namespaces=ATOM) == title
    (page,) = feed.xpath("a:link[@rel='alternate']/@href", namespaces=ATOM)
    assert client.get(page).headers["content-type"] == "text/html; charset=utf-8"


def test_feed_links_to_the_public_address_where_there_is_one(settings: Settings) -> None:
    served = {
        "public_url": HttpUrl("https://rasid.example/kb/"),
        "secret": SecretStr("3f9a7c51e0b84d26a1957be0c84f2d63"),
    }
    public = settings.model_copy(update=served)
    with TestClient(create_app(public)) as client:
        text = client.get("/v1/events/feed.atom", headers={"Host": "evil.example"}).text
        assert "https://rasid.example/kb/events/" in text
        assert "evil" not in text
        body = client.get("/v1/events?limit=1", headers={"Host": "evil.example"}).json()
        assert body["next"].startswith("https://rasid.example/kb/v1/events?limit=1&after=")


def test_ids_stay_when_everything_else_changes(events: dict[str, ListedHappening]) -> None:
    one = events["visit"]
    later = replace(one, row=replace(one.row, status=Status.CANCELLED, sources=9), evidence=None, article=None)
    for ids in (
        lambda e: etree.fromstring(atom(FEED, [e])).xpath("//a:entry/a:id/text()", namespaces=ATOM),
        lambda e: [str(c["UID"]) for c in Calendar.from_ical(calendar(FEED, [e])).walk("VEVENT")],
    ):
        assert ids(one) == ids(later)
        assert ids(one) != ids(events["plan"])


def test_calendar_has_whole_days_and_what_is_planned_is_tentative(client: TestClient) -> None:
    response = client.get("/v1/events/calendar.ics")
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    entries = {str(e["SUMMARY"]): e for e in Calendar.from_ical(response.content).walk("VEVENT")}
    assert len(entries) == 4  # an event without a day is on no calendar
    plan = entries["تدشين (مرتقب): إدريس الناصري – دار المواطن، مدينة الرمال"]
    assert (plan["STATUS"], plan.decoded("DTSTART"), plan.decoded("DTEND")) == (
        "TENTATIVE", date(2024, 3, 10), date(2024, 3, 11)
    )  # fmt: skip
    assert plan["LOCATION"] == "مدينة الرمال"
    assert client.get(str(plan["URL"])).status_code == 200
    visit = entries["زيارة: عمر بنسعيد – مركز الأمل لرعاية الطفولة، مدينة الواحة"]
    assert visit["STATUS"] == "CONFIRMED"


@pytest.mark.parametrize(
    ("status", "told"),
    [("past", "CONFIRMED"), ("planned", "TENTATIVE"), ("postponed", "TENTATIVE"), ("cancelled", "CANCELLED"), ("denied", "CANCELLED")],
)  # fmt: skip
def test_calendar_knows_every_status(events: dict[str, ListedHappening], status: str, told: str) -> None:
    one = events["visit"]
    changed = replace(one, row=replace(one.row, status=Status(status)))
    (entry,) = Calendar.from_ical(calendar(FEED, [changed])).walk("VEVENT")
    assert entry["STATUS"] == told


@pytest.mark.parametrize(
    ("start", "end", "first", "after"),
    [
        (date(2024, 2, 1), date(2024, 2, 29), date(2024, 2, 1), date(2024, 3, 1)),
        (date(2024, 2, 5), None, date(2024, 2, 5), date(2024, 2, 6)),
        (date(2024, 2, 5), date(2024, 2, 1), date(2024, 2, 5), date(2024, 2, 6)),
        (date(9999, 12, 31), date(9999, 12, 31), date(9999, 12, 31), None),
        (date(1, 1, 1), date(1, 1, 1), date(1, 1, 1), date(1, 1, 2)),
    ],
)
def test_calendar_ends_on_the_day_after(
    events: dict[str, ListedHappening], start: date, end: date | None, first: date, after: date | None
) -> None:
    one = events["visit"]
    moved = replace(one, row=replace(one.row, date_start=start, date_end=end))
    (entry,) = Calendar.from_ical(calendar(FEED, [moved])).walk("VEVENT")
    assert entry.decoded("DTSTART") == first
    assert (entry.decoded("DTEND") if "DTEND" in entry else None) == after


def test_feeds_carry_hostile_text_and_are_not_broken_by_it(events: dict[str, ListedHappening]) -> None:
    bad = "\x00\x01]]><a>&\x1b\ufffe\ud800\r\nEND:VEVENT\r\nSTATUS:X; , \\"
    one = events["hostile"]
    assert one.article
    part = replace(one.row.agents[0], name=bad)
    row = replace(one.row, agents=(part,), places=(part,), date_start=date(2024, 2, 5))
    evil = replace(one, row=row, article=replace(one.article, url="javascript:alert(1)", outlet=bad))
    assert evil.evidence
    evil = replace(evil, evidence=replace(evil.evidence, before=bad))
    feed = etree.fromstring(atom(replace(FEED, question=bad), [evil]))
    assert "javascript" not in feed.xpath("string(//a:entry)", namespaces=ATOM)
    assert "<a>&" in feed.xpath("string(//a:entry/a:title)", namespaces=ATOM)
    (entry,) = Calendar.from_ical(calendar(replace(FEED, question=bad), [evil])).walk("VEVENT")
    assert entry["STATUS"] == "CONFIRMED"
    assert "END:VEVENT" in str(entry["SUMMARY"])


def test_undated_events_have_a_moment_in_feeds_all_the_same(events: dict[str, ListedHappening]) -> None:
    one = events["hostile"]
    bare = replace(one, article=None, evidence=None, row=replace(one.row, agents=(), targets=()))
    feed = etree.fromstring(atom(FEED, [bare]))
    assert feed.xpath("string(//a:entry/a:updated)", namespaces=ATOM) == datetime(1970, 1, 1, tzinfo=UTC).isoformat()
    assert headline(bare.row) == "حدث آخر"
    assert Calendar.from_ical(calendar(FEED, [bare])).walk("VEVENT") == []


def test_feed_of_nothing_is_a_feed(client: TestClient) -> None:
    for path in ("feed.atom", "calendar.ics"):
        response = client.get(f"/v1/events/{path}", params={"official": "لا أحد"})
        assert response.status_code == 200
        assert "لا أحد" in response.text.replace("\r\n ", "")


def test_feed_is_asked_for_again_without_being_sent_again(own_settings: Settings) -> None:
    store = open_store(own_settings)
    with TestClient(create_app(own_settings)) as client:
        tag = client.get("/v1/events/feed.atom").headers["etag"]
        assert client.get("/v1/events/feed.atom", headers={"If-None-Match": tag}).status_code == 304
        with writing(store):
            pass
        assert client.get("/v1/events/feed.atom", headers={"If-None-Match": tag}).status_code == 200
    store.dispose()
