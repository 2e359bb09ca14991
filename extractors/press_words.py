"""The words of a document as the trained name models see them: forms, tags, and what the lexicons know of each."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.document import Document
from extractors.institution_lexicon import InstitutionLexicon, load_institution_lexicon
from extractors.name_lexicon import NameLexicon, load_names
from extractors.offices import bare, offices
from extractors.place_lexicon import load_place_words
from extractors.triggers import load_triggers
from gazetteer.lookup import Gazetteer, load_gazetteer
from models.press_ner import PressNer, PressWord, Tokens


@dataclass(frozen=True)
class PressWords:
    """What the lexicons know, loaded once; and the models."""

    ner: PressNer
    institutions: InstitutionLexicon
    names: NameLexicon
    gazetteer: Gazetteer
    speech: frozenset[str]
    designators: frozenset[str]

    @classmethod
    def load(cls, ner: PressNer) -> PressWords:
        """Return the marker over the project's lexicons (raises LexiconError)."""
        designators = frozenset(load_place_words().designators)
        speech = frozenset(load_triggers().heads["speech"])
        return cls(ner, load_institution_lexicon(), load_names(), load_gazetteer(), speech, designators)

    def mark(self, document: Document) -> None:
        """Write what the models find into the document's tokens: a group of spans a layer (``doc.spans``)."""
        doc = document.doc
        words = self.words(document)
        sentences = [(sent.start, words[sent.start : sent.end]) for sent in doc.sents]
        found = list(self.ner.spans([sentence for _, sentence in sentences]))
        for layer in self.ner.layers:
            doc.spans[layer] = [
                doc[start + first : start + last]
                for (start, _), spans in zip(sentences, found, strict=True)
                for first, last in spans[layer]
            ]

    def words(self, document: Document) -> list[PressWord]:
        """Return a word a token."""
        doc = document.doc
        norms = [token.norm_ for token in doc]
        things = self._things(norms)
        return [
            PressWord(norm, token.pos_, thing, f"{self._person(norm)}|{token.ent_type_}")
            for norm, token, thing in zip(norms, doc, things, strict=True)
        ]

    def _things(self, norms: list[str]) -> list[str]:
        """Return for each word whether it is a designator (D), a head noun (H and how it is used), a place (P) or a
        well-known institution (K), begun or gone on with."""
        marks = [self._noun(norm) for norm in norms]
        i = 0
        while i < len(norms):
            end = self.gazetteer.longest(norms, i)
            for j in range(i, end):
                marks[j] = marks[j] or ("PB" if j == i else "PI")
            i = max(end, i + 1)
        for i in range(len(norms)):
            known = self.institutions.known_at(norms, norms, i, cued=True)
            for j in range(i, known[0] if known else i):
                marks[j] = ("Kc" if known and known[1].cued else "K") + ("B" if j == i else "I")
        return marks

    def _noun(self, norm: str) -> str:
        """Return the mark of a head noun of institutions, a designator of places, or none."""
        head = self.institutions.head(norm)
        if head is not None:
            return "H" + head.mode.value[0] + ("d" if norm.startswith("ال") else "")
        return "D" if norm in self.designators or norm.removeprefix("ال") in self.designators else ""

    def _person(self, norm: str) -> str:
        """Return O for an office, G/g/w for a given name (never, sometimes, mostly another word), F for a family name,
        S for a verb of speech, or nothing."""
        if norm in offices() or bare(norm) in offices():
            return "O"
        if (norm,) in self.names.given:
            return "G" if norm not in self.names.words else "g" if norm not in self.names.weak else "w"
        return "F" if norm in self.names.family else "S" if norm in self.speech else ""


def proposed(document: Document, layer: str) -> list[Tokens]:
    """Return the names of a layer that the models found, as half-open token spans; none without the models."""
    doc = document.doc
    return [(span.start, span.end) for span in doc.spans[layer]] if layer in doc.spans else []
