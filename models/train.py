"""Training the Stanza models with Stanza's own trainers: ``python -m models.train all --data DIR --gold DIR``.

``--data`` (or ``RASID_DATA_DIR``) is the folder of corpora, whose manifest names sources and licences; ``--gold`` is the
folder of annotated articles, which the word vectors are not learnt from; ``vectors`` learns them anew, all else is over
those of the folder of models, if it has some. Dimensions are small: the corpora are, and a CPU must do. After training, weights are
stored in half precision and ``manifest.yml`` is written anew; scores come from ``python -m models.evaluate``.
"""

from __future__ import annotations

import argparse
import importlib
import os
import tempfile
from pathlib import Path

from models import press, vectors
from models.corpora import LICENCES, Licence, collections
from models.load import load_stanza
from models.prepare import prepare
from models.release import SHARED, WEIGHTS, shrink, write_manifest

MODELS = Path(__file__).parent
FOLDER = "stanza-ar"
TEXT_VECTORS = "vectors.txt"

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
    "depparse": (  # after the others, because it learns from their tags
        "stanza.models.parser",
        "--lang ar --train_file {work}/tagged.train.conllu --eval_file {work}/tagged.dev.conllu "
        "--wordvec_pretrain_file {work}/vectors.pt",
        "--hidden_dim 144 --char_hidden_dim 64 --char_emb_dim 32 --deep_biaff_hidden_dim 96 --word_emb_dim 48 "
        "--tag_emb_dim 24 --transformed_dim 80 --num_layers 2 --batch_size 1000 --max_steps 1300 --eval_interval 50 "
        "--max_steps_before_stop 300 --dropout 0.4 --optim adam --lr 0.003 --beta2 0.95 --weight_decay 0 --no_checkpoint "
        # A second stage at a lower rate, from the best step of the first.
        "--second_optim adam --second_lr 0.001 --second_warmup_steps 0 --second_optim_start_step 500",
    ),
}
# What makes each training a matter of seconds: to see that all of it works.
QUICK = {
    "pos": "--max_steps 40 --eval_interval 20",
    "ner": "--max_steps 40 --eval_interval 20",
    "tokenize": "--steps 40 --eval_steps 20",
    "mwt": "--num_epoch 1",
    "depparse": "--max_steps 20 --eval_interval 10",
}


def make_vectors(data: Path, gold: Path, work: Path, out: Path, licence: Licence = "any") -> None:
    """Learn word vectors from the raw press, unless ``work`` has them, and keep them in the folder of models ``out``."""
    if not (work / TEXT_VECTORS).exists():
        work.mkdir(parents=True, exist_ok=True)
        press.write(data, gold, work, collections(licence))
        press.write_vectors(work)
    vectors.pack(work / TEXT_VECTORS, shared(out))


def shared(out: Path) -> Path:
    """Return the file of the word vectors in a folder of models."""
    return (out / FOLDER / SHARED).resolve()


def retag(folder: Path, work: Path) -> None:
    """Write the treebank for the parser with the tags and lemmas that the models of ``folder`` give: it will meet those."""
    tagger = load_stanza(folder, threads=1)
    for part in ("train", "dev"):
        blocks = (work / f"treebank.{part}.conllu").read_text("utf-8").split("\n\n")
        gold = [[line.split("\t") for line in block.splitlines()] for block in blocks if block.strip()]
        with (work / f"tagged.{part}.conllu").open("w", encoding="utf-8") as out:
            for sentence, tagged in zip(gold, tagger.tag([[row[1] for row in s] for s in gold]), strict=True):
                for row, tags in zip(sentence, tagged, strict=True):
                    cells = [*row[:2], tags.lemma, tags.upos, "_", tags.feats or "_", *row[6:]]
                    out.write("\t".join(cells) + "\n")
                out.write("\n")


def train(name: str, work: Path, out: Path, *options: str) -> None:
    """Train one model from the prepared files; the weights go to ``out/stanza-ar/weights``, in half precision.

    ``options``: more options of Stanza's trainer, which win over those of the recipe.
    """
    module, files, usual = RECIPES[name]
    vectors.pretrain(shared(out)).save(str(work / "vectors.pt"))
    if "tagged." in files:
        retag(out / FOLDER, work)
    given = f"--mode train {files.format(work=work)} --shorthand ar_rasid --cpu --save_dir {work} --save_name {name}.pt"
    importlib.import_module(module).main([*given.split(), *usual.split(), *options])
    shrink(work / f"{name}.pt", out / FOLDER / WEIGHTS / f"{name}.pt")
    write_manifest(out / FOLDER)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["prepare", "vectors", *RECIPES, "all"])
    parser.add_argument("--data", type=Path, default=os.environ.get("RASID_DATA_DIR"), help="folder of the corpora")
    parser.add_argument("--gold", type=Path, help="annotated articles, which vectors are not learnt from")
    parser.add_argument("--licence", choices=LICENCES, default="any", help="open: nothing non-commercial or unstated")
    parser.add_argument("--work", type=Path, help="folder for what is made on the way, and taken up again")
    parser.add_argument("--out", type=Path, help="folder of models, where the trained ones go")
    parser.add_argument("--seed", type=int, help="of Stanza's trainers")
    parser.add_argument("--quick", action="store_true", help="a few steps only, to see that all of it works")
    asked = parser.parse_args()
    if asked.licence != "any" and not asked.out:
        parser.error("name the folder for these models: --out DIR")
    out = asked.out or MODELS
    work = asked.work or Path(tempfile.gettempdir()) / f"rasid-training-{asked.licence}"
    if not asked.data:
        parser.error("name the folder of corpora: --data DIR or RASID_DATA_DIR")
    if asked.what == "vectors" or not (shared(out).exists() or asked.what == "prepare"):
        if not (asked.gold or (work / TEXT_VECTORS).exists()):
            parser.error("name the folder of annotated articles: --gold DIR")
        make_vectors(Path(asked.data), asked.gold, work, out, asked.licence)
    if asked.what != "vectors":
        prepare(Path(asked.data), work, asked.licence)
    (out / FOLDER / WEIGHTS).mkdir(parents=True, exist_ok=True)
    for recipe in RECIPES if asked.what == "all" else {asked.what} & set(RECIPES):
        options = QUICK.get(recipe, "") if asked.quick else ""
        train(recipe, work, out, *options.split(), *(["--seed", str(asked.seed)] if asked.seed is not None else []))


if __name__ == "__main__":
    main()
