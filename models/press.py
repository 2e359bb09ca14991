"""The raw press as sentences of our words, to learn vectors and character models from, without any annotated article.

An article is left out when a list of annotated articles names its file and line, when it begins as one of those does
(a second copy), or when an annotated text contains its beginning.
"""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from corpus.errors import InputError
from corpus.normalise import fold
from models.corpora import collections
from models.segment import Segmenter, load_segmenter
from models.tokenise import TOKEN

COLLECTIONS = collections()
CORPUS = Path(__file__).parents[1] / "corpus"
LISTS = (CORPUS / "held_out" / "SOURCES.tsv", CORPUS / "studied" / "SOURCES.tsv")
BEGINNING = 150  # letters, blanks not counted, that make two articles copies of each other
STOPS = frozenset(".!?؟…")
SHORTEST = 3  # words of a sentence worth reading
VECTOR_DIM = 100


@dataclass(frozen=True)
class LeftOut:
    """What may not be learnt from: (file, line) of articles, and whole texts without their blanks."""

    lines: frozenset[tuple[str, int]]
    texts: tuple[str, ...] = ()
    beginnings: frozenset[str] = field(default=frozenset())

    def has(self, file: str, line: int, text: str) -> bool:
        """Whether the article of this line is annotated, or a copy of one that is."""
        start = beginning(text)
        return (
            (file, line) in self.lines
            or start in self.beginnings
            or any(start in annotated for annotated in self.texts)
        )


def beginning(text: str) -> str:
    """Return the first letters of a text, folded, by which copies know each other."""
    return fold(text[: 3 * BEGINNING]).replace(" ", "")[:BEGINNING]


def left_out(data: Path, gold: Path) -> LeftOut:
    """Read what is left out: the project's own lists, and the annotated press and texts of ``gold``.

    ``data``: the folder of corpora; ``gold``: a folder with ``press/SOURCES.tsv`` and texts in ``seeds``.
    Raises: InputError: there is no list in ``gold``.
    """
    press = gold / "press" / "SOURCES.tsv"
    if not press.is_file():
        raise InputError(f"{press}: missing; without it annotated articles would be learnt from")
    rows = [row.split("\t") for file in (*LISTS, press) for row in file.read_text("utf-8").splitlines()[1:]]
    lines = frozenset((row[1].removeprefix("news/"), int(row[2])) for row in rows if row[2].isdigit())
    texts = tuple(
        fold(file.read_text("utf-8")).replace(" ", "")
        for folder in ("seeds", "press")
        for file in sorted((gold / folder).glob("*.txt"))
    )
    copied = (text for file, line, text in articles(data) if (file, line) in lines)
    return LeftOut(lines, texts, frozenset(map(beginning, copied)))


def articles(data: Path, collections: Iterable[str] = COLLECTIONS) -> Iterator[tuple[str, int, str]]:
    """Yield file, line (from 1) and text of each article, its title excepted."""
    for name, line, _, text in rows(data, collections):
        yield name, line, text


def rows(data: Path, collections: Iterable[str]) -> Iterator[tuple[str, int, str, str]]:
    """Yield file, line (from 1), title and text of each article."""
    for name in collections:
        file = data / "news" / name
        opener = lzma.open if file.suffix == ".xz" else gzip.open
        with opener(file, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                row = json.loads(line)
                yield name, number, row.get("title") or "", row.get("text") or row.get("title") or ""


def press(
    data: Path, out: LeftOut, segmenter: Segmenter, collections: Iterable[str] = COLLECTIONS
) -> Iterator[list[str]]:
    """Yield the sentences of the press as folded words, split as the models meet them, without what is left out."""
    pieces = lru_cache(maxsize=500_000)(lambda word: tuple(_pieces(word, segmenter)))
    for name, number, title, text in rows(data, collections):
        if not out.has(name, number, text):
            for line in (title if title != text else "", *text.splitlines()):
                yield from _sentences(line, pieces)


def _sentences(line: str, pieces: Callable[[str], tuple[str, ...]]) -> Iterator[list[str]]:
    """Yield the sentences of a line: a stop ends one, unless a single letter stands before it (``د.``)."""
    words: list[str] = []
    for match in TOKEN.finditer(line):
        found = pieces(match[0]) if match.lastgroup == "arabic" else (fold(match[0]),)
        words += [form for form in found if form]
        if match[0] in STOPS and not (match[0] == "." and len(words) > 1 and len(words[-2]) == 1):
            if len(words) >= SHORTEST:
                yield words
            words = []
    if len(words) >= SHORTEST:
        yield words


def _pieces(word: str, segmenter: Segmenter) -> Iterator[str]:
    for piece in segmenter.split(word)[0]:
        yield fold(piece.form).replace(" ", "")


def write(data: Path, gold: Path, work: Path, collections: Iterable[str] = COLLECTIONS) -> None:
    """Write the press for training below ``work``, a sentence a line: all of it, and a part for characters.

    ``letters.train.txt`` and ``letters.dev.txt`` are without the last and largest collection.
    """
    segmenter, out = load_segmenter(), left_out(data, gold)
    with (
        (work / "press.txt").open("w", encoding="utf-8") as everything,
        (work / "letters.train.txt").open("w", encoding="utf-8") as train,
        (work / "letters.dev.txt").open("w", encoding="utf-8") as dev,
    ):
        number = 0
        for name in collections:
            for sentence in press(data, out, segmenter, [name]):
                line = " ".join(sentence) + "\n"
                everything.write(line)
                if name != COLLECTIONS[-1]:
                    (train if number % 200 else dev).write(line)
                number += 1


def write_vectors(work: Path) -> None:
    """Learn the vectors of the words of ``press.txt`` and write them as ``vectors.txt``."""
    from gensim.models import Word2Vec

    learnt = Word2Vec(
        corpus_file=str(work / "press.txt"), vector_size=VECTOR_DIM, window=5, min_count=5, sg=1, negative=5,
        sample=5e-5, epochs=3, alpha=0.05, workers=1, seed=1,
    )  # fmt: skip
    learnt.wv.save_word2vec_format(str(work / "vectors.txt"))
