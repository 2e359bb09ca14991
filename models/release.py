"""Making trained weights small enough to commit, and the manifest that loading checks them against."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from models.load import MANIFEST, sha256

VERSION = 1
WEIGHTS = "weights"  # the folder of the weights, beside the manifest
# Files a pipeline needs, by the option that names each.
WORDS = {
    "pos_model_path": "pos.pt",
    "pos_pretrain_path": "vectors.pt",
    "lemma_model_path": "lemma.pt",
    "ner_model_path": "ner.pt",
    "ner_pretrain_path": "vectors.pt",
}
LETTERS = {"tokenize_model_path": "tokenize.pt", "mwt_model_path": "mwt.pt"}
RESOURCES = '{"ar": {"lang_name": "Arabic", "packages": {}}}\n'  # Stanza wants the file even with explicit paths


def halved(value: Any) -> Any:
    """Return the value with every single-precision tensor in it in half precision."""
    import torch

    if isinstance(value, torch.Tensor):
        return value.half() if value.dtype == torch.float32 else value
    if isinstance(value, dict):
        for key in list(value):
            value[key] = halved(value[key])
    return value


def shrink(source: Path, target: Path) -> None:
    """Copy a trained model without optimiser state, in half precision (loading makes it single again)."""
    import torch

    checkpoint = torch.load(source, map_location="cpu", weights_only=True)
    kept = {key: value for key, value in checkpoint.items() if not key.startswith("optimizer")}
    delta = kept["model"].get("delta_emb.weight") if isinstance(kept.get("model"), dict) else None
    if delta is not None and not delta.any():
        # Corrections of the word vectors that were never trained: zeros for every word of the corpus.
        del kept["model"]["delta_emb.weight"], kept["vocab"]["delta"], kept["vocab"]["_key2class"]["delta"]
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.save(halved(kept), target, _use_new_zipfile_serialization=False)


def shrink_vectors(source: Path, target: Path) -> None:
    """Copy word vectors in half precision."""
    import torch

    target.parent.mkdir(parents=True, exist_ok=True)
    torch.save(halved(torch.load(source, map_location="cpu", weights_only=True)), target)


def write_manifest(folder: Path) -> None:
    """Write ``manifest.yml`` for the models that are in the folder: version, checksums, sizes, loading flags."""
    (folder / "resources.json").write_text(RESOURCES, "utf-8")
    pipelines: dict[str, dict[str, Any]] = {}
    processors: dict[str, list[str]] = {}
    for name, options, always in (("tag", WORDS, {"tokenize_pretokenized": True}), ("split", LETTERS, {})):
        trained = [
            o.split("_")[0] for o, file in options.items() if "_model_" in o and (folder / WEIGHTS / file).exists()
        ]
        if trained:
            pipelines[name] = always | {
                o: f"{WEIGHTS}/{file}" for o, file in options.items() if o.split("_")[0] in trained
            }
            processors[name] = list(dict.fromkeys(["tokenize", *trained]))
    files = sorted([*(folder / WEIGHTS).glob("*.pt"), folder / "resources.json"])
    content = {
        "version": VERSION,
        "files": {
            file.relative_to(folder).as_posix(): {"sha256": sha256(file), "size": file.stat().st_size} for file in files
        },
        "flags": {"lang": "ar", "processors": processors, "pipelines": pipelines},
    }
    (folder / MANIFEST).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
