"""The short answer above the rows: who, when, where, how many, how much.

It says no more than the rows do: names, days and sums stand in them, each with its sentence. Where the answer is longer
than a page, names come from the facets, which count over all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from api.question_reading import Asks
from api.wording import Words
from pipeline.kb.browse.shapes import Facets, FacetValue, FigureItem, HappeningList, ListedHappening
from pipeline.kb.happenings import PartRow

MOST = 5  # things named


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


def short_answer(
    asks: Asks | None, found: HappeningList, facets: Facets, words: Words, sums: Callable[[], Iterable[FigureItem]]
) -> ShortAnswer | None:
    """Return the answer to what a question asks; None where it asks for nothing of this kind, or nothing was found.

    ``sums``: asked for the sums of money in the articles of the answer, once, if it is about these.
    """
    if asks is Asks.AMOUNT:
        return _cut(asks, [_sum(figure, words) for figure in sums()])
    if asks is Asks.COUNT and found.rows and found.total_exact:
        return ShortAnswer(asks, (Part(words("count.events", n=found.total)),))
    if asks is Asks.WHEN:
        return _cut(asks, _days(found, words))
    if asks in (Asks.WHO, Asks.WHERE):
        whole = found.total == len(found.rows) and found.total_exact
        of_rows = [p for item in found.rows for p in (item.row.agents if asks is Asks.WHO else item.row.places)]
        name = "official" if asks is Asks.WHO else "place"
        return _cut(asks, _named(of_rows) if whole else _counted(facets.values.get(name, ()), name))
    return None


def _cut(asks: Asks, parts: list[Part]) -> ShortAnswer | None:
    return ShortAnswer(asks, tuple(parts[:MOST]), len(parts) > MOST) if parts else None


def _named(parts: Iterable[PartRow]) -> list[Part]:
    """Return who or what takes part, most often first: entities by their keys, groups and offices by their words."""
    every = list(parts)
    times = Counter(part.entity or part.name for part in every)
    first = {part.entity or part.name: part for part in reversed(every)}
    return [
        Part(first[key].name, f"{first[key].kind}_page" if first[key].entity else None, first[key].entity, number)
        for key, number in times.most_common()
    ]


def _counted(values: Iterable[FacetValue], name: str) -> list[Part]:
    return [Part(value.label, f"{name}_page", value.value, value.count) for value in values]


def _days(found: HappeningList, words: Words) -> list[Part]:
    """Return the days of the events in the order of the rows, each with the page of the first event of the day."""
    dated: dict[str, ListedHappening] = {}
    for item in found.rows:
        if item.row.date_start:
            dated.setdefault(words.days(item.row.date_start, item.row.date_end), item)
    return [Part(day, "event_page", item.row.key) for day, item in dated.items()]


def _sum(figure: FigureItem, words: Words) -> Part:
    number = f"{words.number(figure.value)} {figure.unit}"
    return Part(figure.text, "article_page", figure.article.key, hint=words.relation(figure.relation), figure=number)
