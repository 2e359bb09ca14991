"""The annotation of press without its texts: it belongs to the texts it names, and holds none of them."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import InputError
from models.corpora import Licence
from pipeline.annotated import rebuilt, to_learn_from

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
SETS = ("held_out", "studied")
FILES = [f for name in SETS for f in sorted((ROOT / "corpus" / name).glob("*.json"))]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_evidence_is_kept_as_offsets_only(file: Path) -> None:
    gold = json.loads(file.read_text("utf-8"))
    spans = [s for e in gold["events"] for s in (e["evidence"], *e.get("evidence_also", []))]
    assert all(isinstance(start, int) and 0 <= start < end for start, end in spans)
    assert "title" not in gold


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A set of one invented article, in the second line of its collection."""
    text = "زار الوزير خالد الزياني مركز الأمل.\n"
    gold: dict[str, Any] = {"id": "a1", "events": [{"evidence": [0, 3]}]}
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "a1.json").write_text(json.dumps(gold), "utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    row = "\t".join(("a1", "news.jsonl.gz", "2", "invented", digest))
    (tmp_path / "gold" / "SOURCES.tsv").write_text(f"id\tfile\tline\tsource\tsha256\n{row}\n", "utf-8")
    with gzip.open(tmp_path / "news.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.write("\n".join(json.dumps({"text": t}) for t in ("خبر آخر.", text)))
    return tmp_path


def test_texts_and_annotation_are_put_together(small: Path) -> None:
    with rebuilt(small / "gold", small) as folder:
        assert json.loads((folder / "a1.json").read_text("utf-8"))["events"][0]["evidence"] == "زار"
    assert not folder.exists()


def test_another_text_is_told(small: Path) -> None:
    sources = small / "gold" / "SOURCES.tsv"
    sources.write_text(sources.read_text("utf-8").replace("\t2\t", "\t1\t"), "utf-8")
    with (
        pytest.raises(InputError, match=r"news.jsonl.gz:1: not the text that was annotated as a1"),
        rebuilt(small / "gold", small),
    ):
        pass


@pytest.mark.skipif(not DATA.is_dir(), reason="the press collections are not here")
@pytest.mark.parametrize("name", SETS)
def test_all_texts_of_a_set_are_found(name: str) -> None:
    with rebuilt(ROOT / "corpus" / name, DATA) as folder:
        assert len(list(folder.glob("*.txt"))) == sum(f.parent.name == name for f in FILES) > 0


@pytest.fixture
def licensed(tmp_path: Path) -> Path:
    """Three articles of two collections in ``studied``, and annotated press and an invented article in ``gold``."""
    closed, free = "news/saudi_events.jsonl.xz", "news/moroccan_goud_darija.jsonl.gz"
    text = "زار الوزير مركز الأمل.\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    (tmp_path / "news").mkdir()
    with lzma.open(tmp_path / closed, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps({"text": text}))
    with gzip.open(tmp_path / free, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps({"text": text}))
    for folder, ids in {"studied": ["s1", "s2"], "gold/press": ["p1", "p2"], "gold/written": ["w1"]}.items():
        (tmp_path / folder).mkdir(parents=True)
        for name in ids:
            (tmp_path / folder / f"{name}.json").write_text(json.dumps({"id": name, "events": []}), "utf-8")
            if folder != "studied":
                (tmp_path / folder / f"{name}.txt").write_text(text, "utf-8")
        rows = (f"{name}\t{file}\t1\tx\t{digest}\n" for name, file in zip(ids, (closed, free), strict=False))
        (tmp_path / folder / "SOURCES.tsv").write_text("id\tfile\tline\tsource\tsha256\n" + "".join(rows), "utf-8")
    table = "id\tfolder\tsplit\np1\tpress\ttrain\np2\tpress\ttrain\nw1\twritten\ttrain\n"
    (tmp_path / "gold" / "SPLITS.tsv").write_text(table, "utf-8")
    return tmp_path


@pytest.mark.parametrize(("licence", "ids"), [("any", ["p1", "p2", "w1", "s1", "s2"]), ("open", ["p2", "w1", "s2"])])
def test_articles_are_learnt_from_by_licence(licensed: Path, licence: Licence, ids: list[str]) -> None:
    with to_learn_from(licensed / "gold", licensed / "studied", licensed, licence) as articles:
        assert [article.id for article in articles] == ids
