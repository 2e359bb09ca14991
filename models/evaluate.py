"""Scores of the committed Stanza models on the test parts: ``python -m models.evaluate --data DIR``.

Writes ``metrics.json`` beside the models. ``--speed`` measures loading and tagging instead (no data needed).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from models.corpora import LICENCES
from models.load import load_stanza
from models.prepare import NER_TESTS, prepare
from models.segment import load_segmenter
from models.tagger import StanzaTagger

FOLDER = Path(__file__).parent / "stanza-ar"
SENTENCE = "اشرف وزير الصحه و الحمايه الاجتماعيه ، امس الاربعاء ب مدينه الرباط ، علي تدشين مركز صحي جديد ."
SPEED_WORDS = 2_000  # the batch of the speed target: about four articles

Span = tuple[int, int, int, str]


def f1(found: int, right: int, wanted: int) -> dict[str, float]:
    """Return precision, recall and F1 in percent, with the number wanted."""
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    both = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"p": _percent(precision), "r": _percent(recall), "f1": _percent(both), "n": wanted}


def rows(file: Path) -> list[list[list[str]]]:
    """Return the sentences of a CoNLL-U file as rows of cells."""
    blocks = [block.splitlines() for block in file.read_text("utf-8").split("\n\n") if block.strip()]
    return [[line.split("\t") for line in block] for block in blocks]


def tags(tagger: StanzaTagger, file: Path) -> dict[str, Any]:
    """Score tags, features and lemmas on words split as in the treebank."""
    gold = rows(file)
    tagged = tagger.tag([[cells[1] for cells in sentence] for sentence in gold])
    pairs = [pair for g, t in zip(gold, tagged, strict=True) for pair in zip(g, t, strict=True)]
    n = len(pairs)
    scores: dict[str, Any] = {
        "words": n,
        "upos": _percent(sum(g[3] == t.upos for g, t in pairs) / n),
        "feats": _percent(sum(g[5] == (t.feats or "_") for g, t in pairs) / n),
        "lemma": _percent(sum(g[2] == t.lemma for g, t in pairs) / n),
    }
    for tag in ("VERB", "NOUN", "ADJ", "PROPN"):
        right = sum(g[3] == tag == t.upos for g, t in pairs)
        scores[tag] = f1(sum(t.upos == tag for _, t in pairs), right, sum(g[3] == tag for g, _ in pairs))
    return scores


def heads(tagger: StanzaTagger, file: Path) -> dict[str, Any]:
    """Score heads (UAS) and heads with relations (LAS), under the tagger's own tags, over all words with punctuation."""
    gold = rows(file)
    words = [[cells[1] for cells in sentence] for sentence in gold]
    parsed = tagger.parse(words, tagger.tag(words))
    pairs = [pair for g, p in zip(gold, parsed, strict=True) for pair in zip(g, p, strict=True)]
    right = [(cells, arc) for cells, arc in pairs if int(cells[6]) == arc.head + 1]
    scores: dict[str, Any] = {
        "words": len(pairs),
        "uas": _percent(len(right) / len(pairs)),
        "las": _percent(sum(cells[7] == arc.relation for cells, arc in right) / len(pairs)),
    }
    for relation in ("nsubj", "obj", "obl", "nmod", "conj", "root"):
        both = sum(cells[7] == relation == arc.relation for cells, arc in right)
        found = sum(arc.relation == relation for _, arc in pairs)
        scores[relation] = f1(found, both, sum(cells[7] == relation for cells, _ in pairs))
    return scores


def spans(sentence: int, labels: Iterable[str]) -> set[Span]:
    """Return the names of BIOES tags as (sentence, start, end, label); an odd sequence counts as it is read."""
    found: set[Span] = set()
    start, name = 0, ""
    for i, tag in enumerate([*labels, "O"]):
        prefix, _, label = tag.partition("-")
        if name and (prefix in ("O", "B", "S") or label != name):
            found.add((sentence, start, i, name))
            name = ""
        if prefix in ("B", "S") or (prefix in ("I", "E") and not name):
            start, name = i, label
        if prefix in ("E", "S") and name:
            found.add((sentence, start, i + 1, name))
            name = ""
    return found


def names(tagger: StanzaTagger, file: Path) -> dict[str, Any]:
    """Score names: exact spans and labels, over words split by our segmenter."""
    gold = json.loads(file.read_text("utf-8"))
    tagged = tagger.tag([[word["text"] for word in sentence] for sentence in gold])
    wanted = {s for i, sentence in enumerate(gold) for s in spans(i, (word["ner"] for word in sentence))}
    found = {s for i, sentence in enumerate(tagged) for s in spans(i, (word.ner for word in sentence))}
    scores: dict[str, Any] = {"micro": f1(len(found), len(found & wanted), len(wanted))}
    by_label = [Counter(s[3] for s in group) for group in (found, found & wanted, wanted)]
    for label in sorted(by_label[2]):
        scores[label] = f1(*(counts[label] for counts in by_label))
    return scores


def clitics(tagger: StanzaTagger, stem: Path) -> dict[str, Any]:
    """Score where written words are cut, by the tokeniser, by the counts, and by the tokeniser where these are unsure.

    A word counts once, however often it stands in the test part.
    """
    blocks = stem.with_suffix(".conllu").read_text("utf-8").split("\n\n")
    gold = []
    for block in filter(None, map(str.strip, blocks)):
        rows = [line.split("\t")[1] for line in block.splitlines() if line[0] != "#" and "-" not in line.split("\t")[0]]
        gold.append(rows)
    words = ["".join(pieces) for pieces in gold]
    segmenter = load_segmenter()
    counted = {word: segmenter.split(word) for word in words}
    trained = dict(zip(words, tagger.split(words), strict=True))

    def cut(decide: Callable[[str], int], among: Sequence[list[str]]) -> dict[str, float]:
        right = sum(decide("".join(pieces)) == len(pieces) for pieces in among)
        return {"right": _percent(right / max(len(among), 1)), "n": len(among)}

    unsure = [pieces for pieces in gold if not counted["".join(pieces)][1]]
    return {
        "tokeniser": cut(lambda word: len(trained[word]), gold),
        "counts": cut(lambda word: len(counted[word][0]), gold),
        "tokeniser_where_counts_unsure": cut(lambda word: len(trained[word]), unsure),
        "counts_where_unsure": cut(lambda word: len(counted[word][0]), unsure),
    }


def speed(folder: Path) -> dict[str, float]:
    """Measure importing, loading and tagging on one core; the first pass warms up and is not counted."""
    start = time.perf_counter()
    import stanza  # noqa: F401
    import torch
    import torch._dynamo  # noqa: F401 - Stanza makes optimisers even to load, and the first optimiser imports this

    imported = time.perf_counter() - start
    start = time.perf_counter()
    tagger = load_stanza(folder, threads=1)
    loaded = time.perf_counter() - start
    words = SENTENCE.split()
    batch = [words * (1 + i % 3) for i in range(SPEED_WORDS // (2 * len(words)) + 1)]
    n = sum(map(len, batch))
    tagger.tag(batch)
    rates = []
    for _ in range(5):
        start = time.process_time()
        tagger.tag(batch)
        rates.append(n / (time.process_time() - start))
    return {
        "import_s": round(imported, 2),
        "load_s": round(loaded, 2),
        "batch_words": n,
        "words_per_cpu_second": round(sorted(rates)[2]),
    }


def _percent(share: float) -> float:
    return round(100 * share, 2)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("RASID_DATA_DIR"), help="folder of the corpora")
    parser.add_argument("--models", type=Path, default=FOLDER, help="folder of the models")
    parser.add_argument("--licence", choices=LICENCES, default="any", help="as the models were trained")
    parser.add_argument("--speed", action="store_true", help="measure loading and tagging, write nothing")
    asked = parser.parse_args()
    if asked.speed:
        sys.stdout.write(json.dumps(speed(asked.models)) + "\n")
        return
    if not asked.data:
        parser.error("name the folder of corpora: --data DIR or RASID_DATA_DIR")
    tagger = load_stanza(asked.models, threads=1)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        prepare(Path(asked.data), work, asked.licence)
        metrics: dict[str, Any] = {"treebank.test": tags(tagger, work / "treebank.test.conllu")}
        metrics["treebank.test.heads"] = heads(tagger, work / "treebank.test.conllu")
        metrics |= {part: names(tagger, work / f"ner.{part}.json") for part in NER_TESTS}
        metrics["words.test"] = clitics(tagger, work / "words-test")
    text = json.dumps(metrics, indent=1, ensure_ascii=False) + "\n"
    (asked.models / "metrics.json").write_text(text, "utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
