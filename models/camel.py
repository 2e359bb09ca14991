"""Lemma, tag and clitics by CAMeL Tools: its trained disambiguator, or the analyses of a morphology database alone.

The disambiguator (``camel_data -i light``) knows the likeliest analysis of a word. A database file by itself lists
analyses without ranking them; there our own tagger's reading of the sentence chooses: the analyses of its tag, then
those of its features, then the lemma the press writes most. Words without an analysis keep what our models say.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.errors import ModelError
from corpus.normalise import fold, undiacritised
from models.camel_tags import CLITICS, FEATURES, TAGS
from models.segment import Piece, Segmenter
from models.tagger import StanzaTagger, TaggedWord

DATA = "CAMELTOOLS_DATA"  # CAMeL Tools' own variable: the folder of its data
CATALOGUE = "catalogue.json"
EMPTY = {"version": "1.6", "packages": {}, "components": {}}
INSTALL = "install CAMeL's data with `make models-official`, or name a database file by RASID_MORPHOLOGY_DB"

# How near an analysis is to a tag, from far: a verb for a noun; another kind of word; a noun for an adjective; a tag of
# the same kind (a conjunction for a subjunction); the tag itself. Where all analyses are listed unranked, only the first
# says that our tag is wrong: dictionary and treebank sort particles and participles each in its way.
VERB_OR_NOT, OTHER_KIND, NOMINAL_BOTH, FINE, USUAL = range(5)
NOMINAL = frozenset({"NOUN", "ADJ", "PROPN", "NUM"})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Analysis:
    """One reading of a written word: the UD tags it may have (the usual one first), folded lemma, UD features, and
    the proclitic letters before it."""

    tags: tuple[str, ...]
    lemma: str
    feats: frozenset[str]
    clitics: str


@dataclass(frozen=True)
class Analyser:
    """``of`` gives the readings of a written word without diacritics; ``ranked``: only the likeliest, by training."""

    of: Callable[[str], tuple[Analysis, ...]]
    ranked: bool


class CamelTagger:
    """Our tagger with the analyses' lemma, tag and features in place of its own; its names stay."""

    def __init__(self, own: StanzaTagger, analyser: Analyser, counts: Segmenter) -> None:
        self._own = own
        self._analyser = analyser
        self._counts = counts

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[TaggedWord]]:
        """Return the tags of each word of each sentence; many sentences at once are much faster than few."""
        tagged = self._own.tag(sentences)
        return [
            [self._chosen(word, read) for word, read in zip(sentence, words, strict=True)]
            for sentence, words in zip(sentences, tagged, strict=True)
        ]

    def pieces(self, word: str) -> list[Piece]:
        """Return the pieces of a word by our trained tokeniser, before ``CamelSegmenter`` has the last word."""
        return self._own.pieces(word)

    def _chosen(self, word: str, read: TaggedWord) -> TaggedWord:
        """Return the analysis that agrees best with what our tagger read in the sentence."""
        # Names are an open class: that the database has only a noun `سيف` tells nothing.
        if read.upos == "PROPN" or not any("ء" <= char <= "ي" for char in word):
            return read
        analyses = [a for a in self._analyser.of(undiacritised(word)) if not a.clitics]
        if not analyses:
            return read
        feats = frozenset(read.feats.split("|"))

        def agreement(analysis: Analysis) -> tuple[int, int, bool, int]:
            count = self._counts.folded.get(analysis.lemma, 0)
            return _closeness(analysis, read.upos), len(analysis.feats & feats), analysis.lemma == read.lemma, count

        best = max(analyses, key=agreement)
        near = FINE if self._analyser.ranked else OTHER_KIND
        upos = read.upos if _closeness(best, read.upos) >= near else best.tags[0]
        lemma = fold(word) if upos == "PROPN" else best.lemma
        return TaggedWord(upos, lemma, "|".join(sorted(best.feats)), read.ner)


def _closeness(analysis: Analysis, upos: str) -> int:
    """Return how near the analysis is to a tag."""
    if upos in analysis.tags:
        return USUAL if analysis.tags[0] == upos else FINE
    if upos in NOMINAL and analysis.tags[0] in NOMINAL:
        return NOMINAL_BOTH
    return OTHER_KIND if (upos == "VERB") == (analysis.tags[0] == "VERB") else VERB_OR_NOT


class CamelSegmenter:
    """Proclitics by the analyses of the written word; where these leave a choice, or are none, by our counts."""

    def __init__(self, counts: Segmenter, analyser: Analyser, decide: Callable[[str], list[Piece]]) -> None:
        self._counts = counts
        self._analyser = analyser
        self._decide = decide

    def split(self, word: str) -> tuple[list[Piece], bool]:
        """Return the pieces of ``word`` (as published); they are always certain."""
        own, sure = self._counts.split(word)
        if not sure:
            own = self._decide(word)
        bare = undiacritised(word)
        told = {a.clitics for a in self._analyser.of(bare) if bare.startswith(a.clitics) and len(bare) > len(a.clitics)}
        ours = "".join(piece.form for piece in own if piece.clitic)
        known = {bare, own[-1].form} & self._counts.whole  # `وجدة` is no و and جدة; a name may follow a clitic
        if not told or ours in told or known:
            return own, True
        cut = self._counts.cut(word, min(told, key=lambda clitics: (len(clitics), clitics)))
        heard = self._counts.folded.get(fold(cut[-1].form), 0)  # `بنموسى` is no ب before a word nobody writes
        return (cut if heard or len(cut) == 1 else own), True


def load_analyser(database: Path | None = None) -> Analyser:
    """Return what gives the analyses of a written word.

    ``database``: a ``MorphologyDB`` file, whose analyses are all returned; without it the disambiguator of the
    installed data gives the one it takes for the likeliest.
    Raises: ModelError: the data are not installed, or are not what CAMeL Tools reads.
    """
    raw = _database(database) if database is not None else _disambiguator()

    # CAMeL Tools takes ة and ه for one letter; ه is written for ة now and then (`المدرسه`), the reverse never is.
    @lru_cache(maxsize=100_000)
    def analyse(word: str) -> tuple[Analysis, ...]:
        found = [analysis for analysis in raw(word) if not word.endswith("ة") or "ة" in undiacritised(analysis["diac"])]
        return tuple(dict.fromkeys(read for analysis in found if (read := to_analysis(analysis)) is not None))

    return Analyser(analyse, ranked=database is None)


def to_analysis(raw: dict[str, Any]) -> Analysis | None:
    """Return CAMeL's analysis in our terms; None for a guess about an unknown word, or an unknown part of speech."""
    tags = TAGS.get(raw["pos"])
    if tags is None or raw.get("source") == "backoff":
        return None
    told = {**raw, "mod": "na"} if raw.get("asp") == "p" else raw  # some databases give the perfect a mood by default
    feats = frozenset(feature for key, values in FEATURES.items() if (feature := values.get(told.get(key, ""))))
    clitics = "".join(CLITICS.get(raw.get(key, "").split("_")[0], "") for key in ("prc2", "prc1"))
    lemma = fold(undiacritised(str(raw["lex"]).partition("_")[0].partition("-")[0]))
    return Analysis(tags, lemma, feats, clitics)


def _database(file: Path) -> Callable[[str], list[dict[str, Any]]]:
    """Return the analyses of a database file."""
    if not file.is_file():
        raise ModelError(f"{file}: there is no such morphology database; set RASID_MORPHOLOGY_DB, or {INSTALL}")
    database, analyzer = _imported("camel_tools.morphology.database"), _imported("camel_tools.morphology.analyzer")
    try:
        loaded = database.MorphologyDB(str(file), "a")
        _report_unknown(set(loaded.defines["pos"]))
        analyses: Callable[[str], list[dict[str, Any]]] = analyzer.Analyzer(loaded, "NONE").analyze
    except Exception as error:  # whatever its reader throws, the cause is in this file
        raise ModelError(f"{file}: no morphology database CAMeL Tools can read: {error}") from error
    return analyses


def _disambiguator() -> Callable[[str], list[dict[str, Any]]]:
    """Return the likeliest analysis by the trained disambiguator of the installed data."""
    mle, data = _imported("camel_tools.disambig.mle"), _imported("camel_tools.data")
    where = data.CT_DATA_DIR
    if "DisambigMLE" not in data.CATALOGUE.components:
        raise ModelError(f"CAMeL's disambiguator is not installed; {INSTALL}")
    try:
        trained = mle.MLEDisambiguator.pretrained()
    except Exception as error:  # a package of the catalogue that was not fetched, or not whole
        raise ModelError(f"{where}: CAMeL's disambiguator does not load ({error}); {INSTALL}") from error

    def likeliest(word: str) -> list[dict[str, Any]]:
        found = trained.disambiguate_word([word], 0).analyses
        return [scored.analysis for scored in found[:1]]

    return likeliest


def _report_unknown(defined: set[str]) -> None:
    """Say which parts of speech of a database are not ours to map; words of these keep our own tags."""
    unknown = {pos.removeprefix("pos:") for pos in defined} - set(TAGS)
    if unknown:
        log.warning("analyses with these parts of speech are left out: %s", ", ".join(sorted(unknown)))


def _imported(name: str) -> Any:
    """Import a module of CAMeL Tools that looks for its catalogue of data while it is imported.

    Raises: ModelError: it cannot be imported.
    """
    with _catalogue():
        try:
            return importlib.import_module(name)
        except (ImportError, OSError, ValueError, KeyError) as error:
            folder = os.environ.get(DATA, "~/.camel_tools")
            raise ModelError(
                f"{name} does not load ({error}); is the catalogue in {folder} whole? {INSTALL}"
            ) from error


@contextmanager
def _catalogue() -> Iterator[None]:
    """Let CAMeL Tools find a catalogue, an empty one where none is installed: else it would ask the network for it."""
    given = os.environ.get(DATA)
    folder = Path(given).expanduser() if given else Path.home() / ".camel_tools"
    if (folder / CATALOGUE).exists():
        yield
        return
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / CATALOGUE).write_text(json.dumps(EMPTY), "utf-8")
        os.environ[DATA] = name
        try:
            yield
        finally:
            if given is None:
                del os.environ[DATA]
            else:
                os.environ[DATA] = given
