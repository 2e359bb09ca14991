"""The irregularities of a real knowledge base, put into one of invented articles: see ``irregular``."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from sqlalchemy import Connection, Engine, insert, select, update

from bench.generate import articles
from bench.happened import add_happenings
from pipeline.kb import across, keys
from pipeline.kb import schema as tables
from pipeline.kb.bulk import load
from pipeline.kb.engine import writing
from pipeline.kb.identify import phrases
from pipeline.kb.tallies import refresh
from pipeline.kb.word_index import ArticleWords, place_of

UNNAMED = "وفد من السكان"


def fill(engine: Engine, number: int = 36) -> None:
    """Load so many invented articles, put their events together as linking would, and make it all irregular."""
    load(engine, ((made.facts, made.document) for made in articles(number)), 1)
    add_happenings(engine)
    irregular(engine)


def irregular(engine: Engine, seed: int = 3) -> None:
    """Merge some entities (former keys begin with ``gone``), let places lie in each other, events be undated, vague,
    rejected, and told by nobody, and let some who act be known by words only (``UNNAMED``)."""
    chance = random.Random(seed)
    with writing(engine) as connection:
        for kind in ("official", "institution", "place"):
            _merge(connection, kind, chance)
        _nest(connection, chance)
        _vary(connection, chance)
        _unname(connection, chance)
        refresh(connection)


def _merge(connection: Connection, kind: str, chance: random.Random) -> None:
    """Make one of two entities of a kind, several times."""
    ids = list(connection.execute(select(tables.Entity.id, tables.Entity.key).where(tables.Entity.kind == kind)))
    for one, other in zip(*[iter(chance.sample(ids, 8))] * 2, strict=True):
        connection.execute(update(tables.Entity).where(tables.Entity.id == other.id).values(canonical_id=one.id))
        connection.execute(update(across.Part).where(across.Part.entity_id == other.id).values(entity_id=one.id))
        row = {"key": other.key, "target": one.key, "at": datetime.now(UTC)}
        connection.execute(insert(across.Redirect), [row, {**row, "key": f"gone{other.id}", "target": other.key}])


def _nest(connection: Connection, chance: random.Random) -> None:
    """Let places lie in each other, and give some a point, which what lies in them has too."""
    entity = tables.Entity
    places = list(connection.execute(select(entity.id, entity.key).where(entity.kind == "place").order_by(entity.id)))
    for inner, outer in pairwise(places[:4]):
        connection.execute(update(entity).where(entity.id == inner.id).values(place_id=outer.id))
    for place in places[::2]:
        point = {"latitude": 30 + chance.random(), "longitude": -9 + chance.random(), "located_by": place.key}
        connection.execute(update(entity).where(entity.id == place.id).values(**point))
        connection.execute(
            update(entity).where(entity.place_id == place.id, entity.located_by.is_(None)).values(**point)
        )


def _vary(connection: Connection, chance: random.Random) -> None:
    """Give events other days, sources and confidence, and reject some of everything."""
    happening, part = across.Happening, across.Part
    for row in connection.execute(select(happening.id, happening.date_start)).all():
        vague = chance.choice((None, 0, 0, 1, 30, 31, 365, 366))
        day = None if chance.random() < 0.1 else row.date_start
        cells = {
            "date_start": day,
            "date_end": day + timedelta(vague) if day and vague is not None else None,
            "sources": chance.randint(1, 4),
            "confidence": chance.choice((0.25, 0.5, 0.7, 0.9)),
            "verdict": "rejected" if chance.random() < 0.05 else None,
        }
        connection.execute(update(happening).where(happening.id == row.id).values(**cells))
        connection.execute(update(part).where(part.happening_id == row.id).values(date_start=day))
    for table in (tables.Event, tables.Amount, tables.Quantity):
        for number in connection.execute(select(table.id)).scalars().all():
            if chance.random() < 0.1:
                connection.execute(update(table).where(table.id == number).values(verdict="rejected"))
    for row in connection.execute(select(tables.Article.id, tables.Article.key)).all():
        if chance.random() < 0.15:
            nowhere = {"outlet": None, "published": None}
            connection.execute(update(tables.Article).where(tables.Article.id == row.id).values(**nowhere))
            place = {"place": place_of(None, row.key)}
            connection.execute(update(ArticleWords).where(ArticleWords.article_id == row.id).values(**place))
            mentions = select(tables.Mention.id).where(tables.Mention.article_id == row.id)
            connection.execute(update(tables.Link).where(tables.Link.mention_id.in_(mentions)).values(**place))


def _unname(connection: Connection, chance: random.Random) -> None:
    """Let some who act be no entities, known by words only."""
    told = select(tables.Argument.id).where(tables.Argument.role == "agent")
    for number in connection.execute(told).scalars().all():
        if chance.random() < 0.15:
            cells = {"entity_id": None, "name": UNNAMED, "words": keys.search_form(UNNAMED)}
            connection.execute(update(tables.Argument).where(tables.Argument.id == number).values(**cells))
    phrases(connection, [keys.search_form(UNNAMED)])
