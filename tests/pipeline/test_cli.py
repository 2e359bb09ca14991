"""The command line, end to end: what a person types, what is printed, and the status it ends with.

The commands run in this process with the models loaded once; two run as the real program. Every article is invented.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from pipeline.annotate import Annotator
from pipeline.cli import app

ROOT = Path(__file__).parents[2]
VISIT = (
    "قام السيد إدريس الناصري، عامل إقليم تازة، يوم الأربعاء 13 مارس 2024، بزيارة إلى مركز الأمل لرعاية الطفولة "
    "بمدينة تاهلة، حيث قدمت له شروحات حول خدماته.\n"
)
LAUNCH = "أعطى وزير الصحة، خالد النخلاوي، أمس الاثنين، انطلاقة خدمات المستشفى الإقليمي ببركان بحضور المنتخبين.\n"
PAGE = (
    '<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>زيارة إلى مركز الأمل | جريدة المثال</title>'
    '<meta property="article:published_time" content="2024-03-14T08:00:00+01:00"></head><body><nav>الرئيسية</nav>'
    f"<article><h1>زيارة إلى مركز الأمل</h1><p>{VISIT}</p><p>وأكد العامل أن المركز سيستقبل مائة وعشرين طفلا من أبناء "
    "الجماعات القروية المجاورة ابتداء من الموسم المقبل.</p></article></body></html>"
)
Rasid = Callable[..., Result]


@pytest.fixture
def rasid(annotator: Annotator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Rasid:
    """Return a function that runs a command in an empty folder."""
    monkeypatch.setattr(Annotator, "load", classmethod(lambda _cls, _settings: annotator))
    for name in [name for name in os.environ if name.startswith("RASID_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")

    def run(*arguments: str | Path, stdin: bytes = b"") -> Result:
        return CliRunner().invoke(app, [str(a) for a in arguments], input=stdin)

    return run


def rows(result: Result) -> list[dict[str, Any]]:
    """Return the JSON Lines of standard output."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def write(name: str, content: str | bytes) -> Path:
    """Write a file in the working folder."""
    file = Path(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def line(**keys: object) -> str:
    """Return a line of a JSON Lines file."""
    return json.dumps(keys, ensure_ascii=False) + "\n"


def test_extract_text_gives_who_visited_what_where_and_when(rasid: Rasid) -> None:
    result = rasid("extract", write("a1.txt", VISIT))
    (facts,) = rows(result)
    assert result.exit_code == 0
    assert facts["id"] == "a1"
    assert [(o["name"], o["roles"][0]["title"]) for o in facts["officials"]] == [("إدريس الناصري", "عامل إقليم تازة")]
    (event,) = [e for e in facts["events"] if e["type"] == "visit"]
    assert (event["agents"], event["targets"]) == (["إدريس الناصري"], ["مركز الأمل لرعاية الطفولة"])
    assert (event["date_start"], event["status"]) == ("2024-03-13", "past")


def test_extract_page_takes_title_site_and_date_from_it(rasid: Rasid) -> None:
    (facts,) = rows(rasid("extract", write("page.html", PAGE)))
    assert (facts["id"], facts["title"], facts["published_meta"]) == ("page", "زيارة إلى مركز الأمل", "2024-03-14")
    assert [e["type"] for e in facts["events"]][:1] == ["visit"]


def test_extract_sidecar_goes_before_the_page(rasid: Rasid) -> None:
    write("page.html", PAGE)
    meta = {"url": "https://example.org/7", "published": "2024-03-15", "country": "MA", "source": "صحيفة النخيل"}
    write("page.meta.json", json.dumps(meta))
    (facts,) = rows(rasid("extract", "page.html"))
    assert {k: facts[k] for k in ("url", "published_meta", "country", "source")} == {
        "url": meta["url"], "published_meta": meta["published"], "country": "MA", "source": meta["source"]
    }  # fmt: skip


def test_extract_lines_with_extra_keys_and_without_id(rasid: Rasid) -> None:
    write("press.jsonl", line(id=7, text=VISIT, views=12, tags=["أ"]) + line(text=LAUNCH, published="2024-03-12"))
    first, second = rows(rasid("extract", "press.jsonl"))
    assert (first["id"], second["id"]) == ("7", "press-2")
    assert [(d["text"], d["start"]) for d in second["dates"]] == [("أمس الاثنين", "2024-03-11")]


def test_extract_reads_folders_sorted_and_leaves_other_files_out(rasid: Rasid) -> None:
    for name in ("in/b.txt", "in/deep/c.txt", "in/a.txt"):
        write(name, VISIT)
    for name in ("in/notes.md", "in/.hidden.txt", "in/a.meta.json"):
        write(name, "{}")
    assert [facts["id"] for facts in rows(rasid("extract", "in"))] == ["a", "b", "c"]


@pytest.mark.parametrize("content", [VISIT, PAGE, line(id="x", text=VISIT)], ids=["text", "page", "lines"])
def test_extract_standard_input_tells_formats_apart(rasid: Rasid, content: str) -> None:
    result = rasid("extract", "-", stdin=content.encode())
    assert result.exit_code == 0
    assert [e["agents"] for e in rows(result)[0]["events"] if e["type"] == "visit"] == [["إدريس الناصري"]]


@pytest.mark.parametrize(("stated", "start"), [(None, "2024-03-11"), ("2024-05-07", "2024-05-06")])
def test_published_is_for_articles_that_state_no_date(rasid: Rasid, stated: str | None, start: str) -> None:
    write("press.jsonl", line(id="x", text=LAUNCH, published=stated))
    (facts,) = rows(rasid("extract", "press.jsonl", "--published", "2024-03-12"))
    assert facts["dates"][0]["start"] == start


def test_relative_date_stays_open_without_a_date(rasid: Rasid) -> None:
    (facts,) = rows(rasid("extract", write("a.txt", LAUNCH)))
    assert (facts["dates"][0]["start"], facts["published"], facts.get("published_meta")) == (None, None, None)


def test_country_setting_is_for_articles_that_state_none(rasid: Rasid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_COUNTRY", "TN")
    text = VISIT + "وبلغت كلفة المشروع 20 ألف دينار."
    write("press.jsonl", line(id="a", text=text) + line(id="b", text=text, country="KW"))
    found = rows(rasid("extract", "press.jsonl"))
    assert [facts["amounts"][0]["currency"] for facts in found] == ["TND", "KWD"]


def test_extract_out_writes_a_file_each_and_a_clash_is_an_error(rasid: Rasid) -> None:
    write("a/x.txt", VISIT)
    write("b/x.txt", LAUNCH)
    result = rasid("extract", "a", "b", "--out", "facts")
    assert result.exit_code == 1
    assert "x.json: two articles have this id" in result.stderr
    assert [f.name for f in sorted(Path("facts").iterdir())] == ["x.json"]
    assert json.loads(Path("facts/x.json").read_text("utf-8"))["officials"][0]["name"] == "إدريس الناصري"


@pytest.mark.parametrize("identity", ["../up", "/root/x", "..", "a/b", "x" * 400, "\u202eنص", "con\n"])
def test_extract_out_never_leaves_its_folder(rasid: Rasid, tmp_path: Path, identity: str) -> None:
    write("press.jsonl", line(id=identity, text=VISIT))
    result = rasid("extract", "press.jsonl", "--out", "facts")
    assert result.exit_code in (0, 2)
    outside = {f.name for f in tmp_path.iterdir()} | {f.name for f in tmp_path.parent.iterdir()}
    assert "up.json" not in outside
    assert len(list(Path("facts").rglob("*"))) == (1 if result.exit_code == 0 else 0)


def test_run_stores_once_and_events_prints_the_row(rasid: Rasid) -> None:
    write("in/a1.txt", VISIT)
    first = rasid("run", "in")
    assert (first.exit_code, "1 articles stored (1 added), 0 set aside" in first.stderr) == (0, True)
    shown = rasid("events", "--type", "visit")
    for words in ("إدريس الناصري", "عامل إقليم تازة", "visit", "مركز الأمل", "تاهلة", "2024-03-13", "[a1]"):
        assert words in shown.stdout
    for name in ("who", "office", "what", "where", "when", "source"):
        assert name in shown.stdout.splitlines()[1]


def tables() -> dict[str, list[Any]]:
    """Return all rows of the knowledge base but those that say when it was run."""
    with sqlite3.connect("rasid.db") as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()
            for name in names
            if name not in ("run", "failure")
        }


def test_run_twice_changes_nothing(rasid: Rasid) -> None:
    write("in/a1.txt", VISIT)
    write("in/a2.jsonl", line(id="n", text=LAUNCH, published="2024-03-12", url="https://example.org/n"))
    assert rasid("run", "in").exit_code == 0
    before = tables()
    again = rasid("run", "in")
    assert (again.exit_code, "2 unchanged" in again.stderr) == (0, True)
    assert tables() == before


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ([], ["a1", "n"]),
        (["--official", "الناصري"], ["a1"]),
        (["--official", "وزير الصحة"], ["n"]),
        (["--institution", "مركز الامل"], ["a1"]),
        (["--place", "تاهله"], ["a1"]),
        (["--place", "الواحة"], []),
        (["--type", "visit"], ["a1"]),
        (["--from", "2024-03-12"], ["a1"]),
        (["--to", "2024-03-12"], ["n"]),
        (["--from", "2024-03-11", "--to", "2024-03-13"], ["a1", "n"]),
        (["--status", "cancelled"], []),
        (["--limit", "1"], ["a1"]),
    ],
)
def test_events_filters(rasid: Rasid, filters: list[str], found: list[str]) -> None:
    write("in/a1.txt", VISIT)
    write("in/a2.jsonl", line(id="n", text=LAUNCH, published="2024-03-12"))
    rasid("run", "in")
    result = rasid("events", "--json", *filters)
    assert result.exit_code == 0
    assert list(dict.fromkeys(row["article"] for row in rows(result))) == found


def test_events_without_a_match_say_so(rasid: Rasid) -> None:
    rasid("migrate")
    result = rasid("events")
    assert (result.exit_code, result.stdout.strip()) == (0, "0 of 0 events")


@pytest.mark.parametrize("width", ["60", "99", "100", "240"])
def test_events_fit_the_terminal(rasid: Rasid, width: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write("in/a1.txt", VISIT)
    rasid("run", "in")
    monkeypatch.setenv("COLUMNS", width)
    shown = rasid("events").stdout
    assert "2024-03-13" in shown
    assert "إدريس" in shown
    assert max(len(row.replace("\u200e", "")) for row in shown.splitlines()) <= int(width)


def test_events_print_markup_and_control_sequences_as_text(rasid: Rasid) -> None:
    write("press.jsonl", line(id="[red]x[/red]\x1b[2J", text=VISIT))
    rasid("run", "press.jsonl")
    shown = rasid("events").stdout
    assert "[red]x[/red]" in shown
    assert "\x1b[2J" not in shown


def test_evaluate_prints_the_rows_of_the_score(rasid: Rasid) -> None:
    gold = {"id": "g1", "country": "MA", "published": None, "title": None, "unnamed_officials": [], "quantities": []}
    gold |= {"officials": [], "institutions": [], "places": [], "amounts": [], "events": []}
    gold["dates"] = [{"text": "يوم الأربعاء 13 مارس 2024", "start": "2024-03-13", "end": "2024-03-13"}]
    write("gold/g1.json", json.dumps(gold))
    write("gold/g1.txt", VISIT)
    result = rasid("evaluate", "gold")
    assert result.exit_code == 0
    (dates,) = [row for row in result.stdout.splitlines() if row.startswith("dates")]
    assert dates.split()[1:3] == ["1", "1"]
    assert dates.endswith("1.000 1.000 1.000")
    assert "macro" in result.stdout
    assert "spurious" in rasid("evaluate", "gold", "--errors").stdout


BAD = {
    "empty.txt": (b"", "empty file"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n\x00\x00", "binary file"),
    "bytes.txt": (bytes(range(256)) * 9, "binary file"),
    "links.html": ("<html><body><ul><li>الرئيسية</li></ul></body></html>".encode(), "a page without an article"),
    "french.txt": (b"Le ministre a visite le centre hier.", "not an Arabic text"),
    "long.txt": ((VISIT * 120_000).encode()[:20_000_000], "too long for an article"),
    "broken.jsonl": (('{"text": "مقا\n').encode(), "broken JSON"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("command", ["extract", "run"])
def test_bad_file_is_named_with_its_cause_and_the_rest_is_done(rasid: Rasid, command: str, name: str) -> None:
    content, cause = BAD[name]
    write(f"in/{name}", content)
    write("in/good.txt", VISIT)
    result = rasid(command, "in")
    assert result.exit_code == 1
    (told,) = [row for row in result.stderr.splitlines() if row.startswith("rasid: ")]
    assert name in told
    assert cause in told
    assert "Traceback" not in result.stderr
    if command == "extract":
        assert [facts["id"] for facts in rows(result)] == ["good"]
    else:
        assert "1 articles stored (1 added), 1 set aside" in result.stderr


@pytest.mark.parametrize("name", [*BAD, "missing.txt"])
def test_only_bad_input_ends_with_status_2(rasid: Rasid, name: str) -> None:
    if name in BAD:
        write(name, BAD[name][0])
    result = rasid("extract", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert name in result.stderr


def test_missing_file_among_others_is_named(rasid: Rasid) -> None:
    result = rasid("extract", write("a.txt", VISIT), "missing.txt")
    assert (result.exit_code, len(rows(result))) == (1, 1)
    assert "rasid: missing.txt: no such file or folder" in result.stderr


def test_broken_line_among_many_is_named_with_its_number(rasid: Rasid) -> None:
    short = "زار الوزير مركز الأمل بمدينة تاهلة أمس."
    lines = [line(id=f"n{i}", text=short, published="2024-03-12") for i in range(1000)]
    lines[500] = lines[500][:40] + "\n"
    write("press.jsonl", "".join(lines))
    result = rasid("extract", "press.jsonl")
    assert (result.exit_code, len(rows(result))) == (1, 999)
    assert "press.jsonl, line 501: broken JSON" in result.stderr


def test_failure_share_lets_a_few_pass(rasid: Rasid, monkeypatch: pytest.MonkeyPatch) -> None:
    write("press.jsonl", "".join(line(id=i, text=VISIT) for i in range(4)) + "{\n")
    monkeypatch.setenv("RASID_FAILURE_SHARE", "0.2")
    assert rasid("run", "press.jsonl").exit_code == 0
    monkeypatch.setenv("RASID_FAILURE_SHARE", "0.19")
    assert rasid("run", "press.jsonl").exit_code == 1


@pytest.mark.parametrize("address", ["sqlite:///no/such/folder/kb.db", "sqlite:///not.db", "mysql://x/y", "nonsense"])
@pytest.mark.parametrize("command", [["run", "a.txt"], ["events"], ["migrate"], ["serve"]])
def test_knowledge_base_that_cannot_be_used_is_named(
    rasid: Rasid, command: list[str], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.txt", VISIT)
    write("not.db", "this is no database\n" * 99)
    monkeypatch.setenv("RASID_DATABASE_URL", address)
    result = rasid(*command)
    assert result.exit_code == 2
    assert result.stderr.startswith("rasid: ")
    assert "Traceback" not in result.stderr
    assert Path("not.db").read_text("utf-8").startswith("this is no")
    assert not Path("no").exists()


def test_read_only_knowledge_base_keeps_its_rows(rasid: Rasid, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.txt", VISIT)
    assert rasid("run", "a.txt").exit_code == 0
    before = tables()
    monkeypatch.setenv("RASID_DATABASE_URL", "sqlite:///file:rasid.db?mode=ro&uri=true")
    result = rasid("run", write("b.txt", LAUNCH))
    assert result.exit_code == 2
    assert "readonly database" in result.stderr
    assert tables() == before


def test_wrong_setting_is_named(rasid: Rasid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_PORT", "many")
    result = rasid("events")
    assert result.exit_code == 2
    assert "RASID_PORT" in result.stderr


@pytest.mark.parametrize(
    "wrong", [["extract"], ["extract", "a.txt", "--published", "gestern"], ["nothing"], ["events", "--type", "x"]]
)
def test_wrong_use_ends_with_status_2(rasid: Rasid, wrong: list[str]) -> None:
    assert rasid(*wrong).exit_code == 2


def test_out_folder_that_cannot_be_made_is_named(rasid: Rasid) -> None:
    write("file", "x")
    result = rasid("extract", write("a.txt", VISIT), "--out", "file/facts")
    assert (result.exit_code, "file/facts" in result.stderr) == (2, True)


def program(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the real program."""
    command = [sys.executable, "-c", "from pipeline.cli import app; app()", *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=300, **options)


def test_program_writes_utf8_in_any_locale(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}
    done = program("extract", "-", "nothing.txt", input=VISIT.encode(), cwd=tmp_path, env=environment)
    assert json.loads(done.stdout.decode("utf-8"))["officials"][0]["name"] == "إدريس الناصري"
    assert done.returncode == 1
    said = done.stderr.decode("utf-8").splitlines()
    assert said[0].startswith("1 articles extracted, 1 set aside (")
    assert said[1:] == ["rasid: nothing.txt: no such file or folder"]


def test_program_ends_quietly_when_its_reader_has_seen_enough(tmp_path: Path) -> None:
    (tmp_path / "press.jsonl").write_text("".join(line(id=i, text=VISIT) for i in range(200)), "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RASID_TAGGER": "false"}
    script = f"{sys.executable} -c 'from pipeline.cli import app; app()' extract press.jsonl | head -n 1 | wc -l"
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert (done.stdout.split(), done.stderr) == ([b"1"], b"")
