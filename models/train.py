"""Training the Stanza models with Stanza's own trainers: ``python -m models.train all --data DIR``.

``DIR`` is the folder of corpora (its manifest names sources and licences), by argument or ``RASID_DATA_DIR``.
Dimensions are small: the corpora are, and a CPU must do. After training, weights are stored in half precision and
``manifest.yml`` is written anew; scores come from ``python -m models.evaluate``.
"""

from __future__ import annotations

import argparse
import importlib
import os
import tempfile
from pathlib import Path

from models.prepare import prepare
from models.release import WEIGHTS, shrink, shrink_vectors, write_manifest

FOLDER = Path(__file__).parent / "stanza-ar"
VECTORS = "vectors.pt"

# name -> Stanza's trainer, its training and development files, its dimensions
RECIPES: dict[str, tuple[str, str, str]] = {
    "pos": (
        "stanza.models.tagger",
        "--lang ar --train_file {work}/treebank.train.conllu --eval_file {work}/treebank.dev.conllu "
        "--wordvec_pretrain_file {work}/vectors.pt",
        "--hidden_dim 128 --char_hidden_dim 64 --char_emb_dim 32 --deep_biaff_hidden_dim 96 --word_emb_dim 32 "
        "--composite_deep_biaff_hidden_dim 32 --tag_emb_dim 16 --transformed_dim 80 --num_layers 1 "
        "--batch_size 32 --max_steps 2600 --eval_interval 200 --max_steps_before_stop 800 --dropout 0.4",
    ),
    "lemma": (
        "stanza.models.lemmatizer",
        "--train_file {work}/treebank.train.conllu --eval_file {work}/treebank.dev.conllu",
        "--dict_only --num_epoch 1",
    ),
    "ner": (
        "stanza.models.ner_tagger",
        "--train_file {work}/ner.train.json --eval_file {work}/ner.dev.json --wordvec_pretrain_file {work}/vectors.pt",
        "--hidden_dim 128 --char_hidden_dim 64 --char_emb_dim 32 --word_emb_dim 100 --dropout 0.45 --word_dropout 0.05 "
        "--batch_size 32 --optim adam --lr 0.002 --max_steps 5000 --eval_interval 250 --max_steps_no_improve 1500",
    ),
    "tokenize": (
        "stanza.models.tokenizer",
        "--lang ar --txt_file {work}/words-train.txt --label_file {work}/words-train.toklabels "
        "--mwt_json_file {work}/words-train.json --dev_txt_file {work}/words-dev.txt "
        "--dev_label_file {work}/words-dev.toklabels --dev_conll_gold {work}/words-dev.conllu --use_mwt",
        "--emb_dim 32 --hidden_dim 64 --conv_filters 5 --no-residual --steps 3000 --eval_steps 200 --batch_size 64 "
        "--max_seqlen 60 --max_steps_before_stop 1000 --dropout 0.3 --unit_dropout 0.1 --sent_drop_prob 0 "
        "--last_char_drop_prob 0 --last_char_move_prob 0 --punct_move_back_prob 0 --split_mwt_prob 0 "
        "--augment_final_punct_prob 0",
    ),
    "mwt": (
        "stanza.models.mwt_expander",
        "--train_file {work}/words-train.conllu --eval_file {work}/words-dev.conllu "
        "--gold_file {work}/words-dev.conllu",
        "--hidden_dim 64 --emb_dim 32 --num_epoch 15 --batch_size 64 --force_exact_pieces",
    ),
}


def make_vectors(work: Path) -> None:
    """Turn the text vectors into Stanza's form, once."""
    from stanza.models.common.pretrain import Pretrain

    if not (work / VECTORS).exists():
        Pretrain(str(work / VECTORS), str(work / "vectors.txt")).load()


def train(name: str, work: Path, out: Path) -> None:
    """Train one model from the prepared files; the weights go to ``out/weights/<name>.pt``, in half precision."""
    module, files, options = RECIPES[name]
    given = f"--mode train {files.format(work=work)} --shorthand ar_rasid --cpu --save_dir {work} --save_name {name}.pt"
    importlib.import_module(module).main([*given.split(), *options.split()])
    shrink(work / f"{name}.pt", out / WEIGHTS / f"{name}.pt")
    if "{work}/vectors.pt" in files:
        shrink_vectors(work / VECTORS, out / WEIGHTS / VECTORS)
    write_manifest(out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["prepare", *RECIPES, "all"])
    parser.add_argument("--data", type=Path, default=os.environ.get("RASID_DATA_DIR"), help="folder of the corpora")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "rasid-training")
    parser.add_argument("--out", type=Path, default=FOLDER, help="where the trained models go")
    asked = parser.parse_args()
    if asked.what in ("prepare", "all") or not (asked.work / "vectors.txt").exists():
        if not asked.data:
            parser.error("name the folder of corpora: --data DIR or RASID_DATA_DIR")
        prepare(Path(asked.data), asked.work)
    make_vectors(asked.work)
    asked.out.mkdir(parents=True, exist_ok=True)
    for recipe in RECIPES if asked.what == "all" else [asked.what]:
        if recipe in RECIPES:
            train(recipe, asked.work, asked.out)
