"""What people do with the pages, in a real browser: a journalist, a researcher, and those without scripts or mouse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
sync = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
QUESTION = "من زار مركز الأمل بالنخيل سنة 2024؟"
ARABIC_KEY = """document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", {key: "ة", code: "KeyM", bubbles: true}))"""
SCROLLED = "document.querySelector(':target').getBoundingClientRect().top"


def ask(page: Any, question: str) -> None:
    """Type a question and send it."""
    page.get_by_role("searchbox").fill(question)
    page.get_by_role("button", name="ابحث").first.click()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scripts", [True, False])
def test_journalist_goes_from_question_to_sentence_to_citation(visit: Any, width: int, scripts: bool) -> None:
    with visit(width=width, scripts=scripts) as window:
        page = window.go("/")
        ask(page, QUESTION)
        rows = page.locator("article.event")
        sync.expect(rows).to_have_count(1)
        sync.expect(rows).to_contain_text("ليلى المرابط")
        sync.expect(page.locator(".chip")).to_have_count(5)
        assert window.sticks_out() <= 0 if scripts else True
        rows.get_by_role("link", name="التفاصيل والمصادر").click()
        sync.expect(page.locator("table.side-by-side thead th")).to_have_count(2)
        page.locator("table.side-by-side tbody td").first.get_by_role("link", name="الجملة في المقال").click()
        sync.expect(page.locator(".text mark.m-person").first).to_have_text("ليلى المرابط")
        assert "#e-" in page.url
        if scripts:
            assert page.evaluate(SCROLLED) >= 0
            assert window.sticks_out() <= 0
        page.go_back()
        cited = page.locator(".cited").first
        sync.expect(cited).to_contain_text("جريدة المثال")
        sync.expect(cited).to_contain_text(page.url.split("#")[0].removesuffix("/"))
        button = page.get_by_role("button", name="انسخ الاقتباس").first
        if not scripts:
            sync.expect(button).to_have_count(0)
            return
        button.click()
        sync.expect(page.get_by_role("status").first).to_have_text("نسخ الاقتباس")
        assert page.evaluate("navigator.clipboard.readText()") == (cited.text_content() or "").strip()


def test_researcher_narrows_exports_and_follows(visit: Any, tmp_path: Path) -> None:
    with visit() as window:
        page = window.go("/")
        ask(page, "مركز الأمل")
        sync.expect(page.locator(".chip")).to_have_count(1)
        facet = page.get_by_role("region", name="نوع الحدث").get_by_role("link", name="زيارة")
        facet.click()
        sync.expect(page.locator(".chip")).to_have_count(2)
        sync.expect(page.locator("article.event")).to_have_count(2)
        assert page.evaluate("document.activeElement.id") == "results"  # the reader is brought to the answer
        with page.expect_download() as download:
            page.get_by_role("link", name="JSONL").click()
        file = tmp_path / "events.jsonl"
        download.value.save_as(file)
        rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        assert len(rows) == 2
        feed = page.get_by_role("link", name="خلاصة Atom").get_attribute("href")
        told = page.evaluate("async (path) => (await (await fetch(path)).text())", feed)
        assert told.count("<entry>") == 2
        page.go_back()
        sync.expect(page.locator(".chip")).to_have_count(1)


def log_in(page: Any, address: str, secret: str, next_: str) -> None:
    """Begin a session with a key."""
    page.goto(f"{address}/login?next={next_}")
    page.get_by_label("المفتاح").fill(secret)
    page.get_by_role("button", name="ادخل").click()
    page.wait_for_url(f"**{next_}")


@pytest.mark.parametrize("scripts", [True, False])
def test_reviewer_corrects_and_merges_and_it_survives_a_rerun(visit: Any, workshop: Any, scripts: bool) -> None:
    with visit(at=workshop.address, scripts=scripts) as window:
        page = window.page
        log_in(page, workshop.address, workshop.secrets["reviewer"], "/review")
        pair = page.locator(".pair-card", has_text="ليلى المرابط الناظوري")
        sync.expect(pair).to_have_count(1)
        if scripts:
            page.locator("body").press("j")
            sync.expect(page.locator(".pair-card").first).to_be_focused()
            page.evaluate(ARABIC_KEY)  # `m` on an Arabic keyboard: it asks for the reason first
            sync.expect(pair.get_by_label("لماذا؟")).to_be_focused()
        pair.get_by_label("لماذا؟").fill("الوزيرة نفسها باسمها الكامل")
        pair.get_by_role("button", name="شيء واحد").click()
        sync.expect(page.locator(".done")).to_contain_text("سجل القرار")

        window.go("/?ask=من زار دار الورود")
        page.get_by_role("link", name="التفاصيل والمصادر").click()
        page.locator(".correct summary").click()
        form = page.locator(".correct form")
        form.get_by_label("لماذا؟").fill("الصحيح في المصدر")
        form.get_by_label("أول يوم").fill("2024-05-10")
        form.get_by_label("آخر يوم").fill("2024-05-10")
        form.get_by_role("button", name="احفظ التعديل").click()
        sync.expect(page.locator(".side-by-side")).to_contain_text("10 ماي 2024")
        sync.expect(page.locator(".side-by-side")).to_contain_text("صححها باحث")

        workshop.run_again()
        page.reload()
        sync.expect(page.locator(".side-by-side")).to_contain_text("10 ماي 2024")
        window.go("/officials?name=الناظوري")
        page.locator(".entities a").click()
        sync.expect(page.locator("main")).to_contain_text("مركز الأمل لرعاية الطفولة")  # what the other name did
        window.go("/review")
        sync.expect(page.locator(".pair-card", has_text="الناظوري")).to_have_count(0)


def test_reviewer_parts_an_institution_by_keyboard_and_it_survives_a_rerun(visit: Any, workshop: Any) -> None:
    with visit(at=workshop.address, width=390) as window:
        page = window.page
        log_in(page, workshop.address, workshop.secrets["reviewer"], "/institutions")
        namesakes = page.locator(".entities li", has_text="مركز الأمل لرعاية الطفولة")
        window.go("/institutions?name=مركز الأمل")
        sync.expect(namesakes).to_have_count(2)
        namesakes.filter(has_text="جماعة النخيل").get_by_role("link").click()
        page.locator(".decide > summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        sync.expect(page.get_by_role("checkbox").first).to_be_focused()
        page.keyboard.press("Space")
        assert window.sticks_out() <= 0
        for _ in range(4):  # its article, the next one, its article, the reason
            page.keyboard.press("Tab")
        sync.expect(page.get_by_label("لماذا؟").first).to_be_focused()
        page.keyboard.type("مركز آخر بالاسم نفسه")
        page.keyboard.press("Enter")
        sync.expect(page.locator(".done")).to_contain_text("سجل القرار")
        workshop.run_again()
        page.reload()
        page.locator(".decide > summary").click()
        sync.expect(page.locator(".decide")).to_contain_text("مركز آخر بالاسم نفسه")
        window.go("/institutions?name=مركز الأمل")
        sync.expect(namesakes).to_have_count(3)


def test_researcher_saves_a_search_and_takes_it_away(visit: Any, workshop: Any) -> None:
    with visit(at=workshop.address) as window:
        page = window.page
        log_in(page, workshop.address, workshop.secrets["researcher"], "/saved")
        window.go("/?ask=من زار مركز الأمل سنة 2024؟")
        page.get_by_label("اسم البحث").fill("زيارات مركز الأمل")
        page.get_by_role("button", name="احفظ هذا البحث").click()
        saved = page.locator(".entities li")
        sync.expect(saved).to_contain_text("زيارات مركز الأمل")
        feed = saved.get_by_role("link", name="خلاصة Atom").get_attribute("href")
        assert page.request.get(f"{workshop.address}{feed}").text().count("<entry>") == 2
        saved.get_by_role("link", name="زيارات مركز الأمل").first.click()
        sync.expect(page.locator("article.event")).to_have_count(2)
        window.go("/saved")
        saved.get_by_role("button", name="احذف").click()
        sync.expect(saved).to_have_count(0)


def test_a_bar_and_a_dot_narrow_the_answer_by_mouse_and_by_keyboard(visit: Any) -> None:
    with visit() as window:
        page = window.go("/")
        bars = page.locator("svg.chart a")
        number = bars.count()
        assert number > 1
        bars.last.click()
        sync.expect(page.locator(".chip")).to_have_count(2)
        page = window.go("/")
        page.locator("summary", has_text="الأعداد في جدول").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        sync.expect(page.locator(".chip")).to_have_count(2)


def test_everything_is_reached_by_keyboard(visit: Any) -> None:
    with visit() as window:
        page = window.go("/")
        page.keyboard.press("Tab")
        sync.expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        assert page.url.endswith("#content")
        page.get_by_role("searchbox").focus()
        page.keyboard.type(QUESTION)
        page.keyboard.press("Enter")
        sync.expect(page.locator("article.event")).to_have_count(1)


def test_reader_switches_language_and_colours(visit: Any) -> None:
    with visit() as window:
        page = window.go("/")
        page.get_by_role("link", name="Français").click()
        sync.expect(page.locator("html")).to_have_attribute("dir", "ltr")
        light = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.get_by_role("link", name="Sombres").click()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
        window.go("/officials")
        sync.expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        sync.expect(page.locator("h1")).to_have_text("Responsables")


def test_page_prints_without_its_controls(visit: Any) -> None:
    with visit() as window:
        page = window.go("/?type=visit")
        page.emulate_media(media="print")
        sync.expect(page.locator(".side")).to_be_hidden()
        sync.expect(page.locator("form.search")).to_be_hidden()
        sync.expect(page.locator("article.event").first).to_be_visible()
