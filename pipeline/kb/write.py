"""Writing an article's facts: one transaction an article, the same rows however often it is written.

Who a name stands for is decided by ``pipeline.kb.identify``, what the rows look like by ``pipeline.kb.rows``; this
module knows versions, replaces what was known of an article, and keeps the order in which tables are filled.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from corpus.document import Document
from corpus.errors import StoreError
from corpus.normalise import plain
from pipeline.kb.corrected import apply
from pipeline.kb.engine import lock_articles, writing
from pipeline.kb.extractions import keep_extraction
from pipeline.kb.facts import Facts, read_facts
from pipeline.kb.identify import identify, phrases, positions, sweep, sweep_positions, unsettle
from pipeline.kb.keys import position_key
from pipeline.kb.rows import COLUMNS, Cells, Place, Rows, article_row
from pipeline.kb.schema import Amount, Argument, Article, Base, Event, Link, Mention, Occupancy, Quantity
from pipeline.kb.succession import Told, lead_on, tellings_of
from pipeline.kb.word_index import index_article, unindex_article

ATTEMPTS = 5  # times an article is tried when two writers stand in each other's way
# What PostgreSQL says of them: serialization, deadlock, an entity swept meanwhile, an article added meanwhile.
CONFLICTS = ("40001", "40P01", "23503", "23505")
DERIVED = (Event, Amount, Quantity, Occupancy, Mention)  # arguments and links go with their event and mention


class Outcome(StrEnum):
    """What writing an article came to."""

    ADDED = "added"  # not known before
    UNCHANGED = "unchanged"  # same text, same facts: no row was touched
    REPLACED = "replaced"  # same text, other facts
    NEW_VERSION = "new_version"  # same address, other text


def write_article(engine: Engine, facts: Mapping[str, Any], document: Document, run_id: int) -> Outcome:
    """Store the facts of one article in place of what was known of it.

    ``facts`` is the output object of extraction, ``document`` the article it was read from. Either all rows are
    written or none; a fault leaves the former facts standing.

    Raises: StoreError: the facts do not fit their article, or the database cannot be written.
    """
    parsed = read_facts(facts)
    rows = Rows(parsed, document)
    for attempt in range(ATTEMPTS):
        try:
            with writing(engine) as connection:
                return _write(connection, facts, parsed, document, rows, run_id)
        except StoreError as error:
            if attempt == ATTEMPTS - 1 or not is_conflict(error):
                raise
            time.sleep(0.05 * (attempt + 1))
    raise AssertionError("the last attempt returns or raises")


def write_in(connection: Connection, facts: Mapping[str, Any], document: Document, run_id: int) -> Outcome:
    """Do what :func:`write_article` does in a transaction that is open already."""
    parsed = read_facts(facts)
    return _write(connection, facts, parsed, document, Rows(parsed, document), run_id)


def _write(
    connection: Connection, raw: Mapping[str, Any], facts: Facts, document: Document, rows: Rows, run_id: int
) -> Outcome:  # fmt: skip
    new = article_row(facts, document)
    lock_articles(connection, [new["key"]])
    known = connection.execute(
        select(Article.id, Article.version, Article.current, Article.text_hash, Article.facts_hash).where(
            Article.key == new["key"]
        )
    ).all()
    same = next((a for a in known if a.text_hash == new["text_hash"]), None)
    if same and same.current and same.facts_hash == new["facts_hash"]:
        return Outcome.UNCHANGED
    former: dict[int, set[str]] = {}
    offices: set[int] = set()
    told: list[Told] = []
    for article in known:
        if article.current:
            told = tellings_of(connection, article.id)
            held = select(Occupancy.position_id).where(Occupancy.article_id == article.id)
            offices = set(connection.execute(held).scalars())
            former = _take_away(connection, article.id)
            unindex_article(connection, article.id)
            connection.execute(update(Article).where(Article.id == article.id).values(current=False))
    version = same.version if same else max((a.version for a in known), default=0) + 1
    row = {**new, "version": version, "current": True, "run_id": run_id}
    if same:
        connection.execute(update(Article).where(Article.id == same.id).values(**row))
        article_id = same.id
    else:
        article_id = connection.execute(insert(Article).returning(Article.id), [row]).scalar_one()
    place = index_article(connection, article_id, new)
    entities = _fill(connection, rows, {"article_id": article_id, "run_id": run_id}, place)
    keep_extraction(connection, new["key"], run_id, new["text_hash"], raw)
    apply(connection, new["key"])  # before the sweep: a confirmed fact may be all that speaks of an entity
    lead_on(connection, told, article_id, same_text=bool(same and same.current))
    unsettle(connection, {*entities.values(), *former})
    sweep(connection, former)
    sweep_positions(connection, offices)
    if not known:
        return Outcome.ADDED
    return Outcome.REPLACED if same and same.current else Outcome.NEW_VERSION


def _fill(connection: Connection, rows: Rows, origin: dict[str, int], place: int) -> dict[str, int]:
    """Insert all facts of an article and return its entities; ``origin`` says which article and run they are of,
    ``place`` where it stands in the order of hits."""
    entities = identify(connection, [rows.cast.entries])
    mentions = [*_insert(connection, Mention, [_row("mention", cells, **origin) for cells in rows.mentions]), None]

    def at(place: Place) -> int | None:
        return mentions[-1 if place is None else place]

    links = [_row("link", k, mention_id=at(m), entity_id=entities[e], place=place) for m, e, k in rows.links]
    _insert(connection, Link, links)
    offices = positions(connection, (title for _, _, title, _ in rows.occupancies))
    held = [
        _row("occupancy", o, mention_id=at(m), entity_id=entities.get(e or ""), position_id=offices[position_key(t)])
        | origin
        for m, e, t, o in rows.occupancies
    ]
    _insert(connection, Occupancy, held)
    _insert(connection, Amount, [_row("amount", a, mention_id=at(m), **origin) for m, a in rows.amounts])
    _insert(connection, Quantity, [_row("quantity", q, mention_id=at(m), **origin) for m, q in rows.quantities])
    told = [_row("event", e.cells, mention_id=at(e.mention), **origin) for e in rows.events]
    events = _insert(connection, Event, told)
    arguments = [
        _row("argument", a, event_id=event_id, mention_id=at(m), entity_id=entities.get(e or ""))
        for event_id, event in zip(events, rows.events, strict=True)
        for m, e, a in event.arguments
    ]
    phrases(connection, (a["words"] for a in arguments if a["entity_id"] is None))
    _insert(connection, Argument, arguments)
    return entities


def _row(table: str, cells: Cells, **others: Any) -> dict[str, Any]:
    return dict(zip(COLUMNS[table], cells, strict=True)) | others


def _insert(connection: Connection, table: type[Base], rows: list[dict[str, Any]]) -> list[int]:
    """Insert rows in bulk and return their numbers in the same order."""
    if not rows:
        return []
    id_column = table.__table__.c.id
    returned = connection.execute(insert(table).returning(id_column, sort_by_parameter_order=True), rows)
    return [int(i) for i in returned.scalars()]


def _take_away(connection: Connection, article_id: int) -> dict[int, set[str]]:
    """Delete the facts of an article and return the entities they spoke of, with the forms they were called by."""
    former: dict[int, set[str]] = {}
    linked = select(Link.entity_id, Mention.surface).join(Mention, Mention.id == Link.mention_id)
    for entity, surface in connection.execute(linked.where(Mention.article_id == article_id)):
        former.setdefault(entity, set()).add(plain(surface))
    for query in (
        select(Argument.entity_id).join(Event, Event.id == Argument.event_id).where(Event.article_id == article_id),
        select(Occupancy.entity_id).where(Occupancy.article_id == article_id),
    ):
        for number in connection.execute(query).scalars():
            if number is not None:
                former.setdefault(number, set())
    for table in DERIVED:
        connection.execute(delete(table).where(table.article_id == article_id))
    return former


def is_conflict(error: StoreError) -> bool:
    """Return whether two writers stood in each other's way, so that trying again helps."""
    cause = error.__cause__
    return isinstance(cause, DBAPIError) and getattr(cause.orig, "sqlstate", None) in CONFLICTS
