"""axe-core finds no serious or critical barrier on any page, in Arabic and French, light and dark, wide and narrow."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = ("serious", "critical")


def all_pages(page: Any, address: str) -> list[str]:
    """Return a path of every kind of page."""

    def first(kind: str) -> str:
        found: str = page.request.get(f"{address}/v1/{kind}?limit=1").json()["items"][0]["id"]
        return found

    linked = [f"/{kind}/{first(kind)}" for kind in ("officials", "institutions", "places", "positions")]
    differing = page.request.get(f"{address}/v1/events?type=distribution").json()["items"][0]["id"]
    return [
        "/", "/?ask=من زار مركز الأمل سنة 2024؟", "/?from=x", "/?official=لا أحد", "/officials", f"/events/{differing}",
        *linked, "/articles/visit", "/runs", "/runs/1", "/review", "/nothing",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "colours", "width"),
    [("ar", "light", 1280), ("ar", "dark", 390), ("fr", "dark", 1280), ("fr", "light", 390)],
)
def test_axe_finds_no_serious_barrier(visit: Any, language: str, colours: str, width: int) -> None:
    with visit(width=width, colours=colours) as window:
        window.go(f"/?lang={language}")
        found = []
        for path in all_pages(window.page, window.address):
            page = window.go(path)
            page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
            assert page.evaluate("document.documentElement.lang") == language
            result = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
            for rule in result.response["violations"]:
                if rule["impact"] in GRAVE:
                    found += [(path, rule["id"], node["html"][:160]) for node in rule["nodes"][:3]]
            assert window.sticks_out() <= 0, path
        assert found == []
        window.complaints[:] = [c for c in window.complaints if "404" not in c and "400" not in c]
