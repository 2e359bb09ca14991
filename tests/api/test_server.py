"""The application as it is really served: uvicorn on loopback, and a browser on the journey of a reader."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import httpx
import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def test_server_answers_on_loopback(address: str) -> None:
    assert httpx.get(f"{address}/healthz").json()["status"] == "ok"
    page = httpx.get(f"{address}/", params={"institution": "مركز الأمل"})
    assert page.status_code == 200
    assert "ليلى المرابط" in page.text


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
@pytest.mark.parametrize("width", [390, 1280])
def test_reader_goes_from_question_to_row_to_sentence_to_article(address: str, width: int) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as driver:
        # As root, as in a container, Chromium starts only without its sandbox.
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*flags, "--disable-gpu"])
        page = browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=True)
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(address)
        page.get_by_label("المؤسسة أو المركز").fill("مركز الأمل")
        page.get_by_label("المكان").fill("النخيل")
        page.get_by_label("نوع الحدث").select_option(label="زيارة")
        page.get_by_role("button", name="ابحث").click()
        row = page.locator("article.event").first
        playwright.expect(row).to_contain_text("ليلى المرابط")
        playwright.expect(row).to_contain_text("5 فبراير 2024")
        playwright.expect(row.locator("blockquote mark")).to_contain_text("زارت ليلى المرابط")
        assert page.evaluate("document.documentElement.scrollWidth") <= width  # nothing sticks out of a phone
        row.locator("a.source").click()
        anchor = page.locator(page.evaluate("'[id=\"' + location.hash.slice(1) + '\"]'"))
        playwright.expect(anchor).to_be_attached()
        playwright.expect(page.locator(".text mark.in-event.m-person")).to_have_text("ليلى المرابط")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert complaints == []
        browser.close()


def test_static_files_are_our_own() -> None:
    sheet = Path(__file__).parents[2] / "api" / "static" / "style.css"
    text = sheet.read_text(encoding="utf-8")
    assert "url(" not in text
    assert "@import" not in text
