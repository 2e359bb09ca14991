"""Lemmas of words the lemmatiser's dictionary lacks: what is left of them without article, pronoun or ending.

The corpus is small, so every second new word is an inflected form of one it has (``سينفذها``, ``المستثمرتين``). A stem
counts only when the dictionary knows it; a guess that leads nowhere leaves the word as it is, without its article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

ARTICLE = "ال"
SHORTEST = 3  # letters of a stem
NOMINAL = frozenset({"NOUN", "ADJ", "NUM"})
PRONOUNS = ("هما", "هم", "هن", "ها", "كم", "نا", "ه")
NOMINAL_ENDINGS = ("تين", "تان", "ات", "ين", "ون", "ان", "يه", "ا", "ه")  # after folding: tanwin is ا, ة is ه
VERBAL_ENDINGS = ("وا", "ون", "ان", "تا", "ين", "ت", "ا", "ن")
PERSONS = "تنا"  # first letters of imperfects, beside ي: `توضح` is looked up as `يوضح`


class Lemmas:
    """Lemmas by dictionary, then by stem; ``look_up`` gives a form's lemma for a tag, or None."""

    def __init__(self, look_up: Callable[[str, str], str | None], lemmas: frozenset[str]) -> None:
        self._look_up = look_up
        self._lemmas = lemmas
        self.of = lru_cache(maxsize=100_000)(self._of)

    def _of(self, word: str, upos: str) -> str:
        """Return the lemma of a folded word with this tag; a name is its own lemma."""
        if upos == "PROPN":
            return word
        for form in (word, *stems(word, upos)):
            found = self._look_up(form, upos)
            if found is not None:
                return found
            if form in self._lemmas and upos in ("NOUN", "ADJ", "VERB"):
                return form
        bare = word.removeprefix(ARTICLE)
        return bare if upos in NOMINAL and len(bare) >= SHORTEST else word


def stems(word: str, upos: str) -> Iterator[str]:
    """Yield what a word may be without its affixes, the least cut first: ``المنتخبين`` -> ``منتخبين``, ``منتخب``."""
    seen = {word}
    for form in _verbal(word) if upos == "VERB" else _nominal(word) if upos in NOMINAL else ():
        if len(form) >= SHORTEST and form not in seen:
            seen.add(form)
            yield form


def _nominal(word: str) -> Iterator[str]:
    bare = word.removeprefix(ARTICLE)
    yield bare
    for ending in NOMINAL_ENDINGS:
        if bare.endswith(ending):
            stem = bare.removesuffix(ending)
            yield from (stem + "ي",) if ending == "يه" else (stem, stem + "ه")
    if bare == word:  # a word with the article takes no pronoun
        for pronoun in PRONOUNS:
            if bare.endswith(pronoun):
                stem = bare.removesuffix(pronoun)
                if stem.endswith("ت"):
                    yield stem[:-1] + "ه"
                yield stem
                if stem.endswith("ات"):
                    yield from (stem[:-2] + "ه", stem[:-2])


def _verbal(word: str) -> Iterator[str]:
    bases = [word]
    if word.startswith(("سي", "ست", "سن", "سا")):
        bases.append(word[1:])
    bases += [base.removesuffix(p) for base in bases for p in PRONOUNS if base.endswith(p)]
    for base in bases:
        for form in (base, *(base.removesuffix(e) for e in VERBAL_ENDINGS if base.endswith(e))):
            yield form
            if form[:1] and form[0] in PERSONS:
                yield "ي" + form[1:]
