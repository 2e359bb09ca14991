"""Exports: each file is read back with a library and compared with the knowledge base, on both engines.

One article is invented and written as a run would write it; what holds across articles is put beside it by hand. The
tables of 50,000 rows are generated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine, func, insert, select, update

from corpus.document import Document
from corpus.errors import StoreError
from corpus.mention import EventType
from pipeline.kb import across, runs
from pipeline.kb import schema as tables
from pipeline.kb.engine import downgrade, migrate, open_store, reading, writing
from pipeline.kb.export import dictionary, extras, ftm_entity
from pipeline.kb.export.cells import as_text
from pipeline.kb.export.columns import TABLES, Column, Format, Kind, Record, What
from pipeline.kb.export.export import RECORDS, Export, export, export_to, records
from pipeline.kb.export.stream import Scope, snapshot
from pipeline.kb.filters import EventFilters
from pipeline.kb.write import write_article
from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((Path(__file__).parent / "ftm_schema.json").read_text("utf-8"))
TEXT = (
    "=زارت ليلى المرابط، وزيرة التضامن، رفقة فريق \"العمل\" مركز الأمل بجماعة النخيل بغلاف مالي قدره 15 ألف درهم.\n"
    "والتقت المرابط 30 تلميذا؛ | و«ناقشت» معهم."
)  # fmt: skip
VISIT = '=زارت ليلى المرابط، وزيرة التضامن، رفقة فريق "العمل" مركز الأمل بجماعة النخيل'
MEETING = "والتقت المرابط 30 تلميذا"
URL = "https://example.org/news/1"


def span(form: str) -> dict[str, Any]:
    start = TEXT.index(form)
    return {"start": start, "end": start + len(form), "surface": form}


def facts() -> dict[str, Any]:
    """Return the output object of the article."""
    by = {"confidence": 0.9, "provenance": {"extractor": "test", "rule": "test.rule", "version": "0.1.0"}}
    event = {"status": "past", "companions": [], "recipients": [], "places": [], "date_start": None, "date_end": None}
    return {
        "id": "a1", "country": "MA", "published_meta": "2024-02-06", "title": "-وزيرة", "extractor_version": "0.1.0",
        "officials": [{
            "name": "ليلى المرابط", "aliases_in_text": ["المرابط"], "mentions": [span("ليلى المرابط")],
            "roles": [{"title": "وزيرة التضامن", "mentions": [span("وزيرة التضامن")]}], **by,
        }],
        "institutions": [{
            "name": "مركز الأمل", "kind": "centre", "place": "جماعة النخيل", "aliases_in_text": [],
            "mentions": [span("مركز الأمل")], **by,
        }],
        "places": [{
            "name": "جماعة النخيل", "kind": "commune", "aliases_in_text": ["النخيل"],
            "link": {"id": "MA:1", "score": 0.8}, "mentions": [span("جماعة النخيل")], **by,
        }],
        "amounts": [{"text": "15 ألف درهم", "value": 15000, "currency": "MAD", "mentions": [span("15 ألف درهم")], **by}],
        "quantities": [{
            "text": "30 تلميذا", "value": 30, "unit": "تلميذ", "relation": "exact", "mentions": [span("30 تلميذا")], **by,
        }],
        "events": [
            {**event, "id": "e1", "type": "visit", "agents": ["ليلى المرابط"], "companions": ['فريق "العمل"'],
             "targets": ["مركز الأمل"], "places": ["جماعة النخيل"], "date_start": "2024-02-05", "date_end": "2024-02-05",
             "evidence": VISIT, "evidence_mention": span(VISIT), **by},
            {**event, "id": "e2", "type": "meeting", "agents": ["ليلى المرابط"], "targets": ["30 تلميذا"],
             "evidence": MEETING, "evidence_mention": span(MEETING), **by},
        ],
    }  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A knowledge base with the article, on each engine; one more official is merged into the first."""
    url = f"sqlite:///{tmp_path_factory.mktemp('export') / 'kb.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    settings = Settings(database_url=url)
    downgrade(settings, "base")
    migrate(settings)
    opened = open_store(settings)
    run = runs.start_run(opened, {})
    document = Document(id="a1", text=TEXT, url=URL, outlet="@جريدة")
    write_article(opened, facts(), document, run)
    put_across(opened)
    yield opened
    opened.dispose()
    downgrade(settings, "base")


def put_across(engine: Engine) -> None:
    """Add what linking would: a merged official, a point, a tenure, a happening with its parts."""
    with writing(engine) as connection:
        numbers = {row.key: row.id for row in connection.execute(select(tables.Entity.key, tables.Entity.id))}
        kinds = {row.kind: row for row in connection.execute(select(tables.Entity.__table__))}
        minister, place = kinds["official"], kinds["place"]
        one = {"key": "ff" * 10, "kind": "official", "label": "ليلى المرابط العلوي", "canonical_id": None}
        merged = connection.execute(insert(tables.Entity).returning(tables.Entity.id), [one]).scalar_one()
        form = {"entity_id": merged, "form": one["label"], "folded": "x", "words": " x ", "sounds": " "}
        connection.execute(insert(tables.Name), [form])
        table = tables.Entity
        connection.execute(update(table).where(table.id == minister.id).values(canonical_id=merged))
        connection.execute(
            update(table).where(table.id == place.id).values(latitude=-30.25, longitude=-9.5, located_by=place.key)
        )
        office = connection.execute(select(tables.Position.id)).scalar_one()
        held = {"entity_id": merged, "position_id": office, "first_seen": date(2024, 2, 6), "articles": 1}
        connection.execute(
            insert(across.Tenure),
            [held | {"confidence": 1.0, "since": date(2023, 1, 1), "until": None, "last_seen": None}],
        )
        happening = {
            "key": "ab" * 10, "type": "visit", "status": "past", "date_start": date(2024, 2, 5), "date_end": None,
            "articles": 1, "sources": 1, "confidence": 0.9, "disagreements": {"status": {"past": ["x"]}},
        }  # fmt: skip
        number = connection.execute(insert(across.Happening).returning(across.Happening.id), [happening]).scalar_one()
        connection.execute(update(tables.Event).where(tables.Event.type == "visit").values(happening_id=number))
        part = {
            "happening_id": number,
            "words": " ",
            "articles": 1,
            "inferred": False,
            "date_start": None,
            "ordinal": 0,
        }
        connection.execute(
            insert(across.Part),
            [
                part | {"role": "agent", "name": "ليلى المرابط", "entity_id": merged},
                part | {"role": "place", "name": "جماعة النخيل", "entity_id": numbers[place.key]},
            ],
        )


def written(engine: Engine, form: Format, what: What, **filters: Any) -> bytes:
    """Return an export."""
    out = BytesIO()
    number = export(engine, Export(form, what, EventFilters(**filters)), out)
    assert number >= 0
    return out.getvalue()


def told(engine: Engine, what: What, **filters: Any) -> list[Record]:
    """Return what the knowledge base says, cut to the columns of the table."""
    with snapshot(engine) as connection:
        rows = list(records(connection, what, EventFilters(**filters)))
    return [{c.name: row[c.name] for c in TABLES[what].columns} for row in rows]


def test_event_row_has_every_part(engine: Engine) -> None:
    row = told(engine, What.EVENTS, type=EventType.VISIT)[0]
    with reading(engine) as connection:
        event = connection.execute(select(tables.Event).where(tables.Event.type == "visit")).mappings().one()
        article = connection.execute(select(tables.Article)).mappings().one()
        places = select(tables.Entity.key).where(tables.Entity.kind == "place")
        place = connection.execute(places).scalar_one()
    assert row["key"] == event["key"]
    assert (row["type"], row["status"], row["confidence"]) == ("visit", "past", 0.9)
    assert (row["who"], row["office"]) == (["ليلى المرابط"], ["وزيرة التضامن"])
    assert row["who_keys"] == ["ff" * 10]  # as merged
    assert (row["companions"], row["companion_keys"]) == (['فريق "العمل"'], [None])
    assert row["what"] == ["مركز الأمل"]
    assert (row["where"], row["where_keys"]) == (["جماعة النخيل"], [place])
    assert (row["latitude"], row["longitude"]) == (-30.25, -9.5)
    assert (row["date_start"], row["date_end"]) == (date(2024, 2, 5), date(2024, 2, 5))
    assert (row["amounts"], row["amount_values"], row["amount_currencies"]) == (["15 ألف درهم"], [15000.0], ["MAD"])
    assert row["evidence"] == TEXT[row["evidence_start"] : row["evidence_end"]] == VISIT  # type: ignore[misc]
    assert row["sentence"] == TEXT.splitlines()[0]
    assert (row["article"], row["url"], row["outlet"]) == (article["key"], URL, "@جريدة")
    assert row["published"] == date(2024, 2, 6)
    assert (row["extractor"], row["rule"], row["version"], row["run"]) == ("test", "test.rule", "0.1.0", 1)
    assert row["happening"] == "ab" * 10


def test_sums_of_another_sentence_are_not_of_an_event(engine: Engine) -> None:
    assert told(engine, What.EVENTS, type=EventType.MEETING)[0]["amounts"] == []


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (What.HAPPENINGS, {"who": ["ليلى المرابط"], "office": ["وزيرة التضامن"], "where": ["جماعة النخيل"],
                           "latitude": -30.25, "urls": [URL], "disagreements": '{"status": {"past": ["x"]}}'}),
        (What.OFFICIALS, {"key": "ff" * 10, "names": ["ليلى المرابط العلوي", "المرابط", "ليلى المرابط"], "articles": 1,
                          "offices": ["وزيرة التضامن"]}),
        (What.INSTITUTIONS, {"name": "مركز الأمل", "kind": "centre", "place": "جماعة النخيل", "articles": 1}),
        (What.PLACES, {"name": "جماعة النخيل", "gazetteer_id": "MA:1", "latitude": -30.25, "kind": "commune"}),
        (What.POSITIONS, {"title": "وزيرة التضامن", "holders": ["ليلى المرابط العلوي"], "first_seen": date(2024, 2, 6)}),
        (What.AMOUNTS, {"value": 15000.0, "currency": "MAD", "start": TEXT.index("15"), "url": URL}),
        (What.QUANTITIES, {"value": 30.0, "unit": "تلميذ", "version": "0.1.0", "run": 1}),
        (What.ARTICLES, {"text": TEXT, "url": URL, "version": 1}),
    ],
)  # fmt: skip
def test_row_of_other_tables(engine: Engine, what: What, expected: Mapping[str, Any]) -> None:
    (row,) = told(engine, what)
    assert {name: sorted(v) if isinstance(v := row[name], list) else v for name in expected} == {
        name: sorted(v) if isinstance(v, list) else v for name, v in expected.items()
    }


@pytest.mark.parametrize("what", What)
def test_filters_keep_what_has_to_do_with_the_events(engine: Engine, what: What) -> None:
    assert told(engine, what, type=EventType.VISIT)
    assert told(engine, what, type=EventType.SIGNING) == []
    met = told(engine, what, type=EventType.MEETING)
    assert bool(met) is (what not in (What.HAPPENINGS, What.INSTITUTIONS, What.PLACES))


@pytest.mark.parametrize("what", What)
def test_table_and_records_have_the_same_columns(engine: Engine, what: What) -> None:
    with snapshot(engine) as connection:
        row = next(iter(RECORDS[what](connection, Scope.of(connection, EventFilters()))))  # and goes away in the middle
    assert {column.name for column in TABLES[what].columns} <= set(row)
    assert len({column.name for column in TABLES[what].columns}) == len(TABLES[what].columns)


def undone(text: str, column: Column) -> Any:
    """Return the value a cell of CSV stands for."""
    if not text:
        return [] if column.kind in (Kind.TEXTS, Kind.NUMBERS) else None
    if column.kind in (Kind.TEXT, Kind.TEXTS, Kind.NUMBERS):
        text = text.removeprefix("'")
    if column.kind in (Kind.TEXTS, Kind.NUMBERS):
        items = [item.replace("\\|", "|") for item in re.split(r" (?<!\\)\| ", text)]
        return [float(i) if column.kind is Kind.NUMBERS else i or None for i in items]
    readers: dict[Kind, Callable[[str], Any]] = {
        Kind.DATE: date.fromisoformat, Kind.INTEGER: int, Kind.NUMBER: float, Kind.FLAG: lambda t: t == "true",
    }  # fmt: skip
    return readers.get(column.kind, str)(text)


@pytest.mark.parametrize("what", What)
def test_csv_reads_back(engine: Engine, what: What) -> None:
    file = written(engine, Format.CSV, what)
    frame = pd.read_csv(BytesIO(file), dtype=str, keep_default_na=False)
    columns = TABLES[what].columns
    assert list(frame.columns) == [column.name for column in columns]
    back = [{c.name: undone(row[c.name], c) for c in columns} for row in frame.to_dict("records")]
    # An empty list and a list of one unknown item are written alike.
    assert back == [{n: [] if v == [None] else v for n, v in row.items()} for row in told(engine, what)]


@pytest.mark.parametrize("what", What)
def test_jsonl_reads_back(engine: Engine, what: What) -> None:
    back = [json.loads(line) for line in written(engine, Format.JSONL, what).decode().splitlines()]
    assert back == json.loads(json.dumps(told(engine, what), default=date.isoformat))


@pytest.mark.parametrize("what", What)
def test_parquet_reads_back_with_types(engine: Engine, what: What) -> None:
    table = pq.read_table(BytesIO(written(engine, Format.PARQUET, what)))
    assert table.to_pylist() == told(engine, what)
    types = {c.name: c.kind for c in TABLES[what].columns}
    for field in table.schema:
        expected = {Kind.DATE: "date32[day]", Kind.TEXTS: "list<element: string>", Kind.INTEGER: "int64"}
        assert str(field.type) == expected.get(types[field.name], str(field.type))
        assert field.metadata[b"description"]


@pytest.mark.parametrize("what", What)
def test_xlsx_reads_back(engine: Engine, what: What) -> None:
    book = openpyxl.load_workbook(BytesIO(written(engine, Format.XLSX, what)))
    sheet = book[what.value]
    assert sheet.sheet_view.rightToLeft
    head, *rows = sheet.iter_rows(values_only=True)
    assert head == tuple(column.name for column in TABLES[what].columns)
    expected = []
    for row in told(engine, what):
        cells = [None if v is None or v == [] else as_text(v) if isinstance(v, list) else v for v in row.values()]
        expected.append([datetime(v.year, v.month, v.day) if isinstance(v, date) else v or None for v in cells])
    assert [[v or None for v in row] for row in rows] == expected
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)  # no formulas


@pytest.mark.parametrize("what", What)
def test_geojson_reads_back(engine: Engine, what: What) -> None:
    collection = json.loads(written(engine, Format.GEOJSON, what))
    assert collection["type"] == "FeatureCollection"
    for feature, row in zip(collection["features"], told(engine, what), strict=True):
        assert feature["type"] == "Feature"
        assert feature["id"] == row["key"]
        point = [row.get("longitude"), row.get("latitude")]
        located = None not in point
        assert feature["geometry"] == ({"type": "Point", "coordinates": point} if located else None)
        rest = {n: v for n, v in row.items() if n not in ("latitude", "longitude")}
        assert feature["properties"] == json.loads(json.dumps(rest, default=date.isoformat))


def graph(engine: Engine, what: What, **filters: Any) -> dict[str, dict[str, Any]]:
    """Return the entities of an export by id, checked against the published schema, in which each refers to earlier ones."""
    found: dict[str, dict[str, Any]] = {}
    for line in written(engine, Format.FTM, what, **filters).decode().splitlines():
        entity = json.loads(line)
        schema = SCHEMA[entity["schema"]]
        assert entity["id"] not in found
        assert set(schema["required"]) <= set(entity["properties"])
        for name, values in entity["properties"].items():
            kind, _, target = schema["properties"][name].partition(" ")
            assert values
            assert all(isinstance(value, str) and value for value in values)
            if kind == "date":
                assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", value) for value in values)
            if kind == "entity":
                assert all(target in SCHEMA[found[value]["schema"]]["is_a"] for value in values), (name, values)
        found[entity["id"]] = entity
    return found


@pytest.mark.parametrize("filters", [{}, {"type": EventType.VISIT}, {"type": EventType.MEETING}])
@pytest.mark.parametrize("what", [w for w in What if w not in (What.AMOUNTS, What.QUANTITIES)])
def test_ftm_fits_its_published_schema_and_refers_to_nothing_absent(
    engine: Engine, what: What, filters: Mapping[str, Any]
) -> None:
    library = True
    try:
        from followthemoney import model
    except ImportError:
        library = False  # it needs ICU to be built; the schema beside this file is its own
    for entity in graph(engine, what, **filters).values():
        if library:
            model.get_proxy(entity, cleaned=False)
            proxy = model.get_proxy(entity)
            assert proxy.schema.validate(entity) is None
            for name, values in entity["properties"].items():
                kind = proxy.schema.get(name).type
                assert all(kind.clean(value, proxy=proxy) is not None for value in values), (name, values)


def test_ftm_tells_who_did_what_where_and_which_article_says_so(engine: Engine) -> None:
    found = graph(engine, What.EVENTS)
    by_schema: dict[str, list[dict[str, Any]]] = {}
    for entity in found.values():
        by_schema.setdefault(entity["schema"], []).append(entity)
    assert {name: len(some) for name, some in by_schema.items()} == {
        "Article": 1, "Address": 1, "Organization": 1, "Person": 1, "Position": 1, "Occupancy": 1, "Event": 2,
    }  # fmt: skip
    visit = next(e["properties"] for e in by_schema["Event"] if "visit" in e["properties"]["keywords"])
    (person,) = by_schema["Person"]
    assert person["id"] == ftm_entity.entity_id("ff" * 10)
    assert visit["organizer"] == [person["id"]]
    assert visit["involved"] == [by_schema["Organization"][0]["id"]]
    assert visit["addressEntity"] == [by_schema["Address"][0]["id"]]
    assert visit["proof"] == [by_schema["Article"][0]["id"]]
    assert visit["summary"] == [VISIT]
    held = by_schema["Occupancy"][0]["properties"]
    assert (held["holder"], held["post"]) == ([person["id"]], [by_schema["Position"][0]["id"]])
    assert (held["startDate"], held["date"]) == (["2023-01-01"], ["2024-02-06"])


@pytest.mark.parametrize("what", [What.AMOUNTS, What.QUANTITIES])
def test_ftm_of_rows_without_entity_is_refused(engine: Engine, what: What) -> None:
    with pytest.raises(StoreError, match="ftm has no entities"):
        written(engine, Format.FTM, what)


def test_export_twice_gives_the_same_bytes(engine: Engine) -> None:
    for form in (Format.CSV, Format.JSONL, Format.GEOJSON, Format.FTM, Format.PARQUET):
        assert written(engine, form, What.EVENTS) == written(engine, form, What.EVENTS)


def test_csv_for_excel_begins_with_its_mark(engine: Engine) -> None:
    out = BytesIO()
    export(engine, Export(bom=True), out)
    assert out.getvalue().startswith(b"\xef\xbb\xbfkey,")


def test_export_to_a_file_leaves_it_as_it_was_when_it_fails(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "out.ftm"
    file.write_text("before")
    with pytest.raises(StoreError):
        export_to(engine, Export(Format.FTM, What.AMOUNTS), file)
    assert file.read_text() == "before"
    assert [f.name for f in tmp_path.iterdir()] == ["out.ftm"]
    assert export_to(engine, Export(Format.JSONL), file) == 2
    assert len(file.read_text("utf-8").splitlines()) == 2
    with pytest.raises(StoreError, match="cannot be written"):
        export_to(engine, Export(), tmp_path / "absent" / "out.csv")


@pytest.mark.parametrize("form", [Format.XLSX, Format.PARQUET])
def test_missing_library_is_named_with_its_extra(engine: Engine, form: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(extras, "import_module", absent)
    with pytest.raises(StoreError, match=r"rasid\[export\]"):
        written(engine, form, What.EVENTS)


def test_export_of_an_empty_knowledge_base_is_a_file_without_rows(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'empty.db'}")
    migrate(settings)
    empty = open_store(settings)
    assert written(empty, Format.CSV, What.EVENTS).decode().splitlines()[1:] == []
    assert json.loads(written(empty, Format.GEOJSON, What.EVENTS)) == {"type": "FeatureCollection", "features": []}
    assert pq.read_table(BytesIO(written(empty, Format.PARQUET, What.EVENTS))).num_rows == 0
    assert openpyxl.load_workbook(BytesIO(written(empty, Format.XLSX, What.EVENTS))).sheetnames == ["events"]
    assert written(empty, Format.FTM, What.EVENTS) == b""


def test_data_dictionary_is_current() -> None:
    assert (ROOT / "docs" / "data-dictionary.md").read_text("utf-8") == "\n".join(dictionary.lines()) + "\n", (
        "make dictionary"
    )


@pytest.mark.parametrize("what", What)
def test_every_column_says_what_it_holds(what: What) -> None:
    for column in TABLES[what].columns:
        assert column.description.endswith(".")


def test_export_tells_one_moment_whatever_is_written_meanwhile(engine: Engine) -> None:
    row = {"started": datetime.now(UTC), "versions": {}, "counts": {}}
    with snapshot(engine) as connection:
        before = connection.execute(select(func.count()).select_from(tables.Run)).scalar_one()
        with writing(engine) as other:
            other.execute(insert(tables.Run), [row])
        assert connection.execute(select(func.count()).select_from(tables.Run)).scalar_one() == before


def test_dictionary_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    import runpy

    printed = StringIO()
    with redirect_stdout(printed), pytest.warns(RuntimeWarning, match="found in sys.modules"):
        runpy.run_module("pipeline.kb.export.dictionary", run_name="__main__")
    assert printed.getvalue().startswith("# Data dictionary")
    assert capsys.readouterr().err == ""
