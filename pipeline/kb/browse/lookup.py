"""A list of names, each matched with the entities it may mean, in a few queries however many there are.

``exact``: a name is written so, folded. ``words``: the names have the words in common, all of one being in the other.
``sound``: every word sounds like one of the name; of Arabic names only those spelt nearly so, or written together or
apart (``بن موسى``, ``بنموسى``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from corpus.errors import AskedError
from corpus.normalise import fold
from gazetteer.transliteration import sound_form
from pipeline.kb import keys
from pipeline.kb.browse.items import items
from pipeline.kb.browse.shapes import EntityItem, EntityKind, Match
from pipeline.kb.engine import batches, reading
from pipeline.kb.filters import LONGEST_NAME, ways, with_neighbours
from pipeline.kb.name_index import SOUND, EntityWord
from pipeline.kb.schema import Entity, Name

MOST_NAMES = 1000
LONGEST = 200  # characters of a name that are read
ALIKE, LONG_ENOUGH = 0.9, 8  # of Arabic names without blanks: share of letters in common; letters
RAREST = 2  # words of a name by which others are found
MOST_ALIKE = 300  # entities that share a word and are compared with one name
EXACT, WORDS, SOUNDS = "exact", "words", "sound"
SURE = {EXACT: 1.0, WORDS: 0.9, SOUNDS: 0.8}  # the best score of each


@dataclass(frozen=True)
class Asked:
    """A name with what it is looked up by: the words of its search form, and the keys of sound of each word."""

    name: str
    folded: str
    words: tuple[str, ...]
    sounds: tuple[tuple[str, ...], ...]
    latin: bool


@dataclass(frozen=True)
class Called:
    """A name of an entity that stands for itself or (``number``) for the one it was merged into."""

    number: int
    folded: str
    words: tuple[str, ...]
    sounds: frozenset[str]


def look_up(engine: Engine, names: Sequence[str], *, kind: EntityKind | None = None, limit: int = 5) -> list[Match]:
    """Return for each name, in order, the entities it may mean, at most ``limit``, the likeliest first.

    Of equal scores the entity with more events comes first.

    Raises: AskedError: there are more than ``MOST_NAMES``. StoreError: the knowledge base cannot be read.
    """
    if len(names) > MOST_NAMES:
        raise AskedError("names", f"at most {MOST_NAMES} at a time, not {len(names)}")
    asked = {name: _asked(name) for name in dict.fromkeys(names)}
    with reading(engine) as connection:
        scores = {name: dict[int, tuple[float, str]]() for name in asked}
        _exactly(connection, asked.values(), kind, scores)
        _by_index(connection, asked.values(), kind, scores)
        known = items(connection, [n for found in scores.values() for n in found])
    ranked = {name: _ranked(found, known, limit) for name, found in scores.items()}
    return [Match(name, ranked[name]) for name in names]


Scores = dict[str, dict[int, tuple[float, str]]]


def _asked(name: str) -> Asked:
    text = keys.asked_key(name)[:LONGEST]
    words = tuple(keys.search_words(text))[:LONGEST_NAME]
    latin = ways(text)
    return Asked(name, fold(text).strip(), words, tuple(map(tuple, latin or _arabic_ways(text))), bool(latin))


def _arabic_ways(text: str) -> list[list[str]]:
    """Return, for each word of an Arabic name, the keys of sound a name may have for it, alone or with a neighbour."""
    sounds = [tuple(sound_form(word).split()) for word in text.split()[:LONGEST_NAME]]
    return with_neighbours(sounds) if all(sounds) else []


def _exactly(connection: Connection, asked: Iterable[Asked], kind: EntityKind | None, scores: Scores) -> None:
    """Note the entities that are called just so."""
    named = defaultdict(list)
    for one in asked:
        if one.folded:
            named[one.folded].append(one.name)
    for some in batches(sorted(named)):
        for called in _called(connection, Name.folded.in_(some), kind):
            for name in named[called.folded]:
                _note(scores[name], called.number, EXACT, 1.0)


def _by_index(connection: Connection, asked: Iterable[Asked], kind: EntityKind | None, scores: Scores) -> None:
    """Note the entities that share words or sounds. Each name is compared with those that share its rarest ones."""
    left = [one for one in asked if not scores[one.name]]
    groups = {one.name: _groups(one) for one in left}
    times = _times(connection, {key for some in groups.values() for group in some for key in group})
    rare = {name: _rarest(some, times) for name, some in groups.items()}
    sharing = _sharing(connection, {key for some in rare.values() for key in some})
    called = defaultdict(list)
    for some in batches(sorted({number for found in sharing.values() for number in found})):
        for number, name in _with_number(connection, some, kind):
            called[number].append(name)
    for one in left:
        for number in {number for key in rare[one.name] for number in sharing.get(key, ())}:
            for other in called[number]:
                _compare(one, other, scores[one.name])


def _groups(asked: Asked) -> list[tuple[str, ...]]:
    """Return what the index may have of a name: each word, and for each word the keys of its sound."""
    return [*((word,) for word in asked.words), *(tuple(SOUND + key for key in some) for some in asked.sounds)]


def _rarest(groups: Iterable[tuple[str, ...]], times: dict[str, int]) -> set[str]:
    """Return the rarest words that the index has, and the keys of the rarest sound."""
    there = [(sum(times.get(key, 0) for key in group), group) for group in groups]
    words = sorted((n, group) for n, group in there if n and not group[0].startswith(SOUND))[:RAREST]
    sounds = sorted((n, group) for n, group in there if n and group[0].startswith(SOUND))[:1]
    return {key for _, group in words + sounds for key in group if key in times}


def _times(connection: Connection, index_words: set[str]) -> dict[str, int]:
    """Return how many entities have each word or key of sound."""
    found: dict[str, int] = {}
    for some in batches(sorted(index_words)):
        query = select(EntityWord.word, func.count()).where(EntityWord.word.in_(some)).group_by(EntityWord.word)
        found |= dict(connection.execute(query).all())
    return found


def _sharing(connection: Connection, index_words: set[str]) -> dict[str, list[int]]:
    """Return the entities that have each word or key of sound, at most so many of each."""
    found: dict[str, list[int]] = defaultdict(list)
    place = func.row_number().over(partition_by=EntityWord.word, order_by=EntityWord.ref)
    for some in batches(sorted(index_words)):
        ranked = (
            select(EntityWord.word, EntityWord.ref, place.label("place")).where(EntityWord.word.in_(some)).subquery()
        )
        for row in connection.execute(select(ranked).where(ranked.c.place <= MOST_ALIKE)):
            found[row.word].append(row.ref)
    return found


def _called(connection: Connection, wanted: Any, kind: EntityKind | None) -> list[Called]:
    return [called for _, called in _rows(connection, wanted, kind)]


def _with_number(connection: Connection, numbers: Sequence[int], kind: EntityKind | None) -> list[tuple[int, Called]]:
    return _rows(connection, Name.entity_id.in_(numbers), kind)


def _rows(connection: Connection, wanted: Any, kind: EntityKind | None) -> list[tuple[int, Called]]:
    """Return names with the entity each is of and what it is compared by."""
    head = func.coalesce(Entity.canonical_id, Entity.id)
    query = select(Name.entity_id, head.label("head"), Name.folded, Name.words, Name.sounds)
    query = query.join(Entity, Entity.id == Name.entity_id).where(wanted)
    if kind:
        query = query.where(Entity.kind == str(kind))
    return [
        (r.entity_id, Called(r.head, r.folded, tuple(r.words.split()), frozenset(r.sounds.split())))
        for r in connection.execute(query)
    ]


def _compare(asked: Asked, called: Called, scores: dict[int, tuple[float, str]]) -> None:
    """Note an entity if the words of one name are all in the other, or if they sound alike."""
    words, others = frozenset(asked.words), frozenset(called.words)
    if words and others and (words <= others or others <= words):
        _note(scores, called.number, WORDS, min(len(words), len(others)) / max(len(words), len(others)))
    if asked.sounds and all(called.sounds & set(some) for some in asked.sounds):
        alike = len(asked.sounds) / (len(called.words) or 1) if asked.latin else _spelt(asked.words, called.words)
        _note(scores, called.number, SOUNDS, min(1.0, alike))


def _spelt(words: Sequence[str], others: Sequence[str]) -> float:
    """Return how alike Arabic names are that sound alike, 0 where not enough: ``سعيد`` and ``سعاد`` have one sound."""
    one, other = "".join(words), "".join(others)
    share = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return share if one == other or (share >= ALIKE and len(one) >= LONG_ENOUGH) else 0.0


def _note(scores: dict[int, tuple[float, str]], number: int, how: str, share: float) -> None:
    score = round(SURE[how] * share, 4)
    if score > scores.get(number, (0.0, ""))[0]:
        scores[number] = (score, how)


def _ranked(
    found: dict[int, tuple[float, str]], known: dict[int, EntityItem], limit: int
) -> tuple[tuple[EntityItem, float, str], ...]:
    rows = [(known[n], score, how) for n, (score, how) in found.items() if n in known]
    return tuple(sorted(rows, key=lambda r: (-r[1], -r[0].events, r[0].key))[:limit])
