"""Tags, lemmas, names and heads for our words, by trained Stanza models; and clitics of words the counts leave open."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from corpus.errors import ModelError
from corpus.normalise import fold, undiacritised
from models.lemmas import Lemmas
from models.segment import CONJUNCTIONS, MIN_STEM, PREPOSITIONS, Piece, letter_ends

LONGEST = 200  # words; a longer sentence (a list without stops) is tagged in parts, which bounds memory
AT_ONCE = 20_000  # words handed to Stanza together
RUN = ("tokenize", "pos", "ner")  # not the lemmatiser: its dictionary is looked up here, with the tag as corrected here


@dataclass(frozen=True, slots=True)
class TaggedWord:
    """What the models say of one word: UD tag, folded lemma, UD features (``""`` if none), name tag (BIOES)."""

    upos: str
    lemma: str
    feats: str
    ner: str


class Arc(NamedTuple):
    """What a word hangs from: the index of its head in the sentence (-1: it is the root) and the UD relation to it."""

    head: int
    relation: str


class StanzaTagger:
    """Stanza's tagger, lemmatiser and name tagger over words split as ours are; built by ``models.load``.

    ``words`` is a pipeline over given words, ``letters`` one that finds the words in a text (None: not trained),
    ``parser`` loads one that finds the heads of tagged words (None: not trained); it is called once, when first asked.
    """

    def __init__(self, words: Any, letters: Any | None = None, parser: Callable[[], Any] | None = None) -> None:
        self._words = words
        self._letters = letters
        self._load_parser = parser
        self._parser: Any | None = None
        self._known: dict[str, tuple[str, ...]] = {}
        lemmatiser = words.processors.get("lemma")
        # Stanza's dictionary: tag -> form -> lemma, "*" for any tag.
        forms: dict[str, dict[str, str]] = lemmatiser.trainer.pos_dict if lemmatiser else {}
        anywhere = forms.get("*", {})
        self._lemmas = Lemmas(
            lambda form, upos: forms.get(upos, {}).get(form) or anywhere.get(form),
            frozenset(lemma for lemmas in forms.values() for lemma in lemmas.values()),
        )

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[TaggedWord]]:
        """Return the tags of each word of each sentence; many sentences at once are much faster than few."""
        parts = [
            (number, [_form(word) for word in sentence[start : start + LONGEST]])
            for number, sentence in enumerate(sentences)
            for start in range(0, len(sentence), LONGEST)
        ]
        # Sentences of one length side by side: little padding. The sort is stable, so the order is always the same.
        order = sorted(range(len(parts)), key=lambda i: len(parts[i][1]))
        tagged: dict[int, list[TaggedWord]] = {}
        for group in groups(order, [len(words) for _, words in parts]):
            tagged.update(zip(group, self._run([parts[i][1] for i in group]), strict=True))
        result: list[list[TaggedWord]] = [[] for _ in sentences]
        for i, (number, _) in enumerate(parts):
            result[number] += tagged[i]
        return result

    def _run(self, sentences: list[list[str]]) -> Iterator[list[TaggedWord]]:
        """Tag one batch of folded sentences."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            document = self._words(sentences, processors=RUN)
        for sentence in document.sentences:
            pairs = zip(sentence.tokens, sentence.words, strict=True)
            yield [self._tagged(word.text, word.upos, word.feats or "", token.ner or "O") for token, word in pairs]

    def _tagged(self, word: str, upos: str, feats: str, ner: str) -> TaggedWord:
        """Put one word's tags together; the models' answers are not taken where they cannot know."""
        upos = upos_of(word, upos)
        # `سيف`, `رفعت` are words too, and the treebank has few names. A verb before a name may be taken for its first
        # word (`أشرف العامل`), so a verb there stays.
        if ner.endswith("-PER") and (upos in ("ADJ", "NOUN", "X") or (upos == "VERB" and ner[0] in "IE")):
            upos = "PROPN"
        return TaggedWord(upos, self._lemmas.of(word, upos), feats, ner)

    def parse(self, sentences: Sequence[Sequence[str]], tagged: Sequence[Sequence[TaggedWord]]) -> list[list[Arc]]:
        """Return the head and relation of each word: ``parse(sentences, tag(sentences))``; each sentence is a tree.

        The first call loads the parser. A sentence above ``LONGEST`` words is read in parts, each with its own root.

        Raises: ModelError: no parser was trained, or it does not load.
        """
        if self._parser is None:
            if self._load_parser is None:
                raise ModelError("these models have no parser; train it with `python -m models.train depparse`")
            self._parser = self._load_parser()
        parts = [
            (number, start, list(zip(sentence, tags, strict=True))[start : start + LONGEST])
            for number, (sentence, tags) in enumerate(zip(sentences, tagged, strict=True))
            for start in range(0, len(sentence), LONGEST)
        ]
        result: list[list[Arc]] = [[] for _ in sentences]
        for group in groups(list(range(len(parts))), [len(words) for *_, words in parts]):
            for i, arcs in zip(group, self._arcs([parts[i][2] for i in group]), strict=True):
                number, start, _ = parts[i]
                result[number] += [Arc(head + start if head >= 0 else -1, relation) for head, relation in arcs]
        return result

    def _arcs(self, sentences: list[list[tuple[str, TaggedWord]]]) -> Iterator[list[Arc]]:
        """Parse one batch; heads are counted within the part given."""
        from stanza.models.common.doc import Document

        rows = [
            [
                {"id": i, "text": _form(word), "lemma": tags.lemma, "upos": tags.upos, "feats": tags.feats or "_"}
                for i, (word, tags) in enumerate(sentence, 1)
            ]
            for sentence in sentences
        ]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            document = self._parser(Document(rows)) if self._parser else None
        for sentence in document.sentences if document else []:
            yield [Arc(word.head - 1, word.deprel.partition(":")[0]) for word in sentence.words]

    def split(self, words: Sequence[str]) -> list[list[str]]:
        """Return the pieces of each written word, by the trained tokeniser: ``["و", "زيارته"]``, or the word alone.

        Diacritics are left out of the pieces. A word is decided by itself, once; without a trained tokeniser
        every word is whole.
        """
        bare = [undiacritised(word) for word in words]
        self._learn(bare)
        # The tokeniser has seen few words with two clitics: a stem after a conjunction is asked about by itself.
        cut = {word: self._known[word] for word in bare if len(self._known.get(word, ())) == 2}
        behind = {word: stem for word, (clitic, stem) in cut.items() if clitic in CONJUNCTIONS}
        self._learn([stem for stem in behind.values() if stem[0] in PREPOSITIONS])
        for word, stem in behind.items():
            inner = self._known.get(stem, (stem,)) if stem[0] in PREPOSITIONS else (stem,)
            self._known[word] = (word[0], *inner)
        return [list(self._known.get(word, (word,))) for word in bare]

    def _learn(self, words: Sequence[str]) -> None:
        """Decide the words not decided yet."""
        new = sorted({word for word in words if word not in self._known and len(word) > MIN_STEM})
        if self._letters is not None and new:
            self._known.update(zip(new, self._decided(new), strict=True))

    def pieces(self, word: str) -> list[Piece]:
        """Return ``split`` as pieces with offsets in the word as published, the article restored (``للجنة``)."""
        *clitics, stem = self.split([word])[0]
        ends = letter_ends(word)
        pieces, start = [], 0
        for clitic, end in zip(clitics, ends, strict=False):
            pieces.append(Piece(start, end, clitic, True))
            start = end
        if clitics[-1:] == ["ل"] and stem.startswith("ل"):
            stem = "ا" + stem
        return [*pieces, Piece(start, len(word), stem or word, False)]

    def _decided(self, words: list[str]) -> Iterator[tuple[str, ...]]:
        """Run the tokeniser over words, a paragraph each; what it does not cut at a clitic stays whole."""
        folded = [fold(word).replace(" ", "") for word in words]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            document = self._letters("\n\n".join(word or "_" for word in folded)) if self._letters else None
        tokens = [token for sentence in document.sentences for token in sentence.tokens] if document else []
        by_start = {token.start_char: token for token in tokens}
        start = 0
        for word, key in zip(words, folded, strict=True):
            token = by_start.get(start)
            start += len(key or "_") + len("\n\n")
            found = [w.text for w in token.words] if token is not None and token.text == key else []
            count = len(found) - 1
            if len(key) == len(word) and _sensible(found, key):
                yield (*word[:count], word[count:])
            else:
                yield (word,)


def _form(word: str) -> str:
    """Return a word as the models meet it."""
    return fold(word).replace(" ", "") or "_"


def _sensible(pieces: list[str], word: str) -> bool:
    """Whether pieces are a conjunction and a preposition at most, before a word, and spell the written word."""
    *clitics, stem = pieces or [""]
    kinds = "".join("c" if c in CONJUNCTIONS else "p" if c in PREPOSITIONS else "?" for c in clitics)
    return kinds in ("c", "p", "cp") and len(stem) >= MIN_STEM and "".join(pieces) == word


def proclitics(pieces: Sequence[str], word: str) -> str:
    """Return the letters that pieces of ``word`` cut off its beginning; the rest, pronouns too, stays together.

    ``["و", "زيارت", "ه"]`` -> ``و``; ``["ل", "القاهرة"]`` -> ``ل``.
    """
    letters = ""
    for piece in pieces[:-1]:
        # A preposition after a conjunction or by itself; nothing after a preposition.
        allowed = (
            "" if letters and letters[-1] in PREPOSITIONS else PREPOSITIONS if letters else CONJUNCTIONS + PREPOSITIONS
        )
        if len(piece) != 1 or piece not in allowed or not word.startswith(letters + piece):
            break
        letters += piece
    return letters if len(word) - len(letters) >= MIN_STEM else ""


def upos_of(word: str, upos: str) -> str:
    """Return the tag; what has no Arabic letter is not the models' to guess (``2024`` NUM, ``EU`` X, ``!!!`` PUNCT)."""
    if any("ء" <= char <= "ي" for char in word):
        return upos
    if any(char.isdecimal() for char in word):
        return "NUM"
    return "X" if any(char.isalpha() for char in word) else "SYM" if upos == "SYM" else "PUNCT"


def groups(order: list[int], lengths: list[int]) -> Iterator[list[int]]:
    """Cut the order into groups of about ``AT_ONCE`` words."""
    group: list[int] = []
    total = 0
    for i in order:
        group.append(i)
        total += lengths[i]
        if total >= AT_ONCE:
            yield group
            group, total = [], 0
    if group:
        yield group
