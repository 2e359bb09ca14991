"""Tags, lemmas, names and clitics by the committed models, on sentences made up for these tests."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.errors import ModelError
from models.load import load_stanza
from models.tagger import LONGEST, StanzaTagger, TaggedWord

FOLDER = Path(__file__).parents[2] / "models" / "stanza-ar"


@pytest.fixture(scope="module")
def tagger() -> StanzaTagger:
    """The committed models, loaded once."""
    return load_stanza(FOLDER)


@pytest.mark.parametrize(
    ("sentence", "verb"),
    [
        ("قام الوزير ب زيارة إلى المستوصف الجديد .", "قام"),
        ("زارت الوزيرة مركزا اجتماعيا في المدينة القديمة .", "زارت"),
        ("اشرف العامل صباح اليوم على افتتاح المدرسة .", "اشرف"),
        ("و اكد المدير أن المشروع سينتهي قريبا .", "اكد"),
        ("سيزور الرئيس المنطقة يوم الخميس المقبل .", "سيزور"),
        ("و ترأس الوالي حفل التدشين .", "ترأس"),
    ],
)
def test_tag_knows_the_verb_with_and_without_hamza(tagger: StanzaTagger, sentence: str, verb: str) -> None:
    words = sentence.split()
    tagged = tagger.tag([words])[0]
    assert next(w for w, t in zip(words, tagged, strict=True) if t.upos == "VERB") == verb


@pytest.mark.parametrize(
    ("sentence", "word", "upos", "lemma"),
    [
        ("زار الوزير المستشفى الجديد", "الوزير", "NOUN", "وزير"),
        ("زار الوزير المستشفى الجديد", "الجديد", "ADJ", "جديد"),
        ("وصل الوفد إلى المدينة", "إلى", "ADP", "الي"),
        ("وصل الوفد و المدير", "و", "CCONJ", "و"),
        ("بلغ العدد 250 شخصا", "250", "NUM", "250"),
        ("وقع الاتفاق مع BMCE أمس", "BMCE", "X", "bmce"),
        ("وصل الوفد .", ".", "PUNCT", "."),
        ("زار الوزير عددا من المستوصفات", "المستوصفات", "NOUN", "مستوصفات"),
    ],
)
def test_tag_gives_tag_and_folded_lemma(tagger: StanzaTagger, sentence: str, word: str, upos: str, lemma: str) -> None:
    words = sentence.split()
    tagged = tagger.tag([words])[0][words.index(word)]
    assert (tagged.upos, tagged.lemma) == (upos, lemma)


def test_tag_gives_features(tagger: StanzaTagger) -> None:
    feats = tagger.tag([["زارت", "الوزيرة", "المركز"]])[0][0].feats
    assert {"Gender=Fem", "Number=Sing"} <= set(feats.split("|"))


@pytest.mark.parametrize(
    ("sentence", "word", "ner"),
    [
        ("وصل إلى الرباط رئيس الوفد .", "الرباط", "S-LOC"),
        ("عاد الوفد من باريس أمس .", "باريس", "S-LOC"),
        ("قال محمد حسن أمس إن العمل انتهى .", "محمد", "B-PER"),
        ("قال محمد حسن أمس إن العمل انتهى .", "حسن", "E-PER"),
        ("قال محمد حسن أمس إن العمل انتهى .", "العمل", "O"),
    ],
)
def test_tag_finds_names(tagger: StanzaTagger, sentence: str, word: str, ner: str) -> None:
    words = sentence.split()
    assert tagger.tag([words])[0][words.index(word)].ner == ner


def test_tag_is_the_same_alone_and_in_a_batch(tagger: StanzaTagger) -> None:
    sentences = [
        ["زار", "الوزير", "المركز"],
        ["اشرف", "المدير", "العام", "على", "حفل", "التدشين", "ب", "حضور", "الوالي", "و", "المنتخبين", "."],
        ["المركز"],
        ["تم", "توقيع", "اتفاقية", "شراكة", "ب", "قيمة", "12", "مليون", "درهم"],
    ]
    together = tagger.tag(sentences)
    assert together == [tagger.tag([sentence])[0] for sentence in sentences]
    assert together == tagger.tag(sentences)


@pytest.mark.parametrize(
    "sentences",
    [[], [[]], [[], ["زار"], []], [["", " ", "\u200f"]], [["!!!", "😀", "%", "é", "كلمه طويله", "\n"]], [["ا" * 5000]]],
)
def test_tag_keeps_the_shape_of_odd_input(tagger: StanzaTagger, sentences: list[list[str]]) -> None:
    tagged = tagger.tag(sentences)
    assert [len(sentence) for sentence in tagged] == [len(sentence) for sentence in sentences]
    assert all(isinstance(word, TaggedWord) and word.upos and word.lemma for s in tagged for word in s)


def test_tag_cuts_very_long_sentences(tagger: StanzaTagger) -> None:
    words = ["زار", "الوزير", "المركز", "الجديد"] * (LONGEST // 4 * 5 + 1)
    assert len(tagger.tag([words, ["زار"]])[0]) == len(words)


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("وبرامجهم", ["و", "برامجهم"]),
        ("والمتطوعون", ["و", "المتطوعون"]),
        ("بمدرستهم", ["ب", "مدرستهم"]),
        ("وبمساعدتهم", ["و", "ب", "مساعدتهم"]),
        ("للمتطوعين", ["ل", "لمتطوعين"]),
        ("المدرسة", ["المدرسة"]),
        ("وزير", ["وزير"]),
        ("بطولة", ["بطولة"]),
    ],
)
def test_split_cuts_proclitics(tagger: StanzaTagger, word: str, pieces: list[str]) -> None:
    assert tagger.split([word]) == [pieces]


def test_split_keeps_odd_words_whole(tagger: StanzaTagger) -> None:
    assert tagger.split([]) == []
    assert tagger.split(["", "و", "12", "EU", "؟"]) == [[""], ["و"], ["12"], ["EU"], ["؟"]]


def test_split_decides_a_word_the_same_in_any_company(tagger: StanzaTagger) -> None:
    words = ["وبرامجهم", "المدرسة", "بمدرستهم"]
    fresh = load_stanza(FOLDER)
    assert [fresh.split([word])[0] for word in reversed(words)][::-1] == tagger.split(words)


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("وبرامجهم", [(0, 1, "و", True), (1, 8, "برامجهم", False)]),
        ("وَبمساعدتهم", [(0, 2, "و", True), (2, 3, "ب", True), (3, 11, "مساعدتهم", False)]),
        ("للمتطوعين", [(0, 1, "ل", True), (1, 9, "المتطوعين", False)]),
        ("المدرسة", [(0, 7, "المدرسة", False)]),
    ],
)
def test_pieces_have_offsets_in_the_published_word(
    tagger: StanzaTagger, word: str, pieces: list[tuple[int, int, str, bool]]
) -> None:
    assert [(p.start, p.end, p.form, p.clitic) for p in tagger.pieces(word)] == pieces


def test_parse_finds_who_did_what(tagger: StanzaTagger) -> None:
    words = ["وقع", "الوزير", "اتفاقية", "شراكة", "."]
    (arcs,) = tagger.parse([words], tagger.tag([words]))
    assert [arc.head for arc in arcs] == [-1, 0, 0, 2, 0]
    assert [arc.relation for arc in arcs] == ["root", "nsubj", "obj", "nmod", "punct"]


@pytest.mark.parametrize(
    "sentences",
    [[], [[]], [[], ["زار"], []], [["", " ", "\u200f"]], [["!!!", "😀", "%", "é", "كلمه طويله", "\n"]], [["ا" * 500]]],
)
def test_parse_keeps_the_shape_of_odd_input(tagger: StanzaTagger, sentences: list[list[str]]) -> None:
    parsed = tagger.parse(sentences, tagger.tag(sentences))
    assert [len(sentence) for sentence in parsed] == [len(sentence) for sentence in sentences]


def test_parse_reads_very_long_sentences_in_parts(tagger: StanzaTagger) -> None:
    words = ["زار", "الوزير", "المركز", "الجديد"] * (LONGEST // 4) + ["وصل", "الوفد"]
    (arcs,) = tagger.parse([words], tagger.tag([words]))
    assert [i for i, arc in enumerate(arcs) if arc.head == -1 and i >= LONGEST] == [LONGEST]
    assert all(arc.head >= LONGEST for arc in arcs[LONGEST + 1 :])


def test_parse_is_the_same_alone_and_in_a_batch(tagger: StanzaTagger) -> None:
    sentences = [
        ["زار", "الوزير", "المركز"],
        ["المركز"],
        ["تم", "توقيع", "اتفاقية", "شراكة", "ب", "قيمة", "12", "درهم"],
    ]
    tagged = tagger.tag(sentences)
    alone = [tagger.parse([s], [t])[0] for s, t in zip(sentences, tagged, strict=True)]
    assert tagger.parse(sentences, tagged) == alone


def test_the_parser_is_loaded_when_first_asked_and_once() -> None:
    asked: list[str] = []

    def load() -> object:
        asked.append("parser")
        return lambda document: document

    tagger = StanzaTagger(SimpleNamespace(processors={}), None, load)
    assert asked == []
    tagger.parse([], [])
    tagger.parse([], [])
    assert asked == ["parser"]


def test_models_without_a_parser_say_so() -> None:
    with pytest.raises(ModelError, match="no parser"):
        StanzaTagger(SimpleNamespace(processors={})).parse([], [])
