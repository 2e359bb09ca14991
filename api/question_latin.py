"""The words of a French or English question of a simple form: ``who visited X in 2024``, ``visites de X à Agadir``.

Names may be in Latin letters, which the knowledge base compares by sound, or in Arabic ones; the nouns that open them
are said in Arabic (``centre``, ``wali``), since the knowledge base has them so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from api.question_arabic import read_arabic
from api.question_reading import ARABIC, Asks, Names, Reading
from api.question_words import BAR, LONGEST, Phrase, QuestionWords, longest, parted, phrase, question_words
from corpus.normalise import fold
from extractors.institution_lexicon import load_institution_lexicon
from gazetteer.lookup import geonames
from gazetteer.tree import load_tree
from pipeline.kb.browse.shapes import EntityKind

ACCENTS = re.compile("[àâçèéêëîïôùûœ]", re.IGNORECASE)


def language_of(text: str) -> str:
    """Return ``fr`` or ``en``: the one more of whose words of questions are in the text."""
    norms = [fold(word) for word in parted(text)]
    if ACCENTS.search(text):
        return "fr"
    french, english = (sum(_known(norms, i, question_words(lang)) for i in range(len(norms))) for lang in ("fr", "en"))
    return "fr" if french > english else "en"


def _known(norms: list[str], i: int, words: QuestionWords) -> int:
    lists = (words.asks, words.filler, words.inside, words.types, words.heads, words.offices, words.says, words.dates)
    return int(any(longest(norms, i, found) for found in lists))


def read_latin(words: Sequence[str], lists: QuestionWords, names: Names) -> Reading:
    """Return what the words of a question say."""
    found = Reading()
    norms = [fold(word) for word in words]
    at, inside = 0, False
    run: list[str] = []

    def close() -> None:
        nonlocal run
        _take(found, run, inside=inside, lists=lists, names=names)
        run = []

    while at < len(norms):
        asked, act = longest(norms, at, lists.asks), longest(norms, at, lists.types)
        status, within = longest(norms, at, lists.statuses), longest(norms, at, lists.inside)
        border, filler = longest(norms, at, lists.borders), longest(norms, at, lists.filler)
        ordered = longest(norms, at, lists.orders)
        if (
            ordered is not None and longest(norms, ordered[0], lists.types) is not None
        ):  # `last visit`, but `the last king`
            close()
            found.sort, at = ordered[1], ordered[0]
            continue
        ends = [k[0] for k in (asked, act, status, within, border, filler) if k]
        if norms[at] == BAR or (ends and not (filler and filler[0] == max(ends) and run)):
            close()
            inside = bool(within) or (inside and norms[at] != BAR and bool(filler))
        if asked and not run and asked[0] == max(ends):
            found.asks = found.asks or Asks(asked[1])
        elif act and not within:
            inside = False  # the French auxiliary folds to `à`
            found.types[act[1]] = None
        elif status:
            found.statuses[status[1]] = None
        elif norms[at] != BAR and not within and not border and (not filler or run):
            run.append(words[at])
            at += 1
            continue
        at = max(ends, default=at + 1)
    close()
    return found


def _take(found: Reading, run: Sequence[str], *, inside: bool, lists: QuestionWords, names: Names) -> None:
    """Keep a run of words as what it is."""
    run = list(run)
    while run and longest([fold(run[-1])], 0, lists.filler):
        run.pop()
    if not run:
        return
    if any(ARABIC.search(word) for word in run):
        _merge(found, read_arabic(_said_before_arabic(run, lists), question_words("ar"), names), inside=inside)
        return
    norms = [fold(word) for word in run]
    if (opened := longest(norms, 0, lists.places)) is not None and opened[0] < len(run):
        found.take("place", [w for w in (opened[1], *run[opened[0] :]) if w])
    elif len(run) == 1 and (norms[0],) in lists.kinds:
        found.kind = lists.kinds[(norms[0],)]
    elif (norms[0],) in lists.kinds and (norms[0],) not in lists.heads:
        found.kind = found.kind or lists.kinds[(norms[0],)]  # `quels centres Bentahar a-t-elle visités`
        _take(found, run[1:], inside=inside, lists=lists, names=names)
    elif (name := _opened(run, norms, lists.offices)) is not None:
        title, untold = _in_arabic(name, lists)
        if len(title) == 1 and untold and not _joined_by_of(norms, lists):
            found.take("official", untold)  # `la ministre Bentahar`
        else:
            found.take("office", title)
            found.rest += untold
    elif (name := _opened(run, norms, lists.heads)) is not None:
        _institution(found, name, lists)
    else:
        town: list[str] = []
        if names.kind(" ".join(run)) is None:
            run, town = _without_town(run)
        found.take("place", town)
        found.take(_kind(found, run, inside=inside, names=names), run)


def _said_before_arabic(run: Sequence[str], lists: QuestionWords) -> list[str]:
    """Return a name in Arabic with what opens or closes it in another language: ``association الأمل`` -> ``جمعية الأمل``.

    A noun that the Arabic name has itself is said once: ``le centre مركز الأمل``; little words go.
    """
    first = next(i for i, word in enumerate(run) if ARABIC.search(word))
    last = max(i for i, word in enumerate(run) if ARABIC.search(word)) + 1
    opening, closing = (_nouns(part, lists) for part in (run[:first], run[last:]))
    named = load_institution_lexicon().head(fold(run[first])) is not None
    before = [word for word in opening or closing if not named or load_institution_lexicon().head(fold(word)) is None]
    return [*before, *run[first:last]]


def _nouns(words: Sequence[str], lists: QuestionWords) -> list[str]:
    """Return words with the nouns among them that open a name or an office in Arabic; other words as they are."""
    found, norms, at = [], [fold(word) for word in words], 0
    while at < len(norms):
        known = longest(norms, at, {**lists.heads, **lists.offices})
        if known or not longest(norms, at, lists.filler):
            found.append(known[1] if known else words[at])
        at = known[0] if known else at + 1
    return found


def _institution(found: Reading, name: Sequence[str], lists: QuestionWords) -> None:
    """Keep an institution: in Arabic if all its words are known in it, else its kind and the words that name it."""
    name, town = _without_town(list(name))
    found.take("place", town)
    told, untold = _in_arabic(name, lists)
    head = load_institution_lexicon().head(fold(name[0]))
    if untold and head is not None:
        found.kind = found.kind or head.kind
        found.take("institution", untold)
    else:
        found.take("institution", told)


def _without_town(name: list[str]) -> tuple[list[str], list[str]]:
    """Return the words of an institution and, where it ends in one, the place: ``مركز accueil d | Ahfir``."""
    for cut in range(1, len(name)):
        if phrase(" ".join(name[cut:])) in _latin_places():
            return name[:cut], name[cut:]
    return name, []


def _joined_by_of(norms: Sequence[str], lists: QuestionWords) -> bool:
    """Whether a little word follows the title of an office, so that what comes then is no name: ``ministre du tourisme``."""
    opened = longest(norms, 0, lists.offices)
    return opened is None or longest(norms, opened[0], lists.filler) is not None


def _opened(run: Sequence[str], norms: Sequence[str], opening: Mapping[Phrase, str]) -> list[str] | None:
    """Return a name with the noun that opens or closes it said first, in Arabic: ``Mouakaba centre`` -> ``مركز Mouakaba``."""
    first, last = longest(norms, 0, opening), longest(norms[-1:], 0, opening)
    if first:
        return [first[1], *run[first[0] :]]
    return [last[1], *run[:-1]] if last else None


def _in_arabic(name: Sequence[str], lists: QuestionWords) -> tuple[list[str], list[str]]:
    """Return the words of a name that can be said in Arabic, so said, and those that cannot; little words go."""
    told: list[str] = []
    untold: list[str] = []
    norms = [fold(word) for word in name]
    at = 0
    while at < len(norms):
        known = longest(norms, at, lists.nouns) or longest(norms, at, _latin_places())
        if known:
            told.append(known[1])
        elif ARABIC.search(name[at]):
            told.append(name[at])
        elif not longest(norms, at, lists.filler) and not longest(norms, at, lists.inside):
            untold.append(name[at])
        at = known[0] if known else at + 1
    return told, untold


def _kind(found: Reading, run: Sequence[str], *, inside: bool, names: Names) -> str:
    name = " ".join(run)
    known = names.kind(name)
    if inside or known is EntityKind.PLACE or (known is None and phrase(name) in _latin_places()):
        return "place"
    if known is not None:
        return known
    return "institution" if found.types and found.asks is Asks.WHO else "official"


def _merge(found: Reading, part: Reading, *, inside: bool) -> None:
    """Add what the Arabic words of a question say."""
    for kind in ("official", "office", "institution", "place"):
        name = getattr(part, kind)
        if name:
            found.take("place" if inside and kind in ("official", "institution") else kind, [name])
    found.kind = found.kind or part.kind
    found.types |= part.types
    found.statuses |= part.statuses
    if part.rest:
        asked = "place" if inside else "institution" if found.asks is Asks.WHO and found.types else ""
        if asked:
            found.take(asked, part.rest)
        else:
            found.rest += part.rest


@cache
def _latin_places() -> dict[Phrase, str]:
    """Return the Latin names of the Moroccan units with the Arabic ones: ``Souss-Massa`` -> ``سوس ماسة``."""
    tree = load_tree()
    named = [(unit.latin, unit.name) for unit in tree.units.values() if unit.latin]
    named += [(str(geonames()[town.removeprefix("geonames:")]["name"]), tree.units[unit].name)
              for town, unit in tree.same_as.items()]  # fmt: skip
    return {phrase(latin): name.replace("-", " ") for latin, name in named if len(phrase(latin)) <= LONGEST}
