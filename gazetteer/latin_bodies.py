"""French names of institutions: their own where a list has it, else one made of the Arabic name, wholly or not at all.

``المديرية الإقليمية للفلاحة بتازة`` -> ``Direction provinciale de l'agriculture de Taza``. Every word must be read: as a
noun, an adjective that agrees with one, a body, a place, or a name of a person or of something that bodies are called
after. A name with a word that cannot be read has no French one: a half is never translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.normalise import fold, undiacritised
from gazetteer.french import capital, listed
from gazetteer.latin import LatinForm
from gazetteer.latin_nouns import Noun, NounReader, is_noun, located
from gazetteer.latin_terms import bodies, terms

LONGEST = 16  # words of a name that is read
QUOTES = "«»\"“”„()[]'‘’"
_TOKEN = re.compile(rf"[{re.escape(QUOTES)}]|[^\s{re.escape(QUOTES)}–—-]+")
_ARABIC_WORD = re.compile("[ء-غف-يپڤگڭݣک]+")
_ACRONYM = re.compile(r"\(\s*[A-Za-z0-9.&-]+\s*\)")
_LATIN_NAME = re.compile(r"[A-Za-zÀ-ÿ0-9'’.& -]*[A-Za-zÀ-ÿ]{2}[A-Za-zÀ-ÿ0-9'’.& -]*")
ADJECTIVAL = re.compile("ال.+يه")  # folded
AIMS = {("من", "اجل"): "pour", ("ضد",): "contre"}  # prepositions that say what a body is for


def body_form(name: str, others: Iterable[str | None] = ()) -> LatinForm | None:
    """Return an institution's name in Latin letters: of a list, of the press (one of ``others``), else made in French.

    None: none is known, and not every word of the name can be read.
    """
    own = bodies().get(fold(re.sub(f"[{re.escape(QUOTES)}]", " ", _spaced(name))))
    if own:
        return LatinForm(own.text, made=False)
    for form in others:
        if form and _LATIN_NAME.fullmatch(form.strip()):
            return LatinForm(form.strip(), made=False)
    made = _made(name)
    return LatinForm(made, made=True) if made else None


@lru_cache(maxsize=50_000)
def _made(name: str) -> str | None:
    words: list[str] = []
    quoted: list[bool] = []
    inside = False
    for token in _TOKEN.findall(_spaced(undiacritised(name))):
        if token in QUOTES:
            inside = not inside
        elif not _ARABIC_WORD.fullmatch(token):
            return None
        else:
            words.append(fold(token))
            quoted.append(inside)
    if not 0 < len(words) <= LONGEST:
        return None
    return _BodyReader(tuple(words), tuple(quoted)).read()


def _spaced(name: str) -> str:
    """Return a name without an acronym in brackets, a lone و joined to its word."""
    return re.sub(r"(?<=\s)و\s+(?=\S)", "و", _ACRONYM.sub(" ", name))


@dataclass(frozen=True)
class _Tail:
    """What follows the first noun of a name. ``aimed``: it says what the body is for, so that a place follows with à."""

    texts: tuple[str, ...] = ()
    called: bool = False
    aimed: bool = False


class _BodyReader(NounReader):
    """Reads a whole name: a noun with its adjectives and complement, then what it is for and where it is."""

    def read(self) -> str | None:
        """Return the French name, None where no reading takes in every word."""
        for head, marks, at in self._heads():
            for tail in self._tails(_Tail(), head, marks, at):
                return capital(" ".join([head.phrase.text, *tail.texts]))
        return None

    def _heads(self) -> Iterator[tuple[Noun, frozenset[str], int]]:
        for noun, at in self.nouns(0, "", joined=False, depth=0):
            yield noun, noun.marks, at
        for phrase, at in self.bodies_at(0, "", joined=False):
            if phrase.gender and at < len(self.words):
                yield Noun(phrase), frozenset(), at

    def _tails(self, tail: _Tail, head: Noun, marks: frozenset[str], at: int) -> Iterator[_Tail]:
        """Yield what can follow up to the last word."""
        if at == len(self.words):
            yield tail
            return
        for found, after in (
            *self._names(tail, head, marks, at),
            *self._aims(tail, head, marks, at),
            *self._places(tail, marks, at),
        ):
            yield from self._tails(found, head, marks, after)

    def _names(self, tail: _Tail, head: Noun, marks: frozenset[str], at: int) -> Iterator[tuple[_Tail, int]]:
        """Yield what a body is called after, behind its adjectives: ``المركب الثقافي ابن خلدون``."""
        if tail.texts or head.called:
            return
        if "named" in marks and not head.completed:
            for name, after in self.names_at(at):
                if "alone" not in marks and is_noun(self.words[at:after]):
                    continue
                yield replace(tail, texts=(name,), called=True), after
        for place, after in self.places_at(at, "", joined=False):
            lone = after == at + 1
            if lone and (head.completed or ADJECTIVAL.fullmatch(self.words[at])):
                continue  # one word may belong to what stands before it, or be said of it: `الرابطة المحمدية`
            text = place.after("" if "apposed" in marks else "de", article=not place.bare)
            yield replace(tail, texts=(text,)), after

    def _aims(self, tail: _Tail, head: Noun, marks: frozenset[str], at: int) -> Iterator[tuple[_Tail, int]]:
        """Yield what a body is for or whose it is: ``لرعاية الطفولة``, ``من أجل التنمية``."""
        for several, after in self.coordinated(at, "ل", depth=1):
            if "nosport" in marks and any("sport" in noun.marks for noun in several):
                continue
            preposition = "pour" if self._is_aim(several, tail, head, marks) else "de"
            text = self.rendered(several, preposition, marks)
            if text:
                yield _Tail((*tail.texts, text), tail.called, tail.aimed or preposition == "pour"), after
        for words, preposition in AIMS.items():
            if self.words[at : at + len(words)] == words:
                for several, after in self.coordinated(at + len(words), "", depth=1):
                    text = self.rendered(several, preposition, marks)
                    if text:
                        yield _Tail((*tail.texts, text), tail.called, True), after

    @staticmethod
    def _is_aim(several: Sequence[Noun], tail: _Tail, head: Noun, marks: frozenset[str]) -> bool:
        """Whether a body is for these rather than theirs: ``pour l'Afrique``, but ``de Taza``, ``des avocats``."""
        if all(noun.is_place for noun in several):
            return all(noun.phrase.bare for noun in several)
        if tail.aimed or any("who" in noun.marks or noun.is_place for noun in several):
            return False
        if "for" in marks:
            return True
        bare = all(noun.phrase.bare for noun in several)
        if head.called or tail.called:
            return not (bare and "activity" in marks) and not any(noun.completed and not noun.marks for noun in several)
        return head.completed and bare

    def _places(self, tail: _Tail, marks: frozenset[str], at: int) -> Iterator[tuple[_Tail, int]]:
        """Yield where a body is: ``بتازة``, ``بمدينة تازة``, ``بالمغرب``."""
        word = self.words[at]
        if word in terms().adverbs:
            yield replace(tail, texts=(*tail.texts, terms().adverbs[word])), at + 1
        ways = [(at, "ب")] + ([(at + 1, "")] if word == "في" and at + 1 < len(self.words) else [])
        for start, prefix in ways:
            for several, after in self.coordinated(start, prefix, depth=1):
                if all(noun.is_place or "place" in noun.marks for noun in several):
                    apart = tail.aimed or "at" in marks or word == "في"
                    text = listed([located(noun, apart=apart) for noun in several])
                    yield replace(tail, texts=(*tail.texts, text)), after
