"""An article's rows as plain tuples: made without the database, in any process, ready for a driver to take.

What row numbers will be put in for is given by place (the n-th mention of the article) or by key (entities, offices).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from corpus.document import Document
from pipeline.kb.encode import to_json
from pipeline.kb.facts import read_facts
from pipeline.kb.identify import Entry
from pipeline.kb.rows import COLUMNS, FOR_DRIVERS, NO_ITEM, Cells, Place, Rows, article_row, iso
from pipeline.kb.word_index import place_of, words_row

WORDS = COLUMNS["argument"].index("words")


@dataclass
class Flat:
    """The rows of one article. Each fact: the place of its mention, keys of what it points to, and its cells."""

    key: str
    text_hash: str
    facts: str  # the output object, as JSON
    article: Cells
    entries: list[Entry] = field(default_factory=list)
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


def flatten(facts: Mapping[str, Any], document: Document, written: str | None = None) -> Flat:
    """Return the rows of an article. ``written``: its facts as JSON, where they are there already.

    Raises: StoreError: the facts do not fit their article.
    """
    parsed = read_facts(facts)
    rows = Rows(parsed, document, FOR_DRIVERS)
    head = article_row(parsed, document)
    flat = Flat(head["key"], head["text_hash"], written or to_json(dict(facts)), _article(head))
    flat.entries = [entry._replace(item=NO_ITEM, features=()) for entry in rows.cast.entries]
    words = words_row(head["title"], head["text"])
    flat.words = tuple(words[column] for column in COLUMNS["article_words"])
    flat.place = place_of(head["published"], head["key"])
    flat.mentions, flat.links, flat.occupancies = rows.mentions, rows.links, rows.occupancies
    flat.amounts, flat.quantities = rows.amounts, rows.quantities
    flat.events = [(event.mention, event.cells) for event in rows.events]
    flat.arguments = [(n, *argument) for n, event in enumerate(rows.events) for argument in event.arguments]
    flat.phrases = [cells[WORDS] for event in rows.events for _, entity, cells in event.arguments if not entity]
    return flat


def _article(row: dict[str, Any]) -> Cells:
    given = {**row, "published": iso(row["published"]), "published_shown": iso(row["published_shown"])}
    return tuple(given[column] for column in COLUMNS["article"])
