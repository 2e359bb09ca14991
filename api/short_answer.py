"""The short answer above the rows: who, when, where, how many, how much.

It says no more than the rows do: names, days and sums stand in them, each with its sentence. What was only planned, or
did not take place, is no answer to who was where and when, unless it was asked for. Where the answer is longer than a
page, names come from the facets, which count over all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from api.page_question import NOTHING, PageQuestion
from api.question_reading import Asks
from api.wording import Words
from corpus.mention import EventType, Status
from pipeline.kb.browse.shapes import (
    EntityItem,
    EntityKind,
    Facets,
    FacetValue,
    FigureItem,
    HappeningList,
    ListedHappening,
)
from pipeline.kb.happenings import PartRow
from pipeline.kb.keys import search_words

MOST = 5  # things named
WITH_PEOPLE = frozenset({EventType.MEETING, EventType.APPOINTMENT, EventType.VISIT})  # what is acted on may be somebody
Rows = Sequence[ListedHappening]


@dataclass(frozen=True)
class Part:
    """A thing named: its words, the name of its page with the key (None: it has none), and how often.

    Of a sum, ``figure`` is its number with the currency, and ``hint`` what stands before it (``more than``).
    """

    text: str
    page: str | None = None
    key: str | None = None
    count: int | None = None
    hint: str = ""
    figure: str = ""


@dataclass(frozen=True)
class ShortAnswer:
    """An answer in a line. ``more``: there are more than it names."""

    asks: Asks
    parts: tuple[Part, ...]
    more: bool = False


@dataclass(frozen=True)
class Further:
    """What an answer may need besides the rows; each is asked for once at most, and only then.

    ``sums``: sums of money in the articles of the answer. ``done``: the facets of those of its events that took place.
    ``homes``: the institutions that are called as asked. ``named``: the keys of the persons the question names.
    """

    sums: Callable[[], Iterable[FigureItem]]
    done: Callable[[], Facets]
    homes: Callable[[], Iterable[EntityItem]]
    named: Callable[[], frozenset[str]]


def short_answer(
    question: PageQuestion, found: HappeningList, facets: Facets, words: Words, further: Further
) -> ShortAnswer | None:
    """Return the answer to what a question asks; None where it asks for nothing of this kind, or nothing was found."""
    asks, filters = question.asks, question.filters
    if asks is None or not found.rows or filters == NOTHING:
        return None
    if asks is Asks.AMOUNT:
        return _cut(asks, [_sum(figure, words) for figure in further.sums()])
    rows = [item for item in found.rows if filters.statuses or item.row.status is Status.PAST]
    whole = found.total == len(found.rows) and found.total_exact
    if asks is Asks.COUNT and filters.q is None and (whole or facets.exact):  # with other words, it counts other things
        number = len(rows) if whole else found.total if filters.statuses else _past(facets)
        return ShortAnswer(asks, (Part(words("count.events", n=number)),))
    if asks is Asks.WHEN:
        return _cut(asks, _days(rows, words)[: 1 if question.ordered else None])
    if asks in (Asks.WHO, Asks.WITH):
        return _cut(asks, _who(question, rows, facets if whole else _done(question, facets, further), whole, further))
    if asks is Asks.WHERE:
        if filters.institution and not (filters.types or filters.official or filters.office):
            return _cut(asks, _homes(further.homes(), filters.institution))
        return _cut(asks, _places(rows) if whole else _counted(_done(question, facets, further), "place"))
    return None


def _cut(asks: Asks, parts: list[Part]) -> ShortAnswer | None:
    return ShortAnswer(asks, tuple(parts[:MOST]), len(parts) > MOST) if parts else None


def _past(facets: Facets) -> int:
    return sum(value.count for value in facets.values.get("status", ()) if value.value == Status.PAST)


def _done(question: PageQuestion, facets: Facets, further: Further) -> Facets:
    """Return how those events divide that took place, or that have the status asked for."""
    other = any(value.value != Status.PAST for value in facets.values.get("status", ()))
    return further.done() if other and not question.filters.statuses else facets


def _who(question: PageQuestion, rows: Rows, facets: Facets, whole: bool, further: Further) -> list[Part]:
    """Return who holds the office that is asked for, else who acts; beside somebody the question names, the others."""
    filters = question.filters
    beside = question.asks is Asks.WITH
    if filters.office and not (beside or filters.types or filters.official or filters.institution):
        return _named(p for item in rows for p in _people(item) if _holds(item, p, filters.office))
    known = further.named() if filters.official or filters.entities else frozenset()
    if filters.official and not (beside or filters.types or filters.office or filters.institution or filters.place):
        return _offices(rows, known)
    if filters.office and not filters.official and set(filters.types) == {EventType.APPOINTMENT}:
        return _named(p for item in rows for p in _met(item))  # `من عين عاملا على الإقليم`
    if not whole:
        return [part for part in _counted(facets, "official") if part.key not in known]
    acting = [(item, p) for item in rows for p in item.row.agents]
    if not known and not filters.office:
        return _named(p for _, p in acting)
    for parts in ([] if beside else acting, [(item, p) for item in rows for p in _people(item)]):
        others = [p for item, p in parts if p.entity not in known and not _holds(item, p, filters.office)]
        if others:
            return _named(others)
    return [] if beside else _named(p for _, p in acting)


def _people(item: ListedHappening) -> tuple[PartRow, ...]:
    """Return who takes part: those who act, are with them, or are acted on, as persons or groups."""
    return item.row.agents + item.row.companions + (_met(item) if item.row.type in WITH_PEOPLE else ())


def _met(item: ListedHappening) -> tuple[PartRow, ...]:
    return tuple(p for p in item.row.targets if p.kind not in (EntityKind.INSTITUTION, EntityKind.PLACE))


def _offices(rows: Rows, persons: frozenset[str]) -> list[Part]:
    """Return the offices of persons in the articles of the rows, most often first, each with the page of its holder.

    Of wordings with the same words, and of a shorter one of them, the most frequent stands for all.
    """
    held = Counter((t, key) for item in rows for key in persons & set(item.offices) for t in item.offices[key][:1])
    told: dict[tuple[str, str], set[str]] = {}
    for title, key in held:
        told[title, key] = {word for word in search_words(title) if word != "و"}
    widest = [one for one, words in told.items() if not any(words < more for o, more in told.items() if o[1] == one[1])]
    kept: list[tuple[str, str]] = []
    for one in sorted(widest, key=lambda one: -held[one]):
        if not any(told[one] == told[other] and one[1] == other[1] for other in kept):
            kept.append(one)
    return [Part(title, "official_page", key, held[title, key]) for title, key in kept]


def _holds(item: ListedHappening, part: PartRow, office: str | None) -> bool:
    """Whether a participant has an office in the articles of the event, or is named by it alone."""
    titles = (*item.offices.get(part.entity or "", ()), *(() if part.entity else (part.name,)))
    return office is not None and any(_said(office, title) for title in titles)


def _said(asked: str, name: str) -> bool:
    """Whether every word that was asked begins a word of a name, as the filters compare them."""
    words = search_words(name)
    return all(any(word.startswith(begun) for word in words) for begun in search_words(asked))


def _named(parts: Iterable[PartRow]) -> list[Part]:
    """Return who or what takes part, most often first: entities by their keys, groups and offices by their words."""
    every = list(parts)
    times = Counter(part.entity or part.name for part in every)
    first = {part.entity or part.name: part for part in reversed(every)}
    return [
        Part(first[key].name, f"{first[key].kind}_page" if first[key].entity else None, first[key].entity, number)
        for key, number in times.most_common()
    ]


def _places(rows: Rows) -> list[Part]:
    """Return where it happened; of an event without a place, where the institution it is about stands."""
    named = _named(p for item in rows for p in item.row.places)
    there = Counter(place for item in rows if not item.row.places for place in item.placed.values())
    known = {part.text for part in named}
    return [*named, *(Part(place, count=number) for place, number in there.most_common() if place not in known)]


def _homes(institutions: Iterable[EntityItem], asked: str) -> list[Part]:
    """Return where the institutions stand that have all words asked for."""
    homes = {i.place_key: i.place for i in institutions if i.place and i.place_key and _said(asked, i.label)}
    return [Part(place, "place_page", key) for key, place in homes.items()]


def _counted(facets: Facets, name: str) -> list[Part]:
    values: Iterable[FacetValue] = facets.values.get(name, ())
    return [Part(value.label, f"{name}_page", value.value, value.count) for value in values]


def _days(rows: Rows, words: Words) -> list[Part]:
    """Return the days of the events in the order of the rows, each with the page of the first event of the day."""
    dated: dict[str, ListedHappening] = {}
    for item in rows:
        if item.row.date_start:
            dated.setdefault(words.days(item.row.date_start, item.row.date_end), item)
    return [Part(day, "event_page", item.row.key) for day, item in dated.items()]


def _sum(figure: FigureItem, words: Words) -> Part:
    number = f"{words.number(figure.value)} {figure.unit}"
    return Part(figure.text, "article_page", figure.article.key, hint=words.relation(figure.relation), figure=number)
