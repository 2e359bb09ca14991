"""Names of institutions and places by trained spaCy models, one a layer: names of two layers nest
(``المجلس الإقليمي لتارودانت``). What a word is in our lexicons is among the inputs, so a layer learns from context which
of the words that may open or be a name do so here.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from corpus.document import BREAK
from corpus.errors import ModelError
from models.load import MANIFEST, sha256, verified
from models.vectors import VECTORS, read

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

LAYERS = ("institution", "place")
BATCH = 64  # sentences
LINE_END = "¶"  # stands for a line break, which is no word to spaCy
PIPE = "ner"
SKIPPED = ("vocab",)  # words and vectors are not stored a second time
CONFIG = """
[nlp]
lang = "ar"
pipeline = ["ner"]
[components]
[components.ner]
factory = "ner"
[components.ner.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "ner"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true
[components.ner.model.tok2vec]
@architectures = "spacy.Tok2Vec.v2"
[components.ner.model.tok2vec.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 96
attrs = ["NORM", "PREFIX", "SUFFIX", "POS", "TAG", "DEP"]
rows = [5000, 2000, 2000, 100, 200, 200]
include_static_vectors = true
[components.ner.model.tok2vec.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 4
window_size = 1
maxout_pieces = 3
"""

Tokens = tuple[int, int]  # half-open, within a sentence


@dataclass(frozen=True, slots=True)
class PressWord:
    """A word as the models see it: folded form, UD tag, and what the lexicons say of it as part of a thing's and of a
    person's name (short marks, ``""`` for nothing; the tagger's name class is part of the latter)."""

    norm: str
    upos: str
    thing: str
    person: str


class PressNer:
    """The trained layers; built by :func:`load_press_ner`."""

    def __init__(self, layers: Mapping[str, Language]) -> None:
        self.layers = layers

    def spans(self, sentences: Iterable[Sequence[PressWord]]) -> Iterator[dict[str, list[Tokens]]]:
        """Yield for each sentence the names found in each layer, as half-open token spans."""
        stream = iter(sentences)
        while batch := list(islice(stream, BATCH)):
            found: list[dict[str, list[Tokens]]] = [{} for _ in batch]
            for layer, nlp in self.layers.items():
                docs = [document(nlp.vocab, words) for words in batch]
                for spans, doc in zip(found, recogniser(nlp).pipe(docs), strict=True):
                    spans[layer] = [(ent.start, ent.end) for ent in doc.ents]
            yield from found


def recogniser(nlp: Language) -> Any:
    """Return the part of a layer that is trained."""
    return nlp.get_pipe(PIPE)


def document(vocab: Vocab, words: Sequence[PressWord]) -> Doc:
    """Return the words of a sentence as a spaCy document; our marks stand in the attributes it hashes."""
    from spacy.tokens import Doc

    doc = Doc(vocab, words=[LINE_END if w.norm == BREAK else w.norm for w in words])
    for token, word in zip(doc, words, strict=True):
        token.pos_ = word.upos
        token.tag_ = word.thing or "_"
        token.dep_ = word.person or "_"
    return doc


def vocabulary(file: Path) -> Vocab:
    """Return a vocabulary with the word vectors of a file.

    Raises: ModelError: there is no such file, or it holds something else.
    """
    from spacy.vectors import Vectors  # type: ignore[import-not-found, unused-ignore]
    from spacy.vocab import Vocab

    words, numbers = read(file)
    vocab = Vocab()
    vocab.vectors = Vectors(data=numbers, keys=words, name="press", strings=vocab.strings)
    return vocab


def untrained(vocab: Vocab) -> Language:
    """Return a layer that has learnt nothing yet."""
    from spacy.util import load_model_from_config
    from thinc.api import Config

    return load_model_from_config(Config().from_str(CONFIG), vocab=vocab, auto_fill=True, validate=True)


def load_press_ner(folder: Path) -> PressNer:
    """Load the layers of a folder.

    Raises: ModelError: a file is missing, altered, or does not load with this spaCy.
    """
    flags: dict[str, Any] = verified(folder)
    vocab = vocabulary(folder / VECTORS)
    layers: dict[str, Language] = {}
    for name in flags["layers"]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                nlp = untrained(vocab)
                recogniser(nlp).from_disk(folder / name, exclude=SKIPPED)
            except Exception as error:  # whatever spaCy's readers throw, the cause is in this folder
                raise ModelError(f"{folder / name}: does not load with this spaCy: {error}") from error
        layers[name] = nlp
    return PressNer(layers)


def save(press: PressNer, folder: Path) -> None:
    """Write the layers and their manifest beside the vectors they were trained over."""
    for name, nlp in press.layers.items():
        recogniser(nlp).to_disk(folder / name, exclude=SKIPPED)
    layers = (file for name in press.layers for file in (folder / name).rglob("*") if file.is_file())
    files = [folder / VECTORS, *sorted(layers)]
    content = {
        "version": 1,
        "files": {f.relative_to(folder).as_posix(): {"sha256": sha256(f), "size": f.stat().st_size} for f in files},
        "flags": {"layers": list(press.layers)},
    }
    (folder / MANIFEST).write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
