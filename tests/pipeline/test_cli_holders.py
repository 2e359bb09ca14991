"""``rasid holders``: who held an office at a day, in a month or ever, with the sentences that say so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from corpus.document import Document
from pipeline.cli import app
from pipeline.kb.write import write_article
from pipeline.linking.link import link
from pipeline.linking.proofs import sentence_around
from pipeline.settings import Settings

WALI = "والي جهة سوس ماسة"
TEXT = "خبر.\nأشرف {office} {name} على الافتتاح. وحضره المنتخبون."


def article(number: int, day: str, name: str, office: str) -> tuple[dict[str, Any], Document]:
    text = TEXT.format(office=office, name=name)

    def at(form: str) -> list[dict[str, Any]]:
        return [{"start": text.index(form), "end": text.index(form) + len(form), "surface": form}]

    official = {"name": name, "mentions": at(name), "roles": [{"title": office, "mentions": at(office)}]}
    return {"id": f"a{number}", "country": "MA", "published": day, "officials": [official]}, Document(
        f"a{number}", text
    )


@pytest.fixture
def engine(store: Engine, store_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A knowledge base of a wali and his predecessor, the one the command opens."""
    monkeypatch.setenv("RASID_DATABASE_URL", store_settings.database_url)
    for one in (
        article(1, "2021-01-10", "أحمد حجي", WALI),
        article(2, "2023-12-01", "سعيد أمزازي", "والي جهة سوس – ماسة"),
        article(3, "2024-04-20", "سعيد امزازي", WALI),
        article(4, "2024-01-05", "سعيد أمزازي", "وزير التربية الوطنية السابق"),
    ):
        write_article(store, *one, 1)
    link(store)
    yield store


def rasid(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["holders", *arguments])
    return result.exit_code, result.output


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("on", ["2024-03-10", "2024-03"])
def test_holder_at_a_time_with_each_sentence(on: str) -> None:
    status, printed = rasid(WALI, "--on", on, "--json")
    rows = [json.loads(line) for line in printed.splitlines()]
    assert (status, [(r["name"], r["inferred"], r["articles"]) for r in rows]) == (0, [("سعيد أمزازي", False, 2)])
    assert [(p["document_id"], p["title"], p["sentence"]) for p in rows[0]["proofs"]] == [
        ("a2", "والي جهة سوس – ماسة", "أشرف والي جهة سوس – ماسة سعيد أمزازي على الافتتاح."),
        ("a3", WALI, f"أشرف {WALI} سعيد امزازي على الافتتاح."),
    ]
    start, end = rows[0]["proofs"][1]["span"]
    assert TEXT.format(office=WALI, name="سعيد امزازي")[start:end] == WALI
    assert "entity_id" not in rows[0]


@pytest.mark.usefixtures("engine")
def test_what_near_by_days_suggest_is_marked() -> None:
    assert "inferred" not in rasid(WALI, "--on", "2024-03-10")[1]
    status, printed = rasid(WALI, "--on", "2024-06")
    assert (status, "(inferred: last seen 2024-04-20)" in printed, "سعيد أمزازي" in printed) == (0, True, True)
    assert "(inferred: first seen 2023-12-01)" in rasid(WALI, "--on", "2023-11-02")[1]


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2022-06", ["last seen before: 2021-01-10: أحمد حجي", "first seen after: 2023-12-01: سعيد أمزازي"]),
        ("2019-03-01", ["first seen after: 2021-01-10: أحمد حجي"]),
        ("2026-01", ["last seen before: 2024-04-20: سعيد أمزازي"]),
        ("2024-03", []),
        ("2024-06", ["(inferred: last seen 2024-04-20)"]),
    ],
)
def test_a_time_without_sightings_names_who_was_seen_before_and_after(on: str, said: list[str]) -> None:
    status, printed = rasid(WALI, "--on", on)
    lines = [line.replace("\u200e", "").replace("\u200f", "").strip() for line in printed.splitlines()]
    told = [line for line in lines if "seen then" in line or "inferred" in line]
    assert status == 0
    assert len(told) == len(said)
    assert all(words in line for words, line in zip(said, told, strict=True))


@pytest.mark.usefixtures("engine")
def test_all_holders_in_order_and_no_office_by_itself() -> None:
    status, printed = rasid(WALI)
    assert status == 0
    assert printed.index("أحمد حجي") < printed.index("سعيد أمزازي")
    assert "2 holders" in printed
    assert rasid("والي الجهة") == (0, "0 holders\n")
    assert rasid(WALI, "--on", "مارس")[0] == 2


@pytest.mark.parametrize(
    ("text", "form", "sentence"),
    [
        ("قال د. محمد العلمي كلاما. وانتهى.", "العلمي", "قال د. محمد العلمي كلاما."),
        ("عنوان\nوصل الوالي؟ نعم", "الوالي", "وصل الوالي؟"),
        ("بلغ 1.5 مليون بحضور الوالي", "الوالي", "بلغ 1.5 مليون بحضور الوالي"),
    ],
)
def test_sentence_around(text: str, form: str, sentence: str) -> None:
    at = text.index(form)
    start, end = sentence_around(text, (at, at + len(form)))
    assert text[start:end] == sentence
