"""Lists of events written at once, as ``api.responses.events`` describes them: with no object made for each cell.

What a list says of an event is checked against that description by the tests, not each time anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from pipeline.kb.browse.shapes import HappeningList, ListedHappening
from pipeline.kb.happenings import PartRow
from pipeline.kb.query import ArticleRef, Evidence

ROLES = ("agents", "companions", "targets", "recipients", "places")


def event_list(found: HappeningList, following: str | None) -> bytes:
    """Return a list of events (``EventListResponse``) as JSON; ``following``: address of the next ones."""
    told = {
        "total": found.total,
        "total_exact": found.total_exact,
        "after": found.after,
        "next": following,
        "items": [_event(one) for one in found.rows],
    }
    return orjson.dumps(told)


def _event(one: ListedHappening) -> dict[str, Any]:
    row = one.row
    told: dict[str, Any] = {
        "id": row.key,
        "type": row.type,
        "status": row.status,
        "date_start": row.date_start,
        "date_end": row.date_end,
    }
    for role in ROLES:
        told[role] = _parts(getattr(row, role), one.offices, one.placed)
    return told | {
        "articles": row.articles,
        "sources": row.sources,
        "confidence": row.confidence,
        "disagreements": row.disagreements,
        "part_of": row.part_of,
        "verdict": row.verdict,
        "evidence": _evidence(one.evidence) if one.evidence else None,
        "article": _article(one.article) if one.article else None,
    }


def _parts(
    rows: Iterable[PartRow], offices: Mapping[str, tuple[str, ...]], placed: Mapping[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "name": row.name,
            "kind": row.kind,
            "entity": row.entity,
            "titles": offices.get(row.entity or "", ()),
            "place": placed.get(row.entity or ""),
            "articles": row.articles,
            "inferred": row.inferred,
        }
        for row in rows
    ]


def _evidence(row: Evidence) -> dict[str, Any]:
    start, end = row.span or (None, None)
    return {"surface": row.surface, "start": start, "end": end, "sentence": row.before + row.surface + row.after}


def _article(row: ArticleRef) -> dict[str, Any]:
    return {
        "id": row.key,
        "document_id": row.document_id,
        "url": row.url,
        "outlet": row.outlet,
        "country": row.country,
        "published": row.published,
        "title": row.title,
    }
