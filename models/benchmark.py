"""Names beside published numbers: ``python -m models.benchmark --data DIR --gold DIR``; nothing of it is shipped.

For each corpus a name tagger learns from its training part alone, over word vectors and character language models of the
raw press, and is scored on its test part; the best step on a development part counts. What is in ``--work`` already is
taken up again. All of it takes about two hours of one core.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from models import charlm
from models.evaluate import f1, spans
from models.prepare import ner_sentences, write_json
from models.press import write, write_vectors
from models.segment import load_segmenter

HELD_OUT = 300  # last sentences of anercorp.train, for choosing the best step
STEPS = {"anercorp": 1800, "aqmar": 900}
DIRECTIONS = ("forward", "backward")
LETTERS = (
    "--char_emb_dim 64 --char_hidden_dim 256 --char_dropout 0.05 --batch_size 32 --bptt_size 120 --epochs 1 --cutoff 300 "
    "--eval_steps 400 --patience 11 --max_grad_norm 1 --no_checkpoint --vocab_save_name letters.pt"
)
NAMES = (
    "--hidden_dim 160 --char_hidden_dim 64 --char_emb_dim 32 --word_emb_dim 100 --batch_size 32 --optim adam --lr 0.002 "
    "--dropout 0.5 --word_dropout 0.02 --eval_interval 200 --max_steps_no_improve 900"
)
COMMON = "--mode train --shorthand ar_rasid --cpu"


def prepare(data: Path, gold: Path, work: Path) -> None:
    """Write the parts of the corpora, the press, and what is learnt from it, below ``work``."""
    from stanza.models.common.pretrain import Pretrain

    segmenter = load_segmenter()

    def names(part: str) -> list[list[dict[str, str]]]:
        return list(ner_sentences(data / "ner" / f"{part}.conll.gz", segmenter))

    newswire = names("anercorp.train")
    parts = {
        "anercorp.train": newswire[:-HELD_OUT], "anercorp.dev": newswire[-HELD_OUT:], "anercorp.test": names("anercorp.test"),
        **{f"aqmar.{part}": names(f"aqmar.{part}") for part in ("train", "dev", "test")},
    }  # fmt: skip
    for part, sentences in parts.items():
        write_json(work / f"{part}.json", sentences)
    if not (work / "vectors.pt").exists():
        write(data, gold, work)
        write_vectors(work)
        Pretrain(str(work / "vectors.pt"), str(work / "vectors.txt")).load()
    for direction in DIRECTIONS:
        if not (work / f"{direction}.pt").exists():
            files = f"--train_file {work}/letters.train.txt --eval_file {work}/letters.dev.txt"
            given = f"{COMMON} {files} --save_dir {work} --save_name {direction}.pt --{direction} {LETTERS}"
            charlm.main(given.split())


def train(corpus: str, work: Path) -> None:
    """Train on one corpus, unless that was done."""
    from stanza.models import ner_tagger

    if (work / f"{corpus}.pt").exists():
        return
    files = f"--train_file {work}/{corpus}.train.json --eval_file {work}/{corpus}.dev.json"
    inputs = f"--wordvec_pretrain_file {work}/vectors.pt --charlm --charlm_shorthand ar_rasid"
    letters = " ".join(f"--charlm_{direction}_file {work}/{direction}.pt" for direction in DIRECTIONS)
    saved = f"--save_dir {work} --save_name {corpus}.pt --max_steps {STEPS[corpus]}"
    ner_tagger.main(f"{COMMON} {files} {inputs} {letters} {saved} {NAMES}".split())


def scores(corpus: str, work: Path) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 on the test part, in all and by label, over words as our segmenter splits them."""
    from stanza.models.common.doc import Document
    from stanza.models.common.pretrain import Pretrain
    from stanza.models.ner.data import DataLoader
    from stanza.models.ner.trainer import Trainer

    letters = {f"charlm_{direction}_file": str(work / f"{direction}.pt") for direction in DIRECTIONS}
    vectors = Pretrain(str(work / "vectors.pt"))
    tagger = Trainer(args=letters, model_file=str(work / f"{corpus}.pt"), pretrain=vectors, device="cpu")
    gold = json.loads((work / f"{corpus}.test.json").read_text("utf-8"))
    document = Document([[{"id": i, "text": w["text"]} for i, w in enumerate(s, 1)] for s in gold])
    batches = DataLoader(document, 32, tagger.args, vocab=tagger.vocab, evaluation=True, preprocess_tags=False)
    found: list[Any] = [tags for batch in batches for tags in tagger.predict(batch)]
    wanted = {span for i, s in enumerate(gold) for span in spans(i, (w["ner"] for w in s))}
    given = {span for i, tags in enumerate(found) for span in spans(i, tags)}
    table = {"micro": f1(len(given), len(given & wanted), len(wanted))}
    for label in sorted({span[3] for span in wanted}):
        counts = (sum(span[3] == label for span in some) for some in (given, given & wanted, wanted))
        table[label] = f1(*counts)
    return table


def main() -> None:
    """Train what is missing and print the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("RASID_DATA_DIR"), help="folder of the corpora")
    parser.add_argument("--gold", type=Path, help="annotated articles, which are not learnt from")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "rasid-benchmark")
    asked = parser.parse_args()
    if not asked.data or not asked.gold:
        parser.error("name the folder of corpora and that of annotated articles: --data DIR --gold DIR")
    asked.work.mkdir(parents=True, exist_ok=True)
    prepare(Path(asked.data), asked.gold, asked.work)
    for corpus in STEPS:
        train(corpus, asked.work)
        sys.stdout.write(f"{corpus}.test {json.dumps(scores(corpus, asked.work))}\n")


if __name__ == "__main__":
    main()
