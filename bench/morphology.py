"""The sources of lemma, tag and clitics side by side: ``python -m bench.morphology [--gold GOLD] [--data DATA] [--database FILE]``.

For our own models and for CAMeL Tools (``--database``: a MorphologyDB file, ``.xz`` as it is; else its installed data):
words a second of tokens and tags, the share of Arabic words with an analysis; with ``--data`` the share of words of the
treebank's test part that get its tag and its lemma; with ``--gold`` the scores of the whole pipeline on its train split.
The samples are timed; the quickest of three rounds counts.
"""

from __future__ import annotations

import argparse
import gzip
import lzma
import sys
import tempfile
import time
from pathlib import Path

from bench.pipeline import SAMPLES
from corpus.document import Document
from corpus.errors import ModelError
from corpus.normalise import fold, undiacritised
from corpus.reader import read
from models.camel import load_analyser
from models.tokenise import TOKEN
from pipeline.annotate import Annotator
from pipeline.evaluate import evaluate, gold_articles
from pipeline.settings import Settings

ROWS = ("officials", "institutions", "places", "events", "who_which_when", "macro")
ROUNDS = 3


def rate(annotator: Annotator, documents: list[Document]) -> float:
    """Return how many tokens of the documents are split and tagged in a processor second."""
    seconds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        tokenised = [annotator.tokenise(document) for document in documents]
        annotator.tag(tokenised)
        seconds.append(time.process_time() - began)
    return sum(len(document.doc) for document in tokenised) / min(seconds)


def analysis_rate(database: Path | None, words: list[str]) -> tuple[float, float]:
    """Return how many words are analysed in a processor second, none asked before, and the share with an analysis."""
    analyser = load_analyser(database)
    began = time.process_time()
    known = sum(bool(analyser.of(word)) for word in words)
    return len(words) / (time.process_time() - began), known / len(words)


def agreement(annotator: Annotator, data: Path) -> tuple[float, float]:
    """Return the share of Arabic words of the treebank's test part with its tag, and with its lemma (folded)."""
    sentences: list[list[list[str]]] = [[]]
    with gzip.open(data / "ud" / "ar_padt1x.test.conllu.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            cells = line.split("\t")
            if cells[0].isdigit():
                sentences[-1].append(cells[1:4])
            elif not line.strip():
                sentences.append([])
    assert annotator.tagger is not None
    tagged = annotator.tagger.tag([[word for word, *_ in sentence] for sentence in sentences])
    pairs = [
        (word.upos == upos, word.lemma == fold(undiacritised(lemma)))
        for sentence, words in zip(sentences, tagged, strict=True)
        for (form, lemma, upos), word in zip(sentence, words, strict=True)
        if any("ء" <= char <= "ي" for char in form)
    ]
    return sum(tag for tag, _ in pairs) / len(pairs), sum(lemma for _, lemma in pairs) / len(pairs)


def report(database: Path | None, gold: Path | None, data: Path | None) -> str:
    """Return the table of both sources."""
    documents = [item for item in read([SAMPLES]) if isinstance(item, Document)]
    words = [m.group() for d in documents for m in TOKEN.finditer(d.text) if m.lastgroup == "arabic"]
    analysed, share = analysis_rate(database, words)
    lines = [f"{len(words)} words: {share:.1%} have an analysis, {analysed:.0f} words analysed a second", ""]
    columns = ["tokens a second", *(("tag", "lemma") if data else ()), *(ROWS if gold else ())]
    lines += ["| | " + " | ".join(columns) + " |", "|---" * (1 + len(columns)) + "|"]
    for settings in (Settings(morphology="own"), Settings(morphology="camel", morphology_db=database)):
        annotator = Annotator.load(settings)
        cells = [f"{rate(annotator, documents):.0f}"]
        if data is not None:
            cells += [f"{share:.3f}" for share in agreement(annotator, data)]
        if gold is not None:
            scores = evaluate(annotator, gold_articles(gold, split="train"))
            cells += [f"{scores[row]['relaxed']['f1']:.3f}" for row in ROWS]
        lines.append(f"| `{settings.morphology}` | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print the table; 2 where there is no database."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--database", type=Path)
    arguments = parser.parse_args()
    database: Path | None = arguments.database
    with tempfile.TemporaryDirectory() as folder:
        if database is not None and database.suffix == ".xz":
            packed, database = database, Path(folder) / database.stem
            database.write_bytes(lzma.decompress(packed.read_bytes()))
        try:
            sys.stdout.write(report(database, arguments.gold, arguments.data))
        except ModelError as error:
            sys.stderr.write(f"{error}\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
