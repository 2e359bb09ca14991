"""Stanza's official models as the source of tags: our committed weights laid out as a download of Stanza's would be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from corpus.errors import ModelError
from models.load import load_stanza
from models.morphology import load_morphology
from models.official import OfficialTagger, load_official
from models.release import SHARED
from models.segment import load_segmenter
from models.tagger import LONGEST, StanzaTagger, proclitics
from models.vectors import pretrain

OURS = Path(__file__).parents[2] / "models" / "stanza-ar"
FILES = {"tokenize": "tokenize", "mwt": "mwt", "pos": "pos", "lemma": "lemma"}


@pytest.fixture(scope="module")
def own() -> StanzaTagger:
    """Our committed models, loaded once."""
    return load_stanza(OURS)


@pytest.fixture(scope="module")
def downloaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `stanza.download` leaves it, with our weights for theirs."""
    folder = tmp_path_factory.mktemp("stanza_resources")
    needs = {"dependencies": [{"model": "pretrain", "package": "padt"}]}
    kinds: dict[str, object] = {kind: {"padt": needs if kind == "pos" else {}} for kind in (*FILES, "pretrain")}
    default = dict.fromkeys(FILES, "padt")
    resources = {"ar": {"lang_name": "Arabic", "packages": {"default": default}, **kinds}}
    (folder / "resources.json").write_text(json.dumps(resources), "utf-8")
    for kind, weights in FILES.items():
        (folder / "ar" / kind).mkdir(parents=True)
        shutil.copy(OURS / "weights" / f"{weights}.pt", folder / "ar" / kind / "padt.pt")
    pretrain(OURS / SHARED).save(str(folder / "ar" / "pretrain" / "padt.pt"))
    return folder


@pytest.fixture(scope="module")
def official(own: StanzaTagger, downloaded: Path) -> OfficialTagger:
    """The official tagger over that folder."""
    return load_official(own, load_segmenter(), downloaded)


def test_setting_finds_stanzas_own_folder(own: StanzaTagger, downloaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANZA_RESOURCES_DIR", str(downloaded))
    tagger, splitter = load_morphology("stanza-official", own, load_segmenter())
    assert isinstance(tagger, OfficialTagger)
    assert splitter is load_segmenter()


def test_tag_joins_official_tags_with_our_names(official: OfficialTagger, own: StanzaTagger) -> None:
    sentences = [["قال", "محمد", "حسن", "امس"], [], ["زار", "الوزير", "المدينه"]]
    tagged = official.tag(sentences)
    assert [w.ner for words in tagged for w in words] == [w.ner for words in own.tag(sentences) for w in words]
    assert [w.upos for w in tagged[2]] == ["VERB", "NOUN", "NOUN"]
    assert tagged[2][0].lemma == "زار"
    assert "Gender=Masc" in tagged[2][0].feats


def test_long_sentence_is_tagged_whole(official: OfficialTagger) -> None:
    assert len(official.tag([["زار", "الوزير"] * LONGEST])[0]) == 2 * LONGEST


@pytest.mark.parametrize("word", ["وزيارته", "زيارة", "و"])
def test_pieces_spell_the_word(official: OfficialTagger, word: str) -> None:
    pieces = official.pieces(word)
    assert "".join(word[p.start : p.end] for p in pieces) == word


@pytest.mark.parametrize(
    ("pieces", "word", "letters"),
    [
        (["و", "زيارت", "ه"], "وزيارته", "و"),
        (["ل", "القاهرة"], "للقاهرة", "ل"),
        (["و", "ب", "المركز"], "وبالمركز", "وب"),
        (["زيارت", "ه"], "زيارته", ""),
        (["ب", "و", "حدود"], "بوحدود", "ب"),
        (["و", "د"], "ود", ""),
        (["و", ""], "و", ""),
        ([], "وزير", ""),
    ],
)
def test_proclitics_are_the_first_letters_only(pieces: list[str], word: str, letters: str) -> None:
    assert proclitics(pieces, word) == letters


def test_missing_models_are_told_with_the_command_that_installs_them(own: StanzaTagger, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no official Stanza models of Arabic here; .*`make models-official`"):
        load_official(own, load_segmenter(), tmp_path)


@pytest.mark.parametrize("damage", ["pos", "mwt", "resources"])
def test_incomplete_models_are_told(own: StanzaTagger, downloaded: Path, tmp_path: Path, damage: str) -> None:
    folder = Path(shutil.copytree(downloaded, tmp_path / "stanza_resources"))
    if damage == "resources":
        (folder / "resources.json").write_text("{}", "utf-8")
    else:
        (folder / "ar" / damage / "padt.pt").unlink()
    with pytest.raises(ModelError, match=r"the official Stanza models do not load .*`make models-official`"):
        load_official(own, load_segmenter(), folder)
