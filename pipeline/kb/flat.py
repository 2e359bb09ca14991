"""An article's rows as plain tuples: made without the database, in any process, ready for a driver to take.

What row numbers will be put in for is given by place (the n-th mention of the article) or by key (entities, offices).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

from corpus.document import Document
from pipeline.kb.engine import to_json
from pipeline.kb.facts import Item, read_facts
from pipeline.kb.identify import Entry
from pipeline.kb.rows import Row, Rows, article_row
from pipeline.kb.word_index import place_of, words_row

STATED = ("confidence", "extractor", "rule", "extractor_version")
# The columns that an article gives; the others (row numbers, run) are put before them.
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


@dataclass
class Flat:
    """The rows of one article. Each fact: the place of its mention, keys of what it points to, and its cells."""

    key: str
    text_hash: str
    facts: str  # the output object, as JSON
    article: Cells
    entries: list[Entry]
    mentions: list[Cells] = field(default_factory=list)
    links: list[tuple[int, str, Cells]] = field(default_factory=list)
    occupancies: list[tuple[Place, str | None, str, Cells]] = field(default_factory=list)  # mention, entity, title
    amounts: list[tuple[Place, Cells]] = field(default_factory=list)
    quantities: list[tuple[Place, Cells]] = field(default_factory=list)
    events: list[tuple[Place, Cells]] = field(default_factory=list)
    arguments: list[tuple[int, Place, str | None, Cells]] = field(default_factory=list)  # event, mention, entity
    phrases: list[str] = field(default_factory=list)
    words: Cells = ()  # what full text search finds the article by
    place: int = 0  # where it stands in the order of hits


def flatten(facts: Mapping[str, Any], document: Document) -> Flat:
    """Return the rows of an article.

    Raises: StoreError: the facts do not fit their article.
    """
    parsed = read_facts(facts)
    rows = Rows(parsed, document)
    head = article_row(parsed, document)
    entries = [Entry(e.key, e.kind, e.subkind, e.label, e.forms, NO_ITEM, e.place, e.gazetteer_id, e.score) for e in rows.cast.entries]  # fmt: skip
    flat = Flat(head["key"], head["text_hash"], to_json(dict(facts)), _cells("article", head), entries)
    at = {m["key"]: place for place, m in enumerate(rows.mentions)}
    flat.words = _cells("article_words", words_row(head["title"], head["text"]))
    flat.place = place_of(head["published"], head["key"])
    flat.mentions = [_cells("mention", m) for m in rows.mentions]
    flat.links = [(at[m], e, _cells("link", k)) for m, e, k in rows.links]
    flat.occupancies = [(at.get(m or ""), e, o["title"], _cells("occupancy", o)) for m, e, o in rows.occupancies]
    flat.amounts = [(at.get(m or ""), _cells("amount", a)) for m, a in rows.amounts]
    flat.quantities = [(at.get(m or ""), _cells("quantity", q)) for m, q in rows.quantities]
    flat.events = [(at.get(e.mention or ""), _cells("event", e.row)) for e in rows.events]
    for number, event in enumerate(rows.events):
        flat.arguments += [(number, at.get(m or ""), e, _cells("argument", a)) for m, e, a in event.arguments]
        flat.phrases += [a["words"] for _, e, a in event.arguments if not e]
    return flat


def _cells(table: str, row: Row) -> Cells:
    """Return the cells of a row as a driver takes them: days as ISO, lists and objects as JSON."""
    chosen, changed = SHAPES[table]
    cells = list(chosen(row))
    for place, change in changed:
        if cells[place] is not None:
            cells[place] = change(cells[place])
    return tuple(cells)


def _day(value: date) -> str:
    return value.isoformat()


CHANGES: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(("published", "published_shown", "as_of", "date_start", "date_end"), _day),
    **dict.fromkeys(("features", "evidence_also"), to_json),
}
SHAPES = {
    table: (
        itemgetter(*columns),
        [(i, to_json if (table, c) == ("mention", "value") else CHANGES[c]) for i, c in enumerate(columns)
         if c in CHANGES or (table, c) == ("mention", "value")],
    )
    for table, columns in COLUMNS.items()
}  # fmt: skip
NO_ITEM = Item()
