"""axe-core finds no serious or critical barrier on any page, in Arabic and French, light and dark, wide and narrow."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = ("serious", "critical")
# axe takes joined letters for icons and looks at the contrast of few Arabic words; the same text in Latin letters it reads.
IN_LATIN = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(/[\\u0600-\\u06ff]/g, "n");
}"""
OPENED = "document.querySelectorAll('details').forEach((d) => { d.open = true; })"


def all_pages(page: Any, address: str) -> list[str]:
    """Return a path of every kind of page."""

    def first(kind: str) -> str:
        found: str = page.request.get(f"{address}/v1/{kind}?limit=1").json()["items"][0]["id"]
        return found

    linked = [f"/{kind}/{first(kind)}" for kind in ("officials", "institutions", "places", "positions")]
    differing = page.request.get(f"{address}/v1/events?type=distribution").json()["items"][0]["id"]
    return [
        "/", "/?ask=من زار مركز الأمل سنة 2024؟", "/?from=x", "/?official=لا أحد", "/officials", f"/events/{differing}",
        *linked, "/articles/visit", "/graph", "/review", "/login", "/saved", "/nothing",
    ]  # fmt: skip


def barriers(page: Any, options: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the serious and critical barriers of a page: the rule, and the element."""
    found = axe.Axe().run(page, options=options).response["violations"]
    return [(v["id"], node["html"][:160]) for v in found if v["impact"] in GRAVE for node in v["nodes"][:3]]


LOOKS = [("ar", "light", 1280), ("ar", "dark", 390), ("fr", "dark", 1280), ("fr", "light", 390)]


@pytest.mark.parametrize(("language", "colours", "width"), LOOKS)
def test_axe_finds_no_serious_barrier(visit: Any, language: str, colours: str, width: int) -> None:
    with visit(width=width, colours=colours) as window:
        window.go(f"/?lang={language}")
        found = []
        for path in all_pages(window.page, window.address):
            page = window.go(path)
            page.evaluate(OPENED)
            assert page.evaluate("document.documentElement.lang") == language
            assert window.sticks_out() <= 0, path
            found += [(path, *one) for one in barriers(page, {"runOnly": {"type": "tag", "values": RULES}})]
            page.evaluate(IN_LATIN)
            found += [(path, *one) for one in barriers(page, {"runOnly": ["color-contrast"]})]
        assert found == []
        window.complaints[:] = [
            c for c in window.complaints if not any(status in c for status in ("400", "401", "404"))
        ]


def test_axe_would_find_a_barrier(visit: Any) -> None:
    with visit() as window:
        page = window.go("/articles/visit")
        page.evaluate(IN_LATIN)
        spoil = "document.querySelector('h1 bdi').style.setProperty('color', 'rgb(250, 250, 250)')"
        page.emulate_media(color_scheme="light")
        page.evaluate(spoil)
        assert [rule for rule, _ in barriers(page, {"runOnly": ["color-contrast"]})] == ["color-contrast"]
