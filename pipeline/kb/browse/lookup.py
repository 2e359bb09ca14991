"""A list of names, each matched with the entities it may mean, in a few queries however many there are.

``exact``: a name is written so, folded. ``words``: the names have the words in common, all of one being in the other.
``sound``: every word sounds like one of the name; for names in Latin letters, and Arabic ones written together or apart
(``بن موسى``, ``بنموسى``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from corpus.errors import AskedError
from corpus.normalise import fold
from gazetteer.transliteration import arabic_sounds, is_latin, joined
from pipeline.kb import keys
from pipeline.kb.browse.items import items
from pipeline.kb.browse.shapes import EntityItem, EntityKind, Match
from pipeline.kb.engine import batches, reading
from pipeline.kb.filters import LONGEST_NAME, ways
from pipeline.kb.name_index import SOUND, EntityWord
from pipeline.kb.schema import Entity, Name

MOST_NAMES = 1000
LONGEST = 200  # characters of a name that are read
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


@dataclass(frozen=True)
class Called:
    """A name of an entity that stands for itself or (``number``) for the one it was merged into."""

    number: int
    folded: str
    words: frozenset[str]
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
    words = tuple(dict.fromkeys(keys.search_words(text)))[:LONGEST_NAME]
    return Asked(name, fold(text).strip(), words, tuple(map(tuple, ways(text) or _arabic_ways(words))))


def _arabic_ways(words: Sequence[str]) -> list[list[str]]:
    """Return, for each word of an Arabic name, the keys of sound a name may have for it, alone or with a neighbour."""
    if any(is_latin(word) for word in words):
        return []
    sounds = [arabic_sounds(word) for word in words]
    if not all(sounds) or any(not key for some in sounds for key in some[:1]):
        return []
    pairs = [joined(one, other) for one, other in pairwise(sounds)]
    found = ([*one, *before, *after] for one, before, after in zip(sounds, [(), *pairs], [*pairs, ()], strict=True))
    return [[key for key in some if key] for some in found]


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
    """Note the entities that share words or sounds. Each name is compared with those that share its rarest one."""
    left = [one for one in asked if not scores[one.name]]
    groups = {one.name: [g for g in ([(w,) for w in one.words], [tuple(SOUND + k for k in some) for some in one.sounds]) if g] for one in left}  # fmt: skip
    times = _times(connection, {key for some in groups.values() for group in some for keys_ in group for key in keys_})
    rarest: dict[str, set[str]] = {}
    for asked_name, some in groups.items():
        chosen = (min(group, key=lambda ks: sum(times.get(k, 0) for k in ks) or 10**9) for group in some)
        rarest[asked_name] = {key for keys_ in chosen for key in keys_ if key in times}
    sharing = _sharing(connection, {key for some in rarest.values() for key in some})
    called = defaultdict(list)
    numbers = sorted({n for some in sharing.values() for n in some})
    for batch in batches(numbers):
        for number, name in _with_number(connection, batch, kind):
            called[number].append(name)
    for one in left:
        for number in {n for key in rarest[one.name] for n in sharing.get(key, ())}:
            for other in called[number]:
                _compare(one, other, scores[one.name])


def _times(connection: Connection, index_words: set[str]) -> dict[str, int]:
    """Return how many entities have each word or key of sound."""
    found: dict[str, int] = {}
    for some in batches(sorted(index_words)):
        query = select(EntityWord.word, func.count()).where(EntityWord.word.in_(some)).group_by(EntityWord.word)
        found |= dict(connection.execute(query).tuples().all())
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
        (r.entity_id, Called(r.head, r.folded, frozenset(r.words.split()), frozenset(r.sounds.split())))
        for r in connection.execute(query)
    ]


def _compare(asked: Asked, called: Called, scores: dict[int, tuple[float, str]]) -> None:
    """Note an entity if the words of one name are all in the other, or all words asked for sound like words of its own."""
    words = frozenset(asked.words)
    if words and called.words and (words <= called.words or called.words <= words):
        _note(scores, called.number, WORDS, min(len(words), len(called.words)) / max(len(words), len(called.words)))
    if asked.sounds and all(called.sounds & set(some) for some in asked.sounds):
        _note(scores, called.number, SOUNDS, min(1.0, len(asked.sounds) / (len(called.words) or 1)))


def _note(scores: dict[int, tuple[float, str]], number: int, how: str, share: float) -> None:
    score = round(SURE[how] * share, 4)
    if score > scores.get(number, (0.0, ""))[0]:
        scores[number] = (score, how)


def _ranked(
    found: dict[int, tuple[float, str]], known: dict[int, EntityItem], limit: int
) -> tuple[tuple[EntityItem, float, str], ...]:
    rows = [(known[n], score, how) for n, (score, how) in found.items() if n in known]
    return tuple(sorted(rows, key=lambda r: (-r[1], -r[0].events, r[0].key))[:limit])
