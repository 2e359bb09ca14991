"""Turning corpora into training files: a treebank and a name corpus of a few made-up sentences."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from models.evaluate import spans
from models.prepare import (
    Row,
    named,
    ner_sentences,
    prepare,
    treebank,
    usual_tags,
    write_json,
    write_words,
    written_words,
)
from models.segment import load_segmenter

DATA = Path(os.environ.get("RASID_DATA_DIR") or Path(__file__).parents[3] / "shared" / "data")


def conllu(file: Path, *sentences: list[tuple[str, ...]]) -> Path:
    """Write rows (id, form, lemma, upos[, feats]) as a compressed treebank file."""
    with gzip.open(file, "wt", encoding="utf-8") as out:
        for sentence in sentences:
            out.write("# text = ...\n")
            for row in sentence:
                number, form, lemma, upos, *feats = [*row, *"____"[len(row) :]]
                out.write("\t".join([number, form, lemma, upos, "_", *(feats or ["_"]), "0", "dep", "_", "_"]) + "\n")
            out.write("\n")
    return file


VISIT = [
    ("1", "زار", "زَار", "VERB", "Aspect=Perf|Case=Acc|Gender=Masc"),
    ("2", "الوزير", "وزير", "NOUN"),
    ("3-6", "وبمرافقته", "_", "_"),
    ("3", "و", "و", "CCONJ"),
    ("4", "ب", "ب", "ADP"),
    ("5", "مرافقة", "مرافقة", "NOUN"),
    ("6", "ه", "ه", "PRON"),
    ("7-8", "للمدرسة", "_", "_"),
    ("7", "ل", "ل", "ADP"),
    ("8", "المدرسة", "مدرسة", "NOUN"),
    ("9-10", "لها", "_", "_"),
    ("9", "ل", "ل", "ADP"),
    ("10", "ها", "ها", "PRON"),
]


def test_treebank_keeps_proclitics_apart_and_pronouns_attached(tmp_path: Path) -> None:
    (sentence,) = treebank(conllu(tmp_path / "t.gz", VISIT), load_segmenter())
    assert [(r.form, r.upos, r.glued) for r in sentence] == [
        ("زار", "VERB", False),
        ("الوزير", "NOUN", False),
        ("و", "CCONJ", True),
        ("ب", "ADP", True),
        ("مرافقته", "NOUN", False),
        ("ل", "ADP", True),
        ("المدرسه", "NOUN", False),
        ("لها", "ADP", False),
    ]
    assert (sentence[0].lemma, sentence[0].feats) == ("زار", "Aspect=Perf|Gender=Masc")


def test_named_tells_names_from_unanalysed_function_words() -> None:
    known = [[Row("التي", "التي", "DET", "_"), Row("كتاب", "كتاب", "NOUN", "_")]]
    unknown = [[Row(form, form, "X", "_") for form in ("التي", "كتاب", "موسكو", "ب", "IBM")]]
    (told,) = named(unknown, usual_tags(known))
    assert [row.upos for row in told] == ["DET", "PROPN", "PROPN", "ADP", "X"]


def test_written_words_are_spelled_by_their_pieces(tmp_path: Path) -> None:
    words = written_words(treebank(conllu(tmp_path / "t.gz", VISIT), load_segmenter()))
    assert words == [("زار",), ("الوزير",), ("و", "ب", "مرافقته"), ("ل", "لمدرسه"), ("لها",)]
    write_words(tmp_path / "words", words[1:3])
    assert (tmp_path / "words.txt").read_text("utf-8") == "الوزير\n\nوبمرافقته\n\n"
    assert (tmp_path / "words.toklabels").read_text("utf-8") == "000002\n\n000000004\n\n"


def test_ner_sentences_leave_proclitics_outside_names(tmp_path: Path) -> None:
    file = tmp_path / "n.gz"
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.write("وصل\tO\nوالرئيس\tO\nمحمد\tB-PERS\nحسن\tI-PERS\nلباريس\tB-GPE\nأمس\tB-DATE\n\n")
    sentences = list(ner_sentences(file, load_segmenter()))
    write_json(tmp_path / "n.json", sentences)
    (written,) = json.loads((tmp_path / "n.json").read_text("utf-8"))
    assert [(w["text"], w["ner"]) for w in written] == [
        ("وصل", "O"),
        ("و", "O"),
        ("الرييس", "O"),
        ("محمد", "B-PER"),
        ("حسن", "E-PER"),
        ("ل", "O"),
        ("باريس", "S-LOC"),
        ("امس", "O"),
    ]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("O S-LOC O", {(0, 1, 2, "LOC")}),
        ("B-PER I-PER E-PER", {(0, 0, 3, "PER")}),
        ("B-PER S-LOC", {(0, 0, 1, "PER"), (0, 1, 2, "LOC")}),
        ("I-PER E-ORG", {(0, 0, 1, "PER"), (0, 1, 2, "ORG")}),
        ("B-PER B-PER", {(0, 0, 1, "PER"), (0, 1, 2, "PER")}),
        ("", set()),
    ],
)
def test_spans_of_tags(tags: str, expected: set[tuple[int, int, int, str]]) -> None:
    assert spans(0, tags.split()) == expected


@pytest.mark.shared
@pytest.mark.slow
def test_no_test_sentence_is_trained_on(tmp_path: Path) -> None:
    if not (DATA / "ner").is_dir():
        pytest.skip(f"no corpora at {DATA}")
    prepare(DATA, tmp_path)

    def sentences(name: str) -> set[str]:
        if name.startswith("ner."):
            rows = json.loads((tmp_path / f"{name}.json").read_text("utf-8"))
            texts = [[word["text"] for word in sentence] for sentence in rows]
        else:
            blocks = (tmp_path / f"{name}.conllu").read_text("utf-8").split("\n\n")
            texts = [[line.split("\t")[1] for line in block.splitlines()] for block in blocks]
        return {" ".join(words) for words in texts if len(words) > 4}

    for training, tests in {
        "ner.train": ("ner.anercorp.test", "ner.aqmar.test"),
        "treebank.train": ("treebank.test", "treebank.dev"),
    }.items():
        trained = sentences(training)
        assert trained
        for name in tests:
            assert not trained & sentences(name)
