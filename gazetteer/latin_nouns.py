"""Reads Arabic noun phrases in names of bodies and says them in French: nouns, what they are of, and their adjectives.

A noun is definite (``المركز``), or stands before what it is of (``مركز التكوين``), or alone. Adjectives agree with it in
gender and article, which tells them from those of the noun behind it: ``مدرسة ابن خلدون الابتدائية``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from gazetteer.french import Phrase, agreed, listed
from gazetteer.latin_called import called
from gazetteer.latin_places import french_place, longest_place_words
from gazetteer.latin_terms import Term, bodies, terms

ARTICLE = "ال"
MOST_STEPS = 3000  # readings that are tried of one name
LONGEST_BODY = 9  # words
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reading:
    """A word without what is written to it: و (``joined``), ل or ب (``prefix``), the article (``definite``)."""

    bare: str
    prefix: str
    joined: bool
    definite: bool

    @property
    def name(self) -> str:
        """The word as it stands in a name: with its article."""
        return f"{ARTICLE}{self.bare}" if self.definite else self.bare


@dataclass(frozen=True)
class Noun:
    """A noun phrase in French. ``definite``: it has an article or what it is of; ``completed``: the latter.

    ``called``: it has the name of somebody or something. ``lone``: a noun without either, which may share what the next one is of: ``تدبير وتثمين النفايات``.
    """

    phrase: Phrase
    marks: frozenset[str] = NOTHING
    definite: bool = True
    completed: bool = False
    lone: bool = False
    is_place: bool = False
    called: bool = False


Adjectives = tuple[tuple[Term, bool], ...]  # each, and whether و joins it to the one before


@lru_cache(maxsize=50_000)
def readings(word: str) -> tuple[Reading, ...]:
    """Return what a folded word may be made of, as it is first."""
    found = [*_unjoined(word, joined=False)]
    if word.startswith("و") and len(word) > 3:
        found += _unjoined(word[1:], joined=True)
    return tuple(found)


def _unjoined(word: str, *, joined: bool) -> Iterator[Reading]:
    if word.startswith(ARTICLE) and len(word) > 3:
        yield Reading(word[2:], "", joined, True)
    yield Reading(word, "", joined, False)
    if word.startswith("لل") and len(word) > 3:
        yield Reading(word[2:], "ل", joined, True)
        yield Reading(word[1:], "ل", joined, True)  # `للغة`
    if word.startswith("بال") and len(word) > 4:
        yield Reading(word[3:], "ب", joined, True)
    if word[0] in "لب" and len(word) > 2:
        yield Reading(word[1:], word[0], joined, False)


def located(noun: Noun, *, apart: bool) -> str:
    """Return where a body is: ``de Taza``, or ``à Taza`` where de could be taken for what it is for; ``au Maroc``."""
    phrase = noun.phrase
    if noun.marks:  # a unit: `la province de Taza`
        return phrase.after("dans" if apart else "de")
    if not phrase.gender:
        return phrase.after("à" if apart else "de")
    if phrase.gender == "f" and not phrase.bare:
        return phrase.after("dans")
    alone = phrase.gender == "f" or (phrase.gender == "m" and phrase.elides)
    return f"en {phrase.text}" if alone else phrase.after("à")


class NounReader:
    """Reads noun phrases of a name. ``quoted``: which words stand in quotation marks, and so are names, not nouns."""

    def __init__(self, words: tuple[str, ...], quoted: tuple[bool, ...]) -> None:
        self.words, self.quoted = words, quoted
        self.steps = 0

    def nouns(self, at: int, prefix: str, *, joined: bool, depth: int) -> Iterator[tuple[Noun, int]]:
        """Yield the phrases that begin with a noun at a word, and the word after each."""
        self.steps += 1
        if self.steps > MOST_STEPS or at >= len(self.words) or self.quoted[at]:
            return
        for reading in readings(self.words[at]):
            if (reading.prefix, reading.joined) != (prefix, joined):
                continue
            for term in terms().nouns.get(reading.bare, ()):
                after = at + len(term.words)
                if self.words[at + 1 : after] == term.words[1:]:
                    yield from self._of_term(term, reading.definite, after, depth)

    def _of_term(self, term: Term, definite: bool, at: int, depth: int) -> Iterator[tuple[Noun, int]]:
        """Yield a noun with what it is of and its adjectives."""
        opens = "opens" in term.marks
        whole = (definite or len(term.words) > 1) and not opens
        if not whole:
            for complement, called_after, middle in self._complements(term, at, depth):
                for adjectives, after in self.adjectives(middle, term, definite=True, depth=depth):
                    noun = _noun(term, adjectives)
                    if noun and (not called_after or "named" in noun.marks):
                        yield replace(_with(noun, complement), called=called_after), after
        for adjectives, after in () if opens else self.adjectives(at, term, definite=whole, depth=depth):
            noun = _noun(term, adjectives)
            if noun is None:
                continue
            if "by" in noun.marks:
                for several, end in self.coordinated(after, "ب", depth=depth + 1):
                    text = self.rendered(several, "de", NOTHING)
                    if text:
                        yield _with(noun, text), end
                continue
            yield replace(noun, definite=whole, lone=not whole and not adjectives), after

    def _complements(self, term: Term, at: int, depth: int) -> Iterator[tuple[str, bool, int]]:
        """Yield what a noun is of, in French with its preposition, and whether that is a name it is called by."""
        if at >= len(self.words) or "by" in term.marks:
            return
        preposition = "contre" if "against" in term.marks else "à" if "to" in term.marks else "de"
        unit = "place" in term.marks
        beside = {"for", "named"} <= term.marks  # `مؤسسة زاكورة`, Fondation Zagora
        called_after = [
            (name, True, after)
            for name, after in self.names_at(at)
            if (not unit or "named" in term.marks) and ("alone" in term.marks or not is_noun(self.words[at:after]))
        ]
        places = []
        for place, after in self.places_at(at, "", joined=False):
            alone = beside or ("apposed" in term.marks and not place.gender)
            places.append((place.text if alone else place.after(preposition, article=not place.bare), False, after))
        named = [*(places if unit or beside else []), *called_after]
        yield from sorted(named, key=lambda found: -found[2])
        if unit or "only" in term.marks:
            return
        for several, after in self.coordinated(at, "", depth=depth + 1):
            text = self.rendered(several, preposition, term.marks)
            named_so = "alone" in term.marks and len(several) == 1 and not several[0].is_place and after == at + 1
            if text and not (named_so and several[0].phrase.gender in ("m", "f")):
                yield text, False, after

    def coordinated(self, at: int, prefix: str, *, depth: int) -> Iterator[tuple[tuple[Noun, ...], int]]:
        """Yield nouns that و joins, the most of them first."""
        for first, after in self._members(at, prefix, joined=False, depth=depth):
            yield from self._joined((first,), after, prefix, depth)

    def _joined(
        self, several: tuple[Noun, ...], at: int, prefix: str, depth: int
    ) -> Iterator[tuple[tuple[Noun, ...], int]]:
        for again in dict.fromkeys(("", prefix)):
            for one, after in self._members(at, again, joined=True, depth=depth):
                yield from self._joined((*several, one), after, prefix, depth)
        yield several, at

    def _members(self, at: int, prefix: str, *, joined: bool, depth: int) -> Iterator[tuple[Noun, int]]:
        for phrase, after in self.bodies_at(at, prefix, joined=joined):
            if phrase.gender:
                yield Noun(phrase, completed=True), after
        places = [
            (Noun(place, is_place=True, completed=True), after)
            for place, after in self.places_at(at, prefix, joined=joined)
        ]
        yield from (found for found in places if found[1] > at + 1)
        yield from self.nouns(at, prefix, joined=joined, depth=depth)
        yield from (found for found in places if found[1] == at + 1)

    def rendered(self, several: Sequence[Noun], preposition: str, marks: frozenset[str]) -> str | None:
        """Return nouns after a preposition; None: a noun that has no article is not said so in French."""
        shares = [
            noun.lone and number < len(several) - 1 and several[-1].completed for number, noun in enumerate(several)
        ]
        definite = [noun.definite or share for noun, share in zip(several, shares, strict=True)]
        if not all(definite) and (any(definite) or preposition != "de" or not all(n.phrase.bare for n in several)):
            return None
        bare = preposition == "de" and "activity" in marks and all(noun.phrase.bare for noun in several)
        article = all(definite) and not bare
        repeated = preposition in ("de", "à")
        if preposition == "de" and all(noun.is_place and noun.phrase.bare for noun in several):
            article = False  # `de France`
        parts = [
            noun.phrase.after(preposition if repeated or not number else "", article=article)
            for number, noun in enumerate(several)
        ]
        return listed(parts)

    def adjectives(self, at: int, noun: Term, *, definite: bool, depth: int) -> Iterator[tuple[Adjectives, int]]:
        """Yield runs of adjectives that agree, the longest first; none at all last.

        Of what a body is of, those that are rather said of the body (``head``, ``nation``) are left to it first.
        """
        runs: list[tuple[Adjectives, int]] = [((), at)]
        while True:
            run, end = runs[-1]
            found = self._adjective(end, noun.arabic, definite=definite, joined=bool(run))
            if found is None:
                break
            runs.append(((*run, (found[0], found[1])), found[2]))
        kept = len(runs) if "human" in noun.marks else 1 if "keeps" in noun.marks else 0
        of_body = [n for n, (run, _) in enumerate(runs) if n > kept and {"head", "nation"} & run[-1][0].marks]
        if depth and of_body:
            runs.append(runs.pop(of_body[0] - 1))
        for run, end in reversed(runs):
            following = next((more[len(run)] for more, _ in runs if len(more) > len(run)), None)
            split = run and following and not following[1] and "nation" in run[-1][0].marks & following[0].marks
            if not split:  # `المغربية الفرنسية` is one thing
                yield run, end

    def _adjective(self, at: int, arabic: str, *, definite: bool, joined: bool) -> tuple[Term, bool, int] | None:
        if at >= len(self.words) or self.quoted[at]:
            return None
        for reading in readings(self.words[at]):
            if reading.prefix or (reading.joined and not joined):
                continue
            for length in (2, 1):
                form = (reading.bare, *self.words[at + 1 : at + length])
                term = terms().adjectives.get(form) if len(form) == length else None
                agrees = reading.definite == definite or length > 1
                if term and term.arabic == arabic and agrees:
                    return term, reading.joined, at + length
        return None

    def bodies_at(self, at: int, prefix: str, *, joined: bool) -> Iterator[tuple[Phrase, int]]:
        """Yield the bodies of the list whose names begin at a word, the longest first."""
        for name, after in self._spans(at, prefix, joined=joined, longest=LONGEST_BODY):
            if name in bodies():
                yield bodies()[name], after

    def places_at(self, at: int, prefix: str, *, joined: bool) -> Iterator[tuple[Phrase, int]]:
        """Yield the places whose names begin at a word, the longest first; without ل or ب no word that means a thing."""
        for name, after in self._spans(at, prefix, joined=joined, longest=longest_place_words()):
            place = french_place(name)
            if place and (prefix or after > at + 1 or not _is_word(name)):
                yield place, after

    def names_at(self, at: int) -> Iterator[tuple[str, int]]:
        """Yield the persons and things a body may be called after whose names begin at a word, the longest first."""
        for after in range(min(len(self.words), at + LONGEST_BODY), at, -1):
            body = bodies().get(" ".join(self.words[at:after]))
            name = called(self.words[at:after]) or (body.text if body and not body.gender else None)
            if name:
                yield name, after

    def _spans(self, at: int, prefix: str, *, joined: bool, longest: int) -> Iterator[tuple[str, int]]:
        if at >= len(self.words):
            return
        for reading in readings(self.words[at]):
            if (reading.prefix, reading.joined) != (prefix, joined):
                continue
            for after in range(min(len(self.words), at + longest), at, -1):
                yield " ".join((reading.name, *self.words[at + 1 : after])), after


def _with(noun: Noun, complement: str) -> Noun:
    """Return a noun with what it is of."""
    return replace(noun, phrase=replace(noun.phrase, text=f"{noun.phrase.text} {complement}"), completed=True)


def _noun(term: Term, adjectives: Adjectives) -> Noun | None:
    """Return a noun with its adjectives in French; None: a word that cannot be read by itself is among them."""
    rest = list(adjectives)
    for number, (adjective, _) in enumerate(rest):
        pair = terms().pairs.get((term.words[0], adjective.words[0])) if len(term.words) == 1 else None
        if pair:
            term = pair
            del rest[number]
            break
    if not term.latin or not all(adjective.latin for adjective, _ in rest):
        return None
    if any("nation" in one.marks & other.marks and not joined for (one, _), (other, joined) in pairwise(rest)):
        return None
    groups: list[list[str]] = []
    for adjective, joined in rest:
        text = agreed(adjective.latin, adjective.feminine, term.gender)
        if joined and groups:
            groups[-1].append(text)
        else:
            groups.append([text])
    text = " ".join([term.latin, *map(listed, groups)])
    return Noun(Phrase(text, term.gender, "bare" in term.marks), term.marks)


def is_noun(words: Sequence[str]) -> bool:
    """Whether a name is also a noun of the table, so that it is a name only where nothing else can stand."""
    return len(words) == 1 and any(
        len(term.words) == 1 and term.latin for term in terms().nouns.get(words[0].removeprefix(ARTICLE), ())
    )


@lru_cache(maxsize=10_000)
def _is_word(name: str) -> bool:
    """Whether a name of a place is a word of the table too."""
    bare = name.removeprefix(ARTICLE)
    return (
        any(len(term.words) == 1 for term in terms().nouns.get(bare, ()))
        or (bare,) in terms().adjectives
        or (name,) in terms().names
    )
