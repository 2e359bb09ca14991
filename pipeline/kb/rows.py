"""The rows an article's facts become, before row numbers are known: spans are checked, keys are made.

Rows refer to mentions and entities by key; ``pipeline.kb.write`` turns keys into row numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from corpus.document import Document
from corpus.errors import StoreError
from corpus.mention import Label, Relation
from corpus.normalise import fold
from pipeline.kb import keys
from pipeline.kb.facts import ArgumentFact, EventFact, Facts, Item, OfficialFact, SpanFact
from pipeline.kb.identify import Cast, Entry

Row = dict[str, Any]
CERTAIN: Row = {"score": 1.0, "features": {}}  # an office is given with its holder
USUAL_LABEL = {"official": Label.PERSON, "institution": Label.INSTITUTION, "place": Label.PLACE}


@dataclass
class EventRows:
    """An event's row, the key of its mention, and (mention, entity, row) of each participant."""

    row: Row
    mention: str | None
    arguments: list[tuple[str | None, str | None, Row]] = field(default_factory=list)


class Rows:
    """All rows of one article.

    Raises: StoreError: a span lies outside the text or does not hold the words it is said to hold.
    """

    def __init__(self, facts: Facts, document: Document) -> None:
        self.cast = Cast(facts)
        self.mentions: list[Row] = []
        self.links: list[tuple[str, str, Row]] = []  # mention, entity, row
        self.occupancies: list[tuple[str | None, str | None, Row]] = []  # mention, entity, row
        self.amounts: list[tuple[str | None, Row]] = []
        self.quantities: list[tuple[str | None, Row]] = []
        self.events: list[EventRows] = []
        self._text = document.text
        self._id = document.id
        self._article = keys.article_key(document.url or facts.url, document.text)
        self._day = published(facts, document)
        self._by_span: dict[tuple[int, int], str] = {}
        self._keys: set[str] = set()
        self._linked: set[tuple[str, str]] = set()
        for entry in self.cast.entries:
            self._add_entry(entry)
        for official, entry in zip(facts.officials, self.cast.officials, strict=True):
            self._add_offices(official, entry)
        self._add_unnamed(facts)
        self._add_values(facts)
        for event in facts.events:
            self._add_event(event)

    def _add_entry(self, entry: Entry) -> None:
        value = {"name": entry.label, "kind": entry.subkind}
        features = {"score": entry.score, "features": dict(entry.features)}
        for span in entry.item.mentions:
            key = self._mention(span, USUAL_LABEL[entry.kind], entry.item, value, entry.key)
            self._link(key, entry, features)

    def _add_offices(self, official: OfficialFact, entry: Entry) -> None:
        name = _first(official)
        holder = self._by_span.get(name) if name else None
        for role in official.roles:
            spans = [self._mention(s, Label.ROLE, official, {"title": role.title}, entry.key) for s in role.mentions]
            for key in spans:
                self._link(key, entry, CERTAIN)
            self._occupancy(role.title, official, entry.key, spans[0] if spans else holder)

    def _add_unnamed(self, facts: Facts) -> None:
        items = {u.title: u for u in facts.unnamed_official_items}
        for title in dict.fromkeys((*items, *facts.unnamed_officials)):
            item = items.get(title, Item())
            spans = [self._mention(s, Label.ROLE, item, {"title": title}) for s in item.mentions]
            self._occupancy(title, item, None, spans[0] if spans else None)

    def _occupancy(self, title: str, item: Item, entity: str | None, mention: str | None) -> None:
        key = self._unique(keys.fact_key(self._article, "occupancy", _first(item), [fold(title), entity]))
        row = {"key": key, "title": title, "as_of": self._day, **_stated(item)}
        self.occupancies.append((mention, entity, row))

    def _add_values(self, facts: Facts) -> None:
        for day in facts.dates:
            value: Row = {"start": _iso(day.start), "end": _iso(day.end), "weekday": day.weekday}
            for span in day.mentions:
                self._mention(span, Label.DATE, day, value)
        for sum_ in facts.amounts:
            value = {"value": sum_.value, "currency": sum_.currency, "relation": _plain(sum_.relation)}
            spans = [self._mention(s, Label.MONEY, sum_, value) for s in sum_.mentions]
            key = self._unique(keys.fact_key(self._article, "amount", _first(sum_), [sum_.text, *value.values()]))
            row = {"key": key, "text": sum_.text, **value, **_stated(sum_)}
            self.amounts.append((spans[0] if spans else None, row))
        for count in facts.quantities:
            value = {"value": count.value, "unit": count.unit, "unit_phrase": count.unit_phrase, "relation": str(count.relation)}  # fmt: skip
            spans = [self._mention(s, Label.QUANTITY, count, value) for s in count.mentions]
            key = self._unique(keys.fact_key(self._article, "quantity", _first(count), [count.text, *value.values()]))
            row = {"key": key, "text": count.text, **value, **_stated(count)}
            self.quantities.append((spans[0] if spans else None, row))

    def _add_event(self, event: EventFact) -> None:
        people = event.participants()
        span = event.evidence_mention or self._found(event.evidence)
        place = (span.start, span.end) if span else None
        told = sorted((a.role, fold(a.name)) for a in people)
        key = self._unique(keys.fact_key(self._article, event.type, place, told))
        value = {"type": str(event.type), "status": str(event.status)}
        trigger = event.mentions[0] if event.mentions else span
        mention = self._mention(trigger, Label.EVENT, event, value) if trigger else None
        row = {
            "key": key,
            "local_id": event.id,
            "evidence_start": span.start if span else None,
            "evidence_end": span.end if span else None,
            "evidence_also": [s.model_dump(exclude={"label"}) for e in event.evidence_also if (s := self._found(e))],
            "date_start": event.date_start,
            "date_end": event.date_end,
            "date_text": event.date_text,
            "date_inherited": event.date_inherited,
            "evidence": event.evidence,
            "type": str(event.type),
            "status": str(event.status),
            **_stated(event),
        }
        rows = EventRows(row, mention)
        rows.arguments = [self._argument(i, a, event) for i, a in enumerate(people)]
        self.events.append(rows)

    def _argument(self, ordinal: int, argument: ArgumentFact, event: EventFact) -> tuple[str | None, str | None, Row]:
        entry = self.cast.who(argument, event.places)
        span = (argument.start, argument.end) if argument.start is not None and argument.end is not None else None
        if span and not 0 <= span[0] < span[1] <= len(self._text):
            raise StoreError(f"{self._id}: event {event.id}: no participant at {span[0]}-{span[1]}: {argument.name!r}")
        row = {
            "ordinal": ordinal,
            "role": str(argument.role),
            "name": argument.name,
            "words": keys.search_form(argument.name),
            "start": argument.start,
            "end": argument.end,
            "confidence": argument.confidence,
            "inferred": argument.inferred,
            "type": str(event.type),
            "date_start": event.date_start,
            "date_end": event.date_end,
        }
        return self._by_span.get(span) if span else None, entry.key if entry else None, row

    def _mention(self, span: SpanFact, label: Label, item: Item, value: Row, entity: str | None = None) -> str:
        """Add the row of a mention, once, and return its key."""
        if self._text[span.start : span.end] != span.surface:
            there = self._text[span.start : span.end]
            raise StoreError(f"{self._id}: {span.start}-{span.end} reads {there!r} in the text, not {span.surface!r}")
        name = span.label or str(label)
        key = keys.fact_key(self._article, f"mention.{name}", (span.start, span.end), [entity or value])
        if key not in self._keys:
            self._keys.add(key)
            self._by_span.setdefault((span.start, span.end), key)
            row = {"key": key, "label": name, "start": span.start, "end": span.end, "surface": span.surface}
            self.mentions.append({**row, "value": value, **_stated(item)})
        return key

    def _link(self, mention: str, entry: Entry, features: Row) -> None:
        if (mention, entry.key) not in self._linked:
            self._linked.add((mention, entry.key))
            self.links.append((mention, entry.key, features))

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


def article_row(facts: Facts, document: Document) -> Row:
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
        "text": document.text,
        "text_hash": keys.text_hash(document.text),
        "extractor_version": facts.extractor_version,
    }
    row["facts_hash"] = keys.digest({k: v for k, v in row.items() if k != "text"}, facts.model_dump_json())
    return row


def published(facts: Facts, document: Document) -> Any:
    """Return the day of an article: the one its text shows, else the one given with it."""
    return facts.published or facts.published_meta or document.published


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _plain(relation: Relation | None) -> str | None:
    return str(relation) if relation else None


def _first(item: Item) -> tuple[int, int] | None:
    return (item.mentions[0].start, item.mentions[0].end) if item.mentions else None


def _stated(item: Item) -> Row:
    """Return the columns of ``schema.Provenanced``."""
    source = item.provenance
    return {
        "confidence": item.confidence,
        "extractor": source.extractor,
        "rule": source.rule,
        "extractor_version": source.version,
    }
