"""Word vectors: packed once, and the same to spaCy and to Stanza."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from models.press_ner import vocabulary
from models.vectors import VECTORS, pack, pretrain, read


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """Three words of two dimensions."""
    text = tmp_path / "vectors.txt"
    text.write_text("3 2\nفي 1.0 0.5\nزار -2.0 0.25\nمركز 0.0 4.0\n", "utf-8")
    pack(text, tmp_path / "press-ner" / VECTORS)
    return tmp_path / "press-ner" / VECTORS


def test_packed_vectors_are_read_again(packed: Path) -> None:
    words, numbers = read(packed)
    assert words == ["في", "زار", "مركز"]
    assert numbers.dtype == numpy.float32
    assert numbers.tolist() == [[1.0, 0.5], [-2.0, 0.25], [0.0, 4.0]]


def test_both_libraries_see_the_same(packed: Path) -> None:
    stanza, spacy = pretrain(packed), vocabulary(packed)
    for word in ("في", "زار", "مركز"):
        assert stanza.emb[stanza.vocab.unit2id(word)].tolist() == spacy[word].vector.tolist()
    assert not stanza.emb[stanza.vocab.unit2id("غير")].any()
    assert not spacy["غير"].vector.any()
