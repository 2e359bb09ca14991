"""Training the name models: ``python -m pipeline.train_press GOLD DATA``.

Over the word vectors of the raw press (``python -m models.train vectors``) the layers learn first from silver (names that
the rules find in raw press that is not annotated), then from the annotated articles: the train split of ``GOLD`` and
``corpus/studied``. Texts of the dev split and of ``corpus/held_out`` are in neither.
``pipeline.train_entities`` then learns how far rules and models are to be believed; for that it needs models that did
not see the article they speak of, so the annotated articles are also learnt from in parts (:func:`crossed`).
"""

from __future__ import annotations

import argparse
import pickle
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.press_words import PressWords
from models.corpora import Licence
from models.press import left_out
from models.press_ner import (
    LAYERS,
    PIPE,
    PressNer,
    Tokens,
    document,
    recogniser,
    save,
    untrained,
    vocabulary,
)
from models.vectors import VECTORS
from pipeline.annotate import Annotator
from pipeline.annotated import to_learn_from
from pipeline.press_gold import Sentence, annotated, raw_press, silver
from pipeline.settings import Settings
from pipeline.train_judge import STUDIED, options, unread

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

FOLDER = "press-ner"
RATE = 0.001
DROPOUT = 0.3
AT_ONCE = 16  # sentences of an update
SILVER_EPOCHS, GOLD_EPOCHS = 1, 6
PARTS = 2
WORK = Path(tempfile.gettempdir()) / "rasid-press-ner"


def learn(nlp: Language, layer: str, sentences: Sequence[Sentence], epochs: int, *, last: float, seed: int = 0) -> None:
    """Train one layer; the rate falls from ``RATE`` to ``last`` times it."""
    from thinc.api import Adam, fix_random_seed

    fix_random_seed(seed)
    order = random.Random(seed)
    optimiser = Adam(RATE)
    every = [sentence for sentence in sentences if len(sentence.words) > 1]
    steps, done = epochs * (len(every) // AT_ONCE + 1), 0
    for epoch in range(epochs):
        order.shuffle(every)
        losses: dict[str, float] = {}
        for start in range(0, len(every), AT_ONCE):
            optimiser.learn_rate = RATE * (1 - (1 - last) * done / steps)
            nlp.update(
                examples(nlp, layer, every[start : start + AT_ONCE]),
                sgd=optimiser, drop=DROPOUT, losses=losses,
            )  # fmt: skip
            done += 1
        sys.stderr.write(f"{layer}: epoch {epoch + 1} of {epochs}, loss {losses[PIPE]:.0f}\n")


def example(nlp: Language, layer: str, sentence: Sentence) -> Example:
    """Return a sentence with its names as spaCy learns from it."""
    from spacy.tokens import Span
    from spacy.training import Example

    given, wanted = document(nlp.vocab, sentence.words), document(nlp.vocab, sentence.words)
    wanted.set_ents([Span(wanted, first, last, label=layer.upper()) for first, last in sentence.names[layer]])
    return Example(given, wanted)


def examples(nlp: Language, layer: str, sentences: Sequence[Sentence]) -> list[Example]:
    """Return sentences as spaCy learns from them."""
    return [example(nlp, layer, sentence) for sentence in sentences]


def fresh(vectors: Path, sample: Sequence[Sentence]) -> PressNer:
    """Return layers ready to learn."""
    layers = {}
    vocab = vocabulary(vectors)
    for layer in LAYERS:
        nlp = untrained(vocab)
        recogniser(nlp).add_label(layer.upper())
        nlp.initialize(partial(examples, nlp, layer, sample))
        layers[layer] = nlp
    return PressNer(layers)


def read_silver(rules: Annotator, press: PressWords, gold: Path, data: Path, licence: Licence) -> list[Sentence]:
    """Return the silver sentences: no copy of an annotated text is among the articles they come from."""
    return silver(rules, press, raw_press(data, left_out(data, gold), licence=licence))


def tune(base: dict[str, bytes], vectors: Path, sentences: Sequence[Sentence]) -> PressNer:
    """Return layers that learnt from annotated sentences, after what they learnt from silver."""
    press = fresh(vectors, sentences[:100])
    for layer, nlp in press.layers.items():
        recogniser(nlp).model.from_bytes(base[layer])
        learn(nlp, layer, sentences, GOLD_EPOCHS, last=0.05)
    return press


def foretold(press: PressNer, sentences: Sequence[Sentence]) -> dict[str, list[Tokens]]:
    """Return the names that layers find in an article, by layer, as token spans of the article."""
    names: dict[str, list[Tokens]] = {layer: [] for layer in press.layers}
    start = 0
    for sentence, found in zip(sentences, press.spans([s.words for s in sentences]), strict=True):
        for layer, spans in found.items():
            names[layer] += [(start + first, start + last) for first, last in spans]
        start += len(sentence.words)
    return names


def crossed(
    base: dict[str, bytes], vectors: Path, articles: dict[str, list[Sentence]], unread: Sequence[str]
) -> dict[str, dict[str, list[Tokens]]]:
    """Return for each of the unread articles what layers find in it that did not learn from it."""
    result: dict[str, dict[str, list[Tokens]]] = {}
    order = sorted(unread)
    random.Random(0).shuffle(order)
    for part in range(PARTS):
        left_out = set(order[part::PARTS])
        press = tune(base, vectors, [s for name, own in articles.items() if name not in left_out for s in own])
        result |= {name: foretold(press, articles[name]) for name in sorted(left_out)}
    return result


def cached(file: Path, make: Callable[[], Any]) -> Any:
    """Return what a file holds, made and written first if there is none."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pickle.dumps(make()))
    return pickle.loads(file.read_bytes())


def main() -> None:
    """Train on the articles named; write the layers, and for ``pipeline.train_entities`` what parts of them found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path, help="annotated articles with a SPLITS.tsv")
    parser.add_argument("data", type=Path, help="folder of the collections of press")
    parser.add_argument(
        "--work", type=Path, default=WORK, help="folder for what is made on the way, and taken up again"
    )
    parser.add_argument("--anew", action="store_true", help="take nothing up again")
    options(parser)
    asked = parser.parse_args()
    vectors = asked.out / FOLDER / VECTORS
    for file in asked.work.glob("*.pickle") if asked.anew else ():
        file.unlink()
    words = PressWords.load(PressNer({}))
    rules = Annotator.load(Settings(models_dir=asked.out, judge=False, names=False)).without("events")

    def base() -> dict[str, bytes]:
        sentences = cached(
            asked.work / "silver.pickle", lambda: read_silver(rules, words, asked.gold, asked.data, asked.licence)
        )
        press = fresh(vectors, sentences[:100])
        for layer, nlp in press.layers.items():
            learn(nlp, layer, sentences, SILVER_EPOCHS, last=0.5)
        return {layer: recogniser(nlp).model.to_bytes() for layer, nlp in press.layers.items()}

    def gold() -> dict[str, list[Sentence]]:
        with to_learn_from(asked.gold, STUDIED, asked.data, asked.licence) as articles:
            return annotated(rules, words, articles)

    trained: dict[str, bytes] = cached(asked.work / "base.pickle", base)
    articles: dict[str, list[Sentence]] = cached(asked.work / "gold.pickle", gold)
    cached(
        asked.work / "foretold.pickle", lambda: crossed(trained, vectors, articles, sorted(unread() & set(articles)))
    )
    save(tune(trained, vectors, [s for own in articles.values() for s in own]), asked.out / FOLDER)


if __name__ == "__main__":
    main()
