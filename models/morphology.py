"""What supplies lemma, tag and clitics: our own models, CAMeL Tools' disambiguator, or Stanza's official models.

The pipeline sees two small interfaces and does not know which it is. Names are tagged by our own models in every case.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Protocol

from models.segment import Piece, Segmenter
from models.tagger import StanzaTagger, TaggedWord

Source = Literal["own", "camel", "stanza-official"]


class Tagger(Protocol):
    """Tags, lemmas and names of words in sentences, and the pieces of a word the counts leave open."""

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[TaggedWord]]:
        """Return the tags of each word of each sentence; proclitics are words."""

    def pieces(self, word: str) -> list[Piece]:
        """Return the pieces of a written word."""


class Splitter(Protocol):
    """The pieces of a written word, and whether they are certain."""

    def split(self, word: str) -> tuple[list[Piece], bool]:
        """Return the pieces of ``word`` and whether they need no trained tokeniser."""


def load_morphology(
    source: Source, own: StanzaTagger, counts: Segmenter, database: Path | None = None
) -> tuple[Tagger, Splitter]:
    """Return the tagger and the splitter of the chosen source; ``own`` and ``counts`` are ours, always loaded.

    ``database``: a CAMeL ``MorphologyDB`` file; without it the disambiguator of the installed CAMeL data is used.
    Raises: ModelError: what the source needs is not installed; the message names the command that installs it.
    """
    if source == "camel":
        from models.camel import CamelSegmenter, CamelTagger, load_analyser

        analyser = load_analyser(database)
        return CamelTagger(own, analyser, counts), CamelSegmenter(counts, analyser, own.pieces)
    if source == "stanza-official":
        from models.official import load_official

        return load_official(own, counts), counts
    return own, counts
