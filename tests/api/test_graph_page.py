"""Who appears with whom: the list and the arcs of a graph, and the page that shows it."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html

from api.arcs import MOST_NAMES, MOST_PAIRS, THICKEST, THINNEST, arcs
from pipeline.kb.browse.shapes import Edge, EntityItem, EntityKind, Graph

CENTRE = "مركز الأمل لرعاية الطفولة"


def graph_of(*edges: tuple[str, str, int], nodes: str) -> Graph:
    items = [EntityItem(n, EntityKind.OFFICIAL, None, n, None, None, None, None, 1, None, None) for n in nodes]
    return Graph(tuple(items), tuple(Edge(*e) for e in edges), exact=True)


def test_names_that_share_events_stand_side_by_side() -> None:
    drawing = arcs(graph_of(("a", "d", 5), ("b", "e", 4), ("a", "b", 1), nodes="abcde"))
    assert drawing is not None
    assert "".join(item.key for item in drawing.names) == "adbe"  # c appears with nobody
    assert drawing.height == 40
    assert [(p.left.key, p.right.key, p.events) for p in drawing.pairs] == [("a", "d", 5), ("b", "e", 4), ("a", "b", 1)]
    assert [arc.events for arc in drawing.arcs] == [1, 4, 5]  # the strongest is drawn last, on top
    assert (drawing.arcs[-1].thickness, drawing.arcs[0].thickness) == (THICKEST, THINNEST)
    assert drawing.arcs[-1].path.startswith("M0 5C") and drawing.arcs[-1].path.endswith(" 0 15")


def test_nothing_is_drawn_where_nobody_appears_with_anybody() -> None:
    assert arcs(graph_of(nodes="abc")) is None


def test_table_ends_somewhere_and_says_how_many_there_are() -> None:
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    edges = [(a, b, 2) for a, b in combinations(letters[:20], 2)] + [(letters[0], b, 1) for b in letters[20:]]
    drawing = arcs(graph_of(*edges, nodes=letters))
    assert drawing is not None
    assert (len(drawing.pairs), drawing.in_all, len(drawing.names)) == (MOST_PAIRS, 190 + 20, MOST_NAMES)
    assert {item.key for item in drawing.names} >= set(letters[:20])  # who shares most stays


def page_of(client: TestClient, path: str, **params: Any) -> Any:
    response = client.get(path, params=params or None)
    assert response.status_code == 200, response.text
    return html.fromstring(response.content)


def test_page_tells_each_pair_in_a_list_a_drawing_and_a_table(client: TestClient) -> None:
    page = page_of(client, "/graph", type="visit")
    names = [" ".join(li.xpath("string(.//a[@class='name'])").split()) for li in page.xpath("//div[@class='arcs']//li")]
    assert {"ليلى المرابط", "عمر بنسعيد", CENTRE} <= set(names)
    rows = page.xpath("//table//tbody/tr")
    assert len(page.xpath("//svg//path")) == len(rows) == 2
    for row in rows:
        (shared,) = row.xpath("./td[3]/a/@href")
        assert page_of(client, "/" + shared.lstrip("/")).xpath("//article[contains(@class, 'event')]")
    for link in page.xpath("//main//a/@href"):
        if link.startswith("/"):
            assert client.get(link).status_code == 200, link


@pytest.mark.parametrize("group", ["officials", "institutions", "places"])
def test_page_of_an_entity_leads_to_who_appears_with_it(client: TestClient, group: str) -> None:
    names = {"officials": "ليلى المرابط", "institutions": CENTRE, "places": "إقليم الريان"}
    found = client.get(f"/v1/{group}", params={"name": names[group]}).json()["items"][0]
    page = page_of(client, f"/{group}/{found['id']}")
    (link,) = [a for a in page.xpath("//header//a/@href") if a.startswith("/graph")]
    drawn = page_of(client, link)
    assert names[group] in drawn.xpath("string(//section[@class='conditions'])")
    assert "ليلى المرابط" in drawn.xpath("string(//table)") or group == "institutions"
    assert CENTRE in drawn.xpath("string(//table)")


def test_question_of_the_search_page_is_drawn_too(client: TestClient) -> None:
    page = page_of(client, "/", ask="من زار مركز الأمل؟")
    (link,) = [a for a in page.xpath("//main//a/@href") if a.startswith("/graph")]
    assert page_of(client, link).xpath("//svg//path")


def test_what_cannot_be_asked_is_told(client: TestClient) -> None:
    response = client.get("/graph", params={"from": "x"})
    assert response.status_code == 400
    assert "من تاريخ" in html.fromstring(response.content).xpath("string(//*[@role='alert'])")
    assert page_of(client, "/graph", official="لا أحد").xpath("//div[@class='empty']")
