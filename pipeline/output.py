"""A document's mentions as the published JSON object (``pipeline/article.schema.json``), one an article.

Every item carries its ``mentions`` (offsets into the text as published), a ``confidence`` in 0-1 and its
``provenance``; names are those of the first full form, as the annotation guidelines have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from corpus.document import Document
from corpus.furniture import source_line
from corpus.mention import (
    DateValue,
    EventValue,
    Label,
    Mention,
    MoneyValue,
    QuantityValue,
    Span,
)
from extractors.base import VERSION
from extractors.dates import published_in_text
from extractors.institution_groups import group_institutions
from extractors.official_groups import group_officials, unnamed_officials
from extractors.place_groups import group_places
from pipeline.kb.cells import COLUMNS

SCHEMA_VERSION = "1"
Item = dict[str, Any]


def to_json(doc: Document) -> Item:
    """Return the output object of an annotated document (keys of the gold schema, and provenance)."""
    shown = published_in_text(doc.of(Label.DATE))
    shown_day = shown.value.published if shown and isinstance(shown.value, DateValue) else None
    credit = source_line(doc.text)
    head: Item = {
        "id": doc.id,
        "url": doc.url,
        "source": doc.outlet,
        "country": doc.country,
        "published": shown_day.isoformat() if shown_day else None,
        "published_text": shown.surface if shown else None,
        "published_meta": doc.published.isoformat() if doc.published else None,
        "source_line": doc.text[slice(*credit)].strip() if credit else doc.agency,
        "section": doc.section,
        "title": doc.title,
    }
    optional = ("url", "source", "country", "published_text", "published_meta", "source_line", "section")
    body = {
        "officials": officials(doc),
        **unnamed(doc),
        "institutions": institutions(doc),
        "places": places(doc),
        "dates": dates(doc),
        "amounts": amounts(doc),
        "quantities": quantities(doc),
        "events": events(doc),
        "schema_version": SCHEMA_VERSION,
        "extractor_version": VERSION,
    }
    return {k: v for k, v in head.items() if v is not None or k not in optional} | body


def officials(doc: Document) -> list[Item]:
    """Return the named office holders, one entry a person."""
    return [
        _drop_none(
            name=group.name,
            name_in_text=group.name_in_text,
            aliases_in_text=list(group.aliases),
            roles=[
                _drop_none(
                    title=role.title,
                    variants_in_text=list(role.variants) or None,
                    mentions=[_span(m) for m in role.mentions],
                )
                for role in group.roles
            ],
            mentions_by_role=list(group.mentions_by_role),
            **_proof(group.mentions),
        )
        for group in group_officials(doc.mentions)
    ]


def unnamed(doc: Document) -> Item:
    """Return the office holders known by role only: as names, and as items with their mentions."""
    groups = unnamed_officials(doc.mentions)
    return {
        "unnamed_officials": [group.title for group in groups],
        "unnamed_official_items": [{"name": group.title, **_proof(group.mentions)} for group in groups],
    }


def institutions(doc: Document) -> list[Item]:
    """Return the institutions, each with the place it is in."""
    named = {span: group.name for group in group_places(doc.mentions) for span in (m.span for m in group.mentions)}
    return [
        _drop_none(
            name=group.name,
            name_in_text=group.name_in_text,
            kind=group.kind.value,
            aliases_in_text=list(group.aliases),
            **_proof(group.mentions),
        )
        | {"place": named.get(group.place) if group.place else None}
        for group in group_institutions(doc.mentions)
    ]


def places(doc: Document) -> list[Item]:
    """Return the places, linked to the gazetteer where they are known."""
    return [
        _drop_none(
            name=group.name,
            kind=group.kind.value,
            bare_name=group.bare_name,
            aliases_in_text=list(group.aliases),
            link={
                "id": group.link.entity_id,
                "score": round(group.link.score, 3),
                "features": dict(group.link.features),
            }
            if group.link
            else None,
            **_proof(group.mentions),
        )
        for group in group_places(doc.mentions)
    ]


def dates(doc: Document) -> list[Item]:
    """Return the date expressions, one entry a text and value."""
    found: dict[tuple[str, object, object], Item] = {}
    for mention in doc.of(Label.DATE):
        value = mention.value
        if not isinstance(value, DateValue):
            continue
        item = found.get((mention.surface, value.start, value.end))
        if item is not None:
            item["mentions"].append(_span(mention))
            continue
        found[(mention.surface, value.start, value.end)] = {
            "text": mention.surface,
            "start": value.start.isoformat() if value.start else None,
            "end": value.end.isoformat() if value.end else None,
            **_drop_none(weekday=value.weekday.value if value.weekday else None, note=value.note),
            **_proof([mention]),
        }
    return list(found.values())


def amounts(doc: Document) -> list[Item]:
    """Return the sums of money, in text order."""
    return [
        {
            "text": m.surface,
            "value": _number(float(m.value.value)),
            "currency": m.value.currency,
            "relation": m.value.relation.value,
            **_proof([m]),
        }
        for m in doc.of(Label.MONEY)
        if isinstance(m.value, MoneyValue)
    ]


def quantities(doc: Document) -> list[Item]:
    """Return the counted quantities, in text order."""
    return [
        _drop_none(
            text=m.surface,
            value=_number(float(m.value.value)),
            unit=m.value.unit,
            unit_phrase=m.value.unit_phrase,
            relation=m.value.relation.value,
            **_proof([m]),
        )
        for m in doc.of(Label.QUANTITY)
        if isinstance(m.value, QuantityValue)
    ]


def events(doc: Document) -> list[Item]:
    """Return the events with their participants; each cell leads to its span by ``arguments``."""
    items: list[Item] = []
    for number, mention in enumerate(doc.of(Label.EVENT), 1):
        value = mention.value
        if not isinstance(value, EventValue):
            continue
        evidence = doc.text[slice(*value.evidence)]
        names = {
            key: list(dict.fromkeys(a.name for a in value.arguments if a.role is role)) for key, role in COLUMNS.items()
        }
        items.append(
            {
                "id": f"e{number}",
                "type": value.type.value,
                "status": value.status.value,
                "date_start": value.date_start.isoformat() if value.date_start else None,
                "date_end": value.date_end.isoformat() if value.date_end else None,
                **_drop_none(
                    date_text=doc.text[slice(*value.date_span)] if value.date_span else None,
                    date_inherited=value.date_inherited or None,
                ),
                **names,
                "evidence": evidence,
                "evidence_also": list(dict.fromkeys(doc.text[slice(*span)] for span in value.evidence_also)),
                "evidence_mention": _text_span(doc, value.evidence),
                "arguments": [
                    {
                        "role": a.role.value,
                        "name": a.name,
                        "start": a.start,
                        "end": a.end,
                        "confidence": a.confidence,
                        "inferred": a.inferred,
                    }
                    for a in value.arguments
                ],
                **_proof([mention]),
            }
        )
    return items


def _proof(mentions: Iterable[Mention]) -> Item:
    """Return spans, confidence (the best mention's) and provenance (the first one's)."""
    every: Sequence[Mention] = list(mentions)
    origin = every[0].provenance
    return {
        "mentions": [_span(m) for m in every],
        "confidence": round(max(m.confidence for m in every), 3),
        "provenance": {"extractor": origin.extractor, "rule": origin.rule, "version": origin.version},
    }


def _span(mention: Mention) -> Item:
    """Return offsets, surface form and label of a mention."""
    return {"start": mention.start, "end": mention.end, "surface": mention.surface, "label": mention.label.value}


def _text_span(doc: Document, span: Span) -> Item:
    """Return offsets and surface form of a stretch of the text."""
    return {"start": span[0], "end": span[1], "surface": doc.text[slice(*span)]}


def _number(value: float) -> int | float:
    """Return a whole number as int, so that it is written without a fraction."""
    return int(value) if value.is_integer() else value


def _drop_none(**values: Any) -> Item:
    """Return the keys that have a value."""
    return {k: v for k, v in values.items() if v is not None}
