"""Loading the committed models: complete and unaltered, or a ModelError that names the file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch
import yaml

from corpus.errors import ModelError
from models.load import MANIFEST, load_stanza, sha256, verified
from models.release import SHARED
from models.vectors import VECTORS

FOLDER = Path(__file__).parents[2] / "models" / "stanza-ar"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the model folder, and of the vectors beside it, that a test may spoil."""
    (tmp_path / "press-ner").mkdir()
    shutil.copy(FOLDER / SHARED, tmp_path / "press-ner")
    return Path(shutil.copytree(FOLDER, tmp_path / "stanza-ar"))


def weights() -> list[str]:
    """The files the manifest names."""
    return sorted(yaml.safe_load((FOLDER / MANIFEST).read_text("utf-8"))["files"])


def test_verified_returns_the_flags_of_committed_models() -> None:
    flags = verified(FOLDER)
    assert flags["lang"] == "ar"
    assert {"pos", "lemma"} <= set(flags["processors"]["tag"])


def test_manifest_names_every_committed_weight() -> None:
    assert {f"weights/{file.name}" for file in (FOLDER / "weights").iterdir()} | {"resources.json", SHARED} == set(
        weights()
    )


def test_weights_stay_small() -> None:
    files = [FOLDER / SHARED, *(FOLDER / "weights").iterdir()]
    assert sum(file.stat().st_size for file in files) < 35_000_000


def test_there_is_one_copy_of_the_vectors() -> None:
    assert (FOLDER / SHARED).resolve() == FOLDER.parent / "press-ner" / VECTORS
    assert not list(FOLDER.rglob("vectors*"))


@pytest.mark.parametrize("name", weights())
def test_load_names_a_missing_file(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelError, match=f"{name}: missing"):
        load_stanza(copy)


@pytest.mark.parametrize("name", weights())
def test_load_names_an_altered_file(copy: Path, name: str) -> None:
    file = copy / name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(ModelError, match=f"{name}: altered"):
        load_stanza(copy)


def test_load_names_a_missing_manifest(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"manifest\.yml: missing"):
        load_stanza(tmp_path)


def test_load_explains_weights_that_stanza_cannot_read(copy: Path) -> None:
    file = copy / "weights" / "pos.pt"
    file.write_bytes(b"not a model")
    manifest = yaml.safe_load((copy / MANIFEST).read_text("utf-8"))
    manifest["files"]["weights/pos.pt"] = {"sha256": sha256(file), "size": file.stat().st_size}
    (copy / MANIFEST).write_text(yaml.safe_dump(manifest), "utf-8")
    with pytest.raises(ModelError, match="stanza-ar: the tag models do not load"):
        load_stanza(copy)


def test_a_parser_that_stanza_cannot_read_is_told_when_it_is_asked(copy: Path) -> None:
    file = copy / "weights" / "depparse.pt"
    file.write_bytes(b"not a model")
    manifest = yaml.safe_load((copy / MANIFEST).read_text("utf-8"))
    manifest["files"]["weights/depparse.pt"] = {"sha256": sha256(file), "size": file.stat().st_size}
    (copy / MANIFEST).write_text(yaml.safe_dump(manifest), "utf-8")
    tagger = load_stanza(copy)
    tagged = tagger.tag([["زار"]])
    with pytest.raises(ModelError, match="stanza-ar: the parse models do not load"):
        tagger.parse([["زار"]], tagged)


def test_shipped_weights_say_nothing_of_the_folders_they_were_trained_in() -> None:
    for file in sorted((FOLDER / "weights").glob("*.pt")):
        config = torch.load(file, map_location="cpu", weights_only=True)["config"]
        assert [v for v in config.values() if isinstance(v, str) and Path(v).is_absolute()] == []
