"""Loading committed models: every file is checked against its manifest first, and nothing comes from a network."""

from __future__ import annotations

import hashlib
import logging
import warnings
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from corpus.errors import ModelError
from models.tagger import StanzaTagger
from models.vectors import VECTORS, pretrain

MANIFEST = "manifest.yml"
PARSE = "parse"  # the pipeline that is loaded only when it is asked


def load_stanza(folder: Path, threads: int | None = None) -> StanzaTagger:
    """Load the Stanza models of ``folder``; ``threads`` sets how many processor threads torch uses (None: as it is).

    Raises: ModelError: the manifest or a file it names is missing, or a file is not the one that was released.
    """
    flags = verified(folder)
    if threads is not None:
        import torch

        torch.set_num_threads(threads)
    vectors: dict[str, Any] = {}

    def load(name: str) -> Any:
        options = flags["pipelines"][name]
        paths = {key: str(folder / value) if key.endswith("_path") else value for key, value in options.items()}
        try:
            for key, path in paths.items():
                if key.endswith("_pretrain_path") and path.endswith(VECTORS) and path not in vectors:
                    vectors[path] = pretrain(Path(path))
            return stanza_pipeline(folder, flags["processors"][name], lang=flags["lang"], vectors=vectors, **paths)
        except Exception as error:  # whatever Stanza's readers throw, the cause is in this folder
            raise ModelError(f"{folder}: the {name} models do not load with this Stanza: {error}") from error

    ready = {name: load(name) for name in flags["pipelines"] if name != PARSE}
    parser = partial(load, PARSE) if PARSE in flags["pipelines"] else None
    return StanzaTagger(ready["tag"], ready.get("split"), parser)


def stanza_pipeline(
    folder: Path,
    processors: Iterable[str],
    *,
    lang: str = "ar",
    vectors: Mapping[str, Any] = MappingProxyType({}),
    **options: Any,
) -> Any:
    """Return a pipeline of the models in ``folder``, on the processor, with nothing fetched.

    ``vectors``: what stands for the file of a path among the options, already read.
    Raises: Exception: whatever Stanza's readers throw.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # third-party start-up warnings are not ours to act on
        import stanza
        from stanza.models.common.foundation_cache import FoundationCache

        # Stanza sets its logger up while it is imported, and warns of every processor it does not know by package.
        logging.getLogger("stanza").setLevel(logging.ERROR)
        cache = FoundationCache()
        cache.pretrains.update(vectors)
        pipeline = stanza.Pipeline(
            lang, dir=str(folder), package=None, processors=dict.fromkeys(processors, "default"),
            download_method=None, use_gpu=False, logging_level="ERROR", foundation_cache=cache, **options,
        )  # fmt: skip
    _widen(pipeline)
    return pipeline


def verified(folder: Path) -> dict[str, Any]:
    """Return the loading flags of the manifest after checking every file it names.

    Raises: ModelError: the manifest or a file is missing, or size or sha256 differ.
    """
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise ModelError(f"{manifest}: missing; retrain with `python -m models.train all`")
    content = yaml.safe_load(manifest.read_text("utf-8"))
    for name, facts in content["files"].items():
        file = folder / name
        if not file.is_file():
            raise ModelError(f"{file}: missing; it belongs to the models of {manifest}")
        if file.stat().st_size != facts["size"] or sha256(file) != facts["sha256"]:
            raise ModelError(f"{file}: altered; its sha256 is not the one in {manifest}")
    flags: dict[str, Any] = content["flags"]
    return flags


def sha256(file: Path) -> str:
    """Return the checksum of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _widen(pipeline: Any) -> None:
    """Make all weights single precision: the committed ones are stored in half."""
    for processor in pipeline.processors.values():
        for trainer in getattr(processor, "trainers", None) or [getattr(processor, "trainer", None)]:
            if getattr(trainer, "model", None) is not None:
                trainer.model.float()
