"""Stanza's official Arabic models, where they are installed: tags, lemmas and clitics in place of ours.

They were trained on spelling with hamzas, so they get the words as written; their lemmas are folded as ours are. Names
stay ours.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.errors import ModelError
from corpus.normalise import fold, undiacritised
from models.load import stanza_pipeline
from models.segment import MIN_STEM, Piece, Segmenter
from models.tagger import LONGEST, StanzaTagger, TaggedWord, groups, proclitics, upos_of

RESOURCES = "STANZA_RESOURCES_DIR"  # Stanza's own variable: the folder of its models
LANGUAGE = "ar"
WORDS = ("tokenize", "pos", "lemma")
LETTERS = ("tokenize", "mwt")
INSTALL = "install Stanza's official models with `make models-official`"


class OfficialTagger:
    """The official tagger and lemmatiser over words split as ours are, and ours for names.

    ``words`` is a pipeline over given words, ``letters`` one that finds the words in a text.
    """

    def __init__(self, own: StanzaTagger, words: Any, letters: Any, counts: Segmenter) -> None:
        self._own = own
        self._words = words
        self._letters = letters
        self._counts = counts
        self._known: dict[str, str] = {}

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[TaggedWord]]:
        """Return the tags of each word of each sentence; many sentences at once are much faster than few."""
        names = self._own.tag(sentences)
        parts = [
            (number, start, [undiacritised(word).replace(" ", "") or "_" for word in sentence[start : start + LONGEST]])
            for number, sentence in enumerate(sentences)
            for start in range(0, len(sentence), LONGEST)
        ]
        tagged: list[list[TaggedWord]] = [[] for _ in sentences]
        for group in groups(list(range(len(parts))), [len(words) for *_, words in parts]):
            for i, sentence in zip(group, self._read([parts[i][2] for i in group]), strict=True):
                number, start, _ = parts[i]
                read = names[number][start : start + LONGEST]
                tagged[number] += [_joined(*pair) for pair in zip(sentence.words, read, strict=True)]
        return tagged

    def _read(self, sentences: list[list[str]]) -> list[Any]:
        """Run the tagger over sentences."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(self._words(sentences).sentences)

    def pieces(self, word: str) -> list[Piece]:
        """Return the pieces of a written word by the official tokeniser; it is asked about a word once."""
        bare = undiacritised(word)
        if bare not in self._known:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                sentences = self._letters(bare).sentences if len(bare) > MIN_STEM else []
            self._known[bare] = proclitics([w.text for sentence in sentences for w in sentence.words], bare)
        return self._counts.cut(word, self._known[bare])


def load_official(own: StanzaTagger, counts: Segmenter, folder: Path | None = None) -> OfficialTagger:
    """Load the official models of ``folder`` (None: where Stanza keeps them).

    Raises: ModelError: they are not installed, or do not load with this Stanza.
    """
    folder = folder or Path(os.environ.get(RESOURCES) or _usual_folder())
    if not (folder / "resources.json").is_file() or not (folder / LANGUAGE).is_dir():
        raise ModelError(f"{folder}: no official Stanza models of Arabic here; {INSTALL}")
    try:
        words = stanza_pipeline(folder, WORDS, tokenize_pretokenized=True)
        letters = stanza_pipeline(folder, LETTERS)
    except Exception as error:  # whatever Stanza's readers throw, the cause is in this folder
        raise ModelError(f"{folder}: the official Stanza models do not load ({error}); {INSTALL}") from error
    return OfficialTagger(own, words, letters, counts)


def _usual_folder() -> Path:
    """Return where this version of Stanza keeps its models unless told otherwise."""
    from stanza.resources.common import DEFAULT_MODEL_DIR

    return Path(DEFAULT_MODEL_DIR)


def _joined(word: Any, read: TaggedWord) -> TaggedWord:
    """Put the official tag and lemma of a word beside the name our tagger found there."""
    upos = "PROPN" if read.upos == "PROPN" and read.ner != "O" else upos_of(word.text, word.upos)
    lemma = fold(word.text if upos == "PROPN" or not word.lemma else undiacritised(word.lemma))
    return TaggedWord(upos, lemma, word.feats or "", read.ner)
