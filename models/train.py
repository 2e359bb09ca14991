"""Training the Stanza models with Stanza's own trainers: ``python -m models.train all --data DIR``.

``DIR`` is the folder of corpora (its manifest names sources and licences). Dimensions are small: the corpora are, and
a CPU must do. Scores and checksums are written beside the weights by ``python -m models.evaluate --data DIR``.
"""

from __future__ import annotations

import argparse
import importlib
import tempfile
from pathlib import Path

from models.prepare import prepare

FOLDER = Path(__file__).parent / "stanza-ar"
VECTORS = "vectors.pt"
COMMON = ["--lang", "ar", "--shorthand", "ar_rasid", "--cpu"]

RECIPES: dict[str, tuple[str, list[str]]] = {
    "pos": (
        "stanza.models.tagger",
        "--hidden_dim 128 --char_hidden_dim 64 --char_emb_dim 32 --deep_biaff_hidden_dim 96 "
        "--composite_deep_biaff_hidden_dim 32 --word_emb_dim 0 --tag_emb_dim 16 --transformed_dim 64 --num_layers 1 "
        "--batch_size 32 --max_steps 2500 --eval_interval 200 --max_steps_before_stop 800 --dropout 0.4".split(),
    ),
    "lemma": ("stanza.models.lemmatizer", ["--dict_only", "--num_epoch", "1"]),
    "ner": (
        "stanza.models.ner_tagger",
        "--hidden_dim 96 --char_hidden_dim 48 --char_emb_dim 24 --word_emb_dim 100 --no_emb_finetune --dropout 0.4 "
        "--batch_size 32 --optim adam --lr 0.002 --max_steps 4500 --eval_interval 250 --max_steps_no_improve 1500".split(),
    ),
}


def make_vectors(work: Path) -> Path:
    """Turn the text vectors into Stanza's form, once, and put them beside the models."""
    from stanza.models.common.pretrain import Pretrain

    file = FOLDER / VECTORS
    if not file.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        Pretrain(str(file), str(work / "vectors.txt")).load()
    return file


def train(name: str, work: Path) -> None:
    """Train one model from the prepared files; the weights go to ``FOLDER/<name>.pt``."""
    module, options = RECIPES[name]
    vectors = make_vectors(work)
    files = {
        "pos": ["--train_file", work / "treebank.train.conllu", "--eval_file", work / "treebank.dev.conllu"],
        "lemma": ["--train_file", work / "treebank.train.conllu", "--eval_file", work / "treebank.dev.conllu"],
        "ner": ["--train_file", work / "ner.train.json", "--eval_file", work / "ner.dev.json"],
    }[name]
    given = ["--mode", "train", *map(str, files), "--save_dir", str(FOLDER), "--save_name", f"{name}.pt"]
    if name != "lemma":
        given += ["--wordvec_pretrain_file", str(vectors)]
    common = ["--shorthand", "ar_rasid", "--cpu"] if name in ("ner", "lemma") else COMMON
    importlib.import_module(module).main([*given, *common, *options])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["prepare", "all", *RECIPES])
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "rasid-training")
    asked = parser.parse_args()
    if asked.what in ("prepare", "all") or not (asked.work / "vectors.txt").exists():
        prepare(asked.data, asked.work)
    for recipe in RECIPES if asked.what == "all" else [asked.what]:
        if recipe in RECIPES:
            train(recipe, asked.work)
