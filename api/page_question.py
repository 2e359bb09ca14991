"""The question of the search page: what stands in its address, the filters it means, and the links that change it.

``ask`` is a question as typed, understood anew on every visit; every other parameter is a filter by the name the API
gives it, and stands above what ``ask`` says of the same thing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from api.question import MAX_QUESTION, understand
from api.question_reading import Asks, Names
from corpus.mention import EventType, InstitutionKind, Status
from corpus.normalise import fold
from pipeline.kb.browse.shapes import HappeningFilters, Precision, Sort

MAX_TEXT = 200  # letters of a value
MOST_VALUES = 10  # of a filter that holds several
MOST_NUMBER = 1e15
FIELDS = {  # name in the address -> field of the filters
    "q": "q", "official": "official", "office": "office", "institution": "institution", "kind": "kind", "place": "place",
    "entity": "entities", "inside": "inside", "type": "types", "status": "statuses", "from": "date_from", "to": "date_to",
    "precision": "precision", "amount_from": "amount_from", "amount_to": "amount_to", "currency": "currency",
    "outlet": "outlet", "section": "section", "article": "article", "min_confidence": "min_confidence", "min_sources": "min_sources",
}  # fmt: skip
LISTS = frozenset({"entity", "type", "status"})
ENUMS: Mapping[str, type[StrEnum]] = {
    "type": EventType,
    "status": Status,
    "kind": InstitutionKind,
    "precision": Precision,
}
Pairs = tuple[tuple[str, str], ...]
NOTHING = HappeningFilters()


@dataclass(frozen=True)
class Chip:
    """A condition in force: its name, its value in the address, and the link without it."""

    name: str
    value: str
    understood: bool
    without: str


@dataclass(frozen=True)
class Relaxed:
    """A question without some of its conditions (``chips``), and the link to it."""

    chips: tuple[Chip, ...]
    filters: HappeningFilters
    link: str


@dataclass(frozen=True)
class PageQuestion:
    """A question to the search page.

    ``explicit``: the filters of the address as typed, in its order; ``filters``: these and what ``ask`` means;
    ``ordered``: the order it asks for in words, which holds where the address has none; ``errors``: name -> key of the
    words that say what is wrong.
    """

    ask: str = ""
    explicit: Pairs = ()
    filters: HappeningFilters = NOTHING
    understood: HappeningFilters = NOTHING
    asks: Asks | None = None
    sort: Sort = Sort.LATEST
    ordered: Sort | None = None
    after: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> bool:
        """Whether anything was asked; the bare page shows the latest events."""
        return bool(self.ask or self.explicit)

    def typed(self, name: str) -> str:
        """Return what stands in the address under a name, as typed."""
        return next((v for k, v in self.explicit if k == name), "")

    def chips(self) -> list[Chip]:
        """Return the conditions in force, each with a link that lets it go and keeps all others."""
        given = {name for name, _ in self.explicit}
        every = told(self.filters)
        return [
            Chip(name, value, name not in given, _link(tuple(p for p in every if p != (name, value)), self._kept()))
            for name, value in every
        ]

    def relaxed(self, without: int = 1) -> list[Relaxed]:
        """Return the question without so many of its conditions (both days are one), in all ways that leave one."""
        chips = self.chips()
        days = tuple(chip for chip in chips if chip.name in ("from", "to"))
        groups = [(chip,) for chip in chips if chip not in days] + ([days] if days else [])
        some = combinations(groups, without) if len(groups) > without else ()
        return [self._relaxed(tuple(chip for group in left_out for chip in group)) for left_out in some]

    def _relaxed(self, chips: tuple[Chip, ...]) -> Relaxed:
        left: dict[str, Any] = {}
        for chip in chips:
            held = getattr(self.filters, FIELDS[chip.name])
            several = isinstance(held, tuple)
            left[FIELDS[chip.name]] = tuple(v for v in held if str(v) != chip.value) if several else None
        filters = replace(self.filters, **left)
        return Relaxed(chips, filters, _link(told(filters), self._kept()))

    def narrowed(self, name: str, value: str) -> str:
        """Return the link to the same question with one condition more (of a name that holds one: in its place)."""
        kept = tuple(p for p in self.explicit if name in LISTS or p[0] != name)
        added = kept if (name, value) in kept else (*kept, (name, value))
        return _link(added, self._ask() + self._order())

    def together(self, *entities: str) -> str:
        """Return the link to those of its events in which all of some entities take part."""
        added = tuple(("entity", key) for key in entities if ("entity", key) not in self.explicit)
        return _link((*self.explicit, *added), self._ask() + self._order())

    def between(self, first: date, last: date) -> str:
        """Return the link to the same question in a period."""
        kept = tuple(p for p in self.explicit if p[0] not in ("from", "to"))
        return _link((*kept, ("from", first.isoformat()), ("to", last.isoformat())), self._ask() + self._order())

    def sorted_by(self, sort: Sort) -> str:
        """Return the link to the same answer in another order."""
        return _link(self.explicit, self._ask() + self._sort(sort))

    def page(self, after: str | None) -> str:
        """Return the link to the rows behind a cursor; None: to the first ones."""
        return _link(self.explicit, self._ask() + self._order() + ((("after", after),) if after else ()))

    def api_query(self) -> str:
        """Return the filters as the API's query, for exports, feeds and permanent links."""
        return urlencode(told(self.filters))

    def _ask(self) -> Pairs:
        return (("ask", self.ask),) if self.ask else ()

    def _order(self) -> Pairs:
        return self._sort(self.sort)

    def _kept(self) -> Pairs:
        """Return the order where the words that asked for it are not in the address."""
        return (("sort", str(self.sort)),) if self.sort is not Sort.LATEST else ()

    def _sort(self, sort: Sort) -> Pairs:
        return (("sort", str(sort)),) if sort is not (self.ordered or Sort.LATEST) else ()


def told(filters: HappeningFilters) -> Pairs:
    """Return filters as they stand in an address."""
    found: list[tuple[str, str]] = []
    for name, attribute in FIELDS.items():
        value = getattr(filters, attribute)
        for one in value if isinstance(value, tuple) else (value,):
            if one is not None:
                found.append((name, f"{one:g}" if isinstance(one, float) else str(one)))
    return tuple(found)


def read_question(parameters: QueryParams, *, names: Callable[[], Names], today: date) -> PageQuestion:
    """Return the question of an address; what cannot be read is told and left out, never an error page."""
    ask = parameters.get("ask", "").strip()[:MAX_QUESTION]
    explicit: list[tuple[str, str]] = []
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name in FIELDS:
        for typed in [v.strip()[:MAX_TEXT] for v in parameters.getlist(name)][: MOST_VALUES if name in LISTS else 1]:
            if not typed:
                continue
            explicit.append((name, typed))
            try:
                value = _read(name, typed)
            except ValueError as error:
                errors[name] = str(error)
                continue
            attribute = FIELDS[name]
            values[attribute] = (*values.get(attribute, ()), value) if name in LISTS else value
    if values.get("date_from") and values.get("date_to") and values["date_from"] > values["date_to"]:
        errors["to"] = "field.order_wrong"
    understood = understand(ask, today=today, names=names()) if ask else None
    meant = understood.filters if understood else HappeningFilters()
    if "date_from" in values or "date_to" in values:
        meant = replace(meant, date_from=None, date_to=None)
    sort = parameters.get("sort", "")
    ordered = understood.sort if understood else None
    return PageQuestion(
        ask=ask,
        explicit=tuple(dict.fromkeys(explicit)),
        filters=replace(meant, **values),
        understood=meant,
        asks=understood.asks if understood else None,
        sort=Sort(sort) if sort in list(Sort) else ordered or Sort.LATEST,
        ordered=ordered,
        after=parameters.get("after") or None,
        errors=errors,
    )


def _read(name: str, typed: str) -> object:
    """Return the value of a filter; raises ValueError with the key of what is wrong."""
    if name in ENUMS:
        if typed not in list(ENUMS[name]):
            raise ValueError("field.value_wrong")
        return ENUMS[name](typed)
    if name in ("from", "to"):
        try:
            return date.fromisoformat(fold(typed))
        except ValueError:
            raise ValueError("field.date_wrong") from None
    if name in ("amount_from", "amount_to", "min_confidence", "min_sources"):
        return _number(name, fold(typed).replace(",", ""))
    return typed


def _number(name: str, typed: str) -> float | int:
    try:
        number = float(typed)
    except ValueError:
        number = -1.0
    most = 1.0 if name == "min_confidence" else MOST_NUMBER
    if not 0 <= number <= most or (name == "min_sources" and not number.is_integer()):
        raise ValueError("field.number_wrong")
    return int(number) if name == "min_sources" else number


def _link(pairs: Pairs, more: Pairs) -> str:
    return "?" + urlencode((*more, *pairs))


assert {f.name for f in fields(HappeningFilters)} == set(FIELDS.values())  # a new filter must get a name here
