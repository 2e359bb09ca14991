"""The hits of a search in their order, read no further than a page needs, and how many there are.

Hits come in steps, and in a step the latest first: all words in the title one after another, all in the title, one after
another in title or text, anywhere, by name only. Each is read from the index in that order. Whether several words stand
one after another is looked for among the latest ``LOOKED_AT`` articles that have them in the title, and as many that
have them elsewhere; older ones count as having them anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, select

from pipeline.kb.filters import among
from pipeline.kb.schema import Link
from pipeline.kb.search_query import Query
from pipeline.kb.search_sql import LOOKED_AT, are_sure, candidates, groups, latest, linked, looked_at, places_of
from pipeline.kb.word_index import ArticleWords
from pipeline.kb.words import phrase_pattern

COUNTED = 10_000  # hits at most; that there are more is said
TITLE_IN_ORDER, TITLE, IN_ORDER, ANYWHERE, BY_NAME = 5, 4, 3, 2, 1
AT_A_TIME = 100  # articles of an entity that are looked at
Hit = tuple[int, int]  # step, place


@dataclass(frozen=True)
class Ordered:
    """The hits of a query; ``named``: the entities that its parts name (``search_sql.named_entities``)."""

    connection: Connection
    query: Query
    named: Sequence[Sequence[int]]

    def page(self, after: Hit | None, limit: int) -> list[Hit]:
        """Return so many hits behind one."""
        return list(islice(self._hits(after, limit), limit))

    def total(self) -> tuple[int, bool]:
        """Return how many hits there are and whether that is all: of more than ``COUNTED``, and of a quotation that
        ``LOOKED_AT`` articles may have, it is said that there are more."""
        if not are_sure(self.query):
            rows = self._looked_at(None, None)
            words, sure = {row.place for row in rows if row.hit}, len(rows) < LOOKED_AT
            return self._with_named(words) if sure else (len(words), False)
        found = candidates(self._dialect, self.query, None, None, COUNTED + 1)
        if not any(self.named):
            number = self.connection.execute(select(func.count()).select_from(found.subquery())).scalar_one()
            return min(number, COUNTED), number <= COUNTED
        words = set(self.connection.execute(found).scalars())
        return self._with_named(words) if len(words) <= COUNTED else (COUNTED, False)

    def _with_named(self, words: set[int]) -> tuple[int, bool]:
        """Return the number of hits by words, which are given, and by name."""
        if not any(self.named):
            return len(words), True
        entities = [entity for some in self.named for entity in some]
        there = set(self.connection.execute(places_of(entities, COUNTED + 1)).scalars())
        others = sorted(there - words, reverse=True)
        if not self._are_hits_by_name:
            if len(there) > COUNTED or len(others) > LOOKED_AT:
                return len(words), False
            others = self._named_only(others)
        number = len(words) + len(others)
        return min(number, COUNTED), number <= COUNTED

    def _hits(self, after: Hit | None, limit: int) -> Iterator[Hit]:
        for step, read in self._steps(limit):
            if after is None or step < after[0]:
                yield from ((step, place) for place in read(None))
            elif step == after[0]:
                yield from ((step, place) for place in read(after[1]))

    def _steps(self, limit: int) -> Iterator[tuple[int, Callable[[int | None], Iterator[int]]]]:
        """Yield each step and what reads its places, behind one of them if one is given."""
        for title, ordered, others in ((True, TITLE_IN_ORDER, TITLE), (False, IN_ORDER, ANYWHERE)):
            if len(self.query.in_order) > 1:
                level = _Level(self, title)
                yield ordered, level.in_order
                yield others, level.others
            else:  # one word is always in order, one that is only begun never
                step = ordered if self.query.in_order else others
                yield step, lambda before, title=title: self._by_words(title, before, limit)  # type: ignore[misc]
        if any(self.named):
            yield BY_NAME, lambda before: self._by_name(before, limit)

    def _by_words(self, title: bool, before: int | None, limit: int) -> Iterator[int]:
        """Yield the places of a level, behind one if it is given."""
        sure = are_sure(self.query)
        number = limit if sure else LOOKED_AT
        while True:
            if sure:
                found = candidates(self._dialect, self.query, title, before, number)
                places = list(self.connection.execute(found).scalars())
                yield from places
            else:
                rows = self._looked_at(title, before)
                places = [row.place for row in rows]
                yield from (row.place for row in rows if row.hit)
            if len(places) < number:
                return
            before = places[-1]

    def _looked_at(self, title: bool | None, before: int | None) -> Sequence[Any]:
        found = candidates(self._dialect, self.query, title, before, LOOKED_AT)
        return self.connection.execute(looked_at(self._dialect, self.query, found, title)).all()

    def _by_name(self, before: int | None, limit: int) -> Iterator[int]:
        """Yield the places of articles that are found by name only."""
        entities = [entity for some in self.named for entity in some]
        number = max(limit, AT_A_TIME)
        while True:
            # Only those whose latest article is among the latest can have one that is.
            newest = self.connection.execute(latest(entities, before, number)).all()
            if not newest:
                return
            places = list(self.connection.execute(linked([row.id for row in newest], before, number)).scalars())
            if len(newest) < number:
                ends = len(places) < number
            else:  # before the last of these, articles of others may stand
                ends, places = False, [place for place in places if place >= newest[-1].place]
            yield from self._named_only(places)
            if ends:
                return
            before = places[-1]

    def _named_only(self, places: Sequence[int]) -> list[int]:
        """Return those of some places of articles, latest first, that are hits and not by words."""
        if not places:
            return []
        between = (places[-1], places[0])
        having = [set(self.connection.execute(_linked_between(some, between)).scalars()) if some else set() for some in self.named]  # fmt: skip
        columns = (ArticleWords.place, ArticleWords.forms, ArticleWords.stems)
        rows = self.connection.execute(select(*columns).where(among(ArticleWords.place, places)))
        texts = {row.place: (row.forms.split(" "), row.stems) for row in rows}
        return [p for p in places if p in texts and self._is_named_only(*texts[p], [p in some for some in having])]

    def _is_named_only(self, forms: Sequence[str], stems: str, named: Sequence[bool]) -> bool:
        """Whether an article with these words is a hit, but not by words alone."""
        words = frozenset(forms)

        def has(term: Any) -> bool:
            if len(term.words) > 1:
                return phrase_pattern(term.words) in stems
            return all(
                any(word.startswith(some) for word in words) if begun else not words.isdisjoint(some)
                for some, begun in groups(term)
            )

        if any(has(term) for term in self.query.unwanted) or not all(has(t) for t in self.query.wanted if t.quoted):
            return False
        by_words = [all(has(term) for term in terms) for terms in self.query.parts()]
        return not all(by_words) and all(one or other for one, other in zip(by_words, named, strict=True))

    @property
    def _are_hits_by_name(self) -> bool:
        """Whether every article that mentions an entity which is named is a hit."""
        return not self.query.unwanted and len(self.query.parts()) == 1 and not any(t.quoted for t in self.query.wanted)

    @property
    def _dialect(self) -> str:
        return self.connection.dialect.name


class _Level:
    """The articles with all words in the title, or the others: those with the words in order, then the rest."""

    def __init__(self, hits: Ordered, title: bool) -> None:
        self._hits = hits
        self._title = title

    @cached_property
    def _latest(self) -> Sequence[Any]:
        return self._hits._looked_at(self._title, None)

    def in_order(self, before: int | None) -> Iterator[int]:
        return (r.place for r in self._latest if r.hit and r.ordered and (before is None or r.place < before))

    def others(self, before: int | None) -> Iterator[int]:
        yield from (r.place for r in self._latest if r.hit and not r.ordered and (before is None or r.place < before))
        if len(self._latest) == LOOKED_AT:
            last = self._latest[-1].place
            behind = last if before is None else min(before, last)
            yield from self._hits._by_words(self._title, behind, AT_A_TIME)


def _linked_between(entities: Sequence[int], between: tuple[int, int]) -> Any:
    return select(Link.place).where(among(Link.entity_id, entities), Link.place.between(*between)).distinct()
