"""Turning corpora into training files: a treebank and a name corpus of a few made-up sentences."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.corpora import LICENCES, Licence
from models.evaluate import rows as conllu_rows
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
from models.train import MODELS, retag

DATA = Path(os.environ.get("RASID_DATA_DIR") or Path(__file__).parents[3] / "shared" / "data")


def conllu(file: Path, *sentences: list[tuple[str, ...]]) -> Path:
    """Write rows (id, form, lemma, upos[, feats[, head, relation]]) as a compressed treebank file."""
    with gzip.open(file, "wt", encoding="utf-8") as out:
        for sentence in sentences:
            out.write("# text = ...\n")
            for row in sentence:
                number, form, lemma, upos, feats, head, relation = [
                    *row,
                    *("_", "_", "_", "_", "_", "0", "root")[len(row) :],
                ]
                out.write("\t".join([number, form, lemma, upos, "_", feats, head, relation, "_", "_"]) + "\n")
            out.write("\n")
    return file


VISIT = [
    ("1", "زار", "زَار", "VERB", "Aspect=Perf|Case=Acc|Gender=Masc", "0", "root"),
    ("2", "الوزير", "وزير", "NOUN", "_", "1", "nsubj"),
    ("3-6", "وبمرافقته", "_", "_"),
    ("3", "و", "و", "CCONJ", "_", "5", "cc"),
    ("4", "ب", "ب", "ADP", "_", "5", "case"),
    ("5", "مرافقة", "مرافقة", "NOUN", "_", "1", "obl:arg"),
    ("6", "ه", "ه", "PRON", "_", "5", "nmod"),
    ("7-8", "للمدرسة", "_", "_"),
    ("7", "ل", "ل", "ADP", "_", "8", "case"),
    ("8", "المدرسة", "مدرسة", "NOUN", "_", "6", "nmod"),
    ("9-10", "لها", "_", "_"),
    ("9", "ل", "ل", "ADP", "_", "10", "case"),
    ("10", "ها", "ها", "PRON", "_", "1", "obl"),
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


def test_treebank_hangs_our_words_where_the_highest_piece_of_each_hung(tmp_path: Path) -> None:
    (sentence,) = treebank(conllu(tmp_path / "t.gz", VISIT), load_segmenter())
    assert [(r.form, r.head, r.relation) for r in sentence] == [
        ("زار", 0, "root"),
        ("الوزير", 1, "nsubj"),
        ("و", 5, "cc"),
        ("ب", 5, "case"),
        ("مرافقته", 1, "obl"),
        ("ل", 7, "case"),
        ("المدرسه", 5, "nmod"),  # hung from the pronoun
        ("لها", 1, "obl"),  # its tag is that of the preposition, its place that of the pronoun
    ]


def test_a_proclitic_the_treebank_left_on_its_word_hangs_from_it(tmp_path: Path) -> None:
    rows = [("1", "وصل", "وصل", "VERB", "_", "0", "root"), ("2", "والمدرسة", "_", "X", "_", "1", "dep")]
    (sentence,) = treebank(conllu(tmp_path / "t.gz", rows), load_segmenter())
    assert [(r.form, r.head, r.relation) for r in sentence] == [
        ("وصل", 0, "root"),
        ("و", 3, "cc"),
        ("المدرسه", 1, "dep"),
    ]


PIECES = ("و", "ب", "مدرسة", "زار", "ه", "ها", "ان", "له", "ل")
TAGS = ("NOUN", "VERB", "PRON", "ADP", "X", "AUX")


@st.composite
def trees(draw: st.DrawFn) -> list[tuple[str, ...]]:
    """A sentence of up to twelve treebank words in written words of up to four, and any tree over it."""
    n = draw(st.integers(1, 12))
    order = draw(st.permutations(range(1, n + 1)))
    heads = {order[0]: 0} | {order[k]: order[draw(st.integers(0, k - 1))] for k in range(1, n)}
    rows: list[tuple[str, ...]] = []
    number = 1
    while number <= n:
        last = min(n, number + draw(st.integers(0, 3)))
        words = [
            (str(i), draw(st.sampled_from(PIECES)), "_", draw(st.sampled_from(TAGS))) for i in range(number, last + 1)
        ]
        if last > number:
            rows.append((f"{number}-{last}", "".join(word[1] for word in words), "_", "_"))
        rows += [(*word, "_", str(heads[int(word[0])]), "dep" if heads[int(word[0])] else "root") for word in words]
        number = last + 1
    return rows


@given(trees())
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_tree_over_treebank_words_is_a_tree_over_ours(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    (sentence,) = treebank(conllu(tmp_path / "t.gz", rows), load_segmenter())
    assert_tree([(row.head, row.relation) for row in sentence])


def assert_tree(arcs: list[tuple[int, str]]) -> None:
    """One root, which alone has that relation, and from each word a way to it."""
    assert [relation == "root" for _, relation in arcs] == [head == 0 for head, _ in arcs]
    assert sum(head == 0 for head, _ in arcs) == 1
    for head, _ in arcs:
        steps = 0
        while head:
            head, steps = arcs[head - 1][0], steps + 1
            assert steps <= len(arcs)


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
@pytest.mark.parametrize("licence", LICENCES)
def test_no_test_sentence_is_trained_on(tmp_path: Path, licence: Licence) -> None:
    if not (DATA / "ner").is_dir():
        pytest.skip(f"no corpora at {DATA}")
    prepare(DATA, tmp_path, licence)
    retag(MODELS / "stanza-ar", tmp_path)

    def sentences(name: str) -> set[str]:
        if name.startswith("ner."):
            rows = json.loads((tmp_path / f"{name}.json").read_text("utf-8"))
            texts = [[word["text"] for word in sentence] for sentence in rows]
        else:
            texts = [[cells[1] for cells in sentence] for sentence in conllu_rows(tmp_path / f"{name}.conllu")]
        return {" ".join(words) for words in texts if len(words) > 4}

    for training, tests in {
        "ner.train": ("ner.anercorp.test", "ner.aqmar.test"),
        "ner.dev": ("ner.anercorp.test", "ner.aqmar.test"),
        "treebank.train": ("treebank.test", "treebank.dev"),
        "tagged.train": ("treebank.test", "treebank.dev"),
        "tagged.dev": ("treebank.test",),
    }.items():
        trained = sentences(training)
        assert trained
        for name in tests:
            assert not trained & sentences(name)
    for part in ("treebank.train", "treebank.test", "tagged.train"):
        for sentence in conllu_rows(tmp_path / f"{part}.conllu"):
            assert_tree([(int(cells[6]), cells[7]) for cells in sentence])
