"""The client for notebooks against the real application on loopback: the questions people ask most, in both kinds of frame."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pandas
import polars
import pytest
from put_nights import put_night

from api import client as module
from api.client import Rasid, RasidError
from pipeline.kb import access_keys
from pipeline.kb.access import Role
from pipeline.kb.engine import open_store
from pipeline.settings import Settings

CENTRE = "مركز الأمل لرعاية الطفولة"
GUIDE = (Path(__file__).parents[2] / "docs" / "researcher.md").read_text("utf-8")
Serve = Callable[[Settings], AbstractContextManager[str]]


@pytest.fixture(params=["pandas", "polars"])
def rasid(request: pytest.FixtureRequest, address: str) -> Iterator[Rasid]:
    """A client of each kind of frame."""
    with Rasid(address, frame=request.param) as opened:
        yield opened


def rows(frame: Any, *columns: str) -> list[tuple[Any, ...]]:
    """Return the cells of some columns; days as days, None where nothing is."""
    if isinstance(frame, polars.DataFrame):
        return frame.select(columns).rows()
    found = frame[list(columns)].itertuples(index=False)
    return [tuple(None if pandas.isna(c) else c.date() if hasattr(c, "date") else c for c in row) for row in found]


def types(frame: Any) -> dict[str, str]:
    """Return the types of the columns."""
    if isinstance(frame, polars.DataFrame):
        return {name: str(kind) for name, kind in frame.schema.items()}
    return {name: str(kind) for name, kind in frame.dtypes.items()}


def test_who_visited_this_centre_and_when(rasid: Rasid) -> None:
    found = rasid.events(type="visit", institution="مركز الأمل")
    columns = ("date_start", "who", "office", "centre", "centre_place", "place", "articles", "sources", "url")
    assert rows(found, *columns) == [
        (date(2024, 2, 7), "عمر بنسعيد", "عامل إقليم الواحة", CENTRE, "مدينة الواحة", "مدينة الواحة", 1, 1,
         "https://example.org/3"),
        (date(2024, 2, 5), "ليلى المرابط", "وزيرة التضامن", CENTRE, "جماعة النخيل", "جماعة النخيل", 2, 2,
         "https://example.org/1"),
    ]  # fmt: skip
    (_, (sentence, outlet, published, confidence, inferred, companions)) = rows(
        found, "sentence", "outlet", "published", "confidence", "inferred", "companions"
    )
    assert sentence.startswith("في إطار برنامجها، زارت ليلى المرابط")
    assert (outlet, published, inferred, companions) == ("جريدة المثال", date(2024, 2, 6), False, "الوفد المرافق لها")
    assert 0.8 <= confidence <= 1


def test_what_did_this_official_do_between_two_days(rasid: Rasid) -> None:
    found = rasid.events(
        official="El Mrabet",
        date_from=date(2024, 2, 1),
        date_to="2024-02-29",
        sort="earliest",
        type=["visit", "meeting"],
    )
    assert rows(found, "type", "status", "date_start", "who", "what") == [
        ("visit", "past", date(2024, 2, 5), "ليلى المرابط", CENTRE)
    ]


def test_who_held_this_office_on_this_day(rasid: Rasid) -> None:
    found = rasid.holders("وزيرة التضامن", on=date(2024, 2, 7))
    assert rows(found, "name", "title", "first_seen", "last_seen", "articles", "inferred") == [
        ("ليلى المرابط", "وزيرة التضامن", date(2024, 2, 6), date(2024, 2, 8), 2, False)
    ]
    assert len(rasid.holders("وزير الفضاء")) == 0


def test_which_centres_and_months_have_most_visits(rasid: Rasid) -> None:
    facets = rasid.facets(type="visit", size=5)
    counted = rows(facets, "facet", "label", "count", "exact")
    assert [row for row in counted if row[0] in ("kind", "type")] == [
        ("type", "visit", 2, True),
        ("kind", "centre", 2, True),
    ]
    assert sorted(row[1] for row in counted if row[0] == "institution") == [CENTRE, CENTRE]  # two of one name
    months = rasid.histogram("month")
    assert rows(months, "start", "end", "count") == [
        (date(2024, 2, 1), date(2024, 2, 29), 3),
        (date(2024, 3, 1), date(2024, 3, 31), 1),
        (None, None, 1),
    ]


def test_what_is_to_be_opened_in_this_town(rasid: Rasid) -> None:
    found = rasid.events(type="inauguration", status="planned", place="الرمال")
    assert rows(found, "date_start", "who", "centre", "place", "url") == [
        (date(2024, 3, 10), "إدريس الناصري", "دار المواطن", "مدينة الرمال", None)
    ]


def test_who_tells_this_visit_and_in_which_words(rasid: Rasid) -> None:
    ((key, link),) = rows(rasid.events(type="visit", place="النخيل"), "id", "link")
    assert link.endswith(f"/events/{key}")
    told = rasid.tellings(link)
    assert rows(told, "document_id", "outlet", "date_text", "rule", "published") == [
        ("visit", "جريدة المثال", "يوم الاثنين 5 فبراير 2024", "sample.rule", date(2024, 2, 6)),
        ("retold", "Le Journal", None, "sample.rule", date(2024, 2, 8)),
    ]
    assert rows(rasid.tellings(key), "id") == rows(told, "id")
    assert [row[0] for row in rows(rasid.tellings(article="retold"), "type")].count("visit") == 1
    with pytest.raises(TypeError, match="type"):
        rasid.tellings(key, type="visit")


def test_list_of_names_is_looked_up_however_long_it_is(rasid: Rasid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NAMES", 2)
    found = rasid.look_up(["Naciri", "لا أحد", CENTRE, "النخيل"], limit=2)
    kinds = rows(found, "asked", "rank", "kind", "name")
    assert [row for row in kinds if row[0] != CENTRE] == [
        ("Naciri", 1, "official", "إدريس الناصري"),
        ("لا أحد", None, None, None),
        ("النخيل", 1, "place", "جماعة النخيل"),
    ]
    assert [row[1:3] for row in kinds if row[0] == CENTRE] == [(1, "institution"), (2, "institution")]
    with pytest.raises(TypeError, match="list"):
        rasid.look_up("Naciri")


def test_entities_and_articles_are_listed(rasid: Rasid) -> None:
    assert rows(rasid.officials("Bensaid"), "name", "events", "first") == [("عمر بنسعيد", 1, date(2024, 2, 7))]
    assert {row[0] for row in rows(rasid.institutions(kind="centre"), "name")} == {CENTRE, "دار المواطن"}
    assert rows(rasid.places("الريان"), "subkind") == [("province",)]
    found = rows(rasid.search('"مركز الأمل" -الواحة'), "document_id", "snippet")
    assert {row[0] for row in found} == {"visit", "retold"}
    assert all("الأمل" in row[1] for row in found)


def test_rows_go_on_until_the_last_one_or_the_limit(rasid: Rasid, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = rows(rasid.events(), "id")
    assert len(whole) == 5
    monkeypatch.setattr(module, "PAGE", 2)
    assert rows(rasid.events(), "id") == whole
    assert rows(rasid.events(limit=3), "id") == whole[:3]
    assert rows(rasid.events(limit=0), "id") == []


def test_empty_answer_has_the_columns_and_types_of_a_full_one(rasid: Rasid) -> None:
    full, empty = rasid.events(), rasid.events(official="لا أحد")
    assert (len(empty), types(empty)) == (0, types(full))
    days = {kind for name, kind in types(full).items() if name in ("date_start", "date_end", "published")}
    assert days <= {"datetime64[s]", "Date"}
    assert len(days) == 1


@pytest.mark.parametrize("name", ["events.csv", "events.jsonl", "events.parquet"])
def test_export_is_written_whole_or_not_at_all(rasid: Rasid, tmp_path: Path, name: str) -> None:
    path = rasid.export(tmp_path / name, type="visit")
    read = {"csv": pandas.read_csv, "parquet": pandas.read_parquet, "jsonl": polars.read_ndjson}[name.split(".")[1]]
    assert len(read(path)) == 2
    with pytest.raises(RasidError, match=r"^what: "):
        rasid.export(tmp_path / "wrong.csv", what="everything")
    with pytest.raises(ValueError, match="name a format"):
        rasid.export(tmp_path / "wrong.doc")
    assert [found.name for found in tmp_path.iterdir()] == [name]


def test_error_names_the_parameter_in_both_languages(rasid: Rasid) -> None:
    with pytest.raises(RasidError, match=r"^from: .*YYYY-MM-DD") as raised:
        rasid.events(date_from="yesterday")
    assert (raised.value.status, raised.value.parameter) == (422, "from")
    assert "تاريخ" in (raised.value.detail_ar or "")
    with pytest.raises(RasidError, match=r"^min_confidence: ") as raised:
        rasid.events(officail="x", min_confidence=2)
    assert {error["parameter"] for error in raised.value.errors} == {"officail", "min_confidence"}
    with pytest.raises(RasidError, match="no event 'none'") as raised:
        rasid.tellings("none")
    assert raised.value.status == 404


def test_server_that_is_none_is_told_by_its_address(address: str) -> None:
    with (
        Rasid("http://127.0.0.1:1") as rasid,
        pytest.raises(RasidError, match=r"127\.0\.0\.1:1 did not answer") as raised,
    ):
        rasid.events()
    assert raised.value.status is None
    with Rasid(address) as rasid, pytest.raises(RasidError, match="no JSON"):
        rasid.get("/")  # the page, as any other site would give one
    with pytest.raises(ValueError, match="arrow"):
        Rasid(address, frame="arrow")  # type: ignore[arg-type]


def test_client_waits_as_long_as_it_is_told_to(settings: Settings, serve: Serve) -> None:
    with serve(settings.model_copy(update={"rate_address": "2 per 2 second"})) as address:
        with Rasid(address, wait_s=0) as hurried, pytest.raises(RasidError) as raised:
            for _ in range(10_000):
                hurried.officials(limit=1)
        assert raised.value.status == 429
        with Rasid(address) as patient:
            assert [len(patient.officials(limit=1)) for _ in range(4)] == [1] * 4


def test_key_opens_what_is_read_by_key(own_settings: Settings, serve: Serve) -> None:
    store = open_store(own_settings)
    _, secret = access_keys.create(store, "notebook", Role.READER)
    store.dispose()
    with serve(own_settings.model_copy(update={"reading": "key"})) as address:
        with Rasid(address) as stranger, pytest.raises(RasidError) as raised:
            stranger.events()
        assert raised.value.status == 401
        with Rasid(address, key=secret) as reader:
            assert len(reader.events()) == 5


@pytest.mark.parametrize("frame", ["pandas", "polars"])
def test_nights_are_told_to_an_operator(own_settings: Settings, serve: Serve, frame: Any) -> None:
    store = open_store(own_settings)
    number = put_night(store)
    _, secret = access_keys.create(store, "notebook", Role.OPERATOR)
    store.dispose()
    with serve(own_settings) as address:
        with Rasid(address) as stranger, pytest.raises(RasidError) as raised:
            stranger.nights()
        assert raised.value.status == 401
        with Rasid(address, key=secret, frame=frame) as rasid:
            nights, outlets = rasid.nights(), rasid.outlets_of_night(number)
    assert rows(nights, "id", "articles", "problems", "failed_stages") == [(number, 12, 1, "crawl")]
    assert "UTC" in types(nights)["started"] and types(nights)["finished"] == types(nights)["started"]
    assert rows(outlets, "outlet", "verified", "fetched", "problem") == [("wadi", True, 12, None)]


def test_client_can_be_copied_to_where_the_project_is_not(tmp_path: Path) -> None:
    copy = tmp_path / "rasid_client.py"
    copy.write_text(Path(module.__file__).read_text("utf-8"), "utf-8")
    told = (
        "import sys, rasid_client; print(sorted({'api', 'corpus', 'pipeline', 'fastapi', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", told], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_code_of_the_guide_runs(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 6
    known: dict[str, Any] = {}
    for block in blocks:
        exec(block.replace("http://127.0.0.1:8000", address), known)
    known["rasid"].close()
    assert isinstance(known["visits"], pandas.DataFrame)


def test_guide_lists_every_column_of_the_frames() -> None:
    named = set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| (`.+?`) \|", GUIDE, re.MULTILINE))))
    frames = (module.EVENT, module.TELLING, module.ENTITY, module.MATCH, module.TENURE, module.HIT, module.FACET)
    more = (module.BAR, module.NIGHT, module.OF_NIGHT)
    assert {column for frame in (*frames, *more) for column in frame} <= named
