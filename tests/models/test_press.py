"""The raw press as sentences: what annotated articles and their copies are, and that they are left out."""

from __future__ import annotations

import gzip
import json
import lzma
import os
from pathlib import Path

import pytest

from corpus.errors import InputError
from models.corpora import collections
from models.press import COLLECTIONS, LISTS, LeftOut, articles, beginning, left_out, press, write
from models.segment import load_segmenter

DATA = Path(os.environ.get("RASID_DATA_DIR") or Path(__file__).parents[3] / "shared" / "data")
GOLD = DATA.parent / "gold"
OPENING = "أشرف والي الجهة على تدشين مركز جديد للتكوين المهني بحضور عدد من المنتخبين والفاعلين في المدينة"
COLLECTION = COLLECTIONS[0]


def collected(folder: Path, *texts: str, collection: str = COLLECTION) -> Path:
    """Write texts as a collection of the raw press."""
    (folder / "news").mkdir(exist_ok=True)
    opener = lzma.open if collection.endswith("xz") else gzip.open
    with opener(folder / "news" / collection, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps({"title": "", "text": text}, ensure_ascii=False) + "\n" for text in texts)
    return folder


def test_press_yields_folded_words_by_sentence(tmp_path: Path) -> None:
    data = collected(tmp_path, "وزار د. أحمد الرباط، عام 2024. ثم غادر للدار البيضاء!\nنعم.")
    sentences = list(press(data, LeftOut(frozenset()), load_segmenter(), [COLLECTION]))
    assert sentences == [
        ["و", "زار", "د", ".", "احمد", "الرباط", "،", "عام", "2024", "."],
        ["ثم", "غادر", "ل", "الدار", "البيضاء", "!"],
    ]


@pytest.mark.parametrize(
    "out",
    [
        LeftOut(frozenset({(COLLECTION, 2)})),
        LeftOut(frozenset(), beginnings=frozenset({beginning(OPENING + " وانتهى")})),
        LeftOut(frozenset(), texts=(beginning("العنوان") + beginning(OPENING + " وانتهى") + beginning("ثم"),)),
    ],
    ids=["by line", "as a copy", "inside a text"],
)
def test_press_leaves_annotated_articles_out(tmp_path: Path, out: LeftOut) -> None:
    data = collected(tmp_path, "سافر الوفد إلى طنجة أمس", f"{OPENING}\u200f  وانتهى", "عاد الوفد إلى فاس اليوم")
    words = {word for sentence in press(data, out, load_segmenter(), [COLLECTION]) for word in sentence}
    assert {"طنجه", "فاس"} <= words
    assert "تدشين" not in words


def test_only_the_collections_asked_are_written(tmp_path: Path) -> None:
    for name in COLLECTIONS:
        data = collected(tmp_path, f"سافر {name.split('_')[0]} إلى طنجة أمس", collection=name)
    (tmp_path / "press").mkdir()
    (tmp_path / "press" / "SOURCES.tsv").write_text("id\tfile\tline\n", "utf-8")
    write(data, tmp_path, tmp_path, collections("open"))
    assert (tmp_path / "press.txt").read_text("utf-8") == "سافر moroccan الي طنجه امس\n"


def test_left_out_wants_the_list_of_the_annotated_press(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"SOURCES\.tsv"):
        left_out(tmp_path, tmp_path)


@pytest.mark.shared
@pytest.mark.slow
def test_no_annotated_text_is_learnt_from() -> None:
    if not (GOLD / "press").is_dir():
        pytest.skip(f"no annotated press at {GOLD}")
    out = left_out(DATA, GOLD)
    listed = {tuple(row.split("\t")[1:3]) for file in LISTS for row in file.read_text("utf-8").splitlines()[1:]}
    assert len(listed) > 200
    assert {(file, str(line)) for file, line in out.lines} >= {(file.removeprefix("news/"), n) for file, n in listed}

    annotated = {beginning(file.read_text("utf-8")) for file in (GOLD / "press").glob("*.txt")}
    learnt = {beginning(text) for file, line, text in articles(DATA) if not out.has(file, line, text)}
    assert annotated and len(learnt) > 20_000
    assert not annotated & learnt
