"""From a read article to a document with tokens, tags and every mention: the order of the stages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from spacy.tokens import Token
from spacy.vocab import Vocab

from corpus.document import BREAK, Document
from corpus.errors import ExtractorError
from corpus.furniture import furniture_spans, title_line
from corpus.mention import Label
from corpus.normalise import fold
from extractors.base import Extractor, provenance
from extractors.press_words import PressWords
from extractors.registry import build
from models.entity_judge import load_entity_judge
from models.event_judge import load_judge
from models.load import load_stanza
from models.morphology import Splitter, Tagger, load_morphology
from models.press_ner import load_press_ner
from models.segment import load_segmenter
from models.tokenise import tokenise
from pipeline.resolve import resolve
from pipeline.settings import Settings

BATCH = 16  # articles tagged together: enough to fill the tagger's batches, little enough for memory


@dataclass(frozen=True)
class Annotator:
    """All that reads an article, loaded once; ``tagger`` is None when the settings leave the trained tagger out."""

    segmenter: Splitter
    extractors: Sequence[Extractor]
    tagger: Tagger | None = None
    press: PressWords | None = None

    @cached_property
    def vocab(self) -> Vocab:
        """The vocabulary shared by all documents."""
        return Vocab()

    @classmethod
    def load(cls, settings: Settings) -> Annotator:
        """Load the trained models and lexicons (raises ModelError, LexiconError)."""
        judge = load_judge(settings.models_dir / "event-judge") if settings.judge else None
        counts = load_segmenter()
        if not settings.tagger:
            return cls(counts, build(judge))
        own = load_stanza(settings.models_dir / "stanza-ar", settings.threads)
        tagger, segmenter = load_morphology(settings.morphology, own, counts, settings.morphology_db)
        if not settings.names:
            return cls(segmenter, build(judge), tagger)
        press = PressWords.load(load_press_ner(settings.models_dir / "press-ner"))
        entities = load_entity_judge(settings.models_dir / "entity-judge")
        return cls(segmenter, build(judge, entities), tagger, press)

    def annotate(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Yield each document with tokens and mentions, in order; articles are tagged in batches."""
        stream = iter(documents)
        while batch := list(islice(stream, BATCH)):
            read = [self.tokenise(with_furniture(document)) for document in batch]
            self.tag(read)
            self.propose(read)
            for document in read:
                yield self.extract(document)

    def tokenise(self, document: Document) -> Document:
        """Return the document with tokens; what the segmenter is unsure of, the trained tokeniser settles."""
        return tokenise(document, self.segmenter, self.vocab, self.tagger.pieces if self.tagger else None)

    def tag(self, documents: Sequence[Document]) -> None:
        """Write tags, lemmas and names into the tokens of the documents (one batch for all their sentences)."""
        if self.tagger is None:
            return
        tokens = [[t for t in sent if t.norm_ != BREAK] for document in documents for sent in document.doc.sents]
        sentences = [sentence for sentence in tokens if sentence]
        tagged = self.tagger.tag([[spelled(t) for t in sentence] for sentence in sentences])
        for sentence, words in zip(sentences, tagged, strict=True):
            for token, word in zip(sentence, words, strict=True):
                token.pos_ = word.upos
                token.lemma_ = word.lemma
                token.ent_type_ = word.ner.rpartition("-")[2] if word.ner != "O" else ""

    def propose(self, documents: Iterable[Document]) -> None:
        """Write what the models of names find into the tokens of the documents."""
        if self.press is not None:
            for document in documents:
                self.press.mark(document)

    def extract(self, document: Document) -> Document:
        """Return the document with the mentions of every extractor, overlaps resolved after each.

        Raises: ExtractorError: a fault of ours in one of them.
        """
        for extractor in self.extractors:
            try:
                document = resolve(document.with_mentions(extractor.extract(document)))
            except Exception as error:
                raise ExtractorError(extractor.name, document.id) from error
        return document

    def without(self, name: str) -> Annotator:
        """Return this annotator without the extractor of that name."""
        return replace(self, extractors=[e for e in self.extractors if e.name != name])


def spelled(token: Token) -> str:
    """Return a token as written, with the article restored (``لجنة`` after ل -> ``اللجنة``); its key where that fails.

    Dictionaries are looked up with hamzas (``هيئة``), which the key has no more.
    """
    forms = (article + token.text for article in ("", "ا", "ال"))
    return next((form for form in forms if fold(form) == token.norm_), token.norm_)


def with_furniture(document: Document) -> Document:
    """Return the document with its page furniture marked and its headline known."""
    where = provenance("furniture", "furniture.lines")
    marked = []
    for start, end in furniture_spans(document.text):
        text = document.text[start:end]
        left, right = start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
        if left < right:
            marked.append(document.mention(left, right, Label.FURNITURE, provenance=where))
    if document.title is None:
        line = title_line(document.text)
        document = replace(document, title=document.text[slice(*line)] if line else None)
    return document.with_mentions(marked)
