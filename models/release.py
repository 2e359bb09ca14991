"""Making trained weights small enough to commit, and the manifest that loading checks them against."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from models.load import MANIFEST, PARSE, sha256
from models.vectors import VECTORS

VERSION = 2
WEIGHTS = "weights"  # the folder of the weights, beside the manifest
SHARED = f"../press-ner/{VECTORS}"  # one copy for all models of words
# The pipelines: processors that read no file of ours, fixed options, the files that others read by the option of each.
PIPELINES: dict[str, tuple[tuple[str, ...], dict[str, Any], dict[str, str]]] = {
    "tag": (
        ("tokenize",),
        {"tokenize_pretokenized": True},
        {
            "pos_model_path": f"{WEIGHTS}/pos.pt",
            "pos_pretrain_path": SHARED,
            "lemma_model_path": f"{WEIGHTS}/lemma.pt",
            "ner_model_path": f"{WEIGHTS}/ner.pt",
            "ner_pretrain_path": SHARED,
        },
    ),
    "split": ((), {}, {"tokenize_model_path": f"{WEIGHTS}/tokenize.pt", "mwt_model_path": f"{WEIGHTS}/mwt.pt"}),
    PARSE: (
        (),
        {"depparse_pretagged": True},
        {"depparse_model_path": f"{WEIGHTS}/depparse.pt", "depparse_pretrain_path": SHARED},
    ),
}
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


def without_folders(config: dict[str, Any]) -> dict[str, Any]:
    """Return the options a model was trained with, files by their names: where they lay says nothing elsewhere."""
    return {
        option: Path(value).name if isinstance(value, str) and Path(value).is_absolute() else value
        for option, value in config.items()
    }


def shrink(source: Path, target: Path) -> None:
    """Copy a trained model without optimiser state, in half precision (loading makes it single again)."""
    import torch

    checkpoint = torch.load(source, map_location="cpu", weights_only=True)
    kept = {key: value for key, value in checkpoint.items() if not key.startswith("optimizer")}
    delta = kept["model"].get("delta_emb.weight") if isinstance(kept.get("model"), dict) else None
    if delta is not None and not delta.any():
        # Corrections of the word vectors that were never trained: zeros for every word of the corpus.
        del kept["model"]["delta_emb.weight"], kept["vocab"]["delta"], kept["vocab"]["_key2class"]["delta"]
    kept["config"] = without_folders(kept["config"])
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.save(halved(kept), target, _use_new_zipfile_serialization=False)


def write_manifest(folder: Path) -> None:
    """Write ``manifest.yml`` for the models that are in the folder: version, checksums, sizes, loading flags."""
    (folder / "resources.json").write_text(RESOURCES, "utf-8")
    pipelines: dict[str, dict[str, Any]] = {}
    processors: dict[str, list[str]] = {}
    for name, (plain, fixed, options) in PIPELINES.items():
        trained = [o.split("_")[0] for o, file in options.items() if "_model_" in o and (folder / file).exists()]
        if trained:
            pipelines[name] = fixed | {o: file for o, file in options.items() if o.split("_")[0] in trained}
            processors[name] = [*plain, *trained]
    weights = (file.relative_to(folder).as_posix() for file in sorted((folder / WEIGHTS).glob("*.pt")))
    files = ["resources.json", SHARED, *weights]
    content = {
        "version": VERSION,
        "files": {file: {"sha256": sha256(folder / file), "size": (folder / file).stat().st_size} for file in files},
        "flags": {"lang": "ar", "processors": processors, "pipelines": pipelines},
    }
    (folder / MANIFEST).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
