"""Splitting proclitics by counts, and tokens whose offsets lead back to the text, with the committed counts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from corpus.document import BREAK, Document
from corpus.errors import ModelError
from models.segment import Segmenter, load_segmenter, split_word
from models.tokenise import CLITICS, tokenise

WORDS = (
    "والمركز للقاهرة فبالمدينة وَقَالَ وقـال ﻟﻠﻄﻔﻞ المرکز وزير و12 لـ4 2019 9,6 MAP l'eau درهم. د. «نفتح» (ب) 10/3/2024"
)
TEXTS = st.lists(
    st.one_of(
        st.sampled_from([*WORDS.split(), "\n", " ", "\u00a0", "\u200f", "ـ", "\n \n", "\ufeff", "…", "؟", "،"]),
        st.text(st.sampled_from("ولبكفالمرنيةهأ ًّـ\u200f\u200c9٣a.-\n"), max_size=6),
    ),
    max_size=25,
).map("".join)


@cache
def vocab() -> Vocab:
    """One vocabulary for all tests."""
    return Vocab()


def tokens(text: str) -> Document:
    """Return the document of a text with its tokens."""
    return tokenise(Document("t", text), load_segmenter(), vocab())


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        # ل and the article
        ("للقاهرة", "ل القاهرة"),
        ("للجنة", "ل اللجنة"),
        ("لليبيا", "ل ليبيا"),
        ("لليمن", "ل اليمن"),
        ("للأطفال", "ل الأطفال"),
        ("لأطفال", "ل أطفال"),
        ("وللمدينة", "و ل المدينة"),
        # one or two proclitics
        ("وقال", "و قال"),
        ("فقال", "ف قال"),
        ("بمدينة", "ب مدينة"),
        ("وبالمدينة", "و ب المدينة"),
        ("كالقاهرة", "ك القاهرة"),
        ("كمدينة", "ك مدينة"),
        ("والسكان", "و السكان"),
        ("بفاس", "ب فاس"),
        ("ووجدة", "و وجدة"),
        ("ووزارة", "و وزارة"),
        ("وبوعشرين", "و بوعشرين"),
        ("ولكن", "و لكن"),
        # whole words that begin like one
        ("وزير", "وزير"),
        ("والي", "والي"),
        ("والد", "والد"),
        ("ولاية", "ولاية"),
        ("وجدة", "وجدة"),
        ("بالغ", "بالغ"),
        ("بلدية", "بلدية"),
        ("بنك", "بنك"),
        ("فاس", "فاس"),
        ("فريق", "فريق"),
        ("فرنسا", "فرنسا"),
        ("كاتب", "كاتب"),
        ("كلية", "كلية"),
        ("كذلك", "كذلك"),
        ("لبنان", "لبنان"),
        ("ليبيا", "ليبيا"),
        ("بوحدود", "بوحدود"),
        ("بها", "بها"),
        # marks and letters of other keyboards
        ("وَقَالَ", "و قال"),
        ("وقـال", "و قال"),
        ("بالمرکز", "ب المركز"),
        ("ﻟﻠﻄﻔﻞ", "ل الطفل"),
        # too short to be more than themselves
        ("و", "و"),
        ("ال", "ال"),
        # a first sign that is no letter
        ("ـوقال", "وقال"),
    ],
)
def test_split_word_gives_clitics_and_word(word: str, pieces: str) -> None:
    assert split_word(word) == pieces.split()


@given(st.text("ولبكفالمرنيةهأـًّﲀﻻ\u200f", min_size=1, max_size=9))
def test_pieces_spell_the_word(word: str) -> None:
    pieces, _ = load_segmenter().split(word)
    assert "".join(word[piece.start : piece.end] for piece in pieces) == word
    assert all(piece.start < piece.end for piece in pieces)
    assert [piece.clitic for piece in pieces] == [True] * (len(pieces) - 1) + [False]


@pytest.mark.parametrize(
    ("counts", "word", "pieces"),
    [
        ({"قال": 100}, "وقال", ["و", "قال"]),
        ({"قال": 100, "وقال": 10_000}, "وقال", ["وقال"]),
        ({"زير": 1, "وزير": 900}, "وزير", ["وزير"]),
        ({}, "فقال", ["فقال"]),
    ],
)
def test_counts_decide(counts: dict[str, int], word: str, pieces: list[str]) -> None:
    assert [piece.form for piece in Segmenter(counts, frozenset()).split(word)[0]] == pieces


def test_protected_word_is_whole() -> None:
    counts = {"جدة": 100}
    assert [piece.form for piece in Segmenter(counts, frozenset()).split("وجدة")[0]] == ["و", "جدة"]
    assert [piece.form for piece in Segmenter(counts, frozenset({"وجدة"})).split("وجدة")[0]] == ["وجدة"]


def test_missing_counts_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"vocabulary\.tsv\.gz: missing"):
        load_segmenter(tmp_path)


@pytest.mark.parametrize(
    ("text", "surfaces", "norms"),
    [
        ("زار للقاهرة", ["زار", "ل", "لقاهرة"], ["زار", "ل", "القاهره"]),
        ("سنة 2019، 9,6 مليون", ["سنة", "2019", "،", "9,6", "مليون"], ["سنه", "2019", "،", "9,6", "مليون"]),
        ("و12 منزلا", ["و", "12", "منزلا"], ["و", "12", "منزلا"]),
        ("يوم ٣ مارس", ["يوم", "٣", "مارس"], ["يوم", "3", "مارس"]),
        ("أ \n \n ب", ["أ", "\n", "ب"], ["ا", BREAK, "ب"]),
        ("المرکزِ،", ["المرکزِ", "،"], ["المركز", "،"]),
        ("(MAP)", ["(", "MAP", ")"], ["(", "map", ")"]),
        ("", [], []),
        (" \u200f\u00a0", [], []),
    ],
)
def test_tokenise_surfaces_and_norms(text: str, surfaces: list[str], norms: list[str]) -> None:
    found = tokens(text)
    assert [text[start:end] for start, end in found.offsets] == surfaces
    assert [token.norm_ for token in found.doc] == norms


def test_tokenise_marks_clitics_and_sentences() -> None:
    found = tokens("وقال الوزير. حضر د. علي إلى المركز\nللأطفال")
    clitics = [token.text for token, clitic in zip(found.doc, found.doc.user_data[CLITICS], strict=True) if clitic]
    assert clitics == ["و", "ل"]
    assert [sentence[0].text for sentence in found.doc.sents] == ["و", "حضر", "ل"]


@settings(deadline=None)
@given(TEXTS)
def test_token_offsets_are_characters_of_the_text_in_order(text: str) -> None:
    found = tokens(text)
    end_before = 0
    for token, (start, end) in zip(found.doc, found.offsets, strict=True):
        assert end_before <= start < end <= len(text)
        assert text[start:end] == token.text
        assert token.norm_
        end_before = end
    assert found.text == text


@settings(deadline=None)
@given(TEXTS)
def test_tokens_leave_out_nothing_that_is_read(text: str) -> None:
    found = tokens(text)
    covered = {i for start, end in found.offsets for i in range(start, end)}
    left = {text[i] for i in range(len(text)) if i not in covered}
    assert not any(c.isalnum() for c in left - {"ـ"}), left
