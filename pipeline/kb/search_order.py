"""The hits of a search in their order, read no further than a page needs, and how many there are.

Hits come in steps, and in a step the latest first: all words in the title one after another, all in the title, one after
another in title or text, anywhere, by name only. Each is read from the index in that order. Whether several words stand
one after another is looked for among the latest ``LOOKED_AT`` articles that have them in the title, and as many that
have them elsewhere; older ones count as having them anywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from operator import neg
from typing import Any

from sqlalchemy import Connection, select

from pipeline.kb.engine import batches
from pipeline.kb.participants import among
from pipeline.kb.schema import Link
from pipeline.kb.search_query import Query
from pipeline.kb.search_read import candidates, checked, linked_places
from pipeline.kb.search_sql import LOOKED_AT, are_sure, groups, latest, linked
from pipeline.kb.word_index import ArticleWords
from pipeline.kb.words import phrase_pattern

COUNTED = 2000  # hits at most; that there are more is said
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
            places = self._found[:LOOKED_AT]
            words, sure = {p for p, row in self._checked(places).items() if row[0]}, len(places) < LOOKED_AT
            return self._with_named(words) if sure else (len(words), False)
        if self._has_most_in_titles:
            return COUNTED, False
        number = len(self._found)
        if number <= COUNTED and self._entities:
            if not self._are_hits_by_name:
                return self._with_named(set(self._found))
            number = len(linked_places(self.connection, self._entities, COUNTED + 1).union(self._found))
        return min(number, COUNTED), number <= COUNTED

    def _with_named(self, words: set[int]) -> tuple[int, bool]:
        """Return the number of hits by words, which are given, and by name."""
        if not any(self.named):
            return len(words), True
        there = linked_places(self.connection, self._entities, COUNTED + 1)
        others = sorted(there - words, reverse=True)
        if len(there) > COUNTED or len(others) > LOOKED_AT:
            return len(words), False
        number = len(words) + len(self._named_only(others))
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
                yield step, partial(self._by_words, title, limit=limit)
        if any(self.named):
            yield BY_NAME, partial(self._by_name, limit=limit)

    def _by_words(self, title: bool, before: int | None, limit: int) -> Iterator[int]:
        """Yield the places of a level, behind one if it is given."""
        sure = are_sure(self.query)
        number = limit if sure else LOOKED_AT
        while True:
            places = self._places(title, before, number)
            if sure:
                yield from places
            else:
                rows = self._checked(places)
                yield from (place for place in places if place in rows and rows[place][0])
            if len(places) < number:
                return
            before = places[-1]

    def _places(self, title: bool, before: int | None, number: int) -> list[int]:
        """Return the places of so many candidates of a level, behind one if it is given."""
        if title:
            if before is None and number <= LOOKED_AT:
                return self._in_title[:number]
            return candidates(self.connection, self.query, True, before=before, number=number)
        found: list[int] = []
        latest = self._found if self._are_latest else []
        start = 0 if before is None else bisect_right(latest, -before, key=neg)
        while len(found) < number and start < len(latest):
            some = latest[start : start + max(number, AT_A_TIME)]
            titled = self._titled(some[-1], some[0])
            found += [place for place in some if place not in titled]
            start += len(some)
        if len(found) < number and len(self._found) == self._most:  # there may be more behind all of these
            behind = min((place for place in (before, *latest[-1:]) if place is not None), default=None)
            left = number - len(found)
            found += candidates(self.connection, self.query, False, before=behind, number=left)
        return found[:number]

    @cached_property
    def _found(self) -> list[int]:
        """The candidates in title or text, the latest first, at most ``_most``: the latest if ``_are_latest``."""
        whole = self._counts_at_once
        return candidates(self.connection, self.query, None, number=self._most, any_of_them=whole)

    @property
    def _counts_at_once(self) -> bool:
        """Whether so many are found in no order, which is quicker: PostgreSQL would go through all articles from the latest,
        and FTS5 reads its lists backwards."""
        return are_sure(self.query)

    @property
    def _are_latest(self) -> bool:
        return not self._counts_at_once or len(self._found) < self._most

    @property
    def _most(self) -> int:
        return COUNTED + 1 if are_sure(self.query) else 2 * LOOKED_AT

    @cached_property
    def _in_title(self) -> list[int]:
        """The latest candidates with all words in the title, at most ``LOOKED_AT``."""
        return candidates(self.connection, self.query, True, number=LOOKED_AT)

    @property
    def _has_most_in_titles(self) -> bool:
        """Whether more than ``COUNTED`` have all words in the title, which is quicker to find than those that have them
        anywhere: of a beginning of a word, SQLite would gather every word that begins so."""
        if len(self._in_title) < LOOKED_AT:
            return False
        some = candidates(self.connection, self.query, True, number=COUNTED + 1, any_of_them=True)
        return len(some) > COUNTED

    def _titled(self, first: int, last: int) -> set[int]:
        """Return the candidates between two places, both of them included, that have all words in the title."""
        known = self._in_title
        if len(known) == LOOKED_AT and known[-1] > first:
            number = self._most
            known = candidates(self.connection, self.query, True, before=last + 1, least=first, number=number)
        return set(known)

    def _checked(self, places: Sequence[int]) -> dict[int, tuple[bool, bool, bool]]:
        """Return what ``search_read.checked`` says of some places; each is looked at once."""
        new = [place for place in places if place not in self._seen]
        if new:
            self._seen.update(checked(self.connection, self.query, new))
        return {place: self._seen[place] for place in places if place in self._seen}

    @cached_property
    def _seen(self) -> dict[int, tuple[bool, bool, bool]]:
        return {}

    def _by_name(self, before: int | None, limit: int) -> Iterator[int]:
        """Yield the places of articles that are found by name only."""
        number = max(limit, AT_A_TIME)
        while True:
            # Only those whose latest article is among the latest can have one that is.
            newest = self.connection.execute(latest(self._entities, before, number)).all()
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
        naming = [set(self.connection.execute(_linked_between(some, between)).scalars()) if some else set() for some in self.named]  # fmt: skip
        columns = (ArticleWords.place, ArticleWords.forms, ArticleWords.stems)
        rows = self.connection.execute(select(*columns).where(among(ArticleWords.place, places)))
        texts = {row.place: (row.forms.split(" "), row.stems) for row in rows}
        return [p for p in places if p in texts and self._is_named_only(*texts[p], [p in some for some in naming])]

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

    @cached_property
    def _entities(self) -> list[int]:
        return sorted({entity for some in self.named for entity in some})

    @property
    def _are_hits_by_name(self) -> bool:
        """Whether every article that mentions an entity which is named is a hit."""
        return not self.query.unwanted and len(self.query.parts()) == 1 and not any(t.quoted for t in self.query.wanted)


class _Level:
    """The articles with all words in the title, or the others: those with the words in order, then the rest."""

    def __init__(self, hits: Ordered, title: bool) -> None:
        self._hits = hits
        self._title = title

    @cached_property
    def _latest(self) -> list[int]:
        return self._hits._places(self._title, None, LOOKED_AT)

    def _looked_at(self, before: int | None, ordered: bool) -> Iterator[int]:
        """Yield the places of hits behind one, with the words in order or not; no more are looked at than are taken."""
        for some in batches(self._latest, AT_A_TIME):
            rows = self._hits._checked(some)
            for place, (hit, *in_order) in rows.items():
                if hit and in_order[not self._title] is ordered and (before is None or place < before):
                    yield place

    def in_order(self, before: int | None) -> Iterator[int]:
        return self._looked_at(before, ordered=True)

    def others(self, before: int | None) -> Iterator[int]:
        yield from self._looked_at(before, ordered=False)
        if len(self._latest) == LOOKED_AT:
            last = self._latest[-1]
            behind = last if before is None else min(before, last)
            yield from self._hits._by_words(self._title, behind, AT_A_TIME)


def _linked_between(entities: Sequence[int], between: tuple[int, int]) -> Any:
    return select(Link.place).where(among(Link.entity_id, entities), Link.place.between(*between)).distinct()
