"""Correcting, merging, splitting and keeping searches: by the interface, and by the forms of the pages."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml import html
from sqlalchemy import Engine, select

from corpus.document import Document
from pipeline.kb import access_keys, access_saved
from pipeline.kb.access import Role
from pipeline.kb.browse.entities import entities
from pipeline.kb.browse.entities import entity as browsed
from pipeline.kb.browse.shapes import EntityKind
from pipeline.kb.corrections_read import CorrectionState, listed_corrections
from pipeline.kb.engine import reading
from pipeline.kb.happenings import happening
from pipeline.kb.schema import Article, Entity, Event
from pipeline.kb.write import write_article
from pipeline.linking.link import link

Open = Callable[..., TestClient]


def tellings(engine: Engine, document: str) -> list[Any]:
    """Return the tellings of an article."""
    with reading(engine) as connection:
        query = select(Event.__table__).join(Article, Article.id == Event.article_id)
        return list(connection.execute(query.where(Article.document_id == document).order_by(Event.id)))


def entity(engine: Engine, label: str) -> str:
    """Return the key of the first entity of this label."""
    with reading(engine) as connection:
        return (
            connection.execute(select(Entity.key).where(Entity.label == label).order_by(Entity.id)).scalars().first()
            or ""
        )


# --- the interface -----------------------------------------------------------------------------------------------------


def test_edit_holds_at_once_and_is_undone(opened: Open, store: Engine, secrets: dict[str, str]) -> None:
    client = opened(shown=secrets["researcher"])
    fact = tellings(store, "plan")[0]
    edit = {"action": "edit", "target": fact.key, "reason": "البلاغ", "cells": {"date_start": "2024-03-11"}}
    made = client.post("/v1/corrections", json=edit)
    assert made.status_code == 201
    assert made.json() | {"key": "", "at": ""} == {
        "key": "", "at": "", "action": "edit", "about": "event", "target": fact.key, "other": None, "articles": [],
        "cells": {"date_start": "2024-03-11"}, "reason": "البلاغ", "author": "name of researcher", "state": "applied",
    }  # fmt: skip
    assert client.get(f"/v1/tellings/{fact.key}").json()["date_start"] == "2024-03-11"
    undone = client.post("/v1/corrections/undo", json={"target": made.json()["key"], "reason": "خطأ مني"})
    assert undone.json()["action"] == "undo"
    assert client.get(f"/v1/tellings/{fact.key}").json()["date_start"] == "2024-03-10"
    assert client.get(f"/v1/corrections/{made.json()['key']}").json()["state"] == "undone"
    assert client.post("/v1/corrections/undo", json={"target": fact.key, "reason": "r"}).status_code == 404


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"action": "erase"}, "action"),
        ({"reason": " "}, "reason"),
        ({"reason": "a" * 1001}, "reason"),
        ({"target": ""}, "target"),
        ({"extra": 1}, "extra"),
        ({"action": "edit", "cells": {}}, "cells"),
        ({"action": "edit", "cells": {"date_start": "yesterday"}}, "cells.date_start"),
        ({"action": "edit", "cells": {"colour": "red"}}, "cells.colour"),
        ({"action": "reject", "cells": {"type": "visit"}}, "body"),
    ],
)
def test_correction_that_does_not_hold_is_told_by_its_field(
    opened: Open, store: Engine, secrets: dict[str, str], change: dict[str, Any], parameter: str
) -> None:
    body = {"action": "confirm", "target": tellings(store, "plan")[0].key, "reason": "r", **change}
    response = opened(shown=secrets["researcher"]).post("/v1/corrections", json=body)
    assert response.status_code == 422
    assert response.json()["parameter"].removeprefix("body.") == parameter
    assert listed_corrections(store).rows == ()


def test_corrections_are_listed_in_pieces_that_follow_each_other(
    opened: Open, store: Engine, secrets: dict[str, str]
) -> None:
    client = opened(shown=secrets["researcher"])
    facts = [t.key for t in tellings(store, "visit")]
    made = [
        client.post("/v1/corrections", json={"action": action, "target": fact, "reason": "r"}).json()["key"]
        for fact in facts
        for action in ("confirm", "reject")
    ]
    found, address = [], "/v1/corrections?limit=3"
    while address:
        page = client.get(address).json()
        found += [item["key"] for item in page["items"]]
        address = page["next"]
    assert found == made[::-1]
    mine = client.get("/v1/corrections", params={"target": facts[0]}).json()["items"]
    assert [c["key"] for c in mine] == made[1::-1]
    assert client.get("/v1/corrections", params={"author": "nobody"}).json()["items"] == []
    assert client.get("/v1/corrections", params={"unknown": 1}).status_code == 422


def linked(client: TestClient, key: str) -> str:
    """Wait until linking has followed a correction; return its state."""
    deadline = time.monotonic() + 120
    while (state := client.get(f"/v1/corrections/{key}").json()["state"]) == "pending" and time.monotonic() < deadline:
        time.sleep(0.5)
    return str(state)


@pytest.mark.slow
def test_merged_and_split_events_are_so_after_the_linking_that_follows_and_after_a_rerun(
    opened: Open, store: Engine, secrets: dict[str, str]
) -> None:
    client = opened(shown=secrets["reviewer"], link_corrections=True)
    one, other = tellings(store, "plan")[0].key, tellings(store, "namesake")[0].key
    made = client.post("/v1/events/merge", json={"key": one, "other": other, "reason": "حدث واحد"}).json()
    assert made["state"] == "pending"
    assert linked(client, made["key"]) == "applied"
    first, second = (happening(store, key) for key in (one, other))
    assert first is not None
    assert second is not None
    assert first.row.key == second.row.key
    parted = client.post("/v1/events/split", json={"key": one, "other": other, "reason": "لا، حدثان"}).json()
    assert linked(client, parted["key"]) == "applied"
    first, second = (happening(store, key) for key in (one, other))
    assert first is not None
    assert second is not None
    assert first.row.key != second.row.key


@pytest.mark.slow
def test_merged_officials_are_one_after_the_linking_that_follows(
    opened: Open, store: Engine, secrets: dict[str, str]
) -> None:
    client = opened(shown=secrets["reviewer"], link_corrections=True)
    one, other = entity(store, "إدريس الناصري"), entity(store, "عمر بنسعيد")
    made = client.post("/v1/entities/merge", json={"key": one, "other": other, "reason": "شخص واحد"}).json()
    assert linked(client, made["key"]) == "applied"
    addresses = {client.get(f"/v1/officials/{key}", follow_redirects=True).url.path for key in (one, other)}
    assert len(addresses) == 1  # the former key leads on


def test_split_needs_another_or_articles(opened: Open, store: Engine, secrets: dict[str, str]) -> None:
    client = opened(shown=secrets["reviewer"])
    key = entity(store, "ليلى المرابط")
    with reading(store) as connection:
        article = connection.execute(select(Article.key).where(Article.document_id == "visit")).scalar_one()
    for wrong in ({}, {"other": key, "articles": [article]}):
        assert client.post("/v1/entities/split", json={"key": key, "reason": "r", **wrong}).status_code == 422
    made = client.post("/v1/entities/split", json={"key": key, "articles": [article], "reason": "r"})
    assert (made.status_code, made.json()["articles"]) == (201, [article])
    missing = client.post("/v1/entities/split", json={"key": key, "articles": ["none"], "reason": "r"})
    assert missing.status_code == 404


def test_merge_of_two_kinds_is_refused(opened: Open, store: Engine, secrets: dict[str, str]) -> None:
    client = opened(shown=secrets["reviewer"])
    official, telling = entity(store, "ليلى المرابط"), tellings(store, "visit")[0].key
    for pair in ((official, official), (official, telling)):
        response = client.post("/v1/entities/merge", json={"key": pair[0], "other": pair[1], "reason": "r"})
        assert response.status_code in (404, 422)


def test_correction_survives_a_newer_reading_of_the_article(
    opened: Open, store: Engine, secrets: dict[str, str]
) -> None:
    fact = tellings(store, "plan")[0]
    client = opened(shown=secrets["researcher"])
    client.post("/v1/corrections", json={"action": "reject", "target": fact.key, "reason": "لم يقع"})
    with reading(store) as connection:
        text = connection.execute(select(Article.text).where(Article.document_id == "plan")).scalar_one()
    facts = {
        "id": "plan", "extractor_version": "9", "officials": [{"name": "إدريس الناصري", "roles": [], "mentions": []}],
        "events": [{
            "id": "e1", "type": "inauguration", "status": "planned", "agents": ["إدريس الناصري"], "confidence": 0.9,
            "evidence": fact.evidence,
            "evidence_mention": {"start": fact.evidence_start, "end": fact.evidence_end, "surface": fact.evidence},
        }],
    }  # fmt: skip
    write_article(store, facts, Document(id="plan", text=text, outlet="جريدة المثال"), 1)
    assert [t.verdict for t in tellings(store, "plan")] == ["rejected"]


# --- saved searches ----------------------------------------------------------------------------------------------------


def test_saved_search_has_a_feed_whose_address_stays(opened: Open, secrets: dict[str, str]) -> None:
    client = opened(shown=secrets["researcher"])
    asked = {
        "name": "زيارات النخيل",
        "query": "?type=visit&place=النخيل&type=meeting&limit=3&after=x&sort=earliest&from=",
    }
    made = client.post("/v1/saved", json=asked)
    assert made.status_code == 201
    saved = made.json()
    assert parse_qs(saved["query"]) == {"type": ["visit", "meeting"], "place": ["النخيل"]}  # no page, no order
    assert made.headers["Location"] == f"/v1/saved/{saved['id']}"
    assert client.get(made.headers["Location"]).json() == saved
    assert client.get("/v1/saved").json()["items"] == [saved]
    assert client.get(saved["events"]).status_code == 200
    stranger = opened()
    led = stranger.get(saved["feed"])
    assert led.status_code == 307
    assert stranger.get(led.headers["Location"]).headers["content-type"].startswith("application/atom+xml")
    changed = client.put(f"/v1/saved/{saved['id']}", json={"name": "لقاءات", "query": "type=meeting"}).json()
    assert (changed["id"], changed["feed"], changed["query"]) == (saved["id"], saved["feed"], "type=meeting")
    assert client.delete(f"/v1/saved/{saved['id']}").status_code == 204
    assert stranger.get(saved["feed"]).status_code == 404


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("type=parade", "type"),
        ("colour=red", "colour"),
        ("from=2024-13-01", "from"),
        ("from=2024-02-01&to=2024-01-01", "from"),
        ("official=" + "a" * 300, "official"),
        ("official=a&official=b", "official"),
    ],
)
def test_saved_search_takes_what_the_list_of_events_takes(
    opened: Open, secrets: dict[str, str], query: str, parameter: str
) -> None:
    client = opened(shown=secrets["researcher"])
    response = client.post("/v1/saved", json={"name": "n", "query": query})
    assert response.status_code == client.get(f"/v1/events?{query}").status_code == 422
    assert response.json()["parameter"].startswith(f"query.{parameter}")


def test_saved_search_is_of_its_key_alone(opened: Open, store: Engine, secrets: dict[str, str]) -> None:
    mine = opened(shown=secrets["researcher"])
    saved = mine.post("/v1/saved", json={"name": "n", "query": ""}).json()
    _, other_secret = access_keys.create(store, "another", Role.OPERATOR)
    other = opened(shown=other_secret)
    assert other.get("/v1/saved").json()["items"] == []
    assert other.get(f"/v1/saved/{saved['id']}").status_code == 404
    assert other.put(f"/v1/saved/{saved['id']}", json={"name": "x", "query": ""}).status_code == 404
    assert other.delete(f"/v1/saved/{saved['id']}").status_code == 404
    assert mine.get(f"/v1/saved/{saved['id']}").json() == saved


# --- the forms ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def reviewer(opened: Open, secrets: dict[str, str]) -> TestClient:
    """A reviewer's browser, logged in."""
    client = opened()
    token = re.findall(r'name="csrf_token" value="(\w+)"', client.get("/login").text)[0]
    client.post("/login", data={"csrf_token": token, "key": secrets["reviewer"]})
    return client


def submit(client: TestClient, path: str, **fields: Any) -> Any:
    """Send a form as a page of ours does."""
    token = re.findall(r'name="csrf_token" value="(\w+)"', client.get("/login").text)[0]
    return client.post(path, data={"csrf_token": token, **fields})


def test_decision_on_a_pair_is_kept_and_leads_on(reviewer: TestClient, store: Engine) -> None:
    one, other = entity(store, "إدريس الناصري"), entity(store, "عمر بنسعيد")
    for decision, action in (("merge", "merge"), ("apart", "split")):
        sent = submit(
            reviewer, "/review/decide", decision=decision, left=one, right=other, reason="r", next="/review?page=2"
        )
        assert sent.status_code == 303
        made = listed_corrections(store).rows[0]
        assert (made.action, made.target, made.other, made.author) == (action, one, other, "name of reviewer")
        assert made.state is CorrectionState.PENDING
        target = urlsplit(sent.headers["Location"])
        assert (target.path, parse_qs(target.query)) == ("/review", {"page": ["2"], "done": [made.key]})
    skipped = submit(reviewer, "/review/decide", decision="skip", left=one, right=other, next="/review")
    assert (skipped.status_code, skipped.headers["Location"]) == (303, "/review")
    assert len(listed_corrections(store).rows) == 2


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", ""])
def test_form_leads_to_this_server_only(reviewer: TestClient, target: str) -> None:
    sent = submit(reviewer, "/review/decide", decision="skip", next=target)
    assert sent.headers["Location"] == "/review"


def test_form_edits_cells_lists_as_a_whole(reviewer: TestClient, store: Engine) -> None:
    fact = tellings(store, "visit")[0].key
    cells = {"cell.agents": ["سعاد العلوي", ""], "cell.companions": [""], "cell.date_end": "", "cell.type": "meeting"}
    sent = submit(reviewer, "/review/correct", action="edit", target=fact, reason="r", **cells)
    assert sent.status_code == 303
    (made,) = listed_corrections(store).rows
    assert made.cells == {"agents": ["سعاد العلوي"], "companions": [], "date_end": None, "type": "meeting"}
    undone = submit(reviewer, "/review/correct", action="undo", target=made.key, reason="r")
    assert undone.status_code == 303
    assert listed_corrections(store, target=fact).rows[0].state is CorrectionState.UNDONE


def test_form_rejects_though_it_shows_cells(reviewer: TestClient, store: Engine) -> None:
    fact = tellings(store, "visit")[0].key
    submit(reviewer, "/review/correct", action="reject", target=fact, reason="r", **{"cell.type": "visit"})
    (made,) = listed_corrections(store).rows
    assert (made.action, made.cells) == ("reject", {})


def test_form_parts_an_official(reviewer: TestClient, store: Engine) -> None:
    key = entity(store, "ليلى المرابط")
    with reading(store) as connection:
        query = select(Article.key).where(Article.document_id.in_(["visit", "retold"]))
        articles = sorted(connection.execute(query).scalars())
    assert submit(reviewer, "/review/split", target=key, articles=articles, reason="r").status_code == 303
    (made,) = listed_corrections(store).rows
    assert list(made.articles) == articles


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/review/decide", {"decision": "merge", "left": "a", "right": "b"}, 422),  # why?
        ("/review/decide", {"decision": "merge", "left": "a", "right": "b", "reason": "r"}, 404),
        ("/review/decide", {"decision": "perhaps"}, 422),
        ("/review/correct", {"action": "confirm", "target": "none", "reason": "r"}, 404),
        ("/review/split", {"target": "none", "reason": "r"}, 422),
        ("/saved", {"name": "n", "query": "type=parade"}, 422),
        ("/saved", {"name": " ", "query": ""}, 422),
    ],
)
def test_form_that_is_wrong_gets_a_page_that_says_so(
    reviewer: TestClient, path: str, fields: dict[str, str], status: int
) -> None:
    sent = submit(reviewer, path, **fields)
    assert sent.status_code == status
    assert sent.headers["content-type"].startswith("text/html")


def test_form_keeps_a_search_and_takes_it_away(reviewer: TestClient, store: Engine, secrets: dict[str, str]) -> None:
    sent = submit(reviewer, "/saved", name="زيارات", query="type=visit", next="/")
    key = parse_qs(urlsplit(sent.headers["Location"]).query)["done"][0]
    saved = access_saved.saved(store, key)
    assert saved is not None
    assert (saved.owner, saved.query) == (secrets["reviewer"].split("_")[1], "type=visit")
    assert submit(reviewer, f"/saved/{key}/delete").status_code == 303
    assert access_saved.saved(store, key) is None


def test_uploads_are_not_taken(reviewer: TestClient) -> None:
    token = re.findall(r'name="csrf_token" value="(\w+)"', reviewer.get("/login").text)[0]
    sent = reviewer.post("/saved", data={"csrf_token": token, "name": "n"}, files={"file": b"x"})
    assert sent.status_code == 403


@pytest.mark.parametrize(
    ("name", "path", "split"),
    [
        ("ليلى المرابط", "/officials/", "افصل شخصين بهذا الاسم"),
        ("مركز الأمل لرعاية الطفولة", "/institutions/", "افصل مؤسستين بهذا الاسم"),
        ("جماعة النخيل", "/places/", "افصل مكانين بهذا الاسم"),
    ],
)
def test_page_of_an_entity_offers_to_part_it_by_its_articles(
    reviewer: TestClient, store: Engine, opened: Open, name: str, path: str, split: str
) -> None:
    key = entity(store, name)
    page = html.fromstring(reviewer.get(path + key).content)
    forms = [form for form in page.forms if form.get("action") == "/review/split"]
    assert next(h.text for h in page.xpath("//h2[starts-with(@id, 'decide')]")) == split
    boxes = [box.get("value") for box in forms[0].inputs["articles"]]
    assert len(boxes) == 2
    sent = submit(reviewer, "/review/split", target=key, articles=boxes[:1], reason="غيره", next=path + key)
    assert sent.status_code == 303
    link(store)
    after = reviewer.get(sent.headers["Location"])  # with `done`: it can be undone at once
    assert after.status_code == 200
    (said,) = html.fromstring(after.content).xpath("//section[@aria-labelledby='decide-said']//li")
    assert "غيره" in said.text_content() and "name of reviewer" in said.text_content()
    others = [e for e in entities(store, kind=EntityKind(path[1:-2]), text=name).rows if e.label == name]
    assert {e.key for e in others} >= {key} and len(others) == (3 if "institutions" in path else 2)
    assert "decide" not in opened().get(path + key).text  # nothing is offered to others


def test_page_merges_what_is_found_by_name_and_takes_out_what_was_merged(reviewer: TestClient, store: Engine) -> None:
    with reading(store) as connection:
        query = select(Entity.key).where(Entity.label == "مركز الأمل لرعاية الطفولة").order_by(Entity.id)
        one, other = connection.execute(query).scalars()
    page = html.fromstring(reviewer.get(f"/institutions/{one}", params={"same": "مركز الأمل"}).content)
    assert page.get_element_by_id("decide").get("open") is not None
    assert page.xpath("//input[@name='right']/@value") == [other]
    submit(reviewer, "/review/decide", decision="merge", left=one, right=other, reason="واحد")
    link(store)
    head = merged_into(store, one)
    assert head == merged_into(store, other)
    page = html.fromstring(reviewer.get(f"/institutions/{head}").content)
    (member,) = page.xpath("//input[@name='other']/@value")
    submit(reviewer, "/review/split", target=head, other=member, reason="اثنان")
    link(store)
    assert merged_into(store, one) != merged_into(store, other)


def merged_into(store: Engine, key: str) -> str:
    """Return the key of what stands for an entity."""
    found = browsed(store, key)
    assert found is not None
    return found.item.key
