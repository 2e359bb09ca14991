"""The rows an article's facts become, before row numbers are known: spans are checked, keys are made.

A row is a tuple of the cells that ``COLUMNS`` names. Rows refer to mentions by place (the n-th of the article) and to
entities by key; ``pipeline.kb.write`` and ``pipeline.kb.bulk`` turn both into row numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from corpus.document import Document
from corpus.errors import StoreError
from corpus.mention import Label, Relation
from corpus.normalise import fold
from pipeline.kb import keys
from pipeline.kb.encode import to_json
from pipeline.kb.facts import ArgumentFact, EventFact, Facts, Item, OfficialFact, SpanFact
from pipeline.kb.identify import Cast, Entry

STATED = ("confidence", "extractor", "rule", "extractor_version")
# The columns that an article gives; row numbers, run and version are put before them.
COLUMNS = {
    "article": (
        "key", "document_id", "url", "outlet", "country", "published", "published_shown", "title", "author",
        "source_line", "section", "text", "text_hash", "facts_hash", "extractor_version",
    ),
    "article_words": ("title_forms", "forms", "title_stems", "stems"),
    "mention": ("key", "label", "start", "end", "surface", "value", *STATED),
    "link": ("score", "features"),
    "occupancy": ("key", "title", "as_of", *STATED),
    "amount": ("key", "text", "value", "currency", "relation", *STATED),
    "quantity": ("key", "text", "value", "unit", "unit_phrase", "relation", *STATED),
    "event": (
        "key", "local_id", "type", "status", "date_start", "date_end", "date_text", "date_inherited", "evidence",
        "evidence_start", "evidence_end", "evidence_also", *STATED,
    ),
    "argument": ("ordinal", "role", "name", "words", "start", "end", "confidence", "inferred", "type", "date_start", "date_end"),
}  # fmt: skip
Cells = tuple[Any, ...]
Place = int | None  # of a mention among those of the article
USUAL_LABEL = {"official": Label.PERSON, "institution": Label.INSTITUTION, "place": Label.PLACE}


class Form(NamedTuple):
    """How cells are given: lists and objects by the one, days by the other."""

    json: Callable[[Any], Any]
    day: Callable[[date | None], Any]


def _as_it_is(value: Any) -> Any:
    return value


def iso(day: date | None) -> str | None:
    """Return a day as it is written, ``2024-05-17``."""
    return day.isoformat() if day else None


FOR_SQLALCHEMY = Form(_as_it_is, _as_it_is)
FOR_DRIVERS = Form(to_json, iso)


@dataclass
class EventRows:
    """An event's cells, the place of its mention, and (mention, entity, cells) of each participant."""

    cells: Cells
    mention: Place
    arguments: list[tuple[Place, str | None, Cells]] = field(default_factory=list)


class Rows:
    """All rows of one article.

    Raises: StoreError: a span lies outside the text or does not hold the words it is said to hold.
    """

    def __init__(self, facts: Facts, document: Document, form: Form = FOR_SQLALCHEMY) -> None:
        self.cast = Cast(facts)
        self.mentions: list[Cells] = []
        self.links: list[tuple[int, str, Cells]] = []  # mention, entity, cells
        self.occupancies: list[tuple[Place, str | None, str, Cells]] = []  # mention, entity, title, cells
        self.amounts: list[tuple[Place, Cells]] = []
        self.quantities: list[tuple[Place, Cells]] = []
        self.events: list[EventRows] = []
        self._form = form
        self._text = document.text
        self._id = document.id
        self._article = keys.article_key(document.url or facts.url, document.text)
        self._day = form.day(published(facts, document))
        self._certain: Cells = (1.0, form.json({}))  # an office is given with its holder
        self._by_span: dict[tuple[int, int], int] = {}
        self._places: dict[str, int] = {}  # of mentions, by key
        self._keys: set[str] = set()
        self._linked: set[tuple[int, str]] = set()
        for entry in self.cast.entries:
            self._add_entry(entry)
        for official, entry in zip(facts.officials, self.cast.officials, strict=True):
            self._add_offices(official, entry)
        self._add_unnamed(facts)
        self._add_values(facts)
        for event in facts.events:
            self._add_event(event)

    def _add_entry(self, entry: Entry) -> None:
        item = entry.item
        value = {"name": entry.label, "kind": entry.subkind}
        cells = (entry.score, self._form.json(dict(entry.features)))
        for place in self._mentions(item.mentions, USUAL_LABEL[entry.kind], _stated(item), value, entry.key):
            self._link(place, entry.key, cells)

    def _add_offices(self, official: OfficialFact, entry: Entry) -> None:
        name = _first(official)
        holder = self._by_span.get(name) if name else None
        stated = _stated(official)
        for role in official.roles:
            places = self._mentions(role.mentions, Label.ROLE, stated, {"title": role.title}, entry.key)
            for place in places:
                self._link(place, entry.key, self._certain)
            self._occupancy(role.title, official, stated, entry.key, places[0] if places else holder)

    def _add_unnamed(self, facts: Facts) -> None:
        items = {u.title: u for u in facts.unnamed_official_items}
        for title in dict.fromkeys((*items, *facts.unnamed_officials)):
            item = items.get(title, NO_ITEM)
            stated = _stated(item)
            places = self._mentions(item.mentions, Label.ROLE, stated, {"title": title})
            self._occupancy(title, item, stated, None, places[0] if places else None)

    def _occupancy(self, title: str, item: Item, stated: Cells, entity: str | None, mention: Place) -> None:
        key = self._unique(keys.fact_key(self._article, "occupancy", _first(item), [fold(title), entity]))
        self.occupancies.append((mention, entity, title, (key, title, self._day, *stated)))

    def _add_values(self, facts: Facts) -> None:
        for day in facts.dates:
            value: dict[str, Any] = {"start": iso(day.start), "end": iso(day.end), "weekday": day.weekday}
            self._mentions(day.mentions, Label.DATE, _stated(day), value)
        for sum_ in facts.amounts:
            value = {"value": sum_.value, "currency": sum_.currency, "relation": _plain(sum_.relation)}
            stated = _stated(sum_)
            places = self._mentions(sum_.mentions, Label.MONEY, stated, value)
            key = self._unique(keys.fact_key(self._article, "amount", _first(sum_), [sum_.text, *value.values()]))
            self.amounts.append((places[0] if places else None, (key, sum_.text, *value.values(), *stated)))
        for count in facts.quantities:
            value = {"value": count.value, "unit": count.unit, "unit_phrase": count.unit_phrase, "relation": str(count.relation)}  # fmt: skip
            stated = _stated(count)
            places = self._mentions(count.mentions, Label.QUANTITY, stated, value)
            key = self._unique(keys.fact_key(self._article, "quantity", _first(count), [count.text, *value.values()]))
            self.quantities.append((places[0] if places else None, (key, count.text, *value.values(), *stated)))

    def _add_event(self, event: EventFact) -> None:
        people = event.participants()
        span = event.evidence_mention or self._found(event.evidence)
        start, end = (span.start, span.end) if span else (None, None)
        told = sorted((a.role, fold(a.name)) for a in people)
        where = (start, end) if start is not None and end is not None else None
        key = self._unique(keys.fact_key(self._article, event.type, where, told))
        kind, status, stated = str(event.type), str(event.status), _stated(event)
        trigger = event.mentions[0] if event.mentions else span
        value = {"type": kind, "status": status}
        mention = self._mentions((trigger,), Label.EVENT, stated, value)[0] if trigger else None
        days = (self._form.day(event.date_start), self._form.day(event.date_end))
        also = [{"start": s.start, "end": s.end, "surface": s.surface} for e in event.evidence_also if (s := self._found(e))]  # fmt: skip
        cells = (
            key, event.id, kind, status, *days, event.date_text, event.date_inherited, event.evidence,
            start, end, self._form.json(also), *stated,
        )  # fmt: skip
        told_of = (kind, *days)
        arguments = [self._argument(i, a, event, told_of) for i, a in enumerate(people)]
        self.events.append(EventRows(cells, mention, arguments))

    def _argument(
        self, ordinal: int, argument: ArgumentFact, event: EventFact, told_of: Cells
    ) -> tuple[Place, str | None, Cells]:
        entry = self.cast.who(argument, event.places)
        start, end, name = argument.start, argument.end, argument.name
        mention = None
        if start is not None and end is not None:
            if not 0 <= start < end <= len(self._text):
                raise StoreError(f"{self._id}: event {event.id}: no participant at {start}-{end}: {name!r}")
            mention = self._by_span.get((start, end))
        cells = (
            ordinal, str(argument.role), name, keys.search_form_of(name), start, end, argument.confidence,
            argument.inferred, *told_of,
        )  # fmt: skip
        return mention, entry.key if entry else None, cells

    def _mentions(
        self, spans: Sequence[SpanFact], label: Label, stated: Cells, value: Any, entity: str | None = None
    ) -> list[int]:
        """Add the row of each mention, once, and return their places."""
        if not spans:
            return []
        found = []
        said, kept = keys.ENCODED([entity or value]), self._form.json(value)
        for span in spans:
            start, end = where = (span.start, span.end)
            if self._text[start:end] != span.surface:
                there = self._text[start:end]
                raise StoreError(f"{self._id}: {start}-{end} reads {there!r} in the text, not {span.surface!r}")
            name = span.label or str(label)
            key = keys.encoded_fact_key(self._article, f"mention.{name}", where, said)
            place = self._places.get(key)
            if place is None:
                place = self._places[key] = len(self.mentions)
                self._by_span.setdefault(where, place)
                self.mentions.append((key, name, start, end, span.surface, kept, *stated))
            found.append(place)
        return found

    def _link(self, mention: int, entity: str, cells: Cells) -> None:
        if (mention, entity) not in self._linked:
            self._linked.add((mention, entity))
            self.links.append((mention, entity, cells))

    def _found(self, words: str) -> SpanFact | None:
        """Return where a verbatim clause stands, for facts that give its words only."""
        start = self._text.find(words)
        return SpanFact(start=start, end=start + len(words), surface=words) if start >= 0 and words else None

    def _unique(self, key: str) -> str:
        """Return the key, or one made from it for a second fact that is like the first in all a key is made of."""
        unique, number = key, 1
        while unique in self._keys:
            number += 1
            unique = keys.digest(key, number)
        self._keys.add(unique)
        return unique


def article_row(facts: Facts, document: Document) -> dict[str, Any]:
    """Return the row of an article's text, without version and run."""
    url = document.url or facts.url
    row = {
        "key": keys.article_key(url, document.text),
        "document_id": document.id,
        "url": url,
        "outlet": document.outlet or facts.source,
        "country": facts.country or document.country,
        "published": published(facts, document),
        "published_shown": facts.published,
        "title": facts.title or document.title,
        "author": document.author,
        "source_line": facts.source_line,
        "section": document.section,
        "text": document.text,
        "text_hash": keys.text_hash(document.text),
        "extractor_version": facts.extractor_version,
    }
    # A section that is not known is left out, so that articles without one keep the hash they had before there were any.
    said = {k: v for k, v in row.items() if k != "text" and (k, v) != ("section", None)}
    row["facts_hash"] = keys.text_digest(said, facts.model_dump_json())
    return row


def published(facts: Facts, document: Document) -> Any:
    """Return the day of an article: the one its text shows, else the one given with it."""
    return facts.published or facts.published_meta or document.published


NO_ITEM = Item()


def _plain(relation: Relation | None) -> str | None:
    return str(relation) if relation else None


def _first(item: Item) -> tuple[int, int] | None:
    return (item.mentions[0].start, item.mentions[0].end) if item.mentions else None


def _stated(item: Item) -> Cells:
    """Return the cells of ``STATED``."""
    source = item.provenance
    return (item.confidence, source.extractor, source.rule, source.version)
