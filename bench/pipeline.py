"""How many articles a second the whole pipeline reads after loading, and where the time goes.

``python -m bench.pipeline [PATH...] [--floor 5] [--repeat 3]`` reads the articles (default: ``corpus/samples``), loads
the models once, warms up on a batch, then times tokens, tags, every extractor and output. The quickest of the rounds
counts, which a busy machine disturbs least. Where other programs take the processor, wall time says little: the floor
is compared with processor seconds where those are fewer. The same articles are timed without the trained tagger in the
same run, so that the two compare as a ratio whatever the machine.

Exit status: 0; 1 when the rate is below the floor (``--floor 0``: never); 2 when nothing could be read.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.document import Document
from corpus.reader import ReadFailure, read
from extractors.registry import build
from pipeline.annotate import BATCH, Annotator, with_furniture
from pipeline.output import to_json
from pipeline.resolve import resolve
from pipeline.settings import Settings

SAMPLES = Path(__file__).parents[1] / "corpus" / "samples"
FLOOR = 5.0  # articles a second on two cores


@dataclass
class Round:
    """One pass over the articles: wall and processor seconds, and seconds by stage."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    stages: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of the block to a stage."""
        began = time.perf_counter()
        yield
        self.stages[name] += time.perf_counter() - began


def measure(annotator: Annotator, documents: list[Document]) -> Round:
    """Return the times of one pass of ``annotator`` over the documents, output objects included."""
    result = Round()
    wall, cpu = time.perf_counter(), time.process_time()
    for start in range(0, len(documents), BATCH):
        with result.stage("tokens"):
            batch = [annotator.tokenise(with_furniture(d)) for d in documents[start : start + BATCH]]
        with result.stage("tags"):
            annotator.tag(batch)
        with result.stage("names"):
            annotator.propose(batch)
        for document in batch:
            for extractor in annotator.extractors:
                with result.stage(extractor.name):
                    document = resolve(document.with_mentions(extractor.extract(document)))
            with result.stage("output"):
                to_json(document)
    result.wall_s, result.cpu_s = time.perf_counter() - wall, time.process_time() - cpu
    return result


def one_by_one(annotator: Annotator, documents: list[Document]) -> float:
    """Return how many times longer tagging takes where each sentence is handed to Stanza by itself."""
    batch = [annotator.tokenise(with_furniture(d)) for d in documents[:BATCH]]
    sentences = [[t.norm_ for t in sent] for d in batch for sent in d.doc.sents]
    assert annotator.tagger is not None
    began = time.process_time()
    annotator.tagger.tag(sentences)
    together = time.process_time() - began
    for sentence in sentences:
        annotator.tagger.tag([sentence])
    return (time.process_time() - began - together) / together


def best(annotator: Annotator, documents: list[Document], rounds: int) -> Round:
    """Return the quickest of some passes after a warm-up."""
    measure(annotator, documents[:BATCH])
    return min((measure(annotator, documents) for _ in range(rounds)), key=lambda r: r.wall_s)


def report(loaded_s: float, documents: list[Document], tokens: int, full: Round, rules: Round, alone: float) -> str:
    """Return what is printed; ``tokens``: of all documents; ``alone``: what :func:`one_by_one` returned."""
    n, words = len(documents), sum(len(d.text.split()) for d in documents)
    rows = [
        f"{n} articles, {words} words; models and lexicons loaded in {loaded_s:.1f} s",
        f"whole pipeline  {_rates(n, full)}",
        f"rules alone     {_rates(n, rules)}",
        f"whole : rules   {full.cpu_s / rules.cpu_s:.2f} times the processor time",
        f"tagging sentence by sentence takes {alone:.1f} times as long",
        "by stage of the whole pipeline:",
    ]
    rows += [
        f"  {name:14} {s:7.2f} s  {s / full.wall_s:5.0%}  {tokens / s:9.0f} tokens/s"
        for name, s in full.stages.most_common()
    ]
    return "\n".join(rows)


def _rates(articles: int, passed: Round) -> str:
    """Return articles a second by the clock and by processor time."""
    return (
        f"{articles / passed.wall_s:6.1f} articles/s ({passed.wall_s:.2f} s)"
        f"   {articles / passed.cpu_s:6.1f} a processor second ({passed.cpu_s:.2f} s)"
    )


def main() -> int:
    """Run the benchmark and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="*", type=Path, default=[SAMPLES])
    parser.add_argument("--floor", type=float, default=FLOOR, help="articles a second; less ends with status 1")
    parser.add_argument("--repeat", type=int, default=3, help="rounds, of which the quickest counts")
    parser.add_argument("--limit", type=int, default=500, help="at most so many articles")
    options = parser.parse_args()
    documents: list[Document] = []
    for item in read(options.paths):
        if isinstance(item, ReadFailure):
            sys.stderr.write(f"{item.source}: {item.reason}\n")
        elif len(documents) < options.limit:
            documents.append(item)
    if not documents:
        return 2
    began = time.perf_counter()
    annotator = Annotator.load(Settings())
    loaded_s = time.perf_counter() - began
    full = best(annotator, documents, options.repeat)
    rules = best(replace(annotator, tagger=None, press=None, extractors=build()), documents, options.repeat)
    tokens = sum(len(annotator.tokenise(document).doc) for document in documents)
    alone = one_by_one(annotator, documents)
    sys.stdout.write(report(loaded_s, documents, tokens, full, rules, alone) + "\n")
    if len(documents) / min(full.wall_s, full.cpu_s) < options.floor:
        sys.stderr.write(f"below the floor of {options.floor:g} articles a second\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
