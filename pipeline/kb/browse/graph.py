"""Who appears with whom in the events of an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Engine, distinct, func, select
from sqlalchemy.orm import aliased

from pipeline.kb.across import Part
from pipeline.kb.browse.answer import Answer
from pipeline.kb.browse.chosen import chosen
from pipeline.kb.browse.items import items
from pipeline.kb.browse.shapes import Edge, Graph, HappeningFilters
from pipeline.kb.engine import reading
from pipeline.kb.identify import INSTITUTION, OFFICIAL
from pipeline.kb.schema import Entity


def graph(engine: Engine, filters: HappeningFilters, *, size: int = 30) -> Graph:
    """Return the officials and institutions with most events in an answer, and how many each two share in it.

    The ``events`` of a node are those of the answer.
    """
    with reading(engine) as connection:
        some = chosen(Answer(connection, filters))
        number = func.count(distinct(Part.happening_id))
        most: Any = (
            select(Part.entity_id, number)
            .join(Entity, Entity.id == Part.entity_id)
            .where(some.among(Part.happening_id), Entity.kind.in_((OFFICIAL, INSTITUTION)))
            .group_by(Part.entity_id, Entity.key)
            .order_by(number.desc(), Entity.key)
            .limit(size)
        )
        busiest = dict(connection.execute(most).all())
        one, other = aliased(Part), aliased(Part)
        shared = func.count(distinct(one.happening_id))
        pairs: Any = (
            select(one.entity_id, other.entity_id, shared)
            .join(other, (other.happening_id == one.happening_id) & (other.entity_id != one.entity_id))
            .where(some.among(one.happening_id), one.entity_id.in_(busiest), other.entity_id.in_(busiest))
            .group_by(one.entity_id, other.entity_id)
        )
        known = items(connection, list(busiest))
        together = connection.execute(pairs).all()
    nodes = tuple(replace(known[n], events=times) for n, times in busiest.items())
    edges = [Edge(known[a].key, known[b].key, times) for a, b, times in together if known[a].key < known[b].key]
    return Graph(nodes, tuple(sorted(edges, key=lambda e: (-e.events, e.left, e.right))), some.exact)
