"""What the name models learn from: annotated names found again in their texts, and names that the rules find in press
nobody annotated (silver)."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.document import Document
from corpus.mention import Label
from extractors.press_words import PressWords
from models.corpora import Licence, allowed
from models.press import LeftOut, rows
from models.press_ner import PressWord, Tokens
from pipeline.annotate import Annotator
from pipeline.evaluate import GoldArticle, documents

COLLECTIONS = {  # file under ``news`` -> country, how many articles of it are read for silver
    "moroccan_msa.jsonl.gz": ("MA", 400),
    "moroccan_goud_darija.jsonl.gz": ("MA", 200),
    "saudi_events.jsonl.xz": ("SA", 500),
    "saudi_rest.jsonl.xz": ("SA", 200),
}
WORDS = range(80, 401)  # of an article for silver
LAYER_OF = {Label.INSTITUTION: "institution", Label.PLACE: "place"}


@dataclass(frozen=True)
class Sentence:
    """A sentence to learn from: its words, and the names of each layer."""

    words: Sequence[PressWord]
    names: dict[str, list[Tokens]]


def annotated(annotator: Annotator, press: PressWords, articles: Sequence[GoldArticle]) -> dict[str, list[Sentence]]:
    """Return the sentences of annotated articles by article."""
    result = {}
    for article, document in zip(articles, annotator.annotate(documents(list(articles))), strict=True):
        gold = json.loads(article.gold.read_text("utf-8"))
        norms = [token.norm_ for token in document.doc]
        names = {
            layer: longest(
                span for form in forms(gold, layer) for span in occurrences(norms, folded_words(annotator, form))
            )
            for layer in LAYER_OF.values()
        }
        result[article.id] = list(sentences(press, document, names))
    return result


def silver(annotator: Annotator, press: PressWords, texts: Iterable[tuple[str, str]]) -> list[Sentence]:
    """Return the sentences of texts (text, country) with the names that the rules find in them."""
    read = (Document(f"silver-{n}", text, country=country) for n, (text, country) in enumerate(texts))
    result: list[Sentence] = []
    for document in annotator.annotate(read):
        starts = {document.span(i, i + 1)[0]: i for i in range(len(document.doc))}
        ends = {document.span(i, i + 1)[1]: i + 1 for i in range(len(document.doc))}
        names = {
            layer: longest(
                (starts[m.start], ends[m.end]) for m in document.of(label) if m.start in starts and m.end in ends
            )
            for label, layer in LAYER_OF.items()
        }
        result += sentences(press, document, names)
    return result


def sentences(press: PressWords, document: Document, names: dict[str, list[Tokens]]) -> Iterator[Sentence]:
    """Yield the sentences of a document with the names that lie in each."""
    words = press.words(document)
    for sent in document.doc.sents:
        inside = {
            layer: [(a - sent.start, b - sent.start) for a, b in spans if sent.start <= a and b <= sent.end]
            for layer, spans in names.items()
        }
        yield Sentence(words[sent.start : sent.end], inside)


def forms(gold: dict[str, Any], layer: str) -> Iterator[str]:
    """Yield the forms under which the text names the annotated institutions or places; not a head noun alone
    (``الوزارة``), which the rules tie to the full name."""
    for item in gold["institutions" if layer == "institution" else "places"]:
        yield item["name"]
        if item.get("name_in_text"):
            yield item["name_in_text"]
        for alias in item.get("aliases_in_text", []):
            if layer == "place" or " " in alias or not alias.startswith("ال"):
                yield alias


def folded_words(annotator: Annotator, form: str) -> list[str]:
    """Return the folded words of a name."""
    return [token.norm_ for token in annotator.tokenise(Document("name", form)).doc]


def occurrences(norms: Sequence[str], name: Sequence[str]) -> Iterator[Tokens]:
    """Yield where the words of a name stand in a text; behind ل its article may have been restored."""
    for i in range(len(norms) - len(name) + 1 if name else 0):
        restored = i > 0 and norms[i - 1] == "ل" and norms[i] == "ال" + name[0]
        if (norms[i] == name[0] or restored) and list(norms[i + 1 : i + len(name)]) == list(name[1:]):
            yield i, i + len(name)


def longest(spans: Iterable[Tokens]) -> list[Tokens]:
    """Return the spans without those that overlap a longer one."""
    kept: list[Tokens] = []
    for first, last in sorted(set(spans), key=lambda s: (s[0] - s[1], s[0])):
        if all(last <= a or b <= first for a, b in kept):
            kept.append((first, last))
    return sorted(kept)


def raw_press(data: Path, out: LeftOut, seed: int = 1, licence: Licence = "any") -> Iterator[tuple[str, str]]:
    """Yield texts of the raw press with their country, drawn at random; ``out``: what may not be learnt from."""
    draw = random.Random(seed)
    for name in (name for name in COLLECTIONS if allowed(name, licence)):
        country, count = COLLECTIONS[name]
        texts = [
            "\n".join(part for part in (title, text) if part).strip() + "\n"
            for _, number, title, text in rows(data, [name])
            if len(text.split()) in WORDS and not out.has(name, number, text)
        ]
        draw.shuffle(texts)
        for text in texts[:count]:
            yield text, country
