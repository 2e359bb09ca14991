"""Which data sets each licence setting lets models learn from, and that the rest is not even opened."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from models.corpora import FILE, LICENCES, Licence, chosen, collections
from models.prepare import prepare

KINDS = ("treebank", "names", "press")


@pytest.mark.parametrize(
    ("kind", "licence", "names"),
    [
        ("treebank", "any", ["padt"]),
        ("treebank", "open", ["pud"]),
        ("names", "any", ["anercorp", "aqmar", "wojood"]),
        ("names", "open", ["newsfane", "aqmar", "wojood"]),
        ("press", "open", ["moroccan_goud_darija"]),
    ],
)
def test_sets_of_a_licence_setting(kind: str, licence: Licence, names: list[str]) -> None:
    assert [s.name for s in chosen(kind, licence)] == names


def test_all_press_is_read_where_any_licence_will_do() -> None:
    assert len(collections()) == 5
    assert collections()[-1] == "saudi_rest.jsonl.xz"


def test_no_open_licence_bans_commercial_use_or_is_unstated() -> None:
    licences = [s.licence for kind in KINDS for s in chosen(kind, "open")]
    assert not [licence for licence in licences if "NC" in licence or "unstated" in licence]


def test_what_stands_in_stands_in_for_a_set_there_is() -> None:
    for kind in KINDS:
        every = {s.name: s for s in [*chosen(kind, "any"), *chosen(kind, "open")]}
        for one in every.values():
            assert one.instead_of is None or not every[one.instead_of].open


def test_sets_are_those_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / FILE.name
    file.write_text("names:\n  a: {path: a, licence: MIT, open: true}\n  b: {path: b, licence: NC, open: false}\n")
    assert [[s.name for s in chosen("names", licence, file)] for licence in LICENCES] == [["a", "b"], ["a"]]


def compressed(file: Path, text: str) -> None:
    """Write a compressed file, with its folder."""
    file.parent.mkdir(exist_ok=True)
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.write(text)


@pytest.mark.parametrize(
    ("licence", "treebank", "names"),
    [("any", {"train": "زار", "dev": "قال", "test": "وصل"}, "محمد"), ("open", {"train": "كتب"}, "فاطمه")],
)
def test_only_allowed_sets_are_opened(tmp_path: Path, licence: Licence, treebank: dict[str, str], names: str) -> None:
    """A folder with none of the sets that may not be learnt from: opening one would fail."""
    row = "1\t{}\t_\tVERB\t_\t_\t0\troot\t_\t_\n\n"
    if licence == "any":
        for part, form in treebank.items():
            compressed(tmp_path / f"ud/ar_padt1x.{part}.conllu.gz", row.format(form))
    else:
        compressed(tmp_path / "ud/ar_pud.mwt.conllu.gz", row.format(treebank["train"]) * 10)
    first = "anercorp" if licence == "any" else "newsfane_gold"
    person = "PER" if licence == "any" else "Politician"
    # The first sentence of the newswire is learnt from, the last 300 are for choosing.
    compressed(tmp_path / f"ner/{first}.train.conll.gz", f"{names}\tB-{person}\n\n" + "امس\tO\n\n" * 300)
    for part in ("aqmar.train", "aqmar.dev", "wojood_sample.train", "anercorp.test", "aqmar.test"):
        compressed(tmp_path / f"ner/{part}.conll.gz", "المدينة\tO\n\n")
    work = tmp_path / "work"
    prepare(tmp_path, work, licence)
    train = json.loads((work / "ner.train.json").read_text("utf-8"))
    assert train[0] == [{"text": names, "ner": "S-PER"}]
    assert len(train) == 3
    assert len(json.loads((work / "ner.dev.json").read_text("utf-8"))) == 301
    sizes = [(work / f"treebank.{part}.conllu").read_text("utf-8").count("\n\n") for part in ("train", "dev", "test")]
    assert sizes == ([1, 1, 1] if licence == "any" else [8, 1, 1])
